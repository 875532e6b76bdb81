"""The numbers of a densitometry report one by one: text and unit to a value, or what is wrong."""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from benkoll.exchange.codes.tables import rows
from benkoll.exchange.fhir.units import converted
from benkoll.facts.messages import wrong_value
from benkoll.facts.registry import registry

Quantity = Literal["bmd", "t_score", "z_score", "bmc", "area"]
QUANTITIES: Mapping[Quantity, str] = MappingProxyType(
    {"bmd": "BMD", "t_score": "T-score", "z_score": "Z-score", "bmc": "BMC", "area": "area"}
)
"""What is read, and what messages call it."""
ALLOWED: Mapping[Quantity, str] = MappingProxyType(
    {"bmd": "g/cm2", "t_score": "1, {T-score}, SD", "z_score": "1, {Z-score}, SD", "bmc": "g", "area": "cm2"}
)
"""The units that a message names; their spellings stand in `codes/units.csv`."""
FACTS: Mapping[Quantity, str] = MappingProxyType(
    {"bmd": "bmd_femoral_neck", "t_score": "t_score_total_hip", "z_score": "t_score_total_hip"}
)
"""The fact whose plausible range is the quantity's own, whatever the site; BMC and area need only be more than 0."""
LIMITS: Mapping[str, float] = MappingProxyType({row["name"]: float(row["value"]) for row in rows("density_limits")})

_NUMBER = re.compile(r"[+-]?[0-9]{1,6}([.,][0-9]{1,8})?")
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{NON-BREAKING HYPHEN}": "-"})
Both = tuple[str, str]
"""A message in Swedish and English."""


def quantity_of(name: str) -> Quantity | None:
    """The quantity of this name; None for a word that is none."""
    return next((one for one in QUANTITIES if one == name), None)


def number_of(quantity: Quantity, value: object, unit: str) -> float | Both:
    """The value; or, in Swedish and English, why it is none. No unit but the quantity's own is converted."""
    number = _read(value)
    if number is None:
        return _NO_NUMBER
    if converted(quantity, number, unit) is None:
        return _unit(quantity, unit)
    name = FACTS.get(quantity)
    if name is None:
        return number if number > 0 else _NOT_POSITIVE
    info = registry()[name]
    assert info.low is not None
    assert info.high is not None
    if not info.low <= number <= info.high:
        wrong = wrong_value(info, number, "less_than_equal")
        return wrong.sv, wrong.en
    return number


def _read(value: object) -> float | None:
    if isinstance(value, str):
        text = value.strip().translate(_MINUS)
        return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _unit(quantity: Quantity, unit: str) -> Both:
    """What is wrong with a unit that is not the quantity's own, with the trap that it looks like."""
    name, plain = QUANTITIES[quantity], "".join(unit.lower().split())
    units = ALLOWED[quantity]
    if not plain:
        return (f"enheten saknas; {name} ska ha enheten {units}", f"the unit is missing; {name} needs the unit {units}")
    sv = f"fel enhet, {unit}: {name} har enheten {units}"
    en = f"wrong unit, {unit}: {name} has the unit {units}"
    score = quantity in ("t_score", "z_score")
    if score and converted("bmd", 1, unit) is not None:
        return f"{sv}. En bentäthet står som {name}", f"{en}. A density stands as {name}"
    if score and plain.lstrip("{").startswith(("z", "t")):
        return f"{sv}. T-score och Z-score är inte samma sak", f"{en}. A T-score is no Z-score, nor the other way round"
    if score and "%" in plain:
        return f"{sv}. Procent av unga vuxna är inte {name}", f"{en}. Percent of young adults is no {name}"
    if quantity == "bmd" and plain.startswith("mg"):
        return (
            f"{sv}. Standardiserad BMD (mg/cm2) läses inte; skriv BMD som apparaten anger den",
            f"{en}. Standardised BMD (mg/cm2) is not read; write BMD as the machine prints it",
        )
    return sv, en


_NO_NUMBER = (
    "ska vara ett tal med siffror, gärna decimalkomma eller decimalpunkt, utan annan text",
    "must be a number in digits, with a decimal comma or point if any, and no other text",
)
_NOT_POSITIVE = ("ska vara mer än 0", "must be more than 0")
