"""The statistical shape of vertebrae: six points as a mean and modes, and contours drawn through six points.

The shape that comes with the program is ours, drawn by hand (data/shape.yaml); `learned` makes one of a clinic's own
approved readings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from benkoll.errors import InputError, Problem
from benkoll.facts.numbers import read_yaml
from benkoll.measures.vertebra import POINTS, Point, Vertebra

Floats = npt.NDArray[np.float64]
ANTERIOR_TOP, ANTERIOR_BOTTOM, MIDDLE_TOP, MIDDLE_BOTTOM, POSTERIOR_TOP, POSTERIOR_BOTTOM = range(6)


@dataclass(frozen=True, slots=True, eq=False)
class ShapeModel:
    """`mean` (6, 2) and `modes` (k, 6, 2) in shares of the depth, x forward, y down; `sds` (k,) of the modes."""

    mean: Floats
    modes: Floats
    sds: Floats
    waist: float


def _data() -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_yaml("benkoll.imaging", "data", "shape.yaml")
    return found


@cache
def shipped() -> ShapeModel:
    """The shape that comes with the program."""
    row = _data()
    modes = row["modes"].values()
    return ShapeModel(
        np.array(row["mean"], dtype=float),
        np.array([mode["move"] for mode in modes], dtype=float),
        np.array([mode["sd"] for mode in modes], dtype=float),
        float(row["waist"]),
    )


def as_array(vertebra: Vertebra) -> Floats:
    """The six points as (6, 2), in the order of POINTS."""
    return np.array([getattr(vertebra, name) for name in POINTS], dtype=float)


def as_vertebra(points: Floats) -> Vertebra:
    """The vertebra of six points (6, 2)."""
    found: list[Point] = [(float(x), float(y)) for x, y in points]
    return Vertebra(*found)


def upright(points: Floats) -> tuple[Floats, Floats, Floats, float]:
    """Middle, forward and down (unit vectors) and depth of six points (6, 2), in their unit.

    Down is square to forward, on the side where the lower points are: so a mirrored image needs no other words.
    """
    front, back = points[:2].mean(axis=0), points[4:].mean(axis=0)
    depth = float(np.hypot(*(front - back)))
    forward = (front - back) / depth if depth > 0 else np.array([1.0, 0.0])
    down = np.array([-forward[1], forward[0]])
    if down @ (points[1::2].mean(axis=0) - points[::2].mean(axis=0)) < 0:
        down = -down
    return (front + back) / 2, forward, down, depth


def learned(vertebrae: Iterable[Vertebra], waist: float | None = None) -> ShapeModel:
    """The shape of vertebrae (points in mm, or square pixels): mean, and modes of nearly all of the variance.

    `waist`: how far walls are drawn in, which six points do not tell; None: as in the shipped shape. Those without
    depth or with points that are no numbers are left out; raises InputError where too few are left.
    """
    shapes = []
    for points in map(as_array, vertebrae):
        middle, forward, down, depth = upright(points)
        if np.isfinite(points).all() and depth > 0:
            shapes.append((points - middle) @ np.stack([forward, down], axis=1) / depth)
    least, share = _data()["learned"]["least"], _data()["learned"]["share"]
    if len(shapes) < least:
        sv = f"en form lärs av minst {least} kotor; här är {len(shapes)} som går att använda"
        en = f"a shape is learned from {least} vertebrae at least; here are {len(shapes)} that can be used"
        raise InputError([Problem(sv, en)])
    stack = np.array(shapes).reshape(len(shapes), 12)
    mean = stack.mean(axis=0)
    _, values, rows = np.linalg.svd(stack - mean, full_matrices=False)
    variance = values**2 / (len(shapes) - 1)
    count = int(np.searchsorted(np.cumsum(variance) / max(variance.sum(), 1e-12), share)) + 1
    waist = shipped().waist if waist is None else waist
    return ShapeModel(mean.reshape(6, 2), rows[:count].reshape(-1, 6, 2), np.sqrt(variance[:count]), waist)


@dataclass(frozen=True, slots=True, eq=False)
class Contours:
    """Samples on the outline of six points: `weights` (m, 6), and of each its part of the outline.

    `part`: 0 top, 1 bottom, 2 front, 3 back. `drawn_in`: how far towards the middle it lies, as a share of the waist.
    `near` (m, m): the mean of a sample and its neighbours on the same part.
    """

    weights: Floats
    part: npt.NDArray[np.intp]
    drawn_in: Floats
    near: Floats


@cache
def contours(plate: int, wall: int, plate_span: float = 1.0, wall_span: float = 1.0) -> Contours:
    """So many samples on each end-plate, a parabola through its three points, and on each wall, between its corners.

    The spans: how much of their half lengths the samples cover.
    """
    rows: list[tuple[Floats, int, float]] = []
    for part, (back, middle, front) in enumerate(
        ((POSTERIOR_TOP, MIDDLE_TOP, ANTERIOR_TOP), (POSTERIOR_BOTTOM, MIDDLE_BOTTOM, ANTERIOR_BOTTOM))
    ):
        for place in np.linspace(-plate_span, plate_span, plate):
            row = np.zeros(6)
            row[[back, middle, front]] = place * (place - 1) / 2, 1 - place**2, place * (place + 1) / 2
            rows.append((row, part, 0.0))
    for part, (top, bottom) in ((2, (ANTERIOR_TOP, ANTERIOR_BOTTOM)), (3, (POSTERIOR_TOP, POSTERIOR_BOTTOM))):
        for place in np.linspace(-wall_span, wall_span, wall):
            row = np.zeros(6)
            row[[top, bottom]] = (1 - place) / 2, (1 + place) / 2
            rows.append((row, part, 1 - place**2))
    weights, parts, drawn = zip(*rows, strict=True)
    which = np.array(parts)
    near = neighbours(len(which)) * (which[:, None] == which)
    return Contours(np.array(weights), which, np.array(drawn), near / near.sum(axis=1, keepdims=True))


def neighbours(count: int) -> Floats:
    """(count, count): 1 for a sample and the ones beside it."""
    places = np.arange(count)
    found: Floats = (np.abs(places[:, None] - places) <= 1).astype(float)
    return found


def normals(points: Floats, outline: Contours) -> Floats:
    """Unit vectors outward (m, 2) at the samples of six points (6, 2), whichever way the image is turned."""
    middle = points.mean(axis=0)
    plates = [points[ANTERIOR_TOP] - points[POSTERIOR_TOP], points[ANTERIOR_BOTTOM] - points[POSTERIOR_BOTTOM]]
    walls = [points[ANTERIOR_BOTTOM] - points[ANTERIOR_TOP], points[POSTERIOR_BOTTOM] - points[POSTERIOR_TOP]]
    ends = [points[::2].mean(axis=0), points[1::2].mean(axis=0), points[:2].mean(axis=0), points[4:].mean(axis=0)]
    found = []
    for along, end in zip((*plates, *walls), ends, strict=True):
        square = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9)
        found.append(square if square @ (end - middle) >= 0 else -square)
    return np.array(found)[outline.part]
