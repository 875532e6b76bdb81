"""When a pause has lasted"""

from spec.ascii_table import check, shows
from spec.patients import AFTER_DENOSUMAB, ON_ALENDRONATE, PAUSING, but

COURSE = {
    "drug": "osteoporosis_drug",
    "previous": "previous_osteoporosis_drug",
    "start": "drug_start_date",
    "stop": "drug_stop_date",
    "last_dose": "last_dose_date",
}


@shows("BPS-1")
def test_assess_again_after_two_years() -> None:
    """Two years or more after a bisphosphonate of three years or more, on no drug now."""
    check(
        """
        | drug | previous    | start   | stop    || TX-PAUSE-REVIEW |
        | none | alendronate | -7y     | -24m    || R               |
        | none | alendronate | -7y     | -24m+1d || -               |
        | none | risedronate | -7y     | -24m    || R               |
        | none | ibandronate | -7y     | -24m    || R               |
        | none | alendronate | -60m    | -24m    || R               |
        | none | alendronate | -60m+1d | -24m    || -               |
        | none | alendronate | -7y     | ?       || P               |
        | none | alendronate | ?       | -24m    || P               |
        | none | alendronate | -7y     | -9m     || -               |
        | none | denosumab   | -7y     | -36m    || -               |
        | none | raloxifene  | -7y     | -24m    || -               |
        | none | none        | ?       | ?       || -               |
        | ?    | alendronate | -7y     | -24m    || P               |
        """,
        PAUSING,
        **COURSE,
    )
    check(
        """
        | stop || TX-PAUSE-REVIEW.missing |
        | ?    || drug_stop_date          |
        """,
        PAUSING,
        **COURSE,
    )
    check(
        """
        | start | stop | earlier_oral || TX-PAUSE-REVIEW |
        | -48m  | -24m | 1            || R               |
        | -48m  | -24m | 0.9          || -               |
        | ?     | -24m | 3            || R               |
        | ?     | -24m | 2.9          || P               |
        """,
        PAUSING,
        earlier_oral="earlier_bisphosphonate_years_oral",
        **COURSE,
    )
    check("| start || TX-PAUSE-REVIEW | TX-PAUSE |\n| -6y || - | R |", ON_ALENDRONATE, **COURSE)


@shows("BPS-1", "BPS-4")
def test_the_pause_after_infusions() -> None:
    """The last infusion lasts twelve months: the pause begins then, whatever day was stated as the stop."""
    check(
        """
        | start   | last_dose | stop    || TX-PAUSE-REVIEW | SUPP-AFTER-STOP |
        | -7y     | -36m      | ?       || R               | -               |
        | -7y     | -36m+1d   | ?       || -               | R               |
        | -7y     | -36m+1d   | -36m+1d || -               | R               |
        | -60m    | -36m      | ?       || R               | -               |
        | -60m+1d | -36m      | ?       || -               | -               |
        | -7y     | ?         | -24m    || R               | -               |
        """,
        but(PAUSING, previous_osteoporosis_drug="zoledronic_acid"),
        **COURSE,
    )


@shows("BPS-3", "CAD-1")
def test_calcium_and_vitamin_d_after_the_stop() -> None:
    """For less than two years after any bisphosphonate."""
    check(
        """
        | drug | previous    | start | stop    || SUPP-AFTER-STOP |
        | none | alendronate | -7y   | -24m+1d || R               |
        | none | alendronate | -7y   | -24m    || -               |
        | none | alendronate | -3y   | -12m    || R               |
        | none | risedronate | -7y   | today   || R               |
        | none | ibandronate | -7y   | -1m     || R               |
        | none | alendronate | -7y   | ?       || P               |
        | none | raloxifene  | -7y   | -12m    || -               |
        | none | denosumab   | -7y   | -12m    || -               |
        | none | none        | ?     | ?       || -               |
        """,
        PAUSING,
        **COURSE,
    )
    check("| last_dose_date || SUPP-AFTER-STOP |\n| -8m || - |", AFTER_DENOSUMAB)
