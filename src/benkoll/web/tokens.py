"""Tokens of systems: those that they sign themselves, and those that an administrator made for them.

The first last some minutes, and nobody but the system has what they are signed with. The others are made on the command
line, shown once, kept as a digest, and last as long as was said: for systems that cannot sign. A system brings its
token as `Authorization: Bearer ...`; where one is brought, a cookie counts for nothing.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from starlette.requests import Request

from benkoll.audit.log import Act, Actor, append
from benkoll.errors import UsageError
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from benkoll.web import accounts
from benkoll.web.permissions import NOBODY, Role, Who, as_json, who_of
from benkoll.web.rings import WAIT, BadToken
from benkoll.web.service import Service, service_of
from benkoll.web.signed import signed_by

PATHS = ("/api/", "/fhir", "/bulk")
"""Where systems log in so. CDS Hooks has signed tokens of its own (`interfaces.cds_hooks`)."""
START = "benkoll_"
"""By which a token is known where it lies about."""
LONGEST_DAYS = 730
LONGEST_SIGNED = timedelta(minutes=5)
"""How long a token may last that a system signed: as long as an assertion of SMART App Launch 2."""
FEWEST_SIGNS = 6
PURPOSE = "system token"
ROLES = tuple(role.value for role in Role if role is not Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: `id` is its digest, `who` calls with it."""

    id: str
    who: Who
    made_at: str
    ends_at: str


def make_token(
    database: Database,
    keys: Keys,
    actor: Actor,
    name: str,
    roles: Collection[str],
    units: Collection[str],
    unit: str,
    days: int,
) -> str:
    """A new token, which nobody can be shown again. UsageError where its name is taken or its days are too many."""
    if not 0 < len(name) <= 100 or not name.isprintable():
        raise UsageError("namnet ska ha 1-100 tecken", "the name is to have 1-100 signs")
    for role in roles:
        if role not in ROLES:
            allowed = ", ".join(ROLES)
            raise UsageError(f"--role {role}: tillåtet är {allowed}", f"--role {role}: allowed is {allowed}")
    if not 1 <= days <= LONGEST_DAYS:
        raise UsageError(f"{days} dagar: välj 1-{LONGEST_DAYS}", f"{days} days: choose 1-{LONGEST_DAYS}")
    if any(one.who.name == name for one in tokens(database, keys)):
        raise UsageError(f"{name} har redan en nyckel: återkalla den först", f"{name} has a token: revoke it first")
    secret, now = START + secrets.token_urlsafe(32), actor.clock()
    who = Who(f"system:{name}", name, frozenset(map(Role, roles)), unit, "system", frozenset(units))
    row = {
        "id": keys.digest(PURPOSE, secret),
        "who": keys.seal_json(as_json(who)),
        "made_at": now.isoformat(),
        "ends_at": (now + timedelta(days=days)).isoformat(),
    }
    with database.writing() as connection:
        connection.execute(sa.insert(accounts.token), row)
        append(connection, actor, keys, [Act("token made", object=name, reason=", ".join(sorted(roles)))])
    return secret


def tokens(database: Database, keys: Keys) -> list[Token]:
    """Every token, the earliest first; those that have ended as well."""
    table = accounts.token
    with database.reading() as connection:
        rows = connection.execute(sa.select(table).order_by(table.c.made_at, table.c.id)).all()
    return [Token(row.id, who_of(keys.open_json(row.who)), row.made_at, row.ends_at) for row in rows]


def revoke_token(database: Database, keys: Keys, actor: Actor, named: str) -> Token:
    """End the token of that name, or whose id begins so: it is nobody's from then on. UsageError for none."""
    there = tokens(database, keys)
    found = [one for one in there if one.who.name == named]
    if not found and len(named) >= FEWEST_SIGNS:
        found = [one for one in there if one.id.startswith(named)]
    if len(found) != 1:
        raise UsageError(f"{named}: ingen sådan nyckel", f"{named}: no such token")
    with database.writing() as connection:
        connection.execute(sa.delete(accounts.token).where(accounts.token.c.id == found[0].id))
        append(connection, actor, keys, [Act("token revoked", object=found[0].who.name)])
    return found[0]


def is_brought(request: Request) -> bool:
    """Whether a system calls, with something to show who it is."""
    return "authorization" in request.headers and request.url.path.startswith(PATHS)


def who_brings(request: Request) -> Who:
    """Whose token the request brings; NOBODY where it is none of ours, was revoked or has ended."""
    scheme, _, token = request.headers["authorization"].partition(" ")
    if scheme.lower() != "bearer":
        return NOBODY
    look = _made if token.startswith(START) else _signed
    return look(service_of(request), token.strip())


def _signed(service: Service, token: str) -> Who:
    """A token for the whole service, by one of the systems of the configuration."""
    try:
        system, _, _ = signed_by(token, service.systems, service.origin, service, LONGEST_SIGNED, WAIT)
    except BadToken:
        return NOBODY
    id, roles, units = f"system:{system.name}", frozenset(system.roles), frozenset(system.units)
    return Who(id, system.name, roles, system.unit or system.name, "system", units)


def _made(service: Service, secret: str) -> Who:
    table = accounts.token
    known = service.keys.every(PURPOSE, secret)
    asked = sa.select(table.c.who, table.c.ends_at).where(table.c.id.in_(known))
    with service.database.reading() as connection:
        row = connection.execute(asked).one_or_none()
    if row is None or datetime.fromisoformat(row.ends_at) <= service.clock():
        return NOBODY
    return who_of(service.keys.open_json(row.who))
