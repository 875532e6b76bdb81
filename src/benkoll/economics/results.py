"""What a scenario changes against another: fractures, deaths, QALYs, bed-days, money; and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benkoll.economics.counted import PLACE
from benkoll.economics.hazards import SITES
from benkoll.economics.run import Outcome

Array = npt.NDArray[np.float64]
RATES = (0.0, 0.03, 0.05)
"""Discount rates shown, a year; the middle one is the convention."""
BASE_RATE = 0.03
WILLING = (100_000, 370_000, 500_000, 1_000_000)
"""SEK for a QALY at which results are shown (evidence: Socialstyrelsen, Siverskog 2019, TLV)."""
COSTS = ("cost_fractures", "cost_municipality", "cost_care", "cost_drugs")
MIDDLE = 95.0
"""Percent of the draws within an interval."""


@dataclass(frozen=True, slots=True)
class Compared:
    """`with_` and `without`: counts by draw and year, (draws, years, counts); `blocks`: their difference by draw and
    block of people over all years, undiscounted, (draws, blocks, counts)."""

    with_: Array
    without: Array
    blocks: Array

    def more(self, name: str, rate: float = 0.0) -> Array:
        """How much more of a count the scenario has, (draws,), discounted from the middle of each year."""
        difference = (self.with_ - self.without)[:, :, PLACE[name]]
        return _discounted(difference, rate)

    def averted(self) -> Array:
        """Fractures of all sites that the scenario averts, (draws,)."""
        found: Array = -np.sum([self.more(site) for site in SITES], axis=0)
        return found

    def cost(self, rate: float = BASE_RATE) -> Array:
        """SEK that it costs more, (draws,); below zero where it saves."""
        found: Array = np.sum([self.more(name, rate) for name in COSTS], axis=0)
        return found

    def benefit(self, willing: float, rate: float = BASE_RATE) -> Array:
        """Net monetary benefit, SEK, (draws,)."""
        return willing * self.more("quality", rate) - self.cost(rate)

    def monte_carlo(self, name: str) -> float:
        """Standard error of a draw's difference of a count from the people being so few, by its blocks."""
        part = self.blocks[:, :, PLACE[name]]
        return float(np.sqrt((part.var(axis=1, ddof=1) * part.shape[1]).mean()))


def compare(outcome: Outcome, place: int, against: int) -> Compared:
    """Scenario `place` of the outcome held against another."""
    difference = outcome.totals[place].sum(axis=2) - outcome.totals[against].sum(axis=2)
    return Compared(outcome.yearly(place), outcome.yearly(against), difference)


def _discounted(yearly: Array, rate: float) -> Array:
    """The sum over years of (draws, years), each from its middle."""
    factors = (1 + rate) ** -(np.arange(yearly.shape[1]) + 0.5)
    found: Array = yearly @ factors
    return found


@dataclass(frozen=True, slots=True)
class Interval:
    """The mean of the draws, and the ends of the middle 95 % of them; one draw has no ends."""

    mean: float
    low: float | None
    high: float | None


def interval(values: Array) -> Interval:
    """Of (draws,)."""
    if len(values) == 1:
        return Interval(float(values[0]), None, None)
    low, high = np.percentile(values, [(100 - MIDDLE) / 2, (100 + MIDDLE) / 2])
    return Interval(float(values.mean()), float(low), float(high))


def cost_per_qaly(compared: Compared, rate: float = BASE_RATE) -> tuple[str, float | None]:
    """What it comes to by the means: `ratio` SEK for a QALY gained, `saves` money and gains, `loses` QALYs and costs,
    `cheaper` but loses QALYs (then the ratio is SEK saved for a QALY lost), or `same`."""
    cost, gained = float(compared.cost(rate).mean()), float(compared.more("quality", rate).mean())
    if not gained:
        return "same" if not cost else "loses", None
    if gained > 0:
        return ("saves", None) if cost < 0 else ("ratio", cost / gained)
    return ("loses", None) if cost >= 0 else ("cheaper", cost / gained)


def acceptable(compared: Compared, willing: Sequence[float], rate: float = BASE_RATE) -> Array:
    """Share of the draws in which it is worth its cost, at each willingness to pay."""
    return np.array([(compared.benefit(one, rate) > 0).mean() for one in willing])


def perfect_information(compared: Compared, willing: float, rate: float = BASE_RATE) -> float:
    """Expected value of perfect information, SEK: what knowing the parameters would be worth to the choice of two."""
    benefit = compared.benefit(willing, rate)
    return float(np.maximum(benefit, 0).mean() - max(benefit.mean(), 0.0))


def leaning(parameters: dict[str, Array], outcome: Array) -> list[tuple[str, float]]:
    """How much an outcome moves where a parameter goes from its 10th to its 90th percentile, by a linear fit over all.

    `parameters`: name -> (draws,), those that vary; greatest first. Needs more draws than parameters, else ValueError.
    """
    names = [name for name, values in parameters.items() if values.std() > 0]
    if len(outcome) <= len(names) + 1:
        raise ValueError(f"{len(outcome)} draws are too few for {len(names)} parameters")
    table = np.stack([parameters[name] for name in names], axis=1)
    spread = table.std(axis=0)
    scaled = np.column_stack([np.ones(len(table)), (table - table.mean(axis=0)) / spread])
    slopes = np.linalg.lstsq(scaled, outcome, rcond=None)[0][1:]
    ranges = np.percentile(table, 90, axis=0) - np.percentile(table, 10, axis=0)
    moved = slopes / spread * ranges
    return sorted(zip(names, moved.tolist(), strict=True), key=lambda one: -abs(one[1]))
