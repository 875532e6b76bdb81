"""The picture of a phantom: what lies in the rays' way, seen by one of three devices that never were."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benkoll.imaging.phantom_body import body_shadow
from benkoll.imaging.phantom_spine import Body, Floats, between, numbers
from benkoll.imaging.smooth import Floats32, smooth

if TYPE_CHECKING:
    from benkoll.imaging.phantom import Truth

Image = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]


@dataclass(slots=True)
class Canvas:
    """What lies in the way, pixel by pixel, and where the pixels lie in the spine's frame (mm)."""

    shadow: Floats32
    x: Floats32
    y: Floats32
    rng: np.random.Generator

    def window(self, x: float, y: float, reach: float) -> tuple[slice, slice]:
        """Rows and columns within `reach` of a place; empty where the image ends before."""
        return _within(self.y, y, reach), _within(self.x, x, reach)

    def blob(self, x: float, y: float, across: float, down: float, turn: float, strength: float) -> None:
        """Add an ellipse with soft rim: half axes in mm, turned by `turn` radians."""
        rows, columns = self.window(x, y, 1.3 * max(across, down))
        dx, dy = self.x[None, columns] - x, self.y[rows, None] - y
        along, over = dx * np.cos(turn) - dy * np.sin(turn), dx * np.sin(turn) + dy * np.cos(turn)
        far = (along / across) ** 2 + (over / down) ** 2
        self.shadow[rows, columns] += strength / (1 + np.exp(np.minimum(12 * (far - 1), 50)))


def _within(line: Floats32, at: float, reach: float) -> slice:
    found = np.flatnonzero(np.abs(line - at) <= reach)
    return slice(int(found[0]), int(found[-1]) + 1) if found.size else slice(0, 0)


def picture(truth: "Truth") -> Image:
    """The image (rows, columns) of the truth: 8 bits, or 12 of 16; bone bright. The same for the same truth."""
    row, rng = numbers()["picture"], np.random.default_rng([truth.seed, 1])
    sign = 1 if truth.facing == "right" else -1
    rows, columns = truth.size
    x = sign * (truth.origin[0] + np.arange(columns) * truth.pixel.column)
    y = truth.origin[1] + np.arange(rows) * truth.pixel.row
    canvas = Canvas(np.zeros(truth.size, np.float32), x.astype(np.float32), y.astype(np.float32), rng)
    _tissue(canvas, truth, row["tissue"])
    _over(canvas, truth, row)
    _ribs(canvas, truth, row["ribs"])
    gaps, bone = _gaps(rng, truth, row), between(rng, row["bone"])
    for body, gap in zip(truth.bodies, gaps, strict=True):
        _behind(canvas, body, row["behind"])
        _body(canvas, body, gap, bone, row)
        _osteophytes(canvas, body, truth.kind.osteophytes, row["osteophytes"])
    return _seen(canvas, truth, row["looks"][truth.look])


def _tissue(canvas: Canvas, truth: "Truth", row: Mapping[str, Any]) -> None:
    """Lung above the diaphragm and belly below it, thinner to the front and the back, uneven."""
    rng, bodies = canvas.rng, {body.level: body for body in truth.bodies}
    dome = bodies["T11"].centre[1] + rng.normal(0, 10)
    front = np.float32(0.004) * np.abs(canvas.x - bodies["T11"].centre[0])[None, :] ** 1.5
    below = 1 / (1 + np.exp(-(canvas.y[:, None] - dome - front) / np.float32(row["change"] / 6)))
    line = np.interp(canvas.y, [body.centre[1] for body in truth.bodies], [body.centre[0] for body in truth.bodies])
    ahead = canvas.x[None, :] - line[:, None].astype(np.float32)
    thick = np.exp(
        -((np.maximum(ahead, 0) / (2.2 * row["front"])) ** 2) - (np.minimum(ahead, 0) / (1.6 * row["back"])) ** 2
    )
    canvas.shadow += ((row["thorax"] + (row["abdomen"] - row["thorax"]) * below) * thick).astype(np.float32)
    for _ in range(14):
        place = rng.uniform(canvas.x.min(), canvas.x.max()), rng.uniform(canvas.y.min(), canvas.y.max())
        across, down, strength = rng.uniform(15, 45), rng.uniform(20, 70), rng.normal(0, row["uneven"])
        hill = np.exp(-(((canvas.y - place[1]) / down) ** 2))[:, None] * np.exp(
            -(((canvas.x - place[0]) / across) ** 2)
        )
        canvas.shadow += np.float32(strength) * hill


def _over(canvas: Canvas, truth: "Truth", row: Mapping[str, Any]) -> None:
    """What lies over the ends of the spine and beside it: shoulders, hip bones, bowels with gas and without."""
    rng, bodies = canvas.rng, {body.level: body for body in truth.bodies}
    shoulder, crest, gas = row["shoulder"], row["crest"], row["gas"]
    top = bodies[shoulder["at"]].centre[1] + rng.normal(0, 10)
    weight = shoulder["strength"] * rng.uniform(0.2, 1.2) / (1 + np.exp((canvas.y - top) / (shoulder["reach"] / 6)))
    canvas.shadow += weight[:, None].astype(np.float32)
    x, y = bodies[crest["at"]].centre
    for strength in crest["strength"] * rng.uniform(0.4, 1.2, 2):
        canvas.blob(x - rng.uniform(0, 30), y + rng.uniform(25, 50), 55, 48, rng.uniform(-0.4, 0.4), strength)
    diaphragm = bodies["T12"].centre[1]
    for _ in range(int(rng.integers(*gas["count"]))):
        place = rng.uniform(canvas.x.min(), canvas.x.max()), rng.uniform(diaphragm, max(canvas.y.max(), diaphragm + 1))
        size = between(rng, gas["across"]), between(rng, gas["down"])
        canvas.blob(*place, *size, rng.uniform(-1, 1), between(rng, gas["strength"]))


def _ribs(canvas: Canvas, truth: "Truth", row: Mapping[str, Any]) -> None:
    """Bands that cross the thorax, two a level, from behind the body forward and down."""
    rng, half = canvas.rng, row["thick"] / 2
    for body in truth.bodies:
        if not body.level.startswith("T"):
            continue
        for _ in range(2):
            slope, bend = between(rng, row["slope"]), between(rng, row["bend"])
            start = body.centre[1] + rng.normal(0, 5) - 6
            strength = truth.kind.ribs * row["strength"] * rng.uniform(0.5, 1.2)
            ahead = canvas.x - (body.centre[0] - body.depth)
            middle = start + slope * ahead + bend * ahead**2
            rows = np.flatnonzero((canvas.y >= middle.min() - 2 * half) & (canvas.y <= middle.max() + 2 * half))
            if rows.size == 0 or strength == 0:
                continue
            place = slice(rows[0], rows[-1] + 1)
            off = np.abs(canvas.y[place, None] - middle[None, :].astype(np.float32)) / half
            band = (1 - row["rim"] + row["rim"] * off**2) / (1 + np.exp(np.minimum(10 * (off - 1), 50)))
            canvas.shadow[place] += np.float32(strength) * band.astype(np.float32)


def _gaps(rng: np.random.Generator, truth: "Truth", row: Mapping[str, Any]) -> Floats:
    """Half the distance in mm between a body's near and far rim: from the cone of rays and from scoliosis."""
    parallax, bend = row["parallax"], row["scoliosis"]
    heights = np.array([body.centre[1] for body in truth.bodies])
    places = np.arange(len(heights))
    central = heights[[body.level for body in truth.bodies].index(parallax["centre"])]
    sideways = np.radians(between(rng, bend["degrees"])) * np.sin(
        np.pi * (places - rng.uniform(0, 8)) / between(rng, bend["length"])
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
    parts = (
        ("pedicle", -0.68, -0.20, 0.22, 0.24, 0.0),
        ("facet", -0.95, 0.05, 0.16, 0.65, 0.2),
        ("spine", -1.45, 0.45, 0.40, 0.28, 0.5),
    )
    for name, back, below, across, tall, turn in parts:
        x, y = np.array(body.centre) + back * depth * forward + below * height * down
        strength = row[name] * canvas.rng.uniform(0.7, 1.2)
        canvas.blob(float(x), float(y), across * depth, tall * height, body.tilt - turn, strength)


def _osteophytes(canvas: Canvas, body: Body, factor: float, row: Mapping[str, Any]) -> None:
    """Spurs that point away from the front corners, seldom from the back ones."""
    rng, points = canvas.rng, body.points(body.heights)
    for name, side in (("anterior_top", 1), ("anterior_bottom", 1), ("posterior_top", -1), ("posterior_bottom", -1)):
        share = row["share"] * factor * (1 if side == 1 else 0.3)
        there, long, lift = rng.random() < share, between(rng, row["long"]), rng.uniform(-0.3, 0.3)
        if not there:
            continue
        x, y = getattr(points, name)
        away = side * long * 0.6
        canvas.blob(
            x + away * np.cos(body.tilt),
            y - away * np.sin(body.tilt),
            long,
            row["thick"] / 2,
            body.tilt + lift,
            row["strength"] * rng.uniform(0.6, 1.1),
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
    low, high = np.percentile(shadow[::7, ::7], [0.5, 99.7])
    share = np.clip((shadow - low) / max(high - low, 1e-6), 0, 1) ** row["gamma"]
    dark, bright = row["greys"]
    top = 2 ** row["bits"] - 1
    grey: Floats32 = np.rint((dark + (bright - dark) * share) * top)
    return grey.astype(np.uint8) if row["bits"] <= 8 else grey.astype(np.uint16)
