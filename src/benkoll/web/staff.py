"""The people who log in: whom the identity provider says that they are, their sessions, and who is barred.

A person is known by the HSA-id that the log names, and held to the `sub` that the provider gave with it first: one that
comes with another `sub` is somebody else's, or was given to another. Who is barred has no session from then on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from benkoll.audit.log import Act, Actor, append
from benkoll.errors import Absent
from benkoll.store.database import Database, again
from benkoll.store.keys import Keys
from benkoll.web import accounts
from benkoll.web.permissions import Who, who_of

PERSON, SUBJECT = "staff", "subject"
ENDED = "sessions ended"


class NotLet(Exception):
    """Somebody whom the provider let in and who is not let in here; why in a word."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that has not ended. `id`: the digest of what its cookie holds."""

    id: str
    who: Who
    made_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has logged in: `id` a digest; `hsa_id` and `name` as the provider said, `seen_at` when last."""

    id: str
    hsa_id: str
    name: str
    seen_at: str
    barred_at: str | None


def let_in(
    connection: sa.Connection, keys: Keys, who: Who, subject: str | None, at: str, sub_changes: bool = False
) -> None:
    """Remember who logs in; NotLet where they are barred, or where the provider says that they are another.

    `subject`: the provider and its `sub`, where one said who it is; `sub_changes`: it need not be the one of before.
    """
    table = accounts.person
    asked = sa.select(table).where(table.c.id.in_(keys.every(PERSON, who.id)))
    row = connection.execute(asked.with_for_update()).one_or_none()
    if row is not None and row.barred_at is not None:
        raise NotLet("barred")
    known = [] if subject is None else keys.every(SUBJECT, subject)
    if row is not None and row.subject is not None and known and row.subject not in known and not sub_changes:
        raise NotLet("sub")
    said = {"who": keys.seal_json({"id": who.id, "name": who.name}), "seen_at": at}
    if known:
        said["subject"] = known[0]
    if row is None:
        connection.execute(sa.insert(table), {"id": keys.digest(PERSON, who.id), **said})
    else:
        connection.execute(sa.update(table).where(table.c.id == row.id).values(said))


def people(database: Database, keys: Keys) -> list[Person]:
    """Everybody who has logged in, by name."""
    table = accounts.person
    with database.reading() as connection:
        rows = connection.execute(sa.select(table)).all()
    found = [(row, keys.open_json(row.who)) for row in rows]
    every = [Person(row.id, said["id"], said["name"], row.seen_at, row.barred_at) for row, said in found]
    return sorted(every, key=lambda one: (one.name, one.hsa_id))


def person_named(database: Database, keys: Keys, named: str) -> Person:
    """Somebody by their HSA-id, or by the digest that `people` gives; Absent where there is none."""
    for one in people(database, keys):
        if named in (one.hsa_id, one.id):
            return one
    raise Absent(f"{named}: ingen sådan person har loggat in", f"{named}: no such person has logged in")


# SESSIONS


def sessions(database: Database, keys: Keys, rest_since: datetime, made_since: datetime) -> list[Session]:
    """Every session that was used, and made, after these times; the latest first."""
    table = accounts.session
    asked = sa.select(table).where(table.c.seen_at > rest_since.isoformat(), table.c.made_at > made_since.isoformat())
    with database.reading() as connection:
        rows = connection.execute(asked.order_by(table.c.seen_at.desc(), table.c.id)).all()
    return [
        Session(
            row.id,
            who_of(keys.open_json(row.who), row.id),
            datetime.fromisoformat(row.made_at),
            datetime.fromisoformat(row.seen_at),
        )
        for row in rows
    ]


def end_sessions(database: Database, keys: Keys, actor: Actor, whose: str, chosen: Collection[str]) -> int:
    """End these sessions of somebody (`whose`: their HSA-id); how many there were. The log says who ended them."""
    with database.writing() as connection:
        return _ended(connection, keys, actor, whose, chosen)


def _ended(connection: sa.Connection, keys: Keys, actor: Actor, whose: str, chosen: Collection[str]) -> int:
    table = accounts.session
    gone = connection.execute(sa.delete(table).where(table.c.id.in_(sorted(chosen)))).rowcount
    append(connection, actor, keys, [Act(ENDED, object=whose[:200], reason=str(gone))])
    return gone


# WHO MAY NOT


@again
def bar(database: Database, keys: Keys, actor: Actor, named: str) -> Person:
    """End every session of theirs and let them log in no more, in one transaction; Absent for nobody."""
    one, table = person_named(database, keys, named), accounts.person
    with database.writing() as connection:
        at = actor.now()
        connection.execute(sa.update(table).where(table.c.id == one.id).values(barred_at=at))
        rows = connection.execute(sa.select(accounts.session.c.id, accounts.session.c.who)).all()
        _ended(connection, keys, actor, one.hsa_id, [row.id for row in rows if _is(keys, row.who, one)])
        append(connection, actor, keys, [Act("barred", object=one.hsa_id[:200])])
    return one


def _is(keys: Keys, who: bytes, one: Person) -> bool:
    return bool(keys.open_json(who)["id"] == one.hsa_id)


def lift(database: Database, keys: Keys, actor: Actor, named: str) -> Person:
    """Let them log in again, as whoever the provider then says that they are; Absent for nobody."""
    one, table = person_named(database, keys, named), accounts.person
    with database.writing() as connection:
        connection.execute(sa.update(table).where(table.c.id == one.id).values(barred_at=None, subject=None))
        append(connection, actor, keys, [Act("bar lifted", object=one.hsa_id[:200])])
    return one
