"""Messages that were set aside: kept as they came, with their reasons, until they are mended and taken in."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.commands import Chain
from benkoll.errors import Absent, Problem
from benkoll.store.keys import Keys


@dataclass(frozen=True, slots=True)
class Aside:
    """A message set aside. `raw`: as it came; `ending`: of a file that holds it."""

    id: str
    file: str
    at: str
    raw: bytes
    problems: tuple[Problem, ...]

    @property
    def ending(self) -> str:
        """How the name of a file with the message ends, by its form."""
        start = self.raw.lstrip()[:3]
        return ".hl7" if start == b"MSH" else ".json" if start[:1] in (b"{", b"[") else ".csv"


def refused(chain: Chain) -> list[Aside]:
    """The messages that are set aside, the earliest first. That they are read is logged: they speak of patients.

    Of which unit's nobody can tell: who sees the patients of some units alone sees what their own unit took in.
    """
    table = tables.refused
    asked = sa.select(table).order_by(table.c.at, table.c.id)
    with chain.book() as book:
        rows = book.connection.execute(_theirs(chain, asked)).all()
        book.tell("refused messages", None, reason=str(len(rows)))
    return [_opened(chain.keys, row) for row in rows]


def one_aside(chain: Chain, aside_id: str) -> Aside:
    """One message that is set aside; Absent where there is none that may be seen."""
    table = tables.refused
    with chain.book() as book:
        row = book.connection.execute(_theirs(chain, sa.select(table).where(table.c.id == aside_id))).one_or_none()
        if row is None:
            raise Absent("meddelandet finns inte", "there is no such message")
        book.tell("refused messages", None, row.id, "1")
        return _opened(chain.keys, row)


def _opened(keys: Keys, row: sa.Row[Any]) -> Aside:
    problems = tuple(Problem(**one) for one in keys.open_json(row.why))
    return Aside(row.id, row.file, row.at, keys.open(row.raw), problems)


def mended(chain: Chain, aside_id: str) -> None:
    """A message was mended and taken in: it is no longer set aside."""
    with chain.book() as book:
        table = tables.refused
        there = sa.select(table.c.id).where(table.c.id == aside_id)
        gone = book.connection.execute(sa.delete(table).where(table.c.id.in_(_theirs(chain, there)))).rowcount
        if gone:
            book.tell("replayed", None, aside_id)


def _theirs(chain: Chain, asked: sa.Select[Any]) -> sa.Select[Any]:
    if chain.units is None:
        return asked
    own = tables.refused.c.unit == chain.actor.unit
    return asked.where(own if chain.units else sa.false())  # who sees the patients of no unit sees none here either
