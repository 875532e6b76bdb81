"""The vertebrae of the lumbar spine that densitometry measures: their names, one by one and as a span."""

import re
from collections.abc import Iterable
from itertools import groupby

from benkoll.measures.vertebra import LEVELS

LUMBAR = LEVELS[-4:]
"""L1 to L4, from above."""

_SPAN = re.compile(r"L?([1-4])-L?([1-4])")
_BETWEEN = re.compile(r"[\s,;+/&]+")


def in_order(vertebrae: Iterable[str]) -> tuple[str, ...]:
    """The vertebrae from above, each once; ValueError for one that is not of the lumbar spine."""
    wanted = set(vertebrae)
    if not wanted <= set(LUMBAR):
        raise ValueError(f"not of the lumbar spine: {', '.join(sorted(wanted - set(LUMBAR)))}")
    return tuple(level for level in LUMBAR if level in wanted)


def span(vertebrae: Iterable[str]) -> str:
    """`L1-L4`, `L1, L3`, `L1, L3-L4`: neighbours joined. ValueError for one that is not of the lumbar spine."""
    places = [LUMBAR.index(level) for level in in_order(vertebrae)]
    runs = [[place for _, place in run] for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0])]
    return ", ".join(LUMBAR[run[0]] if len(run) == 1 else f"{LUMBAR[run[0]]}-{LUMBAR[run[-1]]}" for run in runs)


def vertebrae_of(text: str) -> tuple[str, ...]:
    """The vertebrae that `L1-L4`, `L1 L3`, `L1, L3-L4`, `L1+L3` or `L1–L4` names, from above; ValueError for others."""
    found: list[str] = []
    plain = re.sub(r"\s*-\s*", "-", text.upper().replace("\N{EN DASH}", "-"))
    for part in _BETWEEN.split(plain.strip()):
        if part in LUMBAR:
            found.append(part)
        elif (match := _SPAN.fullmatch(part)) and match[1] < match[2]:
            found += LUMBAR[int(match[1]) - 1 : int(match[2])]
        else:
            raise ValueError(f"no vertebrae of the lumbar spine: {text}")
    if len(set(found)) < len(found):
        raise ValueError(f"a vertebra stands twice: {text}")
    return in_order(found)
