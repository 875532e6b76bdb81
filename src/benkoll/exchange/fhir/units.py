"""Quantities in the unit of the fact: converted by table where the unit is stated and known, else not at all."""

import re
from fractions import Fraction
from functools import cache, lru_cache

from benkoll.exchange.codes.tables import rows
from benkoll.exchange.fhir.shapes import LONGEST_KEPT, Json, text_of

DECIMALS = 6
"""Digits that a conversion keeps: enough for every fact, too few for the noise of binary fractions."""

_SPELLINGS = (
    (re.compile(r"\s"), ""),
    (re.compile("[µμ]|mikro"), "u"),
    (re.compile("²"), "2"),
    (re.compile(","), "."),
    (re.compile(r"(?<![A-Za-z])([dm]?)l(?![A-Za-z])"), r"\1L"),
)


def unit_of(quantity: Json) -> str:
    """The unit as it stands: the code before the text, empty where there is neither."""
    return text_of(quantity.get("code")) or text_of(quantity.get("unit"))


def converted(quantity_of: str, number: float, unit: str) -> float | None:
    """The number in the unit of the fact (or dose) `quantity_of`; None for a unit that its table does not hold."""
    factor = _factors().get((quantity_of, _spelled(unit)))
    if factor is None:
        return None
    return round(number + 0.0 if factor == 1 else float(Fraction(number) * factor), DECIMALS)


@cache
def _factors() -> dict[tuple[str, str], Fraction]:
    return {(row["fact"], _spelled(row["unit"])): Fraction(row["factor"]) for row in rows("units")}


def _spelled(unit: str) -> str:
    """One spelling for what is written in several ways; UCUM's capitals are left, for M is not m."""
    return _kept(unit) if len(unit) < LONGEST_KEPT else _one_spelling(unit)


def _one_spelling(unit: str) -> str:
    for pattern, spelling in _SPELLINGS:
        unit = pattern.sub(spelling, unit)
    return unit


_kept = lru_cache(1024)(_one_spelling)
