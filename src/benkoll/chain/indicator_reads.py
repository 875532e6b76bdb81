"""The indicators read from the book: counted for all to see, or as the list of one indicator's patients.

A list shows patients, and whoever is shown is logged in the same transaction; the counts are logged as one act.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.blocking import blocked_units, visible
from benkoll.chain.book import Book, events_of, together
from benkoll.chain.commands import Chain, known_of_rows
from benkoll.chain.events import Event
from benkoll.chain.indicator_cases import Case, cases, fields
from benkoll.chain.indicator_counts import Every, Report, Tally, report
from benkoll.chain.indicators import MEASURES, ORDER, Answer, answer, definitions, treated_by
from benkoll.errors import UsageError
from benkoll.store.keys import Keys

AT_ONCE = 400
"""Persons whose events are held at a time."""

UNKNOWN_UNIT = "-"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which fractures: from one day to another, of a hospital, of a unit; and by what they are counted."""

    since: date | None = None
    until: date | None = None
    hospital: str | None = None
    unit: str | None = None
    by: Literal["hospital", "unit"] | None = None
    every: Every | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A patient of an indicator. `by`: the evidence of a treatment; `missing`: fields, where the indicator asks."""

    answer: Answer
    episode: str
    person: str
    person_id: str
    known: Mapping[str, Any]
    fracture_date: date
    site: str | None
    state: str
    unit: str | None
    by: str | None
    missing: tuple[str, ...]


def counted(chain: Chain, asked: Asked, caseload: Mapping[str, int] | None = None) -> Report:
    """Every indicator, counted; logged as one act, which speaks of no patient."""
    tally = Tally(asked.every)
    with chain.database.reading() as connection:
        hospitals = hospitals_of(connection)
        for case in _cases(connection, chain, asked, hospitals):
            tally.add(case, _group(case, asked, hospitals))
    with chain.book() as book:
        book.tell("indicators", None, reason=_said(asked))
    return report(tally, caseload)


def listed(chain: Chain, asked: Asked, named: str) -> list[Listed]:
    """The patients of an indicator, first those for whom something is missing; UsageError where it has none."""
    key = named.upper()
    if key not in definitions():
        there = ", ".join(MEASURES)
        raise UsageError(f"{named}: indikatorn finns inte; de som finns: {there}", f"{named}: not one of {there}")
    if key not in MEASURES:
        raise UsageError(
            f"{key}: kedjans data kan inte säga den (se docs/indicators.md)",
            f"{key}: the chain's data cannot say it (see docs/indicators.md)",
        )
    measure = MEASURES[key]
    with chain.book() as book:
        connection = book.connection
        found = list[tuple[Case, Answer]]()
        for case, whole in _seen_cases(book, chain, asked):
            its = answer(measure, case)
            if not whole and its in ("yes", "no") and its != measure.treated:
                its = "unknown"
            if its != "out":
                found.append((case, its))
        people = _people(connection, chain.keys, sorted({case.person for case, _ in found}))
        for person in dict.fromkeys(case.person for case, _ in found):
            book.tell("indicator", person, key)
    found.sort(key=lambda one: (ORDER.index(one[1]), one[0].fractured, one[0].episode.id))
    return [_listed(key, case, its, people[case.person]) for case, its in found]


def _seen_cases(book: Book, chain: Chain, asked: Asked) -> Iterator[tuple[Case, bool]]:
    """The cases of the episodes that may be seen, by what may be seen; False of one from which something is blocked.

    What is blocked counts as unknown there, never as no; the counts stand on everything.
    """
    connection = book.connection
    hospitals = hospitals_of(connection)
    for person, events in events_by_person(connection, chain.keys, _persons(connection, chain, asked)):
        blocked = blocked_units(events)
        for unit in (None, *sorted(blocked & book.own)):
            for case in cases(visible(events, unit), chain.day, person, unit):
                its = case.episode.told("unit")
                if (chain.units is None or its in chain.units) and _is_asked(case, asked, hospitals):
                    yield case, not blocked - {unit}


def _listed(key: str, case: Case, its: Answer, known: Mapping[str, Any]) -> Listed:
    by = treated_by(MEASURES[key], case, its)
    return Listed(
        answer=its,
        episode=case.episode.id,
        person=case.person,
        person_id=known["person_id"],
        known=known,
        fracture_date=case.fractured,
        site=case.site,
        state=case.episode.state,
        unit=case.episode.told("unit"),
        by=None if by is None else "requisition" if by[1] else by[0],
        missing=tuple(name for name, there in fields(case).items() if not there) if key == "UK-01" else (),
    )


def hospitals_of(connection: sa.Connection) -> dict[str, str]:
    """Unit -> its hospital."""
    return {row.unit: row.hospital for row in connection.execute(sa.select(tables.unit))}


def hospital_of(unit: str | None, hospitals: Mapping[str, str]) -> str | None:
    """A unit's hospital; one that is not registered stands for itself, as in the worklist."""
    return None if unit is None else hospitals.get(unit, unit)


def _cases(connection: sa.Connection, chain: Chain, asked: Asked, hospitals: Mapping[str, str]) -> Iterator[Case]:
    for person, events in events_by_person(connection, chain.keys, _persons(connection, chain, asked)):
        for case in cases(events, chain.day, person):
            if _is_asked(case, asked, hospitals):
                yield case


def _persons(connection: sa.Connection, chain: Chain, asked: Asked) -> list[str]:
    return everybody(connection, asked.since or date.min, min(asked.until or chain.day, chain.day))


def everybody(connection: sa.Connection, since: date = date.min, until: date = date.max) -> list[str]:
    """Who has an episode whose fracture is of these days."""
    episode = tables.episode.c
    wanted = sa.select(episode.person).where(episode.fracture_date.between(since, until))
    return list(connection.scalars(wanted.distinct().order_by(episode.person)))


def events_by_person(connection: sa.Connection, keys: Keys, persons: list[str]) -> Iterator[tuple[str, list[Event]]]:
    """Each person with all their events, whichever of their numbers they were told of; some persons at a time."""
    for start in range(0, len(persons), AT_ONCE):
        identities = together(connection, persons[start : start + AT_ONCE])
        of_person: dict[str, list[Event]] = {}
        for event in events_of(connection, keys, identities):
            of_person.setdefault(identities[event.person].person, []).append(event)
        yield from sorted(of_person.items())


def _is_asked(case: Case, asked: Asked, hospitals: Mapping[str, str]) -> bool:
    unit = case.episode.told("unit")
    return (
        (asked.since or date.min) <= case.fractured <= (asked.until or date.max)
        and asked.unit in (None, unit)
        and asked.hospital in (None, hospital_of(unit, hospitals))
    )


def _group(case: Case, asked: Asked, hospitals: Mapping[str, str]) -> str | None:
    if asked.by is None:
        return None
    unit = case.episode.told("unit")
    return (unit if asked.by == "unit" else hospital_of(unit, hospitals)) or UNKNOWN_UNIT


def _people(connection: sa.Connection, keys: Keys, persons: list[str]) -> dict[str, dict[str, Any]]:
    found = dict[str, dict[str, Any]]()
    for start in range(0, len(persons), AT_ONCE):
        chosen = tables.identity.c.id.in_(persons[start : start + AT_ONCE])
        found |= known_of_rows(keys, connection.execute(sa.select(tables.identity).where(chosen)).all())
    return found


def _said(asked: Asked) -> str:
    parts = {"from": asked.since, "to": asked.until, "hospital": asked.hospital, "unit": asked.unit, "by": asked.by}
    return " ".join(f"{name}={value}" for name, value in parts.items() if value is not None)[:400]
