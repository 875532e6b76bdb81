"""`benkoll chain indicators`: counts, lists, the three forms, what is logged, and what is refused."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from unit.chain.chain_world import NAME, World, number, opened
from unit.chain.indicator_world import DENOSUMAB, assessed, told
from unit.cli.runner import Outcome, benkoll

INDICATED = (assessed(60, "yes"), told(70, "dose_given", **DENOSUMAB))
UNTREATED = (assessed(60, "yes"),)
NOT_ASSESSED = ()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Hospital North (ORT, MED): 12 indicated, 6 of them untreated; South (SYD): 8 not assessed."""
    with opened(tmp_path_factory.mktemp("chain")) as made:
        made.hospital("ORT", "North")
        made.hospital("MED", "North")
        for place in range(6):
            made.add(place, INDICATED)
        for place in range(6, 12):
            made.add(place, UNTREATED, unit="MED")
        for place in range(12, 20):
            made.add(place, NOT_ASSESSED, unit="SYD", site="hip")
        yield made


def run(world: World, *words: str) -> Outcome:
    return benkoll("chain", "indicators", "--date", "2025-12-01", *words, environ=world.environ)


def told_of(world: World, indicator: str, *words: str) -> dict[str, tuple[int, int]]:
    """Row -> numerator and denominator."""
    found = json.loads(run(world, "--format", "json", *words).out)
    (one,) = [one for one in found["indicators"] if one["id"] == indicator]
    rows = [one["all"], *one["groups"], *one["periods"]]
    return {row["name"] or "": (row["numerator"], row["denominator"]) for row in rows}


def test_by_hospital_and_by_unit(world: World) -> None:
    assert told_of(world, "UK-04", "--by", "hospital") == {"": (12, 20), "North": (12, 12), "SYD": (0, 8)}
    assert told_of(world, "UK-10", "--by", "unit") == {"": (6, 12), "MED": (0, 6), "ORT": (6, 6), "SYD": (0, 0)}


def test_of_one_hospital_one_unit_one_period(world: World) -> None:
    assert told_of(world, "UK-04", "--hospital", "North") == {"": (12, 12)}
    assert told_of(world, "UK-04", "--unit", "SYD") == {"": (0, 8)}
    assert told_of(world, "UK-04", "--from", "2025-01-11") == {"": (0, 0)}
    assert told_of(world, "UK-04", "--to", "2025-01-10", "--trend", "month") == {"": (12, 20), "2025-01": (12, 20)}


def test_the_day_decides_what_has_come(world: World) -> None:
    found = benkoll("chain", "indicators", "--date", "2025-04-10", "--format", "json", environ=world.environ)
    (one,) = [one for one in json.loads(found.out)["indicators"] if one["id"] == "UK-04"]
    assert (one["all"]["denominator"], one["all"]["waiting"]) == (0, 20)


def test_in_words(world: World) -> None:
    found = run(world, "--lang", "en", "--by", "unit").out
    assert "UK-04 Assessed within 90 days [verified]\n  all: 12 of 20 = 60 % (39–78) [50–80 %]\n" in found
    assert "UK-10 On a drug within 16 weeks [read indirectly]" in found
    assert "known by prescription 0, dose given 6 (on requisition 6), word 0" in " ".join(found.split())
    assert "SE-OS01 Prevalence of osteoporosis [verified]\n  cannot be computed in the chain" in found
    assert "no share: name the number expected" in found
    assert "UK-04 Bedömd inom 90 dagar [verifierad]" in run(world).out


def test_a_caseload(world: World) -> None:
    found = run(world, "--lang", "en", "--by", "hospital", "--caseload", "North=24", "--caseload", "SYD=8").out
    assert "all: 20 of 32 = 62 % [50–80 %]" in found
    assert "North: 12 of 24 = 50 % [50–80 %]" in found
    assert "SYD: 8 of 8 = 100 % [over 80 %]" in found


def test_as_csv(world: World) -> None:
    rows = list(csv.DictReader(io.StringIO(run(world, "--format", "csv", "--lang", "en", "--by", "unit").out)))
    (row,) = [row for row in rows if row["indicator"] == "UK-04" and row["row"] == "all"]
    assert (row["numerator"], row["denominator"], row["share"]) == ("12", "20", "0.6000")
    swedish = run(world, "--format", "csv", "--by", "unit").out
    assert ";0,6000;" in swedish
    assert [row["row"] for row in rows if row["indicator"] == "SE-OS01"] == ["cannot"]


def test_the_name_of_a_unit_is_no_formula(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.add(1, unit="=1+1")
        found = run(world, "--format", "csv", "--by", "unit").out
    assert ";'=1+1;" in found
    assert ";=1+1;" not in found


def test_few_are_hidden_in_every_form(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        for place in range(3):
            world.add(place, UNTREATED)
        assert "all: <5 of <5\n" in run(world, "--lang", "en").out
        assert told_of(world, "UK-04") == {"": (None, None)}
        rows = list(csv.DictReader(io.StringIO(run(world, "--format", "csv", "--lang", "en").out)))
        assert {row["denominator"] for row in rows if row["indicator"] == "UK-04"} == {"<5"}


def test_a_list_shows_first_those_who_lack_something_and_logs_each(world: World) -> None:
    before = len(world.log())
    found = json.loads(run(world, "--list", "uk-10", "--format", "json").out)
    assert [one["answer"] for one in found] == ["no"] * 6 + ["yes"] * 6
    assert {one["person_id"] for one in found} == {number(place) for place in range(12)}
    assert {one["by"] for one in found} == {None, "requisition"}
    said = world.log()[before:]
    assert {(action, object_) for action, _, object_ in said} == {("indicator", "UK-10")}
    assert {patient for _, patient, _ in said} == {world.keys.digest("person", number(place)) for place in range(12)}


def test_a_list_in_words_and_for_a_spreadsheet(world: World) -> None:
    found = run(world, "--list", "UK-04", "--unit", "SYD", "--lang", "en").out.splitlines()
    assert found[0] == "UK-04 Assessed within 90 days: 8 patients"
    assert [line.split()[0] for line in found[2:]] == ["no"] * 8
    rows = run(world, "--list", "UK-01", "--format", "csv").out.splitlines()
    assert rows[0] == "answer;person_id;name;fracture_date;site;unit;by_or_missing"
    assert "saknas: side" in rows[1]


def test_a_protected_identity_is_named_in_no_list(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.add(1, protected=True)
        for form in ("text", "csv", "json"):
            found = run(world, "--list", "UK-01", "--format", form)
            assert (found.code, NAME in found.out, number(1) in found.out) == (0, False, True)


def test_the_counts_are_one_act_of_no_patient(world: World) -> None:
    before = len(world.log())
    run(world, "--by", "unit")
    assert world.log()[before:] == [("indicators", None, None)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--list", "UK-99"), "UK-99: not one of UK-01"),
        (("--list", "SE-OS01"), "SE-OS01: the chain's data cannot say it"),
        (("--caseload", "ORT"), "--caseload ORT: write UNIT=NUMBER"),
        (("--caseload", "ORT=0"), "--caseload ORT=0: write UNIT=NUMBER"),
        (("--caseload", "ORT=5", "--caseload", "ORT=6"), "--caseload ORT=6: write UNIT=NUMBER"),
        (("--from", "2025-02-01", "--to", "2025-01-01"), "--from 2025-02-01 is after --to 2025-01-01"),
        (("--from", "nyss"), "--from nyss: write the day as 2026-03-02"),
    ],
)
def test_what_cannot_be_asked(world: World, words: tuple[str, ...], said: str) -> None:
    found = run(world, "--lang", "en", *words)
    assert (found.code, found.out) == (2, "")
    assert said in found.err
