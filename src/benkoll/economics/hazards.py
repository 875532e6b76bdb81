"""Yearly hazards of each person, before drugs and earlier fractures: the formula of `risk.hazards`, as arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benkoll.economics.parameters import Floats, Values
from benkoll.economics.people import FACTORS, People
from benkoll.facts.numbers import read_yaml
from benkoll.risk import hazards
from benkoll.risk.numbers import read

SITES = ("hip", "vertebra", "wrist", "humerus", "elsewhere")
HIP, VERTEBRA, WRIST, HUMERUS, ELSEWHERE = range(len(SITES))
MAJOR = (HIP, VERTEBRA, WRIST, HUMERUS)
"""Major osteoporotic fractures, as FRAX counts them."""
LEVEL = "sweden_today"
NOW = (hazards.YEARS - 1) / 2
"""Years from the first of the estimate's ten to their middle, which its formula speaks of."""


@dataclass(frozen=True, slots=True)
class Hazards:
    """A year's: `sites` five arrays in the order of SITES, `death`; (draws, people). `t_score`: of the femoral neck."""

    sites: tuple[Floats, ...]
    death: Floats
    t_score: Floats


class Person:
    """What of the hazards does not change with age: each an array of (people,)."""

    def __init__(self, people: People, incidence: str) -> None:
        """`incidence`: a set of fitted.yaml; KeyError where there is none."""
        fitted, self.fit = read("fitted.yaml"), read_yaml("benkoll.economics", "data", "fitted.yaml")[incidence]
        self.female = people.female
        self.bone = people.bone
        level = fitted["levels"][LEVEL]
        self.bend_from = fitted["bend_from_x"]
        self.expected_t = (self._of(fitted["expected_t"]["level"]), fitted["expected_t"]["age"])
        self.hip = self._numbers(fitted["hip"], level["hip"])
        self.other = self._numbers(fitted["other"], level["other"])
        self.dying = {name: self._of(value) for name, value in level["death"].items()} | {"t": fitted["death_per_t"]}
        self.effects = {hazard: _effects(people, hazard) for hazard in ("hip", "other", "death")}
        self.fitted = {
            name: self._of(values) if isinstance(values, Mapping) else np.float32(values)
            for name, values in self.fit.items()
        }

    def _of(self, values: Mapping[str, float] | float) -> Any:
        if not isinstance(values, Mapping):
            return np.float32(values)
        return np.where(self.female, np.float32(values["female"]), np.float32(values["male"]))

    def _numbers(self, numbers: Mapping[str, Any], level: Mapping[str, float]) -> dict[str, Any]:
        found = {name: self._of(value) for name, value in numbers.items() if name not in ("level", "without_density")}
        found["level"] = self._of({sex: value + level[sex] for sex, value in numbers["level"].items()})
        return found

    def first(self, count: int) -> "Person":
        """The same of the first so many people."""
        part = object.__new__(Person)
        part.fit, part.bend_from = self.fit, self.bend_from
        part.female, part.bone = self.female[:count], self.bone[:count]
        part.expected_t = (self.expected_t[0][:count], self.expected_t[1])
        for name in ("hip", "other", "dying", "fitted"):
            setattr(part, name, {key: _first(value, count) for key, value in getattr(self, name).items()})
        part.effects = {
            hazard: hazards.Effects(_first(one.added, count), _first(one.added_per_decade, count))
            for hazard, one in self.effects.items()
        }
        return part

    def at(self, age: Floats, values: Values) -> Hazards:
        """The hazards at these ages, (people,); the T-score falls with age as the estimate expects."""
        held = np.minimum(age, 90)
        rising = held + (age - held) * values["fracture.above_90"][0, 0]
        x = hazards.scaled_age(rising)
        spread = values["fracture.t_spread"]
        beyond = self.bone * spread
        t_score = (self.expected_t[0] + self.expected_t[1] * x) + beyond
        bend = np.maximum(x - np.float32(self.bend_from), 0)
        hip, other = (self._yearly(hazard, x, bend, t_score, spread) for hazard in ("hip", "other"))
        x_death = hazards.scaled_age(age)
        death = hazards.death(self.dying, x_death, beyond, self.effects["death"].added)
        yearly_death = np.exp(death.middle - NOW * death.growth + self.fitted["death"])
        vertebra = other * np.exp(self.fitted["vertebra"])
        wrist = other * np.exp(self.fitted["wrist"] + self.fitted["wrist_per_decade"] * x)
        humerus = other * np.exp(self.fitted["humerus"])
        hip = hip * np.exp(self.fitted["hip"] + self.fitted["hip_per_decade"] * x)
        return Hazards(
            (hip, vertebra, wrist, humerus, other * np.exp(self.fitted["elsewhere"])),
            yearly_death,
            t_score,
        )

    def _yearly(self, hazard: str, x: Floats, bend: Floats, t_score: Floats, spread: Floats) -> Floats:
        """A year's hazard; what a wider spread of T-scores adds to the mean is taken off, so the level stays."""
        c = self.hip if hazard == "hip" else self.other
        odds = hazards.fracture(c, x, bend, t_score, self.effects[hazard])
        slope = (c["t"] + c["t_age"] * x) * spread
        found: Floats = np.exp(odds.middle - NOW * odds.growth - 0.5 * slope * slope)
        return found


def _first(value: Any, count: int) -> Any:
    return value[:count] if isinstance(value, np.ndarray) and value.ndim else value


def _effects(people: People, hazard: str) -> hazards.Effects:
    """What the factors add, bone density known; the earlier fracture is counted by its time instead."""
    fitted, published = read("fitted.yaml"), read("published.yaml")
    added = np.zeros(len(people), np.float32)
    per_decade = np.zeros(len(people), np.float32)
    for name in FACTORS:
        row = published["factors"][name]
        effects = fitted["factors"][row.get("as", name)]
        kept = row["kept_with_density"].get(hazard, 1)
        added += people.factors[name] * np.float32(effects.get(hazard, 0.0) * kept)
        per_decade += people.factors[name] * np.float32(effects.get(f"{hazard}_per_decade", 0.0) * kept)
    if hazard != "death":
        slopes = published["bmi"]["with_density"][hazard]
        beyond = people.bmi - np.float32(published["bmi"]["kink"])
        added += np.where(beyond < 0, beyond * slopes["below"], beyond * slopes["above"]).astype(np.float32)
    return hazards.Effects(added, per_decade)


def ten_year_risk(
    person: Person, rows: npt.NDArray[np.int64], age: Floats, t_score: Floats, prior: Any
) -> tuple[Any, Any]:
    """Ten-year probability (%) of major and hip fracture at the level comparable with FRAX, of these people.

    `rows`: which people; `age`, `t_score` (NaN: not measured) and `prior` (a fracture before) are of these, (rows,).
    What stands where a clinician enters FRAX.
    """
    fitted, published = read("fitted.yaml"), read("published.yaml")
    level = fitted["levels"]["sweden_frax"]
    female = person.female[rows]

    def of(values: Mapping[str, float] | float) -> Any:
        return np.where(female, values["female"], values["male"]) if isinstance(values, Mapping) else values

    x = hazards.scaled_age(np.clip(age, 40, 90))
    bend = np.maximum(x - fitted["bend_from_x"], 0.0)
    expected = of(fitted["expected_t"]["level"]) + fitted["expected_t"]["age"] * x
    known = ~np.isnan(t_score)
    shown = np.clip(np.where(known, t_score, expected), *read("assumptions.yaml")["held"]["t_score"])
    chances = {}
    for hazard in ("hip", "other"):
        c = {name: of(value) for name, value in fitted[hazard].items() if name not in ("level", "without_density")}
        c["level"] = of({sex: value + level[hazard][sex] for sex, value in fitted[hazard]["level"].items()})
        c["level"] = c["level"] + np.where(known, 0.0, fitted[hazard].get("without_density", 0.0))
        fracture = fitted["factors"]["prior_fracture"]
        kept = np.where(known, published["factors"]["prior_fracture"]["kept_with_density"][hazard], 1.0)
        base = person.effects[hazard]
        effects = hazards.Effects(
            base.added[rows] + prior * kept * fracture[hazard],
            base.added_per_decade[rows] + prior * kept * fracture.get(f"{hazard}_per_decade", 0.0),
        )
        chances[hazard] = hazards.fracture(c, x, bend, shown, effects)
    dying = {name: of(value) for name, value in level["death"].items()} | {"t": fitted["death_per_t"]}
    gone = hazards.death(
        dying, x, np.where(known, shown - expected, 0.0),
        person.effects["death"].added[rows] + prior * fitted["factors"]["prior_fracture"]["death"],
    )  # fmt: skip
    major, hip = hazards.ten_years(chances["hip"], chances["other"], gone, np.exp)
    return major * 100, hip * 100
