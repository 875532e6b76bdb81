"""A patient's episode: who, where it stands, what waits, what has happened; and the forms for what happens next."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from benkoll.chain import commands
from benkoll.chain.commands import Chain
from benkoll.chain.events import SITES
from benkoll.chain.post import make, post
from benkoll.chain.reads import Shown, episode, is_there
from benkoll.chain.words import ROLES, STATES, STEPS, WHY, reason, said_of, site_name
from benkoll.errors import Absent, Conflict, InputError, Lang, Problem, UsageError
from benkoll.letters.letter import KINDS as LETTERS
from benkoll.letters.letter import TO_CARE
from benkoll.web.pages import recording
from benkoll.web.pages.chain_forms import BLOCKED_WORDS, DAY_WORDS, STEP_WORDS, Form, formed, name_of
from benkoll.web.pages.events_said import lines_of
from benkoll.web.pages.letters import LETTER_WORDS, letter_row
from benkoll.web.permissions import Permission
from benkoll.web.problems import body_of, status_of
from benkoll.web.routes import Door, chain_of, who_asks
from benkoll.web.views import Words, lang_of, render

WORDS: Words = {
    **BLOCKED_WORDS,
    **STEP_WORDS,
    **DAY_WORDS,
    **LETTER_WORDS,
    **recording.WORDS,
    "title": {"sv": "Episod", "en": "Episode"},
    "state": {"sv": "Läge", "en": "State"},
    "unit of": {"sv": "Enhet", "en": "Unit"},
    "ward of": {"sv": "Avdelning", "en": "Ward"},
    "born": {"sv": "Född", "en": "Born"},
    "numbers": {"sv": "Nummer", "en": "Numbers"},
    "version": {"sv": "Episod, version", "en": "Episode, version"},
    "died": {"sv": "Avliden", "en": "Died"},
    "closed": {"sv": "Avslutad", "en": "Closed"},
    "protected": {
        "sv": "Skyddade personuppgifter: inget brev går av sig självt.",
        "en": "Protected identity: no letter leaves by itself.",
    },
    "own block": {
        "sv": "Uppgifterna från {} är spärrade: bara de som arbetar för enheten ser dem.",
        "en": "What comes from {} is blocked: only those who work for the unit see it.",
    },
    "waits": {"sv": "Att göra", "en": "To do"},
    "nothing waits": {"sv": "Inget väntar.", "en": "Nothing waits."},
    "waits caption": {"sv": "Steg som väntar", "en": "Steps that wait"},
    "judge": {"sv": "Bekräfta eller avfärda", "en": "Confirm or refute"},
    "confirm": {"sv": "Bekräfta", "en": "Confirm"},
    "refute": {"sv": "Avfärda", "en": "Refute"},
    "which": {"sv": "Vilken fraktur", "en": "Which fracture"},
    "report": {"sv": "Ur röntgensvaret {}", "en": "From the image's report of {}"},
    "images of": {"sv": "Kotbilder (VFA)", "en": "Images of the spine (VFA)"},
    "images hint": {
        "sv": "Lägg in en sidobild av ryggen, granska den, se tidigare granskningar.",
        "en": "Store a lateral image of the spine, read it, see earlier readings.",
    },
    "measured": {"sv": "Bentäthet och kotor", "en": "Bone density and vertebrae"},
    "density": {"sv": "Bentäthet (DXA)", "en": "Bone density (DXA)"},
    "density hint": {
        "sv": "Lägg in en mätning, se vad som räknas och vad som har ändrats.",
        "en": "Store an examination, see what counts and what has changed.",
    },
    "assess": {"sv": "Bedömning", "en": "Assessment"},
    "assess hint": {
        "sv": "Formuläret fylls med vad kedjan vet om patienten.",
        "en": "The form begins with what the chain knows of the patient.",
    },
    "start": {"sv": "Börja bedömning", "en": "Begin an assessment"},
    "letters": {"sv": "Brev", "en": "Letters"},
    "write": {"sv": "Skriv brev", "en": "Write a letter"},
    "kind": {"sv": "Slag", "en": "Kind"},
    "language": {"sv": "Språk", "en": "Language"},
    "recipient": {"sv": "Mottagare (vårdcentral eller mottagning)", "en": "Recipient (care centre or clinic)"},
    "happened": {"sv": "Anteckna vad som hänt", "en": "Record what has happened"},
    "history": {"sv": "Har hänt", "en": "Has happened"},
    "withdraw": {"sv": "Ta tillbaka", "en": "Take back"},
    "blocking": {"sv": "Spärr", "en": "Block"},
    "block hint": {
        "sv": "På patientens begäran: det som kommer från {} visas då bara för dem som arbetar för enheten.",
        "en": "As the patient wants: what comes from {} is then shown only to those who work for the unit.",
    },
    "block": {"sv": "Spärra", "en": "Block"},
    "unblock": {"sv": "Häv spärren", "en": "Lift the block"},
    "extract": {"sv": "Loggutdrag (PDF)", "en": "Log extract (PDF)"},
    "again": {
        "sv": "Det du skrev står kvar nedan. Läs vad som hänt och skicka igen.",
        "en": "What you wrote is kept below. Read what has happened, and send again.",
    },
    "back": {"sv": "Till dagens lista", "en": "To today's list"},
    "by": {"sv": "Episodens delar", "en": "Parts of the episode"},
}
LANGS: tuple[tuple[Lang, str], ...] = (("sv", "Svenska"), ("en", "English"))
door = Door()


@door.get("/chain/episode/{episode}", Permission.CHAIN_READ)
def page(request: Request) -> Response:
    """The episode."""
    return shown_page(request, _named(request))


def shown_page(
    request: Request, named: str, status: int = 200, problem: str = "", entered: Form | None = None
) -> Response:
    """The episode, with what could not be done told above it, and what was entered for it kept."""
    chain, lang, who = chain_of(request), lang_of(request), who_asks(request)
    shown = episode(chain, named)
    letters = post(chain, episode=shown.row["id"])
    return render(
        request,
        "episode.html",
        WORDS,
        status,
        problem=problem,
        writes=who.may(Permission.CHAIN_WRITE),
        assesses=who.may(Permission.ASSESS),
        images=who.may(Permission.IMAGES_READ),
        reviews=who.may(Permission.LOG_REVIEW),
        history=lines_of(shown.history, lang),
        waits=[_item(shown, item, chain, lang) for item in shown.items],
        groups=list(recording.groups(lang, entered)),
        kinds=[(kind, WORDS[f"letter {kind}"][lang]) for kind in LETTERS],
        to_care=TO_CARE,
        langs=LANGS,
        letters=[letter_row(one, lang) for one in letters],
        sites=[(site, site_name(site, lang)) for site in SITES],
        entered=entered,
        **_head(shown, lang),
    )


def _head(shown: Shown, lang: Lang) -> dict[str, Any]:
    row, known = shown.row, shown.known
    why = row["why"]
    return {
        "id": row["id"],
        "name": name_of(known),
        "person_id": shown.person_id,
        "numbers": shown.numbers,
        "born": known.get("birth_date"),
        "dead": known.get("died"),
        "is_protected": bool(known.get("protected")),
        "fracture": site_name(row["site"], lang),
        "fracture_date": row["fracture_date"],
        "state": STATES[row["state"]][lang],
        "why": None if not why else WHY[why][lang] if why in WHY else said_of(why, lang),
        "asks_site": why == "check_site",
        "to_confirm": row["state"] == "to_confirm",
        "reports": [(one.day, one.data["text"]) for one in shown.reports if one.kind == "finding"],
        "unit": row["unit"],
        "ward": row["ward"],
        "closed_on": row["closed_on"],
        "version": shown.version,
        "is_blocked": row["blocked"],
        "blocked": shown.blocked,
    }


def _item(shown: Shown, item: Any, chain: Chain, lang: Lang) -> dict[str, Any]:
    return {
        "episode": shown.row["id"],
        "key": item["key"],
        "id": f"r-{item['key'].replace(':', '-')}",
        "step": STEPS[item["step"]][lang],
        "why": reason(item["step"], item["why"], item["due"], chain.day, lang),
        "due": item["due"],
        "late": item["due"] < chain.day,
        "owner": item["owner"],
        "mine": item["owner"] == chain.actor.id,
        "role": ROLES[item["role"]][lang],
    }


# WHAT IS DONE


def _done(request: Request, named: str, act: Callable[[Chain], object], form: Form) -> Response:
    """Do it, and back to the page; what cannot be done is told on it, and nothing that was entered is lost.

    What is refuted, or taken back whole, is no episode any more: then to the list.
    """
    chain, lang = chain_of(request), lang_of(request)
    try:
        act(chain)
    except Absent:
        raise
    except (Conflict, UsageError, InputError) as error:
        return shown_page(request, named, status_of(error), str(body_of(error, lang).get("detail", "")), form)
    return RedirectResponse(f"/chain/episode/{named}" if is_there(chain, named) else "/chain", 303)


def _named(request: Request) -> str:
    return str(request.path_params["episode"])


@door.post("/chain/episode/{episode}/record", Permission.CHAIN_WRITE)
@formed
def recorded(request: Request, form: Form) -> Response:
    """Something happened, as it was read in the version that the form holds."""

    def act(chain: Chain) -> None:
        kind, version = form.needed("kind"), form.needed("version")
        if kind not in recording.KINDS_ASKED or not version.isdigit():
            allowed = ", ".join(recording.KINDS_ASKED)
            raise InputError([Problem(f"tillåtet: {allowed}", f"allowed: {allowed}", fact="kind", value=kind[:40])])
        day = form.day("on", chain.day)
        commands.record(chain, _named(request), kind, day, recording.data_of(kind, form), int(version))

    return _done(request, _named(request), act, form)


@door.post("/chain/episode/{episode}/judge", Permission.CHAIN_WRITE)
@formed
def judged(request: Request, form: Form) -> Response:
    """Confirm or refute what waits for it."""

    def act(chain: Chain) -> None:
        answer = form.needed("answer")
        if answer not in ("confirm", "refute"):  # a form without an answer is none, and refutes nothing
            raise UsageError("svara bekräfta eller avfärda", "answer confirm or refute")
        confirmed = answer == "confirm"
        commands.judge(chain, _named(request), confirmed, form.get("site") if confirmed else None, form.get("reason"))

    return _done(request, _named(request), act, form)


@door.post("/chain/episode/{episode}/withdraw", Permission.CHAIN_WRITE)
@formed
def withdrawn(request: Request, form: Form) -> Response:
    """Take an event of the episode back."""

    def act(chain: Chain) -> None:
        event = form.needed("event")
        if event not in {one.id for one in episode(chain, _named(request)).history}:
            raise Absent("händelsen finns inte", "there is no such event")
        commands.withdraw(chain, event, form.needed("reason"))

    return _done(request, _named(request), act, form)


@door.post("/chain/episode/{episode}/letter", Permission.CHAIN_WRITE)
@formed
def written(request: Request, form: Form) -> Response:
    """Write a letter, which waits."""
    lang: Lang = "en" if form.get("lang") == "en" else "sv"

    def act(chain: Chain) -> None:
        make(chain, _named(request), form.needed("letter_kind"), lang, form.get("recipient"))

    return _done(request, _named(request), act, form)


@door.post("/chain/episode/{episode}/block", Permission.CHAIN_WRITE)
@formed
def blocked(request: Request, form: Form) -> Response:
    """Block what comes from the episode's unit from all others."""
    return _done(request, _named(request), lambda chain: commands.block(chain, _named(request)), form)


@door.post("/chain/episode/{episode}/unblock", Permission.CHAIN_WRITE)
@formed
def unblocked(request: Request, form: Form) -> Response:
    """Lift the block."""
    named = _named(request)
    return _done(request, named, lambda chain: commands.unblock(chain, named, form.needed("reason")), form)
