"""Forms that another site makes a browser send: refused, whatever they hold."""

import pytest

from benkoll.web.permissions import Permission, Role
from security.served import ORIGIN, Served, able, for_system, method, needs, said

EVIL = "https://evil.example"
FOREIGN = [
    {"origin": EVIL},
    {"origin": "null"},
    {"origin": ORIGIN + ".evil.example"},
    {"origin": ORIGIN.replace("http:", "https:")},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": EVIL, "sec-fetch-site": "same-origin"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_from_elsewhere(served: Served, headers: dict[str, str]) -> None:
    """With the session's own cookie and token; systems' paths too, where no token of theirs is brought."""
    wrong = []
    for route in served.routes:
        if method(route) not in ("GET", "OPTIONS"):  # what is safe to ask is answered, and cannot be read there (below)
            answer = served.ask(route, able(route), headers=dict(headers))
            if answer.status_code != 403:
                wrong.append(f"{said(route)}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("headers", [{}, {"origin": ORIGIN}, {"origin": ORIGIN, "sec-fetch-site": "same-origin"}])
def test_from_our_own_pages(served: Served, headers: dict[str, str]) -> None:
    cookie, who = served.logged_in(Role.COORDINATOR)
    answer = served.send("POST", "/logout", headers={"cookie": cookie, **headers}, data={"token": who.token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_without_the_sessions_token(served: Served) -> None:
    """No form of a page is taken without it, with a wrong one, or with that of another session."""
    _, other = served.logged_in(Role.COORDINATOR)
    wrong = []
    for route in served.routes:
        if method(route) == "GET" or for_system(route) or needs(route) is Permission.PUBLIC:
            continue
        for token in (None, "", "x", other.token, other.session):
            headers = {} if token is None else {"X-Token": token}
            answer = served.ask(route, able(route), token=False, headers=headers)
            if answer.status_code != 403:
                wrong.append(f"{said(route)} token {token}: {answer.status_code}")
    assert wrong == []


def test_a_cookie_alone_is_no_token_for_systems(served: Served) -> None:
    """What a browser sends to another site without asking first (a form, plain text) is not taken there either."""
    wrong = []
    for route in served.routes:
        if method(route) == "GET" or not for_system(route) or needs(route) is Permission.PUBLIC:
            continue
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            headers = {"content-type": kind, "sec-fetch-site": "cross-site"}
            answer = served.ask(route, able(route), token=False, headers=headers, content="{}")
            if answer.status_code != 403:
                wrong.append(f"{said(route)} {kind}: {answer.status_code}")
    assert wrong == []


def test_other_methods_are_refused(served: Served) -> None:
    """TRACE and the like, and a method that the route does not have."""
    cookie, _ = served.logged_in(Role.COORDINATOR)
    for path in ("/", "/login", "/health"):
        for other in ("TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "WRONG"):
            answer = served.send(other, path, headers={"cookie": cookie})
            assert answer.status_code == 405, (other, path)
            assert "cookie" not in answer.text.lower()


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_is_not_overridden(served: Served, header: str) -> None:
    cookie, _ = served.logged_in(Role.COORDINATOR)
    assert served.get("/logout", headers={"cookie": cookie, header: "POST"}).status_code == 405
    assert served.get("/", headers={"cookie": cookie}).headers["location"] != "/login"


@pytest.mark.parametrize("origin", [EVIL, "null", ORIGIN + ".evil.example"])
def test_no_other_origin_reads_an_answer(served: Served, origin: str) -> None:
    """No list of callers, so none may read; a cookie is never shared with one."""
    wrong = []
    for route in served.routes:
        for verb in (method(route), "OPTIONS"):
            headers = {"origin": origin, "access-control-request-method": method(route)}
            answer = served.send(verb, served.path(route), headers=headers)
            allowed = {name for name in answer.headers if name.startswith("access-control-allow")}
            if allowed - {"access-control-allow-methods"}:
                wrong.append(f"{verb} {said(route)}: {sorted(allowed)}")
    assert wrong == []


def test_no_cookie_is_for_other_origins(served: Served) -> None:
    for route in served.routes:
        answer = served.ask(route, able(route), headers={"origin": ORIGIN})
        assert "access-control-allow-credentials" not in answer.headers, said(route)
