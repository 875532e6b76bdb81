"""The whole guideline over a Spark DataFrame: each worker runs one plan over its partitions, Spark does the rest."""

import os
import sys
import warnings
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from benkoll.errors import InputError, Problem, UsageError
from benkoll.facts.registry import registry
from benkoll.population.asked import REJECTED, Asked

if TYPE_CHECKING:  # else Polars would be loaded on the worker before it is told how many threads it may have
    import pyarrow as pa  # type: ignore[import-untyped]


class Counts(NamedTuple):
    """How many rows were assessed, and how many set aside."""

    assessed: int
    rejected: int


def assess(
    frame: DataFrame,
    variant: str = "vgr",
    changes: tuple[tuple[str, float], ...] = (),
    *,
    day: date | None = None,
    complete: Collection[str] = (),
    columns: Collection[str] | None = None,
    beside: Sequence[str] = (),
) -> DataFrame:
    """One row for each row: patient_id, these columns of the answer (None: all), those beside as text, and `rejected`.

    `rejected` is null, or holds everything that is wrong with a row that cannot be used (fact, value, reason_sv,
    reason_en); then the answer's columns are null. `frame`: a column per fact; `beside`: columns that are no facts and
    go on with the row. `day`: the assessment date of rows that state none. Rows keep no certain order, as in Spark.

    Raises UsageError for a variant, parameter, column or kind of source that does not exist, and InputError for a
    column that is neither a fact nor one beside, or of a type that its fact cannot have.
    """
    from benkoll.population.batches import answer_types, facts_needed

    facts = frame.select([name for name in frame.columns if name not in beside])
    chosen = None if columns is None else frozenset(columns)
    asked = Asked(variant, changes, day, frozenset(complete), chosen, tuple(beside), tuple(facts.columns))
    types = answer_types(asked)
    asked = replace(asked, facts=facts_needed(asked, to_arrow_schema(facts.schema)))
    sent = frame.select(*asked.facts, *(F.col(name).cast("string").alias(name) for name in beside))
    with warnings.catch_warnings():  # mapInArrow asks for pandas, and hands us none of it
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        return sent.mapInArrow(partial(_on_worker, asked), from_arrow_schema(types))


def rejects(assessed: DataFrame, beside: Sequence[str] = ()) -> DataFrame:
    """What is wrong with the rows set aside by `assess`: patient_id, beside, fact, value, reasons; a problem a row."""
    problems = assessed.where(F.col(REJECTED).isNotNull())
    return problems.select("patient_id", *beside, F.explode(REJECTED).alias(REJECTED)).select(
        "patient_id", *beside, f"{REJECTED}.*"
    )


def assess_files(
    inputs: Sequence[str],
    output: str,
    variant: str = "vgr",
    changes: tuple[tuple[str, float], ...] = (),
    *,
    day: date | None = None,
    complete: Collection[str] = (),
    columns: Collection[str] | None = None,
    beside: Sequence[str] = (),
) -> Counts:
    """Assess Parquet that Spark can read (files, folders, globs) and write what `assess` gives as Parquet to a folder.

    Runs in the active session, else in one of its own with all cores of this machine. Raises as `assess` does, and
    UsageError where the output is already there, InputError where the input cannot be read.
    """
    session, ours = _session()
    try:
        frame = _read(session, inputs, beside)
        assessed = assess(frame, variant, changes, day=day, complete=complete, columns=columns, beside=beside)
        _write(assessed, output)
        written = session.read.parquet(output).agg(F.count("*"), F.count(REJECTED)).first()
    finally:
        if ours:
            session.stop()
    assert written is not None
    return Counts(written[0] - written[1], written[1])


# ON THE WORKER


def _on_worker(asked: Asked, batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # the other cores have tasks of their own
    from benkoll.population.batches import answered

    return answered(asked, batches)


# FILES


def _session() -> tuple[SparkSession, bool]:
    """The active session; else a new one, to be stopped by whoever asked for it."""
    active = SparkSession.getActiveSession()
    if active:
        return active, False
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the workers run the system's Python
    builder = SparkSession.builder.appName("benkoll").config("spark.executorEnv.POLARS_MAX_THREADS", "1")
    return builder.getOrCreate(), True


def _read(session: SparkSession, inputs: Sequence[str], beside: Sequence[str]) -> DataFrame:
    """The facts of all files, and what is kept beside; a column that some files lack is unknown there."""
    try:
        frame = session.read.option("mergeSchema", "true").parquet(*inputs)
    except AnalysisException as error:
        said = str(error).splitlines()[0]
        raise InputError([Problem(f"Spark kan inte läsa: {said}", f"Spark cannot read: {said}")]) from None
    kept = {*registry(), *beside}
    folders = {part.partition("=")[0] for file in frame.inputFiles() for part in file.split("/") if "=" in part}
    return frame.drop(*(folders - kept))


def _write(assessed: DataFrame, output: str) -> None:
    try:
        assessed.write.parquet(output)
    except AnalysisException as error:
        if error.getCondition() != "PATH_ALREADY_EXISTS":
            raise
        raise UsageError(
            f"{output}: finns redan: ange en annan mapp", f"{output}: is there already: name another folder"
        ) from None
