"""Months and years between dates: one definition for every evaluator.

A month later is the same day of the month, or the month's last day where that day does not exist
(31 January + 1 month = 28 or 29 February; 29 February + 12 months = 28 February).
Time between two dates is counted in whole months (or years) and the part of the next one that has gone, so that
the value is exactly n on the nth anniversary and below it the day before.
"""

import calendar
from datetime import date, timedelta
from typing import Literal

Unit = Literal["days", "months", "years"]
MONTHS = {"months": 1, "years": 12}


def add_months(start: date, months: int) -> date | None:
    """`start` moved by calendar months (negative: back); unknown (None) outside the years 1-9999."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def add_days(start: date, days: int) -> date | None:
    """`start` moved by days; unknown (None) outside the years 1-9999."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None


def between(unit: Unit, start: date, end: date) -> float | None:
    """Time from `start` to `end` in days, calendar months or calendar years; negative where `end` is earlier."""
    if unit == "days":
        return float((end - start).days)
    size = MONTHS[unit]
    whole = (end.year - start.year) * 12 + end.month - start.month
    whole //= size
    passed = add_months(start, whole * size)
    if passed is not None and passed > end:
        whole -= 1
        passed = add_months(start, whole * size)
    following = add_months(start, (whole + 1) * size)
    if passed is None or following is None:
        return None
    return whole + (end - passed).days / (following - passed).days
