"""SMART on FHIR: started from the EHR, the form filled in with the record, nothing written without a click."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
import sqlalchemy as sa

from benkoll.audit.log import patient_digest
from benkoll.audit.tables import entry
from benkoll.web.outward import is_below, is_safe
from benkoll.web.permissions import Role
from benkoll.web.service import Service
from database.hospital import KEYS
from interface.web.calls import OF_PATIENT, PATIENT, calcium, condition, egfr, given, order, patient
from interface.web.ehr import CLIENT, FHIR, ORIGIN, Ehr
from interface.web.network import Network
from interface.web.provider import GIVEN, Provider
from interface.web.provider import ORIGIN as IDP
from security.served import Served, opened

AT_HOME = "https://benkoll.example"
NUMBER = "195009072553"
RECORD = Path(__file__).parents[3] / "examples" / "fhir-record.json"
KNOWN = patient(identifier=[{"system": "http://electronichealth.se/identifier/personnummer", "value": NUMBER}])
RESOURCES = [
    KNOWN,
    condition("I63.9", "2019-01-01"),
    condition("S72.00", "2025-12-20", id="c2"),
    egfr(72, "2026-02-01"),
    calcium(2.31, "2026-02-01"),
    given("M05BX04", "2025-10-01"),
    given("M05BX04", "2025-04-01", id="a0"),
    *(order("C10AA05", "active", id=f"m{number}", authoredOn="2025-01-01") for number in range(45)),
]


@pytest.fixture
def ehr() -> Ehr:
    made = Ehr(RESOURCES)
    made.launches["xyz"] = PATIENT
    return made


@pytest.fixture
def network(ehr: Ehr) -> Network:
    return Network({ORIGIN: ehr.app})


@pytest.fixture
def served_here(template: Path, tmp_path: Path, ehr: Ehr, network: Network) -> Iterator[Served]:
    plain = opened(template, tmp_path)
    made = Served(plain.database, AT_HOME, smart=(ehr.smart(),), outward=network.outward())
    yield made
    made.close()
    plain.runner.close()


class User:
    """Somebody with a session, in a browser."""

    def __init__(self, served: Served, ehr: Ehr, role: Role = Role.CLINICIAN) -> None:
        self.served, self.ehr = served, ehr
        self.cookie, self.who = served.logged_in(role)

    def get(self, path: str) -> httpx.Response:
        return self.served.get(path, headers={"cookie": self.cookie})

    def post(self, path: str, **form: str) -> httpx.Response:
        form = {"token": self.who.token, **form}
        return self.served.send("POST", path, headers={"cookie": self.cookie}, data=form)

    def launch(self, iss: str = FHIR, launch: str | None = "xyz") -> httpx.Response:
        query = {"iss": iss, **({"launch": launch} if launch else {})}
        return self.get(f"/smart/launch?{urlencode(query)}")

    def at_ehr(self, address: str) -> str:
        """Where the EHR sends it back, as path and query."""
        answer = Network({ORIGIN: self.ehr.app}).handle_request(httpx.Request("GET", address))
        parts = urlsplit(answer.headers["location"])
        assert (f"{parts.scheme}://{parts.netloc}", parts.path) == (AT_HOME, "/smart/callback")
        return f"{parts.path}?{parts.query}"

    def started(self, **more: Any) -> httpx.Response:
        """The answer to the whole way in."""
        return self.get(self.at_ehr(self.launch(**more).headers["location"]))

    def key(self) -> str:
        """The key under which the record is kept."""
        place = urlsplit(self.started().headers["location"])
        assert place.path == "/assess"
        return parse_qs(place.query)["from"][0]


@pytest.fixture
def user(served_here: Served, ehr: Ehr) -> User:
    return User(served_here, ehr)


def logged(served: Served) -> list[tuple[str, str, str]]:
    asked = sa.select(entry.c.action, entry.c.patient, entry.c.object).where(entry.c.action.like("SMART%"))
    with served.database.reading() as connection:
        return [(row.action, row.patient, row.object) for row in connection.execute(asked.order_by(entry.c.seq))]


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


def test_the_form_is_filled_in(user: User, served_here: Served) -> None:
    page = user.get(f"/assess?from={user.key()}")
    assert page.status_code == 200
    assert value(page.text, "birth_date") == "1950-03-02"
    assert value(page.text, "egfr_ml_min") == "72"
    assert value(page.text, "last_dose_date") == "2025-10-01"
    assert NUMBER not in page.text
    assert "Ifyllt från patientens journal" in page.text
    assert 'formaction="/smart/back"' in page.text
    assert [one[0] for one in logged(served_here)] == ["SMART read", "SMART shown"]
    assert {one[1:] for one in logged(served_here)} == {(patient_digest(KEYS, NUMBER), FHIR)}


def test_every_page_is_read(user: User, network: Network) -> None:
    user.key()
    pages = [one for one in network.asked if "/fhir/MedicationRequest" in one]
    assert len(pages) == 3


def test_the_whole_record_that_comes_with_the_project(served_here: Served, network: Network) -> None:
    entries = [one["resource"] for one in json.loads(RECORD.read_text())["entry"]]
    who = next(one for one in entries if one["resourceType"] == "Patient")
    for one in entries:
        for name in ("subject", "patient"):
            if name in one:
                one[name] = {"reference": f"Patient/{who['id']}"}
    ehr = Ehr(entries)
    ehr.launches["xyz"] = who["id"]
    network.servers[ORIGIN] = ehr.app
    user = User(served_here, ehr)
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
def test_who_may_not_assess(served_here: Served, ehr: Ehr, network: Network, role: Role) -> None:
    assert User(served_here, ehr, role).launch().status_code == 404
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


def test_the_record_is_the_sessions_own(user: User, served_here: Served, ehr: Ehr) -> None:
    key = user.key()
    other = User(served_here, ehr)
    assert other.get(f"/assess?from={key}").status_code == 404
    assert other.post("/smart/back", **{"from": key, "filled": "1"}).status_code == 404
    assert user.get("/assess?from=x").status_code == 404


def test_and_not_for_long(user: User, served_here: Served) -> None:
    from datetime import timedelta

    key = user.key()
    served_here.clock.at += timedelta(minutes=29)
    user.get("/login")
    served_here.clock.at += timedelta(minutes=29)
    user.get("/login")
    served_here.clock.at += timedelta(minutes=3)
    assert user.get(f"/assess?from={key}").status_code == 404


# WHAT MUST NOT COME IN


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=x", "?state=x"])
def test_an_answer_that_nobody_asked_for(user: User, query: str, network: Network) -> None:
    assert user.get("/smart/callback" + query).status_code == 403
    assert network.asked == []


def test_the_answer_twice(user: User) -> None:
    back = user.at_ehr(user.launch().headers["location"])
    assert user.get(back).status_code == 303
    assert user.get(back).status_code == 403


def test_another_sessions_answer(user: User, served_here: Served, ehr: Ehr) -> None:
    back = user.at_ehr(user.launch().headers["location"])
    assert User(served_here, ehr).get(back).status_code == 403


def test_a_launch_that_the_ehr_does_not_know(user: User, served_here: Served) -> None:
    answer = user.started(launch="forged")
    assert answer.status_code == 403
    assert "öppna bedömningen från journalen igen" in answer.text
    assert logged(served_here) == []


@pytest.mark.parametrize("id", ["", "../Patient/2", "1?x", "x" * 65])
def test_a_patient_id_that_is_none(user: User, ehr: Ehr, id: str) -> None:
    ehr.patient = id
    assert user.started().status_code == 503


def test_another_patient_than_asked_for(user: User, ehr: Ehr, served_here: Served) -> None:
    ehr.patient = "2"
    assert user.started().status_code == 503
    assert logged(served_here) == []


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


# WRITING BACK

FORM = {"filled": "1", "birth_date": "1950-03-02", "sex": "female", "prior_hip_fracture": "yes"}


def test_nothing_is_written_without_a_click(user: User, ehr: Ehr) -> None:
    key = user.key()
    user.get(f"/assess?from={key}")
    user.post("/assess", **{"from": key}, **FORM)
    assert ehr.written == []


def test_a_click_writes(user: User, ehr: Ehr, served_here: Served) -> None:
    page = user.post("/smart/back", **{"from": user.key()}, **FORM)
    assert page.status_code == 200
    assert "DocumentReference/1" in page.text
    document, *others = ehr.written
    assert document["subject"] == OF_PATIENT
    assert document["docStatus"] == "preliminary"
    text = base64.b64decode(document["content"][0]["attachment"]["data"]).decode()
    assert "Överväg läkemedel" in text
    assert NUMBER not in text
    assert [one["resourceType"] for one in others] == ["RiskAssessment"]
    assert logged(served_here)[-1] == ("SMART written", patient_digest(KEYS, NUMBER), FHIR)


def test_the_ehr_refuses(user: User, ehr: Ehr) -> None:
    ehr.refuses_writing = True
    page = user.post("/smart/back", **{"from": user.key()}, **FORM)
    assert page.status_code == 502
    assert "Inte skrivet: DocumentReference" in page.text


def test_a_click_on_another_site_writes_nothing(user: User, ehr: Ehr) -> None:
    key = user.key()
    answer = user.served.send(
        "POST",
        "/smart/back",
        headers={"cookie": user.cookie, "origin": "https://evil.example"},
        data={"from": key, "token": user.who.token, **FORM},
    )
    assert answer.status_code == 403
    assert user.post("/smart/back", **{"from": key, "token": "x"}, **FORM).status_code == 403
    assert ehr.written == []


def test_a_form_that_cannot_be_used_is_not_written(user: User, ehr: Ehr) -> None:
    page = user.post("/smart/back", **{"from": user.key()}, **(FORM | {"egfr_ml_min": "many"}))
    assert page.status_code == 422
    assert ehr.written == []


# SECRETS


def test_a_client_with_a_secret(served_here: Served, ehr: Ehr) -> None:
    object.__setattr__(served_here.service, "smart", (ehr.smart("hemlig"),))
    assert isinstance(served_here.service, Service)
    assert User(served_here, ehr).started().status_code == 303


def test_the_access_token_is_sealed(user: User, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    user.key()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    for token in user.ehr.tokens:
        assert token.encode() not in stored
        assert token not in caplog.text
    assert NUMBER.encode() not in stored


def test_pages_may_stand_in_the_ehrs_frame(template: Path, tmp_path: Path) -> None:
    plain = opened(template, tmp_path)
    framed = Served(plain.database, AT_HOME, frames=(ORIGIN,))
    policy = framed.get("/login").headers["content-security-policy"]
    assert f"frame-ancestors {ORIGIN}" in policy
    assert "x-frame-options" not in framed.get("/login").headers
    alone = Served(plain.database, AT_HOME).get("/login").headers
    assert "frame-ancestors 'none'" in alone["content-security-policy"]
    framed.close()
    plain.runner.close()


# ADDRESSES


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://a.example", False),
        ("https://a@b.example", False),
        ("https://a.example#x", False),
        ("ftp://a.example", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[x", False),
        ("", False),
    ],
)
def test_what_may_be_called(url: str, safe: bool) -> None:
    assert is_safe(url) is safe


@pytest.mark.parametrize(
    ("url", "below"),
    [
        (FHIR, True),
        (FHIR + "?page=2", True),
        (FHIR + "/Condition", True),
        (FHIR + "x", False),
        (FHIR + "/../x", False),
        (FHIR + "/%2e%2e/x", False),
        ("https://ehr.example:8443/fhir", False),
        ("http://ehr.example/fhir", False),
    ],
)
def test_what_lies_below(url: str, below: bool) -> None:
    assert is_below(url, FHIR) is below
