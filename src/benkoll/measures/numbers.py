"""The numbers behind the measures: coefficients as constants, and limits that a variant may change as parameters."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from benkoll.logic.term import Parameter

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read(name: str) -> Mapping[str, Any]:
    """One file of `data/`, which says of every number where it comes from; FileNotFoundError where there is none."""
    found: Mapping[str, Any] = yaml.load(files("benkoll.measures").joinpath("data", name).read_bytes(), LOADER)
    return found


@cache
def parameter(name: str) -> Parameter:
    """The parameter of this name in `data/parameters.yaml`, one object for all who ask; KeyError where none is."""
    row = read("parameters.yaml")[name]
    return Parameter(name, float(row["value"]), row.get("comparison"))
