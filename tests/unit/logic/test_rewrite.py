"""A rewritten term keeps what was shared, and what was not touched."""

import pytest

from benkoll.logic import term as t
from benkoll.logic.evaluate import evaluate
from benkoll.logic.rewrite import rewrite, with_children

AGE = t.Fact("age", "number")
LIMIT = t.Parameter("old", 75, ">=")
OLD = t.Named("old", LIMIT.met_by(AGE), sv="gammal", en="old")


def test_nothing_changed_is_the_same_object() -> None:
    assert rewrite([OLD, AGE], lambda node: None) == [OLD, AGE]


def test_a_parameter_is_changed_wherever_it_stands_and_sharing_is_kept() -> None:
    doubled = LIMIT * 2
    below, above, unread = rewrite(
        [OLD & t.Fact("hip", "bool"), ~OLD, doubled - LIMIT],
        lambda node: t.Parameter("old", 80, ">") if node is LIMIT else None,
    )
    assert isinstance(below, t.And)
    assert isinstance(above, t.Not)
    assert below.terms[0] is above.term
    assert [evaluate(above, {"age": age}) for age in (75, 80, 81)] == [True, True, False]
    assert evaluate(unread, {}) == 80
    assert evaluate(OLD, {"age": 75}) is True


def test_change_sees_the_rewritten_children() -> None:
    def fold(node: t.Term) -> t.Term | None:
        if node is AGE:
            return t.as_term(70)
        known = [child.value for child in t.children(node) if isinstance(child, t.Constant)]
        return t.as_term(sum(known)) if isinstance(node, t.Arithmetic) and len(known) == 2 else None

    (folded,) = rewrite([(AGE + 1) + (AGE + 2)], fold)
    assert isinstance(folded, t.Constant)
    assert folded.value == 143


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(t.TermError, match="Constant cannot stand as a limit"):
        rewrite([OLD], lambda node: t.as_term(80) if node is LIMIT else None)
    with pytest.raises(t.TermError, match="needs a number, not text"):
        rewrite([OLD], lambda node: t.Fact("sex", "text") if node is AGE else None)
    with pytest.raises(t.TermError, match="Fact has no children"):
        with_children(AGE, [])
