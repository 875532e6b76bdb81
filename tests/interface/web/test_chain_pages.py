"""The chain today and an episode as pages: what is shown, what forms do, and what is told where somebody was first."""

import re
from datetime import timedelta

import pytest

from benkoll.audit.log import entries
from benkoll.chain import commands
from benkoll.chain.events import FIELDS
from benkoll.chain.reads import PARTS, Filter, episode, worklist
from benkoll.web.pages.recording import KINDS_ASKED
from benkoll.web.pages.today import PAGE, asked_of
from benkoll.web.permissions import Role
from database.hospital import DAY
from interface.web.forms import at, said, send
from security.served import OTHER_UNIT, Served

HTMX = {"HX-Request": "true"}


def first_due(served: Served, step: str | None = None) -> tuple[str, str]:
    """An item of the own units that nobody has taken: its episode and key."""
    units = served.who(Role.COORDINATOR).units
    found = worklist(served.whole, Filter(units=units, owner="-", step=step))
    return found[0].episode, found[0].key


def acts(served: Served) -> list[tuple[str, str]]:
    with served.database.reading() as connection:
        return [(one.actor, one.action) for one in entries(connection)]


# THE LIST


def test_the_list_has_its_four_parts_with_the_own_patients(served: Served) -> None:
    page = at(served).get("/chain")
    assert page.status_code == 200
    assert [part for part in PARTS if f'id="h-{part}"' in page.text] == list(PARTS)
    units = served.who(Role.COORDINATOR).units
    due = worklist(served.whole, Filter(units=units))
    assert page.text.count("data-row") == min(len(due), PAGE)
    assert OTHER_UNIT not in page.text


def test_who_may_only_read_gets_no_forms(served: Served) -> None:
    page = at(served, Role.CLINICIAN).get("/chain").text
    assert "data-row" in page
    assert "/chain/step" not in page
    assert 'name="episode"' not in page


def test_filters_stand_in_the_address_and_narrow_the_list(served: Served) -> None:
    caller = at(served)
    every, invites = (caller.get(f"/chain{query}").text.count("data-row") for query in ("", "?step=invite"))
    assert 0 < invites < every
    assert caller.get("/chain?owner=mine").text.count("data-row") == 0
    assert caller.get(f"/chain?unit={OTHER_UNIT}").text.count("data-row") == 0
    assert caller.get("/chain?page=99").text.count("data-row") == 0


@pytest.mark.parametrize(
    ("values", "query"),
    [
        ({}, ""),
        ({"page": "3"}, "page=3"),
        ({"page": "-1", "step": "call"}, "step=call"),
        ({"page": "٣", "unit": "A&B", "number": "195009072553"}, "unit=A%26B"),
    ],
)
def test_an_address_holds_filters_alone(values: dict[str, str], query: str) -> None:
    assert asked_of(values).query == query


def test_a_step_is_taken_and_given_back(served: Served) -> None:
    caller = at(served)
    named, key = first_due(served)
    fields: dict[str, str | list[str]] = {"episode": named, "key": key, "back": "step=call&page=2"}
    answer = send(caller, "/chain/step", fields | {"act": "claim"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/chain?step=call&page=2")
    row = send(caller, "/chain/step", fields | {"act": "release"}, **HTMX)
    assert row.status_code == 200
    assert row.text.count("<tr") == 1
    assert "data-claim" in row.text
    assert "<html" not in row.text


def test_who_was_first_is_told_in_place(served: Served) -> None:
    named, key = first_due(served)
    commands.claim(served.whole, named, key, "SE-SOMEBODY")
    fields: dict[str, str | list[str]] = {"episode": named, "key": key, "act": "claim"}
    for headers, rows in ((HTMX, 1), ({}, 2)):
        answer = send(at(served), "/chain/step", fields, **headers)
        assert answer.status_code == 409
        assert "SE-SOMEBODY has taken the step already" in said(answer)
        assert answer.text.count("<tr") >= rows


def test_a_step_is_put_off_and_leaves_the_list(served: Served) -> None:
    named, key = first_due(served, "invite")
    fields: dict[str, str | list[str]] = {"episode": named, "key": key, "act": "snooze", "reason": "away"}
    answer = send(at(served), "/chain/step", fields | {"until": str(DAY + timedelta(days=5))}, **HTMX)
    assert "The step is done, or put off." in said(answer)
    wrong = send(at(served), "/chain/step", fields | {"until": "yesterday"}, **HTMX)
    assert wrong.status_code == 422
    assert "YYYY-MM-DD" in said(wrong)


def test_handed_over(served: Served) -> None:
    named, key = first_due(served)
    fields: dict[str, str | list[str]] = {"episode": named, "key": key, "act": "hand_over", "owner": "SE-OTHER"}
    answer = send(at(served), "/chain/step", fields, **HTMX)
    assert "SE-OTHER" in said(answer)


# A PERSON SOUGHT


def test_a_person_is_sought_by_number_in_the_body(served: Served) -> None:
    caller = at(served)
    shown = episode(served.whole, served.episode("own"))
    answer = send(caller, "/chain/search", {"number": shown.person_id})
    assert shown.row["id"] in answer.text
    hidden = episode(served.whole, served.episode("other"))
    absent = send(caller, "/chain/search", {"number": hidden.person_id})
    assert "No fracture in the chain that you may see" in said(absent)
    assert hidden.row["id"] not in absent.text
    assert send(caller, "/chain/search", {"number": "nobody"}).status_code == 422


# AN EPISODE


def test_the_episode_shows_who_what_waits_and_what_happened(served: Served) -> None:
    named = served.episode("own")
    shown = episode(served.whole, named)
    page = at(served).get(f"/chain/episode/{named}")
    assert page.status_code == 200
    words = said(page)
    assert shown.person_id in words
    assert page.text.count("<time ") == len(shown.history)
    assert all(f'value="{kind}"' in page.text for kind in KINDS_ASKED)
    assert "demo" in words
    assert "None" not in words
    assert (served.who(Role.COORDINATOR).id, "episode") in acts(served)


def test_every_form_asks_for_what_its_event_has() -> None:
    for kind, fields in KINDS_ASKED.items():
        assert {one.name for one in fields} <= set(FIELDS[kind])  # type: ignore[index]
        needed = {name for name, field in FIELDS[kind].items() if field.needed} - {"episode"}  # type: ignore[index]
        assert needed == {one.name for one in fields if one.needed}


def version(served: Served, named: str) -> str:
    return str(episode(served.whole, named).version)


def test_what_happened_is_recorded(served: Served) -> None:
    named = served.episode("own")
    fields: dict[str, str | list[str]] = {"kind": "dxa_done", "version": version(served, named), "vfa": "yes"}
    answer = send(at(served), f"/chain/episode/{named}/record", fields | {"on": str(DAY)})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/chain/episode/{named}")
    (last,) = [one for one in episode(served.whole, named).events if one.kind == "dxa_done" and one.day == DAY]
    assert last.data["vfa"] is True


def test_somebody_wrote_meanwhile_and_nothing_is_lost(served: Served) -> None:
    named = served.episode("own")
    fields: dict[str, str | list[str]] = {"kind": "note", "version": version(served, named), "text": "long thoughts"}
    commands.record(served.whole, named, "note", DAY, {"text": "first"})
    answer = send(at(served), f"/chain/episode/{named}/record", fields)
    assert answer.status_code == 409
    assert "somebody else has changed the episode" in said(answer)
    assert "long thoughts</textarea>" in answer.text
    assert [one.data["text"] for one in episode(served.whole, named).events if one.kind == "note"] == ["first"]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "followed_up", "on": "2026-03-02"},
        {"kind": "treatment_started", "drug": "<script>"},
        {"kind": "note", "text": "x", "on": "2099-01-01"},
        {"kind": "merged", "other": "x"},
        {"kind": "note", "text": "x", "version": "one"},
    ],
)
def test_what_cannot_be_recorded_is_told_on_the_page(served: Served, fields: dict[str, str]) -> None:
    named = served.episode("own")
    sent: dict[str, str | list[str]] = {"version": version(served, named), **fields}
    answer = send(at(served), f"/chain/episode/{named}/record", sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")


def test_an_event_is_taken_back(served: Served) -> None:
    named = served.episode("own")
    event = commands.record(served.whole, named, "note", DAY, {"text": "wrong"})
    path = f"/chain/episode/{named}/withdraw"
    assert send(at(served), path, {"event": event}).status_code == 422
    assert send(at(served), path, {"event": event, "reason": "wrong patient"}).status_code == 303
    assert "<s>note</s>" in at(served).get(f"/chain/episode/{named}").text
    other = commands.record(served.whole, served.episode("other"), "note", DAY, {"text": "not theirs"})
    assert send(at(served), path, {"event": other, "reason": "no"}).status_code == 404


def test_what_waits_for_an_answer_is_confirmed(served: Served) -> None:
    units = served.who(Role.COORDINATOR).units
    one = next(iter(worklist(served.whole, Filter(units=units, step="confirm"))))
    page = at(served).get(f"/chain/episode/{one.episode}")
    assert "Confirm or refute" in said(page)
    for report in episode(served.whole, one.episode).reports:
        if report.kind == "finding":
            assert report.data["text"] in page.text
    answer = send(at(served), f"/chain/episode/{one.episode}/judge", {"answer": "refute", "reason": "old, unchanged"})
    assert answer.status_code == 303
    assert at(served).get(answer.headers["location"]).status_code == 200  # what is refuted is no episode any more


def test_what_is_confirmed_says_by_what(served: Served) -> None:
    units = served.who(Role.COORDINATOR).units
    *_, one = worklist(served.whole, Filter(units=units, step="confirm"))
    said_so = {"answer": "confirm", "site": "vertebra", "reason": "VFA of 2026-03-02, signed"}
    answer = send(at(served), f"/chain/episode/{one.episode}/judge", said_so)
    assert answer.status_code == 303
    assert "VFA of 2026-03-02, signed" in said(at(served).get(f"/chain/episode/{one.episode}"))


def test_an_assessment_begins_from_the_episode(served: Served) -> None:
    named = served.episode("own")
    page = at(served).get(f"/chain/episode/{named}").text
    form = re.search(r'<form method="post" action="/assess">.*?</form>', page, re.DOTALL)
    assert form is not None
    assert f'name="episode" value="{named}"' in form[0]
    assert send(at(served), "/assess", {"episode": named}).status_code == 200
