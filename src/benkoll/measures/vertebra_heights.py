"""The heights of a vertebral body from its six points, and what they are of each other and of what was expected."""

from dataclasses import astuple
from math import hypot

from benkoll.errors import Problem
from benkoll.measures.vertebra import HEIGHTS, Point, Spacing, Vertebra, plausible_wedge
from benkoll.measures.vfa_report import Heights, Ratios


def heights_px(vertebra: Vertebra, aspect: float = 1.0) -> Heights:
    """Anterior, middle and posterior height in pixels: the distance between the points of each pair.

    `aspect`: a pixel's height against its width; the unit is then the height of a pixel.
    """
    return _heights(vertebra, 1 / aspect, 1.0)


def heights_mm(vertebra: Vertebra, spacing: Spacing) -> Heights:
    """The same in millimetres: x by the spacing of the columns, y by that of the rows."""
    return _heights(vertebra, spacing.column, spacing.row)


def _heights(vertebra: Vertebra, across: float, down: float) -> Heights:
    def height(name: str) -> float:
        top: Point = getattr(vertebra, f"{name}_top")
        bottom: Point = getattr(vertebra, f"{name}_bottom")
        return hypot((top[0] - bottom[0]) * across, (top[1] - bottom[1]) * down)

    return Heights(*map(height, HEIGHTS))


def ratios(heights: Heights, expected_posterior: float | None = None) -> Ratios:
    """Wedge (anterior/posterior), biconcave (middle/posterior), and crush (posterior/expected, None where none is).

    ZeroDivisionError where the posterior height is 0.
    """
    crush = None if expected_posterior is None else heights.posterior / expected_posterior
    return Ratios(heights.anterior / heights.posterior, heights.middle / heights.posterior, crush)


def losses_percent(heights: Heights, expected: Heights) -> Heights:
    """How much of each expected height is gone, percent; below 0 where there is more."""
    pairs = zip(astuple(heights), astuple(expected), strict=True)
    return Heights(*((1 - now / then) * 100 for now, then in pairs))


def implausible(level: str, found: Ratios) -> Problem | None:
    """What to ask where anterior/posterior lies beyond what is measured at this level, fractured or not."""
    low, high = plausible_wedge(level)
    if low <= found.wedge <= high:
        return None
    return Problem(
        f"framkant/bakkant utanför {low:g}-{high:g}, vad som uppmätts på nivån: kontrollera punkterna och nivån",
        f"anterior/posterior beyond {low:g}-{high:g}, what was measured at the level: check the points and the level",
        fact=level,
        value=f"{found.wedge:.2f}",
    )
