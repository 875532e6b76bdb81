"""What is missing, by brute force: every way in which the record could be completed, tried on the evaluator.

A term is first brought to where only facts are unknown: what is known becomes a constant, and what the record lacks
without being a fact (a computed number, a value with `asks`, a source not yet asked) becomes a fact of its own.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise, product
from math import prod
from typing import Any

from benkoll.logic import term as t
from benkoll.logic.evaluate import Evaluation, evaluate
from benkoll.logic.rewrite import with_children
from terms.evaluators import Facts

DAY = timedelta(days=1)
COMPUTED = (t.Arithmetic, t.Function, t.Round, t.Shift, t.Between)


class NotTried(Exception):
    """Brute force has no answer: too many completions, or a number from one of several sources."""


class Completions:
    """All completions of one patient's record."""

    def __init__(
        self, facts: Facts, texts: Sequence[str], ranges: Mapping[str, tuple[float, float]], most: int = 2000
    ) -> None:
        """`texts`: all that a text fact can be; `ranges`: of number facts; `most`: how many completions to try."""
        self._now = Evaluation(facts)
        self._texts = texts
        self._ranges = ranges
        self._most = most
        self._made: dict[tuple[str, int], t.Fact] = {}
        self._stands_for: dict[str, frozenset[str]] = {}

    def missing(self, term: t.Term) -> frozenset[str]:
        """The facts, one of which changes the term's value in some completion; raises NotTried."""
        opened = self._opened(term)
        values = self._values(opened)
        found: frozenset[str] = frozenset()
        for name in t.facts_read(opened):
            outcomes = defaultdict(set)
            for completion, value in values:
                outcomes[tuple(v for n, v in completion.items() if n != name)].add(value)
            if any(len(different) > 1 for different in outcomes.values()):
                found |= self._stands_for.get(name, {name})
        return found

    def _values(self, opened: t.Term) -> list[tuple[Facts, t.Value | None]]:
        facts = {node.name: node for node in t.walk(opened) if isinstance(node, t.Fact)}
        cells = [self._cells(fact, opened) for fact in facts.values()]
        if prod(map(len, cells)) > self._most:
            raise NotTried
        completions = [dict(zip(facts, chosen, strict=True)) for chosen in product(*cells)]
        return [(completion, evaluate(opened, completion)) for completion in completions]

    def _cells(self, fact: t.Fact, opened: t.Term) -> Sequence[Any]:
        """A value from each cell into which the term's constants cut the fact, the constants themselves included."""
        constants = [node.value for node in t.walk(opened) if isinstance(node, t.Constant) and node.kind == fact.kind]
        limits: set[Any] = {value for value in constants if value is not None}
        match fact.kind:
            case "bool":
                return [False, True]
            case "text":
                return self._texts
            case "number":
                low, high = self._ranges.get(fact.name, (-sys.float_info.max, sys.float_info.max))
                points = sorted({low, high, *(limit for limit in limits if low <= limit <= high)})
                return sorted({*points, *(below / 2 + above / 2 for below, above in pairwise(points))})
            case "date":
                before = {limit - DAY for limit in limits if limit > date.min}
                after = {limit + DAY for limit in limits if limit < date.max}
                return sorted({date.min, date.max, *before, *limits, *after})

    # FROM A TERM TO ONE IN WHICH ONLY FACTS ARE UNKNOWN

    def _opened(self, term: t.Term) -> t.Term:
        value = self._now.value(term)
        if value is not None:
            return t.Constant(value, term.kind)
        match term:
            case t.Fact() | t.Constant():
                return term
            case t.Named():
                return self._asked(term) if term.asks else self._opened(term.term)
            case t.Meets():
                assert term.limit.comparison
                return t.Compare(term.limit.comparison, self._opened(term.value), t.as_term(term.limit.value))
            case t.Choose():
                cases = [
                    (self._condition(condition, term.kind), self._opened(value)) for condition, value in term.cases
                ]
                return t.Choose(tuple(cases), self._opened(term.otherwise))
            case t.Least() | t.Greatest():
                return self._standing_for("computed", term, *term.terms)
            case _ if isinstance(term, COMPUTED):
                lost = [all(v is None for _, v in self._values(self._opened(part))) for part in t.children(term)]
                return t.unknown(term.kind) if any(lost) else self._standing_for("computed", term, *t.children(term))
            case _:
                return with_children(term, [self._opened(child) for child in t.children(term)])

    def _standing_for(self, what: str, term: t.Term, *parts: t.Term) -> t.Term:
        """A fact that stands for what the parts hang on; where that is nothing, what never comes to be known."""
        names = frozenset().union(*map(self.missing, parts))
        if not names:
            return t.as_term(False) if what == "gap" else t.unknown(term.kind)
        return self._fact(what, term, names)

    def _fact(self, what: str, term: t.Term, names: frozenset[str]) -> t.Fact:
        kind: t.Kind = "bool" if what == "gap" else term.kind
        fact = self._made.setdefault((what, id(term)), t.Fact(f"{what} {len(self._made)}", kind))
        self._stands_for[fact.name] = names
        return fact

    def _condition(self, condition: t.Term, kind: t.Kind) -> t.Term:
        """A condition on the record alone: what the record lacks may come, or not."""
        if not _on_the_record(condition):
            return self._opened(condition)
        if isinstance(condition, t.Recorded):
            if self._now.value(condition):
                return t.as_term(True)
            gap = self._standing_for("gap", condition.term, condition.term)
            if isinstance(gap, t.Fact) and kind in ("number", "date"):
                raise NotTried
            return gap
        return with_children(condition, [self._condition(child, kind) for child in t.children(condition)])

    def _asked(self, term: t.Named) -> t.Term:
        """The named term, with a fact of its own for the values that are computed, or that nobody has."""
        own = self._fact("asked", term, frozenset(term.asks))

        def replaced(inner: t.Term) -> t.Term:
            if isinstance(inner, t.Choose):
                return t.Choose(
                    tuple((when, replaced(value)) for when, value in inner.cases), replaced(inner.otherwise)
                )
            return own if isinstance(inner, t.Fact) and inner.name.startswith("computed ") else inner

        return t.first_known(replaced(self._opened(term.term)), own)


def _on_the_record(condition: t.Term) -> bool:
    return isinstance(condition, t.Recorded) or (
        isinstance(condition, t.Named | t.Not | t.And | t.Or | t.AtLeast)
        and all(map(_on_the_record, t.children(condition)))
    )
