"""Step 2: the level of Sweden, from Malmö, lifetime risks, the one published value, and national deaths."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product

import numpy as np
from risk.rows import FACTORS, SEXES, People
from risk.united_kingdom import Fitted, death_odds, effects, fracture_odds
from scipy.optimize import least_squares

from benkoll.risk.hazards import Number, scaled_age, ten_years
from benkoll.risk.numbers import read, read_table

RA = "rheumatoid_arthritis"
ERRORS = {"malmo": 0.05, "lifetime": 0.15, "value": 0.03, "sexes_alike": 0.1}
"""Relative error that each kind of anchor is taken to have: a judgement, not a measurement."""

Curves = dict[str, dict[str, float]]
Levels = Mapping[str, Mapping[str, float]]


_TIMES = [1.0]


def prevalence(name: str) -> float:
    """Share of the population with a factor; secondary osteoporosis is counted with rheumatoid arthritis."""
    shares = read("assumptions.yaml")["prevalence"]
    return _TIMES[0] * float(shares[name] + (shares["secondary_osteoporosis"] if name == RA else 0.0))


@contextmanager
def prevalence_times(times: float) -> Iterator[None]:
    """Every prevalence so many times what is assumed, to see what hangs on it."""
    _TIMES[0] = times
    yield
    _TIMES[0] = 1.0


def with_density() -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """hazard -> factor -> share that is left once bone density is known, and hazard -> slope of a BMI below 25."""
    published = read("published.yaml")
    kept = {
        hazard: {name: float(published["factors"][name]["kept_with_density"][hazard]) for name in FACTORS}
        for hazard in ("hip", "other")
    }
    return kept, {hazard: published["bmi"]["with_density"][hazard]["below"] for hazard in ("hip", "other")}


def crowd(male: Number, age: Number) -> tuple[People, Number]:
    """Everyone without a known bone density times every set of factors, and the share of each set (rows)."""
    sets = np.array(list(product((0.0, 1.0), repeat=len(FACTORS))))
    shares = np.prod([np.where(sets[:, i], prevalence(f), 1 - prevalence(f)) for i, f in enumerate(FACTORS)], axis=0)
    flat = np.ones((len(sets), 1))
    factors = {name: sets[:, i : i + 1] * np.ones_like(age) for i, name in enumerate(FACTORS)}
    return People(flat * male, flat * age, flat * np.nan * age, factors), shares


def death_curves(fitted: Fitted, period: str) -> Curves:
    """The logarithm of the national odds of death by scaled age, less what the factors of the population add."""
    curves: Curves = {}
    for sex in SEXES:
        rows = [r for r in read_table("sweden_deaths.csv") if r["period"] == period and r["sex"] == sex]
        age, deaths, years = (np.array([float(r[k]) for r in rows]) for k in ("age", "deaths", "person_years"))
        used = (age >= 45) & (age < 100)
        x = (age[used] + 0.5 - 75) / 10
        log_odds = np.log(np.expm1(deaths[used] / years[used]))
        # over 60 each age weighs the same: it is the share of deaths, not their number, that must be right
        age2, slope, level = np.polyfit(x, log_odds, 2, w=np.where(x > -1.5, 1.0, 0.5))
        centre = sum(np.log1p(prevalence(f) * np.expm1(fitted.get(f"factors.{f}.death", 0.0))) for f in FACTORS)
        curves[sex] = {"level": float(level - centre), "age": float(slope), "age2": float(age2)}
    return curves


def chances(fitted: Fitted, whom: People, levels: Levels, curves: Curves, kept: object = None) -> tuple[Number, Number]:
    """Percent of a major and of a hip fracture within ten years at a Swedish level."""
    hip, other = (
        fracture_odds(
            fitted, hazard, whom, np.where(whom.male == 1, levels[hazard]["male"], levels[hazard]["female"]), kept
        )
        for hazard in ("hip", "other")
    )
    major_chance, hip_chance = ten_years(hip, other, death_odds(fitted, whom, curves), np.exp)
    return 100 * major_chance, 100 * hip_chance


def average(fitted: Fitted, male: Number, age: Number, levels: Levels, curves: Curves) -> tuple[Number, Number]:
    """The population's mean of the two, by age."""
    whom, shares = crowd(male, age)
    major_chance, hip_chance = chances(fitted, whom, levels, curves)
    return shares @ major_chance, shares @ hip_chance


def yearly_odds(fitted: Fitted, hazard: str, sex: str, age: Number, level: float) -> Number:
    """The population's mean yearly odds of hip or other at an attained age."""
    male = np.full_like(age, sex == "male")
    none = People(male, age - 5, np.full_like(age, np.nan), {name: np.zeros_like(age) for name in FACTORS})
    base = np.exp(fracture_odds(fitted, hazard, none, level).middle)
    for name in FACTORS:
        one = People(male, age - 5, none.t_score, {**none.factors, name: np.ones_like(age)})
        found = effects(fitted, hazard, one)
        ratio = np.exp(found.added + found.added_per_decade * scaled_age(age - 5))
        base = base * (1 + prevalence(name) * (ratio - 1))
    return base


def death_rates(period: str, sex: str) -> tuple[Number, Number, Number]:
    """Ages from 40, national yearly odds of death, and person-years of one mean year."""
    rows = [r for r in read_table("sweden_deaths.csv") if r["period"] == period and r["sex"] == sex]
    age, deaths, years = (np.array([float(r[k]) for r in rows]) for k in ("age", "deaths", "person_years"))
    return age, np.expm1(deaths / years), years / 5


def lifetime(fitted: Fitted, sex: str, hazards: Mapping[str, float], period: str) -> float:
    """Percent of those alive at 50 who break it (hazards: name -> level) before they die or turn 101."""
    age, dying, _ = death_rates(period, sex)
    age, dying = age[age >= 50], dying[age >= 50]
    breaking = sum(yearly_odds(fitted, hazard, sex, age + 0.5, level) for hazard, level in hazards.items())
    alive = np.cumprod(np.concatenate([[1.0], 1 / (1 + breaking + dying)]))[:-1]
    return float(100 * np.sum(alive * breaking / (1 + breaking + dying)))


# THE LEVELS


def as_in_frax(
    fitted: Fitted,
    curves: Curves,
    kept: Mapping[str, Mapping[str, float]],
    bmi_below: Mapping[str, float],
    leave_out: str | None = None,
) -> Levels:
    """The level that gives back Malmö, the lifetime risks of hip fracture and the one published value.

    `leave_out`: one anchor not to use (malmo, lifetime, value), to see how far the others alone come to it.
    """
    anchors = read("sweden.yaml")
    malmo = read_table("malmo_ten_year_risk_women.csv")
    ages = np.array([float(row["age"]) for row in malmo])
    risks = np.array([float(row["any_of_four_percent"]) for row in malmo])
    one = anchors["frax_value"]

    def levels_of(values: Sequence[float]) -> Levels:
        return {"hip": dict(zip(SEXES, values[:2], strict=True)), "other": dict(zip(SEXES, values[2:], strict=True))}

    def residuals(values: Sequence[float]) -> list[float]:
        levels = levels_of(values)
        found: dict[str, list[float]] = {}
        mean, _ = average(fitted, np.zeros_like(ages), ages, levels, curves)
        found["malmo"] = list(np.log(mean / risks) / ERRORS["malmo"])
        found["lifetime"] = [
            np.log(lifetime(fitted, sex, {"hip": levels["hip"][sex]}, "2004-2008") / risk) / ERRORS["lifetime"]
            for sex in SEXES
            for risk in anchors["lifetime_hip_from_50_percent"][sex]
        ]
        found["value"] = [
            np.log(value(fitted, levels, curves, kept, bmi_below) / one["major_percent"]) / ERRORS["value"]
        ]
        found["sexes_alike"] = [(values[2] - values[3]) / ERRORS["sexes_alike"]]
        return [each for name, part in found.items() if name != leave_out for each in part]

    return levels_of(least_squares(residuals, [0.2] * 4).x.tolist())


def value(
    fitted: Fitted,
    levels: Levels,
    curves: Curves,
    kept: Mapping[str, Mapping[str, float]],
    bmi_below: Mapping[str, float],
) -> float:
    """Percent of a major fracture for the person of the one published Swedish value."""
    one = read("sweden.yaml")["frax_value"]
    factors = {name: np.array([float(name in one["factors"])]) for name in FACTORS}
    whom = People(np.array([1.0]), np.array([float(one["age"])]), np.array([one["t_score"]]), factors)
    with_bmi = {
        hazard: {sex: level + bmi_below[hazard] * (one["bmi"] - 25) for sex, level in levels[hazard].items()}
        for hazard in ("hip", "other")
    }
    hip, other = (
        fracture_odds(fitted, hazard, whom, with_bmi[hazard]["male"], dict(kept[hazard])) for hazard in ("hip", "other")
    )
    chance, _ = ten_years(hip, other, death_odds(fitted, whom, curves), np.exp)
    return float(100 * chance[0])


def hip_rates(fitted: Fitted, sex: str, level: float, period: str) -> list[float]:
    """Yearly hip fractures per 1000 in the age bands of the published rates."""
    age, _, years = death_rates(period, sex)
    odds = yearly_odds(fitted, "hip", sex, age + 0.5, level)
    return [
        float(
            1000
            * np.average((odds / (1 + odds))[(age >= low) & (age <= high)], weights=years[(age >= low) & (age <= high)])
        )
        for low, high in read("sweden.yaml")["first_hip_fractures"]["female"]["ages"]
    ]


def as_today(fitted: Fitted, levels: Levels) -> Levels:
    """The same, moved so that the first hip fractures of 2014-17 come out; other fractures move as much."""
    published = read("sweden.yaml")["first_hip_fractures"]
    ages = published["female"]["ages"]
    rates = published["female"]["2014-2017"]
    age, _, years = death_rates("2015-2019", "female")
    people_in = [float(np.sum(years[(age >= low) & (age <= high)])) for low, high in ages]
    rate_60 = np.average(rates, weights=people_in)
    wanted = {
        "female": rate_60,
        "male": published["male"]["from_60_1998_2017"] * rate_60 / published["female"]["from_60_1998_2017"],
    }
    moved = {}
    for sex in SEXES:
        ages_of, _, years_of = death_rates("2015-2019", sex)
        used = ages_of >= 60
        odds = yearly_odds(fitted, "hip", sex, ages_of + 0.5, levels["hip"][sex])
        now = 1000 * np.average((odds / (1 + odds))[used], weights=years_of[used])
        moved[sex] = float(np.log(wanted[sex] / now))
    return {hazard: {sex: levels[hazard][sex] + moved[sex] for sex in SEXES} for hazard in ("hip", "other")}
