"""Limits: too many, too large, too slow; addresses that lead out of the service."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from benkoll.audit.tables import entry
from benkoll.web import callers, looks, routes, security
from benkoll.web.permissions import Role
from benkoll.web.security import LARGEST, LOG_INS_A_MINUTE
from security.served import Served, able, method, said

OTHER_FORM = {"/bulk/import": (415,), "/vfa/upload/{episode}": (422,)}
"""Where the form is looked at first, or more may come: it lacks its token, or its file."""

EVIL = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "///evil.example",
    "/%2f/evil.example/..",
    "/\r\nset-cookie: x=1",
    " //evil.example",
    "https:/evil.example",
    "@evil.example",
    ".evil.example",
]


@pytest.fixture(autouse=True)
def at_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minute in which requests are counted does not end while a test counts."""
    for module in (security, callers):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: 12_000.0))


def test_log_ins_are_few(served: Served) -> None:
    answers = [served.send("POST", "/login/demo", data={"person": "x"}) for _ in range(LOG_INS_A_MINUTE + 1)]
    assert {one.status_code for one in answers[:-1]} == {422}
    assert (answers[-1].status_code, answers[-1].headers["retry-after"]) == (429, "60")
    assert served.get("/login").status_code == 200
    assert served.send("POST", "/login/demo", address="127.0.0.2", data={"person": "karin"}).status_code == 303


def test_requests_are_limited(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "REQUESTS_A_MINUTE", 5)
    answers = [served.get("/login").status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert served.get("/login", address="10.0.0.8").status_code == 200


def test_the_count_begins_anew_each_minute(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "REQUESTS_A_MINUTE", 1)
    assert [served.get("/login").status_code for _ in range(2)] == [200, 429]
    monkeypatch.setattr(callers, "time", SimpleNamespace(monotonic=lambda: 12_061.0))
    assert served.get("/login").status_code == 200


def test_many_addresses_fill_no_memory(served: Served) -> None:
    many = callers.Callers()
    for place in range(many.MOST + 50):
        many.wait(f"10.{place}", security.REQUESTS_A_MINUTE)
    assert len(many._count) == many.MOST


# WHERE IT COMES FROM


def at(address: str, said: str | None, proxies: tuple[str, ...]) -> str:
    headers = [] if said is None else [(b"x-forwarded-for", said.encode())]
    return callers.address_of({"type": "http", "client": (address, 1), "headers": headers}, proxies)


@pytest.mark.parametrize(
    ("said", "caller"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("1.1.1.1, 192.0.2.1", "192.0.2.1"),
        ("127.0.0.1, 192.0.2.1, 10.9.0.3", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("192.0.2.1, not an address", "10.9.0.2"),
        ("", "10.9.0.2"),
        ("10.9.0.4", "10.9.0.2"),
        (None, "10.9.0.2"),
    ],
)
def test_a_proxy_that_is_known_says_whom_it_was_called_by(said: str | None, caller: str) -> None:
    """The last address that is no proxy of ours; what stands before it the caller may have written."""
    assert at("10.9.0.2", said, ("10.9.0.0/24",)) == caller
    assert at("10.8.0.2", said, ("10.9.0.0/24",)) == "10.8.0.2"
    assert at("10.9.0.2", said, ()) == "10.9.0.2"


def test_limits_are_each_callers_behind_a_known_proxy(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "REQUESTS_A_MINUTE", 2)
    object.__setattr__(served.service, "proxies", ("10.9.0.2",))
    found = [
        served.get("/login", address="10.9.0.2", headers={"X-Forwarded-For": one}).status_code
        for one in ("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1", "8.8.8.8, 192.0.2.1")
    ]
    assert found == [200, 200, 200, 429, 429]


# WHAT ONE PERSON LOOKS UP


def looked(served: Served, cookie: str, path: str) -> int:
    return served.get(path, headers={"cookie": cookie}).status_code


def test_who_looks_up_more_than_anybody_works_waits(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each patient and each page of a list once; the hour is logged once, and what is open already stays open."""
    monkeypatch.setattr(routes, "PEOPLE_AN_HOUR", 3)
    cookie, _ = served.logged_in(Role.COORDINATOR)
    pages = ["/chain", f"/chain/episode/{served.episode('own')}", "/chain?unit=SAGO-ORT"]
    assert [looked(served, cookie, one) for one in (*pages, *pages)] == [200] * 6
    before = served.last_entry()
    answers = [served.get(f"/chain?unit={number}", headers={"cookie": cookie}) for number in range(3)]
    assert [one.status_code for one in answers] == [429] * 3
    assert 0 < int(answers[0].headers["retry-after"]) <= 3600
    assert "more than 3 looked up" in served.get("/chain?a=1", headers={"cookie": f"{cookie}; lang=en"}).text
    assert looked(served, cookie, pages[1]) == 200
    with served.database.reading() as connection:
        told = connection.execute(sa.select(entry.c.action, entry.c.reason).where(entry.c.seq > before)).all()
    assert [tuple(one) for one in told if one.action == "refused"] == [("refused", "too many looked up")]
    other, _ = served.logged_in(Role.CLINIC)
    assert looked(served, other, "/chain") == 200


def test_each_search_by_number_counts(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "PEOPLE_AN_HOUR", 2)
    cookie, who = served.logged_in(Role.COORDINATOR)
    form = {"token": who.token, "number": served.patients[0].number}
    found = [served.send("POST", "/chain/search", headers={"cookie": cookie}, data=form).status_code for _ in range(4)]
    assert found == [200, 200, 429, 429]


def test_the_count_begins_anew_each_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 7200.0
    monkeypatch.setattr(looks, "time", SimpleNamespace(monotonic=lambda: now))
    counted = looks.Looks()
    assert [counted.wait("a", None, 1), counted.wait("a", None, 1), counted.wait("b", None, 1)] == [None, 3600, None]
    assert [counted.is_to_be_told("a"), counted.is_to_be_told("a")] == [True, False]
    now = 10_790.0
    assert counted.wait("a", "page", 1) == 10
    now = 10_800.0
    assert [counted.wait("a", "page", 1), counted.is_to_be_told("a")] == [None, True]


# BODIES


@pytest.mark.parametrize("length", [str(LARGEST + 1), "-1", "x", "1e3", "9" * 40])
def test_a_body_that_says_that_it_is_too_large(served: Served, length: str) -> None:
    """Refused before it is read; so is a length that is no number."""
    for route in served.routes:
        if method(route) != "GET":
            answer = served.ask(route, able(route), headers={"content-length": length}, content=b"")
            assert answer.status_code in (413, *OTHER_FORM.get(route.path, ())), said(route)


def test_a_body_of_no_length_is_cut_at_the_limit(served: Served) -> None:
    """What comes in pieces and never ends is refused, and not kept in memory."""

    async def endless() -> Any:
        for _ in range(200):
            yield b"x" * 100_000

    cookie, _ = served.logged_in(Role.COORDINATOR)
    for path in ("/login/demo", "/logout"):
        headers = {"cookie": cookie, "content-type": "application/x-www-form-urlencoded"}
        answer = served.send("POST", path, headers=headers, content=endless())
        assert answer.status_code in (400, 413), path


def test_a_slow_body_is_broken_off(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends a byte now and then holds no one up."""
    monkeypatch.setattr(security, "SLOWEST_SECONDS", 0.05)

    async def slow() -> Any:
        yield b"person="
        await asyncio.sleep(5)
        yield b"karin"

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = served.send("POST", "/login/demo", headers=headers, content=slow(), timeout=2)
    assert answer.status_code == 413


@pytest.mark.parametrize("fields", [1001, 5000])
def test_a_form_of_too_many_fields(served: Served, fields: int) -> None:
    cookie, who = served.logged_in(Role.COORDINATOR)
    data = {"token": who.token, **{f"f{place}": "x" for place in range(fields)}}
    answer = served.send("POST", "/logout", headers={"cookie": cookie}, data=data)
    assert 400 <= answer.status_code < 500


def broken_bodies() -> Iterator[tuple[str, bytes]]:
    yield "application/json", b'{"a": NaN'
    yield "application/json", b"[" * 100_000
    yield "application/json", b"\xff\xfe\x00"
    yield "application/json", b'{"a": 1e400, "a": "\\ud800"}'
    yield "application/json", b"1" * 5000
    yield "application/x-www-form-urlencoded", b"token=%zz&%00=%ff"
    yield (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="../../x"\r\n\r\n',
    )
    yield "multipart/form-data", b"--x"
    yield "text/xml", b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'
    yield "application/octet-stream", bytes(range(256))


# A file that a form begins and never ends is closed by the framework with its last mention, which Python remarks on.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("kind", "body"), list(broken_bodies()), ids=lambda value: str(value[:30]))
def test_no_body_is_a_fault(served: Served, kind: str, body: bytes) -> None:
    """Whatever is sent to whichever route: an answer that says what is wrong, never a fault of the program."""
    wrong = []
    for route in served.routes:
        if method(route) != "GET":
            answer = served.ask(route, able(route), headers={"content-type": kind}, content=body)
            if answer.status_code >= 500 or "root:" in answer.text:
                wrong.append(f"{said(route)}: {answer.status_code}")
    assert wrong == []


QUERIES = [
    "x" * 5000,
    "%00",
    "%ff%fe",
    "' OR 1=1 --",
    "{{7*7}}",
    "<script>",
    "../../etc/passwd",
    "-1",
    "1e400",
    "$where",
]


@pytest.mark.parametrize("value", QUERIES, ids=lambda value: value[:12])
def test_no_query_is_a_fault(served: Served, value: str) -> None:
    """Each name that a route reads from its address, and some that it does not, with such a value."""
    wrong = []
    for route in served.routes:
        if method(route) != "GET":
            continue
        names = {one.alias for one in route.dependant.query_params} | {
            "sort",
            "filter",
            "unit",
            "step",
            "owner",
            "back",
        }
        answer = served.ask(route, able(route), params=dict.fromkeys(sorted(names), value))
        if (
            answer.status_code >= 500
            or answer.text.strip() == "49"
            or ("<script>" in answer.text and "html" in answer.headers["content-type"])
        ):
            wrong.append(f"{said(route)}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("value", ["%00", "..%2f..%2fetc%2fpasswd", "' OR 1=1 --", "%25", "%ff", "x" * 3000, "_" * 32])
def test_no_id_is_a_fault(served: Served, value: str) -> None:
    wrong = []
    for route in served.routes:
        if not route.param_convertors:
            continue
        path = route.path_format.format(**dict.fromkeys(route.param_convertors, value))
        cookie, who = served.logged_in(able(route))
        answer = served.send(method(route), path, headers={"cookie": cookie, "X-Token": who.token})
        if answer.status_code >= 500 or served.told_of(answer.text):
            wrong.append(f"{said(route)}: {answer.status_code}")
    assert wrong == []


# ADDRESSES THAT LEAD OUT


@pytest.mark.parametrize("back", EVIL, ids=repr)
def test_the_language_leads_nowhere_else(served: Served, back: str) -> None:
    answer = served.send("POST", "/language", params={"back": back})
    location = answer.headers["location"]
    assert answer.status_code == 303
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert not set(location) & set("\r\n\t\\ ")
    assert answer.headers.get_list("set-cookie") == [answer.headers["set-cookie"]]


@pytest.mark.parametrize("target", EVIL, ids=repr)
def test_the_log_in_leads_nowhere_else(served: Served, target: str) -> None:
    params = dict.fromkeys(("next", "back", "url", "redirect", "return_to"), target)
    answer = served.send("POST", "/login/demo", params=params, data={"person": "karin"})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("host", ["127.0.0.1.evil.example"])
def test_no_address_is_made_from_the_host_that_was_said(served: Served, host: str) -> None:
    wrong = []
    for route in served.routes:
        answer = served.ask(route, able(route), headers={"host": host, "x-forwarded-host": host})
        if host in answer.text or host in str(answer.headers):
            wrong.append(said(route))
    assert wrong == []


async def raw(served: Served, path: bytes) -> int:
    """The status for a path as it stands, which no client has tidied."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": path.decode("latin-1"),
        "raw_path": path,
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }
    found = list[Any]()

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        found.append(message)

    await served.app(scope, receive, send)
    return int(found[0]["status"])


@pytest.mark.parametrize(
    "path",
    [
        b"/static/../views.py",
        b"/static/../../pyproject.toml",
        b"/static//etc/passwd",
        b"/static/..%2fviews.py",
        b"/static/....//views.py",
        b"/static/\x00",
        b"/static/benkoll.css/../../app.py",
        b"/static/",
        b"/static",
        b"/static/.",
        b"/.git/config",
        b"/static/../../../../../../etc/passwd",
    ],
)
def test_no_file_but_the_static_ones(served: Served, path: bytes) -> None:
    """Nor a list of them."""
    assert served.runner.run(raw(served, path)) in (307, 404)
