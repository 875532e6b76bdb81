"""One dragged point, drawn to where bone ends: a corner to end-plate and wall, a middle to its end-plate."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from benkoll.errors import InputError, Problem
from benkoll.imaging.edges import Floats, Frame, Patch, Pixels, checked, ends, numbers, patch, pixel_size, support
from benkoll.imaging.shape import as_array, neighbours, shipped, upright
from benkoll.measures.vertebra import Point, PointName, Spacing, Vertebra

Side = Literal["left", "right"]
_ACROSS = ("anterior", "middle", "posterior")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line in the frame: through `at` (mm), along `along` (unit vector); `borne`: how well edges bear it, 0 to 1."""

    at: Floats
    along: Floats
    borne: float


def snap(
    image: Pixels,
    spacing: Spacing | None,
    point: Point,
    which: PointName,
    vertebra: Vertebra | None = None,
    anterior: Side | None = None,
    aspect: float = 1.0,
) -> Point:
    """The place near `point` (pixels) where the edges are that this point of a vertebra lies on; always in the image.

    `vertebra`: the six points as they are, which say how it is turned and how large it is; without it, it stands
    upright with its front to the `anterior` side, and where that is unknown only the end-plate is looked for. `aspect`:
    a pixel's height against its width, where `spacing` is None. Where no edge is near, the point stays. Raises
    InputError for a point that is no number, an impossible spacing, and an image that is none.
    """
    image = checked(image)
    if not np.isfinite(point).all():
        raise InputError([Problem("punkten ska vara tal: x och y", "the point must be numbers: x and y", which)])
    size = np.array([image.shape[1], image.shape[0]], dtype=float)
    start = np.clip(np.array(point, dtype=float), 0, size - 1)
    name, end = which.split("_")
    if name == "middle" and vertebra is not None:
        start = _halfway(start, vertebra, end, size)
    pixel = pixel_size(spacing, aspect)
    frame, depth, height, front = _frame(pixel, spacing is not None, start, vertebra, anterior)
    row = numbers()["search"]["snap"]
    half = row["reach"] + max(row["plate"][1] * depth, row["wall"][1] * height)
    search = numbers()["search"]
    pieces = tuple(patch(image, frame, (half, half), search["step"], search[name]) for name in ("coarse", "sigma"))
    if pieces[0].usual == 0:
        return float(start[0]), float(start[1])
    down, forward = (-1.0 if end == "top" else 1.0), {"anterior": 1.0, "middle": 0.0, "posterior": -1.0}[name]
    if forward:
        inward = -forward * np.linspace(row["plate"][0], row["plate"][1], row["samples"]) * depth
    else:
        inward = np.linspace(-row["middle"], row["middle"], row["samples"]) * depth
    sag = 0.0 if vertebra is None else _sag(vertebra, end, frame.scale)
    plate = _line(pieces, np.array([1.0, 0.0]), np.array([0.0, down]), inward, _bow(inward, sag, depth))
    wall = None
    if forward and front:
        up = -down * np.linspace(row["wall"][0], row["wall"][1], row["samples"]) * height
        wall = _line(
            pieces, np.array([0.0, 1.0]), np.array([forward, 0.0]), up, _bow(up, shipped().waist * depth, height)
        )
    found = np.clip(frame.image(_met(plate, wall)), 0, size - 1)
    return float(found[0]), float(found[1])


def _halfway(start: Floats, vertebra: Vertebra, end: str, size: Floats) -> Floats:
    """The point moved along its end-plate to halfway between the corners."""
    front, back = (np.array(getattr(vertebra, f"{name}_{end}"), dtype=float) for name in ("anterior", "posterior"))
    length = float(np.hypot(*(front - back)))
    if not np.isfinite(length) or length == 0:
        return start
    along = (front - back) / length
    moved: Floats = np.clip(start + (((front + back) / 2 - start) @ along) * along, 0, size - 1)
    return moved


def _frame(
    pixel: Floats, measured: bool, start: Floats, vertebra: Vertebra | None, anterior: Side | None
) -> tuple[Frame, float, float, bool]:
    """The frame at the point, depth and height (mm) of its vertebra, and whether it is known where the front is."""
    spine, usual = numbers()["spine"], {name: float(np.mean(numbers()["spine"][name])) for name in ("depth", "height")}
    depth, height = usual["depth"], usual["height"]
    scale = pixel
    forward = np.array([-1.0 if anterior == "left" else 1.0, 0.0])
    down, front = np.array([0.0, 1.0]), anterior is not None
    points = None if vertebra is None else as_array(vertebra)
    if points is not None and np.isfinite(points).all():
        _, ahead, below, long = upright(points * scale)
        tall = float(np.hypot(*((points[1::2] - points[::2]).mean(axis=0) * scale)))
        if long > 0 and tall > 0:
            if measured:
                depth = long
            else:
                scale, tall = scale * depth / long, tall * depth / long
            forward, down, front = ahead, below, True
            least, most = spine["vertebra"]
            depth, height = (
                float(np.clip(one, least * usual[name], most * usual[name]))
                for name, one in (("depth", depth), ("height", tall))
            )
    elif not measured:
        scale = scale * spine["pixel"]
    return Frame(start * scale, forward, down, scale), depth, height, front


def _sag(vertebra: Vertebra, end: str, scale: Floats) -> float:
    """How many mm the middle of an end-plate lies inward of its chord."""
    front, middle, back = (np.array(getattr(vertebra, f"{name}_{end}")) * scale for name in _ACROSS)
    off = (front + back) / 2 - middle
    inward = as_array(vertebra).mean(axis=0) * scale - (front + back) / 2
    length = float(np.hypot(*off))
    found = -length if off @ inward > 0 else length
    return found if np.isfinite(found) else 0.0


def _bow(samples: Floats, sag: float, length: float) -> Floats:
    """How far outward a hollow outline lies of its tangent at 0, `samples` mm along it: a parabola."""
    most = numbers()["search"]["snap"]["bow"] * length
    found: Floats = 4 * float(np.clip(sag, -most, most)) * (samples / length) ** 2
    return found


def _line(pieces: tuple[Patch, ...], along: Floats, outward: Floats, samples: Floats, bow: Floats) -> _Line:
    """The line that edges bear best near the patch's middle, laid finer through them.

    `samples`: mm along it from its middle; `bow`: how far outward of the line the outline lies there.
    """
    row = numbers()["search"]["snap"]
    offsets = np.arange(-row["reach"], row["reach"] + row["step"] / 2, row["step"])
    turns = np.radians(np.arange(-row["turn"], row["turn"] + 0.1, row["turn_step"]))
    cos, sin = np.cos(turns)[:, None], np.sin(turns)[:, None]
    courses, squares = along * cos + outward * sin, outward * cos - along * sin
    at = offsets[:, None, None, None] * outward + samples[:, None] * courses[:, None, :] + bow[:, None] * outward
    coarse, fine = pieces
    strength = coarse.outward(at, np.broadcast_to(squares[:, None, :], at.shape))
    borne = support(strength).mean(axis=-1)
    weight = numbers()["prior"]["weight"]
    far = (offsets / row["pull"])[:, None] ** 2 + (turns / np.radians(row["turn"] / 2)) ** 2
    best, j = np.unravel_index(int((borne - weight * np.log1p(far / 2)).argmax()), borne.shape)
    beside = np.abs(offsets - offsets[best]) <= row["window"]  # what is strong counts in full from afar: on to its top
    i = int(np.where(beside, strength[:, j].mean(axis=-1), -np.inf).argmax())
    if _two(offsets, strength[:, j].mean(axis=-1), i):
        return _Line(offsets[i] * outward, courses[j], 0.0)
    found = line = _Line(offsets[i] * outward, courses[j], float(borne[i, j]))
    for _ in range(row["rounds"]):
        line = _finer(fine, line, outward, samples, bow)
    strayed = np.abs((line.at - found.at + samples[:, None] * (line.along - found.along)) @ outward).mean()
    return found if strayed > row["window"] else replace(line, borne=found.borne)


def _two(offsets: Floats, strength: Floats, best: int) -> bool:
    """Whether another edge as good lies beside the best one, with less between: of two contours the reader chooses."""
    row = numbers()["search"]["snap"]
    for place in np.flatnonzero(strength >= row["alike"] * strength[best]).tolist():
        between = strength[min(place, best) : max(place, best) + 1]
        if abs(offsets[place] - offsets[best]) >= row["apart"] and between.min() < row["dip"] * strength[place]:
            return True
    return False


def _finer(piece: Patch, line: _Line, outward: Floats, samples: Floats, bow: Floats) -> _Line:
    """The line laid through the edges that are found beside it, finer than a pixel."""
    row, near = numbers()["search"]["snap"], neighbours(len(samples))
    square = np.array([-line.along[1], line.along[0]])
    square = square if square @ outward >= 0 else -square
    places = line.at + samples[:, None] * line.along + bow[:, None] * outward
    normal = np.broadcast_to(square, places.shape)
    off, strength = ends(piece, places, normal, near / near.sum(axis=1, keepdims=True), row["window"])
    heavy = np.maximum(support(strength), 0)
    lever = np.stack([np.ones_like(samples), samples], axis=1)
    for _ in range(row["rounds"]):
        rows = lever * heavy[:, None]
        shift, slope = np.linalg.solve(lever.T @ rows + 1e-6 * np.eye(2), rows.T @ off)
        heavy = np.maximum(support(strength), 0) / np.maximum(1, np.abs(off - lever @ [shift, slope]) / row["step"])
    turned = line.along + slope * square
    return _Line(line.at + shift * square, turned / np.hypot(*turned), float(support(strength).mean()))


def _met(plate: _Line, wall: _Line | None) -> Floats:
    """Where the two lines meet, in the frame; where no edge bears them, or too far off, the point stays."""
    row, here = numbers()["search"]["snap"], np.zeros(2)
    plate_there = plate.borne >= row["support"]
    wall_there = wall is not None and wall.borne >= row["support"]
    found = here
    if plate_there and wall is not None and wall_there:
        system = np.stack([plate.along, -wall.along], axis=1)
        if abs(np.linalg.det(system)) > row["crossing"]:
            found = plate.at + np.linalg.solve(system, wall.at - plate.at)[0] * plate.along
    elif plate_there or wall_there:
        line = plate if plate_there or wall is None else wall
        found = line.at + ((here - line.at) @ line.along) * line.along
    return found if float(np.hypot(*found)) <= float(row["most"]) else here
