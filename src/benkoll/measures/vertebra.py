"""A vertebra on a lateral image: six points, what points may not be, and the limits of Genant's grades."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from math import isfinite
from typing import Any, Literal

from benkoll.errors import InputError, Problem
from benkoll.measures.numbers import read

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
HEIGHTS = ("anterior", "middle", "posterior")
"""The heights of a vertebral body, each between two points: `anterior_top` to `anterior_bottom`, and so on."""


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


# LIMITS


def number(name: str) -> Any:
    """The value of this name in `data/vertebra.yaml`; KeyError where there is none."""
    return read("vertebra.yaml")[name]["value"]


@cache
def genant_limits() -> tuple[float, float, float]:
    """The losses of height, percent, from which on a vertebra has grade 1, 2 and 3."""
    first, second, third = (float(number(f"genant.grade_{grade}")) for grade in (1, 2, 3))
    return first, second, third


def grade_of_loss(loss_percent: float) -> Literal[0, 1, 2, 3]:
    """Genant's grade of a loss of height that is known, percent of what the height was. NaN: ValueError."""
    if not loss_percent <= 100:
        raise ValueError(f"{loss_percent} is no loss in percent")
    first, second, third = genant_limits()
    if loss_percent >= third:
        return 3
    return 2 if loss_percent >= second else 1 if loss_percent >= first else 0


def plausible_wedge(level: str) -> tuple[float, float]:
    """Between which a vertebra's anterior/posterior ratio is expected at this level, fractured or not."""
    own = read("vertebra.yaml").get(f"wedge.{level}")
    region = "thoracic" if level.startswith("T") else "lumbar"
    low, high = own["value"] if own else number(f"wedge.{region}")
    return float(low), float(high)


def refuse_child(age: float | None) -> None:
    """Raise InputError for an age (years) at which vertebrae are not graded; None, not known, passes."""
    least = number("age.least")
    if age is not None and age < least:
        sv = f"kotor graderas från {least} års ålder: publicerade program missar de flesta frakturer hos barn"
        en = f"vertebrae are graded from the age of {least}: published programs miss most fractures of children"
        raise InputError([Problem(sv, en, fact="age", value=f"{age:g}")])


# WHAT POINTS MAY NOT BE


def point_problems(level: str, vertebra: Vertebra) -> tuple[Problem, ...]:
    """What is wrong with the six points of one vertebra, none where nothing is; `fact` is level and point.

    Numbers that are finite; each upper point above its lower one (smaller y); front and back on opposite sides of the
    middle; an outline, upper plate then lower plate, that does not cross itself.
    """
    odd = [name for name in POINTS if not all(map(isfinite, getattr(vertebra, name)))]
    if odd:
        return tuple(
            Problem("ska vara två ändliga tal, x och y", "must be two finite numbers, x and y", fact=f"{level}.{name}")
            for name in odd
        )
    upside = tuple(
        Problem(
            f"ligger inte ovanför {name}_bottom: y växer nedåt i bilden; byt plats på punkterna eller dra dem rätt",
            f"is not above {name}_bottom: y grows downward in the image; change the points over or drag them right",
            fact=f"{level}.{name}_top",
        )
        for name in HEIGHTS
        if getattr(vertebra, f"{name}_top")[1] >= getattr(vertebra, f"{name}_bottom")[1]
    )
    return upside or tuple(_sides(level, vertebra)) or tuple(_crossings(level, vertebra))


def _sides(level: str, vertebra: Vertebra) -> Iterator[Problem]:
    for end in ("top", "bottom"):
        front, middle, back = (getattr(vertebra, f"{name}_{end}") for name in HEIGHTS)
        along = (front[0] - back[0], front[1] - back[1])
        length = along[0] ** 2 + along[1] ** 2
        share = (middle[0] - back[0]) * along[0] + (middle[1] - back[1]) * along[1]
        if not 0 < share < length:
            yield Problem(
                f"ligger inte mellan anterior_{end} och posterior_{end}: fram- och bakkant ska ligga på var sin sida",
                f"is not between anterior_{end} and posterior_{end}: front and back lie on opposite sides of it",
                fact=f"{level}.middle_{end}",
            )


def _crossings(level: str, vertebra: Vertebra) -> Iterator[Problem]:
    names = [f"{name}_top" for name in HEIGHTS] + [f"{name}_bottom" for name in reversed(HEIGHTS)]
    corners = [getattr(vertebra, name) for name in names]
    edges = [(place, (place + 1) % len(names)) for place in range(len(names))]
    for one, other in combinations(edges, 2):
        if not set(one) & set(other) and _cross(*(corners[place] for place in (*one, *other))):
            first, second = (f"{names[a]}-{names[b]}" for a, b in (one, other))
            yield Problem(
                f"konturen korsar sig själv: {first} skär {second}; dra punkterna rätt",
                f"the outline crosses itself: {first} cuts {second}; drag the points right",
                fact=level,
            )
            return


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the segments a-b and c-d cross."""

    def turn(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def spine_problems(vertebrae: Mapping[str, Vertebra]) -> tuple[Problem, ...]:
    """What cannot be between vertebrae whose points are right: one not below the one above it, or turned round.

    The front is where most have it; a vertebra with its front on the other side has front and back changed over.
    """
    levels = [level for level in LEVELS if level in vertebrae]
    found = list[Problem]()
    for upper, lower in pairwise(levels):
        if _centre(vertebrae[upper])[1] >= _centre(vertebrae[lower])[1]:
            sv = f"ligger inte nedanför {upper}: kontrollera nivåerna"
            en = f"is not below {upper}: check the levels"
            found.append(Problem(sv, en, fact=lower))
    facing = {level: _faces_right(vertebrae[level]) for level in levels}
    to_right = sum(facing.values()) * 2 > len(levels)
    for level, right in facing.items():
        if len(levels) > 2 and right != to_right:
            sv = "har framkanten åt andra hållet än de andra kotorna: byt plats på anterior och posterior"
            en = "has its front on the other side than the other vertebrae: change anterior and posterior over"
            found.append(Problem(sv, en, fact=level))
    return tuple(found)


def _centre(vertebra: Vertebra) -> Point:
    xs, ys = zip(*(getattr(vertebra, name) for name in POINTS), strict=True)
    return sum(xs) / len(POINTS), sum(ys) / len(POINTS)


def _faces_right(vertebra: Vertebra) -> bool:
    front = vertebra.anterior_top[0] + vertebra.anterior_bottom[0]
    return front > vertebra.posterior_top[0] + vertebra.posterior_bottom[0]
