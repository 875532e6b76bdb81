"""The rows set aside, for those who must mend them: one line a problem, as CSV that Swedish Excel opens."""

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benkoll.errors import Lang, Problem

COLUMNS = ("file", "row", "fact", "value", "reason")

# A spreadsheet runs a cell that begins so as a formula; a number with a sign is none.
FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def as_csv(problems: Iterable[Problem], lang: Lang) -> bytes:
    """The problems as rows of COLUMNS: UTF-8 with a byte order mark, semicolons, reasons in the language.

    A cell that a spreadsheet would run as a formula has an apostrophe before it, as OWASP advises: the file is
    made of what strangers wrote, and is opened in Excel.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    for problem in problems:
        reason = problem.sv if lang == "sv" else problem.en
        cells = (problem.file, problem.row, problem.fact, problem.value, reason)
        writer.writerow(["" if cell is None else _harmless(str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def write(path: Path, problems: Iterable[Problem], lang: Lang) -> None:
    """Write `as_csv` to the file, whole or not at all; only the user may read it, for it speaks of patients.

    Raises OSError where the file cannot be written.
    """
    write_whole(path, as_csv(problems, lang))


def write_whole(path: Path, content: bytes) -> None:
    """Write the file, whole or not at all; only the user may read it. Raises OSError where it cannot be written."""
    if path.exists() and not path.is_file():  # a device or pipe, such as /dev/null: never to be replaced by a file
        path.write_bytes(content)
        return
    path = path.resolve()
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _harmless(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell
