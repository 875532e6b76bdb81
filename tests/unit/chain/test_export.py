"""The export: nothing in it says who, pseudonyms and days are of one project, and a population is assessed by it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from benkoll.chain.export import MOST_DAYS, Disguise, age_of
from unit.chain.chain_world import NAME, NOTE, STREET, World, number, opened
from unit.chain.indicator_world import DENOSUMAB, DRUG, assessed, person, told
from unit.cli.runner import Outcome, benkoll

SECRET = "privat anteckning om patienten"
FACTS = {
    "patient_id": number(1), "birth_date": "1950-01-10", "sex": "female", "assessment_date": "2025-03-11",
    "t_score_femoral_neck": -3.1, "dxa_date": "2025-02-20", "current_smoker": True, "osteoporosis_drug": "none",
    "fragility_fracture_count": 1, "weight_kg": 61,
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """1 assessed with facts and treated, 2 old, 3 of protected identity, 4 of no known age, 5 who declined and died."""
    kept = {"whole": {"facts": FACTS, "assessment": {"text": SECRET}}}
    refused = (told(9, "declined", reason=SECRET), told(40, "died"))
    with opened(tmp_path_factory.mktemp("chain")) as made:
        _, _, said = assessed(60, "yes", first_choice="zoledronic_acid", codes=["TX-CONSIDER", SECRET])
        dose = told(80, "dose_given", **DENOSUMAB)
        made.add(1, ((60, "assessed", {**said, **kept}), dose, told(90, "moved", to=STREET)))
        made.add(2, (told(3, "excluded", reason="other", words=SECRET),), birth_date="1929-05-01")
        made.add(3, protected=True)
        made.add(4, (told(3, "confirmed", about="report004"),), birth_date=None)
        made.add(5, refused, unit=f"{NAME}s enhet", site="hip")
        made.add(6, (told(30, "prescribed", **DRUG), told(200, "treatment_stopped", reason=SECRET)), site="vertebra")
        yield made


def export(world: World, out: Path, *words: str) -> Outcome:
    return benkoll("chain", "export", "--date", "2025-12-01", "-o", str(out), *words, environ=world.environ)


def tables(folder: Path) -> dict[str, pl.DataFrame]:
    return {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}


@pytest.fixture
def out(world: World, tmp_path: Path) -> Path:
    export(world, tmp_path / "out", "--project", "ett", "--facts")
    return tmp_path / "out"


def test_it_says_nobodys_name_number_text_or_own_id(world: World, out: Path) -> None:
    persons = [world.keys.digest("person", number(place)) for place in range(1, 7)]
    secret = [NAME, "Hemligsson", STREET, NOTE, SECRET, "grannen", "enhet", "SE2321000131", "1950-01-10", "1929-05-01"]
    secret += [*map(number, range(1, 7)), *persons, *(one[:12] for one in persons), "report0", "event0", "ORT"]
    content = "\n".join(json.dumps(table.rows(), default=str) for table in tables(out).values())
    content += (out / "manifest.json").read_text() + "\n".join(path.name for path in out.iterdir())
    assert [one for one in secret if one in content] == []
    raw = b"".join(path.read_bytes() for path in out.iterdir())
    assert [one for one in secret if len(one) > 5 and one.encode() in raw] == []


def test_who_is_in_it(world: World, out: Path, tmp_path: Path) -> None:
    found = tables(out)
    assert found["episodes"].height == 5
    assert sorted(found["episodes"]["age"].to_list(), key=str) == [75, 75, 75, 90, None]
    assert found["episodes"]["excluded"].drop_nulls().to_list() == ["other"]
    assert found["facts"].height == 4
    assert found["events"]["patient"].n_unique() == 5
    assert set(found["events"]["kind"]) & {"note", "person"} == set()
    assert json.loads((out / "manifest.json").read_text())["patients"] == 5
    said = export(world, tmp_path / "again", "--facts", "--lang", "en")
    assert "5 patients written" in said.out
    assert "1 with a protected identity are left out" in said.err
    assert "1 whose date of birth is not known are not among the facts" in said.err


def test_what_events_say_in_codes(out: Path) -> None:
    events = tables(out)["events"]
    (said,) = events.filter(pl.col("kind") == "assessed").rows(named=True)
    assert (said["indicated"], said["first_choice"], said["codes"]) == ("yes", "zoledronic_acid", ["TX-CONSIDER"])
    (dose,) = events.filter(pl.col("kind") == "dose_given").rows(named=True)
    assert (dose["drug"], dose["requisition"], dose["day"]) == ("denosumab", True, date(2025, 3, 31))
    assert events.filter(pl.col("kind") == "fracture")["code"].unique().to_list() == ["S525"]
    assert events.filter(pl.col("kind") == "declined")["reason"].to_list() == [None]
    assert events.filter(pl.col("kind") == "excluded")["reason"].to_list() == ["other"]
    assert events.filter(pl.col("kind") == "moved")["to"].to_list() == [None]


def test_pseudonyms_are_of_one_project(world: World, tmp_path: Path) -> None:
    for folder, words in {"a": ("ett",), "b": ("ett",), "c": ("två",), "d": (), "e": ()}.items():
        export(world, tmp_path / folder, *(("--project", *words) if words else ()))
    seen = {folder: tables(tmp_path / folder)["episodes"] for folder in "abcde"}
    assert seen["a"].equals(seen["b"])
    for column in ("patient", "episode", "unit", "hospital"):
        sets = [set(seen[folder][column]) for folder in "acde"]
        assert len(set().union(*sets)) == sum(map(len, sets))


def test_days_are_moved_and_intervals_kept(world: World, tmp_path: Path) -> None:
    export(world, tmp_path / "plain", "--project", "ett", "--facts")
    export(world, tmp_path / "moved", "--project", "ett", "--facts", "--shift-dates")
    plain, moved = tables(tmp_path / "plain"), tables(tmp_path / "moved")
    by = dict(plain["events"].join(moved["events"], on=["patient", "number"]).select(
        "patient", (pl.col("day") - pl.col("day_right")).dt.total_days().alias("by")
    ).unique().iter_rows())  # fmt: skip
    assert plain["events"]["patient"].n_unique() == len(by)
    assert all(1 <= days <= MOST_DAYS for days in by.values())
    assert len(set(by.values())) > 1
    for name, key in (("episodes", "episode"), ("facts", "patient_id")):
        both = plain[name].join(moved[name], on=key, suffix=" moved")
        dates = [column for column, type_ in plain[name].schema.items() if type_ == pl.Date]
        assert dates
        for row in both.iter_rows(named=True):
            of = by[row["patient" if name == "episodes" else "patient_id"]]
            assert {(row[day] - row[f"{day} moved"]).days for day in dates if row[day] is not None} == {of}
    assert plain["episodes"]["age"].to_list() == moved["episodes"]["age"].to_list()


def test_the_facts_are_those_of_the_assessment_and_what_the_chain_knows(out: Path) -> None:
    rows = tables(out)["facts"].rows(named=True)
    (one,) = [row for row in rows if row["t_score_femoral_neck"] is not None]
    assert {name: one[name] for name in ("age", "sex", "weight_kg", "current_smoker", "dxa_date")} == {
        "age": 75, "sex": "female", "weight_kg": 61, "current_smoker": True, "dxa_date": date(2025, 2, 20)
    }  # fmt: skip
    assert (one["osteoporosis_drug"], one["drug_start_date"], one["denosumab_last_dose_date"]) == (
        "denosumab", date(2025, 3, 31), date(2025, 3, 31)
    )  # fmt: skip
    assert (one["latest_fracture_site"], one["latest_fracture_date"]) == ("wrist", date(2025, 1, 10))
    (stopped,) = [row for row in rows if row["latest_fracture_site"] == "vertebra"]
    assert (stopped["osteoporosis_drug"], stopped["previous_osteoporosis_drug"]) == ("none", "alendronate")
    assert (stopped["drug_stop_date"], stopped["assessment_date"]) == (date(2025, 7, 29), date(2025, 7, 29))
    assert [row["deceased"] for row in rows if row["latest_fracture_site"] == "hip"] == [True]
    assert "birth_date" not in tables(out)["facts"].columns


@pytest.mark.parametrize("words", [(), ("--shift-dates",)])
def test_benkoll_population_assesses_the_facts(world: World, tmp_path: Path, words: tuple[str, ...]) -> None:
    export(world, tmp_path / "out", "--facts", *words)
    found = benkoll("population", "assess", str(tmp_path / "out" / "facts.parquet"), "-o", str(tmp_path / "done"))
    assert (found.code, "avvisad" in found.err) == (0, False)
    assert found.out.startswith("4 patienter bedömda")
    summary = benkoll("population", "summary", str(tmp_path / "done"), "--lang", "en")
    assert summary.code == 0
    assert "TX-CONSIDER" in summary.out


def test_each_patient_is_logged(world: World, tmp_path: Path) -> None:
    before = len(world.log())
    export(world, tmp_path / "out", "--project", "ett")
    who = {world.keys.digest("person", number(place)) for place in (1, 2, 4, 5, 6)}
    assert {(action, object_) for action, _, object_ in world.log()[before:]} == {("export", "ett")}
    assert {patient for _, patient, _ in world.log()[before:]} == who


def test_a_folder_that_is_there_is_left_alone(world: World, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept")
    before = len(world.log())
    found = export(world, tmp_path, "--lang", "en")
    assert (found.code, found.out) == (2, "")
    assert "is there already: name a new or empty folder" in found.err
    assert ([path.name for path in tmp_path.iterdir()], len(world.log())) == (["mine.txt"], before)


@pytest.mark.parametrize(("born", "age"), [("1935-01-10", 90), ("1935-01-11", 89), ("1920-01-01", 90), (None, None)])
def test_the_oldest_are_of_one_age(born: str | None, age: int | None) -> None:
    assert age_of(person(born=born), date(2025, 1, 10)) == age


def test_a_day_that_is_not_known_stays_so(world: World) -> None:
    assert Disguise(world.keys, "ett", shift=True).day("p", None) is None
