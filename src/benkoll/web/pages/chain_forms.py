"""What the care chain's pages share: a form read and handed on, and the words of a step that waits."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from benkoll.errors import InputError, Problem
from benkoll.web.forms import files_of, form_of
from benkoll.web.routes import who_asks
from benkoll.web.scanning import scan
from benkoll.web.service import service_of
from benkoll.web.views import Words

STEP_WORDS: Words = {
    "person": {"sv": "Patient", "en": "Patient"},
    "fracture": {"sv": "Fraktur", "en": "Fracture"},
    "step": {"sv": "Att göra", "en": "To do"},
    "due": {"sv": "Senast", "en": "By"},
    "owner": {"sv": "Vem", "en": "Who"},
    "acts": {"sv": "Gör", "en": "Act"},
    "claim": {"sv": "Ta", "en": "Claim"},
    "release": {"sv": "Släpp", "en": "Give back"},
    "hand over": {"sv": "Lämna över", "en": "Hand over"},
    "snooze": {"sv": "Skjut upp", "en": "Put off"},
    "more": {"sv": "Mer", "en": "More"},
    "to whom": {"sv": "Till (id)", "en": "To (id)"},
    "put off until": {"sv": "Till dag", "en": "Until"},
    "reason": {"sv": "Skäl", "en": "Reason"},
    "step of": {"sv": "{}: {}", "en": "{}: {}"},
    "late": {"sv": "sen", "en": "late"},
    "mine": {"sv": "jag", "en": "me"},
    "done": {"sv": "Klart.", "en": "Done."},
    "protected": {"sv": "Skyddade personuppgifter", "en": "Protected identity"},
    "nameless": {"sv": "(namn saknas)", "en": "(no name)"},
}
BLOCKED_WORDS: Words = {
    "blocked": {"sv": "Spärrade uppgifter finns", "en": "Blocked information exists"},
    "blocked more": {
        "sv": "De visas inte här och räknas som okända, aldrig som nej. Patienten kan häva spärren.",
        "en": "It is not shown here, and counts as unknown, never as no. The patient can have the block lifted.",
    },
    "emergency": {"sv": "Nödöppna", "en": "Open in emergency"},
    "emergency hint": {
        "sv": "Bara vid fara för patientens liv eller allvarlig risk för hälsan. Skälet skrivs i loggen och granskas.",
        "en": "Only where life is in danger, or health gravely at risk. The reason is logged and reviewed.",
    },
}
DAY_FORM = "ÅÅÅÅ-MM-DD", "YYYY-MM-DD"
DAY_WORDS: Words = {"day form": {"sv": DAY_FORM[0], "en": DAY_FORM[1]}}


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody sent: fields that are filled in, and files."""

    fields: Mapping[str, Sequence[str]]
    files: Sequence[tuple[str, bytes]] = ()

    def get(self, name: str) -> str | None:
        """The field's value, None where it is empty."""
        values = self.fields.get(name)
        return values[0] if values else None

    def needed(self, name: str) -> str:
        """The field's value; InputError where it is empty."""
        value = self.get(name)
        if value is None:
            raise InputError([Problem("fyll i fältet", "fill in the field", fact=name)])
        return value

    def day(self, name: str, otherwise: date) -> date:
        """The field's day."""
        value = self.get(name)
        try:
            return otherwise if value is None else date.fromisoformat(value)
        except ValueError:
            sv, en = (f"skriv dagen som {DAY_FORM[0]}", f"write the day as {DAY_FORM[1]}")
            raise InputError([Problem(sv, en, fact=name, value=value)]) from None


def formed(act: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A route's endpoint from what is to be done with a form whose token was held against the session's.

    Its files were held against the installation's scanner, if it has one.
    """

    def acted(request: Request, form: Form) -> Response:
        for _, content in form.files:
            scan(service_of(request).scan, content)
        return act(request, form)

    async def endpoint(request: Request) -> Response:
        fields = await form_of(request, who_asks(request))
        return await run_in_threadpool(acted, request, Form(fields, await files_of(request)))

    endpoint.__name__, endpoint.__doc__ = act.__name__, act.__doc__
    return endpoint


def is_htmx(request: Request) -> bool:
    """Whether a part of the page is asked for."""
    return "HX-Request" in request.headers


def name_of(known: Mapping[str, Any]) -> str:
    """What a patient is called; empty where that is not known."""
    return str(known.get("name") or "")


def download(name: str, content: bytes, kind: str) -> Response:
    """A file to keep, under a name that says nothing of any patient."""
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    """The files as one ZIP; the same files make the same bytes."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(ZipInfo(name), content)
    return out.getvalue()
