"""The random populations: free of contradictions, the same each time, and as sample.yaml says."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benkoll.errors import UsageError
from benkoll.facts.numbers import read_yaml
from benkoll.facts.registry import registry
from benkoll.facts.table import schema, validate
from benkoll.population.people import BLOCK, Draw, people
from benkoll.population.sample import DAY, sample, write_sample

NUMBERS = read_yaml("benkoll.population", "sample.yaml")
LEAP_DAY = date(2028, 2, 29)
ALWAYS_KNOWN = {"patient_id", "assessment_date"}
HIDDEN = {fact: rate for bundle in NUMBERS["missing"]["bundles"].values() for fact, rate in bundle.items()}
HIDDEN |= NUMBERS["missing"]["alone"]


@cache
def population() -> pl.DataFrame:
    return sample(50_000)


@cache
def drawn() -> Draw:
    return people(1, 0, DAY)


def only(frame: pl.DataFrame, fact: str, choice: str) -> pl.DataFrame:
    return frame.filter(pl.col(fact) == choice)


# GOOD ROWS


@pytest.mark.parametrize("day", [DAY, LEAP_DAY, date(2025, 3, 31)])
def test_no_row_is_refused(day: date) -> None:
    found = validate(sample(20_000, seed=7, day=day))
    assert found.rejects.is_empty()
    assert len(found.good) == 20_000


def test_a_column_per_fact_in_order_and_type() -> None:
    assert population().schema == schema()


def test_ids_are_unique_and_the_day_is_stated() -> None:
    assert population()["patient_id"].n_unique() == 50_000
    assert population()["patient_id"].head(2).to_list() == ["P0000001", "P0000002"]
    assert set(population()["assessment_date"]) == {DAY}


def test_the_whole_patients_are_free_of_contradictions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "benkoll.population.sample.hidden", lambda draw: dict.fromkeys(registry(), np.zeros(BLOCK, bool))
    )
    assert validate(sample(20_000)).rejects.is_empty()


# THE SAME EACH TIME


def test_a_row_is_the_same_however_many_are_asked_for() -> None:
    assert_frame_equal(sample(1_000), sample(10_000).head(1_000))
    assert_frame_equal(sample(1_000), population().head(1_000))


def test_a_slice_across_blocks() -> None:
    whole = sample(BLOCK + 300)
    assert_frame_equal(sample(400, first=BLOCK - 100), whole.slice(BLOCK - 100))
    assert whole["patient_id"][-1] == f"P{BLOCK + 300:07}"
    assert whole["patient_id"].is_unique().all()


def test_another_seed_is_another_population() -> None:
    assert not sample(100, seed=2).equals(sample(100, seed=1))
    assert not sample(100, first=BLOCK).drop("patient_id").equals(sample(100).drop("patient_id"))


def test_none_at_all() -> None:
    assert sample(0).schema == schema()
    assert sample(0).is_empty()


# AS STATED


def test_every_number_has_a_source() -> None:
    def sourced(slot: Any) -> bool:
        return isinstance(slot, dict) and ("source" in slot or all(sourced(part) for part in slot.values()))

    assert [name for name, slot in NUMBERS.items() if not sourced(slot)] == []


def test_every_fact_has_its_rate_of_missing_values() -> None:
    assert set(HIDDEN) == set(registry())


@pytest.mark.parametrize("fact", [fact for fact in registry() if fact != "patient_id"])
def test_as_many_are_hidden_as_stated(fact: str) -> None:
    column = sample_of_a_block()[fact]
    applies = drawn().columns[fact].applies
    there = column if applies is None else column.filter(pl.Series(applies))
    assert len(there) > 300
    assert there.null_count() / len(there) == pytest.approx(HIDDEN[fact], abs=0.06 if len(there) < 5_000 else 0.015)


@cache
def sample_of_a_block() -> pl.DataFrame:
    return sample(BLOCK)


@pytest.mark.parametrize("fact", [fact for fact in registry() if fact not in ALWAYS_KNOWN])
def test_every_fact_is_known_for_some_and_unknown_for_others(fact: str) -> None:
    column = population()[fact]
    assert 0 < column.null_count() < len(column)
    assert column.drop_nulls().n_unique() > 1


@pytest.mark.parametrize("fact", [info.name for info in registry().values() if info.choices])
def test_every_choice_occurs(fact: str) -> None:
    assert set(population()[fact].drop_nulls()) == set(registry()[fact].choices)


@pytest.mark.parametrize("fact", [info.name for info in registry().values() if info.type == "bool"])
def test_yes_and_no_occur(fact: str) -> None:
    assert set(population()[fact].drop_nulls()) == {True, False}


def test_ages_and_sexes() -> None:
    years = pl.Series(drawn().years)
    assert years.is_between(5, 105).all()
    assert (years < 18).mean() == pytest.approx(0.01, abs=0.003)
    assert (years >= 50).mean() == pytest.approx(0.87, abs=0.01)
    assert years.mean() == pytest.approx(62, abs=2)
    older = pl.DataFrame({"years": years, "female": drawn().female})
    assert older["female"].mean() == pytest.approx(0.51, abs=0.02)
    assert older.filter(pl.col("years") >= 90)["female"].mean() == pytest.approx(0.68, abs=0.05)


@pytest.mark.parametrize("site", ["t_score_total_hip", "t_score_lumbar_spine", "bmd_femoral_neck"])
def test_bone_density_goes_together(site: str) -> None:
    together = population().select(pl.corr("t_score_femoral_neck", site)).item()
    assert 0.6 < together < 0.97


def test_bone_and_kidneys_weaken_with_age_and_fractures_follow() -> None:
    known = sample_of_a_block()
    women = only(known, "sex", "female").with_columns(pl.col("birth_date").dt.year().alias("born"))
    young, old = (women.filter(pl.col("born").is_between(*born)) for born in ((1971, 1980), (1931, 1945)))
    for fact in ("t_score_femoral_neck", "egfr_ml_min", "height_cm", "rises_from_chair_unaided"):
        assert mean(young, fact) > mean(old, fact)
    for fact in ("creatinine_umol_l", "prior_hip_fracture", "falls_last_year", "frax_major_percent", "frail"):
        assert mean(young, fact) < mean(old, fact)
    broken, whole = (old.filter(pl.col("prior_vertebral_fracture") == yes) for yes in (True, False))
    assert mean(broken, "t_score_femoral_neck") < mean(whole, "t_score_femoral_neck") - 0.3


def mean(frame: pl.DataFrame, fact: str) -> float:
    return float(frame.select(pl.col(fact).cast(pl.Float64).mean()).item())


@pytest.mark.parametrize("fact", list(NUMBERS["limits"]["values"]))
def test_the_limits_are_hit(fact: str) -> None:
    values = set(sample_of_a_block()[fact].drop_nulls())
    assert {round(value, 3) for value in NUMBERS["limits"]["values"][fact]} <= values


def test_birthdays_at_the_limits() -> None:
    born = set(sample_of_a_block()["birth_date"].drop_nulls())
    assert {DAY.replace(year=DAY.year - years) for years in NUMBERS["limits"]["ages"]} <= born


def test_courses_are_in_order() -> None:
    start, dose, stop = (pl.col(fact) for fact in ("drug_start_date", "last_dose_date", "drug_stop_date"))
    for wrong in (start > dose, start > stop, dose > stop):
        assert sample_of_a_block().filter(wrong).is_empty()


# WRITTEN


def test_written_as_sampled(tmp_path: Path) -> None:
    path, told = tmp_path / "people.parquet", list[int]()
    write_sample(path, BLOCK + 50, 3, DAY, rows_per_group=BLOCK, progress=told.append)
    read = pl.read_parquet(path)
    assert_frame_equal(read, sample(BLOCK + 50, seed=3))
    assert told == [BLOCK, BLOCK + 50]
    assert list(tmp_path.iterdir()) == [path]


def test_nobody_written(tmp_path: Path) -> None:
    write_sample(tmp_path / "none.parquet", 0, 1, DAY)
    assert pl.read_parquet(tmp_path / "none.parquet").schema == schema()


def test_what_breaks_off_leaves_what_stood(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    path.write_text("before")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises((KeyboardInterrupt, pl.exceptions.ComputeError)):
        write_sample(path, 10, 1, DAY, progress=stop)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


# REFUSED

WRONG: dict[str, Callable[[], object]] = {
    "count -1": lambda: sample(-1),
    "first -5": lambda: sample(1, first=-5),
    "seed -2": lambda: sample(1, seed=-2),
    "day 1850-01-01": lambda: sample(1, day=date(1850, 1, 1)),
    "day 9999-12-31": lambda: sample(1, day=date(9999, 12, 31)),
    "rows_per_group 0": lambda: write_sample(Path("never.parquet"), 1, 1, DAY, rows_per_group=0),
    "count -3": lambda: write_sample(Path("never.parquet"), -3, 1, DAY),
}


@pytest.mark.parametrize("said", WRONG)
def test_bad_arguments_are_refused(said: str) -> None:
    with pytest.raises(UsageError) as refused:
        WRONG[said]()
    assert refused.value.sv.startswith(f"{said}: ")
    assert refused.value.en.startswith(f"{said}: ")
    assert "tillåtet" in refused.value.sv
    assert "allowed" in refused.value.en
