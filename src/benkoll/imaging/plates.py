"""The two end-plates of a vertebra, looked for at every height and turn within reach, weighed together."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from benkoll.imaging.edges import Floats, Frame, Patch, numbers, support
from benkoll.imaging.shape import ShapeModel


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """Where a vertebra should be: its frame, its depth and height in mm, and how sure that is (standard deviations).

    `along` and `across` in mm, `tilt` in radians, `height_sd` and `depth_sd` as shares.
    """

    frame: Frame
    depth: float
    height: float
    along: float
    across: float
    tilt: float
    height_sd: float
    depth_sd: float
    turn: float

    def points(self, shape: ShapeModel) -> Floats:
        """The six points (6, 2) of the mean shape there, in the frame (mm)."""
        heights = np.abs(shape.mean[::2, 1] - shape.mean[1::2, 1]).mean()
        found: Floats = shape.mean * [self.depth, self.height / heights]
        return found


class Line(NamedTuple):
    """An end-plate in the frame: its chord's place (mm down, in the middle) and turn (radians), and its sag (mm)."""

    place: float
    turn: float
    sag: float


class Plates(NamedTuple):
    """Both end-plates; `rims`: half the distance in mm between their two contours, 0 where there is one.

    A vertebra that the rays meet aslant has a near and a far rim; the end-plate is then taken as halfway between them.
    """

    top: Line
    bottom: Line
    rims: float


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """How well edges bear each line (places, turns, sags), and how well that fits what is expected of turns."""

    places: Floats
    turns: Floats
    sags: Floats
    borne: Floats
    unlikely: Floats


def find_plates(piece: Patch, expected: Expected) -> Plates:
    """The upper and the lower end-plate that edges and expectation bear best together."""
    row = numbers()["search"]
    top, bottom = _look(piece, expected, -1), _look(piece, expected, 1)
    found, most = None, -np.inf
    for steps in (0, *range(row["rims"]["least"], row["rims"]["most"] + 1)):
        upper, lower = (_best(looked, _rims(looked.borne, steps)) for looked in (top, bottom))
        total, plates = _together(upper, lower, expected)
        total += row["rims"]["favour"] if steps else 0.0
        if found is None or total > most:
            most, found = total, Plates(*plates, steps * row["plate"]["step"])
    assert found is not None
    return found


def _look(piece: Patch, expected: Expected, side: int) -> _Looked:
    """Upper (side -1) or lower (1) end-plates at every place within reach."""
    row = numbers()["search"]["plate"]
    places = side * expected.height / 2 + np.arange(-row["reach"], row["reach"] + row["step"] / 2, row["step"])
    turns = np.radians(np.arange(-expected.turn, expected.turn + 0.1, row["turn_step"]))
    sags = np.array(row["sags"]) * expected.height
    u = np.linspace(-row["span"], row["span"], row["samples"]) * expected.depth
    shape = 1 - (2 * u / expected.depth) ** 2
    v = places[:, None, None, None] + np.tan(turns)[:, None, None] * u - side * sags[:, None] * shape
    at = np.stack([np.broadcast_to(u, v.shape), v], axis=-1)
    normal = side * np.stack([-np.sin(turns), np.cos(turns)], axis=-1)[None, :, None, None, :]
    borne = support(piece.outward(at, np.broadcast_to(normal, at.shape))).mean(axis=-1)
    unlikely = numbers()["prior"]["weight"] * np.log1p((turns / expected.tilt)[:, None] ** 2 / 2) / 2
    return _Looked(places, turns, sags, borne, unlikely)


def _rims(borne: Floats, steps: int) -> Floats:
    """How well two contours, so many steps above and below each place, are borne: as the weaker, with less between."""
    if steps == 0:
        return borne
    row = numbers()["search"]["rims"]
    found = np.zeros_like(borne)
    weaker = np.minimum(borne[: -2 * steps], borne[2 * steps :])
    found[steps:-steps] = np.where(borne[steps:-steps] < row["dip"] * weaker, weaker, 0)
    return found


class _Best(NamedTuple):
    """Of each place the line that is borne best: its turn, its sag, how well."""

    place: Floats
    turn: Floats
    sag: Floats
    borne: Floats


def _best(looked: _Looked, borne: Floats) -> _Best:
    flat = (borne - looked.unlikely).reshape(len(looked.places), -1)
    best = flat.argmax(axis=1)
    turn, sag = np.unravel_index(best, borne.shape[1:])
    of_best = borne.reshape(len(looked.places), -1)[np.arange(len(best)), best]
    return _Best(looked.places, looked.turns[turn], looked.sags[sag], of_best)


def _together(top: _Best, bottom: _Best, expected: Expected) -> tuple[float, tuple[Line, Line]]:
    """The best pair, with height, place and wedge as far as they are likely."""
    prior = numbers()["prior"]
    height = bottom.place[None, :] - top.place[:, None]
    far = (
        np.log(np.maximum(height, 0.1) / expected.height) / expected.height_sd,
        (bottom.place[None, :] + top.place[:, None]) / 2 / expected.along,
        (bottom.turn[None, :] - top.turn[:, None]) / np.radians(prior["wedge"]),
    )
    unlikely = sum(np.log1p(one**2 / 2) for one in far)
    total = top.borne[:, None] + bottom.borne[None, :] - prior["weight"] * unlikely
    total[height < prior["least_height"] * expected.height] = -np.inf
    i, j = np.unravel_index(int(total.argmax()), total.shape)
    lines = [Line(float(one.place[at]), float(one.turn[at]), float(one.sag[at])) for one, at in ((top, i), (bottom, j))]
    return float(total[i, j]), (lines[0], lines[1])
