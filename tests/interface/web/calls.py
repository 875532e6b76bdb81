"""Calls of CDS Hooks in the specification's shape: patients as resources, orders as drafts."""

from typing import Any

Json = dict[str, Any]
INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
PATIENT = "1288992"
OF_PATIENT = {"reference": f"Patient/{PATIENT}"}
ATC, ICD = "http://www.whocc.no/atc", "http://hl7.org/fhir/sid/icd-10-se"
ACTIVE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}


def patient(born: str = "1950-03-02", gender: str = "female", **more: Any) -> Json:
    """Patient."""
    return {"resourceType": "Patient", "id": PATIENT, "birthDate": born, "gender": gender, **more}


def condition(code: str, day: str, id: str = "c1", **more: Any) -> Json:
    """Condition by ICD-10-SE."""
    coded = {"coding": [{"system": ICD, "code": code}]}
    said = {"subject": OF_PATIENT, "code": coded, "onsetDateTime": day, "recordedDate": day, "clinicalStatus": ACTIVE}
    return {"resourceType": "Condition", "id": id, **said, **more}


def egfr(value: float, day: str, id: str = "o1") -> Json:
    """Observation of eGFR."""
    quantity = {"value": value, "unit": "mL/min/1.73 m2", "code": "mL/min/{1.73_m2}"}
    code = {"coding": [{"system": "urn:oid:1.2.752.108.1", "code": "SWE05406"}]}
    return _observed(id, code, quantity, day)


def calcium(value: float, day: str, id: str = "o2") -> Json:
    """Observation of total calcium."""
    code = {"coding": [{"system": "urn:oid:1.2.752.108.1", "code": "NPU01443"}]}
    return _observed(id, code, {"value": value, "unit": "mmol/L", "code": "mmol/L"}, day)


def albumin(value: float, day: str, id: str = "o3") -> Json:
    """Observation of albumin."""
    code = {"coding": [{"system": "urn:oid:1.2.752.108.1", "code": "NPU19673"}]}
    return _observed(id, code, {"value": value, "unit": "g/L", "code": "g/L"}, day)


def _observed(id: str, code: Json, quantity: Json, day: str) -> Json:
    said = {"status": "final", "subject": OF_PATIENT, "code": code, "valueQuantity": quantity}
    return {"resourceType": "Observation", "id": id, "effectiveDateTime": day, **said}


def order(atc: str, status: str = "draft", id: str = "draft-1", dose: Json | None = None, **more: Any) -> Json:
    """MedicationRequest."""
    coded = {"coding": [{"system": ATC, "code": atc}]}
    said = {"status": status, "intent": "order", "subject": OF_PATIENT, "medicationCodeableConcept": coded}
    dosed = {"dosageInstruction": [dose]} if dose else {}
    return {"resourceType": "MedicationRequest", "id": id, **said, **dosed, **more}


def given(atc: str, day: str, id: str = "a1", mg: float = 60) -> Json:
    """MedicationAdministration."""
    coded = {"coding": [{"system": ATC, "code": atc}]}
    dose = {"dose": {"value": mg, "unit": "mg", "code": "mg"}}
    said = {"status": "completed", "subject": OF_PATIENT, "medicationCodeableConcept": coded, "dosage": dose}
    return {"resourceType": "MedicationAdministration", "id": id, "effectiveDateTime": day, **said}


def tablets(mg: float, months: float | None = None) -> Json:
    """A dosage once a day by mouth, for so many months."""
    repeat: Json = {"frequency": 1, "period": 1, "periodUnit": "d"}
    if months is not None:
        repeat["boundsDuration"] = {"value": months, "unit": "mo", "code": "mo"}
    dose = [{"doseQuantity": {"value": mg, "unit": "mg", "code": "mg"}}]
    route = {"coding": [{"system": "http://standardterms.edqm.eu", "code": "20053000"}]}
    return {"timing": {"repeat": repeat}, "doseAndRate": dose, "route": route}


def bundle(*resources: Json, type: str = "searchset") -> Json:
    """A Bundle of them."""
    found: Json = {"resourceType": "Bundle", "type": type}
    return {**found, "total": len(resources), "entry": [{"resource": one} for one in resources]}


def call(hook: str, *resources: Json, prefetch: Json | None = None, **context: Any) -> Json:
    """A call as the specification writes it, the resources sorted under their prefetch keys."""
    keys = {
        "Condition": "conditions",
        "Observation": "laboratory",
        "MedicationRequest": "requests",
        "MedicationStatement": "statements",
        "MedicationAdministration": "doses",
    }
    sent: Json = {one["resourceType"]: one for one in resources if one["resourceType"] == "Patient"}
    found: Json = {"patient": sent["Patient"]} if sent else {}
    for kind, key in keys.items():
        found[key] = bundle(*(one for one in resources if one["resourceType"] == kind))
    said = {"userId": "Practitioner/example", "patientId": PATIENT, "encounterId": "456", **context}
    return {
        "hookInstance": INSTANCE,
        "hook": hook,
        "context": {name: value for name, value in said.items() if value is not None},
        "prefetch": found if prefetch is None else prefetch,
    }


def ordered(*orders: Json, hook: str = "order-sign", of: tuple[Json, ...] = ()) -> Json:
    """A call of order-sign or order-select with these drafts."""
    more: Json = {"selections": [f"MedicationRequest/{one['id']}" for one in orders]} if hook == "order-select" else {}
    return call(hook, *of, draftOrders=bundle(*orders, type="collection"), **more)
