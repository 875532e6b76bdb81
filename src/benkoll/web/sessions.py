"""Log-in sessions, kept by the server: a cookie holds a secret, the database its digest and who it is.

A session ends after half an hour of rest, and after twelve hours in any case; a new log-in is a new session. It counts
no longer where the configuration no longer knows its commission, and gives what that gives today.
"""

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response

from benkoll.audit.log import Act, append
from benkoll.store.database import again
from benkoll.store.keys import Keys
from benkoll.web import accounts
from benkoll.web.permissions import NOBODY, Who, as_json, who_of
from benkoll.web.service import Service, service_of
from benkoll.web.staff import Session, end_sessions, let_in, sessions
from benkoll.web.tokens import is_brought, who_brings

IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=12)
FRESH = timedelta(minutes=10)
"""So long after a log-in somebody may end sessions: later they log in again first, for a screen may be unguarded."""
DEMONSTRATION = "demonstration"
"""The commission of the invented persons, whom no configuration names."""
SEEN_EVERY = timedelta(minutes=1)
"""A session is not written anew at every request."""


def cookie_name(service: Service) -> str:
    """The cookie's name; `__Host-` binds it to this host and to HTTPS, which a demonstration on loopback has not."""
    return "__Host-benkoll" if service.secure else "benkoll"


@again
def log_in(service: Service, who: Who, response: Response, before: Who = NOBODY, subject: str | None = None) -> None:
    """A new session for them, in the response's cookie, and the log says so; sessions that have ended are forgotten.

    `before`: who asked for it; a session that they had ends with it. `subject`: whom the identity provider says that it
    is. NotLet where they are barred, or another than they were.
    """
    secret, now = secrets.token_urlsafe(32), service.clock()
    row = {
        "id": _digest(service.keys, secret),
        "who": service.keys.seal_json(as_json(who)),
        "token": secrets.token_urlsafe(32),
        "made_at": now.isoformat(),
        "seen_at": now.isoformat(),
    }
    table = accounts.session
    with service.database.writing() as connection:
        changes = service.openid is not None and service.openid.sub_changes
        let_in(connection, service.keys, who, subject, now.isoformat(), changes)
        ended = sa.or_(table.c.seen_at < (now - IDLE).isoformat(), table.c.id == before.session)
        connection.execute(sa.delete(table).where(ended))
        connection.execute(sa.insert(table), row)
        append(connection, service.actor(who), service.keys, [Act("log in", reason=", ".join(sorted(who.roles)))])
    response.set_cookie(
        cookie_name(service),
        secret,
        max_age=int(WHOLE.total_seconds()),
        path="/",
        secure=service.secure,
        httponly=True,
        samesite="lax",
    )


def log_out(service: Service, who: Who, response: Response) -> None:
    """End the session."""
    table = accounts.session
    with service.database.writing() as connection:
        connection.execute(sa.delete(table).where(table.c.id == who.session))
        append(connection, service.actor(who), service.keys, [Act("log out")])
    response.delete_cookie(cookie_name(service), path="/", secure=service.secure, httponly=True, samesite="lax")


def who_is(request: Request) -> Who:
    """Who a request's cookie, or a system's token, says that it is; NOBODY where that is not there or has ended."""
    if is_brought(request):
        return who_brings(request)
    service = service_of(request)
    secret = request.cookies.get(cookie_name(service))
    if not secret:
        return NOBODY
    table, now = accounts.session, service.clock()
    with service.database.reading() as connection:
        row = connection.execute(sa.select(table).where(table.c.id == _digest(service.keys, secret))).one_or_none()
    if row is None or _ended(row, now):
        return NOBODY
    if now - datetime.fromisoformat(row.seen_at) >= SEEN_EVERY:
        with service.database.writing() as connection:
            connection.execute(sa.update(table).where(table.c.id == row.id).values(seen_at=now.isoformat()))
    return _today(service, who_of(service.keys.open_json(row.who), row.id, row.token, row.made_at))


def _today(service: Service, who: Who) -> Who:
    """Them as the configuration of today has it: what it no longer gives to their commission they no longer have."""
    if service.openid is None or (service.demo and who.commission == DEMONSTRATION):
        return who
    given = next((one for one in service.commissions if one.hsa_id == who.commission), None)
    roles = frozenset() if given is None else who.roles & frozenset(given.roles)
    if given is None or not roles:
        return NOBODY
    return replace(who, roles=roles, units=frozenset(given.units))


def is_fresh(service: Service, who: Who) -> bool:
    """Whether they logged in so lately that they may end sessions."""
    return bool(who.since) and service.clock() - datetime.fromisoformat(who.since) < FRESH


def running(service: Service) -> list[Session]:
    """Every session that has not ended, the latest first."""
    now = service.clock()
    return sessions(service.database, service.keys, now - IDLE, now - WHOLE)


def end(service: Service, by: Who, whose: str, chosen: Collection[str]) -> int:
    """End these sessions of somebody; how many there were."""
    return end_sessions(service.database, service.keys, service.actor(by), whose, chosen)


def _ended(row: sa.Row[tuple[object, ...]], now: datetime) -> bool:
    made, seen = (datetime.fromisoformat(value) for value in (row.made_at, row.seen_at))
    return now - seen >= IDLE or now - made >= WHOLE


def _digest(keys: Keys, secret: str) -> str:
    return keys.digest("session", secret)
