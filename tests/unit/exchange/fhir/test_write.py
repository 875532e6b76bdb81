"""Answers as a Bundle: what orders, what only speaks, and what a provisional drug says of itself."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from benkoll.assess.answer import Advice, Assessment, Because
from benkoll.exchange.fhir.write import bundle

DAY = date(2026, 3, 2)
GUIDELINE = {"name": "RMR Osteoporos", "variant": "vgr", "version": "2026.1"}
CHOICE = {
    "drug": "zoledronic_acid", "dose": "5 mg", "route": "intravenöst", "interval": "en gång om året",
    "provisional": False, "missing": [], "not_before": None, "await": None,
}  # fmt: skip


def advice(code: str, status: str = "recommended", **more: Any) -> Advice:
    because = (Because("c", True, ("TX-3a",), "tidigare höftfraktur"),)
    fixed = {"words": f"ord om {code}", "statements": ("TX-1",), "because": because, "missing": ()}
    return Advice(code=code, status=status, **{**fixed, **more})  # type: ignore[arg-type]


def answer(*advices: Advice, **findings: Any) -> Assessment:
    known = {"first_choice": None, "first_choice_withheld": None, "fracture_risk": None, **findings}
    return Assessment("p", DAY, GUIDELINE, known, advices)


def made(*advices: Advice, lang: Any = "sv", **findings: Any) -> dict[str, list[dict[str, Any]]]:
    """Type -> its resources."""
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in bundle([answer(*advices, **findings)], lang)["entry"]:
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found


def texts(resource: dict[str, Any]) -> list[str]:
    return [note["text"] for note in resource.get("note", ())]


def test_no_answer_is_an_empty_bundle() -> None:
    assert bundle([]) == {"resourceType": "Bundle", "type": "collection"}


def test_nothing_recommended_is_a_plan_without_actions() -> None:
    found = made()
    assert set(found) == {"Patient", "CarePlan", "RequestGroup"}
    assert "action" not in found["RequestGroup"][0]
    assert "CE-märkt" in texts(found["CarePlan"][0])[0]


def test_every_part_is_a_proposal() -> None:
    found = made(advice("TX-CONSIDER"), advice("INV-DXA"), first_choice=CHOICE)
    for kind in ("CarePlan", "RequestGroup", "ServiceRequest", "MedicationRequest"):
        assert {(one["status"], one["intent"]) for one in found[kind]} == {("draft", "proposal")}


@pytest.mark.parametrize("code", ["INV-DXA", "INV-LAB-BASIC", "REF-CLINIC", "FU-DOSE", "FU-DXA"])
def test_what_is_to_be_ordered_is_a_service_request(code: str) -> None:
    (request,) = made(advice(code, details={"due": "2027-01-31"}))["ServiceRequest"]
    assert request["code"]["coding"][0]["code"] == code
    assert request["occurrenceDateTime"] == "2027-01-31"
    assert request["reasonCode"] == [
        {"text": "tidigare höftfraktur", "coding": [{"system": "urn:benkoll:statement", "code": "TX-3a"}]}
    ]


@pytest.mark.parametrize("code", ["TX-CONTINUE", "SELF-ACTIVITY", "SUS-VERTEBRAL", "TX-PAUSE", "SUPP-NOT-ALONE"])
def test_the_rest_is_an_action_in_words(code: str) -> None:
    found = made(advice(code), first_choice=CHOICE)
    assert set(found) == {"Patient", "CarePlan", "RequestGroup"}
    (action,) = found["RequestGroup"][0]["action"]
    assert (action["id"], action["title"], "resource" in action) == (code, f"ord om {code}", False)
    assert action["documentation"] == [{"type": "justification", "display": "tidigare höftfraktur", "label": "TX-3a"}]


def test_what_lacks_is_named_with_its_code() -> None:
    (request,) = made(advice("INV-LAB-BASIC", details={"lacking": ["calcium_mmol_l", "impaired_balance"]}))[
        "ServiceRequest"
    ]
    calcium, balance = request["orderDetail"]
    assert calcium["coding"] == [{"system": "urn:oid:1.2.752.108.1", "code": "NPU01443"}]
    assert "coding" not in balance
    assert balance["text"]


def test_a_possible_advice_orders_nothing_and_says_what_it_hangs_on() -> None:
    found = made(advice("INV-DXA", "possible", missing=("frax_major_percent",)))
    assert "ServiceRequest" not in found
    (action,) = found["RequestGroup"][0]["action"]
    assert action["description"].startswith("möjligt, hänger på: ")
    assert "resource" not in action
    assert "action" not in made(advice("INV-DXA", "possible", supported=False))["RequestGroup"][0]


# THE DRUG


@pytest.mark.parametrize("code", ["TX-CONSIDER", "TX-SWITCH", "TX-FOLLOW-ON"])
def test_the_first_choice_is_a_proposed_drug(code: str) -> None:
    found = made(advice(code), first_choice=CHOICE)
    (drug,) = found["MedicationRequest"]
    assert drug["medicationCodeableConcept"]["coding"] == [{"system": "http://www.whocc.no/atc", "code": "M05BA08"}]
    assert drug["medicationCodeableConcept"]["text"] == "zoledronsyra"
    (instruction,) = drug["dosageInstruction"]
    assert instruction["text"] == "5 mg, intravenöst, en gång om året"
    assert instruction["doseAndRate"][0]["doseQuantity"]["value"] == 5
    assert "note" not in drug
    assert found["RequestGroup"][0]["action"][0]["resource"]["reference"].endswith(drug["id"])


def test_a_possible_pathway_proposes_no_drug() -> None:
    assert "MedicationRequest" not in made(advice("TX-CONSIDER", "possible"), first_choice=CHOICE)


def test_a_provisional_drug_says_so_first() -> None:
    choice = {
        **CHOICE,
        "provisional": True,
        "missing": ["egfr_ml_min"],
        "await": "REF-CLINIC",
        "not_before": "2026-03-16",
    }
    (drug,) = made(advice("TX-CONSIDER"), first_choice=choice)["MedicationRequest"]
    provisional, wait, not_before = texts(drug)
    assert provisional.startswith("PRELIMINÄRT")
    assert "eGFR" in provisional
    assert "REF-CLINIC" in wait
    assert not_before == "Tidigast 2026-03-16."
    assert drug["dosageInstruction"][0]["timing"] == {"repeat": {"boundsPeriod": {"start": "2026-03-16"}}}
    (english,) = made(advice("TX-CONSIDER"), lang="en", first_choice=choice)["MedicationRequest"]
    assert texts(english)[0].startswith("PROVISIONAL")


def test_a_withheld_drug_is_told_of_in_the_plan() -> None:
    withheld = {"because": "hypokalcemi", "codes": ["TX-CORRECT-FIRST"], "afterwards": "denosumab"}
    found = made(advice("TX-CONSIDER"), first_choice_withheld=withheld)
    assert "MedicationRequest" not in found
    assert texts(found["CarePlan"][0])[0] == "Inget läkemedel ännu: hypokalcemi, TX-CORRECT-FIRST; därefter denosumab"


@pytest.mark.parametrize(
    ("calcium", "code", "text"),
    [
        (500.0, "A12AX", "kalcium 500 mg och vitamin D 800 IE dagligen"),
        (1000.0, "A12AX", "kalcium 1000 mg och vitamin D 800 IE dagligen"),
        (0, "A11CC", "vitamin D 800 IE dagligen"),
    ],
)
def test_the_supplement(calcium: float, code: str, text: str) -> None:
    details = {"calcium_mg_day": calcium, "vitamin_d_iu_day": 800.0, "already_taken": False}
    (drug,) = made(advice("SUPP-CAD", details=details))["MedicationRequest"]
    assert drug["medicationCodeableConcept"]["coding"][0]["code"] == code
    assert drug["dosageInstruction"] == [{"text": text}]
    assert "MedicationRequest" not in made(advice("SUPP-CAD", details={**details, "already_taken": True}))


# WARNINGS AND RISK


def test_a_warning_is_a_detected_issue() -> None:
    details = {"reasons": [{"reason": "eGFR under 35", "source": "BP-5"}], "drug": "alendronate"}
    found = made(advice("ALERT-DRUG", details=details), advice("ALERT-JAW-FEMUR", "possible", missing=("dental_risk",)))
    drug, jaw = found["DetectedIssue"]
    assert (drug["status"], drug["severity"], jaw["status"], jaw["severity"]) == (
        "final",
        "high",
        "preliminary",
        "moderate",
    )
    assert drug["detail"] == "ord om ALERT-DRUG. eGFR under 35 [BP-5]"
    assert "action" not in found["RequestGroup"][0]
    assert len(found["CarePlan"][0]["supportingInfo"]) == 2


def test_the_risk_says_where_it_comes_from() -> None:
    official = {"major_percent": 22.5, "hip_percent": None, "source": "official", "interval": None, "stale": True}
    (risk,) = made(fracture_risk=official)["RiskAssessment"]
    assert risk["method"]["text"] == "FRAX, som angivet"
    assert [one["probabilityDecimal"] for one in risk["prediction"]] == [22.5]
    assert texts(risk) == ["inte längre aktuell"]
    estimate = {"major_percent": 20, "hip_percent": 6, "source": "estimate", "interval": [15, 26]}
    (ours,) = made(fracture_risk=estimate, lang="en")["RiskAssessment"]
    assert ours["method"]["text"] == "estimated by Benkoll, not FRAX"
    assert texts(ours) == ["uncertainty 15 to 26 %"]


# ORDER AND IDENTITY


def test_what_comes_after_another_is_tied_to_it_where_it_is_listed() -> None:
    found = made(advice("TX-CORRECT-FIRST"), advice("FU-DOSE", details={"after": ["TX-CORRECT-FIRST", "REF-CLINIC"]}))
    _, dose = found["RequestGroup"][0]["action"]
    assert dose["relatedAction"] == [{"actionId": "TX-CORRECT-FIRST", "relationship": "after"}]


def test_ids_follow_from_the_answer() -> None:
    one = answer(advice("INV-DXA"))
    assert bundle([one]) == bundle([one])
    ids = [{entry["fullUrl"] for entry in bundle([changed])["entry"]} for changed in (
        one, replace(one, patient_id="q"), replace(one, assessment_date=date(2026, 3, 3)),
        replace(one, guideline={**GUIDELINE, "variant": "svos"}),
    )]  # fmt: skip
    patients = [
        bundle([changed])["entry"][0]["fullUrl"] for changed in (one, replace(one, assessment_date=date(2026, 3, 3)))
    ]
    assert patients[0] == patients[1]
    assert all(len(ids[0] & other) <= 1 for other in ids[1:])


def test_two_answers_for_one_patient_on_one_day_are_both_kept() -> None:
    entries = bundle([answer(advice("INV-DXA")), answer(advice("INV-VFA"))])["entry"]
    kinds = [entry["resource"]["resourceType"] for entry in entries]
    assert (kinds.count("Patient"), kinds.count("CarePlan"), kinds.count("ServiceRequest")) == (1, 2, 2)


def test_patients_without_an_id_are_told_apart() -> None:
    nameless = replace(answer(), patient_id=None)
    patients = [
        one["resource"] for one in bundle([nameless, nameless])["entry"] if one["resource"]["resourceType"] == "Patient"
    ]
    assert len(patients) == 2
    assert all("identifier" not in one for one in patients)
