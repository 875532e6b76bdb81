from typing import Any

import pytest

from benkoll.logic.term import Parameter
from benkoll.measures import kidney
from terms.asked import missing, value

# sex, age, creatinine in umol/L, eGFR; men at 160 and 200 tell the men's branch from two faulty ones in circulation
LUND_MALMO = [
    ("female", 70, 80, 60.45),
    ("female", 80, 150, 23.46),
    ("female", 85, 160, 20.97),
    ("male", 70, 90, 65.76),
    ("male", 80, 160, 30.23),
    ("male", 80, 200, 22.60),
]
CAPA = [(1.0, 70, 72.08), (1.5, 80, 43.47), (0.9, 50, 85.06)]
WOMAN: dict[str, Any] = {"sex": "female", "age": 70}


@pytest.mark.parametrize(("sex", "age", "creatinine", "egfr"), LUND_MALMO)
def test_revised_lund_malmo(sex: str, age: float, creatinine: float, egfr: float) -> None:
    known: dict[str, Any] = {"sex": sex, "age": age, "creatinine_umol_l": creatinine}
    assert value(kidney.egfr_creatinine, **known) == pytest.approx(egfr, abs=0.005)
    assert value(kidney.egfr, **known) == round(egfr)
    assert value(kidney.egfr_method, **known) == "lmr"


@pytest.mark.parametrize(("sex", "knee"), [("female", 150), ("male", 180)])
def test_the_two_branches_meet_at_the_knee(sex: str, knee: float) -> None:
    below, at, above = (
        value(kidney.egfr_creatinine, sex=sex, age=75, creatinine_umol_l=knee + step) for step in (-1e-6, 0, 1e-6)
    )
    assert below == pytest.approx(at, abs=1e-5)
    assert above == pytest.approx(at, abs=1e-5)


@pytest.mark.parametrize(("cystatin_c", "age", "egfr"), CAPA)
def test_capa(cystatin_c: float, age: float, egfr: float) -> None:
    assert value(kidney.egfr_cystatin_c, cystatin_c_mg_l=cystatin_c, age=age) == pytest.approx(egfr, abs=0.005)
    assert value(kidney.egfr, cystatin_c_mg_l=cystatin_c, age=age) == round(egfr)
    assert value(kidney.egfr_method, cystatin_c_mg_l=cystatin_c, age=age) == "capa"


def test_the_mean_is_rounded_once() -> None:
    known = WOMAN | {"creatinine_umol_l": 80, "cystatin_c_mg_l": 1.05}
    creatinine, cystatin_c = value(kidney.egfr_creatinine, **known), value(kidney.egfr_cystatin_c, **known)
    assert (creatinine, cystatin_c) == (pytest.approx(60.45, abs=0.005), pytest.approx(68.06, abs=0.005))
    assert value(kidney.egfr_mean, **known) == pytest.approx(64.26, abs=0.005)
    assert value(kidney.egfr, **known) == 64
    assert value(kidney.egfr_method, **known) == "mean"


def test_rounding_each_first_would_differ() -> None:
    known = WOMAN | {"creatinine_umol_l": 80, "cystatin_c_mg_l": 1.0}  # 60.45 and 72.08: 66.27; 60 and 72: 66
    assert value(kidney.egfr, **known) == 66
    known = WOMAN | {"creatinine_umol_l": 81, "cystatin_c_mg_l": 1.0}  # 59.72 and 72.08: 65.90; 60 and 72: 66
    assert value(kidney.egfr, **known) == 66
    known = WOMAN | {"creatinine_umol_l": 80, "cystatin_c_mg_l": 1.01}  # 60.45 and 71.24: 65.85
    assert value(kidney.egfr, **known) == 66
    known = WOMAN | {"creatinine_umol_l": 79.5, "cystatin_c_mg_l": 0.995}  # 60.82 and 72.50: 66.66
    assert value(kidney.egfr, **known) == 67


def test_a_given_value_stands_above_all_and_is_not_rounded() -> None:
    known = WOMAN | {"egfr_ml_min": 34.6, "creatinine_umol_l": 80, "cystatin_c_mg_l": 1.0}
    assert value(kidney.egfr, **known) == 34.6
    assert value(kidney.egfr_method, **known) == "given"


@pytest.mark.parametrize(
    ("given", "kg", "cm", "absolute"),
    [(60, 70, 170, 63), (40, 45, 150, 32), (35, 45, 150, 28), (34.6, 70, 170, 36)],
)
def test_absolute(given: float, kg: float, cm: float, absolute: float) -> None:
    known = {"egfr_ml_min": given, "weight_kg": kg, "height_cm": cm}
    assert value(kidney.egfr_absolute, **known) == absolute
    assert value(kidney.egfr_for_drugs, **known) == absolute


def test_absolute_comes_from_the_unrounded_estimate() -> None:
    known = WOMAN | {"creatinine_umol_l": 80, "weight_kg": 100, "height_cm": 180}  # 60.45 x 2.196 / 1.73
    assert value(kidney.egfr_absolute, **known) == 77  # from 60 it would be 76
    assert value(kidney.egfr, **known) == 60


def test_without_height_or_weight_the_relative_counts() -> None:
    for known in ({"weight_kg": 70}, {"height_cm": 170}, {}):
        assert value(kidney.egfr_absolute, egfr_ml_min=40, **known) is None
        assert value(kidney.egfr_for_drugs, egfr_ml_min=40, **known) == 40


def test_what_is_missing() -> None:
    sources = {"egfr_ml_min", "creatinine_umol_l", "cystatin_c_mg_l"}
    for term in (kidney.egfr, Parameter("limit", 35, "<").met_by(kidney.egfr)):
        assert missing(term, sex="female", age=70) == sources
        assert missing(term, age=70) == sources | {"sex"}
        assert missing(term, sex="female") == sources | {"age", "birth_date"}
        assert missing(term, age=70, creatinine_umol_l=80) == {"egfr_ml_min", "cystatin_c_mg_l", "sex"}
        assert missing(term, **WOMAN, creatinine_umol_l=80) == set()
    assert missing(kidney.egfr_for_drugs, **WOMAN) == sources | {"height_cm", "weight_kg"}
    assert missing(kidney.egfr_for_drugs, **WOMAN, height_cm=170, weight_kg=70) == sources
    assert missing(kidney.egfr_method, **WOMAN) == sources


def test_unknown_without_any_value() -> None:
    for term in (kidney.egfr, kidney.egfr_method, kidney.egfr_absolute, kidney.egfr_for_drugs):
        assert value(term, **WOMAN, height_cm=170, weight_kg=70) is None
    assert value(kidney.egfr, age=70, creatinine_umol_l=80) is None
