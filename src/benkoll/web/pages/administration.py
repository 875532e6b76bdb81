"""Who logs in: their sessions, to be ended by an administrator, and who may log in no more."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from benkoll.audit.log import Actor
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from benkoll.web.pages.chain_forms import Form, formed
from benkoll.web.pages.own_sessions import MINUTES, log_in_again, refuse_stale
from benkoll.web.permissions import Permission
from benkoll.web.problems import Refused
from benkoll.web.routes import Door, who_asks
from benkoll.web.security_log import told
from benkoll.web.service import SWEDEN, service_of
from benkoll.web.sessions import end, is_fresh, running
from benkoll.web.staff import Person, bar, lift, people, person_named
from benkoll.web.views import Words, lang_of, render

WORDS: Words = {
    "title": {"sv": "Inloggningar", "en": "Log-ins"},
    "intro": {
        "sv": "Alla som har loggat in. Vem som får logga in, och vad ett uppdrag ger, står i konfigurationsfilen. Den "
        "som har slutat stängs av här: då avslutas alla inloggningar på en gång, och inga nya går att göra.",
        "en": "Everybody who has logged in. Who may log in, and what a commission gives, stands in the configuration "
        "file. Who has left is barred here: every log-in ends at once, and none can be made.",
    },
    "name": {"sv": "Namn", "en": "Name"},
    "id": {"sv": "HSA-id", "en": "HSA-id"},
    "seen": {"sv": "Loggade in senast", "en": "Last logged in"},
    "running": {"sv": "Inloggningar nu", "en": "Log-ins now"},
    "act": {"sv": "Åtgärd", "en": "Action"},
    "end": {"sv": "Avsluta inloggningar", "en": "End log-ins"},
    "bar": {"sv": "Stäng av", "en": "Bar"},
    "lift": {"sv": "Släpp in igen", "en": "Let in again"},
    "barred": {"sv": "avstängd sedan {}", "en": "barred since {}"},
    "again": {
        "sv": "För att avsluta inloggningar behöver du ha loggat in inom {} minuter.",
        "en": "To end log-ins you must have logged in within {} minutes.",
    },
    "log in again": {"sv": "Logga in igen", "en": "Log in again"},
    "ended": {"sv": "{}: {} inloggningar avslutade", "en": "{}: {} log-ins ended"},
    "is barred": {"sv": "{} är avstängd", "en": "{} is barred"},
    "is let in": {"sv": "{} får logga in igen", "en": "{} may log in again"},
    "nobody": {"sv": "Ingen har loggat in.", "en": "Nobody has logged in."},
}
door = Door()
Change = Callable[[Database, Keys, Actor, str], Person]


@door.get("/administration", Permission.ADMINISTER)
def page(request: Request) -> Response:
    """Everybody who has logged in, and how many sessions of theirs run."""
    return _page(request)


def _page(request: Request, said: str = "") -> Response:
    service = service_of(request)
    count = Counter(one.who.id for one in running(service))
    rows = [_row(one, count[one.hsa_id]) for one in people(service.database, service.keys)]
    fresh, again = is_fresh(service, who_asks(request)), log_in_again(service, "administration")
    return render(
        request, "administration.html", WORDS, rows=rows, said=said, fresh=fresh, again=again, minutes=MINUTES
    )


def _row(one: Person, count: int) -> dict[str, Any]:
    seen, barred = (at and _day(at) for at in (one.seen_at, one.barred_at))
    return {"id": one.id, "hsa_id": one.hsa_id, "name": one.name, "seen": seen, "barred": barred, "running": count}


def _day(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(SWEDEN).strftime("%Y-%m-%d %H:%M")


@door.post("/administration/end", Permission.ADMINISTER)
@formed
def ended(request: Request, form: Form) -> Response:
    """End every session of somebody."""
    refuse_stale(request)
    service, by = service_of(request), who_asks(request)
    one = person_named(service.database, service.keys, form.needed("person"))
    gone = end(service, by, one.hsa_id, [its.id for its in running(service) if its.who.id == one.hsa_id])
    told(request, "sessions ended", "by an administrator", status=200)
    return _page(request, WORDS["ended"][lang_of(request)].format(one.name, gone))


@door.post("/administration/bar", Permission.ADMINISTER)
@formed
def barred(request: Request, form: Form) -> Response:
    """Let somebody log in no more; nobody bars themselves."""
    return _changed(request, form, bar, "is barred")


@door.post("/administration/lift", Permission.ADMINISTER)
@formed
def lifted(request: Request, form: Form) -> Response:
    """Let somebody log in again."""
    return _changed(request, form, lift, "is let in")


def _changed(request: Request, form: Form, change: Change, words: str) -> Response:
    refuse_stale(request)
    service, by = service_of(request), who_asks(request)
    named = person_named(service.database, service.keys, form.needed("person"))
    if named.hsa_id == by.id:
        raise Refused(422, "det är du själv: be en annan administratör", "that is you: ask another administrator")
    one = change(service.database, service.keys, service.actor(by), named.id)
    told(request, "sessions ended", words, status=200)
    return _page(request, WORDS[words][lang_of(request)].format(one.name))
