"""The interval: how wide it is by what is known, and by what the factors' published intervals say."""

import math

import pytest

from benkoll.risk.interval import Z_95, factor_errors, standard_error
from unit.risk.persons import interval, known, major


def hazard(percent: float) -> float:
    return -math.log(1 - percent / 100)


def test_a_standard_error_from_an_interval() -> None:
    assert standard_error(1.75, 1.98) == pytest.approx(math.log(1.98 / 1.75) / 3.919928)


@pytest.mark.parametrize(("level", "error"), [("uk", 0.05), ("sweden_frax", 0.13), ("sweden_today", 0.14866)])
def test_with_all_known_and_no_factor_only_fit_and_level_count(level: str, error: float) -> None:
    facts = known()
    low, high = interval(facts, level)
    ratio = math.exp(Z_95 * error)
    assert hazard(high) / hazard(major(facts, level)) == pytest.approx(ratio, rel=1e-4)
    assert hazard(major(facts, level)) / hazard(low) == pytest.approx(ratio, rel=1e-4)


def test_a_factor_brings_its_own_uncertainty() -> None:
    facts = known(factors=("alcohol",))
    expected = math.exp(Z_95 * math.hypot(0.13, factor_errors()["alcohol"]))
    assert hazard(interval(facts)[1]) / hazard(major(facts)) == pytest.approx(expected)


def test_secondary_osteoporosis_is_as_uncertain_as_rheumatoid_arthritis() -> None:
    errors = factor_errors()
    assert errors["secondary_osteoporosis"] == errors["rheumatoid_arthritis"] > 0
    assert "glucocorticoids" not in errors  # no interval was published that could be used
