"""What was published to be done to a finished probability: by dose, by the spine's density, by the trabecular score."""

from collections.abc import Callable, Mapping

from benkoll.errors import Lang
from benkoll.facts import leaves as facts
from benkoll.logic.term import Term, as_term, choose, exp, first_known, ln, rounded
from benkoll.measures.bone_density import femoral_neck, lumbar_spine
from benkoll.risk.factors import Unknown
from benkoll.risk.numbers import read

_published = read("published.yaml")

# GLUCOCORTICOID DOSE

_dose = _published["glucocorticoid_dose"]
_low_dose = (facts.glucocorticoid_mg_day > 0) & (facts.glucocorticoid_mg_day < _dose["low_below_mg"])
_high_dose = facts.glucocorticoid_mg_day >= _dose["high_from_mg"]


def _by_decade(age: Term, factors: list[float]) -> Term:
    """The factor of the decade nearest to the age."""
    decades = _dose["decades"]
    cases = [(age < decade + 5, factor) for decade, factor in zip(decades[:-1], factors[:-1], strict=True)]
    return choose(*cases, otherwise=factors[-1])


def dose_factor(outcome: str, age: Term, unknown: Unknown = "average") -> Term:
    """What the daily dose multiplies major or hip by: 1 without glucocorticoid or at 2.5-7.5 mg.

    A dose that nobody knows counts as one of these, or at an end of the span as a low or a high one.
    """
    factors = _dose[outcome]
    low, high = (_by_decade(age, factors[dose]) for dose in ("low", "high"))
    found = choose((_low_dose, low), (_high_dose, high), otherwise=1.0)
    return first_known(found, {"least": low, "average": as_term(1.0), "most": high}[unknown])


# SPINE AGAINST HIP

_discordance = _published["spine_discordance"]


def spine_factor() -> Term:
    """What major is multiplied by for the difference between the neck's and the spine's T-score; 1 where unknown."""
    difference = rounded(femoral_neck - lumbar_spine, 0)
    most = float(_discordance["most"])
    held = choose((difference < -most, -most), (difference > most, most), otherwise=difference)
    return first_known(1 + held * _discordance["per_unit"], as_term(1.0))


# TRABECULAR BONE SCORE: no fact of ours holds one, so nothing uses this yet but its test.


def with_trabecular_score(outcome: str, percent: Term, score: Term, age: Term) -> Term:
    """Percent of major or hip, given the trabecular bone score of the spine."""
    c = _published["trabecular_bone_score"][outcome]
    before = ln(percent / (100 - percent))
    after = c["constant"] + c["score"] * score + c["age"] * age + c["score_age"] * (score * age)
    return 100 / (1 + exp((after + c["logit_before"] * before) * -1.0))


# ALL

_FACTORS: Mapping[str, Mapping[str, Callable[[Term, Unknown], Term]]] = {
    "glucocorticoid_dose": {
        "major": lambda age, unknown: dose_factor("major", age, unknown),
        "hip": lambda age, unknown: dose_factor("hip", age, unknown),
    },
    "spine_discordance": {"major": lambda age, unknown: spine_factor()},
}
ADJUSTMENTS = tuple(_FACTORS)
WORDS: Mapping[str, Mapping[Lang, str]] = {
    "glucocorticoid_dose": {"sv": "efter glukokortikoiddosen", "en": "by the dose of glucocorticoid"},
    "spine_discordance": {
        "sv": "efter skillnaden mellan lårbenshals och ländrygg",
        "en": "by the difference between femoral neck and lumbar spine",
    },
    "hip_capped": {"sv": "höftrisken begränsad till risken för större fraktur", "en": "hip held at the major risk"},
}


def adjustment_factors(
    outcome: str, age: Term, names: tuple[str, ...], unknown: Unknown = "average"
) -> dict[str, Term]:
    """The factor of each adjustment that the outcome has; KeyError for a name that is none."""
    return {name: _FACTORS[name][outcome](age, unknown) for name in names if outcome in _FACTORS[name]}


def adjusted(
    major: Term, hip: Term, age: Term, names: tuple[str, ...], unknown: Unknown = "average"
) -> tuple[Term, Term]:
    """Major and hip, percent, after the adjustments: neither above 100, hip never above major."""
    for factor in adjustment_factors("major", age, names, unknown).values():
        major = major * factor
    for factor in adjustment_factors("hip", age, names, unknown).values():
        hip = hip * factor
    major = _at_most(major, as_term(100.0))
    return major, _at_most(hip, major)


def _at_most(number: Term, highest: Term) -> Term:
    return choose((number > highest, highest), otherwise=number)
