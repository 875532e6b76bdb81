"""Densitometry reports as they were received: what each says, the bytes that it came in, from where and when."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any, Literal, get_args
from uuid import uuid4

import sqlalchemy as sa

from benkoll.errors import Absent, InputError, Problem, UsageError
from benkoll.measures.density_report import DensityReport
from benkoll.readings import tables
from benkoll.readings.desk import Desk, Work, check_reason, refuse_unit
from benkoll.readings.kept import density_of, plain
from benkoll.store.database import again

Source = Literal["dicom_sr", "hl7", "csv", "xml", "text", "fhir", "typed"]
"""In which form it came; `typed`: somebody typed it in."""

SET_ASIDE = "set_aside"
"""Where, beside the report's own words, stands what was set aside of it."""

_COLUMNS = [column for column in tables.density.c if column.name != "raw"]


@dataclass(frozen=True, slots=True)
class Density:
    """A report that was received. `report.patient` is None: `patient` says whose it is.

    `set_aside`: what it said that could not be read, and why.
    """

    id: str
    patient: str
    unit: str
    source: Source
    report: DensityReport
    received_at: str
    received_by: str
    set_aside: tuple[Problem, ...] = ()


@again
def receive(
    desk: Desk,
    report: DensityReport,
    patient: str,
    unit: str,
    source: Source,
    raw: bytes | None = None,
    set_aside: Collection[Problem] = (),
) -> str:
    """Keep a report of a patient of that unit; its id. The same report of the same patient is there once.

    `raw`: the bytes that it came in, None where it was typed; several reports may have come in the same. `set_aside`:
    what of it could not be read, kept beside it. Raises InputError for a report that says nothing, or is of a day to
    come.
    """
    _refuse(report, desk.day, source)
    refuse_unit(desk, unit)
    table, keys = tables.density, desk.keys
    said = plain(replace(report, patient=None))
    name = sha256(repr(sorted(said.items())).encode() + (raw or b"")).hexdigest()
    with desk.work() as work:
        asked = sa.select(table.c.id).where(
            table.c.digest.in_(keys.every("density", name)), table.c.patient == patient, table.c.withdrawn.is_(None)
        )
        found: str | None = work.connection.scalar(asked)
        named = found or uuid4().hex
        if found is None:
            row = {
                "id": named,
                "patient": patient,
                "unit": unit,
                "measured_on": report.measured_on,
                "source": source,
                "digest": keys.digest("density", name),
                "report": keys.seal_json({**said, SET_ASIDE: plain(tuple(set_aside))}),
                "raw": None if raw is None else keys.seal(raw),
                "received_at": desk.actor.now(),
                "received_by": work.me,
            }
            work.connection.execute(sa.insert(table), [row])
        work.tell("density received", patient, named)
        return named


def _refuse(report: DensityReport, day: date, source: str) -> None:
    if source not in get_args(Source):
        raise UsageError(f"{source}: {', '.join(get_args(Source))}", f"{source}: {', '.join(get_args(Source))}")
    if not report.sites:
        raise InputError([Problem("svaret säger ingenting om någon lokal", "the report says nothing of any site")])
    if report.measured_on is not None and report.measured_on > day:
        problem = Problem(
            f"mätningen har inte gjorts än (i dag är {day})",
            f"the measurement has not been made yet (today is {day})",
            fact="measured_on",
            value=report.measured_on.isoformat(),
        )
        raise InputError([problem])


@again
def withdraw(desk: Desk, named: str, reason: str) -> None:
    """A report that should not have been received (another's, wrongly typed) counts no more."""
    check_reason(reason)
    with desk.work() as work:
        row = _row(work, named)
        changed = sa.update(tables.density).where(tables.density.c.id == named)
        work.connection.execute(changed.values(withdrawn=desk.actor.now()))
        work.tell("density withdrawn", row.patient, named, reason)


def densities(desk: Desk, patients: Collection[str]) -> list[Density]:
    """A patient's reports that count, the latest measurement first, those without a day last.

    `patients`: every key that they go, or went, by.
    """
    with desk.work() as work:
        rows = density_rows(work, tables.density.c.patient.in_(sorted(patients)))
        for patient in sorted(patients):
            work.tell("densities listed", patient)
        return [_density(work, row) for row in rows]


def density_rows(work: Work, whose: sa.ColumnElement[bool]) -> list[sa.Row[Any]]:
    """The rows of those that count and may be seen, in the order of `densities`."""
    table = tables.density.c
    asked = sa.select(*_COLUMNS).where(whose, table.withdrawn.is_(None))
    asked = asked.order_by(table.measured_on.is_(None), table.measured_on.desc(), table.received_at.desc())
    return work.visible(work.connection.execute(asked).all())


def as_it_came(desk: Desk, named: str) -> bytes | None:
    """The bytes that a report came in; None where it was typed."""
    with desk.work() as work:
        row = _row(work, named)
        sealed = work.connection.scalar(sa.select(tables.density.c.raw).where(tables.density.c.id == named))
        work.tell("density opened", row.patient, named)
        return None if sealed is None else desk.keys.open(sealed)


def _row(work: Work, named: str) -> sa.Row[Any]:
    asked = sa.select(*_COLUMNS).where(tables.density.c.id == named, tables.density.c.withdrawn.is_(None))
    rows = work.visible(work.connection.execute(asked).all())
    if not rows:
        raise Absent(f"svaret {named} finns inte", f"there is no report {named}")
    return rows[0]


def _density(work: Work, row: sa.Row[Any]) -> Density:
    said = work.desk.keys.open_json(row.report)
    aside = tuple(Problem(**one) for one in said.get(SET_ASIDE, ()))
    return Density(row.id, row.patient, row.unit, row.source, density_of(said), row.received_at, row.received_by, aside)
