"""When to run FRAX"""

from spec.ascii_table import check, shows
from spec.patients import HIP, UNKNOWN_WOMAN, WELL_MAN, WELL_WOMAN, WRIST, but

NO_FRAX = but(WELL_WOMAN, "frax_major_percent", "frax_hip_percent", "frax_date")


@shows("KEY-2", "CARE-4", "KEY-8")
def test_for_whom() -> None:
    """From 40 with a risk factor, from 65 for everyone."""
    check(
        """
        | birth_date | smoker || INV-FRAX |
        | -65y       | no     || R        |
        | -65y+1d    | no     || -        |
        | -65y+1d    | yes    || R        |
        | -65y+1d    | ?      || -        |
        | -40y       | yes    || R        |
        | -40y       | no     || -        |
        | -40y+1d    | yes    || -        |
        | -95y       | no     || R        |
        """,
        NO_FRAX,
        smoker="current_smoker",
    )
    check(
        """
        | age | smoker || INV-FRAX |
        | 65  | no     || R        |
        | 64  | no     || -        |
        | 40  | yes    || R        |
        | 39  | yes    || -        |
        """,
        NO_FRAX,
        smoker="current_smoker",
    )


@shows("KEY-2", "DX-5", "DX-9", "DX-10", "DX-15", "GC-1", "AH-1", "MEN-1")
def test_a_risk_factor_calls_for_it_before_65() -> None:
    """One item of history or examination is enough; age, sex and BMI are none."""
    younger = but(NO_FRAX, "birth_date", age=60.5)
    check(
        """
        | but                                    || INV-FRAX |
        | .                                      || -        |
        | weight_kg 40, weight_5_years_ago_kg 40 || -        |
        | prior_other_fragility_fracture yes     || R        |
        | parent_hip_fracture yes                || R        |
        | current_smoker yes                     || R        |
        | alcohol_3_or_more_units yes            || R        |
        | falls_last_year 1                      || R        |
        | glucocorticoid_mg_day 2.5              || R        |
        | copd yes                               || R        |
        | hypogonadism yes                       || R        |
        | aromatase_inhibitor yes                || R        |
        | impaired_balance yes                   || R        |
        | rises_from_chair_unaided no            || R        |
        | kyphosis yes                           || R        |
        | spinous_percussion_pain yes            || R        |
        | height_at_25_cm 170                    || R        |
        | height_at_25_cm 169.9                  || -        |
        | weight_5_years_ago_kg 73.4             || R        |
        | weight_5_years_ago_kg 73.2             || -        |
        """,
        younger,
    )
    check(
        """
        | androgen_deprivation || INV-FRAX |
        | yes                  || R        |
        | no                   || -        |
        | ?                    || -        |
        """,
        but(WELL_MAN, "birth_date", "frax_major_percent", "frax_hip_percent", "frax_date", age=60.5),
    )


@shows("KEY-2", "CARE-4")
def test_an_entered_frax_lasts_two_years() -> None:
    """A FRAX older than two years, or from before the latest fracture, is run again."""
    check(
        """
        | FRAX | run     || INV-FRAX |
        | 8    | -24m    || -        |
        | 8    | -24m-1d || R        |
        | 8    | ?       || -        |
        | ?    | ?       || R        |
        """,
        but(WELL_WOMAN, "frax_hip_percent"),
        FRAX="frax_major_percent",
        run="frax_date",
    )
    check(
        """
        | run  | fracture || INV-FRAX |
        | -12m | -13m     || -        |
        | -12m | -12m     || -        |
        | -12m | -12m+1d  || R        |
        | ?    | -11m     || -        |
        | -12m | ?        || -        |
        """,
        WRIST,
        run="frax_date",
        fracture="latest_fracture_date",
    )
    check(
        """
        | assessment_date | run        || INV-FRAX |
        | 2026-02-28      | 2024-02-29 || -        |
        | 2026-03-01      | 2024-02-29 || R        |
        """,
        {"age": 70, "sex": "female", "frax_major_percent": 8, "osteoporosis_drug": "none"},
        run="frax_date",
    )


@shows("KEY-2", "TX-3a")
def test_not_where_it_would_change_nothing() -> None:
    """Not on a drug already, and not after a hip or vertebral fracture, which settle the matter without it."""
    check(
        """
        | hip | vertebra | drug        || INV-FRAX |
        | no  | no       | none        || R        |
        | yes | no       | none        || -        |
        | no  | yes      | none        || -        |
        | ?   | no       | none        || R        |
        | no  | ?        | none        || R        |
        | no  | no       | alendronate || -        |
        | no  | no       | denosumab   || -        |
        | no  | no       | other       || -        |
        """,
        NO_FRAX,
        hip="prior_hip_fracture",
        vertebra="prior_vertebral_fracture",
        drug="osteoporosis_drug",
    )
    check("| frax_major_percent || INV-FRAX |\n| ? || - |", HIP)


@shows("KEY-2", "KEY-3")
def test_nobody_has_asked() -> None:
    """Where the record holds next to nothing, FRAX is run from 65: what is not recorded counts as not known."""
    check(
        """
        | birth_date | osteoporosis_drug || INV-FRAX |
        | -65y       | none              || R        |
        | -65y       | ?                 || R        |
        | -65y+1d    | ?                 || -        |
        | -65y       | alendronate       || -        |
        """,
        UNKNOWN_WOMAN,
    )
