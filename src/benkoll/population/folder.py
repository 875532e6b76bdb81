"""The folder of an assessed population: its manifest, its parts, and how either is written whole.

    OUT/manifest.json            what was asked for, of which files, by which guideline; at the end what came of it
    OUT/part-00000.parquet ...   the answers, each part from the same number of input rows, in input order
    OUT/rejects/part-00000.csv   the rows set aside, with every reason; no file where there are none

A part is there or not, never half. Its rejects are written before it, so where it is, they are.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from json import dumps, loads
from pathlib import Path
from typing import Any

from benkoll.errors import UsageError

Manifest = dict[str, Any]
RUNNING, COMPLETE = "running", "complete"


def part_file(folder: Path, number: int) -> Path:
    """Where a part's answers lie."""
    return folder / f"part-{number:05}.parquet"


def rejects_file(folder: Path, number: int) -> Path:
    """Where a part's rejects lie."""
    return folder / "rejects" / f"part-{number:05}.csv"


def begun(folder: Path) -> Manifest | None:
    """The manifest of what was begun here; None where nothing was. Raises UsageError where something else is here."""
    file = folder / "manifest.json"
    if file.is_file():
        found: Manifest = loads(file.read_text("utf-8"))
        return found
    if folder.exists() and not (folder.is_dir() and all(one.name.startswith(".") for one in folder.iterdir())):
        raise UsageError(
            f"{folder}: finns redan och är ingen bedömning: ange en ny eller tom mapp",
            f"{folder}: is there already and is no assessment: name a new or empty folder",
        )
    return None


def day_of_broken_run(folder: Path) -> date | None:
    """The assessment date of a run that was broken off: it goes on with that one, also when it is past midnight."""
    found = begun(folder)
    return date.fromisoformat(found["assessment_date"]) if found and found["state"] == RUNNING else None


def manifest_of(path: Path) -> Manifest | None:
    """The manifest of an assessed folder; None for anything else. Raises UsageError where it is not complete."""
    found = begun(path) if (path / "manifest.json").is_file() else None
    if found and found["state"] != COMPLETE:
        raise UsageError(
            f"{path}: bedömningen är inte färdig: kör samma kommando igen, så fortsätter den",
            f"{path}: the assessment is not complete: run the same command again, and it goes on",
        )
    return found


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, and make the folder where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    with whole(folder / "manifest.json") as temporary:
        temporary.write_text(dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Somewhere to write that becomes the file only when all is written; left behind, it is written over."""
    temporary = path.with_name(f".{path.name}.tmp")
    yield temporary
    with open(temporary, "rb") as written:
        os.fsync(written.fileno())
    os.replace(temporary, path)
