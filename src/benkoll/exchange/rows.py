"""A row of a file: one patient's raw facts before they meet the registry, or set aside with what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from benkoll.errors import InputError, Problem
from benkoll.facts.messages import shown

if TYPE_CHECKING:
    from benkoll.exchange.fhir.notes import Note


@dataclass(frozen=True, slots=True)
class Row:
    """The raw facts of one patient.

    `number`: 1 is the first patient of the file (in NDJSON: the line). `texts`: the cells as they stood, by fact.
    `problems`: what is wrong with single facts; they stand in place of what the registry says of the same facts.
    `notes`: what reading has to tell the user about facts that it left out.
    """

    number: int
    facts: Mapping[str, Any]
    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: "tuple[Note, ...]" = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be used, with everything that is wrong with it, each problem told where it stands."""

    row: int
    problems: tuple[Problem, ...]


def reject(number: int, sv: str, en: str) -> Reject:
    """A row of which nothing can be read."""
    return Reject(number, (Problem(sv, en, row=number),))


def unusable(sv: str, en: str) -> InputError:
    """Nothing in the file can be used, for one reason."""
    return InputError([Problem(sv, en)])


def placed(problem: Problem, file: str) -> Problem:
    """The problem with its file, safe to print: a key of a stranger's JSON may be of any length and hold anything."""
    return replace(problem, fact=problem.fact and shown(problem.fact), file=file)
