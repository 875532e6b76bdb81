"""A hospital's own numbers, as the chain counts them, in place of the scenario's reach."""

import json
from collections.abc import Mapping
from typing import Any

from benkoll.economics.parameters import parameters
from benkoll.errors import InputError, Problem

INDICATORS = {"UK-04": "chain.identified", "UK-05": "chain.investigated", "UK-10": "chain.started"}
"""Indicator of the chain -> the parameter that it stands for: assessed, DXA, drug begun. How close the chain's
denominators are to the simulation's is a reading."""
KEPT = "UK-11"
FEWEST = 20
"""Fractures below which a share says too little to simulate with."""


def reach_of(text: str, file: str) -> Mapping[str, float]:
    """Parameter -> value, from the JSON of `benkoll chain indicators --format json`; what is hidden or too few is left.

    Raises InputError where the text is something else, or no indicator of reach can be used.
    """
    try:
        found = {row["id"]: row["all"] for row in json.loads(text)["indicators"]}
    except (ValueError, KeyError, TypeError):
        sv = "väntar JSON från benkoll chain indicators --format json"
        raise InputError([Problem(sv, "expects JSON of benkoll chain indicators --format json", file=file)]) from None
    values = {name: share for key, name in INDICATORS.items() if (share := _share(found.get(key))) is not None}
    kept, started = _share(found.get(KEPT)), _share(found.get("UK-10"))
    if kept is not None and started:
        values["chain.leaving"] = _leaving(min(kept / started, 1.0))
    if not values:
        sv = f"inget av {', '.join((*INDICATORS, KEPT))} har minst {FEWEST} frakturer"
        en = f"none of {', '.join((*INDICATORS, KEPT))} has {FEWEST} fractures or more"
        raise InputError([Problem(sv, en, file=file)])
    return values


def _share(counts: Any) -> float | None:
    """Of those whose time is out; unknown counts as not done, as the indicator says."""
    if not isinstance(counts, dict):
        return None
    of, yes = counts.get("of"), counts.get("yes")
    if not isinstance(of, int) or not isinstance(yes, int) or of < FEWEST:
        return None
    return min(yes / of, 1.0)


def _leaving(stayed: float) -> float:
    """What the chance to leave is multiplied by, so that of those on tablets so many are there after a year."""
    half_year: float = 1 - stayed**0.5
    usual: float = 1 - parameters()["stay.oral_1"].value ** 0.5
    return half_year / usual
