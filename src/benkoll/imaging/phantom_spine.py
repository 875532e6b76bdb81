"""The spine of a phantom in millimetres: a chain of vertebral bodies with their heights, tilts and discs.

x is forward (to the person's front), y downward. Nothing here knows pixels.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin, tan
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from benkoll.facts.numbers import read_yaml
from benkoll.measures.vertebra import LEVELS, Point, Vertebra

Floats = npt.NDArray[np.float64]
Sex = Literal["female", "male"]
FractureShape = Literal["wedge", "biconcave", "crush"]
Variant = Literal["ordinary", "thoracic_wedge", "short_height", "scheuermann", "degenerative"]
HEIGHTS = ("anterior", "middle", "posterior")


@dataclass(frozen=True, slots=True)
class Fracture:
    """One broken vertebra: the largest loss of its three heights, in percent of what it was before."""

    level: str
    shape: FractureShape
    loss_percent: float


@dataclass(frozen=True, slots=True)
class Body:
    """One vertebral body: `heights` and `before` (front, middle, back) and `depth` in mm; angles in radians.

    `tilt`: of its axis against the vertical, positive where it goes forward as it goes down. `lean`: of the walls
    against the axis. `upper`: share of what is lost that the upper end-plate lost. `rough`: 0 smooth end-plates to 1.
    """

    level: str
    centre: Point
    tilt: float
    lean: float
    depth: float
    heights: Floats
    before: Floats
    upper: float
    rough: float

    def points(self, heights: Floats) -> Vertebra:
        """The six points with these heights, in mm: each pair's distance is its height, to rounding."""
        down = sin(self.tilt), cos(self.tilt)
        wall = sin(self.tilt + self.lean), cos(self.tilt + self.lean)
        found: dict[str, Point] = {}
        for name, place, height, before in zip(
            HEIGHTS, (0.5, 0.0, -0.5), heights.tolist(), self.before.tolist(), strict=True
        ):
            ahead, lost = place * self.depth, (self.upper - 0.5) * (before - height)
            x = self.centre[0] + ahead * down[1] + lost * down[0]
            y = self.centre[1] - ahead * down[0] + lost * down[1]
            for end, side in (("top", -0.5), ("bottom", 0.5)):
                found[f"{name}_{end}"] = (x + side * height * wall[0], y + side * height * wall[1])
        return Vertebra(**found)


@cache
def numbers() -> Mapping[str, Any]:
    """The generator's file: data/phantom.yaml."""
    found: Mapping[str, Any] = read_yaml("benkoll.imaging", "data", "phantom.yaml")
    return found


def between(rng: np.random.Generator, ends: list[float]) -> float:
    """A number drawn even between the two ends."""
    return float(rng.uniform(ends[0], ends[1]))


# HEIGHTS BEFORE ANYTHING BROKE


@dataclass(slots=True)
class Sizes:
    """What is drawn of a person, a value a level T2-L5: mm, and shares of the back's height."""

    posterior: Floats
    front: Floats
    middle: Floats
    depth: Floats
    disc: Floats
    rough: Floats


def sizes(rng: np.random.Generator, sex: Sex, variant: Variant, spread: float) -> Sizes:
    """The vertebrae of one person; `spread` is a factor on all that differs between persons and vertebrae."""
    table, by_sex, sds = numbers(), "women" if sex == "female" else "men", numbers()["spread"]
    count = len(table["levels"])

    def one(name: str) -> float:
        return 1 + spread * float(sds[name] * rng.standard_normal())

    def each(name: str) -> Floats:
        return 1 + spread * float(sds[name]) * np.clip(rng.standard_normal(count), -2.5, 2.5)

    size = one("size")
    posterior = np.array(table["posterior_height"][by_sex]) * size * each("posterior_height")
    depth = np.array(table["depth"][by_sex]) * size * each("depth")
    wedge = np.radians(table["wedge"][by_sex])
    mean_posterior, mean_depth = (np.array(table[name][by_sex]) for name in ("posterior_height", "depth"))
    front = (1 - 2 * np.tan(wedge / 2) * mean_depth / mean_posterior) * one("patient_wedge") * each("wedge")
    middle = np.array(table["middle_ratio"]["women"]) - (table["middle_ratio"]["men_less"] if sex == "male" else 0)
    middle = middle * one("patient_middle") * each("middle")
    found = Sizes(
        posterior, front, middle, depth, np.array(table["disc"]["both"]) * size * each("disc"), np.zeros(count)
    )
    if variant != "ordinary":
        _vary(rng, found, variant)
    return found


def _vary(rng: np.random.Generator, person: Sizes, variant: Variant) -> None:
    """Give some neighbouring vertebrae the shape of the variant, in place."""
    table, row = numbers(), numbers()["variants"][variant]
    first = table["levels"].index(rng.choice(row["first"]))
    count = int(rng.integers(row["levels"][0], row["levels"][1] + 1))
    for place in range(first, first + count):
        if "front" in row:
            person.front[place] *= 1 - between(rng, row["front"])
        if "all" in row:
            person.posterior[place] *= 1 - between(rng, row["all"])
        if "degrees" in row:
            wedge = 2 * tan(radians(between(rng, row["degrees"])) / 2)
            person.front[place] = 1 - wedge * person.depth[place] / person.posterior[place]
        if "depth" in row:
            person.depth[place] *= between(rng, row["depth"])
        if "disc" in row:
            person.disc[place] *= between(rng, row["disc"])
        person.rough[place] = row.get("rough", 0.0)


def whole_heights(person: Sizes) -> Floats:
    """Heights in mm, levels x (front, middle, back)."""
    front = person.posterior * person.front
    return np.stack([front, (front + person.posterior) / 2 * person.middle, person.posterior], axis=1)


# WHAT BROKE


def draw_fractures(rng: np.random.Generator, count: int | None, grades: tuple[int, ...]) -> tuple[Fracture, ...]:
    """So many fractures (None: as the file says) of these grades, on levels T4-L4 of which none comes twice."""
    row = numbers()["fractures"]
    if count is None:
        count = int(rng.choice([int(number) for number in row["count"]], p=_shares(row["count"].values())))
    weights = [row["weights"][level] for level in LEVELS]
    levels = rng.choice(LEVELS, size=min(count, len(LEVELS)), replace=False, p=_shares(weights))
    found = []
    for level in sorted(levels.tolist(), key=LEVELS.index):
        grade = int(rng.choice(grades, p=_shares([row["grades"][str(one)] for one in grades])))
        shape = rng.choice(list(row["shapes"]), p=_shares(row["shapes"].values()))
        found.append(Fracture(level, shape.item(), between(rng, row["loss"][str(grade)])))
    return tuple(found)


def _shares(weights: Any) -> Floats:
    values: Floats = np.array(list(weights), dtype=float)
    return values / float(values.sum())


def broken(rng: np.random.Generator, before: Floats, fracture: Fracture) -> Floats:
    """The heights (front, middle, back) after the fracture: the largest of the three losses is the one it says."""
    others = numbers()["fractures"]["others"][fracture.shape]
    shares = np.array([between(rng, others[name]) for name in HEIGHTS])
    return before * (1 - fracture.loss_percent / 100 * shares)


# THE CHAIN


def chain(rng: np.random.Generator, person: Sizes, fractures: tuple[Fracture, ...], spread: float) -> list[Body]:
    """The bodies T2-L5 one below another, with discs between; the first stands at (0, 0)."""
    table = numbers()
    levels, count = table["levels"], len(table["levels"])
    before = whole_heights(person)
    heights, uppers = before.copy(), np.full(count, 0.5)
    for fracture in fractures:
        place = levels.index(fracture.level)
        heights[place] = broken(rng, before[place], fracture)
        uppers[place] = between(rng, table["fractures"]["from_above"])
    curve = {
        name: radians(row["mean"] + spread * row["sd"] * rng.standard_normal()) for name, row in table["curve"].items()
    }
    leans = np.radians(table["spread"]["lean"]) * spread * rng.standard_normal(count)
    tilts = _tilts(before, heights, person.depth, curve)
    reaches = heights[:, ::2].mean(axis=1)
    line = np.subtract(*_centres(tilts, reaches, person.disc)[[levels.index("L4"), levels.index("T4")]])
    tilts += curve["whole"] - np.arctan2(line[0], line[1])
    down = np.stack([np.sin(tilts), np.cos(tilts)], axis=1)
    shifts = (uppers - 0.5) * (before[:, ::2] - heights[:, ::2]).mean(axis=1)
    centres = _centres(tilts, reaches, person.disc) - shifts[:, None] * down
    return [
        Body(
            level,
            (float(centres[place, 0]), float(centres[place, 1])),
            float(tilts[place]),
            float(leans[place]),
            float(person.depth[place]),
            heights[place],
            before[place],
            float(uppers[place]),
            float(person.rough[place]),
        )
        for place, level in enumerate(levels)
    ]


def _tilts(before: Floats, heights: Floats, depth: Floats, curve: Mapping[str, float]) -> Floats:
    """How much each body tilts (radians), the first not at all.

    What the bodies do not make of the kyphosis (T4-T12) and of the lordosis (T12-L4), the discs make, in even parts; of
    what a fracture adds to the wedges the discs beside it take a part back.
    """
    levels, count = numbers()["levels"], len(before)
    wedges, now = _wedges(before, depth), _wedges(heights, depth)
    now = wedges + numbers()["fractures"]["bends"] * (now - wedges)
    t4, t12, l4 = (levels.index(level) for level in ("T4", "T12", "L4"))
    discs = np.zeros(count)
    discs[:t12] = (curve["kyphosis"] - wedges[t4 : t12 + 1].sum()) / (t12 - t4)
    discs[t12:] = (-curve["lordosis"] - wedges[t12 + 1 : l4 + 1].sum()) / (l4 - t12)
    found: Floats = np.concatenate([[0.0], np.cumsum((now[:-1] + now[1:]) / 2 + discs[:-1])])
    return found


def _centres(tilts: Floats, heights: Floats, discs: Floats) -> Floats:
    """Where the middles of the bodies lie (levels, 2), mm, the first at (0, 0)."""
    down = np.stack([np.sin(tilts), np.cos(tilts)], axis=1)
    half = (tilts[:-1] + tilts[1:]) / 2
    disc = discs[:-1, None] * np.stack([np.sin(half), np.cos(half)], axis=1)
    steps = (heights[:-1, None] * down[:-1] + heights[1:, None] * down[1:]) / 2 + disc
    return np.concatenate([np.zeros((1, 2)), np.cumsum(steps, axis=0)])


def _wedges(heights: Floats, depth: Floats) -> Floats:
    """Angles in radians between the end-plates, positive where the front is lower."""
    angles: Floats = 2 * np.arctan((heights[:, 2] - heights[:, 0]) / 2 / depth)
    return angles
