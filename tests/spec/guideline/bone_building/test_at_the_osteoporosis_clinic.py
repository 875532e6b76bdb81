"""Bone-building drugs first, at the osteoporosis clinic"""

from spec.ascii_table import check, shows
from spec.patients import AT_CLINIC, AT_RISK, VERTEBRA_MAN, WELL_WOMAN, WRIST, but

CLINIC = "osteoporosis_clinic"


@shows("SEQ-1", "TX-2", "SEQ-3")
def test_high_risk_and_severe_osteoporosis() -> None:
    """Romosozumab, then teriparatide, then the others: with a broken hip or vertebra, or osteoporosis and fractures."""
    check(
        """
        | setting             || first_choice    |
        | osteoporosis_clinic || romosozumab     |
        | primary_care        || zoledronic_acid |
        | emergency           || zoledronic_acid |
        | ward                || zoledronic_acid |
        | care_home           || zoledronic_acid |
        | ?                   || zoledronic_acid |
        """,
        AT_CLINIC,
        setting="care_setting",
    )
    check(
        """
        | neck | count | FRAX || severe_osteoporosis | high_fracture_risk | first_choice    |
        | -2.5 | 2     | 18   || yes                 | yes                | romosozumab     |
        | -2.5 | 1     | 18   || yes                 | no                 | zoledronic_acid |
        | -2.5 | 1     | 20.1 || yes                 | yes                | romosozumab     |
        | -2.4 | 2     | 18   || no                  | yes                | zoledronic_acid |
        | -2.4 | 1     | 18   || no                  | no                 | zoledronic_acid |
        """,
        but(WRIST, care_setting=CLINIC),
        neck="t_score_femoral_neck",
        count="fragility_fracture_count",
        FRAX="frax_major_percent",
    )


@shows("SEQ-1", "TX-2")
def test_high_risk_alone_is_not_enough() -> None:
    """Osteoporosis that has broken nothing is not severe."""
    check(
        """
        | vertebra | hip | other || severe_osteoporosis | first_choice    |
        | no       | no  | no    || no                  | zoledronic_acid |
        | yes      | no  | no    || yes                 | romosozumab     |
        | no       | yes | no    || yes                 | romosozumab     |
        | no       | no  | yes   || yes                 | romosozumab     |
        """,
        but(AT_RISK, care_setting=CLINIC),
        vertebra="prior_vertebral_fracture",
        hip="prior_hip_fracture",
        other="prior_other_fragility_fracture",
    )


@shows("SEQ-2", "GC-1")
def test_osteoporosis_with_cortisone_and_high_risk() -> None:
    """Teriparatide only: FRAX above 20 %, 5 mg or more for three months or more, and a T-score of -2.5 or lower."""
    check(
        """
        | neck | FRAX | GC_dose | GC_months || first_choice    |
        | -2.5 | 20.1 | 5       | 3         || teriparatide    |
        | -2.5 | 20   | 5       | 3         || zoledronic_acid |
        | -2.4 | 20.1 | 5       | 3         || zoledronic_acid |
        | -2.6 | 20.1 | 4.9     | 3         || zoledronic_acid |
        | -2.6 | 20.1 | 5       | 2.9       || zoledronic_acid |
        """,
        but(WELL_WOMAN, care_setting=CLINIC),
        neck="t_score_femoral_neck",
        FRAX="frax_major_percent",
        GC_dose="glucocorticoid_mg_day",
        GC_months="glucocorticoid_months",
    )
    check(
        """
        | vertebra || first_choice | alternatives                                                           |
        | yes      || romosozumab  | teriparatide > zoledronic_acid > alendronate > risedronate > denosumab |
        | no       || teriparatide | zoledronic_acid > alendronate > risedronate > denosumab                |
        """,
        but(AT_RISK, care_setting=CLINIC, glucocorticoid_mg_day=10, glucocorticoid_months=6),
        vertebra="prior_vertebral_fracture",
    )
    check(
        """
        | hyperparathyroidism || first_choice    |
        | yes                 || zoledronic_acid |
        """,
        but(AT_RISK, care_setting=CLINIC, glucocorticoid_mg_day=10, glucocorticoid_months=6),
    )


@shows("MEN-2", "SEQ-2")
def test_men_have_teriparatide() -> None:
    """Romosozumab is not approved for them."""
    check(
        """
        | but                     || first_choice    | alternatives                                            |
        | .                       || teriparatide    | zoledronic_acid > alendronate > risedronate > denosumab |
        | hyperparathyroidism yes || zoledronic_acid | denosumab > alendronate > risedronate                   |
        """,
        but(VERTEBRA_MAN, care_setting=CLINIC),
    )


@shows("SEQ-1")
def test_the_clinic_and_what_the_patient_prefers() -> None:
    """Bone-building drugs are injections; who prefers tablets has the tablets after them."""
    check(
        """
        | prefers_oral || first_choice | alternatives                                                           |
        | no           || romosozumab  | teriparatide > zoledronic_acid > alendronate > risedronate > denosumab |
        | yes          || romosozumab  | teriparatide > alendronate > risedronate > zoledronic_acid > denosumab |
        """,
        AT_CLINIC,
    )
