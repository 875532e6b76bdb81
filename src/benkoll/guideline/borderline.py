"""Which values lie so near a limit that their own error could carry them across it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benkoll.guideline.parameters import ParameterInfo
from benkoll.logic.term import Fact, Meets, Named, Parameter, Term, any_of, children, choose, recorded, unknown

# What is measured -> its own error (a parameter); None: only a value on the limit itself is marked.
ERRORS: Mapping[str, str | None] = {
    "lowest_t_score": "borderline.t_score",
    "lumbar_spine": "borderline.t_score",
    "major_fracture_risk": "borderline.frax",
    "estimated_major_sweden_frax": None,
    "egfr_for_drugs": "borderline.egfr",
    "height_loss_cm": None,
    "weight_loss_percent": None,
    "corrected_calcium": None,
    "ionised_calcium_mmol_l": None,
    "calcium_mmol_l": None,
    "alp_ukat_l": None,
    "vitamin_d_nmol_l": None,
    "glucocorticoid_mg_day": None,
    "glucocorticoid_months": None,
}
ONCE_MORE = frozenset(
    (
        "history_lacking",
        "first_choice_certain",
        "current_drug_excluded_for_good",
        "current_drug_excluded_by_borderline_egfr",
        "back_pain_with_raised_risk",
    )
)
"""Criteria made of comparisons that stand as criteria of their own elsewhere."""
BETTER = {
    "corrected_calcium": ("ionised_calcium_mmol_l",),
    "calcium_mmol_l": ("ionised_calcium_mmol_l", "corrected_calcium"),
}
"""What is compared in place of a measure where it is known."""
HIP = "hip_t_score"  # held against a limit only beside the lumbar spine: it is the lowest site that counts


@dataclass(frozen=True, slots=True)
class Borderline:
    """A criterion, what it holds against which limit, and the error within which (inclusive) it is marked."""

    criterion: Named
    value: Term
    limit: Parameter
    error: float


def borderlines(criteria: Mapping[str, Named], parameters: Mapping[str, ParameterInfo]) -> tuple[Borderline, ...]:
    """Every criterion that holds a measured value against a limit."""
    return tuple(
        Borderline(criterion, value, limit, 0.0 if error is None else parameters[error].parameter.value)
        for criterion in criteria.values()
        if criterion.kind == "bool" and criterion.name not in ONCE_MORE
        for value, limit, error in _held(criterion, criteria)
    )


def _held(criterion: Named, criteria: Mapping[str, Named]) -> Iterator[tuple[Term, Parameter, str | None]]:
    limits = list(_limits(criterion.term))
    names = [_name(meets.value) for meets in limits]
    by_lowest = HIP in names
    for name, meets in zip(names, limits, strict=True):
        if name == HIP:
            yield criteria["lowest_t_score"], meets.limit, ERRORS["lowest_t_score"]
        elif name in ERRORS and meets.limit.value != 0 and not (by_lowest and name == "lumbar_spine"):
            better = any_of(*(recorded(_named(one, criteria)) for one in BETTER.get(name, ())))
            compared = choose((better, unknown("number")), otherwise=meets.value) if name in BETTER else meets.value
            yield compared, meets.limit, ERRORS[name]


def _limits(term: Term) -> list[Meets]:
    """The limits in a criterion itself, not those in the criteria that it is made of."""
    found: list[Meets] = []
    seen: set[int] = set()
    open_terms = [term]
    while open_terms:
        one = open_terms.pop()
        if id(one) in seen or isinstance(one, Named):
            continue
        seen.add(id(one))
        if isinstance(one, Meets):
            found.append(one)
        else:
            open_terms += children(one)
    return found


def _named(name: str, criteria: Mapping[str, Named]) -> Term:
    return criteria[name] if name in criteria else Fact(name, "number")


def _name(term: Term) -> str:
    return term.name if isinstance(term, Named | Fact) else ""
