"""A whole population: how long, how much memory, how it grows with the rows, what reading and writing alone take."""

import shutil
import sys
from pathlib import Path

from figures import Spent, goal, of_process, table

from benkoll.population.sample import DAY, write_sample

HERE = Path(__file__).parent
BENKOLL = str(Path(sys.executable).with_name("benkoll"))
SIZES = (1_000, 100_000, 1_000_000, 10_000_000, 30_000_000)
"""The first is the start and the making of the plan, and not much more."""
GOAL_ROWS, GOAL_SECONDS, GOAL_MEMORY = 10_000_000, 25, 2048
GROWTH = 11


def samples(folder: Path, rows: int) -> dict[int, Path]:
    """Random populations of each size up to so many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes = sorted({*(size for size in SIZES if size <= rows), rows})
    files = {size: folder / f"{size}.parquet" for size in sizes}
    for size, file in files.items():
        write_sample(file, size, seed=1, day=DAY)
    return files


def assessed(files: dict[int, Path], folder: Path) -> str:
    """Both tables: each size assessed by `benkoll population assess`; the largest also only read and written."""
    costs = {size: _assess(file, folder / f"assessed-{size}") for size, file in files.items()}
    largest = max(files)
    done = folder / f"assessed-{largest}"
    limit = of_process([sys.executable, str(HERE / "copied.py"), str(files[largest]), str(done), str(folder / "copy")])
    two = _assess(files[largest], folder / "two", "--workers", "2")
    ours = costs[largest]
    same = f"{largest:,} people"
    lines: list[list[object]] = [
        [f"{same}, assessed", *ours.shown(), "", _whole_goal(costs)],
        [f"{same}, assessed by 2 workers", *two.shown(), two.times(ours), ""],
        [f"{same}, only read and written", *limit.shown(), limit.times(ours), "the physical limit: none"],
    ]
    head = ("what", "seconds", "CPU s", "memory, MB", "times the first, clock / CPU", "goal")
    return f"{table(head, lines)}\n\n{_growth(costs)}"


def _assess(file: Path, out: Path, *options: str) -> Spent:
    shutil.rmtree(out, ignore_errors=True)
    return of_process([BENKOLL, "population", "assess", str(file), "--out", str(out), *options])


def _whole_goal(costs: dict[int, Spent]) -> str:
    if GOAL_ROWS not in costs:
        return f"{GOAL_SECONDS} s and {GOAL_MEMORY / 1024:.0f} GB for {GOAL_ROWS:,} on two idle cores: not run"
    cost = costs[GOAL_ROWS]
    fast, small = cost.seconds <= GOAL_SECONDS, cost.memory <= GOAL_MEMORY
    return f"{GOAL_ROWS:,}: {goal(f'{GOAL_SECONDS} s', fast, fast)}; {goal('2 GB', small, small)}"


def _growth(costs: dict[int, Spent]) -> str:
    start = costs[min(costs)]
    lines: list[list[object]] = []
    before: tuple[int, Spent] | None = None
    for size, cost in costs.items():
        beyond = Spent(cost.seconds - start.seconds, cost.cpu - start.cpu, cost.memory)
        each, ratio, said = "", "", ""
        if size > min(costs):
            each = f"{beyond.seconds / size * 1e6:.1f} / {beyond.cpu / size * 1e6:.1f}"
            if before:
                most = GROWTH / 10 * size / before[0]
                ratio = beyond.times(before[1])
                seconds, cpu = beyond.seconds / before[1].seconds <= most, beyond.cpu / before[1].cpu <= most
                said = goal(f"at most {most:.0f} times", seconds, cpu)
            before = size, beyond
        lines.append([f"{size:,}", *cost.shown(), each, ratio, said])
    head = (
        "rows",
        "seconds",
        "CPU s",
        "memory, MB",
        "us a row beyond start",
        "times the one before, beyond start",
        "goal",
    )
    return table(head, lines)
