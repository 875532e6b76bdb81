"""Calls of the shape of the specification's own examples (CDS Hooks 2.0 and its hooks): each is answered."""

from datetime import date
from typing import Any

import jsonschema
import pytest

from benkoll.exchange.cds_hooks.answer import answer
from benkoll.exchange.cds_hooks.call import read_call
from benkoll.exchange.cds_hooks.services import SERVICES
from benkoll.guideline.build import load
from interface.web.cards import RESPONSE

INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
PATIENT = {
    "resourceType": "Patient",
    "gender": "male",
    "birthDate": "1925-12-23",
    "id": "1288992",
    "active": True,
    "name": [{"use": "official", "family": "Adams", "given": ["Daniel", "X."]}],
}
CALLING = {
    "hookInstance": INSTANCE,
    "fhirServer": "http://hooks.smarthealthit.org:9080",
    "fhirAuthorization": {
        "access_token": "some-opaque-fhir-access-token",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "user/Patient.read user/Observation.read",
        "subject": "cds-service4",
    },
    "prefetch": {"patientToGreet": PATIENT, "patient": PATIENT},
}
NUTRITION = {
    "resourceType": "NutritionOrder",
    "id": "pureeddiet-simple",
    "identifier": [{"system": "http://goodhealthhospital.org/nutrition-requests", "value": "123"}],
    "status": "draft",
    "patient": {"reference": "Patient/1288992"},
    "dateTime": "2014-09-17",
}
DRUG = {
    "resourceType": "MedicationRequest",
    "id": "smart-MedicationRequest-103",
    "meta": {"lastUpdated": "2018-04-30T13:25:40.845-04:00"},
    "text": {"status": "generated", "div": "<div>Azithromycin 20 MG/ML Oral Suspension [Zithromax]</div>"},
    "status": "draft",
    "intent": "order",
    "medicationCodeableConcept": {
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "211307"}],
        "text": "Azithromycin 20 MG/ML Oral Suspension [Zithromax]",
    },
    "subject": {"reference": "Patient/1288992"},
    "dosageInstruction": [
        {
            "text": "15 mL daily x 3 days",
            "timing": {
                "repeat": {
                    "boundsPeriod": {"start": "2005-01-18"},
                    "frequency": 1,
                    "period": 1,
                    "periodUnit": "d",
                }
            },
            "doseAndRate": [{"doseQuantity": {"value": 15, "unit": "mL", "code": "mL"}}],
        }
    ],
    "dispenseRequest": {
        "quantity": {"value": 1, "unit": "mL", "code": "mL"},
        "expectedSupplyDuration": {"value": 3, "unit": "days", "code": "d"},
    },
}
APPOINTMENT = {
    "resourceType": "Appointment",
    "id": "apt1",
    "status": "proposed",
    "serviceType": [{"coding": [{"code": "183", "display": "Sleep Medicine"}]}],
    "appointmentType": {"coding": [{"code": "FOLLOWUP", "display": "A follow up visit from a previous appointment"}]},
    "reasonReference": [{"reference": "Condition/example"}],
    "description": "CPAP adjustments",
    "start": "2027-08-10T09:00:00-06:00",
    "end": "2027-08-10T09:10:00-06:00",
    "participant": [{"actor": {"reference": "Patient/1288992"}, "required": "required", "status": "tentative"}],
}
USER = {"userId": "PractitionerRole/123", "patientId": "1288992", "encounterId": "89284"}
ORDERS = {"resourceType": "Bundle", "entry": [{"resource": NUTRITION}, {"resource": DRUG}]}
EXAMPLES: dict[str, dict[str, Any]] = {
    "patient-view": USER,
    "order-select": {
        **USER,
        "selections": ["NutritionOrder/pureeddiet-simple", "MedicationRequest/smart-MedicationRequest-103"],
        "draftOrders": ORDERS,
    },
    "order-sign": {**USER, "draftOrders": ORDERS},
    "encounter-discharge": {"userId": "PractitionerRole/123", "patientId": "1288992", "encounterId": "456"},
    "appointment-book": {
        **USER,
        "appointments": {"resourceType": "Bundle", "entry": [{"resource": APPOINTMENT}, {"resource": APPOINTMENT}]},
    },
}


@pytest.mark.parametrize("hook", EXAMPLES)
def test_an_example_of_the_specification(hook: str) -> None:
    """Nothing in them is of osteoporosis: there is nothing to say."""
    body = CALLING | {"hook": hook, "context": EXAMPLES[hook]}
    read = read_call(SERVICES[f"benkoll-{hook}"], body)
    found = answer(read, date(2026, 11, 30), load(), (), "sv", "https://benkoll.example")
    jsonschema.validate(found, RESPONSE)
    assert found == {"cards": []}
    assert (read.fhir_server, read.access_token) == (CALLING["fhirServer"], "some-opaque-fhir-access-token")


@pytest.mark.parametrize("hook", EXAMPLES)
def test_what_the_context_must_hold(hook: str) -> None:
    """Each required field of the hook, left out, is named."""
    from benkoll.errors import InputError

    needed = EXAMPLES[hook].keys() - ({"encounterId"} if hook != "encounter-discharge" else {"userId"})
    for name in needed:
        context = {key: value for key, value in EXAMPLES[hook].items() if key != name}
        with pytest.raises(InputError) as raised:
            read_call(SERVICES[f"benkoll-{hook}"], CALLING | {"hook": hook, "context": context})
        assert [problem.fact for problem in raised.value.problems] == [f"context.{name}"]
