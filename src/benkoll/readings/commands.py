"""What a person does with readings: one function for each thing, each one transaction, logged in it.

Raises Absent for what is not there or may not be seen, UsageError for what cannot be done now, Conflict where somebody
was first, InputError for what is no change that there can be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from benkoll.errors import Conflict, InputError, Problem, UsageError
from benkoll.exchange.dicom.faults import LIMITS
from benkoll.measures.vfa_report import VfaReport
from benkoll.readings import tables
from benkoll.readings.changes import Change, Kind, check
from benkoll.readings.desk import Desk, Row, Work, check_reason, refuse_unit
from benkoll.readings.kept import About, about_of, plain
from benkoll.readings.reading import refuse, refuse_signing, state_of
from benkoll.readings.result import Grader, made_report
from benkoll.store.database import again


@dataclass(frozen=True, slots=True)
class NewImage:
    """An image to be stored. `content`: the file as it came; `made_on`: when it was taken, None if it does not say."""

    content: bytes
    about: About
    made_on: date | None = None


# IMAGES


@again
def store_image(desk: Desk, image: NewImage, patient: str, unit: str) -> str:
    """Store an image of a patient of that unit; its id. The same image of the same patient is there once.

    `patient`: the key that the chain knows a person by. Raises UsageError for a unit whose patients may not be seen.
    """
    refuse_unit(desk, unit)
    with desk.work() as work:
        found = same_image(work, image, tables.image.c.patient == patient)
        named = found or put_image(work, image, patient, unit)
        work.tell("image stored", patient, named)
        return named


def same_image(work: Work, image: NewImage, whose: sa.ColumnElement[bool]) -> str | None:
    """The id of the same image, where it is stored and was not withdrawn."""
    table = tables.image.c
    digests = work.desk.keys.every("image", sha256(image.content).hexdigest())
    asked = sa.select(table.id).where(table.digest.in_(digests), whose, table.withdrawn.is_(None))
    return work.connection.scalar(asked)


def put_image(work: Work, image: NewImage, patient: str | None, unit: str) -> str:
    """Write the image's row; its id. InputError for a file that is empty, or too large to be kept."""
    if not 0 < len(image.content) <= LIMITS["file_bytes"]:
        megabytes = f"{LIMITS['file_bytes'] / 2**20:.0f}"
        raise InputError(
            [
                Problem(
                    f"bildfilen har {len(image.content)} byte; tillåtet: 1 byte till {megabytes} MB",
                    f"the image file has {len(image.content)} bytes; allowed: 1 byte to {megabytes} MB",
                )
            ]
        )
    keys, uids = work.desk.keys, image.about.uids
    named = uuid4().hex
    row = {
        "id": named,
        "patient": patient,
        "unit": unit,
        "training": patient is None,
        "made_on": image.made_on,
        "instance": None if uids is None else keys.digest("instance", uids.sop_instance),
        "digest": keys.digest("image", sha256(image.content).hexdigest()),
        "about": keys.seal_json(plain(image.about)),
        "content": keys.seal(image.content),
        "stored_at": work.desk.actor.now(),
        "stored_by": work.me,
    }
    work.connection.execute(sa.insert(tables.image), [row])
    return named


@again
def withdraw_image(desk: Desk, named: str, reason: str) -> None:
    """An image that should not have been stored (another's, the wrong file) counts no more, nor do its readings."""
    check_reason(reason)
    with desk.work() as work:
        row = work.image(named)
        if row.withdrawn is not None:
            raise UsageError("bilden är redan borttagen", "the image is withdrawn already")
        changed = sa.update(tables.image).where(tables.image.c.id == named)
        work.connection.execute(changed.values(withdrawn=desk.actor.now()))
        work.tell("image withdrawn", row.patient, named, reason)


# READINGS


@again
def start(desk: Desk, image: str) -> tuple[str, int]:
    """Begin a reading of the image: its id and version. One's own that is open already is gone on with.

    It is blind where the reader has not been shown what another says of the image.
    """
    with desk.work() as work:
        row = work.image(image, lock=True)
        if row.withdrawn is not None:
            raise UsageError("bilden är borttagen", "the image is withdrawn")
        table = tables.reading.c
        mine = sa.and_(table.image == image, table.reader == work.me, table.signed_on.is_(None))
        there = work.connection.execute(sa.select(table.id, table.version).where(mine)).first()
        if there is not None:
            work.tell("reading opened", row.patient, there.id)
            return there.id, there.version
        named = uuid4().hex
        made = {
            "id": named,
            "image": image,
            "reader": work.me,
            "blind": not work.has_seen(image, row.patient),
            "started_at": desk.actor.now(),
            "started_on": desk.day,
            "version": 0,
        }
        work.connection.execute(sa.insert(tables.reading), [made])
        work.tell("reading started", row.patient, named)
        return named, 0


@again
def change(desk: Desk, named: str, version: int, done: Sequence[tuple[Kind, Mapping[str, Any]]]) -> int:
    """The reader does this, in its order, all of it or nothing; the version afterwards.

    `version`: as it was read; Conflict where the reading has been changed since.
    """
    with desk.work() as work:
        row = _held(work, named, version)
        if not done:
            return version
        told = changes_of(work, named)
        size = about_of(desk.keys.open_json(row.about))
        for kind, data in done:
            if kind in ("signed", "reopened", "taken_over"):
                raise UsageError(f"{kind}: görs för sig", f"{kind}: is done by itself")
            told.append(_appended(work, row, told, kind, data, size))
        return _closed(work, row, told)


@again
def take_over(desk: Desk, named: str, version: int) -> int:
    """Go on with another's open reading, which is one's own from then on; the version afterwards."""
    with desk.work() as work:
        row = work.reading(named, version)
        _refuse_old(row, version)
        if row.reader == work.me:
            raise UsageError("granskningen är redan din", "the reading is yours already")
        table = tables.reading.c
        own = sa.select(table.id).where(table.image == row.image, table.reader == work.me)
        if work.connection.execute(own).first() is not None:
            raise UsageError(
                "du har en egen granskning av bilden: två granskare läser var för sig",
                "you have a reading of your own of the image: two readers read by themselves",
            )
        told = changes_of(work, named)
        told.append(_appended(work, row, told, "taken_over", {}, None))
        blind = row.blind and not work.has_seen(row.image, row.patient, but=named)
        return _closed(work, row, told, "reading taken over", reader=work.me, blind=blind)


@again
def sign(desk: Desk, named: str, version: int, grader: Grader, name: str | None = None) -> VfaReport:
    """Sign the reading: the report as it stands from then on. `name`: the reader's, as the report shows it.

    Raises InputError, which says of each level what lacks, where it is not ready.
    """
    with desk.work() as work:
        row = _held(work, named, version)
        told = changes_of(work, named)
        state, about = state_of(told), about_of(desk.keys.open_json(row.about))
        if state.signed is not None:
            raise UsageError("granskningen är redan signerad", "the reading is signed already")
        refuse_signing(state)
        report = made_report(state, about, row.made_on, grader, name or work.me, desk.day)
        told.append(_appended(work, row, told, "signed", {"report": plain(report)}, None))
        _closed(work, row, told, "reading signed", signed_on=desk.day, signed_first=row.signed_first or desk.day)
        return report


@again
def reopen(desk: Desk, named: str, version: int, reason: str) -> int:
    """Open one's signed reading again, to correct it; the version afterwards. What was signed stays as it was."""
    check_reason(reason)
    with desk.work() as work:
        row = _held(work, named, version)
        told = changes_of(work, named)
        told.append(_appended(work, row, told, "reopened", {"reason": reason}, None))
        return _closed(work, row, told, "reading reopened", reason, signed_on=None)


def _held(work: Work, named: str, version: int) -> Row:
    """The reading, which is one's own and as it was read; nobody else changes it before this transaction ends."""
    row = work.reading(named, version)
    if row.reader != work.me:
        raise UsageError(
            f"granskningen är {row.reader}s: ta över den, eller gör en egen",
            f"the reading is {row.reader}'s: take it over, or make one of your own",
        )
    _refuse_old(row, version)
    return row


def _refuse_old(row: Row, version: int) -> None:
    if row.version != version:
        raise Conflict(
            "granskningen är ändrad sedan den lästes: läs den igen",
            "the reading was changed since it was read: read it again",
        )
    if row.withdrawn is not None:
        raise UsageError("bilden är borttagen", "the image is withdrawn")


def changes_of(work: Work, named: str) -> list[Change]:
    """The reading's changes, in their order."""
    table = tables.change
    rows = work.connection.execute(sa.select(table).where(table.c.reading == named).order_by(table.c.number))
    return [Change(row.number, row.kind, work.desk.keys.open_json(row.data), row.actor, row.at) for row in rows]


def _appended(
    work: Work, row: Row, told: Sequence[Change], kind: Kind, data: Mapping[str, Any], size: About | None
) -> Change:
    """Append a change after those there are; refused where it is none, or cannot be made now."""
    check(kind, data)
    if size is not None:
        _refuse_outside(data, size)
    made = Change(len(told) + 1, kind, data, work.me, work.desk.actor.now())
    refuse(state_of(told), told, made)
    written = {
        "reading": row.id,
        "number": made.number,
        "kind": kind,
        "data": work.desk.keys.seal_json(dict(data)),
        "actor": made.actor,
        "at": made.at,
    }
    work.connection.execute(sa.insert(tables.change), [written])
    return made


def _refuse_outside(data: Mapping[str, Any], size: About) -> None:
    """Refuse (InputError) a point that is not in the image."""
    points = dict(data.get("points", {}))
    if "to" in data:
        points[data["point"]] = data["to"]
    problems = [
        Problem(
            f"punkten ligger utanför bilden ({size.columns} × {size.rows} bildpunkter)",
            f"the point is outside the image ({size.columns} x {size.rows} pixels)",
            fact=f"{data.get('level')} {name}",
            value=f"{x}, {y}",
        )
        for name, (x, y) in points.items()
        if not (-0.5 <= x <= size.columns - 0.5 and -0.5 <= y <= size.rows - 0.5)
    ]
    if problems:
        raise InputError(problems)


def _closed(
    work: Work,
    row: Row,
    told: Sequence[Change],
    action: str = "reading changed",
    reason: str | None = None,
    **values: Any,
) -> int:
    """Write where the reading has come to, and have the log say what was done; its version."""
    version = len(told)
    changed = sa.update(tables.reading).where(tables.reading.c.id == row.id, tables.reading.c.version == row.version)
    if work.connection.execute(changed.values(version=version, **values)).rowcount != 1:
        raise AssertionError("the row was held")
    work.tell(action, row.patient, row.id, reason)
    return version
