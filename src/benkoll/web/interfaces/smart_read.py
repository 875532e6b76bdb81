"""A patient read from an EHR's FHIR server: page by page, so much and no more, and only from that server."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from benkoll.exchange.fhir.shapes import object_of, objects, text_of
from benkoll.web.outward import Outward, Unreachable, is_below

Json = dict[str, Any]
SEARCHED = (
    "Condition",
    "Observation",
    "MedicationRequest",
    "MedicationStatement",
    "MedicationAdministration",
    "Procedure",
    "FamilyMemberHistory",
    "AllergyIntolerance",
)
FHIR = "application/fhir+json"
PAGE, PAGES, MOST, SECONDS = 100, 20, 3000, 30.0
"""Resources of a page, pages of a type, resources in all, seconds in all."""


def read_patient(outward: Outward, server: str, patient: str, token: str) -> list[Json]:
    """The patient and their resources. Unreachable where the patient, or a page of what was begun, does not come.

    A type that the EHR does not give out is left out, and what it would say is unknown. A part of a type is worse than
    nothing of it, for the very contraindication could be in the rest.
    """
    until = time.monotonic() + SECONDS
    found: list[Json] = [dict(object_of(outward.get(f"{server}/Patient/{patient}", token, _left(server, until), FHIR)))]
    if found[0].get("resourceType") != "Patient" or found[0].get("id") != patient:
        raise Unreachable(server, "another patient")
    for kind in SEARCHED:
        found += _searched(outward, server, kind, patient, token, until)
        if len(found) > MOST:
            raise Unreachable(server, "too many resources")
    return found


def _searched(outward: Outward, server: str, kind: str, patient: str, token: str, until: float) -> list[Json]:
    url = f"{server}/{kind}?patient={patient}&_count={PAGE}"
    try:
        page = object_of(outward.get(url, token, _left(server, until), FHIR))
    except Unreachable:
        return []
    found = list(_entries(page))
    for _ in range(PAGES):
        after = _next(server, page)
        if after is None:
            return found
        page = object_of(outward.get(after, token, _left(server, until), FHIR))
        found += _entries(page)
    raise Unreachable(server, "too many pages")


def _entries(page: Any) -> Iterator[Json]:
    for one in objects(page.get("entry")):
        resource = one.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") != "OperationOutcome":
            yield resource


def _next(server: str, page: Any) -> str | None:
    """The next page, on the same server; Unreachable where it leads elsewhere."""
    link = next((text_of(one.get("url")) for one in objects(page.get("link")) if one.get("relation") == "next"), "")
    if not link:
        return None
    address = urljoin(f"{server}/", link)
    if not is_below(address, server):
        raise Unreachable(server, "a page elsewhere")
    return address


def _left(server: str, until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise Unreachable(server, "too slow")
    return left
