"""Densities measured again on the same people, as CSV: what a clinic's precision is reckoned from.

One measurement a row, in columns person, site, bmd (g/cm2); side, vertebrae, scan and area (cm2) may stand there, too,
and further columns are not read. Without vertebrae a lumbar spine is L1-L4. One machine a file.
"""

import csv as standard
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from benkoll.errors import InputError, Problem
from benkoll.exchange import csv
from benkoll.exchange.densitometry.checked import SIDES
from benkoll.exchange.densitometry.numbers import Quantity, number_of
from benkoll.exchange.densitometry.sites import Place, place_of
from benkoll.exchange.rows import Reject
from benkoll.exchange.text import text_of
from benkoll.facts.messages import shown
from benkoll.measures.density_references import DIAGNOSTIC
from benkoll.measures.lumbar import LUMBAR, vertebrae_of
from benkoll.measures.precision import Measurement

NEEDED = ("person", "site", "bmd")
ALLOWED = ("side", "vertebrae", "scan", "area")
UNITS: Mapping[Quantity, str] = {"bmd": "g/cm2", "area": "cm2"}


@dataclass(frozen=True, slots=True)
class Repeated:
    """The measurements of a file, what is wrong with rows set aside, and the columns that are not read.

    `rows`: how many there are. `assumed`: whether a lumbar spine without vertebrae was taken for L1-L4.
    """

    measurements: tuple[Measurement, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    rows: int
    assumed: bool


def read_repeated(data: bytes, name: str) -> Repeated:
    """The measurements of a file called `name`; a row that cannot be used is set aside by itself.

    Raises InputError where the header cannot be used, or no row can.
    """
    try:
        found = _read(text_of(data), name)
    except InputError as error:
        raise InputError(_placed(error.problems, name)) from None
    if not found.measurements:
        raise InputError(found.problems or [Problem("filen har inga rader", "the file has no rows", file=name)])
    return found


def _read(text: str, name: str) -> Repeated:
    separator = csv.separator_of(text)
    lines = standard.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names = _header(lines)
    scans: set[tuple[object, ...]] = set()
    found: list[Measurement] = []
    problems: list[Problem] = []
    count = 0
    assumed = False
    for number, row in _rows(lines, names, separator):
        count += 1
        one, wrong = (None, list(row.problems)) if isinstance(row, Reject) else _measurement(row, number)
        problems += wrong
        if one is None:
            continue
        if one.region == "lumbar_spine" and not one.vertebrae:
            one, assumed = replace(one, vertebrae=LUMBAR), True
        key = (one.person, one.scan, one.region, one.side, one.vertebrae)
        if one.scan is not None and key in scans:
            problems.append(Problem(*_TWICE, "scan", shown(one.scan), number))
            continue
        scans.add(key)
        found.append(one)
    ignored = tuple(column for column in names if column and column not in (*NEEDED, *ALLOWED))
    return Repeated(tuple(found), tuple(_placed(problems, name)), ignored, count, assumed)


def _rows(
    lines: Iterator[list[str]], names: Sequence[str], separator: str
) -> Iterator[tuple[int, Mapping[str, str] | Reject]]:
    """The rows by their numbers as in Excel without the header, each a cell by its column; empty ones are skipped."""
    number = 0
    while True:
        number += 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except standard.Error:
            yield number, csv.broken_quotes(number)
            continue
        if len(cells) < len(names) or any(cell.strip() for cell in cells[len(names) :]):
            if any(cell.strip() for cell in cells):
                yield number, csv.wrong_length(number, len(cells), len(names), separator)
        elif any(cell.strip() for cell in cells):
            yield number, {column: cell.strip() for column, cell in zip(names, cells, strict=False)}


def _header(lines: Iterator[list[str]]) -> Sequence[str]:
    try:
        names = [cell.strip().casefold() for cell in next(lines, [])]
    except standard.Error:
        raise InputError(replace(one, row=None) for one in csv.broken_quotes(0).problems) from None
    while names and not names[-1]:
        names.pop()
    needed, allowed = ", ".join(NEEDED), ", ".join(ALLOWED)
    wrong = [
        Problem(
            f"kolumnen saknas; rubrikraden ska ha {needed} och får även ha {allowed}",
            f"the column is missing; the header must have {needed} and may also have {allowed}",
            column,
        )
        for column in NEEDED
        if column not in names
    ]
    wrong += [
        Problem("kolumnen står flera gånger", "the column stands more than once", column)
        for column in (*NEEDED, *ALLOWED)
        if names.count(column) > 1
    ]
    if wrong:
        raise InputError(wrong)
    return names


def _measurement(row: Mapping[str, str], number: int) -> tuple[Measurement | None, list[Problem]]:
    """The measurement of a row, or everything that is wrong with it."""
    problems: list[Problem] = []

    def wrong(field: str, words: tuple[str, str]) -> None:
        problems.append(Problem(*words, field, shown(row[field]) if row.get(field) else None, number))

    place = place_of(row["site"])
    side = _side(row.get("side", ""), place)
    vertebrae = _vertebrae(row.get("vertebrae", ""), place)
    region = place.region if place else None
    if not row["person"]:
        wrong("person", _NOBODY)
    if region not in DIAGNOSTIC or (place and place.left_out):
        wrong("site", _SITE)
    elif side is None or (side and region == "lumbar_spine"):
        wrong("side" if row.get("side") else "site", _SIDE)
    elif vertebrae is None or (vertebrae and region != "lumbar_spine"):
        wrong("vertebrae" if row.get("vertebrae") else "site", _VERTEBRAE)
    elif len(vertebrae) == 1 and not (row.get("scan") and row.get("area")):
        wrong("vertebrae" if row.get("vertebrae") else "site", _ALONE)
    numbers: dict[str, float] = {}
    for field, unit in UNITS.items():
        if field == "bmd" or row.get(field):
            value = number_of(field, row[field], unit)
            if isinstance(value, float):
                numbers[field] = value
            else:
                wrong(field, value)
    if problems or region is None or vertebrae is None:
        return None, problems
    bmd, area, scan = numbers["bmd"], numbers.get("area"), row.get("scan") or None
    return Measurement(row["person"], region, bmd, SIDES.get(side or ""), vertebrae, scan, area), []


def _side(cell: str, place: Place | None) -> str | None:
    """left, right, or "" where none is said; None where it is no side, or two."""
    said = {one.side for one in (place, place_of(cell) if cell else Place()) if one and one.side}
    known = not cell or any(one in SIDES for one in said)
    return None if not known or len(said) > 1 or any(one not in SIDES for one in said) else (said.pop() if said else "")


def _vertebrae(cell: str, place: Place | None) -> tuple[str, ...] | None:
    """The vertebrae of the site or the column, () where none are said; None where they are none or two different."""
    try:
        said = {vertebrae_of(text) for text in (cell, " ".join(place.vertebrae if place else ())) if text}
    except ValueError:
        return None
    return None if len(said) > 1 else (said.pop() if said else ())


def _placed(problems: Sequence[Problem], name: str) -> Iterator[Problem]:
    return (replace(one, file=name) for one in problems)


_NOBODY = ("saknas; ange vem, med vilken beteckning som helst", "missing; say who, by any name or number")
_SITE = (
    "ska vara lårbenshals, total höft eller ländrygg (femoral_neck, total_hip, lumbar_spine)",
    "must be femoral neck, total hip or lumbar spine (femoral_neck, total_hip, lumbar_spine)",
)
_SIDE = (
    "ska vara vänster eller höger (left, right), en enda, och ingen för ländryggen",
    "must be left or right, one of them, and none for the lumbar spine",
)
_VERTEBRAE = (
    "ska vara kotor i ländryggen, till exempel L1-L4 eller L1, L3, och inga för höften",
    "must be vertebrae of the lumbar spine, such as L1-L4 or L1, L3, and none for the hip",
)
_ALONE = (
    "en kota ensam följs aldrig: ange minst två, eller varje kota med scan och area, så räknas de ihop",
    "one vertebra alone is never followed: give at least two, or each with scan and area, and they are put together",
)
_TWICE = (
    "samma mätställe står två gånger i samma undersökning av personen",
    "the same site stands twice in the same examination of the person",
)
