"""The demonstration hospital: every state, step and reason is there on its day, and nobody in it exists."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa

from benkoll.audit.log import verify
from benkoll.chain import tables
from benkoll.chain.book import rebuild
from benkoll.chain.demo import Made, make_demo
from benkoll.chain.demo_people import figures
from benkoll.chain.episode import State
from benkoll.chain.identifiers import identifier
from benkoll.chain.steps import Step, urgency
from benkoll.chain.words import WHY
from benkoll.errors import UsageError
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from benkoll.store.metadata import Kind
from benkoll.store.migrate import migrate

KEYS = Keys(b"a key that tests alone may have..", Path("test.key"))
RESERVE = "98240301AA06"
"""HL7 Sweden's example of a reserve number."""
SOME = 70
"""Enough for the scripted patients, and for some others."""
Makes = Callable[[Kind], Database]


@pytest.fixture
def makes(tmp_path: Path) -> Iterator[Makes]:
    made = list[Database]()

    def make(kind: Kind) -> Database:
        made.append(migrate(f"sqlite:///{tmp_path}/{len(made)}.db", kind, KEYS)[0])
        return made[-1]

    yield make
    for one in made:
        one.close()


def column(database: Database, name: sa.Column[Any], *where: sa.ColumnElement[bool]) -> list[Any]:
    with database.reading() as connection:
        return list(connection.scalars(sa.select(name).where(*where).order_by(name)))


@pytest.mark.parametrize(
    ("day", "seed"),
    [
        (date(2026, 11, 30), 1),
        (date(2026, 3, 2), 1),
        (date(2028, 2, 29), 2),
        (date(2027, 1, 1), 3),
        (date(2026, 8, 31), 4),
    ],
)
def test_every_state_step_and_reason_is_there(makes: Makes, day: date, seed: int) -> None:
    database = makes("demo")
    made = make_demo(database, KEYS, day, seed, SOME)
    item = tables.item.c
    states, steps = column(database, tables.episode.c.state), column(database, item.step)
    assert set(states) == set(get_args(State))
    assert set(steps) == set(get_args(Step))
    assert {one for one in column(database, item.why) if one != "denosumab_dose"} == set(WHY)
    shown = (item.shows <= day, item.until >= day)
    # what comes a year or more after the first is known long before it is shown
    assert set(get_args(Step)) - set(column(database, item.step, *shown)) <= {"check_at_one_year", "dxa_at_two_years"}
    doses = column(database, item.due, item.step == "denosumab_dose", *shown)
    assert {urgency(due, day) for due in doses} == {"soon", "late", "urgent"}
    assert column(database, item.owner, item.owner.is_not(None)) != []
    assert column(database, tables.refused.c.id) == []
    assert made.episodes == len(states)
    assert made.items == len(steps)


def test_four_hundred_patients_are_as_many_as_are_asked_for(makes: Makes) -> None:
    database, day = makes("demo"), date(2026, 11, 30)
    made = make_demo(database, KEYS, day)
    assert made.patients - 1 == 400  # one has two numbers, and is one person
    late = column(database, tables.item.c.step, tables.item.c.due < day)
    assert 0.05 < len(late) / made.episodes < 0.4
    with database.writing() as connection:
        assert verify(connection, KEYS).broken is None
        before = _derived(connection)
        rebuild(connection, KEYS)
        assert _derived(connection) == before


def _derived(connection: sa.Connection) -> list[Any]:
    chosen = (tables.episode, tables.alias, tables.item)
    return [sorted(map(tuple, connection.execute(sa.select(table))), key=repr) for table in chosen]


def test_the_same_for_the_same_seed_and_day(makes: Makes) -> None:
    day = date(2026, 11, 30)
    found = list[list[Any]]()
    made = list[Made]()
    for seed in (1, 1, 2):
        database = makes("demo")
        made.append(make_demo(database, KEYS, day, seed, SOME))
        with database.reading() as connection:
            found.append(_derived(connection))
    assert found[0] == found[1]
    assert found[0] != found[2]
    assert made[0] == made[1]


def test_nobody_in_it_exists(makes: Makes) -> None:
    database = makes("demo")
    make_demo(database, KEYS, date(2026, 11, 30), patients=SOME)
    numbers = [KEYS.open(number).decode() for number in column(database, tables.identity.c.number)]
    assert [number for number in numbers if not identifier(number).test] == [RESERVE]
    assert set(column(database, tables.message.c.source)) == {"demo"}
    names = [KEYS.open_json(known)["name"] for known in column(database, tables.identity.c.known) if known]
    assert {name.split()[-1] for name in names} <= set(figures()["names"]["surnames"])
    phones = column(database, tables.unit.c.phone)
    assert all(re.fullmatch(r"031-390 06 \d\d", phone) for phone in phones)


def test_only_an_empty_demonstration_is_filled(makes: Makes) -> None:
    day = date(2026, 11, 30)
    with pytest.raises(UsageError, match="real patients, not for a demonstration"):
        make_demo(makes("real"), KEYS, day, patients=SOME)
    database = makes("demo")
    make_demo(database, KEYS, day, patients=SOME)
    with pytest.raises(UsageError, match="has patients already"):
        make_demo(database, KEYS, day, patients=SOME)
