"""Terms made into columns of a table: one Polars plan in which what is shared is computed once.

A table has one row per patient and one column per fact: Boolean for bool, Float64 for number, Date for date and String
for text; null is unknown, and so is every fact without a column. Each expression here means what `evaluate` means,
also where Polars by itself means something else: no division yields infinity or NaN, no choice falls through an
unknown condition, halves are rounded away from zero, months are calendar months.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl

from benkoll.logic import term as t
from benkoll.logic.calendar import MONTHS, Unit
from benkoll.logic.evaluate import ARITHMETIC, ORDER

TYPES: dict[t.Kind, type[pl.DataType]] = {
    "bool": pl.Boolean,
    "number": pl.Float64,
    "date": pl.Date,
    "text": pl.String,
}

LEAVES = t.Fact | t.Constant | t.Parameter
REPEATS = t.AtLeast | t.Choose | t.IsIn | t.Lookup | t.Arithmetic | t.Function | t.Round | t.Shift | t.Between
"""Nodes whose expression holds the expression below it more than once."""


def add_columns(frame: pl.LazyFrame, terms: Mapping[str, t.Term]) -> pl.LazyFrame:
    """The table with one more column per term, of the term's name and type; a column of that name is replaced."""
    columns = frame.collect_schema()
    facts = [node for node in t.walk(*terms.values()) if isinstance(node, t.Fact)]
    absent = {fact.name: _literal(None, fact.kind) for fact in facts if fact.name not in columns}
    stages = [[expression.alias(name) for name, expression in absent.items()], *plan(terms)]
    helpers = [expression.meta.output_name() for stage in stages[:-1] for expression in stage]
    for stage in stages:
        frame = frame.with_columns(stage)
    return frame.drop([name for name in helpers if name not in terms])


def plan(terms: Mapping[str, t.Term]) -> list[list[pl.Expr]]:
    """Expressions for `with_columns`, stage after stage; the last stage makes the terms' own columns.

    Every fact read must have its column. A node that is used more than once has a column of its own while the plan
    runs, so that no expression is written, or computed, twice.
    """
    nodes = [node for node in t.walk(*terms.values()) if not isinstance(node, t.Named)]
    carried = _carried(nodes, terms)
    uses = _uses(nodes, terms, carried)
    helpers = _Helpers()
    written: dict[int, pl.Expr] = {}
    for node in nodes:
        below = [written[id(_meant(child))] for child in t.children(node)]
        expression = _number(node, below) if id(node) in carried else _expression(node, below, helpers.hold)
        shared = uses[id(node)] > 1 and not isinstance(node, LEAVES)
        written[id(node)] = helpers.hold(expression) if shared else expression
    return [*helpers.stages, [written[id(_meant(term))].alias(name) for name, term in terms.items()]]


Hold = Callable[[pl.Expr], pl.Expr]


class _Helpers:
    """Columns that exist while the plan runs, each in the first stage in which all that it reads is there."""

    def __init__(self) -> None:
        self.stages: list[list[pl.Expr]] = []
        self._there_from: dict[str, int] = {}
        self._held: dict[bytes, pl.Expr] = {}

    def hold(self, expression: pl.Expr) -> pl.Expr:
        """A column that holds the expression's values, for one that is used more than once; a like one's is shared."""
        key = expression.meta.serialize()
        if key not in self._held:
            self._held[key] = self._new(expression)
        return self._held[key]

    def _new(self, expression: pl.Expr) -> pl.Expr:
        name = f"term {len(self._there_from)}"
        stage = max((self._there_from.get(column, 0) for column in expression.meta.root_names()), default=0)
        self.stages.extend([] for _ in range(stage + 1 - len(self.stages)))
        self.stages[stage].append(expression.alias(name))
        self._there_from[name] = stage + 1
        return pl.col(name)


def _uses(nodes: list[t.Term], terms: Mapping[str, t.Term], carried: set[int]) -> Counter[int]:
    uses = Counter(id(_meant(term)) for term in terms.values())
    for node in nodes:
        once = id(node) in carried and not (isinstance(node, t.Arithmetic) and node.op == "/")
        for child in t.children(node):
            uses[id(_meant(child))] += 2 if isinstance(node, REPEATS) and not once else 1
    return uses


def _carried(nodes: list[t.Term], terms: Mapping[str, t.Term]) -> set[int]:
    """Numbers that need not be checked to be finite, for whatever they are used in is, and is not if they are not.

    A sum, difference or product with infinity or NaN is infinity or NaN, and so is a quotient of it.
    """
    carried = {id(node) for node in nodes if isinstance(node, t.Arithmetic | t.Function)}
    carried -= {id(_meant(term)) for term in terms.values()}
    for node in nodes:
        below = t.children(node)
        if isinstance(node, t.Arithmetic):
            below = below[1:] if node.op == "/" else ()
        carried -= {id(_meant(child)) for child in below}
    return carried


def _meant(term: t.Term) -> t.Term:
    """The term below its names."""
    while isinstance(term, t.Named):
        term = term.term
    return term


# NODES


def _expression(node: t.Term, below: list[pl.Expr], hold: Hold) -> pl.Expr:
    match node:
        case t.Fact():
            return pl.col(node.name)
        case t.Constant() | t.Parameter():
            return _literal(node.value, node.kind)
        case t.Recorded():
            return below[0].is_not_null()
        case t.Not():
            return ~below[0]
        case t.And():
            return pl.all_horizontal([pl.lit(True), *below])
        case t.Or():
            return pl.any_horizontal([pl.lit(False), *below])
        case t.AtLeast():
            return _at_least(node.count, below)
        case t.Choose():
            return _choose(node, below)
        case t.Least():
            return pl.min_horizontal(below)
        case t.Greatest():
            return pl.max_horizontal(below)
        case _:
            return _strict(node, below, hold)


def _strict(node: t.Term, below: list[Any], hold: Hold) -> pl.Expr:
    """Nodes of which Polars, too, says that they are null as soon as anything below them is."""
    match node:
        case t.Compare():
            return _same(ORDER[node.op](*below))
        case t.Meets():
            return _same(ORDER[str(node.limit.comparison)](*below))
        case t.IsIn():
            return pl.any_horizontal([below[0] != below[0], *(below[0] == text for text in node.texts)])
        case t.Lookup():
            return _lookup(below[0], node.table)
        case t.Arithmetic() | t.Function():
            return _finite(_number(node, below))
        case t.Round():
            return _round_half_away(below[0], node.decimals)
        case t.Shift():
            return _shift(below[0], below[1], node.unit, hold)
        case t.Between():
            return _between(below[0], below[1], node.unit, hold)
        case _:
            raise t.TermError(f"{type(node).__name__} has no column in columns.py: give it one")


def _literal(value: t.Value | None, kind: t.Kind) -> pl.Expr:
    return pl.lit(value, TYPES[kind])


def _same(expression: Any) -> pl.Expr:
    """What Python's operators make of two expressions is an expression, whatever their types in `evaluate` say."""
    assert isinstance(expression, pl.Expr)
    return expression


def _at_least(count: int, below: list[pl.Expr]) -> pl.Expr:
    true, possible = (
        pl.sum_horizontal([pl.lit(0), *(one.fill_null(unknown).cast(pl.Int32) for one in below)])
        for unknown in (False, True)
    )
    return pl.when(true >= count).then(True).when(possible < count).then(False)


def _choose(node: t.Choose, below: list[pl.Expr]) -> pl.Expr:
    chosen = below[-1]
    for condition, value in reversed(list(zip(below[:-1:2], below[1::2], strict=True))):
        unknown = _literal(None, node.kind)
        chosen = pl.when(condition).then(value).when(condition.is_null()).then(unknown).otherwise(chosen)
    return chosen


def _lookup(key: pl.Expr, table: tuple[tuple[str, float], ...]) -> pl.Expr:
    found = _literal(None, "number")
    for text, number in table:
        found = pl.when(key == text).then(_literal(number, "number")).otherwise(found)
    return found


# NUMBERS


def _number(node: t.Term, below: list[Any]) -> pl.Expr:
    """What a sum, difference, product, quotient or function gives, finite or not."""
    if isinstance(node, t.Function):
        return _same(below[0].exp() if node.name == "exp" else below[0].log())
    assert isinstance(node, t.Arithmetic)
    return _quotient(*below) if node.op == "/" else _same(ARITHMETIC[node.op](*below))


def _finite(number: pl.Expr) -> pl.Expr:
    return pl.when(number.is_finite()).then(number)


def _quotient(number: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    """A true quotient. By a divisor that is one value for all rows Polars multiplies by 1 / divisor, off by a bit."""
    return number / (divisor + number * 0.0)


def _round_half_away(number: pl.Expr, decimals: int) -> pl.Expr:
    """The formula of `evaluate.round_half_away`, operation by operation."""
    scale = _literal(10.0**decimals, "number")
    size = _quotient((number.abs() * scale + 0.5 + 1e-9).floor(), scale)
    return _finite(pl.when(number < 0).then(-size).otherwise(size))


# DATES, in whole numbers: Polars' own calendar takes five times as long.
# A day is counted from 1 January 1970, a month from March of year 0: so a leap day is the last day of its year.

FIRST_MONTH, LAST_MONTH = 10, 9999 * 12 + 9
FIRST_DAY, LAST_DAY = ((day - date(1970, 1, 1)).days for day in (date.min, date.max))
MARCH_OF_YEAR_0 = -719_468


def _month_and_day(day: pl.Expr, hold: Hold) -> tuple[pl.Expr, pl.Expr]:
    """The date's month, and its day of the month from 1 (Neri and Schneider, doi 10.1002/spe.3172)."""
    quarters = hold((day - MARCH_OF_YEAR_0) * 4 + 3)
    in_century = hold(quarters % 146_097 // 4 * 4 + 3)
    in_year = hold(in_century % 1_461 // 4 * 5 + 2)
    return hold((quarters // 146_097 * 100 + in_century // 1_461) * 12 + in_year // 153), hold(in_year % 153 // 5 + 1)


def _first_day(month: pl.Expr) -> pl.Expr:
    year = month // 12
    return MARCH_OF_YEAR_0 + year * 365 + year // 4 - year // 100 + year // 400 + (month % 12 * 153 + 2) // 5


def _clamped(month: pl.Expr, day_of_month: pl.Expr, hold: Hold) -> pl.Expr:
    """That day of the month, or the month's last; null outside the years 1-9999."""
    month = hold(month)
    day = pl.min_horizontal(_first_day(month) + day_of_month, _first_day(month + 1)) - 1
    return pl.when(month.is_between(FIRST_MONTH, LAST_MONTH)).then(day)


def _shift(start: pl.Expr, amount: pl.Expr, unit: str, hold: Hold) -> pl.Expr:
    day = start.cast(pl.Int32)
    whole = pl.when(amount.abs() <= 1_000_000).then(amount.floor()).cast(pl.Int32)
    if unit == "months":
        month, day_of_month = _month_and_day(day, hold)
        return _clamped(month + whole, day_of_month, hold).cast(pl.Date)
    day = day + whole
    return pl.when(day.is_between(FIRST_DAY, LAST_DAY)).then(day).cast(pl.Date)


def _between(start: pl.Expr, end: pl.Expr, unit: Unit, hold: Hold) -> pl.Expr:
    """As `calendar.between`: the whole months (or years), and the part of the next one that has gone."""
    start, end = start.cast(pl.Int32), end.cast(pl.Int32)
    if unit == "days":
        return (end - start).cast(pl.Float64)
    size = MONTHS[unit]
    (from_month, from_day), (to_month, to_day) = _month_and_day(start, hold), _month_and_day(end, hold)
    before_its_day = (to_day < from_day) & (end < _first_day(to_month + 1) - 1)
    months = hold(to_month - from_month)
    whole = hold(months // size - ((months % size == 0) & before_its_day).cast(pl.Int32))
    passed = hold(_clamped(from_month + whole * size, from_day, hold))
    following = _clamped(from_month + (whole + 1) * size, from_day, hold)
    return whole.cast(pl.Float64) + (end - passed).cast(pl.Float64) / (following - passed).cast(pl.Float64)
