"""What the referral says"""

from spec.ascii_table import check, shows
from spec.patients import (
    AFTER_DENOSUMAB,
    AT_RISK_MAN,
    GC,
    HIP,
    ON_DENOSUMAB,
    WELL_WOMAN,
    but,
)

BONE_BUILDING = {"possible": "REF-CLINIC.bone_building.possible", "excluded": "REF-CLINIC.bone_building.excluded"}


@shows("KEY-5", "SEQ-2", "CARE-5", "DMAB-3", "AE-2", "AE-3")
def test_the_referral_says_why() -> None:
    """Each reason that holds, with the chapter it comes from, and no other."""
    check(
        """
        | but                                                        || reasons      |
        | prior_hip_fracture yes                                     || KEY-5        |
        | GC_dose 5, GC_months 3, t_score_total_hip -2.5, FRAX 21    || SEQ-2        |
        | t_score_total_hip -3.5                                     || CARE-5       |
        | birth_date -45y, postmenopausal no, GC_dose 5, GC_months 3 || CARE-5       |
        | calcium_mmol_l 2.51, GC_dose 5, GC_months 3                || CARE-5       |
        | atypical_femoral_fracture yes                              || AE-3         |
        | jaw_osteonecrosis yes                                      || AE-2         |
        | jaw_osteonecrosis yes, atypical_femoral_fracture yes       || AE-2 AE-3    |
        | prior_hip_fracture yes, t_score_total_hip -3.5             || KEY-5 CARE-5 |
        """,
        WELL_WOMAN,
        FRAX="frax_major_percent",
        **GC,
        reasons="REF-CLINIC.reasons",
    )
    check("| egfr_ml_min || reasons |\n| 34 || DMAB-3 |", AFTER_DENOSUMAB, reasons="REF-CLINIC.reasons")
    check(
        """
        | failed | eGFR || reasons |
        | yes    | 75   || CARE-5  |
        | yes    | 34   || CARE-5  |
        """,
        but(ON_DENOSUMAB, prior_other_fragility_fracture=True),
        failed="fracture_during_treatment",
        eGFR="egfr_ml_min",
        reasons="REF-CLINIC.reasons",
    )
    check(
        """
        | eGFR | calcium || reasons |
        | 29   | 2.14    || CARE-5  |
        """,
        AT_RISK_MAN,
        eGFR="egfr_ml_min",
        calcium="calcium_mmol_l",
        reasons="REF-CLINIC.reasons",
    )


@shows("SEQ-1", "SEQ-2", "SEQ-3")
def test_the_referral_names_the_bone_building_drugs() -> None:
    """Which of them are possible and which are excluded; one that hangs on an unknown fact is possible."""
    check(
        """
        | infarction | stroke | parathyroid || possible                 | excluded                 |
        | no         | no     | no          || romosozumab teriparatide | -                        |
        | yes        | no     | no          || teriparatide             | romosozumab              |
        | no         | yes    | no          || teriparatide             | romosozumab              |
        | no         | no     | yes         || romosozumab              | teriparatide             |
        | yes        | no     | yes         || -                        | romosozumab teriparatide |
        | ?          | ?      | ?           || romosozumab teriparatide | -                        |
        """,
        HIP,
        infarction="myocardial_infarction",
        parathyroid="hyperparathyroidism",
        **BONE_BUILDING,
    )
