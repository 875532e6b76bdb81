"""What the FHIR facade says of itself: a CapabilityStatement, and the definition of its operation."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

from benkoll.guideline.variants import DEFAULT
from benkoll.web.outcomes import PATH

OPERATION = "benkoll-assess"
FORMATS = ("json", "application/json", "application/fhir+json")
RESOURCES: Mapping[str, tuple[str, Sequence[tuple[str, str]]]] = {
    "Task": (
        "What is to be done for a patient of the fracture chain, today. Gone when it is done. GET searches by status "
        "and owner:identifier, POST _search by patient:identifier as well.",
        (("patient", "reference"), ("status", "token"), ("owner", "reference")),
    ),
    "RiskAssessment": (
        "The risk of fracture by which an episode was last assessed; its id is the episode's. Searched for by POST "
        "_search and patient:identifier alone.",
        (("patient", "reference"),),
    ),
    "CarePlan": (
        "What an episode's latest assessment proposes, its orders contained; its id is the episode's. Searched for by "
        "POST _search and patient:identifier alone.",
        (("patient", "reference"),),
    ),
    "AuditEvent": (
        "The log of access, for who reviews it. GET searches by date (a day, or ge and lt with a comma between), POST "
        "_search by patient:identifier as well.",
        (("patient", "reference"), ("date", "date")),
    ),
}
"""Type -> what it is here, and the parameters that it is searched by."""


def capability(origin: str, day: date) -> dict[str, Any]:
    """The CapabilityStatement of the service at this address."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": day.isoformat(),
        "kind": "instance",
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "software": {"name": "Benkoll", "version": version("benkoll")},
        "implementation": {
            "description": "Benkoll: the osteoporosis guideline and its chain",
            "url": f"{origin}{PATH}",
        },
        "rest": [
            {
                "mode": "server",
                "documentation": "Parameters that are not named are refused. No patient's number stands in an address.",
                "security": {
                    "cors": False,
                    "description": "A bearer token made by benkoll serve-token, or the session of who is logged in. "
                    "The patients of other units are as if they were not there.",
                },
                "resource": [_resource(kind, says, by) for kind, (says, by) in RESOURCES.items()],
                "operation": [{"name": "assess", "definition": f"{origin}{PATH}/OperationDefinition/{OPERATION}"}],
            }
        ],
    }


def _resource(kind: str, says: str, by: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "type": kind,
        "documentation": says,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "searchParam": [{"name": name, "type": of} for name, of in by],
    }


def operation_definition(origin: str) -> dict[str, Any]:
    """The OperationDefinition of $assess."""
    says = {
        "resource": ("in", "0", "*", "Resource", "a resource of a patient, or a Bundle of them"),
        "lang": ("in", "0", "1", "code", "sv or en; Swedish where it is not said"),
        "variant": ("in", "0", "1", "code", f"the guideline's variant; {DEFAULT} where it is not said"),
        "complete": ("in", "0", "*", "code", "a kind of source that is whole: there silence is no"),
        "date": ("in", "0", "1", "date", "the day of the assessment; today where it is not said"),
        "return": ("out", "1", "1", "Bundle", "a care plan for each patient, with its orders, warnings and risk"),
    }
    return {
        "resourceType": "OperationDefinition",
        "id": OPERATION,
        "url": f"{origin}{PATH}/OperationDefinition/{OPERATION}",
        "name": "BenkollAssess",
        "status": "active",
        "kind": "operation",
        "description": "Patients assessed by the osteoporosis guideline. A Bundle may stand in place of Parameters. "
        "What cannot be used, or was left out, is told in an OperationOutcome at the Bundle's end.",
        "code": "assess",
        "affectsState": False,
        "system": True,
        "type": False,
        "instance": False,
        "parameter": [
            {"name": name, "use": use, "min": int(low), "max": high, "type": of, "documentation": text}
            for name, (use, low, high, of, text) in says.items()
        ],
    }
