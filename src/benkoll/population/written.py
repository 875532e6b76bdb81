"""A list of patients as a file that a spreadsheet opens: CSV or Excel, in which no text becomes a formula."""

import io

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from benkoll.errors import Lang, UsageError
from benkoll.exchange.rejects import FORMULA, NUMBER

MOST_ROWS = 1_048_575  # of a sheet, below its header
MODEST = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


Rows = pl.DataFrame


def as_csv(frame: Rows, lang: Lang) -> bytes:
    """The rows as CSV: UTF-8 with a byte order mark; in Swedish semicolons and decimal commas.

    A text that a spreadsheet would run as a formula has an apostrophe before it, as in `exchange.rejects`.
    """
    out = io.BytesIO()
    swedish = lang == "sv"
    frame.with_columns(_harmless(pl.col(pl.String))).write_csv(
        out, include_bom=True, separator=";" if swedish else ",", decimal_comma=swedish, line_terminator="\r\n"
    )
    return out.getvalue()


def as_excel(frame: Rows) -> bytes:
    """The rows as one sheet of an xlsx file: the header frozen, each column with its filter, texts as texts.

    Raises UsageError where there are more rows than a sheet can hold.
    """
    if frame.height > MOST_ROWS:
        raise UsageError(
            f"{frame.height} rader får inte plats i Excel (högst {MOST_ROWS}): välj CSV",
            f"{frame.height} rows are too many for Excel (at most {MOST_ROWS}): choose CSV",
        )
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, MODEST) as workbook:
        frame.write_excel(
            workbook,
            autofit=True,
            autofilter=True,
            freeze_panes=(1, 0),
            dtype_formats={pl.Date: "yyyy-mm-dd", pl.Float64: "0.0", pl.Int64: "0"},
        )
    return out.getvalue()


def _harmless(text: pl.Expr) -> pl.Expr:
    runs = text.str.contains(f"^{FORMULA.pattern}") & ~text.str.contains(f"^(?:{NUMBER.pattern})$")
    return pl.when(runs).then("'" + text).otherwise(text).name.keep()
