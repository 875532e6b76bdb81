"""How far the estimate may be off: the uncertainty of its inputs, by the delta method on the logarithm of the hazard.

Counted in: what the fit leaves between estimate and published value, the level of the country, and the published
95 % intervals of the factors that are, or may be, there. Left out: that a bone density or a history may be wrong, that
factors may act together in another way than multiplied, and everything that the formula itself cannot say.
"""

import math
from collections.abc import Mapping

from benkoll.logic.term import Term, as_term, choose, exp, first_known, ln
from benkoll.risk.factors import FACTORS
from benkoll.risk.numbers import read

Z_95 = 1.959964  # two-sided 95 % of the normal distribution


def standard_error(low: float, high: float) -> float:
    """Of the logarithm of a ratio, from its 95 % interval."""
    return math.log(high / low) / (2 * Z_95)


def factor_errors() -> Mapping[str, float]:
    """Factor -> standard error of the logarithm of its published ratio: major fracture, or hip where that is all."""
    published = read("published.yaml")["factors"]
    found = {}
    for factor in FACTORS:
        row = published[published[factor.name].get("as", factor.name)]
        interval = row.get("major", row.get("hip"))
        if interval:
            found[factor.name] = standard_error(interval[1], interval[2])
    return found


def widened(low: Term, high: Term, *errors: float) -> tuple[Term, Term]:
    """From low to high, percent, and beyond by 95 % of the uncertainty; within 0 and 100."""
    spread = _spread(errors)
    return _moved(low, exp(spread * -1.0)), _moved(high, exp(spread))


def _spread(errors: tuple[float, ...]) -> Term:
    variance: Term = as_term(sum(error * error for error in errors))
    of = factor_errors()
    for factor in FACTORS:
        if factor.name in of:
            own = of[factor.name] ** 2
            # one that nobody knows may be there: the interval only narrows as more is known
            there = first_known(choose((factor.there, own), otherwise=0.0), as_term(own))
            variance = variance + there
    return exp(ln(variance) / 2) * Z_95


def _moved(percent: Term, ratio: Term) -> Term:
    """The chance if the ten years' hazard were so many times as great."""
    return choose((percent >= 100, 100.0), otherwise=(1 - exp(ln(1 - percent / 100) * ratio)) * 100)
