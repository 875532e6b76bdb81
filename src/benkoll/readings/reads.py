"""What readings show: the list of those that wait, a patient's images and readings, one reading, its picture.

Whoever is shown is logged, in the same transaction; where that fails nothing is shown. What a reading says is shown to
nobody but its reader until it is signed, and to whoever is reading the same image not until theirs is signed too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from benkoll.errors import UsageError
from benkoll.measures.vfa_report import VfaReport
from benkoll.readings import tables
from benkoll.readings.changes import Change
from benkoll.readings.commands import changes_of
from benkoll.readings.desk import Desk, Row, Work
from benkoll.readings.kept import About, about_of, report_of
from benkoll.readings.reading import State, last_signed, state_of


@dataclass(frozen=True, slots=True)
class Image:
    """A stored image, but for its picture. `patient` None: a phantom; `made_on` None: it does not say."""

    id: str
    patient: str | None
    unit: str
    made_on: date | None
    stored_at: str
    stored_by: str
    about: About


@dataclass(frozen=True, slots=True)
class Listed:
    """A reading in a list. `signed_on` None: open. `closed`: what it says is not for the one who asks, yet.

    `report`: as it was signed last; None where it never was, or is closed, and in the list of what waits.
    """

    id: str
    image: str
    reader: str
    blind: bool
    started_on: date
    signed_on: date | None
    version: int
    closed: bool
    report: VfaReport | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A reading with all that it says, and what there is to hold it against: the patient's other images, each with the
    readings of it that are signed; the latest first.
    """

    listed: Listed
    image: Image
    changes: tuple[Change, ...]
    state: State
    others: tuple[tuple[Image, tuple[Listed, ...]], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: an image with its open readings, the first begun first; none where nobody has begun one."""

    image: Image
    readings: tuple[Listed, ...]


# LISTS


def waiting(desk: Desk, limit: int | None = None, skip: int = 0, training: bool = False) -> list[Waiting]:
    """Images with no signed reading, or with one that is open; the earliest stored first. `training`: phantoms, else
    patients' images.
    """
    signed = sa.exists().where(tables.reading.c.image == tables.image.c.id, tables.reading.c.signed_on.is_not(None))
    opened = sa.exists().where(tables.reading.c.image == tables.image.c.id, tables.reading.c.signed_on.is_(None))
    with desk.work() as work:
        rows = work.images(tables.image.c.training.is_(sa.true() if training else sa.false()), sa.or_(~signed, opened))
        rows = sorted(rows, key=lambda row: (row.stored_at, row.id))[skip:]
        rows = rows if limit is None else rows[:limit]
        of_image = _readings_of(work, [row.id for row in rows], with_reports=False)
        for patient in dict.fromkeys(row.patient for row in rows if row.patient is not None):
            work.tell("readings waiting", patient)
        return [
            Waiting(_image(work, row), tuple(one for one in of_image.get(row.id, ()) if one.signed_on is None))
            for row in rows
        ]


def of_patient(desk: Desk, patients: Collection[str]) -> list[tuple[Image, list[Listed]]]:
    """A patient's images, the latest first, each with its readings. `patients`: every key that they go, or went, by."""
    with desk.work() as work:
        rows = work.images(tables.image.c.patient.in_(sorted(patients)))
        found = _with_readings(work, rows)
        for patient in sorted(patients):
            work.tell("readings listed", patient)
        return [(image, list(readings)) for image, readings in found]


def of_image(desk: Desk, image: str) -> list[Listed]:
    """Every reading of one image, in the order in which they were begun."""
    with desk.work() as work:
        row = work.image(image)
        found = _readings_of(work, [image]).get(image, [])
        _seen(work, row.patient, found)
        return found


def _with_readings(work: Work, rows: Sequence[Row]) -> list[tuple[Image, tuple[Listed, ...]]]:
    of_image = _readings_of(work, [row.id for row in rows])
    found = [(_image(work, row), tuple(of_image.get(row.id, ()))) for row in rows]
    for image, readings in found:
        _seen(work, image.patient, readings)
    return found


def _seen(work: Work, patient: str | None, readings: Sequence[Listed]) -> None:
    """That somebody was shown what these say."""
    for one in readings:
        if one.report is not None:
            work.tell("reading shown", patient, one.id)


def _readings_of(work: Work, images: Sequence[str], with_reports: bool = True) -> dict[str, list[Listed]]:
    found = dict[str, list[Listed]]()
    for start in range(0, len(images), 500):
        for row in work.readings(tables.reading.c.image.in_(images[start : start + 500])):
            found.setdefault(row.image, []).append(_listed(work, row, with_reports))
    return found


def _listed(work: Work, row: Row, with_report: bool = True) -> Listed:
    closed = work.closed(row)
    shown = with_report and not closed and row.signed_first is not None
    state = last_signed(changes_of(work, row.id)) if shown else None
    report = None if state is None or state.report is None else report_of(state.report)
    return Listed(
        id=row.id,
        image=row.image,
        reader=row.reader,
        blind=row.blind,
        started_on=row.started_on,
        signed_on=row.signed_on,
        version=row.version,
        closed=closed,
        report=report,
    )


def _image(work: Work, row: Row) -> Image:
    about = about_of(work.desk.keys.open_json(row.about))
    return Image(row.id, row.patient, row.unit, row.made_on, row.stored_at, row.stored_by, about)


# ONE


def opened(desk: Desk, named: str, patients: Collection[str] = ()) -> Opened:
    """One reading; UsageError where what it says is not for the one who asks, yet.

    `patients`: every key that the patient goes, or went, by, for the images to hold it against; its own is among them.
    """
    with desk.work() as work:
        row = work.reading(named)
        if work.closed(row):
            raise UsageError(
                "granskningen visas när den är signerad, och din egen av samma bild också är det",
                "the reading is shown when it is signed, and your own of the same image is too",
            )
        image = _image(work, work.image(row.image))
        others = list[tuple[Image, tuple[Listed, ...]]]()
        if row.patient is not None:
            table = tables.image.c
            rows = work.images(table.patient.in_(sorted({row.patient, *patients})), table.id != row.image)
            others = _with_readings(work, rows)
        told = changes_of(work, named)
        work.tell("reading opened", row.patient, named)
        return Opened(_listed(work, row), image, tuple(told), state_of(told), tuple(others))


def patient_of(desk: Desk, named: str) -> str | None:
    """The key of the patient whose image a reading is of, None for a phantom; Absent where it may not be seen."""
    with desk.work() as work:
        patient: str | None = work.reading(named).patient
        return patient


def own(desk: Desk, named: str) -> tuple[Image, tuple[Change, ...]]:
    """One's own reading, opened before, with its changes: for what is worked out while it is made. It tells its reader
    nothing that they did not say, so that the log need not say it again; UsageError for another's.
    """
    with desk.work() as work:
        row = work.reading(named)
        if row.reader != work.me:
            raise UsageError(f"granskningen är {row.reader}s", f"the reading is {row.reader}'s")
        return _image(work, work.image(row.image)), tuple(changes_of(work, named))


def picture(desk: Desk, image: str) -> tuple[Image, bytes]:
    """An image with its file, as it came."""
    with desk.work() as work:
        row = work.image(image)
        sealed = work.connection.execute(
            sa.select(tables.image.c.content).where(tables.image.c.id == image)
        ).scalar_one()
        work.tell("image opened", row.patient, image)
        return _image(work, row), desk.keys.open(sealed)


def reports_of(desk: Desk, patients: Collection[str]) -> Mapping[str, VfaReport]:
    """The patient's signed reports that may be seen, the latest image first: reading -> report as it was signed last.

    Of several readings of one image, the one that was signed last comes first.
    """
    found = dict[str, VfaReport]()
    for _, readings in of_patient(desk, patients):
        signed = [(one.id, one.report) for one in reversed(readings) if one.report is not None]
        found |= dict(sorted(signed, key=lambda one: one[1].approved_on or date.min, reverse=True))
    return found
