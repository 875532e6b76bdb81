"""Terms made into columns of a table: one Polars plan in which what is shared is computed once.

A table has one row per patient and one column per fact: Boolean for bool, Float64 for number, Date for date and String
for text; null is unknown, and so is every fact without a column. Each expression here means what `evaluate` means,
also where Polars by itself means something else: no division yields infinity or NaN, no choice falls through an
unknown condition, halves are rounded away from zero, months are calendar months.
"""

import operator
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache, reduce
from typing import Any, NamedTuple

import polars as pl

from benkoll.logic import arithmetic
from benkoll.logic import term as t
from benkoll.logic.evaluate import ARITHMETIC, ORDER
from benkoll.logic.rewrite import rewrite

TYPES: dict[t.Kind, type[pl.DataType]] = {
    "bool": pl.Boolean,
    "number": pl.Float64,
    "date": pl.Date,
    "text": pl.String,
}

LEAVES = t.Fact | t.Constant | t.Parameter
REPEATS = (
    t.AtLeast
    | t.Choose
    | t.Least
    | t.Greatest
    | t.IsIn
    | t.Lookup
    | t.Arithmetic
    | t.Function
    | t.Round
    | t.Shift
    | t.Between
)
"""Nodes whose expression holds the expression below it more than once."""


def add_columns(frame: pl.LazyFrame, terms: Mapping[str, t.Term], *, enums: bool = False) -> pl.LazyFrame:
    """The table with one more column per term, of the term's name and type; a column of that name is replaced.

    `enums`: a column of texts that can only be certain ones comes as an Enum and not as String.
    """
    stages, helpers = _planned(tuple(terms.items()), tuple(frame.collect_schema().items()), enums)
    for stage in stages:
        frame = frame.with_columns(stage)
    return frame.drop(helpers)


@lru_cache(maxsize=64)
def _planned(
    terms: tuple[tuple[str, t.Term], ...], columns: tuple[tuple[str, pl.DataType], ...], enums: bool
) -> tuple[list[list[pl.Expr]], list[str]]:
    """The plan, before it the facts without a column, and the columns that are to go; kept, for a big one is slow."""
    named, there = dict(terms), dict(columns)
    facts = [node for node in t.walk(*named.values()) if isinstance(node, t.Fact)]
    absent = {fact.name: _literal(None, fact.kind) for fact in facts if fact.name not in there}
    stages = plan(named, there, enums=enums)
    helpers = [expression.meta.output_name() for stage in stages[:-1] for expression in stage]
    before = [expression.alias(name) for name, expression in absent.items()]
    return [before, *stages], [name for name in [*absent, *helpers] if name not in named]


def plan(
    terms: Mapping[str, t.Term], columns: Mapping[str, pl.DataType], *, enums: bool = False
) -> list[list[pl.Expr]]:
    """Expressions for `with_columns`, stage after stage; the last stage makes the terms' own columns.

    Every fact read must have its column; `columns` tells their types. A node that is used more than once has a column
    of its own while the plan runs, so that no expression is written, or computed, twice.
    """
    terms = _alike_is_one(terms)
    nodes = list(t.walk(*terms.values()))
    carried = _carried(nodes, terms)
    uses = _uses(nodes, terms, carried)
    writer = _Writer(_Codes(nodes, columns), carried)
    for node in nodes:
        written = writer.write(node)
        if uses[id(node)] > 1 and not isinstance(node, LEAVES):
            written = written._replace(values=writer.helpers.hold(written.values))
        writer.written[id(node)] = written
    own = [writer.shown(term, enums).alias(name) for name, term in terms.items()]
    return [*writer.helpers.stages, own]


def _alike_is_one(terms: Mapping[str, t.Term]) -> Mapping[str, t.Term]:
    """The terms without names, any two nodes that say the same made one: so it is seen how often each is used."""
    first: dict[tuple[object, ...], t.Term] = {}

    def change(node: t.Term) -> t.Term:
        if isinstance(node, t.Named):
            return node.term
        said = (getattr(node, field.name) for field in fields(node))  # terms, too, for alike below are one already
        exact = repr(node.value) if isinstance(node, t.Constant) else None  # -0.0 is equal to 0.0
        return first.setdefault((type(node), *said, exact), node)

    return dict(zip(terms, rewrite(list(terms.values()), change), strict=True))


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


class _Codes:
    """Texts as whole numbers, which are fast to compare and choose: a text's place in the list of all there can be.

    Not of a fact whose column may hold any text (String): what is chosen from it stays text.
    """

    def __init__(self, nodes: list[t.Term], columns: Mapping[str, pl.DataType]) -> None:
        self.columns = columns
        facts = [columns.get(node.name) for node in nodes if isinstance(node, t.Fact) and node.kind == "text"]
        texts = [text for dtype in facts if isinstance(dtype, pl.Enum) for text in dtype.categories]
        texts += [
            str(node.value)
            for node in nodes
            if isinstance(node, t.Constant) and node.kind == "text" and node.value is not None
        ]
        self.every = pl.Enum(list(dict.fromkeys(texts)))
        self._places = {text: place for place, text in enumerate(self.every.categories)}
        self.type: type[pl.DataType]
        self.type, self._none = (pl.UInt8, 255) if len(self._places) < 255 else (pl.UInt16, 65_535)

    def place(self, text: str) -> pl.Expr:
        """A text's number; for one that nothing can be, a number that no text has."""
        return pl.lit(self._places.get(text, self._none), self.type)

    def unknown(self) -> pl.Expr:
        """The number of no text."""
        return pl.lit(None, self.type)

    def fact(self, name: str) -> pl.Expr | None:
        """The numbers of a fact's column; None where it may hold any text."""
        dtype = self.columns.get(name, pl.Null())
        if isinstance(dtype, pl.Null):
            return self.unknown()
        if not isinstance(dtype, pl.Enum):
            return None
        first = list(self.every.categories[: len(dtype.categories)])
        column = pl.col(name) if first == list(dtype.categories) else pl.col(name).cast(self.every)
        return column.to_physical().cast(self.type)

    def texts(self, places: pl.Expr) -> pl.Expr:
        """The texts that the numbers stand for."""
        return places.cat.to(self.every)


class _Column(NamedTuple):
    """A node's expression. `sure`: it is never null. `coded`: its texts are numbers (see `_Codes`)."""

    values: pl.Expr
    sure: bool = False
    coded: bool = False


def _uses(nodes: list[t.Term], terms: Mapping[str, t.Term], carried: set[int]) -> Counter[int]:
    uses = Counter(id(term) for term in terms.values())
    for node in nodes:
        once = id(node) in carried and not (isinstance(node, t.Arithmetic) and node.op == "/")
        for child in t.children(node):
            uses[id(child)] += 2 if isinstance(node, REPEATS) and not once else 1
    return uses


def _carried(nodes: list[t.Term], terms: Mapping[str, t.Term]) -> set[int]:
    """Numbers that need not be checked to be finite, for whatever they are used in is, and is not if they are not.

    A sum, difference or product with infinity or NaN is infinity or NaN, and so is a quotient of it.
    """
    carried = {id(node) for node in nodes if isinstance(node, t.Arithmetic | t.Function)}
    carried -= {id(term) for term in terms.values()}
    for node in nodes:
        below = t.children(node)
        if isinstance(node, t.Arithmetic):
            below = below[1:] if node.op == "/" else ()
        carried -= {id(child) for child in below}
    return carried


# NODES


class _Writer:
    """The expression of each node, children before parents."""

    def __init__(self, codes: _Codes, carried: set[int]) -> None:
        self.codes = codes
        self.carried = carried
        self.helpers = _Helpers()
        self.written: dict[int, _Column] = {}

    def shown(self, term: t.Term, enums: bool) -> pl.Expr:
        """The term's own column."""
        column = self._of(term)
        if not column.coded:
            return column.values
        texts = self.codes.texts(column.values)
        return texts if enums else texts.cast(pl.String)

    def write(self, node: t.Term) -> _Column:
        """The node's column, made of those below it."""
        below = [self._of(child) for child in t.children(node)]
        match node:
            case t.Fact(kind="text"):
                places = self.codes.fact(node.name)
                return _Column(pl.col(node.name)) if places is None else _Column(places, coded=True)
            case t.Fact():
                return _Column(pl.col(node.name))
            case t.Constant(kind="text"):
                known = node.value is not None
                return _Column(self.codes.place(str(node.value)) if known else self.codes.unknown(), known, coded=True)
            case t.Constant() | t.Parameter():
                return _Column(_literal(node.value, node.kind), sure=node.value is not None)
            case t.Recorded():
                return _Column(below[0].values.is_not_null(), sure=True)
            case t.Not():
                return _Column(~below[0].values, below[0].sure)
            case t.And():
                return _all_of(node, below)
            case t.Or():
                return _Column(_joined(operator.or_, False, below), all(one.sure for one in below))
            case t.AtLeast():
                return _Column(_at_least(node.count, [one.values for one in below]), all(one.sure for one in below))
            case t.Choose():
                return self._choose(node, below)
            case t.Least():
                return self._extreme(operator.lt, below)
            case t.Greatest():
                return self._extreme(operator.gt, below)
            case _:
                return self._strict(node, below)

    def _of(self, term: t.Term) -> _Column:
        return self.written[id(term)]

    def _strict(self, node: t.Term, columns: list[_Column]) -> _Column:
        """Nodes of which Polars, too, says that they are null as soon as anything below them is."""
        below: list[Any] = [one.values for one in columns]
        sure = all(one.sure for one in columns)
        hold = self.helpers.hold
        match node:
            case t.Compare():
                return _Column(_same(ORDER[node.op](*below)), sure)
            case t.Meets():
                return _Column(_same(ORDER[str(node.limit.comparison)](*below)), sure)
            case t.IsIn():
                same = [below[0] != below[0], *(below[0] == self._text(text, columns[0]) for text in node.texts)]
                return _Column(reduce(operator.or_, same[1:] or same), sure)
            case t.Lookup():
                return _Column(self._lookup(columns[0], node.table))
            case t.Arithmetic() | t.Function():
                number = _number(node, below, hold)
                return _Column(number if id(node) in self.carried else arithmetic.finite(number, hold))
            case t.Round():
                return _Column(arithmetic.round_half_away(below[0], node.decimals, hold))
            case t.Shift():
                return _Column(arithmetic.shift(below[0], below[1], node.unit, hold))
            case t.Between():
                return _Column(arithmetic.between(below[0], below[1], node.unit, hold))
            case _:
                raise t.TermError(f"{type(node).__name__} has no column in columns.py: give it one")

    def _extreme(self, before: Callable[[Any, Any], Any], below: list[_Column]) -> _Column:
        hold = self.helpers.hold
        values = reduce(
            lambda one, other: arithmetic.picked(before, hold(one), hold(other)), [column.values for column in below]
        )
        return _Column(values, any(one.sure for one in below))

    def _text(self, text: str, beside: _Column) -> pl.Expr:
        return self.codes.place(text) if beside.coded else pl.lit(text)

    def _lookup(self, key: _Column, table: tuple[tuple[str, float], ...]) -> pl.Expr:
        found = _literal(None, "number")
        for text, number in table:
            found = pl.when(key.values == self._text(text, key)).then(_literal(number, "number")).otherwise(found)
        return found

    def _choose(self, node: t.Choose, below: list[_Column]) -> _Column:
        conditions, values = below[:-1:2], [*below[1::2], below[-1]]
        coded = node.kind == "text" and all(one.coded for one in values)
        if node.kind == "text" and not coded:
            values = [_Column(self.codes.texts(one.values).cast(pl.String)) if one.coded else one for one in values]
        unknown = self.codes.unknown() if coded else _literal(None, node.kind)
        chosen = values[-1].values
        for condition, value in reversed(list(zip(conditions, values[:-1], strict=True))):
            case = pl.when(condition.values).then(value.values)
            chosen = (case if condition.sure else case.when(condition.values.is_null()).then(unknown)).otherwise(chosen)
        return _Column(chosen, all(one.sure for one in (*conditions, *values)), coded)


def _all_of(node: t.And, below: list[_Column]) -> _Column:
    """Of "it is known, and it is so" nothing is null, though what it speaks of may be."""
    asked = {id(part.term) for part in node.terms if isinstance(part, t.Recorded)}
    sure = all(
        one.sure or any(id(inner) in asked for inner in _turned(part))
        for part, one in zip(node.terms, below, strict=True)
    )
    return _Column(_joined(operator.and_, True, below), sure)


def _turned(part: t.Term) -> tuple[t.Term, ...]:
    """What a part is unknown with: itself, and what it denies."""
    return (part, part.term) if isinstance(part, t.Not) else (part,)


def _joined(join: Callable[[Any, Any], Any], nothing: bool, below: list[_Column]) -> pl.Expr:
    return _same(reduce(join, [one.values for one in below] or [pl.lit(nothing)]))


def _same(expression: Any) -> pl.Expr:
    """What Python's operators make of two expressions is an expression, whatever their types in `evaluate` say."""
    assert isinstance(expression, pl.Expr)
    return expression


def _literal(value: t.Value | None, kind: t.Kind) -> pl.Expr:
    return pl.lit(value, TYPES[kind])


def _at_least(count: int, below: list[pl.Expr]) -> pl.Expr:
    true, possible = (
        pl.sum_horizontal([pl.lit(0), *(one.fill_null(unknown).cast(pl.Int32) for one in below)])
        for unknown in (False, True)
    )
    return pl.when(true >= count).then(True).when(possible < count).then(False)


def _number(node: t.Arithmetic | t.Function, below: list[Any], hold: arithmetic.Hold) -> pl.Expr:
    """What a sum, difference, product, quotient or function gives, finite or not."""
    if isinstance(node, t.Function):
        return _same(below[0].exp() if node.name == "exp" else below[0].log())
    return arithmetic.quotient(below[0], below[1], hold) if node.op == "/" else _same(ARITHMETIC[node.op](*below))
