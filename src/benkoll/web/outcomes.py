"""What goes wrong on FHIR's paths: an OperationOutcome instead of problem details, saying the same."""

from collections.abc import Mapping
from typing import Any

PATH = "/fhir"
FHIR = "application/fhir+json"
CODES: Mapping[int, str] = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    409: "conflict",
    413: "too-long",
    415: "not-supported",
    422: "processing",
    429: "throttled",
    503: "transient",
}


def outcome_of(problem: Mapping[str, Any]) -> dict[str, Any]:
    """The problem details as an OperationOutcome: an issue for each thing that is wrong."""
    code = CODES.get(problem["status"], "exception")
    if "errors" in problem:
        return outcome([issue("error", code, _said(one)) for one in problem["errors"]])
    return outcome([issue("error", code, problem.get("detail", problem["title"]))])


def outcome(issues: list[dict[str, Any]]) -> dict[str, Any]:
    """An OperationOutcome of these issues, of which it has at least one."""
    return {"resourceType": "OperationOutcome", "issue": issues}


def issue(severity: str, code: str, text: str) -> dict[str, Any]:
    """One issue, in words."""
    return {"severity": severity, "code": code, "details": {"text": text or "-"}}


def _said(one: Mapping[str, Any]) -> str:
    where = one.get("field")
    row = f"[{one['row']}] " if "row" in one else ""
    value = f" = {one['value']}" if "value" in one else ""
    return f"{row}{where}{value}: {one['detail']}" if where else f"{row}{one['detail']}"
