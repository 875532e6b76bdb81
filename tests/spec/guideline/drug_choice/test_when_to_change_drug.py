"""When to change drug"""

import pytest

from spec.ascii_table import check, shows
from spec.columns import CHOICE, FACTS
from spec.patients import (
    AT_CLINIC,
    AT_RISK,
    FAILED,
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    ON_RALOXIFENE,
    ON_ROMOSOZUMAB,
    ON_TERIPARATIDE,
    but,
)

FALL = {
    "percent": "bmd_change_percent",
    "site": "bmd_change_site",
    "least_percent": "least_significant_change_percent",
    "grams": "bmd_change_g_cm2",
    "least_grams": "least_significant_change_g_cm2",
}


@shows("TX-5", "BPS-2")
def test_a_fracture_under_treatment() -> None:
    """Six months or more after the start and within the last two years, or as stated."""
    check(
        """
        | start | fracture | stated || TX-SWITCH |
        | -36m  | -24m     | ?      || R         |
        | -36m  | -24m-1d  | ?      || -         |
        | -12m  | -6m      | ?      || R         |
        | -12m  | -6m-1d   | ?      || -         |
        | -12m  | -6m-1d   | yes    || R         |
        | -12m  | -18m     | ?      || -         |
        | ?     | -6m      | ?      || -         |
        """,
        but(FAILED, "frax_date"),
        start="drug_start_date",
        fracture="latest_fracture_date",
        stated="fracture_during_treatment",
    )
    check(
        """
        | drug            || TX-SWITCH |
        | alendronate     || R         |
        | risedronate     || R         |
        | ibandronate     || R         |
        | zoledronic_acid || R         |
        | denosumab       || R         |
        | teriparatide    || R         |
        | romosozumab     || R         |
        | raloxifene      || R         |
        | other           || R         |
        | none            || -         |
        """,
        but(FAILED, "teriparatide_ever", drug_start_date="2025-06-10", latest_fracture_date="2026-01-10"),
        drug="osteoporosis_drug",
    )


@shows("TX-5")
def test_falling_bone_density() -> None:
    """By more than the least significant change: the clinic's own, else 6.9 % neck, 5.0 % hip, 5.3 % spine."""
    check(
        """
        | percent | site         | least_percent || TX-SWITCH |
        | -6.9    | femoral_neck | ?             || -         |
        | -7.0    | femoral_neck | ?             || R         |
        | -5.0    | total_hip    | ?             || -         |
        | -5.1    | total_hip    | ?             || R         |
        | -5.3    | lumbar_spine | ?             || -         |
        | -5.4    | lumbar_spine | ?             || R         |
        | -6.9    | ?            | ?             || -         |
        | -7.0    | ?            | ?             || R         |
        | -4.0    | total_hip    | 4             || -         |
        | -4.1    | total_hip    | 4             || R         |
        | -5.1    | total_hip    | 6             || -         |
        | 7.0     | femoral_neck | ?             || -         |
        | ?       | femoral_neck | ?             || -         |
        """,
        ON_ALENDRONATE,
        **FALL,
    )
    check(
        """
        | grams  | least_grams | percent || TX-SWITCH |
        | -0.030 | 0.03        | ?       || -         |
        | -0.031 | 0.03        | ?       || R         |
        | -0.020 | 0.03        | -10     || -         |
        | -0.040 | 0.03        | 0       || R         |
        | -0.040 | ?           | -10     || R         |
        | ?      | 0.03        | -10     || R         |
        | 0.040  | 0.03        | ?       || -         |
        """,
        ON_ALENDRONATE,
        **FALL,
    )


@shows("DMAB-1", "BP-3", "TX-5", "AE-1")
def test_side_effects_and_adherence() -> None:
    """Side effects of the bisphosphonate given; gut symptoms and poor adherence on one taken by mouth."""
    check(
        """
        | drug            | side_effects | gut_symptoms | poor_adherence || TX-SWITCH |
        | alendronate     | yes          | no           | no             || R         |
        | zoledronic_acid | yes          | no           | no             || R         |
        | denosumab       | yes          | no           | no             || -         |
        | raloxifene      | yes          | no           | no             || -         |
        | alendronate     | no           | yes          | no             || R         |
        | risedronate     | no           | yes          | no             || R         |
        | ibandronate     | no           | yes          | no             || R         |
        | zoledronic_acid | no           | yes          | no             || -         |
        | denosumab       | no           | yes          | no             || -         |
        | alendronate     | no           | no           | yes            || R         |
        | risedronate     | no           | no           | yes            || R         |
        | ibandronate     | no           | no           | yes            || R         |
        | zoledronic_acid | no           | no           | yes            || -         |
        | denosumab       | no           | no           | yes            || -         |
        | raloxifene      | no           | yes          | no             || -         |
        | raloxifene      | no           | no           | yes            || R         |
        | alendronate     | no           | no           | no             || -         |
        | alendronate     | ?            | ?            | ?              || -         |
        | none            | yes          | yes          | yes            || -         |
        """,
        but(ON_ALENDRONATE, last_dose_date=ON_DENOSUMAB["last_dose_date"]),
        drug="osteoporosis_drug",
        side_effects="bisphosphonate_side_effects",
        gut_symptoms="oral_bisphosphonate_gut_symptoms",
    )


@shows("BP-5", "TX-5")
def test_a_drug_that_has_become_excluded() -> None:
    """For another reason than calcium, and by more than a borderline eGFR, which is taken again first."""
    check(
        """
        | but                                     || ALERT-DRUG | TX-SWITCH | TX-CONTINUE |
        | .                                       || -          | -         | R           |
        | oesophageal_disorder yes                || R          | R         | -           |
        | oesophageal_disorder ?                  || P          | -         | R           |
        | jaw_osteonecrosis yes                   || R          | R         | -           |
        | atypical_femoral_fracture yes           || R          | R         | -           |
        | calcium_mmol_l 2.14                     || R          | -         | -           |
        | egfr_ml_min 35                          || -          | -         | R           |
        | egfr_ml_min 34                          || R          | -         | -           |
        | egfr_ml_min 30                          || R          | -         | -           |
        | egfr_ml_min 29                          || R          | R         | -           |
        | egfr_ml_min 34, egfr_repeated yes       || R          | R         | -           |
        | egfr_ml_min ?                           || P          | -         | R           |
        | egfr_ml_min 29, laboratory_date -12m    || R          | R         | -           |
        | egfr_ml_min 29, laboratory_date -12m-1d || R          | -         | -           |
        | egfr_ml_min 29, laboratory_date ?       || R          | R         | -           |
        | dialysis yes                            || R          | R         | -           |
        """,
        ON_ALENDRONATE,
    )
    check(
        """
        | but                        || ALERT-DRUG | TX-SWITCH | TX-CONTINUE |
        | venous_thromboembolism yes || R          | R         | -           |
        | venous_thromboembolism ?   || P          | -         | R           |
        | chronic_liver_disease yes  || R          | R         | -           |
        | aromatase_inhibitor yes    || R          | R         | -           |
        | egfr_ml_min 30             || -          | -         | R           |
        | egfr_ml_min 29             || R          | -         | -           |
        | egfr_ml_min 25             || R          | -         | -           |
        | egfr_ml_min 24             || R          | R         | -           |
        """,
        ON_RALOXIFENE,
    )
    check(
        """
        | but                       || ALERT-DRUG | TX-SWITCH | TX-CONTINUE |
        | myocardial_infarction yes || R          | R         | -           |
        | stroke yes                || R          | R         | -           |
        | stroke ?                  || P          | -         | R           |
        | calcium_mmol_l 2.14       || R          | -         | -           |
        """,
        ON_ROMOSOZUMAB,
    )


@shows("BP-3", "KEY-4")
@pytest.mark.parametrize(
    "reason", ["oral_bisphosphonate_gut_symptoms yes", "poor_adherence yes", "oesophageal_disorder yes"]
)
def test_from_tablets_that_do_not_suit_to_zoledronic_acid(reason: str) -> None:
    """Gut symptoms, a disorder of the gullet or poor adherence, without failure of the treatment."""
    check(
        f"""
        | drug | but || TX-SWITCH | first_choice | provisional | alternatives |
        | alendronate | {reason} || R         | zoledronic_acid | no                       | has denosumab |
        | risedronate | {reason} || R         | zoledronic_acid | no                       | has denosumab |
        | ibandronate | {reason} || R         | zoledronic_acid | no                       | has denosumab |
        """,
        ON_ALENDRONATE,
        drug="osteoporosis_drug",
        **CHOICE,
    )
    check(
        f"""
        | but || TX-SWITCH | first_choice |
        | {reason}, bmd_change_percent -7           || R         | denosumab    |
        | {reason}, egfr_ml_min 34                  || R         | denosumab    |
        | {reason}, bisphosphonate_side_effects yes || R         | denosumab    |
        """,
        ON_ALENDRONATE,
    )
    check(f"| but || TX-SWITCH | first_choice |\n| {reason} || R | denosumab |", FAILED)


@shows("BP-3", "TX-5")
def test_an_unknown_failure_leaves_zoledronic_acid_provisional() -> None:
    """Whether a bone broke under the tablets is asked."""
    unasked = ("prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture")
    check(
        """
        | fracture_during_treatment || TX-SWITCH | first_choice    | provisional | missing                       |
        | no                        || R         | zoledronic_acid | no          | -                             |
        | ?                         || R         | zoledronic_acid | yes         | has fracture_during_treatment |
        """,
        but(ON_ALENDRONATE, *unasked, oral_bisphosphonate_gut_symptoms=True),
        **CHOICE,
    )


@shows("DMAB-1", "TX-5", "DMAB-5")
def test_from_a_bisphosphonate_for_another_reason_to_denosumab() -> None:
    """After failure, side effects or falling kidney function; then the usual order without the drug that failed."""
    check(
        """
        | drug            | but                             || first_choice | alternatives                  |
        | alendronate     | bmd_change_percent -7           || denosumab    | zoledronic_acid > risedronate |
        | risedronate     | bmd_change_percent -7           || denosumab    | zoledronic_acid > alendronate |
        | zoledronic_acid | bmd_change_percent -7           || denosumab    | alendronate > risedronate     |
        | alendronate     | bisphosphonate_side_effects yes || denosumab    | -                             |
        | zoledronic_acid | bisphosphonate_side_effects yes || denosumab    | -                             |
        | alendronate     | egfr_ml_min 29                  || denosumab    | -                             |
        | zoledronic_acid | egfr_ml_min 29                  || denosumab    | -                             |
        """,
        ON_ALENDRONATE,
        drug="osteoporosis_drug",
    )
    check(
        """
        | drug        | but                                      || first_choice | alternatives                                |
        | ibandronate | density_change -7                        || denosumab    | zoledronic_acid > alendronate > risedronate |
        | alendronate | density_change -7, spine -2.5            || denosumab    | zoledronic_acid > risedronate > raloxifene  |
        | alendronate | density_change -7, prefers_oral yes      || denosumab    | risedronate > zoledronic_acid               |
        | alendronate | density_change -7, jaw_osteonecrosis yes || -            | -                                           |
        """,  # noqa: E501
        ON_ALENDRONATE,
        drug="osteoporosis_drug",
        **FACTS,
    )


@shows("TX-5", "RAL-1", "SEQ-3")
def test_from_any_other_drug() -> None:
    """The usual order without it."""
    check(
        """
        | but                           || TX-SWITCH | first_choice    | alternatives                          |
        | density_change -7             || R         | zoledronic_acid | alendronate > risedronate > denosumab |
        | venous_thromboembolism yes    || R         | zoledronic_acid | alendronate > risedronate > denosumab |
        | density_change -7, spine -2.5 || R         | zoledronic_acid | alendronate > risedronate > denosumab |
        | density_change -7, eGFR 34    || R         | denosumab       | -                                     |
        """,
        ON_RALOXIFENE,
        **FACTS,
    )
    check(
        """
        | but                   || TX-SWITCH | TX-CONTINUE | first_choice    | alternatives                          |
        | stroke yes            || R         | -           | zoledronic_acid | alendronate > risedronate > denosumab |
        | bmd_change_percent -7 || R         | -           | zoledronic_acid | alendronate > risedronate > denosumab |
        """,
        ON_ROMOSOZUMAB,
    )
    check(
        """
        | but                   || TX-SWITCH | TX-CONTINUE | first_choice    | alternatives                          |
        | bmd_change_percent -7 || R         | -           | zoledronic_acid | alendronate > risedronate > denosumab |
        """,
        ON_TERIPARATIDE,
    )


@shows("SEQ-1", "TX-5")
def test_a_failure_at_the_clinic() -> None:
    """There a bone-building drug comes first after failure of an antiresorptive drug, but not after denosumab."""
    check(
        """
        | drug            | but                                  || first_choice    |
        | alendronate     | bmd_change_percent -7                || romosozumab     |
        | alendronate     | bmd_change_percent -7, stroke yes    || teriparatide    |
        | zoledronic_acid | bmd_change_percent -7                || romosozumab     |
        | raloxifene      | bmd_change_percent -7                || romosozumab     |
        | alendronate     | oral_bisphosphonate_gut_symptoms yes || zoledronic_acid |
        | alendronate     | bisphosphonate_side_effects yes      || denosumab       |
        | denosumab       | bmd_change_percent -7                || zoledronic_acid |
        | romosozumab     | bmd_change_percent -7                || zoledronic_acid |
        """,
        but(AT_CLINIC, drug_start_date="2025-08-01", last_dose_date="2026-01-20", latest_fracture_date="2025-07-01"),
        drug="osteoporosis_drug",
    )
    check(
        """
        | setting             || first_choice |
        | osteoporosis_clinic || denosumab    |
        | primary_care        || denosumab    |
        """,
        FAILED,
        setting="care_setting",
    )


@shows("TX-5")
def test_the_reasons_are_what_the_record_holds() -> None:
    """What nobody has written down is no reason to change."""
    check(
        """
        | but                         || TX-SWITCH | TX-CONTINUE |
        | fracture_during_treatment ? || -         | R           |
        | bmd_change_percent ?        || -         | R           |
        | poor_adherence ?            || -         | R           |
        """,
        but(ON_ALENDRONATE, "prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture"),
    )


@shows("TX-5", "DX-2")
def test_somebody_without_a_drug_has_nothing_to_change() -> None:
    """The reasons count only on a drug."""
    check(
        """
        | but                                  || TX-SWITCH | TX-CONSIDER |
        | oral_bisphosphonate_gut_symptoms yes || -         | R           |
        | bisphosphonate_side_effects yes      || -         | R           |
        | bmd_change_percent -10               || -         | R           |
        """,
        AT_RISK,
    )
