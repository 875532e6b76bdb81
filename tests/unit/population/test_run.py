"""A population assessed into a folder: what it holds, that a broken run goes on, and what is refused."""

import json
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from benkoll.assess.table import answer_schema
from benkoll.errors import InputError, UsageError
from benkoll.guideline.build import load
from benkoll.population.folder import manifest_of
from benkoll.population.run import Job, run
from benkoll.population.sample import DAY, sample

FEW = ("patient_id", "first_choice", "TX-CONSIDER")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files of a population, a row of each eleven bad."""
    folder = tmp_path_factory.mktemp("facts")
    units = pl.int_range(pl.len()).mod(3).replace_strict({0: "K1", 1: "K2", 2: None}, return_dtype=pl.String)
    height = pl.when(pl.int_range(pl.len()).mod(11) == 5).then(1.65).otherwise("height_cm")
    people = sample(660).with_columns(units.alias("unit"), height.alias("height_cm"))
    people.head(350).write_parquet(folder / "1.parquet")
    people.tail(310).write_parquet(folder / "2.parquet")
    return folder


@pytest.fixture(scope="module")
def job(facts: Path, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A job that is done."""
    out = tmp_path_factory.mktemp("out") / "unbroken"
    job = Job((str(facts),), out, DAY, columns=FEW, beside=("unit",), rows_per_part=100)
    run(job)
    return job


def files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def answers(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "part-*.parquet")


# WHAT THE FOLDER HOLDS


def test_parts_rejects_and_manifest(job: Job, facts: Path) -> None:
    parts = [f"part-{number:05}" for number in range(7)]
    assert list(files(job.out)) == [
        "manifest.json",
        *(f"{name}.parquet" for name in parts),
        *(f"rejects/{name}.csv" for name in parts),
    ]
    manifest = json.loads((job.out / "manifest.json").read_text("utf-8"))
    assert manifest["inputs"] == [
        {"file": str(facts / name), "bytes": (facts / name).stat().st_size, "rows": rows}
        for name, rows in (("1.parquet", 350), ("2.parquet", 310))
    ]
    told = {"state": "complete", "parts": 7, "assessed": 600, "rejected": 60, "columns": list(FEW), "beside": ["unit"]}
    assert {name: manifest[name] for name in told} == told
    assert manifest["guideline"] == {"name": load().name, "variant": "vgr", "version": load().version}
    assert manifest["assessment_date"] == DAY.isoformat()
    assert manifest_of(job.out) == manifest


def test_the_answers_are_in_input_order_with_what_is_kept(job: Job) -> None:
    found = answers(job.out)
    good = [number for number in range(660) if number % 11 != 5]
    assert found.columns == [*FEW, "unit"]
    assert found["patient_id"].to_list() == [f"P{number + 1:07}" for number in good]
    assert found["unit"].to_list() == [("K1", "K2", None)[number % 3] for number in good]
    assert pl.read_parquet(job.out / "part-00003.parquet").height == 91


def test_rejects_tell_file_row_fact_and_value(job: Job, facts: Path) -> None:
    rejects = pl.read_csv(job.out / "rejects" / "part-00003.csv", separator=";")
    numbers = [number for number in range(300, 400) if number % 11 == 5]
    assert rejects.select("file", "row", "fact", "value").rows() == [
        (str(facts / ("1.parquet" if number < 350 else "2.parquet")), number % 350 + 1, "height_cm", 1.65)
        for number in numbers
    ]
    assert "räkna om till cm" in rejects["reason"][0]


def test_rejects_in_english(job: Job, tmp_path: Path) -> None:
    run(replace(job, out=tmp_path / "en", lang="en"))
    assert "convert it to cm" in (tmp_path / "en" / "rejects" / "part-00000.csv").read_text("utf-8")


def test_another_variant_and_another_number(job: Job, tmp_path: Path) -> None:
    counted = {}
    for name, changes in (("vgr", ()), ("svos", ()), ("vgr", (("treatment.frax_other_fracture", 1.0),))):
        out = tmp_path / f"{name}{len(changes)}"
        manifest = run(replace(job, out=out, variant=name, changes=changes, rows_per_part=1000))
        assert (manifest["guideline"]["variant"], manifest["changes"]) == (name, dict(changes))
        counted[out.name] = answers(out).filter(pl.col("TX-CONSIDER") == "recommended").height
    assert counted["vgr0"] == answers(job.out).filter(pl.col("TX-CONSIDER") == "recommended").height
    assert len(set(counted.values())) == 3
    assert counted["vgr1"] > counted["vgr0"]


def test_all_columns_are_those_of_the_schema(job: Job, tmp_path: Path) -> None:
    run(replace(job, out=tmp_path / "all", columns=None, beside=("unit",), rows_per_part=1000))
    assert answers(tmp_path / "all").columns == [*answer_schema(load()), "unit"]


def test_a_part_in_which_every_row_is_bad(tmp_path: Path) -> None:
    ages = ["70"] * 3 + ["700"] * 3 + ["70"]
    (tmp_path / "a.csv").write_text("age;unit\n" + "".join(f"{age};K1\n" for age in ages))
    out = tmp_path / "out"
    job = Job((str(tmp_path / "a.csv"),), out, DAY, columns=FEW, beside=("unit",), rows_per_part=3)
    manifest = run(job)
    assert (manifest["parts"], manifest["assessed"], manifest["rejected"]) == (3, 4, 3)
    empty = pl.read_parquet(out / "part-00001.parquet")
    assert (empty.height, empty.schema) == (0, pl.read_parquet(out / "part-00000.parquet").schema)
    assert list(files(out / "rejects")) == ["part-00001.csv"]
    assert answers(out).height == 4


def test_facts_and_what_the_answer_has_may_be_kept_too(job: Job, tmp_path: Path) -> None:
    run(replace(job, out=tmp_path / "out", beside=("sex", "patient_id", "unit", "height_cm"), rows_per_part=1000))
    assert answers(tmp_path / "out").columns == [*FEW, "sex", "unit", "height_cm"]


# A BROKEN RUN GOES ON


def lost_parts(out: Path) -> None:
    for number in (1, 4, 6):
        (out / f"part-{number:05}.parquet").unlink()
    (out / "rejects" / "part-00004.csv").unlink()


def leftovers(out: Path) -> None:
    lost_parts(out)
    (out / ".part-00001.parquet.tmp").write_bytes(b"half")
    (out / "rejects" / ".part-00004.csv.tmp").write_bytes(b"half")
    (out / ".manifest.json.tmp").write_bytes(b"{")


def nothing_but_a_manifest(out: Path) -> None:
    for one in out.rglob("part-*"):
        one.unlink()


@pytest.mark.parametrize("broken", [lost_parts, leftovers, nothing_but_a_manifest])
def test_a_broken_run_goes_on_to_the_same_bytes(broken: Callable[[Path], None], job: Job, tmp_path: Path) -> None:
    again = replace(job, out=tmp_path / "out")
    manifest = run(again)
    running = {name: value for name, value in manifest.items() if name not in ("parts", "assessed", "rejected")}
    (again.out / "manifest.json").write_text(json.dumps(running | {"state": "running"}))
    broken(again.out)
    with pytest.raises(UsageError, match="not complete: run the same command again"):
        manifest_of(again.out)
    told: list[tuple[int, int]] = []
    run(again, progress=lambda done, of: told.append((done, of)))
    assert files(again.out) == files(job.out)
    assert (told[0], told[-1]) == ((0 if broken is nothing_but_a_manifest else 400, 660), (660, 660))


def test_a_folder_with_only_a_half_manifest_is_begun_anew(job: Job, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / ".manifest.json.tmp").write_bytes(b"{")
    run(replace(job, out=out))
    assert files(out) == files(job.out)


def test_what_is_done_is_not_done_again(job: Job) -> None:
    before = {one: one.stat().st_mtime_ns for one in job.out.rglob("*")}
    assert run(job)["state"] == "complete"
    assert {one: one.stat().st_mtime_ns for one in job.out.rglob("*")} == before


def test_two_workers_write_the_same_bytes(job: Job, tmp_path: Path) -> None:
    run(replace(job, out=tmp_path / "out"), workers=2)
    assert files(tmp_path / "out") == files(job.out)


KILLS = 4
KILLED = """
from datetime import date
from pathlib import Path
from benkoll.population.run import Job, run
import sys
run(Job((sys.argv[1],), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]), columns=tuple(sys.argv[4].split(",")),
        beside=("unit",), rows_per_part=100), progress=lambda done, of: print(done, flush=True))
"""


def test_a_run_that_is_killed_again_and_again_goes_on_to_the_same_bytes(job: Job, tmp_path: Path) -> None:
    out, draw = tmp_path / "out", random.Random(10)
    line = [sys.executable, "-c", KILLED, job.inputs[0], str(out), DAY.isoformat(), ",".join(FEW)]
    killed = 0
    while True:
        with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            begun = process.stdout.readline()  # so many rows were done when it began
            try:
                process.wait(draw.uniform(0.05, 0.5) if begun and killed < KILLS else None)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL
        killed += 1
    assert killed
    assert files(out) == files(job.out)


# WHAT IS REFUSED


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"day": date(2026, 3, 2)}, "assessment_date"),
        ({"variant": "svos"}, "guideline"),
        ({"changes": (("treatment.frax_other_fracture", 20.0),)}, "changes"),
        ({"columns": ("patient_id",), "complete": frozenset({"fractures"})}, "complete, columns"),
        ({"beside": ("unit", "sex")}, "beside"),
        ({"rows_per_part": 50}, "rows_per_part"),
        ({"lang": "en"}, "lang"),
    ],
)
def test_another_job_in_the_same_folder_is_refused(changed: dict[str, Any], told: str, job: Job) -> None:
    before = files(job.out)
    with pytest.raises(UsageError, match=f"differs in {told}: name another folder"):
        run(replace(job, **changed))
    assert files(job.out) == before


def test_other_input_in_the_same_folder_is_refused(job: Job, facts: Path) -> None:
    with pytest.raises(UsageError, match="differs in inputs"):
        run(replace(job, inputs=(str(facts / "1.parquet"),)))


def test_a_folder_that_holds_something_else_is_refused(job: Job, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    for out in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(UsageError, match="is there already and is no assessment"):
            run(replace(job, out=out))
    assert list(files(tmp_path)) == ["mine.txt"]


@pytest.mark.parametrize("text", ["age;sex\n", "age\n"])
def test_input_without_a_patient_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(InputError, match="the input holds no patient"):
        run(Job((str(tmp_path / "a.csv"),), tmp_path / "out", DAY))
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_asked_for_leaves_no_folder(job: Job, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(UsageError, match="the answer has no column hight"):
        run(replace(job, out=out, columns=("hight",)))
    with pytest.raises(UsageError, match="the answer has a column egfr of its own"):
        run(replace(job, out=out, beside=("egfr",)))
    with pytest.raises(InputError, match="no file has the column"):
        run(replace(job, out=out, beside=("unit", "ward")))
    with pytest.raises(UsageError):
        run(replace(job, out=out, complete=frozenset({"x"})))
    assert not out.exists()
