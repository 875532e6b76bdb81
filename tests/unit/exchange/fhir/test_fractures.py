"""Fractures: site, day, energy, and which of them are one and the same."""

import pytest

from benkoll.facts.patient import read_patient
from unit.exchange.fhir.make import DAY, SNOMED, Made, concept, condition, facts, patient, record, told

VISIT = {"encounter": {"reference": "Encounter/1"}}


def event(site: str, day: str, **more: bool) -> Made:
    return {"site": site, "date": day, **more}


@pytest.mark.parametrize(
    ("code", "site"),
    [
        ("S72.00", "hip"), ("S72.10", "hip"), ("S72.20", "hip"), ("S72.30", "other"), ("S22.00", "vertebra"),
        ("S32.00", "vertebra"), ("M48.5", "vertebra"), ("T08", "vertebra"), ("S52.50", "wrist"), ("S52.60", "wrist"),
        ("S52.20", "other"), ("S42.20", "proximal_humerus"), ("S42.30", "other"), ("S32.50", "pelvis"),
        ("S32.10", "pelvis"), ("S22.40", "rib"), ("S82.20", "lower_leg"), ("S82.60", "ankle"), ("S82.80", "ankle"),
        ("S42.00", "other"), ("S82.00", "other"),
    ],
)  # fmt: skip
def test_the_site_is_told_by_the_code(code: str, site: str) -> None:
    assert facts(condition(code, onsetDateTime="2025-01-31")) == {"fracture_events": [event(site, "2025-01-31")]}


@pytest.mark.parametrize(
    ("code", "site"),
    [
        ("359817006", "hip"),
        ("42942008", "vertebra"),
        ("263102004", "wrist"),
        ("33737001", "rib"),
        ("65966004", "other"),
    ],
)
def test_the_site_is_told_by_snomed(code: str, site: str) -> None:
    found = facts(condition(code, SNOMED, onsetDateTime="2025-01-31T10:00:00+01:00"))
    assert found == {"fracture_events": [event(site, "2025-01-31")]}


@pytest.mark.parametrize("code", ["S02.00", "S62.60", "S92.30", "S12.10"])
def test_face_hand_foot_and_neck_are_none(code: str) -> None:
    assert facts(condition(code, onsetDateTime="2025-01-31")) == {}


def test_two_codings_of_one_bone_are_one() -> None:
    code = {"coding": [*concept("S52.5")["coding"], *concept("65966004", SNOMED)["coding"]]}
    one = {**condition("S52.5", onsetDateTime="2025-01-31"), "code": code}
    assert facts(one) == {"fracture_events": [event("wrist", "2025-01-31")]}


@pytest.mark.parametrize(
    ("cause", "energy"),
    [
        ("W01.9", True), ("W00.99", True), ("W18.9", True), ("W06", True), ("W13.2", False), ("V43.5", False),
        ("V18.4", None), ("W19.9", None), ("W10.0", None), ("X59", None),
    ],
)  # fmt: skip
def test_the_energy_is_told_by_the_cause_of_the_same_visit(cause: str, energy: bool | None) -> None:
    found = facts(
        condition("S52.5", onsetDateTime="2025-01-31", **VISIT), condition(cause, onsetDateTime="2025-01-31", **VISIT)
    )
    more = {} if energy is None else {"low_energy": energy}
    assert found == {"fracture_events": [event("wrist", "2025-01-31", **more)]}


def test_a_cause_of_another_visit_or_day_says_nothing() -> None:
    broken = condition("S52.5", onsetDateTime="2025-01-31")
    plain = {"fracture_events": [event("wrist", "2025-01-31")]}
    assert facts(broken, condition("V43.5", onsetDateTime="2025-02-01")) == plain
    assert facts(broken, condition("V43.5", onsetDateTime="2025-01-31", **VISIT)) == plain
    same_day = facts(broken, condition("V43.5", onsetDateTime="2025-01-31"))
    assert same_day == {"fracture_events": [event("wrist", "2025-01-31", low_energy=False)]}
    both = facts(broken, condition("V43.5", onsetDateTime="2025-01-31"), condition("W01", onsetDateTime="2025-01-31"))
    assert both == plain


def test_a_fracture_from_a_tumour_is_marked() -> None:
    found = facts(condition("M90.7", onsetDateTime="2025-01-31"))
    assert found == {"fracture_events": [event("other", "2025-01-31", tumour=True)]}
    assert "prior_other_fragility_fracture" not in read_patient(record(condition("M90.7")).raw, DAY).facts
    assert facts(condition("M90.7")) == {}


def test_one_site_within_six_months_is_one_fracture() -> None:
    first = condition("S52.5", onsetDateTime="2025-01-31")
    assert facts(first, condition("S52.51", onsetDateTime="2025-07-31"))["fracture_events"] == [
        event("wrist", "2025-01-31")
    ]
    later = facts(first, condition("S52.5", onsetDateTime="2025-08-01"))["fracture_events"]
    assert later == [event("wrist", "2025-01-31"), event("wrist", "2025-08-01")]
    other = facts(first, condition("S72.0", onsetDateTime="2025-02-01"))["fracture_events"]
    assert other == [event("wrist", "2025-01-31"), event("hip", "2025-02-01")]


def test_a_fracture_without_a_day_is_a_fact_without_one() -> None:
    found = record(condition("S72.0", id="c"), condition("S52.5", onsetDateTime="2025-01-31"))
    assert found.raw["prior_hip_fracture"] is True
    assert found.raw["fracture_events"] == [event("wrist", "2025-01-31")]
    assert found.raw["fragility_fracture_count"] == 2
    assert told(found) == {"fracture undated": ("Condition/c",)}
    settled = read_patient(found.raw, DAY).facts
    assert settled["latest_fracture_site"] == "wrist"
    assert settled["fragility_fracture_count"] == 2


def test_a_month_is_its_first_day_and_an_early_year_is_not_the_latest() -> None:
    found = record(
        condition("S52.5", onsetDateTime="2025-02", id="m"), condition("S72.0", onsetDateTime="2019", id="y")
    )
    assert found.raw["fracture_events"] == [event("wrist", "2025-02-01")]
    assert found.raw["prior_hip_fracture"] is True
    assert told(found) == {"fracture month": ("Condition/m",), "fracture undated": ("Condition/y",)}


def test_a_year_that_may_be_the_latest_leaves_the_latest_unknown() -> None:
    found = record(condition("S52.5", onsetDateTime="2025-02-10"), condition("S72.0", onsetDateTime="2025", id="y"))
    assert found.raw["prior_hip_fracture"] is True
    assert found.raw["prior_other_fragility_fracture"] is True
    assert found.raw["fragility_fracture_count"] == 2
    assert told(found) == {"fracture year": ("Condition/y",)}
    assert "latest_fracture_site" not in read_patient(found.raw, DAY).facts


def test_the_day_of_recording_counts_in_the_diagnosis_of_a_visit_only() -> None:
    visit = condition("S52.5", recordedDate="2025-02-10")
    assert facts(visit) == {"fracture_events": [event("wrist", "2025-02-10")]}
    listed = {**visit, "category": [concept("problem-list-item", "http://x")]}
    assert facts(listed) == {"prior_other_fragility_fracture": True}


def test_a_sequel_has_no_day() -> None:
    assert facts(condition("T91.1", onsetDateTime="2025-02-10")) == {"prior_vertebral_fracture": True}


def test_osteoporosis_with_fracture_asks_for_the_site_unless_it_is_known() -> None:
    found = record(condition("M80.9", id="c"))
    assert found.raw["osteoporosis_diagnosed"] is True
    assert told(found) == {"unsited": ("Condition/c",)}
    assert told(record(condition("M80.9"), condition("S52.5", onsetDateTime="2020-01-01"))) == {}
    placed = condition("443165006", SNOMED, onsetDateTime="2025-01-31", bodySite=[concept("29627003", SNOMED)])
    assert facts(placed) == {"fracture_events": [event("hip", "2025-01-31")], "osteoporosis_diagnosed": True}


@pytest.mark.parametrize("code", ["M84.3", "M84.4", "M49.5", "S32.7"])
def test_what_may_be_of_another_kind_asks(code: str) -> None:
    found = record(condition(code, onsetDateTime="2025-01-31", id="c"))
    assert "fracture_events" not in found.raw
    assert told(found) == {"ask fracture": ("Condition/c",)}


def test_a_refuted_or_unconfirmed_fracture_is_none() -> None:
    for verified in ("refuted", "entered-in-error", "differential"):
        assert facts(condition("S72.0", verified=verified, onsetDateTime="2025-01-31")) == {}


def test_a_wrist_in_childhood_does_not_count() -> None:
    found = record(condition("S52.5", onsetDateTime="1960-07-01", id="c"), who=patient(birthDate="1950-06-01"))
    assert "fracture_events" not in found.raw
    assert told(found) == {"childhood": ("Condition/c",)}
    assert "fracture_events" in facts(condition("S52.5", onsetDateTime="1968-06-01"))


def test_osteoporosis_with_fracture_that_is_unconfirmed_asks_nothing_of_fractures() -> None:
    assert set(told(record(condition("M80.9", verified="provisional")))) == {"unconfirmed"}
