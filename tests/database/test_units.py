"""Who may see the patients of some units alone: the others are as if they were not there, whatever is asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from benkoll.chain import commands
from benkoll.chain.assessing import assess_episode
from benkoll.chain.commands import Chain
from benkoll.chain.indicator_reads import Asked, listed
from benkoll.chain.post import make, post, send
from benkoll.chain.reads import Filter, episode, episodes, worklist
from benkoll.errors import Absent
from benkoll.store.database import Database
from database import hospital

DAY = hospital.DAY


@pytest.fixture
def whole(database: Database) -> Chain:
    """Anna was at ORT, Berit at MED."""
    chain = hospital.chain(database)
    first = hospital.message(1, hospital.ANNA, hospital.visit(DAY - timedelta(days=9), hospital.fracture()))
    second = hospital.message(2, hospital.BERIT, hospital.visit(DAY, hospital.fracture("wrist"), unit="MED"))
    hospital.taken(database, [first, second])
    return chain


def only(chain: Chain, *units: str) -> Chain:
    return replace(chain, units=frozenset(units))


def the_other(chain: Chain) -> str:
    return next(one.row["id"] for one in episodes(chain) if one.person_id == hospital.BERIT)


def test_lists_show_the_own_units_alone(whole: Chain) -> None:
    mine = only(whole, "ORT")
    assert {one.person_id for one in worklist(mine, Filter())} == {hospital.ANNA}
    assert {one.person_id for one in episodes(mine)} == {hospital.ANNA}
    assert {one.person_id for one in listed(mine, Asked(), "UK-02")} == {hospital.ANNA}
    make(whole, the_other(whole), "invitation", "sv")
    assert (len(post(whole)), post(mine)) == (1, [])
    assert episodes(mine, person_id=hospital.BERIT) == []


@pytest.mark.parametrize("units", [(), ("elsewhere",)])
def test_no_unit_is_no_patient(whole: Chain, units: tuple[str, ...]) -> None:
    nobody = only(whole, *units)
    assert (worklist(nobody, Filter()), episodes(nobody), post(nobody)) == ([], [], [])
    assert worklist(nobody, Filter(owner="-", step="invite")) == []


@pytest.mark.parametrize(
    "chosen", [Filter(unit="MED"), Filter(hospital="MED"), Filter(units=frozenset({"MED"})), Filter(owner="-")]
)
def test_a_filter_opens_nothing(whole: Chain, chosen: Filter) -> None:
    assert {one.person_id for one in worklist(only(whole, "ORT"), chosen)} <= {hospital.ANNA}


ACTS: dict[str, Callable[[Chain, str], object]] = {
    "read": lambda chain, named: episode(chain, named),
    "record": lambda chain, named: commands.record(chain, named, "answered", DAY, {}),
    "assess": lambda chain, named: assess_episode(chain, named, {}),
    "claim": lambda chain, named: commands.claim(chain, named, "invite"),
    "release": lambda chain, named: commands.release(chain, named, "invite"),
    "snooze": lambda chain, named: commands.snooze(chain, named, "invite", DAY + timedelta(days=3), "leave"),
    "judge": lambda chain, named: commands.judge(chain, named, True),
    "letter": lambda chain, named: make(chain, named, "invitation", "sv"),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_is_not_seen_is_not_there(whole: Chain, act: str) -> None:
    """In the same words as what does not exist."""
    named = the_other(whole)
    with pytest.raises(Absent) as hidden:
        ACTS[act](only(whole, "ORT"), named)
    with pytest.raises(Absent) as absent:
        ACTS[act](only(whole, "ORT"), "f" * 32)
    assert str(hidden.value).replace(named, "") == str(absent.value).replace("f" * 32, "")


def test_events_letters_and_persons_are_not_there_either(whole: Chain, tmp_path: Path) -> None:
    mine, named = only(whole, "ORT"), the_other(whole)
    event = episode(whole, named).events[-1].id
    with pytest.raises(Absent):
        commands.withdraw(mine, event, "wrong")
    with pytest.raises(Absent):
        commands.died(mine, hospital.BERIT, DAY)
    with pytest.raises(Absent):
        commands.merge(mine, hospital.ANNA, hospital.BERIT)
    with pytest.raises(Absent):
        send(mine, [make(whole, named, "invitation", "sv")], tmp_path)
    assert list(tmp_path.rglob("*.pdf")) == []


def test_the_own_patients_are_worked_with(whole: Chain) -> None:
    mine = only(whole, "ORT")
    (one,) = episodes(mine)
    commands.record(mine, one.row["id"], "answered", DAY, {})
    assert episode(mine, one.row["id"]).row["state"] == "invited"
