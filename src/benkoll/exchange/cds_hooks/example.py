"""A call of each hook as an EHR sends it, of a patient that there is not: what is first needed for it is there then."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from benkoll.exchange.cds_hooks.call import Call, read_call
from benkoll.exchange.cds_hooks.services import HookService
from benkoll.exchange.fhir.proposals import address

Made = dict[str, Any]
PATIENT = "example"


def example(service: HookService, day: date) -> Call:
    """The call: a woman of 75 with a broken wrist, whose eGFR is known, who is given or ordered denosumab."""
    context: Made = {
        "patientId": PATIENT,
        "userId": "Practitioner/example",
        "encounterId": "example",
        "selections": ["MedicationRequest/draft"],
        "draftOrders": _bundle(_order("draft", "draft"), _order("cortisone", "draft", "H02AB06")),
        "appointments": _bundle({"resourceType": "Appointment", "start": f"{day + timedelta(days=30)}T09:00:00Z"}),
    }
    said = {"hook": service.hook, "hookInstance": "example", "context": context, "prefetch": _prefetch(day)}
    return read_call(service, said)


def _prefetch(day: date) -> Mapping[str, Made]:
    before = (day - timedelta(days=100)).isoformat()
    wrist = {"code": _coded("icd10", "S5250"), "onsetDateTime": before}
    egfr = {"value": 60, "code": "mL/min/{1.73_m2}"}
    given = {"medicationCodeableConcept": _coded("atc", "M05BX04"), "dosage": {"dose": {"value": 60, "code": "mg"}}}
    return {
        "patient": {
            "resourceType": "Patient",
            "id": PATIENT,
            "gender": "female",
            "birthDate": f"{day.year - 75}-01-01",
        },
        "conditions": _bundle(_of("Condition", "wrist", **wrist)),
        "requests": _bundle(_order("before", "completed")),
        "statements": _bundle(_of("MedicationStatement", "list", status="active", **given)),
        "doses": _bundle(
            _of("MedicationAdministration", "dose", status="completed", effectiveDateTime=before, **given)
        ),
        "laboratory": _bundle(_measured("egfr", "npu", "SWE05406", before, egfr)),
        "density": _bundle(_measured("hip", "loinc", "38264-8", before, {"value": -2.6, "code": "{T-score}"})),
    }


def _bundle(*resources: Made) -> Made:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def _of(kind: str, id: str, **more: Any) -> Made:
    return {"resourceType": kind, "id": id, "subject": {"reference": f"Patient/{PATIENT}"}, **more}


def _order(id: str, status: str, drug: str = "M05BX04") -> Made:
    dose = {
        "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": {"value": 10, "code": "mg"}}],
    }
    return _of(
        "MedicationRequest",
        id,
        status=status,
        intent="order",
        medicationCodeableConcept=_coded("atc", drug),
        dosageInstruction=[dose],
    )


def _measured(id: str, system: str, code: str, day: str, value: Made) -> Made:
    said = {"code": _coded(system, code), "effectiveDateTime": day, "valueQuantity": value}
    return _of("Observation", id, status="final", **said)


def _coded(system: str, code: str) -> Made:
    return {"coding": [{"system": address(system), "code": code}]}
