"""A pseudonymised export as files: Parquet tables of fixed columns, and what they are in a manifest."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from benkoll.chain.export import CHOICES, DAYS, FLAGS, Export
from benkoll.errors import UsageError
from benkoll.facts.table import schema

Columns = Mapping[str, Any]
More = Mapping[str, tuple[Sequence[Mapping[str, Any]], Columns]]
"""Name of a table -> its rows, and its columns with the type of each (of Polars, or of Python)."""
NAMES = dict.fromkeys(("patient", "episode"), pl.String)
EPISODES: Columns = {
    **NAMES,
    "fracture_date": pl.Date,
    "age": pl.Int16,
    **dict.fromkeys(("sex", "site", "side"), pl.String),
    "low_energy": pl.Boolean,
    **dict.fromkeys(("verdict", "state", "excluded", "unit", "hospital"), pl.String),
    "started_on": pl.Date,
    "closed_on": pl.Date,
}
EVENTS: Columns = {
    **NAMES,
    "number": pl.Int32,
    "kind": pl.String,
    "day": pl.Date,
    **dict.fromkeys(FLAGS, pl.Boolean),
    **dict.fromkeys((*CHOICES, "code"), pl.String),
    "codes": pl.List(pl.String),
    **dict.fromkeys(DAYS, pl.Date),
}


def check_folder(folder: Path) -> None:
    """Refuse (UsageError) a folder in which there is something already."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(
            f"{folder}: finns redan: ange en ny eller tom mapp",
            f"{folder}: is there already: name a new or empty folder",
        )


def write(folder: Path, made: Export, shift: bool, facts: bool, more: More | None = None) -> list[str]:
    """Write the tables, all or none; the names of the files. Raises OSError where the folder cannot be written.

    `more`: tables of other rooms, by their names.
    """
    check_folder(folder)
    tables = {"episodes": frame(made.episodes, EPISODES), "events": frame(made.events, EVENTS)}
    tables |= {name: frame(rows, columns) for name, (rows, columns) in (more or {}).items()}
    if facts:
        there = {name for row in made.facts for name in row} | {"patient_id", "assessment_date", "age", "sex"}
        columns = {name: type_ for name, type_ in schema().items() if name in there}
        tables["facts"] = frame(made.facts, columns)
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, table in tables.items():
            table.write_parquet(unfinished / f"{name}.parquet", compression="zstd")
        (unfinished / "manifest.json").write_text(json.dumps(manifest(made, tables, shift), indent=1) + "\n", "utf-8")
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return [f"{name}.parquet" for name in tables]


def manifest(made: Export, tables: Mapping[str, pl.DataFrame], shift: bool) -> dict[str, Any]:
    """What the files are."""
    return {
        "format": 1,
        "patients": made.patients,
        "days_moved": shift,
        "oldest_age_is_or_more": True,
        "tables": {name: {"rows": table.height, "columns": table.columns} for name, table in tables.items()},
    }


def frame(rows: Sequence[Mapping[str, Any]], columns: Columns) -> pl.DataFrame:
    """The rows with just these columns."""
    return pl.DataFrame([{name: row.get(name) for name in columns} for row in rows], schema=dict(columns))
