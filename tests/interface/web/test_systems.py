"""Systems that sign their own tokens: what the configuration gives them, for minutes at a time; else nobody."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from benkoll.audit.log import entries
from benkoll.web import rings
from benkoll.web.permissions import ALL_UNITS, Role
from benkoll.web.service import System
from benkoll.web.tokens import LONGEST_SIGNED
from interface.web.calling import Caller
from interface.web.ehr import JWKS, Ehr
from interface.web.ehr import ORIGIN as EHR
from interface.web.network import Network
from security.measured import OWN_UNIT
from security.served import Served, opened

AT_HOME = "https://benkoll.example"
API = "/api/v1"
PATIENT = {"facts": {"age": 70, "sex": "female"}}


@pytest.fixture
def ehr() -> Ehr:
    return Ehr()


@pytest.fixture
def network(ehr: Ehr, monkeypatch: pytest.MonkeyPatch) -> Network:
    monkeypatch.setattr(rings, "RETRY", 0.0)
    return ehr.network()


@pytest.fixture
def here(template: Path, tmp_path: Path, network: Network) -> Iterator[Served]:
    plain = opened(template, tmp_path)
    systems = (
        System("journal", EHR, JWKS, (Role.CLINICIAN,), (OWN_UNIT,), "IT"),
        System("rapport", f"{EHR}/report", JWKS, (Role.MANAGER,), (ALL_UNITS,)),
    )
    made = Served(plain.database, AT_HOME, systems=systems, outward=network.outward())
    yield made
    made.close()
    plain.runner.close()


def caller(here: Served, token: str) -> Caller:
    return Caller(here, {"authorization": f"Bearer {token}"})


def assessed(here: Served, token: str) -> int:
    """The status of an assessment that is asked for with the token."""
    return caller(here, token).send(f"{API}/assess", PATIENT).status_code


def signed(here: Served, ehr: Ehr, **more: Any) -> str:
    return ehr.token(more.pop("aud", AT_HOME), here.clock.at.timestamp(), **more)


def test_for_minutes_it_may_what_the_configuration_says(here: Served, ehr: Ehr) -> None:
    token = signed(here, ehr)
    assert assessed(here, token) == assessed(here, token) == 200
    report = signed(here, ehr, iss=f"{EHR}/report")
    assert caller(here, report).get(f"{API}/chain/indicators").status_code == 200
    assert assessed(here, report) == caller(here, report).get(f"{API}/chain/worklist").status_code == 404
    here.clock.at += LONGEST_SIGNED + timedelta(seconds=61)
    assert assessed(here, token) == 401


def test_the_log_names_it(here: Served, ehr: Ehr) -> None:
    assert caller(here, signed(here, ehr)).get(f"{API}/chain/worklist").status_code == 200
    with here.database.reading() as connection:
        last = list(entries(connection))[-1]
    assert (last.actor, last.unit) == ("system:journal", "IT")


@pytest.mark.parametrize(
    "more",
    [
        {"aud": "https://another.example"},
        {"aud": f"{AT_HOME}/cds-services/benkoll-patient-view"},
        {"aud": None},
        {"iss": "https://another.example"},
        {"iss": None},
        {"exp": None},
        {"exp": 0},
        {"iat": None},
        {"nbf": 10**10},
        {"key": ECKey.generate_key("P-384", {"kid": "ehr-1"})},
        {"key": OctKey.import_key("x" * 32), "header": {"alg": "HS256"}},
        {"header": {"kid": "another"}},
    ],
)
def test_what_does_not_count(here: Served, ehr: Ehr, more: dict[str, Any]) -> None:
    assert assessed(here, signed(here, ehr, **more)) == 401


def test_one_that_lasts_too_long(here: Served, ehr: Ehr) -> None:
    at, most = int(here.clock.at.timestamp()), int(LONGEST_SIGNED.total_seconds())
    assert assessed(here, signed(here, ehr, exp=at + most)) == 200
    assert assessed(here, signed(here, ehr, exp=at + most + 1)) == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "a." * 5000, "e30.e30.", "benkoll_x", "\x00"])
def test_what_is_no_token(here: Served, token: str) -> None:
    assert assessed(here, token.encode("unicode_escape").decode()) == 401


def test_it_opens_the_interfaces_alone(here: Served, ehr: Ehr) -> None:
    brought = caller(here, signed(here, ehr)).headers
    assert here.send("GET", "/", headers=brought).headers["location"] == "/login"
    path = "/cds-services/benkoll-patient-view"
    answer = here.send("POST", path, headers=brought | {"content-type": "application/json"}, content="{}")
    assert answer.status_code == 401


def test_who_has_no_key_at_hand_is_nobody(here: Served, ehr: Ehr, network: Network) -> None:
    network.gone.add(EHR)
    assert assessed(here, signed(here, ehr)) == 401
    network.gone.clear()
    assert assessed(here, signed(here, ehr)) == 200
