"""A variant of the guideline: a file of changed parameters, and nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from benkoll.errors import UsageError
from benkoll.facts.numbers import read_yaml
from benkoll.guideline.parameters import ParameterInfo
from benkoll.logic.term import Parameter

DEFAULT = "vgr"
NAME = re.compile("[a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True)
class Variant:
    """`parameters`: name -> the slots that differ (value, comparison); `source`: where they were published."""

    name: str
    title_sv: str
    title_en: str
    source: str
    parameters: Mapping[str, Mapping[str, Any]]


def variant_names() -> tuple[str, ...]:
    """The variants that there are, the default first."""
    from importlib.resources import files  # slow to load, and seldom asked for

    found = files("benkoll.guideline").joinpath("variants").iterdir()
    names = sorted(file.name.removesuffix(".yaml") for file in found if file.name.endswith(".yaml"))
    return tuple(sorted(names, key=lambda name: name != DEFAULT))


def read_variant(name: str) -> Variant:
    """The variant of this name; UsageError where there is none."""
    try:
        if not NAME.fullmatch(name):  # no other file is read by this name
            raise FileNotFoundError
        row = read_yaml("benkoll.guideline", "variants", f"{name}.yaml")
    except FileNotFoundError:
        names = ", ".join(variant_names())
        raise UsageError(
            f"varianten {name} finns inte: välj {names}", f"there is no variant {name}: choose {names}"
        ) from None
    return Variant(name, row["title_sv"], row["title_en"], row["source"], row["parameters"])


def changed(
    base: Mapping[str, ParameterInfo], variant: Variant, changes: Mapping[str, float]
) -> Mapping[str, ParameterInfo]:
    """The parameters with the variant's slots and then single values put in; UsageError for an unknown name."""
    new = dict(base)
    for name, slots in variant.parameters.items():
        new[name] = _with(_of(base, name), variant.source, **slots)
    for name, value in changes.items():
        new[name] = _with(_of(new, name), "--set", value=value)
    return new


def _of(base: Mapping[str, ParameterInfo], name: str) -> ParameterInfo:
    if name not in base:
        near = get_close_matches(name, base, n=1)
        sv, en = (f"; menas {near[0]}?", f"; did you mean {near[0]}?") if near else ("", "")
        raise UsageError(f"parametern {name} finns inte{sv}", f"there is no parameter {name}{en}")
    return base[name]


def _with(info: ParameterInfo, source: str, **slots: Any) -> ParameterInfo:
    old = info.parameter
    new = Parameter(old.name, float(slots.get("value", old.value)), slots.get("comparison", old.comparison))
    return replace(info, parameter=new, source=f"{info.source}; {source}", by="reading")
