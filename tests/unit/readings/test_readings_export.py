"""Readings in the pseudonymised export: of whoever is in it, in codes, figures and moved days, and nothing else."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from benkoll.cli.reading_door import desk_at
from benkoll.measures.density_report import DensityReport, SiteDensity
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_report import ImageUids
from benkoll.readings.commands import NewImage, change, sign, start, store_image
from benkoll.readings.densities import receive
from benkoll.readings.desk import Desk
from benkoll.readings.kept import About
from benkoll.readings.training import Truth, store_phantom
from unit.chain.chain_world import World, number, opened
from unit.cli.runner import benkoll
from unit.readings.spine import COLUMNS, ROWS, block, graded, grading, judged, whole

DAY, MADE, SIGNED = date(2025, 12, 1), date(2025, 3, 1), date(2025, 3, 9)
WORDS, MODEL = "Fri text om patienten", "Horizon ZQ"
ABOUT = About(ROWS, COLUMNS, "number", ImageUids("1.2", "1.2.3", "1.2.840", "1.2.3.9876"))


def read(desk: Desk, image: str) -> str:
    named, version = start(desk, image)
    done = [*whole("T4"), graded("L1", "2"), judged("L1"), ("concluded", {"words": WORDS})]
    sign(desk, named, change(desk, named, version, done), grading(L1=1), "Dr Zäta Läsare")
    return named


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """1 has readings and a density report, 2 is of protected identity and has a reading, 3 has none."""
    with opened(tmp_path_factory.mktemp("chain")) as made:
        for place in (1, 2, 3):
            made.add(place, protected=place == 2)
        desk = desk_at(made.chain(SIGNED))
        for place in (1, 2):
            person = made.keys.digest("person", number(place))
            read(desk, store_image(desk, NewImage(b"one", ABOUT, MADE), person, "ORT"))
            start(desk, store_image(desk, NewImage(b"two", ABOUT, MADE), person, "ORT"))
            sites = (SiteDensity("lumbar_spine", None, ("L1", "L2"), 0.9, -2.1), SiteDensity("forearm", "left"))
            report = DensityReport(sites, MADE, "hologic", MODEL, number(place), device="SN1")
            receive(desk, report, person, "ORT", "typed")
        truth = Truth({level: block(level) for level in LEVELS}, dict.fromkeys(LEVELS, 0))
        read(desk, store_phantom(desk, NewImage(b"phantom", ABOUT, MADE), truth))
        yield made


def exported(world: World, out: Path, *words: str) -> dict[str, pl.DataFrame]:
    command = ("chain", "export", "--date", "2025-12-01", "-o", str(out), "--readings", *words)
    assert benkoll(*command, environ=world.environ).code == 0
    return {path.stem: pl.read_parquet(path) for path in sorted(out.glob("*.parquet"))}


def test_a_row_a_vertebra_and_a_row_a_site(world: World, tmp_path: Path) -> None:
    found = exported(world, tmp_path / "out", "--project", "ett")
    vfa, densities = found["vfa"], found["densities"]
    assert vfa["level"].to_list() == list(LEVELS)
    (patient,) = set(vfa["patient"]) & set(found["episodes"]["patient"])
    assert set(densities["patient"]) == {patient}
    row = vfa.row(LEVELS.index("L1"), named=True)
    said = {name: row[name] for name in ("reader_grade", "grade", "judgement", "imaged_on", "signed_on", "blind")}
    assert said == {
        "reader_grade": "2",
        "grade": 1,
        "judgement": "fracture",
        "imaged_on": MADE,
        "signed_on": SIGNED,
        "blind": True,
    }
    assert vfa.row(0, named=True)["not_evaluable"] == "overlaid"
    spine = densities.filter(pl.col("region") == "lumbar_spine").row(0, named=True)
    assert (spine["vertebrae"], spine["bmd"], spine["t_score"], spine["maker"]) == ("L1 L2", 0.9, -2.1, "hologic")


def test_nobodys_words_and_no_own_id(world: World, tmp_path: Path) -> None:
    content = "\n".join(
        json.dumps(table.rows(), default=str)
        for table in exported(world, tmp_path / "out", "--project", "ett").values()
    )
    for secret in (WORDS, MODEL, "SN1", "Läsare", "SE2321000131", "9876", "ORT", number(1)):
        assert secret not in content
    with world.database.reading() as connection:
        for table in ("reading_image", "reading_vfa", "reading_density", "chain_identity"):
            for (named,) in connection.exec_driver_sql(f"SELECT id FROM {table}"):
                assert named not in content


def test_days_are_moved_by_the_persons_amount(world: World, tmp_path: Path) -> None:
    plain = exported(world, tmp_path / "plain", "--project", "ett")
    moved = exported(world, tmp_path / "moved", "--project", "ett", "--shift-dates")

    def first(tables: dict[str, pl.DataFrame], table: str, column: str) -> date:
        patient = plain["vfa"]["patient"][0]
        day = tables[table].filter(pl.col("patient") == patient)[column][0]
        assert isinstance(day, date)
        return day

    columns = (("episodes", "fracture_date"), ("vfa", "imaged_on"), ("vfa", "signed_on"), ("densities", "measured_on"))
    by = {first(plain, *column) - first(moved, *column) for column in columns}
    assert len(by) == 1
    assert by.pop().days > 0


def test_only_where_it_is_asked_for_and_each_is_logged(world: World, tmp_path: Path) -> None:
    before = len(world.log())
    exported(world, tmp_path / "out", "--project", "två")
    told = [one for one in world.log()[before:] if one[2] == "två"]
    persons = {world.keys.digest("person", number(place)) for place in (1, 3)}
    assert {one[1] for one in told} == persons
    assert {one[0] for one in told} == {"export"}
    out = tmp_path / "without"
    benkoll("chain", "export", "--date", "2025-12-01", "-o", str(out), environ=world.environ)
    assert sorted(path.name for path in out.iterdir()) == ["episodes.parquet", "events.parquet", "manifest.json"]
