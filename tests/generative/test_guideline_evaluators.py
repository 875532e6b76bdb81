"""The whole guideline: the interpreter, the generated function and the columns of a table agree on every patient."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from random import Random

import polars as pl
from hypothesis import given, settings

from benkoll.facts.table import schema
from benkoll.guideline.build import load
from benkoll.logic.columns import plan
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.generate import Patient, compile_patient
from benkoll.logic.term import Fact, Term, Value, walk
from terms.evaluators import Answers, Facts, same
from terms.people import RANDOMS, UNSHRUNK, fewest, person, whole_person

SIZE = 150
"""Patients in a table: each is one example."""


@cache
def terms() -> dict[str, Term]:
    """Every criterion by its name, and by a number every other term that an answer is made of."""
    guideline = load()
    return {**guideline.criteria, **{f"term {number}": root for number, root in enumerate(guideline.roots())}}


@cache
def function() -> Patient:
    return compile_patient(terms())


@cache
def stages() -> list[list[pl.Expr]]:
    return plan(terms(), schema())


def by_columns(patients: Sequence[Facts]) -> Answers:
    """As `terms.evaluators.by_columns`, with a plan made once."""
    read = {node.name for node in walk(*terms().values()) if isinstance(node, Fact)}
    facts = {name: pl.Series([one.get(name) for one in patients], dtype=schema()[name]) for name in read}
    frame = pl.LazyFrame(facts)
    for stage in stages():
        frame = frame.with_columns(stage)
    return frame.select(*terms()).collect().rows(named=True)


def test_the_evaluators_agree() -> None:
    seen: dict[str, set[Value | None]] = defaultdict(set)

    @settings(max_examples=settings().max_examples // SIZE, phases=UNSHRUNK)
    @given(RANDOMS)
    def agree(random: Random) -> None:
        patients = [random.choice([person, whole_person])(random).facts for _ in range(SIZE)]
        for facts, row in zip(patients, by_columns(patients), strict=True):
            value, made = Evaluation(facts).value, function()(facts)
            for name, term in terms().items():
                right = value(term)
                assert same(right, made[name]), told("generate", name, facts)
                assert same(right, row[name]), told("columns", name, facts)
                seen[name].add(right)

    agree()
    criteria = [name for name, one in load().criteria.items() if one.kind == "bool"]
    one_sided = [name for name in criteria if not {True, False} <= seen[name]]
    assert len(one_sided) < len(criteria) / 10, one_sided


def told(evaluator: str, name: str, facts: Facts) -> str:
    """The disagreement, with no fact more than it needs."""

    def answer(facts: Facts) -> Value | None:
        return function()(facts)[name] if evaluator == "generate" else by_columns([facts])[0][name]

    def right(facts: Facts) -> Value | None:
        return Evaluation(facts).value(terms()[name])

    needed = fewest(facts, lambda less: not same(right(less), answer(less)))
    return f"{evaluator} says {answer(needed)}, not {right(needed)}, of {name}: {needed}"
