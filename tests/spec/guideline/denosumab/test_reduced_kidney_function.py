"""Denosumab in reduced kidney function"""

from spec.ascii_table import check, shows
from spec.columns import CHOICE
from spec.patients import (
    AFTER_DENOSUMAB,
    AT_RISK,
    HIP,
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    ON_RALOXIFENE,
    WELL_WOMAN,
    but,
)


@shows("DMAB-4")
def test_together_with_the_kidney_clinic() -> None:
    """Under an eGFR of 30 where denosumab comes first, under 15 and in dialysis whatever the drug."""
    check(
        """
        | eGFR | dialysis || first_choice    | REF-NEPHROLOGY | INV-LAB-CALCIUM |
        | 35   | no       || zoledronic_acid | -              | -               |
        | 30   | no       || denosumab       | -              | -               |
        | 29   | no       || denosumab       | R              | R               |
        | 15   | no       || denosumab       | R              | R               |
        | 14   | no       || -               | R              | .               |
        | ?    | no       || zoledronic_acid | P              | .               |
        | 75   | yes      || -               | R              | .               |
        """,
        HIP,
        eGFR="egfr_ml_min",
    )
    check(
        """
        | eGFR | but                   || first_choice | afterwards | REF-NEPHROLOGY |
        | 29   | calcium_mmol_l 2.14   || -            | denosumab  | R              |
        | 30   | calcium_mmol_l 2.14   || -            | denosumab  | -              |
        | 29   | jaw_osteonecrosis yes || -            | -          | -              |
        | 14   | jaw_osteonecrosis yes || -            | -          | R              |
        """,
        HIP,
        eGFR="egfr_ml_min",
        **CHOICE,
    )


@shows("DMAB-4", "DX-13")
def test_denosumab_given_now() -> None:
    """Severely reduced kidney function: the kidney clinic, and PTH, ionised calcium and vitamin D."""
    check(
        """
        | eGFR | dialysis || REF-NEPHROLOGY | INV-LAB-CALCIUM | TX-CONTINUE |
        | 30   | no       || -              | -               | R           |
        | 29   | no       || R              | R               | R           |
        | ?    | no       || P              | -               | R           |
        | 75   | yes      || R              | R               | R           |
        | ?    | yes      || R              | R               | R           |
        """,
        ON_DENOSUMAB,
        eGFR="egfr_ml_min",
    )


@shows("DMAB-4")
def test_only_with_a_pathway_or_on_denosumab() -> None:
    """Where no drug is to be chosen the kidney clinic is not asked."""
    check("| egfr_ml_min || REF-NEPHROLOGY |\n| 14 || - |\n| 29 || - |", WELL_WOMAN)
    check(
        """
        | egfr_ml_min || TX-SWITCH | first_choice | REF-NEPHROLOGY |
        | 30          || -         | -            | -              |
        | 29          || R         | denosumab    | R              |
        | 14          || R         | -            | R              |
        """,
        ON_ALENDRONATE,
    )
    check("| egfr_ml_min || TX-SWITCH | REF-NEPHROLOGY |\n| 29 || - | - |", ON_RALOXIFENE)
    check(
        """
        | FRAX | egfr_ml_min || TX-CONSIDER | REF-NEPHROLOGY |
        | 20.1 | 14          || R           | R              |
        | ?    | 14          || P           | P              |
        | 20   | 14          || -           | -              |
        """,
        AT_RISK,
        FRAX="frax_major_percent",
    )


@shows("DMAB-3", "DMAB-4")
def test_after_denosumab() -> None:
    """No bisphosphonate at an eGFR under 35: denosumab again, and the osteoporosis clinic is asked."""
    check(
        """
        | eGFR || TX-FOLLOW-ON | first_choice    | alternatives              | REF-CLINIC | REF-NEPHROLOGY |
        | 35   || R            | zoledronic_acid | alendronate > risedronate | -          | -              |
        | 34   || R            | denosumab       | -                         | R          | -              |
        | 29   || R            | denosumab       | -                         | R          | R              |
        | 14   || R            | -               | -                         | .          | R              |
        | ?    || R            | zoledronic_acid | alendronate > risedronate | P          | P              |
        """,
        AFTER_DENOSUMAB,
        eGFR="egfr_ml_min",
    )
    check(
        """
        | eGFR || provisional |
        | 35   || no          |
        | 34   || no          |
        | 29   || yes         |
        | ?    || yes         |
        """,
        AFTER_DENOSUMAB,
        eGFR="egfr_ml_min",
        **CHOICE,
    )


@shows("DMAB-4")
def test_which_calcium_tests() -> None:
    """Those that lack are named."""
    check(
        """
        | PTH | ionised | vitamin_D || INV-LAB-CALCIUM | INV-LAB-CALCIUM.lacking                                |
        | ?   | ?       | ?         || R               | has pth_pmol_l ionised_calcium_mmol_l vitamin_d_nmol_l |
        | 5   | ?       | ?         || R               | ionised_calcium_mmol_l vitamin_d_nmol_l                |
        | 5   | 1.20    | ?         || R               | vitamin_d_nmol_l                                       |
        """,
        but(ON_DENOSUMAB, egfr_ml_min=29),
        PTH="pth_pmol_l",
        ionised="ionised_calcium_mmol_l",
        vitamin_D="vitamin_d_nmol_l",
    )
