"""REST: patients assessed and explained, the guideline; strict input, and errors that name the field."""

import json
from typing import Any

import pytest

from benkoll.web.permissions import Role
from house.tree import ROOT
from interface.web.calling import Caller, everywhere, is_problem, nobody, person, system, wrong_fields
from security.served import Served

EXAMPLES: list[dict[str, Any]] = json.loads((ROOT / "examples" / "patients.json").read_text())
WOMAN = {"patient_id": "w", "age": 72, "sex": "female", "frax_major_percent": 25, "lowest_t_score": -2.6}
API = "/api/v1"


@pytest.fixture
def ehr(served: Served) -> Caller:
    return system(served)


# ASSESS


def test_one_patient(ehr: Caller) -> None:
    facts = next(one for one in EXAMPLES if one["patient_id"] == "wrist-fracture-woman-64")
    answer = ehr.send(f"{API}/assess", {"facts": facts, "date": "2026-03-02"})
    assert answer.status_code == 200
    assert answer.json()["patient_id"] == "wrist-fracture-woman-64"
    assert answer.json()["guideline"]["variant"] == "vgr"


def test_many_and_those_set_aside(ehr: Caller) -> None:
    rows = [EXAMPLES[0], {"age": 300, "sex": "female"}, 7, EXAMPLES[1]]
    said = ehr.send(f"{API}/assess", {"patients": rows, "lang": "en"}).json()
    assert [one["row"] for one in said["assessments"]] == [1, 4]
    assert [(one["row"], one["errors"][0].get("field")) for one in said["set_aside"]] == [(2, "age"), (3, None)]
    assert "implausible" in said["set_aside"][0]["errors"][0]["detail"]


def test_variant_numbers_and_language(ehr: Caller) -> None:
    facts = {"age": 70, "sex": "female", "frax_major_percent": 17}
    for how in ({"variant": "svos"}, {"set": {"treatment.frax_other_fracture": 10}}, {"complete": ["drugs"]}):
        answer = ehr.send(f"{API}/assess", {"facts": facts, **how, "lang": "en"})
        assert answer.status_code == 200, answer.text


BAD: dict[str, tuple[Any, list[str | None]]] = {
    "nothing": ({}, ["facts"]),
    "both": ({"facts": {}, "patients": []}, ["facts"]),
    "unknown key": ({"facts": {"age": 70}, "langauge": "sv"}, ["langauge"]),
    "unknown fact": ({"facts": {"aeg": 70}}, ["aeg", "age"]),
    "out of range": ({"facts": {"age": 700}}, ["age"]),
    "no such variant": ({"facts": {"age": 70}, "variant": "../parameters"}, ["variant"]),
    "no such number": ({"facts": {"age": 70}, "set": {"treatment.x": 1}}, ["set.treatment.x"]),
    "no number": (
        {"facts": {"age": 70}, "set": {"treatment.frax_other_fracture": True}},
        ["set.treatment.frax_other_fracture"],
    ),
    "no such source": ({"facts": {"age": 70}, "complete": ["x", {}]}, ["complete", "complete"]),
    "no day": ({"facts": {"age": 70}, "date": "2026-02-30"}, ["date"]),
    "no language": ({"facts": {"age": 70}, "lang": "no"}, ["lang"]),
    "no object": ({"facts": [1]}, ["facts"]),
    "no list": ({"patients": {"a": 1}}, ["patients"]),
    "too many": ({"patients": [{}] * 501}, ["patients"]),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_named(ehr: Caller, name: str) -> None:
    sent, fields = BAD[name]
    answer = ehr.send(f"{API}/assess", sent)
    assert is_problem(answer, 422)
    assert wrong_fields(answer) == fields


def test_the_nearest_name_is_told(ehr: Caller) -> None:
    assert "menade du lang?" in ehr.send(f"{API}/assess", {"facts": {"age": 70}, "langauge": "sv"}).text
    assert "TX-CONSIDER" in ehr.send(f"{API}/explain", {"facts": {"age": 70}, "code": "tx-consder"}).text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"text"',
        b"{",
        b'{"facts": {"age": NaN}}',
        b'{"facts": {"age": Infinity}}',
        b'{"facts": {"age": 1e999}}',
        b'{"facts": {"age": 70, "age": 71}}',
        b'{"facts": {"age": 70}, "facts": {"age": 71}}',
        b'{"facts": {"patient_id": "\\ud800"}}',
        b'{"\\udfff": 1}',
        b"\xff\xfe{\x00}\x00",
        b'{"a":' * 100_000,
        b"[" * 100_000,
        b'{"facts":' * 70 + b"1" + b"}" * 70,
        b'{"facts": {"age": ' + b"9" * 10_000 + b"}}",
        '{"facts": {"sex": "ö"}}'.encode("latin-1"),
    ],
)
def test_what_is_no_such_json_is_refused(ehr: Caller, body: bytes) -> None:
    for path in ("assess", "explain"):
        assert is_problem(ehr.post(f"{API}/{path}", body, "application/json"), 422)


@pytest.mark.parametrize("form", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_other_forms_are_refused(ehr: Caller, form: str) -> None:
    assert is_problem(ehr.post(f"{API}/assess", b"{}", form), 415)


def test_what_is_too_large_is_refused(ehr: Caller) -> None:
    assert is_problem(ehr.post(f"{API}/assess", b" " * (10 * 1024 * 1024 + 1), "application/json"), 413)


# EXPLAIN


def test_why_and_why_not(ehr: Caller) -> None:
    why = ehr.send(f"{API}/explain", {"facts": {"age": 70, "sex": "female"}, "code": "tx-consider"}).json()
    assert (why["code"], why["holds"]) == ("TX-CONSIDER", "unknown")
    assert why["missing"]
    assert why["in_the_way"]
    child = ehr.send(f"{API}/explain", {"facts": {"age": 10, "sex": "female"}, "code": "TX-CONSIDER"}).json()
    assert child["holds"] == "no"
    criterion = ehr.send(f"{API}/explain", {"facts": {"age": 70}, "code": "adult"})
    assert criterion.status_code in (200, 422)


def test_every_code_is_explained(ehr: Caller) -> None:
    guideline = ehr.get(f"{API}/guideline").json()
    names = [one["name"] for one in guideline["criteria"]] + [one["code"] for one in guideline["recommendations"]]
    for name in names[::7]:
        assert ehr.send(f"{API}/explain", {"facts": EXAMPLES[0], "code": name}).status_code == 200, name


# THE GUIDELINE


def test_the_guideline_is_public(served: Served) -> None:
    anyone = nobody(served)
    said = anyone.get(f"{API}/guideline?lang=en&variant=svos").json()
    assert said["variant"] == "svos"
    assert {one["id"] for one in said["statements"]} >= {"TX-3b"}
    assert anyone.get(f"{API}/guideline/tx-3b").json()["id"] == "TX-3b"
    for key in ("TX-CONSIDER", "alendronate", "age", said["parameters"][0]["name"], said["criteria"][0]["name"]):
        assert anyone.get(f"{API}/guideline/{key}").status_code == 200
    assert is_problem(anyone.get(f"{API}/guideline/TX-3x"), 404)
    assert "TX-3" in anyone.get(f"{API}/guideline/TX-3x").json()["detail"]
    found = anyone.get(f"{API}/variants").json()["variants"]
    assert found[0]["name"] == "vgr"
    assert found[0]["changes"] == []
    assert found[1]["changes"]


@pytest.mark.parametrize("query", ["x=1", "lang=fr", "lang=sv&lang=en", "variant=..%2Fparameters", "variant=%00"])
def test_the_query_is_strict(served: Served, query: str) -> None:
    assert is_problem(nobody(served).get(f"{API}/guideline?{query}"), 422)


# WHO MAY


def test_who_may(served: Served) -> None:
    for caller in (nobody(served), Caller(served, {"authorization": "Bearer benkoll_x"})):
        answer = caller.send(f"{API}/assess", {"facts": {"age": 70}})
        assert is_problem(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"
    assert is_problem(person(served, Role.MANAGER).send(f"{API}/assess", {"facts": {"age": 70}}), 404)
    assert person(served, Role.CLINICIAN).send(f"{API}/assess", {"facts": {"age": 70}}).status_code == 200
    assert is_problem(system(served).get(f"{API}/chain/worklist"), 404)


def test_a_session_brings_its_token(served: Served) -> None:
    doctor = person(served, Role.CLINICIAN)
    bare = Caller(served, {"cookie": doctor.headers["cookie"]})
    assert is_problem(bare.send(f"{API}/assess", {"facts": {"age": 70}}), 403)
    wrong = Caller(served, {**bare.headers, "X-Token": "x"})
    assert is_problem(wrong.send(f"{API}/assess", {"facts": {"age": 70}}), 403)


def test_a_cookie_counts_for_nothing_beside_a_token(served: Served) -> None:
    doctor = person(served, Role.CLINICIAN)
    both = Caller(served, {**doctor.headers, "authorization": "Bearer benkoll_wrong"})
    assert is_problem(both.send(f"{API}/assess", {"facts": {"age": 70}}), 401)


def test_a_token_ends_and_is_revoked(served: Served) -> None:
    from datetime import timedelta

    from benkoll.audit.log import Actor
    from benkoll.web.tokens import revoke_token
    from database.hospital import KEYS

    first, second = system(served, name="one"), everywhere(served, name="two")
    revoke_token(served.database, KEYS, Actor("a", "u", "c", served.clock), "two")
    assert is_problem(second.send(f"{API}/assess", {"facts": {"age": 70}}), 401)
    assert first.send(f"{API}/assess", {"facts": {"age": 70}}).status_code == 200
    served.clock.at += timedelta(days=31)
    assert is_problem(first.send(f"{API}/assess", {"facts": {"age": 70}}), 401)


def test_a_token_is_not_kept(served: Served) -> None:
    caller = system(served)
    secret = caller.headers["authorization"].removeprefix("Bearer ")
    path = served.database.engine.url.database
    assert path is not None
    with open(path, "rb") as file:
        assert secret.encode() not in file.read()


def test_a_token_opens_the_interfaces_alone(served: Served) -> None:
    caller = system(served, Role.COORDINATOR)
    assert caller.get("/logout").status_code != 200
    assert caller.served.send("GET", "/", headers=caller.headers).status_code == 303
    assert caller.served.send("GET", "/", headers=caller.headers).headers["location"] == "/login"
