"""The lines of a printed report that hold numbers: a table's header and rows, and sentences such as "T-score -2,1"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from benkoll.exchange.densitometry.columns import UNIT
from benkoll.exchange.densitometry.lines import Line, Value
from benkoll.exchange.densitometry.numbers import Quantity, quantity_of
from benkoll.exchange.densitometry.sites import Place, place_of, within
from benkoll.exchange.densitometry.words import Word, without, words

OF_UNIT: dict[str, Quantity] = {"g/cm2": "bmd", "g/cm^2": "bmd", "g": "bmc", "cm2": "area", "cm^2": "area"}
"""What a column is that only its unit names."""

_FEWEST = 2
"""Numbers that make a line a row."""
_PERCENT = re.compile(r"[\[(]+ ?(?:%|cm|mm) ?[\])]+")
_ABSENT = re.compile(r"-{1,3}|n/a|\*+")
_VALUE = re.compile(r"[+-]?[0-9.,]*[0-9][^\s]*|[^\s]*[.,][0-9]+[^\s]*|-[^\s]+")
_NUMBER = r"[+-]?[0-9]+(?:[.,][0-9]+)?"
_SAID = re.compile(rf"\s*(?:[:=]|är|is|of|på)?\s*(?P<value>{_NUMBER}|[^\s:=]*[0-9][^\s;,]*)(?P<rest>.*)", re.DOTALL)
_DIGIT_FIRST = re.compile(r"\s*[:=]?\s*[^\s]*[0-9]")
_UNIT_AFTER = re.compile(r" ?[(\[]?(?P<unit>m?g ?/ ?cm\^?[23]?|sd|%|cm\^?2|g)(?![a-z0-9])[)\]]?")
_CLAUSE = re.compile(r"(?<=[0-9a-zåäö)])[.;] (?=[^\W\d])")
_ENDED = re.compile(r"\s*(?:[;)(]|[,.](?![0-9.,])|$|och\b|and\b)")
_WHOLE: dict[Quantity, int] = {"bmd": 1, "t_score": 1, "z_score": 1, "bmc": 0, "area": 0}
_DECIMALS: dict[Quantity, int] = {"bmd": 3, "t_score": 1, "z_score": 1}
"""Decimals that every maker prints; at the end of a text fewer mean that it is cut off, and a score without any does
so anywhere."""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table in their order; None for one that is not read. `units`: by place, "" where none stands."""

    columns: tuple[Quantity | None, ...]
    units: tuple[str, ...]

    def with_units(self, other: "Header") -> "Header":
        """The same, with the units of a line below it."""
        told = {column: unit for column, unit in zip(other.columns, other.units, strict=True) if column and unit}
        pairs = zip(self.columns, self.units, strict=True)
        return replace(self, units=tuple(unit or told.get(column, "") if column else "" for column, unit in pairs))


class _Mark(NamedTuple):
    """A column or a unit in a header: where it stands, and what it is of."""

    start: int
    end: int
    quantity: Quantity | None
    unit: str


@dataclass(frozen=True, slots=True)
class Odd:
    """A line of numbers that cannot be read, with the reason. `value`: what stood there. `place`: of which site."""

    value: str
    sv: str
    en: str
    place: Place | None = None


def header_of(line: str) -> tuple[Header, bool] | None:
    """The header that a plain line is, and whether it is units alone; None where it is none."""
    if re.search(rf"(?<![a-z0-9]){_NUMBER}(?![a-z0-9%/-])", UNIT.sub(" ", line)):
        return None
    marks = [*_units(line), *(_Mark(one.start(), one.end(), None, "%") for one in _PERCENT.finditer(line))]
    named = [one for one in words(line, "quantity") if not any(mark.start <= one.start < mark.end for mark in marks)]
    rest = without(line, [*named, *(Word("", one.start, one.end) for one in marks)])
    if re.search(r"[a-zåäö]", without(rest, words(rest, "heading"))):
        return None
    columns = list[_Mark]()
    for one in named:
        unit = next((mark for mark in marks if 0 <= mark.start - one.end <= 2 and _belongs(mark, one)), None)
        if unit:
            marks.remove(unit)
        columns.append(_Mark(one.start, one.end, quantity_of(one.reads), unit.unit if unit else ""))
    columns = sorted([*columns, *marks], key=lambda one: one.start)
    header = Header(tuple(one.quantity for one in columns), tuple(one.unit for one in columns))
    if len([one for one in header.columns if one]) < (2 if named else 1):
        return None
    return header, not named


def row_of(line: str, header: Header | None, context: Place | None) -> Line | Odd | None:
    """The row of a table that a line is; None where it is text. Without a header nobody can say what its numbers are.

    `line`: plain. `context`: what the heading says.
    """
    tokens = line.split()
    label, place = _label(tokens)
    rest = tokens[len(label) :]
    values = [one for one in rest if _is_value(one)]
    wanted = len(header.columns) if header else _FEWEST
    if len(rest) < min(_FEWEST, wanted) or 2 * len(values) <= len(rest):
        return None
    site = " ".join(label)
    if place is None:
        start = next(index for index, one in enumerate(tokens) if _is_value(one))
        site, rest = " ".join(tokens[:start]), tokens[start:]
        if header is None or 2 * len(values) < wanted or not site:
            return None
    elif place.left_out:
        return Line(site, place, ())
    here = _inside(place, context) if place else None
    if header is None:
        return Odd(line, *_NO_HEADER, here)
    if len(rest) != wanted:
        return Odd(line, *_row_length(len(rest), wanted), here)
    pairs = zip(header.columns, header.units, rest, strict=True)
    read = tuple(Value(column, text, unit, site) for column, unit, text in pairs if column)
    return Line(site, here, read)


def sentences_of(line: str, context: Place | None) -> list[Line | Odd]:
    """What the sentences of a line say: of the site before the numbers, else of that of the sentence or heading before.

    `line`: plain. `context`: what the heading says.
    """
    read: list[Line | Odd] = []
    for clause in _CLAUSE.split(line):
        found = _sentence_of(clause, context)
        read += [found] if found else []
        context = found.place if isinstance(found, Line) else context
    return read


def _sentence_of(line: str, context: Place | None) -> Line | Odd | None:
    found = [one for one in words(line, "quantity") if one.reads != "left_out"]
    if not found:
        return None
    site = line[: found[0].start].strip(" :,;-–(")
    ends = [*(one.start for one in words(line, "quantity")), len(line)]
    values: list[Value] = []
    for one in found:
        end = next(place for place in ends if place > one.start)
        said = _said(one, line[one.end : end].rstrip(" ,;("), last=end == len(line))
        if said is None:
            place = place_of(site) if site else context
            told = place and (site or place.region) and _DIGIT_FIRST.match(line[one.end : end])
            return Odd(line, *_NOT_ENDED, _inside(place, context) if site else place) if place and told else None
        values.append(said)
    place = place_of(site) if site else context
    if place is None or not (site or place.region):
        return Odd(line, *_NO_SITE)
    values = [replace(one, field=site or one.field) for one in values]
    return Line(site, _inside(place, context) if site else place, tuple(values))


def _inside(place: Place, context: Place | None) -> Place:
    """As `within`; but one that names the hip alone is not the part of it that was spoken of before."""
    if context and place.family and place.region is None and not place.total:
        context = replace(context, region=None)
    return within(place, context)


def _said(word: Word, text: str, *, last: bool) -> Value | None:
    """The number after a quantity's name, with its unit; None where no number follows, or the text goes on from it."""
    found = _SAID.fullmatch(text)
    if found is None:
        return None
    rest, unit = found["rest"], _UNIT_AFTER.match(found["rest"])
    rest = rest[unit.end() :] if unit else rest
    if not _ENDED.match(rest):
        return None
    quantity = quantity_of(word.reads)
    assert quantity is not None
    said = unit["unit"].replace(" ", "").replace("sd", "SD") if unit else ""
    return Value(quantity, found["value"].rstrip(".,"), said, None)


def cut_short(line: Line, at_end: bool) -> bool:
    """Whether a number of the line has fewer decimals than any report prints. `at_end`: the text ends with the line."""
    wanted = [_WHOLE[value.quantity] for value in line.values]
    if at_end and line.values:
        wanted[-1] = _DECIMALS.get(line.values[-1].quantity, wanted[-1])
    return any(
        re.fullmatch(_NUMBER, str(value.text)) and _decimals(str(value.text)) < least
        for value, least in zip(line.values, wanted, strict=True)
    )


def _decimals(text: str) -> int:
    return len(re.split("[.,]", text)[-1]) if re.search("[.,]", text) else 0


def _units(line: str) -> list[_Mark]:
    found = [(one, (one["in"] or "").replace(" ", "")) for one in UNIT.finditer(line) if one["in"]]
    return [_Mark(one.start(), one.end(), OF_UNIT.get(unit), unit) for one, unit in found if unit != "%"]


def _belongs(mark: _Mark, word: Word) -> bool:
    """Whether a unit in brackets is that of the name before it, and not a column of its own."""
    if mark.unit == "%":
        return word.reads == "left_out"
    if word.reads in ("t_score", "z_score"):
        return mark.unit == "sd"
    return word.reads == "left_out" or mark.quantity == word.reads or (mark.quantity is None and mark.unit != "sd")


def _label(tokens: Sequence[str]) -> tuple[list[str], Place | None]:
    """The longest beginning of the row that names a place."""
    for length in range(min(len(tokens), 6), 0, -1):
        place = place_of(" ".join(tokens[:length]))
        if place:
            return list(tokens[:length]), place
    return [], None


def _is_value(token: str) -> bool:
    return bool(_ABSENT.fullmatch(token) or _VALUE.fullmatch(token))


def _row_length(found: int, wanted: int) -> tuple[str, str]:
    return (
        f"raden har {found} tal och rubriken {wanted} kolumner: det går inte att säga vilket tal som är vilket",
        f"the row has {found} numbers and the header {wanted} columns: it cannot be said which number is which",
    )


CUT_SHORT = (
    "ett tal har färre decimaler än rapporter skriver: är texten avhuggen? Skriv T-score med en decimal (-2,0) och BMD "
    "med tre",
    "a number has fewer decimals than reports print: is the text cut off? Write a T-score with one decimal (-2.0) and "
    "BMD with three",
)
_NO_HEADER = (
    "raden har mätvärden, men ingen rubrik ovanför som känns igen (BMD, T-score, Z-score): ta med rubrikraden",
    "the row has measurements, but no header that is recognised above it (BMD, T-score, Z-score): take that along",
)
_NO_SITE = (
    "platsen framför värdet känns inte igen: skriv till exempel Ländrygg L1-L4: T-score -2,1",
    "the site before the value is not recognised: write for example Lumbar spine L1-L4: T-score -2.1",
)
_NOT_ENDED = (
    "det som står efter talet går inte att läsa: skriv varje värde för sig, till exempel T-score -2,1",
    "what stands after the number cannot be read: write each value by itself, for example T-score -2.1",
)
