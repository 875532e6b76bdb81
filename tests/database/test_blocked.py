"""Blocked information: what comes from a blocked unit is for it alone, unknown to the others, and nowhere told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from benkoll.audit.log import Actor, entries
from benkoll.chain import commands
from benkoll.chain.commands import Chain
from benkoll.chain.export import disguise_of, export
from benkoll.chain.indicator_reads import Asked, counted, listed
from benkoll.chain.post import make, pdf_of, post, send
from benkoll.chain.reads import Filter, Shown, episode, episodes, in_emergency, search, worklist
from benkoll.errors import Absent, UsageError
from benkoll.store.database import Database
from database import hospital
from database.hospital import ANNA, BERIT, DAY, KEYS, derived

EARLIER = DAY - timedelta(days=200)


def named(chain: Chain, unit: str, person: str = ANNA) -> str:
    return next(str(one.row["id"]) for one in episodes(chain, person_id=person) if one.row["unit"] == unit)


@pytest.fixture
def whole(database: Database) -> Chain:
    """Anna broke a wrist at MED, where she got denosumab, and a hip at ORT; Berit broke a hip at ORT."""
    chain = hospital.chain(database)
    wrist = hospital.message(1, ANNA, hospital.visit(EARLIER, hospital.fracture("wrist"), unit="MED"))
    hip = hospital.message(2, ANNA, hospital.visit(DAY - timedelta(days=9), hospital.fracture()))
    other = hospital.message(3, BERIT, hospital.visit(DAY - timedelta(days=9), hospital.fracture()))
    hospital.taken(database, [wrist, hip, other])
    first = named(chain, "MED")
    commands.record(chain, first, "treatment_started", EARLIER + timedelta(days=9), {"drug": "denosumab"})
    commands.record(chain, first, "note", DAY, {"text": "a secret of MED"})
    return chain


@pytest.fixture
def med(whole: Chain) -> Chain:
    """MED, which Anna has had block what comes from it."""
    mine = replace(whole, units=frozenset({"MED"}))
    commands.block(mine, named(mine, "MED"))
    return mine


@pytest.fixture
def others(whole: Chain, med: Chain) -> list[Chain]:
    """ORT, and a clinic that sees every unit's patients."""
    clinic = replace(whole, actor=Actor("clinic", "CLINIC", "care", whole.actor.clock))
    return [replace(whole, units=frozenset({"ORT"})), clinic]


def kinds(shown: Shown) -> set[str]:
    return {one.kind for one in shown.events}


def test_the_unit_sees_what_is_its_own(med: Chain) -> None:
    shown = episode(med, named(med, "MED"))
    assert {"note", "treatment_started", "blocked"} <= kinds(shown)
    assert shown.row["blocked"]
    assert not shown.blocked
    assert {one.step for one in worklist(med, Filter())} >= {"denosumab_dose"}


def test_to_the_others_it_is_not_there(others: list[Chain], med: Chain) -> None:
    hidden = named(med, "MED")
    for one in others:
        assert {due.unit for due in worklist(one, Filter())} == {"ORT"}
        assert "denosumab_dose" not in {due.step for due in worklist(one, Filter())}
        assert {shown.row["unit"] for shown in episodes(one)} == {"ORT"}
        with pytest.raises(Absent):
            episode(one, hidden)


def test_the_others_own_episode_stands_on_what_they_may_see(others: list[Chain]) -> None:
    for one in others:
        shown = episode(one, named(one, "ORT"))
        assert kinds(shown) == {"person", "fracture"}
        assert shown.blocked
        assert (shown.row["state"], shown.row["started_on"]) == ("identified", None)
        assert "MED" not in repr(shown)


def test_nothing_of_it_is_withdrawn_written_or_told(others: list[Chain], med: Chain, tmp_path: Path) -> None:
    hidden = named(med, "MED")
    letter = make(med, hidden, "invitation", "sv")
    events = episode(med, hidden).events
    secret = [one.id for one in events if one.kind in ("note", "treatment_started", "blocked")]
    for one in others:
        assert post(one, letter=letter) == []
        acts: list[Callable[[], object]] = [
            partial(send, one, [letter], tmp_path),
            partial(pdf_of, one, letter),
            partial(commands.record, one, hidden, "answered", DAY, {}),
            partial(commands.unblock, one, hidden, "curious"),
            *(partial(commands.withdraw, one, event, "no") for event in secret),
        ]
        for act in acts:
            with pytest.raises(Absent) as told:
                act()
            assert "MED" not in str(told.value)
    assert len(post(med, letter=letter)) == 1


def test_indicators_count_it_and_list_it_to_nobody_else(others: list[Chain], med: Chain, whole: Chain) -> None:
    every = counted(others[0], Asked())
    assert every.rows["UK-02"][0].hides  # three fractures are a small number
    assert {one.unit for one in listed(med, Asked(), "UK-02")} == {"MED"}
    for one in others:
        rows = listed(one, Asked(), "SE-OS03")
        assert {row.unit for row in rows} == {"ORT"}
        answers = {row.person_id: row.answer for row in rows}
        assert answers == {ANNA: "unknown", BERIT: "no"}  # what is blocked is unknown, never no


def test_the_export_leaves_the_person_out(whole: Chain, med: Chain) -> None:
    made = export(whole, "project", disguise_of(whole, "project", shift=False), facts=True)
    assert (made.patients, made.blocked) == (1, 1)


def test_it_is_told_that_there_is_something(others: list[Chain], med: Chain, whole: Chain) -> None:
    for one in others:
        shown, blocked = search(one, ANNA)
        assert ({row.row["unit"] for row in shown}, blocked) == ({"ORT"}, True)
        assert search(one, BERIT)[1] is False
    elsewhere = replace(whole, units=frozenset({"NOWHERE"}))
    assert search(elsewhere, ANNA) == ([], False)  # who sees none of hers is not even told that


def test_opened_in_emergency_for_a_reason_and_logged(others: list[Chain], med: Chain, whole: Chain) -> None:
    for one in others:
        with pytest.raises(UsageError):
            in_emergency(one, ANNA, "")
        (shown,) = in_emergency(one, ANNA, "unconscious, bleeding")
        assert "a secret of MED" in repr(shown.events)
        with pytest.raises(Absent):
            episode(one, shown.row["id"])  # this once
    with pytest.raises(Absent):
        in_emergency(replace(whole, units=frozenset({"NOWHERE"})), ANNA, "curious")
    with whole.database.reading() as connection:
        told = [(row.actor, row.reason) for row in entries(connection) if row.action == "emergency opening"]
    assert told == [(one.actor.id, "unconscious, bleeding") for one in others]


def test_the_block_is_lifted(others: list[Chain], med: Chain) -> None:
    commands.unblock(med, named(med, "MED"), "the patient wants it")
    shown = episode(others[0], named(others[0], "ORT"))
    assert not shown.blocked
    assert "treatment_started" in kinds(shown)
    with pytest.raises(UsageError):
        commands.unblock(med, named(med, "MED"), "again")


def test_no_unit_lifts_or_lays_the_block_of_another(others: list[Chain], med: Chain) -> None:
    for one in others:
        for kind, said in (("unblocked", {"reason": "curious"}), ("blocked", {})):
            with pytest.raises(UsageError):
                commands.record(one, named(one, "ORT"), kind, DAY, {"unit": "MED", **said})
    assert episode(med, named(med, "MED")).row["blocked"]


def test_derived_anew_it_is_the_same(whole: Chain, med: Chain) -> None:
    before = derived(whole.database)
    with whole.book() as book:
        from benkoll.chain.book import rebuild

        rebuild(book.connection, KEYS)
    assert derived(whole.database) == before


def test_a_fracture_that_both_report_stays_with_each(database: Database) -> None:
    """The blocked unit reported it first: the other follows it by its own report."""
    chain = hospital.chain(database)
    first = hospital.message(1, ANNA, hospital.visit(DAY - timedelta(days=30), hospital.fracture(), unit="MED"))
    second = hospital.message(2, ANNA, hospital.visit(DAY - timedelta(days=29), hospital.fracture()))
    hospital.taken(database, [first, second])
    med, ort = (replace(chain, units=frozenset({unit})) for unit in ("MED", "ORT"))
    assert episodes(ort) == []  # one fracture, of the unit that told it first
    commands.block(med, named(med, "MED"))
    assert [len(episodes(one)) for one in (med, ort)] == [1, 1]
    assert worklist(ort, Filter())[0].fracture_date == DAY - timedelta(days=29)
