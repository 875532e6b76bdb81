"""The adjustments as published, each by itself and switched off."""

import pytest

from benkoll.facts import leaves as facts
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.term import Value
from benkoll.risk.adjust import ADJUSTMENTS, WORDS, adjusted, dose_factor, spine_factor, with_trabecular_score
from benkoll.risk.estimate import estimate
from terms.asked import value
from unit.risk.persons import hip, known, major

# outcome, age, mg a day, factor: Kanis 2011, by the nearest decade
DOSES = [
    ("major", 60, 2.0, 0.85),
    ("major", 64.9, 2.0, 0.85),
    ("major", 65, 2.0, 0.80),
    ("major", 70, 2.5, 1.0),
    ("major", 70, 7.4, 1.0),
    ("major", 40, 7.5, 1.20),
    ("major", 70, 7.5, 1.15),
    ("major", 90, 30, 1.10),
    ("hip", 80, 1.0, 0.70),
    ("hip", 60, 1.0, 0.60),
    ("hip", 50, 10, 1.25),
    ("hip", 70, 10, 1.20),
    ("hip", 70, 0, 1.0),
    ("hip", 70, None, 1.0),
]


@pytest.mark.parametrize(("outcome", "age", "mg", "factor"), DOSES)
def test_dose(outcome: str, age: float, mg: float | None, factor: float) -> None:
    assert value(dose_factor(outcome, facts.age), age=age, glucocorticoid_mg_day=mg) == factor


@pytest.mark.parametrize(
    ("neck", "spine", "factor"),
    [(-1.0, -2.0, 1.1), (-1.0, -3.4, 1.2), (-2.5, -1.0, 0.8), (-2.0, -2.4, 1.0), (1.0, -8.0, 1.4), (-2.0, None, 1.0)],
)
def test_spine_against_neck(neck: float, spine: float | None, factor: float) -> None:
    found = value(spine_factor(), t_score_femoral_neck=neck, t_score_lumbar_spine=spine)
    assert found == pytest.approx(factor)


@pytest.mark.parametrize(
    ("score", "age", "before", "after"),
    [(1.20, 70, (20, 5), (21.3, 5.6)), (1.35, 65, (15, 3), (13.7, 2.5)), (1.10, 80, (30, 12), (31.8, 11.8))],
)
def test_trabecular_bone_score(
    score: float, age: float, before: tuple[float, float], after: tuple[float, float]
) -> None:
    for outcome, percent, right in zip(("major", "hip"), before, after, strict=True):
        term = with_trabecular_score(outcome, facts.frax_major_percent, facts.frax_hip_percent, facts.age)
        assert value(term, frax_major_percent=percent, frax_hip_percent=score, age=age) == pytest.approx(
            right, abs=0.05
        )


def test_hip_is_held_at_major_and_major_at_100() -> None:
    major_term, hip_term = adjusted(facts.frax_major_percent, facts.frax_hip_percent, facts.age, ADJUSTMENTS)
    known_facts: dict[str, Value] = {
        "frax_major_percent": 90.0,
        "frax_hip_percent": 88.0,
        "age": 70,
        "glucocorticoid_mg_day": 10,
    }
    assert value(major_term, **known_facts) == 100
    assert value(hip_term, **known_facts) == 100
    known_facts["frax_major_percent"] = 70.0
    assert value(hip_term, **known_facts) == value(major_term, **known_facts) == pytest.approx(80.5)


def test_the_estimate_is_adjusted_and_each_adjustment_can_be_left_out() -> None:
    patient = known(t=-1.0, factors=("glucocorticoids",), glucocorticoid_mg_day=10.0, t_score_lumbar_spine=-3.0)
    plain = known(t=-1.0, factors=("glucocorticoids",))
    assert major(patient) == pytest.approx(major(plain) * 1.15 * 1.2)
    assert hip(patient) == pytest.approx(hip(plain) * 1.20)
    by_dose_only = estimate("sweden_frax", ("glucocorticoid_dose",)).major
    assert Evaluation(patient).value(by_dose_only) == pytest.approx(major(plain) * 1.15)
    assert Evaluation(patient).value(estimate("sweden_frax", ()).major) == pytest.approx(major(plain))


def test_each_has_words_and_there_is_no_other() -> None:
    assert set(ADJUSTMENTS) < set(WORDS)
    with pytest.raises(KeyError):
        estimate("sweden_frax", ("falls",))
