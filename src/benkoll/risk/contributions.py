"""What each thing that is known of a patient adds to the estimate: the value less the value without it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benkoll.errors import Lang
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.term import Value
from benkoll.measures.body import bmi
from benkoll.risk.estimate import estimate, has_density
from benkoll.risk.factors import FACTORS
from benkoll.risk.numbers import read

WORDS: Mapping[str, Mapping[Lang, str]] = {factor.name: factor.words for factor in FACTORS} | {
    "bone_density": {"sv": "bentäthet", "en": "bone density"},
    "bmi": {"sv": "BMI", "en": "BMI"},
}


@dataclass(frozen=True, slots=True)
class Contribution:
    """A factor, and how many percentage points of major fracture would be gone (below zero: added) without it.

    The points do not sum to the risk: factors multiply, so each is worth more beside the others.
    """

    factor: str
    major_percent_points: float


def contributions(evaluation: Evaluation, level: str) -> list[Contribution]:
    """Greatest first; none where there is no estimate. KeyError for a level that is none.

    A factor that is there is held against its absence, a bone density against not knowing it, a BMI against 25.
    """
    major = estimate(level).major
    value = evaluation.value(major)
    if not isinstance(value, float):
        return []
    found = []
    for name, without in _without(evaluation):
        rest = Evaluation({**evaluation.facts, **without}).value(major)
        assert isinstance(rest, float)
        found.append(Contribution(name, value - rest))
    return sorted(found, key=lambda one: -abs(one.major_percent_points))


def _without(evaluation: Evaluation) -> Iterator[tuple[str, Mapping[str, Value | None]]]:
    """Factor -> the facts that are otherwise without it."""
    for factor in FACTORS:
        if evaluation.true(factor.there):
            yield factor.name, factor.absent
    if evaluation.true(has_density):
        yield "bone_density", {"t_score_femoral_neck": None, "bmd_femoral_neck": None}
    height = evaluation.facts.get("height_cm")
    if evaluation.value(bmi) is not None and isinstance(height, int | float):
        yield "bmi", {"weight_kg": read("published.yaml")["bmi"]["kink"] * (height / 100) ** 2}
