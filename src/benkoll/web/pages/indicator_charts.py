"""An indicator as a picture: its share through time, and a funnel of the units; a table beside each says the same.

Both are 320 by 190 units, so that their words can be read on a telephone: the share from 0 to 100 % upwards, periods or
denominators to the right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from benkoll.chain.wilson import Z95, Z998, limits

LEFT, RIGHT, TOP, BOTTOM = 40.0, 306.0, 10.0, 160.0
STEPS = 40
"""Into which the curves of a funnel are cut."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A share: where it stands, its interval, its name below, and whether it lies outside the funnel."""

    x: float
    y: float
    low: float | None
    high: float | None
    name: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn. `lines`: between periods that follow each other; `curves`: of a funnel, the wide ones last;
    `mean`: where the share of all stands.
    """

    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, str], ...]
    lines: tuple[str, ...] = ()
    curves: tuple[str, ...] = ()
    mean: float | None = None


def _y(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _place(values: Mapping[str, Any], x: float) -> Dot:
    low, high = values["interval_95"] or (None, None)
    return Dot(
        round(x, 1),
        _y(values["share"]),
        None if low is None else _y(low),
        None if high is None else _y(high),
        values["name"] or "",
        bool(values["outside"]),
    )


def trend(periods: Sequence[Mapping[str, Any]]) -> Chart | None:
    """The share of each period whose share is shown; None where there are fewer than two."""
    if sum(one["share"] is not None for one in periods) < 2:
        return None
    step = (RIGHT - LEFT) / len(periods)
    dots = [
        None if one["share"] is None else _place(one, LEFT + step * (place + 0.5)) for place, one in enumerate(periods)
    ]
    every = 1 + (len(periods) - 1) // 4
    return Chart(
        tuple(one for one in dots if one is not None),
        tuple(
            (round(LEFT + step * (place + 0.5), 1), str(periods[place]["name"]))
            for place in range(0, len(periods), every)
        ),
        tuple(f"{one.x},{one.y} {two.x},{two.y}" for one, two in pairwise(dots) if one is not None and two is not None),
    )


def funnel(groups: Sequence[Mapping[str, Any]], overall: Mapping[str, Any] | None) -> Chart | None:
    """The units by the size of their denominator, with the limits round the share of all; None for fewer than two."""
    shown = [one for one in groups if one["share"] is not None and one["denominator"] and one["funnel_95"]]
    if len(shown) < 2 or overall is None or overall["share"] is None:
        return None
    most: float = 1.1 * max(one["denominator"] for one in shown)

    def x(of: float) -> float:
        return LEFT + of / most * (RIGHT - LEFT)

    sizes = [max(1, round(most * place / STEPS)) for place in range(1, STEPS + 1)]
    curves = []
    for z in (Z95, Z998):
        for side in (0, 1):
            points = (f"{x(of):.1f},{_y(limits(overall['share'], of, z)[side])}" for of in dict.fromkeys(sizes))
            curves.append(" ".join(points))
    step = max(1, round(most / 4))
    ticks = tuple((round(x(of), 1), str(of)) for of in range(0, round(most) + 1, step))
    dots = tuple(_place(one, x(one["denominator"])) for one in shown)
    return Chart(dots, ticks, (), tuple(curves), _y(overall["share"]))
