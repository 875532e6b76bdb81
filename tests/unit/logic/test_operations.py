"""Every operation: worth what the tables by hand say, to all three evaluators, and known to all that use terms."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import pytest

from benkoll.logic import term as t
from terms.capabilities import CAPABILITIES, OPERATIONS
from terms.evaluators import EVALUATORS, same
from terms.truth import TRUTHS, Truth


@pytest.mark.parametrize("evaluator", EVALUATORS)
@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: f"{truth.operation.__name__}-{TRUTHS.index(truth)}")
def test_truth(truth: Truth, evaluator: str) -> None:
    patients = [facts for facts, _ in truth.rows]
    answers = [answer["it"] for answer in EVALUATORS[evaluator]({"it": truth.term}, patients)]
    wrong = [
        (facts, worth, answer)
        for (facts, worth), answer in zip(truth.rows, answers, strict=True)
        if not same(worth, answer)
    ]
    assert not wrong, "patient, truth, answer"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.__name__)
def test_every_operation_has_a_table_by_hand(operation: type[t.Term]) -> None:
    rows = [worth for truth in TRUTHS if truth.operation is operation for _, worth in truth.rows]
    assert len({(type(worth), worth) for worth in rows}) >= 2


@pytest.mark.parametrize("capability", CAPABILITIES)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.__name__)
def test_every_operation_is_known_to(capability: str, operation: type[t.Term]) -> None:
    for truth in TRUTHS:
        if truth.operation is operation:
            CAPABILITIES[capability](truth.term)


@dataclass(frozen=True, eq=False, slots=True)
class Strange(t.Term):
    """An operation that nobody knows."""


@pytest.mark.parametrize("capability", [name for name in CAPABILITIES if name != "rewrite"])
def test_an_unknown_operation_is_refused_by(capability: str) -> None:
    with pytest.raises(t.TermError, match="Strange"):
        CAPABILITIES[capability](Strange(kind="bool"))


def _terms_in(held: object) -> Iterator[t.Term]:
    if isinstance(held, t.Term):
        yield held
    elif isinstance(held, tuple):
        for part in held:
            yield from _terms_in(part)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.__name__)
def test_children_are_all_the_terms_that_a_node_holds(operation: type[t.Term]) -> None:
    for truth in TRUTHS:
        if truth.operation is operation:
            held = [part for field in fields(operation) for part in _terms_in(getattr(truth.term, field.name))]
            assert list(map(id, held)) == list(map(id, t.children(truth.term)))
