"""The numbers behind the measures: coefficients as constants, and limits that a variant may change as parameters."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from benkoll.facts.numbers import parameter_of, read_yaml
from benkoll.logic.term import Parameter


def read(name: str) -> Mapping[str, Any]:
    """One file of `data/`, which says of every number where it comes from; FileNotFoundError where there is none."""
    found: Mapping[str, Any] = read_yaml("benkoll.measures", "data", name)
    return found


@cache
def parameter(name: str) -> Parameter:
    """The parameter of this name in `data/parameters.yaml`, one object for all who ask; KeyError where none is."""
    return parameter_of(name, read("parameters.yaml")[name])


@cache
def rule(name: str) -> float:
    """The number of this name in `data/densitometry.yaml`; KeyError where there is none."""
    return float(read("densitometry.yaml")[name]["value"])
