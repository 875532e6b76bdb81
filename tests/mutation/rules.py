"""Faults planted in the built guideline one by one, and the spec tables that should find each.

A mutant changes one node: a parameter by its step or its comparison, a comparison, an and into an or or the reverse, a
not left out, a fact for another of its kind. For each row of the tables only those mutants matter whose node gets
another value for that patient; there the whole answer is made anew and held against the row.
"""

import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from benkoll.assess.patient import assess
from benkoll.facts.derive import Settled, settle
from benkoll.facts.patient import read_patient
from benkoll.facts.registry import registry
from benkoll.guideline.build import Guideline, load
from benkoll.logic import term as t
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.rewrite import with_children
from spec.ascii_table import Case, collecting, differences
from terms.changed import changed

TABLES = Path(__file__).parents[1] / "spec" / "guideline"
FLIPPED: dict[t.Comparison, t.Comparison] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
STEPS = {"SD": 0.1, "mmol/L": 0.01, "mmol/g": 0.001, "ukat/L": 0.1}
"""By which a limit is moved, by its unit; else by 1."""


@dataclass(frozen=True)
class Mutant:
    """`node` replaced by `mutated`; `what` was done, and `where`: the criterion that it lies in."""

    node: t.Term
    mutated: t.Term
    what: str
    where: str
    parameter: bool

    @property
    def name(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Row:
    """A row of a table, its settled patient, and every value that the guideline has for that patient."""

    case: Case
    settled: Settled
    evaluation: Evaluation


# MUTANTS


def mutants(guideline: Guideline) -> Iterator[Mutant]:
    """All mutants of the guideline, in the order of its terms."""
    nodes = list(t.walk(*guideline.roots()))
    places = _places(nodes)
    for node in nodes:
        for what, mutated in _mutated(node, guideline):
            yield Mutant(node, mutated, what, places.get(id(node), "-"), isinstance(node, t.Parameter))


def _mutated(node: t.Term, guideline: Guideline) -> Iterator[tuple[str, t.Term]]:
    match node:
        case t.Parameter():
            step = STEPS.get(guideline.parameters[node.name].unit, 1)
            for size in (step, -step):
                value = round(node.value + size, 6)
                yield f"{node.name} {node.value:g} -> {value:g}", t.Parameter(node.name, value, node.comparison)
            if node.comparison:
                flipped = FLIPPED[node.comparison]
                yield f"{node.name} {node.comparison} -> {flipped}", t.Parameter(node.name, node.value, flipped)
        case t.Compare():
            yield f"{node.op} -> {FLIPPED[node.op]}", t.Compare(FLIPPED[node.op], node.left, node.right)
        case t.And() if len(node.terms) > 1:
            yield "and -> or", t.Or(*node.terms)
        case t.Or() if len(node.terms) > 1:
            yield "or -> and", t.And(*node.terms)
        case t.Not():
            yield "not left out", node.term
        case t.Fact():
            yield from _swapped(node)


def _swapped(node: t.Fact) -> Iterator[tuple[str, t.Term]]:
    """The next fact of the same type in the registry in its place."""
    alike = [name for name, info in registry().items() if info.type == registry()[node.name].type]
    other = alike[(alike.index(node.name) + 1) % len(alike)]
    if other != node.name:
        yield f"{node.name} -> {other}", t.Fact(other, node.kind)


def _places(nodes: list[t.Term]) -> dict[int, str]:
    """The innermost criterion above each node."""
    found: dict[int, str] = {}
    for node in nodes:  # children come before parents
        if isinstance(node, t.Named):
            for below in t.walk(node):
                found.setdefault(id(below), node.name)
    return found


# ROWS


@cache
def rows() -> tuple[Row, ...]:
    """Every row of every spec table, as the unchanged guideline answers it."""
    roots = load().roots()
    found = []
    for case in _cases():
        settled = settle(read_patient(case.facts))
        evaluation = Evaluation(settled.facts)
        for root in roots:
            evaluation.value(root)
        found.append(Row(case, settled, evaluation))
    return tuple(found)


def _cases() -> list[Case]:
    with collecting() as tables:
        for number, file in enumerate(sorted(TABLES.glob("*/test_*.py"))):
            spec = importlib.util.spec_from_file_location(f"tables_{number}", file)
            assert spec
            assert spec.loader
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            for name, test in vars(module).items():
                if name.startswith("test_"):
                    _call(test)
    return [case for table in tables for case in table.cases]


def _call(test: object) -> None:
    """The test, once for each set of parameters that pytest would give it."""
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    assert callable(test)
    if not marks:
        test()
        return
    (mark,) = marks
    names = [name.strip() for name in mark.args[0].split(",")] if isinstance(mark.args[0], str) else list(mark.args[0])
    for values in mark.args[1]:
        values = values if isinstance(values, Mapping) else getattr(values, "values", values)  # a set of pytest's own
        test(**dict(zip(names, values if len(names) > 1 else (values,), strict=True)))


# WHICH MUTANTS ARE FOUND


def found(mutant: Mutant, order: list[Row]) -> bool:
    """Whether a row of the tables finds the mutant; the row that does moves to the front."""
    touched = [row for row in order if _differs(mutant, row)]
    if not touched:
        return False
    guideline = changed(load(), lambda node: mutant.mutated if node is mutant.node else None)
    for row in touched:
        if differences(row.case, assess(row.settled, guideline)):
            order.remove(row)
            order.insert(0, row)
            return True
    return False


def _differs(mutant: Mutant, row: Row) -> bool:
    if isinstance(mutant.node, t.Parameter):
        above = _parents().get(id(mutant.node))
        return above is None or any(_reads(mutant, parent, row) for parent in above)
    fresh = Evaluation(row.settled.facts)
    fresh._values = {id(child): row.evaluation.value(child) for child in t.children(mutant.mutated)}
    return fresh.value(mutant.mutated) != row.evaluation.value(mutant.node)


def _reads(mutant: Mutant, parent: t.Term, row: Row) -> bool:
    """Whether what reads the parameter gets another value by the mutant."""
    below = [mutant.mutated if child is mutant.node else child for child in t.children(parent)]
    fresh = Evaluation(row.settled.facts)
    fresh._values = {id(child): row.evaluation.value(child) for child in below if child is not mutant.mutated}
    return fresh.value(with_children(parent, below)) != row.evaluation.value(parent)


@cache
def _parents() -> dict[int, list[t.Term]]:
    found: dict[int, list[t.Term]] = {}
    for node in t.walk(*load().roots()):
        for child in t.children(node):
            if isinstance(child, t.Parameter):
                found.setdefault(id(child), []).append(node)
    return found


# MUTANTS THAT CHANGE NOTHING


@cache
def equivalent() -> dict[str, str]:
    """Mutant -> why it changes no answer."""
    told: dict[str, str] = yaml.safe_load((Path(__file__).parent / "equivalent.yaml").read_text(encoding="utf-8")) or {}
    return told
