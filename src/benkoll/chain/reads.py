"""What the chain shows: the worklist, the episodes, one episode with its history; read past the domain, by SQL.

Whoever is shown is logged, in the same transaction; where that fails nothing is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.blocking import blocked_units, visible
from benkoll.chain.book import Book, events_of, together
from benkoll.chain.commands import Chain, episode_row, known_of_rows, shows
from benkoll.chain.episode import Episode
from benkoll.chain.episode import episodes as episodes_of
from benkoll.chain.events import EPISODE, REASON, Event
from benkoll.chain.identifiers import identifier
from benkoll.chain.numbers import whole
from benkoll.chain.steps import DENOSUMAB, OTHER, WARD
from benkoll.errors import Absent, UsageError
from benkoll.logic.calendar import add_months


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items are asked for; None is all.

    `owner`: "-" for those that nobody has, "*" for those that somebody has. `units`: those of any of them. `person_id`:
    those of the person of this number.
    """

    hospital: str | None = None
    unit: str | None = None
    owner: str | None = None
    step: str | None = None
    role: str | None = None
    units: frozenset[str] | None = None
    person_id: str | None = None
    episodes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """An item of the list: the step, the episode that it is in, and whose it is."""

    episode: str
    person: str
    person_id: str
    known: Mapping[str, Any]
    fracture_date: date
    site: str | None
    state: str
    step: str
    key: str
    why: str
    due: date
    shows: date
    late: bool
    weight: int
    role: str
    owner: str | None
    unit: str | None

    def part(self, day: date) -> str:
        """Of PARTS, the one in which it stands that day."""
        if self.weight == DENOSUMAB:
            return "denosumab" if self.due <= day else "soon"
        return "ward" if self.weight == WARD else "late" if self.late else "soon"


PARTS = ("denosumab", "ward", "late", "soon")
"""Of the worklist, in their order."""


def worklist(chain: Chain, chosen: Filter, limit: int | None = None, skip: int = 0) -> list[Due]:
    """What is to be done today, the heaviest first: denosumab that is due, late or stopped, patients on a ward, late
    steps, then what is due; in each the longest overdue first. `skip`: so many of them are not shown.
    """
    if chain.units is not None:
        chosen = replace(chosen, units=chain.units if chosen.units is None else chain.units & chosen.units)
    with chain.book() as book:
        if chosen.person_id is not None:
            theirs = sa.select(tables.episode.c.id).where(_of_person(book, chosen.person_id))
            chosen = replace(chosen, episodes=frozenset(book.connection.scalars(theirs)))
        rows = listed(book, chain.day, chosen, None if limit is None else skip + limit)[skip:]
        people = _people(book, {row.person for row in rows})
        _log(book, "worklist", [row.person for row in rows])
    return [_due(row, people[row.person], chain.day) for row in rows]


def due_of(chain: Chain, named: str, key: str) -> Due | None:
    """One item as the worklist shows it; None where it is not to be done any more."""
    with chain.book() as book:
        row = episode_row(book, named)
        item = tables.item
        asked = sa.select(item, *_EPISODE).join(tables.episode, tables.episode.c.id == item.c.episode)
        found = book.connection.execute(asked.where(item.c.episode == row.id, item.c.key == key)).one_or_none()
        people = _people(book, {row.person})
        _log(book, "worklist", [row.person])
    return None if found is None else _due(found, people[row.person], chain.day)


def _due(row: sa.Row[Any], known: Mapping[str, Any], day: date) -> Due:
    return Due(
        episode=row.episode,
        person=row.person,
        person_id=known["person_id"],
        known=known,
        fracture_date=row.fracture_date,
        site=row.site,
        state=row.state,
        step=row.step,
        key=row.key,
        why=row.why,
        due=row.due,
        shows=row.shows,
        late=row.due < day,
        weight=row.weight,
        role=row.role,
        owner=row.owner,
        unit=row.unit,
    )


_Condition = sa.ColumnElement[bool]


def listed(book: Book, day: date, chosen: Filter, limit: int | None) -> list[sa.Row[Any]]:
    """The rows of the worklist: four lists one after the other, so far as the limit wants them."""
    connection = book.connection
    item = tables.item.c
    late = item.due < day
    fell_since = add_months(day, -whole("care.discharge_fracture_months") - 1)  # who fell before that is not shown
    lists: tuple[list[tuple[_Condition, ...]], ...] = (
        [(item.weight == DENOSUMAB, item.due <= day)],
        [(item.weight == WARD, item.due >= fell_since)],
        [(item.weight == OTHER, late)],
        [(item.weight == DENOSUMAB, item.due > day), (item.weight == OTHER, ~late)],
    )
    narrow, wanted = _wanted(connection, chosen)
    wanted.append(book.opened(tables.item))
    rows = list[sa.Row[Any]]()
    for parts in lists:
        left = None if limit is None else limit - len(rows)
        if left == 0:
            break
        shown = [(*part, *one, item.shows <= day, item.until >= day, *wanted) for part in parts for one in narrow]
        rows += _merged(connection, shown, left)
    return rows


def _merged(connection: sa.Connection, parts: list[tuple[_Condition, ...]], limit: int | None) -> list[sa.Row[Any]]:
    """The items of all parts in one order. Each part is one that an index gives in that order, so none is sorted."""
    item, found = tables.item, list[sa.Row[Any]]()
    for start in range(0, len(parts), _AT_ONCE):
        every = []
        for conditions in parts[start : start + _AT_ONCE]:
            one = sa.select(*_ORDER).where(*conditions).order_by(*_ORDER)
            every.append(sa.select((one if limit is None else one.limit(limit)).subquery()))
        these = sa.union_all(*every).subquery()
        asked = sa.select(item, *_EPISODE).order_by(*_ORDER)
        asked = asked.join(these, sa.and_(these.c.episode == item.c.episode, these.c.key == item.c.key))
        asked = asked.join(tables.episode, tables.episode.c.id == item.c.episode)
        found += connection.execute(asked if limit is None else asked.limit(limit)).all()
    return sorted(found, key=lambda row: (row.due, row.episode, row.key))[:limit]


_ORDER = (tables.item.c.due, tables.item.c.episode, tables.item.c.key)
_EPISODE = tuple(tables.episode.c[name] for name in ("person", "fracture_date", "site", "state"))
_AT_ONCE = 100
"""Parts to a query: SQLite takes 500."""


def _wanted(connection: sa.Connection, chosen: Filter) -> tuple[list[tuple[_Condition, ...]], list[_Condition]]:
    """What narrows the list most, by an index (one condition for each unit), and what else must be met.

    What else is asked of a value that is worked out, which no index has: it must not be taken for the narrower.
    """
    item = tables.item.c
    units = None if chosen.units is None else sorted(chosen.units)
    if chosen.unit is not None:
        units = [chosen.unit] if units is None or chosen.unit in units else []
    if chosen.hospital is not None:
        its = sa.select(tables.unit.c.unit).where(tables.unit.c.hospital == chosen.hospital)
        there = {chosen.hospital, *connection.scalars(its)}
        units = sorted(there if units is None else there.intersection(units))
    equal: list[tuple[sa.Column[Any], list[str] | None]] = [
        (item.episode, None if chosen.episodes is None else sorted(chosen.episodes)),
        (item.owner, None if chosen.owner in (None, "-", "*") else [str(chosen.owner)]),
        (item.unit, units),
        (item.step, None if chosen.step is None else [chosen.step]),
        (item.role, None if chosen.role is None else [chosen.role]),
    ]
    asked = [(column, values) for column, values in equal if values is not None]
    wanted: list[_Condition] = [sa.func.coalesce(column, "").in_(values) for column, values in asked[1:]]
    if chosen.owner == "-":
        wanted.append(sa.func.coalesce(item.owner, "") == "")
    if chosen.owner == "*":
        wanted.append(sa.func.coalesce(item.owner, "") != "")
    return [(column == value,) for column, values in asked[:1] for value in values] if asked else [()], wanted


def _people(book: Book, persons: set[str]) -> dict[str, dict[str, Any]]:
    found = dict[str, dict[str, Any]]()
    wanted = sorted(persons)
    for start in range(0, len(wanted), 500):
        chosen = tables.identity.c.id.in_(wanted[start : start + 500])
        found |= known_of_rows(book.keys, book.connection.execute(sa.select(tables.identity).where(chosen)).all())
    return found


def _log(book: Book, action: str, persons: Sequence[str], object_: str | None = None) -> None:
    for person in dict.fromkeys(persons):
        book.tell(action, person, object_)


# EPISODES


@dataclass(frozen=True, slots=True)
class Shown:
    """An episode as it is shown: its row, whose it is, its events, what is to be done; `version` for the lock.

    `blocked`: that there is information of the person's that is blocked from those who see this episode.
    """

    row: Mapping[str, Any]
    person_id: str
    numbers: tuple[str, ...]
    known: Mapping[str, Any]
    version: int
    events: tuple[Event, ...]
    items: tuple[Mapping[str, Any], ...]
    blocked: bool

    @property
    def history(self) -> list[Event]:
        """What has happened: the person's events but those of other episodes and what messages say of the person."""
        mine = {self.row["id"], *(one.id for one in self.reports)}
        about = (one for one in self.events if one.kind != "person" and one.data.get(EPISODE, self.row["id"]) in mine)
        return sorted(about, key=lambda one: (one.day, one.seq))

    @property
    def reports(self) -> list[Event]:
        """The reports of the episode's fracture."""
        return [report for one in self._derived() for report in one.fracture.reports]

    @property
    def acts(self) -> list[Event]:
        """The events that count for this episode, in their order."""
        return [act for one in self._derived() for act in one.acts]

    def _derived(self) -> list[Episode]:
        return [one for one in episodes_of(self.events) if one.id == self.row["id"]]


def _of_person(book: Book, person_id: str) -> _Condition:
    """That an episode is theirs, whichever of their numbers this is."""
    digest = book.keys.digest("person", identifier(person_id).number)
    persons = sa.select(tables.identity.c.person).where(tables.identity.c.id == digest)
    return tables.episode.c.person.in_(persons)


def episodes(
    chain: Chain, state: str | None = None, person_id: str | None = None, limit: int | None = None, skip: int = 0
) -> list[Shown]:
    """Every episode, the earliest fracture first; of one state, or of one person where that is asked for.

    `limit`: at most so many, `skip`: after so many.
    """
    with chain.book() as book:
        asked = sa.select(tables.episode).order_by(tables.episode.c.fracture_date, tables.episode.c.id)
        if state is not None:
            asked = asked.where(tables.episode.c.state == state)
        if person_id is not None:
            asked = asked.where(_of_person(book, person_id))
        asked = asked.where(book.seen(tables.episode))
        shown = shown_all(book, book.connection.execute(asked.limit(limit).offset(skip)).all())
        _log(book, "episodes", [one.row["person"] for one in shown])
    return shown


def episode(chain: Chain, named: str) -> Shown:
    """One episode; Absent where there is none that may be seen."""
    with chain.book() as book:
        shown = shown_of(book, episode_row(book, named))
        _log(book, "episode", [shown.row["person"]], shown.row["id"])
    return shown


def is_there(chain: Chain, named: str) -> bool:
    """Whether the episode is one that may be seen; nothing of it is shown."""
    with chain.book() as book:
        try:
            episode_row(book, named)
        except Absent:
            return False
    return True


def search(chain: Chain, person_id: str) -> tuple[list[Shown], bool]:
    """A person's episodes, and whether there is information of theirs that is blocked from the one who asks.

    Nothing is told of whoever has episodes at units alone that are not seen.
    """
    shown = episodes(chain, person_id=person_id)
    with chain.book() as book:
        hidden = chain.units is None and bool(_blocked(book, person_id))
        if hidden:
            book.tell("blocked told", book.keys.digest("person", identifier(person_id).number))
    return shown, hidden or any(one.blocked for one in shown)


def in_emergency(chain: Chain, person_id: str, reason: str) -> list[Shown]:
    """The person's episodes that are blocked from the one who asks, opened this once for a reason, which is logged.

    Absent where there are none, or where nothing of the person's may be seen.
    """
    if not reason or len(reason) > REASON:
        raise UsageError(
            f"ange skälet till nödöppningen, högst {REASON} tecken",
            f"say why it must be opened, at most {REASON} signs",
        )
    with chain.book() as book:
        rows = _blocked(book, person_id)
        if not rows or not shows(book, book.keys.digest("person", identifier(person_id).number)):
            raise Absent("det finns inga spärrade uppgifter", "there is no blocked information")
        shown = shown_all(book, rows)
        for one in shown:
            book.tell("emergency opening", one.row["person"], one.row["id"], reason)
    return shown


def _blocked(book: Book, person_id: str) -> Sequence[sa.Row[Any]]:
    """The person's episodes that are blocked from the one who asks."""
    digest = book.keys.digest("person", identifier(person_id).number)
    whose = sa.select(tables.identity.c.person).where(tables.identity.c.id == digest)
    asked = sa.select(tables.episode).where(tables.episode.c.person.in_(whose), ~book.opened(tables.episode))
    return book.connection.execute(asked.order_by(tables.episode.c.fracture_date)).all()


def shown_of(book: Book, row: sa.Row[Any]) -> Shown:
    """An episode, within a transaction; whoever shows it logs it."""
    (shown,) = shown_all(book, [row])
    return shown


def shown_all(book: Book, rows: Sequence[sa.Row[Any]]) -> list[Shown]:
    """Several episodes, within a transaction, in their order; whoever shows them logs it."""
    identities = together(book.connection, {row.person for row in rows}) if rows else {}
    persons = known_of_rows(book.keys, list(identities.values()))
    events = dict[str, list[Event]]()
    for event in events_of(book.connection, book.keys, identities):
        events.setdefault(identities[event.person].person, []).append(event)
    numbers = dict[str, list[str]]()
    for one, row in identities.items():
        numbers.setdefault(row.person, []).append(persons[one]["person_id"])
    items = dict[str, list[Mapping[str, Any]]]()
    for start in range(0, len(rows), 500):
        ids = [row.id for row in rows[start : start + 500]]
        for item in book.connection.execute(sa.select(tables.item).where(tables.item.c.episode.in_(ids))):
            items.setdefault(item.episode, []).append(item._asdict())
    found = list[Shown]()
    for row in rows:
        every, unit = events.get(row.person, []), row.unit if row.blocked else None
        found.append(
            Shown(
                row=row._asdict(),
                person_id=persons[row.person]["person_id"],
                numbers=tuple(sorted(numbers.get(row.person, ()))),
                known=persons[row.person],
                version=identities[row.person].version,
                events=tuple(visible(every, unit)),
                items=tuple(sorted(items.get(row.id, ()), key=lambda item: (item["due"], item["key"]))),
                blocked=bool(blocked_units(every) - {unit}),
            )
        )
    return found
