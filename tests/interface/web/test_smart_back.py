"""SMART on FHIR: nothing is written to the record without a click; which addresses may be called."""

import base64
from pathlib import Path

import pytest

from benkoll.audit.log import patient_digest
from benkoll.web.outward import is_below, is_safe
from benkoll.web.service import Service
from database.hospital import KEYS
from interface.web.calls import OF_PATIENT
from interface.web.ehr import FHIR, ORIGIN, Ehr
from interface.web.launched import AT_HOME, NUMBER, User, logged
from security.served import Served, opened

# WRITING BACK

FORM = {"filled": "1", "birth_date": "1950-03-02", "sex": "female", "prior_hip_fracture": "yes"}


def test_nothing_is_written_without_a_click(user: User, ehr: Ehr) -> None:
    key = user.key()
    user.get(f"/assess?from={key}")
    user.post("/assess", **{"from": key}, **FORM)
    assert ehr.written == []


def test_a_click_writes(user: User, ehr: Ehr, launched: Served) -> None:
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
    assert logged(launched)[-1] == ("SMART written", patient_digest(KEYS, NUMBER), FHIR)


def test_the_ehr_refuses(user: User, ehr: Ehr) -> None:
    ehr.refuses_writing = True
    page = user.post("/smart/back", **{"from": user.key()}, **FORM)
    assert page.status_code == 502
    assert "<h1>Inte skrivet till journalen</h1>" in page.text
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


@pytest.mark.parametrize("other", [{"birth_date": "1950-03-03"}, {"sex": "male"}])
def test_another_patients_facts_are_not_written(user: User, ehr: Ehr, other: dict[str, str]) -> None:
    page = user.post("/smart/back", **{"from": user.key()}, **(FORM | other))
    assert page.status_code == 422
    assert "öppna bedömningen från rätt journal" in page.text
    assert ehr.written == []


def test_a_form_that_was_not_filled_in_from_a_record(user: User) -> None:
    assert user.post("/smart/back", **FORM).status_code == 422
    assert user.post("/smart/back", **{"from": "x"}, **FORM).status_code == 404


def test_a_form_that_cannot_be_used_is_not_written(user: User, ehr: Ehr) -> None:
    page = user.post("/smart/back", **{"from": user.key()}, **(FORM | {"egfr_ml_min": "many"}))
    assert page.status_code == 422
    assert ehr.written == []


# SECRETS


def test_a_client_with_a_secret(launched: Served, ehr: Ehr) -> None:
    object.__setattr__(launched.service, "smart", (ehr.smart("hemlig"),))
    assert isinstance(launched.service, Service)
    assert User(launched, ehr).started().status_code == 303


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
    alone = Served(plain.database, AT_HOME)
    assert "frame-ancestors 'none'" in alone.get("/login").headers["content-security-policy"]
    alone.runner.close()
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
