"""Every route, asked by everybody for everybody's patients: the answer is what the permission that it declares says."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.requests import Request

from benkoll.chain.reads import episode
from benkoll.web import app as application
from benkoll.web.permissions import GRANTED, NOBODY, Permission, Role, Who
from benkoll.web.routes import Door, refuse_open_routes, who_asks
from benkoll.web.service import service_of
from database.hospital import number
from security.served import (
    ABSENT,
    OPEN,
    PATIENT_VALUES,
    PUBLIC_VALUES,
    WHOSE,
    Served,
    able,
    for_system,
    method,
    needs,
    of_patient,
    opened,
    said,
)

FAULTS = (500, 501, 503)
NUMBER_FIELDS = (
    "person",
    "person_id",
    "number",
    "patient",
    "identifier",
    "subject",
    "patient.identifier",
    "subject.identifier",
)
BODIES = (
    ("data", NUMBER_FIELDS, ""),
    ("data", NUMBER_FIELDS, "http://electronichealth.se/identifier/personnummer|"),
    *(("json", (name,), "") for name in NUMBER_FIELDS),
)
"""How a number is sent: all names of it in one form; alone as JSON, which takes no name that it does not know."""

OF_NOBODY = ("/api/v1/chain/intake", "/bulk/import", "/chain/refused", "/chain/letters/all")
"""Messages about anybody are taken in; all letters are sent."""
DIGESTS = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+")

UNDER_WAY = "/smart/"
"""A launch that nobody began is refused to everybody."""
LANGUAGE = re.compile(r"/language\?back=[^\"]*")
PROBLEMS = ("application/problem+json", "application/fhir+json")
TOKEN = re.compile(r'value="[\w-]{43}"')


def same(answer: httpx.Response) -> tuple[int, str, list[tuple[str, str]]]:
    """An answer without what the one who asked knows: the id that was asked for, and the token of the session."""
    text = TOKEN.sub('value="..."', LANGUAGE.sub("/language", answer.text))
    headers = [(name, value) for name, value in answer.headers.multi_items() if name != "content-length"]
    return answer.status_code, text, headers


def is_to_log_in(route: APIRoute, answer: httpx.Response) -> bool:
    if for_system(route):
        return answer.status_code == 401 and answer.headers["content-type"] in PROBLEMS
    return (answer.status_code, answer.headers.get("location")) == (303, "/login")


def test_every_path_parameter_is_known(served: Served) -> None:
    """What this suite puts into a path; a new kind of id is added to `served`."""
    names = {name for route in served.routes for name in route.param_convertors}
    assert names - PUBLIC_VALUES.keys() - PATIENT_VALUES.keys() == set()


def test_every_route_has_one_method(served: Served) -> None:
    assert [route.path for route in served.routes if len(route.methods) != 1] == []


@pytest.mark.parametrize("expired", [False, True])
def test_nobody(served: Served, expired: bool) -> None:
    """Without a log-in, or with one that has ended, only what is public answers."""
    wrong = []
    cookie, _ = served.logged_in(Role.COORDINATOR)
    served.clock.at = served.clock.at.replace(hour=12)
    for route in served.routes:
        for whose in WHOSE:
            headers = {"cookie": cookie} if expired else {}
            answer = served.ask(route, None, whose, headers=headers)
            is_open = needs(route) in OPEN
            right = answer.status_code not in (401, *FAULTS) if is_open else is_to_log_in(route, answer)
            if not right or served.told_of(answer.text):
                wrong.append(f"{said(route)} {whose}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("role", Role)
def test_a_role(served: Served, role: Role) -> None:
    """What its permissions say; what it may not, and what is not there, are the same 404."""
    wrong = []
    nowhere = {place: _nowhere(served, role, place) for place in NOWHERE}
    for route in served.routes:
        may = needs(route) in (*GRANTED[role], Permission.TOKEN)
        for whose in WHOSE:
            answer = served.ask(route, role, whose)
            if not may:
                right = same(answer) == nowhere[_form(route)]
            elif whose == "own" or not of_patient(route):
                right = answer.status_code not in (401, *FAULTS) and (
                    route.path == "/logout" or not is_to_log_in(route, answer)
                )
                there = needs(route) in OPEN or whose != "own" or route.path.startswith(UNDER_WAY)
                right &= there or answer.status_code not in (403, 404)
            else:
                # a form may be refused for what it lacks, before it is looked for whom it is about
                right = answer.status_code in ((404,) if method(route) == "GET" else (404, 422))
            if not right:
                wrong.append(f"{said(route)} {whose}: {answer.status_code}")
    assert wrong == []


NOWHERE = ("/nowhere", "/api/v1/nowhere", "/fhir/Nowhere")
"""What is not there, where people and where systems ask: each has its own form of an answer."""


def _form(route: APIRoute) -> str:
    return NOWHERE[2 if route.path.startswith("/fhir") else for_system(route)]


def _nowhere(served: Served, role: Role, place: str) -> tuple[int, str, list[tuple[str, str]]]:
    cookie, _ = served.logged_in(role)
    return same(served.get(place, headers={"cookie": cookie}))


@pytest.mark.parametrize("role", Role)
def test_absent_and_forbidden_are_the_same(served: Served, role: Role) -> None:
    """Status, body and headers, but for the id that was asked for."""
    wrong = []
    for route in filter(of_patient, served.routes):
        for token in (True, False):
            other, absent = (served.ask(route, role, whose, token=token) for whose in ("other", "absent"))
            ids = {value for name in route.param_convertors if (value := served.value(name, "other"))}
            if [_without(ids, part) for part in same(other)] != [_without({ABSENT}, part) for part in same(absent)]:
                wrong.append(said(route))
    assert wrong == []


def named(route: APIRoute) -> bool:
    """Whether it tells who the patient is; an entry of the log names them by a digest, to its own unit's reviewer."""
    return "entry" not in route.param_convertors


def _without(ids: set[str], part: object) -> str:
    return re.sub("|".join(map(re.escape, sorted(ids))), "ID", str(part))


@pytest.mark.parametrize("role", Role)
def test_whose_units_are_empty_sees_nobody(served: Served, role: Role) -> None:
    """An empty list is nobody's patients, and not everybody's."""
    nobodys = replace(served.who(role), units=frozenset())
    wrong = []
    for route in served.routes:
        if method(route) == "GET" and needs(route) in GRANTED[role]:
            answer = served.ask(route, nobodys)
            if served.told_of(answer.text) or (of_patient(route) and named(route) and answer.status_code != 404):
                wrong.append(f"{said(route)}: {answer.status_code}")
    assert wrong == []


def test_whose_roles_are_empty_may_nothing(served: Served) -> None:
    nobody = replace(served.who(Role.CLINIC), roles=frozenset())
    wrong = [
        said(route)
        for route in served.routes
        if needs(route) not in OPEN and served.ask(route, nobody).status_code != 404
    ]
    assert wrong == []
    assert not any(NOBODY.may(needed) for needed in Permission)


def test_only_patients_of_the_own_units_are_in_lists(served: Served) -> None:
    """Whoever is shown on any page to somebody of one hospital was at that hospital."""
    chain = served.service.chain(served.who(Role.COORDINATOR))
    from benkoll.chain.reads import episodes

    mine = {number for one in episodes(chain) for number in (*one.numbers, one.person_id)}
    strangers = [one for one in served.patients if one.number not in mine]
    assert strangers
    wrong = []
    for route in served.routes:
        if method(route) == "GET":
            text = served.ask(route, able(route)).text
            wrong += [f"{said(route)}: {one.number}" for one in strangers if one.said_in(text)]
    assert wrong == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CLINICIAN])
def test_a_number_in_a_form_opens_nobody(served: Served, role: Role) -> None:
    """Another unit's patient, named by number in whatever form or query, is as one that does not exist."""
    stranger = next(one for one in served.patients if one.digest == served.person("other"))
    other = stranger.number
    absent = number(date(1919, 3, 4), 981)
    assert not any(one.number == absent for one in served.patients)
    wrong = []
    for route in served.routes:
        asked = method(route) == "POST" and needs(route) in GRANTED[role] and needs(route) not in OPEN
        if not asked or of_patient(route) or route.path in OF_NOBODY:
            continue
        for send, names, system in BODIES:
            pair = [
                served.ask(route, role, **{send: dict.fromkeys(names, f"{system}{one}")})  # type: ignore[arg-type]
                for one in (other, absent)
            ]
            first, second = ((one.status_code, _unnumbered(one.text, other, absent)) for one in pair)
            if first != second or any(str(stranger.name) in one.text for one in pair):
                wrong.append(f"{said(route)} {send} {names}: {first[0]} {second[0]}")
    assert wrong == []


def _unnumbered(text: str, *numbers: str) -> str:
    """The text without what the one who asked wrote themselves, the token of the session, new ids and times."""
    for one in numbers:
        text = text.replace(one, "N").replace(f"{one[:8]}-{one[8:]}", "N")
    return DIGESTS.sub("ID", TOKEN.sub('value="..."', text))


# PLANTED: what the walk must find


def test_the_application_refuses_a_silent_route(served: Served) -> None:
    served.app.add_api_route("/silent", lambda: "patients")
    with pytest.raises(RuntimeError, match="/silent"):
        refuse_open_routes(served.app)


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_nothing_tells_of_the_routes_by_itself(served: Served, path: str) -> None:
    assert served.get(path).status_code == 404


Planted = Callable[[Request, str], dict[str, object]]


def leaks_other_units(request: Request, episode_id: str) -> dict[str, object]:
    """Asks with everybody's rights, and not with those of the one who asks."""
    whole = replace(service_of(request).chain(who_asks(request)), units=None)
    return {"person": episode(whole, episode_id).person_id}


def says_that_it_is_there(request: Request, episode_id: str) -> dict[str, object]:
    """Tells whether there is such a patient by another status."""
    from benkoll.errors import Conflict

    whole = replace(service_of(request).chain(who_asks(request)), units=None)
    shown = episode(whole, episode_id)
    if not who_asks(request).sees(shown.row["unit"]):
        raise Conflict("någon annans", "somebody else's")
    return {"person": shown.person_id}


@pytest.mark.parametrize(
    ("planted", "found_by"),
    [
        (leaks_other_units, test_a_role),
        (says_that_it_is_there, test_absent_and_forbidden_are_the_same),
        (says_that_it_is_there, test_a_role),
    ],
)
def test_a_planted_fault_is_found(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: Planted, found_by: Callable[..., None]
) -> None:
    door = Door()

    @door.get("/planted/{episode}", Permission.CHAIN_READ)
    def route(request: Request, episode: str) -> dict[str, object]:
        return planted(request, episode)

    monkeypatch.setattr(application, "_doors", lambda: (application.home, door))
    faulty = opened(template, tmp_path)
    try:
        with pytest.raises(AssertionError, match="planted"):
            found_by(faulty, Role.CLINICIAN)
    finally:
        faulty.close()


def test_a_who_without_session_is_refused_even_with_a_role(served: Served) -> None:
    """A cookie that was never given out, changed, or is another's digest is nobody's."""
    cookie, who = served.logged_in(Role.COORDINATOR)
    name, _, secret = cookie.partition("=")
    for forged in ("x", secret[:-1] + ("A" if secret[-1] != "A" else "B"), who.session, who.token, secret * 100):
        answer = served.get("/", headers={"cookie": f"{name}={forged}"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/login"), forged


def test_roles_and_permissions_are_whole() -> None:
    """Every role is granted something, every permission but none by itself is granted to some role."""
    assert set(GRANTED) == set(Role)
    assert set().union(*GRANTED.values()) == set(Permission) - {Permission.TOKEN}
    patients = {Permission.CHAIN_READ, Permission.CHAIN_WRITE}
    assert {role for role in Role if patients & GRANTED[role]} == {Role.CLINICIAN, Role.COORDINATOR, Role.CLINIC}


def test_whoever_is_nobody_sees_no_unit() -> None:
    assert not NOBODY.sees(None)
    assert not NOBODY.sees("")
    assert not Who("a", "a", frozenset(), "", "", frozenset({"SAGO-ORT"})).sees(None)
