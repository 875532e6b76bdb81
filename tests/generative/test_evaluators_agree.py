"""The evaluators agree on every term and patient, and learning a fact never turns a definite answer round."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkoll.logic import term as t
from benkoll.logic.evaluate import Evaluation, evaluate
from benkoll.logic.generate import compile_nodes
from terms.capabilities import OPERATIONS
from terms.evaluators import EVALUATORS, Facts, by_evaluate, same
from terms.generated import PRODUCTIONS, RECORD_READERS, forgetting, operation, patients, terms

LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large]


@st.composite
def populations(draw: st.DrawFn) -> tuple[dict[str, t.Term], list[Facts]]:
    roots = draw(terms(count=draw(st.integers(1, 3))))
    table = st.lists(patients(roots).flatmap(forgetting), min_size=1, max_size=6)
    return {f"term_{n}": root for n, root in enumerate(roots)}, draw(table)


def test_every_operation_can_be_generated() -> None:
    assert {name.split()[0] for name in PRODUCTIONS} == {node.__name__ for node in OPERATIONS}


def test_the_evaluators_agree() -> None:
    generated: Counter[str] = Counter()
    settled: Counter[str] = Counter()

    @settings(suppress_health_check=LARGE)
    @given(populations())
    def agree(population: tuple[dict[str, t.Term], list[Facts]]) -> None:
        roots, table = population
        truth = by_evaluate(roots, table)
        for name, evaluator in EVALUATORS.items():
            for facts, right, answer in zip(table, truth, evaluator(roots, table), strict=True):
                for term in roots:
                    assert same(right[term], answer[term]), (name, term, facts, right[term], answer[term])
        for node in t.walk(*roots.values()):
            generated[operation(node)] += 1
            settled[operation(node)] += any(evaluate(node, facts) is not None for facts in table)

    agree()
    assert set(generated) == set(PRODUCTIONS)
    assert min(settled.values()) > 0, "an operation whose value was always unknown shows nothing"


@settings(suppress_health_check=LARGE)
@given(populations())
def test_what_is_valued_at_once_is_as_if_asked_one_by_one(population: tuple[dict[str, t.Term], list[Facts]]) -> None:
    """Every node, not only the terms: those that have a place, and those that are worked out from them."""
    roots, table = population
    nodes = compile_nodes(*roots.values())
    for facts in table:
        one, other = Evaluation(facts, nodes.values(facts), nodes.places), Evaluation(facts)
        for node in t.walk(*roots.values()):
            assert same(one.value(node), other.value(node)), (node, facts)


@st.composite
def learners(draw: st.DrawFn) -> tuple[list[t.Term], Facts, Facts]:
    """Terms, what is known of a patient, and the same with more known."""
    roots = draw(terms(kind="bool", without=RECORD_READERS, count=3))
    patient = draw(patients(roots))
    return roots, draw(forgetting(patient)), patient


def test_learning_a_fact_never_turns_a_definite_answer_round() -> None:
    """With four times the usual patients: what few of them learn must still be shown of every operation."""
    stayed: Counter[str] = Counter()

    @settings(max_examples=4 * settings.default.max_examples, suppress_health_check=LARGE)
    @given(learners())
    def stays(learner: tuple[list[t.Term], Facts, Facts]) -> None:
        roots, *records = learner
        before, after = map(Evaluation, records)
        for node in t.walk(*roots):
            answer = before.value(node)
            if answer is not None:
                assert same(answer, after.value(node)), node
                learnt = any(before.facts[name] != after.facts[name] for name in t.facts_read(node))
                stayed[operation(node)] += learnt

    stays()
    assert min(stayed[name] for name in ("And", "Or", "AtLeast", "Choose")) > settings.default.max_examples / 50


def test_what_reads_the_record_can_turn_round() -> None:
    known, more = {"x": 2, "y": None}, {"x": 2, "y": 1}
    x, y = t.Fact("x", "number"), t.Fact("y", "number")
    for term in (t.recorded(y), t.least(x, y), t.greatest(-1 * x, -1 * y), t.first_known(y, x)):
        assert evaluate(term, known) is not None
        assert not same(evaluate(term, known), evaluate(term, more))
