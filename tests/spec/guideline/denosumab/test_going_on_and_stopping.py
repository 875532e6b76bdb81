"""Going on with denosumab, and stopping it"""

from spec.ascii_table import check, shows
from spec.columns import CHOICE, FACTS
from spec.patients import AFTER_DENOSUMAB, ON_ALENDRONATE, ON_DENOSUMAB, WELL_WOMAN, but

COURSE = {
    "drug": "osteoporosis_drug",
    "previous": "previous_osteoporosis_drug",
    "start": "drug_start_date",
    "stop": "drug_stop_date",
    "last_dose": "last_dose_date",
    "last_denosumab": "denosumab_last_dose_date",
}


@shows("DMAB-3")
def test_until_further_notice() -> None:
    """However long, and whatever risk is left."""
    check(
        """
        | start | but                       || high_risk_left | TX-CONTINUE | TX-PAUSE | TX-LIMIT |
        | -1y   | .                         || no             | R           | -        | -        |
        | -11y  | .                         || no             | R           | -        | -        |
        | -11y  | t_score_femoral_neck -2.8 || yes            | R           | -        | -        |
        | ?     | .                         || no             | R           | -        | -        |
        """,
        ON_DENOSUMAB,
        **COURSE,
    )


@shows("DMAB-3")
def test_stopped_with_nothing_after() -> None:
    """Within two years of the day on which the last dose ran out: a bisphosphonate; due on that day."""
    check(
        """
        | last_dose | stop || TX-FOLLOW-ON | TX-FOLLOW-ON.due | first_choice    |
        | -30m      | ?    || R            | -24m             | zoledronic_acid |
        | -30m-1d   | ?    || -            | .                | -               |
        | -8m       | ?    || R            | -2m              | zoledronic_acid |
        | -4m       | ?    || R            | +2m              | zoledronic_acid |
        | -31m      | -20m || -            | .                | -               |
        | -28m      | -28m || R            | -22m             | zoledronic_acid |
        """,
        AFTER_DENOSUMAB,
        **COURSE,
    )


@shows("DMAB-3")
def test_stopped_without_a_dose_date() -> None:
    """The stated stop may lie up to six months before the end of the last dose."""
    check(
        """
        | last_dose | stop    || TX-FOLLOW-ON | TX-FOLLOW-ON.missing | TX-FOLLOW-ON.drug_if |
        | ?         | -24m    || R            | -                    | .                    |
        | ?         | -24m-1d || P            | has last_dose_date   | zoledronic_acid      |
        | ?         | -30m    || P            | has last_dose_date   | zoledronic_acid      |
        | ?         | -30m-1d || -            | .                    | .                    |
        | ?         | ?       || P            | has last_dose_date   | zoledronic_acid      |
        """,
        AFTER_DENOSUMAB,
        **COURSE,
    )


@shows("DMAB-3")
def test_a_stop_that_is_planned() -> None:
    """Stated beside the drug that is still given: the bisphosphonate is due when the last dose runs out."""
    check(
        """
        | last_dose | stop || TX-FOLLOW-ON | TX-FOLLOW-ON.due | TX-CONTINUE | FU-DOSE | first_choice    | not_before |
        | -4m       | ?    || -            | .                | R           | R       | -               | -          |
        | -4m       | +2m  || R            | +2m              | -           | R       | zoledronic_acid | +2m        |
        | -4m       | -1m  || R            | +2m              | -           | R       | zoledronic_acid | +2m        |
        | -7m       | +5m  || R            | -1m              | -           | R       | zoledronic_acid | -          |
        """,
        ON_DENOSUMAB,
        **COURSE,
        **CHOICE,
    )


@shows("DMAB-3")
def test_a_drug_after_denosumab() -> None:
    """Less than twelve months of a bisphosphonate is nothing; a year of it, or one that goes on, is something."""
    check(
        """
        | drug        | previous        | start   | stop | last_dose | last_denosumab || TX-FOLLOW-ON |
        | alendronate | denosumab       | -3y     | ?    | ?         | -42m           || -            |
        | alendronate | denosumab       | -12m    | ?    | ?         | -18m           || -            |
        | none        | alendronate     | -14m    | -2m  | ?         | -20m           || -            |
        | none        | alendronate     | -14m+1d | -2m  | ?         | -20m           || R            |
        | none        | alendronate     | -14m+1d | -2m  | ?         | -30m-1d        || -            |
        | none        | alendronate     | -14m+1d | -2m  | ?         | -30m           || R            |
        | none        | risedronate     | -8m     | -2m  | ?         | -14m           || R            |
        | none        | risedronate     | -14m    | -2m  | ?         | -20m           || -            |
        | none        | ibandronate     | -14m    | -2m  | ?         | -20m           || -            |
        | none        | raloxifene      | -14m    | -2m  | ?         | -20m           || R            |
        | none        | zoledronic_acid | -14m    | ?    | -14m      | -20m           || -            |
        | none        | alendronate     | ?       | -2m  | ?         | -20m           || P            |
        """,
        AFTER_DENOSUMAB,
        **COURSE,
    )
    check(
        """
        | last_denosumab || TX-FOLLOW-ON | TX-FOLLOW-ON.due | first_choice    |
        | -14m           || R            | -8m              | zoledronic_acid |
        """,
        but(
            AFTER_DENOSUMAB,
            "last_dose_date",
            previous_osteoporosis_drug="alendronate",
            drug_start_date="2025-08-02",
            drug_stop_date="2026-01-02",
        ),
        **COURSE,
    )


@shows("DMAB-3")
def test_whoever_is_alive_and_grown_up() -> None:
    """Whatever the risk, and also where it is not known whether a drug is given now."""
    check(
        """
        | but                              || treatment_indicated | TX-FOLLOW-ON |
        | .                                || no                  | R            |
        | osteoporosis_drug ?              || no                  | P            |
        | life_expectancy_under_1_year yes || .                   | R            |
        | care_setting osteoporosis_clinic || no                  | R            |
        | deceased yes                     || .                   | -            |
        | previous_osteoporosis_drug ?     || no                  | P            |
        """,
        AFTER_DENOSUMAB,
    )
    check("| previous_osteoporosis_drug || TX-FOLLOW-ON |\n| raloxifene || - |", WELL_WOMAN)


@shows("DMAB-3", "RAL-1", "SEQ-1")
def test_which_drug_follows() -> None:
    """A bisphosphonate, zoledronic acid first; never raloxifene, never a bone-building drug."""
    check(
        """
        | but                               || first_choice    | alternatives                  | REF-CLINIC |
        | .                                 || zoledronic_acid | alendronate > risedronate     | -          |
        | prefers_oral yes                  || alendronate     | risedronate > zoledronic_acid | -          |
        | gullet yes                        || zoledronic_acid | -                             | -          |
        | gullet yes, prefers_oral yes      || zoledronic_acid | -                             | -          |
        | spine -2.8                        || zoledronic_acid | alendronate > risedronate     | -          |
        | side_effects yes                  || denosumab       | -                             | R          |
        | side_effects yes, spine -2.8      || denosumab       | -                             | R          |
        | jaw_osteonecrosis yes             || -               | -                             | R          |
        | jaw_osteonecrosis yes, spine -2.8 || -               | -                             | R          |
        """,
        AFTER_DENOSUMAB,
        **FACTS,
    )
    check(
        """
        | vertebra | prefers_oral || first_choice    |
        | yes      | no           || zoledronic_acid |
        """,
        but(AFTER_DENOSUMAB, care_setting="osteoporosis_clinic", t_score_femoral_neck=-2.8),
        vertebra="prior_vertebral_fracture",
    )


@shows("DMAB-3", "TX-5")
def test_changing_from_denosumab() -> None:
    """To a bisphosphonate where one is possible, else denosumab goes on; the clinic is asked either way."""
    check(
        """
        | but                       || TX-SWITCH | TX-CONTINUE | REF-CLINIC | first_choice    | alternatives                  | FU-DOSE |
        | .                         || R         | -           | R          | zoledronic_acid | alendronate > risedronate     | R       |
        | prefers_oral yes          || R         | -           | R          | alendronate     | risedronate > zoledronic_acid | R       |
        | gullet yes                || R         | -           | R          | zoledronic_acid | -                             | R       |
        | eGFR 34                   || -         | R           | R          | -               | -                             | R       |
        | side_effects yes          || -         | R           | R          | -               | -                             | R       |
        | density_change ?          || -         | R           | -          | -               | -                             | R       |
        | eGFR 34, density_change ? || -         | R           | -          | -               | -                             | R       |
        """,  # noqa: E501
        but(ON_DENOSUMAB, bmd_change_percent=-7),
        **FACTS,
    )


@shows("DMAB-3", "BP-5")
def test_changing_from_denosumab_hangs_on_the_kidneys() -> None:
    """Where it is not known whether a bisphosphonate is possible, either may turn out right; the clinic is asked."""
    check(
        """
        | eGFR | but                   || TX-SWITCH | TX-SWITCH.drug_if | TX-SWITCH.missing | TX-CONTINUE | REF-CLINIC |
        | 35   | .                     || R         | .                 | -                 | -           | R          |
        | ?    | .                     || P         | zoledronic_acid   | has egfr_ml_min   | P           | R          |
        | 75   | jaw_osteonecrosis yes || -         | .                 | .                 | R           | R          |
        """,
        but(ON_DENOSUMAB, bmd_change_percent=-7),
        **FACTS,
    )


@shows("DMAB-3", "BPS-1")
def test_a_bisphosphonate_after_denosumab_goes_on() -> None:
    """It is treatment like any other, and follows its own rules."""
    check(
        """
        | start || TX-CONTINUE | TX-FOLLOW-ON | TX-PAUSE |
        | -2y   || R           | -            | -        |
        | -5y   || -           | -            | R        |
        """,
        but(ON_ALENDRONATE, previous_osteoporosis_drug="denosumab"),
        **COURSE,
    )
