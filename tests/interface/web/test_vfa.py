"""Images of the spine in the web: a file that comes, what is done to a reading, who sees what, what comes of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import numpy as np
import pytest

from benkoll.audit.log import entries
from benkoll.chain import commands
from benkoll.chain.reads import episode
from benkoll.exchange.dicom.sr_read import read_sr
from benkoll.exchange.dicom.write_image import Origin, write_image
from benkoll.imaging.phantom import FRACTURED, Phantom, draw
from benkoll.measures.vertebra import LEVELS, POINTS
from benkoll.readings.changes import points_of
from benkoll.web.permissions import ALL_UNITS, Role
from interface.web.calling import Caller, person
from interface.web.forms import at, said, send
from security.served import OWN_UNIT, Served

MADE = date(2026, 2, 20)


@pytest.fixture(scope="module")
def phantom() -> Phantom:
    return draw(3, FRACTURED)


def file_of(phantom: Phantom, **origin: Any) -> bytes:
    said_ = {"patient_id": "", "age": 70, "made_on": MADE} | origin
    return write_image(phantom.image, phantom.spacing, Origin(**said_), anterior=phantom.facing)


def upload(caller: Caller, named: str, content: bytes, **fields: str) -> httpx.Response:
    """The file sent as a browser sends it."""
    files = {"file": ("bild.dcm", content, "application/dicom")}
    return caller.served.send("POST", f"/vfa/upload/{named}", headers=caller.headers, files=files, data=fields)


def begun(caller: Caller, phantom: Phantom) -> str:
    """The address of a reading of the phantom's image, of a patient of the own unit."""
    answer = upload(caller, caller.served.episode("own"), file_of(phantom), sure="yes")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def do(caller: Caller, reading: str, version: int, *changes: tuple[str, Mapping[str, Any]]) -> httpx.Response:
    body = {"version": version, "changes": [{"kind": kind, "data": data} for kind, data in changes]}
    return caller.send(f"{reading}/changes", body)


def placed(phantom: Phantom, *levels: str) -> list[tuple[str, Mapping[str, Any]]]:
    every = [(level, points_of(phantom.vertebrae[level])) for level in levels or LEVELS]
    done = [("placed", {"level": level, "points": points, "proposed": True}) for level, points in every]
    return [*done, *(("approved", {"level": level}) for level, _ in every)]


def signed(caller: Caller, reading: str, phantom: Phantom) -> httpx.Response:
    """The reading made whole, its fractures called so, and signed."""
    stands = do(caller, reading, 0, *placed(phantom)).json()
    stands = do(caller, reading, stands["version"], *(judged(level) for level in stands["open"])).json()
    answer = send(caller, f"{reading}/sign", {"version": str(stands["version"]), "words": "Ny fraktur."})
    assert answer.status_code == 303, said(answer)
    return caller.get(reading)


def judged(level: str) -> tuple[str, Mapping[str, Any]]:
    return "judged", {"level": level, "judgement": "fracture"}


def acts(served: Served) -> list[str]:
    with served.database.reading() as connection:
        return [one.action for one in entries(connection)]


# A FILE THAT COMES


def test_an_image_is_stored_and_shown(served: Served, phantom: Phantom) -> None:
    clinic, named = at(served, Role.CLINIC, "sv"), served.episode("own")
    number = episode(served.whole, named).person_id
    content = file_of(phantom, patient_id=f"{number[:8]}-{number[8:]}")
    answer = upload(clinic, named, content)
    assert answer.status_code == 303, said(answer)
    page = clinic.get(answer.headers["location"])
    assert page.status_code == 200
    assert number in page.text
    assert "Inget upptäcks av sig självt" in page.text
    assert "kräver JavaScript" in page.text
    assert "2026-02-20" in page.text
    image = page.text.partition("/vfa/image/")[2].partition("/")[0]
    picture = clinic.get(f"/vfa/image/{image}/picture?centre=100&width=50")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    assert picture.headers["cache-control"] == "no-store"
    assert picture.content != clinic.get(f"/vfa/image/{image}/picture").content
    for wrong in ("centre=1&width=0", "centre=x&width=1", "width=nan&centre=1", "width=3"):
        assert clinic.get(f"/vfa/image/{image}/picture?{wrong}").status_code == 422
    assert {"image stored", "reading started", "reading opened", "image opened"} <= set(acts(served)[-20:])
    again = upload(clinic, named, content)
    assert again.headers["location"] == answer.headers["location"]
    waiting = said(clinic.get("/vfa"))
    assert "påbörjad av mig" in waiting
    assert number in waiting


BROKEN = {
    "no dicom": (b"GIF89a" + bytes(400), "the mark DICM is missing"),
    "cut off": (file_of(draw(3, FRACTURED))[:5000], "damaged or cut off"),
    "a child": (file_of(draw(3, FRACTURED), age=12), "under 18"),
    "of a day to come": (file_of(draw(3, FRACTURED), made_on=date(2027, 1, 1)), "dated after today"),
    "too small": (write_image(np.zeros((20, 20), np.uint8), None, Origin(age=70)), "at least 32 x 32"),
    "empty": (b"", "choose a file"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_used_is_told_on_the_page(served: Served, name: str) -> None:
    content, words = BROKEN[name]
    clinic, named = at(served, Role.CLINIC), served.episode("own")
    answer = upload(clinic, named, content, sure="yes")
    assert answer.status_code == 422
    assert words in said(answer)
    assert "The image was not stored" in said(answer)
    assert 'role="alert"' in answer.text
    assert "image stored" not in acts(served)[-5:]


def test_another_persons_image_is_not_taken_for_the_patients(served: Served, phantom: Phantom) -> None:
    clinic, named = at(served, Role.CLINIC), served.episode("own")
    other = episode(served.whole, served.episode("other")).person_id
    for number, words in ((other, "of somebody else"), ("", "does not say whose image")):
        answer = upload(clinic, named, file_of(phantom, patient_id=number))
        assert answer.status_code == 422
        assert words in said(answer)
    assert upload(clinic, named, file_of(phantom, patient_id=other), sure="yes").status_code == 303


# WHAT IS DONE


def test_changes_are_kept_and_somebody_else_was_first(served: Served, phantom: Phantom) -> None:
    clinic = at(served, Role.CLINIC)
    reading = begun(clinic, phantom)
    stands = do(clinic, reading, 0, *placed(phantom, "L1", "L2")).json()
    assert stands["version"] == 4
    assert stands["levels"]["L1"]["approved"]
    assert sum(stands["findings"]["L1"]["probabilities"]) == pytest.approx(1)
    assert stands["undo"] == [4]
    late = do(clinic, reading, 2, ("removed", {"level": "L1"}))
    assert (late.status_code, late.json()["status"]) == (409, 409)
    stands = do(clinic, reading, 4, ("undone", {"about": 4})).json()
    assert not stands["levels"]["L2"]["approved"]
    assert (stands["undo"], stands["redo"]) == ([3], [5])
    page = said(clinic.get(reading))
    for words in ("L1: points proposed by the program", "L2: approved", "change 4 undone"):
        assert words in page
    flat = {name: [10.0, 10.0] for name in POINTS}
    stands = do(clinic, reading, 5, ("placed", {"level": "L3", "points": flat})).json()
    assert stands["levels"]["L3"]["points"] == flat
    assert "L3" not in stands["findings"] or stands["findings"]["L3"]["grade"] is None


WRONG: dict[str, tuple[str, Any]] = {
    "no object": ("changes", []),
    "no version": ("changes", {"changes": []}),
    "no list": ("changes", {"version": 0, "changes": {}}),
    "too many": ("changes", {"version": 0, "changes": [{}] * 500}),
    "no kind": ("changes", {"version": 0, "changes": [{"kind": "drawn", "data": {}}]}),
    "signed": ("changes", {"version": 0, "changes": [{"kind": "signed", "data": {"report": {}}}]}),
    "no points": ("changes", {"version": 0, "changes": [{"kind": "approved", "data": {"level": "L1"}}]}),
    "outside": (
        "changes",
        {
            "version": 0,
            "changes": [{"kind": "placed", "data": {"level": "L1", "points": {name: [9e4, 1] for name in POINTS}}}],
        },
    ),
    "nothing placed": ("propose", {"placed": {}}),
    "no such level": ("propose", {"placed": {"L9": [1, 2]}}),
    "no place": ("propose", {"placed": {"L1": [1]}}),
    "no levels": ("propose", {"placed": {"L1": [1, 2]}, "levels": ["L9"]}),
    "no point": ("snap", {"point": "top", "to": [1, 2]}),
    "nowhere": ("snap", {"point": "middle_top", "to": ["a", 2]}),
    "five points": ("snap", {"point": "middle_top", "to": [1, 2], "points": {"middle_top": [1, 2]}}),
}


def test_what_cannot_be_done_is_told_and_nothing_is_kept(served: Served, phantom: Phantom) -> None:
    clinic = at(served, Role.CLINIC)
    reading = begun(clinic, phantom)
    for name, (where, body) in WRONG.items():
        answer = clinic.send(f"{reading}/{where}", body)
        assert answer.status_code == 422, name
        assert answer.json()["detail"], name
    assert clinic.post(f"{reading}/changes", b"{", "application/json").status_code == 422
    without = Caller(served, {"cookie": clinic.headers["cookie"]})
    assert do(without, reading, 0).status_code == 403
    assert json.loads(do(clinic, reading, 0).text)["version"] == 0


def test_neighbours_are_proposed_and_a_point_finds_its_edge(served: Served, phantom: Phantom) -> None:
    clinic = at(served, Role.CLINIC)
    reading = begun(clinic, phantom)
    true = {level: points_of(one) for level, one in phantom.vertebrae.items()}
    middle = np.mean([true["L4"][name] for name in POINTS], axis=0).tolist()
    found = clinic.send(f"{reading}/propose", {"placed": {"L4": middle}}).json()["levels"]
    assert list(found) == list(LEVELS)
    assert phantom.spacing is not None
    for level in ("L2", "L3", "L4"):
        away = [np.subtract(found[level]["points"][name], true[level][name]) for name in POINTS]
        assert np.hypot(*np.mean(np.abs(away), axis=0)) * phantom.spacing.column < 2, level
    moved = [true["L4"]["anterior_top"][0], true["L4"]["anterior_top"][1] - 3]
    to = clinic.send(f"{reading}/snap", {"point": "anterior_top", "to": moved, "points": true["L4"]}).json()["to"]
    assert np.hypot(*np.subtract(to, true["L4"]["anterior_top"])) < 3
    assert do(clinic, reading, 0).json()["levels"] == {}


# WHAT COMES OF IT


def test_a_signed_reading_is_reported_and_begins_a_consultation(served: Served, phantom: Phantom) -> None:
    clinic = at(served, Role.CLINIC, "sv")
    reading = begun(clinic, phantom)
    early = send(clinic, f"{reading}/sign", {"version": "0"})
    assert early.status_code == 422
    assert "T4: är varken godkänd eller" in said(early)
    assert clinic.get(f"{reading}/report").status_code == 422
    page = said(signed(clinic, reading, phantom))
    assert "signerad 2026-03-02" in page
    assert "Text till journalen" in page
    assert "Ny fraktur." in page
    pdf, sr, fhir = (clinic.get(f"{reading}/{what}") for what in ("report", "sr", "fhir"))
    assert pdf.content.startswith(b"%PDF")
    assert read_sr(sr.content).fractures
    assert fhir.json()["entry"][0]["resource"]["resourceType"] == "Patient"
    named = served.episode("own")
    filled = send(clinic, "/assess", {"episode": named}).text
    assert 'id="f-vfa_date"' in filled
    assert re.search(r'name="prior_vertebral_fracture" value="yes"[^>]* checked', filled)
    reopened = send(clinic, f"{reading}/reopen", {"version": "99", "reason": "fel nivå"})
    assert reopened.status_code == 409
    assert do(clinic, reading, 99, ("removed", {"level": "L1"})).status_code == 409


def test_what_follows_in_the_chain_is_recorded_by_a_click(served: Served, phantom: Phantom) -> None:
    """The reading's page has the forms; the chain does the rest, as if they were its own."""
    clinic = at(served, Role.CLINIC)
    reading = begun(clinic, phantom)
    before = len(episode(served.whole, served.episode("own")).events)
    page = signed(clinic, reading, phantom).text
    assert "None of this happens by itself" in page
    assert f'href="/chain/episode/{served.episode("own")}"' in page
    assert len(episode(served.whole, served.episode("own")).events) == before


# WHO SEES WHAT


def test_who_may_look_and_who_may_draw(served: Served, phantom: Phantom) -> None:
    clinic, coordinator = at(served, Role.CLINIC), at(served, Role.COORDINATOR)
    reading = begun(clinic, phantom)
    signed(clinic, reading, phantom)
    assert coordinator.get(reading).status_code == 200
    assert "Store an image" not in coordinator.get(f"/vfa/patient/{served.episode('own')}").text
    assert do(coordinator, reading, 0).status_code == 404
    assert upload(coordinator, served.episode("own"), b"x").status_code == 404
    for role in (Role.MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR, Role.SYSTEM):
        assert at(served, role).get(reading).status_code == 404


def test_what_is_blocked_is_as_if_it_were_not_there(served: Served, phantom: Phantom) -> None:
    clinic, named = at(served, Role.CLINIC), served.episode("own")
    reading = begun(clinic, phantom)
    commands.block(served.whole, named)
    own = person(served, Role.CLINIC, [OWN_UNIT])
    assert own.get(reading).status_code == 200
    elsewhere = replace(served.who(Role.CLINIC), units=frozenset({ALL_UNITS}), id="other")
    cookie, asks = served.logged_in(elsewhere)
    other = Caller(served, {"cookie": cookie, "X-Token": asks.token})
    assert other.get(reading).status_code == 404


def test_two_readers_do_not_see_each_others(served: Served, phantom: Phantom) -> None:
    first, second = at(served, Role.CLINIC), at(served, Role.CLINICIAN)
    one = begun(first, phantom)
    assert second.get(one).status_code == 422
    other = upload(second, served.episode("own"), file_of(phantom), sure="yes").headers["location"]
    assert other != one
    signed(first, one, phantom)
    assert "is shown when it is signed, and yours is too" in said(second.get(other))
    assert second.get(one).status_code == 422
    signed(second, other, phantom)
    assert "Other readings of the image" in said(second.get(other))
    assert second.get(one).status_code == 200
    taken = send(second, f"{one}/take-over", {"version": "1"})
    assert taken.status_code in (409, 422)


# TRAINING


def test_a_phantom_is_read_and_the_truth_is_shown_afterwards(served: Served) -> None:
    clinic = at(served, Role.CLINIC)
    assert send(clinic, "/vfa/training", {"kind": "x"}).status_code == 422
    reading = send(clinic, "/vfa/training", {"kind": "normal"}).headers["location"]
    page = clinic.get(reading).text
    assert "a phantom, no patient" in page
    assert "The truth" not in page
    body = [("not_evaluable", {"level": level, "reason": "noise"}) for level in LEVELS]
    version = do(clinic, reading, 0, *body).json()["version"]
    assert send(clinic, f"{reading}/sign", {"version": str(version)}).status_code == 303
    page = clinic.get(reading).text
    assert "The truth" in page
    assert "In the chain" not in page
    assert "0 / 0" in said(clinic.get("/vfa/training"))
