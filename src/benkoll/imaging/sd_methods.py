"""Deformities by standard deviations below a reference table's mean, as Eastell and as McCloskey define them.

Only with a table: no means are shipped. Their limits are from memory and not verified (`data/grading.yaml`), and they
give no uncertainty; they stand beside the graded probabilities, not in their place.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benkoll.imaging.anatomy import number
from benkoll.imaging.reference import RATIOS, Spread, Table, predicted_backs, profile_of
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_report import Heights


@dataclass(frozen=True, slots=True)
class ByDeviations:
    """One vertebra. `deviations`: of each ratio from its mean in SD, where both are known.

    `eastell`: grade 0, 1 or 2 by the lowest of them. `mccloskey`: whether front, middle or back is low both against its
    own back (or, the back, against the vertebrae above and below) and against the back that neighbours predict; None
    where that cannot be told.
    """

    deviations: Mapping[str, float]
    eastell: int | None
    mccloskey: bool | None


def by_deviations(heights: Mapping[str, Heights], table: Table) -> dict[str, ByDeviations]:
    """The heights of one person's vertebrae, by level and in one unit, held against the table of their sex."""
    backs = np.array([heights[level].posterior if level in heights else np.nan for level in LEVELS])
    predicted = predicted_backs(backs, profile_of(table))
    found = {}
    for place, level in enumerate(LEVELS):
        if level in heights:
            ratios = _ratios(heights[level], backs, float(predicted[place]), place)
            known = {name: ratio for name, ratio in ratios.items() if not np.isnan(ratio)}
            found[level] = _judged({name: _off(known[name], table.ratios[level].get(name)) for name in known})
    return found


def _ratios(heights: Heights, backs: np.ndarray, predicted: float, place: int) -> dict[str, float]:
    above = backs[place - 1] if place else np.nan
    below = backs[place + 1] if place + 1 < len(backs) else np.nan
    front, middle, back = heights.anterior, heights.middle, heights.posterior
    values = (front / back, middle / back, back / above, back / below, front / predicted, middle / predicted)
    return dict(zip(RATIOS, (*map(float, values), back / predicted), strict=True))


def _off(ratio: float, spread: Spread | None) -> float | None:
    return None if spread is None or spread.sd == 0 else (ratio - spread.mean) / spread.sd


def _judged(deviations: Mapping[str, float | None]) -> ByDeviations:
    known = {name: off for name, off in deviations.items() if off is not None}
    first, second = number("sd.eastell")
    lowest = min((known[name] for name in RATIOS[:4] if name in known), default=None)
    grade = None if lowest is None else int(lowest <= -first) + int(lowest <= -second)
    limit = number("sd.mccloskey")
    own = {"front": ("wedge",), "middle": ("biconcave",), "back": ("crush_above", "crush_below")}
    pairs = [
        (min(known[name] for name in names if name in known), known[f"{part}_predicted"])
        for part, names in own.items()
        if f"{part}_predicted" in known and any(name in known for name in names)
    ]
    both = any(one <= -limit and other <= -limit for one, other in pairs) if pairs else None
    return ByDeviations(known, grade, both)
