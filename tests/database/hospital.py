"""A hospital for tests: its key, who works there, its messages, and what its database holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benkoll.audit.log import Actor
from benkoll.chain import tables
from benkoll.chain.commands import Chain
from benkoll.chain.intake import Taken, take_in
from benkoll.exchange.visits.visit import CodedFracture, Message, Person, Refused, Visit
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from benkoll.store.metadata import METADATA

KEYS = Keys(b"a key that tests alone may have..", Path("test.key"))
DAY = date(2026, 3, 2)
ANNA, BERIT, CECILIA, DORA = "195009072553", "196101182803", "189002029800", "200302022389"
EVA, FREJA = "189602029812", "196109732393"
DERIVED = (tables.episode, tables.alias, tables.item)


@dataclass
class Clock:
    """A clock that goes a microsecond forward whenever it is asked."""

    at: datetime = field(default=datetime(2026, 3, 2, 8, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.at += timedelta(microseconds=1)
        return self.at


def actor(name: str = "SE2321000131-E001", clock: datetime | None = None) -> Actor:
    return Actor(name, "SE2321000131-U1", "vård", Clock(clock) if clock else Clock())


def chain(database: Database, name: str = "SE2321000131-E001", day: date = DAY) -> Chain:
    return Chain(database, KEYS, actor(name), day)


def fracture(site: str = "hip", side: Any = "left", code: str = "S7200", **said: Any) -> CodedFracture:
    told = {"low_energy": True, "tumour": False, "femur_shaft": False, **said}
    return CodedFracture(site, side, code, **told)


def visit(day: date = DAY, *fractures: CodedFracture, **said: Any) -> Visit:
    told = {"unit": "ORT", "ward": None, "diagnosis_codes": (), "external_cause_codes": (), "unclear": (), **said}
    return Visit(date=day, fractures=fractures, **told)


def message(number: int | str, person: str | Person, *visits: Visit, **said: Any) -> Message:
    who = Person(person) if isinstance(person, str) else person
    return Message(**{"source": "test", "message_id": f"m{number}", "person": who, "visits": visits, **said})


def hip_of(number: int, person: str = ANNA, day: date = DAY) -> Message:
    return message(number, person, visit(day, fracture()))


def taken(database: Database, messages: Iterable[Message | Refused], name: str = "intake") -> Taken:
    """What became of the messages, all batches together."""
    return sum(take_in(database, KEYS, actor(name), messages, "test.csv"), Taken())


def number(born: date, serial: int, coordination: bool = False) -> str:
    """A personnummer with one of the tax agency's test serials (980-999) and its check digit."""
    assert 980 <= serial <= 999
    day = born.day + 60 * coordination
    digits = f"{born:%y%m}{day:02}{serial}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    check = -sum(value // 10 + value % 10 for value in doubled) % 10
    return f"{born:%Y%m}{day:02}{serial}{check}"


def people(count: int, born: int = 1940) -> list[str]:
    """So many test numbers of persons of different days of birth."""
    first = date(born, 1, 1)
    return [number(first + timedelta(days=place // 20), 980 + place % 20) for place in range(count)]


# WHAT IT HOLDS


def rows(connection: sa.Connection, table: sa.Table, *without: str) -> list[tuple[Any, ...]]:
    """A table's rows in an order of their own, some columns left out."""
    columns = [column for column in table.c if column.name not in without]
    return sorted((tuple(row) for row in connection.execute(sa.select(*columns))), key=repr)


def derived(database: Database) -> dict[str, Any]:
    """Everything that follows from the events, as it stands in the tables."""
    with database.reading() as connection:
        found: dict[str, Any] = {table.name: rows(connection, table) for table in DERIVED}
        found["identity"] = sorted(
            (row.id, row.type, KEYS.open(row.number), row.person, KEYS.open_json(row.known) if row.known else None)
            for row in connection.execute(sa.select(tables.identity))
        )
        return found


def counts(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.reading() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
        }


def episode_ids(database: Database) -> Sequence[str]:
    """Every episode's id, in the order of the fractures."""
    order = (tables.episode.c.fracture_date, tables.episode.c.id)
    with database.reading() as connection:
        return list(connection.scalars(sa.select(tables.episode.c.id).order_by(*order)))
