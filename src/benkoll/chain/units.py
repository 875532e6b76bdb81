"""The units that send patients: their hospital, and how patients know and reach them."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.commands import Chain
from benkoll.errors import InputError, Problem

COLUMNS = ("unit", "hospital", "name", "phone", "address")
NEEDED = COLUMNS[:3]


def read_units(text: str, file: str) -> list[dict[str, str]]:
    """The units of a CSV file with COLUMNS, `;` or `,` between; InputError where a line cannot be used."""
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise InputError(
            [
                Problem(
                    f"kolumn saknas: {', '.join(missing)}; filen ska ha {', '.join(COLUMNS)}",
                    f"column missing: {', '.join(missing)}; the file has {', '.join(COLUMNS)}",
                    file=file,
                )
            ]
        )
    units = [{name: (row.get(name) or "").strip() for name in COLUMNS} for row in rows]
    problems = [
        Problem("saknas", "is missing", fact=name, row=number, file=file)
        for number, unit in enumerate(units, 1)
        for name in NEEDED
        if not unit[name]
    ]
    if problems:
        raise InputError(problems)
    return units


def set_units(chain: Chain, units: Sequence[Mapping[str, str]]) -> None:
    """Write the units; one that is there is replaced."""
    table = tables.unit
    with chain.book() as book:
        names = [unit["unit"] for unit in units]
        book.connection.execute(sa.delete(table).where(table.c.unit.in_(names)))
        book.connection.execute(
            sa.insert(table), [{name: unit.get(name) or None for name in COLUMNS} for unit in units]
        )
        book.tell("units", None, reason=", ".join(names)[:400])


def units_of(chain: Chain) -> list[dict[str, Any]]:
    """The units, by hospital and name."""
    table = tables.unit
    with chain.database.reading() as connection:
        rows = connection.execute(sa.select(table).order_by(table.c.hospital, table.c.unit))
        return [row._asdict() for row in rows]
