"""Quantiles of the chi-square distribution, for the interval of a standard deviation."""

from math import exp, lgamma, log

EXACT = 1e-13
"""Where a sum or a search stops."""


def share_below(value: float, freedom: int) -> float:
    """The share of the distribution with so many degrees of freedom that lies below a value.

    The regularised incomplete gamma function: its series below the mean, its continued fraction above. ValueError
    where `freedom` is less than 1.
    """
    if freedom < 1:
        raise ValueError(f"{freedom} degrees of freedom")
    if value <= 0:
        return 0.0
    shape, x = freedom / 2, value / 2
    weight = exp(shape * log(x) - x - lgamma(shape))
    return weight * _series(shape, x) if x < shape + 1 else 1 - weight * _fraction(shape, x)


def quantile(share: float, freedom: int) -> float:
    """The value below which such a share lies; exact to 1e-9 of itself. ValueError for a share outside 0 to 1."""
    if not 0 < share < 1:
        raise ValueError(f"{share} is no share between 0 and 1")
    low, high = 0.0, float(freedom)
    while share_below(high, freedom) < share:
        high *= 2
    while high - low > EXACT * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if share_below(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def _series(shape: float, x: float) -> float:
    total = term = 1 / shape
    place = shape
    while term > total * EXACT:
        place += 1
        term *= x / place
        total += term
    return total


def _fraction(shape: float, x: float) -> float:
    """Lentz's method."""
    tiny = 1e-300
    place = x + 1 - shape
    upper, lower = 1 / tiny, 1 / place
    total = lower
    step, number = 0.0, 0
    while abs(step - 1) > EXACT:
        number += 1
        weight = -number * (number - shape)
        place += 2
        lower = 1 / (weight * lower + place or tiny)
        upper = place + weight / upper or tiny
        step = upper * lower
        total *= step
    return total
