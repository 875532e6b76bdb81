"""The door for files: bytes of any form that is read to settled patients, and the rows set aside."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from benkoll.errors import FactsError, InputError, Problem
from benkoll.exchange import csv, json
from benkoll.exchange.rows import Reject, Row, placed
from benkoll.exchange.text import text_of
from benkoll.facts.derive import Settled, settle
from benkoll.facts.messages import shown
from benkoll.facts.patient import read_patient

if TYPE_CHECKING:
    from benkoll.exchange.fhir.notes import Note

PARQUET = b"PAR1"


@dataclass(frozen=True, slots=True)
class Record:
    """One patient as read: the facts settled, and what reading left out. `row` as in Problem."""

    row: int
    patient: Settled
    notes: "tuple[Note, ...]" = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held: the patients, at least one, and the rows that could not be used."""

    records: tuple[Record, ...]
    rejects: tuple[Reject, ...]


def read(data: bytes, name: str, day: date, complete: Collection[str] = ()) -> Reading:
    """The patients of a file called `name`, in its order.

    `day`: the day of the assessment for rows without their own. `complete`: kinds of source that are whole.
    Raises InputError where nothing in the file can be used; its problems name the file.
    """
    try:
        rows = list(raw_rows(data, name, day))
        read_rows = [row if isinstance(row, Reject) else record_of(row, day, complete) for row in rows]
    except InputError as error:
        raise InputError(placed(problem, name) for problem in error.problems) from None
    except RecursionError:
        deep = Problem("filen är nästlad för djupt", "the file is nested too deeply")
        raise InputError([placed(deep, name)]) from None
    rejects = tuple(
        Reject(one.row, tuple(placed(problem, name) for problem in one.problems))
        for one in read_rows
        if isinstance(one, Reject)
    )
    records = tuple(one for one in read_rows if isinstance(one, Record))
    if not records:
        none = Problem("filen innehåller ingen patient", "the file holds no patient")
        raise InputError([problem for one in rejects for problem in one.problems] or [placed(none, name)])
    return Reading(records, rejects)


def raw_rows(data: bytes, name: str, day: date) -> Iterator[Row | Reject]:
    """The rows of the file as they stand, by what it contains; the name only tells broken JSON from CSV."""
    if data.startswith(PARQUET):
        from benkoll.exchange import parquet  # a heavy guest: only where the file calls for it

        yield from parquet.rows(data)
        return
    text = text_of(data)
    if text.lstrip().startswith(("{", "[")) or name.lower().endswith((".json", ".ndjson", ".jsonl")):
        yield from _json_rows(text, day)
    else:
        yield from csv.rows(text)


def _json_rows(text: str, day: date) -> Iterator[Row | Reject]:
    found = json.read_objects(text)
    if any("resourceType" in one[1] for one in found if not isinstance(one, Reject)):
        yield from _fhir_rows(found, day)
    else:
        yield from (one if isinstance(one, Reject) else Row(*one) for one in found)


def _fhir_rows(found: Sequence[tuple[int, json.Object] | Reject], day: date) -> Iterator[Row]:
    from benkoll.exchange.fhir.read import facts_of

    bad = [problem for one in found if isinstance(one, Reject) for problem in one.problems]
    if bad:  # a record with a hole could lack the very contraindication
        raise InputError(bad)
    resources = [one[1] for one in found if not isinstance(one, Reject)]
    for number, record in enumerate(facts_of(resources, day), 1):
        yield Row(number, record.raw, problems=record.problems, notes=record.notes)


def record_of(row: Row, day: date | None, complete: Collection[str] = ()) -> Record | Reject:
    """The row's patient, or everything that is wrong with the row, as it stood."""
    problems = list(row.problems)
    try:
        settled = settle(read_patient(row.facts, day), complete)
    except FactsError as error:
        known = {problem.fact for problem in problems}
        problems += [_as_written(problem, row) for problem in error.problems if problem.fact not in known]
    if problems:
        return Reject(row.number, tuple(replace(problem, row=row.number) for problem in problems))
    return Record(row.number, settled, row.notes)


def _as_written(problem: Problem, row: Row) -> Problem:
    """The problem with the value as it stood in the file."""
    text = row.texts.get(problem.fact or "")
    return problem if text is None or problem.value is None else replace(problem, value=shown(text))
