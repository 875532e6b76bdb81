"""Self-care"""

from spec.ascii_table import check, shows
from spec.patients import HIP, WELL_WOMAN, WRIST, but

YOUNGER = but(WELL_WOMAN, "birth_date", age=60.5)


@shows("SELF-1", "SELF-3")
def test_activity_and_diet_for_every_adult() -> None:
    """From the 18th birthday."""
    check(
        """
        | birth_date || SELF-ACTIVITY | SELF-DIET |
        | -18y       || R             | R         |
        | -18y+1d    || -             | -         |
        | -95y       || R             | R         |
        """,
        {"sex": "female"},
    )


@shows("SELF-2")
def test_fall_prevention() -> None:
    """From 65, or with falls, impaired balance or drugs that make people fall; what applies is named."""
    check(
        """
        | age  | falls | balance | drugs || SELF-FALLS |
        | 65.0 | 0     | no      | no    || R          |
        | 64.9 | 0     | no      | no    || -          |
        | 64.9 | ?     | no      | no    || P          |
        | 64.9 | 0     | ?       | no    || P          |
        | 64.9 | 0     | no      | ?     || P          |
        | 65.0 | ?     | ?       | ?     || R          |
        """,
        YOUNGER,
        falls="falls_last_year",
        balance="impaired_balance",
        drugs="fall_inducing_drugs",
    )
    check(
        """
        | falls | balance | drugs || SELF-FALLS | SELF-FALLS.present      |
        | 1     | no      | no    || R          | has falls_last_year     |
        | 0     | yes     | no    || R          | has impaired_balance    |
        | 0     | no      | yes   || R          | has fall_inducing_drugs |
        """,
        YOUNGER,
        falls="falls_last_year",
        balance="impaired_balance",
        drugs="fall_inducing_drugs",
    )


@shows("SELF-4")
def test_smoking() -> None:
    """A smoker with osteoporosis, an indication, a fragility fracture, or FRAX above 15 %."""
    check(
        """
        | smoker | T    | FRAX || SELF-SMOKING |
        | yes    | -2.5 | 8    || R            |
        | yes    | -2.4 | 8    || -            |
        | yes    | -0.4 | 15   || -            |
        | yes    | -0.4 | 15.1 || R            |
        | yes    | -0.4 | ?    || P            |
        | yes    | ?    | 8    || P            |
        | no     | -2.5 | 16   || -            |
        | ?      | -2.5 | 8    || P            |
        | ?      | -0.4 | 8    || -            |
        """,
        WELL_WOMAN,
        smoker="current_smoker",
        T="t_score_femoral_neck t_score_total_hip t_score_lumbar_spine",
        FRAX="frax_major_percent",
    )
    check("| current_smoker || SELF-SMOKING |\n| yes || R |\n| no || - |\n| ? || P |", HIP)
    check(
        """
        | T    | FRAX || treatment_indicated | SELF-SMOKING |
        | -0.4 | 8    || no                  | R            |
        """,
        but(WRIST, current_smoker=True),
        T="t_score_femoral_neck t_score_total_hip t_score_lumbar_spine",
        FRAX="frax_major_percent",
    )
    check(
        """
        | GC_dose | GC_months || treatment_indicated | SELF-SMOKING |
        | 5       | 3         || yes                 | R            |
        | 4.9     | 3         || no                  | -            |
        """,
        but(WELL_WOMAN, current_smoker=True),
        GC_dose="glucocorticoid_mg_day",
        GC_months="glucocorticoid_months",
    )
