"""Two guidelines side by side: which numbers differ, and who gets another answer."""

from typing import Any

from benkoll.facts.derive import Settled, settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import load
from benkoll.guideline.compare import changed_answers, changed_parameters

FRAX = "treatment.frax_osteoporosis"


def low_density(**facts: Any) -> Settled:
    """A woman of 70 with osteoporosis, no fracture, and this FRAX."""
    base = {
        "assessment_date": "2026-03-02",
        "birth_date": "1956-02-02",
        "sex": "female",
        "prior_hip_fracture": False,
        "prior_vertebral_fracture": False,
        "prior_other_fragility_fracture": False,
        "glucocorticoid_mg_day": 0,
        "glucocorticoid_months": 0,
        "osteoporosis_drug": "none",
        "t_score_femoral_neck": -2.8,
        "t_score_total_hip": -2.6,
        "t_score_lumbar_spine": -2.4,
        "dxa_date": "2026-01-02",
        "frax_date": "2026-01-02",
    }
    return settle(read_patient(base | facts))


def test_a_guideline_does_not_differ_from_itself() -> None:
    assert changed_parameters(load(), load()) == ()
    assert list(changed_answers([low_density(frax_major_percent=23)], load(), load())) == []


def test_one_changed_number() -> None:
    (change,) = changed_parameters(load(), load(changes=((FRAX, 25.0),)))
    assert change.before is not None
    assert change.after is not None
    assert (change.name, change.before.parameter.value, change.after.parameter.value) == (FRAX, 20, 25)
    assert change.after.parameter.comparison == change.before.parameter.comparison


def test_who_gets_another_answer() -> None:
    patients = [low_density(frax_major_percent=frax) for frax in (19, 23, 26)]
    (answer,) = changed_answers(patients, load(), load(changes=((FRAX, 25.0),)))
    assert answer.place == 2
    assert answer.patient is patients[1]
    assert answer.recommendations["TX-CONSIDER"] == (True, False)
    assert answer.findings["treatment_indicated"] == (True, False)
    assert "INV-HISTORY" not in answer.recommendations


def test_an_answer_that_becomes_unsure() -> None:
    """FRAX unknown: possible by the one; by the other no FRAX reaches the limit, but nobody has said so."""
    unsure = low_density()
    (answer,) = changed_answers([unsure], load(), load(changes=(("treatment.t_osteoporosis", -3.0),)))
    assert answer.recommendations["TX-CONSIDER"] == (None, False)


def test_the_variants_differ_in_what_was_published() -> None:
    changes = {change.name for change in changed_parameters(load("vgr"), load("svos"))}
    assert {"treatment.t_other_fracture", "treatment.frax_other_fracture"} <= changes
