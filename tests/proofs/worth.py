"""What a term is worth in Z3, kind by kind, and the sums of logic, order and calendar over it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import z3

from benkoll.logic import term as t

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


def chosen_of(below: list[Any]) -> Worth:
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


def first_of(one: Any, other: Any, comes_first: Any) -> Worth:
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


def compared(op: str, left: Any, right: Any) -> Truth:
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


def rounding_error(exact: Any) -> Any:
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


def add_days(start: Day, days: int) -> Day:
    """The date at most 28 days before or after."""
    day = start.day + days
    if days >= 0:
        length = days_in_month(start.month)
        over = day > length
        month, day = start.month + z3.If(over, 1, 0), z3.If(over, day - length, day)
    else:
        under = day < 1
        month = start.month - z3.If(under, 1, 0)
        day = z3.If(under, day + days_in_month(month), day)
    return Day(conjunction(start.known, in_calendar(month)), month, day)
