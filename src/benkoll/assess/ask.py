"""Which fact to ask for next: the one that can still change the most of an answer.

A fact's weight is the sum, over everything in the answer that hangs on it, of what that is worth: see `WORTH`. What
something known already speaks for counts double, for there a single answer often settles it. What an investigation
lists as lacking counts once, below everything that it could change.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from benkoll.assess.answer import Advice, Assessment

FIRST_CHOICE = "first_choice"
LACKING_WORTH = 1
# By the first part of the code: the drug and a warning weigh most, what is done in any case least.
WORTH = {
    FIRST_CHOICE: 8,
    "TX": 8,
    "ALERT": 8,
    "REF": 4,
    "SUS": 4,
    "SUPP": 2,
    "INV": 2,
    "FU": 2,
    "SELF": 1,
}


@dataclass(frozen=True, slots=True)
class Question:
    """A fact worth asking for, and what its value could change: codes, and "first_choice".

    `changes` is empty where the fact is only among those that an investigation lists as lacking.
    """

    fact: str
    weight: int
    changes: tuple[str, ...]


def open_questions(assessment: Assessment) -> tuple[Question, ...]:
    """Every fact that can still change the answer, the weightiest first; facts of one weight in order of mention."""
    weights: dict[str, int] = {}
    changes: dict[str, list[str]] = {}
    for fact, what, worth in _mentions(assessment):
        weights[fact] = weights.get(fact, 0) + worth
        changes.setdefault(fact, []).extend(what)
    order = sorted(weights, key=lambda fact: -weights[fact])
    return tuple(Question(fact, weights[fact], tuple(changes[fact])) for fact in order)


def _mentions(assessment: Assessment) -> Iterator[tuple[str, tuple[str, ...], int]]:
    chosen = assessment.findings["first_choice"]
    for fact in chosen["missing"] if chosen else ():
        yield fact, (FIRST_CHOICE,), WORTH[FIRST_CHOICE]
    for advice in assessment.recommendations:
        for fact in (*advice.missing, *advice.details.get("due_missing", ())):
            yield fact, (advice.code,), _worth(advice)
    for advice in assessment.recommendations:
        for fact in advice.details.get("lacking", ()):
            yield fact, (), LACKING_WORTH


def _worth(advice: Advice) -> int:
    return WORTH[advice.code.partition("-")[0]] * (2 if advice.supported else 1)
