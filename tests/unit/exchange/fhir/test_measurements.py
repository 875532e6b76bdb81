"""Observation: values with unit, status and age; laboratory panels; bone density told apart by site."""

from datetime import date
from typing import Any

import pytest

from unit.exchange.fhir.make import LOINC, SNOMED, Made, concept, facts, named, observation, record, told

SITE = {"neck": "29627003", "hip": "29836001", "spine": "122496007", "thorax": "122495006", "heel": "80144004"}


def at(site: str) -> Made:
    return {"bodySite": concept(SITE[site], SNOMED)}


# READING A VALUE


@pytest.mark.parametrize(
    ("code", "value", "unit", "fact", "expected"),
    [
        ("NPU18016", 71, "umol/L", "creatinine_umol_l", 71),
        ("NPU04998", 71, "umol/L", "creatinine_umol_l", 71),
        ("2160-0", 1, "mg/dL", "creatinine_umol_l", 88.4),
        ("NPU23745", 0.94, "mg/L", "cystatin_c_mg_l", 0.94),
        ("SWE05406", 68, "mL/min/{1.73_m2}", "egfr_ml_min", 68),
        ("NPU01443", 2.3, "mmol/L", "calcium_mmol_l", 2.3),
        ("17861-6", 9.2, "mg/dL", "calcium_mmol_l", 2.2954),
        ("NPU04144", 1.24, "mmol/L", "ionised_calcium_mmol_l", 1.24),
        ("NPU19673", 39, "g/L", "albumin_g_l", 39),
        ("NPU53078", 1.1, "ukat/L", "alp_ukat_l", 1.1),
        ("6768-6", 90, "U/L", "alp_ukat_l", 1.5),
        ("NPU03028", 5.1, "pmol/L", "pth_pmol_l", 5.1),
        ("NPU10267", 61, "nmol/L", "vitamin_d_nmol_l", 61),
        ("62292-8", 20, "ng/mL", "vitamin_d_nmol_l", 49.92),
        ("29463-7", 62, "kg", "weight_kg", 62),
        ("8302-2", 1.62, "m", "height_cm", 162),
        ("90265-0", 18.5, "%", "frax_major_percent", 18.5),
        ("38267-1", -2.5, "{T-score}", "t_score_lumbar_spine", -2.5),
    ],
)
def test_a_value_is_read_in_the_unit_of_the_fact(
    code: str, value: float, unit: str, fact: str, expected: float
) -> None:
    assert facts(observation(code, value, unit))[fact] == expected


def test_the_text_of_a_unit_serves_where_there_is_no_code() -> None:
    assert facts(observation("NPU18016", 0, valueQuantity={"value": 71, "unit": "µmol/L"}))["creatinine_umol_l"] == 71


@pytest.mark.parametrize(
    ("elements", "key"),
    [
        ({"valueQuantity": {"value": 71}}, "no unit"),
        ({"valueQuantity": {"value": 71, "unit": "flaskor"}}, "unit"),
        ({"valueQuantity": {"value": 71, "code": "mL/min"}}, "unit"),
        ({"valueQuantity": {"value": "71", "unit": "umol/L"}}, "no number"),
        ({"valueQuantity": {"value": True, "unit": "umol/L"}}, "no number"),
        ({"valueQuantity": {"value": 71, "unit": "umol/L", "comparator": "<"}}, "comparator"),
        ({"valueString": "71 umol/L", "valueQuantity": None}, "no number"),
        ({"effectiveDateTime": None}, "no date"),
    ],
)
def test_what_cannot_be_read_is_refused_and_blocks_what_is_older(elements: Made, key: str) -> None:
    one = observation("NPU18016", 71, "umol/L", id="new", **elements)
    found = record(one)
    assert "creatinine_umol_l" not in found.raw
    assert told(found) == {key: ("Observation/new",)}
    assert found.notes[0].fact == "creatinine_umol_l"
    older = record(one, observation("NPU18016", 60, "umol/L", "2025-12-01"))
    assert ("creatinine_umol_l" in older.raw) is (key == "no date")  # what has no day is not known to be newer


def test_no_value_is_nothing() -> None:
    absent = observation("NPU18016", 1, valueQuantity=None, dataAbsentReason=concept("not-performed", "http://x"))
    found = record(absent, observation("NPU18016", 60, "umol/L", "2025-12-01"))
    assert found.raw["creatinine_umol_l"] == 60
    assert found.notes == ()


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("final", True), ("amended", True), ("corrected", True), ("preliminary", False), ("registered", False),
        ("cancelled", False), ("entered-in-error", False), ("unknown", False), ("nonsense", False), (None, False),
    ],
)  # fmt: skip
def test_only_what_is_final_is_read(status: str | None, counts: bool) -> None:
    found = record(observation("29463-7", 62, "kg", status=status), observation("29463-7", 70, "kg", "2025-12-01"))
    assert found.raw["weight_kg"] == (62 if counts else 70)
    assert bool(found.notes) is not counts


def test_the_newest_value_of_the_day_counts_and_the_future_does_not() -> None:
    found = record(
        observation("29463-7", 61, "kg", "2026-03-02T07:00:00+01:00"),
        observation("29463-7", 62, "kg", "2026-03-02T09:00:00+01:00"),
        observation("29463-7", 50, "kg", "2026-03-03", id="late"),
    )
    assert found.raw["weight_kg"] == 62
    assert told(found) == {"future": ("Observation/late",)}


def test_two_values_of_one_moment_are_none() -> None:
    found = record(observation("29463-7", 61, "kg", id="a"), observation("29463-7", 62, "kg", id="b"))
    assert "weight_kg" not in found.raw
    assert told(found) == {"values differ": ("Observation/a", "Observation/b")}
    assert facts(observation("29463-7", 61, "kg"), observation("29463-7", 61, "kg"))["weight_kg"] == 61


@pytest.mark.parametrize(
    ("code", "comparator", "value", "unit", "fact", "counts"),
    [
        ("SWE05406", ">", 90, "mL/min/{1.73_m2}", "egfr_ml_min", True),
        ("SWE05406", ">", 60, "mL/min/{1.73_m2}", "egfr_ml_min", True),
        ("SWE05406", ">", 30, "mL/min/{1.73_m2}", "egfr_ml_min", False),
        ("SWE05406", "<", 15, "mL/min/{1.73_m2}", "egfr_ml_min", False),
        ("NPU10267", "<", 20, "nmol/L", "vitamin_d_nmol_l", True),
        ("NPU10267", "<", 30, "nmol/L", "vitamin_d_nmol_l", False),
        ("NPU01443", "<", 1.5, "mmol/L", "calcium_mmol_l", False),
    ],
)
def test_a_bound_counts_only_beyond_all_limits(
    code: str, comparator: str, value: float, unit: str, fact: str, counts: bool
) -> None:
    quantity = {"value": value, "comparator": comparator, "code": unit}
    assert (facts(observation(code, 0, valueQuantity=quantity)).get(fact) == value) is counts


# BODY, HABITS, FALLS, FRAX


def test_the_weight_of_five_years_ago() -> None:
    weights = [
        observation("29463-7", kg, "kg", day)
        for kg, day in (
            (90, "2019-12-01"),
            (70, "2020-06-01"),
            (69, "2021-02-20"),
            (68, "2022-02-01"),
            (60, "2026-01-10"),
        )
    ]
    found = facts(*weights)
    assert (found["weight_5_years_ago_kg"], found["weight_kg"]) == (69, 60)
    assert "weight_5_years_ago_kg" not in facts(weights[0], weights[4])


def test_an_old_value_does_not_count() -> None:
    found = record(
        observation("29463-7", 60, "kg", "2024-03-01", id="w"), observation("8302-2", 160, "cm", "2021-03-02")
    )
    assert "weight_kg" not in found.raw
    assert found.raw["height_cm"] == 160
    assert told(found) == {"old": ("Observation/w",)}


@pytest.mark.parametrize(
    ("value", "smoker"),
    [
        ({"valueCodeableConcept": concept("449868002", SNOMED)}, True),
        ({"valueCodeableConcept": concept("8517006", SNOMED)}, False),
        ({"valueCodeableConcept": concept("LA18978-9", LOINC)}, False),
        ({"valueBoolean": True}, True),
        ({"valueCodeableConcept": concept("266927001", SNOMED)}, None),  # unknown
    ],
)
def test_smoking(value: Made, smoker: bool | None) -> None:
    found = record(observation("72166-2", 0, **{"valueQuantity": None, **value}))
    assert found.raw.get("current_smoker") is smoker
    assert bool(found.notes) is (smoker is None)


@pytest.mark.parametrize(
    ("drinks", "expected"), [(0, False), (1, False), (1.7, False), (2, None), (2.9, None), (3, True)]
)
def test_a_drink_is_at_least_a_unit_and_at_most_one_and_three_quarters(drinks: float, expected: bool | None) -> None:
    found = record(observation("74013-4", drinks, "{drinks}/d"))
    assert found.raw.get("alcohol_3_or_more_units") is expected
    assert bool(found.notes) is (expected is None)


def test_falls_are_counted_and_only_of_the_last_year() -> None:
    assert facts(observation("52552-7", 0, valueQuantity=None, valueInteger=2)) == {"falls_last_year": 2}
    assert facts(observation("52552-7", 2, "{falls}", "2025-03-01")) == {}


def test_frax_in_components_has_one_date() -> None:
    percent = {"unit": "%", "code": "%"}
    parts = [
        {"code": concept("90265-0", LOINC), "valueQuantity": {"value": 22, **percent}},
        {"code": concept("90266-8", LOINC), "valueQuantity": {"value": 9, **percent}},
    ]
    panel = observation("83311-1", 0, when="2020-05-04", valueQuantity=None, component=parts)
    expected = {"frax_major_percent": 22, "frax_hip_percent": 9, "frax_date": "2020-05-04"}
    assert expected.items() <= facts(panel).items()
    newer = facts(panel, observation("90265-0", 25, "%", "2025-05-04"))
    assert newer["frax_major_percent"] == 25
    assert "frax_hip_percent" not in newer


# LABORATORY


def test_the_date_of_the_panel_is_that_of_its_oldest_value() -> None:
    found = facts(
        observation("NPU18016", 71, "umol/L", "2026-02-01"), observation("NPU53078", 1.1, "ukat/L", "2025-09-01")
    )
    assert found == {"creatinine_umol_l": 71, "alp_ukat_l": 1.1, "laboratory_date": "2025-09-01"}


def test_an_old_value_beside_fresh_ones_is_left_out() -> None:
    found = record(
        observation("NPU18016", 71, "umol/L", "2026-02-01"),
        observation("NPU03028", 5, "pmol/L", "2025-03-01", id="old"),
    )
    assert "pth_pmol_l" not in found.raw
    assert found.raw["laboratory_date"] == "2026-02-01"
    assert told(found) == {"older than others": ("Observation/old",)}
    assert "pth_pmol_l" in facts(
        observation("NPU18016", 71, "umol/L"), observation("NPU03028", 5, "pmol/L", "2025-03-02")
    )


def test_a_record_that_is_old_throughout_is_read_with_its_date() -> None:
    found = facts(
        observation("NPU18016", 71, "umol/L", "2022-05-01"),
        observation("NPU53078", 1.1, "ukat/L", "2021-05-01"),
        observation("NPU03028", 5, "pmol/L", "2021-04-30"),
    )
    assert found == {"creatinine_umol_l": 71, "alp_ukat_l": 1.1, "laboratory_date": "2021-05-01"}


def test_a_panel_of_a_month_or_year_counts_as_its_first_day() -> None:
    assert facts(observation("NPU18016", 71, "umol/L", "2026-02"))["laboratory_date"] == "2026-02-01"


def test_albumin_belongs_to_the_sample_of_the_calcium() -> None:
    calcium = observation("NPU01443", 2.3, "mmol/L", "2026-01-10")
    same, later = (
        observation("NPU19673", 33, "g/L", "2026-01-10"),
        observation("NPU19673", 41, "g/L", "2026-02-10", id="b"),
    )
    assert facts(calcium, same, later)["albumin_g_l"] == 33
    found = record(calcium, later)
    assert "albumin_g_l" not in found.raw
    assert told(found) == {"other day": ("Observation/b",)}
    assert facts(later)["albumin_g_l"] == 41


def test_an_egfr_before_the_latest_creatinine_is_left_out() -> None:
    egfr = observation("SWE05406", 60, "mL/min/{1.73_m2}", "2026-01-10", id="e")
    found = record(egfr, observation("NPU18016", 190, "umol/L", "2026-02-10"))
    assert "egfr_ml_min" not in found.raw
    assert found.raw["laboratory_date"] == "2026-02-10"
    assert told(found) == {"before creatinine": ("Observation/e",)}
    assert facts(egfr, observation("NPU18016", 70, "umol/L", "2026-01-10"))["egfr_ml_min"] == 60


def test_egfr_of_creatinine_and_cystatin_c_on_one_day_is_their_mean() -> None:
    unit = "mL/min/{1.73_m2}"
    found = facts(observation("SWE05406", 60, unit), observation("SWE05405", 41, unit))
    assert found["egfr_ml_min"] == 50.5
    assert (
        facts(observation("SWE05406", 60, unit), observation("SWE05405", 41, unit, "2026-01-01"))["egfr_ml_min"] == 60
    )


# BONE DENSITY


@pytest.mark.parametrize(
    ("code", "elements", "fact"),
    [
        ("38267-1", {}, "t_score_lumbar_spine"),
        ("38267-1", at("spine"), "t_score_lumbar_spine"),
        ("38264-8", {}, "t_score_total_hip"),
        ("38264-8", at("neck"), "t_score_femoral_neck"),
        ("38263-0", at("neck"), "t_score_femoral_neck"),
        ("38263-0", at("hip"), "t_score_total_hip"),
        ("80948-3", {}, "t_score_total_hip"),  # without a closer site
        ("80945-9", {}, "t_score_total_hip"),
    ],
)
def test_the_site_is_told_by_code_and_body_site(code: str, elements: Made, fact: str) -> None:
    found = record(observation(code, -2.6, "1", id="t", **elements))
    assert {"t_score_femoral_neck", "t_score_total_hip", "t_score_lumbar_spine"} & set(found.raw) == {fact}
    assert found.raw["dxa_date"] == "2026-02-01"
    assert bool(found.notes) is (fact == "t_score_total_hip" and not elements)  # a reading is told


@pytest.mark.parametrize(
    ("code", "elements"),
    [
        ("38265-5", {}),  # forearm
        ("38265-5", at("spine")),
        ("38266-3", {}),  # heel
        ("85394-5", {}),  # Z-score
        ("80933-5", {}),
        ("104938-6", {}),
        ("38267-1", at("hip")),  # code and body site disagree
        ("38267-1", at("thorax")),
        ("38264-8", at("heel")),
        ("38264-8", at("spine")),
    ],
)
def test_another_site_is_never_read(code: str, elements: Made) -> None:
    found = record(observation(code, -3.9, "1", id="t", **elements))
    assert not [fact for fact in found.raw if fact.startswith(("t_score", "dxa"))]
    assert told(found) == {"site": ("Observation/t",)}


def test_left_and_right_give_the_lowest() -> None:
    found = facts(observation("80946-7", -2.1, "1"), observation("80945-9", -2.4, "1"))
    assert found == {"t_score_total_hip": -2.4, "dxa_date": "2026-02-01"}


def test_one_date_stands_for_one_measurement() -> None:
    found = record(
        observation("38264-8", -2.4, "1", "2025-05-04", **at("hip")),
        observation("38264-8", -1.9, "1", "2022-05-04", **at("hip")),
        observation("38267-1", -3.4, "1", "2022-05-04", id="old"),
    )
    assert {"t_score_total_hip": -2.4, "dxa_date": "2025-05-04"}.items() <= found.raw.items()
    assert "t_score_lumbar_spine" not in found.raw
    assert told(found) == {"other density": ("Observation/old",)}


def test_an_unreadable_value_of_the_latest_measurement_blocks_its_site() -> None:
    found = record(
        observation("38264-8", -2.4, "1", "2025-05-04", **at("hip")),
        observation("38267-1", -2.4, "g/cm2", "2025-05-04", id="odd"),
    )
    assert "t_score_lumbar_spine" not in found.raw
    assert told(found) == {"unit": ("Observation/odd",)}


def study(day: str, **elements: Any) -> Made:
    fixed = {"status": "completed", "code": concept("312681000", SNOMED), "subject": {"reference": "Patient/p"}}
    return named("Procedure", **{**fixed, "performedDateTime": day, **elements})


def test_a_study_without_values_has_a_date_only() -> None:
    assert facts(study("2025-05-04")) == {"dxa_date": "2025-05-04"}
    assert facts(study("2025-05-04"), study("2025-11-04")) == {"dxa_date": "2025-11-04"}
    assert facts(study("2025-05-04", status="preparation")) == {}
    assert facts(observation("38269-7", 0, when="2024-05-04", valueQuantity=None)) == {"dxa_date": "2024-05-04"}


def test_a_later_study_without_values_does_not_date_older_values() -> None:
    found = record(observation("38264-8", -2.4, "1", "2025-05-04", **at("hip")), study("2025-11-04", id="s"))
    assert found.raw["dxa_date"] == "2025-05-04"
    assert told(found) == {"newer density": ("Procedure/s",)}
    assert record(observation("38264-8", -2.4, "1", "2025-05-04", **at("hip")), study("2025-05-04")).notes == ()


def test_density_of_the_femoral_neck_with_its_maker() -> None:
    device = {"resourceType": "Device", "id": "d", "manufacturer": "Hologic, Inc."}
    points = {"device": {"reference": "Device/d"}}
    found = facts(device, observation("24701-5", 0.612, "g/cm2", **at("neck"), **points))
    assert found == {"bmd_femoral_neck": 0.612, "bmd_maker": "hologic", "dxa_date": "2026-02-01"}
    assert "bmd_maker" not in facts(observation("24701-5", 0.612, "g/cm2", **at("neck")))
    assert facts(observation("24701-5", 0.612, "g/cm2")) == {}


def test_the_day_decides_what_is_read() -> None:
    weights = [observation("29463-7", 70, "kg", "2024-01-01"), observation("29463-7", 60, "kg", "2026-01-01")]
    assert facts(*weights, day=date(2024, 6, 1))["weight_kg"] == 70
