"""Whoever is shown is in the log, in the same transaction; where the log cannot be written nobody is shown."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from fastapi.routing import APIRoute
from starlette.requests import Request

from benkoll.audit.log import verify
from benkoll.audit.tables import entry
from benkoll.chain import tables
from benkoll.web import app as application
from benkoll.web.permissions import Permission, Role
from benkoll.web.routes import Door
from benkoll.web.service import service_of
from database.hospital import KEYS, counts
from security.served import Named, Served, able, method, said, walked

BUTTONS = (
    "/chain/letters/all",
    "/chain/episode/{episode}/block",
    "/chain/episode/{episode}/unblock",
    "/vfa/image/{image}/read",
)
"""Forms that are one button: it says all."""

QUIET = {"audit_entry", "audit_head", "web_person", "web_session", "web_kept", "web_used"}
"""What a request that only reads may write."""


def unlogged(served: Served, route: APIRoute, role: Role) -> list[Named]:
    """Whom the route shows and the log does not speak of."""
    before = served.last_entry()
    shown = served.told_of(served.ask(route, role).text)
    logged = served.logged_since(before)
    names = {one.name for one in served.patients if one.digest in logged}
    return [one for one in shown if one.digest not in logged and one.name not in names]


def test_whoever_is_shown_is_logged(served: Served) -> None:
    """Every patient whose number or name stands in any answer has an entry of their own."""
    wrong = []
    for route in served.routes:
        if method(route) == "GET":
            wrong += [f"{said(route)}: {one.name}" for one in unlogged(served, route, able(route))]
    assert wrong == []


def test_pages_that_show_patients_are_walked(served: Served) -> None:
    """The walk does see patients, where there are pages that show them."""
    reading = [route for route in served.routes if method(route) == "GET" and "chain" in str(said(route))]
    if not reading:
        pytest.skip("no page of the chain yet")
    shown = [one for _, answer in walked(served) for one in served.told_of(answer.text)]
    assert shown


@pytest.mark.parametrize("gone", ["audit_entry", "audit_head"])
def test_without_a_log_nobody_is_shown(served: Served, gone: str) -> None:
    """Every route, by somebody who may: an error, or a page that shows no patient."""
    sessions = {role: served.logged_in(role) for role in Role}
    paths = [(route, served.path(route)) for route in served.routes]
    with served.database.writing() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {gone} RENAME TO away")
    wrong = []
    for route, path in paths:
        cookie, who = sessions[able(route)]
        headers = {"cookie": cookie, "X-Token": who.token}
        answer = served.send(method(route), path, headers=headers)
        if served.told_of(answer.text) or served.told_of(str(answer.headers)):
            wrong.append(f"{said(route)}: {answer.status_code}")
    assert wrong == []


def test_what_cannot_be_logged_is_not_done(served: Served) -> None:
    """No form of any route leaves anything but a session in the database where the log cannot be written."""
    sessions = {role: served.logged_in(role) for role in Role}
    with served.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entry RENAME TO away")
    with served.database.writing() as connection:
        connection.execute(sa.text("CREATE VIEW audit_entry AS SELECT * FROM away"))  # it is read, and not written
    before = counts(served.database)
    for route in served.routes:
        if method(route) != "GET":
            cookie, who = sessions[able(route)]
            served.ask(route, None, headers={"cookie": cookie, "X-Token": who.token})
    after = counts(served.database)
    assert {name for name in before if before[name] != after[name]} <= {"web_session", "web_used", "web_kept"}


def test_reading_changes_nothing(served: Served) -> None:
    """A GET, which a picture or a link on another site can cause, writes the log and no more."""
    wrong = []
    for route in served.routes:
        if method(route) == "GET":
            before = counts(served.database)
            served.ask(route, able(route))
            after = counts(served.database)
            changed = {name for name in before if before[name] != after[name]} - QUIET
            wrong += [f"{said(route)}: {changed}"] if changed else []
    assert wrong == []


def test_an_empty_form_changes_nothing(served: Served) -> None:
    """A form that says nothing is no decision: no event, letter or step comes of it."""
    wrong = []
    for route in served.routes:
        if method(route) == "GET" or route.path in BUTTONS:
            continue
        before = counts(served.database)
        answer = served.ask(route, able(route))
        after = counts(served.database)
        changed = {name for name in before if before[name] != after[name]} - QUIET
        wrong += [f"{said(route)}: {changed} {answer.status_code}"] if changed else []
    assert wrong == []


def test_the_log_holds_after_all_that(served: Served) -> None:
    """The chain of hashes is whole after every route was asked by every role."""
    for route in served.routes:
        for role in Role:
            served.ask(route, role)
    with served.database.reading() as connection:
        assert verify(connection, KEYS).broken is None


# WHO CAME, AND WHO WAS REFUSED


def acts(served: Served) -> list[tuple[str, str, str | None, str]]:
    table = entry.c
    asked = sa.select(table.action, table.actor, table.object, table.outcome).order_by(table.seq)
    with served.database.reading() as connection:
        return [tuple(row) for row in connection.execute(asked)]


def test_log_in_and_log_out_are_logged(served: Served) -> None:
    before = len(acts(served))
    cookie, who = served.logged_in(Role.COORDINATOR)
    served.send("POST", "/logout", headers={"cookie": cookie}, data={"token": who.token})
    assert acts(served)[before:] == [
        ("log in", "test-coordinator", None, "done"),
        ("log out", "test-coordinator", None, "done"),
    ]


def test_what_is_refused_is_logged_by_the_name_of_the_route(served: Served) -> None:
    door = Door()
    door.get("/planted/{episode}", Permission.CHAIN_READ)(lambda: {})  # noqa: PIE807
    served.app.router.routes.extend(door.router.routes)
    cookie, _ = served.logged_in(Role.MANAGER)
    before = len(acts(served))
    assert served.get(f"/planted/{served.episode('own')}", headers={"cookie": cookie}).status_code == 404
    assert acts(served)[before:] == [("refused", "test-manager", "GET /planted/{episode}", "refused")]


# PLANTED


def silent(request: Request) -> dict[str, object]:
    """Shows a patient, and says nothing of it to the log."""
    service = service_of(request)
    with service.database.reading() as connection:
        row = connection.execute(sa.select(tables.identity).limit(1)).one()
    return {"person": KEYS.open(row.number).decode()}


def writes(request: Request) -> dict[str, object]:
    """Changes something though it is asked by GET."""
    with service_of(request).database.writing() as connection:
        connection.execute(sa.delete(tables.item))
    return {}


@pytest.mark.parametrize(
    ("planted", "found_by"),
    [
        (silent, test_whoever_is_shown_is_logged),
        (silent, lambda served: test_without_a_log_nobody_is_shown(served, "audit_entry")),
        (writes, test_reading_changes_nothing),
    ],
)
def test_a_planted_fault_is_found(
    served: Served,
    monkeypatch: pytest.MonkeyPatch,
    planted: Callable[[Request], dict[str, object]],
    found_by: Callable[[Served], None],
) -> None:
    door = Door()

    @door.get("/planted", Permission.CHAIN_READ)
    def route(request: Request) -> dict[str, object]:
        return planted(request)

    monkeypatch.setattr(application, "_doors", lambda: (application.home, door))
    with pytest.raises(AssertionError, match="planted"):
        found_by(served)
