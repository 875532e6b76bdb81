"""The readings' own numbers, each with its source."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from benkoll.facts.numbers import read_yaml


@cache
def parameter_rows() -> Mapping[str, Any]:
    """Every row of `parameters.yaml`: name -> value, unit, source, by, last_checked."""
    rows: Mapping[str, Any] = read_yaml("benkoll.readings", "parameters.yaml")
    return rows


def whole(name: str) -> int:
    """A parameter as a whole number; KeyError where there is none."""
    return int(parameter_rows()[name]["value"])
