"""The coded concepts of structured reports, from `data/concepts.csv`: one row a name, with its source."""

import csv
from functools import cache
from importlib.resources import files

from highdicom.sr import CodedConcept


@cache
def concepts() -> dict[str, CodedConcept]:
    """Name (as the rest of the room calls it) -> concept."""
    text = files("benkoll.exchange.dicom").joinpath("data", "concepts.csv").read_text("utf-8")
    return {
        row["name"]: CodedConcept(row["code"], row["scheme"], row["meaning"])
        for row in csv.DictReader(text.splitlines())
    }
