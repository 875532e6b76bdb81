"""Parquet to rows: what columns may be, and what their values are read as."""

import builtins
import io
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from benkoll.errors import InputError
from benkoll.exchange.read import read

DAY = date(2026, 3, 2)
PERSON: dict[str, Any] = {"patient_id": "p", "birth_date": date(1950, 4, 1)}


def parquet(**columns: Any) -> bytes:
    """A file of these columns, and who the patients are."""
    series = {name: one if isinstance(one, pl.Series) else [one] for name, one in columns.items()}
    known = [pl.lit(value).alias(name) for name, value in PERSON.items() if name not in columns]
    out = io.BytesIO()
    pl.DataFrame(series).with_columns(known).write_parquet(out)
    return out.getvalue()


def facts(**columns: Any) -> dict[str, Any]:
    """What the only patient of such a file is read as."""
    (record,) = read(parquet(**columns), "patients.parquet", DAY).records
    return {name: record.patient.facts.get(name) for name in columns}


@pytest.mark.parametrize(
    ("fact", "column", "expected"),
    [
        ("current_smoker", True, True),
        ("falls_last_year", 2, 2),
        ("falls_last_year", pl.Series([2.0]), 2),
        ("height_cm", 165, 165),
        ("calcium_mmol_l", pl.Series([2.1], dtype=pl.Float32), 2.1),
        ("calcium_mmol_l", pl.Series(["2.10"]).cast(pl.Decimal(4, 2)), 2.1),
        ("dxa_date", date(2026, 1, 2), date(2026, 1, 2)),
        ("dxa_date", datetime(2026, 1, 2), date(2026, 1, 2)),
        ("dxa_date", "2026-01-02", date(2026, 1, 2)),
        ("sex", pl.Series(["female"], dtype=pl.Categorical), "female"),
        ("parent_hip_fracture", None, None),
    ],
)
def test_a_value(fact: str, column: Any, expected: Any) -> None:
    assert facts(**{fact: column}) == {fact: expected}


def test_dated_fractures() -> None:
    events = pl.Series([[{"site": "wrist", "date": date(2025, 1, 2), "low_energy": True}]])
    (record,) = read(parquet(fracture_events=events), "patients.parquet", DAY).records
    assert record.patient.facts["latest_fracture_site"] == "wrist"


def test_a_bad_row_is_set_aside_and_the_others_go_on() -> None:
    reading = read(parquet(weight_kg=pl.Series([60.0, 600.0, 61.0])), "patients.parquet", DAY)
    assert [record.row for record in reading.records] == [1, 3]
    assert [(problem.row, problem.fact) for reject in reading.rejects for problem in reject.problems] == [
        (2, "weight_kg")
    ]


def test_a_day_after_year_9999_costs_its_row_only() -> None:
    day = pl.Series([None, 2_932_897], dtype=pl.Int32).cast(pl.Date)
    reading = read(parquet(dxa_date=day), "patients.parquet", DAY)
    assert [record.row for record in reading.records] == [1]
    assert [one.problems[0].value for one in reading.rejects] == ["+10000-01-01"]


def test_without_polars_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, *rest: Any, **named: Any) -> Any:
        if name == "polars":
            raise ModuleNotFoundError(name)
        return imported(name, *rest, **named)

    data = parquet(height_cm=165)
    imported = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(InputError, match=r"benkoll\[table\]"):
        read(data, "patients.parquet", DAY)
