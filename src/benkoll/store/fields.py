"""The fields of what is appended to the database: what a value may be, in words and as a test, and what is refused."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benkoll.errors import Problem


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `allowed` in words, `fits` whether a value is that."""

    fits: Callable[[Any], bool]
    allowed: str
    needed: bool = False


def one_of(choices: tuple[str, ...], needed: bool = False) -> Field:
    """One of these words."""
    return Field(lambda value: isinstance(value, str) and value in choices, ", ".join(choices), needed)


def text(needed: bool = False, longest: int = 20_000) -> Field:
    """A text of at least one sign and at most so many."""
    allowed = f"text, 1-{longest}"
    return Field(lambda value: isinstance(value, str) and 0 < len(value) <= longest and is_text(value), allowed, needed)


def is_text(value: str) -> bool:
    """Whether every database can keep it: no NUL, no half of a pair of surrogates."""
    return not _UNKEPT.search(value)


_UNKEPT = re.compile("[\0\ud800-\udfff]")


def problems(fields: Mapping[str, Field], data: Mapping[str, Any]) -> list[Problem]:
    """What says something else than these fields have, or lacks what is needed."""
    found = list[Problem]()
    for name, value in data.items():
        if name not in fields:
            found.append(refused(name, value, ", ".join(fields) or "-"))
        elif not fields[name].fits(value):
            found.append(refused(name, value, fields[name].allowed))
    found += [refused(name, None, one.allowed) for name, one in fields.items() if one.needed and name not in data]
    return found


def refused(name: str, value: object, allowed: str) -> Problem:
    """That a value cannot be used, or (None) is missing, and what is allowed."""
    said = None if value is None else str(value)[:80]
    sv, en = ("saknas", "is missing") if value is None else ("går inte att använda", "cannot be used")
    return Problem(f"{sv}; tillåtet: {allowed}", f"{en}; allowed: {allowed}", fact=name, value=said)
