"""When little time is left"""

from spec.ascii_table import check, shows
from spec.patients import (
    AFTER_DENOSUMAB,
    AFTER_TERIPARATIDE,
    FAILED,
    HIP,
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    ON_ZOLEDRONIC_ACID,
    PAUSING,
    WELL_WOMAN,
    but,
)

SHORT = {"short": "life_expectancy_under_1_year"}


@shows("DX-2", "SELF-2")
def test_no_new_treatment() -> None:
    """With a life expectancy under one year only fall prevention, warnings and what must be corrected remain."""
    check(
        """
        | short || TX-CONSIDER | REF-CLINIC | SUPP-CAD | SELF-FALLS | SELF-ACTIVITY | first_choice    |
        | yes   || -           | -          | -        | R          | -             | -               |
        | no    || R           | R          | R        | R          | R             | zoledronic_acid |
        | ?     || R           | R          | R        | R          | R             | zoledronic_acid |
        """,
        HIP,
        **SHORT,
    )
    check(
        """
        | short || listed     | first_choice |
        | yes   || SELF-FALLS | -            |
        """,
        HIP,
        **SHORT,
    )


@shows("BPS-2", "TX-5", "SEQ-2")
def test_treatment_under_way() -> None:
    """Bisphosphonates and bone-building drugs are not followed up, changed or followed by another."""
    check(
        """
        | short || TX-CONTINUE | FU-ADHERENCE | FU-DXA | SUPP-CAD |
        | yes   || -           | -            | -      | -        |
        | no    || R           | R            | R      | R        |
        """,
        but(ON_ALENDRONATE, drug_start_date="2026-01-10"),
        **SHORT,
    )
    check("| short || FU-DOSE | TX-CONTINUE |\n| yes || - | - |\n| no || R | R |", ON_ZOLEDRONIC_ACID, **SHORT)
    check("| short || TX-SWITCH | first_choice |\n| yes || - | - |\n| no || R | denosumab |", FAILED, **SHORT)
    check(
        "| short || TX-FOLLOW-ON | first_choice |\n| yes || - | - |\n| no || R | zoledronic_acid |",
        AFTER_TERIPARATIDE,
        **SHORT,
    )
    check("| short || SUPP-AFTER-STOP |\n| yes || - |\n| no || R |", PAUSING, **SHORT)


@shows("DMAB-3", "DMAB-4")
def test_denosumab_is_never_simply_stopped() -> None:
    """It goes on or is followed by something, with its next dose and what belongs to it."""
    check(
        """
        | but            || TX-CONTINUE | FU-DOSE | SUPP-CAD | FU-DXA | INV-LAB-CALCIUM | REF-NEPHROLOGY |
        | .              || R           | R       | R        | -      | -               | -              |
        | egfr_ml_min 29 || R           | R       | R        | -      | R               | R              |
        """,
        but(ON_DENOSUMAB, life_expectancy_under_1_year=True),
    )
    check(
        """
        | but            || TX-FOLLOW-ON | SUPP-CAD | REF-CLINIC | REF-NEPHROLOGY | first_choice    |
        | .              || R            | R        | -          | -              | zoledronic_acid |
        | egfr_ml_min 34 || R            | R        | R          | -              | denosumab       |
        | egfr_ml_min 29 || R            | R        | R          | R              | denosumab       |
        """,
        but(AFTER_DENOSUMAB, life_expectancy_under_1_year=True),
    )


@shows("DMAB-3", "BP-5", "CAD-3")
def test_warnings_stay() -> None:
    """A late dose, an excluded drug, low calcium under treatment."""
    check(
        "| last_dose_date || ALERT-LATE-DOSE |\n| -6m-1d || R |\n| -6m || - |",
        but(ON_DENOSUMAB, life_expectancy_under_1_year=True),
    )
    check(
        """
        | but                 || ALERT-DRUG | TX-CORRECT-FIRST | TX-SWITCH |
        | calcium_mmol_l 2.14 || R          | R                | -         |
        | egfr_ml_min 29      || R          | -                | -         |
        """,
        but(ON_ALENDRONATE, life_expectancy_under_1_year=True),
    )


@shows("CHILD-1")
def test_the_dead_and_children() -> None:
    """For the dead nothing; for a child the paediatrician, and no drug."""
    check(
        """
        | deceased || listed | first_choice | excluded |
        | yes      || -      | -            | -        |
        """,
        but(HIP, jaw_osteonecrosis=True),
    )
    check(
        """
        | birth_date || listed         | first_choice | excluded |
        | -18y+1d    || REF-PAEDIATRIC | -            | -        |
        """,
        but(WELL_WOMAN, "postmenopausal", jaw_osteonecrosis=True),
    )
