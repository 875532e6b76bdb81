"""SMART on FHIR: started from the EHR, the form filled in with the record, nothing written without a click."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from benkoll.audit.log import patient_digest
from benkoll.web.permissions import Role
from database.hospital import KEYS
from interface.web.calls import PATIENT, order
from interface.web.ehr import CLIENT, FHIR, ORIGIN, Ehr
from interface.web.launched import AT_HOME, NUMBER, User, logged
from interface.web.network import Network
from interface.web.provider import GIVEN, Provider
from interface.web.provider import ORIGIN as IDP
from security.served import Served, opened

RECORD = Path(__file__).parents[3] / "examples" / "fhir-record.json"


def value(page: str, fact: str) -> str | None:
    """What the form's field holds."""
    import re

    text = re.search(rf'<input[^>]*name="{fact}"[^>]*>', page)
    found = text and re.search(r'value="([^"]*)"', text[0])
    return found[1] if found else None


# THE WAY IN


def test_what_the_ehr_is_asked(user: User) -> None:
    answer = user.launch()
    assert answer.status_code == 303
    address = urlsplit(answer.headers["location"])
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{ORIGIN}/auth"
    assert (asked["aud"], asked["client_id"], asked["launch"]) == (FHIR, CLIENT, "xyz")
    assert asked["redirect_uri"] == f"{AT_HOME}/smart/callback"
    assert asked["code_challenge_method"] == "S256"
    scopes = asked["scope"].split()
    assert {"launch", "patient/Observation.read", "patient/DocumentReference.write"} <= set(scopes)
    assert "launch/patient" not in scopes


def test_by_itself_the_ehr_asks_for_the_patient(user: User) -> None:
    asked = parse_qs(urlsplit(user.launch(launch=None).headers["location"]).query)
    assert "launch/patient" in asked["scope"][0].split()
    assert "launch" not in asked
    assert user.started(launch=None).status_code == 303


def test_the_form_is_filled_in(user: User, launched: Served) -> None:
    page = user.get(f"/assess?from={user.key()}")
    assert page.status_code == 200
    assert value(page.text, "birth_date") == "1950-03-02"
    assert value(page.text, "egfr_ml_min") == "72"
    assert value(page.text, "last_dose_date") == "2025-10-01"
    assert NUMBER not in page.text
    assert "Ifyllt från patientens journal" in page.text
    assert 'formaction="/smart/back"' in page.text
    assert [one[0] for one in logged(launched)] == ["SMART read", "SMART shown"]
    assert {one[1:] for one in logged(launched)} == {(patient_digest(KEYS, NUMBER), FHIR)}


def test_every_page_is_read(user: User, network: Network) -> None:
    user.key()
    pages = [one for one in network.asked if "/fhir/MedicationRequest" in one]
    assert len(pages) == 3


def test_the_whole_record_that_comes_with_the_project(launched: Served, network: Network) -> None:
    entries = [one["resource"] for one in json.loads(RECORD.read_text())["entry"]]
    who = next(one for one in entries if one["resourceType"] == "Patient")
    for one in entries:
        for name in ("subject", "patient"):
            if name in one:
                one[name] = {"reference": f"Patient/{who['id']}"}
    ehr = Ehr(entries)
    ehr.launches["xyz"] = who["id"]
    network.servers[ORIGIN] = ehr.app
    user = User(launched, ehr)
    page = user.get(f"/assess?from={user.key()}").text
    assert value(page, "weight_kg") == "62,4"
    assert value(page, "frax_major_percent") == "31"


def test_an_address_tells_nobody(user: User) -> None:
    """No number, id or token of the EHR in any address of ours."""
    place = user.started().headers["location"]
    assert NUMBER not in place
    assert PATIENT not in place
    assert not any(token in place for token in user.ehr.tokens)


# WHO MAY


@pytest.mark.parametrize(
    "iss", ["", "https://evil.example/fhir", FHIR + "/more", FHIR + ".evil.example", "http://ehr.example/fhir", ORIGIN]
)
def test_another_ehr(user: User, network: Network, iss: str) -> None:
    assert user.launch(iss=iss).status_code == 404
    assert network.asked == []


def test_a_slash_at_the_end_is_the_same(user: User) -> None:
    assert user.launch(iss=FHIR + "/").status_code == 303


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR])
def test_who_may_not_assess(launched: Served, ehr: Ehr, network: Network, role: Role) -> None:
    assert User(launched, ehr, role).launch().status_code == 404
    assert network.asked == []


def test_who_is_not_logged_in_logs_in_first(template: Path, tmp_path: Path, ehr: Ehr, network: Network) -> None:
    """And goes on with the launch from there."""
    idp = Provider()
    network.servers[IDP] = idp.app
    plain = opened(template, tmp_path)
    more: Any = {"openid": idp.openid(), "commissions": GIVEN, "smart": (ehr.smart(),)}
    served = Served(plain.database, AT_HOME, outward=network.outward(), **more)
    first = served.get(f"/smart/launch?{urlencode({'iss': FHIR, 'launch': 'xyz'})}")
    assert first.headers["location"] == "/login"
    cookie = first.headers["set-cookie"].partition(";")[0]
    assert cookie.startswith("__Host-benkoll-launch=")
    off = served.get("/login/openid")
    mine = off.headers["set-cookie"].partition(";")[0]
    idp.now = served.clock.at.timestamp()
    back = network.handle_request(httpx.Request("GET", off.headers["location"] + "&person=karin"))
    parts = urlsplit(back.headers["location"])
    entered = served.get(f"{parts.path}?{parts.query}", headers={"cookie": f"{cookie}; {mine}"})
    assert entered.headers["location"] == "/smart/resume"
    session = next(one for one in entered.headers.get_list("set-cookie") if one.startswith("__Host-benkoll="))
    session = session.partition(";")[0]
    resumed = served.get("/smart/resume", headers={"cookie": f"{cookie}; {session}"})
    assert resumed.headers["location"].startswith(f"{ORIGIN}/auth?")
    again = served.get("/smart/resume", headers={"cookie": f"{cookie}; {session}"})
    assert again.headers["location"] == "/"
    served.close()
    plain.runner.close()


def test_the_record_is_the_sessions_own(user: User, launched: Served, ehr: Ehr) -> None:
    key = user.key()
    other = User(launched, ehr)
    assert other.get(f"/assess?from={key}").status_code == 404
    assert other.post("/smart/back", **{"from": key, "filled": "1"}).status_code == 404
    assert user.get("/assess?from=x").status_code == 404


def test_and_not_for_long(user: User, launched: Served) -> None:
    from datetime import timedelta

    key = user.key()
    launched.clock.at += timedelta(minutes=29)
    user.get("/login")
    launched.clock.at += timedelta(minutes=29)
    user.get("/login")
    launched.clock.at += timedelta(minutes=3)
    assert user.get(f"/assess?from={key}").status_code == 404


# WHAT MUST NOT COME IN


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=x", "?state=x"])
def test_an_answer_that_nobody_asked_for(user: User, query: str, network: Network) -> None:
    assert user.get("/smart/callback" + query).status_code == 400
    assert network.asked == []


def test_the_answer_twice(user: User) -> None:
    back = user.at_ehr(user.launch().headers["location"])
    assert user.get(back).status_code == 303
    assert user.get(back).status_code == 400


def test_another_sessions_answer(user: User, launched: Served, ehr: Ehr) -> None:
    back = user.at_ehr(user.launch().headers["location"])
    assert User(launched, ehr).get(back).status_code == 400


def test_a_launch_that_the_ehr_does_not_know(user: User, launched: Served) -> None:
    answer = user.started(launch="forged")
    assert answer.status_code == 400
    assert "öppna bedömningen från journalen igen" in answer.text
    assert logged(launched) == []


@pytest.mark.parametrize("id", ["", "../Patient/2", "1?x", "x" * 65])
def test_a_patient_id_that_is_none(user: User, ehr: Ehr, id: str) -> None:
    ehr.patient = id
    assert user.started().status_code == 503


def test_another_patient_than_asked_for(user: User, ehr: Ehr, launched: Served) -> None:
    ehr.patient = "2"
    assert user.started().status_code == 503
    assert logged(launched) == []


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/fhir?page=2", "http://169.254.169.254/", "https://ehr.example/other", "//evil.example/x"],
)
def test_a_next_page_elsewhere(user: User, ehr: Ehr, network: Network, url: str) -> None:
    ehr.next_link = url
    assert user.started().status_code == 503
    assert all(one.startswith(f"{ORIGIN}/") and "/other" not in one for one in network.asked)


def test_pages_without_end(user: User, ehr: Ehr, network: Network) -> None:
    ehr.next_link = f"{FHIR}/MedicationRequest?patient={PATIENT}&_offset=0"
    assert user.started().status_code == 503
    assert len(network.asked) < 60


def test_what_is_not_r4(user: User, ehr: Ehr) -> None:
    ehr.resources.append({**order("M05BA04", "active", id="r5"), "medication": {"concept": {}}})
    answer = user.started()
    assert answer.status_code == 422
    assert "fyll i bedömningen för hand" in answer.text


@pytest.mark.parametrize("when", ["before", "while"])
def test_the_ehr_is_gone_and_comes_back(user: User, network: Network, when: str) -> None:
    if when == "before":
        network.gone.add(ORIGIN)
        answer = user.launch()
    else:
        back = user.at_ehr(user.launch().headers["location"])
        network.gone.add(ORIGIN)
        answer = user.get(back)
    assert answer.status_code == 503
    assert "journalsystemet svarar inte" in answer.text
    network.gone.clear()
    assert user.started().status_code == 303
