"""When to measure bone density"""

from spec.ascii_table import check, shows
from spec.patients import GC, ON_ALENDRONATE, UNKNOWN_WOMAN, UNMEASURED, WRIST, T, but

HIGH_FRAX = but(UNMEASURED, frax_major_percent=16)


@shows("DX-3", "BG-6")
def test_raised_frax_and_another_risk_factor() -> None:
    """Both are needed: FRAX above 15 % and one more risk factor; what is not known does not call for it."""
    check(
        """
        | FRAX | smoker || INV-DXA | INV-VFA |
        | 15.1 | yes    || R       | R       |
        | 15   | yes    || -       | -       |
        | 15.1 | no     || -       | -       |
        | 15.1 | ?      || -       | -       |
        | ?    | yes    || -       | -       |
        """,
        UNMEASURED,
        FRAX="frax_major_percent",
        smoker="current_smoker",
    )
    check("| sex || INV-DXA | INV-VFA |\n| female || - | - |", UNKNOWN_WOMAN)


@shows("DX-3", "KEY-2")
def test_an_old_frax_still_calls_for_it() -> None:
    """A FRAX of more than two years ago that was high is still high; under 40 there is none."""
    check(
        """
        | birth_date | FRAX | run     || INV-DXA |
        | -70y       | 16   | -24m-1d || R       |
        | -70y       | 15   | -24m-1d || -       |
        | -40y       | 16   | -3m     || R       |
        | -40y+1d    | 16   | -3m     || -       |
        """,
        but(UNMEASURED, current_smoker=True),
        FRAX="frax_major_percent",
        run="frax_date",
    )


@shows("DX-3", "DX-5", "DX-8", "DX-9", "DX-10", "MEN-1")
def test_what_counts_as_a_risk_factor() -> None:
    """History and signs; age, sex and BMI are none."""
    check(
        """
        | but                         || INV-DXA |
        | .                           || -       |
        | birth_date -95y             || -       |
        | parent_hip_fracture yes     || R       |
        | parent_hip_fracture ?       || -       |
        | alcohol_3_or_more_units yes || R       |
        | alcohol_3_or_more_units ?   || -       |
        | falls_last_year 1           || R       |
        | falls_last_year ?           || -       |
        | glucocorticoid_mg_day 1     || R       |
        | glucocorticoid_mg_day ?     || -       |
        | kyphosis yes                || R       |
        | kyphosis ?                  || -       |
        | spinous_percussion_pain yes || R       |
        | spinous_percussion_pain ?   || -       |
        | impaired_balance yes        || R       |
        | impaired_balance ?          || -       |
        | rises_from_chair_unaided no || R       |
        | rises_from_chair_unaided ?  || -       |
        """,
        HIGH_FRAX,
    )
    check(
        """
        | weight | weight_5_years_ago || weight_loss_percent | INV-DXA |
        | 63     | 70                 || 10                  | R       |
        | 63.1   | 70                 || 9.9                 | -       |
        | 63     | ?                  || -                   | -       |
        | 50     | 50                 || 0                   | -       |
        """,
        HIGH_FRAX,
        weight="weight_kg",
        weight_5_years_ago="weight_5_years_ago_kg",
    )
    check(
        """
        | height_at_25 || height_loss_cm | INV-DXA |
        | 170          || 5              | R       |
        | 169.9        || 4.9            | -       |
        | ?            || -              | -       |
        """,
        HIGH_FRAX,
        height_at_25="height_at_25_cm",
    )


@shows("DX-3", "DX-5", "DX-6")
def test_an_earlier_fracture_is_a_risk_factor() -> None:
    """A fracture that was measured after, more than two years ago, counts together with FRAX above 15 %."""
    check(
        """
        | hip | vertebra | other | FRAX || INV-DXA |
        | yes | no       | no    | 15.1 || R       |
        | no  | yes      | no    | 15.1 || R       |
        | no  | no       | yes   | 15.1 || R       |
        | yes | no       | no    | 15   || -       |
        | no  | yes      | no    | 15   || -       |
        | no  | no       | yes   | 15   || -       |
        """,
        but(
            WRIST,
            "latest_fracture_site",
            "fragility_fracture_count",
            latest_fracture_date="2020-02-10",
            dxa_date="2020-06-01",
            vfa_date="2020-06-01",
        ),
        hip="prior_hip_fracture",
        vertebra="prior_vertebral_fracture",
        other="prior_other_fragility_fracture",
        FRAX="frax_major_percent",
    )


@shows("DX-3", "DX-15", "MEN-1")
def test_diseases_that_count_as_a_risk_factor() -> None:
    """Each cause of secondary osteoporosis; heart disease, stroke and diabetes of type 2 are none."""
    check(
        """
        | but                              || INV-DXA |
        | rheumatoid_arthritis yes         || R       |
        | rheumatoid_arthritis ?           || -       |
        | copd yes                         || R       |
        | copd ?                           || -       |
        | hyperparathyroidism yes          || R       |
        | hyperparathyroidism ?            || -       |
        | malabsorption yes                || R       |
        | malabsorption ?                  || -       |
        | type_1_diabetes yes              || R       |
        | type_1_diabetes ?                || -       |
        | untreated_hyperthyroidism yes    || R       |
        | untreated_hyperthyroidism ?      || -       |
        | hypogonadism yes                 || R       |
        | hypogonadism ?                   || -       |
        | chronic_liver_disease yes        || R       |
        | chronic_liver_disease ?          || -       |
        | other_secondary_osteoporosis yes || R       |
        | other_secondary_osteoporosis ?   || -       |
        | myocardial_infarction yes        || -       |
        | stroke yes                       || -       |
        """,
        HIGH_FRAX,
    )


@shows("DX-3", "TX-3b", "TX-3c")
def test_a_fracture_not_yet_measured() -> None:
    """A fragility fracture with no DXA since; a DXA of the last two years is not done again."""
    check(
        """
        | measured | fracture || INV-DXA | INV-VFA |
        | -24m     | -12m     || -       | -       |
        | -24m-1d  | -12m     || R       | R       |
        | -36m     | -36m-1d  || -       | -       |
        | -36m     | -36m+1d  || R       | R       |
        | -36m     | ?        || R       | R       |
        """,
        but(WRIST, frax_major_percent=8),
        measured="dxa_date",
        fracture="latest_fracture_date",
    )
    check(
        """
        | hip | vertebra | other || INV-DXA |
        | yes | no       | no    || R       |
        | no  | yes      | no    || R       |
        | no  | no       | yes   || R       |
        | no  | no       | no    || -       |
        | ?   | ?        | ?     || -       |
        """,
        UNMEASURED,
        hip="prior_hip_fracture",
        vertebra="prior_vertebral_fracture",
        other="prior_other_fragility_fracture",
    )


@shows("DX-3")
def test_a_measurement_without_a_date() -> None:
    """It counts as one of the last two years, but as none where the latest fracture lies within 12 months."""
    check(
        """
        | T    | fracture || INV-DXA |
        | ?    | -12m     || R       |
        | ?    | -12m-1d  || R       |
        | ?    | ?        || R       |
        | -0.4 | -12m     || R       |
        | -0.4 | -12m-1d  || -       |
        | -0.4 | ?        || -       |
        """,
        but(WRIST, *T.split(), "dxa_date", frax_major_percent=8),
        T=T,
        fracture="latest_fracture_date",
    )
    check(
        """
        | neck | hip  | spine || INV-DXA |
        | -0.4 | ?    | ?     || -       |
        | ?    | -0.4 | ?     || -       |
        | ?    | ?    | -0.4  || -       |
        | ?    | ?    | ?     || R       |
        """,
        but(HIGH_FRAX, current_smoker=True),
        neck="t_score_femoral_neck",
        hip="t_score_total_hip",
        spine="t_score_lumbar_spine",
    )
    check(
        """
        | bmd | maker   || INV-DXA |
        | ?   | ?       || R       |
        | 0.8 | hologic || -       |
        | 0.8 | lunar   || -       |
        """,
        but(HIGH_FRAX, current_smoker=True),
        bmd="bmd_femoral_neck",
        maker="bmd_maker",
    )
    check(
        """
        | assessment_date | fracture   || INV-DXA |
        | 2025-02-28      | 2024-02-29 || R       |
        | 2025-03-01      | 2024-02-29 || -       |
        """,
        {"age": 70, "sex": "female", "prior_other_fragility_fracture": True, "t_score_femoral_neck": -0.4},
        fracture="latest_fracture_date",
    )


@shows("DX-3")
def test_a_measurement_lasts_two_years() -> None:
    """A DXA within two years is not done again; values without a date count as recent."""
    check(
        """
        | T    | measured || INV-DXA |
        | -0.4 | -24m     || -       |
        | -0.4 | -24m-1d  || R       |
        | -0.4 | ?        || -       |
        | ?    | ?        || R       |
        """,
        but(HIGH_FRAX, current_smoker=True),
        T=T,
        measured="dxa_date",
    )
    check(
        """
        | assessment_date | measured   || INV-DXA |
        | 2026-02-28      | 2024-02-29 || -       |
        | 2026-03-01      | 2024-02-29 || R       |
        """,
        {"age": 70, "sex": "female", "frax_major_percent": 16, "current_smoker": True, "t_score_femoral_neck": -0.4},
        measured="dxa_date",
    )


@shows("GC-1")
def test_cortisone_is_a_reason_of_its_own() -> None:
    """Cortisone calls for DXA at any FRAX, unless it was done in the last two years."""
    check(
        """
        | measured | GC_dose | GC_months || INV-DXA | INV-VFA |
        | ?        | 5       | 3         || R       | R       |
        | ?        | 4.9     | 3         || -       | -       |
        | ?        | 5       | 2.9       || -       | -       |
        | ?        | 5       | ?         || -       | -       |
        | ?        | ?       | 3         || -       | -       |
        | -24m     | 5       | 3         || -       | -       |
        | -24m-1d  | 5       | 3         || R       | R       |
        """,
        UNMEASURED,
        measured="dxa_date",
        **GC,
    )


@shows("FU-2", "DX-4")
def test_the_control_under_treatment() -> None:
    """On a drug for two years and not measured in that time: a control is due, with VFA."""
    check(
        """
        | start   | measured || INV-DXA | INV-VFA |
        | -24m    | -25m     || R       | R       |
        | -24m+1d | -25m     || -       | -       |
        | -48m    | -24m     || -       | -       |
        | -48m    | -24m-1d  || R       | R       |
        | ?       | -25m     || -       | -       |
        """,
        ON_ALENDRONATE,
        start="drug_start_date",
        measured="dxa_date",
    )
    check("| osteoporosis_drug | drug_start_date | dxa_date || INV-DXA |\n| none | -24m | -25m || - |", ON_ALENDRONATE)


@shows("DX-4", "KEY-6")
def test_vfa_comes_with_every_dxa_and_with_suspicion() -> None:
    """With each DXA, and where a vertebral fracture is suspected."""
    check(
        """
        | smoker | kyphosis || INV-DXA | SUS-VERTEBRAL | INV-VFA |
        | yes    | no       || R       | -             | R       |
        | no     | no       || -       | -             | -       |
        | no     | yes      || R       | R             | R       |
        """,
        HIGH_FRAX,
        smoker="current_smoker",
    )
    check(
        """
        | kyphosis || INV-DXA | SUS-VERTEBRAL | INV-VFA |
        | yes      || -       | R             | R       |
        | no       || -       | -             | -       |
        """,
        but(UNMEASURED, frax_major_percent=15),
    )
