"""A FHIR bulk export as a table of facts: a row for each patient, as `population assess` reads them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from benkoll.errors import InputError, Problem
from benkoll.exchange.fhir.bulk import Placed, Sorted, lines_of
from benkoll.exchange.fhir.read import facts_of
from benkoll.exchange.read import Record, record_of
from benkoll.exchange.rows import Row, placed
from benkoll.facts.table import schema

AT_ONCE = 2000
"""Rows that are held at a time."""

Told = Callable[[Problem], None]


def write_facts(path: Path, files: Sequence[Path], day: date, told: Told) -> int:
    """Write the patients' facts as Parquet; how many. The file gets its name when it is whole.

    `told` is told of each line and patient that is set aside. Raises OSError where a file cannot be read or written.
    """
    count = 0
    unfinished = path.with_name(f".{path.name}.unfinished")
    with Sorted() as export:
        for one in files:
            with one.open("rb") as file:
                for bad in export.add(str(one), lines_of(file)):
                    for problem in bad.problems:
                        told(placed(problem, str(one)))

        def made(columns: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
            nonlocal count
            rows = _rows(export, day, told)
            while batch := list(islice(rows, AT_ONCE)):
                count += len(batch)
                frame = pl.DataFrame(batch, schema=schema(), orient="row")
                yield frame if columns is None else frame.select(columns)

        try:
            register_io_source(made, schema=schema()).sink_parquet(unfinished, compression="zstd")
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return count


def _rows(export: Sorted, day: date, told: Told) -> Iterator[dict[str, Any]]:
    for resources in export.patients():
        bodies = [one.body for one in resources]
        try:
            (found,) = facts_of([*bodies, *export.pointed_at(bodies)], day)
        except InputError as error:
            _tell(error.problems, resources, told)
            continue
        read = record_of(Row(1, found.raw, problems=found.problems), day)
        if isinstance(read, Record):
            yield {name: value for name, value in read.patient.facts.items() if name in read.patient.stated}
        else:
            _tell(read.problems, resources, told)


def _tell(problems: Sequence[Problem], resources: Sequence[Placed], told: Told) -> None:
    """By the place of the patient in the export, or of the first that is said of them."""
    first = min(resources, key=lambda one: (one.body["resourceType"] != "Patient", one.file, one.row))
    for problem in problems:
        told(replace(problem, file=first.file, row=first.row))
