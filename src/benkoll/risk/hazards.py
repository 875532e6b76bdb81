"""The formula of the estimate: yearly odds of hip fracture, other major fracture and death, and ten years of them.

Each year a person breaks a hip, has another major fracture, dies, or none of these, with chances as
hip : other : death : 1. Within the ten years the logarithm of each odds changes by the same step every year. A number
here is a term, a float or an array: anything that adds and multiplies. So the fit and the rules share one formula.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Number = Any
"""A term, a float or an array."""

YEARS = 10
MIDDLE_AGE, DECADE = 70.0, 10.0
"""Age counts from 70 in decades: x = (age - 70) / 10; the middle of the ten years is then 75."""

TYPICAL_T = -2.0
"""The T-score counts from here: d = T + 2."""


@dataclass(frozen=True, slots=True)
class Odds:
    """The logarithm of a yearly odds in the middle of the ten years, and how much it grows a year."""

    middle: Number
    growth: Number


def scaled_age(age: Number) -> Number:
    """x: decades from 70."""
    return (age - MIDDLE_AGE) / DECADE


def fracture(c: Mapping[str, Number], x: Number, bend: Number, t_score: Number, effects: "Effects") -> Odds:
    """Odds of hip or of other major fracture.

    `c`: level, age, age2, bend, t, t_age, t2 (those that count); `bend`: how far x lies above the age where the growth
    slows, at least 0; `effects`: what the factors add.
    """
    d = t_score - TYPICAL_T
    middle = c["level"] + c["age"] * x + c["age2"] * (x * x) + c["t"] * d + effects.added
    growth = c["age"] + 2 * c["age2"] * x + effects.added_per_decade
    if "bend" in c:
        middle, growth = middle + c["bend"] * (bend * bend), growth + 2 * c["bend"] * bend
    if "t2" in c:
        middle = middle + c["t2"] * (d * d)
    with_age = c["t_age"] * d + effects.added_per_decade
    return Odds(middle + with_age * x, (growth + c["t_age"] * d) / DECADE)


def death(c: Mapping[str, Number], x: Number, t_beyond: Number, effects: Number) -> Odds:
    """Odds of death. `t_beyond`: T-score less the one expected at that age, 0 where none is known."""
    return Odds(
        c["level"] + c["age"] * x + c["age2"] * (x * x) + c["t"] * t_beyond + effects,
        (c["age"] + 2 * c["age2"] * x) / DECADE,
    )


@dataclass(frozen=True, slots=True)
class Effects:
    """What the factors add to the logarithm of an odds: at 70 (so in the middle at 75), and per decade of age."""

    added: Number
    added_per_decade: Number


def weighted(weights: Sequence[Number], coefficients: Sequence[float]) -> Number:
    """The sum of weight times coefficient over the factors that have a coefficient; 0.0 where none has."""
    total: Number = 0.0
    for weight, coefficient in zip(weights, coefficients, strict=True):
        if coefficient:
            total = weight * coefficient if isinstance(total, float) else total + weight * coefficient
    return total


def ten_years(hip: Odds, other: Odds, dying: Odds, exp: Callable[[Number], Number]) -> tuple[Number, Number]:
    """Chance (0-1) of a major fracture and of a hip fracture within ten years, from the last year backwards.

    A fracture is not missed because another came first: for the hip only death competes, for major fracture death
    alone, too. Major is never below hip.
    """
    odds = [exp(one.middle + one.growth * ((YEARS - 1) / 2)) for one in (hip, other, dying)]
    earlier = [exp(one.growth * -1.0) for one in (hip, other, dying)]
    of_hip, of_other, of_death = odds
    # A chance is kept as a fraction: (odds + chance from next year) / (1 + odds + death), cleared of its division.
    major, only_hip = _Fraction(of_hip + of_other, 1 + of_death), _Fraction(of_hip, 1 + of_death)
    for _ in range(YEARS - 1):
        odds = [now * step for now, step in zip(odds, earlier, strict=True)]
        of_hip, of_other, of_death = odds
        unbroken = 1 + of_death
        major, only_hip = major.after(of_hip + of_other, unbroken), only_hip.after(of_hip, unbroken)
    return major.above / major.below, only_hip.above / only_hip.below


class _Fraction:
    """The chance from some year on, as a fraction."""

    def __init__(self, event: Number, unbroken: Number) -> None:
        """The last year's: event / (event + unbroken)."""
        self.above = event
        self.below = event + unbroken

    def after(self, event: Number, unbroken: Number) -> "_Fraction":
        """That of one year more before it."""
        one_more = _Fraction(event, unbroken)
        one_more.above = event * self.below + self.above
        one_more.below = one_more.below * self.below
        return one_more
