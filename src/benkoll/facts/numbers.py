"""Numbers and other data read from YAML: one loader for all rooms, and the parameters of the facts themselves."""

from collections.abc import Mapping
from functools import cache
from pkgutil import get_data  # importlib.resources would double the start of the program
from typing import Any

import yaml

from benkoll.logic.term import Parameter

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read_yaml(package: str, *path: str) -> Any:
    """What a YAML file of a package holds, read once; FileNotFoundError where there is none."""
    return yaml.load(get_data(package, "/".join(path)) or b"", _LOADER)


def yaml_of(data: bytes) -> Any:
    """What a YAML text of somebody else's holds; ValueError where it is none."""
    try:
        return yaml.load(data, _LOADER)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None


def parameter_of(name: str, row: Mapping[str, Any]) -> Parameter:
    """The parameter that a row of a parameters.yaml describes; KeyError where it has no value."""
    return Parameter(name, float(row["value"]), row.get("comparison"))


def parameter_rows() -> Mapping[str, Any]:
    """Every row of the facts' parameters.yaml: name -> value, comparison, unit, source, by, last_checked."""
    rows: Mapping[str, Any] = read_yaml("benkoll.facts", "parameters.yaml")
    return rows


@cache
def parameter(name: str) -> Parameter:
    """The facts' parameter of this name, one object for all who ask; KeyError where there is none."""
    return parameter_of(name, parameter_rows()[name])
