"""One function of all terms is made where patients are many, and not before."""

from datetime import date

import pytest

from benkoll.assess import prepared
from benkoll.assess.patient import assess
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import load
from benkoll.logic.generate import Nodes, compile_nodes
from benkoll.logic.term import Term

PATIENT = settle(read_patient({"age": 80, "sex": "female", "prior_hip_fracture": True}, date(2026, 11, 24)))


def test_the_function_is_made_once_and_for_more_than_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    made = list[Nodes]()

    def told(*terms: Term) -> Nodes:
        made.append(compile_nodes(*terms))
        return made[-1]

    monkeypatch.setattr(prepared, "compile_nodes", told)
    guideline = load.__wrapped__()  # one that nobody was assessed by
    answers = []
    for number in range(prepared.FEW + 3):
        answers.append(assess(PATIENT, guideline))
        assert len(made) == (number >= prepared.FEW)
    asked = [*guideline.criteria.values(), *guideline.roots(), *prepared.prepared(guideline).measured.values()]
    assert set(map(id, asked)) <= made[0].places.keys()
    assert all(one == answers[0] for one in answers)


def test_each_guideline_has_its_own() -> None:
    one, other = load(), load("svos")
    assert prepared.prepared(one) is prepared.prepared(one)
    assert prepared.prepared(one) is not prepared.prepared(other)
