"""The grader rehearsed on phantoms: their true points placed by a hand of known error, and how far its word then held.

The phantoms' anatomy is the generator's own; the grader sees points, millimetres and the size of the error, no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from benkoll.imaging.anatomy import Floats
from benkoll.imaging.genant import ClickError, grade_spine
from benkoll.imaging.phantom import PhantomKind, Truth, geometry
from benkoll.imaging.reference import Person, Reference, build, normal_of
from benkoll.measures.vertebra import LEVELS, POINTS, Vertebra, genant_limits
from benkoll.measures.vertebra_heights import heights_mm


@dataclass(frozen=True, slots=True, eq=False)
class Rehearsed:
    """Of n phantoms, T4 to L4: `said` (n, 13, 4) probabilities; `grades`, `truths`, true `losses`, % (n, 13)."""

    said: Floats
    grades: npt.NDArray[np.intp]
    truths: npt.NDArray[np.intp]
    losses: Floats

    def __add__(self, other: "Rehearsed") -> "Rehearsed":
        return Rehearsed(
            np.concatenate([self.said, other.said]),
            np.concatenate([self.grades, other.grades]),
            np.concatenate([self.truths, other.truths]),
            np.concatenate([self.losses, other.losses]),
        )

    def first(self, count: int) -> "Rehearsed":
        """The first so many phantoms."""
        return Rehearsed(self.said[:count], self.grades[:count], self.truths[:count], self.losses[:count])

    @property
    def sure(self) -> Floats:
        """How sure it was of the grade that it gave, (n, 13)."""
        return np.asarray(self.said.max(axis=-1))

    @property
    def right(self) -> npt.NDArray[np.bool_]:
        """Whether the grade given is the true one, (n, 13)."""
        return np.asarray(self.grades == self.truths)

    @property
    def false_alarms(self) -> float:
        """Share of phantoms with a grade of 1 or more where nothing, or less than 20 %, was lost."""
        return float(((self.grades > 0) & (self.truths == 0)).any(axis=1).mean())

    def found(self, least: int) -> float:
        """Share of the vertebrae of at least this true grade that were given any grade."""
        return float((self.grades > 0)[self.truths >= least].mean())

    def away(self, points: float) -> npt.NDArray[np.bool_]:
        """Which true losses are more than so many percentage points from each limit, (n, 13)."""
        apart = np.abs(self.losses[..., None] - np.array(genant_limits()))
        return np.asarray(apart.min(axis=-1) > points)


@dataclass(frozen=True, slots=True)
class Bin:
    """Of the vertebrae whose grade was said to be so sure (from `low` to below `high`): how many, said, right."""

    low: float
    high: float
    count: int
    said: float
    right: float


def bins(of: Rehearsed, edges: Sequence[float]) -> list[Bin]:
    """How often it was right, by how sure it said that it was; a bin that nothing is in is left out."""
    found = []
    for low, high in pairwise(edges):
        inside = (of.sure >= low) & (of.sure < high)
        if inside.any():
            said, right = float(of.sure[inside].mean()), float(of.right[inside].mean())
            found.append(Bin(low, high, int(inside.sum()), said, right))
    return found


def placed(truth: Truth, error: float, rng: np.random.Generator) -> dict[str, Vertebra]:
    """The phantom's points as a hand places them whose error is so many mm (SD of one coordinate)."""
    by = error / np.array([truth.pixel.column, truth.pixel.row])
    found = {}
    for level, vertebra in truth.vertebrae.items():
        slips = rng.standard_normal((len(POINTS), 2)) * by
        points = np.array([getattr(vertebra, name) for name in POINTS]) + slips
        found[level] = Vertebra(*((float(x), float(y)) for x, y in points))
    return found


def rehearse(
    kinds: Sequence[PhantomKind],
    seeds: Iterable[int],
    errors: Sequence[float],
    reference: Reference | None = None,
    told: float | None = None,
) -> Rehearsed:
    """Grade the phantoms of these seeds: kinds and errors (mm) in turn; with a reference, its table of their sex.

    `told`: the error that the grader is told, None for the one that the hand has.
    """
    said, grades, truths, losses = [], [], [], []
    for place, seed in enumerate(seeds):
        truth = geometry(seed, kinds[place % len(kinds)])
        error = errors[place % len(errors)]
        points = placed(truth, error, np.random.default_rng([seed, 1]))
        table = None if reference is None else reference.table_for(truth.sex)
        graded = grade_spine(
            points,
            truth.pixel,
            ClickError(error if told is None else told),
            None if table is None else normal_of(table),
        ).vertebrae
        said.append([graded[level].finding.probabilities for level in LEVELS])
        grades.append([graded[level].finding.grade for level in LEVELS])
        truths.append([truth.grades[level] for level in LEVELS])
        losses.append([truth.loss_percent[level] for level in LEVELS])
    return Rehearsed(np.array(said), np.array(grades), np.array(truths), np.array(losses))


def reference_from(seeds: Iterable[int], kind: PhantomKind, error: float, made_on: date) -> Reference:
    """The reference that phantoms without fractures give, read by a hand of such an error (mm)."""
    whole = replace(kind, fractures=0)
    people = []
    for seed in seeds:
        truth = geometry(seed, whole)
        points = placed(truth, error, np.random.default_rng([seed, 2]))
        heights = {level: heights_mm(one, truth.pixel) for level, one in points.items()}
        people.append(Person(heights, truth.sex, click_error=error))
    return build(people, "phantoms", made_on)
