"""What follows a bone-building drug"""

from spec.ascii_table import check, shows
from spec.patients import AFTER_TERIPARATIDE, ON_ROMOSOZUMAB, ON_TERIPARATIDE, but

COURSE = {
    "drug": "osteoporosis_drug",
    "previous": "previous_osteoporosis_drug",
    "start": "drug_start_date",
    "stop": "drug_stop_date",
}


@shows("SEQ-2")
def test_teriparatide_for_18_to_24_months() -> None:
    """From 18 months on an antiresorptive drug is to follow, due at 24 months; before that it goes on."""
    check(
        """
        | start   || TX-CONTINUE | TX-FOLLOW-ON | TX-FOLLOW-ON.due | first_choice    |
        | -8m     || R           | -            | .                | -               |
        | -18m+1d || R           | -            | .                | -               |
        | -18m    || -           | R            | +6m              | zoledronic_acid |
        | -24m    || -           | R            | today            | zoledronic_acid |
        | -30m    || -           | R            | -6m              | zoledronic_acid |
        | ?       || P           | P            | .                | -               |
        """,
        but(ON_TERIPARATIDE, latest_fracture_date="2023-03-02"),
        **COURSE,
    )
    check(
        """
        | start || TX-CONTINUE.missing | TX-FOLLOW-ON.missing | TX-FOLLOW-ON.drug_if |
        | ?     || drug_start_date     | drug_start_date      | zoledronic_acid      |
        """,
        ON_TERIPARATIDE,
        **COURSE,
    )


@shows("SEQ-3")
def test_romosozumab_for_12_months() -> None:
    """Then an antiresorptive drug."""
    check(
        """
        | start   || TX-CONTINUE | TX-FOLLOW-ON | TX-FOLLOW-ON.due | first_choice    |
        | -8m     || R           | -            | .                | -               |
        | -12m+1d || R           | -            | .                | -               |
        | -12m    || -           | R            | today            | zoledronic_acid |
        | -15m    || -           | R            | -3m              | zoledronic_acid |
        | ?       || P           | P            | .                | -               |
        """,
        ON_ROMOSOZUMAB,
        **COURSE,
    )


@shows("SEQ-2", "SEQ-3")
def test_stopped_with_nothing_after() -> None:
    """Within two years of the stop, which may lie ahead."""
    check(
        """
        | drug | previous     | stop    || TX-FOLLOW-ON | TX-FOLLOW-ON.due |
        | none | teriparatide | -2m     || R            | -2m              |
        | none | teriparatide | -24m    || R            | -24m             |
        | none | teriparatide | -24m-1d || -            | .                |
        | none | teriparatide | ?       || P            | .                |
        | none | romosozumab  | -2m     || R            | -2m              |
        | none | romosozumab  | -24m    || R            | -24m             |
        | none | romosozumab  | -24m-1d || -            | .                |
        | none | romosozumab  | ?       || P            | .                |
        | none | raloxifene   | -2m     || -            | .                |
        | none | other        | -2m     || -            | .                |
        """,
        but(AFTER_TERIPARATIDE, drug_start_date="2022-10-01", latest_fracture_date="2022-09-01"),
        **COURSE,
    )
    check(
        """
        | drug        | start | previous     | stop || TX-FOLLOW-ON |
        | alendronate | -1m   | teriparatide | ?    || -            |
        | denosumab   | -1m   | romosozumab  | ?    || -            |
        | ?           | -26m  | teriparatide | -2m  || P            |
        """,
        AFTER_TERIPARATIDE,
        **COURSE,
    )


@shows("SEQ-2", "SEQ-3")
def test_a_stop_that_is_planned() -> None:
    """Stated beside the drug that is still given: the antiresorptive drug is due on that day."""
    check(
        """
        | stop || TX-CONTINUE | TX-FOLLOW-ON | TX-FOLLOW-ON.due | first_choice    |
        | ?    || R           | -            | .                | -               |
        | +2m  || -           | R            | +2m              | zoledronic_acid |
        """,
        ON_TERIPARATIDE,
        **COURSE,
    )
    check(
        """
        | stop || TX-CONTINUE | TX-FOLLOW-ON | TX-FOLLOW-ON.due | first_choice    |
        | ?    || R           | -            | .                | -               |
        | +2m  || -           | R            | +2m              | zoledronic_acid |
        """,
        ON_ROMOSOZUMAB,
        **COURSE,
    )


@shows("SEQ-2", "SEQ-3", "TX-1", "RAL-1")
def test_which_drug_follows() -> None:
    """The usual order, at the clinic too: no second bone-building drug."""
    check(
        """
        | but                              || first_choice    | alternatives                                       |
        | .                                || zoledronic_acid | alendronate > risedronate > denosumab              |
        | care_setting osteoporosis_clinic || zoledronic_acid | alendronate > risedronate > denosumab              |
        | prefers_oral yes                 || alendronate     | risedronate > zoledronic_acid > denosumab          |
        | cognitive_impairment yes         || zoledronic_acid | denosumab > alendronate > risedronate              |
        | egfr_ml_min 34                   || denosumab       | -                                                  |
        | t_score_lumbar_spine -2.5        || zoledronic_acid | alendronate > risedronate > denosumab > raloxifene |
        | stroke yes                       || zoledronic_acid | denosumab > alendronate > risedronate              |
        """,
        AFTER_TERIPARATIDE,
    )
    check(
        """
        | start | setting             || first_choice    |
        | -18m  | osteoporosis_clinic || zoledronic_acid |
        | -18m  | primary_care        || zoledronic_acid |
        """,
        but(ON_TERIPARATIDE, t_score_femoral_neck=-2.8),
        setting="care_setting",
        **COURSE,
    )
