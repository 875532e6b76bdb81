"""How certain a share is: Wilson's interval, and the limits of a funnel plot."""

from math import sqrt

Z95, Z998 = 1.959963984540054, 3.090232306167813
"""Of the normal distribution: 95 and 99.8 % lie within so many standard deviations."""


def interval(yes: int, of: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a share (JASA 1927), without continuity correction. ValueError where `of` is 0."""
    if not 0 <= yes <= of or of == 0:
        raise ValueError(f"{yes} of {of} is no share")
    share = yes / of
    middle = share + z * z / (2 * of)
    spread = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    low, high = (middle - spread) / whole, (middle + spread) / whole
    return (0.0 if yes == 0 else low), (1.0 if yes == of else high)


def limits(overall: float, of: int, z: float) -> tuple[float, float]:
    """Between which a unit's share lies, were it the overall one: normal approximation (Spiegelhalter 2005)."""
    spread = z * sqrt(overall * (1 - overall) / of)
    return max(0.0, overall - spread), min(1.0, overall + spread)
