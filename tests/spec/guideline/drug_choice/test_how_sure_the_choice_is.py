"""How sure the choice is"""

import pytest

from spec.ascii_table import check, shows
from spec.columns import CHOICE, EXCLUDED, FACTS
from spec.patients import AT_CLINIC, AT_RISK, HIP, VERTEBRA, but

EGFR = "egfr_ml_min creatinine_umol_l cystatin_c_mg_l"


@shows("BP-5", "DX-12")
def test_a_drug_that_hangs_on_an_unknown_fact() -> None:
    """It is provisional, and what would settle it is named; values that stand for each other are named together."""
    check(
        f"""
        | but || first_choice    | provisional | missing |
        | .   || zoledronic_acid | no          | -       |
        | eGFR ?                                || zoledronic_acid | yes                      | {EGFR}                                            |
        | calcium ?                    || zoledronic_acid | yes | calcium_mmol_l ionised_calcium_mmol_l             |
        | calcium ?, albumin_g_l ?     || zoledronic_acid | yes | calcium_mmol_l albumin_g_l ionised_calcium_mmol_l |
        | calcium ?, ionised 1.2       || zoledronic_acid | no  | -                                                 |
        | eGFR ?, creatinine_umol_l 70 || zoledronic_acid | no  | -                                                 |
        | gullet ?                     || zoledronic_acid | no  | -                                                 |
        | venous_thromboembolism ?     || zoledronic_acid | no  | -                                                 |
        """,  # noqa: E501
        AT_RISK,
        **CHOICE,
        **FACTS,
    )
    check(
        f"""
        | but      || alternatives                          | alternatives.alendronate.provisional | alternatives.alendronate.missing |
        | .        || alendronate > risedronate > denosumab | no                                   | -                                |
        | gullet ? || alendronate > risedronate > denosumab | yes                                  | oesophageal_disorder             |
        | eGFR ?          || alendronate > risedronate > denosumab | yes                                  | {EGFR}                           |
        | calcium ? || alendronate > risedronate > denosumab | yes | has calcium_mmol_l |
        """,  # noqa: E501
        AT_RISK,
        **FACTS,
    )
    check(
        """
        | but              || alternatives.denosumab.provisional | alternatives.denosumab.missing |
        | .                || no                                 | -                              |
        | calcium_mmol_l ? || yes                                | has calcium_mmol_l             |
        """,
        AT_RISK,
    )


@shows("BP-3", "KEY-4")
@pytest.mark.parametrize("reason", ["cognitive_impairment", "dysphagia", "gastrointestinal_surgery", "malabsorption"])
def test_an_order_that_hangs_on_an_unknown_fact(reason: str) -> None:
    """For who prefers tablets it matters whether they suit; for others the infusion comes first either way."""
    check(
        f"""
        | {reason} | prefers_oral || first_choice    | provisional | missing |
        | ?        | yes          || alendronate     | yes                      | {reason}             |
        | no | yes || alendronate     | no | - |
        | ?  | no  || zoledronic_acid | no | - |
        """,
        AT_RISK,
        **CHOICE,
    )


@shows("BP-5")
def test_tablets_hang_on_the_gullet() -> None:
    """The disorder of the gullet counts for tablets only (SmPC)."""
    check(
        """
        | oesophageal_disorder | prefers_oral || first_choice | provisional | missing              |
        | ?                    | yes          || alendronate  | yes         | oesophageal_disorder |
        | no                   | yes          || alendronate  | no          | -                    |
        """,
        AT_RISK,
        **CHOICE,
    )


@shows("BP-5", "DX-12")
def test_old_blood_tests() -> None:
    """Older than twelve months they leave the choice provisional; undated ones are current."""
    check(
        """
        | laboratory_date || first_choice    | provisional | alternatives.alendronate.provisional |
        | -12m            || zoledronic_acid | no          | no                                   |
        | -12m-1d         || zoledronic_acid | yes         | yes                                  |
        | ?               || zoledronic_acid | no          | no                                   |
        """,
        AT_RISK,
        **CHOICE,
    )


@shows("BP-5", "DX-12")
def test_relative_egfr_close_to_a_limit() -> None:
    """Without height and weight an eGFR within 5 of a limit is provisional; the body settles it."""
    check(
        """
        | eGFR | height | weight || first_choice    | provisional | missing             |
        | 41   | ?      | ?      || zoledronic_acid | no          | -                   |
        | 40   | ?      | ?      || zoledronic_acid | yes         | height_cm weight_kg |
        | 35   | ?      | ?      || zoledronic_acid | yes         | height_cm weight_kg |
        | 40   | 165    | ?      || zoledronic_acid | yes         | weight_kg           |
        | 40   | ?      | 66     || zoledronic_acid | yes         | height_cm           |
        | 40   | 165    | 66     || zoledronic_acid | no          | -                   |
        | 35   | 165    | 66     || zoledronic_acid | no          | -                   |
        | 34   | ?      | ?      || denosumab       | yes         | has height_cm       |
        | 34   | 165    | 66     || denosumab       | no          | -                   |
        """,
        but(AT_RISK, "height_at_25_cm", "weight_5_years_ago_kg"),
        eGFR="egfr_ml_min",
        height="height_cm",
        weight="weight_kg",
        **CHOICE,
    )
    check(
        """
        | eGFR | height | weight || first_choice | provisional |
        | 21   | ?      | ?      || denosumab    | no          |
        | 20   | ?      | ?      || denosumab    | yes         |
        | 20   | 165    | 66     || denosumab    | no          |
        """,
        but(AT_RISK, "height_at_25_cm", "weight_5_years_ago_kg", pth_pmol_l=5, vitamin_d_nmol_l=60),
        eGFR="egfr_ml_min",
        height="height_cm",
        weight="weight_kg",
        **CHOICE,
    )


@shows("BP-5", "DX-12")
def test_absolute_egfr_counts() -> None:
    """The limits are in mL/min: a small body lowers a relative eGFR of 37, a big one lifts 33."""
    check(
        """
        | eGFR | height | weight || egfr.absolute | first_choice    | zoledronic_acid |
        | 33   | 190    | 110    || 45            | zoledronic_acid | -               |
        | 33   | ?      | 110    || -             | denosumab       | BP-5            |
        | 37   | 150    | 45     || 29            | denosumab       | BP-5            |
        | 37   | ?      | 45     || -             | zoledronic_acid | -               |
        """,
        but(AT_RISK, "height_at_25_cm", "weight_5_years_ago_kg"),
        eGFR="egfr_ml_min",
        height="height_cm",
        weight="weight_kg",
        **EXCLUDED,
    )


@shows("BP-5", "DX-12")
def test_cystatin_c_on_cortisone() -> None:
    """There cystatin C alone reads too low: the choice is provisional."""
    check(
        """
        | GC_dose | eGFR | creatinine | cystatin || provisional |
        | 10      | ?    | ?          | 1.0      || yes         |
        | 0       | ?    | ?          | 1.0      || no          |
        | 10      | ?    | 70         | 1.0      || no          |
        | 10      | 75   | ?          | 1.0      || no          |
        | 10      | ?    | 70         | ?        || no          |
        """,
        but(AT_RISK, glucocorticoid_months=6),
        GC_dose="glucocorticoid_mg_day",
        eGFR="egfr_ml_min",
        creatinine="creatinine_umol_l",
        cystatin="cystatin_c_mg_l",
        **CHOICE,
    )


@shows("BP-5", "DMAB-4", "DX-13")
def test_total_calcium_without_albumin_is_provisional() -> None:
    """Normal as it looks, albumin or ionised calcium is missing; outside the normal range the choice hangs on it."""
    check(
        """
        | calcium | albumin | ionised || first_choice    | provisional | missing         |
        | 2.35    | 40      | ?       || zoledronic_acid | no          | -               |
        | 2.35    | ?       | ?       || zoledronic_acid | yes         | has albumin_g_l |
        | 2.35    | ?       | 1.20    || zoledronic_acid | no          | -               |
        | 2.10    | ?       | ?       || zoledronic_acid | yes         | has albumin_g_l |
        """,
        AT_RISK,
        calcium="calcium_mmol_l",
        albumin="albumin_g_l",
        ionised="ionised_calcium_mmol_l",
        **CHOICE,
    )


@shows("DX-13", "DMAB-4", "CAD-3")
def test_vitamin_d_is_asked_for_on_suspicion_only() -> None:
    """Unknown, it leaves only denosumab at an eGFR under 30 provisional, until calcium, PTH and vitamin D are known."""
    check(
        """
        | eGFR | calcium | PTH | vitamin_D || first_choice    | provisional | missing                     |
        | 75   | 2.35    | ?   | ?         || zoledronic_acid | no          | -                           |
        | 30   | 2.35    | ?   | ?         || denosumab       | no          | -                           |
        | 29   | 2.35    | ?   | ?         || denosumab       | yes         | pth_pmol_l vitamin_d_nmol_l |
        | 29   | 2.35    | 5   | ?         || denosumab       | yes         | vitamin_d_nmol_l            |
        | 29   | 2.35    | ?   | 60        || denosumab       | yes         | pth_pmol_l                  |
        | 29   | ?       | 5   | 60        || denosumab       | yes         | has calcium_mmol_l          |
        | 29   | 2.35    | 5   | 60        || denosumab       | no          | -                           |
        """,
        HIP,
        eGFR="egfr_ml_min",
        calcium="calcium_mmol_l",
        PTH="pth_pmol_l",
        vitamin_D="vitamin_d_nmol_l",
        **CHOICE,
    )


@shows("SEQ-3", "SEQ-2")
def test_bone_building_drugs_that_hang_on_an_unknown_fact() -> None:
    """Heart and stroke for romosozumab, the skeleton and the parathyroids for teriparatide."""
    check(
        """
        | but                     || first_choice | provisional | missing               |
        | .                       || romosozumab  | no          | -                     |
        | myocardial_infarction ? || romosozumab  | yes         | myocardial_infarction |
        | stroke ?                || romosozumab  | yes         | stroke                |
        | hyperparathyroidism ?   || romosozumab  | no          | -                     |
        """,
        AT_CLINIC,
        **CHOICE,
    )
    check(
        f"""
        | but                                || first_choice | provisional | missing                          |
        | .                                  || teriparatide | no          | -                                |
        | parathyroid ?                      || teriparatide | yes         | hyperparathyroidism              |
        | skeletal_malignancy_or_radiation ? || teriparatide | yes         | skeletal_malignancy_or_radiation |
        | teriparatide_ever ?                || teriparatide | yes         | teriparatide_ever                |
        | eGFR ?                      || teriparatide | yes                      | {EGFR}                           |
        | alp_ukat_l 1.9          || teriparatide | no  | - |
        | alp_ukat_l 2.0          || teriparatide | yes | . |
        | laboratory_date -12m-1d || teriparatide | yes | . |
        """,
        but(AT_CLINIC, stroke=True),
        **CHOICE,
        **FACTS,
    )
    check(
        """
        | alp_ukat_l || provisional | alternatives.teriparatide.provisional | alternatives.zoledronic_acid.provisional |
        | 1.9        || no          | no                                    | no                                       |
        | 2.0        || no          | yes                                   | no                                       |
        """,
        AT_CLINIC,
        **CHOICE,
    )


@shows("SEQ-2", "SEQ-1")
def test_at_the_clinic_the_risk_decides() -> None:
    """Where it is not known whether bone-building drugs come first, the choice is provisional."""
    check(
        """
        | neck | vertebra | FRAX || TX-CONSIDER | first_choice    | provisional |
        | -2.8 | no       | 23   || R           | zoledronic_acid | no          |
        | -2.8 | ?        | 23   || R           | zoledronic_acid | yes         |
        | -2.8 | yes      | ?    || R           | romosozumab     | no          |
        """,
        but(AT_RISK, care_setting="osteoporosis_clinic"),
        neck="t_score_femoral_neck",
        vertebra="prior_vertebral_fracture",
        FRAX="frax_major_percent",
        **CHOICE,
    )


@shows("RAL-1")
def test_raloxifene_that_hangs_on_an_unknown_fact() -> None:
    """Thrombosis, the liver, breast cancer treatment and the kidneys."""
    check(
        f"""
        | but                      || alternatives.raloxifene.provisional | alternatives.raloxifene.missing |
        | .                        || no                                  | -                               |
        | venous_thromboembolism ? || yes                                 | venous_thromboembolism          |
        | chronic_liver_disease ?  || yes                                 | chronic_liver_disease           |
        | aromatase_inhibitor ?    || yes                                 | aromatase_inhibitor             |
        | egfr_ml_min ?            || yes                                 | {EGFR}                          |
        """,
        but(AT_RISK, t_score_lumbar_spine=-2.8),
    )


@shows("DX-11")
def test_what_is_missing_for_the_choice_is_not_what_is_missing_for_the_pathway() -> None:
    """A vertebral fracture settles the treatment; only what bears on the drug is asked for."""
    check(
        """
        | but                                    || TX-CONSIDER | TX-CONSIDER.missing | provisional |
        | frax_major_percent ?, current_smoker ? || R           | -                   | no          |
        | t_score_lumbar_spine ?                 || R           | -                   | no          |
        """,
        VERTEBRA,
        **CHOICE,
    )
