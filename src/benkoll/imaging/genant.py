"""Genant's grade of each vertebra of one image as probabilities, from the six points and how exactly they were placed.

The reader's click error is drawn many times over (Monte Carlo) and gives how exactly each height is known. A height is
then held against what the vertebra's own back and the other vertebrae lead to expect (`anatomy`, `propagate`), with the
uncertainty of that, and against how often vertebrae give way at all (`deformity`). The same points always give the same
answer: the draws' seed is made of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, cast

import numpy as np

from benkoll.imaging.anatomy import Floats, Normal, number, typical_heights, whole_row
from benkoll.imaging.deformity import Ways
from benkoll.imaging.propagate import Weighed, weigh
from benkoll.measures.vertebra import LEVELS, POINTS, Spacing, Vertebra, genant_limits, refuse_child
from benkoll.measures.vertebra_heights import heights_mm, heights_px, ratios
from benkoll.measures.vfa_report import Grade, Heights, Ratios, Shape, VfaFinding

Note = Literal["no_millimetres", "error_scaled", "error_assumed", "few_neighbours"]
"""What is to be said with the grades: the image has no millimetres; the click error in mm was then scaled by how high
vertebrae usually are; nobody told the click error; there are too few others to expect anything from."""


POINT_NUMBERS = 2 * len(POINTS)


@dataclass(frozen=True, slots=True)
class ClickError:
    """How exactly a reader places points: standard deviation of one coordinate."""

    value: float
    unit: Literal["mm", "px"] = "mm"


@dataclass(frozen=True, slots=True)
class Graded:
    """What is computed of one vertebra. Heights in mm, or in pixels where there are no millimetres.

    `expected`: what the neighbours (and the reference) lead to expect. `own_loss_percent`: of front and middle against
    the vertebra's own back, which takes a normal wedge for a loss. `losses_percent`: of all three against what was to
    be expected; `loss_interval_percent`: of the greatest, the reader's hand and the expectation counted in.
    `grade` is the likeliest one: where `finding.loss_percent` says another, most vertebrae that measure so have this.
    `near_limit`: the limit (percent) that it lies near, None where it is clear of them.
    """

    finding: VfaFinding
    heights_px: Heights
    heights_mm: Heights | None
    ratios: Ratios
    expected: Heights
    own_loss_percent: tuple[float, float]
    losses_percent: Heights
    loss_interval_percent: tuple[float, float]
    near_limit: float | None

    @property
    def heights(self) -> Heights:
        """In mm, or in pixels where there are no millimetres."""
        return self.heights_mm or self.heights_px

    @property
    def unit(self) -> Literal["mm", "px"]:
        """Of `heights` and `expected`."""
        return "mm" if self.heights_mm else "px"


@dataclass(frozen=True, slots=True)
class GradedSpine:
    """The vertebrae of one image by level, from above; `click_error`: what was reckoned with."""

    vertebrae: Mapping[str, Graded]
    click_error: ClickError
    notes: tuple[Note, ...]


def grade_spine(
    vertebrae: Mapping[str, Vertebra],
    spacing: Spacing | None,
    click_error: ClickError | None = None,
    reference: Normal | None = None,
    age: float | None = None,
    aspect: float = 1.0,
) -> GradedSpine:
    """Grade the vertebrae, level -> six points in pixels, of one image.

    `spacing` None: no millimetres; `aspect` is then a pixel's height against its width. `click_error` None: the usual
    one. `reference`: of the person's sex. `age`: years; under 18 is refused (InputError). Points are taken as they are:
    `measures.vertebra` tells those that cannot be. ValueError for a level that is none, a height of 0 and an error
    below 0.
    """
    refuse_child(age)
    levels = [place for place, level in enumerate(LEVELS) if level in vertebrae]
    error = click_error or ClickError(number("click.error"))
    if len(levels) != len(vertebrae) or not 0 <= error.value < np.inf:
        raise ValueError(f"levels {', '.join(vertebrae)} with a click error of {error.value} {error.unit}")
    if not levels:
        return GradedSpine({}, error, ())
    scale = (1 / aspect, 1.0) if spacing is None else (spacing.column, spacing.row)
    points = np.array([[getattr(vertebrae[LEVELS[place]], name) for name in POINTS] for place in levels])
    points = points.reshape(len(levels), 3, 2, 2) * scale
    heights = np.hypot(*np.moveaxis(points[:, :, 0] - points[:, :, 1], -1, 0))
    if not (heights > 0).all():
        raise ValueError("a height is 0")
    hand = _hand(error, heights, levels, spacing)
    drawn, free = _drawn(points, heights, hand)
    weighed, shares = _weighed(levels, heights, drawn.var(axis=0), reference)
    graded = {}
    for place, level in enumerate(levels):
        name = LEVELS[level]
        measured = _Measured.of(heights[place], drawn[:, place], free, weighed, shares, place)
        graded[name] = measured.graded(name, vertebrae[name], spacing, aspect, len(levels) > 1)
    return GradedSpine(graded, error, tuple(_notes(spacing, click_error, len(levels))))


def _notes(spacing: Spacing | None, told: ClickError | None, count: int) -> list[Note]:
    notes: list[Note] = []
    if spacing is None:
        notes.append("no_millimetres")
        if told is None or told.unit == "mm":
            notes.append("error_scaled")
    if told is None:
        notes.append("error_assumed")
    if count <= number("neighbours.least"):
        notes.append("few_neighbours")
    return notes


def _hand(error: ClickError, heights: Floats, levels: Sequence[int], spacing: Spacing | None) -> Floats:
    """The click error (x, y) in the unit of the heights."""
    if error.unit == "px":
        return error.value * (np.ones(2) if spacing is None else np.array([spacing.column, spacing.row]))
    if spacing is not None:
        return np.full(2, error.value)
    millimetre = np.median(heights[:, 2] / typical_heights()[levels])
    return np.full(2, error.value * millimetre)


def _drawn(points: Floats, heights: Floats, hand: Floats) -> tuple[Floats, Floats]:
    """Heights (draws, n, 3) as the reader's hand might have placed them, and as many free draws (draws, 3).

    All vertebrae share the same slips, which are stretched so that they spread exactly as they should.
    """
    seed = blake2b(np.round(heights / heights.mean(), 6).tobytes(), digest_size=8).digest()
    rng = np.random.default_rng(int.from_bytes(seed, "big"))
    drawn = rng.standard_normal((number("click.draws"), POINT_NUMBERS + 3))
    drawn -= drawn.mean(axis=0)
    drawn = np.linalg.solve(np.linalg.cholesky(np.cov(drawn.T, ddof=0)), drawn.T).T
    placed = points + drawn[:, :POINT_NUMBERS].reshape(-1, 1, 3, 2, 2) * hand
    apart = placed[:, :, :, 0] - placed[:, :, :, 1]
    return np.asarray(np.hypot(apart[..., 0], apart[..., 1])), drawn[:, POINT_NUMBERS:]


def _weighed(
    levels: Sequence[int], heights: Floats, error: Floats, reference: Normal | None
) -> tuple[list[Weighed], Floats]:
    """The row weighed by each belief of how regular it is, and how much each is believed after it was seen."""
    regular = number("regular")
    every = [weigh(levels, heights, error, whole_row(levels, heights, factor, reference)) for factor, _ in regular]
    belief = np.array([one.evidence for one in every]) + np.log([share for _, share in regular])
    belief = np.exp(belief - belief.max())
    return every, belief / belief.sum()


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """One vertebra: its heights, how they might have been drawn, and what all beliefs together weigh it to be."""

    heights: Floats
    drawn: Floats
    free: Floats
    ways: Ways
    chance: Floats
    mean: Floats
    covariance: Floats

    @classmethod
    def of(
        cls, heights: Floats, drawn: Floats, free: Floats, weighed: Sequence[Weighed], by: Floats, place: int
    ) -> "_Measured":
        every = [one.at(place) for one in weighed]
        chance, mean, covariance = (np.tensordot(by, np.stack(part), 1) for part in zip(*every, strict=True))
        apart = np.stack([one for _, one, _ in every]) - mean
        covariance = covariance + np.einsum("w,wa,wb->ab", by, apart, apart)
        return cls(heights, drawn, free, weighed[0].ways, chance, mean, covariance)

    def graded(
        self, level: str, vertebra: Vertebra, spacing: Spacing | None, aspect: float, has_neighbours: bool
    ) -> Graded:
        """All that is said of it."""
        sums = [float(self.chance[self.ways.grade == grade].sum()) for grade in range(4)]
        chances = [one / sum(sums) for one in sums]
        grade = cast(Grade, int(np.argmax(chances)))
        shapes: tuple[Shape, ...] = ("wedge", "biconcave", "crush")
        by_shape = {shape: float(self.chance[self.ways.of_shape(shape)].sum()) for shape in shapes}
        shape = max(by_shape, key=lambda one: by_shape[one])
        losses, greatest, interval = self._losses(crushed=2 * by_shape["crush"] > sum(by_shape.values()))
        expected = np.exp(self.mean)
        px, mm = heights_px(vertebra, aspect), None if spacing is None else heights_mm(vertebra, spacing)
        found = ratios(mm or px, float(expected[2]) if has_neighbours else None)
        finding = VfaFinding(
            level,
            vertebra,
            heights_px=px,
            heights_mm=mm,
            ratios=found,
            loss_percent=greatest,
            shape=shape if grade else "normal",
            grade=grade,
            probabilities=(chances[0], chances[1], chances[2], chances[3]),
        )
        return Graded(
            finding,
            px,
            mm,
            found,
            expected=Heights(*map(float, expected)),
            own_loss_percent=(100 * (1 - found.wedge), 100 * (1 - found.biconcave)),
            losses_percent=Heights(*losses),
            loss_interval_percent=interval,
            near_limit=_near(grade, chances, greatest),
        )

    def _losses(self, crushed: bool) -> tuple[list[float], float, tuple[float, float]]:
        """Percent lost of front, middle and back, the greatest of them (0 to 100), and its interval.

        The back is held against the others. Unless the vertebra is crushed, its own back then tells how high its front
        and middle were, and is not taken for lost itself; where the back is crushed, too, only the others can tell.
        """
        back = self.covariance[:, 2] * (0.0 if crushed else 1.0)
        gain = back / (self.covariance[2, 2] + np.log(self.drawn[:, 2]).var() + number("click.least") ** 2)
        gain[2] = 0.0
        losses = 100 * (1 - self.heights / np.exp(self.mean + gain * (np.log(self.heights[2]) - self.mean[2])))
        rest = np.diag(self.covariance - np.outer(gain, back))
        were = self.mean + gain * (np.log(self.drawn[:, 2:]) - self.mean[2])
        were = np.exp(were + np.sqrt(np.maximum(rest, 0)) * self.free)
        worst = int(np.argmax(losses if crushed else losses[:2]))
        share = float(number("interval"))
        ends = np.quantile(100 * (1 - self.drawn[:, worst] / were[:, worst]), [(1 - share) / 2, (1 + share) / 2])
        greatest = min(100.0, max(0.0, float(losses[worst])))
        return [float(one) for one in losses], greatest, (float(ends[0]), float(ends[1]))


def _near(grade: int, chances: Sequence[float], loss: float) -> float | None:
    """The limit between the grade and the likelier one beside it, where that is likely enough; else one in reach."""
    limits = genant_limits()
    beside = [one for one in (grade - 1, grade + 1) if 0 <= one < len(chances)]
    other = max(beside, key=lambda one: chances[one])
    if chances[other] >= number("near.probability"):
        return limits[min(grade, other)]
    return next((limit for limit in limits if abs(loss - limit) <= number("near.points")), None)
