"""Edges of bone: a smoothed piece of an image turned upright, its gradients, and where along a line the bone ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import hypot
from typing import Any

import numpy as np
import numpy.typing as npt

from benkoll.errors import InputError, Problem
from benkoll.facts.numbers import read_yaml
from benkoll.imaging.smooth import Floats32, smooth
from benkoll.measures.vertebra import Spacing

Floats = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.integer[Any]] | npt.NDArray[np.floating[Any]]


@cache
def numbers() -> Mapping[str, Any]:
    """What is looked for and how far: data/proposals.yaml."""
    found: Mapping[str, Any] = read_yaml("benkoll.imaging", "data", "proposals.yaml")
    return found


@dataclass(frozen=True, slots=True)
class Frame:
    """Axes of a vertebra in the image, in mm: its middle, and the directions forward and down (unit vectors).

    mm of the image are pixels times `scale` (x, y); where an image has no millimetres they are a guess.
    """

    middle: Floats
    forward: Floats
    down: Floats
    scale: Floats

    def image(self, places: Floats) -> Floats:
        """Pixels (..., 2) of places (forward, down) in mm."""
        found: Floats = (self.middle + places[..., :1] * self.forward + places[..., 1:] * self.down) / self.scale
        return found

    def own(self, pixels: Floats) -> Floats:
        """Places (forward, down) in mm of pixels (..., 2)."""
        off = pixels * self.scale - self.middle
        return np.stack([off @ self.forward, off @ self.down], axis=-1)


@dataclass(frozen=True, slots=True)
class Patch:
    """A piece of an image in a frame: gradients (grey values a mm, in units of the usual gradient there).

    `along` is the gradient's part forward, `down` its part down, rows by down. `usual` is 0 where the image is flat.
    """

    frame: Frame
    along: Floats32
    down: Floats32
    step: float
    half: tuple[float, float]
    usual: float

    def outward(self, places: Floats, normals: Floats) -> Floats:
        """How much darker it gets along the normals (..., 2) at places (..., 2) in mm: above 0 where bone ends."""
        column = np.clip((places[..., 0] + self.half[0]) / self.step, 0, self.along.shape[1] - 1.001)
        row = np.clip((places[..., 1] + self.half[1]) / self.step, 0, self.along.shape[0] - 1.001)
        j, i = column.astype(np.intp), row.astype(np.intp)
        s, t = column - j, row - i
        width = self.along.shape[1]
        first = i * width + j
        weights = ((1 - s) * (1 - t), s * (1 - t), (1 - s) * t, s * t)
        found = np.zeros(places.shape[:-1])
        for offset, weight in zip((0, 1, width, width + 1), weights, strict=True):
            at = first + offset
            found -= weight * (self.along.ravel()[at] * normals[..., 0] + self.down.ravel()[at] * normals[..., 1])
        return found


def checked(image: Pixels) -> Pixels:
    """The image, if it is rows x columns of numbers (what is not finite becomes 0 or the greatest); else InputError."""
    if image.ndim != 2 or 0 in image.shape or image.dtype.kind not in "uif":
        sv, en = "bilden ska vara rader x kolumner av tal", "an image is rows x columns of numbers"
        raise InputError([Problem(sv, en)])
    return np.nan_to_num(image.astype(np.float64)) if image.dtype.kind == "f" else image


def pixel_size(spacing: Spacing | None, aspect: float = 1.0) -> Floats:
    """Width and height of a pixel in mm; without spacing in widths of one. InputError where they are no lengths."""
    found = np.array([spacing.column, spacing.row] if spacing else [1.0, aspect], dtype=float)
    if not np.isfinite(found).all() or (found <= 0).any():
        sv, en = "en bildpunkts storlek ska vara större än 0", "the size of a pixel must be above 0"
        raise InputError([Problem(sv, en, "spacing_mm")])
    return found


def support(strength: Floats) -> Floats:
    """-1 to 1: the strength of an edge, in usual gradients of its patch, as a share of what counts in full.

    Its mean over a line tells edges from noise, which cancels out; what is very strong (a rib, an implant) counts no
    more than what is strong.
    """
    found: Floats = np.clip(strength / numbers()["search"]["full"], -1, 1)
    return found


def bilinear(image: Pixels, pixels: Floats) -> Floats:
    """Grey values at pixels (..., 2), between pixels by their neighbours; beyond the rim those of the rim."""
    x = np.clip(pixels[..., 0], 0, image.shape[1] - 1)
    y = np.clip(pixels[..., 1], 0, image.shape[0] - 1)
    j, i = (
        np.minimum(line.astype(np.intp), max(size - 2, 0)) for line, size in ((x, image.shape[1]), (y, image.shape[0]))
    )
    right, below = min(1, image.shape[1] - 1), min(1, image.shape[0] - 1)
    s, t = x - j, y - i
    grey = np.asarray(image)
    found: Floats = (grey[i, j] * (1 - s) + grey[i, j + right] * s) * (1 - t) + (
        grey[i + below, j] * (1 - s) + grey[i + below, j + right] * s
    ) * t
    return found


def patch(image: Pixels, frame: Frame, half: tuple[float, float], step: float, sigma: float) -> Patch:
    """The piece of the image (rows, columns) of so many mm to each side of the frame's middle, smoothed (mm)."""
    across = np.arange(-half[0], half[0] + step, step)
    down = np.arange(-half[1], half[1] + step, step)
    places = np.stack(np.meshgrid(across, down), axis=-1)
    pixels = frame.image(places)
    reach = hypot(*half) + 4 * sigma
    size = np.array([image.shape[1], image.shape[0]])
    low = np.clip(np.floor((frame.middle - reach) / frame.scale), 0, size - 1).astype(int)
    high = np.clip(np.ceil((frame.middle + reach) / frame.scale) + 1, low + 1, size).astype(int)
    by = np.clip(sigma / frame.scale / numbers()["search"]["pixels"], 1, high - low).astype(int)
    piece = _blocks(image[low[1] : high[1], low[0] : high[0]], by)
    across_px, down_px = sigma / frame.scale / by
    piece = smooth(piece, float(down_px), float(across_px))
    grey = bilinear(piece, (pixels - low - (by - 1) / 2) / by)
    outside = ((pixels < 0) | (pixels > size - 1)).any(axis=-1)
    g_down, g_across = (np.asarray(np.gradient(grey, step, axis=axis)) for axis in (0, 1))
    g_down[outside] = g_across[outside] = 0
    inside = np.abs(np.concatenate([g_down[~outside], g_across[~outside]]))
    usual = float(np.median(inside)) if inside.size else 0.0
    if usual <= 0 and inside.size:
        usual = float(inside.mean())
    factor = 1 / usual if usual > 0 else 0.0
    along, below = ((one * factor).astype(np.float32) for one in (g_across, g_down))
    return Patch(frame, along, below, step, half, usual)


def _blocks(piece: Pixels, by: npt.NDArray[np.intp]) -> Floats32:
    """The means of blocks so many pixels wide and high; what is left over at the ends is left out."""
    across, down = (int(one) for one in by)
    rows, columns = piece.shape[0] // down, piece.shape[1] // across
    whole = piece[: rows * down, : columns * across].astype(np.float32)
    found: Floats32 = whole.reshape(rows, down, columns, across).mean(axis=(1, 3), dtype=np.float32)
    return found


def ends(piece: Patch, places: Floats, normals: Floats, near: Floats, window: float) -> tuple[Floats, Floats]:
    """How far along its normal each place's edge lies (mm), and how strong it is there.

    `near` (m, m): how much of its neighbours each place listens to. The edge is the middle of all that gets darker
    within `window` mm, from a share of the strongest on: of a double contour that is between the two.
    """
    step, keep = (numbers()["search"]["refine"][name] for name in ("step", "keep"))
    offsets = np.arange(-window, window + step / 2, step)
    looked = piece.outward(places[:, None] + offsets[:, None] * normals[:, None], normals[:, None])
    looked = near @ looked
    strongest = looked.max(axis=1)
    above = np.maximum(looked - keep * strongest[:, None], 0)
    total = above.sum(axis=1)
    found = np.divide(above @ offsets, total, out=np.zeros(len(places)), where=total > 0)
    return found, np.maximum(strongest, 0)
