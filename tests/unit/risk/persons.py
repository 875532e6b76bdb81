"""Persons of whom everything that the estimate asks for is known, and what the estimate says of them."""

from benkoll.logic.evaluate import Evaluation
from benkoll.logic.term import Value
from benkoll.risk.estimate import estimate
from benkoll.risk.validate import person

FACTORS = (
    "prior_fracture",
    "parent_hip",
    "smoking",
    "alcohol",
    "glucocorticoids",
    "rheumatoid_arthritis",
    "secondary_osteoporosis",
)


def known(
    sex: str = "female", age: float = 70, t: float | None = None, factors: tuple[str, ...] = (), **more: Value | None
) -> dict[str, Value]:
    """All is known; `more` changes facts, None takes one away."""
    facts = {**person(sex, age, t, factors), **more}
    return {name: value for name, value in facts.items() if value is not None}


def major(facts: dict[str, Value], level: str = "sweden_frax") -> float:
    """Percent; fails where there is no value."""
    return _number(facts, level, "major")


def hip(facts: dict[str, Value], level: str = "sweden_frax") -> float:
    """Percent; fails where there is no value."""
    return _number(facts, level, "hip")


def interval(facts: dict[str, Value], level: str = "sweden_frax") -> tuple[float, float]:
    """Low and high, percent; fails where there is none."""
    return _number(facts, level, "low"), _number(facts, level, "high")


def _number(facts: dict[str, Value], level: str, which: str) -> float:
    value = Evaluation(facts).value(getattr(estimate(level), which))
    assert isinstance(value, float)
    return value
