"""Answers whose missing facts stand in one order."""

from dataclasses import replace
from typing import Any

from benkoll.assess.answer import Advice


def in_one_order(one: Any) -> Any:
    """With the missing facts by name: they are named in the order in which the work meets them."""
    if isinstance(one, Advice):
        details = {name: sorted(value) if name == "due_missing" else value for name, value in one.details.items()}
        return replace(one, missing=tuple(sorted(one.missing)), details=details)
    return one and {**one, "missing": sorted(one["missing"])}
