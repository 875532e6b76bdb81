"""Whom to refer for a bone-building drug"""

from spec.ascii_table import check, shows
from spec.patients import (
    AT_RISK,
    FAILED,
    ON_ALENDRONATE,
    RISK_NOT_ASKED,
    VERTEBRA,
    VERTEBRA_MAN,
    WELL_WOMAN,
    WRIST,
    but,
)


@shows("KEY-5", "TX-2", "SEQ-1", "DX-11")
def test_high_risk_and_severe_osteoporosis() -> None:
    """A drug is to be chosen, the risk is high and the osteoporosis severe; never from the clinic itself."""
    check(
        """
        | neck | count | FRAX || REF-CLINIC |
        | -2.5 | 2     | 18   || R          |
        | -2.5 | 1     | 18   || -          |
        | -2.5 | 1     | 20   || -          |
        | -2.5 | 1     | 20.1 || R          |
        | -2.4 | 2     | 18   || -          |
        | -2.5 | ?     | 18   || P          |
        """,
        WRIST,
        neck="t_score_femoral_neck",
        count="fragility_fracture_count",
        FRAX="frax_major_percent",
    )
    check(
        """
        | vertebra | setting             || REF-CLINIC |
        | yes      | primary_care        || R          |
        | yes      | osteoporosis_clinic || -          |
        | no       | primary_care        || -          |
        | ?        | primary_care        || P          |
        """,
        AT_RISK,
        vertebra="prior_vertebral_fracture",
        setting="care_setting",
    )


@shows("SEQ-2", "GC-1")
def test_osteoporosis_with_cortisone_and_high_risk() -> None:
    """FRAX above 20 % and a diagnosis of osteoporosis."""
    check(
        """
        | neck | FRAX | GC_dose | GC_months || REF-CLINIC |
        | -2.5 | 20.1 | 5       | 3         || R          |
        | -2.5 | 20   | 5       | 3         || -          |
        | -2.4 | 20.1 | 5       | 3         || -          |
        | -2.6 | 20.1 | 4.9     | 3         || -          |
        | -2.6 | 20.1 | 5       | 2.9       || -          |
        | -2.5 | ?    | 5       | 3         || P          |
        """,
        but(WELL_WOMAN, *RISK_NOT_ASKED),
        neck="t_score_femoral_neck",
        FRAX="frax_major_percent",
        GC_dose="glucocorticoid_mg_day",
        GC_months="glucocorticoid_months",
    )


@shows("TX-5", "TX-2", "SEQ-1")
def test_only_where_a_drug_is_to_be_chosen() -> None:
    """To begin with or to change to; treatment that goes on well is not referred."""
    check(
        """
        | bmd_change_percent || TX-SWITCH | TX-CONTINUE | REF-CLINIC |
        | -7                 || R         | -           | R          |
        | 0                  || -         | R           | -          |
        """,
        but(ON_ALENDRONATE, prior_vertebral_fracture=True, t_score_femoral_neck=-2.8),
    )
    check("| neck || REF-CLINIC |\n| -2.4 || - |", FAILED, neck="t_score_femoral_neck")


@shows("SEQ-1", "SEQ-3", "SEQ-2", "MEN-2")
def test_which_bone_building_drugs_are_left() -> None:
    """The referral names those that are possible and those that are excluded."""
    check(
        """
        | but                                 || REF-CLINIC.bone_building.possible | REF-CLINIC.bone_building.excluded |
        | .                                   || teriparatide romosozumab          | -                                 |
        | stroke yes                          || teriparatide                      | romosozumab                       |
        | stroke ?                            || teriparatide romosozumab          | -                                 |
        | hyperparathyroidism yes             || romosozumab                       | teriparatide                      |
        | stroke yes, hyperparathyroidism yes || -                                 | teriparatide romosozumab          |
        | egfr_ml_min 29                      || romosozumab                       | teriparatide                      |
        """,
        VERTEBRA,
    )
    check(
        """
        | sex  || REF-CLINIC.bone_building.possible | REF-CLINIC.bone_building.excluded |
        | male || teriparatide                      | romosozumab                       |
        """,
        VERTEBRA_MAN,
    )
