"""Every way in which a vertebra may have lost height: how much, how shared between front, middle and back, how likely.

How likely comes from counts: a person has fractures or not, and of those who have, each level gives way as often as it
was counted. So a sure fracture makes a doubtful one beside it likelier, and a doubtful one alone stays doubtful.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from benkoll.imaging.anatomy import Floats, number
from benkoll.measures.vertebra import LEVELS, genant_limits
from benkoll.measures.vfa_report import Shape

PATTERNS = ("pattern.wedge", "pattern.biconcave", "pattern.crush_front", "pattern.crush_middle", "pattern.crush_back")


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The ways, k of them; the first is that nothing was lost.

    `loss`: the greatest of the three, share of the whole height. `shift`, `variance` (k, 3): what the logarithms of the
    heights then lose. `weight`: logarithm of how likely, of those that lost something; of the first 0. `grade`: 0-3.
    """

    loss: Floats
    shift: Floats
    variance: Floats
    weight: Floats
    grade: npt.NDArray[np.intp]
    shape: tuple[Shape, ...]
    above: float
    """How many times rarer a loss that has a grade is than any loss."""

    def of_shape(self, shape: Shape) -> npt.NDArray[np.bool_]:
        """Which of the ways have this shape."""
        return np.array([one == shape for one in self.shape])


def step_for(error: Floats, heights: Floats) -> float:
    """In which steps of loss to add up: the coarse ones where no height is known better than that."""
    fine, coarse = number("loss.steps")
    return float(coarse if (np.sqrt(error) / heights).min() > coarse else fine)


@cache
def ways(step: float) -> Ways:
    """All of them, by `data/grading.yaml`, in steps of loss that meet Genant's limits."""
    limits = np.array(genant_limits()) / 100
    least, most = (float(number(f"loss.{name}")) for name in ("least", "most"))
    losses: Floats = np.asarray(least + step * (np.arange(round((most - least) / step)) + 0.5), dtype=float)
    density = np.exp(-number("loss.decline") * (losses - limits[0]))
    rising = number("loss.below") * np.clip((losses - least) / (limits[0] - least), 0, 1)
    density = np.where(losses < limits[0], rising, density)
    loss: list[Floats] = [np.zeros(1)]
    shift: list[Floats] = [np.zeros((1, 3))]
    variance: list[Floats] = [np.zeros((1, 3))]
    weight: list[Floats] = [np.zeros(1)]
    shapes: list[Shape] = ["normal"]
    patterns = [number(name) for name in PATTERNS]
    total = sum(pattern["weight"] for pattern in patterns) * density.sum()
    for pattern in patterns:
        share, spread = np.array(pattern["shares"], dtype=float).T
        lost: Floats = losses[:, None] * share
        loss.append(losses)
        shift.append(np.log1p(-lost))
        variance.append((losses[:, None] * spread / (1 - lost)) ** 2)
        weight.append(np.log(pattern["weight"] * density / total))
        shapes += [pattern["kind"]] * len(losses)
    every = np.concatenate(loss)
    return Ways(
        loss=every,
        shift=np.concatenate(shift),
        variance=np.concatenate(variance),
        weight=np.concatenate(weight),
        grade=np.searchsorted(limits, every, side="right"),
        shape=tuple(shapes),
        above=float(density[losses >= limits[0]].sum() / density.sum()),
    )


def odds_by_level(levels: Sequence[int]) -> Floats:
    """Odds (n) that a vertebra of a person who has fractures lost height, whatever its grade."""
    counted = np.array([sum(number(f"counts.{level}")) for level in LEVELS], dtype=float)
    vertebrae, persons = number("fractured.vertebrae")
    fractured = (counted / counted.sum() * vertebrae / persons)[np.asarray(levels, dtype=np.intp)]
    found: Floats = fractured / (1 - fractured) / ways(min(number("loss.steps"))).above
    return found


def believed(odds: Floats, evidence: Floats) -> Floats:
    """Odds (n) that each vertebra lost height before it is looked at itself, when all others were.

    `odds`: by level. `evidence`: logarithm of how much better a loss explains the points of each than none does.
    """
    gain = np.log1p(odds * np.exp(np.clip(evidence, -50, 50))) - np.log1p(odds)
    person = number("fractured.persons")
    others = np.log(person / (1 - person)) + gain.sum() - gain
    has = 1 / (1 + np.exp(-others))
    share = has * odds / (1 + odds)
    found: Floats = share / (1 - share)
    return found
