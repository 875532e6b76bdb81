"""What lies around the spine of a phantom, in the rays' way: soft tissue, shoulders, hip bones, bowels, ribs."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from benkoll.imaging.phantom_canvas import Canvas
from benkoll.imaging.phantom_spine import Body, between


def tissue(canvas: Canvas, bodies: Mapping[str, Body], row: Mapping[str, Any]) -> None:
    """Lung above the diaphragm and belly below it, thinner to the front and the back, uneven."""
    rng, dome = canvas.rng, row["dome"]
    x, y = bodies[dome["at"]].centre
    height = y + rng.normal(0, dome["sd"])
    front = np.float32(dome["bend"]) * np.abs(canvas.x - x)[None, :] ** 1.5
    below = 1 / (1 + np.exp(-(canvas.y[:, None] - height - front) / np.float32(row["change"])))
    course = np.array([body.centre for body in bodies.values()])
    ahead = canvas.x[None, :] - np.interp(canvas.y, course[:, 1], course[:, 0])[:, None].astype(np.float32)
    thick = np.exp(-((np.maximum(ahead, 0) / row["front"]) ** 2) - (np.minimum(ahead, 0) / row["back"]) ** 2)
    canvas.shadow += ((row["thorax"] + (row["abdomen"] - row["thorax"]) * below) * thick).astype(np.float32)
    for _ in range(row["hills"]):
        x, y = rng.uniform(canvas.x.min(), canvas.x.max()), rng.uniform(canvas.y.min(), canvas.y.max())
        across, down, strength = between(rng, row["across"]), between(rng, row["down"]), rng.normal(0, row["uneven"])
        hill = np.exp(-(((canvas.y - y) / down) ** 2))[:, None] * np.exp(-(((canvas.x - x) / across) ** 2))
        canvas.shadow += np.float32(strength) * hill


def over(canvas: Canvas, bodies: Mapping[str, Body], row: Mapping[str, Any]) -> None:
    """What lies over the ends of the spine and beside it: shoulders, hip bones, bowels with gas and without."""
    rng, shoulder, crest, gas = canvas.rng, row["shoulder"], row["crest"], row["gas"]
    top = bodies[shoulder["at"]].centre[1] + rng.normal(0, shoulder["sd"])
    strength = shoulder["strength"] * between(rng, shoulder["factor"])
    canvas.shadow += (strength / (1 + np.exp((canvas.y - top) / shoulder["change"])))[:, None].astype(np.float32)
    x, y = bodies[crest["at"]].centre
    across, tall = crest["half"]
    for factor in [between(rng, crest["factor"]) for _ in range(2)]:
        at = x - between(rng, crest["back"]), y + between(rng, crest["below"])
        canvas.blob(*at, across, tall, between(rng, crest["turn"]), factor * crest["strength"])
    above = bodies[gas["below"]].centre[1]
    for _ in range(int(rng.integers(*gas["count"]))):
        at = rng.uniform(canvas.x.min(), canvas.x.max()), rng.uniform(above, max(canvas.y.max(), above + 1))
        size = between(rng, gas["across"]), between(rng, gas["down"])
        canvas.blob(*at, *size, between(rng, gas["turn"]), between(rng, gas["strength"]))


def ribs(canvas: Canvas, bodies: Iterable[Body], factor: float, row: Mapping[str, Any]) -> None:
    """Bands that cross the thorax, some at each level, from behind the body forward and down."""
    rng, half = canvas.rng, row["thick"] / 2
    for body in bodies:
        for _ in range(row["each"] if body.level.startswith("T") else 0):
            slope, bend = between(rng, row["slope"]), between(rng, row["bend"])
            start = body.centre[1] + rng.normal(0, row["sd"]) - row["above"]
            strength = factor * row["strength"] * between(rng, row["factor"])
            ahead = canvas.x - (body.centre[0] - body.depth)
            middle = start + slope * ahead + bend * ahead**2
            rows = np.flatnonzero((canvas.y >= middle.min() - 2 * half) & (canvas.y <= middle.max() + 2 * half))
            if rows.size == 0 or strength == 0:
                continue
            place = slice(rows[0], rows[-1] + 1)
            off = np.abs(canvas.y[place, None] - middle[None, :].astype(np.float32)) / half
            band = (1 - row["rim"] + row["rim"] * off**2) / (1 + np.exp(np.minimum(10 * (off - 1), 50)))
            canvas.shadow[place] += np.float32(strength) * band.astype(np.float32)
