"""A vertebra on a lateral image: six points, its heights, and the limits of Genant's grades."""

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
"""x (column, to the right) and y (row, downward), in pixels; (0, 0) is the middle of the first pixel."""

PointName = Literal[
    "anterior_top", "anterior_bottom", "middle_top", "middle_bottom", "posterior_top", "posterior_bottom"
]
POINTS: tuple[PointName, ...] = (
    "anterior_top",
    "anterior_bottom",
    "middle_top",
    "middle_bottom",
    "posterior_top",
    "posterior_bottom",
)
LEVELS = ("T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "L1", "L2", "L3", "L4")
"""The levels that a VFA reads, from above."""


@dataclass(frozen=True, slots=True)
class Vertebra:
    """The six points of one vertebral body."""

    anterior_top: Point
    anterior_bottom: Point
    middle_top: Point
    middle_bottom: Point
    posterior_top: Point
    posterior_bottom: Point


@dataclass(frozen=True, slots=True)
class Spacing:
    """Millimetres between the middles of neighbouring pixels, as DICOM orders them: between rows, between columns."""

    row: float
    column: float
