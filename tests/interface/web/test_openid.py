"""Log-in by OpenID Connect: who comes in, in which commission, and everything that must not come in."""

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import sqlalchemy as sa
from joserfc.jwk import OctKey, RSAKey

from benkoll.audit.tables import entry
from benkoll.web import rings
from benkoll.web.sessions import IDLE
from interface.web.browser import AT_HOME, CALLBACK, Browser
from interface.web.network import Network
from interface.web.provider import CLINIC, GIVEN, LOA3, ORIGIN, WARD, Provider
from security.served import Served, opened


@pytest.fixture
def idp() -> Provider:
    return Provider()


@pytest.fixture
def network(idp: Provider, monkeypatch: pytest.MonkeyPatch) -> Network:
    monkeypatch.setattr(rings, "RETRY", 0.0)
    return Network({ORIGIN: idp.app})


@pytest.fixture
def served_here(template: Path, tmp_path: Path, idp: Provider, network: Network) -> Iterator[Served]:
    plain = opened(template, tmp_path)
    more: Any = {"openid": idp.openid(), "commissions": GIVEN, "outward": network.outward()}
    made = Served(plain.database, AT_HOME, **more)
    yield made
    made.close()
    plain.runner.close()


@pytest.fixture
def browser(served_here: Served, idp: Provider) -> Browser:
    return Browser(served_here, idp)


def log_ins(served: Served) -> list[tuple[str, str, str | None]]:
    """Who, how it ended and why, of each log-in in the log."""
    asked = sa.select(entry.c.actor, entry.c.outcome, entry.c.reason).where(entry.c.action == "log in")
    with served.database.reading() as connection:
        return [(row.actor, row.outcome, row.reason) for row in connection.execute(asked.order_by(entry.c.seq))]


def is_refused(browser: Browser, answer: httpx.Response, why: str, who: str = "") -> None:
    """Told plainly, not logged in, and logged."""
    assert answer.status_code == 403
    assert "<h1>" in answer.text
    assert browser.lands() == "/login"
    assert log_ins(browser.served)[-1] == (who, "refused", why)


# THE WAY IN


def test_what_the_provider_is_asked(browser: Browser) -> None:
    address = urlsplit(browser.begin())
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{ORIGIN}/authorize"
    assert asked["redirect_uri"] == AT_HOME + CALLBACK
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    assert LOA3 in asked["acr_values"].split()
    again = parse_qs(urlsplit(browser.begin()).query)
    assert all(again[name][0] != asked[name] for name in ("state", "nonce", "code_challenge"))


def test_one_commission(browser: Browser, served_here: Served) -> None:
    answer = browser.log_in("karin")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.lands() == "/chain"
    assert log_ins(served_here)[-1] == ("SE2321000131-P1", "done", "coordinator")
    page = browser.send("GET", "/login").text
    assert "Karin Koordinator, Sagolunds universitetssjukhus" in page
    assert "__Host-benkoll-login" not in browser.cookies


def test_two_commissions_must_choose_one(browser: Browser, served_here: Served) -> None:
    page = browser.log_in("tove")
    assert page.status_code == 200
    assert browser.lands() == "/login"
    assert "Frakturkoordinator, ortopeden" in page.text
    key = page.text.split('name="key" value="')[1].split('"')[0]
    chosen = {"key": key, "commission": CLINIC["commissionHsaId"]}
    answer = browser.send("POST", "/login/commission", data=chosen)
    assert answer.status_code == 303
    assert log_ins(served_here)[-1] == ("SE2321000131-P2", "done", "clinic")
    again = browser.send("POST", "/login/commission", data=chosen | {"commission": WARD["commissionHsaId"]})
    assert again.status_code == 403


def test_the_choice_belongs_to_the_browser(browser: Browser, served_here: Served, idp: Provider) -> None:
    key = browser.log_in("tove").text.split('name="key" value="')[1].split('"')[0]
    other = Browser(served_here, idp)
    answer = other.send("POST", "/login/commission", data={"key": key, "commission": CLINIC["commissionHsaId"]})
    is_refused(other, answer, "choice")


@pytest.mark.parametrize("hsa_id", ["", "SE2321000131-C3", "SE2321000131-C9", "*"])
def test_only_what_was_offered_can_be_chosen(browser: Browser, hsa_id: str) -> None:
    key = browser.log_in("tove").text.split('name="key" value="')[1].split('"')[0]
    answer = browser.send("POST", "/login/commission", data={"key": key, "commission": hsa_id})
    is_refused(browser, answer, "commission", "SE2321000131-P2")


@pytest.mark.parametrize(
    ("person", "why", "who"), [("nils", "commission", "SE2321000131-P3"), ("stina", "commission", "SE2321000131-P4")]
)
def test_no_commission_that_gives_anything(browser: Browser, person: str, why: str, who: str) -> None:
    answer = browser.log_in(person)
    is_refused(browser, answer, why, who)
    assert "ditt uppdrag ger ingen behörighet här" in answer.text


def test_no_commission_is_configured(browser: Browser, template: Path, tmp_path: Path, idp: Provider) -> None:
    """An empty list is nobody."""
    served = browser.served
    object.__setattr__(served.service, "commissions", ())
    is_refused(browser, browser.log_in("karin"), "commission", "SE2321000131-P1")


def test_a_purpose_that_is_not_care_sees_no_patient(browser: Browser, served_here: Served) -> None:
    browser.log_in("kurt")
    assert log_ins(served_here)[-1] == ("SE2321000131-P5", "done", "manager")
    assert browser.lands() == "/indicators"


def test_an_essential_claim_that_cannot_be_met(browser: Browser) -> None:
    """The provider refuses, and says so."""
    answer = browser.log_in("olof")
    is_refused(browser, answer, "provider")
    assert "identitetstjänsten släppte inte in dig" in answer.text


def test_too_low_an_assurance(browser: Browser) -> None:
    is_refused(browser, browser.log_in("lena"), "id_token: acr")


# WHAT MUST NOT COME IN


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "https://evil.example"}, "iss"),
        ({"iss": ORIGIN + "/"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "another"}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": ["another"]}, "aud"),
        ({"aud": ["benkoll", "another"]}, "azp"),
        ({"aud": ["benkoll", "another"], "azp": "another"}, "azp"),
        ({"azp": "another"}, "azp"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"nonce": 1}, "nonce"),
        ({"sub": None}, "sub"),
        ({"acr": None}, "acr"),
        ({"acr": "http://id.sambi.se/loa/loa1"}, "acr"),
        ({"exp": 1}, "exp"),
        ({"exp": None}, "exp"),
        ({"iat": None}, "iat"),
        ({"iat": 4102444800}, "iat"),
        ({"nbf": 4102444800}, "nbf"),
    ],
)
def test_a_wrong_claim(browser: Browser, idp: Provider, claims: dict[str, Any], why: str) -> None:
    idp.claims = claims
    is_refused(browser, browser.log_in("karin"), f"id_token: {why}")


def test_several_audiences_with_us_as_the_party(browser: Browser, idp: Provider) -> None:
    idp.claims = {"aud": ["benkoll", "another"], "azp": "benkoll"}
    assert browser.log_in("karin").status_code == 303


def test_another_key(browser: Browser, idp: Provider) -> None:
    idp.key = RSAKey.generate_key(2048, {"kid": "idp-1"})
    is_refused(browser, browser.log_in("karin"), "id_token: signature")


def test_our_secret_as_key(browser: Browser, idp: Provider) -> None:
    idp.key, idp.header = OctKey.import_key("client secret".ljust(32)), {"alg": "HS256"}  # type: ignore[assignment]
    is_refused(browser, browser.log_in("karin"), "id_token: algorithm")


def test_unsigned(browser: Browser, idp: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_token = idp.id_token

    def unsigned(*asked: Any) -> str:
        _, claims, _ = signed_token(*asked).split(".")
        header = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
        return f"{header}.{claims}."

    monkeypatch.setattr(idp, "id_token", unsigned)
    is_refused(browser, browser.log_in("karin"), "id_token: algorithm")


def test_the_answer_twice(browser: Browser) -> None:
    back = browser.at_provider(browser.begin(), "karin")
    cookies = dict(browser.cookies)
    assert browser.send("GET", back).status_code == 303
    browser.cookies = cookies
    is_refused(browser, browser.send("GET", back), "state")


def test_an_answer_that_nobody_asked_for(browser: Browser) -> None:
    for query in ("", "?code=x", "?state=x", "?code=x&state=x", "?error=x", "?state=" + "x" * 5000):
        is_refused(browser, browser.send("GET", CALLBACK + query), "state")


def test_another_browsers_answer(browser: Browser, served_here: Served, idp: Provider) -> None:
    """Who is lured to another's answer is not logged in as them."""
    back = browser.at_provider(browser.begin(), "karin")
    lured = Browser(served_here, idp)
    is_refused(lured, lured.send("GET", back), "state")
    lured.begin()
    is_refused(lured, lured.send("GET", browser.at_provider(browser.begin(), "karin")), "state")


def test_an_answer_that_came_too_late(browser: Browser, served_here: Served) -> None:
    from datetime import timedelta

    back = browser.at_provider(browser.begin(), "karin")
    served_here.clock.at += timedelta(minutes=11)
    is_refused(browser, browser.send("GET", back), "state")


def test_another_providers_answer(browser: Browser, idp: Provider) -> None:
    """RFC 9207: the answer says of whom it is."""
    back = browser.at_provider(browser.begin(), "karin")
    is_refused(browser, browser.send("GET", back + "&iss=https://evil.example"), "iss")
    idp.metadata = {"authorization_response_iss_parameter_supported": True}
    is_refused(browser, browser.send("GET", browser.at_provider(browser.begin(), "karin")), "iss")
    back = browser.at_provider(browser.begin(), "karin")
    assert browser.send("GET", f"{back}&iss={ORIGIN}").status_code == 303


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": 1},
    ],
)
def test_a_provider_that_is_not_the_one_configured(
    browser: Browser, idp: Provider, network: Network, metadata: dict[str, Any]
) -> None:
    idp.metadata = metadata
    assert browser.send("GET", "/login/openid").status_code == 503
    assert all(one.startswith(ORIGIN) for one in network.asked)


@pytest.mark.parametrize("info", [{"sub": "somebody else"}, {"sub": None}])
def test_another_persons_userinfo(browser: Browser, idp: Provider, info: dict[str, Any]) -> None:
    idp.info = info
    is_refused(browser, browser.log_in("karin"), "userinfo")


def test_userinfo_does_not_change_what_was_signed(browser: Browser, idp: Provider, served_here: Served) -> None:
    idp.claims = {"employeeHsaId": "SE2321000131-SIGNED"}
    browser.log_in("karin")
    assert log_ins(served_here)[-1][0] == "SE2321000131-SIGNED"


@pytest.mark.parametrize(
    "query", ["?next=https://evil.example", "?redirect_uri=https://evil.example", "?back=//evil.example"]
)
def test_nobody_is_sent_elsewhere(browser: Browser, query: str) -> None:
    address = browser.send("GET", "/login/openid" + query).headers["location"]
    assert "evil" not in address
    back = browser.at_provider(address, "karin")
    assert browser.send("GET", back + query.replace("?", "&")).headers["location"] == "/"


def test_a_session_from_before_ends(browser: Browser, served_here: Served) -> None:
    """A session that somebody planted is not the one that is logged in, and is none any more."""
    browser.log_in("karin")
    first = browser.cookies["__Host-benkoll"]
    browser.log_in("kurt")
    assert browser.cookies["__Host-benkoll"] != first
    headers = {"cookie": f"__Host-benkoll={first}"}
    assert served_here.get("/", headers=headers).headers["location"] == "/login"


def test_log_out(browser: Browser) -> None:
    browser.log_in("karin")
    token = browser.send("GET", "/login").text.split('name="token" value="')[1].split('"')[0]
    browser.send("POST", "/logout", data={"token": token})
    assert browser.lands() == "/login"


# THE PROVIDER IS GONE


def test_the_provider_is_gone_and_comes_back(browser: Browser, network: Network) -> None:
    network.gone.add(ORIGIN)
    answer = browser.send("GET", "/login/openid")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "identitetstjänsten svarar inte" in answer.text
    assert "Databasen" not in answer.text
    network.gone.clear()
    assert browser.log_in("karin").status_code == 303


def test_it_goes_while_somebody_logs_in(browser: Browser, network: Network) -> None:
    back = browser.at_provider(browser.begin(), "karin")
    network.gone.add(ORIGIN)
    assert browser.send("GET", back).status_code == 503
    assert browser.lands() == "/login"
    network.gone.clear()
    assert browser.log_in("karin").status_code == 303


def test_who_is_logged_in_works_on(browser: Browser, network: Network, served_here: Served) -> None:
    browser.log_in("karin")
    network.gone.add(ORIGIN)
    assert browser.lands() == "/chain"
    served_here.clock.at += IDLE
    assert browser.lands() == "/login"


def test_without_a_provider_there_is_no_such_page(served: Served) -> None:
    for path in ("/login/openid", CALLBACK):
        assert served.get(path).status_code == 404


def test_nothing_of_a_token_is_stored_or_logged(
    browser: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "benkoll")
    browser.log_in("karin")
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    for secret in (browser.idp.form["code"], browser.idp.form["code_verifier"], *browser.idp.tokens):
        assert secret.encode() not in stored
        assert secret not in caplog.text


def test_cookies_are_bound_to_the_host(browser: Browser) -> None:
    answer = browser.send("GET", "/login/openid")
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith("__Host-benkoll-login=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"))
