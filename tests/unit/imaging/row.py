"""A row of vertebrae of given heights, straight down a picture, to be graded."""

from collections.abc import Mapping, Sequence
from math import exp

from benkoll.measures.vertebra import LEVELS, Vertebra

PIXEL = 0.5
"""mm."""


def heights(wedge: Mapping[str, float] | None = None, levels: Sequence[str] = LEVELS) -> dict[str, list[float]]:
    """Front, middle and back in mm of a smooth spine; `wedge`: shares that the front is lower at some levels."""
    found = {}
    for place, level in enumerate(LEVELS):
        if level in levels:
            back = 17 * exp(0.04 * place)
            front = back * (1 - (wedge or {}).get(level, 0.0))
            found[level] = [front, (front + back) / 2 * 0.97, back]
    return found


def row(of: Mapping[str, Sequence[float]], pixel: float = PIXEL, depth: float = 30.0) -> dict[str, Vertebra]:
    """The vertebrae with these heights (mm), one below another, fronts to the right, in pixels."""
    found, y = {}, 0.0
    for level, three in of.items():
        y += 45.0
        points = []
        for place, height in zip((1.0, 0.5, 0.0), three, strict=True):
            x = place * depth
            points += [(x / pixel, (y - height / 2) / pixel), (x / pixel, (y + height / 2) / pixel)]
        found[level] = Vertebra(*points)
    return found
