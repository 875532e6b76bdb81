"""Small FHIR resources for the tests, and the facts that are read from them."""

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

from benkoll.exchange.fhir.read import FhirRecord, facts_of

Made = dict[str, Any]

DAY = date(2026, 3, 2)
ICD = "http://hl7.org/fhir/sid/icd-10-se"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
NPU = "urn:oid:1.2.752.108.1"
ATC = "http://www.whocc.no/atc"
KVA = "urn:oid:1.2.752.116.1.3.2.1.4"
UCUM = "http://unitsofmeasure.org"
SUBJECT = {"reference": "Patient/p"}

_numbers = count(1)


def named(kind: str, **elements: Any) -> Made:
    """A resource with an id of its own where none is given."""
    return {"resourceType": kind, "id": f"r{next(_numbers)}", **elements}


def patient(**elements: Any) -> Made:
    """A woman of 75."""
    return named("Patient", **{"id": "p", "gender": "female", "birthDate": "1950-06-01", **elements})


def concept(code: str, system: str = ICD, **more: Any) -> Made:
    """A CodeableConcept with one coding."""
    return {"coding": [{"system": system, "code": code}], **more}


def condition(code: str, system: str = ICD, verified: str = "confirmed", clinical: str = "", **elements: Any) -> Made:
    """A diagnosis of a visit."""
    status = {"clinicalStatus": concept(clinical, "http://terminology.hl7.org/CodeSystem/condition-clinical")}
    fixed = {
        "verificationStatus": concept(verified, "http://terminology.hl7.org/CodeSystem/condition-ver-status"),
        "category": [concept("encounter-diagnosis", "http://terminology.hl7.org/CodeSystem/condition-category")],
        "code": concept(code, system),
        "subject": SUBJECT,
    }
    return named("Condition", **{**fixed, **(status if clinical else {}), **elements})


def observation(code: str, value: object, unit: str | None = None, when: str = "2026-02-01", **elements: Any) -> Made:
    """A measurement: NPU and SWE codes by their letters, else LOINC; `unit` as its UCUM code."""
    system = NPU if code[:3] in ("NPU", "SWE") else LOINC
    quantity: Made = {"value": value}
    if unit is not None:
        quantity |= {"unit": unit, "system": UCUM, "code": unit}
    fixed = {"status": "final", "code": concept(code, system), "subject": SUBJECT, "effectiveDateTime": when}
    return named("Observation", **{**fixed, "valueQuantity": quantity, **elements})


def mg(value: float) -> Made:
    """Milligrams."""
    return {"value": value, "unit": "mg", "system": UCUM, "code": "mg"}


def every(frequency: float, period: float, unit: str, dose: float | None = None, **more: Any) -> Made:
    """A dosage so often."""
    given = {} if dose is None else {"doseAndRate": [{"doseQuantity": mg(dose)}]}
    return {
        "timing": {"repeat": {"frequency": frequency, "period": period, "periodUnit": unit, **more.pop("repeat", {})}},
        **given,
        **more,
    }


def _of(code: str, status: str) -> Made:
    return {"status": status, "medicationCodeableConcept": concept(code, ATC), "subject": SUBJECT}


def statement(code: str, status: str = "active", start: str = "", end: str = "", **elements: Any) -> Made:
    """A drug as the list tells of it."""
    period = {key: value for key, value in (("start", start), ("end", end)) if value}
    dated = {"effectivePeriod": period} if period else {}
    return named("MedicationStatement", **{**_of(code, status), **dated, **elements})


def order(code: str, authored: str = "", status: str = "active", intent: str = "order", **elements: Any) -> Made:
    """A drug as it is ordered."""
    dated = {"authoredOn": authored} if authored else {}
    return named("MedicationRequest", **{**_of(code, status), "intent": intent, **dated, **elements})


def dose(code: str, when: str, milligrams: float | None, status: str = "completed", **elements: Any) -> Made:
    """A dose as it was given."""
    given = {} if milligrams is None else {"dosage": {"dose": mg(milligrams)}}
    fixed = {**_of(code, status), "effectiveDateTime": when, **given}
    return named("MedicationAdministration", **{**fixed, **elements})


def record(*resources: Mapping[str, Any], day: date = DAY, who: Mapping[str, Any] | None = None) -> FhirRecord:
    """What is read of one patient."""
    (found,) = facts_of([who or patient(), *resources], day)
    return found


def facts(*resources: Mapping[str, Any], day: date = DAY, who: Mapping[str, Any] | None = None) -> Made:
    """The raw facts beside those of the patient herself."""
    raw = record(*resources, day=day, who=who).raw
    return {fact: value for fact, value in raw.items() if fact not in ("patient_id", "birth_date", "sex", "deceased")}


def told(found: FhirRecord) -> dict[str, tuple[str, ...]]:
    """Key of a note -> the resources of all notes with it."""
    notes: dict[str, tuple[str, ...]] = {}
    for note in found.notes:
        notes[note.key] = (*notes.get(note.key, ()), *note.resources)
    return notes
