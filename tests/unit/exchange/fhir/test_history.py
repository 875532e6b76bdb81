"""Procedure, FamilyMemberHistory, AllergyIntolerance."""

from typing import Any

import pytest

from unit.exchange.fhir.make import ATC, ICD, KVA, SNOMED, SUBJECT, Made, concept, facts, named, record, told

ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"


def procedure(code: str, system: str, when: str = "2020-01-01", **elements: Any) -> Made:
    fixed = {"status": "completed", "code": concept(code, system), "subject": SUBJECT, "performedDateTime": when}
    return named("Procedure", **{**fixed, **elements})


def relative(relation: str, code: str, system: str = ROLE, **elements: Any) -> Made:
    fixed = {"status": "completed", "patient": SUBJECT, "relationship": concept(relation, system)}
    return named("FamilyMemberHistory", **{**fixed, "condition": [{"code": concept(code)}], **elements})


def allergy(drug: str, *manifestations: str, **elements: Any) -> Made:
    severity = {"severity": elements.pop("severity")} if "severity" in elements else {}
    reaction = [{"manifestation": [concept(one, SNOMED) for one in manifestations], **severity}]
    fixed = {"code": concept(drug, ATC), "patient": SUBJECT, **({"reaction": reaction} if manifestations else {})}
    return named("AllergyIntolerance", **{**fixed, **elements})


# PROCEDURE


def test_operations() -> None:
    surgery = {"gastrointestinal_surgery": True}
    assert facts(procedure("JDF10", KVA)) == {**surgery, "malabsorption": True}
    assert facts(procedure("442338001", SNOMED)) == {**surgery, "malabsorption": True}
    assert facts(procedure("JDC10", KVA)) == surgery
    assert facts(procedure("CJE20", KVA)) == {}


@pytest.mark.parametrize(
    ("when", "counts"), [("2026-02-20", True), ("2025-12-02", True), ("2025-12-01", False), (None, False)]
)
def test_dialysis_counts_for_three_months(when: str | None, counts: bool) -> None:
    assert ("dialysis" in facts(procedure("302497006", SNOMED, performedDateTime=when))) is counts


@pytest.mark.parametrize(
    ("elements", "key"),
    [
        ({"status": "not-done"}, "status"), ({"status": "preparation"}, "status"),
        ({"status": "entered-in-error"}, "in error"), ({"performedDateTime": "2026-03-03"}, "future"),
    ],
)  # fmt: skip
def test_what_was_not_done_is_none(elements: Made, key: str) -> None:
    found = record(procedure("JDC10", KVA, id="o", **elements))
    assert "gastrointestinal_surgery" not in found.raw
    assert told(found) == {key: ("Procedure/o",)}


# FAMILY


@pytest.mark.parametrize(
    ("relation", "system", "code", "counts"),
    [
        ("MTH", ROLE, "S72.0", True), ("FTH", ROLE, "S72.10", True), ("72705000", SNOMED, "S72.0", True),
        ("SIS", ROLE, "S72.0", False), ("MTH", ROLE, "S52.5", False), ("MTH", ROLE, "M81.9", False),
        ("GRMTH", ROLE, "S72.0", False),
    ],
)  # fmt: skip
def test_a_parents_hip(relation: str, system: str, code: str, counts: bool) -> None:
    assert facts(relative(relation, code, system)) == ({"parent_hip_fracture": True} if counts else {})


def test_a_family_history_in_error_is_none() -> None:
    assert facts(relative("MTH", "S72.0", status="entered-in-error")) == {}
    assert facts(relative("MTH", "S72.0", status="health-unknown")) == {}
    assert facts(relative("MTH", "S72.0", status="partial")) == {"parent_hip_fracture": True}


# INTOLERANCE

GUT, SIDE = {"oral_bisphosphonate_gut_symptoms": True}, {"bisphosphonate_side_effects": True}
HEARTBURN, NAUSEA, ANAPHYLAXIS, RASH = "235595009", "422587007", "39579001", "271807003"


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (allergy("M05BA04", HEARTBURN), GUT),
        (allergy("M05BB03", NAUSEA), GUT),
        (allergy("M05BA", NAUSEA), GUT),
        (allergy("M05BA04", NAUSEA, severity="severe"), GUT),  # of the gut, however bad: an infusion avoids it
        (allergy("M05BA04", ANAPHYLAXIS), SIDE),
        (allergy("M05BA04", RASH, severity="severe"), SIDE),
        (allergy("M05BA08", RASH, criticality="high"), SIDE),
        (allergy("M05BA04", criticality="high"), SIDE),
        (allergy("M05BA04"), GUT),
        (allergy("M05BA04", type="allergy"), {}),
        (allergy("M05BA04", RASH), {}),
        (allergy("M05BA08"), {}),
        (allergy("M05BA08", NAUSEA), {}),
        (allergy("M05BA"), {}),
        (allergy("M05BX04", ANAPHYLAXIS), {}),  # denosumab is no bisphosphonate
        (allergy("J01CE02", ANAPHYLAXIS), {}),
    ],
)
def test_what_is_said_of_the_intolerance_decides(one: Made, expected: Made) -> None:
    assert facts(one) == expected


def test_an_intolerance_that_says_nothing_asks() -> None:
    assert set(told(record(allergy("M05BA08")))) == {"intolerance"}
    assert set(told(record(allergy("M05BA04")))) == {"gut by default"}


@pytest.mark.parametrize(
    "elements",
    [
        {"verificationStatus": concept("refuted", "http://x")},
        {"verificationStatus": concept("entered-in-error", "http://x")},
        {"clinicalStatus": concept("resolved", "http://x")},
        {"recordedDate": "2026-03-03"},
    ],
)
def test_an_intolerance_that_is_none(elements: Made) -> None:
    found = record(allergy("M05BA04", ANAPHYLAXIS, **elements))
    assert "bisphosphonate_side_effects" not in found.raw
    assert len(found.notes) == 1


def test_the_codes_of_a_reaction_may_be_swedish() -> None:
    reaction = [{"manifestation": [concept("K21.9", ICD)]}]
    assert facts(allergy("M05BA07", reaction=reaction)) == GUT
