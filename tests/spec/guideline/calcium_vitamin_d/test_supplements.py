"""Calcium and vitamin D"""

from spec.ascii_table import check, shows
from spec.patients import AFTER_DENOSUMAB, AT_RISK, FAILED, ON_ALENDRONATE, WELL_WOMAN, but


@shows("TX-4", "CAD-1", "BP-4")
def test_with_every_treatment() -> None:
    """Where treatment is to be considered, changed or followed by another, and on any drug."""
    check(
        """
        | FRAX | takes || TX-CONSIDER | SUPP-CAD | SUPP-CAD.already_taken |
        | 20.1 | no    || R           | R        | no                     |
        | 20.1 | yes   || R           | R        | yes                    |
        | 20.1 | ?     || R           | R        | ?                      |
        | 20   | no    || -           | -        | .                      |
        | ?    | no    || P           | P        | .                      |
        """,
        AT_RISK,
        FRAX="frax_major_percent",
        takes="takes_calcium_vitamin_d",
    )
    check(
        """
        | drug            || SUPP-CAD |
        | alendronate     || R        |
        | risedronate     || R        |
        | ibandronate     || R        |
        | zoledronic_acid || R        |
        | denosumab       || R        |
        | teriparatide    || R        |
        | romosozumab     || R        |
        | raloxifene      || R        |
        | other           || R        |
        | none            || -        |
        | ?               || P        |
        """,
        but(
            WELL_WOMAN,
            "teriparatide_ever",
            drug_start_date="2025-08-02",
            last_dose_date="2026-02-20",
            previous_osteoporosis_drug="none",
        ),
        drug="osteoporosis_drug",
    )
    check("| bmd_change_percent || TX-SWITCH | SUPP-CAD |\n| 0 || R | R |", FAILED)
    check("| last_dose_date || TX-FOLLOW-ON | SUPP-CAD |\n| -8m || R | R |\n| -40m || - | - |", AFTER_DENOSUMAB)


@shows("CAD-1", "CAD-3")
def test_at_deficiency() -> None:
    """Vitamin D under 25 nmol/L, on a drug or not."""
    check(
        """
        | vitamin_d_nmol_l || SUPP-CAD |
        | 24.9             || R        |
        | 25               || -        |
        | ?                || -        |
        """,
        WELL_WOMAN,
    )


@shows("GC-1", "CAD-1")
def test_with_cortisone() -> None:
    """5 mg of prednisolone or more for three months or more."""
    check(
        """
        | GC_dose | GC_months || SUPP-CAD |
        | 5       | 3         || R        |
        | 4.9     | 3         || -        |
        | 5       | 2.9       || -        |
        | ?       | 3         || P        |
        | 5       | ?         || P        |
        """,
        but(WELL_WOMAN, osteoporosis_drug="none", oncology_antiresorptive=True),
        GC_dose="glucocorticoid_mg_day",
        GC_months="glucocorticoid_months",
    )


@shows("CAD-2", "CAD-1")
def test_how_much() -> None:
    """Calcium 500 mg a day, 1000 mg at low intake, none while high calcium is not explained; vitamin D 800 IU."""
    check(
        """
        | low_intake | calcium_mmol_l || SUPP-CAD | SUPP-CAD.calcium_mg_day | SUPP-CAD.vitamin_d_iu_day |
        | no         | 2.35           || R        | 500                     | 800                       |
        | ?          | 2.35           || R        | 500                     | 800                       |
        | yes        | 2.35           || R        | 1000                    | 800                       |
        | no         | 2.50           || R        | 500                     | 800                       |
        | no         | 2.51           || R        | 0                       | 800                       |
        | yes        | 2.51           || R        | 0                       | 800                       |
        | no         | ?              || R        | 500                     | 800                       |
        | no         | 2.14           || R        | 500                     | 800                       |
        """,
        AT_RISK,
        low_intake="low_calcium_intake",
    )
    check(
        """
        | vitamin_d_nmol_l || SUPP-CAD | SUPP-CAD.vitamin_d_iu_day |
        | 20               || R        | 800                       |
        """,
        ON_ALENDRONATE,
    )
