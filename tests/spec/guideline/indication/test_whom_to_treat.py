"""Whom to treat"""

from spec.ascii_table import check, shows
from spec.patients import GC, RISK_NOT_ASKED, WELL_MAN, WELL_WOMAN, WRIST, T, but

UNASKED = but(WELL_WOMAN, "prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture")
LOW_DENSITY = but(
    WELL_WOMAN,
    t_score_femoral_neck=-1.5,
    t_score_lumbar_spine=-1.5,
    t_score_total_hip=-1.5,
    frax_major_percent=18,
)


@shows("TX-3a", "DX-2", "KEY-1")
def test_hip_or_vertebral_fracture_at_any_density() -> None:
    """A hip fracture or a vertebral one is enough, at normal density and low FRAX."""
    check(
        """
        | hip | vertebra || treatment_indicated | grounds | TX-CONSIDER | missing                      |
        | yes | no       || yes                 | TX-3a   | R           | -                            |
        | no  | yes      || yes                 | TX-3a   | R           | -                            |
        | yes | ?        || yes                 | TX-3a   | R           | -                            |
        | no  | no       || no                  | -       | -           | .                            |
        | ?   | no       || ?                   | -       | P           | has prior_hip_fracture       |
        | no  | ?        || ?                   | -       | P           | has prior_vertebral_fracture |
        | no  | ?        || ?                   | -       | P           | lacks prior_hip_fracture     |
        """,
        WELL_WOMAN,
        hip="prior_hip_fracture",
        vertebra="prior_vertebral_fracture",
        grounds="treatment_indicated.grounds",
        missing="TX-CONSIDER.missing",
    )
    check(
        """
        | T   | FRAX || treatment_indicated | TX-CONSIDER |
        | ?   | ?    || yes                 | R           |
        | 2.0 | 1    || yes                 | R           |
        """,
        but(WELL_WOMAN, prior_hip_fracture=True),
        T=T,
        FRAX="frax_major_percent",
    )
    check(
        """
        | site     || grounds | TX-CONSIDER |
        | hip      || TX-3a   | R           |
        | vertebra || TX-3a   | R           |
        | pelvis   || -       | P           |
        | ?        || -       | P           |
        """,
        UNASKED,
        site="latest_fracture_site",
        grounds="treatment_indicated.grounds",
    )


@shows("TX-3b", "BG-6")
def test_another_fracture() -> None:
    """Another fragility fracture with T-score below -1.0 and FRAX above 15 %: all three."""
    check(
        """
        | T    | FRAX || treatment_indicated | grounds | TX-CONSIDER | missing                |
        | -1.1 | 15.1 || yes                 | TX-3b   | R           | -                      |
        | -1.0 | 15.1 || no                  | -       | -           | .                      |
        | -1.1 | 15   || no                  | -       | -           | .                      |
        | -1.1 | ?    || ?                   | -       | P           | has frax_major_percent |
        | -1.0 | ?    || no                  | -       | -           | .                      |
        | ?    | 15   || no                  | -       | -           | .                      |
        | ?    | ?    || ?                   | -       | P           | has frax_major_percent |
        """,
        but(WRIST, *RISK_NOT_ASKED),
        T=T,
        FRAX="frax_major_percent",
        grounds="treatment_indicated.grounds",
        missing="TX-CONSIDER.missing",
    )
    check(
        """
        | T | FRAX || TX-CONSIDER | missing                                                           |
        | ? | 15.1 || P           | has t_score_femoral_neck t_score_total_hip t_score_lumbar_spine   |
        | ? | 15.1 || P           | lacks frax_major_percent prior_hip_fracture glucocorticoid_mg_day |
        """,
        WRIST,
        T=T,
        FRAX="frax_major_percent",
        missing="TX-CONSIDER.missing",
    )
    check(
        """
        | other || treatment_indicated | TX-CONSIDER | missing                            |
        | yes   || yes                 | R           | -                                  |
        | no    || no                  | -           | .                                  |
        | ?     || ?                   | P           | has prior_other_fragility_fracture |
        """,
        LOW_DENSITY,
        other="prior_other_fragility_fracture",
        missing="TX-CONSIDER.missing",
    )


@shows("TX-3b", "DX-1")
def test_one_low_site_is_enough() -> None:
    """Any known site below the limit; not below only when hip and spine are known."""
    check(
        """
        | neck | hip  | spine | not_evaluable || treatment_indicated |
        | -1.1 | ?    | ?     | none          || yes                 |
        | ?    | -1.1 | ?     | none          || yes                 |
        | ?    | ?    | -1.1  | none          || yes                 |
        | -1.0 | ?    | ?     | none          || ?                   |
        | -1.0 | -1.0 | ?     | none          || ?                   |
        | ?    | ?    | -1.0  | none          || ?                   |
        | -1.0 | ?    | -1.0  | none          || no                  |
        | ?    | -1.0 | -1.0  | none          || no                  |
        | -1.0 | ?    | ?     | lumbar_spine  || no                  |
        | ?    | ?    | -1.0  | hip           || no                  |
        """,
        WRIST,
        neck="t_score_femoral_neck",
        hip="t_score_total_hip",
        spine="t_score_lumbar_spine",
        not_evaluable="dxa_site_not_evaluable",
    )


@shows("TX-3c", "DX-2")
def test_osteoporosis_with_high_frax() -> None:
    """T-score below -2.5 and FRAX above 20 %; at -2.5 the diagnosis holds but this ground does not."""
    check(
        """
        | T    | FRAX || diagnosis    | treatment_indicated | grounds | TX-CONSIDER |
        | -2.6 | 20.1 || osteoporosis | yes                 | TX-3c   | R           |
        | -2.5 | 20.1 || osteoporosis | no                  | -       | -           |
        | -2.6 | 20   || osteoporosis | no                  | -       | -           |
        | ?    | 20.1 || ?            | ?                   | -       | P           |
        | -2.6 | ?    || osteoporosis | ?                   | -       | P           |
        | -2.5 | ?    || osteoporosis | no                  | -       | -           |
        | ?    | 20   || ?            | no                  | -       | -           |
        """,
        WELL_WOMAN,
        T=T,
        FRAX="frax_major_percent",
        grounds="treatment_indicated.grounds",
    )
    check(
        """
        | neck | hip  | spine | not_evaluable || treatment_indicated |
        | -2.6 | ?    | ?     | none          || yes                 |
        | ?    | -2.6 | ?     | none          || yes                 |
        | ?    | ?    | -2.6  | none          || yes                 |
        | -2.5 | ?    | ?     | none          || ?                   |
        | -2.5 | -2.5 | ?     | none          || ?                   |
        | ?    | ?    | -2.5  | none          || ?                   |
        | -2.5 | ?    | -2.5  | none          || no                  |
        | ?    | -2.5 | -2.5  | none          || no                  |
        | -2.5 | ?    | ?     | lumbar_spine  || no                  |
        | ?    | ?    | -2.5  | hip           || no                  |
        | -2.5 | ?    | ?     | hip           || ?                   |
        """,
        but(WELL_WOMAN, frax_major_percent=21),
        neck="t_score_femoral_neck",
        hip="t_score_total_hip",
        spine="t_score_lumbar_spine",
        not_evaluable="dxa_site_not_evaluable",
    )
    check("| sex || treatment_indicated | TX-CONSIDER |\n| male || no | - |\n| ? || no | - |", WELL_MAN)


@shows("TX-3c", "DX-1")
def test_a_recorded_diagnosis_has_no_t_score() -> None:
    """The diagnosis in the record never stands for the T-score limits."""
    check(
        """
        | T    | measured | recorded || diagnosis    | treatment_indicated |
        | ?    | ?        | yes      || osteoporosis | ?                   |
        | -2.6 | -60m     | no       || osteoporosis | yes                 |
        | -2.6 | -60m-1d  | yes      || osteoporosis | ?                   |
        """,
        but(WELL_WOMAN, frax_major_percent=25),
        T=T,
        measured="dxa_date",
        recorded="osteoporosis_diagnosed",
    )


@shows("TX-3d", "GC-1")
def test_cortisone() -> None:
    """5 mg of prednisolone or more for 3 months or more, planned or given."""
    check(
        """
        | GC_dose | GC_months || treatment_indicated | grounds | TX-CONSIDER | missing               |
        | 5       | 3         || yes                 | TX-3d   | R           | -                     |
        | 4.9     | 3         || no                  | -       | -           | .                     |
        | 5       | 2.9       || no                  | -       | -           | .                     |
        | ?       | 3         || ?                   | -       | P           | glucocorticoid_mg_day |
        | 5       | ?         || ?                   | -       | P           | glucocorticoid_months |
        | ?       | 2.9       || no                  | -       | -           | .                     |
        | 4.9     | ?         || no                  | -       | -           | .                     |
        """,
        WELL_WOMAN,
        **GC,
        grounds="treatment_indicated.grounds",
        missing="TX-CONSIDER.missing",
    )


@shows("TX-3a", "TX-3b", "TX-3c", "TX-3d")
def test_all_grounds_that_hold_are_named() -> None:
    """More than one ground may hold; a ground that hangs on what is unknown is not named."""
    check(
        """
        | hip | T    | FRAX | GC_dose || grounds                 |
        | yes | -2.6 | 21   | 5       || TX-3a TX-3b TX-3c TX-3d |
        | yes | -1.1 | 16   | 0       || TX-3a TX-3b             |
        | no  | -2.6 | 21   | 0       || TX-3b TX-3c             |
        | yes | -2.6 | ?    | ?       || TX-3a                   |
        | no  | ?    | 21   | 5       || TX-3d                   |
        """,
        but(WRIST, "fragility_fracture_count", *RISK_NOT_ASKED, glucocorticoid_months=6),
        hip="prior_hip_fracture",
        T=T,
        FRAX="frax_major_percent",
        GC_dose="glucocorticoid_mg_day",
        grounds="treatment_indicated.grounds",
    )


@shows("TX-3c", "TX-3b", "KEY-2")
def test_an_old_frax_can_say_yes_but_not_no() -> None:
    """After two years, or after a fracture, a FRAX above the limit still counts and one below it settles nothing."""
    check(
        """
        | FRAX | run     || treatment_indicated |
        | 20.1 | -24m    || yes                 |
        | 20.1 | -24m-1d || yes                 |
        | 20   | -24m    || no                  |
        | 20   | -24m-1d || ?                   |
        | 20   | ?       || no                  |
        """,
        but(WELL_WOMAN, t_score_femoral_neck=-2.6),
        FRAX="frax_major_percent",
        run="frax_date",
    )
    check(
        """
        | FRAX | run     | fracture || treatment_indicated |
        | 15.1 | -12m-1d | -12m     || yes                 |
        | 15   | -12m-1d | -12m     || ?                   |
        | 15   | -12m    | -12m     || no                  |
        | 15   | ?       | -12m     || no                  |
        | 15   | -12m    | ?        || ?                   |
        | 15.1 | -12m    | ?        || yes                 |
        """,
        WRIST,
        FRAX="frax_major_percent",
        run="frax_date",
        fracture="latest_fracture_date",
    )
    check(
        """
        | assessment_date | run        || treatment_indicated |
        | 2026-02-28      | 2024-02-29 || no                  |
        | 2026-03-01      | 2024-02-29 || ?                   |
        """,
        but(WELL_WOMAN, "dxa_date", "vfa_date", "laboratory_date", t_score_femoral_neck=-2.6),
        run="frax_date",
    )


@shows("TX-3c", "TX-3b", "KEY-2")
def test_there_is_no_frax_under_40() -> None:
    """Under 40 the criteria on FRAX do not hold; from 40 an unknown FRAX is unknown."""
    check(
        """
        | birth_date | FRAX || treatment_indicated |
        | -40y       | ?    || ?                   |
        | -40y       | 25   || yes                 |
        | -40y+1d    | ?    || no                  |
        | -40y+1d    | 25   || no                  |
        """,
        but(WELL_WOMAN, "frax_hip_percent", *RISK_NOT_ASKED, t_score_femoral_neck=-2.8),
        FRAX="frax_major_percent",
    )
    check(
        """
        | age  | FRAX | other || treatment_indicated |
        | 40   | ?    | yes   || ?                   |
        | 39   | ?    | yes   || no                  |
        | 39.9 | 25   | yes   || no                  |
        """,
        but(LOW_DENSITY, "frax_hip_percent", "frax_date", *RISK_NOT_ASKED),
        FRAX="frax_major_percent",
        other="prior_other_fragility_fracture",
    )
