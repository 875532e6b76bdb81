"""Discounting, cost per QALY, what a surface tells: against closed forms and made-up draws."""

from dataclasses import replace
from math import exp

import numpy as np
import pytest

from benkoll.economics import hazards
from benkoll.economics.counted import COUNTS, PLACE
from benkoll.economics.parameters import Floats, Values, means
from benkoll.economics.people import counts, draw_people
from benkoll.economics.pictures import ticks
from benkoll.economics.results import (
    Compared,
    acceptable,
    cost_per_qaly,
    interval,
    leaning,
    perfect_information,
)
from benkoll.economics.run import simulate
from benkoll.economics.scenarios import scenario
from benkoll.economics.surface import fit, important

DRAWS = 400


def compared(cost: list[float], quality: list[float], years: int = 1) -> Compared:
    """Draws that differ by so much a year."""
    shape = (len(cost), years, len(COUNTS))
    table = np.zeros(shape)
    table[:, :, PLACE["cost_drugs"]] = np.array(cost)[:, None]
    table[:, :, PLACE["quality"]] = np.array(quality)[:, None]
    return Compared(table, np.zeros(shape), np.zeros((len(cost), 10, len(COUNTS))))


def test_discounting_from_the_middle_of_each_year() -> None:
    found = compared([1.0], [1.0], years=3)
    assert found.cost(0.0)[0] == 3
    assert found.cost(0.05)[0] == pytest.approx(1.05**-0.5 + 1.05**-1.5 + 1.05**-2.5)


@pytest.mark.parametrize(
    ("cost", "quality", "kind", "value"),
    [
        (100.0, 2.0, "ratio", 50.0),
        (-100.0, 2.0, "saves", None),
        (100.0, -2.0, "loses", None),
        (-100.0, -2.0, "cheaper", 50.0),
        (0.0, 0.0, "same", None),
        (5.0, 0.0, "loses", None),
    ],
)
def test_what_it_comes_to(cost: float, quality: float, kind: str, value: float | None) -> None:
    found = cost_per_qaly(compared([cost], [quality]), rate=0.0)
    assert found == (kind, value if value is None else pytest.approx(value))


def test_acceptability_and_what_knowing_would_be_worth() -> None:
    found = compared([100.0, 300.0], [1.0, 1.0])
    assert acceptable(found, (50, 200, 400), rate=0.0).tolist() == [0.0, 0.5, 1.0]
    assert perfect_information(found, 200, rate=0.0) == pytest.approx(
        50
    )  # 100 or -100: half of 100, less the 0 by default
    assert perfect_information(found, 400, rate=0.0) == pytest.approx(0)
    assert interval(np.array([1.0])).low is None


def made_up() -> tuple[dict[str, np.ndarray], np.ndarray]:
    rng = np.random.default_rng(2)
    table = {name: rng.uniform(0, 1, DRAWS) for name in "abcdefgh"} | {"still": np.ones(DRAWS)}
    outcome = 10 * table["a"] - 4 * table["b"] ** 2 + 2 * table["c"] * table["d"] + table["e"] + 0.1 * table["f"]
    return table, outcome


def test_what_an_outcome_leans_on() -> None:
    table, outcome = made_up()
    weights = leaning(table, outcome)
    assert [name for name, _ in weights[:2]] == ["a", "b"]
    assert weights[0][1] == pytest.approx(8, rel=0.05)  # from the 10th to the 90th percentile
    assert weights[1][1] < 0
    assert "still" not in dict(weights)
    with pytest.raises(ValueError, match="too few"):
        leaning({name: values[:5] for name, values in table.items()}, outcome[:5])


def test_a_surface_of_that_shape_is_found_exactly_and_its_error_is_that_of_what_it_cannot_see() -> None:
    table, outcome = made_up()
    moved = important(table, outcome, first=("d", "still"))
    assert moved[0] == "d"
    assert len(moved) == 5
    assert set(moved) >= {"a", "b"}
    surface = fit(table, outcome, ("a", "b", "c", "d", "e"))
    assert surface.error < 1e-9
    assert surface.at({"a": 0.5, "b": 1.0, "c": 0.2, "d": 0.5, "e": 0.0}) == pytest.approx(
        5 - 4 + 0.2 + 0.1 * table["f"].mean()
    )
    noisy = outcome + np.random.default_rng(3).normal(0, 0.5, DRAWS)
    assert fit(table, noisy, ("a", "b", "c", "d", "e")).error == pytest.approx(0.5, rel=0.2)
    with pytest.raises(ValueError, match="too few"):
        fit({name: values[:30] for name, values in table.items()}, outcome[:30], ("a", "b", "c", "d", "e"))


def test_a_cohort_of_constant_hazards_dies_breaks_and_is_counted_as_in_closed_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Hazard of death h, of the hip k, nothing else: years lived (1 - e^(-hT)) / h, first hips k times these."""
    death, hip, years = 0.08, 0.02, 10

    def at(self: hazards.Person, age: Floats, values: Values) -> hazards.Hazards:
        shape = (1, len(age))
        none = np.zeros(shape, np.float32)
        broken = np.full(shape, hip, np.float32)
        return hazards.Hazards((broken, none, none, none, none), np.full(shape, death, np.float32), none)

    monkeypatch.setattr(hazards.Person, "at", at)
    people = draw_people(counts("sweden"), 60_000, 1, 1)
    people = replace(people, age=np.full(len(people), 60, np.float32), stands_for=np.ones(len(people), np.float32))
    unmoved = {
        "death.hip_first_year": 1.0,
        "death.hip_first_year_men": 1.0,
        "death.hip_later": 1.0,
        "fracture.again_late": 1.0,
        "fracture.again_first_year": 1.0,
        "fracture.second_hip": 1.0,
        "fracture.after_vertebra": 1.0,
        "usual.identified": 0.0,
        "usual.screened_per_year": 0.0,
    }
    outcome = simulate(people, [scenario("usual")], [means(unmoved)], years, 1, begin=lambda place, state: None)
    lived = outcome.totals[0][..., PLACE["people"]].sum()
    exact = len(people) * (1 - exp(-death * years)) / death
    assert lived == pytest.approx(exact, rel=0.004)
    gone = outcome.totals[0][..., PLACE["deaths"]].sum()
    assert gone == pytest.approx(len(people) * (1 - exp(-death * years)), rel=0.01)
    broken = outcome.totals[0][..., PLACE["hip"]].sum()
    fitted = float(np.exp(hazards.Person(people, "register").fitted["again"]))
    assert broken == pytest.approx(hip * exact, rel=0.05 + abs(fitted - 1))


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 7), (-3, 11), (0, 1234), (-0.2, 0.05), (5, 5), (99, 101)])
def test_ticks_hold_both_ends_and_are_few(low: float, high: float) -> None:
    found = ticks(low, high)
    assert found[0] <= low
    assert found[-1] >= high
    assert 2 <= len(found) <= 8
