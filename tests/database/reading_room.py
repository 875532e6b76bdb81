"""A reading room for tests: who sits at the desk, an image of a spine, and a reading of it made and signed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from benkoll.audit.log import entries
from benkoll.chain.blocked_persons import blocked_of
from benkoll.measures.vertebra import Spacing
from benkoll.measures.vfa_report import ImageUids
from benkoll.readings.commands import NewImage, change, sign, start, store_image
from benkoll.readings.desk import Desk
from benkoll.readings.kept import About
from benkoll.store.database import Database
from database.hospital import ANNA, DAY, KEYS, Clock, actor
from unit.readings.spine import COLUMNS, ROWS, Done, grading, whole

MADE = date(2026, 2, 20)
PATIENT = KEYS.digest("person", ANNA)
ABOUT = About(ROWS, COLUMNS, "number", ImageUids("1.2", "1.2.3", "1.2.840", "1.2.3.4"), Spacing(0.6, 0.5), "stated")
CLOCK = Clock()
"""One for all, so that what is done later is later."""
DRA, DRB, DRC = "SE2321000131-A", "SE2321000131-B", "SE2321000131-C"


def desk(database: Database, who: str = DRA, units: Sequence[str] | None = None, **said: Any) -> Desk:
    of = None if units is None else frozenset(units)
    return Desk(
        **{
            "database": database,
            "keys": KEYS,
            "actor": replace(actor(who), clock=CLOCK),
            "day": DAY,
            "units": of,
            "blocked": blocked_of,
            **said,
        }
    )


def picture(name: str = "one", made: date | None = MADE) -> NewImage:
    return NewImage(b"\x00\x80DICM" + name.encode(), ABOUT, made)


def stored(database: Database, name: str = "one", unit: str = "ORT", made: date | None = MADE) -> str:
    return store_image(desk(database), picture(name, made), PATIENT, unit)


def begun(at: Desk, image: str, done: Sequence[Done] = ()) -> tuple[str, int]:
    """A reading of the image with this done; its id and version."""
    named, version = start(at, image)
    return named, change(at, named, version, done)


def read(at: Desk, image: str, done: Sequence[Done] | None = None, **grades: Any) -> str:
    """A signed reading of the image; its id."""
    named, version = begun(at, image, whole() if done is None else done)
    sign(at, named, version, grading(**grades), "Dr Namn")
    return named


def log(database: Database) -> list[tuple[str, str, str | None, str | None]]:
    """Who did what to whom, in its order."""
    with database.reading() as connection:
        return [(one.actor[-1], one.action, one.patient, one.object) for one in entries(connection)]
