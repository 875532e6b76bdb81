"""REST of the chain: messages once, whoever is not seen is not there, and versions that conflict."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkoll.web.permissions import Role
from database.hospital import DAY, people
from interface.web.calling import Caller, everywhere, is_problem, person, system, wrong_fields
from security.served import ABSENT, OWN_UNIT, Served

CHAIN = "/api/v1/chain"
HEAD = "message_id;person_id;sex;date;unit;diagnosis_codes;external_cause_codes"
NUMBERS = people(12, 1944)
AGAIN = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def visits(*rows: str) -> str:
    return "\n".join((HEAD, *rows))


def hip(number: int, who: str = NUMBERS[0], unit: str = OWN_UNIT) -> str:
    return f"m{number};{who};K;{DAY};{unit};S72.00;W01.9"


# MESSAGES


def test_messages_are_taken_in_once(served: Served) -> None:
    ehr = system(served)
    text = visits(hip(1), hip(2, "nobody"), hip(3, NUMBERS[1]))
    first, second = (ehr.post(f"{CHAIN}/intake?source=A", text, "text/csv; charset=utf-8").json() for _ in range(2))
    assert [first[name] for name in ("new", "for_the_chain", "again", "set_aside")] == [2, 2, 0, 1]
    assert [second[name] for name in ("new", "for_the_chain", "again", "set_aside")] == [0, 0, 2, 1]
    assert [(one["row"], one["field"]) for one in first["reasons"]] == [(2, "person_id")]


def test_the_form_is_told_by_the_content(served: Served) -> None:
    ehr = system(served)
    hl7 = (
        "MSH|^~\\&|MELIOR|SU|BENKOLL|VGR|20260302101500||ADT^A03|8001|P|2.5.1\r"
        f"PID|1||{NUMBERS[2]}^^^&1.2.752.129.2.1.3.1&ISO^PNR||Ö^Å|||F\rPV1|1|O|{OWN_UNIT}\rDG1|1||S72.00|||F\r"
    )
    bundle = (
        '{"resourceType": "Bundle", "type": "collection", "id": "b1", "entry": [{"resource": {"resourceType": '
        f'"Patient", "id": "p", "identifier": [{{"value": "{NUMBERS[3]}"}}]}}}}]}}'
    )
    for form, text in (("application/hl7-v2", hl7), ("application/fhir+json", bundle), ("text/csv", visits(hip(9)))):
        answer = ehr.post(f"{CHAIN}/intake", text, form)
        assert answer.status_code == 200, answer.text
        assert answer.json()["new"] + answer.json()["set_aside"] == 1
    assert is_problem(ehr.post(f"{CHAIN}/intake", visits(hip(1)), "application/octet-stream"), 415)
    assert is_problem(ehr.post(f"{CHAIN}/intake", b"", "text/csv"), 422)
    assert is_problem(ehr.post(f"{CHAIN}/intake?sender=A", visits(hip(1)), "text/csv"), 422)


@AGAIN
@given(order=st.permutations(range(6)), cut=st.integers(0, 6), twice=st.lists(st.integers(0, 5), max_size=4))
def test_however_messages_come_the_chain_is_the_same(
    served: Served, order: list[int], cut: int, twice: list[int]
) -> None:
    """In any order, in any number of calls, and again."""
    ehr = system(served, name=f"s{served.last_entry()}")
    source = f"list{served.last_entry()}"  # a new sender each time: its ids are new as well
    rows = [hip(number, NUMBERS[number]) for number in range(6)]
    answers = [
        ehr.post(f"{CHAIN}/intake?source={source}", visits(*part), "text/csv").json()
        for part in (
            [rows[one] for one in order[:cut]],
            [rows[one] for one in order[cut:]],
            [rows[one] for one in twice],
        )
        if part
    ]
    assert sum(one["new"] for one in answers) == 6
    assert sum(one["again"] for one in answers) == len(twice)
    whole = everywhere(served, Role.COORDINATOR, name=f"w{served.last_entry()}")
    for number in NUMBERS[:6]:
        found = whole.send(f"{CHAIN}/episodes/search", {"person_id": number}).json()["episodes"]
        assert [(one["site"], one["state"]) for one in found] == [("hip", "identified")]


# WHAT IS TO BE DONE


def test_the_worklist(coordinator: Caller) -> None:
    whole = coordinator.get(f"{CHAIN}/worklist?limit=1000").json()
    assert whole["date"] == str(DAY)
    first, second = (coordinator.get(f"{CHAIN}/worklist?limit=3&skip={skip}").json()["items"] for skip in (0, 3))
    assert [*first, *second] == whole["items"][:6]
    some = coordinator.get(f"{CHAIN}/worklist?step=invite&owner=-&lang=en").json()["items"]
    assert {one["step"] for one in some} <= {"invite"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("skip=-1", "skip"),
        ("step=x", "step"),
        ("role=x", "role"),
        ("unitt=x", "unitt"),
        ("unit=a&unit=b", "unit"),
        ("unit=%00", "unit"),
    ],
)
def test_the_filters_are_strict(coordinator: Caller, query: str, field: str) -> None:
    answer = coordinator.get(f"{CHAIN}/worklist?{query}")
    assert is_problem(answer, 422)
    assert wrong_fields(answer) == [field]


# EPISODES


def test_episodes(served: Served, coordinator: Caller) -> None:
    own, other = served.episode("own"), served.episode("other")
    found = coordinator.get(f"{CHAIN}/episodes?limit=1000").json()["episodes"]
    assert own in {one["episode"] for one in found}
    assert other not in {one["episode"] for one in found}
    pages = [coordinator.get(f"{CHAIN}/episodes?limit=2&skip={skip}").json()["episodes"] for skip in (0, 2)]
    assert pages[0] + pages[1] == found[:4]
    one = coordinator.get(f"{CHAIN}/episodes/{own}").json()
    assert one["episode"] == own
    assert isinstance(one["version"], int)
    hidden, absent = (coordinator.get(f"{CHAIN}/episodes/{named}") for named in (other, ABSENT))
    assert is_problem(hidden, 404)
    assert hidden.text.replace(other, "") == absent.text.replace(ABSENT, "")


def test_whoever_is_shown_is_logged(served: Served, coordinator: Caller) -> None:
    before = served.last_entry()
    coordinator.get(f"{CHAIN}/episodes/{served.episode('own')}")
    assert len(served.logged_since(before)) == 1


def test_a_system_is_in_the_log_by_its_name(served: Served) -> None:
    import sqlalchemy as sa

    from benkoll.audit.tables import entry

    caller = system(served, Role.COORDINATOR, name="Melior")
    before = served.last_entry()
    caller.get(f"{CHAIN}/episodes/{served.episode('own')}")
    with served.database.reading() as connection:
        actors = set(connection.scalars(sa.select(entry.c.actor).where(entry.c.seq > before)))
    assert actors == {"system:Melior"}


# EVENTS


def test_something_has_happened(served: Served, coordinator: Caller) -> None:
    own = served.episode("own")
    path = f"{CHAIN}/episodes/{own}/events"
    version = coordinator.get(f"{CHAIN}/episodes/{own}").json()["version"]
    answer = coordinator.send(path, {"kind": "dxa_done", "day": str(DAY), "data": {"vfa": True}, "version": version})
    assert answer.status_code == 201, answer.text
    events = coordinator.get(f"{CHAIN}/episodes/{own}").json()["events"]
    assert answer.json()["id"] in {one["id"] for one in events}
    late = coordinator.send(path, {"kind": "note", "data": {"text": "x"}, "version": version})
    assert is_problem(late, 409)
    again = coordinator.get(f"{CHAIN}/episodes/{own}").json()
    assert (
        coordinator.send(path, {"kind": "note", "data": {"text": "x"}, "version": again["version"]}).status_code == 201
    )


BAD = {
    "no kind": ({}, ["kind"]),
    "no such kind": ({"kind": "cured"}, ["kind"]),
    "not told so": ({"kind": "merged", "data": {"other": "x"}}, ["kind"]),
    "another episode": ({"kind": "dxa_done", "data": {"episode": ABSENT}}, ["data.episode"]),
    "unknown data": ({"kind": "dxa_done", "data": {"vfaa": True}}, ["data.vfaa"]),
    "wrong data": ({"kind": "dxa_done", "data": {"vfa": "yes"}}, ["data.vfa"]),
    "data missing": ({"kind": "treatment_started"}, ["data.drug"]),
    "no day": ({"kind": "dxa_done", "day": "2 March"}, ["day"]),
    "a day too early": ({"kind": "dxa_done", "day": "1900-01-01"}, ["day"]),
    "no version": ({"kind": "dxa_done", "version": "1"}, ["version"]),
    "unknown key": ({"kind": "dxa_done", "actor": "me"}, ["actor"]),
}


@pytest.mark.parametrize("name", BAD)
def test_an_event_that_is_none_is_refused(served: Served, coordinator: Caller, name: str) -> None:
    sent, fields = BAD[name]
    answer = coordinator.send(f"{CHAIN}/episodes/{served.episode('own')}/events", sent)
    assert is_problem(answer, 422)
    assert wrong_fields(answer) == fields


def test_what_has_not_come_yet_is_refused(served: Served, coordinator: Caller) -> None:
    day = str(DAY + timedelta(days=1))
    answer = coordinator.send(f"{CHAIN}/episodes/{served.episode('own')}/events", {"kind": "dxa_done", "day": day})
    assert is_problem(answer, 422)


@AGAIN
@given(data=st.data())
def test_of_two_who_write_from_one_version_one_is_told(served: Served, data: st.DataObject) -> None:
    caller = system(served, Role.COORDINATOR, name=f"v{served.last_entry()}")
    own = served.episode("own")
    path = f"{CHAIN}/episodes/{own}/events"
    seen = caller.get(f"{CHAIN}/episodes/{own}").json()["version"]
    known = seen
    for _ in range(data.draw(st.integers(1, 4))):
        stale = data.draw(st.booleans())
        answer = caller.send(path, {"kind": "note", "data": {"text": "x"}, "version": seen if stale else known})
        assert answer.status_code == (201 if not stale or seen == known else 409)
        known = caller.get(f"{CHAIN}/episodes/{own}").json()["version"]


# INDICATORS


def test_a_manager_sees_numbers_and_no_patient(served: Served) -> None:
    manager = person(served, Role.MANAGER)
    answer = manager.get(f"{CHAIN}/indicators?from=2025-01-01&to=2026-03-02&by=hospital&trend=quarter&lang=en")
    assert answer.status_code == 200
    assert answer.json()["hidden_below"] == 5
    assert served.told_of(answer.text) == []
    assert is_problem(manager.get(f"{CHAIN}/worklist"), 404)
    assert is_problem(manager.get(f"{CHAIN}/indicators?from=2026-03-02&to=2025-01-01"), 422)
