"""NHANES 2013-14, vertebrae morphology: the files that somebody fetched from the CDC, as persons with whole vertebrae.

Thirteen files, DXXT4_H.xpt to DXXL4_H.xpt, each with a person a line (SEQN): heights in pixels of the picture
(DXXANTEH, DXXMIDH, DXXPOSTH), Genant's grade (DXXSQSCR) and whether the vertebra could be read (DXXT4CC and so on, 0:
it could). DEMO_H.xpt has sex (RIAGENDR: 1 man, 2 woman) and the weight of the examination (WTMEC2YR). Nothing of it is
shipped.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from benkoll.errors import InputError, Problem
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_report import Heights

if TYPE_CHECKING:
    from benkoll.imaging.reference import Person

DEMOGRAPHY = "DEMO_H"
HEIGHTS = ("DXXANTEH", "DXXMIDH", "DXXPOSTH")
SEXES: dict[float, Literal["female", "male"]] = {1: "male", 2: "female"}
TINY = 1e-70
"""What pandas makes of a zero in an XPT file is 5.4e-79."""
SOURCE = "NHANES 2013-14, vertebrae morphology (CDC, DXXT4_H to DXXL4_H and DEMO_H), weight WTMEC2YR"


def read_nhanes(folder: Path) -> "list[Person]":
    """The persons whose vertebrae are in the folder, those of any grade above 0 or not readable left out.

    Raises InputError, with the file, where one is missing, is no XPT, or lacks a column.
    """
    from benkoll.imaging.reference import Person

    people = _columns(folder, DEMOGRAPHY, ("SEQN", "RIAGENDR", "WTMEC2YR"))
    sexes = {int(key): SEXES.get(sex) for key, sex in zip(people["SEQN"], people["RIAGENDR"], strict=True)}
    weights = {int(key): float(weight) for key, weight in zip(people["SEQN"], people["WTMEC2YR"], strict=True)}
    heights = defaultdict[int, dict[str, Heights]](dict)
    for level in LEVELS:
        for person, one in _whole(folder, level):
            heights[person][level] = one
    return [
        Person(mine, sexes[person], weights[person])
        for person, mine in sorted(heights.items())
        if weights.get(person, 0) > 0
    ]


def _whole(folder: Path, level: str) -> Iterator[tuple[int, Heights]]:
    valid = f"DXX{level}CC"
    table = _columns(folder, f"DXX{level}_H", ("SEQN", valid, "DXXSQSCR", *HEIGHTS))
    kept = table[(table[valid] == 0) & (table["DXXSQSCR"] == 0) & (table[list(HEIGHTS)] > 0).all(axis=1)]
    for person, *three in kept[["SEQN", *HEIGHTS]].itertuples(index=False):
        yield int(person), Heights(*map(float, three))


def _columns(folder: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """These columns of a file of the folder, whatever the case of its ending."""
    path = next((one for one in sorted(folder.glob("*")) if one.name.lower() == f"{name}.xpt".lower()), None)
    if path is None:
        raise _wrong(
            f"{folder}/{name}.xpt", "filen saknas: hämta den från CDC", "the file is missing: fetch it from the CDC"
        )
    try:
        found = pd.read_sas(path, format="xport", encoding="latin-1")
    except (ValueError, OSError, LookupError, UnicodeDecodeError):
        sv, en = "filen är ingen SAS-transportfil (XPT version 5)", "the file is no SAS transport file (XPT version 5)"
        raise _wrong(str(path), sv, en) from None
    lacking = [column for column in columns if column not in found.columns]
    if lacking:
        of = ", ".join(lacking)
        raise _wrong(str(path), f"kolumnerna {of} saknas", f"the columns {of} are missing")
    return found[list(columns)].where(lambda cell: cell.isna() | (cell.abs() > TINY), 0.0)


def _wrong(file: str, sv: str, en: str) -> InputError:
    return InputError([Problem(sv, en, file=file)])
