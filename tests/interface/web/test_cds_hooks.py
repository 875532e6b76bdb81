"""CDS Hooks over HTTP: in time or without cards, logged before it leaves, from other origins as configured."""

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sqlalchemy as sa

from benkoll.audit.log import patient_digest
from benkoll.audit.tables import entry
from benkoll.store.database import Database
from benkoll.web import accounts
from benkoll.web.interfaces import cds_hooks
from database.hospital import KEYS
from interface.web.calls import INSTANCE, PATIENT, Json, call, condition, given, order, ordered, patient
from interface.web.cards import DISCOVERY, RESPONSE
from interface.web.ehr import FHIR, Ehr
from interface.web.ehr import ORIGIN as EHR
from interface.web.network import Network
from security.served import Served, opened

AT_HOME = "https://benkoll.example"
CALLER = "https://ehr-pages.example"
NUMBER = "195009072553"
KNOWN = patient(identifier=[{"system": "http://electronichealth.se/identifier/personnummer", "value": NUMBER}])
STROKE = condition("I63.9", "2019-01-01")


@pytest.fixture
def ehr() -> Ehr:
    late = [given("M05BX04", day, id) for day, id in (("2025-06-01", "a1"), ("2024-12-01", "a0"))]
    made = Ehr([KNOWN, *late])
    made.tokens.add("fhir-token")
    return made


@pytest.fixture
def hooks(template: Path, tmp_path: Path, ehr: Ehr, network: Network) -> Iterator[Served]:
    plain = opened(template, tmp_path)
    more: Any = {"issuers": (ehr.issuer(),), "callers": (CALLER,), "outward": network.outward()}
    made = Served(plain.database, AT_HOME, **more)
    yield made
    made.close()
    plain.runner.close()


def service(hook: str) -> str:
    return f"/cds-services/benkoll-{hook}"


def sent(hooks: Served, ehr: Ehr, body: Any, path: str | None = None, **headers: str) -> Any:
    """The answer to a signed call."""
    path = path or service(body["hook"])
    token = ehr.token(AT_HOME + path, hooks.clock.at.timestamp())
    all_headers = {"authorization": f"Bearer {token}", "content-type": "application/json", **headers}
    content = body if isinstance(body, str) else json.dumps(body)
    return hooks.send("POST", path, headers=all_headers, content=content, address="192.0.2.1")


def logged(database: Database) -> list[Any]:
    with database.reading() as connection:
        return list(connection.execute(sa.select(entry).where(entry.c.action.like("CDS Hooks%"))))


def test_discovery_is_open(hooks: Served) -> None:
    answer = hooks.send("GET", "/cds-services", address="192.0.2.1")
    jsonschema.validate(answer.json(), DISCOVERY)
    assert answer.headers["content-type"] == "application/json"


def test_cards(hooks: Served, ehr: Ehr) -> None:
    answer = sent(hooks, ehr, ordered(order("M05BX06"), of=(KNOWN, STROKE)))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    jsonschema.validate(answer.json(), RESPONSE)
    assert answer.json()["cards"][0]["summary"] == "Romosozumab är uteslutet: tidigare stroke"
    assert answer.json()["cards"][0]["source"]["url"].startswith(AT_HOME)
    assert answer.headers["cache-control"] == "no-store"


def test_in_the_language_of_the_ehr(hooks: Served, ehr: Ehr) -> None:
    answer = sent(hooks, ehr, ordered(order("M05BX06"), of=(KNOWN, STROKE)), **{"accept-language": "en-GB"})
    assert answer.json()["cards"][0]["summary"] == "Romosozumab is excluded: stroke, ever"


# THE LOG


def test_whose_data_were_read_is_logged(hooks: Served, ehr: Ehr) -> None:
    """By the identity number where there is one: the patient's own extract of the log finds it."""
    sent(hooks, ehr, call("patient-view", KNOWN))
    (row,) = logged(hooks.database)
    assert (row.action, row.object) == ("CDS Hooks patient-view", "benkoll-patient-view")
    assert (row.actor, row.unit, row.commission) == ("Practitioner/example", EHR, "CDS Hooks")
    assert row.patient == patient_digest(KEYS, NUMBER)


@pytest.mark.parametrize("number", [None, "19500907255X", "ÅÄÖ", "1" * 500])
def test_else_by_the_ehrs_own_id(hooks: Served, ehr: Ehr, number: str | None) -> None:
    who = KNOWN | {"identifier": [{**KNOWN["identifier"][0], "value": number}]} if number else patient()
    sent(hooks, ehr, call("patient-view", who) | {"fhirServer": FHIR + "/"})
    (row,) = logged(hooks.database)
    assert row.patient == patient_digest(KEYS, f"{FHIR}/Patient/{PATIENT}")


def test_a_call_without_cards_is_logged_as_well(hooks: Served, ehr: Ehr) -> None:
    assert sent(hooks, ehr, call("patient-view", KNOWN)).json() == {"cards": []}
    assert len(logged(hooks.database)) == 1


def test_what_cannot_be_logged_is_not_answered(hooks: Served, ehr: Ehr, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("benkoll.web.together.append_each", fails)
    answer = sent(hooks, ehr, ordered(order("M05BX06"), of=(KNOWN, STROKE)))
    assert answer.status_code == 500
    assert "romosozumab" not in answer.text.lower()


# IN TIME


def test_what_takes_too_long_goes_without_cards(
    hooks: Served, ehr: Ehr, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def slow(*_: object) -> Json:
        time.sleep(3.0)
        return {"cards": [{}]}

    assert sent(hooks, ehr, call("patient-view", KNOWN)).status_code == 200
    monkeypatch.setattr(cds_hooks, "answer", slow)
    monkeypatch.setattr(cds_hooks, "BUDGET", 0.4)
    began = time.monotonic()
    answer = sent(hooks, ehr, call("patient-view", KNOWN))
    assert answer.json() == {"cards": []}
    assert time.monotonic() - began < 2.5
    assert "benkoll-patient-view: no answer within 400 ms" in caplog.text
    assert NUMBER not in caplog.text
    assert PATIENT not in caplog.text


def test_the_limits_of_time() -> None:
    """As they are where no test has changed them."""
    assert "BUDGET, FETCH = 0.4, 0.2" in Path(cds_hooks.__file__).read_text()


# WHAT WAS NOT SENT


def test_nothing_is_fetched_for_a_token_that_was_used(hooks: Served, ehr: Ehr, network: Network) -> None:
    body, path = unsent(), service("patient-view")
    token = ehr.token(AT_HOME + path, hooks.clock.at.timestamp())
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    for status in (200, 401):
        network.asked.clear()
        answer = hooks.send("POST", path, headers=headers, content=json.dumps(body), address="192.0.2.1")
        assert answer.status_code == status
        assert any(one.startswith(FHIR) for one in network.asked) is (status == 200)


def unsent(**more: Any) -> Json:
    """A call that sends nothing and says where it can be fetched."""
    body = call("patient-view", prefetch={})
    access = {"access_token": "fhir-token", "token_type": "Bearer", "expires_in": 300, "subject": "benkoll"}
    return body | {"fhirServer": FHIR, "fhirAuthorization": access} | more


def test_is_fetched_from_a_configured_server(hooks: Served, ehr: Ehr, network: Network) -> None:
    answer = sent(hooks, ehr, unsent())
    assert [card["summary"] for card in answer.json()["cards"]] == ["Denosumabdosen är försenad"]
    assert all(one.startswith(EHR) for one in network.asked)


@pytest.mark.parametrize(
    "server",
    [
        "https://evil.example/fhir",
        "http://169.254.169.254/latest/meta-data",
        "https://ehr.example/fhir/../admin",
        "https://ehr.example.evil.example/fhir",
        "https://ehr.example/fhir#",
        "https://ehr.example@evil.example/fhir",
        "file:///etc/passwd",
        "http://127.0.0.1:5432",
        "HTTPS://EHR.EXAMPLE/fhir",
    ],
)
def test_is_fetched_from_nowhere_else(hooks: Served, ehr: Ehr, network: Network, server: str) -> None:
    assert sent(hooks, ehr, unsent(fhirServer=server)).json() == {"cards": []}
    assert [one for one in network.asked if not one.endswith("/jwks.json")] == []


def test_without_an_access_token_nothing_is_fetched(hooks: Served, ehr: Ehr, network: Network) -> None:
    assert sent(hooks, ehr, unsent(fhirAuthorization=None)).json() == {"cards": []}
    assert [one for one in network.asked if not one.endswith("/jwks.json")] == []


def test_in_a_demonstration_nothing_is_fetched(template: Path, tmp_path: Path, network: Network) -> None:
    plain = opened(template, tmp_path)
    demo = Served(plain.database, outward=network.outward())
    headers = {"content-type": "application/json"}
    answer = demo.send("POST", service("patient-view"), headers=headers, content=json.dumps(unsent()))
    assert (answer.json(), network.asked) == ({"cards": []}, [])
    demo.close()
    plain.runner.close()


def test_a_server_that_is_gone_leaves_it_unknown(
    hooks: Served, ehr: Ehr, network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    sent(hooks, ehr, call("patient-view", KNOWN))  # the keys are known from here on
    network.gone.add(EHR)
    assert sent(hooks, ehr, unsent()).json() == {"cards": []}
    assert "could not be fetched" in caplog.text
    assert PATIENT not in caplog.text


def test_the_access_token_is_nowhere(hooks: Served, ehr: Ehr, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    ehr.tokens = {"secret-fhir-token"}
    access = {"access_token": "secret-fhir-token"}
    sent(hooks, ehr, unsent(fhirAuthorization=access))
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"secret-fhir-token" not in stored
    assert "secret-fhir-token" not in caplog.text


# THE FORM


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("[]", "application/json", 422),
        ("{}", "text/plain", 415),
        ("{}", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_of_another_form(hooks: Served, ehr: Ehr, body: str, kind: str, status: int) -> None:
    answer = sent(hooks, ehr, body, service("patient-view"), **{"content-type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_field_that_is_wrong_is_named(hooks: Served, ehr: Ehr) -> None:
    answer = sent(hooks, ehr, call("patient-view", KNOWN) | {"hookInstance": None})
    assert [one["field"] for one in answer.json()["errors"]] == ["hookInstance"]


def test_no_such_service(hooks: Served, ehr: Ehr) -> None:
    assert sent(hooks, ehr, call("patient-view", KNOWN), "/cds-services/another").status_code == 404


# OTHER ORIGINS


def test_a_configured_origin_may_call(hooks: Served, ehr: Ehr) -> None:
    asks = {"origin": CALLER, "access-control-request-method": "POST"}
    first = hooks.send("OPTIONS", service("patient-view"), headers=asks)
    assert first.status_code == 204
    assert first.headers["access-control-allow-origin"] == CALLER
    assert "Authorization" in first.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in first.headers
    answer = sent(hooks, ehr, call("patient-view", KNOWN), origin=CALLER)
    assert answer.headers["access-control-allow-origin"] == CALLER
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", CALLER + ".evil.example", "https://EHR-PAGES.example"]
)
def test_another_may_not(hooks: Served, origin: str) -> None:
    answer = hooks.send("OPTIONS", service("patient-view"), headers={"origin": origin})
    assert "access-control-allow-origin" not in answer.headers
    assert "access-control-allow-origin" not in hooks.get("/cds-services", headers={"origin": origin}).headers


# FEEDBACK


def feedback(**more: Any) -> Json:
    """As in the specification's example of an overridden card."""
    one = {
        "card": "4e0a3a1e-3283-4575-ab82-028d55fe2719",
        "outcome": "overridden",
        "overrideReason": {
            "reason": {"code": "judgement", "system": "urn:benkoll:override"},
            "userComment": "hemligt om patienten",
        },
        "outcomeTimestamp": "2026-03-02T09:00:00Z",
    }
    return {"feedback": [one | more]}


ACCEPTED = {
    "card": INSTANCE,
    "outcome": "accepted",
    "acceptedSuggestions": [{"id": "e56e1945-20b3-4393-8503-a1a20fd73152"}],
    "outcomeTimestamp": "2026-03-02T09:00:00Z",
}


def stored(database: Database) -> list[Any]:
    with database.reading() as connection:
        return list(connection.execute(sa.select(accounts.feedback).order_by(accounts.feedback.c.outcome)))


def test_feedback_is_stored(hooks: Served, ehr: Ehr, tmp_path: Path) -> None:
    path = service("order-sign") + "/feedback"
    for body in (feedback(), {"feedback": [ACCEPTED]}, feedback()):
        answer = sent(hooks, ehr, body, path)
        assert (answer.status_code, answer.content) == (200, b"")
    first, second = stored(hooks.database)
    assert (first.outcome, first.card, first.reason) == ("accepted", INSTANCE, None)
    assert (second.outcome, second.service, second.reason) == ("overridden", "benkoll-order-sign", "judgement")
    assert KEYS.open_json(second.content)["overrideReason"]["userComment"] == "hemligt om patienten"
    assert b"hemligt" not in b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.is_file())


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "feedback"),
        ({"feedback": []}, "feedback"),
        ({"feedback": [ACCEPTED] * 101}, "feedback"),
        (feedback(card=None), "feedback.0.card"),
        (feedback(card="x" * 65), "feedback.0.card"),
        (feedback(outcome="ignored"), "feedback.0.outcome"),
        (feedback(outcomeTimestamp=1), "feedback.0.outcomeTimestamp"),
    ],
)
def test_feedback_of_another_form(hooks: Served, ehr: Ehr, body: Json, field: str) -> None:
    answer = sent(hooks, ehr, body, service("order-sign") + "/feedback")
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert stored(hooks.database) == []


def test_feedback_needs_a_token(hooks: Served) -> None:
    path = service("order-sign") + "/feedback"
    headers = {"content-type": "application/json"}
    answer = hooks.send("POST", path, headers=headers, content=json.dumps(feedback()), address="192.0.2.1")
    assert answer.status_code == 401
    assert stored(hooks.database) == []
