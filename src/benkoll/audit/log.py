"""The log of access and change that the patient-data law asks for (HSLF-FS 2016:40, chapter 4, section 9).

Every entry says who, for which unit and commission, which patient, what, and when. It is written in the transaction of
what it tells: where it cannot be written, nothing is done and nothing is shown. Each entry is chained to the one before
it by a keyed hash, so that whoever changes, removes or adds one without the key is found out.
"""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from benkoll.audit.tables import entry, head
from benkoll.errors import UsageError
from benkoll.logic.calendar import add_months
from benkoll.store.keys import Keys

START = "0" * 64
KEPT_YEARS = 5
"""HSLF-FS 2016:40, chapter 4, section 9: logs are kept at least so long."""

PRUNED = "pruned"
"""The act by which the log itself says at which entry it begins from then on."""

_CHAINED = ("seq", "at", "actor", "unit", "commission", "action", "patient", "object", "outcome", "reason")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: `id` (an HSA-id, or a system's name), for which unit and commission, and by which clock."""

    id: str
    unit: str
    commission: str
    clock: Callable[[], datetime]

    def now(self) -> str:
        """The time as the log writes it: UTC, to the microsecond."""
        return self.clock().astimezone(UTC).isoformat(timespec="microseconds")

    def own(self, units: frozenset[str] | None) -> frozenset[str]:
        """The units that they work for, whose blocked information they see: those that are named, else their own."""
        return frozenset({self.unit}) if units is None else units


@dataclass(frozen=True, slots=True)
class Act:
    """What is done: `action` in a word, `patient` as `patient_digest` gives it, `object` what else it was done to."""

    action: str
    patient: str | None = None
    object: str | None = None
    outcome: str = "done"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An act as it stands in the log."""

    seq: int
    at: str
    actor: str
    unit: str
    commission: str
    action: str
    patient: str | None
    object: str | None
    outcome: str
    reason: str | None
    hash: str


def patient_digest(keys: Keys, person_id: str) -> str:
    """What the log knows a patient by."""
    return keys.digest("person", person_id)


def append(connection: sa.Connection, actor: Actor, keys: Keys, acts: Iterable[Act]) -> None:
    """Log the acts in the transaction of what they tell; last in it, for the chain's head is locked from here on."""
    append_each(connection, keys, [(actor, act) for act in acts])


def append_each(connection: sa.Connection, keys: Keys, told: Sequence[tuple[Actor, Act]]) -> None:
    """Log acts of several, each with who does it."""
    if not told:
        return
    locks = connection.dialect.name == "postgresql"  # SQLite has one writer at a time, and no such lock
    seq, previous = connection.execute(_LOCKED_HEAD if locks else _HEAD).one()
    times, rows = dict[int, str](), list[dict[str, Any]]()
    for number, (actor, act) in enumerate(told, seq + 1):
        if id(actor) not in times:  # all that one does at once has one time
            times[id(actor)] = actor.now()
        row = {
            "seq": number,
            "at": times[id(actor)],
            "actor": actor.id,
            "unit": actor.unit,
            "commission": actor.commission,
            "action": act.action,
            "patient": act.patient,
            "object": act.object,
            "outcome": act.outcome,
            "reason": act.reason,
        }
        previous = row["hash"] = link(keys, row, previous)
        rows.append(row)
    connection.execute(_ENTERED, rows if len(rows) > 1 else rows[0])
    connection.execute(_MOVED, {"to": seq + len(rows), "last": previous})


# made once: to put a statement together takes as long as to execute it
_HEAD = sa.select(head.c.seq, head.c.hash)
_LOCKED_HEAD = _HEAD.with_for_update()
_ENTERED = sa.insert(entry)
_MOVED = sa.update(head).values(seq=sa.bindparam("to"), hash=sa.bindparam("last"))


def link(keys: Keys, row: dict[str, Any], previous: str) -> str:
    """The hash of an entry, chained to the one before it."""
    content = json.dumps([previous, *(row[name] for name in _CHAINED)], ensure_ascii=False, default=repr)
    return keys.digest("audit", content)


def entries(
    connection: sa.Connection, *, patient: str | None = None, since: str | None = None, limit: int | None = None
) -> Generator[Entry]:
    """The log in its order; `patient`: those of one digest, `since`: from this time on, `limit`: the last so many."""
    asked = sa.select(*(entry.c[name] for name in (*_CHAINED, "hash"))).order_by(entry.c.seq)
    if patient is not None:
        asked = asked.where(entry.c.patient == patient)
    if since is not None:
        asked = asked.where(entry.c.at >= since)
    if limit is not None:
        last = asked.order_by(None).order_by(entry.c.seq.desc()).limit(limit).subquery()
        asked = sa.select(last).order_by(last.c.seq)
    with connection.execute(asked, execution_options={"yield_per": 1000}) as rows:
        for row in rows:
            yield Entry(*row)


# VERIFY


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of the chain written down outside the database: a chain cut off at its end does not hold it any more."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link that does not hold. `why`: changed, missing, or the end cut off."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How many links were held against each other, and the first that does not hold, if any."""

    count: int
    head: Anchor
    broken: Broken | None


def verify(connection: sa.Connection, keys: Keys, anchors: Sequence[Anchor] = (), links: int | None = None) -> Verified:
    """Hold every link against the one before it, the last against the head, and the anchors against their links.

    Where the log does not begin at its beginning, an entry must say that it was pruned up to there. `links`: only the
    last so many are held against each other.
    """
    last = connection.execute(sa.select(head)).one()
    previous, expected, count = last.first_previous, last.first_seq, 0
    begins = {"1"}
    if links is not None and last.seq - links >= last.first_seq:
        expected = last.seq - links + 1
        previous = connection.scalar(sa.select(entry.c.hash).where(entry.c.seq == expected - 1)) or START
        begins.add(str(last.first_seq))
    wanted = {anchor.seq: anchor.hash for anchor in anchors if anchor.seq >= expected}
    anchor = Anchor(last.seq, last.hash)
    with _any_text(connection), closing(entries(connection, limit=links)) as log:
        for one in log:
            if one.seq != expected:
                return Verified(count, anchor, Broken(expected, "missing"))
            row = asdict(one)
            if link(keys, row, previous) != one.hash or wanted.get(one.seq, one.hash) != one.hash:
                return Verified(count, anchor, Broken(one.seq, "changed"))
            if one.action == PRUNED:
                begins.add(str(one.object))
            previous, expected, count = one.hash, expected + 1, count + 1
    if str(last.first_seq) not in begins:
        return Verified(count, anchor, Broken(1, "missing"))
    cut = expected - 1 < max([last.seq, *wanted], default=last.seq) or previous != last.hash
    return Verified(count, anchor, Broken(expected, "cut off") if cut else None)


@contextmanager
def _any_text(connection: sa.Connection) -> Iterator[None]:
    """Read what is no text any more (a byte of it was changed) as some text, where SQLite would not read at all."""
    if connection.dialect.name != "sqlite":
        yield
        return
    plain: Any = connection.connection.driver_connection
    plain.text_factory = lambda written: written.decode("utf-8", "backslashreplace")
    try:
        yield
    finally:
        plain.text_factory = str


# RETENTION


def prune(connection: sa.Connection, actor: Actor, keys: Keys, before: datetime) -> int:
    """Delete what was logged before that time, and log that it was; how many entries.

    UsageError where any of it must still be kept. Nothing goes that stands after an entry that stays.
    """
    today = actor.clock().astimezone(UTC)
    kept_from = add_months(today.date(), -12 * KEPT_YEARS)
    assert kept_from is not None
    if before > datetime(kept_from.year, kept_from.month, kept_from.day, tzinfo=UTC):
        raise UsageError(
            f"loggen ska sparas i {KEPT_YEARS} år: det tidigaste som får tas bort är före {kept_from}",
            f"the log is kept for {KEPT_YEARS} years: only what is before {kept_from} may be deleted",
        )
    limit = before.astimezone(UTC).isoformat(timespec="microseconds")
    stays = sa.select(sa.func.min(entry.c.seq)).where(entry.c.at >= limit).scalar_subquery()
    goes = sa.or_(entry.c.seq < stays, stays.is_(None))
    last = connection.execute(
        sa.select(entry.c.seq, entry.c.hash).where(goes).order_by(entry.c.seq.desc()).limit(1)
    ).one_or_none()
    if last is None:
        return 0
    gone = connection.execute(sa.delete(entry).where(entry.c.seq <= last.seq)).rowcount
    connection.execute(sa.update(head).values(first_seq=last.seq + 1, first_previous=last.hash))
    append(connection, actor, keys, [Act(PRUNED, object=str(last.seq + 1), reason=f"before {limit}")])
    return gone


__all__ = [
    "Act",
    "Actor",
    "Anchor",
    "Broken",
    "Entry",
    "Verified",
    "append",
    "append_each",
    "entries",
    "link",
    "patient_digest",
    "prune",
    "verify",
]
