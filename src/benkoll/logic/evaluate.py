"""What a term means for one patient: plain Python, node by node. Every other evaluator must agree with this one."""

import math
import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from benkoll.logic import calendar
from benkoll.logic import term as t

ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ARITHMETIC: dict[str, Callable[[Any, Any], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
FUNCTIONS: dict[str, Callable[[float], float]] = {"exp": math.exp, "ln": math.log}


class Evaluation:
    """The values of terms for one patient; each node is valued once, and its value kept."""

    def __init__(self, facts: Mapping[str, t.Value | None]) -> None:
        """`facts`: name -> value; absent or None is unknown."""
        self.facts = facts
        self._values: dict[int, t.Value | None] = {}
        self._held: list[t.Term] = []

    def value(self, term: t.Term) -> t.Value | None:
        """The term's value, or None where it is unknown."""
        key = id(term)
        if key not in self._values:
            self._held.append(term)  # an id is only a term's own while the term lives
            self._values[key] = self._compute(term)
        return self._values[key]

    def true(self, term: t.Term) -> bool:
        """Whether the term is known to be true."""
        return self.value(term) is True

    def _compute(self, term: t.Term) -> t.Value | None:
        match term:
            case t.Fact():
                return self.facts.get(term.name)
            case t.Constant() | t.Parameter():
                return term.value
            case t.Named():
                return self.value(term.term)
            case t.Recorded():
                return self.value(term.term) is not None
            case t.Not():
                inner = self.value(term.term)
                return None if inner is None else not inner
            case t.And():
                return self._at_least(len(term.terms), term.terms)
            case t.Or():
                return self._at_least(1, term.terms)
            case t.AtLeast():
                return self._at_least(term.count, term.terms)
            case t.Choose():
                return self._choose(term)
            case t.Least() | t.Greatest():
                known: list[Any] = [v for v in map(self.value, term.terms) if v is not None]
                pick: Callable[[Any], Any] = min if isinstance(term, t.Least) else max
                return pick(known) if known else None
            case _:
                return self._strict(term)

    def _at_least(self, count: int, terms: tuple[t.Term, ...]) -> bool | None:
        true = unknown = 0
        for inner in terms:
            value = self.value(inner)
            true += value is True
            unknown += value is None
        if true >= count:
            return True
        return None if true + unknown >= count else False

    def _choose(self, term: t.Choose) -> t.Value | None:
        for condition, value in term.cases:
            holds = self.value(condition)
            if holds is None:
                return None
            if holds:
                return self.value(value)
        return self.value(term.otherwise)

    def _strict(self, term: t.Term) -> t.Value | None:
        """Nodes that are unknown as soon as anything below them is."""
        below: list[Any] = [self.value(child) for child in t.children(term)]
        if any(value is None for value in below):
            return None
        match term:
            case t.Compare():
                return ORDER[term.op](*below)
            case t.Meets():
                return ORDER[str(term.limit.comparison)](*below)
            case t.IsIn():
                return below[0] in term.texts
            case t.Lookup():
                return dict(term.table).get(below[0])
            case t.Arithmetic():
                return finite(ARITHMETIC[term.op], *below)
            case t.Function():
                return finite(FUNCTIONS[term.name], *below)
            case t.Round():
                return finite(round_half_away, *below, term.decimals)
            case t.Shift():
                return shift(below[0], below[1], term.unit)
            case t.Between():
                return calendar.between(term.unit, *below)
            case _:
                raise t.TermError(f"{type(term).__name__} has no meaning in evaluate.py: give it one")


def evaluate(term: t.Term, facts: Mapping[str, t.Value | None]) -> t.Value | None:
    """The value of one term for one patient; None is unknown."""
    return Evaluation(facts).value(term)


def finite(function: Callable[..., float], *arguments: float) -> float | None:
    """The function's value as a float (0.0 for -0.0), or None where it has none that is finite."""
    try:
        result = function(*arguments) + 0.0
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    return result if math.isfinite(result) else None


def round_half_away(value: float, decimals: int) -> float:
    """Half away from zero; the 1e-9 makes up for halves that binary numbers hold a hair too low."""
    scale = 10.0**decimals
    return math.copysign(math.floor(abs(value) * scale + 0.5 + 1e-9) / scale, value) + 0.0


def shift(start: date, amount: float, unit: str) -> date | None:
    """The date moved by whole days or calendar months; a part of a unit does not count."""
    if abs(amount) > 1_000_000:
        return None
    return (calendar.add_months if unit == "months" else calendar.add_days)(start, math.floor(amount))
