"""Log-in by OpenID Connect once more: before sessions are ended; and whom an HSA-id belongs to."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from benkoll.web.permissions import Role
from benkoll.web.sessions import FRESH
from benkoll.web.staff import bar, let_in, lift
from database.hospital import KEYS, actor
from interface.web.browser import Browser
from interface.web.provider import Provider
from interface.web.test_openid import browser, idp, is_refused, network, served_here
from security.served import Served

__all__ = ["browser", "idp", "network", "served_here"]


# AGAIN, BEFORE WHAT IS NOT TO BE DONE BY WHOEVER FINDS A SCREEN


def test_logging_in_again_is_done_at_the_provider(browser: Browser, served_here: Served, idp: Provider) -> None:
    """The card is shown once more, whatever the provider remembers, and one comes back to where one was."""
    browser.log_in("karin")
    served_here.clock.at += FRESH
    assert "Logga in igen" in browser.send("GET", "/sessions").text
    address = browser.begin("sessions")
    asked = parse_qs(urlsplit(address).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert browser.send("GET", browser.at_provider(address, "karin")).headers["location"] == "/sessions"
    assert "Logga in igen" not in browser.send("GET", "/sessions").text


@pytest.mark.parametrize("at", [None, 0, "now", True, -700, 700])
def test_a_provider_that_did_not_ask_again(browser: Browser, served_here: Served, idp: Provider, at: Any) -> None:
    """It does not say when they logged in there, or says that it was before."""
    now = served_here.clock.at.timestamp()
    idp.claims = {"auth_time": now + at if isinstance(at, int) and not isinstance(at, bool) and at else at}
    answer = browser.send("GET", browser.at_provider(browser.begin("sessions"), "karin"))
    is_refused(browser, answer, "auth_time")


@pytest.mark.parametrize("again", ["https://evil.example", "//evil.example", "/chain", "x"])
def test_again_leads_nowhere_else(browser: Browser, again: str) -> None:
    answer = browser.send("GET", browser.at_provider(browser.begin(again), "karin"))
    assert answer.headers["location"] == "/"


def test_who_chooses_a_commission_comes_back_as_well(browser: Browser) -> None:
    page = browser.send("GET", browser.at_provider(browser.begin("administration"), "tove"))
    key = page.text.partition('name="key" value="')[2].partition('"')[0]
    data = {"key": key, "commission": "SE2321000131-C1"}
    assert browser.send("POST", "/login/commission", data=data).headers["location"] == "/administration"


# WHO IT IS


def test_an_hsa_id_that_comes_with_another_sub_is_refused(browser: Browser, idp: Provider, served_here: Served) -> None:
    """It was given to somebody else, or somebody is taken for another, until an administrator has seen to it."""
    browser.log_in("karin")
    browser.log_in("karin")  # the same one, again
    assert browser.lands() == "/chain"
    browser.cookies.clear()
    idp.claims, idp.info = {"sub": "another"}, {"sub": "another"}
    is_refused(browser, browser.log_in("karin"), "sub", "SE2321000131-P1")
    lift(served_here.database, KEYS, actor(), "SE2321000131-P1")
    browser.log_in("karin")
    assert browser.lands() == "/chain"


def test_a_sub_of_another_provider_is_another(browser: Browser, idp: Provider, served_here: Served) -> None:
    with served_here.database.writing() as connection:
        who = served_here.who(Role.COORDINATOR)
        let_in(connection, KEYS, replace(who, id="SE2321000131-P1"), "https://other.example\0sub-Karin", "2026")
    is_refused(browser, browser.log_in("karin"), "sub", "SE2321000131-P1")


def test_one_person_may_have_two_hsa_ids(browser: Browser, idp: Provider) -> None:
    """Two employments of one person, whom the provider calls the same."""
    idp.claims, idp.info = {"sub": "same"}, {"sub": "same"}
    for person in ("karin", "tove"):
        assert browser.log_in(person).status_code in (200, 303)


def test_a_provider_whose_sub_changes(browser: Browser, idp: Provider, served_here: Served) -> None:
    """Where the configuration says so people are known by their HSA-id alone."""
    object.__setattr__(served_here.service, "openid", idp.openid(sub_changes=True))
    browser.log_in("karin")
    idp.claims, idp.info = {"sub": "another"}, {"sub": "another"}
    browser.log_in("karin")
    assert browser.lands() == "/chain"


def test_who_is_barred_comes_in_by_no_card(browser: Browser, served_here: Served) -> None:
    browser.log_in("karin")
    bar(served_here.database, KEYS, actor(), "SE2321000131-P1")
    assert browser.lands() == "/login"
    is_refused(browser, browser.log_in("karin"), "barred", "SE2321000131-P1")
