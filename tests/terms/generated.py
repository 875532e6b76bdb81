"""Random terms, made by running the type rules backwards, and random patients whose values lie on the terms' limits."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from benkoll.logic import term as t
from benkoll.logic.calendar import Unit
from terms.evaluators import Facts

Below = Callable[[t.Kind], t.Term]
Make = Callable[[st.DrawFn, t.Kind, Below], t.Term]

KINDS: tuple[t.Kind, ...] = get_args(t.Kind)
COMPARISONS: tuple[t.Comparison, ...] = get_args(t.Comparison)
UNITS: tuple[Unit, ...] = get_args(Unit)
TEXTS = ("", "hip", "vertebra", "näsa")
WHOLE = (0, 1, 2, 3, 12, 24, 75, 100, -1, -12)
BROKEN = (-2.5, -1.0, 0.05, 0.5, 1.005, 2.45, 5.0, 7.0, 74.999999999, 1e-9, 5e-324, 1e6, 1e200, 1.7e308, -1.7e308)
DAYS = (
    *(date(2024, 1, 31), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31), date(2023, 2, 28)),
    *(date(1900, 2, 28), date(2000, 2, 29), date(1969, 12, 31), date(1, 1, 1), date(1, 1, 31), date(9999, 12, 31)),
)

VALUES: dict[t.Kind, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "number": st.sampled_from(WHOLE) | st.sampled_from(BROKEN) | st.integers(-1000, 1000) | st.floats(-100, 100),
    "date": st.sampled_from(DAYS) | st.dates(date(2019, 1, 1), date(2025, 12, 31)) | st.dates(),
    "text": st.sampled_from(TEXTS),
}


def _facts(draw: st.DrawFn, kind: t.Kind, below: Below) -> t.Term:
    return t.Fact(draw(st.sampled_from([f"{kind}_{n}" for n in range(3)])), kind)


def _constants(draw: st.DrawFn, kind: t.Kind, below: Below) -> t.Term:
    return t.Constant(draw(st.none() | VALUES[kind]), kind)


def _parameter(draw: st.DrawFn, comparison: t.Comparison | None = None) -> t.Parameter:
    return t.Parameter("parameter", draw(VALUES["number"]), comparison)


def _many(draw: st.DrawFn, kind: t.Kind, below: Below, least: int = 1) -> list[t.Term]:
    return [below(kind) for _ in range(draw(st.integers(least, 4)))]


def _compare(op: t.Comparison) -> Make:
    def make(draw: st.DrawFn, kind: t.Kind, below: Below) -> t.Term:
        compared = draw(st.sampled_from(["number", "date"]))
        return t.Compare(op, below(compared), below(compared))

    return make


def _recorded(draw: st.DrawFn, kind: t.Kind, below: Below) -> t.Term:
    return t.Recorded(below(draw(st.sampled_from(KINDS))))


def _is_in(draw: st.DrawFn, kind: t.Kind, below: Below) -> t.Term:
    return t.IsIn(below("text"), tuple(draw(st.lists(st.sampled_from(TEXTS), unique=True))))


def _choose(draw: st.DrawFn, kind: t.Kind, below: Below) -> t.Term:
    cases = [(below("bool"), below(kind)) for _ in range(draw(st.integers(0, 3)))]
    return t.Choose(tuple(cases), below(kind))


def _lookup(draw: st.DrawFn, kind: t.Kind, below: Below) -> t.Term:
    return t.lookup(below("text"), draw(st.dictionaries(st.sampled_from(TEXTS), VALUES["number"])))


def _round(draw: st.DrawFn, kind: t.Kind, below: Below) -> t.Term:
    return t.Round(below("number"), draw(st.integers(-1, 3)))


BOOL, NUMBER, ORDERED = ("bool",), ("number",), ("number", "date")
PRODUCTIONS: dict[str, tuple[tuple[t.Kind, ...], Make]] = {
    "Fact": (KINDS, _facts),
    "Constant": (KINDS, _constants),
    "Parameter": (NUMBER, lambda draw, kind, below: _parameter(draw)),
    "Named": (KINDS, lambda draw, kind, below: t.Named("named", below(kind), sv="namngiven", en="named")),
    "Recorded": (BOOL, _recorded),
    "Not": (BOOL, lambda draw, kind, below: t.Not(below("bool"))),
    "And": (BOOL, lambda draw, kind, below: t.And(*_many(draw, "bool", below, 0))),
    "Or": (BOOL, lambda draw, kind, below: t.Or(*_many(draw, "bool", below, 0))),
    "AtLeast": (
        BOOL,
        lambda draw, kind, below: t.AtLeast(draw(st.integers(0, 3)), *_many(draw, "bool", below, 0)),
    ),
    **{f"Compare {op}": (BOOL, _compare(op)) for op in COMPARISONS},
    **{
        f"Meets {op}": (BOOL, lambda draw, kind, below, op=op: t.Meets(below("number"), _parameter(draw, op)))
        for op in COMPARISONS
    },
    "IsIn": (BOOL, _is_in),
    "Choose": (KINDS, _choose),
    "Lookup": (NUMBER, _lookup),
    **{
        f"Arithmetic {op}": (
            NUMBER,
            lambda draw, kind, below, op=op: t.Arithmetic(op, below("number"), below("number")),
        )
        for op in "+-*/"
    },
    **{
        f"Function {name}": (NUMBER, lambda draw, kind, below, name=name: t.Function(name, below("number")))
        for name in ("exp", "ln")
    },
    "Round": (NUMBER, _round),
    "Least": (ORDERED, lambda draw, kind, below: t.Least(*_many(draw, kind, below))),
    "Greatest": (ORDERED, lambda draw, kind, below: t.Greatest(*_many(draw, kind, below))),
    **{
        f"Shift {unit}": (
            ("date",),
            lambda draw, kind, below, unit=unit: t.Shift(below("date"), below("number"), unit),
        )
        for unit in ("days", "months")
    },
    **{
        f"Between {unit}": (
            NUMBER,
            lambda draw, kind, below, unit=unit: t.Between(unit, below("date"), below("date")),
        )
        for unit in UNITS
    },
}
"""How a term of some kind can come to be; the key is the operation with its variant, as `operation` names it."""

LEAVES = ("Fact", "Constant", "Parameter")
RECORD_READERS = ("Recorded", "Least", "Greatest")
"""Operations to which learning more may bring another definite answer."""


def operation(term: t.Term) -> str:
    """The operation and its variant."""
    match term:
        case t.Compare() | t.Arithmetic():
            variant = term.op
        case t.Meets():
            variant = str(term.limit.comparison)
        case t.Function():
            variant = term.name
        case t.Shift() | t.Between():
            variant = term.unit
        case _:
            variant = ""
    return f"{type(term).__name__} {variant}".strip()


@st.composite
def terms(
    draw: st.DrawFn, kind: t.Kind | None = None, without: Collection[str] = (), count: int = 1, depth: int = 4
) -> list[t.Term]:
    """So many terms, of one kind or any, that share some of what is below them."""
    made: dict[t.Kind, list[t.Term]] = {one: [] for one in KINDS}

    def grow(kind: t.Kind, depth: int) -> t.Term:
        way = draw(st.integers(0, 7)) if depth else 0
        if way == 1 and made[kind]:
            return draw(st.sampled_from(made[kind]))
        leaf = way == 0
        possible = [
            make
            for name, (kinds, make) in PRODUCTIONS.items()
            if kind in kinds and name not in without and (name in LEAVES) is leaf
        ]
        term = draw(st.sampled_from(possible))(draw, kind, lambda kind: grow(kind, depth - 1))
        made[kind].append(term)
        return term

    return [grow(kind or draw(st.sampled_from(KINDS)), depth) for _ in range(count)]


def _limits(roots: Collection[t.Term], kind: t.Kind) -> list[t.Value]:
    """The values in the terms, and for dates the days beside them: what a patient's value should lie on."""
    held = [node.value for node in t.walk(*roots) if isinstance(node, t.Constant | t.Parameter) and node.kind == kind]
    values = [value for value in held if value is not None]
    day = timedelta(days=1)
    return values + [
        beside
        for value in values
        if isinstance(value, date)
        for beside in ([value - day] if value > date.min else []) + ([value + day] if value < date.max else [])
    ]


def patients(roots: Collection[t.Term]) -> st.SearchStrategy[dict[str, t.Value]]:
    """A patient of whom all is known that these terms read: each value on a limit of the terms, or anything."""
    facts = {node.name: node.kind for node in t.walk(*roots) if isinstance(node, t.Fact)}
    on_limits = {kind: _limits(roots, kind) for kind in set(facts.values())}
    values = {
        kind: st.sampled_from(limits) | VALUES[kind] if limits else VALUES[kind] for kind, limits in on_limits.items()
    }
    return st.fixed_dictionaries({name: values[kind] for name, kind in facts.items()})


@st.composite
def forgetting(draw: st.DrawFn, patient: Facts) -> Facts:
    """The patient with some facts unknown."""
    return {name: draw(st.sampled_from([None, value])) for name, value in patient.items()}
