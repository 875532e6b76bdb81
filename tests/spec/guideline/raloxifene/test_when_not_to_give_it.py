"""When not to give raloxifene"""

from spec.ascii_table import check, shows
from spec.columns import EXCLUDED
from spec.patients import AT_RISK, AT_RISK_MAN, PREMENOPAUSAL


@shows("RAL-1", "MEN-2")
def test_what_excludes_it() -> None:
    """Thrombosis, ever; and by the product information kidneys, liver and breast cancer under treatment."""
    check(
        """
        | but                        || raloxifene |
        | .                          || -          |
        | venous_thromboembolism yes || RAL-1      |
        | venous_thromboembolism ?   || -          |
        | egfr_ml_min 30             || -          |
        | egfr_ml_min 29             || SmPC       |
        | egfr_ml_min ?              || -          |
        | dialysis yes               || SmPC       |
        | chronic_liver_disease yes  || SmPC       |
        | chronic_liver_disease ?    || -          |
        | aromatase_inhibitor yes    || SmPC       |
        | aromatase_inhibitor ?      || -          |
        | calcium_mmol_l 2.14        || -          |
        | jaw_osteonecrosis yes      || -          |
        | myocardial_infarction yes  || -          |
        | stroke yes                 || -          |
        """,
        AT_RISK,
        **EXCLUDED,
    )
    check("| sex || excluded.raloxifene |\n| male || MEN-2 |", AT_RISK_MAN)


@shows("RAL-1")
def test_before_the_menopause_and_in_pregnancy() -> None:
    """It is for postmenopausal women (SmPC)."""
    check(
        """
        | postmenopausal | pregnant || raloxifene |
        | no             | no       || SmPC       |
        | no             | yes      || SmPC SmPC  |
        | yes            | no       || -          |
        | ?              | no       || -          |
        | ?              | yes      || SmPC       |
        """,
        PREMENOPAUSAL,
        pregnant="pregnant_or_breastfeeding",
        **EXCLUDED,
    )
