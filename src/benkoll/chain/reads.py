"""What the chain shows: the worklist, the episodes, one episode with its history; read past the domain, by SQL.

Whoever is shown is logged, in the same transaction; where that fails nothing is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.book import Book, events_of, together
from benkoll.chain.commands import Chain, episode_row, known_of_rows
from benkoll.chain.events import Event
from benkoll.chain.steps import DENOSUMAB, OTHER, WARD


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items are asked for; None is all. `owner`: "-" for those that nobody has."""

    hospital: str | None = None
    unit: str | None = None
    owner: str | None = None
    step: str | None = None
    role: str | None = None


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
    late: bool
    weight: int
    role: str
    owner: str | None
    unit: str | None


def worklist(chain: Chain, chosen: Filter, limit: int | None = None) -> list[Due]:
    """What is to be done today, the heaviest first: denosumab that is late or stopped, patients on a ward, late steps,
    then what is due; in each the longest overdue first.
    """
    with chain.book() as book:
        rows = book.connection.execute(_listed(chain.day, chosen, limit)).all()
        people = _people(book, {row.person for row in rows})
        _log(book, "worklist", [row.person for row in rows])
    return [
        Due(
            episode=row.episode,
            person=row.person,
            person_id=people[row.person]["person_id"],
            known=people[row.person],
            fracture_date=row.fracture_date,
            site=row.site,
            state=row.state,
            step=row.step,
            key=row.key,
            why=row.why,
            due=row.due,
            late=row.due < chain.day,
            weight=row.weight,
            role=row.role,
            owner=row.owner,
            unit=row.unit,
        )
        for row in rows
    ]


def _listed(day: date, chosen: Filter, limit: int | None) -> sa.Select[Any]:
    """Four lists one after the other, each of which an index gives in its order."""
    item = tables.item
    late = item.c.due < day
    parts = [
        (item.c.weight == DENOSUMAB, late),
        (item.c.weight == WARD,),
        (item.c.weight == OTHER, late),
        (item.c.weight.in_((DENOSUMAB, OTHER)), ~late),
    ]
    chosen_parts = []
    for place, conditions in enumerate(parts):
        columns = (*item.c, *_EPISODE, sa.literal(place).label("place"))
        asked = sa.select(*columns).join(tables.episode, tables.episode.c.id == item.c.episode)
        asked = asked.where(*conditions, item.c.shows <= day, item.c.until >= day, *_wanted(chosen))
        asked = asked.order_by(item.c.due, item.c.episode, item.c.key)
        chosen_parts.append(sa.select((asked if limit is None else asked.limit(limit)).subquery()))
    all_ = sa.union_all(*chosen_parts).subquery()
    ordered = sa.select(all_).order_by(all_.c.place, all_.c.due, all_.c.episode, all_.c.key)
    return ordered if limit is None else ordered.limit(limit)


_EPISODE = tuple(tables.episode.c[name] for name in ("person", "fracture_date", "site", "state", "unit"))


def _wanted(chosen: Filter) -> list[sa.ColumnElement[bool]]:
    item, episode = tables.item.c, tables.episode.c
    wanted = list[sa.ColumnElement[bool]]()
    if chosen.unit is not None:
        wanted.append(episode.unit == chosen.unit)
    if chosen.hospital is not None:
        units = sa.select(tables.unit.c.unit).where(tables.unit.c.hospital == chosen.hospital)
        wanted.append(sa.or_(episode.unit == chosen.hospital, episode.unit.in_(units)))
    if chosen.owner is not None:
        wanted.append(item.owner.is_(None) if chosen.owner == "-" else item.owner == chosen.owner)
    if chosen.step is not None:
        wanted.append(item.step == chosen.step)
    if chosen.role is not None:
        wanted.append(item.role == chosen.role)
    return wanted


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
    """An episode as it is shown: its row, whose it is, its events, what is to be done; `version` for the lock."""

    row: Mapping[str, Any]
    person_id: str
    numbers: tuple[str, ...]
    known: Mapping[str, Any]
    version: int
    events: tuple[Event, ...]
    items: tuple[Mapping[str, Any], ...]


def episodes(chain: Chain, state: str | None = None, person_id: str | None = None) -> list[Shown]:
    """Every episode, the earliest fracture first; of one state, or of one person where that is asked for."""
    from benkoll.chain.identifiers import identifier

    with chain.book() as book:
        asked = sa.select(tables.episode).order_by(tables.episode.c.fracture_date, tables.episode.c.id)
        if state is not None:
            asked = asked.where(tables.episode.c.state == state)
        if person_id is not None:
            digest = book.keys.digest("person", identifier(person_id).number)
            persons = sa.select(tables.identity.c.person).where(tables.identity.c.id == digest)
            asked = asked.where(tables.episode.c.person.in_(persons))
        shown = _shown(book, book.connection.execute(asked).all())
        _log(book, "episodes", [one.row["person"] for one in shown])
    return shown


def episode(chain: Chain, named: str) -> Shown:
    """One episode; UsageError where there is none."""
    with chain.book() as book:
        (shown,) = _shown(book, [episode_row(book.connection, named)])
        _log(book, "episode", [shown.row["person"]], shown.row["id"])
    return shown


def _shown(book: Book, rows: Sequence[sa.Row[Any]]) -> list[Shown]:
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
    return [
        Shown(
            row=row._asdict(),
            person_id=persons[row.person]["person_id"],
            numbers=tuple(sorted(numbers[row.person])),
            known=persons[row.person],
            version=identities[row.person].version,
            events=tuple(events.get(row.person, ())),
            items=tuple(sorted(items.get(row.id, ()), key=lambda item: (item["due"], item["key"]))),
        )
        for row in rows
    ]
