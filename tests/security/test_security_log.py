"""The security log: each log-in, refusal and attempt is a line, which names nobody and says nothing that was sent."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benkoll.web import routes, security
from benkoll.web.permissions import Role
from benkoll.web.security_log import LOG, to_file
from security.served import OTHER_UNIT, Served, able, method
from security.test_foreign_forms import ORIGIN

Line = dict[str, Any]
WORDS = ("at", "event", "why", "method", "route", "status", "who", "roles", "session", "from")


@pytest.fixture
def lines(tmp_path: Path) -> Iterator["Lines"]:
    found = Lines(tmp_path / "security.log")
    level, handlers, propagate = LOG.level, LOG.handlers[:], LOG.propagate
    to_file(str(found.path))
    yield found
    for one in LOG.handlers:
        one.close()
    LOG.setLevel(level)
    LOG.handlers[:], LOG.propagate = handlers, propagate


class Lines:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen = 0

    def new(self) -> list[Line]:
        """The lines since the last time."""
        every = [json.loads(line) for line in self.path.read_text().splitlines()]
        found, self.seen = every[self.seen :], len(every)
        return found

    def one(self) -> Line:
        (only,) = self.new()
        return only


def said(line: Line) -> tuple[str, str, str, int]:
    return line["event"], line.get("why", ""), line.get("route", ""), line.get("status", 0)


def test_log_in_and_log_out(served: Served, lines: Lines) -> None:
    answer = served.send("POST", "/login/demo", data={"person": "karin"})
    told = lines.one()
    assert said(told) == ("log in", "demonstration", "/login/demo", 303)
    assert told["roles"] == ["coordinator"]
    cookie = answer.headers["set-cookie"].partition(";")[0]
    page = served.get("/chain", headers={"cookie": cookie}).text
    token = page.partition('name="token" value="')[2].partition('"')[0]
    assert lines.new() == []
    served.send("POST", "/logout", headers={"cookie": cookie}, data={"token": token})
    left = lines.one()
    assert (left["event"], left["who"], left["from"]) == ("log out", told["who"], told["from"])


def test_log_ins_that_are_refused(served: Served, lines: Lines) -> None:
    """A person who is none, from elsewhere than the machine, with a token of nobody's."""
    served.send("POST", "/login/demo", data={"person": "nobody"})
    served.send("POST", "/login/demo", address="192.0.2.1", data={"person": "karin"})
    served.get("/api/v1/chain/worklist", headers={"authorization": "Bearer benkoll_stolen"})
    served.get("/chain", headers={"cookie": "benkoll=forged"})
    assert [said(one)[::3] for one in lines.new()] == [
        ("request refused", 422),
        ("absent or another's", 404),
        ("token refused", 401),
        ("permission refused", 401),
    ]
    served.get("/chain")  # nobody, who brings nothing, is sent to the log-in
    assert lines.new() == []


def test_what_a_role_may_not(served: Served, lines: Lines) -> None:
    cookie, _ = served.logged_in(Role.MANAGER)
    served.get(f"/chain/episode/{served.episode('own')}", headers={"cookie": cookie})
    told = lines.one()
    assert said(told) == ("permission refused", "read the chain", "/chain/episode/{episode}", 404)
    assert told["roles"] == ["manager"]


def test_another_units_patient(served: Served, lines: Lines) -> None:
    """As one that is not there: the line says no more than the answer."""
    cookie, _ = served.logged_in(Role.COORDINATOR)
    told = []
    for whose in ("other", "absent"):
        served.get(f"/chain/episode/{served.value('episode', whose)}", headers={"cookie": cookie})  # type: ignore[arg-type]
        told.append(lines.one())
    assert {said(one) for one in told} == {("absent or another's", "", "/chain/episode/{episode}", 404)}
    assert OTHER_UNIT not in str(told)


def test_attempts_to_get_past_what_guards(served: Served, lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form from another site or without its token, too much, too many, what cannot be understood."""
    cookie, who = served.logged_in(Role.COORDINATOR)
    headers = {"cookie": cookie}
    served.send("POST", "/chain/search", headers=headers | {"Origin": "https://evil.example"})
    served.send("POST", "/chain/search", headers=headers | {"Origin": ORIGIN}, data={"token": "x", "number": "y"})
    served.send("POST", "/chain/search", headers=headers | {"Content-Length": str(10**9)})
    served.send("POST", "/chain/search", headers=headers, data={"token": who.token, "number": "' OR 1=1"})
    served.send("POST", "/api/v1/assess", headers=headers | {"X-Token": who.token}, json=[1])
    told = [said(one) for one in lines.new()]
    assert told[:3] == [
        ("form refused", "from another site", "", 403),
        ("form refused", "", "/chain/search", 403),
        ("request refused", "too large", "", 413),
    ]
    assert [one[0] for one in told[3:]] == ["input refused"] * len(told[3:])
    assert told[3:]
    monkeypatch.setattr(security, "REQUESTS_A_MINUTE", 1)
    for _ in range(5):
        served.get("/login", address="192.0.2.7")
    assert [said(one) for one in lines.new()] == [("too many", "requests from one address", "", 429)]
    monkeypatch.undo()
    monkeypatch.setattr(routes, "PEOPLE_AN_HOUR", 0)
    for _ in range(3):
        served.get("/chain", headers=headers)
    assert [said(one) for one in lines.new()] == [("too many", "looked up", "/chain", 429)]


def test_a_fault(served: Served, lines: Lines) -> None:
    cookie, _ = served.logged_in(Role.COORDINATOR)
    with served.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE chain_item RENAME TO away")
    served.get("/chain", headers={"cookie": cookie})
    assert said(lines.one()) == ("fault", "StoreError", "/chain", 503)


def test_no_line_names_anybody_or_says_what_was_sent(served: Served, lines: Lines) -> None:
    """Every route, asked by everybody for everybody's patients, with a patient's number in the address and the form."""
    patient = served.patients[0]
    for route in served.routes:
        for role in (able(route), Role.MANAGER):
            for whose in ("own", "other", "absent"):
                served.ask(route, role, whose)  # type: ignore[arg-type]
            cookie, who = served.logged_in(role)
            path = route.path_format.format(**dict.fromkeys(route.param_convertors, patient.number))
            headers = {"cookie": cookie, "X-Token": who.token, "X-Forwarded-For": "192.0.2.99"}
            more: Line = {"data": {"person": patient.number}} if method(route) == "POST" else {}
            served.send(method(route), f"{path}?person={patient.number}", headers=headers, **more)
    text = lines.path.read_text()
    told = lines.new()
    assert len(told) > 100
    assert [one.name for one in served.told_of(text)] == []
    for secret in (patient.number, "Prövare", "test-", "127.0.0.1", "192.0.2.99", "SAGO", served.episode("own")):
        assert secret not in text
    assert set().union(*told) <= set(WORDS)
    known = {route.path for route in served.routes}
    assert {one["route"] for one in told if "route" in one} <= known


def test_a_file_that_is_moved_away_is_begun_anew(served: Served, lines: Lines) -> None:
    """As logrotate does; each line is whole."""
    served.get("/chain", headers={"cookie": "benkoll=forged"})
    lines.path.rename(lines.path.with_suffix(".1"))
    served.get("/chain", headers={"cookie": "benkoll=forged"})
    assert len(lines.path.read_text().splitlines()) == 1


def test_without_a_file_it_is_standard_error(lines: Lines) -> None:
    to_file(None)
    (handler,) = LOG.handlers
    assert type(handler) is logging.StreamHandler
    with pytest.raises(OSError, match="No such file"):
        to_file(str(lines.path.parent / "no" / "such"))
