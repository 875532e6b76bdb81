"""The numbers by which facts are checked and derived, each once, from parameters.yaml."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from benkoll.facts.registry import LOADER
from benkoll.logic.term import Parameter


@cache
def parameter_rows() -> Mapping[str, Any]:
    """Every row of parameters.yaml: name -> value, comparison, unit, source, by, last_checked."""
    rows: Mapping[str, Any] = yaml.load(files("benkoll.facts").joinpath("parameters.yaml").read_bytes(), LOADER)
    return rows


@cache
def parameter(name: str) -> Parameter:
    """The parameter of this name, one object for all who ask; KeyError where there is none."""
    row = parameter_rows()[name]
    return Parameter(name, float(row["value"]), row.get("comparison"))
