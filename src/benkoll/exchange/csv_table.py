"""CSV of many patients as a table: the same cells mean the same as in `csv`, read by columns.

A line is a row. Lines whose cells are as many as the columns, with no separator, quotation mark or control character
inside a cell, are split by columns; the others, and those with a cell that cannot be read, one by one by `csv`, which
has the words for what is wrong with them.
"""

import csv as standard
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from benkoll.errors import InputError
from benkoll.exchange import csv
from benkoll.exchange.read import record_of
from benkoll.exchange.rows import Reject, Row, unusable
from benkoll.exchange.text import text_of
from benkoll.facts.patient import ISO_DATE
from benkoll.facts.registry import FactInfo, registry

ROW = "row number"
LONGEST_HEADER = 1 << 20
_LINE, _BAD = "line", "cannot be read"


class Rows(NamedTuple):
    """`frame`: the rows that were read, the column ROW first (numbers as in `csv.rows`). `rejects`: the others."""

    frame: pl.DataFrame
    rejects: tuple[Reject, ...]


class Header(NamedTuple):
    """How the file is written: its separator and its columns, each a fact or one of those kept beside."""

    separator: str
    columns: tuple[str, ...]


def header(path: Path, beside: Collection[str] = ()) -> Header:
    """The header of the file, where `beside` may stand beside the facts. Raises InputError where it cannot be used."""
    with path.open("rb") as file:
        line, more = file.readline(LONGEST_HEADER), file.read(1)
    first = text_of(line).rstrip("\r\n") if line.strip() or not more else ""
    if "\r" in first:
        raise unusable(
            'raderna slutar med CR, som på äldre Mac. Spara om filen, i Excel som "CSV UTF-8"',
            'the lines end with CR, as on an old Mac. Save the file anew, in Excel as "CSV UTF-8"',
        )
    separator = csv.separator_of(first)
    return Header(separator, tuple(csv.header_of(standard.reader([first], delimiter=separator, strict=True), beside)))


def count(path: Path) -> int:
    """How many rows there are below the header, empty ones counted."""
    return max(0, int(_collected(_lines(path).select(pl.len())).item()) - 1)


def read(path: Path, head: Header, first: int, length: int, day: date | None = None) -> Rows:
    """`length` rows from number `first` (0 is the one below the header) on; an empty row is skipped."""
    lines = _collected(_lines(path).slice(first + 1, length)).with_row_index(ROW, first + 1).cast({ROW: pl.Int64})
    text, sep = pl.col(_LINE), head.separator
    lines = lines.filter(text.str.strip_chars(f" \t{sep}") != "")
    letter = rf'[^"{sep}\r\x1c-\x1f]'  # x1c-x1f: white space in Python, not in Polars
    cell = f'(?:"{letter}*"|{letter}*)'
    plain = lines.select(text.str.contains(f"^{cell}(?:{sep}{cell}){{{len(head.columns) - 1}}}$")).to_series()
    typed = _typed(lines.filter(plain), head)
    unread = typed.get_column(_BAD)
    slow = pl.concat([lines.filter(~plain), lines.filter(plain).filter(unread)]).sort(ROW)
    found = [_one(number, line, head, day) for number, line in slow.iter_rows()]
    rows = [one for one in found if isinstance(one, Row)]
    frame = typed.filter(~unread).drop(_BAD)
    if rows:
        frame = pl.concat([frame, _frame(rows, frame.schema)]).sort(ROW)
    return Rows(frame, tuple(one for one in found if isinstance(one, Reject)))


def constant(name: str, text: str) -> pl.Expr:
    """A fact's column with one value, written as in a cell. Raises InputError where it cannot be read."""
    read = csv.row_of(1, [text], [registry()[name]], ",")
    if read.problems:
        raise InputError(replace(problem, row=None) for problem in read.problems)
    return _value(name, ",", pl.lit(text.strip() or None, pl.String)).alias(name)


def _lines(path: Path) -> pl.LazyFrame:
    return pl.scan_lines(path, name=_LINE).with_columns(pl.col(_LINE).str.strip_suffix("\r"))


def _collected(lines: pl.LazyFrame) -> pl.DataFrame:
    try:
        return lines.collect()
    except pl.exceptions.PolarsError:
        raise unusable(
            'filen är inte text i UTF-8. Spara om: i Excel som "CSV UTF-8 (kommaavgränsad)"',
            'the file is no text in UTF-8. Save it anew: in Excel as "CSV UTF-8 (Comma delimited)"',
        ) from None


# BY COLUMNS


def _typed(lines: pl.DataFrame, head: Header) -> pl.DataFrame:
    """The cells in the facts' types; _BAD where one of them cannot be read."""
    cells = lines.select(
        ROW,
        pl.col(_LINE)
        .str.replace_all('"', "")
        .str.split_exact(head.separator, len(head.columns) - 1)
        .struct.rename_fields(head.columns),
    ).unnest(_LINE)
    texts = cells.with_columns(pl.col(name).str.strip_chars().replace("", None) for name in head.columns)
    values = {name: _value(name, head.separator, pl.col(name)) for name in head.columns}
    wrong = [pl.col(name).is_not_null() & value.is_null() for name, value in values.items()]
    empty = pl.all_horizontal(pl.col(head.columns).is_null())  # white space of other kinds: `csv` skips the row
    return texts.select(
        ROW, pl.any_horizontal(empty, *wrong).alias(_BAD), *(value.alias(name) for name, value in values.items())
    )


def _value(name: str, separator: str, text: pl.Expr) -> pl.Expr:
    info = registry().get(name)
    match info.type if info else None:
        case "bool":
            return text.str.to_lowercase().replace_strict(csv.TRUTH, default=None, return_dtype=pl.Boolean)
        case "int" | "float":
            fits = text.str.contains(f"^(?:{csv.NUMBER[separator].pattern})$")
            return pl.when(fits).then(text.str.replace(",", ".", literal=True)).cast(pl.Float64)
        case "date":
            return pl.when(text.str.contains(f"^(?:{ISO_DATE.pattern})$")).then(text)
        case "str":
            return pl.when(~text.str.contains(f"(?i)^(?:{csv.ROUNDED_ID.pattern})$")).then(text)
        case _:
            return text


# ONE BY ONE


def _one(number: int, line: str, head: Header, day: date | None) -> Row | Reject | None:
    """The row with what stands beside the facts among its facts, or what is wrong with it; None: it is empty."""
    try:
        cells = next(standard.reader([line], delimiter=head.separator, strict=True))
    except standard.Error:
        return csv.broken_quotes(number)
    if not any(cell.strip() for cell in cells):
        return None
    row = csv.row_of(number, cells, [_info(name) for name in head.columns], head.separator)
    if isinstance(row, Reject):
        return row
    facts = {name: value for name, value in row.facts.items() if name in registry()}
    read = record_of(Row(number, facts, row.texts, row.problems), day)
    return read if isinstance(read, Reject) else row


def _info(name: str) -> FactInfo:
    """The fact; a column beside the facts is read as a text that may say anything."""
    return registry().get(name) or FactInfo(name, "", "choice", None, None, None, (), (), None, None, (), {})


def _frame(rows: Sequence[Row], schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame([{ROW: row.number, **row.facts} for row in rows], schema)
