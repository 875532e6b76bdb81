"""When not to give a bisphosphonate"""

from spec.ascii_table import check, shows
from spec.columns import EXCLUDED, FACTS
from spec.patients import AT_RISK, PREMENOPAUSAL, WELL_WOMAN


@shows("BP-5")
def test_kidney_function() -> None:
    """An eGFR of 35 mL/min or more is needed; dialysis counts as less."""
    check(
        """
        | eGFR | dialysis || alendronate | risedronate | ibandronate | zoledronic_acid | first_choice    |
        | 35   | no       || -           | -           | -           | -               | zoledronic_acid |
        | 34   | no       || BP-5        | BP-5        | BP-5        | BP-5            | denosumab       |
        | ?    | no       || -           | -           | -           | -               | zoledronic_acid |
        | 75   | yes      || BP-5        | BP-5        | BP-5        | BP-5            | -               |
        | ?    | yes      || BP-5        | BP-5        | BP-5        | BP-5            | -               |
        """,
        AT_RISK,
        eGFR="egfr_ml_min",
        **EXCLUDED,
    )


@shows("BP-5")
def test_low_calcium() -> None:
    """Corrected calcium under 2.15 mmol/L, or ionised under 1.15."""
    check(
        """
        | but                         || alendronate | risedronate | ibandronate | zoledronic_acid |
        | calcium_mmol_l 2.15         || -           | -           | -           | -               |
        | calcium_mmol_l 2.14         || BP-5        | BP-5        | BP-5        | BP-5            |
        | calcium_mmol_l ?            || -           | -           | -           | -               |
        | calcium_mmol_l 2.51         || -           | -           | -           | -               |
        | ionised_calcium_mmol_l 1.15 || -           | -           | -           | -               |
        | ionised_calcium_mmol_l 1.14 || BP-5        | BP-5        | BP-5        | BP-5            |
        | vitamin_d_nmol_l 10         || -           | -           | -           | -               |
        """,
        AT_RISK,
        **EXCLUDED,
    )


@shows("DMAB-1", "BP-3", "AE-1")
def test_side_effects_and_the_gut() -> None:
    """Side effects exclude them all, gut symptoms and disorders of the gullet (SmPC) only the tablets."""
    check(
        """
        | but                                  || alendronate | risedronate | ibandronate | zoledronic_acid |
        | .                                    || -           | -           | -           | -               |
        | bisphosphonate_side_effects yes      || DMAB-1      | DMAB-1      | DMAB-1      | DMAB-1          |
        | bisphosphonate_side_effects ?        || -           | -           | -           | -               |
        | oral_bisphosphonate_gut_symptoms yes || BP-3        | BP-3        | BP-3        | -               |
        | oral_bisphosphonate_gut_symptoms ?   || -           | -           | -           | -               |
        | oesophageal_disorder yes             || SmPC        | SmPC        | SmPC        | -               |
        | oesophageal_disorder ?               || -           | -           | -           | -               |
        | dysphagia yes                        || -           | -           | -           | -               |
        | poor_adherence yes                   || -           | -           | -           | -               |
        """,
        AT_RISK,
        **EXCLUDED,
    )


@shows("AE-2", "AE-3")
def test_rare_harm_to_jaw_and_femur() -> None:
    """Osteonecrosis of the jaw or an atypical femoral fracture, ever: a specialist decides."""
    check(
        """
        | but                           || alendronate | risedronate | ibandronate | zoledronic_acid |
        | jaw_osteonecrosis yes         || AE-2        | AE-2        | AE-2        | AE-2            |
        | jaw_osteonecrosis ?           || -           | -           | -           | -               |
        | atypical_femoral_fracture yes || AE-3        | AE-3        | AE-3        | AE-3            |
        | atypical_femoral_fracture ?   || -           | -           | -           | -               |
        """,
        AT_RISK,
        **EXCLUDED,
    )


@shows("BP-5")
def test_pregnancy() -> None:
    """Pregnancy and breastfeeding (SmPC)."""
    check(
        """
        | pregnant || alendronate | risedronate | ibandronate | zoledronic_acid |
        | yes      || SmPC        | SmPC        | SmPC        | SmPC            |
        | no       || -           | -           | -           | -               |
        | ?        || -           | -           | -           | -               |
        """,
        PREMENOPAUSAL,
        pregnant="pregnant_or_breastfeeding",
        **EXCLUDED,
    )


@shows("BP-5", "DMAB-1")
def test_every_reason_is_given() -> None:
    """To every adult, whether or not treatment is indicated."""
    check(
        """
        | but                                     || treatment_indicated | alendronate | zoledronic_acid |
        | eGFR 34, calcium 2.14                   || no                  | BP-5 BP-5   | BP-5 BP-5       |
        | eGFR 34, gullet yes                     || no                  | BP-5 SmPC   | BP-5            |
        | side_effects yes, jaw_osteonecrosis yes || no                  | DMAB-1 AE-2 | DMAB-1 AE-2     |
        """,
        WELL_WOMAN,
        **EXCLUDED,
        **FACTS,
    )
