"""Random populations: any number of patients with the facts of the input contract, as a table or as Parquet.

The rows come in blocks of their own seeds, so that a row is the same however many are asked for, or from where.
What the numbers are is said in sample.yaml.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from benkoll.errors import UsageError
from benkoll.facts.registry import registry
from benkoll.facts.table import schema
from benkoll.population.people import BLOCK, hidden, people

DAY = date(2026, 11, 25)
"""The assessment day where none is given."""

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def sample(count: int, seed: int = 1, day: date = DAY, first: int = 0) -> pl.DataFrame:
    """Rows `first` to `first + count` of the population of this seed on this day, in the types of `table.schema`.

    Raises UsageError where a number is negative, or the day is not of the years 1900-2199.
    """
    _refuse(seed, day, count=(count, 0), first=(first, 0))
    blocks = range(first // BLOCK, -(-(first + count) // BLOCK))
    frames = [_frame(seed, number, day) for number in blocks] or [schema().to_frame()]
    return pl.concat(frames).slice(first % BLOCK, count)


def write_sample(
    path: Path,
    count: int,
    seed: int,
    day: date,
    *,
    rows_per_group: int = BLOCK,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write `sample(count, seed, day)` as Parquet, block by block; the file gets its name when it is whole.

    `progress` is told the number of rows drawn so far. Raises UsageError as `sample`, OSError where it cannot write.
    """
    _refuse(seed, day, count=(count, 0), rows_per_group=(rows_per_group, 1))

    def drawn(columns: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
        for start in range(0, count, BLOCK):
            frame = _frame(seed, start // BLOCK, day).head(count - start)
            yield frame if columns is None else frame.select(columns)
            if progress:
                progress(start + len(frame))

    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        source = register_io_source(drawn, schema=schema()) if count else schema().to_frame().lazy()
        source.sink_parquet(unfinished, compression="zstd", row_group_size=rows_per_group)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _refuse(seed: int, day: date, **numbers: tuple[int, int]) -> None:
    for name, (value, least) in {"seed": (seed, 0), **numbers}.items():
        if value < least:
            raise UsageError(
                f"{name} {value}: minst {least} är tillåtet", f"{name} {value}: at least {least} is allowed"
            )
    if not _FIRST_DAY <= day <= _LAST_DAY:
        span = f"{_FIRST_DAY} - {_LAST_DAY}"
        raise UsageError(f"day {day}: tillåtet är {span}", f"day {day}: allowed is {span}")


def _frame(seed: int, number: int, day: date) -> pl.DataFrame:
    """A whole block as a table."""
    draw = people(seed, number, day)
    unknown = hidden(draw)
    columns: list[pl.Series | pl.Expr] = []
    for fact, dtype in schema().items():
        if fact == "patient_id":
            ids = pl.int_range(number * BLOCK + 1, (number + 1) * BLOCK + 1, eager=True)
            columns.append((pl.lit("P") + pl.lit(ids).cast(pl.String).str.zfill(7)).alias(fact))
            continue
        values, applies = draw.columns[fact]
        known = ~unknown[fact] if applies is None else ~unknown[fact] & applies
        series = pl.Series(fact, values)
        if dtype == pl.Enum:
            series = pl.Series(registry()[fact].choices, dtype=dtype)[values]
        elif dtype == pl.Date:
            series = series.cast(pl.Int32)
        columns.append(pl.when(pl.Series(known)).then(series.cast(dtype)).alias(fact))
    return pl.select(columns)
