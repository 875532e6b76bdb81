"""`make bench`: how long an assessment takes, alone and beside other engines. Figures to read, never a test.

BENKOLL_BENCH_ROWS says how many rows the largest population has; unset, a million. BENKOLL_BENCH_ONLY measures the
sections with this in their title alone (`web`), and writes no page.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import chain
import economics
import many
import population
import vfa
import web
from engines import CQL, Timed, at_the_limits, by_cql, by_zen, ours, timed
from figures import Spent, goal, table
from patients import EXAMPLES, examples, with_unknown

from benkoll.assess.patient import assess
from benkoll.guideline.build import load
from benkoll.logic.generate import compile_patient

UNKNOWN = 40
ROOT = Path(__file__).parents[1]
PAGE, WORK = ROOT / "docs" / "benchmarks.md", ROOT / "build" / "bench"
ROWS_TO_COMPARE = 1_000_000
ONE = ("", "p50, ms", "p99, ms", "goal")
SPARK = 2.2


def main() -> None:
    """Show every table and write the page; ends with an error where another engine gives another answer."""
    load_before, only = os.getloadavg()[0], os.environ.get("BENKOLL_BENCH_ONLY", "")
    sections = []
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    try:
        for title, said, measured in _sections(int(os.environ.get("BENKOLL_BENCH_ROWS", "1000000"))):
            if only.lower() in title.lower():
                sections.append("\n\n".join(filter(None, (f"## {title}", said, measured()))))
                print(f"{sections[-1]}\n", flush=True)
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    if not only:
        PAGE.write_text("\n\n".join([_head(load_before), *sections]) + "\n", "utf-8")


def _sections(rows: int) -> tuple[tuple[str, str, Callable[[], str]], ...]:
    """Title, what is to be said of it, and what measures it and makes its table."""

    @cache
    def files() -> dict[int, Path]:
        return population.samples(WORK, rows)

    def some() -> Path:
        return files()[max(size for size in files() if size <= ROWS_TO_COMPARE)]

    return (
        ("One patient", "", _one_patient),
        ("One patient, beside other engines", "", _beside_others),
        ("A lateral spine image", IMAGE, vfa.reading),
        ("Many rows, beside other engines", MANY, lambda: many.engines(some())),
        ("Beside Polars written by hand", BY_HAND, lambda: many.by_hand(some())),
        ("A whole population", POPULATION, lambda: population.assessed(files(), WORK)),
        ("Spark", ON_SPARK, lambda: _spark(some())),
        ("The care chain, taken in", INTAKE, lambda: chain.intake(WORK, rows)),
        ("The care chain's worklist", WORKLIST, lambda: chain.pages(WORK, rows)),
        ("The simulation of health economics", SIMULATION, economics.simulated),
        ("The web service", WEB, lambda: web.service(WORK, rows)),
    )


# THE PAGE

MANY = """The rules of TX-3 with their limits and no more, three-valued, on the first rows of a random population (for
zen-engine, which knows no unknown, filled in); all answers equal. From memory to memory. OpenFisca has no unknown:
every truth value is two arrays, known to be so and known not to be so, and an unknown number is NaN; it is given them
ready made, numbers with 32 bits, and making them is not counted. cql-execution and zen-engine take one patient at a
time, and are called for each of fewer rows. Benkoll and Polars use the cores that are free, the others one."""
BY_HAND = "From the settled facts in memory to the columns in memory, milliseconds by clock / CPU; all values equal."
POPULATION = """`benkoll population assess` of a random population, Parquet to Parquet, all columns, the whole process;
the memory is that of its largest process. Only read and written: the same facts read, and as many rows of the same
columns written, computed before."""
ON_SPARK = """Local mode with two cores, a running session, the least of three rounds in turn. Beside it a `mapInArrow`
over the same columns that computes nothing: it gives answers that were computed before."""

INTAKE = """A year of all Sweden's fractures as one CSV file, read and taken in to SQLite; every transaction is synced
to the disk before it counts. Beside it what the disk itself can do in the same run: a transaction syncs several
times."""
WORKLIST = """The first page of 50. The episodes of ten years of all Sweden are written straight into the tables that
the list is read from, a third of them waiting for something, more than half of those late. The page: the query, the
patients' names opened, and who was shown written to the log and synced. PostgreSQL on the same machine, in memory."""
IMAGE = """Phantoms with fractures. Open to first picture: the DICOM file read by the worker process, which runs, seen
through its window, as PNG. A proposal and a snap: one call, from points in pixels to points in pixels."""
SIMULATION = """One scenario with every parameter at its value, the whole process. Everybody lives
forty years before the start, to have fractures behind them: that costs more than ten years."""
WEB = """`benkoll serve` as a process. CDS Hooks: open load, each call at its time whether or not the others were
answered, and counted from then; each with a signed token of its own, held against the issuer's keys and used once; the
log of each call is synced before the answer. The driver runs on the same machine and takes its part of it."""


def _head(load_before: float) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    packages = ("polars", "numpy", "sqlalchemy", "openfisca-core", "zen-engine", "pyspark")
    versions = [f"{name} {version(name)}" for name in packages]
    cql = json.loads((CQL / "package.json").read_text())["dependencies"]["cql-execution"]
    node = subprocess.check_output(["node", "--version"], text=True).strip().removeprefix("v")
    return f"""# How fast it is

Written by `make bench` on {time.strftime("%Y-%m-%d")}, everything in one run, on {os.cpu_count()} cores and
{memory:.0f} GB of memory. The load of other work was {load_before:.1f} when it began: where that is not near 0,
CPU time tells more than the clock, and both are more than on an idle machine.
Python {platform.python_version()}, {", ".join(versions)}, cql-execution {cql}, Node {node}."""


# ONE PATIENT


def _one_patient() -> str:
    guideline = load()
    everything = compile_patient(guideline.criteria)
    _, times = timed(lambda patient: everything(patient.facts), examples())
    lines = [_line(f"every criterion ({len(guideline.criteria)}), in process", times, "0.2 / 1 ms")]
    patients = list(with_unknown(UNKNOWN, 5))
    for patient in patients[:50]:
        assess(patient, guideline)
    times = [_milliseconds(assess, patient, guideline) for patient in patients]
    lines.append(_line(f"whole answer, {UNKNOWN} facts unknown ({len(patients)} patients)", times, "10 / 30 ms"))
    command = [str(Path(sys.executable).with_name("benkoll")), "assess", str(EXAMPLES.with_name("one-patient.json"))]
    times = [_milliseconds(subprocess.check_output, command) for _ in range(20)]
    lines.append(_line("`benkoll assess` of one patient, whole process", times, "500 ms"))
    return table(ONE, lines)


def _beside_others() -> str:
    patients = at_the_limits()
    answers, own = ours(patients)
    lines = [_line("benkoll", own)]
    others: dict[str, Callable[..., Timed]] = {"zen-engine": by_zen, "cql-execution": by_cql}
    for name, engine in others.items():
        found, times = engine(patients)
        for patient, one, other in zip(patients, answers, found, strict=True):
            if one != {ground: other[ground] for ground in one}:
                sys.exit(f"{name} answers {other} and not {one}: {dict(patient.facts)}")
        lines.append(_line(name, times, f"{_at(times, 0.5) / _at(own, 0.5):.1f} x benkoll's p50"))
    said = f"""The rules of TX-3, {len(patients)} patients on and beside the limits; all answers equal.
Benkoll runs them as the guideline has them, with ages, how old a value is and the estimate of risk; the others hold the
limits alone."""
    return f"{said}\n\n{table((*ONE[:3], 'beside'), lines)}"


def _milliseconds(call: Callable[..., object], *arguments: object) -> float:
    start = perf_counter()
    call(*arguments)
    return (perf_counter() - start) * 1000


def _line(what: str, times: Iterable[float], beside: str = "") -> list[str]:
    times = list(times)
    return [what, f"{_at(times, 0.5):.3f}", f"{_at(times, 0.99):.3f}", beside]


def _at(times: Iterable[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


# SPARK


def _spark(file: Path) -> str:
    if shutil.which("java") is None:
        return "Not run: Java is not installed."
    command = [sys.executable, str(Path(__file__).with_name("on_spark.py")), str(file), str(WORK / "spark")]
    run = subprocess.run(command, capture_output=True, text=True, start_new_session=True)
    if run.returncode:
        sys.exit(run.stderr)
    found = json.loads(run.stdout.splitlines()[-1])
    own, through = (Spent(*found[name]) for name in ("ours", "through"))
    outcome = goal(f"at most {SPARK}", own.seconds <= SPARK * through.seconds, own.cpu <= SPARK * through.cpu)
    head = ("", "seconds", "CPU s", "times the pass-through, clock / CPU", "goal")
    lines = [
        ["assessed", f"{own.seconds:.1f}", f"{own.cpu:.1f}", own.times(through), outcome],
        ["passed through", f"{through.seconds:.1f}", f"{through.cpu:.1f}", "", ""],
    ]
    return table(head, lines)


if __name__ == "__main__":
    main()
