"""FHIR bundles: what the resources say together, and which bundles cannot be used."""

import json
from datetime import date
from typing import Any

import pytest

from benkoll.exchange.visits.visit import CodedFracture, Merge, Message, Person, Refused, Visit
from interface.visits.forms import (
    PERSONNUMMER,
    SCT,
    bundle,
    coding,
    condition,
    encounter,
    one,
    patient,
    procedure,
    read,
    refused,
    report,
    text,
)

LEFT, RIGHT = "7771000", "24028007"


def visits(*resources: dict[str, Any]) -> tuple[Visit, ...]:
    return one(text(bundle(patient(), *resources))).visits


def fractures(*resources: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(found.site, found.side) for visit in visits(*resources) for found in visit.fractures]


def verified(status: str) -> dict[str, Any]:
    return {"verificationStatus": coding("http://terminology.hl7.org/CodeSystem/condition-ver-status", status)}


def test_a_stay() -> None:
    resources = (patient(), encounter(), condition("S72.00"), condition("W01.9"))
    assert one(text(bundle(*resources, timestamp="2026-03-05T10:00:00Z"))) == Message(
        source="https://sending.example/messages",
        message_id="B1",
        person=Person(
            person_id="195009072553",
            system=PERSONNUMMER,
            name="Åsa Öberg",
            sex="female",
            birth_date=date(1950, 9, 7),
            address=("Storgatan 1", "41101 Göteborg"),
        ),
        visits=(
            Visit(
                date=date(2026, 3, 2),
                unit="Ortopedi Mölndal",
                ward="Avd 203",
                diagnosis_codes=("S7200",),
                external_cause_codes=("W019",),
                fractures=(CodedFracture("hip", None, "S7200", low_energy=True, tumour=False, femur_shaft=False),),
                unclear=(),
                discharged=date(2026, 3, 5),
                number="V4711",
            ),
        ),
        sent=date(2026, 3, 5),
    )


def test_alone_line_by_line_in_a_list_and_one_after_another() -> None:
    bundles = [bundle(patient(), encounter(), identifier={"value": f"B{number}"}) for number in range(3)]
    lines, listed = text(*bundles), json.dumps(bundles)
    for data in (
        lines,
        listed,
        json.dumps(bundles, indent=2),
        "\n".join(json.dumps(each, indent=2) for each in bundles),
    ):
        assert [found.message_id for found in read(data) if isinstance(found, Message)] == ["B0", "B1", "B2"]


@pytest.mark.parametrize(
    ("more", "source", "message_id"),
    [
        ({"identifier": {"value": "B1"}}, "fhir", "B1"),
        ({"identifier": None, "id": "b"}, "fhir", "b"),
        ({"identifier": None}, "fhir", "sha256:"),
    ],
)
def test_what_names_the_message(more: dict[str, Any], source: str, message_id: str) -> None:
    message = one(text(bundle(patient(), **more)))
    assert (message.source, message.message_id[: len(message_id)]) == (source, message_id)
    assert one(json.dumps(bundle(patient(), **more), indent=3, sort_keys=True)).message_id == message.message_id


# THE PERSON


@pytest.mark.parametrize(
    ("more", "protected"),
    [
        ({}, False),
        ({"meta": {"security": [{"code": "sekretessmarkering"}]}}, True),
        ({"meta": {"security": [{"code": "DEMO"}, {"code": "skyddadFolkbokforing"}]}}, True),
        ({"meta": {"security": [{"code": "DEMO"}]}}, False),
    ],
)
def test_a_protected_identity(more: dict[str, Any], protected: bool) -> None:
    assert one(text(bundle(patient(**more)))).person.protected is protected


def test_death() -> None:
    dead = one(text(bundle(patient(deceasedDateTime="2026-03-10T04:00:00+01:00")))).person
    assert (dead.dead, dead.deceased) == (True, date(2026, 3, 10))
    assert one(text(bundle(patient(deceasedBoolean=True)))).person.dead
    assert not one(text(bundle(patient(deceasedBoolean=False)))).person.dead


def test_the_national_number_names_the_person() -> None:
    identifiers = [{"value": "AB12"}, {"system": PERSONNUMMER, "value": "195009072553"}]
    person = one(text(bundle(patient(identifier=identifiers)))).person
    assert (person.person_id, person.other_ids) == ("195009072553", ("AB12",))


def link(kind: str, **other: Any) -> dict[str, Any]:
    return {"link": [{"type": kind, "other": other}]}


def test_a_person_that_replaces_another() -> None:
    message = one(text(bundle(patient(**link("replaces", identifier={"value": "20210325K069"})))))
    assert (message.person.person_id, message.merges) == ("195009072553", (Merge("20210325K069"),))


def test_a_person_that_is_replaced() -> None:
    other = {"system": PERSONNUMMER, "value": "195009072553"}
    old = patient(identifier=[{"value": "20210325K069"}], **link("replaced-by", identifier=other))
    message = one(text(bundle(old)))
    assert (message.person.person_id, message.merges) == ("195009072553", (Merge("20210325K069"),))


def test_both_persons_in_one_bundle() -> None:
    old = patient(id="old", identifier=[{"value": "20210325K069"}], **link("replaced-by", reference="Patient/p"))
    message = one(text(bundle(old, patient(**link("replaces", reference="Patient/old")))))
    assert (message.person.person_id, message.merges) == ("195009072553", (Merge("20210325K069"),))


# THE VISIT


def test_one_who_is_not_admitted() -> None:
    outside = encounter(
        **{"class": {"code": "AMB"}, "serviceProvider": {"reference": "Organization/o"}, "location": []}
    )
    organization = {"resourceType": "Organization", "id": "o", "name": "Akuten"}
    (visit,) = visits(outside, organization, condition("S52.50"))
    assert (visit.unit, visit.ward, visit.discharged) == ("Akuten", None, None)


def test_references_by_full_address() -> None:
    entries = [
        {"fullUrl": "urn:uuid:1", "resource": patient(id=None)},
        {"fullUrl": "urn:uuid:2", "resource": encounter(subject={"reference": "urn:uuid:1"})},
        {
            "fullUrl": "urn:uuid:3",
            "resource": condition("S72.00", subject={"reference": "urn:uuid:1"}, encounter={"reference": "urn:uuid:2"}),
        },
    ]
    (visit,) = one(text(bundle(entry=entries))).visits
    assert visit.fractures[0].site == "hip"


def test_the_fracture_is_dated_by_its_onset() -> None:
    (visit,) = visits(
        encounter(), condition("S72.00", onsetDateTime="2026-03-01"), condition("I10.9", onsetDateTime="2001")
    )
    assert (visit.date, visit.diagnosis_codes) == (date(2026, 3, 1), ("S7200", "I109"))


def test_fractures_of_two_days_in_one_encounter() -> None:
    first, second = visits(
        encounter(), condition("S72.00", onsetDateTime="2026-03-01"), condition("S52.50"), condition("W01.9")
    )
    assert [(each.date, each.fractures[0].site, each.fractures[0].low_energy) for each in (first, second)] == [
        (date(2026, 3, 1), "hip", True),
        (date(2026, 3, 2), "wrist", True),
    ]


def test_conditions_without_an_encounter() -> None:
    loose = condition("S72.00", encounter=None, recordedDate="2026-03-02")
    (visit,) = visits(loose)
    assert (visit.date, visit.unit, visit.ward) == (date(2026, 3, 2), "https://sending.example/messages", None)
    assert len(visits(encounter(), loose)) == 1


def test_a_condition_that_the_encounter_points_at() -> None:
    listed = {"diagnosis": [{"condition": {"reference": "Condition/S72-00"}}]}
    second = encounter(id="f", identifier=[{"value": "V2"}], **listed)
    found = visits(encounter(), second, condition("S72.00", encounter=None))
    assert [(visit.number, len(visit.fractures)) for visit in found] == [("V4711", 0), ("V2", 1)]


@pytest.mark.parametrize("status", ["entered-in-error", "refuted"])
def test_a_diagnosis_that_is_none(status: str) -> None:
    assert fractures(encounter(), condition("S72.00", **verified(status))) == []


def test_a_diagnosis_that_is_not_confirmed_is_for_a_human() -> None:
    (visit,) = visits(encounter(), condition("S72.00", **verified("provisional")))
    assert (visit.fractures, visit.unclear) == ((), ("S7200",))


@pytest.mark.parametrize(("status", "number"), [("planned", 0), ("finished", 1), ("in-progress", 1)])
def test_status_of_the_encounter(status: str, number: int) -> None:
    assert len(visits(encounter(status=status))) == number


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error"])
def test_a_cancellation(status: str) -> None:
    message = one(text(bundle(patient(), encounter(status=status), condition("S72.00"))))
    assert (message.cancels, message.visits) == ("V4711", ())


# SIDES AND SITES


def test_the_side_of_the_diagnosis() -> None:
    assert fractures(encounter(), condition("S72.00", bodySite=[coding(SCT, LEFT)])) == [("hip", "left")]


@pytest.mark.parametrize(
    ("more", "side"),
    [
        ([procedure("NFJ59", RIGHT)], "right"),
        ([procedure("NFJ59", RIGHT), procedure("NFJ59", LEFT)], None),
        ([procedure("CJE20", RIGHT)], None),
        ([procedure("NFJ59", RIGHT, status="not-done")], None),
        ([procedure("NFJ59", RIGHT, encounter=None)], None),
    ],
)
def test_the_side_of_the_operation(more: list[dict[str, Any]], side: str | None) -> None:
    assert fractures(encounter(), condition("S72.00"), *more) == [("hip", side)]


def test_the_operation_of_one_of_two_fractures_tells_no_side() -> None:
    found = fractures(encounter(), condition("S72.00"), condition("S52.50"), procedure("NFJ59", LEFT))
    assert sorted(found) == [("hip", None), ("wrist", None)]


def test_the_site_of_a_fracture_whose_code_says_none() -> None:
    assert fractures(encounter(), condition("M80.9", bodySite=[coding(SCT, "29627003")])) == [("hip", None)]
    assert visits(encounter(), condition("M80.9"))[0].unclear == ("M809",)


# REPORTS


def test_a_report() -> None:
    (visit,) = visits(report("Kotkompression Th12.", performer=[{"display": "Röntgen"}]))
    assert visit == Visit(date(2026, 3, 2), "Röntgen", None, (), (), (), (), "Kotkompression Th12.")


def test_a_report_by_its_code_alone() -> None:
    (visit,) = visits(report("", conclusionCode=[coding(SCT, "42942008")]))
    assert visit.finding == "snomed 42942008"


def test_reports_that_tell_of_no_vertebral_fracture() -> None:
    assert visits(report("Ingen kotkompression.")) == ()
    assert visits(report("Kotkompression.", status="entered-in-error")) == ()


# WHAT CANNOT BE USED


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (text(patient()), "f, row 1, resourceType = Patient: must be Bundle"),
        (text(bundle(encounter())), "f, row 1, Patient = Patient/p: the patient is missing"),
        (text(bundle()), "f, row 1, Patient: the patient is missing"),
        (
            text(bundle(patient(), patient(id="q"))),
            "f, row 1, Patient = Patient/p, Patient/q: the message is about several",
        ),
        (text(bundle(patient(identifier=[]))), "f, row 1, Patient.identifier: the patient's identity is missing"),
        (text(bundle(patient(birthDate="1950-13-07"))), "f, row 1, Patient.birthDate = 1950-13-07: must be a date"),
        (text(bundle(patient(name=[{"text": "\ud800"}]))).encode("utf-8", "surrogatepass"), "f, row 1, Patient.name ="),
        (json.dumps(bundle(patient(name=[{"text": "a\ud800"}]))), "f, row 1, Patient.name = a�: holds control"),
        (json.dumps(bundle(patient(name=[{"text": "a\0"}]))), "f, row 1, Patient.name = a�: holds control"),
        (text(bundle(patient(name=[{"text": "x" * 201}]))), "f, row 1, Patient.name = "),
        (text(bundle(patient(**link("replaces")))), "f, row 1, Patient.link: does not say which identity"),
        (
            text(bundle(patient(), encounter(period={"start": "2026-02-30"}))),
            "f, row 1, Encounter.period = 2026-02-30:",
        ),
        (
            text(bundle(patient(), encounter(), condition("72S"))),
            "f, row 1, Condition.code = 72S: is no code of ICD-10",
        ),
        (
            text(bundle(patient(), condition("S72.00", encounter=None))),
            "f, row 1, Condition.onsetDateTime = Condition/S72",
        ),
        (text(bundle(patient(), report("Kotkompression", effectiveDateTime=None))), "f, row 1, DiagnosticReport.eff"),
        (
            text(bundle(patient(), condition("S72.00", subject=None))),
            "f, row 1: FHIR Condition/S72-00: does not say which",
        ),
        (text(bundle(patient(), encounter(modifierExtension=[{"url": "x"}]))), "f, row 1: FHIR Encounter/e: carries"),
        (text(bundle(patient(), condition("S72.00", context={}))), "f, row 1, context: Condition is FHIR STU3, not R4"),
        (
            text(bundle(patient(), encounter(), encounter(id="f", status="cancelled"))),
            "f, row 1, Encounter.status = V4711",
        ),
        ('{"resourceType": "Bundle", "id": 1, "id": 2}', "f, row 1, id: the key stands more than once in one object"),
        ('{"resourceType": "Bund', "f, row 1: the message is not JSON: the fault is on its line 1, character 18"),
        ("[1]", "f, row 1, resourceType: must be Bundle"),
        ("[[{}]]", "f, row 1, resourceType = : must be Bundle"),
        ('{"a":' * 100_000, "f, row 1"),
        ('{"a": [' + "[" * 10_000 + "]" * 10_000 + "]}", "f, row 1: the message is nested too deeply"),
        ('{"a": ' + "9" * 5_000 + "}", "f, row 1, resourceType"),
    ],
)
def test_a_bad_bundle_is_set_aside_with_its_reason(data: str | bytes, said: str) -> None:
    assert refused(data)[0].startswith(said)


def test_a_number_that_is_none() -> None:
    assert one(text(bundle(patient(multipleBirthInteger=float("nan")), identifier=None))).message_id.startswith(
        "sha256:"
    )


@pytest.mark.parametrize("indent", [None, 2])
def test_a_bad_bundle_spoils_no_other_and_is_mended(indent: int | None) -> None:
    good = bundle(patient(), encounter())
    bad = json.dumps(good, indent=indent).replace('"Patient",', '"Patient,')
    first, aside, after = read("\n".join((json.dumps(good, indent=indent), bad, json.dumps(good, indent=indent))))
    assert first == after
    assert isinstance(aside, Refused)
    assert one(aside.raw.replace(b'"Patient,', b'"Patient",')) == first


def test_a_bad_bundle_in_a_list() -> None:
    lines = ["[", *(f"  {text(bundle(patient()))}," for _ in range(2)), f"  {text(bundle(patient()))}", "]"]
    lines[2] = lines[2].replace('"Patient"', '"Patient')
    assert [type(found) for found in read("\n".join(lines))] == [Message, Refused, Message]
