"""The shape of every fracture-risk model: what it says, as terms."""

from dataclasses import dataclass

from benkoll.logic.term import Term


@dataclass(frozen=True, slots=True)
class FractureRisk:
    """Ten-year probabilities in percent (0-100) of major osteoporotic and of hip fracture.

    `low` and `high` bound `major` where the model states its uncertainty. The guideline takes the first model that
    has a value, the entered one before the estimate.
    """

    source: str
    major: Term
    hip: Term
    low: Term
    high: Term
