"""Blocked information on the pages: hidden from the others wherever they look, opened in emergency, and logged."""

from urllib.parse import urlencode

import httpx
import pytest

from benkoll.chain import commands
from benkoll.chain.post import make
from benkoll.chain.reads import Filter, episode, worklist
from benkoll.web.permissions import ALL_UNITS, Role
from database.hospital import DAY
from interface.web.calling import Caller, person
from interface.web.forms import FORM, at, said, send
from security.served import Served

SECRET = "what the patient told this unit alone"


@pytest.fixture
def hidden(served: Served) -> str:
    """An episode of the own unit, which its patient has blocked."""
    named = served.episode("own")
    commands.record(served.whole, named, "note", DAY, {"text": SECRET})
    make(served.whole, named, "invitation", "sv")
    answer = send(at(served), f"/chain/episode/{named}/block", {})
    assert answer.status_code == 303
    return named


def clinic(served: Served) -> Caller:
    """Who sees every unit's patients."""
    return person(served, Role.CLINIC, [ALL_UNITS])


def pages(served: Served, caller: Caller, number: str) -> dict[str, httpx.Response]:
    """Every page and file that could show a patient."""
    paths = [route.path for route in served.routes if route.methods == {"GET"} and "{" not in route.path]
    found = {path: caller.get(path) for path in paths if path.startswith(("/chain", "/indicators"))}
    for page in range(1, 6):
        found[f"/chain?page={page}"] = caller.get(f"/chain?page={page}")
    for status in ("waiting", "sent", "stopped"):
        found[status] = caller.get(f"/chain/letters?status={status}")
    for key in ("UK-02", "UK-10", "KEY-3", "SE-OS03"):
        found[key] = caller.get(f"/indicators/{key}")
        found[f"{key} file"] = caller.get(f"/indicators/{key}/list.csv")
    found["sought"] = caller.post("/chain/search", urlencode({"number": number}), FORM)
    return found


def test_nothing_of_it_is_on_any_page(served: Served, hidden: str) -> None:
    shown = episode(served.service.chain(served.who(Role.COORDINATOR)), hidden)
    answers = pages(served, clinic(served), shown.person_id)
    assert {path for path, answer in answers.items() if answer.status_code != 200} == {"/chain/refused"}
    for path, answer in answers.items():
        assert SECRET not in answer.text, path
        assert hidden not in answer.text, path
        assert hidden[:8] not in answer.text, path
        if path != "sought":
            assert shown.person_id not in answer.text, path
    assert "Spärrade uppgifter finns" in said(answers["sought"])


@pytest.mark.parametrize("path", ["/chain/episode/{}", "/chain/episode/{}/record", "/chain/episode/{}/unblock"])
def test_by_its_id_it_is_absent(served: Served, hidden: str, path: str) -> None:
    caller = clinic(served)
    for named in (hidden, "f" * 32):
        answer = caller.get(path.format(named))
        if path.count("/") > 3:
            answer = caller.post(path.format(named), urlencode({"kind": "note", "text": "x", "version": "1"}), FORM)
        assert (answer.status_code, SECRET in answer.text) == (404, False)


def test_the_unit_itself_sees_it_marked(served: Served, hidden: str) -> None:
    page = at(served).get(f"/chain/episode/{hidden}")
    assert page.status_code == 200
    assert SECRET in page.text
    assert "is blocked: only those who work for the unit see it" in said(page)
    assert hidden in {one.episode for one in worklist(served.service.chain(served.who(Role.COORDINATOR)), Filter())}


def test_opened_in_emergency_with_a_reason(served: Served, hidden: str) -> None:
    chain = served.service.chain(served.who(Role.COORDINATOR))
    number = episode(chain, hidden).person_id
    caller = clinic(served)
    empty = caller.post("/chain/emergency", urlencode({"number": number}), FORM)
    assert (empty.status_code, SECRET in empty.text) == (422, False)
    opened = caller.post("/chain/emergency", urlencode({"number": number, "reason": "unconscious"}), FORM)
    assert (opened.status_code, SECRET in opened.text) == (200, True)
    assert caller.get(f"/chain/episode/{hidden}").status_code == 404
    reader = person(served, Role.CLINICIAN, [ALL_UNITS])
    refused = reader.post("/chain/emergency", urlencode({"number": number, "reason": "curious"}), FORM)
    assert refused.status_code == 404


def test_the_block_is_lifted_with_a_reason(served: Served, hidden: str) -> None:
    assert send(at(served), f"/chain/episode/{hidden}/unblock", {"reason": "the patient wants it"}).status_code == 303
    assert clinic(served).get(f"/chain/episode/{hidden}").status_code == 200
