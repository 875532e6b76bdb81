"""The diagnosis that bone density alone gives, by the guideline's own term (DX-1)."""

from collections.abc import Mapping
from typing import Literal, cast

from benkoll.guideline.diagnosis import diagnosis
from benkoll.logic.evaluate import evaluate
from benkoll.logic.term import Value

Category = Literal["osteoporosis", "low_bone_mass", "normal"]


def category(facts: Mapping[str, Value]) -> Category | None:
    """WHO's category of the lowest T-score of femoral neck, total hip and lumbar spine; None where that is not settled.

    `facts`: those that a report gives (`measures.density_facts.as_facts`). "normal" takes both hip and spine, or one of
    them and that the other cannot be evaluated: what is not known may be lower.
    """
    return cast("Category | None", evaluate(diagnosis, facts))
