"""Hormone-lowering treatment of cancer"""

from spec.ascii_table import check, shows
from spec.patients import (
    AFTER_DENOSUMAB,
    UNMEASURED,
    UNMEASURED_MAN,
    WELL_MAN,
    WELL_WOMAN,
    T,
    but,
)

ON_AROMATASE_INHIBITOR = but(
    WELL_WOMAN,
    aromatase_inhibitor=True,
    t_score_femoral_neck=-1.1,
    t_score_total_hip=-1.1,
    t_score_lumbar_spine=-1.1,
)


@shows("AH-1")
def test_bone_density_is_measured() -> None:
    """Women on an aromatase inhibitor and men on androgen deprivation have a DXA every two years."""
    check(
        """
        | aromatase_inhibitor | T    | measured || INV-DXA | INV-VFA |
        | yes                 | ?    | ?        || R       | R       |
        | no                  | ?    | ?        || -       | -       |
        | ?                   | ?    | ?        || -       | -       |
        | yes                 | -0.4 | -24m     || -       | -       |
        | yes                 | -0.4 | -24m-1d  || R       | R       |
        """,
        UNMEASURED,
        T=T,
        measured="dxa_date",
    )
    check(
        """
        | androgen_deprivation || INV-DXA | INV-VFA |
        | yes                  || R       | R       |
        | no                   || -       | -       |
        | ?                    || -       | -       |
        """,
        UNMEASURED_MAN,
    )


@shows("AH-1", "TX-3b", "TX-3c")
def test_weigh_treatment_at_low_density() -> None:
    """With a T-score below -1.0 treatment is weighed case by case, unless a ground for treatment holds already."""
    check(
        """
        | T    | FRAX || treatment_indicated | TX-CONSIDER | TX-WEIGH |
        | -1.1 | 8    || no                  | -           | R        |
        | -1.0 | 8    || no                  | -           | -        |
        | -2.5 | 21   || no                  | -           | R        |
        | -2.6 | 21   || yes                 | R           | -        |
        | -2.6 | 20   || no                  | -           | R        |
        | -2.6 | ?    || ?                   | P           | P        |
        | -1.1 | ?    || no                  | -           | R        |
        | ?    | 8    || no                  | -           | P        |
        """,
        ON_AROMATASE_INHIBITOR,
        T=T,
        FRAX="frax_major_percent",
    )
    check(
        """
        | aromatase_inhibitor | hip | other | GC_dose || TX-CONSIDER | TX-WEIGH | missing                |
        | yes                 | no  | no    | 0       || -           | R        | -                      |
        | no                  | no  | no    | 0       || -           | -        | .                      |
        | ?                   | no  | no    | 0       || -           | P        | aromatase_inhibitor    |
        | yes                 | yes | no    | 0       || R           | -        | .                      |
        | yes                 | ?   | no    | 0       || P           | P        | has prior_hip_fracture |
        | yes                 | no  | yes   | 0       || -           | R        | -                      |
        | yes                 | no  | no    | 5       || R           | -        | .                      |
        """,
        but(ON_AROMATASE_INHIBITOR, "frax_date", glucocorticoid_months=6),
        hip="prior_hip_fracture",
        other="prior_other_fragility_fracture",
        GC_dose="glucocorticoid_mg_day",
        missing="TX-WEIGH.missing",
    )


@shows("AH-1")
def test_men_on_androgen_deprivation() -> None:
    """The same limit holds for men."""
    check(
        """
        | androgen_deprivation | T    || TX-WEIGH |
        | yes                  | -1.1 || R        |
        | yes                  | -1.0 || -        |
        | no                   | -1.1 || -        |
        | ?                    | -1.1 || P        |
        """,
        WELL_MAN,
        T=T,
    )


@shows("AH-1")
def test_before_density_is_known() -> None:
    """Without DXA it stays open; a diagnosis in the record is no T-score."""
    check(
        """
        | recorded || TX-WEIGH | missing                                                         |
        | no       || P        | has t_score_femoral_neck t_score_total_hip t_score_lumbar_spine |
        | yes      || P        | has t_score_femoral_neck t_score_total_hip t_score_lumbar_spine |
        """,
        but(UNMEASURED, aromatase_inhibitor=True),
        recorded="osteoporosis_diagnosed",
        missing="TX-WEIGH.missing",
    )
    check(
        """
        | neck | spine || TX-WEIGH |
        | -1.1 | ?     || R        |
        | ?    | -1.1  || R        |
        | -1.0 | ?     || P        |
        | -1.0 | -1.0  || -        |
        """,
        but(UNMEASURED, aromatase_inhibitor=True),
        neck="t_score_femoral_neck",
        spine="t_score_lumbar_spine",
    )
    check(
        """
        | hip  | spine | not_evaluable || TX-WEIGH |
        | -1.0 | ?     | none          || P        |
        | -1.0 | ?     | lumbar_spine  || -        |
        | ?    | -1.0  | hip           || -        |
        | ?    | -1.0  | lumbar_spine  || P        |
        | -1.1 | ?     | lumbar_spine  || R        |
        """,
        but(UNMEASURED, aromatase_inhibitor=True),
        hip="t_score_total_hip",
        spine="t_score_lumbar_spine",
        not_evaluable="dxa_site_not_evaluable",
    )


@shows("AH-1", "TX-4")
def test_one_drug_at_a_time() -> None:
    """Not where a drug is given now, for the bones or for the cancer."""
    check(
        """
        | drug        | oncology || TX-WEIGH | missing           |
        | none        | no       || R        | -                 |
        | none        | ?        || R        | -                 |
        | none        | yes      || -        | .                 |
        | alendronate | no       || -        | .                 |
        | other       | no       || -        | .                 |
        | ?           | no       || P        | osteoporosis_drug |
        """,
        ON_AROMATASE_INHIBITOR,
        drug="osteoporosis_drug",
        oncology="oncology_antiresorptive",
        missing="TX-WEIGH.missing",
    )


@shows("AH-1", "BPS-1", "DMAB-3")
def test_after_an_earlier_drug() -> None:
    """Not while a pause runs, and not where denosumab calls for a drug to follow it."""
    check(
        """
        | start   | stop    || TX-WEIGH |
        | -72m    | -12m    || -        |
        | -72m+1d | -12m    || R        |
        | -84m    | -24m+1d || -        |
        | -84m    | -24m    || R        |
        | -84m    | ?       || P        |
        """,
        but(ON_AROMATASE_INHIBITOR, previous_osteoporosis_drug="alendronate"),
        start="drug_start_date",
        stop="drug_stop_date",
    )
    check(
        """
        | T    || TX-FOLLOW-ON | TX-WEIGH |
        | -1.1 || R            | -        |
        """,
        but(AFTER_DENOSUMAB, aromatase_inhibitor=True),
        T=T,
    )


@shows("AH-1", "DX-15")
def test_it_is_a_cause_and_a_risk_factor() -> None:
    """It is named among the causes."""
    check(
        """
        | aromatase_inhibitor || SUS-SECONDARY | SUS-SECONDARY.present |
        | yes                 || R             | aromatase_inhibitor   |
        | no                  || -             | .                     |
        """,
        WELL_WOMAN,
    )
