from datetime import date, datetime
from typing import Any

import jsonschema
import pytest

from benkoll.errors import FactsError, Problem
from benkoll.facts.messages import shown, unknown_fact
from benkoll.facts.patient import json_schema, read_patient
from benkoll.facts.registry import FactInfo, registry

DAY = date(2026, 3, 2)
ALL = list(registry().values())
NUMBERS = [info for info in ALL if info.kind == "number"]
DATES = [info.name for info in ALL if info.type == "date"]


def read(**facts: Any) -> dict[str, Any]:
    """The facts as read, of a patient of 70 unless an age is given."""
    age = {} if facts.keys() & {"age", "birth_date"} else {"age": 70}
    return dict(read_patient(age | facts, DAY).facts)


def problems(**facts: Any) -> list[Problem]:
    with pytest.raises(FactsError) as caught:
        read(**facts)
    return list(caught.value.problems)


def problem(**facts: Any) -> Problem:
    (only,) = problems(**facts)
    return only


# VALUES


@pytest.mark.parametrize("info", NUMBERS, ids=lambda info: info.name)
def test_a_number_on_the_limits_is_read_and_beyond_them_refused(info: FactInfo) -> None:
    assert info.low is not None
    assert info.high is not None
    for value in (info.low, info.high):
        assert read(**{info.name: value})[info.name] == value
    step = 1 if info.type == "int" else 1e-6
    for value in (info.low - step, info.high + step):
        found = problem(**{info.name: value})
        assert found.fact == info.name
        assert found.sv.startswith("orimligt värde; tillåtet är")
        assert found.en.startswith("implausible value; allowed is")


@pytest.mark.parametrize("info", ALL, ids=lambda info: info.name)
@pytest.mark.parametrize("value", [True, 1, "1", "true", "2026-13-01", "no such text", [], {}, float("nan"), 10**400])
def test_a_value_of_another_type_is_refused(info: FactInfo, value: object) -> None:
    fits = (
        (info.type == "bool" and value is True)
        or (info.type == "str" and isinstance(value, str))
        or (info.kind == "number" and type(value) is int and info.low is not None and info.low <= value <= info.high)  # type: ignore[operator]
    )
    if fits:
        assert read(**{info.name: value})[info.name] == value
    else:
        assert problems(**{info.name: value})[0].fact == info.name


def test_whole_numbers_are_whole_whatever_their_type() -> None:
    assert read(falls_last_year=2.0)["falls_last_year"] == 2
    assert isinstance(read(falls_last_year=2.0)["falls_last_year"], int)
    assert problem(falls_last_year=2.5).sv == "ska vara ett heltal 0 till 365 fall, utan citattecken"
    assert isinstance(read(height_cm=165)["height_cm"], float)
    assert str(read(t_score_total_hip=-0.0)["t_score_total_hip"]) == "0.0"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_not_a_number_is_refused(value: float) -> None:
    assert problem(height_cm=value).en == "not a number; leave an unknown value out, allowed is 100 to 230 cm"


def test_nothing_is_absent() -> None:
    assert "stroke" not in read(stroke=None)
    assert read(fracture_events=None) == read()


@pytest.mark.parametrize("value", ["2024-02-29", date(2024, 2, 29), datetime(2024, 2, 29)])
def test_dates_are_iso_texts_days_or_midnights(value: object) -> None:
    assert read(dxa_date=value)["dxa_date"] == date(2024, 2, 29)
    assert type(read(dxa_date=value)["dxa_date"]) is date


@pytest.mark.parametrize(
    "value",
    ["2025-02-29", "2026-2-1", "20260201", "2026-W05-1", "2026-02-01T00:00:00", "1/2/2026", "", "0000-01-01", 45000,
     datetime(2026, 2, 1, 12)],
)  # fmt: skip
def test_other_dates_are_refused(value: object) -> None:
    assert problem(dxa_date=value).en == ("must be a date of the calendar, written YYYY-MM-DD, for example 2026-03-02")


def test_half_a_character_is_no_text() -> None:
    assert problem(patient_id="\ud800").sv == "ska vara text, inom citattecken i JSON"


def test_a_choice_names_what_is_allowed_and_what_was_meant() -> None:
    assert problem(sex="Female").sv == "ska vara något av female, male (menade du female?)"
    assert problem(bmd_maker="ge").en == "must be one of hologic, lunar, norland"


# UNITS


@pytest.mark.parametrize(
    ("fact", "value", "likely"),
    [
        ("creatinine_umol_l", 0.9, "mg/dL"),
        ("creatinine_umol_l", 9, "mg/dL or mg/L"),
        ("creatinine_umol_l", 19, "mg/L"),
        ("calcium_mmol_l", 9.4, "mg/dL"),
        ("ionised_calcium_mmol_l", 4.8, "mg/dL"),
        ("albumin_g_l", 4.1, "g/dL"),
        ("alp_ukat_l", 85, "U/L"),
        ("height_cm", 1.65, "m"),
        ("height_at_25_cm", 1.7, "m"),
        ("bmd_femoral_neck", 712, "mg/cm2"),
    ],
)
def test_a_likely_other_unit_is_named_and_nothing_converted(fact: str, value: float, likely: str) -> None:
    assert problem(**{fact: value}).en.endswith(f". It looks like {likely}: convert it to {registry()[fact].unit}")


def test_where_no_unit_fits_none_is_named() -> None:
    for fact, value in (("creatinine_umol_l", 5000), ("height_cm", 16.5), ("calcium_mmol_l", 0.1)):
        assert "looks like" not in problem(**{fact: value}).en


# NAMES


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("prior_hip_fractur", "prior_hip_fracture"),
        ("kreatinin", "creatinine_umol_l"),
        ("Ålder", "age"),
        ("T score total hip", "t_score_total_hip"),
        ("fractureevents", "fracture_events"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(name: str, meant: str) -> None:
    found = problem(**{name: 1})
    assert (found.fact, found.value) == (name, "1")
    assert found.en == f"unknown fact; correct the name or leave it out (did you mean {meant}?)"


def test_where_no_name_is_near_none_is_named() -> None:
    assert unknown_fact("zzzzzz").sv == "okänt faktum; rätta namnet eller ta bort det"


# AGE AND DATES


def test_an_age_or_a_birth_date_is_needed() -> None:
    with pytest.raises(FactsError) as caught:
        read_patient({}, DAY)
    assert [(found.fact, found.value) for found in caught.value.problems] == [("age", None)]
    assert [found.fact for found in problems(birth_date="1950-13-01")] == ["birth_date"]


def test_the_day_is_the_patients_own_or_that_of_the_call() -> None:
    assert read()["assessment_date"] == DAY
    assert read(assessment_date="2025-01-01")["assessment_date"] == date(2025, 1, 1)
    with pytest.raises(FactsError) as caught:
        read_patient({"age": 70})
    assert [found.fact for found in caught.value.problems] == ["assessment_date"]
    assert problem(assessment_date="yesterday").fact == "assessment_date"


@pytest.mark.parametrize(
    ("birth_date", "age", "accepted"),
    [
        ("1951-03-02", 75, True),
        ("1951-03-02", 76, True),
        ("1951-03-02", 74, True),
        ("1951-03-02", 76.1, False),
        ("1951-03-03", 76, False),
        ("1951-03-01", 74, False),
        ("1952-02-29", 73, False),
    ],
)
def test_age_and_birth_date_may_differ_by_a_year(birth_date: str, age: float, accepted: bool) -> None:
    if accepted:
        assert read(birth_date=birth_date, age=age)["age"] == age
    else:
        found = problem(birth_date=birth_date, age=age)
        assert found.fact == "age"
        assert birth_date in found.sv


def test_an_age_of_120_is_the_most() -> None:
    assert read(birth_date="1906-03-02")
    assert problem(birth_date="1906-03-01").en == "gives an age above 120 years on 2026-03-02; correct the date"


@pytest.mark.parametrize("fact", [name for name in DATES if name not in ("assessment_date", "drug_stop_date")])
def test_no_date_lies_ahead(fact: str) -> None:
    assert read(**{fact: DAY})
    assert problems(age=0, **{fact: date(2026, 3, 3)})[0].fact == fact


def test_a_stop_may_lie_twelve_months_ahead() -> None:
    assert read(drug_stop_date="2027-03-02")
    assert problem(drug_stop_date="2027-03-03").sv == (
        "ligger mer än 12 månader efter bedömningsdagen 2026-03-02; rätta datumet"
    )
    leap_day = {"assessment_date": "2024-02-29"}
    assert read(drug_stop_date="2025-02-28", **leap_day)
    assert problem(drug_stop_date="2025-03-01", **leap_day)


@pytest.mark.parametrize("fact", [name for name in DATES if name not in ("assessment_date", "birth_date")])
def test_no_date_lies_before_birth(fact: str) -> None:
    assert read(birth_date="1950-05-05", **{fact: "1950-05-05"})
    found = problem(birth_date="1950-05-05", **{fact: "1950-05-04"})
    assert (found.fact, found.sv) == (fact, "ligger före födelsedatumet 1950-05-05; rätta det ena av dem")


def test_a_birth_date_ahead_is_said_once() -> None:
    assert [found.fact for found in problems(birth_date="2027-01-01", age=70, dxa_date="2020-01-01")] == ["birth_date"]


def test_all_problems_are_told_at_once() -> None:
    found = problems(sex="x", height_cm=1.6, vfa_date="2027-01-01", stroke="ja", nothing=1)
    assert {one.fact for one in found} == {"sex", "height_cm", "vfa_date", "stroke", "nothing"}


def test_a_value_is_shown_as_it_stood() -> None:
    assert problem(stroke=1).value == "1"
    assert problem(age=400).value == "400"
    assert problem(sex="kvinna").said("sv").startswith("sex = kvinna: ")
    assert shown("a\nb") == "a\N{REPLACEMENT CHARACTER}b"
    assert shown("x" * 61) == "x" * 59 + "…"
    assert shown([date(2026, 1, 1)]) == '["2026-01-01"]'


# SCHEMA


def test_the_json_schema_takes_what_is_read_and_refuses_the_rest() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert list(schema["properties"]) == [*registry(), "fracture_events"]
    assert all(schema["properties"][name]["description"] for name in registry())
    good = {"sex": "female", "age": 70, "falls_last_year": 2, "dxa_date": "2024-02-29", "stroke": None}
    assert validator.is_valid(good | {"fracture_events": [{"site": "hip", "date": "2020-01-01"}]})
    for bad in ({"sex": "x"}, {"age": 121}, {"falls_last_year": 2.5}, {"nothing": 1}, {"fracture_events": [{}]}):
        assert not validator.is_valid(good | bad)
