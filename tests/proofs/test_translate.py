"""Z3's reading of terms is the evaluator's: equal where it is exact, and never without the evaluator's value."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
import z3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkoll.logic import term as t
from benkoll.logic.evaluate import evaluate
from benkoll.logic.rewrite import rewrite
from proofs.translate import Translation
from proofs.worth import Day, Number, Text, Truth, Worth, month_number, rational
from terms.evaluators import Facts
from terms.generated import PRODUCTIONS, TEXTS, forgetting, operation, patients, terms
from terms.truth import TRUTHS
from terms.truth import Truth as ByHand


def is_worth(worth: Worth, value: t.Value | None) -> Any:
    """When it has this value (None: when it is unknown)."""
    if value is None:
        return z3.Not(worth.known)
    match worth:
        case Truth():
            return worth.true if value else worth.false
        case Text():
            return worth.texts.get(str(value), z3.BoolVal(False))
        case Number():
            return z3.And(worth.known, worth.value == rational(value))
        case Day():
            assert isinstance(value, date)
            return z3.And(worth.known, worth.month == month_number(value), worth.day == value.day)


def check(term: t.Term, facts: Facts, texts: list[str], worth: t.Value | None) -> bool:
    """Whether Z3 read the term exactly; whatever it read, the value must be among those that it deems possible."""
    translation = Translation(dict.fromkeys(facts, texts))
    read = translation.worth(term)
    solver = z3.Solver()
    solver.add(*translation.bounds(term))
    for node in t.walk(term):
        if isinstance(node, t.Fact):
            solver.add(is_worth(translation.worth(node), facts.get(node.name)))
    assert solver.check(is_worth(read, worth)) == z3.sat, "the evaluator's value is not possible"
    exact = translation.exact(term)
    if exact:
        assert solver.check(z3.Not(is_worth(read, worth))) == z3.unsat, "another value is possible"
    return exact


LOOSE = ("Arithmetic", "Function", "Round", "Between", "Recorded", "Shift days")
"""Operations whose tables by hand hold what is over-approximated."""


def with_numbers(term: t.Term, facts: Facts) -> t.Term:
    """The term with the patient's numbers for the facts: a date is moved exactly by a constant only."""

    def change(node: t.Term) -> t.Term | None:
        if isinstance(node, t.Fact) and node.kind == "number":
            return t.Constant(facts.get(node.name), "number")
        return None

    return rewrite([term], change)[0]


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: f"{truth.operation.__name__}-{TRUTHS.index(truth)}")
def test_truth_by_hand(truth: ByHand) -> None:
    texts = [value for facts, _ in truth.rows for value in facts.values() if isinstance(value, str)]
    for facts, _ in truth.rows:
        worth = evaluate(truth.term, facts)
        loose = operation(truth.term).startswith(LOOSE)
        assert check(truth.term, facts, texts, worth) or loose or truth.operation is t.Shift
        assert check(with_numbers(truth.term, facts), facts, texts, worth) or loose


@st.composite
def cases(draw: st.DrawFn) -> tuple[t.Term, Facts]:
    (root,) = draw(terms())
    facts = draw(forgetting(draw(patients([root]))))
    return draw(st.sampled_from([root, with_numbers(root, facts)])), facts


def test_z3_agrees_with_the_evaluator() -> None:
    read: Counter[str] = Counter()
    exactly = 0

    @settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(cases())
    def agrees(case: tuple[t.Term, Facts]) -> None:
        nonlocal exactly
        term, facts = case
        exactly += check(term, facts, list(TEXTS), evaluate(term, facts))
        read.update(operation(node) for node in t.walk(term))

    agrees()
    assert set(read) == set(PRODUCTIONS)
    assert exactly > settings.default.max_examples / 3
