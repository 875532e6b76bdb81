"""Log review (loggkontroll): a random sample of what was logged in a period, and what in it asks for a closer look.

The log says who, for which unit, which patient, what and when. So it can signal many patients opened in a short time,
work at night, and a patient of another unit than the one worked for. It cannot signal a relative, a neighbour or a
colleague, nor the same surname: it holds no names, and a patient as a digest alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from benkoll.audit.log import Act, Actor, Entry, append
from benkoll.audit.tables import entry
from benkoll.errors import UsageError
from benkoll.logic.calendar import add_days
from benkoll.store.keys import Keys

SWEDEN = ZoneInfo("Europe/Stockholm")
MANY = 20
"""Patients opened by one person within an hour: more than care of one by one takes (reading)."""

NIGHT = (22, 6)
"""From which hour to which, by the clock in Sweden (reading)."""

LARGEST = 500
REVIEWED = "log reviewed"
LISTS = (
    *("worklist", "episodes", "letters", "indicator", "intake", "export", "log extract", REVIEWED),
    *("readings waiting", "reading compared", "image pruned"),
)
"""What shows many patients at once, or nobody's work: no signal by itself."""

Signalled = Literal["many", "night", "other unit"]


@dataclass(frozen=True, slots=True)
class Signal:
    """What asks for a closer look: who, when it began, how many entries or patients, and one entry to begin with."""

    kind: Signalled
    actor: str
    unit: str
    at: str
    count: int
    first: int


@dataclass(frozen=True, slots=True)
class Period:
    """Which entries are reviewed: of these days, Swedish time, both with; of those who worked for these units."""

    since: date
    until: date
    units: frozenset[str] | None = None

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        """That an entry is one of them, and speaks of a patient."""
        last = add_days(self.until, 1)
        assert last is not None
        first, after = (_midnight(day) for day in (self.since, last))
        asked = sa.and_(entry.c.at >= first, entry.c.at < after, entry.c.patient.is_not(None))
        return asked if self.units is None else sa.and_(asked, entry.c.unit.in_(sorted(self.units)))


def _midnight(day: date) -> str:
    start = datetime(day.year, day.month, day.day, tzinfo=SWEDEN)
    return start.astimezone(UTC).isoformat(timespec="microseconds")


def sample(connection: sa.Connection, period: Period, count: int, seed: str) -> list[Entry]:
    """So many of the period's entries, drawn by the seed: the same period and seed draw the same ones."""
    if not 1 <= count <= LARGEST:
        raise UsageError(f"{count}: dra 1–{LARGEST} rader", f"{count}: draw 1-{LARGEST} entries")
    there = list(connection.scalars(sa.select(entry.c.seq).where(period.condition).order_by(entry.c.seq)))
    drawn = sorted(Random(seed).sample(there, min(count, len(there))))
    asked = sa.select(entry).where(entry.c.seq.in_(drawn)).order_by(entry.c.seq)
    return [Entry(**row._asdict()) for row in connection.execute(asked)]


def signals(connection: sa.Connection, period: Period, units_of: Mapping[str, frozenset[str]]) -> list[Signal]:
    """What asks for a closer look in the period. `units_of`: patient -> the units that they were at."""
    asked = sa.select(entry).where(period.condition, entry.c.action.not_in(LISTS)).order_by(entry.c.seq)
    by_actor = defaultdict[tuple[str, str], list[Entry]](list)
    for row in connection.execute(asked):
        by_actor[row.actor, row.unit].append(Entry(**row._asdict()))
    found = [one for its in by_actor.values() for one in (*_many(its), *_nights(its), *_elsewhere(its, units_of))]
    return sorted(found, key=lambda one: (one.at, one.kind))


def _many(its: Sequence[Entry]) -> Iterator[Signal]:
    """Hours, one after the other, in which more than MANY patients were opened."""
    start = 0
    while start < len(its):
        end = _time(its[start]) + timedelta(hours=1)
        hour = [one for one in its[start : start + 10 * MANY] if _time(one) < end]
        patients = {one.patient for one in hour}
        if len(patients) > MANY:
            yield _signal("many", its[start], len(patients))
            start += len(hour)
        else:
            start += 1


def _nights(its: Sequence[Entry]) -> Iterator[Signal]:
    nights = defaultdict[date, list[Entry]](list)
    for one in its:
        at = _time(one).astimezone(SWEDEN)
        if at.hour >= NIGHT[0] or at.hour < NIGHT[1]:
            nights[(at - timedelta(hours=NIGHT[1])).date()].append(one)
    yield from (_signal("night", several[0], len(several)) for several in nights.values())


def _elsewhere(its: Sequence[Entry], units_of: Mapping[str, frozenset[str]]) -> Iterator[Signal]:
    """Patients who were at units, none of them the one worked for; each patient once."""
    seen = set[str]()
    for one in its:
        at = units_of.get(one.patient or "")
        if at and one.unit not in at and one.patient not in seen:
            seen.add(str(one.patient))
            yield _signal("other unit", one, sum(other.patient == one.patient for other in its))


def _signal(kind: Signalled, one: Entry, count: int) -> Signal:
    return Signal(kind, one.actor, one.unit, one.at, count, one.seq)


def _time(one: Entry) -> datetime:
    return datetime.fromisoformat(one.at)


# WHAT CAME OF IT

NOTHING, FINDING = "nothing found", "finding"


def document(connection: sa.Connection, actor: Actor, keys: Keys, drawn: str, outcome: str, words: str) -> None:
    """Sign what came of a review; `drawn`: which sample it was. It stands in the log, as any other act."""
    if outcome not in (NOTHING, FINDING):
        raise UsageError(f"{outcome}: {NOTHING}, {FINDING}", f"{outcome}: {NOTHING}, {FINDING}")
    if not words or len(words) > 400:
        raise UsageError("skriv vad granskningen visade, högst 400 tecken", "say what was found, at most 400 signs")
    append(connection, actor, keys, [Act(REVIEWED, None, drawn[:200], outcome, words)])


def documented(connection: sa.Connection, units: frozenset[str] | None) -> list[Entry]:
    """The reviews that were signed, the latest first."""
    asked = sa.select(entry).where(entry.c.action == REVIEWED).order_by(entry.c.seq.desc())
    if units is not None:
        asked = asked.where(entry.c.unit.in_(sorted(units)))
    return [Entry(**row._asdict()) for row in connection.execute(asked)]
