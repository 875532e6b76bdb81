"""A patient's bone density: reports stored from a file, a text or a form; what each says, and on to the assessment."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, get_args

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from benkoll.chain.reads import Shown, episode
from benkoll.errors import Absent, BenkollError, InputError, Lang, Problem, UsageError
from benkoll.exchange.densitometry import typed
from benkoll.exchange.densitometry.mapping import Mapped, read_mapping, shipped, shipped_names
from benkoll.exchange.densitometry.read import Reports, gathered, is_dicom, read
from benkoll.measures.density_report import DensityReport, Maker
from benkoll.measures.density_words import maker_name
from benkoll.readings.arrived import refuse_child
from benkoll.readings.densities import Source, as_it_came, receive, withdraw
from benkoll.web.pages import density_choices, density_shown
from benkoll.web.pages.chain_forms import Form, download, formed, name_of, zipped
from benkoll.web.pages.density_choices import Choices, choices_of, chosen, examinations_of
from benkoll.web.pages.density_typed import LABELS, sites_asked
from benkoll.web.pages.density_words import WORDS
from benkoll.web.pages.vfa import born_of, goes_by, keys_of
from benkoll.web.permissions import Permission
from benkoll.web.problems import Refused, status_of
from benkoll.web.reading_room import desk_of
from benkoll.web.routes import Door, chain_of, who_asks
from benkoll.web.scanning import scan
from benkoll.web.security import LARGEST
from benkoll.web.service import service_of
from benkoll.web.views import lang_of, render

PAGE = "/density/patient/{}"
MEGABYTES = LARGEST // 2**20
ENDS: dict[str, str] = {"dicom_sr": "dcm", "hl7": "hl7", "csv": "csv", "xml": "xml", "text": "txt", "fhir": "json"}
MAKERS: tuple[Maker, ...] = get_args(Maker)
door = Door()


class Told(NamedTuple):
    """What is told above the page. `done`: what was stored; `aside`: what was not read; `look`: what to look at.

    `failed`: why nothing was done; `entered`: what was sent then, to be kept in the form.
    """

    done: str = ""
    aside: Sequence[Problem] = ()
    look: Sequence[Problem] = ()
    failed: Sequence[Problem] = ()
    head: str = "failed"
    entered: Form = Form({})


UNSAID, UNTOLD = Choices(), Told()


@door.get("/density/patient/{episode}", Permission.IMAGES_READ)
def page(request: Request) -> Response:
    """A patient's examinations, the latest or the one that is asked for in full."""
    return _page(request, _episode(request), named=request.query_params.get("shown", ""))


@door.post("/density/look/{episode}", Permission.IMAGES_READ)
@formed
def looked(request: Request, form: Form) -> Response:
    """The examination anew with what the reader says of it, which is not kept."""
    shown = _episode(request)
    named = form.get(density_choices.EXAMINATION) or ""
    try:
        return _page(request, shown, UNSAID if not named else choices_of(form), named)
    except InputError as error:
        texts = {name: value for name in density_choices.FIELDS if (value := form.get(name)) is not None}
        told = Told(failed=error.problems, head="not possible")
        return _page(request, shown, Choices(texts=texts), named, 422, told)


def _episode(request: Request) -> Shown:
    return episode(chain_of(request), str(request.path_params["episode"]))


def _page(
    request: Request, shown: Shown, said: Choices = UNSAID, named: str = "", status: int = 200, told: Told = UNTOLD
) -> Response:
    lang, who = lang_of(request), who_asks(request)
    chain = chain_of(request)
    found = examinations_of(desk_of(request), keys_of(chain, shown))
    one = chosen(found, named) if named else next(iter(found), None)
    result = None if one is None else density_choices.read(found, one, said)
    values: dict[str, Any] = {
        "id": shown.row["id"],
        "name": name_of(shown.known),
        "person_id": shown.person_id,
        "every": density_shown.listed(found, one, lang),
        "one": None if result is None else density_shown.shown(result, lang),
        "form": None if result is None else density_shown.form(result, found, said, lang),
        "writes": who.may(Permission.IMAGES_WRITE),
        "assesses": who.may(Permission.ASSESS),
        **_told(told, lang),
    }
    if values["writes"]:
        values |= {
            "megabytes": MEGABYTES,
            "mappings": shipped_names(),
            "sites": sites_asked(told.entered, lang),
            "makers": [(one, maker_name(one)) for one in MAKERS],
            "typing": told.entered.get("typed") is not None,
        }
    return render(request, "density.html", WORDS, status, **values)


def _told(told: Told, lang: Lang) -> dict[str, Any]:
    return {
        "done": told.done,
        "aside": [_line(one, lang) for one in told.aside],
        "look": [_line(one, lang) for one in told.look],
        "failed": [_line(one, lang) for one in told.failed],
        "wrong": {one.fact for one in told.failed},
        "failed_head": told.head,
        "entered": told.entered,
    }


def _line(one: Problem, lang: Lang) -> tuple[str, str]:
    """What is wrong, and the field of the form that it is about, which is called there as the form calls it."""
    label = LABELS.get(one.fact or "")
    field = one.fact if label is not None or (one.fact or "") in density_choices.FIELDS else None
    return replace(one, fact=label[lang] if label is not None else one.fact).said(lang), field or ""


# STORED


@door.post("/density/file/{episode}", Permission.IMAGES_WRITE)
@formed
def sent(request: Request, form: Form) -> Response:
    """Read a report that came as a file or as text, and store it."""

    def reports() -> tuple[Reports, bytes]:
        name, content = _content(form, lang_of(request))
        scan(service_of(request).scan, content)
        return _read(request, name, content, _mapping(form, lang_of(request))), content

    return _store(request, form, reports)


@door.post("/density/typed/{episode}", Permission.IMAGES_WRITE)
@formed
def typed_in(request: Request, form: Form) -> Response:
    """Store a report that somebody typed in, of this patient."""
    shown = _episode(request)
    fields = {name: value for name in typed.FIELDS if (value := form.get(name)) is not None}
    born = born_of(shown)
    known = {"sex": shown.known.get("sex"), "birth_date": None if born is None else born.isoformat()}
    fields |= {"patient": shown.person_id} | {name: value for name, value in known.items() if value is not None}

    def reports() -> tuple[Reports, None]:
        return gathered([typed.report(fields)], "", "typed", service_of(request).today()), None

    return _store(request, replace(form, fields={**form.fields, "typed": ["yes"]}), reports)


def _content(form: Form, lang: Lang) -> tuple[str, bytes]:
    """What was sent, and what it is called in messages."""
    text = form.get("text")
    if bool(form.files) == (text is not None):
        problem = Problem(
            "välj en fil eller klistra in text, det ena av dem", "choose a file or paste text, one of the two", "file"
        )
        raise InputError([problem])
    if text is None:
        return form.files[0]
    return WORDS["pasted"][lang], f"{text}\n".encode()  # the form has taken its last line's end


def _mapping(form: Form, lang: Lang) -> Mapped:
    own, named = form.get("own_mapping"), form.get("mapping")
    if own is not None:
        return read_mapping(own.encode(), WORDS["mapping words"][lang])
    return shipped(named) if named in shipped_names() else ()


def _read(request: Request, name: str, content: bytes, mapping: Mapped) -> Reports:
    service = service_of(request)
    if is_dicom(content):
        return gathered([service.images.density(content, name)], name, "dicom_sr", service.today())
    return read(content, name, mapping, None, service.today())


def _store(request: Request, form: Form, reports: Any) -> Response:
    """Store what was read; what could not be, and why nothing was, is told on the page."""
    shown, lang = _episode(request), lang_of(request)
    try:
        found, raw = reports()
        sure = form.get("sure") is not None
        _refuse_other(found.reports, shown, sure)
        stored = _kept(request, shown, found, raw)
    except Absent:
        raise
    except (InputError, UsageError, Refused) as error:
        return _page(request, shown, status=status_of(error), told=Told(failed=_problems(error), entered=form))
    count = len(found.reports)
    done = WORDS["stored"][lang].format(WORDS["report"][lang] if count == 1 else WORDS["reports"][lang].format(count))
    return _page(request, shown, named=stored, told=Told(done, found.problems, found.warnings))


def _problems(error: Exception) -> Sequence[Problem]:
    if isinstance(error, InputError):
        return error.problems
    assert isinstance(error, BenkollError | Refused)
    return [Problem(error.sv, error.en)]


def _kept(request: Request, shown: Shown, found: Reports, raw: bytes | None) -> str:
    """The id of the last of the reports that were stored; none is where one cannot be."""
    source = next(one for one in get_args(Source) if one == found.form)
    unit = shown.row["unit"] or who_asks(request).unit
    aside = [replace(one, file=None) for one in found.problems]
    for one in found.reports:
        refuse_child(born_of(shown), one.measured_on or service_of(request).today())
    desk = desk_of(request)
    return [receive(desk, one, shown.row["person"], unit, source, raw, aside) for one in found.reports][-1]


def _refuse_other(reports: Iterable[DensityReport], shown: Shown, sure: bool) -> None:
    """Refuse reports that say they are of somebody else, or do not say whose, unless somebody says that they know.

    Reports of several people are refused in any case.
    """
    reports = list(reports)
    people = {"".join(filter(str.isalnum, one.patient)) for one in reports if one.patient is not None}
    if len(people) > 1:
        raise InputError([Problem(*_SEVERAL, "patient")])
    problems = [problem for one in reports for problem in _doubts(one, shown)]
    if problems and not sure:
        raise InputError(dict.fromkeys(problems))


def _doubts(one: DensityReport, shown: Shown) -> Iterable[Problem]:
    """Why the report may be of somebody else."""
    if one.patient is None:
        yield Problem(*_NOBODY, "patient")
    elif not goes_by(shown, one.patient):
        yield Problem(*_OTHER, "patient", one.patient[:60])
    born, sex = born_of(shown), shown.known.get("sex")
    if one.birth_date is not None and born is not None and one.birth_date != born:
        yield Problem(*_OTHER, "birth_date", one.birth_date.isoformat())
    if one.sex is not None and sex is not None and one.sex != sex:
        yield Problem(*_OTHER, "sex", one.sex)


# ONE REPORT


@door.post("/density/report/{density}/withdraw", Permission.IMAGES_WRITE)
@formed
def withdrawn(request: Request, form: Form) -> Response:
    """A report that should not have been stored counts no more."""
    withdraw(desk_of(request), str(request.path_params["density"]), form.needed("reason"))
    back = form.get("episode")
    return RedirectResponse(PAGE.format(back) if back and back.isalnum() else "/chain", 303)


@door.get("/density/report/{density}/original", Permission.IMAGES_READ)
def original(request: Request) -> Response:
    """The report as it came, under a name that says nothing of the patient."""
    content = as_it_came(desk_of(request), str(request.path_params["density"]))
    if content is None:
        raise Absent("rapporten skrevs in för hand", "the report was typed in")
    return download("dxa.zip", zipped([(f"dxa.{_end(content)}", content)]), "application/zip")


def _end(content: bytes) -> str:
    from benkoll.exchange.densitometry.read import form_of

    return "dcm" if is_dicom(content) else ENDS.get(form_of(content), "txt")


_SEVERAL = (
    "filen har rapporter om flera personer: lägg in dem var för sig hos rätt patient",
    "the file has reports of several people: store them one by one with the right patient",
)
_NOBODY = (
    "rapporten säger inte vem den gäller: kontrollera det, kryssa i rutan och lägg in den igen",
    "the report does not say whom it is of: check it, tick the box and store it again",
)
_OTHER = (
    "rapporten säger att den gäller någon annan: är det ändå rätt patient, kryssa i rutan och lägg in den igen",
    "the report says that it is of somebody else: if it is this patient, tick the box and store it again",
)
