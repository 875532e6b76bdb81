from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from benkoll.errors import InputError
from benkoll.facts.registry import registry
from benkoll.facts.table import CHOICES, schema, settle_columns, validate

DAY = date(2026, 3, 2)


def table(**columns: Any) -> pl.DataFrame:
    rows = max((len(column) for column in columns.values()), default=1)
    return pl.DataFrame({"age": [70.0] * rows} | columns)


def good(**columns: Any) -> dict[str, list[Any]]:
    found = validate(table(**columns), DAY)
    assert found.rejects.is_empty()
    return found.good.to_dict(as_series=False)


def rejected(**columns: Any) -> list[tuple[Any, ...]]:
    return validate(table(**columns), DAY).rejects.select("row", "fact", "value").rows()


def test_a_column_per_fact_in_order() -> None:
    assert list(schema()) == list(registry())
    assert (schema()["copd"], schema()["falls_last_year"]) == (pl.Boolean, pl.Float64)
    assert (schema()["dxa_date"], schema()["sex"]) == (pl.Date, CHOICES)


def test_good_rows_go_on_and_bad_ones_are_told_with_number_and_reason() -> None:
    frame = table(height_cm=[165.0, 1.65, None, float("nan")], sex=["female", "male", "x", None])
    found = validate(frame, DAY, first_row=11)
    assert found.good.to_dict(as_series=False) == {
        "age": [70.0],
        "height_cm": [165.0],
        "sex": ["female"],
        "assessment_date": [DAY],
    }
    assert found.rejects.select("row", "fact", "value").rows() == [
        (12, "height_cm", "1.65"),
        (13, "sex", "x"),
        (14, "height_cm", "NaN"),
    ]
    assert found.rejects["reason_sv"][0] == (
        "orimligt värde; tillåtet är 100 till 230 cm. Det ser ut som m: räkna om till cm"
    )
    assert found.rejects["reason_en"][1] == "must be one of female, male"


def test_a_row_has_its_own_day_or_that_of_the_call() -> None:
    other = date(2025, 1, 1)
    assert good(assessment_date=[other, None])["assessment_date"] == [other, DAY]
    found = validate(table(assessment_date=[other, None]))
    assert found.good["assessment_date"].to_list() == [other]
    assert found.rejects["fact"].to_list() == ["assessment_date"]
    assert validate(table()).rejects["fact"].to_list() == ["assessment_date"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pl.Series([165], dtype=pl.Int16), 165.0),
        (pl.Series([165.5], dtype=pl.Float32), 165.5),
        (pl.Series([Decimal("165.5")]), 165.5),
        (pl.Series([None]), None),
    ],
)
def test_numbers_of_any_kind_are_read(column: pl.Series, expected: float | None) -> None:
    assert good(height_cm=column)["height_cm"] == [expected]


def test_texts_and_dates_of_several_kinds_are_read() -> None:
    assert good(sex=pl.Series(["male"], dtype=pl.Categorical))["sex"] == ["male"]
    assert good(sex=pl.Series(["male"], dtype=pl.Enum(["male", "x"])))["sex"] == ["male"]
    assert good(dxa_date=["2024-02-29"])["dxa_date"] == [date(2024, 2, 29)]
    for unit in ("ms", "us", "ns"):
        midnight = pl.Series([datetime(2024, 2, 29)], dtype=pl.Datetime(unit))  # type: ignore[arg-type]
        assert good(dxa_date=midnight)["dxa_date"] == [date(2024, 2, 29)]
    assert good(t_score_total_hip=[-0.0])["t_score_total_hip"][0].hex() == "0x0.0p+0"


@pytest.mark.parametrize(
    ("fact", "column"),
    [
        ("height_cm", ["165"]),
        ("height_cm", [True]),
        ("height_cm", [[165.0]]),
        ("falls_last_year", [1.5]),
        ("stroke", [1]),
        ("stroke", ["ja"]),
        ("sex", [1]),
        ("patient_id", [1]),
        ("dxa_date", ["2025-02-29"]),
        ("dxa_date", ["2025-2-1"]),
        ("dxa_date", ["0000-01-01"]),
        ("dxa_date", ["2024-02-01\n"]),
        ("dxa_date", [45000]),
        ("dxa_date", [datetime(2024, 2, 29, 12)]),
        ("dxa_date", pl.Series([datetime(2024, 2, 29)]).dt.replace_time_zone("UTC")),
    ],
)
def test_columns_of_another_type_are_refused_row_by_row(fact: str, column: Any) -> None:
    ((row, found, _),) = rejected(**{fact: column})
    assert (row, found) == (1, fact)


def test_dates_ages_and_contradictions_are_seen_in_columns() -> None:
    assert rejected(vfa_date=[DAY, date(2026, 3, 3)]) == [(2, "vfa_date", "2026-03-03")]
    assert rejected(birth_date=[date(1950, 1, 1)]) == [(1, "age", "70.0")]
    assert rejected(age=[None, 70.0], sex=["female", "male"]) == [(1, "age", None)]
    assert rejected(sex=["male", "female"], postmenopausal=[True, True]) == [(1, "postmenopausal", "true")]


@pytest.mark.parametrize("days", [2_932_897, -800_000], ids=["year 10000", "year -221"])
@pytest.mark.parametrize("type_", [pl.Date(), pl.Datetime("ms"), pl.Datetime("us"), pl.Datetime("ms", "UTC")])
@pytest.mark.parametrize("fact", ["dxa_date", "assessment_date", "height_cm"])
def test_a_day_of_a_year_that_no_calendar_here_has_costs_its_row_only(days: int, type_: pl.DataType, fact: str) -> None:
    day = pl.Series([days, None], dtype=pl.Int32).cast(pl.Date).cast(type_)
    assert [(row, name) for row, name, _ in rejected(**{fact: day})] == [(1, fact)]


def test_a_column_that_is_no_fact_stops_the_table() -> None:
    with pytest.raises(InputError) as caught:
        validate(table(kreatinin=[80], fracture_events=[[]]), DAY)
    assert [problem.fact for problem in caught.value.problems] == ["kreatinin", "fracture_events"]
    assert "creatinine_umol_l" in caught.value.said("sv")


def test_facts_are_settled_in_columns() -> None:
    frame = validate(table(sex=["female", "male"], latest_fracture_site=["hip", None]), DAY).good
    settled = settle_columns(frame.lazy(), ["fractures"]).collect()
    assert settled["postmenopausal"].to_list() == [True, False]
    assert settled["prior_hip_fracture"].to_list() == [True, False]
    assert settled["fragility_fracture_count"].to_list() == [None, 0.0]
    assert settled["care_setting"].to_list() == ["primary_care"] * 2
    assert settled.columns[:2] == frame.columns[:2]
