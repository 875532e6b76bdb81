"""Log-in sessions, kept by the server: a cookie holds a secret, the database its digest and who it is.

A session ends after half an hour of rest, and after twelve hours in any case; a new log-in is a new session.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response

from benkoll.audit.log import Act, append
from benkoll.store.keys import Keys
from benkoll.web import accounts
from benkoll.web.permissions import NOBODY, Who, as_json, who_of
from benkoll.web.service import Service, service_of
from benkoll.web.tokens import is_brought, who_brings

IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""A session is not written anew at every request."""


def cookie_name(service: Service) -> str:
    """The cookie's name; `__Host-` binds it to this host and to HTTPS, which a demonstration on loopback has not."""
    return "__Host-benkoll" if service.secure else "benkoll"


def log_in(service: Service, who: Who, response: Response, before: Who = NOBODY) -> None:
    """A new session for them, in the response's cookie, and the log says so; sessions that have ended are forgotten.

    `before`: who asked for it; a session that they had ends with it.
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
    return who_of(service.keys.open_json(row.who), row.id, row.token)


def _ended(row: sa.Row[tuple[object, ...]], now: datetime) -> bool:
    made, seen = (datetime.fromisoformat(value) for value in (row.made_at, row.seen_at))
    return now - seen >= IDLE or now - made >= WHOLE


def _digest(keys: Keys, secret: str) -> str:
    return keys.digest("session", secret)
