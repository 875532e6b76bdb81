"""Log review: a sample that its seed draws again, signals, what came of it signed; a patient's extract."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from benkoll.audit.log import Act, Actor, append, entries, verify
from benkoll.audit.review import MANY, REVIEWED, Period, sample, signals
from benkoll.chain.log_review import extract
from benkoll.chain.reads import episode
from benkoll.errors import UsageError
from benkoll.web.permissions import Role
from database.hospital import DAY, KEYS
from interface.web.forms import at, said, send
from security.served import OTHER_UNIT, Served

PERIOD = Period(DAY, DAY)


def told(served: Served, at_: datetime, *acts: Act, unit: str = "U1") -> None:
    actor = Actor("SE-NURSE", unit, "care", lambda: at_)
    with served.database.writing() as connection:
        append(connection, actor, KEYS, acts)


def signalled(served: Served, units_of: dict[str, frozenset[str]] | None = None) -> list[tuple[str, int]]:
    with served.database.reading() as connection:
        found = signals(connection, replace(PERIOD, units=frozenset({"U1"})), units_of or {})
    return [(one.kind, one.count) for one in found]


NOON = datetime(DAY.year, DAY.month, DAY.day, 11, tzinfo=UTC)


# SAMPLE


def test_the_same_seed_draws_the_same_entries(served: Served) -> None:
    told(served, NOON, *(Act("episode", f"{place:064}") for place in range(40)))
    with served.database.reading() as connection:
        drawn = [[one.seq for one in sample(connection, PERIOD, 10, seed)] for seed in ("a", "a", "b")]
        assert drawn[0] == drawn[1] != drawn[2]
        assert len(set(drawn[0])) == 10
        before = Period(DAY - timedelta(days=9000), DAY - timedelta(days=8000))
        assert sample(connection, before, 10, "a") == []
        for count in (0, 501):
            with pytest.raises(UsageError):
                sample(connection, PERIOD, count, "a")


def test_a_day_is_a_day_in_sweden(served: Served) -> None:
    late = datetime(DAY.year, DAY.month, DAY.day, 23, 30, tzinfo=UTC)  # half past midnight, the next day
    told(served, late, Act("episode", "x" * 64), unit="MIDNIGHT")
    with served.database.reading() as connection:
        for day, count in ((DAY, 0), (DAY + timedelta(days=1), 1)):
            assert len(sample(connection, Period(day, day, frozenset({"MIDNIGHT"})), 5, "a")) == count


# SIGNALS


def test_many_patients_within_an_hour(served: Served) -> None:
    told(served, NOON, *(Act("episode", f"{place:064}") for place in range(MANY)))
    assert signalled(served) == []
    told(served, NOON + timedelta(minutes=59), Act("episode", "y" * 64))
    assert signalled(served) == [("many", MANY + 1)]


def test_a_list_is_no_signal(served: Served) -> None:
    told(served, NOON, *(Act("worklist", f"{place:064}") for place in range(3 * MANY)))
    assert signalled(served) == []


def test_night_is_by_the_swedish_clock(served: Served) -> None:
    for hour, count in ((20, 0), (21, 1), (22, 1)):  # UTC: in winter one hour behind
        told(served, NOON.replace(hour=hour), Act("episode", f"{hour:064}"), unit=f"N{hour}")
        with served.database.reading() as connection:
            found = signals(connection, replace(PERIOD, units=frozenset({f"N{hour}"})), {})
        assert [one.kind for one in found] == ["night"] * count


def test_a_patient_of_another_unit(served: Served) -> None:
    patient = "p" * 64
    told(served, NOON, Act("episode", patient), Act("note", patient))
    assert signalled(served, {patient: frozenset({"U1", "U2"})}) == []
    assert signalled(served, {patient: frozenset({"U2"})}) == [("other unit", 2)]


# THE PAGE

DRAW = f"/log?since={DAY}&until={DAY}&count=5&seed=one"


def test_drawn_reviewed_and_signed(served: Served) -> None:
    caller = at(served, Role.LOG_REVIEWER)
    at(served).get("/chain")
    page = caller.get(DRAW)
    assert page.status_code == 200
    assert "Sample: 5 entries" in said(page)
    assert "cannot signal a relative, neighbour, colleague or the same surname" in said(page)
    assert not served.told_of(page.text)
    drawn = f"{DAY} {DAY} 5 one"
    assert f'name="sample" value="{drawn}"' in page.text
    fields: dict[str, str | list[str]] = {"sample": drawn, "outcome": "finding", "words": "nurse opened a neighbour"}
    assert send(caller, "/log/sign", fields).status_code == 303
    assert "nurse opened a neighbour" in said(caller.get("/log"))
    with served.database.reading() as connection:
        (one,) = [one for one in entries(connection) if one.action == REVIEWED]
        assert (one.object, one.outcome, one.reason) == (drawn, "finding", "nurse opened a neighbour")
        assert verify(connection, KEYS).broken is None


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"outcome": "fine", "words": "x"}, 422),
        ({"outcome": "finding"}, 422),
        ({"outcome": "finding", "words": "x" * 401}, 422),
    ],
)
def test_a_review_says_something(served: Served, fields: dict[str, str | list[str]], status: int) -> None:
    assert send(at(served, Role.LOG_REVIEWER), "/log/sign", {"sample": "s", **fields}).status_code == status


@pytest.mark.parametrize("query", ["since=x&until=y", f"since={DAY}&until={DAY}&count=9999", f"since={DAY}&count=-1"])
def test_a_strange_period_is_told(served: Served, query: str) -> None:
    assert at(served, Role.LOG_REVIEWER).get(f"/log?{query}").status_code == 422


def test_the_own_units_work_alone_is_reviewed(served: Served) -> None:
    told(served, NOON, Act("episode", "q" * 64, reason="secret errand"), unit=OTHER_UNIT)
    page = at(served, Role.LOG_REVIEWER).get(DRAW.replace("count=5", "count=500"))
    assert "secret errand" not in page.text
    assert "SE-NURSE" not in page.text


def test_the_chain_is_checked_when_asked(served: Served) -> None:
    assert "The log is whole" in said(at(served, Role.LOG_REVIEWER).get("/log?verify=1"))


# THE EXTRACT


def test_a_patients_extract_is_a_pdf_and_is_logged(served: Served) -> None:
    number = episode(served.whole, served.episode("own")).person_id
    answer = send(at(served, Role.LOG_REVIEWER), "/log/extract", {"number": number})
    assert answer.content.startswith(b"%PDF")
    assert number not in answer.headers["content-disposition"]
    assert {"episode", "log extract"} <= {one.action for one in extract(served.whole, number)}
    other = episode(served.whole, served.episode("other")).person_id
    assert send(at(served, Role.LOG_REVIEWER), "/log/extract", {"number": other}).status_code == 404
    assert send(at(served, Role.COORDINATOR), "/log/extract", {"number": number}).status_code == 404
