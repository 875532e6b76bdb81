"""A hospital's list of visits as CSV: one visit a row, further columns ignored.

Comma, semicolon or tab between the cells, by the header. A row that cannot be used is set aside by itself, its `raw`
the header and the row.
"""

import csv as standard
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from benkoll.errors import InputError, Problem
from benkoll.exchange import csv
from benkoll.exchange.codes.tables import Code
from benkoll.exchange.rows import unusable
from benkoll.exchange.visits.coded import coded, diagnoses_of
from benkoll.exchange.visits.fields import Fields, decoded
from benkoll.exchange.visits.visit import Message, Person, Refused, Sex, Visit

SOURCE = "csv"
NEEDED = ("message_id", "person_id", "date", "unit", "diagnosis_codes")
ALLOWED = ("name", "sex", "ward", "external_cause_codes")
COLUMNS = (*NEEDED, *ALLOWED)
SEXES: Mapping[str, Sex | None] = {
    **dict.fromkeys(("female", "f", "k", "kvinna", "woman"), "female"),
    **dict.fromkeys(("male", "m", "man"), "male"),
    **dict.fromkeys(("unknown", "u", "okänt", "o", "x", ""), None),
}

_Codes = tuple[Code, ...]
_QUOTES = (
    'ett citattecken (") står fel eller stängs aldrig: raden går inte att läsa',
    'a quotation mark (") is misplaced or never closed: the row cannot be read',
)


def messages(data: bytes) -> Iterator[Message | Refused]:
    """The rows in order. Raises InputError at once where the header cannot be used."""
    lines = data.splitlines(keepends=True)
    head = _header(lines[0])
    wrong = list(_header_problems(head.names))
    if wrong:
        raise InputError(wrong)
    return _rows(_Lines(lines), head)


def ignored_columns(data: bytes) -> tuple[str, ...]:
    """The names of the columns that are not read."""
    names = _header(data[: data.find(b"\n") + 1 or len(data)].splitlines(keepends=True)[0]).names
    return tuple(name for name in names if name and name not in COLUMNS)


class _Header:
    __slots__ = ("names", "places", "raw", "separator")

    def __init__(self, raw: bytes, separator: str, names: Sequence[str]) -> None:
        self.raw = raw if raw.endswith((b"\n", b"\r")) else raw + b"\n"
        self.separator = separator
        self.names = names
        self.places = {name: names.index(name) for name in COLUMNS if name in names}


class _Lines:
    """The lines as text, of which `at` is the next one; it can be put back, for a row may swallow lines."""

    __slots__ = ("at", "lines")

    def __init__(self, lines: Sequence[bytes]) -> None:
        self.lines = lines
        self.at = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self.lines[self.at]
        except IndexError:
            raise StopIteration from None
        self.at += 1
        return decoded(line)


def _header(line: bytes) -> _Header:
    text = decoded(line)
    separator = "\t" if "\t" in text else csv.separator_of(text)
    try:
        names = [name.strip().lower() for name in next(standard.reader([text], delimiter=separator, strict=True), [])]
    except standard.Error:
        raise unusable(
            'ett citattecken (") i rubrikraden står fel eller stängs aldrig',
            'a quotation mark (") in the header is misplaced or never closed',
        ) from None
    while names and not names[-1]:
        names.pop()
    return _Header(line, separator, names)


def _header_problems(names: Sequence[str]) -> Iterator[Problem]:
    needed, allowed = ", ".join(NEEDED), ", ".join(ALLOWED)
    for name in COLUMNS:
        if name in NEEDED and name not in names:
            yield Problem(
                f"kolumnen saknas; rubrikraden ska ha {needed} och får även ha {allowed}",
                f"the column is missing; the header must have {needed} and may also have {allowed}",
                name,
            )
        elif names.count(name) > 1:
            yield Problem("kolumnen står flera gånger", "the column stands more than once", name)


def _rows(lines: _Lines, head: _Header) -> Iterator[Message | Refused]:
    reader = standard.reader(lines, delimiter=head.separator, strict=True)
    number, width = 0, len(head.names)
    while True:
        number += 1
        start = lines.at
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return
        except standard.Error:
            cells = None
        if cells is None or (len(cells) != width and lines.at > start + 1):  # the row has swallowed what follows
            lines.at = start + 1
            reader = standard.reader(lines, delimiter=head.separator, strict=True)
            fields = Fields(number)
            fields.wrong(None, None, *_QUOTES)
            yield fields.refused(head.raw + lines.lines[start])
        elif any(cells) and any(cell.strip() for cell in cells):
            row = lines.lines[start] if lines.at == start + 1 else b"".join(lines.lines[start : lines.at])
            yield _row(number, cells, head, head.raw + row)


def _row(number: int, cells: Sequence[str], head: _Header, raw: bytes) -> Message | Refused:
    width = len(head.names)
    if len(cells) != width and (len(cells) < width or any(cell.strip() for cell in cells[width:])):
        return Refused(csv.wrong_length(number, len(cells), width, ";").problems, raw)
    fields = Fields(number)
    message = _message(fields, cells, head.places, raw)
    return fields.refused(raw) if message is None or fields.problems else message


def _message(fields: Fields, cells: Sequence[str], places: Mapping[str, int], raw: bytes) -> Message | None:
    def cell(name: str) -> str:
        place = places.get(name)
        return "" if place is None else cells[place]

    person = Person(
        person_id=_number(fields, "person_id", cell("person_id")),
        name=fields.text("name", cell("name")),
        sex=_sex(fields, cell("sex")),
    )
    message_id = _number(fields, "message_id", cell("message_id"))
    unit = fields.needed("unit", cell("unit"))
    day = fields.day("date", cell("date"))
    if day is None and not cell("date").strip():
        fields.needed("date", "")
    ward = fields.text("ward", cell("ward"))
    codes: _Codes = ()
    for name in ("diagnosis_codes", "external_cause_codes"):
        text = cell(name)
        if text:
            found = _codes(text)
            codes += found if isinstance(found, tuple) else ()
            if isinstance(found, str):
                fields.icd10(name, found)
    if day is None or fields.problems:
        return None
    told = coded(diagnoses_of(codes))
    return Message(SOURCE, message_id, person, (Visit(day, unit, ward, *told),), raw=raw)


def _number(fields: Fields, name: str, text: str) -> str:
    """A number that Excel must not have rounded."""
    found = fields.needed(name, text)
    if csv.ROUNDED_ID.fullmatch(found):
        fields.wrong(
            name,
            found,
            "Excel har avrundat numret: formatera kolumnen som text och fyll i det på nytt",
            "Excel has rounded the number: format the column as text and enter it anew",
        )
    return found


def _sex(fields: Fields, text: str) -> Sex | None:
    word = text.strip().lower()
    if word not in SEXES:
        fields.wrong(
            "sex",
            text,
            "ska vara female, kvinna, f eller k, eller male, man eller m; tomt där det är okänt",
            "must be female, woman, f or k, or male, man or m; empty where it is unknown",
        )
    return SEXES.get(word)


@lru_cache(8192)  # the cells of a list say the same few things again and again
def _codes(text: str) -> _Codes | str:
    """The codes of a cell, or the first that is none."""
    fields = Fields(0)
    found = []
    for word in text.split():
        code = fields.icd10("", word)
        if code is None:
            return word
        found.append(code)
    return tuple(found)
