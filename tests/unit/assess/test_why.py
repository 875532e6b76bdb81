"""Why, and why not: the tree of a term for one patient."""

from typing import Any

from benkoll.assess.why import Branch, decisive, every, explain
from benkoll.logic import term as t
from benkoll.logic.evaluate import Evaluation

A, B, C = (t.Fact(name, "bool") for name in "abc")
HEIGHT = t.Fact("height", "number")
LIMIT = t.Parameter("tall", 180, ">=")
KNOWN: dict[str, t.Value] = {"a": True, "b": False, "height": 170.0}  # c is unknown


def named(name: str, term: t.Term) -> t.Named:
    return t.Named(name, term, sv=name, en=name, stands_on=("TX-1",))


def say(term: t.Term) -> str:
    return term.name if isinstance(term, t.Named | t.Fact) else type(term).__name__


def tree(term: t.Term, **known: t.Value) -> Branch:
    return explain(term, Evaluation(KNOWN | known), say)


def outline(branch: Branch) -> Any:
    """(words, value, decided, what is below)."""
    return branch.words, branch.value, branch.decided, [outline(below) for below in branch.below]


def test_of_an_and_that_is_false_only_the_false_decided() -> None:
    found = tree(A & B & C)
    assert found.joint == "all"
    assert outline(found) == (
        "And",
        False,
        True,
        [("a", True, False, []), ("b", False, True, []), ("c", None, False, [])],
    )


def test_of_an_or_that_is_true_only_the_true_decided() -> None:
    found = tree(A | B)
    assert found.joint == "any"
    assert [(below.words, below.decided) for below in found.below] == [("a", True), ("b", False)]


def test_where_all_had_to_be_so_all_decided() -> None:
    assert [below.decided for below in tree(A & ~B).below] == [True, True]
    assert [below.decided for below in tree(B | ~A).below] == [True, True]


def test_of_what_is_unknown_the_unknown_decided() -> None:
    found = tree(t.at_least(2, A, B, C))
    assert (found.joint, found.value) == ("some", None)
    assert [below.decided for below in found.below] == [False, False, True]


def test_not_is_told_by_its_own_words_over_what_is_below() -> None:
    found = tree(~(A & B))
    assert (found.words, found.value, found.joint) == ("Not", True, "all")
    assert [below.words for below in found.below] == ["a", "b"]


def test_a_criterion_has_its_name_and_statements() -> None:
    found = tree(named("outer", A & named("inner", B)))
    assert (found.name, found.words, found.statements, found.joint) == ("outer", "outer", ("TX-1",), "all")
    assert [(below.name, below.value) for below in found.below] == [("a", True), ("inner", False)]


def test_a_limit_has_what_was_measured() -> None:
    found = tree(LIMIT.met_by(named("half", HEIGHT / 2)))
    assert (found.value, found.limit, found.measured) == (False, LIMIT, 85.0)
    assert found.facts == (("height", 170.0),)
    assert found.below == ()


def test_a_leaf_has_the_facts_that_it_was_computed_from() -> None:
    found = tree(t.Compare(">", HEIGHT, t.Fact("other", "number")))
    assert (found.value, found.facts) == (None, (("height", 170.0), ("other", None)))


def test_what_was_told_is_not_told_again() -> None:
    shared = named("shared", A & B)
    found = tree(shared | named("outer", shared & C))
    first, outer = found.below
    assert (first.repeated, len(first.below)) == (False, 2)
    again = outer.below[0]
    assert (again.name, again.value, again.repeated, again.below) == ("shared", False, True, ())


def test_that_it_is_known_is_left_out_where_it_is() -> None:
    assert outline(tree(t.known_true(named("known", A))))[0] == "known"
    assert [below.words for below in tree(t.known_true(C)).below] == ["Recorded", "c"]


def test_a_choice_tells_the_conditions_up_to_the_one_that_it_fell_on() -> None:
    assert [below.words for below in tree(t.choose((B, C), (A, HEIGHT >= 1), (C, A), otherwise=A)).below] == [
        "b",
        "a",
        "Compare",
    ]
    assert [below.words for below in tree(t.choose((B, A), (C, A), otherwise=A)).below] == ["b", "c"]
    assert [below.words for below in tree(t.choose((B, A), otherwise=True)).below] == ["b"]


def test_only_what_decided_is_kept() -> None:
    found = decisive(tree((A & B) | named("other", B & C)))
    assert [branch.words for branch in every(found)] == ["Or", "And", "b", "other", "b"]
    assert all(branch.decided for branch in every(found))
