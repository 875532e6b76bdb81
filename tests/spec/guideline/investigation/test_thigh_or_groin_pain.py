"""Pain in thigh or groin on an antiresorptive drug"""

from spec.ascii_table import check, shows
from spec.patients import (
    AFTER_DENOSUMAB,
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    ON_TERIPARATIDE,
    ON_ZOLEDRONIC_ACID,
    WELL_WOMAN,
    but,
)


@shows("AE-3")
def test_both_femurs_are_x_rayed() -> None:
    """On a bisphosphonate or denosumab; not on a bone-building drug, nor on none."""
    for patient in (ON_ALENDRONATE, ON_ZOLEDRONIC_ACID, ON_DENOSUMAB):
        check(
            """
            | thigh_or_groin_pain || SUS-FEMUR |
            | yes                 || R         |
            | no                  || -         |
            | ?                   || -         |
            """,
            patient,
        )
    check(
        """
        | thigh_or_groin_pain | oncology || SUS-FEMUR |
        | yes                 | no       || -         |
        | yes                 | yes      || R         |
        """,
        WELL_WOMAN,
        oncology="oncology_antiresorptive",
    )
    check("| thigh_or_groin_pain || SUS-FEMUR |\n| yes || - |", ON_TERIPARATIDE)
    check(
        "| osteoporosis_drug || SUS-FEMUR |\n| risedronate || R |\n| ibandronate || R |\n| other || - |",
        but(ON_ALENDRONATE, thigh_or_groin_pain=True),
    )


@shows("AE-3", "BPS-4")
def test_for_a_year_after_the_drug() -> None:
    """A year is counted from the stop; for denosumab the stop is six months after the last dose."""
    check(
        """
        | previous     | stop    || SUS-FEMUR |
        | alendronate  | -12m    || R         |
        | alendronate  | -12m-1d || -         |
        | alendronate  | ?       || -         |
        | teriparatide | -3m     || -         |
        | none         | ?       || -         |
        """,
        but(WELL_WOMAN, "teriparatide_ever", drug_start_date="2019-03-01", thigh_or_groin_pain=True),
        previous="previous_osteoporosis_drug",
        stop="drug_stop_date",
    )
    check(
        """
        | last_dose_date || SUS-FEMUR |
        | -18m           || R         |
        | -18m-1d        || -         |
        """,
        but(AFTER_DENOSUMAB, thigh_or_groin_pain=True),
    )


@shows("AE-3")
def test_before_the_drug_goes_on() -> None:
    """The next dose, and the decision to go on, wait for the X-ray."""
    check(
        """
        | thigh_or_groin_pain || TX-CONTINUE | TX-CONTINUE.after | FU-DOSE | FU-DOSE.after |
        | yes                 || R           | has SUS-FEMUR     | R       | has SUS-FEMUR |
        """,
        ON_DENOSUMAB,
    )
    check(
        """
        | thigh_or_groin_pain || TX-CONTINUE | TX-CONTINUE.after |
        | yes                 || R           | has SUS-FEMUR     |
        | no                  || R           | -                 |
        """,
        ON_ALENDRONATE,
    )
