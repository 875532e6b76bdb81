"""How long to give a bisphosphonate"""

from spec.ascii_table import check, shows
from spec.patients import (
    FAILED,
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    ON_RALOXIFENE,
    ON_ZOLEDRONIC_ACID,
    RISK_NOT_ASKED,
    VERTEBRA,
    but,
)

EARLIER = {
    "start": "drug_start_date",
    "earlier_oral": "earlier_bisphosphonate_years_oral",
    "earlier_parenteral": "earlier_bisphosphonate_years_parenteral",
}
T = "t_score_femoral_neck t_score_total_hip t_score_lumbar_spine"
VERTEBRA_ON_ALENDRONATE = but(
    VERTEBRA, osteoporosis_drug="alendronate", drug_start_date="2020-03-02", latest_fracture_date="2020-01-15"
)
VERTEBRA_ON_ZOLEDRONIC_ACID = but(VERTEBRA_ON_ALENDRONATE, osteoporosis_drug="zoledronic_acid")


@shows("BPS-1", "BPS-4")
def test_a_pause_after_five_years() -> None:
    """Where no high risk is left; before five years treatment goes on."""
    check(
        """
        | drug            | start  || TX-PAUSE | TX-CONTINUE | TX-SWITCH |
        | alendronate     | -5y    || R        | -           | -         |
        | alendronate     | -5y+1d || -        | R           | -         |
        | risedronate     | -5y    || R        | -           | -         |
        | risedronate     | -5y+1d || -        | R           | -         |
        | ibandronate     | -5y    || R        | -           | -         |
        | ibandronate     | -5y+1d || -        | R           | -         |
        | zoledronic_acid | -5y    || R        | -           | -         |
        | zoledronic_acid | -5y+1d || -        | R           | -         |
        | alendronate     | ?      || P        | P           | -         |
        | denosumab       | -6y    || -        | R           | -         |
        | raloxifene      | -6y    || -        | R           | -         |
        | none            | -6y    || -        | -           | -         |
        """,
        but(ON_ALENDRONATE, last_dose_date=ON_DENOSUMAB["last_dose_date"]),
        drug="osteoporosis_drug",
        start="drug_start_date",
    )
    check(
        """
        | start || TX-PAUSE.missing    | TX-CONTINUE.missing |
        | ?     || has drug_start_date | has drug_start_date |
        """,
        ON_ALENDRONATE,
        start="drug_start_date",
    )


@shows("BPS-1")
def test_all_courses_count_together() -> None:
    """Earlier years of tablets and infusions are added to the course that runs."""
    check(
        """
        | start  | earlier_oral | earlier_parenteral || TX-PAUSE | TX-CONTINUE |
        | -3y    | 2            | 0                  || R        | -           |
        | -3y    | 1.9          | 0                  || -        | R           |
        | -3y    | 0            | 2                  || R        | -           |
        | -3y    | 0            | 1.9                || -        | R           |
        | -3y    | 1            | 1                  || R        | -           |
        | -3y+1d | 1            | 1                  || -        | R           |
        | ?      | 5            | 0                  || R        | -           |
        | ?      | 4.9          | 0                  || P        | P           |
        """,
        ON_ALENDRONATE,
        **EARLIER,
    )


@shows("BPS-1", "BPS-2")
def test_no_pause_while_high_risk_is_left() -> None:
    """Osteoporosis, a vertebral or hip fracture, a fracture under treatment, cortisone, FRAX above 20 %: go on."""
    check(
        """
        | but                                                          || high_risk_left | TX-PAUSE | TX-CONTINUE |
        | .                                                            || no             | R        | -           |
        | t_score_femoral_neck -2.5                                    || yes            | -        | R           |
        | t_score_femoral_neck -2.4                                    || no             | R        | -           |
        | prior_vertebral_fracture yes                                 || yes            | -        | R           |
        | prior_hip_fracture yes                                       || yes            | -        | R           |
        | prior_other_fragility_fracture yes, latest_fracture_date -7y || no             | R        | -           |
        | glucocorticoid_mg_day 5                                      || yes            | -        | R           |
        | glucocorticoid_mg_day 4.9                                    || no             | R        | -           |
        | frax_major_percent 20.1                                      || yes            | -        | R           |
        | frax_major_percent 20                                        || no             | R        | -           |
        """,
        but(ON_ALENDRONATE, drug_start_date="2020-06-10"),
    )


@shows("BPS-1", "BPS-2")
def test_a_risk_that_is_not_known_is_no_ground_for_a_pause() -> None:
    """High risk must be known to be gone; whether treatment goes on then hangs on what is missing."""
    check(
        """
        | but                        || high_risk_left | TX-PAUSE | TX-CONTINUE | TX-CONTINUE.missing          |
        | frax_major_percent ?       || ?              | -        | P           | has frax_major_percent       |
        | glucocorticoid_mg_day ?    || ?              | -        | P           | has glucocorticoid_mg_day    |
        | prior_vertebral_fracture ? || ?              | -        | P           | has prior_vertebral_fracture |
        | t_score_lumbar_spine ?     || ?              | -        | P           | has t_score_lumbar_spine     |
        """,
        but(ON_ALENDRONATE, *RISK_NOT_ASKED, drug_start_date="2020-06-10"),
    )


@shows("BPS-2", "TX-5")
def test_a_fracture_under_treatment_is_a_reason_to_change_not_to_pause() -> None:
    """High risk is left, and the drug is changed."""
    check(
        """
        | start || high_risk_left | TX-PAUSE | TX-CONTINUE | TX-SWITCH |
        | -6y   || yes            | -        | -           | R         |
        """,
        FAILED,
        start="drug_start_date",
    )
    check(
        """
        | but                             || TX-PAUSE | TX-CONTINUE | TX-SWITCH |
        | bmd_change_percent -7           || -        | -           | R         |
        | poor_adherence yes              || -        | -           | R         |
        | bisphosphonate_side_effects yes || -        | -           | R         |
        """,
        but(ON_ALENDRONATE, drug_start_date="2020-06-10"),
    )


@shows("BPS-1", "DX-8")
def test_before_a_pause_the_spine_is_looked_at() -> None:
    """Where a vertebral fracture is suspected, VFA comes first."""
    check(
        """
        | kyphosis | imaged  || SUS-VERTEBRAL | TX-PAUSE | TX-PAUSE.after |
        | yes      | -24m-1d || R             | R        | INV-VFA        |
        | yes      | -24m    || -             | R        | -              |
        | no       | -24m-1d || -             | R        | -              |
        """,
        but(ON_ALENDRONATE, drug_start_date="2020-06-10"),
        imaged="vfa_date",
    )


@shows("BPS-2")
def test_up_to_ten_years_of_tablets() -> None:
    """With high risk left treatment goes on for ten years, the tenth included; then it is reviewed."""
    check(
        """
        | start   | earlier_oral || TX-CONTINUE | TX-LIMIT |
        | -10y    | 0            || R           | -        |
        | -10y-1d | 0            || -           | R        |
        | -6y     | 4            || R           | -        |
        | -6y     | 4.1          || -           | R        |
        | -6y-1d  | 4            || -           | R        |
        | ?       | 0            || P           | P        |
        | ?       | 10.1         || -           | R        |
        """,
        VERTEBRA_ON_ALENDRONATE,
        **EARLIER,
    )


@shows("BPS-2")
def test_up_to_six_years_of_infusions() -> None:
    """With high risk left; then they are reviewed."""
    check(
        """
        | start  | earlier_parenteral || TX-CONTINUE | TX-LIMIT |
        | -6y    | 0                  || R           | -        |
        | -6y-1d | 0                  || -           | R        |
        | -4y    | 2                  || R           | -        |
        | -4y    | 2.1                || -           | R        |
        | ?      | 0                  || P           | P        |
        | ?      | 6.1                || -           | R        |
        """,
        VERTEBRA_ON_ZOLEDRONIC_ACID,
        **EARLIER,
    )


@shows("BPS-2")
def test_tablets_and_infusions_together() -> None:
    """Ten years in all."""
    check(
        """
        | drug            | start  | earlier_oral | earlier_parenteral || TX-CONTINUE | TX-LIMIT |
        | alendronate     | -5y    | 0            | 5                  || R           | -        |
        | alendronate     | -5y-1d | 0            | 5                  || -           | R        |
        | alendronate     | -5y    | 1            | 4.1                || -           | R        |
        | zoledronic_acid | -5y    | 5            | 0                  || R           | -        |
        | zoledronic_acid | -5y-1d | 5            | 0                  || -           | R        |
        | alendronate     | ?      | 5            | 5.1                || -           | R        |
        | alendronate     | ?      | 5            | 4.9                || P           | P        |
        """,
        VERTEBRA_ON_ALENDRONATE,
        drug="osteoporosis_drug",
        **EARLIER,
    )


@shows("BPS-2", "BPS-1")
def test_beyond_the_limit_without_high_risk() -> None:
    """A pause and a review: both; nothing is followed up as if treatment went on."""
    check(
        """
        | start || TX-PAUSE | TX-LIMIT | TX-CONTINUE | FU-DXA |
        | -11y  || R        | R        | -           | -      |
        | -10y  || R        | -        | -           | -      |
        | -4y   || -        | -        | R           | R      |
        """,
        ON_ALENDRONATE,
        start="drug_start_date",
    )


@shows("BPS-2", "BP-5")
def test_not_while_it_is_excluded() -> None:
    """A drug known to be excluded is not gone on with; an unknown exclusion does not stop it."""
    check(
        """
        | but                 || TX-CONTINUE | ALERT-DRUG |
        | egfr_ml_min 35      || R           | -          |
        | egfr_ml_min 34      || -           | R          |
        | egfr_ml_min ?       || R           | P          |
        | calcium_mmol_l 2.14 || -           | R          |
        | calcium_mmol_l ?    || R           | P          |
        """,
        ON_ALENDRONATE,
    )
    check(
        """
        | but                 || TX-CONTINUE | ALERT-DRUG | FU-DOSE |
        | egfr_ml_min 35      || R           | -          | R       |
        | egfr_ml_min 34      || -           | R          | -       |
        | egfr_ml_min ?       || R           | P          | R       |
        | calcium_mmol_l 2.14 || -           | R          | -       |
        """,
        ON_ZOLEDRONIC_ACID,
    )


@shows("BPS-2", "RAL-1")
def test_other_drugs_have_no_such_limit() -> None:
    """Denosumab and raloxifene go on."""
    check("| start || TX-LIMIT | TX-CONTINUE |\n| -12y || - | R |", ON_DENOSUMAB, start="drug_start_date")
    check("| start || TX-LIMIT | TX-CONTINUE |\n| -12y || - | R |", ON_RALOXIFENE, start="drug_start_date")
