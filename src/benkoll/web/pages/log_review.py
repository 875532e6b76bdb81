"""Log review (loggkontroll): a sample and signals of a period, what came of it signed, and a person's log extract."""

from datetime import date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from benkoll.audit.log import Entry, verify
from benkoll.audit.review import FINDING, LARGEST, MANY, NIGHT, NOTHING, Signal
from benkoll.chain.identifiers import identifier
from benkoll.chain.log_review import action_words, drawn, extract, review, sign, signed
from benkoll.errors import InputError, Lang, Problem
from benkoll.letters.extract import Logged, as_extract
from benkoll.web.pages.chain_forms import DAY_WORDS, Form, download, formed
from benkoll.web.permissions import Permission
from benkoll.web.routes import Door, chain_of
from benkoll.web.service import SWEDEN, service_of
from benkoll.web.views import Words, lang_of, render

WORDS: Words = {
    **DAY_WORDS,
    "title": {"sv": "Loggkontroll", "en": "Log review"},
    "intro": {
        "sv": "Dra ett slumpmässigt urval av det som loggats för dina enheter, granska det och skriv under utfallet.",
        "en": "Draw a random sample of what was logged for your units, review it, and sign what it showed.",
    },
    "period": {"sv": "Period och urval", "en": "Period and sample"},
    "since": {"sv": "Från", "en": "From"},
    "until": {"sv": "Till", "en": "To"},
    "count": {"sv": "Antal rader (högst {})", "en": "Entries (at most {})"},
    "seed": {"sv": "Frö (samma frö ger samma urval)", "en": "Seed (the same seed draws the same sample)"},
    "draw": {"sv": "Dra urval", "en": "Draw a sample"},
    "sample": {"sv": "Urval: {} rader", "en": "Sample: {} entries"},
    "signals": {"sv": "Signaler: {}", "en": "Signals: {}"},
    "can": {
        "sv": "Loggen kan signalera: fler än {} patienter öppnade inom en timme, arbete klockan {}–{}, och patient "
        "från en annan enhet än den man arbetade för. Den kan inte signalera släkting, granne, kollega eller samma "
        "efternamn: den har inga namn, och patienten bara som ett förvrängt nummer.",
        "en": "The log can signal: more than {} patients opened within an hour, work from {} to {} o'clock, and a "
        "patient of another unit than the one worked for. It cannot signal a relative, neighbour, colleague or the "
        "same surname: it holds no names, and the patient only as a digest.",
    },
    "many": {"sv": "många patienter inom en timme", "en": "many patients within an hour"},
    "night": {"sv": "arbete på natten", "en": "work at night"},
    "other unit": {"sv": "patient från en annan enhet", "en": "patient of another unit"},
    "none": {"sv": "Inga.", "en": "None."},
    "seq": {"sv": "Rad", "en": "Entry"},
    "time": {"sv": "Tid", "en": "Time"},
    "actor": {"sv": "Vem", "en": "Who"},
    "unit": {"sv": "Enhet", "en": "Unit"},
    "action": {"sv": "Åtgärd", "en": "Action"},
    "patient": {"sv": "Patient (förvrängt nummer)", "en": "Patient (digest)"},
    "reason": {"sv": "Skäl", "en": "Reason"},
    "what": {"sv": "Signal", "en": "Signal"},
    "how many": {"sv": "Antal", "en": "Count"},
    "first": {"sv": "Börja med rad", "en": "Begin with entry"},
    "sign title": {"sv": "Skriv under granskningen", "en": "Sign the review"},
    "outcome": {"sv": "Utfall", "en": "Outcome"},
    "nothing found": {"sv": "inget att anmärka", "en": "nothing found"},
    "finding": {"sv": "något att gå vidare med", "en": "a finding to follow up"},
    "words": {"sv": "Vad granskningen visade", "en": "What the review showed"},
    "sign": {"sv": "Skriv under", "en": "Sign"},
    "signed": {"sv": "Underskrivna granskningar", "en": "Signed reviews"},
    "which": {"sv": "Urval", "en": "Sample"},
    "chain": {"sv": "Loggens kedja", "en": "The log's chain"},
    "verify": {"sv": "Kontrollera att loggen är hel", "en": "Check that the log is whole"},
    "whole": {"sv": "Loggen är hel: {} länkar, den sista {}.", "en": "The log is whole: {} links, the last {}."},
    "broken": {"sv": "Loggen är BRUTEN vid länk {}.", "en": "The log is BROKEN at link {}."},
    "extract": {"sv": "Loggutdrag för en patient", "en": "A patient's log extract"},
    "number": {"sv": "Person-, samordnings- eller reservnummer", "en": "Identity, coordination or reserve number"},
    "make": {"sv": "Gör utdraget (PDF)", "en": "Make the extract (PDF)"},
}
COUNT, DAYS = 20, 30
door = Door()


@door.get("/log", Permission.LOG_REVIEW)
def page(request: Request) -> Response:
    """The forms and the signed reviews; with a period in the address its sample and signals, too."""
    chain, lang, values = chain_of(request), lang_of(request), request.query_params
    said = {
        "since": values.get("since") or str(chain.day - timedelta(days=DAYS)),
        "until": values.get("until") or str(chain.day),
        "count": values.get("count") or str(COUNT),
        "seed": values.get("seed") or str(chain.day),
    }
    found = sample_of = None
    if "since" in values:
        asked = (_day("since", said["since"]), _day("until", said["until"]), _count(said["count"]), said["seed"][:60])
        found, sample_of = review(chain, *asked), drawn(*asked)
    return render(
        request,
        "log_review.html",
        WORDS,
        said=said,
        largest=LARGEST,
        limits=(MANY, *NIGHT),
        sample=None if found is None else [_row(one, lang) for one in found.sample],
        signals=[] if found is None else [_signal(one, lang) for one in found.signals],
        sample_of=sample_of,
        signed=[_row(one, lang) for one in (signed(chain) if found is None else found.signed)],
        outcomes=(NOTHING, FINDING),
        verified=_verified(request) if "verify" in values else None,
    )


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError([Problem("skriv dagen som ÅÅÅÅ-MM-DD", "write YYYY-MM-DD", fact=name, value=text)]) from None


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _verified(request: Request) -> Any:
    service = service_of(request)
    with service.database.reading() as connection:
        return verify(connection, service.keys)


def _time(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(SWEDEN).strftime("%Y-%m-%d %H:%M:%S")


def _row(one: Entry, lang: Lang) -> dict[str, Any]:
    return {
        "seq": one.seq,
        "time": _time(one.at),
        "actor": one.actor,
        "unit": one.unit,
        "action": action_words(one.action, lang),
        "patient": (one.patient or "")[:12],
        "object": one.object or "",
        "outcome": one.outcome,
        "reason": one.reason or "",
    }


def _signal(one: Signal, lang: Lang) -> dict[str, Any]:
    words = WORDS[one.kind][lang]
    return {
        "what": words,
        "actor": one.actor,
        "unit": one.unit,
        "time": _time(one.at),
        "count": one.count,
        "first": one.first,
    }


@door.post("/log/sign", Permission.LOG_REVIEW)
@formed
def documented(request: Request, form: Form) -> Response:
    """Sign what came of a sample."""
    sign(chain_of(request), form.needed("sample"), form.needed("outcome"), form.needed("words"))
    return RedirectResponse("/log", 303)


@door.post("/log/extract", Permission.LOG_REVIEW)
@formed
def extracted(request: Request, form: Form) -> Response:
    """A person's log extract as PDF."""
    chain, lang = chain_of(request), lang_of(request)
    rows = [
        Logged(_time(one.at), one.unit, one.commission, action_words(one.action, lang))
        for one in extract(chain, form.needed("number"))
    ]
    number = identifier(form.needed("number")).number
    made = as_extract(number, chain.actor.unit or "-", chain.day, rows, lang)
    return download(f"log-extract-{chain.day}.pdf", made, "application/pdf")
