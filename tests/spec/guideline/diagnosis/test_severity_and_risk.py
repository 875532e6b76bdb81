"""Severe osteoporosis and fracture risk"""

from spec.ascii_table import check, shows
from spec.patients import HIP, ON_ALENDRONATE, RISK_NOT_ASKED, UNMEASURED, VERTEBRA, WELL_WOMAN, WRIST, T, but

UNASKED = but(WELL_WOMAN, "prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture")
FRACTURES = {
    "hip": "prior_hip_fracture",
    "vertebra": "prior_vertebral_fracture",
    "other": "prior_other_fragility_fracture",
    "count": "fragility_fracture_count",
}


@shows("DX-5")
def test_age() -> None:
    """By birth date, else as stated; 29 February has its birthday on 28 February where there is no such day."""
    check(
        """
        | assessment_date | birth_date | age  || age_years |
        | 2026-03-02      | 1956-03-02 | ?    || 70        |
        | 2026-02-28      | 1956-02-29 | ?    || 70        |
        | 2028-02-29      | 1956-02-29 | ?    || 72        |
        | 2026-03-02      | ?          | 70.5 || 70.5      |
        | 2026-03-02      | ?          | 70   || 70        |
        """,
        {"sex": "female"},
    )


@shows("KEY-2", "KEY-8")
def test_fracture_risk_is_frax_as_entered() -> None:
    """The official calculator's numbers; after two years they are marked stale, without a date they are current."""
    check(
        """
        | major | hip | run     || fracture_risk.major_percent | fracture_risk.hip_percent | fracture_risk.source | fracture_risk.stale |
        | 8     | 1.5 | -24m    || 8                           | 1.5                       | official             | no                  |
        | 8     | 1.5 | -24m-1d || 8                           | 1.5                       | official             | yes                 |
        | 8     | 1.5 | ?       || 8                           | 1.5                       | official             | no                  |
        | 22.4  | ?   | -3m     || 22.4                        | -                         | official             | no                  |
        """,  # noqa: E501
        WELL_WOMAN,
        major="frax_major_percent",
        hip="frax_hip_percent",
        run="frax_date",
    )


@shows("DX-6")
def test_high_fracture_risk() -> None:
    """A hip or vertebral fracture, two fractures, or FRAX above 20 %."""
    check(
        """
        | hip | vertebra | other | count | FRAX || high_fracture_risk |
        | no  | no       | no    | ?     | 20   || no                 |
        | no  | no       | no    | ?     | 20.1 || yes                |
        | no  | no       | no    | ?     | ?    || ?                  |
        | yes | no       | no    | ?     | 8    || yes                |
        | no  | yes      | no    | ?     | 8    || yes                |
        | no  | no       | yes   | 1     | 8    || no                 |
        | no  | no       | yes   | 2     | 8    || yes                |
        | no  | no       | yes   | ?     | 8    || ?                  |
        | ?   | no       | no    | ?     | 8    || ?                  |
        | no  | ?        | no    | ?     | 8    || ?                  |
        | no  | no       | no    | 0     | 8    || no                 |
        | ?   | ?        | ?     | 0     | 8    || no                 |
        | ?   | ?        | ?     | 2     | 8    || yes                |
        | ?   | ?        | ?     | ?     | 21   || yes                |
        """,
        but(UNASKED, "frax_date", *RISK_NOT_ASKED),
        **FRACTURES,
        FRAX="frax_major_percent",
    )


@shows("DX-6", "KEY-2")
def test_an_old_frax_may_show_high_risk_but_not_rule_it_out() -> None:
    """After two years a FRAX below the limit settles nothing; under 40 there is no FRAX, and nothing to wait for."""
    check(
        """
        | birth_date | FRAX | run     || high_fracture_risk |
        | -70y       | 8    | -24m    || no                 |
        | -70y       | 8    | -24m-1d || ?                  |
        | -70y       | 21   | -24m-1d || yes                |
        | -40y       | ?    | ?       || ?                  |
        | -40y+1d    | ?    | ?       || no                 |
        """,
        but(WELL_WOMAN, *RISK_NOT_ASKED, t_score_femoral_neck=-2.8),
        FRAX="frax_major_percent",
        run="frax_date",
    )


@shows("TX-2", "DX-11")
def test_severe_osteoporosis() -> None:
    """Osteoporosis with a fragility fracture, or a hip or vertebral fracture at any density."""
    check(
        """
        | T    | hip | vertebra | other || severe_osteoporosis |
        | -2.5 | no  | no       | yes   || yes                 |
        | -2.5 | no  | no       | no    || no                  |
        | -2.4 | no  | no       | yes   || no                  |
        | -0.4 | yes | no       | no    || yes                 |
        | -0.4 | no  | yes      | no    || yes                 |
        | ?    | yes | ?        | ?     || yes                 |
        | ?    | ?   | yes      | ?     || yes                 |
        | -2.5 | no  | no       | ?     || ?                   |
        | ?    | no  | no       | yes   || ?                   |
        | ?    | no  | no       | no    || no                  |
        | -0.4 | ?   | no       | no    || ?                   |
        | -0.4 | no  | ?        | no    || ?                   |
        | -0.4 | no  | no       | ?     || no                  |
        """,
        UNASKED,
        **FRACTURES,
        T=T,
    )
    check(
        """
        | recorded | other || diagnosis    | severe_osteoporosis |
        | yes      | yes   || osteoporosis | yes                 |
        | yes      | no    || osteoporosis | no                  |
        | no       | yes   || ?            | ?                   |
        """,
        UNMEASURED,
        recorded="osteoporosis_diagnosed",
        other="prior_other_fragility_fracture",
    )


@shows("DX-11", "KEY-6", "DX-4")
def test_a_vertebral_fracture_found_by_vfa() -> None:
    """A grade or a number of vertebral fractures from 1 up is a vertebral fracture."""
    check(
        """
        | grade | count || severe_osteoporosis | high_fracture_risk | treatment_indicated |
        | 1     | ?     || yes                 | yes                | yes                 |
        | ?     | 1     || yes                 | yes                | yes                 |
        | 0     | ?     || ?                   | ?                  | ?                   |
        | ?     | 0     || ?                   | ?                  | ?                   |
        """,
        but(WELL_WOMAN, "prior_vertebral_fracture"),
        grade="vertebral_fracture_grade",
        count="vertebral_fracture_count",
    )


@shows("BPS-2")
def test_high_risk_left() -> None:
    """Osteoporosis, vertebral fracture, fracture under treatment, cortisone; also hip fracture and FRAX above 20 %."""
    check(
        """
        | T    | FRAX | GC_dose || high_risk_left |
        | -0.4 | 8    | 0       || no             |
        | -2.5 | 8    | 0       || yes            |
        | -2.4 | 8    | 0       || no             |
        | ?    | 8    | 0       || ?              |
        | -0.4 | 20   | 0       || no             |
        | -0.4 | 20.1 | 0       || yes            |
        | -0.4 | ?    | 0       || ?              |
        | -0.4 | 8    | 5       || yes            |
        | -0.4 | 8    | 4.9     || no             |
        | -0.4 | 8    | ?       || ?              |
        | ?    | ?    | 5       || yes            |
        """,
        but(ON_ALENDRONATE, "glucocorticoid_months", *RISK_NOT_ASKED),
        T=T,
        FRAX="frax_major_percent",
        GC_dose="glucocorticoid_mg_day",
    )
    check(
        """
        | recorded || diagnosis    | high_risk_left |
        | yes      || osteoporosis | yes            |
        | no       || ?            | ?              |
        """,
        but(ON_ALENDRONATE, *T.split(), "dxa_date"),
        recorded="osteoporosis_diagnosed",
    )


@shows("BPS-2", "DX-11")
def test_high_risk_left_after_fracture() -> None:
    """A vertebra and a hip count whenever they broke, a wrist only under the current treatment."""
    started = {"osteoporosis_drug": "alendronate", "drug_start_date": ON_ALENDRONATE["drug_start_date"]}
    for patient in (VERTEBRA, HIP):
        check(
            """
            | latest_fracture_date || high_risk_left |
            | -6m                  || yes            |
            | -5y                  || yes            |
            | ?                    || yes            |
            """,
            but(patient, **started),
        )
    check(
        """
        | prior_vertebral_fracture | prior_hip_fracture || high_risk_left |
        | no                       | no                 || no             |
        | ?                        | no                 || ?              |
        | no                       | ?                  || ?              |
        """,
        ON_ALENDRONATE,
    )
    check(
        """
        | latest_fracture_date || high_risk_left |
        | -12m                 || yes            |
        | -5y                  || no             |
        | ?                    || ?              |
        """,
        but(WRIST, **started),
    )


@shows("BPS-2", "TX-5")
def test_a_fracture_under_treatment() -> None:
    """It is one from 6 months after the start of the drug and for two years after the fracture, unless stated."""
    check(
        """
        | start | fracture | stated || high_risk_left |
        | -9m   | -3m      | ?      || yes            |
        | -9m   | -3m-1d   | ?      || no             |
        | -9m   | -3m-1d   | yes    || yes            |
        | -5y   | -24m     | ?      || yes            |
        | -5y   | -24m-1d  | ?      || no             |
        | -5y   | -24m-1d  | yes    || yes            |
        | -5y   | -5y-1d   | ?      || no             |
        | ?     | -3m      | ?      || ?              |
        | ?     | -3m      | no     || no             |
        """,
        but(WRIST, "frax_date", osteoporosis_drug="alendronate"),
        start="drug_start_date",
        fracture="latest_fracture_date",
        stated="fracture_during_treatment",
    )
