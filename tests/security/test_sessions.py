"""Sessions: a new one at each log-in, ended by rest, by time, by leaving and by the next one."""

import secrets
from datetime import timedelta

import pytest
import sqlalchemy as sa

from benkoll.web import accounts
from benkoll.web.permissions import Role
from benkoll.web.sessions import IDLE, WHOLE
from security.served import Served


def first_page(served: Served, cookie: str) -> str:
    return served.get("/", headers={"cookie": cookie}).headers["location"]


def demo(served: Served, **more: object) -> str:
    """The cookie of somebody who logs in to the demonstration."""
    answer = served.send("POST", "/login/demo", data={"person": "karin"}, **more)
    assert answer.status_code == 303
    return answer.headers["set-cookie"].partition(";")[0]


def test_each_log_in_is_a_new_session_and_ends_the_one_before(served: Served) -> None:
    first = demo(served)
    second = demo(served, headers={"cookie": first})
    assert first != second
    assert (first_page(served, first), first_page(served, second) != "/login") == ("/login", True)


def test_a_session_that_somebody_else_set_is_not_taken_over(served: Served) -> None:
    """The service gives out its own secret, whatever the browser held before."""
    assert demo(served, headers={"cookie": "benkoll=chosen-by-another"}) != "benkoll=chosen-by-another"
    assert first_page(served, "benkoll=chosen-by-another") == "/login"


def test_it_ends_after_half_an_hour_of_rest(served: Served) -> None:
    cookie, _ = served.logged_in(Role.COORDINATOR)
    served.clock.at += IDLE - timedelta(minutes=1)
    assert first_page(served, cookie) != "/login"
    served.clock.at += IDLE - timedelta(minutes=1)
    assert first_page(served, cookie) != "/login"
    served.clock.at += IDLE
    assert first_page(served, cookie) == "/login"


def test_it_ends_after_twelve_hours_in_any_case(served: Served) -> None:
    cookie, _ = served.logged_in(Role.COORDINATOR)
    end = served.clock.at + WHOLE
    while served.clock.at + timedelta(minutes=20) < end:
        served.clock.at += timedelta(minutes=20)
        assert first_page(served, cookie) != "/login"
    served.clock.at = end
    assert first_page(served, cookie) == "/login"
    assert (timedelta(minutes=30), timedelta(hours=12)) == (IDLE, WHOLE)


def test_leaving_ends_it_at_the_server(served: Served) -> None:
    cookie, who = served.logged_in(Role.COORDINATOR)
    answer = served.send("POST", "/logout", headers={"cookie": cookie}, data={"token": who.token})
    assert 'benkoll=""' in answer.headers["set-cookie"]
    assert first_page(served, cookie) == "/login"


def test_the_database_holds_no_secret(served: Served) -> None:
    """A copy of the database logs nobody in: it holds a keyed digest, and who it is sealed."""
    cookie, who = served.logged_in(Role.COORDINATOR)
    secret = cookie.partition("=")[2]
    with served.database.reading() as connection:
        (row,) = connection.execute(sa.select(accounts.session).where(accounts.session.c.id == who.session)).all()
    assert secret not in str(tuple(row))
    assert b"coordinator" not in row.who
    assert len(secret) >= len(secrets.token_urlsafe(32)) - 1


def test_secrets_are_long_and_none_comes_twice(served: Served) -> None:
    found = [served.logged_in(Role.COORDINATOR) for _ in range(20)]
    assert len({cookie for cookie, _ in found} | {who.token for _, who in found}) == 40


def test_a_token_of_a_form_is_not_the_session(served: Served) -> None:
    _, who = served.logged_in(Role.COORDINATOR)
    assert first_page(served, f"benkoll={who.token}") == "/login"
    assert first_page(served, f"benkoll={who.session}") == "/login"


def test_two_who_are_logged_in_are_two(served: Served) -> None:
    """Leaving ends one's own session alone."""
    mine, me = served.logged_in(Role.COORDINATOR)
    yours, _ = served.logged_in(Role.CLINIC)
    served.send("POST", "/logout", headers={"cookie": mine}, data={"token": me.token})
    assert first_page(served, yours) != "/login"


@pytest.mark.parametrize("address", ["10.0.0.7", "192.168.1.2", "not an address", "::ffff:10.0.0.7"])
def test_the_demonstration_is_for_the_machine_itself(served: Served, address: str) -> None:
    answer = served.send("POST", "/login/demo", address=address, data={"person": "karin"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host"])
def test_a_header_makes_nobody_local(served: Served, header: str) -> None:
    """What a caller says of their own address is not believed."""
    headers = {header: "127.0.0.1"}
    assert served.send("POST", "/login/demo", address="10.0.0.7", headers=headers).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"])
def test_a_demonstration_behind_a_proxy_lets_nobody_in(served: Served, header: str) -> None:
    """A proxy on the same machine makes everybody local, but says that it stands between."""
    answer = served.send("POST", "/login/demo", headers={header: "10.0.0.7"}, data={"person": "karin"})
    assert answer.status_code == 404


def test_nobody_logs_in_where_no_provider_is_set(served: Served) -> None:
    """Empty lists mean nobody; the log-in page of another machine names no person."""
    assert served.service.openid is None
    text = served.send("GET", "/login", address="10.0.0.7").text
    assert 'value="karin"' not in text
