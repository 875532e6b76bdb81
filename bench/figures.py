"""What a run costs, and how figures are shown: the same table on the screen and in docs/benchmarks.md."""

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter, process_time
from typing import NamedTuple


class Spent(NamedTuple):
    """Seconds on the clock, CPU seconds of all threads, and the most memory in MB (0: not measured)."""

    seconds: float
    cpu: float
    memory: float = 0.0

    def shown(self) -> tuple[str, str, str]:
        """Seconds, CPU seconds and memory as a table has them."""
        return f"{self.seconds:.1f}", f"{self.cpu:.1f}", f"{self.memory:.0f}"

    def times(self, other: "Spent") -> str:
        """How many times the other's, by the clock and by CPU."""
        return f"{self.seconds / other.seconds:.2f} / {self.cpu / other.cpu:.2f}"


def spent(function: Callable[[], object]) -> Spent:
    """What one call costs in this process."""
    gc.collect()
    cpu, start = process_time(), perf_counter()
    function()
    return Spent(perf_counter() - start, process_time() - cpu)


def least(functions: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Spent]:
    """The least of so many rounds, each function in turn, so that a slow moment of the machine falls on all."""
    for function in functions.values():
        function()
    every = [{name: spent(function) for name, function in functions.items()} for _ in range(rounds)]
    return {
        name: Spent(min(one[name].seconds for one in every), min(one[name].cpu for one in every)) for name in functions
    }


_LAUNCHER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
seconds = time.perf_counter() - start
print(json.dumps([os.waitstatus_to_exitcode(status), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
"""A process counts the memory of the one that started it as its own: so a small one must start it."""


def of_process(command: Sequence[str]) -> Spent:
    """A process from its start to its end, with the children that it waited for."""
    code, *figures = json.loads(subprocess.check_output([sys.executable, "-c", _LAUNCHER, *command]))
    if code:
        raise subprocess.CalledProcessError(code, command)
    return Spent(*figures)


def goal(name: str, by_clock: bool, by_cpu: bool) -> str:
    """The goal, and whether it is met: on a busy machine clock and CPU can tell two tales."""
    if by_clock != by_cpu:
        return (
            f"{name}: met by {'the clock' if by_clock else 'CPU'}, **missed** by {'CPU' if by_clock else 'the clock'}"
        )
    return f"{name}: {'met' if by_clock else '**missed**'}"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table with straight columns."""
    texts = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[place]) for row in texts) for place in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in texts
    ]
    return "\n".join([lines[0], "| " + " | ".join("-" * width for width in widths) + " |", *lines[1:]])
