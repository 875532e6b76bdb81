"""What published instruments ask for, as terms over our facts; a question that no fact answers is not in here.

A fact stands for an instrument's question only where a yes to the one is a yes to the other, and a no a no; where just
one of the two follows, the term is unknown for the rest.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from benkoll.facts import leaves as facts
from benkoll.logic.term import Named, Parameter, Term, all_of, any_of, as_term, choose, facts_read, known_true, unknown
from benkoll.measures.body import age_at_meets, age_years
from benkoll.risk.instruments import whole

POUND_KG = 0.45359237  # by definition, the international pound

completed_age = whole(age_years)
"""Years lived: an instrument asks for the age as people give it."""

bmi_unrounded = facts.weight_kg / (facts.height_cm * facts.height_cm) * 10_000

any_fragility_fracture = any_of(
    facts.prior_hip_fracture, facts.prior_vertebral_fracture, facts.prior_other_fragility_fracture
)


def fracture_after(age: int, *sites: str) -> Term:
    """A fragility fracture at one of the sites (none: any site) since that age.

    Yes by the latest fracture, where it is dated; no where there has been none at all; else unknown, for the other
    fractures have neither date nor, for some, site.
    """
    since = age_at_meets(facts.latest_fracture_date, Parameter(f"fracture_after.{age}", age, ">="))
    there = facts.latest_fracture_site.is_in(*sites) if sites else as_term(True)
    return known_true(all_of(since, there)) | all_of(any_fragility_fracture, unknown("bool"))


# Any bone broken after 50, whatever broke it: no fragility fracture is not yet no fracture.
_any_fracture_after_50 = fracture_after(50) | unknown("bool")

# A mother's hip is among the parents': a no for both is a no for her, and a yes may be the father's.
_mother_hip_fracture = all_of(facts.parent_hip_fracture, unknown("bool"))

# QFracture: wrist, spine, hip or shoulder. The site of another fracture is known only where it is the latest.
osteoporotic_fracture = any_of(
    facts.prior_hip_fracture,
    facts.prior_vertebral_fracture,
    known_true(facts.latest_fracture_site.is_in("wrist", "proximal_humerus")),
    all_of(facts.prior_other_fragility_fracture, unknown("bool")),
)

AGES = {">=": ("från {} års ålder", "from the age of {}"), "<=": ("till {} års ålder", "to the age of {}")}
NUMBERS: Mapping[str, Term] = {
    "age": completed_age,
    "age_tens": whole(completed_age / 10),
    "weight_kg": facts.weight_kg,
    "weight_less_age": facts.weight_kg - completed_age,
    "weight_ten_pounds": whole(facts.weight_kg / (POUND_KG * 10)),
    "t_score_total_hip": facts.t_score_total_hip,
}
ANSWERS: Mapping[str, Term] = {
    "smokes": facts.current_smoker,
    "needs_arms_to_rise": ~facts.rises_from_chair_unaided,
    "rheumatoid_arthritis": facts.rheumatoid_arthritis,
    "low_impact_fracture": any_fragility_fracture,
    "any_fracture_after_50": _any_fracture_after_50,
    "mother_hip_fracture": _mother_hip_fracture,
    "fragility_fracture_after_40": fracture_after(40, "hip", "vertebra", "wrist", "proximal_humerus"),
    "wrist_hip_or_rib_fracture_after_45": fracture_after(45, "wrist", "hip", "rib"),
}


def facts_behind(term: Term) -> tuple[str, ...]:
    """The facts that answer it; an age is told as one, however it is known."""
    return tuple(name for name in facts_read(term) if name not in ("birth_date", "assessment_date"))


def clamped(number: Term, low: float, high: float) -> Term:
    """The number, moved to the nearest end where it lies outside; unknown stays unknown."""
    return choose((number < low, low), (number > high, high), otherwise=number)


def conditions(valid: Mapping[str, Any]) -> Iterator[Named]:
    """For whom an instrument is valid: `sex`, `postmenopausal`, `age` with its comparisons."""
    if "sex" in valid:
        sv, en = ("för kvinnor", "for women") if valid["sex"] == "female" else ("för män", "for men")
        yield Named(valid["sex"], facts.sex.is_(valid["sex"]), sv=sv, en=en)
    if valid.get("postmenopausal"):
        yield Named("postmenopausal", facts.postmenopausal, sv="efter menopaus", en="after menopause")
    for op, limit in valid.get("age", {}).items():
        sv, en = (words.format(limit) for words in AGES[op])
        yield Named(f"age {op} {limit}", Parameter(f"age {op} {limit}", limit, op).met_by(completed_age), sv=sv, en=en)
