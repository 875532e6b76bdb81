"""The guideline that a command line names: a variant, with single parameters changed."""

import re

from benkoll.cli.arguments import Call, LineError
from benkoll.guideline.build import Guideline, load
from benkoll.guideline.variants import DEFAULT

NUMBER = re.compile(r"\s*-?\d{1,9}([.,]\d{1,9})?\s*")


def guideline_of(call: Call, variant: str | None = None) -> Guideline:
    """The guideline in the variant that the call names, with the parameters that it changes."""
    return load(variant or call.get("--variant") or DEFAULT, changes_of(call))


def changes_of(call: Call) -> tuple[tuple[str, float], ...]:
    """The parameters that the call changes, with their values."""
    changes: dict[str, float] = {}
    for text in call.all("--set"):
        name, _, value = text.partition("=")
        if not NUMBER.fullmatch(value):
            sv = f"--set {text}: skriv NAMN=VÄRDE, med ett tal"
            en = f"--set {text}: write NAME=VALUE, with a number"
            raise LineError(sv, en, call.command)
        changes[name.strip()] = float(value.replace(",", "."))
    return tuple(changes.items())
