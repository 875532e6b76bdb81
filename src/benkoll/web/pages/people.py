"""A person sought by their number: their episodes that may be seen, and whether blocked information exists."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from benkoll.chain.identifiers import identifier
from benkoll.chain.reads import Shown, in_emergency, search
from benkoll.chain.words import STATES, STEPS, site_name
from benkoll.errors import Lang
from benkoll.web.pages.chain_forms import BLOCKED_WORDS, Form, formed, name_of
from benkoll.web.pages.events_said import Line, lines_of
from benkoll.web.permissions import Permission
from benkoll.web.routes import Door, chain_of
from benkoll.web.views import Words, lang_of, render

WORDS: Words = {
    **BLOCKED_WORDS,
    "title": {"sv": "Sökt person", "en": "Person sought"},
    "caption": {"sv": "Frakturer i kedjan", "en": "Fractures in the chain"},
    "none": {"sv": "Ingen fraktur i kedjan som du kan se.", "en": "No fracture in the chain that you may see."},
    "person": {"sv": "Patient", "en": "Patient"},
    "fracture": {"sv": "Fraktur", "en": "Fracture"},
    "state": {"sv": "Läge", "en": "State"},
    "unit": {"sv": "Enhet", "en": "Unit"},
    "nameless": {"sv": "(namn saknas)", "en": "(no name)"},
    "opened": {"sv": "Nödöppnade uppgifter", "en": "Information opened in emergency"},
    "opened hint": {
        "sv": "Visas den här gången. Nödöppningen och skälet står i loggen och granskas.",
        "en": "Shown this once. The opening and its reason stand in the log and are reviewed.",
    },
    "waits": {"sv": "Väntar", "en": "Waits"},
    "history": {"sv": "Har hänt", "en": "Has happened"},
    "back": {"sv": "Till dagens lista", "en": "To today's list"},
    "reason": {"sv": "Skäl", "en": "Reason"},
}
door = Door()


@door.post("/chain/search", Permission.CHAIN_READ)
@formed
def sought(request: Request, form: Form) -> Response:
    """The episodes of the person with this number."""
    number = form.needed("number")
    shown, blocked = search(chain_of(request), number)
    rows = [_row(one, lang_of(request)) for one in shown]
    return render(request, "people.html", WORDS, rows=rows, blocked=blocked, number=identifier(number).number)


@door.post("/chain/emergency", Permission.CHAIN_WRITE)
@formed
def opened(request: Request, form: Form) -> Response:
    """What is blocked from the one who asks, opened this once for a reason."""
    lang = lang_of(request)
    shown = in_emergency(chain_of(request), form.needed("number"), form.needed("reason"))
    return render(request, "opened.html", WORDS, episodes=[_opened(one, lang) for one in shown])


def _row(one: Shown, lang: Lang) -> dict[str, Any]:
    return {
        "episode": one.row["id"],
        "name": name_of(one.known),
        "person_id": one.person_id,
        "fracture": site_name(one.row["site"], lang),
        "fracture_date": one.row["fracture_date"],
        "state": STATES[one.row["state"]][lang],
        "unit": one.row["unit"] or "",
    }


def _opened(one: Shown, lang: Lang) -> dict[str, Any]:
    history: Sequence[Line] = lines_of(one.history, lang)
    return _row(one, lang) | {"history": history, "waits": [(STEPS[i["step"]][lang], i["due"]) for i in one.items]}
