"""The numbers of the simulation: each with its distribution, source and mark; drawn together, one column a draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from benkoll.errors import Lang, UsageError
from benkoll.facts.numbers import read_yaml

Floats = npt.NDArray[np.float32]
Mark = Literal["V", "P", "D", "R", "M"]
WIDTH = 2 * 1.959964
"""Standard deviations across a 95 % interval."""
PRICE_YEAR = 2024
MARKS: Mapping[Mark, Mapping[Lang, str]] = {
    "V": {"sv": "läst i källan", "en": "read in the source"},
    "P": {"sv": "utdrag eller indirekt", "en": "excerpt or indirect"},
    "D": {"sv": "härledd ur läst källa", "en": "derived from a source that was read"},
    "R": {"sv": "vår tolkning", "en": "a reading of ours"},
    "M": {"sv": "ur minnet, ej kontrollerad", "en": "from memory, unverified"},
}

UNITS: Mapping[str, Mapping[Lang, str]] = {
    "EUR": {"sv": "euro", "en": "EUR"},
    "QALY": {"sv": "QALY", "en": "QALY"},
    "QALY/year": {"sv": "QALY per år", "en": "QALY per year"},
    "SD": {"sv": "SD", "en": "SD"},
    "SEK": {"sv": "kr", "en": "SEK"},
    "SEK/EUR": {"sv": "kr per euro", "en": "SEK per EUR"},
    "SEK/course": {"sv": "kr per kur", "en": "SEK per course"},
    "SEK/fracture patient": {"sv": "kr per frakturpatient", "en": "SEK per fracture patient"},
    "SEK/year": {"sv": "kr per år", "en": "SEK per year"},
    "days": {"sv": "dygn", "en": "days"},
    "per year": {"sv": "per år", "en": "per year"},
    "ratio": {"sv": "(kvot)", "en": "(ratio)"},
    "share": {"sv": "(andel)", "en": "(share)"},
    "years": {"sv": "år", "en": "years"},
}


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """One number. `value`, `low`, `high` and `sd` in `unit`; `factor`: what makes SEK of the report's year of it.

    `low` and `high`: a 95 % interval, or the ends of a uniform distribution.
    """

    name: str
    value: float
    unit: str
    distribution: str
    mark: Mark
    source: str
    words: Mapping[Lang, str]
    low: float | None
    high: float | None
    sd: float | None
    price_year: int | None
    factor: float

    @property
    def used(self) -> float:
        """The value that the simulation counts with: money in SEK of the report's year."""
        return self.value * self.factor

    def draw(self, rng: np.random.Generator, count: int) -> npt.NDArray[np.float64]:
        """So many independent values, (count,), in the unit that the simulation counts with."""
        return self._drawn(rng, count) * np.float64(self.factor)

    def _drawn(self, rng: np.random.Generator, count: int) -> npt.NDArray[np.float64]:
        low, high, sd = self.low, self.high, self.sd
        if self.distribution == "uniform" and low is not None and high is not None:
            return rng.uniform(low, high, count)
        if sd is None and low is not None and high is not None:
            sd = (high - low) / WIDTH
        if self.distribution == "lognormal" and low is not None and high is not None:
            spread = float(np.log(high / low)) / WIDTH
            return np.exp(rng.standard_normal(count) * spread) * self.value
        if sd is None:
            return np.full(count, self.value)
        if self.distribution == "normal":
            return rng.normal(self.value, sd, count)
        if self.distribution == "gamma":
            return rng.gamma((self.value / sd) ** 2, sd**2 / self.value, count)
        mean = self.value
        size = mean * (1 - mean) / sd**2 - 1
        return rng.beta(mean * size, (1 - mean) * size, count)


@cache
def parameters() -> Mapping[str, ParameterInfo]:
    """Every parameter by its name."""
    rows = read_yaml("benkoll.economics", "data", "parameters.yaml")
    index = {2004: rows["money.price_index_2004"]["value"], 2012: rows["money.price_index_2012"]["value"]}
    euro = rows["money.eur_2004"]["value"]
    found = {}
    for name, row in rows.items():
        year = row.get("price_year")
        factor = (euro if row.get("currency") == "EUR" else 1.0) * index.get(year, 1.0)
        sd = row.get("sd", row["value"] * row["cv"] if "cv" in row else None)
        found[name] = ParameterInfo(
            name,
            float(row["value"]),
            row["unit"],
            row["distribution"],
            row["mark"],
            row["source"],
            {"sv": row["sv"], "en": row["en"]},
            row.get("low"),
            row.get("high"),
            sd,
            year,
            factor,
        )
    return found


Values = Mapping[str, Floats]
"""Parameter -> its value in each draw, (draws, 1)."""


def means(changes: Mapping[str, float] | None = None) -> Values:
    """One draw in which every parameter has its value; `changes` in the unit that the simulation counts with.

    UsageError where a change names no parameter.
    """
    values = {name: info.used for name, info in parameters().items()} | checked(changes or {})
    return {name: np.array([[value]], np.float32) for name, value in values.items()}


def drawn(seed: int, first: int, count: int, changes: Mapping[str, float] | None = None) -> Values:
    """The draws `first` up to, not with, `first + count` of a seed; a changed parameter is not drawn."""
    fixed = checked(changes or {})
    values: dict[str, Floats] = {}
    for place, (name, info) in enumerate(parameters().items()):
        rng = np.random.default_rng([seed, place])  # each its own stream: a new parameter moves no other
        values[name] = info.draw(rng, first + count)[first:].astype(np.float32).reshape(count, 1)
        if name in fixed:
            values[name][:] = fixed[name]
    return values


def checked(changes: Mapping[str, float]) -> dict[str, float]:
    """The changes, if each names a parameter; else UsageError."""
    for name in changes:
        if name not in parameters():
            raise UsageError(
                f"det finns ingen parameter {name}: se benkoll economics parameters",
                f"there is no parameter {name}: see benkoll economics parameters",
            )
    return dict(changes)
