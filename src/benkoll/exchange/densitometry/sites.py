"""The site that a report's words name: region, side and vertebrae, or a part that no one reads, or nothing known.

What a word means may hang on what stands around it: "Total" is the whole hip in a table of the hip and all vertebrae
in one of the spine. Where that is not said, it is not guessed.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from benkoll.exchange.densitometry.numbers import LIMITS
from benkoll.exchange.densitometry.words import plain, without, words
from benkoll.measures.density_report import Region

Family = Literal["spine", "hip", "forearm", "heel", "whole"]
"""What is scanned together."""

REGIONS: dict[str, tuple[Region, Family]] = {
    "lumbar_spine": ("lumbar_spine", "spine"),
    "femoral_neck": ("femoral_neck", "hip"),
    "total_hip": ("total_hip", "hip"),
    "trochanter": ("trochanter", "hip"),
    "forearm": ("forearm", "forearm"),
    "heel": ("heel", "heel"),
    "total_body": ("total_body", "whole"),
}
WHOLE: dict[Family, Region] = {"spine": "lumbar_spine", "hip": "total_hip", "whole": "total_body"}
"""What "Total" is of each; of the forearm it is a part that is not read."""

_LEVEL = r"(?:l ?[1-5]|th? ?1[0-2])"
_LEVELS = re.compile(
    rf"(?<![0-9a-zåäö])(?P<first>{_LEVEL})(?P<rest>(?: ?- ?(?:{_LEVEL}|[1-5])| ?[,+&] ?{_LEVEL})*)"
    rf"(?P<less> ?\( ?{_LEVEL}(?: ?, ?{_LEVEL})* ?\))?(?![0-9a-zåäö])"
)
_NO_LEVEL = re.compile(r"(?<![0-9a-zåäö])(?:l|th?) ?[0-9]")
_ONE = re.compile(r"(l|th?)? ?([0-9]{1,2})")
_ORDER = ("T10", "T11", "T12", "L1", "L2", "L3", "L4", "L5")


@dataclass(frozen=True, slots=True)
class Place:
    """What a text names. `region` None: a family only, as a heading does. `total`: the whole of what is scanned.

    `side`: "left", "right", None, or both words where it says both. `left_out`: known, and never read.
    """

    family: Family | None = None
    region: Region | None = None
    side: str | None = None
    vertebrae: tuple[str, ...] = ()
    total: bool = False
    left_out: bool = False


@lru_cache(4096)
def place_of(text: str) -> Place | None:
    """The place that a text names and nothing else; None where a word of it is unknown or two places stand there."""
    text = plain(text)
    if len(text) > LIMITS["longest_name"]:
        return None
    levels = tuple(_LEVELS.finditer(text))
    for one in reversed(levels):
        text = f"{text[: one.start()]} | {text[one.end() :]}"
    found = words(text, "other", "site", "side", "plain")
    if re.search(r"[0-9a-zåäö]", without(text, found)) or len(levels) > 1:
        return None
    said = {one.reads for one in found if one.reads}
    sides = sorted(said & {"left", "right"})
    side = "/".join(sides) or None
    said -= {"left", "right"}
    if "left_out" in said:
        return Place(side=side, left_out=True)
    vertebrae = _vertebrae(levels[0]) if levels else ()
    if vertebrae:
        said |= {"lumbar_spine"}
    return _place(said, side, vertebrae)


def levels_in(text: str) -> tuple[str, ...] | None:
    """The vertebrae that a text of any length names; () where it names none.

    None where it names them differently, or one that there is not (L9).
    """
    text = plain(text)
    found = {_vertebrae(one) for one in _LEVELS.finditer(text)}
    return None if len(found) > 1 or _NO_LEVEL.search(_LEVELS.sub(" ", text)) else next(iter(found), ())


def _place(said: set[str], side: str | None, vertebrae: tuple[str, ...]) -> Place | None:
    named = said - {"total", "hip"}
    if len(named) > 1 or not said:
        return Place(side=side) if side and not said else None
    if named:
        region, family = REGIONS[named.pop()]
        total = "total" in said and not vertebrae
        if ("hip" in said and family != "hip") or ("total" in said and region in ("femoral_neck", "trochanter")):
            return None
        return Place(family, region, side, vertebrae, total, left_out=_is_half(family, side, total))
    if said == {"hip"}:
        return Place("hip", side=side)
    return Place("hip" if "hip" in said else None, "total_hip" if "hip" in said else None, side, total=True)


def _is_half(family: Family, side: str | None, total: bool) -> bool:
    """Whether it is one side of the whole body, or all of the forearm, of which a third is read."""
    return (family == "whole" and side is not None) or (family == "forearm" and total)


def within(place: Place, context: Place | None) -> Place:
    """The place where a heading or another column says more: its family and side, as far as they do not contradict.

    Two different sides become both, which nobody reads.
    """
    if context is None:
        return place
    if context.family == "whole" and (place.family != "whole" and not place.total):
        return replace(place, left_out=True)
    if place.family and context.family and place.family != context.family:
        return place
    family = place.family or context.family
    region = place.region
    if region is None and place.total and family:
        region = WHOLE.get(family)
        place = replace(place, left_out=place.left_out or region is None)
    elif region is None and not place.total:
        region = context.region
    sides = [one for one in (context.side, place.side) if one]
    side = "/".join(dict.fromkeys(sides)) or None
    left_out = place.left_out or (family is not None and _is_half(family, side, total=False))
    vertebrae = place.vertebrae or (context.vertebrae if region == "lumbar_spine" else ())
    return replace(place, family=family, region=region, side=side, vertebrae=vertebrae, left_out=left_out)


def _vertebrae(found: re.Match[str]) -> tuple[str, ...]:
    """The vertebrae of "L1-L4", "L1-4", "L1,L2,L4" and "L1-L4 (L3)", which leaves L3 out; as written, in any order."""
    parts = [found["first"], *re.findall(rf"[-,+&] ?(?:{_LEVEL}|[1-5])", found["rest"])]
    named = [_named(part.strip("-,+& ")) for part in parts]
    levels = named[:1]
    for part, level in zip(parts[1:], named[1:], strict=True):
        start, end = _ORDER.index(levels[-1]), _ORDER.index(level)
        levels += _ORDER[start + 1 : end + 1] if part.startswith("-") and end > start else [level]
    less = {_named(one) for one in re.findall(_LEVEL, found["less"] or "")}
    return tuple(level for level in levels if level not in less)


def _named(level: str) -> str:
    one = _ONE.fullmatch(level)
    assert one is not None
    return f"{'T' if (one[1] or 'l').startswith('t') else 'L'}{one[2]}"
