"""What may be used once, what is kept for a short while, and what an EHR tells of its cards: by digest, and sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from benkoll.store.database import Database, again
from benkoll.store.keys import Keys
from benkoll.web import accounts

FORGETS = "0"
"""What is used once and has such a digest, one in sixteen, has what may be forgotten looked for."""


@dataclass(frozen=True, slots=True)
class Once:
    """What may be used once. `ids`: its digest, then those of keys before; `until`: it is remembered; `now`: it is."""

    ids: tuple[str, ...]
    now: str
    until: str


def once(keys: Keys, text: str, now: datetime, until: datetime) -> Once:
    """It, as the database knows it."""
    return Once(tuple(keys.every("used", text)), now.isoformat(), until.isoformat())


def first_use(connection: sa.Connection, one: Once) -> bool:
    """Whether it was not used before; from now on it was. Now and then what may be forgotten is.

    Where another uses the same at once, this waits until that is written.
    """
    id, *before = one.ids
    if id.startswith(FORGETS):
        connection.execute(sa.delete(accounts.used).where(accounts.used.c.until < one.now))
    if before and connection.scalar(sa.select(accounts.used.c.id).where(accounts.used.c.id.in_(before))) is not None:
        return False
    return connection.execute(_USED, {"id": id, "until": one.until}).rowcount == 1


_USED = sa.text(f"INSERT INTO {accounts.used.name} (id, until) VALUES (:id, :until) ON CONFLICT DO NOTHING")


@again
def use(database: Database, one: Once) -> bool:
    """Use it in a transaction of its own; whether it was not used before."""
    with database.writing() as connection:
        return first_use(connection, one)


def keep(database: Database, keys: Keys, key: str, content: Mapping[str, Any], now: datetime, until: datetime) -> None:
    """Keep it, sealed, under a key that only its bearer knows."""
    row = {"id": keys.digest("kept", key), "content": keys.seal_json(dict(content)), "until": until.isoformat()}
    with database.writing() as connection:
        connection.execute(sa.delete(accounts.kept).where(accounts.kept.c.until < now.isoformat()))
        connection.execute(sa.insert(accounts.kept), row)


def kept_under(database: Database, keys: Keys, key: str, now: datetime) -> dict[str, Any] | None:
    """What is kept under the key; None where nothing is, or no longer."""
    with database.reading() as connection:
        return _open(keys, connection.execute(_chosen(keys, key)).one_or_none(), now)


def take(database: Database, keys: Keys, key: str, now: datetime) -> dict[str, Any] | None:
    """What is kept under the key, which is gone from then on: nobody else gets it."""
    with database.writing() as connection:
        row = connection.execute(_chosen(keys, key)).one_or_none()
        gone = connection.execute(
            sa.delete(accounts.kept).where(accounts.kept.c.id == keys.digest("kept", key))
        ).rowcount
    return _open(keys, row, now) if gone else None


def _chosen(keys: Keys, key: str) -> sa.Select[Any]:
    return sa.select(accounts.kept.c.content, accounts.kept.c.until).where(
        accounts.kept.c.id == keys.digest("kept", key)
    )


def _open(keys: Keys, row: sa.Row[Any] | None, now: datetime) -> dict[str, Any] | None:
    if row is None or row.until < now.isoformat():
        return None
    found: dict[str, Any] = keys.open_json(row.content)
    return found


@again
def store_feedback(database: Database, keys: Keys, rows: Sequence[Mapping[str, Any]], at: str) -> None:
    """What became of cards: `service`, `card`, `outcome`, `reason`, `content`; what is told twice is stored once."""
    with database.writing() as connection:
        for row in rows:
            known = keys.every("feedback", repr(sorted(row.items())))
            there = sa.select(accounts.feedback.c.id).where(accounts.feedback.c.id.in_(known))
            if connection.scalar(there) is None:
                sealed = keys.seal_json(row["content"])
                connection.execute(sa.insert(accounts.feedback), {**row, "id": known[0], "at": at, "content": sealed})
