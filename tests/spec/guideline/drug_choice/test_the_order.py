"""Which drug comes first"""

import pytest

from spec.ascii_table import check, shows
from spec.patients import AT_RISK, AT_RISK_MAN, VERTEBRA, WRIST, but

T = "t_score_femoral_neck t_score_total_hip t_score_lumbar_spine"


@shows("KEY-4", "BP-1", "BP-2", "TX-1")
def test_the_order_where_nothing_speaks_against_it() -> None:
    """Zoledronic acid, alendronate, risedronate, denosumab, each where it is not excluded; never ibandronate."""
    check(
        """
        | but                             || first_choice    | alternatives                          |
        | .                               || zoledronic_acid | alendronate > risedronate > denosumab |
        | oesophageal_disorder yes        || zoledronic_acid | denosumab                             |
        | bisphosphonate_side_effects yes || denosumab       | -                                     |
        | egfr_ml_min 34                  || denosumab       | -                                     |
        """,
        AT_RISK,
    )


@shows("KEY-4", "BP-2")
def test_who_prefers_tablets() -> None:
    """Then alendronate and risedronate go before the infusion, and the injection comes last."""
    check(
        """
        | prefers_oral | but                      || first_choice    | alternatives                              |
        | no           | .                        || zoledronic_acid | alendronate > risedronate > denosumab     |
        | ?            | .                        || zoledronic_acid | alendronate > risedronate > denosumab     |
        | yes          | .                        || alendronate     | risedronate > zoledronic_acid > denosumab |
        | yes          | oesophageal_disorder yes || zoledronic_acid | denosumab                                 |
        | yes          | egfr_ml_min 34           || denosumab       | -                                         |
        """,
        AT_RISK,
    )


@shows("BP-3")
@pytest.mark.parametrize(
    "reason",
    ["cognitive_impairment", "dysphagia", "gastrointestinal_surgery", "malabsorption", "poor_adherence"],
)
def test_whom_tablets_do_not_suit(reason: str) -> None:
    """Impaired cognition, trouble swallowing, gut surgery, malabsorption, poor adherence: tablets behind denosumab."""
    check(
        f"""
        | {reason} | prefers_oral || first_choice    | alternatives                              |
        | yes | no  || zoledronic_acid | denosumab > alendronate > risedronate     |
        | yes | yes || zoledronic_acid | denosumab > alendronate > risedronate     |
        | no  | no  || zoledronic_acid | alendronate > risedronate > denosumab     |
        | no  | yes || alendronate     | risedronate > zoledronic_acid > denosumab |
        """,
        AT_RISK,
    )


@shows("DMAB-2", "SEQ-1")
def test_pronounced_osteoporosis() -> None:
    """T-score -3.5 or lower and no bone-building drug to be had: denosumab right after zoledronic acid."""
    check(
        """
        | neck | stroke | hyperparathyroidism || first_choice    | alternatives                          |
        | -3.5 | yes    | yes                 || zoledronic_acid | denosumab > alendronate > risedronate |
        | -3.4 | yes    | yes                 || zoledronic_acid | alendronate > risedronate > denosumab |
        | -3.5 | no     | yes                 || zoledronic_acid | alendronate > risedronate > denosumab |
        | -3.5 | yes    | no                  || zoledronic_acid | alendronate > risedronate > denosumab |
        """,
        AT_RISK,
        neck="t_score_femoral_neck",
    )


@shows("DMAB-2", "DX-11")
def test_severe_osteoporosis() -> None:
    """A vertebral fracture, or osteoporosis with another one, and no bone-building drug to be had: likewise."""
    check(
        """
        | stroke | hyperparathyroidism || first_choice    | alternatives                          |
        | yes    | yes                 || zoledronic_acid | denosumab > alendronate > risedronate |
        | no     | yes                 || zoledronic_acid | alendronate > risedronate > denosumab |
        | yes    | no                  || zoledronic_acid | alendronate > risedronate > denosumab |
        | no     | no                  || zoledronic_acid | alendronate > risedronate > denosumab |
        | ?      | ?                   || zoledronic_acid | alendronate > risedronate > denosumab |
        """,
        VERTEBRA,
    )
    check(
        """
        | neck | stroke | hyperparathyroidism || severe_osteoporosis | alternatives                          |
        | -2.5 | yes    | yes                 || yes                 | denosumab > alendronate > risedronate |
        | -2.4 | yes    | yes                 || no                  | alendronate > risedronate > denosumab |
        """,
        WRIST,
        neck="t_score_femoral_neck",
    )
    check(
        """
        | prefers_oral || first_choice | alternatives                              |
        | yes          || alendronate  | risedronate > zoledronic_acid > denosumab |
        """,
        but(VERTEBRA, stroke=True, hyperparathyroidism=True),
    )


@shows("MEN-2", "KEY-4")
def test_the_same_for_men() -> None:
    """Bisphosphonates and denosumab in the same order."""
    check(
        """
        | but            || first_choice    | alternatives                          |
        | .              || zoledronic_acid | alendronate > risedronate > denosumab |
        | egfr_ml_min 34 || denosumab       | -                                     |
        """,
        AT_RISK_MAN,
    )


@shows("DX-2", "KEY-4")
def test_only_where_treatment_is_to_be_considered() -> None:
    """No first choice where treatment is not indicated, or may not be; then the advice says which drug it would be."""
    check(
        """
        | FRAX | but            || TX-CONSIDER | first_choice    | alternatives  | TX-CONSIDER.drug_if |
        | 20.1 | .              || R           | zoledronic_acid | has denosumab | .                   |
        | 20   | .              || -           | -               | -             | .                   |
        | ?    | .              || P           | -               | -             | zoledronic_acid     |
        | ?    | egfr_ml_min 34 || P           | -               | -             | denosumab           |
        """,
        AT_RISK,
        FRAX="frax_major_percent",
    )
