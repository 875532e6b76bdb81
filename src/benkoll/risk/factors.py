"""The risk factors of the estimate: what of our facts each of them is, and what it weighs where nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from benkoll.errors import Lang
from benkoll.facts import leaves as facts
from benkoll.logic.term import Term, any_of, as_term, choose, first_known
from benkoll.risk.numbers import read

Unknown = Literal["average", "least", "most"]
"""What a factor that nobody knows counts as: the population's share of it, absent, or present."""
ENDS: tuple[Unknown, Unknown] = ("least", "most")


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor, the term that says whether it is there, and the facts that make it absent."""

    name: str
    there: Term
    absent: Mapping[str, bool | float]
    words: Mapping[Lang, str]


def _any(name: str, sv: str, en: str, *flags: Term) -> Factor:
    absent = {str(flag.name): False for flag in flags}  # type: ignore[attr-defined]
    return Factor(name, any_of(*flags) if len(flags) > 1 else flags[0], absent, {"sv": sv, "en": en})


FACTORS = (
    _any(
        "prior_fracture",
        "tidigare fragilitetsfraktur",
        "earlier fragility fracture",
        facts.prior_hip_fracture,
        facts.prior_vertebral_fracture,
        facts.prior_other_fragility_fracture,
    ),
    _any("parent_hip", "höftfraktur hos förälder", "hip fracture in a parent", facts.parent_hip_fracture),
    _any("smoking", "rökning", "smoking", facts.current_smoker),
    _any(
        "alcohol",
        "minst tre enheter alkohol om dagen",
        "three or more units of alcohol a day",
        facts.alcohol_3_or_more_units,
    ),
    Factor(
        "glucocorticoids",
        facts.glucocorticoid_mg_day > 0,
        {"glucocorticoid_mg_day": 0.0},
        {"sv": "glukokortikoid", "en": "glucocorticoid"},
    ),
    _any("rheumatoid_arthritis", "reumatoid artrit", "rheumatoid arthritis", facts.rheumatoid_arthritis),
    _any(
        "secondary_osteoporosis",
        "annan orsak till sekundär osteoporos",
        "another cause of secondary osteoporosis",
        facts.type_1_diabetes,
        facts.untreated_hyperthyroidism,
        facts.hypogonadism,
        facts.malabsorption,
        facts.chronic_liver_disease,
        facts.other_secondary_osteoporosis,
    ),
)


def weights(unknown: Unknown) -> dict[str, Term]:
    """1 where the factor is there, 0 where it is not; what is not known weighs 0, 1 or the population's share."""
    return {factor.name: first_known(_PRESENT[factor.name], _weight(factor, unknown)) for factor in FACTORS}


_PRESENT = {factor.name: choose((factor.there, 1.0), otherwise=0.0) for factor in FACTORS}


def _weight(factor: Factor, unknown: Unknown) -> Term:
    if unknown == "average":
        return as_term(float(read("assumptions.yaml")["prevalence"][factor.name]))
    return as_term(1.0 if unknown == "most" else 0.0)
