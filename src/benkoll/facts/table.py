"""Many patients' facts as a table: the same rules as for one, as Polars columns.

One row per patient, one column per fact, null is unknown. Bad rows are found by columns; what is wrong with them is
said by `patient` and `derive`, row by row, so that the words are the same.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache, reduce
from operator import or_
from typing import Any, NamedTuple

import polars as pl

from benkoll.errors import BenkollError, FactsError, InputError
from benkoll.facts import fractures
from benkoll.facts.checks import checks
from benkoll.facts.derive import settle
from benkoll.facts.messages import problem, unknown_fact
from benkoll.facts.patient import read_patient
from benkoll.facts.registry import FactInfo, completed_by, registry
from benkoll.facts.rules import settling
from benkoll.logic.columns import TYPES, add_columns
from benkoll.logic.term import Fact, Term, all_of, any_of, recorded

REJECTS = pl.Schema(
    {"row": pl.Int64, "fact": pl.String, "value": pl.String, "reason_sv": pl.String, "reason_en": pl.String}
)
DAY = "assessment_date"
ASSUMED = "assumed "
CHOICES = pl.Enum(list(dict.fromkeys(choice for info in registry().values() for choice in info.choices)))
"""The type of every column whose facts are to be chosen: one for all, so that they can be compared."""


class Validated(NamedTuple):
    """`good`: the rows that can be used, in the types of `schema`. `rejects`: each problem of the others (REJECTS)."""

    good: pl.DataFrame
    rejects: pl.DataFrame


def schema() -> pl.Schema:
    """Every fact's column: Boolean, Float64 (whole numbers too), Date, String, or Enum where there is a choice."""
    return pl.Schema({info.name: CHOICES if info.choices else TYPES[info.kind] for info in registry().values()})


def validate(
    frame: pl.DataFrame, day: date | None = None, first_row: int = 1, beside: pl.DataFrame | None = None
) -> Validated:
    """Part the rows that can be used from those that cannot. A column of dates may also hold ISO texts or midnights.

    `day`: the assessment date where a row states none. `first_row`: the number of the first row, for the rejects.
    `beside`: what stands beside the facts, row by row, and goes on with the good ones.
    Raises InputError where a column is no fact: then the table has another form than was meant.
    """
    strange = [name for name in frame.columns if name not in registry()]
    if strange:
        raise InputError(_strange(name) for name in strange)
    stood = frame.with_columns(_as_python_sees(name, type_) for name, type_ in frame.schema.items())
    read = _read(stood, day)
    bad = read.get_column(_BAD)
    read = read.drop(_BAD) if beside is None else read.drop(_BAD).hstack(beside)
    return Validated(read.filter(~bad), _rejects(stood, bad, day, first_row))


def settle_columns(frame: pl.LazyFrame, complete: Collection[str] = ()) -> pl.LazyFrame:
    """The good rows with what follows and what is assumed (as `derive.settle`); facts that get a value get a column."""
    return add_columns(frame, settling(completed_by(complete)).settled, enums=True)


def assumed_columns(frame: pl.LazyFrame, complete: Collection[str] = ()) -> pl.LazyFrame:
    """The good rows, not yet settled, with `assumed FACT`: whether it is assumed (as `derive.settle` lists it)."""
    form = settling(completed_by(complete))
    terms = {}
    for name in form.names:
        stated = Fact(name, registry()[name].kind)
        value, derived = form.settled.get(name, stated), form.derived.get(name, stated)
        silent = [all_of(recorded(value), ~recorded(derived))] if name in form.assumable else []
        silent += [all_of(recorded(form.notes[name]), ~recorded(value))] if name in form.notes else []
        terms[f"{ASSUMED}{name}"] = all_of(~recorded(stated), any_of(*silent))
    return add_columns(frame, terms)


def python_rows(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows as plain values, days as texts: a table also holds days of years that Python's `date` has not."""
    days = [
        _day_as_text(name, type_)
        for name, type_ in frame.schema.items()
        if type_ in (pl.Date, pl.Datetime) and registry()[name].type != "str"
    ]
    return frame.with_columns(days).iter_rows(named=True)


def _day_as_text(name: str, type_: pl.DataType) -> pl.Expr:
    column, day = pl.col(name), pl.col(name).cast(pl.Date).cast(pl.String)
    if isinstance(type_, pl.Datetime):
        midnight = column == column.dt.truncate("1d") if type_.time_zone is None else pl.lit(False)
        return pl.when(midnight).then(day).otherwise(column.dt.strftime("%Y-%m-%d %H:%M:%S%.f")).alias(name)
    return day


def _strange(name: str) -> Any:
    return problem("events in table", name) if name == fractures.NAME else unknown_fact(name)


# GOOD AND BAD

_BAD = "bad row"


def _read(stood: pl.DataFrame, day: date | None) -> pl.DataFrame:
    """The table in the schema's types, with a column that tells the rows that cannot be used."""
    read = stood.with_columns(_value(registry()[name], type_).alias(name) for name, type_ in stood.schema.items())
    lost = [name for name in stood.columns if read.get_column(name).null_count() > stood.get_column(name).null_count()]
    wrong = [stood.get_column(name).is_not_null() & read.get_column(name).is_null() for name in lost]
    read = read.with_columns(reduce(or_, wrong, pl.lit(False)).alias(_BAD))
    stated_day = pl.col(DAY) if DAY in read.columns else pl.lit(None, pl.Date)
    read = read.with_columns(stated_day.fill_null(pl.lit(day, pl.Date)).alias(DAY))
    return _wrong_together(read.lazy()).collect()


def _wrong_together(read: pl.LazyFrame) -> pl.LazyFrame:
    terms = _wrong_terms()
    wrong = reduce(or_, map(pl.col, terms), pl.col(_BAD) | pl.col(DAY).is_null()).fill_null(False)
    return add_columns(read, terms).with_columns(wrong.alias(_BAD)).drop(list(terms))


@cache
def _wrong_terms() -> Mapping[str, Term]:
    """What must not be true; made once, for a plan is kept by the terms that it is made of."""
    form = settling()
    terms = {f"check {number}": check.wrong for number, check in enumerate(checks())}
    return terms | {f"rule {number}": rule.broken(form.derived[rule.fact]) for number, rule in enumerate(form.rules)}


def _as_python_sees(name: str, type_: pl.DataType) -> pl.Expr:
    """Types that a row's Python value does not show: the two ways in must see the same."""
    column = pl.col(name)
    match type_:
        case pl.Decimal():
            return column.cast(pl.Float64)
        case pl.Categorical():
            return column.cast(pl.String)
        case pl.Datetime():
            return column.dt.cast_time_unit("us")
        case _:
            return column


def _value(info: FactInfo, type_: pl.DataType) -> pl.Expr:
    """The fact's value in the schema's type, null where it is none that the fact can have."""
    column = pl.col(info.name)
    match info.kind:
        case "number" if type_.is_numeric():
            number = column.cast(pl.Float64) + 0.0  # 0.0 for -0.0
            fits = number.is_between(info.low, info.high)
            return pl.when(fits & (number % 1 == 0) if info.type == "int" else fits).then(number)
        case "bool" if type_ == pl.Boolean:
            return column
        case "date":
            return _date(column, type_)
        case "text" if info.choices and type_ in (pl.String, pl.Enum):
            choice = column.cast(CHOICES, strict=False)
            return pl.when(reduce(or_, (choice == one for one in info.choices))).then(choice)
        case "text" if type_ in (pl.String, pl.Enum) and not info.choices:
            return column.cast(pl.String)
        case _:
            return pl.lit(None, schema()[info.name])


def _date(column: pl.Expr, type_: pl.DataType) -> pl.Expr:
    match type_:
        case pl.Date():
            return pl.when(column.is_between(date.min, date.max)).then(column)
        case pl.String():
            day = column.str.to_date("%Y-%m-%d", strict=False)
            iso = column.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$") & ~column.str.starts_with("0000")
            return pl.when(iso).then(day)
        case pl.Datetime(time_zone=None):
            return _date(pl.when(column == column.dt.truncate("1d")).then(column.cast(pl.Date)), pl.Date())
        case _:
            return pl.lit(None, pl.Date)


# WHAT IS WRONG


def _rejects(stood: pl.DataFrame, bad: pl.Series, day: date | None, first_row: int) -> pl.DataFrame:
    numbers = bad.arg_true().to_list()
    rows = python_rows(stood.filter(bad))
    problems = [
        line for number, row in zip(numbers, rows, strict=True) for line in _problems(row, day, number + first_row)
    ]
    return pl.DataFrame(problems, REJECTS, orient="row")


def _problems(row: dict[str, object], day: date | None, number: int) -> Iterator[tuple[object, ...]]:
    try:
        settle(read_patient(row, day))
    except FactsError as error:
        for found in error.problems:
            yield number, found.fact, found.value, found.sv, found.en
    else:
        raise BenkollError(
            f"rad {number}: tabellen säger nej, raden för sig säger ja", f"row {number}: refused as a row, read alone"
        )
