"""The last year of life"""

from spec.ascii_table import check, shows
from spec.patients import (
    AFTER_DENOSUMAB,
    AT_RISK,
    BROKEN_WOMAN,
    HIP,
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    ON_TERIPARATIDE,
    TROUBLED_MAN,
    TROUBLED_WOMAN,
    UNKNOWN_WOMAN,
    VERTEBRA,
    WELL_WOMAN,
    but,
)


@shows("TX-7")
def test_the_dead_get_nothing() -> None:
    """Nothing is recommended for a person who has died; of the findings only the age is given."""
    for patient in (WELL_WOMAN, HIP, ON_DENOSUMAB, AFTER_DENOSUMAB):
        check(
            """
            | deceased || listed            |
            | yes      || -                 |
            | no       || has SELF-ACTIVITY |
            | ?        || has SELF-ACTIVITY |
            """,
            patient,
        )
    check(
        """
        | deceased || bmi  | diagnosis    | severe_osteoporosis | treatment_indicated | high_fracture_risk | excluded |
        | yes      || -    | ?            | ?                   | ?                   | ?                  | -        |
        | no       || 24.2 | osteoporosis | no                  | yes                 | yes                | -        |
        """,
        but(AT_RISK, "previous_osteoporosis_drug"),
    )


@shows("TX-7", "SELF-2")
def test_little_is_done_in_the_last_year_of_life() -> None:
    """Only fall prevention: drugs are there to prevent fractures of years to come."""
    for patient in (WELL_WOMAN, AT_RISK, HIP, VERTEBRA, ON_ALENDRONATE):
        check(
            """
            | life_expectancy_under_1_year || listed                       |
            | yes                          || SELF-FALLS                   |
            | no                           || has SELF-FALLS SELF-ACTIVITY |
            | ?                            || has SELF-FALLS SELF-ACTIVITY |
            """,
            patient,
        )
    check(
        """
        | life || SELF-FALLS | SELF-ACTIVITY | INV-FRAX | INV-HISTORY | TX-CONSIDER | TX-CONTINUE | FU-DOSE |
        | yes  || R          | -             | -        | -           | -           | P           | P       |
        | no   || R          | R             | R        | R           | P           | P           | P       |
        """,
        UNKNOWN_WOMAN,
        life="life_expectancy_under_1_year",
    )


@shows("TX-7")
def test_whatever_speaks_for_more() -> None:
    """Also where much would call for investigation, suspicion or treatment."""
    check(
        """
        | life | deceased || listed                                                                                   |
        | no   | no       || has INV-DRUG-HISTORY INV-LAB-BASIC INV-LAB-MYELOMA INV-LAB-TESTOSTERONE INV-MEASURE      |
        | no   | no       || has INV-LAB-CALCIUM INV-BALANCE INV-DXA INV-VFA SUS-SECONDARY SUS-VERTEBRAL SUS-FEMUR    |
        | yes  | no       || lacks INV-DRUG-HISTORY INV-LAB-BASIC INV-LAB-MYELOMA INV-LAB-TESTOSTERONE INV-MEASURE    |
        | yes  | no       || lacks INV-LAB-CALCIUM INV-BALANCE INV-DXA INV-VFA SUS-SECONDARY SUS-VERTEBRAL SUS-FEMUR  |
        | yes  | no       || lacks INV-HISTORY INV-FRAX TX-SWITCH TX-CONTINUE FU-DXA FU-ADHERENCE SUPP-CAD REF-CLINIC |
        | yes  | yes      || -                                                                                        |
        """,
        TROUBLED_MAN,
        life="life_expectancy_under_1_year",
    )
    check(
        """
        | life | deceased || TX-WEIGH | SELF-SMOKING | SUS-SECONDARY | INV-DXA | REF-CLINIC |
        | no   | no       || R        | R            | R             | R       | R          |
        | yes  | no       || -        | -            | -             | -       | -          |
        | no   | yes      || -        | -            | -             | -       | -          |
        """,
        TROUBLED_WOMAN,
        life="life_expectancy_under_1_year",
    )
    check(
        """
        | life | deceased || TX-CONSIDER | TX-NO-WAIT | TX-BEFORE-DISCHARGE | REF-CLINIC | REF-FRACTURE-CHAIN |
        | no   | no       || R           | R          | R                   | R          | R                  |
        | yes  | no       || -           | -          | -                   | -          | -                  |
        | no   | yes      || -           | -          | -                   | -          | -                  |
        """,
        BROKEN_WOMAN,
        life="life_expectancy_under_1_year",
    )


@shows("DMAB-3", "TX-7")
def test_denosumab_is_not_simply_stopped_even_then() -> None:
    """On denosumab, or after it, going on or following on stays, with what belongs to it."""
    check(
        """
        | life_expectancy_under_1_year || listed                                  |
        | yes                          || SELF-FALLS TX-CONTINUE FU-DOSE SUPP-CAD |
        """,
        ON_DENOSUMAB,
    )
    check(
        """
        | egfr_ml_min || TX-CONTINUE | FU-DOSE | INV-LAB-CALCIUM | REF-NEPHROLOGY |
        | 30          || R           | R       | -               | -              |
        | 29          || R           | R       | R               | R              |
        """,
        but(ON_DENOSUMAB, life_expectancy_under_1_year=True),
    )
    check(
        """
        | life_expectancy_under_1_year || listed                                                     |
        | yes                          || has TX-FOLLOW-ON SUPP-CAD SELF-FALLS                       |
        | yes                          || lacks TX-CONSIDER SELF-ACTIVITY SELF-DIET INV-FRAX INV-DXA |
        """,
        AFTER_DENOSUMAB,
    )
    check(
        """
        | eGFR || TX-FOLLOW-ON | first_choice    | REF-CLINIC |
        | 35   || R            | zoledronic_acid | -          |
        | 34   || R            | denosumab       | R          |
        """,
        but(AFTER_DENOSUMAB, life_expectancy_under_1_year=True),
        eGFR="egfr_ml_min",
    )
    check(
        """
        | femur || TX-CONTINUE | FU-DOSE | REF-CLINIC |
        | no    || R           | R       | -          |
        | yes   || R           | R       | R          |
        """,
        but(ON_DENOSUMAB, life_expectancy_under_1_year=True),
        femur="atypical_femoral_fracture",
    )
    check(
        """
        | femur || REF-CLINIC |
        | yes   || -          |
        """,
        but(WELL_WOMAN, life_expectancy_under_1_year=True),
        femur="atypical_femoral_fracture",
    )
    check(
        """
        | life_expectancy_under_1_year || TX-FOLLOW-ON | TX-CONTINUE | SUPP-CAD |
        | yes                          || -            | -           | -        |
        | no                           || R            | -           | R        |
        """,
        but(ON_TERIPARATIDE, drug_start_date="2024-08-15", latest_fracture_date="2024-06-01"),
    )


@shows("CAD-3", "BP-5", "SEQ-3", "TX-7")
def test_warnings_stay() -> None:
    """What is dangerous now is said to the last: a calcium that must be corrected, a drug that is excluded."""
    check(
        """
        | calcium | eGFR || TX-CORRECT-FIRST | ALERT-DRUG | TX-SWITCH | TX-CONTINUE |
        | 2.35    | 75   || -                | -          | -         | -           |
        | 2.14    | 75   || R                | R          | -         | -           |
        | 2.35    | 29   || -                | R          | -         | -           |
        """,
        but(ON_ALENDRONATE, life_expectancy_under_1_year=True),
        calcium="calcium_mmol_l",
        eGFR="egfr_ml_min",
    )
    check(
        """
        | last_dose_date || ALERT-LATE-DOSE |
        | -6m            || -               |
        | -6m-1d         || R               |
        """,
        but(ON_DENOSUMAB, life_expectancy_under_1_year=True),
    )
