"""The chain's numbers, each with its source: its own parameters, and the guideline's where it says something."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from benkoll.facts.numbers import read_yaml
from benkoll.guideline.parameters import limit
from benkoll.logic.calendar import add_days, add_months


@cache
def parameter_rows() -> Mapping[str, Any]:
    """Every row of `parameters.yaml`: name -> value, unit, source, by, last_checked."""
    rows: Mapping[str, Any] = read_yaml("benkoll.chain", "parameters.yaml")
    return rows


@cache
def whole(name: str) -> int:
    """A parameter of the chain (`chain....`) or else of the guideline, as a whole number; KeyError for neither."""
    own = parameter_rows().get(name)
    return int(limit(name).value if own is None else own["value"])


def days_after(start: date, name: str) -> date:
    """So many days after, or weeks where that is the parameter's unit."""
    times = 7 if name.endswith("_weeks") else 1
    return _there(add_days(start, whole(name) * times))


def days_before(end: date, name: str) -> date:
    """So many days before."""
    return _there(add_days(end, -whole(name)))


def months_after(start: date, name: str) -> date:
    """So many calendar months after."""
    return _there(add_months(start, whole(name)))


def _there(day: date | None) -> date:
    assert day is not None  # days are of this century: `events` sees to it
    return day
