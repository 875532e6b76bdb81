"""Patient and Condition: who it is, and which diagnoses count for how long."""

from datetime import date
from typing import Any

import pytest

from benkoll.errors import FactsError
from benkoll.facts.patient import read_patient
from unit.exchange.fhir.make import DAY, SNOMED, Made, condition, facts, patient, record, statement, told

PERSONAL = "http://electronichealth.se/identifier/personnummer"


# PATIENT


def test_a_personal_number_is_the_last_resort() -> None:
    number = {"system": PERSONAL, "value": "195009072553"}
    local = {"system": "urn:x", "value": "77"}
    assert record(who=patient(identifier=[number])).raw["patient_id"] == "p"
    assert record(who={**patient(identifier=[number, local]), "id": None}).raw["patient_id"] == "77"
    assert record(who={**patient(identifier=[number]), "id": None}).raw["patient_id"] == "195009072553"


@pytest.mark.parametrize(
    ("elements", "deceased"),
    [
        ({}, None),
        ({"deceasedBoolean": True}, True),
        ({"deceasedBoolean": False}, False),
        ({"deceasedDateTime": "2026-03-02T03:00:00+01:00"}, True),
        ({"deceasedDateTime": "2026-03-03"}, False),
    ],
)
def test_death(elements: Made, deceased: bool | None) -> None:
    assert record(who=patient(**elements)).raw.get("deceased") is deceased


def test_a_gender_that_is_no_sex_is_told_of() -> None:
    found = record(who=patient(gender="other"))
    assert "sex" not in found.raw
    assert told(found)["gender"] == ("Patient/p",)


@pytest.mark.parametrize(("birth_date", "age"), [("1950-06", 75), ("1949-03", None), ("1949", None), ("1950-02", 76)])
def test_a_partial_birth_date_gives_an_age_or_refuses(birth_date: str, age: int | None) -> None:
    found = record(who=patient(birthDate=birth_date))
    assert found.raw.get("age") == age
    assert bool(found.problems) is (age is None)
    if age is None:
        assert found.problems[0].value == birth_date
        with pytest.raises(FactsError, match="birth_date"):
            read_patient(found.raw, DAY)


def test_a_year_is_an_age_on_its_last_day() -> None:
    assert record(who=patient(birthDate="1949"), day=date(2025, 12, 31)).raw["age"] == 76


# DIAGNOSES


@pytest.mark.parametrize(
    ("code", "system", "fact"),
    [
        ("M05.9", "http://hl7.org/fhir/sid/icd-10-se", "rheumatoid_arthritis"),
        ("69896004", SNOMED, "rheumatoid_arthritis"),
        ("J44.9", "urn:oid:1.2.752.116.1.1.1.1.3", "copd"),
        ("E21.0", "http://hl7.org/fhir/sid/icd-10", "hyperparathyroidism"),
        ("K90.0", "http://hl7.org/fhir/sid/icd-10-se", "malabsorption"),
        ("K50.0", "http://hl7.org/fhir/sid/icd-10-se", "malabsorption"),
        ("E10.9", "http://hl7.org/fhir/sid/icd-10-se", "type_1_diabetes"),
        ("E28.3", "http://hl7.org/fhir/sid/icd-10-se", "hypogonadism"),
        ("K74.6", "http://hl7.org/fhir/sid/icd-10-se", "chronic_liver_disease"),
        ("F00.1", "http://hl7.org/fhir/sid/icd-10-se", "cognitive_impairment"),
        ("Z90.3", "http://hl7.org/fhir/sid/icd-10-se", "gastrointestinal_surgery"),
        ("K22.0", "http://hl7.org/fhir/sid/icd-10-se", "oesophageal_disorder"),
        ("I25.2", "http://hl7.org/fhir/sid/icd-10-se", "myocardial_infarction"),
        ("I63.9", "http://hl7.org/fhir/sid/icd-10-se", "stroke"),
        ("I26.9", "http://hl7.org/fhir/sid/icd-10-se", "venous_thromboembolism"),
        ("C79.5", "http://hl7.org/fhir/sid/icd-10-se", "skeletal_malignancy_or_radiation"),
        ("M88.9", "http://hl7.org/fhir/sid/icd-10-se", "skeletal_malignancy_or_radiation"),
        ("248279007", SNOMED, "frail"),
        ("M81.0", "http://hl7.org/fhir/sid/icd-10-se", "osteoporosis_diagnosed"),
        ("445501000124107", SNOMED, "parent_hip_fracture"),
    ],
)
def test_a_diagnosis_is_its_fact(code: str, system: str, fact: str) -> None:
    assert facts(condition(code, system)) == {fact: True}


@pytest.mark.parametrize("code", ["G45.9", "I62.0", "C50.9", "E11.9", "I80.0", "K70.0", "M19.9", "E55.9"])
def test_a_neighbour_is_not(code: str) -> None:
    """Transient attack, subdural bleeding, breast cancer, type 2 diabetes, superficial phlebitis, fatty liver ..."""
    assert facts(condition(code)) == {}


@pytest.mark.parametrize(
    ("verified", "key"),
    [
        ("refuted", "refuted"), ("entered-in-error", "in error"), ("unconfirmed", "unconfirmed"),
        ("provisional", "unconfirmed"), ("differential", "unconfirmed"), ("nonsense", "status"),
    ],
)  # fmt: skip
def test_what_is_not_confirmed_is_no_fact(verified: str, key: str) -> None:
    found = record(condition("I63.9", verified=verified, id="c"))
    assert "stroke" not in found.raw
    assert told(found) == {key: ("Condition/c",)}


def test_without_a_verification_it_counts() -> None:
    one = condition("I63.9")
    del one["verificationStatus"]
    assert facts(one) == {"stroke": True}


@pytest.mark.parametrize("element", ["onsetDateTime", "recordedDate"])
def test_what_is_later_than_the_day_is_set_aside(element: str) -> None:
    elements: dict[str, Any] = {element: "2026-03-03T00:30:00+01:00"}
    found = record(condition("I63.9", id="c", **elements))
    assert "stroke" not in found.raw
    assert told(found) == {"future": ("Condition/c",)}
    assert facts(condition("I63.9", **{element: "2026-03-02T23:59:00+01:00"})) == {"stroke": True}


def test_an_unconfirmed_diagnosis_is_a_suspicion() -> None:
    found = record(condition("C90.0", verified="differential"), condition("E29.1", verified="provisional"))
    assert found.raw["myeloma_suspected"] is True
    assert found.raw["hypogonadism_suspected"] is True
    assert not {"skeletal_malignancy_or_radiation", "other_secondary_osteoporosis", "hypogonadism"} & set(found.raw)
    assert "myeloma_suspected" not in facts(condition("C90.0"))
    assert "myeloma_suspected" not in facts(condition("C90.0", verified="refuted"))


@pytest.mark.parametrize(
    ("code", "clinical", "elements", "counts"),
    [
        ("I63.9", "resolved", {}, True),  # ever
        ("I63.9", "", {"abatementDateTime": "2010-01-01"}, True),
        ("E21.0", "", {}, True),  # lasting: silence is no end
        ("E21.0", "inactive", {}, True),
        ("E21.0", "resolved", {}, False),
        ("E21.0", "", {"abatementDateTime": "2020-01"}, False),
        ("E21.0", "resolved", {"abatementDateTime": "2026-05-01"}, True),  # ends only later
        ("R13", "active", {}, True),  # only while it goes on
        ("R13", "recurrence", {}, True),
        ("R13", "", {}, False),
        ("R13", "inactive", {}, False),
        ("R13", "active", {"abatementDateTime": "2026-02-01"}, False),
        ("Z33", "active", {"onsetDateTime": "2025-12-01"}, True),
        ("Z33", "active", {"onsetDateTime": "2025-05-01"}, False),  # more than ten months ago
        ("Z33", "resolved", {"onsetDateTime": "2025-12-01"}, False),
        ("Z33", "", {"onsetDateTime": "2025-12-01"}, False),
        ("Z99.2", "active", {}, True),
        ("Z99.2", "resolved", {}, False),
    ],
)
def test_how_long_a_diagnosis_counts(code: str, clinical: str, elements: Made, counts: bool) -> None:
    found = record(condition(code, clinical=clinical, **elements))
    fact = {"I63.9": "stroke", "E21.0": "hyperparathyroidism", "R13": "dysphagia", "Z33": "pregnant_or_breastfeeding"}
    assert (fact.get(code, "dialysis") in found.raw) is counts
    assert bool(found.notes) is not counts


def test_hyperthyroidism_under_treatment_is_not_untreated() -> None:
    active = condition("E05.0", clinical="active", id="c")
    found = record(active)
    assert found.raw["untreated_hyperthyroidism"] is True
    assert told(found) == {"untreated": ("Condition/c",)}
    treated = record(active, statement("H03BB02"))
    assert "untreated_hyperthyroidism" not in treated.raw
    assert told(treated) == {"treated": ("Condition/c",)}
    assert "untreated_hyperthyroidism" in record(active, statement("H03BB02", "completed")).raw


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        ("K10.2", "jaw_osteonecrosis"), ("M87.1", "jaw_osteonecrosis"), ("R54", "frail"), ("F17.2", "current_smoker"),
        ("Z92.3", "skeletal_malignancy_or_radiation"), ("E23.0", "hypogonadism"), ("I80.3", "venous_thromboembolism"),
    ],
)  # fmt: skip
def test_a_code_that_may_mean_it_asks(code: str, fact: str) -> None:
    found = record(condition(code, id="c"))
    assert fact not in found.raw
    (note,) = found.notes
    assert (note.key, note.fact, note.resources) == ("ask", fact, ("Condition/c",))


def test_what_another_resource_says_is_not_asked() -> None:
    found = record(condition("Z86.7"), condition("I63.9"))
    assert [note.fact for note in found.notes] == ["myocardial_infarction"]
