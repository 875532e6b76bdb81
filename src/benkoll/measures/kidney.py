"""Glomerular filtration rate: given, or estimated from creatinine, cystatin C or both; relative and absolute."""

from typing import Any

from benkoll.facts import leaves as facts
from benkoll.logic.term import Named, Term, choose, exp, first_known, ln, power, recorded, rounded, unknown
from benkoll.measures.body import age_years, body_surface_area
from benkoll.measures.numbers import read

_coefficients = read("coefficients.yaml")
_lund_malmo = _coefficients["lund_malmo_revised"]
_capa = _coefficients["capa"]


def _creatinine_part(sex: dict[str, Any]) -> Term:
    above = _lund_malmo["above_knee"] * ln(facts.creatinine_umol_l / sex["knee"])
    below = sex["below_knee"] * (sex["knee"] - facts.creatinine_umol_l)
    return choose((facts.creatinine_umol_l < sex["knee"], sex["start"] + below), otherwise=sex["start"] - above)


egfr_creatinine = Named(
    "egfr_creatinine",
    exp(
        choose(
            (facts.sex.is_("female"), _creatinine_part(_lund_malmo["female"])),
            otherwise=_creatinine_part(_lund_malmo["male"]),
        )
        - _lund_malmo["age_slope"] * age_years
        + _lund_malmo["age_power"] * ln(age_years)
    ),
    sv="eGFR från kreatinin (Lund-Malmö, reviderad)",
    en="eGFR from creatinine (revised Lund-Malmö)",
    stands_on=(_lund_malmo["source"],),
)
"""Revised Lund-Malmö, mL/min/1.73 m2, not rounded: exp(X - 0.0158 age + 0.438 ln age), creatinine in umol/L.

Women: X = 2.50 + 0.0121 (150 - creatinine) below 150, else 2.50 - 0.926 ln(creatinine / 150).
Men: X = 2.56 + 0.00968 (180 - creatinine) below 180, else 2.56 - 0.926 ln(creatinine / 180). Range of use: adults.
"""

_capa_value = (
    power(facts.cystatin_c_mg_l, -_capa["cystatin_power"]) * power(age_years, -_capa["age_power"]) * _capa["factor"]
    - _capa["less"]
)
egfr_cystatin_c = Named(
    "egfr_cystatin_c",
    choose((_capa_value < 0, 0.0), otherwise=_capa_value),
    sv="eGFR från cystatin C (CAPA)",
    en="eGFR from cystatin C (CAPA)",
    stands_on=(_capa["source"],),
)
"""CAPA, mL/min/1.73 m2, not rounded: 130 cystatin C^-1.069 age^-0.117 - 7, cystatin C in mg/L. Range of use: adults.
Where the formula falls below zero (cystatin C above about 11) it is 0.

Reads too low on glucocorticoids.
"""

egfr_mean = Named(
    "egfr_mean",
    (egfr_creatinine + egfr_cystatin_c) / 2,
    sv="medelvärde av eGFR från kreatinin och cystatin C",
    en="mean of eGFR from creatinine and cystatin C",
    stands_on=("Grubb 2010", "Björk 2018"),
)
"""Arithmetic mean of the two, each unrounded, mL/min/1.73 m2. Where they lie far apart, ask why before using it."""

_estimated = first_known(egfr_mean, egfr_creatinine, egfr_cystatin_c)

egfr = Named(
    "egfr",
    first_known(facts.egfr_ml_min, rounded(_estimated, 0)),
    sv="eGFR",
    en="eGFR",
    stands_on=("DX-12",),
)
"""Relative eGFR, mL/min/1.73 m2: given, as stated; else estimated, rounded once to a whole number."""

egfr_method = Named(
    "egfr_method",
    choose(
        (recorded(facts.egfr_ml_min), "given"),
        (recorded(egfr_mean), "mean"),
        (recorded(egfr_creatinine), "lmr"),
        (recorded(egfr_cystatin_c), "capa"),
        otherwise=unknown("text"),
    ),
    sv="hur eGFR är framtaget",
    en="how eGFR was found",
)
"""given, mean, lmr (revised Lund-Malmö) or capa."""

egfr_absolute = Named(
    "egfr_absolute",
    rounded(
        first_known(facts.egfr_ml_min, _estimated)
        * body_surface_area
        / _coefficients["normal_body_surface_area"]["value"],
        0,
    ),
    sv="absolut eGFR",
    en="absolute eGFR",
    stands_on=(_coefficients["normal_body_surface_area"]["source"], *body_surface_area.stands_on),
)
"""mL/min: relative (unrounded) x body surface area / 1.73, rounded once to a whole number."""

egfr_for_drugs = Named(
    "egfr_for_drugs",
    first_known(egfr_absolute, egfr),
    sv="eGFR för läkemedelsval",
    en="eGFR for the choice of drug",
    stands_on=("BP-5", "reading"),
)
"""What the drugs' limits, written in mL/min, are held against: absolute where height and weight are known."""
