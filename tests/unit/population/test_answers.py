"""Answers of an assessed folder are those computed from the facts; a folder that cannot give them is refused."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benkoll.errors import InputError, UsageError
from benkoll.guideline.build import load
from benkoll.population.answers import Source, answers, columns_of_terms
from benkoll.population.run import Job, run
from benkoll.population.sample import DAY, sample

FEW = ("patient_id", "sex", "first_choice", "TX-CONSIDER")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facts")
    height = pl.when(pl.int_range(pl.len()) == 7).then(1.65).otherwise("height_cm").alias("height_cm")
    sample(300).with_columns(height, unit=pl.lit("K1")).write_parquet(folder / "1.parquet")
    return folder


@pytest.fixture(scope="module")
def job(facts: Path, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A job that is done, in several parts."""
    job = Job((str(facts),), tmp_path_factory.mktemp("out"), DAY, columns=FEW, beside=("unit",), rows_per_part=100)
    run(job)
    return job


def of(path: Path, *beside: str, day: date = DAY) -> Source:
    return Source((str(path),), day, beside=beside)


def test_of_a_folder_and_of_facts_are_the_same(job: Job, facts: Path) -> None:
    computed = answers(of(facts, "unit"), load(), FEW)
    of_folder = answers(of(job.out, "unit"), load(), FEW)
    assert_frame_equal(of_folder.frame.collect(), computed.frame.collect())
    assert of_folder.frame.collect().shape == (299, 5)
    assert [(one.row, one.fact) for one in computed.problems] == [(8, "height_cm")]
    assert of_folder.problems == ()


def test_only_the_columns_asked_for_are_read(job: Job) -> None:
    assert answers(of(job.out), load(), ("sex",)).frame.collect_schema().names() == ["sex"]


def test_reasons_are_computed_from_facts(facts: Path) -> None:
    reasons = {"hypocalcaemia": load().criteria["hypocalcaemia"]}
    found = answers(of(facts, "unit"), load(), ("sex",), reasons).frame.collect()
    assert found.columns == ["sex", "hypocalcaemia", "unit"]


def test_what_is_counted_by_may_be_a_column_of_the_answer(job: Job, facts: Path) -> None:
    for path in (facts, job.out):
        found = answers(of(path, "sex", "unit"), load(), ("sex", "first_choice"))
        assert found.frame.collect_schema().names() == ["sex", "first_choice", "unit"]
    terms = {"unit": load().criteria["age_years"]}
    assert columns_of_terms(of(facts, "unit"), terms).frame.collect_schema().names() == ["unit"]


def test_a_column_that_no_file_has_is_refused(facts: Path) -> None:
    with pytest.raises(InputError, match="ward: no file has the column"):
        answers(of(facts, "unit", "ward"), load(), ("sex",))


def test_a_folder_assessed_by_another_variant_is_refused(job: Job) -> None:
    with pytest.raises(UsageError, match="assessed by vgr"):
        answers(of(job.out), load("svos"), ("sex",))


def test_a_number_that_the_folder_was_assessed_without_is_refused(job: Job) -> None:
    changed = load("vgr", (("treatment.frax_other_fracture", 20.0),))
    with pytest.raises(UsageError, match="assessed by vgr"):
        answers(of(job.out), changed, ("sex",))


@pytest.mark.parametrize(("columns", "beside"), [(("TX-SWITCH",), ()), (("sex",), ("ward",))])
def test_a_column_that_the_folder_lacks_is_refused(columns: tuple[str, ...], beside: tuple[str, ...], job: Job) -> None:
    with pytest.raises(UsageError, match=f"lacks the column {(*beside, *columns)[0]}: assess anew with it"):
        answers(of(job.out, *beside), load(), columns)


def test_a_folder_that_is_not_complete_is_refused(job: Job, tmp_path: Path) -> None:
    again = replace(job, out=tmp_path / "out")
    manifest = run(again)
    (again.out / "manifest.json").write_text(json.dumps(manifest | {"state": "running"}))
    with pytest.raises(UsageError, match="run the same command again"):
        answers(of(again.out), load(), ("sex",))
