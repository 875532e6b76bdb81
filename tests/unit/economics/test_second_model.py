"""A small case beside a kept library: a cohort with one kind of fracture as heormodel's Markov model reckons it."""

from collections.abc import Callable
from dataclasses import replace
from math import exp

import numpy as np
import pandas as pd
import pytest
from heormodel.models import Outcomes
from heormodel.models.markov import CohortSpec, MarkovModel
from heormodel.voi import evpi

from benkoll.economics import hazards
from benkoll.economics.counted import COUNTS, PLACE
from benkoll.economics.parameters import Floats, Values, means, parameters
from benkoll.economics.people import counts, draw_people
from benkoll.economics.results import Compared, perfect_information
from benkoll.economics.run import simulate
from benkoll.economics.scenarios import scenario

YEARS, DEATH, VERTEBRA, EFFECT = 20, 0.06, 0.03, 0.5
STATES = ("well", "half a year", "a year", "after", "dead")
"""A fracture's first year is two half-years, a state each."""
UNMOVED = {
    "death.other_first_year": 1.0,
    "fracture.again_late": 1.0,
    "fracture.again_first_year": 1.0,
    "fracture.after_vertebra": 1.0,
    "usual.identified": 0.0,
    "usual.screened_per_year": 0.0,
    "quality.young": 1.0,
    "quality.old": 1.0,
}


def constant(rate: float) -> Callable[..., hazards.Hazards]:
    """Hazards that do not change: of a vertebral fracture, and of death."""

    def at(self: hazards.Person, age: Floats, values: Values) -> hazards.Hazards:
        none = np.zeros((1, len(age)), np.float32)
        return hazards.Hazards((none, none + np.float32(rate), none, none, none), none + np.float32(DEATH), none)

    return at


def by_library(rate: float) -> tuple[float, float]:
    """Cost in SEK and QALYs of one person: first fractures only."""
    broken, dead = 1 - exp(-rate / 2), 1 - exp(-DEATH / 2)
    first = parameters()["cost.vertebra_first_year"].used
    loss, after = (parameters()[f"quality.vertebra_{when}"].value for when in ("first_year", "later"))

    def spec(params: pd.Series, intervention: str) -> CohortSpec:
        moves = np.array(
            [
                [1 - broken, broken, 0, 0, 0],
                [0, 0, 1, 0, 0],
                [0, 0, 0, 1, 0],
                [0, 0, 0, 1, 0],
                [0, 0, 0, 0, 1],
            ],
            float,
        )
        moves[:4] *= 1 - dead
        moves[:4, 4] += dead
        return CohortSpec(
            moves,
            np.array([0, first / 2, first / 2, 0, 0], float),
            np.array([1, 1 - loss, 1 - loss, 1 - after, 0], float) / 2,
        )

    model = MarkovModel(
        states=STATES,
        interventions=("care",),
        transitions_and_rewards=spec,
        n_cycles=2 * YEARS,
        cycle_length=0.5,
        discount_rate=0.03,
        cycle_correction="half_cycle",
    )
    found = model.evaluate(pd.DataFrame({"one": [1.0]}, index=pd.RangeIndex(1, name="iteration")))
    return float(found.costs_wide().iloc[0, 0]), float(found.effects_wide().iloc[0, 0])


def ours(rate: float, monkeypatch: pytest.MonkeyPatch) -> tuple[float, float]:
    """The same of the simulation: a second fracture cannot come, months 13 to 18 cost nothing."""
    monkeypatch.setattr(hazards.Person, "at", constant(rate))
    people = draw_people(counts("sweden"), 60_000, 1, 1)
    people = replace(people, age=np.full(len(people), 60, np.float32), stands_for=np.ones(len(people), np.float32))
    changes = {**UNMOVED, "cost.vertebra_later": 0.0, "fracture.again_late": 0.0, "fracture.again_first_year": 0.0}
    values = means(changes)
    outcome = simulate(people, [scenario("usual")], [values], YEARS, 1, begin=lambda place, state: None)
    none = Compared(outcome.yearly(0), np.zeros((1, YEARS, len(COUNTS))), np.zeros((1, 10, len(COUNTS))))
    return float(none.cost()[0]) / len(people), float(none.more("quality", 0.03)[0]) / len(people)


@pytest.mark.parametrize("rate", [VERTEBRA, VERTEBRA * EFFECT])
def test_costs_and_quality_agree_with_the_library(rate: float, monkeypatch: pytest.MonkeyPatch) -> None:
    cost, quality = ours(rate, monkeypatch)
    wanted_cost, wanted_quality = by_library(rate)
    assert quality == pytest.approx(wanted_quality, rel=0.005)
    # the library pays at the end of a half-year and half of it at the end of all: 3 % less, and our own error is 1 %
    assert cost == pytest.approx(wanted_cost, rel=0.05)


def test_the_value_of_perfect_information_agrees_with_the_library() -> None:
    rng = np.random.default_rng(4)
    cost, gained = rng.normal(3e5, 2e5, 500), rng.normal(1.0, 0.6, 500)
    shape = (500, 1, len(COUNTS))
    table = np.zeros(shape)
    table[:, 0, PLACE["cost_drugs"]], table[:, 0, PLACE["quality"]] = cost, gained
    own = Compared(table, np.zeros(shape), np.zeros((500, 10, len(COUNTS))))
    names = {"usual": np.zeros(500), "chain": cost}
    outcomes = Outcomes.from_wide(pd.DataFrame(names), pd.DataFrame({"usual": np.zeros(500), "chain": gained}))
    for willing in (100_000, 370_000, 500_000):
        assert perfect_information(own, willing, rate=0.0) == pytest.approx(evpi(outcomes, wtp=float(willing)))
