"""What is told as the reasons of an answer: the innermost criteria that decided, and those that are still open."""

import pytest

from benkoll.assess.reasons import BACKGROUND, SCOPE, Reasoning, reasons
from benkoll.facts import leaves as facts
from benkoll.guideline.basics import no_drug_now, on_drug, woman
from benkoll.guideline.children import adult
from benkoll.guideline.treatment_course import BESIDE_NO_DRUG
from benkoll.logic import term as t
from benkoll.logic.evaluate import Evaluation


def criterion(name: str, when: t.Term | None = None) -> t.Named:
    return t.Named(name, t.Fact(name, "bool") if when is None else when, sv=name, en=name)


A, B, C, D = (criterion(name) for name in "abcd")
KNOWN: dict[str, t.Value] = {"a": True, "b": False, "d": True}  # c is unknown


def told(term: t.Term, **known: t.Value) -> tuple[list[str], bool]:
    """Names of the criteria, and whether something speaks for it."""
    evaluation = Evaluation({**KNOWN, **known})
    found = reasons(term, evaluation)
    assert Reasoning(evaluation).speaks(term) is found.speaks
    return [one.name for one in found.criteria], found.speaks


@pytest.mark.parametrize(
    ("term", "names"),
    [
        (A & D, ["a", "d"]),
        (A | B, ["a"]),
        (A | C, ["a"]),
        (A | D, ["a", "d"]),
        (A & ~B, ["a"]),
        (~B, ["b"]),
        (~(B | B), ["b"]),
        (t.at_least(2, A, B, D), ["a", "d"]),
        (criterion("outer", A & D), ["a", "d"]),
        (criterion("outer", facts.copd | facts.stroke), ["outer"]),
        (t.choose((A, D), otherwise=B), ["a", "d"]),
        (t.choose((B, A), otherwise=D), ["d"]),
    ],
)
def test_what_made_it_true(term: t.Term, names: list[str]) -> None:
    assert told(term, stroke=True) == (names, True)


@pytest.mark.parametrize(
    ("term", "names", "speaks"),
    [
        (A & C, ["a", "c"], True),
        (C & A, ["a", "c"], True),
        (B | C, ["c"], False),
        (C & ~B, ["c"], False),
        (~C & A, ["a", "c"], True),
        (t.at_least(2, A, B, C), ["a", "c"], True),
        (t.choose((C, A), otherwise=B), ["c"], False),
        (criterion("outer", C), ["c"], False),
        (criterion("outer", facts.copd), ["outer"], False),
    ],
)
def test_what_is_open_and_what_speaks_for_it(term: t.Term, names: list[str], speaks: bool) -> None:
    """What is known to be true comes first; an or that is open is not told what is false."""
    assert told(term) == (names, speaks)


def test_one_thing_is_enough_to_rule_out() -> None:
    assert told(~(criterion("outer", B & criterion("e"))), e=False) == (["b"], True)


def test_the_same_criterion_is_told_once() -> None:
    assert told((A & D) & (A | C)) == (["a", "d"], True)


def test_background_is_told_but_does_not_speak() -> None:
    assert told(woman & C, sex="female") == (["woman", "c"], False)
    assert {woman.name, on_drug.name, no_drug_now.name} <= BACKGROUND


def test_what_stands_on_background_alone_is_told_itself() -> None:
    assert told(criterion("outer", woman & facts.stroke), sex="female", stroke=True) == (["woman", "outer"], True)


def test_scope_is_not_told() -> None:
    born = t.as_term(True)
    assert adult.name in SCOPE
    assert told(criterion(adult.name, born) & A) == (["a"], True)
    assert told(criterion(adult.name, born)) == ([adult.name], True), "save where there is nothing else"


def test_what_is_read_only_without_a_drug_is_no_reason_beside_one() -> None:
    beside = next(iter(BESIDE_NO_DRUG))
    term = criterion(beside.name, t.Fact("beside", "bool")) | A
    assert told(term, beside=True)[0] == [beside.name, "a"]
    assert told(term, beside=True, osteoporosis_drug="none")[0] == [beside.name, "a"]
    assert told(term, beside=True, osteoporosis_drug="denosumab")[0] == ["a"]
