"""Parquet: one patient a row, a column for each fact that the file holds, null for what is unknown."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from benkoll.errors import InputError, Lang, Problem
from benkoll.exchange.rows import Row, unusable
from benkoll.facts import fractures
from benkoll.facts.messages import unknown_fact
from benkoll.facts.registry import Type, registry

if TYPE_CHECKING:
    import polars as pl

_TYPES: dict[Type, dict[Lang, str]] = {
    "bool": {"sv": "boolesk", "en": "boolean"},
    "int": {"sv": "heltal", "en": "whole number"},
    "float": {"sv": "tal", "en": "number"},
    "date": {"sv": "datum", "en": "date"},
    "str": {"sv": "text", "en": "text"},
    "choice": {"sv": "text", "en": "text"},
}


def rows(data: bytes) -> Iterator[Row]:
    """The patients, numbered from 1. Raises InputError where the file, or the name or type of a column, is wrong."""
    frame = _frame(data)
    wrong = [problem for name in frame.columns if (problem := column_problem(name, frame.schema[name]))]
    if wrong:
        raise InputError(wrong)
    from benkoll.facts.table import python_rows

    for number, facts in enumerate(python_rows(frame), 1):
        yield Row(number, facts)


def _frame(data: bytes) -> "pl.DataFrame":
    try:
        import polars as pl
    except ModuleNotFoundError:
        raise unusable(
            "Parquet läses med tillägget table, som inte är installerat: pip install 'benkoll[table]'",
            "Parquet is read with the extra table, which is not installed: pip install 'benkoll[table]'",
        ) from None
    try:
        return pl.read_parquet(io.BytesIO(data), use_pyarrow=False, glob=False).with_columns(exact())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise damaged() from None


def exact() -> "list[pl.Expr]":
    """A short float stands for the decimal that it was made from: 2.1, not 2.09999990, which lies below a limit."""
    import polars as pl

    return [pl.col(pl.Float32).cast(pl.String).cast(pl.Float64), pl.selectors.decimal().cast(pl.Float64)]


def damaged() -> InputError:
    """The file is no Parquet, or not all of it is there."""
    return unusable(
        "filen är skadad eller avhuggen: Parquet går inte att läsa. Hämta den på nytt",
        "the file is damaged or cut off: Parquet cannot be read. Fetch it again",
    )


def column_problem(name: str, dtype: "pl.DataType") -> Problem | None:
    """What is wrong with a column of that name and type, or None."""
    if name == fractures.NAME:
        return None
    info = registry().get(name)
    if info is None:
        return unknown_fact(name)
    if _fits(info.type, dtype):
        return None
    allowed = _TYPES[info.type]
    return Problem(
        f"kolumnen är av typen {dtype}, ska vara {allowed['sv']}",
        f"the column is of type {dtype}, must be {allowed['en']}",
        name,
    )


def _fits(kind: Type, dtype: "pl.DataType") -> bool:
    """Whether values of the column can be of the kind: a column without any can be all, a whole float an integer."""
    import polars as pl

    match kind:
        case "bool":
            allowed: tuple[type[pl.DataType], ...] = (pl.Boolean,)
        case "int" | "float":
            return dtype.is_numeric() or isinstance(dtype, pl.Null)
        case "date":
            allowed = (pl.Date, pl.Datetime, pl.String)
        case "str" | "choice":
            allowed = (pl.String, pl.Categorical, pl.Enum)
    return isinstance(dtype, (*allowed, pl.Null))
