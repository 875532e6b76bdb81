"""Who a patient is stands in no address, cookie or log; what they are called runs on no page."""

import csv
import io
import logging
from pathlib import Path
from urllib.parse import unquote

import pytest
import sqlalchemy as sa

from benkoll.store.database import open_database
from benkoll.web.permissions import Permission, Role
from benkoll.web.routes import Door
from security.pages import Page
from security.served import Served, able, method, needs, opened, said, walked

RISKY = ("=", "+", "-", "@", "\t", "\r", "\0")


def test_no_address_names_a_patient(served: Served) -> None:
    """Of links, forms, pictures and what is fetched, nor where an answer sends a browser."""
    wrong = []
    for route, answer in walked(served):
        told = [*Page(answer.text).addresses] if "<html" in answer.text or "<" in answer.text[:5] else []
        told += [unquote(value) for name, value in answer.headers.items() if name != "content-length"]
        wrong += [f"{said(route)}: {one}" for one in told if served.told_of(one)]
    assert wrong == []


def test_no_path_or_query_is_a_number(served: Served) -> None:
    """No route takes an identity number in its address."""
    names = {one.alias for route in served.routes for one in route.dependant.query_params}
    names |= {name for route in served.routes for name in route.param_convertors}
    assert not names & {"person", "person_id", "personnummer", "number", "pnr", "name", "patient"}


def test_cookies_hold_no_patient_and_no_more_than_they_need(served: Served) -> None:
    for route in served.routes:
        for cookie in served.ask(route, able(route)).headers.get_list("set-cookie"):
            name = cookie.partition("=")[0]
            assert name in ("benkoll", "lang"), said(route)
            assert len(cookie) < 400
            assert served.told_of(cookie) == []


def test_the_services_own_log_names_nobody(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    """At the most talkative level, whatever is asked for and by whom; no secret of a session either."""
    caplog.set_level(logging.DEBUG)
    cookies = []
    for route in served.routes:
        for whose in ("own", "other", "absent"):
            served.ask(route, able(route), whose)
    cookie, who = served.logged_in(Role.COORDINATOR)
    cookies += [cookie.partition("=")[2], who.token]
    served.get("/", headers={"cookie": cookie})
    told = "\n".join(f"{one.getMessage()} {one.exc_text or ''}" for one in caplog.records)
    assert [one.name for one in served.told_of(told)] == []
    assert [secret for secret in cookies if secret in told] == []


def test_a_fault_is_logged_without_its_words(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    """Where a fault's words, or the values of a statement, speak of a patient."""
    door, patient = Door(), served.patients[0]

    @door.get("/fault", Permission.PUBLIC)
    def fault() -> None:
        raise ValueError(f"no such patient: {patient.number} {patient.name}")

    served.app.router.routes.extend(door.router.routes)
    assert served.get("/fault").status_code == 500
    assert served.told_of(caplog.text) == []
    assert "GET: ValueError at" in caplog.text


def test_a_database_that_refuses_says_no_value(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    """The words of an error of the database hold the statement and not what was put into it."""
    number = served.patients[0].number
    with pytest.raises(sa.exc.IntegrityError) as refused, served.database.writing() as connection:
        connection.execute(
            sa.text("INSERT INTO chain_unit (unit, hospital, name) VALUES (:unit, NULL, NULL)"), {"unit": number}
        )
    assert number not in str(refused.value)
    caplog.clear()


def test_no_name_ends_a_line_of_the_log(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    served.get("/nowhere%0d%0aWARNING%20forged", headers={"user-agent": "x\ty"})
    assert not any("\n" in one.getMessage() or "\r" in one.getMessage() for one in caplog.records)


# WHAT PATIENTS ARE CALLED


def test_no_name_or_note_runs(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The patient whose name, address, ward and note are an attack, on every page of theirs and on every list."""
    others = Served.episode
    monkeypatch.setattr(Served, "episode", lambda self, whose: self.attacked if whose == "own" else others(self, whose))
    shown = []
    for route, answer in walked(served):
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        assert "<script>alert(1)" not in answer.text, said(route)
        assert "<img src=x" not in answer.text, said(route)
        assert "onerror=alert(1)&gt;49" not in answer.text, said(route)
        assert Page(answer.text).wrong == [], said(route)
        shown += [route.path] * ("&lt;script&gt;alert(1)" in answer.text)
    assert {"/chain", "/chain/letters", "/chain/episode/{episode}"} <= {*shown}


def test_cells_of_csv_run_in_no_spreadsheet(served: Served) -> None:
    """Each cell of each file that a route gives begins with no sign of a formula."""
    wrong = []
    for route, answer in walked(served):
        if answer.headers.get("content-type", "").startswith("text/csv"):
            text = answer.text.lstrip("\ufeff")
            delimiter = ";" if ";" in text.partition("\n")[0] else ","
            for row in csv.reader(io.StringIO(text), delimiter=delimiter):
                wrong += [f"{said(route)}: {cell}" for cell in row if cell.startswith(RISKY) and not _number(cell)]
    assert wrong == []


def _number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def test_files_are_named_by_the_service(served: Served) -> None:
    """A file that is saved bears no patient's name, and is not shown as a page."""
    wrong = []
    for route, answer in walked(served):
        named = answer.headers.get("content-disposition", "")
        kind = answer.headers.get("content-type", "")
        if served.told_of(unquote(named)) or "\\" in named or "/" in named:
            wrong.append(f"{said(route)}: {named}")
        if kind.startswith(("text/csv", "application/x-ndjson")) and not named.startswith("attachment"):
            wrong.append(f"{said(route)}: {kind} without content-disposition")
    assert wrong == []


def test_demonstration_and_real_patients_are_kept_apart(template: Path, tmp_path: Path) -> None:
    """The log-in without a password is in a demonstration's database alone."""
    copy = opened(template, tmp_path)
    with copy.database.writing() as connection:
        connection.exec_driver_sql("UPDATE benkoll_database SET kind = 'real'")
    real = Served(open_database(copy.database.engine.url.render_as_string()))
    assert real.service.demo is False
    assert real.send("POST", "/login/demo", data={"person": "karin"}).status_code == 404
    assert 'value="karin"' not in real.get("/login").text
    real.close()
    copy.close()


def test_whose_session_it_is_is_known_from_the_server_alone(served: Served) -> None:
    """Headers, forms and addresses that say a role, a unit or a name change nothing."""
    cookie, who = served.logged_in(Role.MANAGER)
    said_too = {"x-user": "karin", "x-role": "clinic", "x-unit": "*", "x-remote-user": "karin"}
    for route in served.routes:
        if needs(route) is not Permission.PUBLIC and not who.may(needs(route)) and method(route) == "GET":
            answer = served.get(
                served.path(route), headers={"cookie": cookie, **said_too}, params={"role": "clinic", "units": "*"}
            )
            assert answer.status_code == 404, said(route)
