"""The simulation: how long one scenario takes, and how it grows with people and years."""

import sys
from pathlib import Path

from figures import Spent, goal, of_process, table

SIMULATED = Path(__file__).with_name("simulated.py")
PEOPLE, YEARS = 1_000_000, 10
GOAL_SECONDS, GOAL_MEMORY = 60, 2048


def simulated() -> str:
    """One scenario, a million people over ten years; half the people, and twice the years."""
    none, half, whole = (_run(people, YEARS) for people in (1_000, PEOPLE // 2, PEOPLE))
    long = _run(PEOPLE, 2 * YEARS)
    fast, small = whole.seconds <= GOAL_SECONDS, whole.memory <= GOAL_MEMORY
    said = f"{goal(f'{GOAL_SECONDS} s', fast, fast)}; {goal('2 GB', small, small)}"
    lines: list[list[object]] = [
        [f"{PEOPLE // 2:,} people, {YEARS} years", *half.shown(), "", ""],
        [f"{PEOPLE:,} people, {YEARS} years", *whole.shown(), _beyond(whole, half, none), said],
        [f"{PEOPLE:,} people, {2 * YEARS} years", *long.shown(), _beyond(long, whole, none), ""],
    ]
    return table(("what", "seconds", "CPU s", "memory, MB", "times the line above, beyond start", "goal"), lines)


def _beyond(cost: Spent, before: Spent, start: Spent) -> str:
    both = [Spent(one.seconds - start.seconds, one.cpu - start.cpu) for one in (cost, before)]
    return both[0].times(both[1])


def _run(people: int, years: int) -> Spent:
    return of_process([sys.executable, str(SIMULATED), str(people), str(years)])
