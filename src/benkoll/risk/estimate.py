"""Our own open estimate of the ten-year probability of fracture: never FRAX, which decides where it is known.

Three levels: `uk` (what the published values are about), `sweden_frax` (comparable with FRAX Sweden: the one to use)
and `sweden_today` (the first hip fractures of 2014-17). Ages from 40; above 90 a person counts as 90.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
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
    lookup,
    recorded,
    unknown,
)
from benkoll.measures.body import age_years, bmi
from benkoll.measures.bone_density import femoral_neck
from benkoll.risk.adjust import ADJUSTMENTS, adjusted
from benkoll.risk.factors import ENDS, FACTORS, Unknown, weights
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


_DEATH_COUNTS_AS: Mapping[Unknown, Unknown] = {"average": "average", "least": "most", "most": "least"}


def _added(unknown_counts_as: Unknown) -> _Added:
    """At an end of the span an unknown factor does to death what it does not to fracture: so no answer lies outside."""
    found = {}
    for hazard in ("hip", "other", "death"):
        of = weights(_DEATH_COUNTS_AS[unknown_counts_as] if hazard == "death" else unknown_counts_as)
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
    known = choose(
        (has_density, _by_kink(_published["bmi"]["with_density"][hazard])),
        otherwise=_by_kink(_published["bmi"]["without_density"][hazard]),
    )
    where_unknown = choose(
        (has_density, _unknown_bmi(_published["bmi"]["with_density"][hazard], unknown_counts_as)),
        otherwise=_unknown_bmi(_published["bmi"]["without_density"][hazard], unknown_counts_as),
    )
    return first_known(known, where_unknown)


_beyond_kink = _held_bmi - _published["bmi"]["kink"]


def _by_kink(slopes: Mapping[str, float]) -> Term:
    return choose((_beyond_kink < 0, _beyond_kink * slopes["below"]), otherwise=_beyond_kink * slopes["above"])


def _unknown_bmi(slopes: Mapping[str, float], counts_as: Unknown) -> float:
    """The effect of the mean BMI, or the least or greatest that any BMI has."""
    kink, (thinnest, heaviest) = _published["bmi"]["kink"], _assumed["held"]["bmi"]
    effects = [0.0, slopes["below"] * (thinnest - kink), slopes["above"] * (heaviest - kink)]
    match counts_as:
        case "least":
            return float(min(effects))
        case "most":
            return float(max(effects))
        case "average":
            beyond = _assumed["bmi"]["mean"] - kink
            return float(slopes["below" if beyond < 0 else "above"] * beyond)


_ADDED: Mapping[Unknown, _Added] = {each: _added(each) for each in ("average", "least", "most")}
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
class Estimate(FractureRisk):
    """Terms in percent. An unknown factor counts as the population's average.

    `low` and `high` are the interval: what any answer to the unknown factors can give, wider by the uncertainty of what
    the estimate is made of. `least` and `most`: the ends of what major can be, whatever is found of those factors.
    """

    unadjusted_major: Term
    unadjusted_hip: Term
    least: Term
    most: Term


@cache
def estimate(level: str = DEFAULT_LEVEL, adjustments: tuple[str, ...] = ADJUSTMENTS) -> Estimate:
    """The estimate at a level with these adjustments; KeyError where there is no such level or adjustment."""
    unadjusted_major, unadjusted_hip = _chances(level, "average")
    major, hip = adjusted(unadjusted_major, unadjusted_hip, counted_age, adjustments)
    least, most = (
        choose((_all_known, major), otherwise=adjusted(*_chances(level, end), counted_age, adjustments, end)[0])
        for end in ENDS
    )
    spread = _assumed["uncertainty"]
    low, high = widened(least, most, spread["calibration"], spread["level"][level])
    return Estimate(
        source="estimate",
        major=_shown(
            f"estimated_major_{level}",
            major,
            "uppskattad tioårsrisk för större osteoporosfraktur (inte FRAX)",
            "estimated ten-year probability of major osteoporotic fracture (not FRAX)",
        ),
        hip=hip,
        low=_shown(
            f"estimated_major_{level}_low",
            low,
            "uppskattad risk enligt osäkerhetsintervallets nedre gräns",
            "estimated risk at the lower end of its interval",
        ),
        high=_shown(
            f"estimated_major_{level}_high",
            high,
            "uppskattad risk enligt osäkerhetsintervallets övre gräns",
            "estimated risk at the upper end of its interval",
        ),
        unadjusted_major=unadjusted_major,
        unadjusted_hip=unadjusted_hip,
        least=_shown(
            f"estimated_major_{level}_least",
            least,
            "uppskattad risk om inget av det okända finns",
            "estimated risk if nothing of what is unknown is there",
        ),
        most=_shown(
            f"estimated_major_{level}_most",
            most,
            "uppskattad risk om allt det okända finns",
            "estimated risk if all of what is unknown is there",
        ),
    )


def _shown(name: str, term: Term, sv: str, en: str) -> Named:
    return Named(name, term, sv=sv, en=en)
