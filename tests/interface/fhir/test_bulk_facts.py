"""A bulk export as a table of facts says what the same resources say when they are read as one file."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from benkoll.errors import Problem
from benkoll.exchange.read import read
from benkoll.population.from_fhir import write_facts
from house.tree import ROOT

DAY = date(2026, 3, 2)


def resources() -> list[dict[str, Any]]:
    """Every resource of the examples."""
    record = json.loads((ROOT / "examples" / "fhir-record.json").read_text())
    lines = (ROOT / "examples" / "fhir-two-patients.ndjson").read_text().splitlines()
    return [entry["resource"] for entry in record["entry"]] + [json.loads(line) for line in lines]


def test_the_same_facts(tmp_path: Path) -> None:
    every = resources()
    assert len({one["id"] for one in every if one["resourceType"] == "Patient"}) > 1
    lines = [json.dumps(one) for one in every]
    (tmp_path / "one.ndjson").write_text("\n".join(lines[::2]))
    (tmp_path / "two.ndjson").write_text("\n".join(lines[1::2]))
    told = list[Problem]()
    out = tmp_path / "facts.parquet"
    count = write_facts(out, [tmp_path / "one.ndjson", tmp_path / "two.ndjson"], DAY, told.append)
    whole = read("\n".join(lines).encode(), "all.ndjson", DAY)
    wanted = {
        str(one.patient.facts["patient_id"]): {name: one.patient.facts[name] for name in one.patient.stated}
        for one in whole.records
    }
    rows = {row["patient_id"]: row for row in pl.read_parquet(out).to_dicts()}
    assert {
        key: {name: value for name, value in row.items() if value is not None} for key, row in rows.items()
    } == wanted
    assert (count, len(told) > 0) == (len(wanted), bool(whole.rejects))


def test_bad_lines_are_told_and_the_others_written(tmp_path: Path) -> None:
    file = tmp_path / "export.ndjson"
    file.write_text(
        '{"resourceType":"Patient","id":"a","birthDate":"1950-01-01"}\n{\n{"resourceType":"Patient","id":"b"}\n'
    )
    told = list[Problem]()
    assert write_facts(tmp_path / "facts.parquet", [file], DAY, told.append) == 1
    assert [(one.file, one.row) for one in told] == [(str(file), 2), (str(file), 3)]
