"""One vertebra fitted to an image: its end-plates found near where they are expected, its walls, then all six points.

The end-plates are looked for as parabolas at every height and turn within reach, upper and lower weighed together with
what is expected of height, wedge and place; so a broken vertebra is found as well as a whole one. Then the shape of
vertebrae is laid through the edges, found along the normals finer than a pixel.
"""

from dataclasses import dataclass

import numpy as np

from benkoll.imaging.edges import Floats, Patch, Pixels, ends, numbers, patch, support
from benkoll.imaging.plates import Expected, Line, find_plates
from benkoll.imaging.shape import Contours, ShapeModel, contours, normals, upright


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
    across, down = search["around"]
    half = (expected.depth * across + search["margin"], expected.height * down + search["margin"])
    coarse, fine = (patch(image, expected.frame, half, search["step"], search[name]) for name in ("coarse", "sigma"))
    if coarse.usual == 0:
        return Fit(expected.frame.image(expected.points(shape)), 0.0, 0.0, 0.0)
    found = find_plates(coarse, expected)
    points = _refined(fine, _corners(coarse, expected, found.top, found.bottom), shape, found.rims)
    plates, walls = _borne(coarse, points, shape, found.rims)
    middle, _, _, depth = upright(points)
    height = float(np.hypot(*(points[1::2].mean(axis=0) - points[::2].mean(axis=0))))
    off = (
        middle[1] / expected.along,
        middle[0] / expected.across,
        np.log(max(height, 1.0) / expected.height) / expected.height_sd,
        np.log(max(depth, 1.0) / expected.depth) / expected.depth_sd,
    )
    return Fit(expected.frame.image(points), plates, walls, float(np.sqrt(np.mean(np.square(off)))))


# WALLS


def _corners(piece: Patch, expected: Expected, top: Line, bottom: Line) -> Floats:
    """Six points (6, 2) in the frame, from the end-plates and the walls between them."""
    row, prior = numbers()["search"]["wall"], numbers()["prior"]
    share = np.linspace(row["span"][0], row["span"][1], row["samples"])
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


def _crossing(line: Line, u: float, turn: float, middle: float) -> tuple[float, float]:
    """Where an end-plate's chord meets a wall that goes through (u, middle)."""
    slope = np.tan(line[1])
    v = (line[0] + slope * (u - np.tan(turn) * middle)) / (1 - slope * np.tan(turn))
    return float(u + np.tan(turn) * (v - middle)), float(v)


# ALL SIX POINTS


def _outline(points: Floats, shape: ShapeModel) -> tuple[Contours, Floats, Floats]:
    """The samples on the outline of the points, where they lie and their outward normals."""
    row = numbers()["search"]["refine"]
    outline = contours(row["plate"], row["wall"], *row["spans"])
    _, _, _, depth = upright(points)
    normal = normals(points, outline)
    waist = shape.waist * depth * outline.drawn_in
    return outline, outline.weights @ points - waist[:, None] * normal, normal


def _refined(piece: Patch, points: Floats, shape: ShapeModel, rims: float) -> Floats:
    """The points laid by the shape's mean and modes through the edges, in ever narrower windows.

    Where the end-plates have two contours, `rims` mm above and below, halfway between the two.
    """
    for window in numbers()["search"]["refine"]["windows"]:
        outline, places, normal = _outline(points, shape)
        total, off = np.zeros(len(places)), np.zeros(len(places))
        for shift in _shifts(outline, normal, rims):
            one, strength = ends(piece, places + shift, normal, outline.near, min(window, rims) if rims else window)
            weight = np.maximum(support(strength), 0)
            off, total = off + weight * one, total + weight
        off = np.divide(off, total, out=np.zeros(len(off)), where=total > 0)
        points = _through(points, outline, normal, off, total, shape)
    return points


def _shifts(outline: Contours, normal: Floats, rims: float) -> list[Floats]:
    """Where the contours lie beside the outline: nowhere else, or to both sides of the end-plates."""
    away = rims * normal * (outline.part < 2)[:, None]
    return [away, -away] if rims else [away]


def _borne(piece: Patch, points: Floats, shape: ShapeModel, rims: float) -> tuple[float, float]:
    """How well edges bear the outline, 0 to 1: the end-plates, and the walls; of each two as both do."""
    outline, places, normal = _outline(points, shape)
    strength = np.mean(
        [support(piece.outward(places + shift, normal)) for shift in _shifts(outline, normal, rims)], axis=0
    )
    top, bottom, front, back = (max(float(strength[outline.part == part].mean()), 0.0) for part in range(4))
    return float(np.sqrt(top * bottom)), float(np.sqrt(front * back))


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
    row = numbers()["search"]["refine"]
    sds = np.array([*row["pose"], *shape.sds])
    solved = np.zeros(len(moves))
    for _ in range(3):
        left = target - basis @ solved
        robust = weight / np.maximum(1, np.abs(left) / row["robust"])
        rows = basis * robust[:, None]
        solved = np.linalg.solve(basis.T @ rows + row["noise"] ** 2 * np.diag(1 / sds**2), rows.T @ target)
    found: Floats = base + sum(value * move for value, move in zip(solved, moves, strict=True))
    return found
