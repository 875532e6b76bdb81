"""A population assessed into a folder (see `folder`), part after part, so that what was broken off goes on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from multiprocessing import get_context
from os import cpu_count, environ
from pathlib import Path
from typing import Any

import polars as pl

from benkoll.assess.table import IDENTITY, answer_columns, answer_schema
from benkoll.errors import InputError, Lang, Problem, UsageError
from benkoll.exchange import rejects
from benkoll.facts.registry import completed_by
from benkoll.facts.table import assumed_columns, settle_columns
from benkoll.guideline.build import Guideline, load
from benkoll.population.folder import COMPLETE, RUNNING, Manifest, begun, part_file, rejects_file, whole, write_manifest
from benkoll.population.source import Piece, check, files_of, parts, read, row_count

ROWS_PER_PART = 1_048_576
"""Two of them in hand take about 1.4 GB of memory; smaller ones cost more, for the plan is made ready for each."""

EXPLAINED_PER_PART = 8_192
"""Reasons take a hundred times as long: so that a broken run loses little."""

WRITTEN: Mapping[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    "statistics": {"min": False, "max": False, "distinct_count": False, "null_count": True},
    "row_group_size": 131_072,
}
"""A quarter less time than what Polars does by itself, and 2 % more bytes. Row groups by number, not as rows come."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked for.

    `columns`: of `answer_schema`, None is all; `beside`: columns that are no facts and are kept; `day`: the assessment
    date of rows that state none; `explain`: with criteria, reasons, what is missing, what is assumed; `lang`: of the
    rejects' reasons.
    """

    inputs: tuple[str, ...]
    out: Path
    day: date
    variant: str = "vgr"
    changes: tuple[tuple[str, float], ...] = ()
    complete: frozenset[str] = frozenset()
    columns: tuple[str, ...] | None = None
    beside: tuple[str, ...] = ()
    explain: bool = False
    rows_per_part: int = ROWS_PER_PART
    lang: Lang = "sv"

    @property
    def guideline(self) -> Guideline:
        """The guideline in the variant asked for."""
        return load(self.variant, self.changes)


def run(job: Job, workers: int = 1, progress: Progress = lambda done, of: None) -> Manifest:
    """Assess what is not yet assessed, and return the manifest; `progress` is told how many rows are done, of how many.

    Raises UsageError where the folder holds something else than this job, InputError where the input cannot be used.
    """
    asked, there = _manifest(job), begun(job.out)
    if there is None:
        write_manifest(job.out, asked)
    else:
        _same(asked, there, job.out)
        if there["state"] == COMPLETE:
            return there
    cut = parts(files_of(job.inputs), job.rows_per_part)
    sizes = [sum(piece.rows for piece in part) for part in cut]
    todo = [number for number in range(len(cut)) if not part_file(job.out, number).exists()]
    done = sum(sizes) - sum(sizes[number] for number in todo)
    progress(done, sum(sizes))
    for number in _each(job, cut, todo, workers):
        done += sizes[number]
        progress(done, sum(sizes))
    finished = asked | {"state": COMPLETE} | _counted(job.out, len(cut))
    write_manifest(job.out, finished)
    return finished


def _manifest(job: Job) -> Manifest:
    completed_by(job.complete)
    guideline = job.guideline
    answer_columns(pl.LazyFrame(), guideline, job.columns)  # refuses a column that there is not
    for name in job.beside:
        if name in answer_schema(guideline) and name not in IDENTITY:
            raise UsageError(
                f"svaret har själv en kolumn {name}: ge indatas ett annat namn",
                f"the answer has a column {name} of its own: give that of the input another name",
            )
    files = files_of(job.inputs)
    check(files, job.beside)
    inputs = [{"file": str(file), "bytes": file.stat().st_size, "rows": row_count(file)} for file in files]
    if not any(one["rows"] for one in inputs):
        raise InputError([Problem("indata innehåller ingen patient", "the input holds no patient")])
    return {
        "state": RUNNING,
        "benkoll": version("benkoll"),
        "polars": pl.__version__,
        "guideline": {"name": guideline.name, "variant": guideline.variant, "version": guideline.version},
        "changes": dict(job.changes),
        "assessment_date": job.day.isoformat(),
        "complete": sorted(job.complete),
        "columns": [name for name in answer_schema(guideline) if job.columns is None or name in job.columns],
        "beside": list(job.beside),
        "explain": job.explain,
        "lang": job.lang,
        "rows_per_part": job.rows_per_part,
        "inputs": inputs,
    }


def _same(asked: Manifest, there: Manifest, folder: Path) -> None:
    differ = ", ".join(key for key in asked if key != "state" and asked[key] != there.get(key))
    if differ:
        raise UsageError(
            f"{folder}: här ligger en bedömning som skiljer sig i {differ}: ange en annan mapp",
            f"{folder}: here lies an assessment that differs in {differ}: name another folder",
        )


def _counted(folder: Path, count: int) -> Manifest:
    assessed = sum(
        pl.scan_parquet(part_file(folder, number)).select(pl.len()).collect().item() for number in range(count)
    )
    files = [file for number in range(count) if (file := rejects_file(folder, number)).exists()]
    rows = [pl.read_csv(file, separator=";", columns=["file", "row"], infer_schema=False).n_unique() for file in files]
    return {"parts": count, "assessed": assessed, "rejected": sum(rows)}


# PARTS


def _each(job: Job, cut: Sequence[Sequence[Piece]], todo: Sequence[int], workers: int) -> Iterator[int]:
    """Assess the parts, and tell each that is done.

    One worker has two parts in hand, so that one is reckoned while the other is read or written, or waits for Python;
    reasons are Python all through.
    """
    pool: Executor
    if workers == 1:
        pool = ThreadPoolExecutor(1 if job.explain else 2)
    else:
        threads = max(1, (cpu_count() or 1) // workers)
        environ["POLARS_MAX_THREADS"] = str(threads)  # read by the workers when they load Polars; here it is loaded
        pool = ProcessPoolExecutor(workers, get_context("spawn"))
    with pool:
        running = [pool.submit(_part, job, number, cut[number]) for number in todo]
        try:
            for one in as_completed(running):
                yield one.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _part(job: Job, number: int, pieces: Sequence[Piece]) -> int:
    found = read(pieces, job.beside, job.day)
    if found.problems:
        path = rejects_file(job.out, number)
        path.parent.mkdir(exist_ok=True)
        with whole(path) as temporary:
            temporary.write_bytes(rejects.as_csv(found.problems, job.lang))
    with whole(part_file(job.out, number)) as temporary:
        _answers(job, found.good.lazy()).sink_parquet(temporary, **WRITTEN)
    return number


def _answers(job: Job, good: pl.LazyFrame) -> pl.LazyFrame:
    settled = settle_columns(good, job.complete)
    answers = answer_columns(settled, job.guideline, job.columns, job.beside)
    if not job.explain:
        return answers
    from benkoll.assess.table_reasons import explained  # loads what tells one patient's reasons

    return explained(answers, settled, assumed_columns(good, job.complete), job.guideline).lazy()
