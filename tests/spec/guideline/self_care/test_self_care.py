"""Self-care"""

from spec.ascii_table import check, shows
from spec.patients import HIP, RISK_NOT_ASKED, UNMEASURED, WELL_WOMAN, WRIST, T, but

YOUNGER = but(WELL_WOMAN, "birth_date", age=60.5)
FALLS = {"falls": "falls_last_year", "balance": "impaired_balance", "drugs": "fall_inducing_drugs"}


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
    """From 65, or with falls, impaired balance or drugs that make people fall."""
    check(
        """
        | age  | falls | balance | drugs || SELF-FALLS | missing                                              |
        | 65   | 0     | no      | no    || R          | -                                                    |
        | 64.9 | 0     | no      | no    || -          | .                                                    |
        | 64   | 0     | no      | no    || -          | .                                                    |
        | 64.9 | 1     | no      | no    || R          | -                                                    |
        | 64.9 | 0     | yes     | no    || R          | -                                                    |
        | 64.9 | 0     | no      | yes   || R          | -                                                    |
        | 64.9 | ?     | no      | no    || P          | falls_last_year                                      |
        | 64.9 | 0     | ?       | no    || P          | impaired_balance                                     |
        | 64.9 | 0     | no      | ?     || P          | fall_inducing_drugs                                  |
        | 64.9 | ?     | ?       | ?     || P          | falls_last_year impaired_balance fall_inducing_drugs |
        | 64.9 | ?     | ?       | yes   || R          | -                                                    |
        | 65.0 | ?     | ?       | ?     || R          | -                                                    |
        """,
        YOUNGER,
        **FALLS,
        missing="SELF-FALLS.missing",
    )


@shows("SELF-2")
def test_what_makes_people_fall_is_named() -> None:
    """What applies stands in the answer."""
    check(
        """
        | falls | balance | drugs || SELF-FALLS.present                  |
        | 1     | no      | no    || falls_last_year                     |
        | 0     | yes     | no    || impaired_balance                    |
        | 0     | no      | yes   || fall_inducing_drugs                 |
        | 3     | no      | yes   || falls_last_year fall_inducing_drugs |
        """,
        YOUNGER,
        **FALLS,
    )
    check(
        """
        | age  | falls || SELF-FALLS.present  |
        | 65   | 0     || age                 |
        | 65   | 2     || age falls_last_year |
        | 64.9 | 2     || falls_last_year     |
        | 64   | 2     || falls_last_year     |
        """,
        YOUNGER,
        **FALLS,
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
        | yes    | ?    | 15.1 || R            |
        | no     | -2.5 | 16   || -            |
        | no     | ?    | ?    || -            |
        | ?      | -2.5 | 8    || P            |
        | ?      | -0.4 | 8    || -            |
        """,
        but(WELL_WOMAN, *RISK_NOT_ASKED),
        smoker="current_smoker",
        T=T,
        FRAX="frax_major_percent",
    )
    check(
        """
        | recorded || diagnosis    | SELF-SMOKING |
        | yes      || osteoporosis | R            |
        | no       || ?            | P            |
        """,
        but(UNMEASURED, current_smoker=True),
        recorded="osteoporosis_diagnosed",
    )


@shows("SELF-4")
def test_smoking_after_a_fracture() -> None:
    """Any fragility fracture is enough."""
    check(
        """
        | smoker || SELF-SMOKING | missing        |
        | yes    || R            | -              |
        | no     || -            | .              |
        | ?      || P            | current_smoker |
        """,
        HIP,
        smoker="current_smoker",
        missing="SELF-SMOKING.missing",
    )
    check(
        """
        | hip | vertebra | other || SELF-SMOKING | missing                            |
        | yes | no       | no    || R            | -                                  |
        | no  | yes      | no    || R            | -                                  |
        | no  | no       | yes   || R            | -                                  |
        | no  | no       | no    || -            | .                                  |
        | no  | no       | ?     || P            | has prior_other_fragility_fracture |
        """,
        but(WELL_WOMAN, current_smoker=True),
        hip="prior_hip_fracture",
        vertebra="prior_vertebral_fracture",
        other="prior_other_fragility_fracture",
        missing="SELF-SMOKING.missing",
    )
    check(
        """
        | hip | vertebra | other | count || SELF-SMOKING |
        | ?   | ?        | ?     | 1     || R            |
        | ?   | ?        | ?     | 0     || -            |
        | ?   | ?        | ?     | ?     || P            |
        """,
        but(WELL_WOMAN, current_smoker=True),
        hip="prior_hip_fracture",
        vertebra="prior_vertebral_fracture",
        other="prior_other_fragility_fracture",
        count="fragility_fracture_count",
    )
    check(
        """
        | T    | FRAX || treatment_indicated | SELF-SMOKING |
        | -0.4 | 8    || no                  | R            |
        """,
        but(WRIST, current_smoker=True),
        T=T,
        FRAX="frax_major_percent",
    )


@shows("SELF-4", "KEY-2")
def test_smoking_and_an_old_frax() -> None:
    """An old FRAX above 15 % is enough, one below it settles nothing; under 40 there is none."""
    check(
        """
        | birth_date | FRAX | run     || SELF-SMOKING |
        | -70y       | 15.1 | -24m-1d || R            |
        | -70y       | 15   | -24m-1d || P            |
        | -70y       | 15   | -24m    || -            |
        | -40y       | 15.1 | -3m     || R            |
        | -40y+1d    | 15.1 | -3m     || -            |
        | -40y+1d    | ?    | ?       || -            |
        """,
        but(WELL_WOMAN, current_smoker=True),
        FRAX="frax_major_percent",
        run="frax_date",
    )


@shows("SELF-4")
def test_smoking_and_cortisone() -> None:
    """An indication for treatment is enough."""
    check(
        """
        | GC_dose | GC_months || treatment_indicated | SELF-SMOKING |
        | 5       | 3         || yes                 | R            |
        | 4.9     | 3         || no                  | -            |
        | 5       | ?         || ?                   | P            |
        """,
        but(WELL_WOMAN, current_smoker=True),
        GC_dose="glucocorticoid_mg_day",
        GC_months="glucocorticoid_months",
    )
