"""Somebody who starts the service from the tests' EHR, and what its patient's record holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
import sqlalchemy as sa

from benkoll.audit.tables import entry
from benkoll.web import signed
from benkoll.web.interfaces import cds_hooks
from benkoll.web.permissions import Role
from interface.web.calls import PATIENT, calcium, condition, egfr, given, order, patient
from interface.web.ehr import FHIR, ORIGIN, Ehr
from interface.web.network import Network
from security.served import Served, opened

AT_HOME = "https://benkoll.example"
NUMBER = "195009072553"
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


def logged(served: Served) -> list[tuple[str, str, str]]:
    asked = sa.select(entry.c.action, entry.c.patient, entry.c.object).where(entry.c.action.like("SMART%"))
    with served.database.reading() as connection:
        return [(row.action, row.patient, row.object) for row in connection.execute(asked.order_by(entry.c.seq))]


# FIXTURES


@pytest.fixture
def ehr() -> Ehr:
    made = Ehr(RESOURCES)
    made.launches["xyz"] = PATIENT
    return made


@pytest.fixture
def network(ehr: Ehr) -> Network:
    return ehr.network()


@pytest.fixture
def launched(template: Path, tmp_path: Path, ehr: Ehr, network: Network) -> Iterator[Served]:
    plain = opened(template, tmp_path)
    made = Served(plain.database, AT_HOME, smart=(ehr.smart(),), outward=network.outward())
    yield made
    made.close()
    plain.runner.close()


@pytest.fixture
def user(launched: Served, ehr: Ehr) -> User:
    return User(launched, ehr)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of time that a machine busy with other tests does not pass; what tests a limit sets it."""
    for module, names in ((cds_hooks, ("BUDGET", "FETCH")), (signed, ("SOON", "WAIT"))):
        for name in names:
            monkeypatch.setattr(module, name, 30.0)
