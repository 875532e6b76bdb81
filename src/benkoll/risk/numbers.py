"""The numbers behind the estimate: what was published, what is assumed, and what was fitted to it."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from benkoll.facts.numbers import read_yaml


def read(name: str) -> Mapping[str, Any]:
    """One YAML file of `data/`; FileNotFoundError where there is none."""
    found: Mapping[str, Any] = read_yaml("benkoll.risk", "data", name)
    return found


@cache
def read_table(name: str) -> Sequence[Mapping[str, str]]:
    """The rows of one CSV file of `data/`, as text; FileNotFoundError where there is none."""
    lines = files("benkoll.risk").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader(lines))
