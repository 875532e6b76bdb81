"""What need not be kept: images of patients that nobody has read, and phantoms with their readings. What was read of a
patient is part of their record, and stays."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from benkoll.audit.review import SWEDEN
from benkoll.errors import UsageError
from benkoll.logic.calendar import add_days
from benkoll.readings import tables
from benkoll.readings.desk import Desk, Work
from benkoll.readings.numbers import whole
from benkoll.store.database import again


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many images of patients are gone, and how many phantoms with how many readings."""

    images: int
    phantoms: int
    readings: int


@again
def prune(desk: Desk, before: date) -> Pruned:
    """Delete what was stored before that day and need not be kept; each is logged.

    UsageError for a day that is too near, and for whoever sees the patients of some units alone.
    """
    days = whole("readings.kept_days")
    latest = add_days(desk.day, -days)
    assert latest is not None
    if before > latest:
        raise UsageError(
            f"bilder sparas i {days} dagar: det senaste som får tas bort är från före {latest}",
            f"images are kept for {days} days: only what was stored before {latest} may be deleted",
        )
    if desk.units is not None:
        raise UsageError("gallring görs för alla enheter på en gång", "all units are pruned at once")
    limit = datetime.combine(before, time(), SWEDEN).astimezone(UTC).isoformat(timespec="microseconds")
    with desk.work() as work:
        return _pruned(work, limit)


def _pruned(work: Work, limit: str) -> Pruned:
    image, reading = tables.image.c, tables.reading.c
    old = sa.select(image.id, image.patient).where(image.stored_at < limit)
    unread = old.where(image.training.is_(sa.false()), ~sa.exists().where(reading.image == image.id))
    gone = work.connection.execute(unread.order_by(image.id)).all()
    phantoms = work.connection.execute(old.where(image.training.is_(sa.true())).order_by(image.id)).all()
    readings = 0
    for row in phantoms:
        its = sa.select(reading.id).where(reading.image == row.id)
        work.connection.execute(sa.delete(tables.change).where(tables.change.c.reading.in_(its)))
        readings += work.connection.execute(sa.delete(tables.reading).where(reading.image == row.id)).rowcount
        work.connection.execute(sa.delete(tables.truth).where(tables.truth.c.image == row.id))
    for row in (*gone, *phantoms):
        work.connection.execute(sa.delete(tables.image).where(image.id == row.id))
        work.tell("image pruned", row.patient, row.id)
    return Pruned(len(gone), len(phantoms), readings)
