"""One vertebral body of a phantom as the rays see it: the outline through its six points, its cortex and its inside."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from benkoll.imaging.phantom_spine import Body, Floats
from benkoll.imaging.smooth import Floats32
from benkoll.measures.vertebra import Vertebra


def body_shadow(body: Body, x: Floats32, y: Floats32, shift: float, uneven: Floats, row: Mapping[str, Any]) -> Floats32:
    """What the body takes of the rays at (x, y) mm, its contours moved by `shift` mm along its axis.

    The end-plates run through the three points above and below, as parabolas but for what is `uneven` (upper and lower;
    skew and waves, mm), the walls through the corners, narrower in between. The outline is where half is taken; the
    cortex lies inside it.
    """
    along, down = _own_frame(body, x, y)
    depth = body.depth
    place = np.clip(along / depth, -0.55, 0.55)
    top, bottom = (
        _plate(body, end, place, rough) + shift for end, rough in zip(("top", "bottom"), uneven, strict=True)
    )
    middle, half = (top + bottom) / 2, np.maximum((bottom - top) / 2, 0.5)
    waist = row["waist"] * np.clip(1 - ((down - middle) / half) ** 2, 0, 1)
    inside = (down - top, bottom - down, depth / 2 - waist - along, along + depth / 2 - waist)
    near = _least(inside, row["corner"])
    strength = row["lumbar"] if body.level.startswith("L") else row["thoracic"]
    mask = 1 / (1 + np.exp(np.clip(-near / row["edge"], -40, 40)))
    cortex = row["cortex"] * np.exp(-(((near - row["cortex_mm"]) / row["cortex_mm"]) ** 2))
    found: Floats32 = (strength * mask * (1 + cortex)).astype(np.float32)
    return found


def _own_frame(body: Body, x: Floats32, y: Floats32) -> tuple[Floats32, Floats32]:
    """Where (x, y) lies along the body's depth (forward, with its lean taken out) and along its axis (down)."""
    dx, dy = x - np.float32(body.centre[0]), y - np.float32(body.centre[1])
    forward = dx * np.float32(np.cos(body.tilt)) - dy * np.float32(np.sin(body.tilt))
    down = dx * np.float32(np.sin(body.tilt)) + dy * np.float32(np.cos(body.tilt))
    return forward - down * np.float32(np.tan(body.lean)), down


def _plate(body: Body, end: str, place: Floats32, uneven: Floats) -> Floats32:
    """How far down the end-plate lies at a place from -0.5 (back) to 0.5 (front): through its three points."""
    points = body.points(body.heights)
    front, middle, back = (_down(body, points, f"{name}_{end}") for name in ("anterior", "middle", "posterior"))
    skew = uneven[0] * 10.4 * place * (0.25 - place**2)  # 1 mm at most for 1, and none at the three points
    waves = skew + uneven[1] * np.sin(4 * np.pi * place)
    found: Floats32 = place * (front - back) + 2 * place**2 * (front + back - 2 * middle) + middle + waves
    return found


def _down(body: Body, points: Vertebra, name: str) -> float:
    x, y = getattr(points, name)
    return float((x - body.centre[0]) * np.sin(body.tilt) + (y - body.centre[1]) * np.cos(body.tilt))


def _least(distances: tuple[Floats32, ...], corner: float) -> Floats32:
    """The least of the distances, rounded where two of them meet."""
    stack = np.stack(np.broadcast_arrays(*distances))
    least = stack.min(axis=0)
    rounded: Floats32 = least - corner * np.log(np.exp(-(stack - least) / corner).sum(axis=0))
    return rounded
