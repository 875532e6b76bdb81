"""Spark answers as one machine does, row by row; what cannot be used is set aside with reasons, nothing is lost."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from polars.testing import assert_frame_equal
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from benkoll.assess.table import answer_columns
from benkoll.errors import InputError, UsageError
from benkoll.facts.table import REJECTS, settle_columns, validate
from benkoll.guideline.build import load
from benkoll.population.asked import REJECTED, Asked
from benkoll.population.batches import facts_needed
from benkoll.population.spark import Counts, assess, assess_files, rejects
from spark.patients import DAY, random_patients

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.skipif(
        not (shutil.which("java") or os.environ.get("JAVA_HOME")), reason="java not found: Spark tests did not run"
    ),
]

PARTITIONS = 5
REASONS = [name for name in REJECTS if name != "row"]
Distributed = Callable[[pl.DataFrame], DataFrame]


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "300",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    made = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield made
    made.stop()


@pytest.fixture
def distributed(session: SparkSession, tmp_path: Path) -> Distributed:
    """The table as a Spark DataFrame in PARTITIONS partitions."""

    def spread(frame: pl.DataFrame) -> DataFrame:
        frame.write_parquet(tmp_path / "patients.parquet")
        return session.read.parquet(str(tmp_path / "patients.parquet")).repartition(PARTITIONS)

    return spread


def collected(frame: DataFrame) -> pl.DataFrame:
    found = pl.from_arrow(frame.toArrow())
    assert isinstance(found, pl.DataFrame)
    return found


def one_machine(frame: pl.DataFrame, columns: set[str] | None = None, **asked: Any) -> pl.DataFrame:
    """What one machine answers to the rows that can be used, by id."""
    good = validate(frame, asked.get("day")).good
    guideline = load(asked.get("variant", "vgr"), asked.get("changes", ()))
    answers = answer_columns(settle_columns(good.lazy(), asked.get("complete", ())), guideline, columns).collect()
    return answers.with_columns(pl.selectors.enum().cast(pl.String)).sort("patient_id")


def used(found: pl.DataFrame) -> pl.DataFrame:
    return found.filter(pl.col(REJECTED).is_null()).drop(REJECTED).sort("patient_id")


def set_aside(found: pl.DataFrame) -> list[tuple[Any, ...]]:
    return sorted(
        (row["patient_id"], *(one[name] for name in REASONS))
        for row in found.filter(pl.col(REJECTED).is_not_null()).iter_rows(named=True)
        for one in row[REJECTED]
    )


def refused(frame: pl.DataFrame, day: date | None = None) -> list[tuple[Any, ...]]:
    """What one machine says of the rows that cannot be used, by id."""
    found = validate(frame, day).rejects
    return sorted((frame["patient_id"][row - 1], *reasons) for row, *reasons in found.iter_rows())


def test_every_row_is_answered_or_set_aside_as_on_one_machine(distributed: Distributed) -> None:
    frame = random_patients(3000)
    spread = distributed(frame)
    assert spread.rdd.getNumPartitions() == PARTITIONS
    found = collected(assess(spread))
    assert_frame_equal(used(found), one_machine(frame), check_exact=True)
    assert set_aside(found) == refused(frame)
    assert sorted(found["patient_id"]) == sorted(frame["patient_id"])
    assert 0 < found[REJECTED].null_count() < len(frame)


@pytest.mark.parametrize(
    "asked",
    [
        {"variant": "svos", "complete": ("drugs", "fractures")},
        {"changes": (("treatment.frax_other_fracture", 25.0),)},
    ],
    ids=["a variant and whole sources", "a changed parameter"],
)
def test_asked_otherwise_it_answers_otherwise(distributed: Distributed, asked: dict[str, Any]) -> None:
    frame = random_patients(1500, seed=2, wild=0)
    found = used(collected(assess(distributed(frame), **asked)))
    assert_frame_equal(found, one_machine(frame, **asked), check_exact=True)
    assert not found.equals(one_machine(frame))


def test_some_columns_and_what_stands_beside(distributed: Distributed) -> None:
    frame = random_patients(600, seed=3)
    unit = pl.int_range(len(frame), eager=True) % 7
    spread = distributed(frame.with_columns(unit.alias("unit")))
    found = collected(assess(spread, columns={"TX-CONSIDER", "age_years"}, beside=["unit"]))
    assert found.columns == ["patient_id", "age_years", "TX-CONSIDER", "unit", REJECTED]
    alone = one_machine(frame, {"patient_id", "age_years", "TX-CONSIDER"})
    assert_frame_equal(used(found).drop("unit"), alone, check_exact=True)
    assert set_aside(found) == refused(frame)
    units = dict(zip(frame["patient_id"], unit.cast(pl.String), strict=True))
    assert dict(found.select("patient_id", "unit").rows()) == units


def test_a_yes_or_no_that_is_not_read_is_not_sent() -> None:
    def needed(*columns: str) -> tuple[str, ...]:
        asked = Asked("vgr", (), None, frozenset(), frozenset(columns), (), tuple(frame.columns))
        return facts_needed(asked, frame.to_arrow().schema)

    frame = random_patients(1)
    read = {"parent_hip_fracture", "current_smoker"}
    assert read & {*needed("age_years")} == set()
    assert {"weight_kg", "osteoporosis_drug", "prior_hip_fracture"} <= {*needed("age_years")}  # may be refused
    assert read <= {*needed("fracture_risk_major_percent")}


def test_few_columns_a_day_and_no_patient(distributed: Distributed, session: SparkSession) -> None:
    frame = random_patients(300, seed=4, wild=0).select("patient_id", "birth_date", "sex")
    spread = distributed(frame)
    assert_frame_equal(used(collected(assess(spread, day=DAY))), one_machine(frame, day=DAY), check_exact=True)
    undated = collected(assess(spread))
    assert {one["fact"] for row in undated[REJECTED] for one in row} >= {"assessment_date"}
    assert undated[REJECTED].null_count() == 0
    nobody = assess(spread.where("false").union(spread.where("sex = 'none'")), day=DAY)
    assert collected(nobody).is_empty()
    assert collected(nobody).columns == collected(assess(spread, day=DAY)).columns


def test_no_id_and_types_that_spark_knows(distributed: Distributed) -> None:
    frame = pl.DataFrame(
        {
            "age": pl.Series([70, 71, 200], dtype=pl.Int16),
            "height_cm": pl.Series([160.1, 170.2, 150.3], dtype=pl.Float32),
            "sex": pl.Series(["female", "male", "female"], dtype=pl.Categorical),
        }
    )
    spread = distributed(frame).withColumn("weight_kg", F.lit(60.06).cast("decimal(8,2)"))
    found = collected(assess(spread.withColumn("birth_date", F.lit(None)), day=DAY, columns={"age_years", "bmi"}))
    assert sorted(found["bmi"].drop_nulls()) == pytest.approx([60.06 / 1.702**2, 60.06 / 1.601**2], abs=0.051)
    assert found["patient_id"].null_count() == 3
    assert found[REJECTED].null_count() == 2


def test_rejects_are_told_one_by_one(distributed: Distributed) -> None:
    frame = random_patients(200, seed=5, wild=0.5)
    told = collected(rejects(assess(distributed(frame), columns=())))
    assert told.columns == ["patient_id", *REASONS]
    assert sorted(told.rows()) == refused(frame)
    assert told.height > told["patient_id"].n_unique()


def test_what_is_asked_wrongly_is_said_before_any_job(distributed: Distributed) -> None:
    spread = distributed(random_patients(10))
    with pytest.raises(UsageError, match="no column no_such"):
        assess(spread, columns={"no_such"})
    with pytest.raises(UsageError):
        assess(spread, "no such")
    with pytest.raises(UsageError):
        assess(spread, complete=("no such",))
    with pytest.raises(InputError, match="unit: unknown fact"):
        assess(spread.withColumn("unit", F.lit("a")))
    with pytest.raises(InputError, match="must be boolean"):
        assess(spread.withColumn("parent_hip_fracture", F.lit("ja")))
    with pytest.raises(InputError, match="a table gives"):
        assess(spread.withColumn("fracture_events", F.lit("hip")))


def test_each_worker_has_one_thread_and_makes_its_plan_once(distributed: Distributed) -> None:
    def looked_at(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import os

        import pyarrow

        from benkoll.population.asked import Asked
        from benkoll.population.spark import _on_worker

        asked = Asked("vgr", (), None, frozenset(), frozenset({"bmi"}), (), ("patient_id",))
        plans = set()
        for _ in range(2):
            list(_on_worker(asked, iter(())))
            from benkoll.population.batches import _plan

            plans.add(id(_plan(asked)))
        import polars

        rows = sum(batch.num_rows for batch in batches)
        seen = {"process": [os.getpid()], "threads": [polars.thread_pool_size()], "plans": [len(plans)], "rows": [rows]}
        yield pyarrow.RecordBatch.from_pydict(seen)

    spread = distributed(random_patients(100)).select("patient_id")
    found = collected(spread.mapInArrow(looked_at, "process long, threads long, plans long, rows long"))
    assert found["threads"].to_list() == [1] * PARTITIONS
    assert found["plans"].to_list() == [1] * PARTITIONS
    assert found["rows"].sum() == 100
    assert found["process"].n_unique() > 1


def test_one_that_stops_early_harms_no_one(distributed: Distributed) -> None:
    frame = random_patients(1000, seed=6, wild=0)
    answers = assess(distributed(frame), columns={"bmi"})
    assert len(answers.limit(3).collect()) == 3
    assert_frame_equal(used(collected(answers)), one_machine(frame, {"patient_id", "bmi"}), check_exact=True)


def test_files(session: SparkSession, tmp_path: Path) -> None:
    frame = random_patients(400, seed=7)
    half = frame.drop("weight_kg")[:200], frame[200:]
    for unit, rows in zip("ab", half, strict=True):
        (tmp_path / "in" / f"unit={unit}").mkdir(parents=True)
        rows.write_parquet(tmp_path / "in" / f"unit={unit}" / "0.parquet")
    given, out = [str(tmp_path / "in")], tmp_path / "out"
    counts = assess_files(given, str(out), beside=["unit"])
    found = pl.read_parquet(out / "*.parquet")
    alone = pl.concat(half, how="diagonal").select(frame.columns)
    assert_frame_equal(used(found).drop("unit"), one_machine(alone), check_exact=True)
    assert set_aside(found) == refused(alone)
    assert counts == Counts(found[REJECTED].null_count(), 400 - found[REJECTED].null_count())
    assert found["unit"].value_counts().sort("unit").rows() == [("a", 200), ("b", 200)]
    with pytest.raises(UsageError, match="is there already"):
        assess_files(given, str(out))
    with pytest.raises(InputError, match="Spark cannot read"):
        assess_files([str(tmp_path / "none")], str(tmp_path / "new"))
    assert SparkSession.getActiveSession() is session
