"""What is missing: exactly those unknown facts that can still change a term's value, by a decision diagram.

The variables are what the record lacks, each free to take any value that it can have:

- a fact: a truth value; a text, with one cell per text; a number or date, cut into cells by the limits it meets
  (the point of a limit is a cell of its own);
- a compound: whatever is computed (arithmetic, rounding, time between dates) from something unknown is a number or date
  of its own, so a limit stands on the measure and not on the facts below; with it go the facts that it hangs on;
- a named term with `asks`, where it has no value although what it reads is known, or where a compound stands for it:
  with it go its `asks`. Without `asks` such a value is unknown for good, and nothing is named for it;
- which of two unknown numbers or dates is the greater, where they are compared with each other.

The record is read as it is now: `Recorded` is a constant, and the least (greatest) of several is that of those known,
if any is. One exception: where a choice has no value, and one of its conditions asks only what the record holds
(`first_known`: the better source before the worse), then both ways are open, for what is asked for may still come.
So facts that stand for each other are all named. Numbers and dates chosen so, with no known value among them, are one
measure, and one variable.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import reduce
from math import nextafter
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from benkoll.logic import term as t
from benkoll.logic.diagram import END, ENDS, FIRST_FREE_TAG, KNOWN_END, UNKNOWN_END, Diagrams, Node, Variable
from benkoll.logic.evaluate import ORDER, Evaluation

Texts = Mapping[str, tuple[str, ...]]
Ranges = Mapping[str, tuple[float, float]]
Follows = Mapping[str, tuple[tuple[t.Term, t.Term], ...]]
NONE_GIVEN: Mapping[str, Any] = MappingProxyType({})
LINES: dict[t.Kind, tuple[float, float]] = {  # where each kind of value lies, from its least to its greatest
    "bool": (0, 1),
    "number": (-sys.float_info.max, sys.float_info.max),
    "date": (date.min.toordinal(), date.max.toordinal()),
    "text": (0, float("inf")),  # a text is told by its place in a list
}
_LEVEL = attrgetter("level")
MIRRORED: dict[t.Comparison, t.Comparison] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Missing:
    """What is missing for one patient; the work is shared by all terms that are asked about."""

    def __init__(
        self,
        facts: Mapping[str, t.Value | None],
        evaluation: Evaluation | None = None,
        domains: Texts = NONE_GIVEN,
        ranges: Ranges = NONE_GIVEN,
        follows: Follows = NONE_GIVEN,
    ) -> None:
        """`facts`: name -> value, absent or None is unknown; `evaluation`: of the same facts, where there is one.

        `domains`: text fact -> every text that it can be; `ranges`: number fact -> its least and its greatest value;
        `follows`: fact -> (condition, value): other facts that, once known, settle it.
        """
        self._now = Evaluation(facts) if evaluation is None else evaluation
        self._domains = domains
        self._ranges = ranges
        self._follows = follows
        self._all = Diagrams()
        self._diagrams: dict[int, Node] = {}  # by id: the evaluation keeps each term alive
        self._bare: dict[int, Node] = {}  # the same, where a fact stands for itself alone
        self._facts: dict[str, Node] = {}
        self._owns: dict[str, Node] = {}
        self._comings: dict[int, Node] = {}  # by the tags of what comes
        self._gaps: dict[int, Node] = {}
        self._pairs: dict[tuple[int, int], Variable] = {}
        self._levels = 0
        self._names: dict[str, int] = {}
        self._spelled: dict[int, tuple[str, ...]] = {}
        self._texts: dict[int, dict[str, int]] = {}

    def of(self, *terms: t.Term) -> tuple[str, ...]:
        """Names of the unknown facts that a term's value hangs on, any of the terms; in order of first appearance.

        Empty where all are settled. Raises TermError for a kind of node that is not known here.
        """
        tags = 0
        for term in terms:
            tags |= self._diagram(term).tags
        return self._named_by(tags)

    def settled(self, term: t.Term) -> t.Value | None:
        """The term's value, also where Kleene's logic leaves it open and yet no completion can change it."""
        diagram = self._diagram(term)
        fixed = diagram.level == END and not isinstance(diagram.value, Variable)
        return diagram.value if fixed else None

    def _named_by(self, tags: int) -> tuple[str, ...]:
        if tags not in self._spelled:
            self._spelled[tags] = tuple(name for name, tag in self._names.items() if tag & tags)
        return self._spelled[tags]

    def _diagram(self, term: t.Term) -> Node:
        value = self._now.value(term)
        return self._unknown(term) if value is None else self._all.end(value)

    def _unknown(self, term: t.Term) -> Node:
        """The diagram of a term that has no value."""
        found = self._diagrams.get(id(term))
        if found is None:
            diagram_of = DIAGRAM_OF.get(type(term))
            if diagram_of is None:
                raise t.TermError(f"{type(term).__name__} has no meaning in missing.py: give it one")
            found = self._diagrams[id(term)] = diagram_of(self, term)
        return found

    # VARIABLES

    def _variable(self, kind: t.Kind, tags: int, line: tuple[float, float] | None = None) -> Variable:
        self._levels += 1
        return Variable(self._levels, tags, *(line or LINES[kind]))

    def _tag(self, name: str) -> int:
        return self._names.setdefault(name, FIRST_FREE_TAG << len(self._names))

    def _compound(self, kind: t.Kind, *parts: Node) -> Node:
        """A number or date of its own that hangs on the parts; unknown for good where they hang on nothing."""
        tags = reduce(lambda tags, part: tags | part.tags, parts, 0) & ~ENDS
        if not tags:
            return self._all.unknown
        variable = self._variable(kind, tags)
        variable.compound = True
        return self._all.end(variable)

    def _free(self, variable: Variable, kind: t.Kind) -> Node:
        return self._all.reaches(variable, 1) if kind == "bool" else self._all.end(variable)

    def _fact(self, term: t.Fact) -> Node:
        if self._diagrams is self._bare:
            return self._own(term)
        if term.name not in self._facts:
            self._facts[term.name] = self._or_follows(term.name, self._own(term))
        return self._facts[term.name]

    def _own(self, term: t.Fact) -> Node:
        if term.name not in self._owns:
            texts = self._domains.get(term.name)
            variable = self._variable(term.kind, self._tag(term.name), self._ranges.get(term.name))
            if term.kind == "text" and texts:
                ends = tuple(self._all.end(text) for text in texts)
                self._owns[term.name] = self._all.cells(variable, tuple(range(1, len(texts))), ends)
            else:
                self._owns[term.name] = self._free(variable, term.kind)
        return self._owns[term.name]

    def _or_follows(self, name: str, own: Node) -> Node:
        """What other facts say of it, should they become known; else its own value."""
        through, self._diagrams = self._diagrams, self._bare  # what it follows from, it follows from by itself
        result = own
        for condition, value in reversed(self._follows.get(name, ())):
            holds = self._comes(self._diagram(condition))
            result = self._all.choose(holds, self._diagram(value), result)
        self._diagrams = through
        return result

    def _comes(self, condition: Node) -> Node:
        """Whether the condition comes to hold: what it reads may also stay unknown."""
        tags = condition.tags & ~ENDS
        if not tags:
            return condition if condition is self._all.true else self._all.false
        if tags not in self._comings:
            self._comings[tags] = self._free(self._variable("bool", tags), "bool")
        known = self._all.at_ends(condition, lambda end: end if end is self._all.true else self._all.false)
        return self._all.both(self._comings[tags], known)

    def _constant(self, term: t.Constant) -> Node:
        return self._all.unknown

    def _named(self, term: t.Named) -> Node:
        inner = self._unknown(term.term)
        if not term.asks or (term.kind == "bool" and not inner.tags & UNKNOWN_END):
            return inner
        own: list[Node] = []

        def replaced(end: Node) -> Node:
            if end is not self._all.unknown and not (isinstance(end.value, Variable) and end.value.compound):
                return end
            if not own:
                tags = reduce(lambda tags, name: tags | self._tag(name), term.asks, 0)
                own.append(self._free(self._variable(term.kind, tags), term.kind))
            return own[0]

        return self._all.at_ends(inner, replaced)

    # LOGIC AND CHOICE

    def _not(self, term: t.Not) -> Node:
        return self._all.negation(self._unknown(term.term))

    def _and(self, term: t.And) -> Node:
        return _joined(self._all.both, self._all.true, self._open(term))

    def _or(self, term: t.Or) -> Node:
        return _joined(self._all.either, self._all.false, self._open(term))

    def _open(self, term: t.And | t.Or) -> list[Node]:
        """The parts that leave it unknown: what is known of an unknown and is true, of an or false."""
        value, unknown = self._now.value, self._unknown
        return [unknown(part) for part in term.terms if value(part) is None]

    def _number_of(self, term: t.AtLeast) -> Node:
        return self._at_least(term.count, map(self._diagram, term.terms))

    def _logic(self, term: t.Term, of: Callable[[t.Term], Node]) -> Node:
        match term:
            case t.Not():
                return self._all.negation(of(term.term))
            case t.And():
                return _joined(self._all.both, self._all.true, map(of, term.terms))
            case t.Or():
                return _joined(self._all.either, self._all.false, map(of, term.terms))
            case _:
                assert isinstance(term, t.AtLeast)
                return self._at_least(term.count, map(of, term.terms))

    def _at_least(self, count: int, terms: Iterable[Node]) -> Node:
        enough = [self._all.true] + [self._all.false] * count  # [i]: at least i of those passed are true
        for term in terms:
            for i in range(count, 0, -1):
                enough[i] = self._all.either(enough[i], self._all.both(term, enough[i - 1]))
        return enough[count]

    def _choice(self, term: t.Choose) -> Node:
        open_cases: list[tuple[Node, Node]] = []
        either_way = False
        last = term.otherwise
        for condition, value in term.cases:
            if _asks_the_record(condition):
                holds = self._record(condition)
                either_way |= holds.level < self._all.true.level
            else:
                holds = self._diagram(condition)
            if holds is self._all.true:
                last = value
                break
            if holds is not self._all.false:
                open_cases.append((holds, self._diagram(value)))
        result = self._diagram(last)
        for holds, diagram in reversed(open_cases):
            result = self._all.choose(holds, diagram, result)
        if either_way and term.kind in ("number", "date") and not result.tags & KNOWN_END:
            return self._compound(term.kind, result)
        return result

    def _record(self, condition: t.Term) -> Node:
        """A condition that asks only the record: open for what the record lacks and can still get."""
        if isinstance(condition, t.Recorded):
            return self._gap(condition.term)
        if isinstance(condition, t.Named):
            return self._record(condition.term)
        return self._logic(condition, self._record)

    def _gap(self, term: t.Term) -> Node:
        if self._now.value(term) is not None:
            return self._all.true
        if id(term) not in self._gaps:
            variable = self._variable("bool", 0)  # made first: it shall stand above what would fill the gap
            variable.tags = self._diagram(term).tags & ~ENDS
            self._gaps[id(term)] = self._free(variable, "bool") if variable.tags else self._all.false
        return self._gaps[id(term)]

    # NUMBERS, DATES AND TEXTS

    def _compare(self, term: t.Compare) -> Node:
        return self._ordered(term.op, term.left, term.right)

    def _meets(self, term: t.Meets) -> Node:
        assert term.limit.comparison
        return self._ordered(term.limit.comparison, term.value, term.limit)

    def _ordered(self, op: t.Comparison, left: t.Term, right: t.Term) -> Node:
        sides = self._diagram(left), self._diagram(right)
        return self._all.at_ends(sides[0], lambda a: self._all.at_ends(sides[1], lambda b: self._order(op, a, b)))

    def _order(self, op: t.Comparison, left: Node, right: Node) -> Node:
        if left is self._all.unknown or right is self._all.unknown:
            return self._all.unknown
        if isinstance(left.value, Variable):
            if isinstance(right.value, Variable):
                return self._order_of_unknown(op, left.value, right.value)
            return self._against(op, left.value, right.value)
        if isinstance(right.value, Variable):
            return self._order(MIRRORED[op], right, left)
        return self._all.end(ORDER[op](left.value, right.value))

    def _against(self, op: t.Comparison, variable: Variable, limit: float | date) -> Node:
        if isinstance(limit, date):
            at, after = float(limit.toordinal()), limit.toordinal() + 1.0
        else:
            at, after = limit, nextafter(limit, float("inf"))
        reaches = self._all.reaches(variable, at if op in ("<", ">=") else after)
        return reaches if op in (">", ">=") else self._all.negation(reaches)

    def _order_of_unknown(self, op: t.Comparison, left: Variable, right: Variable) -> Node:
        """The sign of their difference, a variable of its own: negative, 0 or positive."""
        if left is right:
            return self._all.end(op in ("<=", ">="))
        if left.level > right.level:
            return self._order_of_unknown(MIRRORED[op], right, left)
        key = (left.level, right.level)
        if key not in self._pairs:
            self._pairs[key] = self._variable("number", left.tags | right.tags)
        return self._against(op, self._pairs[key], 0)

    def _is_in(self, term: t.IsIn) -> Node:
        return self._by_text(term.term, dict.fromkeys(term.texts, self._all.true), self._all.false)

    def _lookup(self, term: t.Lookup) -> Node:
        return self._by_text(term.key, {text: self._all.end(n) for text, n in term.table}, self._all.unknown)

    def _by_text(self, term: t.Term, of: dict[str, Node], otherwise: Node) -> Node:
        def follow(end: Node) -> Node:
            if end is self._all.unknown:
                return end
            if not isinstance(end.value, Variable):
                return of.get(end.value, otherwise)
            # a text without a domain: each text named so far has its place on the line, and any other lies past them
            places = self._texts.setdefault(end.value.level, {})
            for text in of:
                places.setdefault(text, len(places))
            branches = (*(of.get(text, otherwise) for text in places), otherwise)
            return self._all.cells(end.value, tuple(range(1, len(branches))), branches)

        return self._all.at_ends(self._diagram(term), follow)

    def _least(self, term: t.Least | t.Greatest) -> Node:
        return self._compound(term.kind, *map(self._diagram, term.terms))

    def _computed(self, term: t.Term) -> Node:
        parts = [self._diagram(child) for child in t.children(term)]
        return self._all.unknown if self._all.unknown in parts else self._compound(term.kind, *parts)


def _joined(connect: Callable[[Node, Node], Node], neutral: Node, parts: Iterable[Node]) -> Node:
    """All of them connected, the lowest first: what is above it grows upon it."""
    open_parts = [part for part in parts if part is not neutral]
    if len(open_parts) > 1:
        open_parts.sort(key=_LEVEL, reverse=True)
        return reduce(connect, open_parts)
    return open_parts[0] if open_parts else neutral


def _asks_the_record(condition: t.Term) -> bool:
    """Whether the condition asks only what the record holds."""
    match condition:
        case t.Recorded():
            return True
        case t.Named() | t.Not() | t.And() | t.Or() | t.AtLeast():
            return all(map(_asks_the_record, t.children(condition)))
        case _:
            return False


# `Recorded` and `Parameter` are never unknown, so they have no diagram
DIAGRAM_OF: dict[type[t.Term], Callable[[Missing, Any], Node]] = {
    t.Fact: Missing._fact,
    t.Constant: Missing._constant,
    t.Named: Missing._named,
    t.Not: Missing._not,
    t.And: Missing._and,
    t.Or: Missing._or,
    t.AtLeast: Missing._number_of,
    t.Compare: Missing._compare,
    t.Meets: Missing._meets,
    t.IsIn: Missing._is_in,
    t.Choose: Missing._choice,
    t.Lookup: Missing._lookup,
    t.Arithmetic: Missing._computed,
    t.Function: Missing._computed,
    t.Round: Missing._computed,
    t.Least: Missing._least,
    t.Greatest: Missing._least,
    t.Shift: Missing._computed,
    t.Between: Missing._computed,
}
