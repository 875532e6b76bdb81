"""Every reason against the drug that is given"""

import pytest

from spec.ascii_table import Facts, check, shows
from spec.columns import FACTS
from spec.patients import (
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    ON_RALOXIFENE,
    ON_ROMOSOZUMAB,
    ON_TERIPARATIDE,
    ON_ZOLEDRONIC_ACID,
    but,
)

YOUNG: Facts = {"birth_date": "1986-01-10", "postmenopausal": False, "pregnant_or_breastfeeding": False}


@shows("BP-5", "DMAB-1", "BP-3", "AE-2", "AE-3")
@pytest.mark.parametrize("drug", ["alendronate", "risedronate", "ibandronate"])
def test_tablets_of_bisphosphonate(drug: str) -> None:
    """They are changed, unless it is calcium, which is corrected, or a borderline eGFR, which is taken again."""
    check(
        f"""
        | drug | but || ALERT-DRUG | ALERT-DRUG.reasons | TX-SWITCH | TX-CONTINUE |
        | {drug} | .                         || -          | .                  | -         | R           |
        | {drug} | calcium 2.14              || R          | BP-5               | -         | -           |
        | {drug} | eGFR 34                   || R          | BP-5               | -         | -           |
        | {drug} | eGFR 30                   || R          | BP-5               | -         | -           |
        | {drug} | eGFR 29                   || R          | BP-5               | R         | -           |
        | {drug} | eGFR 34, repeated yes     || R          | BP-5               | R         | -           |
        | {drug} | eGFR 29, taken -12m-1d    || R          | BP-5               | -         | -           |
        | {drug} | dialysis yes              || R          | BP-5               | R         | -           |
        | {drug} | side_effects yes          || R          | DMAB-1             | R         | -           |
        | {drug} | gut_symptoms yes          || R          | BP-3               | R         | -           |
        | {drug} | gullet yes                || R          | SmPC               | R         | -           |
        | {drug} | jaw_osteonecrosis yes     || R          | AE-2               | R         | -           |
        | {drug} | atypical_femoral_fracture yes || R      | AE-3               | R         | -           |
        | {drug} | calcium 2.14, gullet yes  || R          | BP-5 SmPC          | R         | -           |
        """,
        ON_ALENDRONATE,
        **FACTS,
        drug="osteoporosis_drug",
        repeated="egfr_repeated",
        taken="laboratory_date",
    )
    check(
        f"""
        | drug | pregnant || ALERT-DRUG | ALERT-DRUG.reasons | TX-SWITCH | TX-CONTINUE |
        | {drug} | yes      || R          | SmPC               | R         | -           |
        | {drug} | no       || -          | .                  | -         | R           |
        """,
        but(ON_ALENDRONATE, **YOUNG),
        drug="osteoporosis_drug",
        pregnant="pregnant_or_breastfeeding",
    )


@shows("BP-5", "DMAB-1", "AE-2", "AE-3")
def test_zoledronic_acid() -> None:
    """Likewise; the gut does not matter."""
    check(
        """
        | but                           || ALERT-DRUG | ALERT-DRUG.reasons | TX-SWITCH | TX-CONTINUE |
        | .                             || -          | .                  | -         | R           |
        | calcium 2.14                  || R          | BP-5               | -         | -           |
        | eGFR 34                       || R          | BP-5               | -         | -           |
        | eGFR 30                       || R          | BP-5               | -         | -           |
        | eGFR 29                       || R          | BP-5               | R         | -           |
        | eGFR 34, repeated yes         || R          | BP-5               | R         | -           |
        | eGFR 29, taken -12m-1d        || R          | BP-5               | -         | -           |
        | dialysis yes                  || R          | BP-5               | R         | -           |
        | side_effects yes              || R          | DMAB-1             | R         | -           |
        | gut_symptoms yes              || -          | .                  | -         | R           |
        | gullet yes                    || -          | .                  | -         | R           |
        | jaw_osteonecrosis yes         || R          | AE-2               | R         | -           |
        | atypical_femoral_fracture yes || R          | AE-3               | R         | -           |
        """,
        ON_ZOLEDRONIC_ACID,
        **FACTS,
        repeated="egfr_repeated",
        taken="laboratory_date",
    )
    check(
        """
        | pregnant || ALERT-DRUG | ALERT-DRUG.reasons | TX-SWITCH | TX-CONTINUE |
        | yes      || R          | SmPC               | R         | -           |
        | no       || -          | .                  | -         | R           |
        """,
        but(ON_ZOLEDRONIC_ACID, **YOUNG),
        pregnant="pregnant_or_breastfeeding",
    )


@shows("DMAB-4", "AE-2", "AE-3")
def test_denosumab() -> None:
    """It goes on until something takes its place, save in pregnancy and while calcium is low."""
    check(
        """
        | but                           || ALERT-DRUG | ALERT-DRUG.reasons | TX-SWITCH | TX-CONTINUE |
        | .                             || -          | .                  | -         | R           |
        | calcium 2.14                  || R          | DMAB-4             | -         | -           |
        | jaw_osteonecrosis yes         || R          | AE-2               | -         | R           |
        | atypical_femoral_fracture yes || R          | AE-3               | -         | R           |
        | eGFR 14                       || -          | .                  | -         | R           |
        """,
        ON_DENOSUMAB,
        **FACTS,
    )
    check(
        """
        | pregnant || ALERT-DRUG | ALERT-DRUG.reasons | FU-DOSE | REF-CLINIC |
        | yes      || R          | SmPC               | -       | R          |
        | no       || -          | .                  | R       | -          |
        """,
        but(ON_DENOSUMAB, **YOUNG),
        pregnant="pregnant_or_breastfeeding",
    )


@shows("SEQ-2")
def test_teriparatide() -> None:
    """By its product information."""
    check(
        """
        | but                                  || ALERT-DRUG | ALERT-DRUG.reasons | TX-SWITCH | TX-CONTINUE |
        | .                                    || -          | .                  | -         | R           |
        | calcium 2.51                         || R          | SmPC               | -         | -           |
        | eGFR 30                              || -          | .                  | -         | R           |
        | eGFR 29                              || R          | SmPC               | -         | -           |
        | eGFR 25                              || R          | SmPC               | -         | -           |
        | eGFR 24                              || R          | SmPC               | R         | -           |
        | eGFR 29, repeated yes                || R          | SmPC               | R         | -           |
        | eGFR 24, taken -12m-1d               || R          | SmPC               | -         | -           |
        | dialysis yes                         || R          | SmPC               | R         | -           |
        | parathyroid yes                      || R          | SmPC               | R         | -           |
        | skeletal_malignancy_or_radiation yes || R          | SmPC               | R         | -           |
        """,
        ON_TERIPARATIDE,
        **FACTS,
        repeated="egfr_repeated",
        taken="laboratory_date",
    )
    check(
        """
        | pregnant || ALERT-DRUG | ALERT-DRUG.reasons | TX-SWITCH | TX-CONTINUE |
        | yes      || R          | SmPC               | R         | -           |
        | no       || -          | .                  | -         | R           |
        """,
        but(ON_TERIPARATIDE, **YOUNG),
        pregnant="pregnant_or_breastfeeding",
    )


@shows("SEQ-3", "MEN-2")
def test_romosozumab() -> None:
    """Heart and stroke, low calcium, and for whom it is not."""
    check(
        """
        | but              || ALERT-DRUG | ALERT-DRUG.reasons | TX-SWITCH | TX-CONTINUE |
        | .                || -          | .                  | -         | R           |
        | heart_attack yes || R          | SEQ-3              | R         | -           |
        | stroke yes       || R          | SEQ-3              | R         | -           |
        | calcium 2.14     || R          | SmPC               | -         | -           |
        """,
        ON_ROMOSOZUMAB,
        **FACTS,
    )
    check(
        """
        | postmenopausal || ALERT-DRUG | ALERT-DRUG.reasons | TX-SWITCH | TX-CONTINUE |
        | no             || R          | SmPC               | R         | -           |
        | yes            || -          | .                  | -         | R           |
        | ?              || P          | .                  | -         | R           |
        """,
        but(ON_ROMOSOZUMAB, **YOUNG),
    )


@shows("RAL-1", "MEN-2")
def test_raloxifene() -> None:
    """Thrombosis, kidneys, liver, breast cancer under treatment, and for whom it is not."""
    check(
        """
        | but                        || ALERT-DRUG | ALERT-DRUG.reasons | TX-SWITCH | TX-CONTINUE |
        | .                          || -          | .                  | -         | R           |
        | venous_thromboembolism yes || R          | RAL-1              | R         | -           |
        | chronic_liver_disease yes  || R          | SmPC               | R         | -           |
        | aromatase_inhibitor yes    || R          | SmPC               | R         | -           |
        | eGFR 30                    || -          | .                  | -         | R           |
        | eGFR 29                    || R          | SmPC               | -         | -           |
        | eGFR 25                    || R          | SmPC               | -         | -           |
        | eGFR 24                    || R          | SmPC               | R         | -           |
        | eGFR 29, repeated yes      || R          | SmPC               | R         | -           |
        | eGFR 24, taken -12m-1d     || R          | SmPC               | -         | -           |
        | dialysis yes               || R          | SmPC               | R         | -           |
        """,
        ON_RALOXIFENE,
        **FACTS,
        repeated="egfr_repeated",
        taken="laboratory_date",
    )
    check(
        """
        | postmenopausal | pregnant || ALERT-DRUG | ALERT-DRUG.reasons | TX-SWITCH | TX-CONTINUE |
        | no             | no       || R          | SmPC               | R         | -           |
        | yes            | no       || -          | .                  | -         | R           |
        | ?              | yes      || R          | SmPC               | R         | -           |
        """,
        but(ON_RALOXIFENE, **YOUNG),
        pregnant="pregnant_or_breastfeeding",
    )
