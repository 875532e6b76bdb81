"""Phantoms that several tests look at, drawn once, and how far points are from the truth."""

from functools import cache

import numpy as np
import numpy.typing as npt

from benkoll.imaging.phantom import KINDS, Phantom, draw
from benkoll.imaging.shape import as_array
from benkoll.imaging.spine import Proposal
from benkoll.measures.vertebra import Point, Vertebra

Floats = npt.NDArray[np.float64]


@cache
def phantom(kind: str, seed: int) -> Phantom:
    """The phantom of this kind and seed."""
    return draw(seed, KINDS[kind])


def pixel(of: Phantom) -> Floats:
    """mm of a pixel, across and down."""
    return np.array([of.pixel.column, of.pixel.row])


def middle(of: Phantom, level: str) -> Point:
    """The middle of the true points of a level, in pixels."""
    x, y = as_array(of.vertebrae[level]).mean(axis=0)
    return float(x), float(y)


def off(of: Phantom, level: str, points: Vertebra) -> Floats:
    """How far each of the six points is from the truth, in mm."""
    errors = (as_array(points) - as_array(of.vertebrae[level])) * pixel(of)
    return np.hypot(errors[:, 0], errors[:, 1])


def errors(of: Phantom, proposals: dict[str, Proposal]) -> Floats:
    """The same for every proposal: levels x six points."""
    return np.array([off(of, level, one.points) for level, one in proposals.items()])
