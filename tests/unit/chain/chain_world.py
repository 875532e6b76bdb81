"""A chain in a database file, of persons with a reserve number each, and its key, as the command finds them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benkoll.audit import tables as audit_tables
from benkoll.audit.log import Actor
from benkoll.chain import tables
from benkoll.chain.commands import Chain
from benkoll.chain.events import FIELDS
from benkoll.chain.identifiers import identifier
from benkoll.store.keys import make_keys
from benkoll.store.migrate import migrate
from unit.chain.indicator_world import FRACTURED, Told

NAME, STREET, NOTE = "Zäta Hemligsson", "Osynliga gatan 7", "ringde och berättade om grannen"


def number(place: int) -> str:
    return f"98240301AA{place:02}"


class World:
    """The database in this folder; `environ` is what a command needs to find it."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'chain.db'}"
        self.key = folder / "chain.key"
        self.keys = make_keys(self.key)
        self.database, _ = migrate(self.url, "real", self.keys)
        self.environ: Mapping[str, str] = {
            "BENKOLL_DATABASE": self.url,
            "BENKOLL_KEY_FILE": str(self.key),
            "BENKOLL_USER": "SE2321000131-E001",
        }

    def chain(self, day: date) -> Chain:
        actor = Actor("SE2321000131-E001", "U1", "vård", lambda: datetime(2026, 3, 2, tzinfo=UTC))
        return Chain(self.database, self.keys, actor, day)

    def add(self, place: int, acts: Sequence[Told] = (), site: str = "wrist", unit: str = "ORT", **known: Any) -> None:
        """A person with one fracture and these acts."""
        with self.chain(date(2026, 3, 2)).book() as book:
            person = book.identity(identifier(number(place)))
            told = {
                "name": f"{NAME} {place}",
                "address": [STREET],
                "sex": "female",
                "birth_date": "1950-01-10",
                **known,
            }
            said = {"site": site, "unit": unit, "low_energy": True, "code": "S525"}
            for seq, (days, kind, data) in enumerate(
                [(0, "person", {"known": told}), (0, "fracture", said), (1, "note", {"text": NOTE}), *acts]
            ):
                more = {"episode": f"report{place:03}"} if "episode" in FIELDS[kind] and kind != "note" else {}  # type: ignore[index]
                event = f"report{place:03}" if kind == "fracture" else f"event{place:03}-{seq}"
                book.append(person, kind, FRACTURED + timedelta(days), {**more, **data}, event)

    def hospital(self, unit: str, name: str) -> None:
        with self.database.writing() as connection:
            connection.execute(sa.insert(tables.unit), {"unit": unit, "hospital": name, "name": unit})

    def log(self) -> list[tuple[str, str | None, str | None]]:
        """What the log says: action, patient, object."""
        entry = audit_tables.entry.c
        with self.database.reading() as connection:
            rows = connection.execute(sa.select(entry.action, entry.patient, entry.object).order_by(entry.seq))
            return [(row.action, row.patient, row.object) for row in rows]


@contextmanager
def opened(folder: Path) -> Iterator[World]:
    world = World(folder)
    yield world
    world.database.close()
