"""Step 1: hazards and ratios, fitted so that the published United Kingdom values come out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from risk.rows import FACTORS, SEXES, People, people
from scipy.optimize import least_squares

from benkoll.risk.hazards import TYPICAL_T, Effects, Number, Odds, death, fracture, scaled_age, ten_years
from benkoll.risk.numbers import read
from benkoll.risk.validate import PUBLISHED

BEND = 0.5
"""The hip hazard's growth slows from here: x, so a person of 75, who is 80 in the middle of the ten years."""

OF_SEX = {"hip": ("level", "age", "t", "t_age"), "other": ("level", "age")}
SHARED = {"hip": ("age2", "bend"), "other": ("age2", "t", "t_age", "t2", "without_density")}
"""What women and men have of their own, and what they share: what differed by less than its error is shared."""

WITH_AGE = {"hip": ("prior_fracture", "parent_hip"), "other": ("parent_hip",)}
"""Factors whose effect changes with age; for the others a slope made nothing better."""

NO_DEATH = ("parent_hip",)
MODEL_ERROR = 0.03  # what a formula this simple may miss, relative
LEAST_T_SLOPE = 0.02  # other fractures: the logarithm of the hazard falls at least so much per SD, everywhere


@dataclass(frozen=True)
class Start:
    """Where a number starts, and how far (standard deviations of a normal prior) it may go; no spread: anywhere."""

    value: float
    spread: float | None = None


def starts() -> dict[str, Start]:
    """Every fitted number by its dotted name."""
    assumed = read("assumptions.yaml")
    found: dict[str, Start] = {}
    first = {
        "hip": {"level": -5.8, "age": 0.9, "t": -1.0, "t_age": 0.2, "age2": 0.0, "bend": 0.0},
        "other": {"level": -4.6, "age": 0.3, "t": -0.3, "t_age": -0.05, "age2": 0.0, "t2": 0.0, "without_density": 0.0},
    }
    spreads = {"age2": 0.3, "bend": 0.6, "t2": 0.03, "without_density": 0.1}
    for hazard, values in first.items():
        for sex in SEXES:
            found |= {f"{hazard}.{sex}.{name}": Start(values[name]) for name in OF_SEX[hazard]}
        found |= {f"{hazard}.{name}": Start(values[name], spreads.get(name)) for name in SHARED[hazard]}
    for sex, level in (("female", -1.8), ("male", -1.3)):
        found[f"expected_t.{sex}.level"] = Start(level, 0.5)
    found["expected_t.age"] = Start(-0.5, 0.2)
    kingdom = assumed["united_kingdom_death"]
    for sex in SEXES:
        for age, odds in zip((55, 75, 95), kingdom[sex], strict=True):
            found[f"death.{sex}.{age}"] = Start(float(np.log(odds)), kingdom["spread"])
    found["death.t"] = Start(*assumed["death"]["t_score"])
    for name in FACTORS:
        for hazard, value in (("hip", 0.6), ("other", 0.4)):
            found[f"factors.{name}.{hazard}"] = Start(value, 0.5)
            if name in WITH_AGE[hazard]:
                found[f"factors.{name}.{hazard}_per_decade"] = Start(0.0, 0.4)
        if name not in NO_DEATH:
            found[f"factors.{name}.death"] = Start(*assumed["death"][name])
    return found


STARTS = starts()
NAMES = tuple(STARTS)
Fitted = Mapping[str, float]


def death_curve(fitted: Fitted, sex: str) -> dict[str, float]:
    """Level, age and age2 of the logarithm of the odds of death, from its values at 55, 75 and 95."""
    young, middle, old = (fitted[f"death.{sex}.{age}"] for age in (55, 75, 95))
    return {"level": middle, "age": (old - young) / 4, "age2": (old + young - 2 * middle) / 8}


def _by_sex(fitted: Fitted, name: str, male: Number) -> Number:
    prefix, _, last = name.rpartition(".")
    if name in fitted:
        return fitted[name]
    return np.where(male == 1, fitted[f"{prefix}.male.{last}"], fitted[f"{prefix}.female.{last}"])


def effects(fitted: Fitted, hazard: str, whom: People, kept: Mapping[str, Number] | None = None) -> Effects:
    """What the factors of each person add; `kept`: the share that is left of each."""
    added: Number = np.zeros_like(whom.age)
    per_decade: Number = np.zeros_like(whom.age)
    for name in FACTORS:
        weight = whom.factors[name] * (1.0 if kept is None else kept[name])
        added = added + weight * fitted.get(f"factors.{name}.{hazard}", 0.0)
        per_decade = per_decade + weight * fitted.get(f"factors.{name}.{hazard}_per_decade", 0.0)
    return Effects(added, per_decade)


def fracture_odds(fitted: Fitted, hazard: str, whom: People, add: Number = 0.0, kept: object = None) -> Odds:
    """Odds of hip or other; `add` is added to the logarithm (the level of a country, a BMI)."""
    x = scaled_age(whom.age)
    known = ~np.isnan(whom.t_score)
    t_score = np.where(known, whom.t_score, expected_t(fitted, whom))
    names = (*OF_SEX[hazard], *SHARED[hazard])
    c = {name: _by_sex(fitted, f"{hazard}.{name}", whom.male) for name in names if name != "without_density"}
    c["level"] = c["level"] + np.where(known, 0.0, fitted.get(f"{hazard}.without_density", 0.0)) + add
    factors = effects(fitted, hazard, whom, kept if isinstance(kept, dict) else None)
    return fracture(c, x, np.maximum(x - BEND, 0.0), t_score, factors)


def expected_t(fitted: Fitted, whom: People) -> Number:
    """The T-score that someone without a known one counts as."""
    return _by_sex(fitted, "expected_t.level", whom.male) + fitted["expected_t.age"] * scaled_age(whom.age)


def death_odds(fitted: Fitted, whom: People, curves: Mapping[str, Mapping[str, float]]) -> Odds:
    """Odds of death by the curve of each sex."""
    c = {
        name: np.where(whom.male == 1, curves["male"][name], curves["female"][name])
        for name in ("level", "age", "age2")
    }
    beyond = np.where(np.isnan(whom.t_score), 0.0, whom.t_score - expected_t(fitted, whom))
    return death(c | {"t": fitted["death.t"]}, scaled_age(whom.age), beyond, effects(fitted, "death", whom).added)


def chances(fitted: Fitted, whom: People) -> tuple[Number, Number]:
    """Percent of a major and of a hip fracture within ten years, in the United Kingdom."""
    curves = {sex: death_curve(fitted, sex) for sex in SEXES}
    hip, other = (fracture_odds(fitted, hazard, whom) for hazard in ("hip", "other"))
    major_chance, hip_chance = ten_years(hip, other, death_odds(fitted, whom, curves), np.exp)
    return 100 * major_chance, 100 * hip_chance


WHOM = people()
IS_HIP = np.array([row.outcome == "hip" for row in PUBLISHED])
VALUE = np.array([row.published for row in PUBLISHED])
BELOW = np.array([row.below for row in PUBLISHED])
ERROR = np.sqrt(MODEL_ERROR**2 + (np.array([row.rounding for row in PUBLISHED]) / np.sqrt(3) / VALUE) ** 2)


def estimates(fitted: Fitted) -> Number:
    """The estimate beside each published value."""
    major_chance, hip_chance = chances(fitted, WHOM)
    return np.where(IS_HIP, hip_chance, major_chance)


def _residuals(values: Number, used: Number) -> Number:
    fitted = dict(zip(NAMES, values, strict=True))
    log_ratio = np.log(estimates(fitted) / VALUE)
    off = np.where(BELOW, np.maximum(log_ratio, 0.0) / 0.1, log_ratio / ERROR)[used]
    priors = [
        (value - start.value) / start.spread
        for value, start in zip(values, STARTS.values(), strict=True)
        if start.spread is not None
    ]
    # the T-score's slope for other fractures where it is flattest: aged 40, T-score +1
    slope = fitted["other.t"] - 3 * fitted["other.t_age"] + 2 * fitted["other.t2"] * (1.0 - TYPICAL_T)
    bounds = [max(slope + LEAST_T_SLOPE, 0.0) / 0.005]
    bounds += [max(-effect, 0.0) / 0.005 for effect in effects_at_ends(fitted)]
    return np.concatenate([off, priors, bounds])


def effects_at_ends(fitted: Fitted) -> list[float]:
    """What each factor whose effect changes with age adds at 40 and at 90: none may protect."""
    return [
        fitted[f"factors.{name}.{hazard}"] + fitted[f"factors.{name}.{hazard}_per_decade"] * scaled_age(age)
        for hazard, names in WITH_AGE.items()
        for name in names
        for age in (40.0, 90.0)
    ]


def fit(used: Number | None = None, start: Fitted | None = None) -> dict[str, float]:
    """The numbers by which the published values (those `used`; all) come out best."""
    first = [STARTS[name].value if start is None else start[name] for name in NAMES]
    everything = np.ones(len(VALUE), bool) if used is None else used
    found = least_squares(_residuals, first, kwargs={"used": everything}, x_scale="jac", max_nfev=200)
    return dict(zip(NAMES, map(float, found.x), strict=True))
