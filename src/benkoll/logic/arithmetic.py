"""Arithmetic and the calendar as Polars expressions, so that they mean what `evaluate` and `calendar` mean.

Dates are reckoned in whole numbers, for Polars' own calendar takes five times as long. A day is counted from 1 January
1970, a month from March of year 0: so a leap day is the last day of its year. `hold` keeps what is used twice.
"""

import operator
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from benkoll.logic.calendar import MONTHS, Unit

Hold = Callable[[pl.Expr], pl.Expr]
FIRST_MONTH, LAST_MONTH = 10, 9999 * 12 + 9
FIRST_DAY, LAST_DAY = ((day - date(1970, 1, 1)).days for day in (date.min, date.max))
MARCH_OF_YEAR_0 = -719_468


def picked(before: Callable[[Any, Any], Any], one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Of two the lesser (`lt`) or greater, or the one that is known. Ten times as fast as Polars' own."""
    return pl.when(one.is_null() | before(other, one)).then(other).otherwise(one)


def finite(number: pl.Expr) -> pl.Expr:
    """Unknown where it is infinite or no number."""
    return pl.when(number.is_finite()).then(number)


def quotient(number: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    """A true quotient. By a divisor that is one value for all rows Polars multiplies by 1 / divisor, off by a bit."""
    return number / (divisor + number * 0.0)


def round_half_away(number: pl.Expr, decimals: int) -> pl.Expr:
    """The formula of `evaluate.round_half_away`, operation by operation."""
    scale = pl.lit(10.0**decimals)
    return finite(quotient((number.abs() * scale + 0.5 + 1e-9).floor() * number.sign(), scale))


# DATES


def _month_and_day(day: pl.Expr, hold: Hold) -> tuple[pl.Expr, pl.Expr]:
    """The date's month, and its day of the month from 1 (Neri and Schneider, doi 10.1002/spe.3172)."""
    quarters = hold((day - MARCH_OF_YEAR_0) * 4 + 3)
    century = hold(quarters // 146_097)
    in_century = hold((quarters - century * 146_097) // 4 * 4 + 3)
    year = hold(in_century // 1_461)
    in_year = hold((in_century - year * 1_461) // 4 * 5 + 2)
    month = hold(in_year // 153)
    return hold((century * 100 + year) * 12 + month), hold((in_year - month * 153) // 5 + 1)


def _first_day(month: pl.Expr) -> pl.Expr:
    year = month // 12
    return MARCH_OF_YEAR_0 + year * 365 + year // 4 - year // 100 + year // 400 + ((month - year * 12) * 153 + 2) // 5


def _clamped(month: pl.Expr, day_of_month: pl.Expr, hold: Hold) -> pl.Expr:
    """That day of the month, or the month's last; null outside the years 1-9999."""
    month = hold(month)
    day = picked(operator.lt, hold(_first_day(month) + day_of_month), hold(_first_day(month + 1))) - 1
    return pl.when(month.is_between(FIRST_MONTH, LAST_MONTH)).then(day)


def shift(start: pl.Expr, amount: pl.Expr, unit: str, hold: Hold) -> pl.Expr:
    """As `evaluate.shift`: the date moved by whole days or calendar months."""
    day = start.cast(pl.Int32)
    whole = pl.when(amount.abs() <= 1_000_000).then(amount.floor()).cast(pl.Int32)
    if unit == "months":
        month, day_of_month = _month_and_day(day, hold)
        return _clamped(month + whole, day_of_month, hold).cast(pl.Date)
    day = day + whole
    return pl.when(day.is_between(FIRST_DAY, LAST_DAY)).then(day).cast(pl.Date)


def between(start: pl.Expr, end: pl.Expr, unit: Unit, hold: Hold) -> pl.Expr:
    """As `calendar.between`: the whole months (or years), and the part of the next one that has gone."""
    start, end = start.cast(pl.Int32), end.cast(pl.Int32)
    if unit == "days":
        return (end - start).cast(pl.Float64)
    size = MONTHS[unit]
    (from_month, from_day), (to_month, to_day) = _month_and_day(start, hold), _month_and_day(end, hold)
    before_its_day = (to_day < from_day) & (end < _first_day(to_month + 1) - 1)
    months = hold(to_month - from_month)
    counted = hold(months // size)
    whole = hold(counted - ((counted * size == months) & before_its_day).cast(pl.Int32))
    passed = hold(_clamped(from_month + whole * size, from_day, hold))
    following = _clamped(from_month + (whole + 1) * size, from_day, hold)
    return whole.cast(pl.Float64) + (end - passed).cast(pl.Float64) / (following - passed).cast(pl.Float64)
