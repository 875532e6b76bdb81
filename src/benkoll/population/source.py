"""A population's files, cut into parts of so many rows: Parquet and CSV, in folders, by glob, partitioned by folder."""

import glob
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import polars as pl

from benkoll.errors import InputError, Problem
from benkoll.exchange import csv_table, parquet
from benkoll.exchange.csv_table import ROW
from benkoll.exchange.rows import placed
from benkoll.facts.registry import registry
from benkoll.facts.table import schema, validate

ENDINGS = (".parquet", ".csv")
UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
"""How Spark and Hive name the folder of the rows that lack the value."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`rows` rows of a file from number `first` on; 0 is its first."""

    file: Path
    first: int
    rows: int


class Part(NamedTuple):
    """Rows that can be used, in input order, in the schema's types and what stands beside the facts; and the others."""

    good: pl.DataFrame
    problems: tuple[Problem, ...]


def files_of(inputs: Sequence[str]) -> tuple[Path, ...]:
    """The files, in the order given; those of a folder or glob by name. Raises InputError where there are none."""
    found = tuple(file for given in inputs for file in _files(given))
    if not found:
        raise InputError([Problem("ingen indata är angiven", "no input is given")])
    return found


def row_count(file: Path) -> int:
    """Rows of the file, read from its end (Parquet) or counted (CSV). Raises InputError where it cannot be read."""
    try:
        if _is_csv(file):
            return csv_table.count(file)
        return int(_scan(file).select(pl.len()).collect().item())
    except InputError as error:
        raise _of_file(error, file) from None


def check(files: Sequence[Path], beside: Collection[str]) -> None:
    """Read no row. Raises InputError where a file's columns cannot be used, or none has one of those beside."""
    there = set[str]()
    for file in files:
        try:
            columns = _columns(file, beside)
            there.update(columns, (one.meta.output_name() for one in _from_folders(file, beside, columns)))
        except InputError as error:
            raise _of_file(error, file) from None
    absent = [name for name in beside if name not in there]
    if absent:
        raise InputError(Problem("ingen fil har kolumnen", "no file has the column", name) for name in absent)


def parts(files: Sequence[Path], size: int) -> tuple[tuple[Piece, ...], ...]:
    """The files cut into parts of `size` rows each (the last: what is left), a part going over files where it must."""
    made: list[tuple[Piece, ...]] = []
    open_part: list[Piece] = []
    room = size
    for file in files:
        first, left = 0, row_count(file)
        while left:
            taken = min(left, room)
            open_part.append(Piece(file, first, taken))
            first, left, room = first + taken, left - taken, room - taken
            if not room:
                made.append(tuple(open_part))
                open_part, room = [], size
    return (*made, tuple(open_part)) if open_part else tuple(made)


def read(part: Sequence[Piece], beside: Sequence[str], day: date | None) -> Part:
    """The part's rows. `beside`: columns that are no facts and are kept as they stand; `day` as in `validate`."""
    read_pieces = [_read(piece, beside, day) for piece in part]
    good = pl.concat([one.good for one in read_pieces], how="diagonal_relaxed")
    absent = [pl.lit(None, schema().get(name, pl.String)).alias(name) for name in beside if name not in good.columns]
    return Part(good.with_columns(absent), tuple(problem for one in read_pieces for problem in one.problems))


# FILES


def _files(given: str) -> Iterator[Path]:
    path = Path(given)
    if path.is_dir():
        inside = [
            file for file in sorted(path.rglob("*")) if file.suffix.lower() in ENDINGS and not _hidden(file, path)
        ]
        if not inside:
            raise _no_file(
                given, "mappen innehåller ingen fil som slutar på", "the folder holds no file that ends with"
            )
        yield from inside
    elif path.is_file():
        if path.suffix.lower() not in ENDINGS:
            raise _no_file(given, "filens namn ska sluta på", "the file's name must end with")
        yield path
    elif glob.has_magic(given):
        inside = [
            Path(file) for file in sorted(glob.glob(given, recursive=True)) if Path(file).suffix.lower() in ENDINGS
        ]
        if not inside:
            raise _no_file(given, "mönstret passar ingen fil som slutar på", "the pattern fits no file that ends with")
        yield from inside
    else:
        raise InputError([Problem("filen finns inte", "there is no such file", file=given)])


def _no_file(given: str, sv: str, en: str) -> InputError:
    return InputError([Problem(f"{sv} {' eller '.join(ENDINGS)}", f"{en} {' or '.join(ENDINGS)}", file=given)])


def _hidden(file: Path, folder: Path) -> bool:
    """Spark and others leave files such as _SUCCESS and .part.crc beside the data."""
    return any(name.startswith((".", "_")) for name in file.relative_to(folder).parts)


def _is_csv(file: Path) -> bool:
    return file.suffix.lower() == ".csv"


def _of_file(error: InputError, file: Path) -> InputError:
    return InputError(placed(problem, str(file)) for problem in error.problems)


# ROWS


def _read(piece: Piece, beside: Sequence[str], day: date | None) -> Part:
    try:
        rows, problems = _csv(piece, beside, day) if _is_csv(piece.file) else (_parquet(piece, beside), ())
        rows = rows.with_columns(_from_folders(piece.file, beside, rows.columns))
        kept = [name for name in beside if name in rows.columns and name not in registry()]
        numbers = rows.get_column(ROW)
        found = validate(rows.drop(ROW, *kept), day, beside=rows.select(pl.col(name).cast(pl.String) for name in kept))
    except InputError as error:
        raise _of_file(error, piece.file) from None
    wrong = [Problem(sv, en, fact, value, numbers[row - 1]) for row, fact, value, sv, en in found.rejects.iter_rows()]
    every = sorted((*problems, *wrong), key=lambda problem: problem.row or 0)
    return Part(found.good, tuple(placed(problem, str(piece.file)) for problem in every))


def _csv(piece: Piece, beside: Sequence[str], day: date | None) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    found = csv_table.read(piece.file, csv_table.header(piece.file, beside), piece.first, piece.rows, day)
    return found.frame, tuple(replace(problem, row=one.row) for one in found.rejects for problem in one.problems)


def _parquet(piece: Piece, beside: Collection[str]) -> pl.DataFrame:
    _columns(piece.file, beside)
    try:
        read_rows = _scan(piece.file).slice(piece.first, piece.rows).with_columns(parquet.exact()).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise parquet.damaged() from None
    return read_rows.with_row_index(ROW, piece.first + 1).cast({ROW: pl.Int64})


def _columns(file: Path, beside: Collection[str]) -> Sequence[str]:
    """The columns, each a fact of a type that it can have or one of those beside; else raises InputError."""
    if _is_csv(file):
        return csv_table.header(file, beside).columns
    columns = _scan(file).collect_schema()
    wrong = [
        problem
        for name, dtype in columns.items()
        if name not in beside and (problem := parquet.column_problem(name, dtype))
    ]
    if wrong:
        raise InputError(wrong)
    return columns.names()


def _scan(file: Path) -> pl.LazyFrame:
    try:
        rows = pl.scan_parquet(file, glob=False, hive_partitioning=False)
        rows.collect_schema()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise parquet.damaged() from None
    return rows


def _from_folders(file: Path, beside: Collection[str], there: Collection[str]) -> list[pl.Expr]:
    """Columns that stand in the names of folders, as `unit=K1`: facts, and those kept beside them."""
    stated = {
        name: "" if text == UNKNOWN else unquote(text)
        for name, equals, text in (part.partition("=") for part in file.parent.parts)
        if equals
    }
    return [
        csv_table.constant(name, text) if name in registry() else pl.lit(text or None, pl.String).alias(name)
        for name, text in stated.items()
        if (name in registry() or name in beside) and name not in there
    ]
