"""Who is logged in where: seen and ended by themselves, by an administrator, and when they may no more."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from starlette.responses import Response

from benkoll.audit.tables import entry
from benkoll.store.keys import make_keys
from benkoll.store.migrate import migrate
from benkoll.web.permissions import Role, Who
from benkoll.web.service import Commission, OpenId, Service
from benkoll.web.sessions import FRESH, log_in, running
from benkoll.web.staff import PERSON, NotLet, Person, people
from database.hospital import KEYS
from security.served import Served
from security.test_sessions import first_page
from unit.cli.runner import Outcome, benkoll


def sent(served: Served, cookie: str, who: Who, path: str, **form: str) -> httpx.Response:
    return served.send("POST", path, headers={"cookie": cookie}, data={"token": who.token, **form})


def acts(served: Served, *wanted: str) -> list[tuple[str, str, str | None, str | None]]:
    table = entry.c
    asked = sa.select(table.action, table.actor, table.object, table.reason).where(table.action.in_(wanted))
    with served.database.reading() as connection:
        return [tuple(row) for row in connection.execute(asked.order_by(table.seq))]


def known(served: Served, hsa_id: str) -> Person:
    return next(one for one in people(served.database, KEYS) if one.hsa_id == hsa_id)


# ONE'S OWN


def test_everybody_sees_their_own_sessions_alone(served: Served) -> None:
    mine, me = served.logged_in(Role.COORDINATOR)
    served.clock.at += timedelta(minutes=3)
    served.logged_in(Role.COORDINATOR)
    served.logged_in(Role.CLINIC)
    text = served.get("/sessions", headers={"cookie": mine}).text
    assert text.count('name="session"') == 2
    assert text.count("(den här)") == 1
    assert all(one.id in text for one in running(served.service) if one.who.id == me.id)
    assert not any(one.id in text for one in running(served.service) if one.who.id != me.id)


def test_one_ends_another_session_of_ones_own(served: Served) -> None:
    mine, me = served.logged_in(Role.COORDINATOR)
    lost, its = served.logged_in(Role.COORDINATOR)
    assert sent(served, mine, me, "/sessions/end", session=its.session).status_code == 200
    assert (first_page(served, lost), first_page(served, mine) != "/login") == ("/login", True)
    assert acts(served, "sessions ended") == [("sessions ended", me.id, me.id, "1")]
    assert sent(served, mine, me, "/sessions/end", session=its.session).status_code == 422


def test_one_ends_all_the_others(served: Served) -> None:
    mine, me = served.logged_in(Role.COORDINATOR)
    others = [served.logged_in(Role.COORDINATOR)[0] for _ in range(3)]
    stranger, _ = served.logged_in(Role.CLINIC)
    answer = sent(served, mine, me, "/sessions/end", others="1")
    assert "3 avslutade" in answer.text
    assert {first_page(served, one) for one in others} == {"/login"}
    assert "/login" not in (first_page(served, mine), first_page(served, stranger))


def test_one_ends_this_one(served: Served) -> None:
    mine, me = served.logged_in(Role.COORDINATOR)
    answer = sent(served, mine, me, "/sessions/end", session=me.session)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert first_page(served, mine) == "/login"


def test_nobody_ends_anothers_session(served: Served) -> None:
    mine, me = served.logged_in(Role.COORDINATOR)
    yours, you = served.logged_in(Role.CLINIC)
    assert sent(served, mine, me, "/sessions/end", session=you.session).status_code == 422
    assert first_page(served, yours) != "/login"


def test_who_logged_in_long_ago_logs_in_again_first(served: Served) -> None:
    """A screen that somebody left ends nothing, and bars nobody."""
    mine, me = served.logged_in(Role.COORDINATOR)
    admin, ada = served.logged_in(Role.ADMINISTRATOR)
    served.clock.at += FRESH
    lost, its = served.logged_in(Role.COORDINATOR)
    assert "Logga in igen" in served.get("/sessions", headers={"cookie": mine}).text
    assert 'action="/sessions/end"' not in served.get("/sessions", headers={"cookie": mine}).text
    assert sent(served, mine, me, "/sessions/end", session=its.session).status_code == 403
    person = known(served, me.id).id
    for path in ("end", "bar", "lift"):
        assert sent(served, admin, ada, f"/administration/{path}", person=person).status_code == 403
    assert first_page(served, lost) != "/login"
    again, still = served.logged_in(Role.COORDINATOR)
    assert sent(served, again, still, "/sessions/end", session=its.session).status_code == 200


# AN ADMINISTRATOR


def test_an_administrator_ends_every_session_of_somebody(served: Served) -> None:
    admin, ada = served.logged_in(Role.ADMINISTRATOR)
    theirs = [served.logged_in(Role.COORDINATOR) for _ in range(2)]
    stranger, _ = served.logged_in(Role.CLINIC)
    person = known(served, theirs[0][1].id)
    text = served.get("/administration", headers={"cookie": admin}).text
    assert all(word in text for word in (person.name, person.hsa_id, person.id))
    answer = sent(served, admin, ada, "/administration/end", person=person.id)
    assert "2 inloggningar avslutade" in answer.text
    assert {first_page(served, cookie) for cookie, _ in theirs} == {"/login"}
    assert "/login" not in (first_page(served, admin), first_page(served, stranger))
    assert acts(served, "sessions ended") == [("sessions ended", ada.id, person.hsa_id, "2")]


def demo(served: Served) -> httpx.Response:
    return served.send("POST", "/login/demo", data={"person": "karin"})


def test_who_is_barred_is_out_at_once_and_comes_in_no_more(served: Served) -> None:
    """Until they are let in again; the log says both."""
    admin, ada = served.logged_in(Role.ADMINISTRATOR)
    cookie = demo(served).headers["set-cookie"].partition(";")[0]
    person = known(served, "demo-karin")
    assert sent(served, admin, ada, "/administration/bar", person=person.id).status_code == 200
    assert first_page(served, cookie) == "/login"
    refused = demo(served)
    assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)
    assert "avstängd sedan" in served.get("/administration", headers={"cookie": admin}).text
    assert sent(served, admin, ada, "/administration/lift", person=person.id).status_code == 200
    assert demo(served).status_code == 303
    told = [one[:3] for one in acts(served, "barred", "bar lifted")]
    assert told == [("barred", ada.id, "demo-karin"), ("bar lifted", ada.id, "demo-karin")]


def test_nobody_bars_themselves(served: Served) -> None:
    admin, ada = served.logged_in(Role.ADMINISTRATOR)
    assert sent(served, admin, ada, "/administration/bar", person=known(served, ada.id).id).status_code == 422
    assert first_page(served, admin) != "/login"


def test_somebody_who_never_logged_in(served: Served) -> None:
    admin, ada = served.logged_in(Role.ADMINISTRATOR)
    for path in ("end", "bar", "lift"):
        assert sent(served, admin, ada, f"/administration/{path}", person="f" * 64).status_code == 404


def test_names_are_sealed(served: Served) -> None:
    _, who = served.logged_in(Role.COORDINATOR)
    with served.database.reading() as connection:
        rows = connection.execute(sa.text("SELECT * FROM web_person")).all()
    assert [row.id for row in rows] == [KEYS.digest(PERSON, who.id)]
    assert who.id not in str(rows)
    assert who.name not in str(rows)


# WHAT THE CONFIGURATION NO LONGER GIVES


def given(served: Served, *commissions: Commission) -> None:
    object.__setattr__(served.service, "openid", OpenId("https://idp.example", "benkoll", "x"))
    object.__setattr__(served.service, "commissions", commissions)


@pytest.mark.parametrize(
    ("roles", "lands"),
    [((Role.COORDINATOR,), "/chain"), ((Role.MANAGER,), "/login"), ((), "/login"), (None, "/login")],
)
def test_a_session_has_what_its_commission_has_today(served: Served, roles: Any, lands: str) -> None:
    """Not more than it logged in with, and nothing where the commission is gone."""
    cookie, who = served.logged_in(Role.COORDINATOR)
    given(served, *([] if roles is None else [Commission(who.commission, roles, ("SAGO-ORT",))]))
    assert first_page(served, cookie) == lands


def test_who_picked_a_person_stays_where_a_provider_is_set_as_well(served: Served) -> None:
    cookie = demo(served).headers["set-cookie"].partition(";")[0]
    given(served)
    assert first_page(served, cookie) == "/chain"


def test_a_session_sees_the_units_of_today(served: Served) -> None:
    cookie, who = served.logged_in(Role.COORDINATOR)
    path = f"/chain/episode/{served.episode('own')}"
    assert served.get(path, headers={"cookie": cookie}).status_code == 200
    given(served, Commission(who.commission, (Role.COORDINATOR,), ("SAGO-RTG",)))
    assert served.get(path, headers={"cookie": cookie}).status_code == 404


# THE COMMAND LINE


def run(environ: dict[str, str], *words: str) -> Outcome:
    return benkoll("serve-person", *words, environ=environ)


def test_on_the_command_line(tmp_path: Path) -> None:
    """Where no administrator is logged in, or can be."""
    url, path = f"sqlite:///{tmp_path}/a.db", tmp_path / "a.key"
    database, _ = migrate(url, "demo", keys := make_keys(path))
    service = Service(database, keys, lambda: datetime.now(UTC), "http://127.0.0.1")  # noqa: TID251 - as the command
    who = Who("SE1-P1", "Karin Koordinator", frozenset({Role.COORDINATOR}), "SAGO", "C1", frozenset())
    log_in(service, who, Response())
    environ = {"BENKOLL_DATABASE": url, "BENKOLL_KEY_FILE": str(path), "BENKOLL_LANG": "en", "BENKOLL_USER": "ada"}
    (one,) = json.loads(run(environ, "list", "--format", "json").out)
    assert (one["id"], one["name"], one["sessions"], one["barred_at"]) == ("SE1-P1", "Karin Koordinator", 1, None)
    assert run(environ, "end", "SE1-P1").out == "Karin Koordinator: 1 log-ins ended\n"
    assert running(service) == []
    log_in(service, who, Response())
    assert run(environ, "bar", "SE1-P1").code == 0
    assert running(service) == []
    assert "barred" in run(environ, "list").out
    with pytest.raises(NotLet):
        log_in(service, who, Response())
    assert run(environ, "lift", "SE1-P1").code == 0
    log_in(service, who, Response())
    assert run(environ, "end", "nobody").code == 2
    database.close()
