"""Spark beside itself: the assessment, and a mapInArrow that takes and gives the same columns and computes nothing.

`on_spark.py FACTS FOLDER` prints what each costs, as JSON: seconds, and CPU seconds of Spark and its Python workers.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from benkoll.population.asked import Asked
from benkoll.population.batches import ROWS_AT_A_TIME, answer_types, answered, facts_needed
from benkoll.population.spark import assess

PARTITIONS, ROUNDS = 8, 3


def main() -> None:
    """One round to warm up, then both in turn."""
    facts, folder = map(Path, sys.argv[1:])
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["POLARS_MAX_THREADS"] = "1"
    session = SparkSession.builder.master("local[2]").appName("bench").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    frame = session.read.parquet(_split(facts, folder))
    through = _through(frame, facts, folder)
    jobs: dict[str, Callable[[], DataFrame]] = {"ours": lambda: assess(frame), "through": lambda: through}
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    for _ in range(1 + ROUNDS):
        for name, job in jobs.items():
            cpu, start = _cpu(), perf_counter()
            job().write.mode("overwrite").parquet(str(folder / name))
            spent[name].append((perf_counter() - start, _cpu() - cpu))
    session.stop()
    print(json.dumps({name: [min(figures) for figures in zip(*each[1:], strict=True)] for name, each in spent.items()}))


def _split(facts: Path, folder: Path) -> str:
    """The rows in as many files as there are to be partitions."""
    rows = pl.scan_parquet(facts).select(pl.len()).collect().item()
    size = -(-rows // PARTITIONS)
    (folder / "facts").mkdir(parents=True, exist_ok=True)
    for number in range(PARTITIONS):
        part = pl.scan_parquet(facts).slice(number * size, size).with_columns(pl.selectors.enum().cast(pl.String))
        part.sink_parquet(folder / "facts" / f"{number}.parquet")
    return str(folder / "facts")


def _through(frame: DataFrame, facts: Path, folder: Path) -> DataFrame:
    """The columns sent that we send; the columns given that we give: answers computed before, as often as needed."""
    names = tuple(frame.columns)
    asked = Asked("vgr", (), None, frozenset(), None, (), names)
    sent = facts_needed(asked, to_arrow_schema(frame.schema))
    types = answer_types(asked)
    rows = pl.scan_parquet(facts).head(ROWS_AT_A_TIME).with_columns(pl.selectors.enum().cast(pl.String)).collect()
    held = folder / "answers.arrow"
    with pa.ipc.new_file(held, types) as file:
        for batch in answered(asked, iter(rows.select(names).to_arrow().to_batches())):
            file.write_batch(batch)
    return frame.select(*sent).mapInArrow(partial(_given, str(held)), from_arrow_schema(types))


def _given(held: str, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    answers = pa.ipc.open_file(held).read_all().combine_chunks().to_batches()[0]
    for batch in batches:
        yield answers.slice(0, batch.num_rows)


def _cpu() -> float:
    """CPU seconds so far of all processes of this session: Spark's Java and its Python workers, which live on."""
    ticks, session = 0, os.getsid(0)
    for process in Path("/proc").iterdir():
        fields = _stat(process) if process.name.isdigit() else []
        if fields and int(fields[3]) == session:
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: Path) -> list[Any]:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended
        return []


if __name__ == "__main__":
    main()
