"""One vertebra fitted to an image: its end-plates found near where they are expected, its walls, then all six points.

The end-plates are looked for as parabolas at every height and turn within reach, upper and lower weighed together with
what is expected of height, wedge and place; so a broken vertebra is found as well as a whole one. Then the shape of
vertebrae is laid through the edges, found along the normals finer than a pixel.
"""

from dataclasses import dataclass

import numpy as np

from benkoll.imaging.edges import Floats, Frame, Patch, Pixels, ends, numbers, patch, support
from benkoll.imaging.shape import Contours, ShapeModel, contours, normals, upright


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


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Six points (6, 2) in pixels; how well edges bear them, 0 to 1: the end-plates, and the walls; and how far off
    they are from what was expected, in standard deviations."""

    points: Floats
    plates: float
    walls: float
    away: float


def fit(image: Pixels, expected: Expected, shape: ShapeModel) -> Fit:
    """The vertebra that is expected there, fitted to the image (rows, columns). Where there is no edge: as expected."""
    search = numbers()["search"]
    margin = search["margin"]
    half = (expected.depth * 0.62 + margin, expected.height * 0.6 + margin)
    piece = patch(image, expected.frame, half, search["step"], search["sigma"])
    if piece.usual == 0:
        return Fit(expected.frame.image(expected.points(shape)), 0.0, 0.0, 0.0)
    top, bottom = _plates(piece, expected)
    points = _corners(piece, expected, top, bottom)
    points, plates, walls = _refined(piece, points, shape)
    middle, _, _, depth = upright(points)
    height = float(np.hypot(*(points[1::2].mean(axis=0) - points[::2].mean(axis=0))))
    off = (
        middle[1] / expected.along,
        middle[0] / expected.across,
        np.log(max(height, 1.0) / expected.height) / expected.height_sd,
        np.log(max(depth, 1.0) / expected.depth) / expected.depth_sd,
    )
    return Fit(expected.frame.image(points), plates, walls, float(np.sqrt(np.mean(np.square(off)))))


# END-PLATES


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """The best line at each place: place (mm), its turn (radians), its sag (mm), how well edges bear it (0 to 1)."""

    place: Floats
    turn: Floats
    sag: Floats
    support: Floats


_Line = tuple[float, float, float]
"""Place in mm at the middle of its chord, turn in radians, sag in mm."""


def _lines(piece: Patch, expected: Expected, side: int) -> _Lines:
    """Upper (side -1) or lower (1) end-plates at every place within reach."""
    row = numbers()["search"]["plate"]
    centre = side * expected.height / 2
    places = centre + np.arange(-row["reach"], row["reach"] + row["step"] / 2, row["step"])
    most = expected.turn
    turns = np.radians(np.arange(-most, most + 0.1, row["turn_step"]))
    sags = np.array(row["sags"]) * expected.height
    u = np.linspace(-0.42, 0.42, row["samples"]) * expected.depth
    shape = 1 - (2 * u / expected.depth) ** 2
    v = places[:, None, None, None] + np.tan(turns)[:, None, None] * u - side * sags[:, None] * shape
    at = np.stack([np.broadcast_to(u, v.shape), v], axis=-1)
    normal = side * np.stack([-np.sin(turns), np.cos(turns)], axis=-1)[None, :, None, None, :]
    borne = support(piece.outward(at, np.broadcast_to(normal, at.shape))).mean(axis=-1)
    weight = numbers()["prior"]["weight"]
    favour = borne - weight * np.log1p((turns / expected.tilt)[:, None] ** 2 / 2) / 2
    flat = favour.reshape(len(places), -1)
    best = flat.argmax(axis=1)
    turn, sag = np.unravel_index(best, favour.shape[1:])
    return _Lines(places, turns[turn], sags[sag], borne.reshape(len(places), -1)[np.arange(len(places)), best])


def _plates(piece: Patch, expected: Expected) -> tuple[_Line, _Line]:
    """The upper and the lower end-plate that edges and expectation bear best together."""
    prior = numbers()["prior"]
    top, bottom = _lines(piece, expected, -1), _lines(piece, expected, 1)
    height = bottom.place[None, :] - top.place[:, None]
    middle = (bottom.place[None, :] + top.place[:, None]) / 2
    wedge = bottom.turn[None, :] - top.turn[:, None]
    far = (
        (np.log(np.maximum(height, 0.1) / expected.height) / expected.height_sd) ** 2,
        (middle / expected.along) ** 2,
        (wedge / np.radians(prior["wedge"])) ** 2,
    )
    unlikely = sum(np.log1p(one / 2) for one in far)
    total = top.support[:, None] + bottom.support[None, :] - prior["weight"] * unlikely
    total[height < 0.25 * expected.height] = -np.inf
    i, j = np.unravel_index(int(total.argmax()), total.shape)
    return (
        (float(top.place[i]), float(top.turn[i]), float(top.sag[i])),
        (float(bottom.place[j]), float(bottom.turn[j]), float(bottom.sag[j])),
    )


# WALLS


def _corners(piece: Patch, expected: Expected, top: _Line, bottom: _Line) -> Floats:
    """Six points (6, 2) in the frame, from the end-plates and the walls between them."""
    row, prior = numbers()["search"]["wall"], numbers()["prior"]
    share = np.linspace(0.15, 0.85, row["samples"])
    tilt = (top[1] + bottom[1]) / 2
    steps = np.arange(-row["reach"] * expected.depth, row["reach"] * expected.depth, row["step"])
    turns = np.radians(np.arange(-row["turn"], row["turn"] + 0.1, row["turn_step"])) - tilt
    found = []
    for side in (1, -1):
        u = side * expected.depth / 2 + steps
        upper, lower = (line[0] + np.tan(line[1]) * u for line in (top, bottom))
        v = upper[:, None, None] + (lower - upper)[:, None, None] * share
        middle = (upper + lower)[:, None, None] / 2
        at = np.stack(
            [
                u[:, None, None] + np.tan(turns)[:, None] * (v - middle),
                np.broadcast_to(v, (len(u), len(turns), len(share))),
            ],
            axis=-1,
        )
        normal = side * np.stack([np.cos(turns), -np.sin(turns)], axis=-1)[None, :, None, :]
        borne = support(piece.outward(at, np.broadcast_to(normal, at.shape))).mean(axis=-1)
        best = borne.argmax(axis=1)
        found.append((u, turns[best], borne[np.arange(len(u)), best]))
    (front, front_turn, front_support), (back, back_turn, back_support) = found
    depth = front[:, None] - back[None, :]
    far = (
        (np.log(np.maximum(depth, 0.1) / expected.depth) / expected.depth_sd) ** 2,
        ((front[:, None] + back[None, :]) / 2 / expected.across) ** 2,
    )
    total = front_support[:, None] + back_support[None, :] - prior["weight"] * sum(np.log1p(one / 2) for one in far)
    i, j = np.unravel_index(int(total.argmax()), total.shape)
    points = np.zeros((6, 2))
    walls = ((0, front[i], front_turn[i]), (4, back[j], back_turn[j]))
    for place, u, turn in walls:
        middle_v = (top[0] + bottom[0] + (np.tan(top[1]) + np.tan(bottom[1])) * u) / 2
        for end, line in enumerate((top, bottom)):
            points[place + end] = _crossing(line, float(u), float(turn), float(middle_v))
    points[2], points[3] = (points[0] + points[4]) / 2, (points[1] + points[5]) / 2
    points[2, 1] += top[2]
    points[3, 1] -= bottom[2]
    return points


def _crossing(line: _Line, u: float, turn: float, middle: float) -> tuple[float, float]:
    """Where an end-plate's chord meets a wall that goes through (u, middle)."""
    slope = np.tan(line[1])
    v = (line[0] + slope * (u - np.tan(turn) * middle)) / (1 - slope * np.tan(turn))
    return float(u + np.tan(turn) * (v - middle)), float(v)


# ALL SIX POINTS


def _refined(piece: Patch, points: Floats, shape: ShapeModel) -> tuple[Floats, float, float]:
    """The points laid by the shape's mean and modes through the edges, in ever narrower windows; and their support."""
    row = numbers()["search"]["refine"]
    outline = contours(row["plate"], row["wall"])
    strength = np.zeros(len(outline.part))
    for window in row["windows"]:
        _, _, _, depth = upright(points)
        normal = normals(points, outline)
        waist = shape.waist * depth * outline.drawn_in
        places = outline.weights @ points - waist[:, None] * normal
        off, strength = ends(piece, places, normal, window, row["step"], row["keep"])
        points = _through(points, outline, normal, off, support(strength), shape)
    borne = support(strength)
    parts = [float(borne[outline.part == part].mean()) for part in range(4)]
    return points, float(np.sqrt(parts[0] * parts[1])), float(np.sqrt(parts[2] * parts[3]))


def _through(
    points: Floats, outline: Contours, normal: Floats, off: Floats, weight: Floats, shape: ShapeModel
) -> Floats:
    """Points of the shape whose contours lie nearest to the edges: least squares over pose and modes."""
    middle, forward, down, depth = upright(points)
    axes = depth * np.stack([forward, down])
    base = middle + shape.mean @ axes
    turned = np.stack([forward, down])[::-1] * [[1], [-1]]
    moves = [
        np.broadcast_to(forward, (6, 2)),
        np.broadcast_to(down, (6, 2)),
        shape.mean @ (depth * turned),
        shape.mean @ axes,
        *(mode @ axes for mode in shape.modes),
    ]
    basis = np.stack([((outline.weights @ move) * normal).sum(axis=1) for move in moves], axis=1)
    target = ((outline.weights @ (points - base)) * normal).sum(axis=1) + off
    sds = np.array([5.0, 5.0, 0.3, 0.2, *shape.sds])
    solved = np.zeros(len(moves))
    for _ in range(3):
        left = target - basis @ solved
        robust = weight / np.maximum(1, np.abs(left) / 0.8)
        rows = basis * robust[:, None]
        solved = np.linalg.solve(basis.T @ rows + 0.5 * np.diag(1 / sds**2), rows.T @ target)
    found: Floats = base + sum(value * move for value, move in zip(solved, moves, strict=True))
    return found
