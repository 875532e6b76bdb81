"""What to correct before a drug is given"""

from spec.ascii_table import check, shows
from spec.columns import CHOICE, FACTS
from spec.patients import (
    AFTER_DENOSUMAB,
    AFTER_TERIPARATIDE,
    AT_CLINIC,
    AT_RISK,
    HIP,
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    ON_TERIPARATIDE,
    PREMENOPAUSAL,
    WELL_WOMAN,
    but,
)

BLOOD = {
    "calcium": "calcium_mmol_l",
    "albumin": "albumin_g_l",
    "ionised": "ionised_calcium_mmol_l",
    "vitamin_D": "vitamin_d_nmol_l",
    "eGFR": "egfr_ml_min",
}


@shows("CAD-3", "BP-5", "DMAB-4")
def test_the_limits() -> None:
    """Corrected calcium 2.15-2.50, ionised 1.15-1.33 mmol/L, vitamin D from 25 nmol/L: outside them no drug yet."""
    check(
        """
        | calcium | ionised | vitamin_D || hypocalcaemia | hypercalcaemia | TX-CORRECT-FIRST | first_choice    |
        | 2.15    | ?       | ?         || no            | no             | -                | zoledronic_acid |
        | 2.14    | ?       | ?         || yes           | no             | R                | -               |
        | 2.50    | ?       | ?         || no            | no             | -                | zoledronic_acid |
        | 2.51    | ?       | ?         || no            | yes            | R                | -               |
        | ?       | ?       | ?         || ?             | ?              | P                | zoledronic_acid |
        | 2.35    | ?       | 25        || no            | no             | -                | zoledronic_acid |
        | 2.35    | ?       | 24.9      || no            | no             | R                | -               |
        | 2.10    | 1.15    | ?         || no            | no             | -                | zoledronic_acid |
        | 2.35    | 1.14    | ?         || yes           | no             | R                | -               |
        | 2.60    | 1.33    | ?         || no            | no             | -                | zoledronic_acid |
        | 2.35    | 1.34    | ?         || no            | yes            | R                | -               |
        """,
        HIP,
        **BLOOD,
    )


@shows("BP-5", "DMAB-4", "DX-13")
def test_total_calcium_without_albumin() -> None:
    """It settles only what is normal; outside 2.15-2.50 nothing is known."""
    check(
        """
        | calcium | albumin || hypocalcaemia | hypercalcaemia | corrected_calcium.method | TX-CORRECT-FIRST | INV-LAB-CALCIUM |
        | 2.15    | ?       || no            | no             | total                    | -                | -               |
        | 2.14    | ?       || ?             | ?              | total                    | P                | R               |
        | 2.50    | ?       || no            | no             | total                    | -                | -               |
        | 2.51    | ?       || ?             | ?              | total                    | P                | R               |
        | 2.14    | 40      || yes           | no             | albumin_corrected        | R                | R               |
        | 2.14    | 39      || no            | no             | albumin_corrected        | -                | -               |
        | 2.51    | 41      || no            | no             | albumin_corrected        | -                | -               |
        """,  # noqa: E501
        HIP,
        **BLOOD,
    )
    check(
        """
        | calcium | albumin | ionised || corrected_calcium | corrected_calcium.method | hypocalcaemia |
        | 2.14    | ?       | 1.20    || 1.2               | ionised                  | no            |
        | 2.05    | 35      | ?       || 2.15              | albumin_corrected        | no            |
        | 2.05    | 36      | ?       || 2.13              | albumin_corrected        | yes           |
        | ?       | 35      | ?       || -                 | -                        | ?             |
        """,
        HIP,
        **BLOOD,
    )


@shows("CAD-3", "BP-5", "DMAB-4", "SEQ-1")
def test_what_comes_first_afterwards() -> None:
    """The drug that would come first with calcium and vitamin D in order is named; alternatives are not."""
    check(
        """
        | but                            || first_choice | withheld             | afterwards      | alternatives |
        | calcium 2.14                   || -            | TX-CORRECT-FIRST     | zoledronic_acid | -            |
        | vitamin_D 24.9                 || -            | TX-CORRECT-FIRST     | zoledronic_acid | -            |
        | calcium 2.51                   || -            | has TX-CORRECT-FIRST | zoledronic_acid | -            |
        | calcium 2.14, eGFR 34          || -            | TX-CORRECT-FIRST     | denosumab       | -            |
        | calcium 2.14, prefers_oral yes || -            | TX-CORRECT-FIRST     | alendronate     | -            |
        | calcium 2.14, eGFR 29          || -            | has TX-CORRECT-FIRST | denosumab       | -            |
        """,
        HIP,
        **CHOICE,
        **FACTS,
    )
    check(
        """
        | but                             || first_choice | withheld         | afterwards   |
        | .                               || romosozumab  | -                | -            |
        | calcium_mmol_l 2.14             || -            | TX-CORRECT-FIRST | romosozumab  |
        | calcium_mmol_l 2.14, stroke yes || -            | TX-CORRECT-FIRST | teriparatide |
        | calcium_mmol_l 2.51, stroke yes || -            | TX-CORRECT-FIRST | teriparatide |
        """,
        AT_CLINIC,
        **CHOICE,
    )
    check(
        """
        | but                   || TX-FOLLOW-ON | first_choice | afterwards      |
        | calcium_mmol_l 2.14   || R            | -            | zoledronic_acid |
        | vitamin_d_nmol_l 24.9 || R            | -            | zoledronic_acid |
        | calcium_mmol_l 2.51   || R            | -            | zoledronic_acid |
        """,
        AFTER_TERIPARATIDE,
        **CHOICE,
    )


@shows("CAD-3", "DMAB-4")
def test_only_where_a_drug_is_to_be_given() -> None:
    """A pathway, or a drug given now; else calcium is looked into but nothing waits for it."""
    check(
        """
        | drug        | vitamin_D || TX-CORRECT-FIRST |
        | none        | 20        || -                |
        | alendronate | 20        || R                |
        | raloxifene  | 20        || R                |
        | other       | 20        || R                |
        | ?           | 20        || P                |
        | alendronate | 25        || -                |
        """,
        but(WELL_WOMAN, drug_start_date=ON_ALENDRONATE["drug_start_date"]),
        drug="osteoporosis_drug",
        **BLOOD,
    )
    check(
        """
        | FRAX | calcium || TX-CORRECT-FIRST |
        | 20.1 | 2.14    || R                |
        | ?    | 2.14    || P                |
        | 20   | 2.14    || -                |
        | ?    | 2.15    || -                |
        """,
        AT_RISK,
        FRAX="frax_major_percent",
        **BLOOD,
    )


@shows("CAD-3", "DMAB-4", "BP-5")
def test_the_drug_that_is_given_now() -> None:
    """It is named; nothing is withheld, and it is not gone on with before calcium is in order."""
    check(
        """
        | but            || TX-CORRECT-FIRST | TX-CORRECT-FIRST.drug | withheld | TX-SWITCH | TX-CONTINUE | ALERT-DRUG |
        | calcium 2.14   || R                | alendronate           | -        | -         | -           | R          |
        | vitamin_D 24.9 || R                | alendronate           | -        | -         | R           | -          |
        | calcium 2.51   || R                | alendronate           | -        | -         | R           | -          |
        """,
        ON_ALENDRONATE,
        **CHOICE,
        **FACTS,
    )
    check(
        """
        | but            || TX-CORRECT-FIRST | TX-CORRECT-FIRST.drug | TX-SWITCH | TX-CONTINUE | FU-DOSE | FU-DOSE.after        |
        | calcium 2.14   || R                | denosumab             | -         | -           | R       | has TX-CORRECT-FIRST |
        | vitamin_D 24.9 || R                | denosumab             | -         | R           | R       | has TX-CORRECT-FIRST |
        | .              || -                | .                     | -         | R           | R       | -                    |
        """,  # noqa: E501
        ON_DENOSUMAB,
        **FACTS,
    )
    check(
        """
        | but                 || TX-CORRECT-FIRST | TX-CORRECT-FIRST.drug | TX-SWITCH | TX-CONTINUE | ALERT-DRUG |
        | calcium_mmol_l 2.51 || R                | teriparatide          | -         | -           | R          |
        | calcium_mmol_l 2.50 || -                | .                     | -         | R           | -          |
        """,
        ON_TERIPARATIDE,
    )


@shows("DMAB-3", "CAD-3")
def test_no_gap_after_denosumab() -> None:
    """Vitamin D deficiency does not hold back the bisphosphonate, low calcium does; denosumab again may wait."""
    check(
        """
        | but                     || TX-CORRECT-FIRST | first_choice    | withheld             | afterwards      |
        | .                       || -                | zoledronic_acid | -                    | -               |
        | vitamin_D 24.9          || R                | zoledronic_acid | -                    | -               |
        | calcium 2.14            || R                | -               | TX-CORRECT-FIRST     | zoledronic_acid |
        | calcium 2.51            || R                | -               | has TX-CORRECT-FIRST | zoledronic_acid |
        | eGFR 29, vitamin_D 60   || -                | denosumab       | -                    | -               |
        | eGFR 29, vitamin_D 24.9 || R                | -               | has TX-CORRECT-FIRST | denosumab       |
        | eGFR 29, calcium 2.14   || R                | -               | has TX-CORRECT-FIRST | denosumab       |
        """,
        but(AFTER_DENOSUMAB, pth_pmol_l=5),
        **CHOICE,
        **FACTS,
    )
    check(
        """
        | bmd_change_percent | vitamin_D || TX-SWITCH | TX-CORRECT-FIRST | first_choice    |
        | -7                 | 24.9      || R         | R                | zoledronic_acid |
        | -7                 | 25        || R         | -                | zoledronic_acid |
        """,
        ON_DENOSUMAB,
        **BLOOD,
    )


@shows("DMAB-3", "CAD-3")
def test_how_long_to_correct_after_denosumab() -> None:
    """Until the bisphosphonate is due, or for at most four weeks where that day has passed."""
    check(
        """
        | last_dose_date || TX-FOLLOW-ON.due | TX-CORRECT-FIRST | TX-CORRECT-FIRST.due |
        | -4m            || +2m              | R                | +2m                  |
        | -6m+1d         || +1d              | R                | +1d                  |
        | -6m-1d         || -1d              | R                | +28d                 |
        | -8m            || -2m              | R                | +28d                 |
        """,
        but(AFTER_DENOSUMAB, vitamin_d_nmol_l=20),
    )
    check(
        """
        | last_dose_date | bmd_change_percent || TX-SWITCH | TX-CORRECT-FIRST.due |
        | -4m            | -7                 || R         | +2m                  |
        | -8m            | -7                 || R         | +28d                 |
        | -4m            | 0                  || -         | -                    |
        """,
        but(ON_DENOSUMAB, vitamin_d_nmol_l=20),
    )
    check("| calcium_mmol_l || TX-CORRECT-FIRST | TX-CORRECT-FIRST.due |\n| 2.14 || R | - |", AFTER_DENOSUMAB)
    check("| vitamin_d_nmol_l || TX-CORRECT-FIRST.due | TX-CORRECT-FIRST.words |\n| 20 || - | some |", HIP)


@shows("CAD-3", "BP-5", "DMAB-4")
def test_what_is_to_be_corrected_is_named() -> None:
    """Each of the three; the drug is named only where it is given now and no other is to be chosen."""
    check(
        """
        | but                                      || TX-CORRECT-FIRST.present           | TX-CORRECT-FIRST.drug |
        | calcium_mmol_l 2.14                      || hypocalcaemia                      | -                     |
        | calcium_mmol_l 2.51                      || hypercalcaemia                     | -                     |
        | vitamin_d_nmol_l 20                      || vitamin_d_deficiency               | -                     |
        | vitamin_d_nmol_l 20, calcium_mmol_l 2.14 || hypocalcaemia vitamin_d_deficiency | -                     |
        """,
        HIP,
    )
    check(
        """
        | but                                        || TX-SWITCH | TX-CORRECT-FIRST.present | TX-CORRECT-FIRST.drug |
        | calcium_mmol_l 2.14                        || -         | hypocalcaemia            | alendronate           |
        | calcium_mmol_l 2.14, bmd_change_percent -7 || R         | hypocalcaemia            | -                     |
        """,
        ON_ALENDRONATE,
    )


@shows("CARE-5")
def test_high_calcium_and_treatment_is_for_the_clinic() -> None:
    """So that known hyperparathyroidism does not withhold treatment for ever."""
    check(
        """
        | but                                        || TX-CONSIDER | REF-CLINIC |
        | calcium_mmol_l 2.51                        || R           | R          |
        | calcium_mmol_l 2.50                        || R           | -          |
        | calcium_mmol_l ?                           || R           | P          |
        | calcium_mmol_l 2.14                        || R           | -          |
        | calcium_mmol_l 2.51, frax_major_percent 20 || -           | -          |
        """,
        AT_RISK,
    )


@shows("CARE-2", "TX-6", "CAD-3")
def test_urgent_treatment_waits_for_it_too() -> None:
    """Before discharge and without waiting for DXA, but after what has to be corrected."""
    check(
        """
        | setting | DXA_available | calcium || TX-BEFORE-DISCHARGE | TX-BEFORE-DISCHARGE.after | TX-NO-WAIT |
        | ward    | yes           | 2.35    || R                   | -                         | -          |
        | ward    | yes           | 2.14    || R                   | TX-CORRECT-FIRST          | -          |
        """,
        but(HIP, birth_date="1944-01-10", latest_fracture_date="2026-02-20"),
        setting="care_setting",
        DXA_available="dxa_available",
        **BLOOD,
    )
    check(
        """
        | DXA_available | but                 || TX-NO-WAIT | TX-NO-WAIT.after |
        | no            | .                   || R          | -                |
        | no            | calcium_mmol_l 2.14 || R          | TX-CORRECT-FIRST |
        | no            | dialysis yes        || R          | REF-NEPHROLOGY   |
        | yes           | calcium_mmol_l 2.14 || -          | .                |
        """,
        HIP,
        DXA_available="dxa_available",
    )
    check(
        """
        | setting             || TX-NO-WAIT | TX-NO-WAIT.after |
        | primary_care        || R          | REF-CLINIC       |
        | osteoporosis_clinic || R          | -                |
        """,
        but(PREMENOPAUSAL, dxa_available=False),
        setting="care_setting",
    )
