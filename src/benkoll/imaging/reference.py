"""A reference of whole vertebrae, level by level and sex by sex, as it is built from normal readings.

None is shipped. What stands in it: ratios of heights with mean, SD and number after trimming; how high backs are
against each other; and how much of the spread lies between persons and how much within one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log, sqrt
from typing import Literal, get_args

import numpy as np

from benkoll.errors import InputError, Problem
from benkoll.imaging.anatomy import MIDDLE, Expected, Floats, Normal, number
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_report import Group, Heights

Sex = Literal["female", "male"]
GROUPS: tuple[Group, ...] = get_args(Group)
"""`any`: both sexes together, for whoever's sex is not known."""
RATIOS = ("wedge", "biconcave", "crush_above", "crush_below", "front_predicted", "middle_predicted", "back_predicted")
"""Front/back, middle/back, back/back of the vertebra above and below, and each height against the back predicted."""


ROUNDING = 1e-9
"""What ratios that are alike may differ by."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whole vertebrae of one person, by level, in any one unit. `weight`: in the survey.

    `click_error`: of whoever placed the points, SD of one coordinate in the same unit; None where it is not known.
    """

    heights: Mapping[str, Heights]
    sex: Sex | None = None
    weight: float = 1.0
    click_error: float | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and SD of one ratio at one level, trimmed, of so many vertebrae."""

    mean: float
    sd: float
    n: int


@dataclass(frozen=True, slots=True)
class Parts:
    """SD of logarithms between persons and within one; `slope`: SD a level of how it grows in a person."""

    within: float
    between: float = 0.0
    slope: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """One sex. `ratios`: level -> name -> spread. `backs`: level -> height of the back against the person's mean.

    `parts`: of `posterior`, `wedge` and `middle` (against halfway between front and back).
    """

    persons: int
    ratios: Mapping[str, Mapping[str, Spread]]
    backs: Mapping[str, float]
    parts: Mapping[str, Parts]


@dataclass(frozen=True, slots=True)
class Reference:
    """The tables of one source, with where they come from. `left_out`: groups that were too few, and at what level."""

    source: str
    made_on: date
    tables: Mapping[Group, Table]
    left_out: Mapping[str, str]

    def table_for(self, sex: Sex | None) -> Table | None:
        """The table of this sex, else that of both together; None where there is neither."""
        group = self.group_for(sex)
        return None if group is None else self.tables[group]

    def group_for(self, sex: Sex | None) -> Group | None:
        """Whose table `table_for` is."""
        wanted: tuple[Group, ...] = (sex or "any", "any")
        return next((group for group in wanted if group in self.tables), None)


def build(persons: Iterable[Person], source: str, made_on: date) -> Reference:
    """The reference that normal readings give. InputError where they are too few for any table."""
    every = list(persons)
    tables: dict[Group, Table] = {}
    left_out = dict[str, str]()
    for group in GROUPS:
        mine = [one for one in every if group in ("any", one.sex)]
        found = _Rows(mine)
        few = found.too_few()
        if few is None:
            tables[group] = found.table()
        else:
            left_out[group] = few
    if not tables:
        level, least = left_out["any"], number("table.least")
        raise InputError(
            [
                Problem(
                    f"för få hela kotor: minst {least} behövs på varje nivå",
                    f"too few whole vertebrae: at least {least} are needed at every level",
                    fact=level,
                )
            ]
        )
    return Reference(source, made_on, tables, left_out)


class _Rows:
    """Persons as an array of heights (persons, levels, 3); what was not read, or lies beyond the rest, is NaN."""

    def __init__(self, persons: Sequence[Person]) -> None:
        nothing = (np.nan,) * 3
        rows = [
            [_as_tuple(one.heights[level]) if level in one.heights else nothing for level in LEVELS] for one in persons
        ]
        self.heights = np.array(rows, dtype=float).reshape(len(persons), len(LEVELS), 3)
        self.weights = np.array([one.weight for one in persons])
        self.errors = np.array([np.nan if one.click_error is None else one.click_error for one in persons])
        self.backs = _backs(np.log(self.heights[..., 2]))
        for name in RATIOS[:4]:
            self.heights[np.isnan(self._trimmed(self._ratio(name))) & ~np.isnan(self._ratio(name))] = np.nan

    def too_few(self) -> str | None:
        """The level with the fewest vertebrae, where they are too few."""
        count = (~np.isnan(self.heights[..., 2])).sum(axis=0)
        return LEVELS[int(count.argmin())] if count.min() < number("table.least") else None

    def table(self) -> Table:
        """The table of all of them."""
        self.backs = _backs(np.log(self.heights[..., 2]))
        ratios = {name: self._ratio(name) for name in RATIOS}
        by_level = {
            level: {
                name: spread
                for name, ratio in ratios.items()
                if (spread := self._spread(self._trimmed(ratio)[:, place])) is not None
            }
            for place, level in enumerate(LEVELS)
        }
        backs = {level: float(exp(self.backs[place])) for place, level in enumerate(LEVELS)}
        return Table(len(self.heights), by_level, backs, self._parts())

    def _ratio(self, name: str) -> Floats:
        """One ratio (persons, levels)."""
        front, middle, back = np.moveaxis(self.heights, -1, 0)
        if name.endswith("_predicted"):
            predicted = np.stack([predicted_backs(row, self.backs) for row in back])
            return np.asarray({"front": front, "middle": middle, "back": back}[name.partition("_")[0]] / predicted)
        beside = np.full_like(back, np.nan)
        if name == "crush_above":
            beside[:, 1:] = back[:, :-1]
        elif name == "crush_below":
            beside[:, :-1] = back[:, 1:]
        of = {"wedge": front / back, "biconcave": middle / back}
        return np.asarray(of.get(name, back / beside))

    def _trimmed(self, values: Floats) -> Floats:
        """The values, level by level without those that lie beyond the trim, again and again until none does."""
        kept = values.copy()
        for place in range(kept.shape[1]):
            while (spread := self._spread(kept[:, place])) is not None:
                beyond = np.abs(kept[:, place] - spread.mean) > number("table.trim") * spread.sd + ROUNDING
                if not beyond.any() or spread.n <= number("table.least"):
                    break
                kept[beyond, place] = np.nan
        return kept

    def _spread(self, values: Floats) -> Spread | None:
        known = ~np.isnan(values)
        if known.sum() < 2:
            return None
        weights = self.weights[known] / self.weights[known].sum()
        mean = float((weights * values[known]).sum())
        variance = float((weights * (values[known] - mean) ** 2).sum()) * known.sum() / (known.sum() - 1)
        return Spread(mean, sqrt(variance), int(known.sum()))

    def _parts(self) -> dict[str, Parts]:
        front, middle, back = np.moveaxis(np.log(self.heights), -1, 0)
        noise = 2 * (self.errors[:, None, None] / self.heights) ** 2
        wedge, hollow = front - back, middle - (front + back) / 2
        of_hollow = noise[..., 1] + noise[..., 0] / 4 + noise[..., 2] / 4
        return {
            "posterior": self._part(back - self.backs, noise[..., 2], sloping=True),
            "wedge": self._part(wedge - np.nanmean(wedge, axis=0), noise[..., 0] + noise[..., 2]),
            "middle": self._part(hollow - np.nanmean(hollow, axis=0), of_hollow),
        }

    def _part(self, off: Floats, noise: Floats, sloping: bool = False) -> Parts:
        """Of what is off each level's mean (persons, levels): how much persons differ, and how much vertebrae of one.

        The readers' click error (`noise`: its variance) is taken out of the latter.
        """
        below = np.arange(len(LEVELS)) - MIDDLE
        squares, freedom, means, slopes, slope_errors = 0.0, 0, [], [], []
        for row in off:
            known = ~np.isnan(row)
            columns = np.stack([np.ones(known.sum()), below[known]], axis=1)[:, : 2 if sloping else 1]
            if known.sum() <= columns.shape[1]:
                continue
            fitted = np.linalg.lstsq(columns, row[known], rcond=None)[0]
            squares += float(((row[known] - columns @ fitted) ** 2).sum())
            freedom += int(known.sum()) - columns.shape[1]
            means.append((fitted[0], int(known.sum())))
            slopes.append(fitted[-1])
            slope_errors.append(1 / ((below[known] - below[known].mean()) ** 2).sum() if known.sum() > 1 else 0.0)
        within = squares / max(freedom, 1)
        centres = np.array([one for one, _ in means])
        between = float(centres.var() - within * np.mean([1 / count for _, count in means])) if means else 0.0
        slope = float(np.var(slopes) - within * np.mean(slope_errors)) if sloping and slopes else 0.0
        hand = np.nanmean(noise) if not np.isnan(noise).all() else 0.0
        least = within * number("table.within") ** 2
        return Parts(sqrt(max(within - float(hand), least)), sqrt(max(between, 0.0)), sqrt(max(slope, 0.0)))


def _as_tuple(heights: Heights) -> tuple[float, float, float]:
    return heights.anterior, heights.middle, heights.posterior


def _backs(logarithms: Floats) -> Floats:
    """How high the back of each level is against the mean of the same person, as logarithms; persons lack levels."""
    levels = np.zeros(logarithms.shape[1])
    if not len(logarithms) or np.isnan(logarithms).all(axis=0).any():
        return levels
    known = ~np.isnan(logarithms).all(axis=1)
    for _ in range(10):
        sizes = np.nanmean(logarithms[known] - levels, axis=1, keepdims=True)
        levels = np.nanmean(logarithms[known] - sizes, axis=0)
        levels -= levels.mean()
    return levels


def predicted_backs(backs: Floats, profile: Floats) -> Floats:
    """The back of each level (T4 to L4; NaN: not known) as the nearest two above and below it predict it.

    `profile`: logarithms of how high backs are against each other.
    """
    reach = number("table.predicted")
    found = np.full(len(backs), np.nan)
    for place in range(len(backs)):
        near = [at for at in range(place - reach, place + reach + 1) if 0 <= at < len(backs) and at != place]
        known = [backs[at] * exp(profile[place] - profile[at]) for at in near if not np.isnan(backs[at])]
        if known:
            found[place] = np.mean(known)
    return found


def profile_of(table: Table) -> Floats:
    """Logarithms of how high backs are against each other, T4 to L4."""
    return np.log([table.backs[level] for level in LEVELS])


def normal_of(table: Table) -> Normal:
    """The table as the grader takes it."""
    wedges = np.array([_logarithm(table.ratios[level]["wedge"]) for level in LEVELS])
    middles = np.array([_logarithm(table.ratios[level]["biconcave"]) for level in LEVELS]) - wedges / 2
    parts = table.parts
    return Normal(
        Expected(profile_of(table), 0.0, parts["posterior"].within, parts["posterior"].slope),
        Expected(wedges, parts["wedge"].between, parts["wedge"].within),
        Expected(middles, parts["middle"].between, parts["middle"].within),
    )


def _logarithm(spread: Spread) -> float:
    """The mean of the logarithms, from mean and SD."""
    return log(spread.mean) - (spread.sd / spread.mean) ** 2 / 2
