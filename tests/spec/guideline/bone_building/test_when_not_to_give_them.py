"""When not to give a bone-building drug"""

from spec.ascii_table import check, shows
from spec.columns import EXCLUDED, FACTS
from spec.patients import AT_CLINIC, AT_RISK, AT_RISK_MAN, ON_TERIPARATIDE, PREMENOPAUSAL, but


@shows("SEQ-2")
def test_teriparatide() -> None:
    """High calcium, eGFR under 30, a diseased or irradiated skeleton, parathyroids, an earlier course (all SmPC)."""
    check(
        """
        | but                                  || teriparatide |
        | .                                    || -            |
        | calcium_mmol_l 2.50                  || -            |
        | calcium_mmol_l 2.51                  || SmPC         |
        | calcium_mmol_l ?                     || -            |
        | ionised_calcium_mmol_l 1.33          || -            |
        | ionised_calcium_mmol_l 1.34          || SmPC         |
        | calcium_mmol_l 2.14                  || -            |
        | egfr_ml_min 30                       || -            |
        | egfr_ml_min 29                       || SmPC         |
        | egfr_ml_min ?                        || -            |
        | dialysis yes                         || SmPC         |
        | skeletal_malignancy_or_radiation yes || SmPC         |
        | skeletal_malignancy_or_radiation ?   || -            |
        | hyperparathyroidism yes              || SmPC         |
        | hyperparathyroidism ?                || -            |
        | teriparatide_ever yes                || SmPC         |
        | teriparatide_ever ?                  || -            |
        | alp_ukat_l 3.0                       || -            |
        | myocardial_infarction yes            || -            |
        | jaw_osteonecrosis yes                || -            |
        """,
        AT_RISK,
        **EXCLUDED,
    )
    check("| sex || excluded.teriparatide |\n| male || - |", AT_RISK_MAN)


@shows("SEQ-2")
def test_teriparatide_once_in_a_life() -> None:
    """A course before counts, the course that runs does not."""
    check(
        """
        | previous     || teriparatide |
        | teriparatide || SmPC         |
        | romosozumab  || -            |
        """,
        but(AT_RISK, "teriparatide_ever"),
        previous="previous_osteoporosis_drug",
        **EXCLUDED,
    )
    check(
        """
        | previous    || teriparatide | ALERT-DRUG | TX-SWITCH | TX-CONTINUE |
        | ?           || -            | -          | -         | R           |
        | alendronate || -            | -          | -         | R           |
        """,
        ON_TERIPARATIDE,
        previous="previous_osteoporosis_drug",
        **EXCLUDED,
    )


@shows("SEQ-3", "MEN-2")
def test_romosozumab() -> None:
    """Never after myocardial infarction or stroke, nor for a man; low calcium (SmPC)."""
    check(
        """
        | but                        || romosozumab |
        | .                          || -           |
        | myocardial_infarction yes  || SEQ-3       |
        | myocardial_infarction ?    || -           |
        | stroke yes                 || SEQ-3       |
        | stroke ?                   || -           |
        | calcium_mmol_l 2.15        || -           |
        | calcium_mmol_l 2.14        || SmPC        |
        | calcium_mmol_l ?           || -           |
        | calcium_mmol_l 2.51        || -           |
        | egfr_ml_min 14             || -           |
        | venous_thromboembolism yes || -           |
        | jaw_osteonecrosis yes      || -           |
        """,
        AT_RISK,
        **EXCLUDED,
    )
    check("| sex || excluded.romosozumab |\n| male || MEN-2 |", AT_RISK_MAN)


@shows("SEQ-3", "SEQ-2")
def test_before_the_menopause_and_in_pregnancy() -> None:
    """Romosozumab is for postmenopausal women, teriparatide not for pregnant ones (SmPC)."""
    check(
        """
        | postmenopausal | pregnant || romosozumab | teriparatide |
        | no             | no       || SmPC        | -            |
        | no             | yes      || SmPC        | SmPC         |
        | ?              | no       || -           | -            |
        | yes            | ?        || -           | -            |
        | no             | ?        || SmPC        | -            |
        """,
        PREMENOPAUSAL,
        pregnant="pregnant_or_breastfeeding",
        **EXCLUDED,
    )


@shows("SEQ-3", "SEQ-2")
def test_what_the_clinic_then_chooses() -> None:
    """Excluded for one reason, the next one comes first."""
    check(
        """
        | but                         || first_choice    | alternatives                                                           |
        | .                           || romosozumab     | teriparatide > zoledronic_acid > alendronate > risedronate > denosumab |
        | heart_attack yes            || teriparatide    | zoledronic_acid > alendronate > risedronate > denosumab                |
        | stroke yes                  || teriparatide    | zoledronic_acid > alendronate > risedronate > denosumab                |
        | parathyroid yes             || romosozumab     | zoledronic_acid > alendronate > risedronate > denosumab                |
        | teriparatide_ever yes       || romosozumab     | zoledronic_acid > alendronate > risedronate > denosumab                |
        | stroke yes, parathyroid yes || zoledronic_acid | denosumab > alendronate > risedronate                                  |
        | eGFR 29                     || romosozumab     | denosumab                                                              |
        | stroke yes, eGFR 29         || denosumab       | -                                                                      |
        """,  # noqa: E501
        AT_CLINIC,
        **FACTS,
    )
