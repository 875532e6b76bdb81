"""The chain today: what is to be done in its four parts; steps are taken, given back, handed over and put off."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from benkoll.chain import commands
from benkoll.chain.commands import Chain
from benkoll.chain.reads import PARTS, Due, Filter, due_of, worklist
from benkoll.chain.units import units_of
from benkoll.chain.words import ROLES, STEPS, reason, site_name
from benkoll.errors import Conflict, InputError, Lang, UsageError
from benkoll.web.pages.chain_forms import DAY_WORDS, STEP_WORDS, Form, formed, is_htmx, name_of
from benkoll.web.permissions import Permission
from benkoll.web.problems import body_of, status_of
from benkoll.web.routes import Door, chain_of, who_asks
from benkoll.web.views import Words, lang_of, render

WORDS: Words = {
    **STEP_WORDS,
    **DAY_WORDS,
    "title": {"sv": "Frakturkedjan i dag", "en": "The fracture chain today"},
    "day": {"sv": "{}. {} rader visas.", "en": "{}. {} rows are shown."},
    "part denosumab": {"sv": "Denosumab: i dag, sen eller utsatt", "en": "Denosumab: today, late or stopped"},
    "part ward": {"sv": "På avdelning, före utskrivning", "en": "On a ward, before discharge"},
    "part late": {"sv": "Sena steg", "en": "Late steps"},
    "part soon": {"sv": "I dag och snart", "en": "Today and soon"},
    "nothing": {"sv": "Inget väntar här.", "en": "Nothing waits here."},
    "filters": {"sv": "Vad som visas", "en": "What is shown"},
    "hospital": {"sv": "Sjukhus", "en": "Hospital"},
    "unit": {"sv": "Enhet", "en": "Unit"},
    "role": {"sv": "Vems uppgift", "en": "Whose task"},
    "all": {"sv": "Alla", "en": "All"},
    "nobody": {"sv": "Ingen har tagit", "en": "Nobody has claimed"},
    "own": {"sv": "Jag har tagit", "en": "I have claimed"},
    "show": {"sv": "Visa", "en": "Show"},
    "next": {"sv": "Nästa sida", "en": "Next page"},
    "previous": {"sv": "Föregående sida", "en": "Previous page"},
    "pages": {"sv": "Sidor", "en": "Pages"},
    "choose": {"sv": "Kalla", "en": "Invite"},
    "choose one": {"sv": "Välj {} för kallelse", "en": "Choose {} for an invitation"},
    "invite": {"sv": "Kalla valda", "en": "Invite those chosen"},
    "invite hint": {
        "sv": "Breven skrivs och antecknas som skickade. Den som har skyddade personuppgifter får vänta.",
        "en": "The letters are written and recorded as sent. Those whose identity is protected wait.",
    },
    "keys": {
        "sv": "Tangenter när en rad har fokus: j och k flyttar, c tar steget, Enter öppnar patienten.",
        "en": "Keys while a row has the focus: j and k move, c claims the step, Enter opens the patient.",
    },
    "search": {"sv": "Sök en person", "en": "Find a person"},
    "number": {"sv": "Person-, samordnings- eller reservnummer", "en": "Identity, coordination or reserve number"},
    "find": {"sv": "Sök", "en": "Find"},
    "refused": {"sv": "Läs in besök, och meddelanden lagda åt sidan", "en": "Take in visits, and messages set aside"},
    "gone": {"sv": "Steget är gjort eller uppskjutet.", "en": "The step is done, or put off."},
}
PAGE = 50
FILTERS = ("hospital", "unit", "owner", "step", "role")
"""`owner`: mine or nobody; an id of somebody at work stands in no address."""

door = Door()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page shows, as the address says it."""

    said: Mapping[str, str]
    page: int = 1

    @property
    def query(self) -> str:
        """As an address says it."""
        return urlencode({**self.said, **({"page": self.page} if self.page > 1 else {})})

    def filter(self, chain: Chain) -> Filter:
        """As the chain takes it."""
        owner = {"mine": chain.actor.id, "nobody": "-"}.get(self.said.get("owner", ""))
        hospital, unit, step, role = (self.said.get(name) for name in ("hospital", "unit", "step", "role"))
        return Filter(hospital, unit, owner, step, role)


def asked_of(values: Mapping[str, str]) -> Asked:
    """What an address's query asks for; what is no page is the first."""
    page = values.get("page", "1")
    there = page.isascii() and page.isdigit() and 0 < int(page) < 10_000
    said = {name: values[name][:200] for name in FILTERS if values.get(name)}
    return Asked(said, int(page) if there else 1)


@door.get("/chain", Permission.CHAIN_READ)
def today(request: Request) -> Response:
    """The worklist."""
    return _page(request, asked_of(request.query_params))


def _page(request: Request, asked: Asked, status: int = 200, problem: str = "") -> Response:
    chain, lang, who = chain_of(request), lang_of(request), who_asks(request)
    rows = worklist(chain, asked.filter(chain), PAGE + 1, PAGE * (asked.page - 1))
    shown = rows[:PAGE]
    units = [one for one in units_of(chain) if chain.units is None or one["unit"] in chain.units]
    return render(
        request,
        "today.html",
        WORDS,
        status,
        parts=[(part, [row_of(one, chain, lang) for one in shown if one.part(chain.day) == part]) for part in PARTS],
        count=len(shown),
        asked=asked,
        problem=problem,
        before=replace(asked, page=asked.page - 1).query if asked.page > 1 else None,
        after=replace(asked, page=asked.page + 1).query if len(rows) > PAGE else None,
        hospitals=[(one, one) for one in sorted({one["hospital"] for one in units})],
        units=[(one["unit"], f"{one['name']}, {one['hospital']}") for one in units],
        steps=[(step, words[lang]) for step, words in STEPS.items()],
        roles=[(role, words[lang]) for role, words in ROLES.items()],
        writes=who.may(Permission.CHAIN_WRITE),
        takes_in=who.may(Permission.INTAKE),
    )


def row_of(one: Due, chain: Chain, lang: Lang) -> dict[str, Any]:
    """A row of the list in words."""
    return {
        "episode": one.episode,
        "key": one.key,
        "id": f"r-{one.episode[:12]}-{one.key.replace(':', '-')}",
        "person_id": one.person_id,
        "name": name_of(one.known),
        "protected": bool(one.known.get("protected")),
        "fracture": site_name(one.site, lang),
        "fracture_date": one.fracture_date,
        "step": STEPS[one.step][lang],
        "why": reason(one.step, one.why, one.due, chain.day, lang),
        "due": one.due,
        "late": one.late,
        "urgent": one.part(chain.day) == "denosumab",
        "owner": one.owner,
        "mine": one.owner == chain.actor.id,
        "role": ROLES[one.role][lang],
        "unit": one.unit or "",
        "invites": one.step == "invite",
    }


@door.post("/chain/step", Permission.CHAIN_WRITE)
@formed
def step(request: Request, form: Form) -> Response:
    """Take a step, give it back, hand it over or put it off; then the row, or the page that it was asked from."""
    chain, lang = chain_of(request), lang_of(request)
    episode, key = form.needed("episode"), form.needed("key")
    try:
        act(chain, form)
    except (Conflict, UsageError, InputError) as error:
        status, problem = status_of(error), str(body_of(error, lang).get("detail", ""))
        if status == 404:
            raise
        if is_htmx(request):
            return _row(request, chain, episode, key, status, problem)
        return _page(request, asked_of(dict(parse_qsl(form.get("back") or ""))), status, problem)
    if is_htmx(request):
        return _row(request, chain, episode, key)
    return RedirectResponse(back_to(form), 303)


def back_to(form: Form) -> str:
    """Where a form leads back to: the list as it was asked for, or the episode that it stands on."""
    if form.get("from") == "episode":
        return f"/chain/episode/{form.needed('episode')}"
    query = asked_of(dict(parse_qsl(form.get("back") or ""))).query
    return f"/chain?{query}" if query else "/chain"


def act(chain: Chain, form: Form) -> None:
    """Do with the step what the form says."""
    episode, key, why = form.needed("episode"), form.needed("key"), form.get("reason")
    match form.get("act"):
        case "release":
            commands.release(chain, episode, key, why)
        case "hand_over":
            commands.claim(chain, episode, key, form.needed("owner"))
        case "snooze":
            commands.snooze(chain, episode, key, form.day("until", chain.day), form.needed("reason"))
        case _:
            commands.claim(chain, episode, key)


def _row(request: Request, chain: Chain, episode: str, key: str, status: int = 200, problem: str = "") -> Response:
    due = due_of(chain, episode, key)
    here = due is not None and due.shows <= chain.day
    return render(
        request,
        "today_row.html",
        WORDS,
        status,
        row=row_of(due, chain, lang_of(request)) if due is not None and here else None,
        problem=problem,
        writes=True,
        asked=Asked({}),
        swapped=True,
    )
