"""Our own open estimate of the ten-year probability of fracture: never FRAX, which decides where it is known.

Three levels: `uk` (what the published values are about), `sweden_frax` (comparable with FRAX Sweden: the one to use)
and `sweden_today` (the first hip fractures of 2014-17). Ages from 40; above 90 a person counts as 90.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benkoll.facts import leaves as facts
from benkoll.logic.term import (
    Named,
    Term,
    all_of,
    as_term,
    choose,
    exp,
    first_known,
    greatest,
    least,
    lookup,
    recorded,
    unknown,
)
from benkoll.measures.body import age_years, bmi
from benkoll.measures.bone_density import femoral_neck
from benkoll.risk.adjust import ADJUSTMENTS, adjusted
from benkoll.risk.factors import FACTORS, Unknown, weights
from benkoll.risk.hazards import Effects, Number, Odds, death, fracture, scaled_age, ten_years, weighted
from benkoll.risk.inputs import clamped
from benkoll.risk.interval import widened
from benkoll.risk.model import FractureRisk
from benkoll.risk.numbers import read

LEVELS = ("uk", "sweden_frax", "sweden_today")
DEFAULT_LEVEL = "sweden_frax"

_fitted = read("fitted.yaml")
_assumed = read("assumptions.yaml")
_published = read("published.yaml")

# WHO


counted_age = Named(
    "counted_age",
    choose(
        (age_years < _assumed["valid_from_age"], unknown("number")),
        (age_years > _assumed["held"]["age"], _assumed["held"]["age"]),
        otherwise=age_years,
    ),
    sv="ålder i skattningen",
    en="age in the estimate",
)
"""Unknown below 40; 90 above 90."""

above_highest_age = Named(
    "above_highest_age", age_years > _assumed["held"]["age"], sv="över 90 år: räknas som 90", en="over 90: counts as 90"
)

has_density = Named(
    "estimate_with_density",
    recorded(femoral_neck),
    sv="skattningen bygger på bentäthet",
    en="the estimate counts bone density",
)


def _of_sex(values: Mapping[str, float] | float) -> Term | float:
    return lookup(facts.sex, dict(values)) if isinstance(values, Mapping) else values


_x = scaled_age(counted_age)
_bend = greatest(_x - _fitted["bend_from_x"], as_term(0.0))
_expected_t = _of_sex(_fitted["expected_t"]["level"]) + _fitted["expected_t"]["age"] * _x
_held_t = clamped(femoral_neck, *_assumed["held"]["t_score"])
_t_score = first_known(_held_t, _expected_t)
_t_beyond = first_known(_held_t - _expected_t, as_term(0.0))
_held_bmi = clamped(bmi, *_assumed["held"]["bmi"])


# WHAT THE FACTORS ADD


@dataclass(frozen=True, slots=True)
class _Added:
    """The effects on each hazard."""

    hip: Effects
    other: Effects
    death: Effects


def _added(unknown_counts_as: Unknown) -> _Added:
    of = weights(unknown_counts_as)
    found = {}
    for hazard in ("hip", "other", "death"):
        kept = [_kept(name, weight, hazard) for name, weight in of.items()]
        effects = Effects(
            weighted(kept, [_coefficient(name, hazard) for name in of]),
            weighted(kept, [_coefficient(name, f"{hazard}_per_decade") for name in of]),
        )
        if hazard != "death":
            effects = Effects(effects.added + _bmi_effect(hazard, unknown_counts_as), effects.added_per_decade)
        found[hazard] = effects
    return _Added(**found)


def _coefficient(name: str, what: str) -> float:
    counts_as = _published["factors"][name].get("as", name)
    return float(_fitted["factors"][counts_as].get(what, 0.0))


def _kept(name: str, weight: Term, hazard: str) -> Term:
    """The weight, less what bone density explains of the factor where it is known."""
    share = _published["factors"][name]["kept_with_density"].get(hazard, 1)
    return weight if share == 1 else choose((has_density, weight * share if share else 0.0), otherwise=weight)


def _bmi_effect(hazard: str, unknown_counts_as: Unknown) -> Number:
    kink, slopes = _published["bmi"]["kink"], _published["bmi"]
    assumed = _assumed["bmi"]
    # with density a BMI above the kink protects no longer: the kink is where the risk is least
    lowest = choose((has_density, kink), otherwise=assumed["high"])
    where_unknown = {"average": as_term(assumed["mean"]), "absent": lowest, "present": as_term(assumed["low"])}
    beyond = first_known(_held_bmi, where_unknown[unknown_counts_as]) - kink
    slope = choose(
        (
            has_density,
            choose(
                (beyond < 0, slopes["with_density"][hazard]["below"]), otherwise=slopes["with_density"][hazard]["above"]
            ),
        ),
        (beyond < 0, slopes["without_density"][hazard]["below"]),
        otherwise=slopes["without_density"][hazard]["above"],
    )
    return slope * beyond


_ADDED: Mapping[Unknown, _Added] = {each: _added(each) for each in ("average", "absent", "present")}
_all_known = all_of(recorded(bmi), *(recorded(factor.there) for factor in FACTORS))


# TEN YEARS


def _fracture_odds(hazard: str, level: Mapping[str, Any], effects: Effects) -> Odds:
    numbers = dict(_fitted[hazard])
    without = numbers.pop("without_density", 0.0)
    c = {name: _of_sex(value) for name, value in numbers.items() if name != "level"}
    own = {sex: value + level[hazard][sex] for sex, value in numbers["level"].items()}
    c["level"] = _of_sex(own)
    if without:
        c["level"] = choose(
            (has_density, c["level"]), otherwise=_of_sex({sex: value + without for sex, value in own.items()})
        )
    return fracture(c, _x, _bend, _t_score, effects)


def _death_odds(level: Mapping[str, Any], effects: Effects) -> Odds:
    c = {name: _of_sex(values) for name, values in level["death"].items()} | {"t": _fitted["death_per_t"]}
    return death(c, _x, _t_beyond, effects.added)


def _chances(level_name: str, unknown_counts_as: Unknown) -> tuple[Term, Term]:
    level, added = _fitted["levels"][level_name], _ADDED[unknown_counts_as]
    major, hip = ten_years(
        _fracture_odds("hip", level, added.hip),
        _fracture_odds("other", level, added.other),
        _death_odds(level, added.death),
        exp,
    )
    return major * 100, hip * 100


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the estimate is made of, in percent.

    `absent` and `present`: major, with every unknown factor absent and with every one present.
    """

    risk: FractureRisk
    unadjusted_major: Term
    unadjusted_hip: Term
    absent: Term
    present: Term


def estimate(level: str, adjustments: tuple[str, ...] = ADJUSTMENTS) -> Estimate:
    """The estimate at a level with these adjustments; KeyError where there is no such level or adjustment."""
    unadjusted_major, unadjusted_hip = _chances(level, "average")
    major, hip = adjusted(unadjusted_major, unadjusted_hip, counted_age, adjustments)
    ends = [adjusted(*_chances(level, end), counted_age, adjustments)[0] for end in ("absent", "present")]
    absent = choose((_all_known, major), otherwise=least(major, *ends))
    present = choose((_all_known, major), otherwise=greatest(major, *ends))
    shown = Named(
        f"estimated_major_{level}",
        major,
        sv="uppskattad tioårsrisk för större osteoporosfraktur (inte FRAX)",
        en="estimated ten-year probability of major osteoporotic fracture (not FRAX)",
    )
    spread = _assumed["uncertainty"]
    low, high = widened(absent, present, spread["calibration"], spread["level"][level])
    return Estimate(FractureRisk("estimate", shown, hip, low, high), unadjusted_major, unadjusted_hip, absent, present)


_ALL = {level: estimate(level) for level in LEVELS}

ESTIMATES: Mapping[str, FractureRisk] = {level: one.risk for level, one in _ALL.items()}
"""Level -> estimate with every adjustment that our facts allow.

`major` and `hip` count an unknown factor as the population's average; `low` and `high` are the interval: from all
unknown factors absent to all present, and wider by the uncertainty of what the estimate is made of.
"""

SPANS: Mapping[str, tuple[Term, Term]] = {level: (one.absent, one.present) for level, one in _ALL.items()}
"""Level -> major with all unknown factors absent, and with all present."""
