"""Resources find their patient, in any wrapping and order; other versions are refused, torn ones set aside."""

from typing import Any

import pytest

from benkoll.errors import InputError
from benkoll.exchange.fhir.read import facts_of
from unit.exchange.fhir.make import (
    DAY,
    SUBJECT,
    Made,
    condition,
    dose,
    facts,
    named,
    observation,
    order,
    patient,
    record,
    statement,
    told,
)


def bundle(*resources: Made, **elements: Any) -> Made:
    entries = [{"resource": one, **({"fullUrl": one.pop("fullUrl")} if "fullUrl" in one else {})} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries, **elements}


def test_a_bundle_a_list_and_a_bundle_of_bundles_are_the_same() -> None:
    resources = [patient(), condition("J44.9"), observation("8302-2", 165, "cm")]
    plain = facts_of(resources, DAY)
    assert plain[0].raw["copd"] is True
    assert facts_of([bundle(*resources)], DAY) == plain
    assert facts_of([bundle(bundle(*resources[:2]), resources[2])], DAY) == plain
    assert facts_of([bundle()], DAY) == []


def test_each_patient_has_a_record() -> None:
    other = {**condition("J44.9"), "subject": {"reference": "https://example.org/fhir/Patient/q/_history/2"}}
    found = facts_of([other, patient(), patient(id="q", gender="male"), condition("M06.9")], DAY)
    assert [(one.patient_ref, one.raw["sex"]) for one in found] == [("Patient/p", "female"), ("Patient/q", "male")]
    assert "rheumatoid_arthritis" in found[0].raw
    assert "copd" not in found[0].raw
    assert found[1].raw["copd"] is True


def test_a_patient_is_found_by_uuid_and_by_identifier() -> None:
    who = patient(fullUrl="urn:uuid:4a", identifier=[{"system": "urn:x", "value": "7"}])
    del who["id"]
    by_uuid = {**condition("J44.9"), "subject": {"reference": "urn:uuid:4a"}}
    by_identifier = {**condition("M06.9"), "subject": {"identifier": {"system": "urn:x", "value": "7"}}}
    (found,) = facts_of([bundle(who, by_uuid, by_identifier)], DAY)
    assert found.raw["copd"] is True
    assert found.raw["rheumatoid_arthritis"] is True
    assert found.raw["patient_id"] == "7"


def test_a_record_without_patient_says_so() -> None:
    (found,) = facts_of([condition("J44.9")], DAY)
    assert found.raw == {"patient_id": "p", "copd": True}
    assert "no patient" in told(found)


def test_what_names_no_patient_is_no_ones() -> None:
    lost = condition("J44.9", id="lost")
    del lost["subject"]
    group = {**condition("J44.9"), "subject": {"reference": "Group/1"}}
    found = record(lost, group)
    assert "copd" not in found.raw
    assert told(found)["no subject"] == ("Condition/lost",)


def test_the_same_resource_twice_is_one() -> None:
    one = condition("S52.5", onsetDateTime="2020-01-01")
    assert facts(one, dict(one)) == facts(one)
    nameless = {key: value for key, value in one.items() if key != "id"}
    assert facts(nameless, dict(nameless)) == facts(one)


def test_of_several_versions_the_latest_is_read() -> None:
    old = observation("29463-7", 70, "kg", id="w", meta={"versionId": "9", "lastUpdated": "2026-01-01T10:00:00Z"})
    new = observation("29463-7", 60, "kg", id="w", meta={"versionId": "10", "lastUpdated": "2026-01-01T11:30:00+01:00"})
    assert facts(new, old) == facts(old, new)
    assert facts(new, old)["weight_kg"] == 60


def test_versions_of_unknown_order_are_none() -> None:
    found = record(observation("29463-7", 70, "kg", id="w"), observation("29463-7", 60, "kg", id="w"))
    assert "weight_kg" not in found.raw
    assert told(found)["versions"] == ("Observation/w",)


@pytest.mark.parametrize("element", [{"modifierExtension": [{"url": "http://x"}]}, {"implicitRules": "http://x"}])
def test_what_may_mean_something_else_is_set_aside(element: Made) -> None:
    found = record(condition("J44.9", id="c", **element))
    assert "copd" not in found.raw
    assert told(found)["modified"] == ("Condition/c",)
    (odd,) = facts_of([patient(**element)], DAY)
    assert "birth_date" not in odd.raw


@pytest.mark.parametrize(
    ("resource", "sign", "version"),
    [
        (
            named("MedicationStatement", status="recorded", medication={"concept": {}}, subject=SUBJECT),
            "medication",
            "R5",
        ),
        (
            named("MedicationRequest", status="active", intent="order", medication={}, subject=SUBJECT),
            "medication",
            "R5",
        ),
        (named("Procedure", status="completed", occurrenceDateTime="2020-01-01"), "occurrenceDateTime", "R5"),
        (
            named("Patient", meta={"profile": ["http://hl7.org/fhir/5.0/StructureDefinition/Patient"]}),
            "meta.profile",
            "R5",
        ),
        (named("Condition", clinicalStatus="active", subject=SUBJECT), "clinicalStatus", "STU3"),
        (named("AllergyIntolerance", verificationStatus="confirmed", patient=SUBJECT), "verificationStatus", "STU3"),
        (named("MedicationStatement", taken="y", subject=SUBJECT), "taken", "STU3"),
        (named("Procedure", notDone=True, subject=SUBJECT), "notDone", "STU3"),
        (named("MedicationOrder", patient=SUBJECT), "resourceType", "DSTU2"),
        (named("MedicationStatement", wasNotTaken=True, patient=SUBJECT), "wasNotTaken", "DSTU2"),
        (named("Condition", patient=SUBJECT), "patient", "DSTU2"),
        ({"resourceType": "Bundle", "fhirVersion": "5.0.0", "entry": []}, "fhirVersion", "5.0.0"),
    ],
)
def test_another_version_is_refused(resource: Made, sign: str, version: str) -> None:
    with pytest.raises(InputError) as raised:
        facts_of([patient(), resource], DAY)
    (problem,) = raised.value.problems
    assert (problem.fact, problem.row) == (sign, 2)
    assert f"FHIR {version}" in problem.sv
    assert f"FHIR {version}" in problem.en


def test_r4b_is_read() -> None:
    profile = {"meta": {"profile": ["http://hl7.org/fhir/4.3/StructureDefinition/Patient"]}, "fhirVersion": "4.3.0"}
    assert facts_of([patient(**profile)], DAY)[0].raw["sex"] == "female"


@pytest.mark.parametrize("thing", [{"id": "x"}, {"resourceType": 7}])
def test_what_is_no_resource_is_refused(thing: Made) -> None:
    with pytest.raises(InputError, match="resourceType"):
        facts_of([patient(), thing], DAY)


def test_codes_that_no_table_knows_are_counted() -> None:
    found = record(
        condition("I10.9"), condition("F32.1"), observation("85354-9", 1), statement("C07AB02"), order("C03CA01"),
        dose("J01CE02", "2026-01-01", 1), condition("J44.9"),
    )  # fmt: skip
    (note,) = [note for note in found.notes if note.key == "ignored"]
    assert note.parts[0] == "6"
    assert "icd-10-se|I10.9" in note.said("sv")
    assert "6 resources" in note.said("en")


def test_a_note_names_a_few_resources_and_counts_the_others() -> None:
    found = record(*(condition("J44.9", "http://hl7.org/fhir/sid/icd-10-se", "refuted", id=f"c{n}") for n in range(9)))
    (note,) = found.notes
    assert note.said("sv").startswith("FHIR Condition/c0, ")
    assert "och 3 till" in note.said("sv")
    assert "and 3 more" in note.said("en")


def test_each_fact_tells_its_resources() -> None:
    found = record(condition("J44.9", id="a"), condition("J44.1", id="b"), observation("8302-2", 165, "cm", id="h"))
    assert found.sources["copd"] == ("Condition/a", "Condition/b")
    assert found.sources["height_cm"] == ("Observation/h",)
    assert set(found.sources) == set(found.raw)
