"""The picture of a phantom: what lies in the rays' way, seen by one of three devices that never were."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benkoll.imaging.phantom_around import over, ribs, tissue
from benkoll.imaging.phantom_body import body_shadow
from benkoll.imaging.phantom_canvas import Canvas
from benkoll.imaging.phantom_spine import Body, Floats, between, numbers
from benkoll.imaging.smooth import Floats32, smooth

if TYPE_CHECKING:
    from benkoll.imaging.phantom import Truth

Image = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]


def picture(truth: "Truth") -> Image:
    """The image (rows, columns) of the truth: 8 bits, or 12 of 16; bone bright. The same for the same truth."""
    row, rng = numbers()["picture"], np.random.default_rng([truth.seed, 1])
    sign = 1 if truth.facing == "right" else -1
    rows, columns = truth.size
    x = sign * (truth.origin[0] + np.arange(columns) * truth.pixel.column)
    y = truth.origin[1] + np.arange(rows) * truth.pixel.row
    canvas = Canvas(np.zeros(truth.size, np.float32), x.astype(np.float32), y.astype(np.float32), rng)
    bodies = {body.level: body for body in truth.bodies}
    tissue(canvas, bodies, row["tissue"])
    over(canvas, bodies, row)
    ribs(canvas, truth.bodies, truth.kind.ribs, row["ribs"])
    gaps, bone = _gaps(rng, truth, row), between(rng, row["bone"])
    for body, gap in zip(truth.bodies, gaps, strict=True):
        _behind(canvas, body, row)
        _body(canvas, body, gap, bone, row)
        _osteophytes(canvas, body, truth.kind.osteophytes, row["osteophytes"])
    return _seen(canvas, truth, row["looks"][truth.look])


def _gaps(rng: np.random.Generator, truth: "Truth", row: Mapping[str, Any]) -> Floats:
    """Half the distance in mm between a body's near and far rim: from the cone of rays and from scoliosis."""
    parallax, bend = row["parallax"], row["scoliosis"]
    heights = np.array([body.centre[1] for body in truth.bodies])
    places = np.arange(len(heights))
    central = heights[[body.level for body in truth.bodies].index(parallax["centre"])]
    sideways = np.radians(between(rng, bend["degrees"])) * np.sin(
        np.pi * (places - between(rng, bend["start"])) / between(rng, bend["length"])
    )
    cone: Floats = truth.kind.parallax * parallax["gap"] * np.abs(heights - central)
    tilted: Floats = truth.kind.scoliosis * bend["half_width"] * np.abs(np.sin(sideways))
    return cone + tilted


def _body(canvas: Canvas, body: Body, gap: float, bone: float, picture: Mapping[str, Any]) -> None:
    row, plates = picture["body"], picture["plates"]
    skew, waves = (plates[name] * canvas.rng.standard_normal(2) for name in ("skew", "waves"))
    uneven = np.stack([skew, waves + body.rough * row["rough_mm"]], axis=1)
    reach = 0.75 * float(np.hypot(body.depth, body.before.max())) + 6
    rows, columns = canvas.window(*body.centre, reach)
    if rows.stop == 0 or columns.stop == 0:
        return
    x, y = canvas.x[None, columns], canvas.y[rows, None]
    shifts = (-gap, gap) if gap > row["edge"] else (0.0,)
    shadow = np.mean([body_shadow(body, x, y, shift, uneven, row) for shift in shifts], axis=0)
    grain = 1 + row["grain"] * canvas.rng.standard_normal(shadow.shape, dtype=np.float32)
    canvas.shadow[rows, columns] += np.float32(bone) * shadow * grain


def _behind(canvas: Canvas, body: Body, row: Mapping[str, Any]) -> None:
    """Pedicle, joints and spinous process."""
    height, depth = float(body.before[2]), body.depth
    down = np.array([np.sin(body.tilt), np.cos(body.tilt)])
    forward = np.array([np.cos(body.tilt), -np.sin(body.tilt)])
    for part in row["behind"].values():
        ahead, below = part["at"]
        x, y = np.array(body.centre) + ahead * depth * forward + below * height * down
        across, tall = part["half"]
        strength = part["strength"] * between(canvas.rng, row["uneven_bone"])
        canvas.blob(float(x), float(y), across * depth, tall * height, body.tilt - part["turn"], strength)


def _osteophytes(canvas: Canvas, body: Body, factor: float, row: Mapping[str, Any]) -> None:
    """Spurs that point away from the front corners, seldom from the back ones."""
    rng, points = canvas.rng, body.points(body.heights)
    for name, side in (("anterior_top", 1), ("anterior_bottom", 1), ("posterior_top", -1), ("posterior_bottom", -1)):
        share = row["share"] * factor * (1 if side == 1 else row["back"])
        there, long, lift = rng.random() < share, between(rng, row["long"]), between(rng, row["turn"])
        if not there:
            continue
        x, y = getattr(points, name)
        away = side * long * row["out"]
        canvas.blob(
            x + away * np.cos(body.tilt),
            y - away * np.sin(body.tilt),
            long,
            row["thick"] / 2,
            body.tilt + lift,
            row["strength"] * between(rng, row["factor"]),
        )


def _seen(canvas: Canvas, truth: "Truth", row: Mapping[str, Any]) -> Image:
    """The shadow blurred, with noise, in greys."""
    rng, pixel = canvas.rng, truth.pixel
    blur = truth.kind.blur * row["blur"]
    shadow = smooth(canvas.shadow, blur / pixel.row, blur / pixel.column)
    noise = smooth(
        rng.standard_normal(truth.size, dtype=np.float32), row["grain"] / pixel.row / 2, row["grain"] / pixel.column / 2
    )
    factor = truth.kind.noise * row["noise"] * between(rng, numbers()["picture"]["noisy"])
    noise *= np.float32(factor / max(float(noise.std()), 1e-6))
    noise *= np.exp(np.float32(numbers()["picture"]["thick_noise"]) * (shadow - np.float32(shadow.mean())))
    shadow += noise
    low, high = np.percentile(shadow[::7, ::7], numbers()["picture"]["range"])
    share = np.clip((shadow - low) / max(high - low, 1e-6), 0, 1) ** row["gamma"]
    dark, bright = row["greys"]
    top = 2 ** row["bits"] - 1
    grey: Floats32 = np.rint((dark + (bright - dark) * share) * top)
    return grey.astype(np.uint8) if row["bits"] <= 8 else grey.astype(np.uint16)
