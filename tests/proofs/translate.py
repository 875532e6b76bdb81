"""Terms in Z3: what a term is worth for all patients at once.

An unknown is a pair, (known, value); of a truth value it is (known to be true, known to be false), of a text one
condition for each text that it can be. A number is a real, a date two integers: the month counted through all years, and
the day in it, so that months are moved and counted by plain sums.

Exact: logic, comparison, choice, membership, look-up, least and greatest, and the calendar (months clamped to the last
day, 29 February, days by their number). Over-approximated, each a free value within bounds, so that what is proved
holds for every value that the evaluators could compute: arithmetic (a real sum lies within a rounding error of the
floating one; a product or quotient of two unknowns is any number), exp and ln, rounding (within half a step, and to whole numbers whole), the part
of a running month or year (zero only on the day itself), and a shift by an amount that is not a constant.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from types import MappingProxyType
from typing import Any

import z3

from benkoll.logic import term as t
from benkoll.logic.evaluate import evaluate

EMPTY: Mapping[str, Any] = MappingProxyType({})
YES, NO = z3.BoolVal(True), z3.BoolVal(False)
LARGEST = Fraction(math.ldexp(1 - 2.0**-53, 1024))
STEP, SMALLEST = Fraction(1, 2**52), Fraction(1, 2**1074)  # of floating numbers: between two near 1, and above 0


@dataclass(frozen=True, slots=True)
class Truth:
    """A truth value: known to be true, known to be false, or neither."""

    true: Any
    false: Any

    @property
    def known(self) -> Any:
        return disjunction(self.true, self.false)


@dataclass(frozen=True, slots=True)
class Number:
    known: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Day:
    """`month`: counted from January of year 0; `day`: of the month, from 1."""

    known: Any
    month: Any
    day: Any

    @property
    def order(self) -> Any:
        """A number that is greater for a later day."""
        return 31 * self.month + self.day


@dataclass(frozen=True, slots=True)
class Text:
    """`texts`: text -> when it is known to be this one."""

    texts: Mapping[str, Any]

    @property
    def known(self) -> Any:
        return disjunction(*self.texts.values())


Worth = Truth | Number | Day | Text


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
                return _choose(below)
            case t.Least():
                return reduce(lambda one, other: _first(one, other, order(one) <= order(other)), below)
            case t.Greatest():
                return reduce(lambda one, other: _first(one, other, order(one) >= order(other)), below)
            case _:
                return self._strict(node, below)

    def _strict(self, node: t.Term, below: list[Any]) -> Worth:
        match node:
            case t.Compare():
                return _compare(node.op, *below)
            case t.Meets():
                return _compare(str(node.limit.comparison), *below)
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
        return self._near(known, exact, _rounding_error(exact))

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
        near = self._near(of.known, of.value, half_a_step + 4 * _rounding_error(of.value), far)
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
        moved = self._any_day(NO)
        number = day_number(start) + math.floor(size)
        inside = z3.And(number >= 1, number <= date.max.toordinal())
        self._bind(z3.Implies(inside, day_number(moved) == number))
        return Day(conjunction(start.known, inside), moved.month, moved.day)

    def _between(self, unit: str, start: Day, end: Day) -> Number:
        known = conjunction(start.known, end.known)
        if unit == "days":
            return Number(known, z3.ToReal(day_number(end) - day_number(start)))
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


# LOGIC


def conjunction(*parts: Any) -> Any:
    kept = list(dict.fromkeys(part for part in parts if not z3.is_true(part)))
    if any(z3.is_false(part) for part in kept):
        return NO
    return kept[0] if len(kept) == 1 else z3.And(kept) if kept else YES


def disjunction(*parts: Any) -> Any:
    kept = list(dict.fromkeys(part for part in parts if not z3.is_false(part)))
    if any(z3.is_true(part) for part in kept):
        return YES
    return kept[0] if len(kept) == 1 else z3.Or(kept) if kept else NO


def negation(part: Any) -> Any:
    if z3.is_not(part):
        return part.arg(0)
    return YES if z3.is_false(part) else NO if z3.is_true(part) else z3.Not(part)


def at_least(count: int, parts: list[Any]) -> Any:
    if count <= 0:
        return YES
    return z3.AtLeast(*parts, count) if count <= len(parts) else NO


def choice(condition: Any, then: Any, otherwise: Any) -> Any:
    if z3.is_true(condition):
        return then
    return otherwise if z3.is_false(condition) else z3.If(condition, then, otherwise)


def least(one: Any, other: Any) -> Any:
    return z3.If(one <= other, one, other)


def _choose(below: list[Any]) -> Worth:
    *cases, result = below
    for condition, value in reversed(list(zip(cases[::2], cases[1::2], strict=True))):
        result = _either(condition, value, result)
    return result


def _either(condition: Truth, one: Any, other: Any) -> Worth:
    """One where the condition is known to be true, the other where it is known to be false, else unknown."""

    def chosen(this: Any, that: Any) -> Any:
        return disjunction(conjunction(condition.true, this), conjunction(condition.false, that))

    match one:
        case Truth():
            return Truth(chosen(one.true, other.true), chosen(one.false, other.false))
        case Text():
            texts = dict.fromkeys([*one.texts, *other.texts])
            return Text({text: chosen(one.texts.get(text, NO), other.texts.get(text, NO)) for text in texts})
        case _:
            return _value_of(condition.true, chosen(one.known, other.known), one, other)


def _value_of(condition: Any, known: Any, one: Any, other: Any) -> Worth:
    if isinstance(one, Number):
        return Number(known, choice(condition, one.value, other.value))
    return Day(known, choice(condition, one.month, other.month), choice(condition, one.day, other.day))


def _first(one: Any, other: Any, comes_first: Any) -> Worth:
    """The one of two that comes first, or that is known."""
    takes_one = conjunction(one.known, disjunction(negation(other.known), comes_first))
    return _value_of(takes_one, disjunction(one.known, other.known), one, other)


# NUMBERS AND DATES


def order(worth: Number | Day) -> Any:
    """What two numbers, or two dates, are told apart by."""
    return worth.value if isinstance(worth, Number) else worth.order


COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _compare(op: str, left: Any, right: Any) -> Truth:
    holds, known = COMPARE[op](order(left), order(right)), conjunction(left.known, right.known)
    return Truth(conjunction(known, holds), conjunction(known, z3.Not(holds)))


def constant(value: t.Value | None, kind: t.Kind) -> Worth:
    """A value that is the same for all; None is unknown."""
    known = NO if value is None else YES
    match kind:
        case "bool":
            return Truth(z3.BoolVal(value is True), z3.BoolVal(value is False))
        case "number":
            return Number(known, rational(value or 0))
        case "date":
            day = value or date.min
            assert isinstance(day, date)
            return Day(known, z3.IntVal(month_number(day)), z3.IntVal(day.day))
        case "text":
            return Text({} if value is None else {str(value): YES})


def rational(value: Any) -> Any:
    return z3.RealVal(str(Fraction(value)))


def _rounding_error(exact: Any) -> Any:
    """What a floating number can lie beside the exact one."""
    return z3.If(exact >= 0, exact, -exact) * rational(STEP) + rational(SMALLEST)


def month_number(day: date) -> int:
    """How the month of a date is counted."""
    return day.year * 12 + day.month - 1


def in_calendar(month: Any) -> Any:
    """Whether the month lies in the years 1-9999."""
    return z3.And(month >= month_number(date.min), month <= month_number(date.max))


def is_leap(year: Any) -> Any:
    return z3.Or(z3.And(year % 4 == 0, year % 100 != 0), year % 400 == 0)


def days_in_month(month: Any) -> Any:
    of_year = month % 12
    short = z3.Or(*(of_year == number for number in (3, 5, 8, 10)))
    return z3.If(of_year == 1, z3.If(is_leap(month / 12), 29, 28), z3.If(short, 30, 31))


def add_months(start: Day, months: int) -> Day:
    """As `logic.calendar.add_months`: the same day of the month, or its last."""
    month = start.month + months
    return Day(conjunction(start.known, in_calendar(month)), month, least(start.day, days_in_month(month)))


def day_number(day: Day) -> Any:
    """The proleptic number of the day, 1 for 1 January of year 1."""
    year, month = day.month / 12, day.month % 12 + 1
    february = z3.If(month <= 2, 0, z3.If(is_leap(year), 1, 2))
    before = year - 1
    in_year = (367 * month - 362) / 12 - february + day.day
    return 365 * before + before / 4 - before / 100 + before / 400 + in_year
