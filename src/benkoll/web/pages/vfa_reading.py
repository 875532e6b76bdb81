"""One reading: the image with its vertebrae, what is done to it, and what the program proposes when it is asked."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from benkoll.chain.whose import Theirs, people_of
from benkoll.errors import Absent, Conflict, InputError, Problem, UsageError
from benkoll.exchange.json import read_strictly
from benkoll.measures.vertebra import LEVELS, POINTS, Point, Vertebra
from benkoll.measures.vfa_report import VfaReport
from benkoll.readings.changes import FARTHEST, KINDS, Kind, check, points_of, vertebra_of
from benkoll.readings.commands import change
from benkoll.readings.kept import report_of
from benkoll.readings.numbers import whole
from benkoll.readings.reading import State, state_of
from benkoll.readings.reads import Image, opened, own, patient_of, picture
from benkoll.readings.result import made_report
from benkoll.web.forms import HEADER, held
from benkoll.web.pages.chain_forms import name_of
from benkoll.web.pages.vfa_earlier import earlier
from benkoll.web.pages.vfa_history import history
from benkoll.web.pages.vfa_shown import about, drawing, outlines, rows, standing
from benkoll.web.pages.vfa_signed import signed
from benkoll.web.pages.vfa_tool_words import KEYS, TOOL, words_of
from benkoll.web.pages.vfa_words import READING
from benkoll.web.permissions import Permission
from benkoll.web.problems import body_of, status_of
from benkoll.web.reading_room import Grading, desk_of, grading_of
from benkoll.web.routes import Door, chain_of, who_asks
from benkoll.web.service import service_of
from benkoll.web.views import lang_of, render

if TYPE_CHECKING:
    from benkoll.exchange.dicom.spine_image import SpineImage

MOST_CHANGES = 200
"""Changes that are sent at once: all levels proposed, and some more."""

door = Door()


@door.get("/vfa/reading/{reading}", Permission.IMAGES_READ)
def page(request: Request) -> Response:
    """The reading: to its reader as the tool, to others as what it says."""
    return reading_page(request, str(request.path_params["reading"]))


def reading_page(request: Request, named: str, status: int = 200, problems: tuple[str, ...] = ()) -> Response:
    """The reading's page, with what could not be done told above it."""
    lang, who, desk = lang_of(request), who_asks(request), desk_of(request)
    theirs = _theirs(request, named)
    found = opened(desk, named, theirs.identities if theirs else ())
    image, content = picture(desk, found.image.id)
    spine = service_of(request).images.of(image.id, content)
    grading = grading_of(request, found.image, anew=True)
    report = drafted(grading, found.image, found.state, who.name)
    mine = found.listed.reader == who.id
    editable = mine and found.state.signed is None and who.may(Permission.IMAGES_WRITE)
    stands = standing(found.changes, found.state, report, grading.near, lang)
    tool = {
        **stands,
        "reading": named,
        "image": drawing(image) | _shades(spine),
        "sure": whole("readings.sure_percent") / 100,
        "earlier": earlier(found, lang),
        "levelNames": LEVELS,
        "pointNames": POINTS,
    }
    return render(
        request,
        "vfa_reading.html",
        {**TOOL, **READING},
        status,
        id=named,
        problems=problems,
        training=image.patient is None,
        whose=_whose(theirs),
        about=about(image, lang),
        image=drawing(image),
        listed=found.listed,
        reader=found.listed.reader if found.listed.report is None else found.listed.report.read_by,
        mine=mine,
        editable=editable,
        writes=who.may(Permission.IMAGES_WRITE),
        version=found.state.last,
        own_words=found.state.conclusion or "",
        stands=stands,
        rows=rows(found.state, report, lang),
        outlines=outlines(found.state, image),
        keys=[(keys, both[lang]) for keys, both in KEYS],
        notes=[note.sv if lang == "sv" else note.en for note in spine.notes],
        history=history(found.changes, lang),
        tool=json.dumps(tool) if editable else None,
        said=json.dumps(words_of(lang)),
        **signed(request, found, theirs),
    )


def _theirs(request: Request, named: str) -> Theirs | None:
    patient = patient_of(desk_of(request), named)
    return None if patient is None else people_of(chain_of(request), {patient}).get(patient)


def _whose(theirs: Theirs | None) -> dict[str, Any]:
    if theirs is None:
        return {"name": "", "person_id": "", "episode": None}
    latest = theirs.episodes[0]
    return {"name": name_of(latest.known), "person_id": latest.person_id, "episode": latest.row["id"]}


def _shades(spine: "SpineImage") -> dict[str, float]:
    """The window in which the image begins, and how far it can be moved."""
    most = float(spine.pixels.max())
    return {"centre": spine.window.centre, "width": spine.window.width, "most": max(most, spine.window.width)}


def drafted(grading: Grading, image: Image, state: State, reader: str) -> VfaReport:
    """The report as it stands now, or as it was signed."""
    if state.signed is not None and state.report is not None:
        return report_of(state.report)
    return made_report(state, image.about, image.made_on, grading, reader)


# WHAT THE SCRIPT SENDS

Sent = Mapping[str, Any]


def asked(act: Callable[[Request, Sent], dict[str, Any]]) -> Callable[[Request], Awaitable[Response]]:
    """A route's endpoint from what is to be done with a JSON object that the page's script sent, with its token."""

    def done(request: Request, body: bytes) -> Response:
        try:
            said = read_strictly(body)
            if not isinstance(said, dict):
                raise _unfit("body", "a JSON object")
            return JSONResponse(act(request, said))
        except Absent:
            raise
        except (Conflict, InputError, UsageError) as error:
            return JSONResponse(body_of(error, lang_of(request)), status_of(error))

    async def endpoint(request: Request) -> Response:
        held(who_asks(request), request.headers.get(HEADER, ""))
        return await run_in_threadpool(done, request, await request.body())

    endpoint.__name__, endpoint.__doc__ = act.__name__, act.__doc__
    return endpoint


def _unfit(name: str, allowed: str) -> InputError:
    return InputError([Problem(f"tillåtet: {allowed}", f"allowed: {allowed}", fact=name)])


@door.post("/vfa/reading/{reading}/changes", Permission.IMAGES_WRITE)
@asked
def changed(request: Request, said: Sent) -> dict[str, Any]:
    """The reader did this; where the reading stands afterwards."""
    version, acts = said.get("version"), _acts(said.get("changes"))
    if not isinstance(version, int) or isinstance(version, bool):
        raise _unfit("version", "a number")
    named, desk = str(request.path_params["reading"]), desk_of(request)
    change(desk, named, version, acts)
    image, changes = own(desk, named)
    state = state_of(changes)
    grading = grading_of(request, image)
    report = drafted(grading, image, state, who_asks(request).name)
    return standing(changes, state, report, grading.near, lang_of(request))


def _acts(said: object) -> list[tuple[Kind, Mapping[str, Any]]]:
    if not isinstance(said, list) or len(said) > MOST_CHANGES:
        raise _unfit("changes", f"a list, at most {MOST_CHANGES}")
    acts = list[tuple[Kind, Mapping[str, Any]]]()
    for one in said:
        kind = next((kind for kind in KINDS if isinstance(one, dict) and kind == one.get("kind")), None)
        if kind is None or not isinstance(one.get("data"), dict):
            raise _unfit("changes", f"{{kind, data}}, kind: {', '.join(KINDS)}")
        acts.append((kind, one["data"]))
    return acts


@door.post("/vfa/reading/{reading}/propose", Permission.IMAGES_WRITE)
@asked
def proposed(request: Request, said: Sent) -> dict[str, Any]:
    """Six points for the levels that have none, or for those that are asked for; nothing of it is kept."""
    from benkoll.imaging.spine import propose

    levels = said.get("levels")
    if levels is not None and not (isinstance(levels, list) and all(level in LEVELS for level in levels)):
        raise _unfit("levels", ", ".join(LEVELS))
    placed = _placed(said.get("placed"))
    image, spine = _own(request)
    told = image.about
    found = propose(spine.pixels, told.spacing, placed, levels, told.anterior, aspect=told.aspect)
    return {
        "levels": {
            level: {"points": points_of(one.points), "confidence": one.confidence, "fitted": one.fitted}
            for level, one in found.items()
        }
    }


@door.post("/vfa/reading/{reading}/snap", Permission.IMAGES_WRITE)
@asked
def snapped(request: Request, said: Sent) -> dict[str, Any]:
    """Where the edges are that a point lies on; nothing of it is kept."""
    from benkoll.imaging.snap import snap

    which, at = said.get("point"), _point("to", said.get("to"))
    if which not in POINTS:
        raise _unfit("point", ", ".join(POINTS))
    vertebra = None if said.get("points") is None else _vertebra("points", said["points"])
    image, spine = _own(request)
    told = image.about
    x, y = snap(spine.pixels, told.spacing, at, which, vertebra, told.anterior, told.aspect)
    return {"to": [x, y]}


def _own(request: Request) -> tuple[Image, "SpineImage"]:
    """The image of one's own reading; of the file again, and then in the log, where it is not in memory any more."""
    desk, images = desk_of(request), service_of(request).images
    image, _ = own(desk, str(request.path_params["reading"]))
    found = images.kept(image.id)
    if found is None:
        image, content = picture(desk, image.id)
        found = images.of(image.id, content)
    return image, found


def _placed(said: object) -> dict[str, Vertebra | Point]:
    """By level the six points, or the middle."""
    if not isinstance(said, dict) or not all(level in LEVELS for level in said):
        raise _unfit("placed", "{level: [x, y], or the six points}")
    return {
        level: _point(level, one) if isinstance(one, list) else _vertebra(level, one) for level, one in said.items()
    }


def _point(name: str, said: object) -> Point:
    if isinstance(said, list) and len(said) == 2:
        x, y = said
        if isinstance(x, int | float) and isinstance(y, int | float) and max(abs(x), abs(y)) <= FARTHEST:
            return float(x), float(y)
    raise _unfit(name, "[x, y]")


def _vertebra(level: str, said: object) -> Vertebra:
    check("placed", {"level": level if level in LEVELS else LEVELS[0], "points": said})
    assert isinstance(said, dict)
    return vertebra_of(said)
