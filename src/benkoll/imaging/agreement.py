"""How well two readings of the same images agree: grades by kappa, heights by Bland and Altman, points by error."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev
from typing import Literal

import numpy as np

from benkoll.imaging.anatomy import Floats, number
from benkoll.measures.chi_square import quantile
from benkoll.measures.vertebra import HEIGHTS, LEVELS, POINTS, Spacing, Vertebra
from benkoll.measures.vertebra_heights import heights_mm

Weights = Literal["none", "linear", "quadratic"]


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa of two readers over `count` cases, with its interval, and the share that they agree on.

    `value` and the interval are None where it is not defined: both put all in one and the same category.
    """

    count: int
    agreed: float
    value: float | None
    low: float | None
    high: float | None


def kappa(pairs: Iterable[tuple[int, int]], categories: int, weights: Weights = "none") -> Kappa:
    """Cohen's kappa (1960; weighted 1968) of pairs of categories from 0, one of each reader.

    The interval is kappa ± z standard errors for large samples (Fleiss, Cohen and Everitt 1969, Psychol Bull 72:323),
    within -1 and 1. Cases count as independent, which vertebrae of one person are not quite. ValueError for no pairs.
    """
    counts = np.zeros((categories, categories))
    for one, other in pairs:
        counts[one, other] += 1
    total = int(counts.sum())
    if total == 0:
        raise ValueError("no pairs")
    shares = counts / total
    weight = _weights(categories, weights)
    first, second = shares.sum(axis=1), shares.sum(axis=0)
    seen, expected = float((weight * shares).sum()), float(first @ weight @ second)
    agreed = float(np.trace(shares))
    if expected >= 1 - 1e-12:
        return Kappa(total, agreed, None, None, None)
    value = (seen - expected) / (1 - expected)
    beside = (weight @ second)[:, None] + (weight.T @ first)[None, :]
    spread = (shares * (weight - beside * (1 - value)) ** 2).sum() - (value - expected * (1 - value)) ** 2
    error = sqrt(max(float(spread), 0.0) / total) / (1 - expected)
    reach = error * z_of(number("agreement.certainty"))
    return Kappa(total, agreed, value, max(value - reach, -1.0), min(value + reach, 1.0))


def _weights(categories: int, weights: Weights) -> Floats:
    """1 for agreement, and less the further the two are apart."""
    if weights == "none" or categories < 2:
        return np.eye(categories)
    apart = np.abs(np.subtract.outer(np.arange(categories), np.arange(categories))) / (categories - 1)
    return np.asarray(1 - apart ** (1 if weights == "linear" else 2))


def z_of(certainty: float) -> float:
    """How many SD to either side hold so much of the normal distribution."""
    return NormalDist().inv_cdf((1 + certainty) / 2)


# HEIGHTS


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the ends of its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BlandAltman:
    """Differences of `count` pairs: bias (mean), SD, and the limits between which 95 % of them lie."""

    count: int
    bias: Interval
    sd: float
    lower: Interval
    upper: Interval


def bland_altman(differences: Sequence[float]) -> BlandAltman:
    """Bias and limits of agreement: mean ± 1.96 SD, with the intervals of Bland and Altman (Lancet 1986; Stat Methods
    Med Res 1999;8:135): standard errors SD/√n of the bias and √(3/n) SD of a limit, by the normal distribution.

    ValueError for fewer than `agreement.least` differences.
    """
    count, certainty = len(differences), float(number("agreement.certainty"))
    if count < number("agreement.least"):
        raise ValueError(f"{count} differences are too few")
    bias, sd, z = fmean(differences), stdev(differences), z_of(certainty)
    limit = float(number("agreement.limits"))

    def around(value: float, error: float) -> Interval:
        return Interval(value, value - z * error, value + z * error)

    of_limit = sqrt(3 / count) * sd
    lower, upper = (around(bias + sign * limit * sd, of_limit) for sign in (-1, 1))
    return BlandAltman(count, around(bias, sd / sqrt(count)), sd, lower, upper)


# POINTS


@dataclass(frozen=True, slots=True)
class PointError:
    """A reader's click error, mm: SD of one coordinate, with its interval, from so many vertebrae read twice."""

    vertebrae: int
    error: Interval


def point_error(pairs: Sequence[tuple[Vertebra, Vertebra]], spacing: Sequence[Spacing]) -> PointError:
    """How exactly points are placed, from vertebrae that one reader placed twice (in two readers: half of both).

    The variance of a coordinate is half the mean square of the differences between two placings, all directions alike
    (12 differences a vertebra); the interval is by chi-square. ValueError for no pairs.
    """
    if not pairs:
        raise ValueError("no vertebrae were placed twice")
    squares = [
        ((x - a) * pixel.column) ** 2 + ((y - b) * pixel.row) ** 2
        for (one, other), pixel in zip(pairs, spacing, strict=True)
        for name in POINTS
        for (x, y), (a, b) in [(getattr(one, name), getattr(other, name))]
    ]
    freedom = 2 * len(squares)
    variance = sum(squares) / (2 * freedom)
    outside = (1 - float(number("agreement.certainty"))) / 2
    low, high = (sqrt(variance * freedom / quantile(share, freedom)) for share in (1 - outside, outside))
    return PointError(len(pairs), Interval(sqrt(variance), low, high))


# READINGS


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's vertebrae of one image, with Genant's grade (0-3) of each."""

    vertebrae: Mapping[str, Vertebra]
    spacing: Spacing | None
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Agreed:
    """How well two readers agree, over the vertebrae that both read.

    `grades`: kappa of `vertebra_any` (1 or more), `vertebra_moderate` (2 or more), `vertebra_grade` (0-3),
    `vertebra_weighted` (linear weights) and `patient_any`. `heights` in mm: of each height, and of `all`, where there
    are enough; `pairs`: of all. `points`: where any have millimetres.
    """

    readers: tuple[str, str]
    images: int
    vertebrae: int
    grades: Mapping[str, Kappa]
    heights: Mapping[str, BlandAltman]
    points: PointError | None
    pairs: Sequence[tuple[float, float]]


def compare(pairs: Sequence[tuple[Reading, Reading]], readers: tuple[str, str]) -> Agreed:
    """Compare two readers' readings of the same images, pair by pair; at least one."""
    grades, patients = list[tuple[int, int]](), list[tuple[int, int]]()
    heights: dict[str, list[tuple[float, float]]] = {name: [] for name in HEIGHTS}
    twice, spacings = list[tuple[Vertebra, Vertebra]](), list[Spacing]()
    for one, other in pairs:
        levels = [level for level in LEVELS if level in one.vertebrae and level in other.vertebrae]
        grades += [(one.grades[level], other.grades[level]) for level in levels]
        patients.append((int(any(one.grades.values())), int(any(other.grades.values()))))
        if one.spacing is None or other.spacing is None:
            continue
        for level in levels:
            mine, theirs = (
                heights_mm(one.vertebrae[level], one.spacing),
                heights_mm(other.vertebrae[level], other.spacing),
            )
            for name in HEIGHTS:
                heights[name].append((getattr(mine, name), getattr(theirs, name)))
        if one.spacing == other.spacing:
            twice += [(one.vertebrae[level], other.vertebrae[level]) for level in levels]
            spacings += [one.spacing] * len(levels)
    every = [pair for name in HEIGHTS for pair in heights[name]]
    apart = {name: [a - b for a, b in values] for name, values in (*heights.items(), ("all", every))}
    return Agreed(
        readers,
        len(pairs),
        len(grades),
        _kappas(grades, patients),
        {name: bland_altman(values) for name, values in apart.items() if len(values) >= number("agreement.least")},
        point_error(twice, spacings) if twice else None,
        every,
    )


def _kappas(grades: Sequence[tuple[int, int]], patients: Sequence[tuple[int, int]]) -> dict[str, Kappa]:
    by_patient = {"patient_any": kappa(patients, 2)}
    if not grades:
        return by_patient
    return {
        "vertebra_any": kappa([(int(a > 0), int(b > 0)) for a, b in grades], 2),
        "vertebra_moderate": kappa([(int(a > 1), int(b > 1)) for a, b in grades], 2),
        "vertebra_grade": kappa(grades, 4),
        "vertebra_weighted": kappa(grades, 4, "linear"),
    } | by_patient
