"""What a row of whole vertebrae looks like: the heights of each, as logarithms, with mean and covariance.

Three numbers describe a vertebra: the back's height, the front against the back (wedge), and the middle against halfway
between the two. Along the spine each is smooth; every vertebra then differs a little by itself. A reference table says
what the wedge, the middle and the growth downward are at each level; without one the neighbours alone say it, and the
size of the person always does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from benkoll.facts.numbers import read_yaml
from benkoll.measures.vertebra import LEVELS

Floats = npt.NDArray[np.float64]

TO_HEIGHTS: Floats = np.array([[1.0, 1.0, 0.0], [1.0, 0.5, 1.0], [1.0, 0.0, 0.0]])
"""From (back, wedge, middle) to the logarithms of front, middle and back."""
MIDDLE = LEVELS.index("T10")
"""The level in the middle of T4-L4, from which slopes are counted."""


def number(name: str) -> Any:
    """The value of this name in `data/grading.yaml`; KeyError where there is none."""
    found: Mapping[str, Any] = read_yaml("benkoll.imaging", "data", "grading.yaml")
    return found[name]["value"]


@cache
def typical_heights() -> Floats:
    """How high vertebrae usually are, mm, T4 to L4: a straight line between what is known of both."""
    first, last = number("typical.heights")
    return np.linspace(first, last, len(LEVELS))


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What a reference expects of one of the three numbers, T4 to L4: logarithms.

    `between`, `within`: SD between persons and within one; `slope`: SD a level of how it grows in a person.
    """

    mean: Floats
    between: float
    within: float
    slope: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Normal:
    """A reference for the grader. `posterior.mean` may be off by any amount alike at all levels: persons differ."""

    posterior: Expected
    wedge: Expected
    middle: Expected


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Whole vertebrae of these levels: `mean` (3n) and `covariance` (3n, 3n) of the logarithms of their heights."""

    mean: Floats
    covariance: Floats


def whole_row(levels: Sequence[int], heights: Floats, irregular: float, reference: Normal | None = None) -> Row:
    """The row that these levels (places in LEVELS) would be, were nothing broken.

    `heights`: (n, 3), of which the backs alone tell the size of the person. `irregular`: factor on how much each
    vertebra differs by itself.
    """
    at = np.asarray(levels, dtype=float)
    parts = _by_neighbours(at, irregular) if reference is None else _by_reference(at, irregular, reference)
    means, covariances = zip(*parts, strict=True)
    backs = np.log(heights[:, 2])
    size = float(np.median(backs - means[0]))
    mean = np.stack([means[0] + size, *means[1:]], axis=1) @ TO_HEIGHTS.T
    count = len(levels)
    covariance = np.zeros((count, 3, count, 3))
    for part, column in zip(covariances, TO_HEIGHTS.T, strict=True):
        covariance += np.einsum("ij,a,b->iajb", part, column, column)
    return Row(mean.reshape(-1), covariance.reshape(3 * count, 3 * count))


Part = tuple[Floats, Floats]
"""Mean (n) and covariance (n, n) of one of the three numbers."""


def _by_neighbours(at: Floats, irregular: float) -> tuple[Part, Part, Part]:
    below = at - MIDDLE
    slope, slope_sd = number("posterior.slope")
    back = (
        np.full((len(at), len(at)), number("size") ** 2)
        + slope_sd**2 * np.outer(below, below)
        + number("posterior.bend") ** 2 * np.outer(below**2, below**2)
        + _smooth(at, "posterior")
        + _own(at, "posterior", irregular)
    )
    wedge, middle = (_around(at, name, irregular) for name in ("wedge", "middle"))
    return (slope * below, back), wedge, middle


def _around(at: Floats, name: str, irregular: float) -> Part:
    mean, sd = number(f"{name}.mean")
    return np.full(len(at), mean), sd**2 + _smooth(at, name) + _own(at, name, irregular)


def _smooth(at: Floats, name: str) -> Floats:
    sd, reach = number(f"{name}.smooth")
    apart: Floats = at[:, None] - at[None, :]
    found: Floats = sd**2 * np.exp(-0.5 * (apart / reach) ** 2)
    return found


def _own(at: Floats, name: str, irregular: float) -> Floats:
    own = irregular * float(number(f"{name}.own"))
    return np.eye(len(at)) * own**2


def _by_reference(at: Floats, irregular: float, reference: Normal) -> tuple[Part, Part, Part]:
    below = at - MIDDLE
    places = at.astype(np.intp)

    def part(one: Expected, between: float) -> Part:
        covariance: Floats = between**2 + one.slope**2 * np.outer(below, below)
        own = irregular * max(one.within, float(number("click.least")))  # a table may say that all are alike
        return one.mean[places], covariance + np.eye(len(at)) * own**2

    back = part(reference.posterior, number("size"))
    return back, part(reference.wedge, reference.wedge.between), part(reference.middle, reference.middle.between)
