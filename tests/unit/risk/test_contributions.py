"""What each factor adds: the value less the value without it."""

import pytest

from benkoll.logic.evaluate import Evaluation
from benkoll.logic.term import Value
from benkoll.risk.contributions import WORDS, contributions
from unit.risk.persons import known, major


def points(facts: dict[str, Value], level: str = "sweden_frax") -> dict[str, float]:
    return {one.factor: one.major_percent_points for one in contributions(Evaluation(facts), level)}


def test_each_factor_that_is_there_is_held_against_its_absence() -> None:
    both = known(factors=("prior_fracture", "smoking"), weight_kg=100.0)
    found = points(both)
    assert set(found) == {"prior_fracture", "smoking", "bmi"}
    assert found["prior_fracture"] == pytest.approx(major(both) - major(known(factors=("smoking",))))
    assert found["smoking"] == pytest.approx(major(both) - major(known(factors=("prior_fracture",))))
    assert found["bmi"] == 0


def test_density_is_held_against_not_knowing_it_and_bmi_against_25() -> None:
    facts = known(t=-3.0, weight_kg=80.0)
    found = points(facts)
    assert found["bone_density"] == pytest.approx(major(facts) - major(known(weight_kg=80.0)))
    assert found["bmi"] == pytest.approx(major(facts) - major(known(t=-3.0)))
    assert points(known(t=0.5))["bone_density"] < 0


def test_greatest_first() -> None:
    facts = known(t=-1.0, factors=("prior_fracture", "smoking", "parent_hip", "secondary_osteoporosis"))
    sizes = [abs(one.major_percent_points) for one in contributions(Evaluation(facts), "uk")]
    assert sizes == sorted(sizes, reverse=True)
    assert points(facts)["secondary_osteoporosis"] == 0


def test_what_is_not_known_contributes_nothing_and_without_a_value_there_is_nothing() -> None:
    assert points({"sex": "female", "age": 70.0}) == {}
    assert points(known(age=30, factors=("smoking",))) == {}


def test_each_has_words() -> None:
    everything = known(t=-2.0, factors=tuple(WORDS))
    assert set(points(everything)) <= set(WORDS)
    assert all(words["sv"] and words["en"] for words in WORDS.values())
