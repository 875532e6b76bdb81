"""A million episodes, written straight into the tables that the worklist is read from: ten years of all Sweden.

Only what the worklist reads is there: no events, and so no history. How many of the episodes wait for what, and how
many are late, is an assumption, and a bleak one: a third wait for something, and more than half of those are late.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.events import LAST_DAY
from benkoll.store.database import Database
from benkoll.store.keys import Keys

DAY = date(2026, 11, 30)
YEARS, HOSPITALS, UNITS = 10, 60, 4
"""Units to a hospital; a hospital's size falls with its place in the row."""
OWNERS = [f"coordinator-{number}" for number in range(240)]
_PORTION = 10_000
_FIRST_YEAR = (
    # step, weight, role, first and last day from the fracture to the due date, days shown before it
    ("invite", 2, "coordinator", 14, 14, 14),
    ("remind", 2, "coordinator", 21, 60, 0),
    ("investigate", 2, "clinic", 90, 90, 70),
    ("assess", 2, "clinic", 90, 90, 30),
    ("recommend", 2, "coordinator", 40, 110, 14),
    ("start_treatment", 2, "primary_care", 112, 112, 60),
    ("check_adherence", 2, "primary_care", 150, 250, 14),
    ("check_at_one_year", 2, "primary_care", 400, 500, 14),
)
_LATER = (
    ("dxa_at_two_years", 2, "clinic", 750, 1100, 14),
    ("denosumab_dose", 0, "primary_care", 0, 0, 42),
    ("infusion", 2, "primary_care", 0, 0, 42),
    ("end_of_pause", 2, "primary_care", 1500, 2900, 42),
    ("takeover", 2, "coordinator", 30, 1000, 30),
)


WAITING = (*_FIRST_YEAR, *_LATER)
"""What an episode may wait for."""


def units() -> list[str]:
    """What messages call the units."""
    return [f"hospital-{hospital}/unit-{unit}" for hospital in range(HOSPITALS) for unit in range(UNITS)]


def fill(database: Database, keys: Keys, count: int) -> None:
    """Fill the tables of an empty database with so many episodes, each of a person of its own."""
    random = Random(1)
    with database.writing() as connection:
        rows = [{"unit": unit, "hospital": unit.partition("/")[0], "name": unit} for unit in units()]
        connection.execute(sa.insert(tables.unit), rows)
        known = keys.seal_json({"name": "Test Testsson", "sex": "female", "birth_date": "1944-01-01"})
        number = keys.seal(b"194401019802")
        for first in range(0, count, _PORTION):
            people, episodes, items = list[Any](), list[Any](), list[Any]()
            for place in range(first, min(first + _PORTION, count)):
                person, episode = keys.digest("person", str(place)), keys.digest("event", str(place))[:32]
                people.append({"id": person, "type": "personnummer", "number": number, "person": person})
                found = _episode(random, count, place)
                episodes.append({"id": episode, "person": person, **found})
                items += [{"episode": episode, "unit": found["unit"], **item} for item in _items(random, found)]
            connection.execute(sa.insert(tables.identity).values(version=1, known=known), people)
            connection.execute(sa.insert(tables.episode), episodes)
            connection.execute(sa.insert(tables.alias), [{"id": row["id"], "episode": row["id"]} for row in episodes])
            connection.execute(sa.insert(tables.item), items)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _episode(random: Random, count: int, place: int) -> dict[str, Any]:
    day = DAY - timedelta(days=place * YEARS * 365 // count)
    hospital = int(HOSPITALS * random.random() ** 2)
    return {
        "fracture_date": day,
        "site": random.choice(("hip", "vertebra", "humerus", "forearm", "pelvis")),
        "state": random.choice(("identified", "invited", "investigated", "treated", "closed", "died")),
        "unit": f"hospital-{hospital}/unit-{random.randrange(UNITS)}",
    }


def _items(random: Random, episode: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What waits: in the first year for most, later for fewer; on a ward once, and shown for three months."""
    fallen = episode["fracture_date"]
    age = (DAY - fallen).days
    if random.random() < 0.1:
        until = fallen + timedelta(days=91)
        yield _item(("start_before_discharge", 1, "ward"), fallen, fallen + timedelta(days=3), until, random)
    if random.random() > (0.7 if age < 365 else 0.25):
        return
    step, weight, role, least, most, before = random.choice(_FIRST_YEAR if age < 400 else _LATER)
    due = fallen + timedelta(days=random.randint(least, most))
    if most == 0:  # a dose or an infusion, again and again: one in ten of the next ones late
        due = DAY + timedelta(days=random.randint(-400, -1) if random.random() < 0.1 else random.randint(0, 300))
    yield _item((step, weight, role), due - timedelta(days=before), due, LAST_DAY, random)


def _item(step: tuple[str, int, str], shows: date, due: date, until: date, random: Random) -> dict[str, Any]:
    name, weight, role = step
    return {
        "key": name,
        "step": name,
        "shows": shows,
        "until": until,
        "due": due,
        "weight": weight,
        "role": role,
        "why": name,
        "owner": random.choice(OWNERS) if random.random() < 0.1 else None,
    }
