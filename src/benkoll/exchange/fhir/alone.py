"""One resource of an answer by itself, as a server gives it out: what it points at is inside it, or has an address."""

from collections.abc import Mapping
from typing import Any

from benkoll.exchange.fhir.proposals import Made

ADDRESSED = "RiskAssessment"
"""What has an address of its own beside the plan that points at it."""


def risk_alone(made: Mapping[str, Any], id_: str, subject: Made) -> Made | None:
    """The answer's RiskAssessment; None where no risk is known. `made`: the Bundle; `subject`: a Reference."""
    return next(
        ({**one, "id": id_, "subject": subject} for one in _resources(made).values() if _is(one, ADDRESSED)), None
    )


def plan_alone(made: Mapping[str, Any], id_: str, subject: Made) -> Made:
    """The answer's CarePlan, with its group, orders, drugs and warnings contained."""
    there = _resources(made)
    (plan,) = [one for one in there.values() if _is(one, "CarePlan")]
    places = {address: {"reference": f"#{one['id']}"} for address, one in there.items()}
    places |= {address: subject for address, one in there.items() if _is(one, "Patient")}
    places |= {address: {"reference": f"{ADDRESSED}/{id_}"} for address, one in there.items() if _is(one, ADDRESSED)}
    outside = ("CarePlan", "Patient", ADDRESSED)
    inside = [_placed(one, places) for one in there.values() if one["resourceType"] not in outside]
    head = {"resourceType": "CarePlan", "id": id_, "contained": inside}
    return head | {name: value for name, value in _placed(plan, places).items() if name not in head}


def _resources(made: Mapping[str, Any]) -> dict[str, Made]:
    return {entry["fullUrl"]: entry["resource"] for entry in made["entry"]}


def _is(one: Made, kind: str) -> bool:
    return bool(one["resourceType"] == kind)


def _placed(value: Any, places: Mapping[str, Made]) -> Any:
    """The value with each reference as it is from where it stands now."""
    if isinstance(value, dict):
        address = value.get("reference")
        if isinstance(address, str) and address in places:
            return places[address]
        return {name: _placed(inner, places) for name, inner in value.items()}
    return [_placed(inner, places) for inner in value] if isinstance(value, list) else value
