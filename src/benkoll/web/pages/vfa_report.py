"""A reading signed, opened again or taken over; and its report: PDF, DICOM SR, FHIR."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from benkoll.chain.whose import people_of
from benkoll.errors import Absent, Conflict, InputError, UsageError
from benkoll.exchange.fhir.vfa import vfa_bundle
from benkoll.measures.vfa_report import VfaReport
from benkoll.readings.commands import change, reopen, sign, take_over
from benkoll.readings.reads import Image, opened, picture
from benkoll.web import outcomes
from benkoll.web.pages.chain_forms import Form, download, formed
from benkoll.web.pages.vfa import READING, png_of
from benkoll.web.pages.vfa_reading import reading_page
from benkoll.web.pages.vfa_signed import with_patient
from benkoll.web.permissions import Permission
from benkoll.web.problems import body_of, status_of
from benkoll.web.reading_room import desk_of, grading_of
from benkoll.web.routes import Door, chain_of, who_asks
from benkoll.web.service import service_of
from benkoll.web.views import lang_of

PDF, DICOM = "application/pdf", "application/dicom"
door = Door()


def _named(request: Request) -> str:
    return str(request.path_params["reading"])


def _done(request: Request, act: Callable[[], object]) -> Response:
    """Do it, and back to the reading; what cannot be done is told above it."""
    named, lang = _named(request), lang_of(request)
    try:
        act()
    except Absent:
        raise
    except (Conflict, InputError, UsageError) as error:
        lines = tuple(one.said(lang) for one in error.problems) if isinstance(error, InputError) else ()
        told = lines or (str(body_of(error, lang).get("detail", "")),)
        return reading_page(request, named, status_of(error), told)
    return RedirectResponse(READING.format(named), 303)


def _version(form: Form) -> int:
    version = form.needed("version")
    if not version.isdecimal():
        raise UsageError("version: ett tal", "version: a number")
    return int(version)


@door.post("/vfa/reading/{reading}/sign", Permission.IMAGES_WRITE)
@formed
def signed(request: Request, form: Form) -> Response:
    """Sign it, as it was read in the version that the form holds; the reader's own words before that."""

    def act() -> None:
        desk, named, version = desk_of(request), _named(request), _version(form)
        words, found = form.get("words"), opened(desk, named)
        if words != found.state.conclusion:
            version = change(desk, named, version, [("concluded", {"words": words})])
        sign(desk, named, version, grading_of(request, found.image), who_asks(request).name)

    return _done(request, act)


@door.post("/vfa/reading/{reading}/reopen", Permission.IMAGES_WRITE)
@formed
def reopened(request: Request, form: Form) -> Response:
    """Open it again for a correction, for a reason."""
    return _done(request, lambda: reopen(desk_of(request), _named(request), _version(form), form.needed("reason")))


@door.post("/vfa/reading/{reading}/take-over", Permission.IMAGES_WRITE)
@formed
def taken_over(request: Request, form: Form) -> Response:
    """Go on with another's open reading."""
    return _done(request, lambda: take_over(desk_of(request), _named(request), _version(form)))


# THE REPORT


def _reported(request: Request) -> tuple[VfaReport, Image]:
    """The report as it was signed last, with who it is about; UsageError where it never was."""
    found = opened(desk_of(request), _named(request))
    report, patient = found.listed.report, found.image.patient
    if report is None:
        raise UsageError("granskningen är inte signerad än", "the reading is not signed yet")
    theirs = None if patient is None else people_of(chain_of(request), {patient}).get(patient)
    return with_patient(report, theirs), found.image


@door.get("/vfa/reading/{reading}/report", Permission.IMAGES_READ)
def as_pdf(request: Request) -> Response:
    """The report as PDF, with the image and its points."""
    from benkoll.letters.vfa_report import Drawn
    from benkoll.letters.vfa_report import as_pdf as typeset  # a heavy guest

    report, image = _reported(request)
    _, content = picture(desk_of(request), image.id)
    drawn = Drawn(png_of(request, image, content), image.about.aspect, image.about.anterior)
    device = " ".join(part for part in (image.about.maker, image.about.model) if part) or None
    day = report.approved_on or service_of(request).today()
    made = typeset(report, drawn, who_asks(request).unit, day, lang_of(request), device)
    return download(f"vfa-{day}.pdf", made, PDF)


@door.get("/vfa/reading/{reading}/sr", Permission.IMAGES_READ)
def as_sr(request: Request) -> Response:
    """The report as DICOM SR (TID 1500)."""
    from benkoll.exchange.dicom.sr_write import write_sr  # a heavy guest

    report, _ = _reported(request)
    return download(f"vfa-{report.approved_on}.dcm", write_sr(report, who_asks(request).unit), DICOM)


@door.get("/vfa/reading/{reading}/fhir", Permission.IMAGES_READ)
def as_fhir(request: Request) -> Response:
    """The report as a FHIR Bundle."""
    report, _ = _reported(request)
    return JSONResponse(vfa_bundle(report, lang_of(request)), media_type=outcomes.FHIR)
