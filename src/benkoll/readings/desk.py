"""Who reads, as the database knows them: what they may see, one transaction at a time, each logged in itself."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from benkoll.audit.log import Act, Actor, append
from benkoll.audit.tables import entry
from benkoll.errors import Absent, UsageError
from benkoll.readings import tables
from benkoll.store.database import Database
from benkoll.store.keys import Keys

Blocked = Callable[[sa.Connection, Keys, Collection[str]], Mapping[str, frozenset[str]]]
"""Patients -> of each, the units whose information is blocked from all others; asked within the transaction."""

REASON = 400
"""Signs of a reason that the log takes."""

SHOWN, TRUTH = ("reading opened", "reading shown", "reading compared"), "truth opened"
"""The acts by which somebody has seen what a reading says, or what a phantom is."""

_HELD = [column for column in tables.image.c if column.name not in ("id", "content")]
_IMAGE = [tables.image.c.id, *_HELD]
_READING = [*tables.reading.c, *_HELD]
_BOTH = tables.reading.join(tables.image, tables.image.c.id == tables.reading.c.image)
Row = sa.Row[Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one person reads: the database, its key, who it is, and what day it is.

    `units`: those whose patients they may see, None for every one; the others' are as if they were not there.
    `blocked`: what the patients have had blocked; `emergency`: the reason for which what is blocked is opened this
    once, which is logged.
    """

    database: Database
    keys: Keys
    actor: Actor
    day: date
    units: frozenset[str] | None
    blocked: Blocked
    emergency: str | None = None

    def __post_init__(self) -> None:
        """Raises UsageError for a reason that the log cannot take."""
        if self.emergency is not None:
            check_reason(self.emergency)

    @contextmanager
    def work(self) -> Iterator["Work"]:
        """One transaction; what was done in it is logged at its end, or nothing of it is there, or shown."""
        with self.database.writing() as connection:
            work = Work(self, connection)
            yield work
            append(connection, self.actor, self.keys, work.acts)


def refuse_unit(desk: Desk, unit: str) -> None:
    """Refuse (UsageError) to keep something of a unit whose patients may not be seen."""
    if desk.units is not None and unit not in desk.units:
        raise UsageError(f"{unit}: inte en av dina enheter", f"{unit}: not one of your units")


def check_reason(reason: str) -> None:
    """Refuse (UsageError) a reason that says nothing, or more than the log takes."""
    if not reason.strip() or len(reason) > REASON:
        raise UsageError(f"ange skälet, högst {REASON} tecken", f"say why, at most {REASON} signs")


@dataclass
class Work:
    """One transaction's hand on the readings. `acts`: what the log will say, in the order in which it was told."""

    desk: Desk
    connection: sa.Connection
    acts: list[Act] = field(default_factory=list)

    @property
    def me(self) -> str:
        """Who reads."""
        return self.desk.actor.id

    def tell(self, action: str, patient: str | None, object_: str | None = None, reason: str | None = None) -> None:
        """Have the log say it."""
        self.acts.append(Act(action, patient, object_, reason=reason or self.desk.emergency))

    def visible(self, rows: Sequence[Row]) -> list[Row]:
        """Those of the rows (with patient and unit) that may be seen; a phantom may be seen by everybody."""
        desk = self.desk
        own = desk.actor.own(desk.units)
        rows = [row for row in rows if row.patient is None or desk.units is None or row.unit in desk.units]
        patients = {row.patient for row in rows if row.patient is not None}
        blocked = desk.blocked(self.connection, desk.keys, patients) if patients else {}
        found = list[Row]()
        for row in rows:
            if row.unit in blocked.get(row.patient, ()) and row.unit not in own:
                if desk.emergency is None:
                    continue
                self.tell("emergency opening", row.patient, row.id)
            found.append(row)
        return found

    # ROWS

    def image(self, named: str, lock: bool = False) -> Row:
        """The image, its content left out; Absent where there is none that may be seen.

        `lock`: nobody else who locks it goes on before this transaction ends.
        """
        asked = sa.select(*_IMAGE).where(tables.image.c.id == named)
        asked = asked.with_for_update(key_share=True) if lock else asked
        return self._only(self.connection.execute(asked).all(), "bilden", "image", named)

    def images(self, *conditions: sa.ColumnElement[bool]) -> list[Row]:
        """The images that may be seen, withdrawn ones left out, the latest first."""
        made = tables.image.c.made_on
        asked = sa.select(*_IMAGE).where(tables.image.c.withdrawn.is_(None), *conditions)
        asked = asked.order_by(made.is_(None), made.desc(), tables.image.c.stored_at.desc())
        return self.visible(self.connection.execute(asked).all())

    def reading(self, named: str, version: int | None = None) -> Row:
        """The reading with what its image says, its row held until the transaction ends; Absent as `image`.

        Raises Conflict where `version` is not the one that it has.
        """
        asked = sa.select(*_READING).select_from(_BOTH).where(tables.reading.c.id == named)
        if version is not None:
            asked = asked.with_for_update(of=tables.reading)
        return self._only(self.connection.execute(asked).all(), "granskningen", "reading", named)

    def readings(self, *conditions: sa.ColumnElement[bool]) -> list[Row]:
        """The readings that may be seen, of images that were not withdrawn, in the order in which they were begun."""
        asked = sa.select(*_READING).select_from(_BOTH).where(tables.image.c.withdrawn.is_(None), *conditions)
        asked = asked.order_by(tables.reading.c.started_at, tables.reading.c.id)
        return self.visible(self.connection.execute(asked).all())

    def _only(self, rows: Sequence[Row], sv: str, en: str, named: str) -> Row:
        found = self.visible(rows)
        if not found:
            raise Absent(f"{sv} {named} finns inte", f"there is no {en} {named}")
        return found[0]

    # BLINDNESS

    def closed(self, row: Row) -> bool:
        """Whether what a reading says is not for the one who asks: until it is signed, and theirs of the image too."""
        return row.reader != self.me and (row.signed_first is None or self.is_reading(row.image))

    def is_reading(self, image: str) -> bool:
        """Whether the one who asks has a reading of the image that they never signed yet."""
        mine = sa.and_(tables.reading.c.image == image, tables.reading.c.reader == self.me)
        unsigned = sa.select(tables.reading.c.id).where(mine, tables.reading.c.signed_first.is_(None))
        return self.connection.execute(unsigned.limit(1)).first() is not None

    def has_seen(self, image: str, patient: str | None, but: str | None = None) -> bool:
        """Whether the one who asks was shown another's reading of the image (`but`: not that one), or its truth."""
        reading = tables.reading.c
        others = sa.select(reading.id).where(
            reading.image == image, reading.reader != self.me, reading.id != (but or "")
        )
        whose = entry.c.patient.is_(None) if patient is None else entry.c.patient == patient
        said = sa.and_(entry.c.action.in_(SHOWN), entry.c.object.in_(others))
        true = sa.and_(entry.c.action == TRUTH, entry.c.object == image)
        told = sa.select(entry.c.seq).where(entry.c.actor == self.me, whose, sa.or_(said, true))
        return self.connection.execute(told.limit(1)).first() is not None
