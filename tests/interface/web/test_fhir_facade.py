"""The FHIR facade: what it says that it has it has, in R4's shape, and of nobody whom the caller may not see."""

import json
from importlib import import_module
from typing import Any

import httpx
import pytest

from benkoll.web.permissions import Role
from house.tree import ROOT
from interface.web.calling import Caller, nobody, person, system
from security.served import ABSENT, Served

FHIR = "application/fhir+json"
FORM = "application/x-www-form-urlencoded"
BUNDLES = sorted((ROOT / "examples").rglob("*.json"))
SYSTEM = "http://electronichealth.se/identifier/personnummer"


def valid(resource: dict[str, Any]) -> dict[str, Any]:
    """The resource, held against R4's model."""
    kind = resource["resourceType"]
    model = getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
    model.model_validate_json(json.dumps(resource))
    for entry in resource.get("entry", ()):
        valid(entry["resource"])
    for inside in resource.get("contained", ()):
        valid(inside)
    return resource


def told(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == FHIR
    return valid(answer.json())


def refused(answer: httpx.Response, *statuses: int) -> bool:
    return answer.status_code in statuses and told(answer)["resourceType"] == "OperationOutcome"


@pytest.fixture
def reviewer(served: Served) -> Caller:
    return person(served, Role.LOG_REVIEWER)


def number_of(served: Served, episode: str) -> str:
    from benkoll.chain.reads import episode as read

    return read(served.whole, episode).person_id


# WHAT IT SAYS


def test_it_has_what_it_says(served: Served) -> None:
    """Each interaction is a route, and each route an interaction."""
    said = told(nobody(served).get("/fhir/metadata"))
    (rest,) = said["rest"]
    wanted = {("GET", "/fhir/metadata"), ("POST", "/fhir/$assess")}
    (operation,) = rest["operation"]
    wanted.add(("GET", operation["definition"].removeprefix(served.service.origin)))
    for one in rest["resource"]:
        kind = one["type"]
        assert [act["code"] for act in one["interaction"]] == ["read", "search-type"]
        wanted |= {("GET", f"/fhir/{kind}/{{}}"), ("POST", f"/fhir/{kind}/_search")}
        if {by["name"] for by in one["searchParam"]} != {"patient"}:  # what names no patient may stand in an address
            wanted.add(("GET", f"/fhir/{kind}"))
    there = set()
    for route in served.routes:
        if route.path.startswith("/fhir"):
            path = route.path_format.format(**dict.fromkeys(route.param_convertors, "{}"))
            there |= {(method, path) for method in route.methods or ()}
    assert there == wanted


def test_the_operation_is_defined(served: Served) -> None:
    anyone = nobody(served)
    (operation,) = anyone.get("/fhir/metadata").json()["rest"][0]["operation"]
    path = operation["definition"].removeprefix(served.service.origin)
    assert told(anyone.get(path))["code"] == operation["name"]


# $assess


def examples() -> list[dict[str, Any]]:
    found = [json.loads(path.read_text()) for path in BUNDLES]
    return [one for one in found if isinstance(one, dict) and one.get("resourceType") == "Bundle"]


def test_bundles_are_assessed(served: Served) -> None:
    ehr = system(served)
    assert examples()
    for one in examples():
        answer = ehr.send("/fhir/$assess", one, FHIR)
        assert answer.status_code in (200, 422), answer.text
        said = told(answer)
        if answer.status_code == 200:
            assert said["type"] == "collection"
            assert {"Patient", "CarePlan"} <= {entry["resource"]["resourceType"] for entry in said["entry"]}


def test_parameters_say_how(served: Served) -> None:
    ehr = system(served)
    patient = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1950-03-02"}
    how = [
        {"name": "resource", "resource": patient},
        {"name": "lang", "valueCode": "en"},
        {"name": "variant", "valueCode": "svos"},
        {"name": "date", "valueDate": "2026-03-02"},
        {"name": "complete", "valueCode": "drugs"},
    ]
    said = told(ehr.send("/fhir/$assess", {"resourceType": "Parameters", "parameter": how}, FHIR))
    (plan,) = [one["resource"] for one in said["entry"] if one["resource"]["resourceType"] == "CarePlan"]
    assert plan["title"].startswith("Osteoporosis")
    assert "svos" in plan["title"]
    for wrong in (
        {"name": "sort", "valueCode": "x"},
        {"name": "lang", "valueCode": "fr"},
        {"name": "date", "valueDate": "x"},
        7,
    ):
        sent = {"resourceType": "Parameters", "parameter": [*how[:1], wrong]}
        assert refused(ehr.send("/fhir/$assess", sent, FHIR), 422)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"resourceType": "Bundle"}', b'{"resourceType": 7}', b'{"a":' * 100_000, b"\xff"]
)
def test_what_is_no_bundle_is_told_as_an_outcome(served: Served, body: bytes) -> None:
    assert refused(system(served).post("/fhir/$assess", body, FHIR), 422)


def test_errors_are_outcomes(served: Served, coordinator: Caller) -> None:
    assert refused(nobody(served).send("/fhir/$assess", {}, FHIR), 401)
    assert refused(system(served).send("/fhir/$assess", {}, "text/plain"), 415)
    assert refused(coordinator.get("/fhir/Patient/1"), 404)
    assert refused(coordinator.get("/fhir/AuditEvent"), 404)
    assert refused(coordinator.served.send("PUT", "/fhir/Task/x", headers=coordinator.headers), 405)


# TASKS


def test_tasks_are_the_worklist(coordinator: Caller) -> None:
    said = told(coordinator.get("/fhir/Task?_count=200"))
    items = coordinator.get("/api/v1/chain/worklist?limit=200").json()["items"]
    tasks = [one["resource"] for one in said["entry"]]
    assert [one["code"]["coding"][0]["code"] for one in tasks] == [one["step"] for one in items]
    assert [one["for"]["identifier"]["value"] for one in tasks] == [one["person_id"] for one in items]
    for one in tasks[:10]:
        assert told(coordinator.get(f"/fhir/Task/{one['id']}")) == one


def test_tasks_are_searched_for(served: Served, coordinator: Caller) -> None:
    own = served.episode("own")
    number = number_of(served, own)
    step = coordinator.get("/api/v1/chain/worklist").json()["items"][0]
    found = told(coordinator.post("/fhir/Task/_search", f"patient:identifier={SYSTEM}|{step['person_id']}", FORM))
    assert {one["resource"]["for"]["identifier"]["value"] for one in found["entry"]} == {step["person_id"]}
    assert number not in json.dumps(found["link"])
    for status, is_it in (("requested", False), ("accepted", True)):
        said = told(coordinator.get(f"/fhir/Task?status={status}"))
        assert {("owner" in one["resource"]) for one in said.get("entry", ())} <= {is_it}
    owners = {one["resource"]["owner"]["identifier"]["value"] for one in said.get("entry", ())}
    for owner in owners:
        said = told(coordinator.get(f"/fhir/Task?owner:identifier=urn:benkoll:user|{owner}"))
        assert {one["resource"]["owner"]["identifier"]["value"] for one in said["entry"]} == {owner}


def test_tasks_come_in_pages(coordinator: Caller) -> None:
    whole = told(coordinator.get("/fhir/Task?_count=200"))["entry"]
    url, seen = "/fhir/Task?_count=7", list[Any]()
    while url:
        page = told(coordinator.get(url))
        seen += page["entry"]
        url = next((one["url"] for one in page["link"] if one["relation"] == "next"), "")
    assert seen == whole


WRONG = (
    "_sort=status",
    "_include=Task:patient",
    "status=done",
    "status=requested&status=accepted",
    "patient:identifier=195009072553",
    "patient=Patient/1",
    "_count=0",
    "_count=x",
    "_offset=-1",
    "_format=xml",
    "owner:identifier=urn:x|a",
    "status:not=requested",
)


@pytest.mark.parametrize("query", WRONG)
def test_what_is_not_known_is_refused(coordinator: Caller, query: str) -> None:
    assert refused(coordinator.get(f"/fhir/Task?{query}"), 400)


@pytest.mark.parametrize(
    "form", ["_sort=x", "patient:identifier=nobody", "a=1&" * 30, "%ff=%ff", "patient=Patient/1", ""]
)
def test_a_search_is_as_strict(coordinator: Caller, form: str) -> None:
    for kind in ("CarePlan", "RiskAssessment"):
        assert refused(coordinator.post(f"/fhir/{kind}/_search", form, FORM), 400)
    assert refused(coordinator.post("/fhir/Task/_search?status=requested", "", FORM), 400)


# WHOSE


def test_what_was_assessed(served: Served, coordinator: Caller) -> None:
    own = served.assessed("own")
    plan, risk = (told(coordinator.get(f"/fhir/{kind}/{own}")) for kind in ("CarePlan", "RiskAssessment"))
    number = number_of(served, own)
    assert plan["subject"]["identifier"]["value"] == risk["subject"]["identifier"]["value"] == number
    inside = {f"#{one['id']}" for one in plan["contained"]}
    pointed = {one["reference"] for one in _references(plan)}
    assert pointed == inside | {f"RiskAssessment/{own}"}
    for kind, one in (("CarePlan", plan), ("RiskAssessment", risk)):
        found = told(coordinator.post(f"/fhir/{kind}/_search", f"patient:identifier={number}", FORM))
        assert one in [entry["resource"] for entry in found["entry"]]


def _references(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict):
        mine = [value] if isinstance(value.get("reference"), str) else []
        return mine + [one for inner in value.values() for one in _references(inner)]
    return [one for inner in value for one in _references(inner)] if isinstance(value, list) else []


def test_of_others_nothing_is_there(served: Served, coordinator: Caller) -> None:
    for place in (
        f"CarePlan/{served.assessed('other')}",
        f"RiskAssessment/{served.assessed('other')}",
        f"Task/{served.task('other')}",
    ):
        kind, _, one = place.partition("/")
        hidden, absent = coordinator.get(f"/fhir/{place}"), coordinator.get(f"/fhir/{kind}/{ABSENT}")
        assert refused(hidden, 404)
        assert hidden.text.replace(one, "") == absent.text.replace(ABSENT, "")
    number = number_of(served, served.assessed("other"))
    for kind in ("CarePlan", "RiskAssessment", "Task"):
        found = told(coordinator.post(f"/fhir/{kind}/_search", f"patient:identifier={number}", FORM))
        assert "entry" not in found


def test_whoever_is_given_out_is_logged(served: Served, coordinator: Caller) -> None:
    for place in (
        f"CarePlan/{served.assessed('own')}",
        f"RiskAssessment/{served.assessed('own')}",
        f"Task/{served.task('own')}",
    ):
        before = served.last_entry()
        assert coordinator.get(f"/fhir/{place}").status_code == 200
        assert len(served.logged_since(before)) == 1


# THE LOG


def test_the_log_is_read_by_who_reviews_it(served: Served, coordinator: Caller, reviewer: Caller) -> None:
    own = served.episode("own")
    coordinator.get(f"/api/v1/chain/episodes/{own}")
    said = told(reviewer.get("/fhir/AuditEvent?_count=5"))
    newest = said["entry"][0]["resource"]
    assert newest["subtype"][0]["display"] == "episode"
    assert newest["action"] == "R"
    assert told(reviewer.get(f"/fhir/AuditEvent/{newest['id']}")) == newest
    number = number_of(served, own)
    theirs = told(reviewer.post("/fhir/AuditEvent/_search", f"patient:identifier={number}&_count=3", FORM))
    assert {len(one["resource"]["entity"]) >= 1 for one in theirs["entry"]} == {True}
    assert served.told_of(json.dumps(said) + json.dumps(theirs)) == []
    before = served.last_entry()
    reviewer.get("/fhir/AuditEvent")
    assert served.last_entry() == before + 1


@pytest.mark.parametrize(
    ("query", "some"),
    [
        ("date=2026-03-02", True),
        ("date=ge2026-03-02", True),
        ("date=lt2020-01-01", False),
        ("date=ge2026-03-01,lt2026-03-03", True),
    ],
)
def test_the_log_of_some_days(coordinator: Caller, reviewer: Caller, query: str, some: bool) -> None:
    coordinator.get("/fhir/Task")
    assert ("entry" in told(reviewer.get(f"/fhir/AuditEvent?{query}"))) is some


@pytest.mark.parametrize(
    "query", ["date=x", "date=gt2026-01-01", "date=2026-02-30", "date=0001-01-01,", "_sort=-date", "date=,"]
)
def test_other_days_are_refused(reviewer: Caller, query: str) -> None:
    assert refused(reviewer.get(f"/fhir/AuditEvent?{query}"), 400)


@pytest.mark.parametrize("entry", ["0", "999999999", "x", "-1", "9" * 30, "%00"])
def test_what_is_no_entry(reviewer: Caller, entry: str) -> None:
    assert refused(reviewer.get(f"/fhir/AuditEvent/{entry}"), 404)
