"""When raloxifene is an alternative"""

from spec.ascii_table import check, shows
from spec.columns import CHOICE, FACTS
from spec.patients import AFTER_DENOSUMAB, AT_CLINIC, AT_RISK, AT_RISK_MAN, ON_ALENDRONATE, ON_DENOSUMAB, but


@shows("RAL-1")
def test_osteoporosis_of_the_lumbar_spine() -> None:
    """A lumbar T-score of -2.5 or lower; it comes last."""
    check(
        """
        | spine | but                                 || first_choice    | alternatives                                           |
        | -2.5  | .                                   || zoledronic_acid | alendronate > risedronate > denosumab > raloxifene     |
        | -2.4  | .                                   || zoledronic_acid | alendronate > risedronate > denosumab                  |
        | -2.8  | prefers_oral yes                    || alendronate     | risedronate > zoledronic_acid > denosumab > raloxifene |
        | -2.8  | cognitive_impairment yes            || zoledronic_acid | denosumab > alendronate > risedronate > raloxifene     |
        | -2.8  | eGFR 34                             || denosumab       | raloxifene                                             |
        | -2.8  | venous_thromboembolism yes          || zoledronic_acid | alendronate > risedronate > denosumab                  |
        | -2.8  | dxa_site_not_evaluable lumbar_spine || zoledronic_acid | alendronate > risedronate > denosumab                  |
        """,  # noqa: E501
        AT_RISK,
        **FACTS,
    )
    check(
        """
        | spine || alternatives                                                                        |
        | -2.8  || teriparatide > zoledronic_acid > alendronate > risedronate > denosumab > raloxifene |
        """,
        AT_CLINIC,
        spine="t_score_lumbar_spine",
    )


@shows("RAL-1", "AE-2", "AE-3")
def test_where_nothing_else_is_left() -> None:
    """It is then the first choice, and the osteoporosis clinic should decide first."""
    check(
        """
        | spine | but                           || first_choice | awaits     | withheld   | alternatives |
        | -2.5  | jaw_osteonecrosis yes         || raloxifene   | REF-CLINIC | -          | -            |
        | -2.4  | jaw_osteonecrosis yes         || -            | -          | REF-CLINIC | -            |
        | -2.5  | atypical_femoral_fracture yes || raloxifene   | REF-CLINIC | -          | -            |
        """,
        AT_RISK,
        spine="t_score_lumbar_spine",
        **CHOICE,
    )
    check(
        """
        | jaw || first_choice | withheld   |
        | yes || -            | REF-CLINIC |
        """,
        but(AT_RISK_MAN, t_score_lumbar_spine=-2.8),
        jaw="jaw_osteonecrosis",
        **CHOICE,
    )


@shows("RAL-1", "DMAB-3")
def test_never_after_denosumab() -> None:
    """It does not stop the rebound: not where denosumab is the current drug or the last one."""
    check(
        """
        | last_dose_date | hip | but                   || first_choice    | alternatives                          |
        | -8m            | no  | .                     || zoledronic_acid | alendronate > risedronate             |
        | -8m            | no  | side_effects yes      || denosumab       | -                                     |
        | -8m            | no  | jaw_osteonecrosis yes || -               | -                                     |
        | -40m           | yes | jaw_osteonecrosis yes || -               | -                                     |
        | -40m           | yes | .                     || zoledronic_acid | alendronate > risedronate > denosumab |
        """,
        but(AFTER_DENOSUMAB, t_score_lumbar_spine=-2.8),
        hip="prior_hip_fracture",
        **FACTS,
    )
    check(
        """
        | but                   || TX-SWITCH | first_choice    | alternatives              |
        | bmd_change_percent -7 || R         | zoledronic_acid | alendronate > risedronate |
        """,
        but(ON_DENOSUMAB, t_score_lumbar_spine=-2.8),
    )


@shows("RAL-1", "DMAB-1")
def test_after_a_bisphosphonate() -> None:
    """It stays the last alternative."""
    check(
        """
        | drug        | but                             || first_choice | alternatives                               |
        | alendronate | bmd_change_percent -7           || denosumab    | zoledronic_acid > risedronate > raloxifene |
        | alendronate | bisphosphonate_side_effects yes || denosumab    | raloxifene                                 |
        """,
        but(ON_ALENDRONATE, t_score_lumbar_spine=-2.8),
        drug="osteoporosis_drug",
    )
