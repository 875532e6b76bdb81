"""A FHIR bulk export into the chain: grouped by patient, each visit once, bad lines by file, line and reason."""

import io
import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkoll.exchange.fhir.bulk import LONGEST_LINE, PARTS, Sorted, lines_of
from benkoll.exchange.visits import bulk
from benkoll.exchange.visits.visit import Message
from benkoll.web.permissions import Role
from database.hospital import DAY, people
from interface.web.calling import Caller, everywhere, is_problem, person, system
from security.served import OWN_UNIT, Served

NDJSON = "application/fhir+ndjson"
ICD = "http://hl7.org/fhir/sid/icd-10-se"
NUMBERS = people(20, 1938)


def patient(id_: str, number: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": id_, "gender": "female", "identifier": [{"value": number}], **more}


def encounter(id_: str, whose: str, day: date = DAY, **more: Any) -> dict[str, Any]:
    said = {"status": "finished", "class": {"code": "AMB"}, "serviceProvider": {"reference": "Organization/o"}}
    period = {"start": str(day)}
    return {
        "resourceType": "Encounter",
        "id": id_,
        "subject": {"reference": f"Patient/{whose}"},
        "period": period,
        **said,
        **more,
    }


def condition(id_: str, whose: str, code: str, of: str | None = None, **more: Any) -> dict[str, Any]:
    said = {"code": {"coding": [{"system": ICD, "code": code}]}, "subject": {"reference": f"Patient/{whose}"}}
    named = {"encounter": {"reference": f"Encounter/{of}"}} if of else {"onsetDateTime": str(DAY)}
    return {"resourceType": "Condition", "id": id_, **said, **named, **more}


EXPORT: Sequence[dict[str, Any]] = (
    {"resourceType": "Organization", "id": "o", "name": OWN_UNIT},
    patient("a", NUMBERS[0]),
    encounter("e1", "a"),
    condition("c1", "a", "S72.00", "e1"),
    condition("c2", "a", "W01.9", "e1"),
    patient("b", NUMBERS[1]),
    encounter("e2", "b", DAY - timedelta(days=40)),
    condition("c3", "b", "S52.50", "e2"),
    encounter("e3", "b"),
    condition("c4", "b", "I10.9", "e3"),
    patient("c", NUMBERS[2], deceasedBoolean=True),
    {"resourceType": "Claim", "id": "x"},
    {"resourceType": "Observation", "id": "o1", "status": "final", "subject": {"reference": "Patient/a"}, "code": {}},
)


def lines(*resources: Any) -> str:
    return "".join(json.dumps(one) + "\n" for one in resources)


@pytest.fixture
def ehr(served: Served) -> Caller:
    return system(served)


def sites(served: Served, number: str) -> list[str]:
    whole = everywhere(served, Role.COORDINATOR, name=f"w{served.last_entry()}")
    found = whole.send("/api/v1/chain/episodes/search", {"person_id": number}).json()["episodes"]
    return [one["site"] for one in found]


def test_an_export_is_taken_in_once(served: Served, ehr: Caller) -> None:
    first, second = (ehr.post("/bulk/import", lines(*EXPORT), NDJSON).json() for _ in range(2))
    assert (first["new"], first["for_the_chain"], first["again"], first["set_aside"]) == (2, 2, 0, 0), first
    assert (second["new"], second["again"]) == (0, 2)
    assert first["not_read"] == {"Claim": 1}
    assert first["read"]["Patient"] == 3
    assert (sites(served, NUMBERS[0]), sites(served, NUMBERS[1]), sites(served, NUMBERS[2])) == (["hip"], ["wrist"], [])


def test_death_is_told_of_who_is_in_the_chain(served: Served, ehr: Caller) -> None:
    ehr.post("/bulk/import", lines(*EXPORT), NDJSON)
    later = patient("a", NUMBERS[0], deceasedDateTime=str(DAY))
    assert (
        ehr.post("/bulk/import", lines(later, patient("z", NUMBERS[9], deceasedBoolean=True)), NDJSON).json()["new"]
        == 1
    )
    whole = everywhere(served, Role.COORDINATOR)
    found = whole.send("/api/v1/chain/episodes/search", {"person_id": NUMBERS[0]}).json()["episodes"]
    assert [one["state"] for one in found] == ["died"]


BAD: dict[str, tuple[Any, str]] = {
    "no JSON": ('{"resourceType": "Cond', "JSON"),
    "no object": ("[1]", "JSON"),
    "no type": ('{"id": "1"}', "resourceType"),
    "no subject": (lines(condition("c", "a", "S72.00")).replace("Patient/a", ""), "subject"),
    "no id": ('{"resourceType": "Patient"}', "id"),
    "twice": ('{"resourceType": "Patient", "id": "a", "id": "b"}', "flera"),
    "half a character": ('{"resourceType": "Patient", "id": "\\ud800"}', "Unicode"),
    "deep": ('{"resourceType": "Patient", "a": ' + "[" * 5000 + "]" * 5000 + "}", "nästlat"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_set_aside_and_the_others_read(served: Served, ehr: Caller, name: str) -> None:
    bad, why = BAD[name]
    said = ehr.post("/bulk/import", f"{lines(EXPORT[0])}{bad.strip()}\n{lines(*EXPORT[1:])}", NDJSON).json()
    assert said["set_aside"] == 1
    assert [(one["file"], one["row"]) for one in said["reasons"]] == [("request.ndjson", 2)]
    assert why in json.dumps(said["reasons"], ensure_ascii=False)
    assert said["new"] == 2


def test_several_files_are_told_apart(served: Served, ehr: Caller) -> None:
    kinds = sorted({one["resourceType"] for one in EXPORT})
    files = [
        ("file", (f"{kind}.ndjson", lines(*(one for one in EXPORT if one["resourceType"] == kind)).encode()))
        for kind in kinds
    ]
    files.append(("file", ("Bad.ndjson", b"\n{\n")))
    request = httpx.Request("POST", "http://x", files=files)
    said = ehr.post("/bulk/import", request.read(), request.headers["content-type"]).json()
    assert said["new"] == 2
    assert [(one["file"], one["row"]) for one in said["reasons"]] == [("Bad.ndjson", 2)]


@pytest.mark.parametrize(
    "form", ["multipart/form-data", "multipart/form-data; boundary=y", "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"--x\r\nContent-Disposition: form",
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.ndjson"\r\n\r\n{}',
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n{}\r\n--x\r\nContent-Disposition: f',
    ],
)
def test_a_form_that_is_cut_off_is_refused(ehr: Caller, form: str, body: bytes) -> None:
    assert is_problem(ehr.post("/bulk/import", body, form), 400)


def test_a_patient_who_is_missing_is_told_once(served: Served, ehr: Caller) -> None:
    rest = [one for one in EXPORT if one.get("id") != "b"]
    said = ehr.post("/bulk/import", lines(*rest), NDJSON).json()
    assert (said["new"], said["set_aside"]) == (1, 1)
    assert "4 resurser" in said["reasons"][0]["detail"]


def test_a_link_that_says_no_identity_is_told_and_the_visits_read(served: Served, ehr: Caller) -> None:
    linked = {**EXPORT[1], "link": [{"type": "replaces", "other": {"reference": "Patient/q"}}]}
    said = ehr.post("/bulk/import", lines(EXPORT[0], linked, *EXPORT[2:5]), NDJSON).json()
    assert (said["new"], said["set_aside"]) == (1, 1)
    assert said["reasons"][0]["field"] == "Patient.link"


def test_who_may(served: Served) -> None:
    assert is_problem(Caller(served, {}).post("/bulk/import", "", NDJSON), 401)
    assert is_problem(person(served, Role.CLINICIAN).post("/bulk/import", "", NDJSON), 404)
    coordinator = person(served, Role.COORDINATOR)
    assert coordinator.post("/bulk/import", "", NDJSON).json()["new"] == 0
    assert is_problem(Caller(served, {"cookie": coordinator.headers["cookie"]}).post("/bulk/import", "", NDJSON), 403)
    assert is_problem(coordinator.post("/bulk/import", "", "application/json"), 415)


def test_who_has_no_fracture_and_no_identity_is_passed_by(ehr: Caller) -> None:
    nameless = {"resourceType": "Patient", "id": "n", "deceasedBoolean": True}
    said = ehr.post("/bulk/import", lines(nameless, {"resourceType": "Patient", "id": "m"}), NDJSON).json()
    assert (said["new"], said["set_aside"], said["read"]) == (0, 0, {"Patient": 2})


# GROUPING


def taken(*files: Sequence[str]) -> list[Message]:
    with Sorted() as export:
        for number, file in enumerate(files):
            assert list(export.add(f"{number}.ndjson", [line.encode() for line in file])) == []
        return [one for one in bulk.messages(export) if isinstance(one, Message)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(len(EXPORT))), cut=st.integers(0, len(EXPORT)))
def test_lines_come_in_any_order_and_in_any_files(order: list[int], cut: int) -> None:
    """The same messages, by their ids, which are made of what they say."""
    shuffled = [json.dumps(EXPORT[one]) for one in order]
    straight = {one.message_id for one in taken([json.dumps(one) for one in EXPORT])}
    assert {one.message_id for one in taken(shuffled[:cut], shuffled[cut:])} == straight
    assert len(straight) == 3  # two fractures, and one who has died


def test_a_line_that_is_too_long_takes_no_other_with_it() -> None:
    file = io.BytesIO(b"{}\n" + b"x" * (3 * LONGEST_LINE) + b"\n[]\n")
    read = list(lines_of(file))
    assert [len(line) for line in read] == [3, LONGEST_LINE + 2, 3]
    assert list(lines_of(io.BytesIO(b"x" * (2 * LONGEST_LINE)))) != []


def test_nothing_is_held_of_what_is_not_read() -> None:
    """A portion at a time: of ten thousand patients no more than a share of them are in memory at once."""
    import tracemalloc

    with Sorted() as export:
        rows = (json.dumps(patient(f"p{one}", "x" * 500)).encode() for one in range(10_000))
        tracemalloc.start()
        assert list(export.add("p", rows)) == []
        assert sum(1 for _ in export.patients()) == 10_000
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    whole = 10_000 * 600
    assert most < whole / 4
    assert PARTS == 64
