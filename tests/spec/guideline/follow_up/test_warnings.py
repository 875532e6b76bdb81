"""Warnings"""

from spec.ascii_table import check, shows
from spec.patients import (
    AT_CLINIC,
    AT_RISK,
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    ON_RALOXIFENE,
    ON_ROMOSOZUMAB,
    ON_TERIPARATIDE,
    ON_ZOLEDRONIC_ACID,
    PAUSING,
    WELL_WOMAN,
    but,
)

COURSE = {
    "start": "drug_start_date",
    "stop": "drug_stop_date",
    "earlier_oral": "earlier_bisphosphonate_years_oral",
    "earlier_parenteral": "earlier_bisphosphonate_years_parenteral",
}


@shows("BP-5", "DMAB-1", "BP-3", "AE-2", "AE-3")
def test_a_bisphosphonate_that_is_excluded() -> None:
    """The drug and every reason are named."""
    check(
        """
        | but                                  || ALERT-DRUG | ALERT-DRUG.drug | ALERT-DRUG.reasons |
        | .                                    || -          | .               | .                  |
        | egfr_ml_min 35                       || -          | .               | .                  |
        | egfr_ml_min 34                       || R          | alendronate     | BP-5               |
        | egfr_ml_min ?                        || P          | .               | .                  |
        | calcium_mmol_l 2.14                  || R          | alendronate     | BP-5               |
        | egfr_ml_min 34, calcium_mmol_l 2.14  || R          | alendronate     | BP-5 BP-5          |
        | bisphosphonate_side_effects yes      || R          | alendronate     | DMAB-1             |
        | oral_bisphosphonate_gut_symptoms yes || R          | alendronate     | BP-3               |
        | oesophageal_disorder yes             || R          | alendronate     | SmPC               |
        | jaw_osteonecrosis yes                || R          | alendronate     | AE-2               |
        | atypical_femoral_fracture yes        || R          | alendronate     | AE-3               |
        | poor_adherence yes                   || -          | .               | .                  |
        | vitamin_d_nmol_l 20                  || -          | .               | .                  |
        """,
        ON_ALENDRONATE,
    )
    check(
        """
        | but                                  || ALERT-DRUG | ALERT-DRUG.drug | ALERT-DRUG.reasons |
        | egfr_ml_min 34                       || R          | zoledronic_acid | BP-5               |
        | oral_bisphosphonate_gut_symptoms yes || -          | .               | .                  |
        | oesophageal_disorder yes             || -          | .               | .                  |
        """,
        ON_ZOLEDRONIC_ACID,
    )
    check("| egfr_ml_min || ALERT-DRUG | ALERT-DRUG.missing |\n| ? || P | has egfr_ml_min |", ON_ALENDRONATE)


@shows("DMAB-4", "SEQ-3", "RAL-1", "MEN-2")
def test_another_drug_that_is_excluded() -> None:
    """Denosumab, teriparatide, romosozumab and raloxifene, each for its own reasons."""
    check(
        """
        | but                 || ALERT-DRUG | ALERT-DRUG.drug | ALERT-DRUG.reasons |
        | calcium_mmol_l 2.14 || R          | denosumab       | DMAB-4             |
        | egfr_ml_min 14      || -          | .               | .                  |
        """,
        ON_DENOSUMAB,
    )
    check(
        """
        | but                                  || ALERT-DRUG | ALERT-DRUG.drug | ALERT-DRUG.reasons |
        | hyperparathyroidism yes              || R          | teriparatide    | SmPC               |
        | skeletal_malignancy_or_radiation yes || R          | teriparatide    | SmPC               |
        | egfr_ml_min 29                       || R          | teriparatide    | SmPC               |
        | egfr_ml_min 30                       || -          | .               | .                  |
        """,
        ON_TERIPARATIDE,
    )
    check(
        """
        | but                       || ALERT-DRUG | ALERT-DRUG.drug | ALERT-DRUG.reasons |
        | myocardial_infarction yes || R          | romosozumab     | SEQ-3              |
        | stroke yes                || R          | romosozumab     | SEQ-3              |
        | stroke no                 || -          | .               | .                  |
        | stroke ?                  || P          | .               | .                  |
        """,
        ON_ROMOSOZUMAB,
    )
    check(
        """
        | but                        || ALERT-DRUG | ALERT-DRUG.drug | ALERT-DRUG.reasons |
        | venous_thromboembolism yes || R          | raloxifene      | has RAL-1          |
        | venous_thromboembolism no  || -          | .               | .                  |
        """,
        ON_RALOXIFENE,
    )
    without = ("postmenopausal", "pregnant_or_breastfeeding")
    for patient, drug in ((ON_RALOXIFENE, "raloxifene"), (ON_ROMOSOZUMAB, "romosozumab")):
        check(
            f"""
            | sex || ALERT-DRUG | ALERT-DRUG.drug | ALERT-DRUG.reasons | TX-SWITCH |
            | male || R          | {drug}          | MEN-2              | R         |
            """,
            but(patient, *without),
        )


@shows("BP-5", "DX-12")
def test_only_the_drug_that_is_given() -> None:
    """What is excluded but not given is no warning."""
    check(
        """
        | but                                    || ALERT-DRUG |
        | jaw_osteonecrosis yes                  || -          |
        | stroke yes, venous_thromboembolism yes || -          |
        """,
        WELL_WOMAN,
    )
    check("| stroke || ALERT-DRUG |\n| yes || - |", ON_ALENDRONATE)


@shows("AE-2", "AE-3", "DMAB-5")
def test_jaw_and_femur() -> None:
    """On an antiresorptive drug, or about to begin: with poor teeth or dental work ahead, or after five years."""
    check(
        """
        | drug            | start  | dental_risk || ALERT-JAW-FEMUR |
        | alendronate     | -5y    | no          || R               |
        | alendronate     | -5y+1d | no          || -               |
        | alendronate     | -5y+1d | yes         || R               |
        | alendronate     | -5y+1d | ?           || P               |
        | alendronate     | -5y    | ?           || R               |
        | alendronate     | ?      | no          || P               |
        | risedronate     | -1y    | yes         || R               |
        | ibandronate     | -1y    | yes         || R               |
        | zoledronic_acid | -1y    | yes         || R               |
        | denosumab       | -1y    | yes         || R               |
        | denosumab       | -5y    | no          || R               |
        | denosumab       | -5y+1d | no          || -               |
        """,
        but(ON_ALENDRONATE, last_dose_date="2025-11-02"),
        drug="osteoporosis_drug",
        start="drug_start_date",
    )
    check(
        """
        | but                                    || first_choice    | ALERT-JAW-FEMUR |
        | dental_risk yes                        || zoledronic_acid | R               |
        | dental_risk no                         || zoledronic_acid | -               |
        | dental_risk ?                          || zoledronic_acid | P               |
        | dental_risk yes, prefers_oral yes      || alendronate     | R               |
        | dental_risk yes, egfr_ml_min 34        || denosumab       | R               |
        | dental_risk yes, calcium_mmol_l 2.14   || -               | -               |
        | dental_risk yes, frax_major_percent ?  || -               | P               |
        | dental_risk yes, frax_major_percent 20 || -               | -               |
        """,
        AT_RISK,
    )
    check(
        """
        | start  | stop | earlier_oral || first_choice    | ALERT-JAW-FEMUR |
        | -7y    | -24m | 0            || zoledronic_acid | R               |
        | -7y+1d | -24m | 0            || zoledronic_acid | -               |
        | -60m   | -24m | 2            || zoledronic_acid | R               |
        | -60m   | -24m | 1.9          || zoledronic_acid | -               |
        """,
        PAUSING,
        **COURSE,
    )
    check(
        """
        | start  | earlier_oral | earlier_parenteral || ALERT-JAW-FEMUR |
        | -2y    | 3            | 0                  || R               |
        | -2y    | 2.9          | 0                  || -               |
        | -2y    | 0            | 3                  || R               |
        | -2y+1d | 0            | 3                  || -               |
        | ?      | 5            | 0                  || R               |
        | ?      | 4.9          | 0                  || P               |
        """,
        ON_ALENDRONATE,
        **COURSE,
    )
    check("| dental_risk || ALERT-JAW-FEMUR |\n| yes || - |", ON_TERIPARATIDE)
    check("| dental_risk || first_choice | ALERT-JAW-FEMUR |\n| yes || romosozumab | - |", AT_CLINIC)
    check("| dental_risk || ALERT-JAW-FEMUR |\n| yes || - |", WELL_WOMAN)


@shows("AE-3")
def test_pain_in_the_thigh_within_a_year_of_the_last_treatment() -> None:
    """Every bisphosphonate and denosumab count until twelve months after their end."""
    check(
        """
        | previous        | stop    || SUS-FEMUR |
        | alendronate     | -12m    || R         |
        | alendronate     | -12m-1d || -         |
        | risedronate     | -12m    || R         |
        | ibandronate     | -12m    || R         |
        | zoledronic_acid | -12m    || R         |
        | denosumab       | -12m    || R         |
        | teriparatide    | -12m    || -         |
        | romosozumab     | -12m    || -         |
        | none            | ?       || -         |
        """,
        but(PAUSING, "teriparatide_ever", thigh_or_groin_pain=True),
        previous="previous_osteoporosis_drug",
        **COURSE,
    )
