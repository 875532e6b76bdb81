"""How long a reader of a lateral spine image waits: for the first picture, for a proposal, for a snap."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import cycle, islice, pairwise
from time import perf_counter, process_time

import numpy as np
from figures import goal, table

from benkoll.exchange.dicom.phantom_file import as_dicom
from benkoll.exchange.dicom.worker import Reader
from benkoll.imaging.phantom import FRACTURED, Look, Phantom, draw
from benkoll.imaging.png import as_png
from benkoll.imaging.shape import as_array
from benkoll.imaging.snap import snap
from benkoll.imaging.spine import propose
from benkoll.imaging.window import windowed
from benkoll.measures.vertebra import LEVELS, POINTS

SEED, EACH = 7, 3
LOOKS: tuple[Look, ...] = ("hologic", "lunar")
"""The radiograph look has five times the pixels, and is told apart."""
PICTURE_MS, PROPOSAL_MS, SNAP_MS = 150, 50, 30
TIMES = {"picture": 60, "proposal": 300, "snap": 600}
Call = Callable[[], object]
Timed = list[tuple[float, float]]
"""Milliseconds by the clock, and of CPU in this process."""


def reading() -> str:
    """A table: p50 and p99 by the clock and by CPU, against the goal."""
    usual = [draw(SEED + place, replace(FRACTURED, look=look)) for look in LOOKS for place in range(EACH)]
    large = [draw(SEED + place, replace(FRACTURED, look="radiograph")) for place in range(EACH)]
    lines = []
    for name, phantoms in ((_sizes(usual), usual), (_sizes(large), large)):
        with Reader() as reader:
            files = [as_dicom(one, "bench") for one in phantoms]
            calls: list[Call] = [partial(_first_picture, reader, file) for file in files]
            _timed(calls, len(calls))
            pictures = _timed(calls, TIMES["picture"])
        lines += [
            _line(f"open to first picture, {name}", pictures, PICTURE_MS, clock_alone=True),
            _line(f"one vertebra from its neighbour, {name}", _proposals(phantoms), PROPOSAL_MS),
            _line(f"one vertebra from a click, {name}", _clicks(phantoms), PROPOSAL_MS),
            _line(f"snap, {name}", _snaps(phantoms), SNAP_MS),
        ]
    return table(("", "p50, ms", "p99, ms", "p50 of CPU, ms", "goal"), lines)


def _sizes(phantoms: Iterable[Phantom]) -> str:
    rows, columns = np.array([one.size for one in phantoms]).max(axis=0)
    return f"up to {rows} x {columns}"


def _first_picture(reader: Reader, file: bytes) -> bytes:
    """As the web service does: read in the worker, seen through its window, as PNG."""
    image = reader.image(file)
    rows, columns = image.pixels.shape
    return as_png(windowed(image.pixels, image.window.centre, image.window.width), rows, columns)


def _proposals(phantoms: Iterable[Phantom]) -> Timed:
    calls: list[Call] = []
    for one in phantoms:
        for above, level in pairwise(LEVELS):
            calls.append(partial(propose, one.image, one.spacing, {level: one.vertebrae[level]}, [above]))
    return _timed(calls, TIMES["proposal"])


def _clicks(phantoms: Iterable[Phantom]) -> Timed:
    calls: list[Call] = []
    for one in phantoms:
        for level, vertebra in one.vertebrae.items():
            x, y = as_array(vertebra).mean(axis=0)
            calls.append(partial(propose, one.image, one.spacing, {level: (float(x), float(y))}, [level]))
    return _timed(calls, TIMES["proposal"])


def _snaps(phantoms: Iterable[Phantom]) -> Timed:
    calls: list[Call] = [
        partial(snap, one.image, one.spacing, getattr(vertebra, which), which, vertebra)
        for one in phantoms
        for vertebra in one.vertebrae.values()
        for which in POINTS
    ]
    return _timed(calls, TIMES["snap"])


def _timed(calls: list[Call], times: int) -> Timed:
    found = []
    for call in islice(cycle(calls), times):
        cpu, start = process_time(), perf_counter()
        call()
        found.append(((perf_counter() - start) * 1000, (process_time() - cpu) * 1000))
    return found


def _line(what: str, timed: Timed, most: float, clock_alone: bool = False) -> list[str]:
    """`clock_alone`: another process works, too, so that CPU of this one tells nothing."""
    clock, cpu = np.array(timed).T
    half, last = np.percentile(clock, [50, 99])
    spent = float(np.percentile(cpu, 99))
    shown = "" if clock_alone else f"{np.median(cpu):.1f}"
    met = goal(f"p99 below {most} ms", last < most, last < most if clock_alone else spent < most)
    return [what, f"{half:.1f}", f"{last:.1f}", shown, met]
