"""How resources of other FHIR versions than R4 (and R4B, its twin here) are told by their shape, and refused."""

from benkoll.errors import Problem
from benkoll.exchange.fhir.shapes import Json, object_of, text_of

# (type, element, version): elements that R4 does not have.
_ELEMENTS = (
    ("MedicationStatement", "medication", "R5"),
    ("MedicationRequest", "medication", "R5"),
    ("MedicationAdministration", "medication", "R5"),
    ("MedicationAdministration", "occurenceDateTime", "R5"),
    ("MedicationAdministration", "occurencePeriod", "R5"),
    ("Procedure", "occurrenceDateTime", "R5"),
    ("Procedure", "occurrencePeriod", "R5"),
    ("MedicationStatement", "taken", "STU3"),
    ("MedicationAdministration", "notGiven", "STU3"),
    ("Procedure", "notDone", "STU3"),
    ("Condition", "assertedDate", "STU3"),
    ("Condition", "context", "STU3"),
    ("Observation", "context", "STU3"),
    ("MedicationStatement", "wasNotTaken", "DSTU2"),
    ("MedicationAdministration", "wasNotGiven", "DSTU2"),
    ("Procedure", "notPerformed", "DSTU2"),
    ("Condition", "patient", "DSTU2"),
    ("Condition", "dateRecorded", "DSTU2"),
    ("Observation", "comments", "DSTU2"),
)
_STATUSES = ("clinicalStatus", "verificationStatus")  # plain text before R4
_PROFILES = (
    ("/fhir/5.", "R5"),
    ("/fhir/r5/", "R5"),
    ("/fhir/3.", "STU3"),
    ("/fhir/stu3/", "STU3"),
    ("/dstu2/", "DSTU2"),
)
_BY_TYPE = {
    kind: {element: version for of, element, version in _ELEMENTS if of == kind}
    for kind in dict.fromkeys(of for of, _, _ in _ELEMENTS)
}


def problem(number: int, resource: Json) -> Problem | None:
    """What shows that the resource, the `number`th of the input, is of another version; one sign is enough."""
    sign = _sign(resource)
    if sign is None:
        return None
    kind, (element, version) = text_of(resource.get("resourceType")), sign
    return Problem(
        f"{kind} är FHIR {version}, inte R4; exportera som R4",
        f"{kind} is FHIR {version}, not R4; export it as R4",
        fact=element,
        row=number,
    )


def _sign(resource: Json) -> tuple[str, str] | None:
    """The first element that R4 does not have, or not so, and the version that has it."""
    kind, stated = text_of(resource.get("resourceType")), text_of(resource.get("fhirVersion"))
    if stated and not stated.startswith("4."):
        return "fhirVersion", stated
    if kind == "MedicationOrder":
        return "resourceType", "DSTU2"
    strange = _BY_TYPE.get(kind, {})
    if not strange.keys().isdisjoint(resource):
        return next((element, version) for element, version in strange.items() if element in resource)
    if kind in ("Condition", "AllergyIntolerance"):
        for element in _STATUSES:
            if isinstance(resource.get(element), str):
                return element, "STU3"
    return _of_profile(resource["meta"]) if "meta" in resource else None


def _of_profile(meta: object) -> tuple[str, str] | None:
    profiles = object_of(meta).get("profile")
    for profile in profiles if isinstance(profiles, list) else ():
        for part, version in _PROFILES:
            if part in text_of(profile).lower():
                return "meta.profile", version
    return None
