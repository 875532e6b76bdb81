"""A densitometer's database as CSV, of Hologic, Lunar or anybody's spreadsheet: a header, and a site or a scan a row.

Semicolon, comma or tab between the cells. The numbers may have a decimal comma wherever it cannot be mistaken.
"""

import csv
import io
from collections.abc import Iterator

from benkoll.errors import Problem
from benkoll.exchange.csv import broken_quotes, wrong_length
from benkoll.exchange.densitometry.checked import Checked
from benkoll.exchange.densitometry.exports import Record, layout_of, reports_of
from benkoll.exchange.densitometry.mapping import Mapped
from benkoll.exchange.densitometry.numbers import LIMITS
from benkoll.exchange.rows import Reject, reject, unusable
from benkoll.facts.messages import shown

SEPARATORS = ";\t,"


def separator_of(header: str) -> str | None:
    """What stands between the cells of a header; None where it is no header of two columns."""
    found = max(SEPARATORS, key=header.count)
    return found if found in header else None


def reports(text: str, mapping: Mapped = ()) -> list[Checked]:
    """The reports of a whole file. Raises InputError where its header cannot be used."""
    if text.startswith("sep="):  # for Excel
        text = text.partition("\n")[2]
    text = text.lstrip("\r\n")
    separator = separator_of(text.partition("\n")[0])
    if separator is None:
        raise unusable("första raden har inga kolumner", "the first line has no columns")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names = _header(lines)
    layout = layout_of(names, mapping)
    rows = list(_rows(lines, names, separator))
    if not text.endswith(("\n", "\r")) and rows and isinstance(rows[-1], Record):
        rows[-1] = reject(rows[-1].row, *_CUT_OFF)
    wrong = tuple(problem for one in rows if isinstance(one, Reject) for problem in one.problems)
    found = reports_of((one for one in rows if isinstance(one, Record)), layout)
    return [*([Checked(None, wrong)] if wrong else []), *found]


def _header(lines: Iterator[list[str]]) -> list[str]:
    try:
        names = [" ".join(one.split()) for one in next(lines)]
    except csv.Error:
        raise unusable(
            'ett citattecken (") i rubrikraden står fel eller stängs aldrig',
            'a quotation mark (") in the header is misplaced or never closed',
        ) from None
    while names and not names[-1]:
        names.pop()
    twice = [one for one in dict.fromkeys(names) if one and names.count(one) > 1]
    if twice:
        raise unusable(
            f"kolumnen {shown(twice[0])} står flera gånger: det går inte att säga vilken som gäller",
            f"the column {shown(twice[0])} stands more than once: it cannot be said which one holds",
        )
    return names


def _rows(lines: Iterator[list[str]], names: list[str], separator: str) -> Iterator[Record | Reject]:
    for number in range(1, int(LIMITS["most_rows"]) + 1):
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error:
            yield broken_quotes(number)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(names) :]) or len(cells) < len(names):
            yield wrong_length(number, len(cells), len(names), separator)
        else:
            yield Record(number, {name: cell for name, cell in zip(names, cells, strict=False) if name})
    yield Reject(number, (Problem(*_TOO_MANY, row=number),))


_CUT_OFF = (
    "filens sista rad slutar inte med en radbrytning: är filen avhuggen? Exportera på nytt, eller lägg till "
    "radbrytningen om raden är hel",
    "the last line of the file does not end with a line break: is the file cut off? Export it anew, or add the line "
    "break if the line is whole",
)
_TOO_MANY = (
    f"filen har mer än {LIMITS['most_rows']:g} rader: dela den",
    f"the file has more than {LIMITS['most_rows']:g} rows: split it",
)
