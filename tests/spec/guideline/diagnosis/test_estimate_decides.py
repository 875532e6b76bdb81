"""Where no FRAX is entered, the estimate decides what it is sure of"""

import pytest

from spec.ascii_table import DAY, Facts, answer, check, check_with, day, shows
from spec.patients import RISK_NOT_ASKED, UNMEASURED, WELL_MAN, WELL_WOMAN, WRIST, T, but

FRAX = ("frax_major_percent", "frax_hip_percent", "frax_date")
NO_FRAX = but(WELL_WOMAN, *FRAX)
NO_FRAX_MAN = but(WELL_MAN, *FRAX)
WRIST_NO_FRAX = but(WRIST, *FRAX)
UNMEASURED_NO_FRAX = but(UNMEASURED, *FRAX)
# The estimate is about 8 % for the first, and above 30 % for the second.
LOW_RISK = NO_FRAX
HIGH_RISK = but(
    NO_FRAX,
    parent_hip_fracture=True,
    t_score_femoral_neck=-2.8,
    t_score_total_hip=-2.8,
    t_score_lumbar_spine=-2.8,
)
INDICATED = {
    "T": T,
    "indicated": "treatment_indicated",
    "grounds": "treatment_indicated.grounds",
    "high": "high_fracture_risk",
    "missing": "TX-CONSIDER.missing",
}
NO_ESTIMATE = {"estimate.may_decide": 0}


# WHAT IS FOUND


@shows("KEY-2", "KEY-8")
def test_fracture_risk_is_the_estimate_where_no_frax_is_entered() -> None:
    """FRAX as entered comes first. The estimate has a value from 40, and says that it is one."""
    check(
        """
        | birth_date | sex    | FRAX || fracture_risk.source | fracture_risk.major_percent | fracture_risk.interval |
        | -70y       | female | 22.4 || official             | 22.4                        | -                      |
        | -70y       | female | ?    || estimate             | some                        | some                   |
        | -40y       | female | ?    || estimate             | some                        | some                   |
        | -40y+1d    | female | ?    || -                    | -                           | -                      |
        | -70y       | ?      | ?    || -                    | -                           | -                      |
        """,
        NO_FRAX,
        FRAX="frax_major_percent",
    )
    check("| but || fracture_risk.source |\n| . || estimate |", NO_FRAX_MAN)


@pytest.mark.parametrize("patient", [LOW_RISK, HIGH_RISK, WRIST_NO_FRAX, UNMEASURED_NO_FRAX, NO_FRAX_MAN])
def test_the_interval_holds_the_value_and_widens_with_what_is_not_known(patient: Facts) -> None:
    """What nobody has asked about never narrows it."""
    risk, unasked = _risk(patient), _risk(but(patient, *RISK_NOT_ASKED))
    (low, high), (lowest, highest) = risk["interval"], unasked["interval"]
    assert 0 < low < risk["major_percent"] < high < 100
    assert lowest < unasked["major_percent"] < highest
    assert lowest < low < high < highest


def test_over_90_counts_as_90() -> None:
    """As in FRAX itself."""
    for patient in (LOW_RISK, HIGH_RISK):
        at_90, at_89, at_104 = (_risk(but(patient, birth_date=day(born))) for born in ("-90y", "-89y", "-104y"))
        assert at_104 == at_90 != at_89


def test_the_reason_says_that_it_is_an_estimate() -> None:
    """Nobody shall take it for FRAX."""
    advice = answer({"assessment_date": DAY.isoformat(), **HIGH_RISK}).advice("TX-CONSIDER")
    assert advice is not None
    assert "uppskattad risk (inte FRAX) klart över 20 %" in [because.words for because in advice.because]


def _risk(patient: Facts) -> Facts:
    found: Facts = answer({"assessment_date": DAY.isoformat(), **patient}).findings["fracture_risk"]
    assert found["source"] == "estimate"
    return found


# CLEAR OF THE LIMIT


@shows("DX-6", "TX-3c", "SELF-4")
def test_clearly_below_every_limit() -> None:
    """The risk is not high, treatment is not indicated, and smoking alone calls for nothing."""
    check(
        """
        | birth_date | T    | smoker || high_fracture_risk | treatment_indicated | TX-CONSIDER | SELF-SMOKING |
        | -70y       | -0.4 | no     || no                 | no                  | -           | -            |
        | -70y       | -0.4 | yes    || no                 | no                  | -           | -            |
        | -60y       | -0.4 | yes    || no                 | no                  | -           | -            |
        | -50y       | -2.6 | no     || no                 | no                  | -           | -            |
        | -40y       | -2.6 | no     || no                 | no                  | -           | -            |
        """,
        NO_FRAX,
        T=T,
        smoker="current_smoker",
    )
    check(
        """
        | birth_date || high_fracture_risk | treatment_indicated | TX-CONSIDER |
        | -70y       || no                 | no                  | -           |
        | -90y       || no                 | no                  | -           |
        """,
        NO_FRAX_MAN,
    )


@shows("DX-6", "TX-3c", "SELF-4")
def test_clearly_above_20() -> None:
    """The risk is high, and a T-score below -2.5 with it is an indication; at -2.5 it is none."""
    check(
        """
        | T    | smoker || high_fracture_risk | treatment_indicated | grounds | TX-CONSIDER | SELF-SMOKING |
        | -2.8 | no     || yes                | yes                 | TX-3c   | R           | -            |
        | -2.6 | no     || yes                | yes                 | TX-3c   | R           | -            |
        | -2.5 | no     || yes                | no                  | -       | -           | -            |
        | -2.0 | yes    || yes                | no                  | -       | -           | R            |
        """,
        but(HIGH_RISK, birth_date=day("-78y")),
        smoker="current_smoker",
        **INDICATED,
    )


@shows("TX-3b", "BG-6")
def test_after_another_fracture_the_limit_is_15() -> None:
    """Clearly below, clearly above, and also clearly above 20 %; near the limit FRAX is what decides."""
    check(
        """
        | birth_date | T    || indicated | grounds     | high | TX-CONSIDER | missing            |
        | -50y       | -1.1 || no        | -           | no   | -           | .                  |
        | -62y       | -1.1 || ?         | -           | no   | P           | frax_major_percent |
        | -68y       | -1.1 || ?         | -           | ?    | P           | frax_major_percent |
        | -75y       | -2.4 || yes       | TX-3b       | yes  | R           | -                  |
        | -75y       | -2.6 || yes       | TX-3b TX-3c | yes  | R           | -                  |
        | -75y       | -1.0 || no        | -           | .    | -           | .                  |
        """,
        WRIST_NO_FRAX,
        **INDICATED,
    )


@shows("GC-2", "TX-6", "SEQ-2")
def test_on_cortisone_the_limit_is_10() -> None:
    """Clearly above 10 % no waiting for DXA; clearly above 20 %, with osteoporosis, the clinic."""
    cortisone = {"glucocorticoid_mg_day": 5, "glucocorticoid_months": 3}
    check(
        """
        | birth_date || TX-CONSIDER | TX-NO-WAIT | INV-DXA |
        | -45y       || R           | -          | R       |
        | -56y       || R           | P          | R       |
        | -70y       || R           | R          | R       |
        """,
        but(UNMEASURED_NO_FRAX, **cortisone),
    )
    check(
        """
        | birth_date | T    || TX-CONSIDER | REF-CLINIC | REF-CLINIC.missing |
        | -52y       | -2.5 || R           | -          | .                  |
        | -60y       | -2.5 || R           | P          | frax_major_percent |
        | -72y       | -2.5 || R           | R          | -                  |
        | -72y       | -2.4 || R           | -          | .                  |
        """,
        but(NO_FRAX, **cortisone),
        T=T,
    )


@shows("DX-3", "KEY-2")
def test_dxa_for_a_raised_risk() -> None:
    """Clearly above 15 % with another risk factor; below or near the limit there is FRAX to run first."""
    check(
        """
        | birth_date | smoker || INV-DXA | INV-FRAX |
        | -82y       | yes    || R       | R        |
        | -82y       | no     || -       | R        |
        | -70y       | yes    || -       | R        |
        | -55y       | yes    || -       | R        |
        """,
        UNMEASURED_NO_FRAX,
        smoker="current_smoker",
    )


@shows("BPS-1", "BPS-2")
def test_a_pause_where_no_high_risk_is_left() -> None:
    """A risk that is clearly low is no high risk left."""
    check(
        """
        | T    | parent || high_risk_left | TX-PAUSE | TX-CONTINUE |
        | -0.4 | no     || no             | R        | -           |
        | -2.4 | no     || ?              | -        | P           |
        | -2.4 | yes    || yes            | -        | R           |
        """,
        but(NO_FRAX, osteoporosis_drug="alendronate", drug_start_date=day("-6y"), birth_date=day("-74y")),
        T=T,
        parent="parent_hip_fracture",
    )


# NEAR THE LIMIT, AND NOT KNOWN


@shows("DX-6", "TX-3c", "KEY-2")
def test_near_the_limit_only_frax_decides() -> None:
    """On either side of 20 %, and of 15 % for a smoker."""
    check(
        """
        | birth_date | T    || high_fracture_risk | treatment_indicated | grounds | TX-CONSIDER | missing            |
        | -66y       | -2.6 || ?                  | ?                   | -       | P           | frax_major_percent |
        | -70y       | -2.6 || ?                  | ?                   | -       | P           | frax_major_percent |
        | -74y       | -2.6 || ?                  | ?                   | -       | P           | frax_major_percent |
        """,
        NO_FRAX,
        **INDICATED,
    )
    check(
        """
        | T    || SELF-SMOKING | SELF-SMOKING.missing |
        | -1.6 || P            | frax_major_percent   |
        | -2.1 || P            | frax_major_percent   |
        """,
        but(NO_FRAX, current_smoker=True),
        T=T,
    )


@shows("DX-6", "TX-3c", "KEY-2", "KEY-3")
def test_what_is_not_known_may_reach_over_the_limit() -> None:
    """Then FRAX decides; where every answer to what is missing leads to the same side, it is settled."""
    check(
        """
        | but                                      || high_fracture_risk | treatment_indicated |
        | .                                        || no                 | no                  |
        | parent_hip_fracture ?                    || no                 | no                  |
        | current_smoker ?                         || no                 | no                  |
        | height_cm ?                              || no                 | no                  |
        | rheumatoid_arthritis ?, current_smoker ? || no                 | no                  |
        | sex ?                                    || ?                  | no                  |
        """,
        LOW_RISK,
    )
    check(
        """
        | but                                             || high | TX-CONSIDER | missing            |
        | .                                               || yes  | R           | -                  |
        | alcohol_3_or_more_units ?                       || yes  | R           | -                  |
        | rheumatoid_arthritis ?, height_cm ?             || yes  | R           | -                  |
        | parent_hip_fracture ?                           || ?    | P           | frax_major_percent |
        | parent_hip_fracture ?, rheumatoid_arthritis yes || yes  | R           | -                  |
        """,
        HIGH_RISK,
        high="high_fracture_risk",
        missing="TX-CONSIDER.missing",
    )
    check(
        """
        | T    | other || high | indicated | TX-CONSIDER | missing                                  |
        | -0.4 | no    || ?    | no        | -           | .                                        |
        | -2.6 | no    || ?    | ?         | P           | has frax_major_percent                   |
        | -1.1 | yes   || ?    | ?         | P           | has frax_major_percent                   |
        | ?    | no    || ?    | ?         | P           | has frax_major_percent t_score_total_hip |
        """,
        but(NO_FRAX, *RISK_NOT_ASKED),
        other="prior_other_fragility_fracture",
        **INDICATED,
    )


@shows("KEY-2")
def test_the_estimate_may_be_kept_from_deciding() -> None:
    """Then it is only shown, and FRAX alone decides."""
    table = """
        | T    | parent || high_fracture_risk | treatment_indicated | TX-CONSIDER | fracture_risk.source |
        | -2.8 | yes    || {high}             | {yes}               | {R}         | estimate             |
        | -2.6 | no     || ?                  | ?                   | P           | estimate             |
        | -0.4 | no     || {low}              | no                  | -           | estimate             |
        """
    aliases = {"T": T, "parent": "parent_hip_fracture"}
    check(table.format(high="yes", yes="yes", R="R", low="no"), NO_FRAX, **aliases)
    check_with(NO_ESTIMATE, table.format(high="?", yes="?", R="P", low="?"), NO_FRAX, **aliases)
    check_with(
        NO_ESTIMATE,
        """
        | FRAX || high_fracture_risk | treatment_indicated |
        | 20   || no                 | no                  |
        | 20.1 || yes                | yes                 |
        """,
        HIGH_RISK,
        FRAX="frax_major_percent",
    )


# BESIDE FRAX


@shows("KEY-2", "KEY-8")
def test_an_entered_frax_stands_above_the_estimate() -> None:
    """However clear the estimate is, on either side."""
    check(
        """
        | FRAX | run  || high_fracture_risk | SELF-SMOKING | fracture_risk.source |
        | 20.1 | -3m  || yes                | R            | official             |
        | 20   | -3m  || no                 | R            | official             |
        | 15   | -3m  || no                 | -            | official             |
        | 20.1 | ?    || yes                | R            | official             |
        | ?    | ?    || no                 | -            | estimate             |
        """,
        but(LOW_RISK, current_smoker=True),
        FRAX="frax_major_percent",
        run="frax_date",
    )
    check(
        """
        | FRAX | run || high_fracture_risk | treatment_indicated | TX-CONSIDER | fracture_risk.source |
        | 20   | -3m || no                 | no                  | -           | official             |
        | 20   | ?   || no                 | no                  | -           | official             |
        | 20.1 | -3m || yes                | yes                 | R           | official             |
        | ?    | ?   || yes                | yes                 | R           | estimate             |
        """,
        HIGH_RISK,
        FRAX="frax_major_percent",
        run="frax_date",
    )


@shows("KEY-2")
def test_an_old_frax_is_not_replaced_by_the_estimate() -> None:
    """Above the limit it still says yes; below it nothing is settled until FRAX is run anew."""
    for patient in (LOW_RISK, HIGH_RISK):
        check(
            """
            | FRAX | run     || high_fracture_risk | INV-FRAX |
            | 8    | -24m-1d || ?                  | R        |
            | 8    | -24m    || no                 | -        |
            | 20.1 | -24m-1d || yes                | R        |
            """,
            patient,
            FRAX="frax_major_percent",
            run="frax_date",
        )
    check(
        """
        | birth_date | T    | FRAX | run  || treatment_indicated | TX-CONSIDER | missing                |
        | -50y       | -1.1 | 8    | -13m || ?                   | P           | has frax_major_percent |
        | -75y       | -2.4 | 8    | -13m || ?                   | P           | has frax_major_percent |
        | -75y       | -2.4 | 8    | -11m || no                  | -           | .                      |
        | -50y       | -1.1 | 15.1 | -13m || yes                 | R           | -                      |
        """,
        WRIST_NO_FRAX,
        FRAX="frax_major_percent",
        run="frax_date",
        **INDICATED,
    )


@shows("KEY-2", "CARE-4")
def test_frax_is_still_to_be_run() -> None:
    """The estimate does not take its place: without FRAX it is asked for, whether the estimate is clear or not."""
    table = """
        | T    | parent | hip | drug        || INV-FRAX |
        | -0.4 | no     | no  | none        || R        |
        | -2.6 | no     | no  | none        || R        |
        | -2.8 | yes    | no  | none        || R        |
        | -2.8 | yes    | yes | none        || -        |
        | -2.8 | yes    | no  | alendronate || -        |
        """
    aliases = {"T": T, "parent": "parent_hip_fracture", "hip": "prior_hip_fracture", "drug": "osteoporosis_drug"}
    check(table, NO_FRAX, **aliases)
    check_with(NO_ESTIMATE, table, NO_FRAX, **aliases)


# THE ENDS OF AGE


@shows("KEY-2", "TX-3c")
def test_from_40_on() -> None:
    """Under 40 there is no FRAX and no estimate, and criteria on them do not hold; over 90 counts as 90."""
    check(
        """
        | birth_date | T    | parent || high_fracture_risk | treatment_indicated |
        | -40y       | -4.0 | yes    || yes                | yes                 |
        | -40y+1d    | -4.0 | yes    || no                 | no                  |
        | -40y       | -0.4 | no     || no                 | no                  |
        | -40y+1d    | -0.4 | no     || no                 | no                  |
        | -90y       | -2.8 | yes    || yes                | yes                 |
        | -104y      | -2.8 | yes    || yes                | yes                 |
        | -90y       | -2.6 | no     || ?                  | ?                   |
        | -104y      | -2.6 | no     || ?                  | ?                   |
        | -90y       | -0.4 | no     || no                 | no                  |
        | -104y      | -0.4 | no     || no                 | no                  |
        """,
        NO_FRAX,
        T=T,
        parent="parent_hip_fracture",
    )
