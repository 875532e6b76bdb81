"""Referral to the osteoporosis clinic"""

from spec.ascii_table import check, shows
from spec.patients import (
    AFTER_DENOSUMAB,
    AT_RISK,
    AT_RISK_MAN,
    HIP,
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    UNKNOWN_WOMAN,
    VERTEBRA,
    WELL_WOMAN,
    WRIST,
    T,
    but,
)

BONE_BUILDING = {"possible": "REF-CLINIC.bone_building.possible", "excluded": "REF-CLINIC.bone_building.excluded"}


@shows("KEY-5", "TX-2", "SEQ-1", "DX-11")
def test_high_risk_and_severe_osteoporosis() -> None:
    """Where a drug is to be chosen: hip and vertebral fracture patients above all, at any density."""
    check(
        """
        | hip | vertebra || TX-CONSIDER | REF-CLINIC | missing                      |
        | yes | no       || R           | R          | -                            |
        | no  | yes      || R           | R          | -                            |
        | no  | no       || -           | -          | .                            |
        | ?   | no       || P           | P          | has prior_hip_fracture       |
        | no  | ?        || P           | P          | has prior_vertebral_fracture |
        """,
        WELL_WOMAN,
        hip="prior_hip_fracture",
        vertebra="prior_vertebral_fracture",
        missing="REF-CLINIC.missing",
    )
    check("| sex || REF-CLINIC |\n| female || P |", UNKNOWN_WOMAN)


@shows("KEY-5", "TX-2", "DX-6")
def test_another_fracture() -> None:
    """Osteoporosis with another fracture is severe; with FRAX above 20 % or a second fracture the risk is high, too."""
    check(
        """
        | T    | FRAX | count || TX-CONSIDER | severe_osteoporosis | high_fracture_risk | REF-CLINIC |
        | -2.5 | 20.1 | 1     || R           | yes                 | yes                | R          |
        | -2.5 | 20   | 1     || R           | yes                 | no                 | -          |
        | -2.5 | 16   | 2     || R           | yes                 | yes                | R          |
        | -2.5 | 16   | ?     || R           | yes                 | ?                  | P          |
        | -2.4 | 20.1 | 2     || R           | no                  | yes                | -          |
        | -2.5 | 15   | 2     || -           | yes                 | yes                | -          |
        """,
        WRIST,
        T=T,
        FRAX="frax_major_percent",
        count="fragility_fracture_count",
    )
    check(
        """
        | other || high_fracture_risk | severe_osteoporosis | REF-CLINIC |
        | yes   || yes                | yes                 | R          |
        | no    || yes                | no                  | -          |
        | ?     || yes                | ?                   | P          |
        """,
        AT_RISK,
        other="prior_other_fragility_fracture",
    )


@shows("KEY-5", "TX-2", "CARE-5")
def test_only_where_a_drug_is_to_be_chosen() -> None:
    """Who goes on with a drug is not referred for the risk alone; who has to change it is; nobody at the clinic is."""
    check(
        """
        | drug        | failed || TX-CONSIDER | TX-SWITCH | REF-CLINIC |
        | none        | ?      || R           | -         | R          |
        | alendronate | no     || -           | -         | -          |
        | alendronate | yes    || -           | R         | R          |
        | ?           | ?      || P           | .         | P          |
        """,
        but(VERTEBRA, "latest_fracture_date", drug_start_date="2023-01-10"),
        drug="osteoporosis_drug",
        failed="fracture_during_treatment",
    )
    check(
        """
        | care_setting        || TX-CONSIDER | REF-CLINIC |
        | primary_care        || R           | R          |
        | emergency           || R           | R          |
        | ward                || R           | R          |
        | care_home           || R           | R          |
        | ?                   || R           | R          |
        | osteoporosis_clinic || R           | -          |
        """,
        HIP,
    )


@shows("CARE-5")
def test_pronounced_osteoporosis() -> None:
    """T-score -3.5 or lower without a drug is a matter for the clinic, whatever the risk."""
    check(
        """
        | T    | drug        || treatment_indicated | REF-CLINIC |
        | -3.5 | none        || no                  | R          |
        | -3.4 | none        || no                  | -          |
        | -3.5 | alendronate || no                  | -          |
        | -3.5 | ?           || no                  | P          |
        | ?    | none        || no                  | P          |
        """,
        WELL_WOMAN,
        T=T,
        drug="osteoporosis_drug",
    )
    check(
        """
        | neck | hip  | spine || REF-CLINIC |
        | -0.4 | -0.4 | -3.5  || R          |
        | -3.5 | ?    | ?     || R          |
        | -3.4 | ?    | ?     || P          |
        | -3.4 | ?    | -3.4  || -          |
        """,
        WELL_WOMAN,
        neck="t_score_femoral_neck",
        hip="t_score_total_hip",
        spine="t_score_lumbar_spine",
    )


@shows("CARE-5")
def test_before_the_menopause_and_men_under_50() -> None:
    """A treatment for a woman before the menopause, in pregnancy, or for a man under 50 is begun by the clinic."""
    cortisone = but(WELL_WOMAN, "pregnant_or_breastfeeding", glucocorticoid_mg_day=5, glucocorticoid_months=3)
    check(
        """
        | birth_date | menopause | pregnant || TX-CONSIDER | REF-CLINIC |
        | -52y       | yes       | ?        || R           | -          |
        | -52y       | no        | no       || R           | R          |
        | -52y       | no        | ?        || R           | R          |
        | -52y       | ?         | no       || R           | P          |
        | -40y       | ?         | yes      || R           | R          |
        | -55y       | ?         | ?        || R           | -          |
        """,
        cortisone,
        menopause="postmenopausal",
        pregnant="pregnant_or_breastfeeding",
    )
    check(
        """
        | birth_date || TX-CONSIDER | REF-CLINIC |
        | -50y       || R           | -          |
        | -50y+1d    || R           | R          |
        """,
        but(cortisone, "postmenopausal", sex="male"),
    )
    check(
        """
        | age || TX-CONSIDER | REF-CLINIC |
        | 50  || R           | -          |
        | 49  || R           | R          |
        """,
        but(cortisone, "postmenopausal", sex="male"),
    )
    check(
        """
        | birth_date | menopause || TX-CONSIDER | REF-CLINIC |
        | -45y       | no        || -           | -          |
        """,
        WELL_WOMAN,
        menopause="postmenopausal",
    )


@shows("CARE-5", "TX-5", "DMAB-3")
def test_a_change_or_a_drug_to_follow_before_the_menopause() -> None:
    """It holds for every drug that is to be chosen, not for going on with one."""
    check(
        """
        | menopause | gut_symptoms || TX-SWITCH | TX-CONTINUE | REF-CLINIC |
        | no        | yes          || R         | -           | R          |
        | yes       | yes          || R         | -           | -          |
        | no        | no           || -         | R           | -          |
        """,
        but(ON_ALENDRONATE, birth_date="1976-06-01"),
        menopause="postmenopausal",
        gut_symptoms="oral_bisphosphonate_gut_symptoms",
    )
    check(
        """
        | menopause || TX-FOLLOW-ON | REF-CLINIC |
        | no        || R            | R          |
        | yes       || R            | -          |
        """,
        but(AFTER_DENOSUMAB, birth_date="1976-06-01"),
        menopause="postmenopausal",
    )
    check(
        """
        | birth_date || TX-SWITCH | REF-CLINIC |
        | -50y       || R         | -          |
        | -50y+1d    || R         | R          |
        """,
        but(
            ON_ALENDRONATE,
            "postmenopausal",
            "pregnant_or_breastfeeding",
            sex="male",
            oral_bisphosphonate_gut_symptoms=True,
        ),
    )


@shows("CARE-5")
def test_every_drug_excluded() -> None:
    """Where no drug is left for one who needs it."""
    check(
        """
        | eGFR | calcium || TX-CONSIDER | REF-CLINIC |
        | 29   | 2.14    || R           | R          |
        | 29   | 2.15    || R           | -          |
        | 30   | 2.14    || R           | -          |
        """,
        AT_RISK_MAN,
        eGFR="egfr_ml_min",
        calcium="calcium_mmol_l",
    )
    check(
        """
        | eGFR | calcium | parathyroid | thrombosis || TX-CONSIDER | REF-CLINIC |
        | 34   | 2.14    | yes         | yes        || R           | R          |
        | 34   | 2.14    | no          | yes        || R           | -          |
        | 34   | 2.14    | yes         | no         || R           | -          |
        | 34   | 2.15    | yes         | yes        || R           | -          |
        | ?    | 2.14    | yes         | yes        || R           | R          |
        | 34   | 2.14    | ?           | yes        || R           | P          |
        """,
        AT_RISK,
        eGFR="egfr_ml_min",
        calcium="calcium_mmol_l",
        parathyroid="hyperparathyroidism",
        thrombosis="venous_thromboembolism",
    )
    check(
        """
        | FRAX || TX-CONSIDER | REF-CLINIC |
        | 21   || R           | R          |
        | 20   || -           | -          |
        """,
        but(AT_RISK_MAN, egfr_ml_min=29, calcium_mmol_l=2.14),
        FRAX="frax_major_percent",
    )


@shows("CARE-5", "DMAB-3")
def test_denosumab_that_cannot_be_followed() -> None:
    """Denosumab was stopped and no bisphosphonate is possible, or it must be left and something has to follow."""
    check(
        """
        | eGFR || TX-FOLLOW-ON | REF-CLINIC |
        | 35   || R            | -          |
        | 34   || R            | R          |
        | ?    || R            | P          |
        """,
        AFTER_DENOSUMAB,
        eGFR="egfr_ml_min",
    )
    check(
        """
        | failed | eGFR || TX-SWITCH | TX-CONTINUE | REF-CLINIC |
        | no     | 75   || -         | R           | -          |
        | no     | 34   || -         | R           | -          |
        | yes    | 75   || R         | -           | R          |
        | yes    | 34   || -         | R           | R          |
        """,
        but(ON_DENOSUMAB, prior_other_fragility_fracture=True),
        failed="fracture_during_treatment",
        eGFR="egfr_ml_min",
    )


@shows("CARE-5", "CAD-3")
def test_hypercalcaemia() -> None:
    """High calcium in one who needs treatment; it is not known from total calcium without albumin."""
    check(
        """
        | calcium | albumin || TX-CONSIDER | REF-CLINIC |
        | 2.50    | 40      || R           | -          |
        | 2.51    | 40      || R           | R          |
        | 2.51    | ?       || R           | P          |
        | ?       | ?       || R           | P          |
        | 2.50    | ?       || R           | -          |
        """,
        AT_RISK,
        calcium="calcium_mmol_l",
        albumin="albumin_g_l",
    )
    check("| calcium_mmol_l || TX-CONSIDER | REF-CLINIC |\n| 2.80 || - | - |", WELL_WOMAN)
    check(
        """
        | calcium | gut_symptoms || TX-SWITCH | REF-CLINIC |
        | 2.51    | yes          || R         | R          |
        | 2.50    | yes          || R         | -          |
        | 2.51    | no           || -         | -          |
        """,
        ON_ALENDRONATE,
        calcium="calcium_mmol_l",
        gut_symptoms="oral_bisphosphonate_gut_symptoms",
    )


@shows("CARE-5", "AE-2", "AE-3")
def test_atypical_fracture_and_osteonecrosis() -> None:
    """Each of them is complicated, with or without a drug to choose."""
    check(
        """
        | femur | jaw || REF-CLINIC |
        | no    | no  || -          |
        | ?     | ?   || -          |
        | yes   | no  || R          |
        | no    | yes || R          |
        """,
        WELL_WOMAN,
        femur="atypical_femoral_fracture",
        jaw="jaw_osteonecrosis",
    )
    for patient in (ON_ALENDRONATE, ON_DENOSUMAB):
        check(
            """
            | femur | jaw || REF-CLINIC |
            | no    | no  || -          |
            | yes   | no  || R          |
            | no    | yes || R          |
            """,
            patient,
            femur="atypical_femoral_fracture",
            jaw="jaw_osteonecrosis",
        )
