"""Terms in Z3: what a term is worth for all patients at once.

An unknown is a pair, (known, value); of a truth value it is (known to be true, known to be false), of a text one
condition for each text that it can be. A number is a real, a date two integers: the month counted through all years,
and the day in it, so that months are moved and counted by plain sums.

Exact: logic, comparison, choice, membership, look-up, least and greatest, calendar months (clamped to the last day, 29
February) and up to 28 days. Over-approximated, each a free value within bounds, so that what is proved holds for every
value that the evaluators could compute: arithmetic (a real sum lies within a rounding error of the floating one; a
product or quotient of two unknowns is any number), exp and ln, rounding (within half a step, and whole where rounded to
whole numbers), the part of a running month or year (none on the day itself, else less than one), longer spans of days,
and a shift by an amount that is not a constant.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from types import MappingProxyType
from typing import Any

import z3

from benkoll.logic import term as t
from benkoll.logic.evaluate import evaluate
from proofs.worth import (
    LARGEST,
    NO,
    YES,
    Day,
    Number,
    Text,
    Truth,
    Worth,
    add_days,
    add_months,
    at_least,
    choice,
    chosen_of,
    compared,
    conjunction,
    constant,
    days_in_month,
    disjunction,
    first_of,
    in_calendar,
    least,
    negation,
    order,
    rational,
    rounding_error,
)

EMPTY: Mapping[str, Any] = MappingProxyType({})


class Translation:
    """Terms in Z3, each node once. What a node's free values are bound by is kept beside it."""

    def __init__(
        self,
        texts: Mapping[str, Sequence[str]],
        ranges: Mapping[str, tuple[float, float]] = EMPTY,
        whole: Collection[str] = (),
        settled: "tuple[Translation, Mapping[str, t.Term]] | None" = None,
    ) -> None:
        """`texts`: text fact -> all that it can be; `ranges`: of number facts; `whole`: those that are whole numbers.

        `settled`: the facts that are terms themselves, over the facts of another translation.
        """
        self._texts = texts
        self._ranges = ranges
        self._whole = whole
        self._settled = settled
        self._facts: dict[str, tuple[Worth, list[Any]]] = {}
        self._worth: dict[int, Worth] = {}
        self._bounds: dict[int, list[Any]] = {}
        self._loose: set[int] = set()
        self._held: list[t.Term] = []
        self._at = 0

    def worth(self, term: t.Term) -> Worth:
        """What the term is worth. Raises TermError for a kind of node that is not known here."""
        for node in t.walk(term):
            if id(node) not in self._worth:
                self._held.append(node)  # an id is only a term's own while the term lives
                self._at = id(node)
                self._worth[id(node)] = self._translate(node)
        return self._worth[id(term)]

    def true(self, term: t.Term) -> Any:
        """When the term is known to be true."""
        worth = self.worth(term)
        assert isinstance(worth, Truth)
        return worth.true

    def known(self, term: t.Term) -> Any:
        """When the term has a value."""
        return self.worth(term).known

    def bounds(self, *terms: t.Term) -> Iterator[Any]:
        """What holds of all facts and free values below the terms."""
        for term in terms:
            self.worth(term)
        for node in t.walk(*terms):
            yield from self._bounds.get(id(node), ())

    def exact(self, term: t.Term) -> bool:
        """Whether nothing below the term is over-approximated."""
        self.worth(term)
        return not any(id(node) in self._loose for node in t.walk(term))

    # FREE VALUES

    def _bind(self, *bounds: Any) -> None:
        self._bounds.setdefault(self._at, []).extend(bounds)

    def _free(self) -> Any:
        """A condition that may hold or not; with it the node is over-approximated."""
        self._loose.add(self._at)
        return z3.FreshBool("free")

    def _any_number(self) -> Any:
        value = z3.FreshReal("free")
        self._bind(value <= rational(LARGEST), value >= rational(-LARGEST))
        return value

    def _any_day(self, known: Any, name: str = "") -> Day:
        parts = (z3.Int(f"{name} {part}") if name else z3.FreshInt(part) for part in ("month", "day"))
        day = Day(known, *parts)
        self._bind(in_calendar(day.month), day.day >= 1, day.day <= days_in_month(day.month))
        return day

    def _settled_fact(self, fact: t.Fact) -> "tuple[Worth, list[Any]] | None":
        translation, terms = self._settled or (self, EMPTY)
        if fact.name not in terms:
            return None
        return translation.worth(terms[fact.name]), list(translation.bounds(terms[fact.name]))

    def _free_fact(self, fact: t.Fact) -> tuple[Worth, list[Any]]:
        worth = self._fact(fact.name, fact.kind)
        return worth, self._bounds.pop(self._at, [])

    def _fact(self, name: str, kind: t.Kind) -> Worth:
        known = z3.Bool(f"{name} known")
        match kind:
            case "bool":
                value = z3.Bool(name)
                return Truth(z3.And(known, value), z3.And(known, z3.Not(value)))
            case "number":
                low, high = self._ranges.get(name, (-LARGEST, LARGEST))
                number = z3.ToReal(z3.Int(name)) if name in self._whole else z3.Real(name)
                self._bind(number >= rational(low), number <= rational(high))
                return Number(known, number)
            case "date":
                return self._any_day(known, name)
            case "text":
                texts = {text: z3.Bool(f"{name} = {text}") for text in self._texts[name]}
                self._bind(z3.AtMost(*texts.values(), 1))
                return Text(texts)

    # NODES

    def _translate(self, node: t.Term) -> Worth:
        below: list[Any] = [self._worth[id(child)] for child in t.children(node)]
        match node:
            case t.Fact():
                if node.name not in self._facts:
                    self._facts[node.name] = self._settled_fact(node) or self._free_fact(node)
                fact, self._bounds[id(node)] = self._facts[node.name]
                return fact
            case t.Constant() | t.Parameter():
                return constant(node.value, node.kind)
            case t.Named():
                return self._worth[id(node.term)]
            case t.Recorded():
                return Truth(below[0].known, negation(below[0].known))
            case t.Not():
                return Truth(below[0].false, below[0].true)
            case t.And():
                return Truth(conjunction(*(w.true for w in below)), disjunction(*(w.false for w in below)))
            case t.Or():
                return Truth(disjunction(*(w.true for w in below)), conjunction(*(w.false for w in below)))
            case t.AtLeast():
                true = at_least(node.count, [w.true for w in below])
                return Truth(true, negation(at_least(node.count, [negation(w.false) for w in below])))
            case t.Choose():
                return chosen_of(below)
            case t.Least():
                return reduce(lambda one, other: first_of(one, other, order(one) <= order(other)), below)
            case t.Greatest():
                return reduce(lambda one, other: first_of(one, other, order(one) >= order(other)), below)
            case _:
                return self._strict(node, below)

    def _strict(self, node: t.Term, below: list[Any]) -> Worth:
        match node:
            case t.Compare():
                return compared(node.op, *below)
            case t.Meets():
                return compared(str(node.limit.comparison), *below)
            case t.IsIn():
                texts = below[0].texts
                return Truth(
                    disjunction(*(when for text, when in texts.items() if text in node.texts)),
                    disjunction(*(when for text, when in texts.items() if text not in node.texts)),
                )
            case t.Lookup():
                found = [(below[0].texts.get(text, NO), number) for text, number in node.table]
                value = reduce(lambda rest, one: choice(one[0], rational(one[1]), rest), found, rational(0))
                return Number(disjunction(*(when for when, _ in found)), value)
            case t.Arithmetic():
                return self._arithmetic(node, *below)
            case t.Function():
                return self._function(node.name, below[0])
            case t.Round():
                return self._round(below[0], node.decimals)
            case t.Shift():
                return self._shift(node, *below)
            case t.Between():
                return self._between(node.unit, *below)
            case _:
                raise t.TermError(f"{type(node).__name__} has no meaning in translate.py: give it one")

    # NUMBERS

    def _near(self, known: Any, exact: Any, error: Any, far: Fraction = LARGEST / 2) -> Number:
        """A floating number within the error of the exact one; far from 0 perhaps none, for it may be too large."""
        value, there = self._any_number(), self._free()
        within = z3.And(exact <= rational(far), exact >= rational(-far))
        self._bind(z3.Implies(within, there), z3.Implies(there, z3.And(value <= exact + error, value >= exact - error)))
        return Number(conjunction(known, there), value)

    def _arithmetic(self, node: t.Arithmetic, left: Number, right: Number) -> Worth:
        if not t.facts_read(node):
            return constant(evaluate(node, {}), "number")
        known = conjunction(left.known, right.known)
        constants = [not t.facts_read(side) for side in (node.left, node.right)]
        if node.op in "+-":
            exact = left.value + right.value if node.op == "+" else left.value - right.value
        elif constants[1] and node.op == "/":
            divisor = evaluate(node.right, {})
            if not divisor:
                return constant(None, "number")
            exact = left.value / rational(divisor)
        elif any(constants) and node.op == "*":
            exact = left.value * right.value
        else:
            divides = right.value != 0 if node.op == "/" else YES
            return Number(conjunction(known, divides, self._free()), self._any_number())
        return self._near(known, exact, rounding_error(exact))

    def _function(self, name: str, of: Number) -> Number:
        value = self._any_number()
        there = self._free()
        if name == "ln":
            self._bind(z3.Implies(of.value >= 1, value >= 0), z3.Implies(of.value <= 1, value <= 0))
            return Number(conjunction(of.known, of.value > 0), value)
        self._bind(value >= 0, z3.Implies(of.value >= 0, value >= 1), z3.Implies(of.value <= 0, value <= 1))
        self._bind(z3.Implies(of.value <= 709, there), z3.Implies(of.value >= 710, z3.Not(there)))
        return Number(conjunction(of.known, there), value)

    def _round(self, of: Number, decimals: int) -> Number:
        scale = Fraction(10) ** decimals
        half_a_step = rational((Fraction(1, 2) + Fraction(1, 10**8)) / scale)
        far = LARGEST / 2 / max(scale, 1)
        near = self._near(of.known, of.value, half_a_step + 4 * rounding_error(of.value), far)
        if decimals == 0:
            self._bind(z3.IsInt(near.value))
        return near

    # DATES

    def _shift(self, node: t.Shift, start: Day, amount: Number) -> Worth:
        size = evaluate(node.amount, {}) if not t.facts_read(node.amount) else "unknown"
        if size is None:
            return constant(None, "date")
        if size == "unknown":
            return self._any_day(conjunction(start.known, amount.known, self._free()))
        assert isinstance(size, int | float)
        if abs(size) > 1_000_000:
            return constant(None, "date")
        if node.unit == "months":
            return add_months(start, math.floor(size))
        if abs(size) <= 28:
            return add_days(start, math.floor(size))
        days, moved = math.floor(size), self._any_day(NO)
        whole = days // 28  # months, or more
        inside = conjunction(in_calendar(start.month + whole - 1), in_calendar(start.month + whole + 1))
        there = disjunction(inside, self._free())
        self._bind(z3.Implies(there, self._days(start, moved) == days))
        return Day(conjunction(start.known, there), moved.month, moved.day)

    def _days(self, start: Day, end: Day) -> Any:
        """Days from start to end: exact to the next month or the one before, else by months of 28 to 31."""
        months, of_months = end.month - start.month, z3.FreshInt("days")
        self._bind(
            z3.Implies(months == 0, of_months == 0),
            z3.Implies(months == 1, of_months == days_in_month(start.month)),
            z3.Implies(months == -1, of_months == -days_in_month(end.month)),
            z3.Implies(months > 0, z3.And(of_months >= 28 * months, of_months <= 31 * months)),
            z3.Implies(months < 0, z3.And(of_months <= 28 * months, of_months >= 31 * months)),
        )
        return of_months + end.day - start.day

    def _between(self, unit: str, start: Day, end: Day) -> Number:
        known = conjunction(start.known, end.known)
        if unit == "days":
            self._loose.add(self._at)
            return Number(known, z3.ToReal(self._days(start, end)))
        same_day = least(start.day, days_in_month(end.month))
        whole = end.month - start.month - choice(same_day > end.day, 1, 0)
        on_the_day = same_day == end.day
        passed = start.month + whole
        following = passed + 1
        if unit == "years":
            years = z3.FreshInt("years")
            self._bind(12 * years <= whole, whole < 12 * years + 12)
            on_the_day = z3.And(on_the_day, whole == 12 * years)
            passed = start.month + 12 * years
            whole, following = years, passed + 12
        inside = z3.And(in_calendar(passed), in_calendar(following))
        self._loose.add(self._at)
        size, full = z3.FreshReal("size"), z3.FreshInt("full")
        self._bind(full == whole, size >= full, size < full + 1, (size == full) == on_the_day)
        return Number(conjunction(known, inside), size)
