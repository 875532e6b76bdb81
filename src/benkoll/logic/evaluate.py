"""What a term means for one patient: plain Python, node by node. Every other evaluator must agree with this one."""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
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
NOWHERE: Mapping[int, int] = MappingProxyType({})
FUNCTIONS: dict[str, Callable[[float], float]] = {"exp": math.exp, "ln": math.log}


class Evaluation:
    """The values of terms for one patient; each node is valued once, and its value kept."""

    def __init__(
        self,
        facts: Mapping[str, t.Value | None],
        given: Sequence[t.Value | None] = (),
        places: Mapping[int, int] = NOWHERE,
    ) -> None:
        """`facts`: name -> value; absent or None is unknown.

        `given`: values that a function has given for the same facts (`generate.Nodes`); `places`: where among them that
        of a term is, by the term's id.
        """
        self.facts = facts
        self._given, self._places = given, places
        self._values: dict[int, t.Value | None] = {}
        self._held: list[t.Term] = []

    def value(self, term: t.Term) -> t.Value | None:
        """The term's value, or None where it is unknown."""
        key, values = id(term), self._values
        place = self._places.get(key)
        if place is not None:
            return self._given[place]
        if key in values:
            return values[key]
        meaning = MEANING.get(type(term))
        if meaning is None:
            raise t.TermError(f"{type(term).__name__} has no meaning in evaluate.py: give it one")
        self._held.append(term)  # an id is only a term's own while the term lives
        found = values[key] = meaning(self, term)
        return found

    def true(self, term: t.Term) -> bool:
        """Whether the term is known to be true."""
        return self.value(term) is True

    def _fact(self, term: t.Fact) -> t.Value | None:
        return self.facts.get(term.name)

    def _held_value(self, term: t.Constant | t.Parameter) -> t.Value | None:
        return term.value

    def _recorded(self, term: t.Recorded) -> bool:
        return self.value(term.term) is not None

    def _not(self, term: t.Not) -> bool | None:
        inner = self.value(term.term)
        return None if inner is None else not inner

    def _at_least(self, term: t.AtLeast) -> bool | None:
        values = [self.value(inner) for inner in term.terms]
        true = values.count(True)
        if true >= term.count:
            return True
        return None if true + values.count(None) >= term.count else False

    def _choose(self, term: t.Choose) -> t.Value | None:
        for condition, value in term.cases:
            holds = self.value(condition)
            if holds is None:
                return None
            if holds:
                return self.value(value)
        return self.value(term.otherwise)

    def _extreme(self, term: t.Least | t.Greatest) -> t.Value | None:
        known: list[Any] = [value for value in map(self.value, term.terms) if value is not None]
        pick: Callable[[Any], Any] = min if isinstance(term, t.Least) else max
        return pick(known) if known else None


Meaning = Callable[[Evaluation, Any], t.Value | None]


def _settled_by(truth: bool) -> Meaning:
    """Kleene's and (settled by one that is false) and or (by one that is true)."""

    def meaning(evaluation: Evaluation, term: t.And | t.Or) -> bool | None:
        known = True
        for inner in term.terms:
            value = evaluation.value(inner)
            if value is truth:
                return truth
            known = known and value is not None
        return not truth if known else None

    return meaning


def _strict(result: Callable[..., t.Value | None]) -> Meaning:
    """Of nodes that are unknown as soon as anything below them is: from the node and the values below, its own."""

    def meaning(evaluation: Evaluation, term: t.Term) -> t.Value | None:
        below = [evaluation.value(child) for child in t.children(term)]
        return None if None in below else result(term, *below)

    return meaning


MEANING: Mapping[type[t.Term], Meaning] = {
    t.Fact: Evaluation._fact,
    t.Constant: Evaluation._held_value,
    t.Parameter: Evaluation._held_value,
    t.Named: _strict(lambda _, value: value),
    t.Recorded: Evaluation._recorded,
    t.Not: Evaluation._not,
    t.And: _settled_by(False),
    t.Or: _settled_by(True),
    t.AtLeast: Evaluation._at_least,
    t.Choose: Evaluation._choose,
    t.Least: Evaluation._extreme,
    t.Greatest: Evaluation._extreme,
    t.Compare: _strict(lambda term, left, right: ORDER[term.op](left, right)),
    t.Meets: _strict(lambda term, value, limit: ORDER[str(term.limit.comparison)](value, limit)),
    t.IsIn: _strict(lambda term, text: text in term.texts),
    t.Lookup: _strict(lambda term, key: dict(term.table).get(key)),
    t.Arithmetic: _strict(lambda term, left, right: finite(ARITHMETIC[term.op], left, right)),
    t.Function: _strict(lambda term, value: finite(FUNCTIONS[term.name], value)),
    t.Round: _strict(lambda term, value: finite(round_half_away, value, term.decimals)),
    t.Shift: _strict(lambda term, start, amount: shift(start, amount, term.unit)),
    t.Between: _strict(lambda term, start, end: calendar.between(term.unit, start, end)),
}


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
