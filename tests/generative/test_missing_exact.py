"""What is missing is exactly what brute force finds, for random terms and patients with values on the limits."""

from collections import Counter
from collections.abc import Collection

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkoll.logic import term as t
from benkoll.logic.evaluate import evaluate
from benkoll.logic.missing import Missing
from benkoll.logic.rewrite import rewrite
from terms.completions import COMPUTED, Completions, NotTried
from terms.evaluators import Facts
from terms.generated import DAYS, TEXTS, forgetting, patients, terms

LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large]
COMPUTING = [node.__name__ for node in (*COMPUTED, t.Least, t.Greatest)]
ANY_TEXT = (*TEXTS, "annat")
DOMAINS = {f"text_{n}": ANY_TEXT for n in range(3)}
RANGES = {"number_0": (0.0, 100.0)}
Asked = tuple[t.Term, Facts]


@st.composite
def asked(draw: st.DrawFn, without: Collection[str] = ()) -> Asked:
    """A term, some of whose names ask for a fact, and a patient of whom most is unknown."""
    (root,) = draw(terms(without=without))
    patient = draw(patients([root]))
    facts = draw(forgetting(draw(forgetting(patient))))
    names = iter(range(1000))

    def asking(node: t.Term) -> t.Term | None:
        if not isinstance(node, t.Named) or not draw(st.booleans()):
            return None
        return t.Named(node.name, node.term, sv=node.sv, en=node.en, asks=(f"asked_{next(names)}",))

    (root,) = rewrite([root], asking)
    return _with_limits(root, facts), facts


def _with_limits(root: t.Term, facts: Facts) -> t.Term:
    """The term with a limit in the place of one of two unknown numbers or dates that are held against each other.

    Of two unknown ones brute force would have to try every pair.
    """
    limits: dict[t.Kind, t.Value] = {"number": 5, "date": DAYS[2]}

    def change(node: t.Term) -> t.Term | None:
        if not isinstance(node, t.Compare) or any(evaluate(part, facts) is not None for part in t.children(node)):
            return None
        return t.Compare(node.op, node.left, t.as_term(limits[node.left.kind]))

    return rewrite([root], change)[0]


def missing(term: t.Term, facts: Facts) -> set[str]:
    return set(Missing(facts, domains=DOMAINS, ranges=RANGES).of(term))


@pytest.mark.parametrize("without", [[*COMPUTING, "Recorded"], []], ids=["only facts unknown", "any term"])
def test_missing_is_what_changes_a_completion(without: list[str]) -> None:
    seen: Counter[str] = Counter()

    @settings(suppress_health_check=LARGE)
    @given(asked(without))
    def exact(question: Asked) -> None:
        term, facts = question
        try:
            changing = Completions(facts, ANY_TEXT, RANGES).missing(term)
        except NotTried:
            seen["not tried"] += 1
        else:
            seen["several" if len(changing) > 1 else "one" if changing else "none"] += 1
            assert missing(term, facts) == changing

    exact()
    assert seen["not tried"] < seen.total() / 4
    assert min(seen["several"], seen["one"], seen["none"]) > seen.total() / 20
