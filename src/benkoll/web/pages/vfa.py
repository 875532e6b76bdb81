"""Images of the spine: those that wait to be read, a patient's, and a new one that comes as a file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from benkoll.chain.commands import Chain
from benkoll.chain.reads import Shown, episode
from benkoll.chain.whose import Theirs, people_of
from benkoll.errors import Absent, InputError, Lang, Problem, UsageError
from benkoll.exchange.dicom.faults import LIMITS
from benkoll.letters.vfa_words import ToldVfa
from benkoll.readings.arrived import new_image
from benkoll.readings.commands import start, store_image, withdraw_image
from benkoll.readings.reads import Image, Listed, of_patient, picture, waiting
from benkoll.web.pages.chain_forms import Form, formed, name_of
from benkoll.web.pages.vfa_shown import about
from benkoll.web.pages.vfa_words import LISTS
from benkoll.web.permissions import Permission
from benkoll.web.problems import body_of, status_of
from benkoll.web.reading_room import desk_of
from benkoll.web.routes import Door, chain_of, who_asks
from benkoll.web.service import service_of
from benkoll.web.views import lang_of, render

if TYPE_CHECKING:
    from benkoll.exchange.dicom.spine_image import Identity, SpineImage
    from benkoll.readings.kept import Matched

READING, PATIENT = "/vfa/reading/{}", "/vfa/patient/{}"
MOST = 200
"""Images that a list shows."""

MEGABYTES = f"{LIMITS['file_bytes'] / 2**20:.0f}"
SHORT = 10
"""Digits of a number that is written without its century."""

door = Door()


@door.get("/vfa", Permission.IMAGES_READ)
def page(request: Request) -> Response:
    """The images that wait to be read, or whose reading waits to be signed."""
    lang, me = lang_of(request), who_asks(request).id
    found = waiting(desk_of(request), MOST)
    people = people_of(chain_of(request), {one.image.patient for one in found if one.image.patient is not None})
    rows = [
        {
            **about(one.image, lang),
            **_whose(people.get(one.image.patient or "")),
            "readings": [_listed(reading, me, lang) for reading in one.readings],
            "mine": any(reading.reader == me for reading in one.readings),
        }
        for one in found
    ]
    return render(request, "vfa.html", LISTS, rows=rows, reads=who_asks(request).may(Permission.IMAGES_WRITE))


def _whose(theirs: Theirs | None) -> dict[str, Any]:
    if theirs is None:
        return {"name": "", "person_id": "", "episode": ""}
    latest = theirs.episodes[0]
    return {"name": name_of(latest.known), "person_id": latest.person_id, "episode": latest.row["id"]}


def _listed(one: Listed, me: str, lang: Lang) -> dict[str, Any]:
    told = None if one.report is None else ToldVfa(one.report, lang)
    return {
        "id": one.id,
        "mine": one.reader == me,
        "reader": one.reader if one.report is None else one.report.read_by,
        "signed_on": one.signed_on,
        "closed": one.closed,
        "result": None if told is None else told.conclusion(),
    }


# A PATIENT'S


@door.get("/vfa/patient/{episode}", Permission.IMAGES_READ)
def of_episode(request: Request) -> Response:
    """The images of an episode's patient, with their readings."""
    return _patient_page(request, str(request.path_params["episode"]))


def _patient_page(request: Request, named: str, status: int = 200, problems: Sequence[str] = ()) -> Response:
    lang, who, chain = lang_of(request), who_asks(request), chain_of(request)
    shown = episode(chain, named)
    rows = [
        {
            **about(image, lang),
            "readings": [_listed(one, who.id, lang) for one in readings],
            "mine": next((one.id for one in readings if one.reader == who.id and one.signed_on is None), None),
        }
        for image, readings in of_patient(desk_of(request), keys_of(chain, shown))
    ]
    return render(
        request,
        "vfa_patient.html",
        LISTS,
        status,
        id=shown.row["id"],
        name=name_of(shown.known),
        person_id=shown.person_id,
        rows=rows,
        problems=problems,
        megabytes=MEGABYTES,
        writes=who.may(Permission.IMAGES_WRITE),
    )


def keys_of(chain: Chain, shown: Shown) -> frozenset[str]:
    """Every key that an episode's patient goes, or went, by."""
    return frozenset({shown.row["person"], *(chain.keys.digest("person", number) for number in shown.numbers)})


@door.post("/vfa/upload/{episode}", Permission.IMAGES_WRITE)
@formed
def uploaded(request: Request, form: Form) -> Response:
    """Store the image of a file, and begin to read it; why it is not stored is told on the patient's page."""
    named, lang = str(request.path_params["episode"]), lang_of(request)
    shown = episode(chain_of(request), named)
    try:
        image = _stored(request, shown, form)
    except Absent:
        raise
    except (InputError, UsageError) as error:
        told = body_of(error, lang)
        lines = [problem.said(lang) for problem in error.problems] if isinstance(error, InputError) else []
        return _patient_page(request, named, status_of(error), lines or [str(told["detail"])])
    reading, _ = start(desk_of(request), image)
    return RedirectResponse(READING.format(reading), 303)


def _stored(request: Request, shown: Shown, form: Form) -> str:
    if not form.files:
        raise InputError([Problem("välj en fil", "choose a file", fact="file")])
    content, service = form.files[0][1], service_of(request)
    image = service.images.read(content)
    matched = _matched(shown, image, form.get("sure") is not None)
    made = new_image(content, image, matched, born_of(shown), service.today())
    unit = shown.row["unit"] or who_asks(request).unit
    stored = store_image(desk_of(request), made, shown.row["person"], unit)
    service.images.keep(stored, image)
    return stored


def born_of(shown: Shown) -> date | None:
    """The day on which an episode's patient was born; None where nobody has told it."""
    told = shown.known.get("birth_date")
    return None if not told else told if isinstance(told, date) else date.fromisoformat(str(told))


def _matched(shown: Shown, image: "SpineImage", sure: bool) -> "Matched":
    """How it is known that the image is of this patient; InputError where the file says that it is of somebody else, or
    says nothing and nobody has said that they know."""
    said = image.identity
    if goes_by(shown, said.patient_id):
        return "number"
    if sure:
        return "hand"
    raise InputError([_stranger(said)])


def goes_by(shown: Shown, number: str | None) -> bool:
    """Whether it is a number that an episode's patient goes, or went, by, however it is written."""
    signs = "".join(sign for sign in number or "" if sign.isdigit())
    known = {*shown.numbers, shown.person_id}
    return signs in known or (len(signs) == SHORT and signs in {one[-SHORT:] for one in known})


def _stranger(said: "Identity") -> Problem:
    whose = " ".join(part for part in (said.name, said.patient_id, str(said.birth_date or "")) if part)
    if not whose:
        return Problem(
            "filen säger inte vems bilden är: kontrollera det, kryssa i rutan och lägg in den igen",
            "the file does not say whose image it is: check it, tick the box and store it again",
            "PatientID",
        )
    return Problem(
        "filen säger att bilden är av någon annan: är det ändå rätt patient, kryssa i rutan och lägg in den igen",
        "the file says that the image is of somebody else: if it is this patient, tick the box and store it again",
        "PatientID",
        whose[:100],
    )


# ONE IMAGE


@door.post("/vfa/image/{image}/read", Permission.IMAGES_WRITE)
@formed
def begun(request: Request, form: Form) -> Response:
    """Begin a reading of one's own, or go on with it."""
    reading, _ = start(desk_of(request), str(request.path_params["image"]))
    return RedirectResponse(READING.format(reading), 303)


@door.post("/vfa/image/{image}/withdraw", Permission.IMAGES_WRITE)
@formed
def withdrawn(request: Request, form: Form) -> Response:
    """An image that should not have been stored counts no more."""
    withdraw_image(desk_of(request), str(request.path_params["image"]), form.needed("reason"))
    back = form.get("episode")
    return RedirectResponse(PATIENT.format(back) if back and back.isalnum() else "/vfa", 303)


@door.get("/vfa/image/{image}/picture", Permission.IMAGES_READ)
def shown_picture(request: Request) -> Response:
    """The image as PNG. `centre`, `width`: of the window in which it is shown; else the file's own."""
    image, content = picture(desk_of(request), str(request.path_params["image"]))
    return Response(png_of(request, image, content, _window(request.query_params)), media_type="image/png")


def _window(said: Mapping[str, str]) -> tuple[float, float] | None:
    if "centre" not in said and "width" not in said:
        return None
    try:
        centre, width = float(said.get("centre", "")), float(said.get("width", ""))
    except ValueError:
        centre, width = 0.0, 0.0
    if not (abs(centre) < 1e6 and 0 < width < 1e6):
        raise InputError(
            [Problem("centre och width: tal, width större än 0", "centre and width: numbers, width above 0", "width")]
        )
    return centre, width


def png_of(request: Request, image: Image, content: bytes, window: tuple[float, float] | None = None) -> bytes:
    """The picture of an image that whoever asks was let to see."""
    from benkoll.imaging.png import as_png
    from benkoll.imaging.window import windowed

    spine = service_of(request).images.of(image.id, content)
    centre, width = window or (spine.window.centre, spine.window.width)
    return as_png(windowed(spine.pixels, centre, width), image.about.rows, image.about.columns)
