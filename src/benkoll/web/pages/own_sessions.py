"""Where somebody is logged in: their own sessions, each to be ended, and all the others at once."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from benkoll.errors import InputError, Problem
from benkoll.web.pages.chain_forms import Form, formed
from benkoll.web.permissions import Permission
from benkoll.web.problems import Refused
from benkoll.web.routes import Door, who_asks
from benkoll.web.security_log import told
from benkoll.web.service import SWEDEN, Service, service_of
from benkoll.web.sessions import FRESH, end, is_fresh, running
from benkoll.web.staff import Session
from benkoll.web.views import Words, render

WORDS: Words = {
    "title": {"sv": "Dina inloggningar", "en": "Your log-ins"},
    "intro": {
        "sv": "Här är du inloggad nu. Känner du inte igen en inloggning: avsluta den, och säg till den som ansvarar "
        "för säkerheten.",
        "en": "You are logged in here now. If you do not recognise a log-in, end it, and tell whoever is responsible "
        "for security.",
    },
    "since": {"sv": "Inloggad", "en": "Logged in"},
    "seen": {"sv": "Använd senast", "en": "Last used"},
    "unit": {"sv": "Enhet", "en": "Unit"},
    "this": {"sv": "den här", "en": "this one"},
    "act": {"sv": "Åtgärd", "en": "Action"},
    "end": {"sv": "Avsluta", "en": "End"},
    "end of": {"sv": "inloggningen {}", "en": "the log-in of {}"},
    "others": {"sv": "Avsluta alla andra", "en": "End all the others"},
    "again": {
        "sv": "För att avsluta inloggningar behöver du ha loggat in inom {} minuter.",
        "en": "To end log-ins you must have logged in within {} minutes.",
    },
    "log in again": {"sv": "Logga in igen", "en": "Log in again"},
    "ended": {"sv": "{} avslutade", "en": "{} ended"},
}
MINUTES = int(FRESH.total_seconds() // 60)
door = Door()


@door.get("/sessions", Permission.SIGNED_IN)
def page(request: Request) -> Response:
    """Each session that runs, and when it was used."""
    return _page(request)


def _page(request: Request, ended: int | None = None) -> Response:
    service, who = service_of(request), who_asks(request)
    rows = [_row(one, who.session) for one in running(service) if one.who.id == who.id]
    return render(
        request,
        "sessions.html",
        WORDS,
        rows=rows,
        fresh=is_fresh(service, who),
        minutes=MINUTES,
        again=log_in_again(service, "sessions"),
        ended=ended,
    )


def _row(one: Session, own: str) -> dict[str, Any]:
    since, seen = (at.astimezone(SWEDEN).strftime("%Y-%m-%d %H:%M") for at in (one.made_at, one.seen_at))
    return {"id": one.id, "since": since, "seen": seen, "unit": one.who.unit, "own": one.id == own}


def log_in_again(service: Service, then: str) -> str:
    """Where somebody shows once more who they are."""
    return "/login" if service.openid is None else f"/login/openid?again={then}"


def refuse_stale(request: Request) -> None:
    """Refuse (403) whoever logged in too long ago to end sessions: they log in again first."""
    if not is_fresh(service_of(request), who_asks(request)):
        raise Refused(
            403,
            f"logga in igen först: det får ha gått högst {MINUTES} minuter",
            f"log in again first: at most {MINUTES} minutes may have passed",
        )


@door.post("/sessions/end", Permission.SIGNED_IN)
@formed
def ended(request: Request, form: Form) -> Response:
    """End one of one's own sessions, or all but this one."""
    refuse_stale(request)
    service, who = service_of(request), who_asks(request)
    own = {one.id for one in running(service) if one.who.id == who.id}
    chosen = own - {who.session} if form.get("others") else own & {form.needed("session")}
    if not chosen and not form.get("others"):
        raise InputError([Problem("inloggningen är redan avslutad", "the log-in has ended already", fact="session")])
    gone = end(service, who, who.id, chosen)
    told(request, "sessions ended", "own", status=200)
    if who.session in chosen:
        return RedirectResponse("/login", 303)
    return _page(request, gone)
