"""A published instrument of risk, whatever its form: what it asks for, what it gives, where it is valid.

Unknown is not no: what an instrument asks for and nobody knows is counted both ways, so that what it gives is a span
from least to greatest, and one number only where both are the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from benkoll.errors import Lang
from benkoll.logic.term import Named, Term, as_term, choose, known_false, known_true, rounded

Both = Mapping[Lang, str]
"""Words in both languages."""

Ends = tuple[float, float]
"""A number that is known only to lie between two, both included."""


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the greatest that a number can be, given what is known; the same term where it is exact."""

    low: Term
    high: Term

    def __add__(self, other: "Span") -> "Span":
        return Span(self.low + other.low, self.high + other.high)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that an instrument asks for, and what the answer adds.

    `facts`: those that answer it, none where no fact of ours does; `counted`: how it is counted where our facts and
    the instrument's question are not quite the same.
    """

    words: Both
    facts: tuple[str, ...]
    span: Span
    counted: Both | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number that an instrument gives: `points`, `major_percent` or `hip_percent`."""

    name: str
    words: Both
    span: Span


@dataclass(frozen=True, slots=True)
class Band:
    """What the instrument's authors say of those whose number lies here; unknown where the span goes past its ends."""

    holds: Term
    words: Both


@dataclass(frozen=True, slots=True)
class Instrument:
    """One published instrument. `valid_for`: all must hold, else it gives nothing; `notes` stand with every value."""

    name: str
    title: Both
    source: str
    gives: Both
    items: tuple[Item, ...]
    outcomes: tuple[Outcome, ...]
    bands: tuple[Band, ...]
    valid_for: tuple[Named, ...]
    notes: tuple[Both, ...]


def exactly(number: Term) -> Span:
    """The span of a number that is known, or unknown as a whole."""
    return Span(number, number)


def either(answer: Term | None, yes: Ends, no: Ends) -> Span:
    """What a yes or a no adds; without an answer anything between. `None`: a question that no fact of ours answers."""
    low, high = min(yes[0], no[0]), max(yes[1], no[1])
    if answer is None:
        return Span(as_term(low), as_term(high))
    is_yes, is_no = known_true(answer), known_false(answer)
    return Span(
        choose((is_yes, yes[0]), (is_no, no[0]), otherwise=low),
        choose((is_yes, yes[1]), (is_no, no[1]), otherwise=high),
    )


def total(spans: Sequence[Span]) -> Span:
    """The sum of at least one span."""
    return reduce(Span.__add__, spans)


def whole(number: Term) -> Term:
    """The number without its decimals, towards zero."""
    down = rounded(number + 0.5, 0) - 1  # rounding goes half away from zero, so that a whole number is its own
    return choose((number >= 0, down), otherwise=1 - rounded(0.5 - number, 0))
