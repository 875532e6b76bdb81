"""Diagnosis by bone density"""

from spec.ascii_table import check, shows
from spec.patients import UNMEASURED, UNMEASURED_MAN, WELL_WOMAN, T

SITES = {"neck": "t_score_femoral_neck", "hip": "t_score_total_hip", "spine": "t_score_lumbar_spine"}


@shows("DX-1", "SYM-3")
def test_the_lowest_site_makes_the_diagnosis() -> None:
    """The lowest of the three sites counts; the limits themselves belong to osteoporosis and to normal (WHO)."""
    check(
        """
        | neck  | hip  | spine || diagnosis     | diagnosis.by | lowest_t_score | lowest_t_score.site |
        | -2.5  | -1.1 | -1.1  || osteoporosis  | t_score      | -2.5           | femoral_neck        |
        | -1.1  | -2.5 | -1.1  || osteoporosis  | t_score      | -2.5           | total_hip           |
        | -1.1  | -1.1 | -2.5  || osteoporosis  | t_score      | -2.5           | lumbar_spine        |
        | -2.4  | -1.1 | -1.1  || low_bone_mass | t_score      | -2.4           | femoral_neck        |
        | -2.49 | 0    | 0     || low_bone_mass | t_score      | -2.49          | femoral_neck        |
        | -1.1  | -0.9 | -0.9  || low_bone_mass | t_score      | -1.1           | femoral_neck        |
        | -0.9  | -1.1 | -0.9  || low_bone_mass | t_score      | -1.1           | total_hip           |
        | -0.9  | -0.9 | -1.1  || low_bone_mass | t_score      | -1.1           | lumbar_spine        |
        | -1.0  | -0.9 | -0.9  || normal        | t_score      | -1.0           | femoral_neck        |
        | 1.2   | 0.8  | 2.0   || normal        | t_score      | 0.8            | total_hip           |
        """,
        WELL_WOMAN,
        **SITES,
    )


@shows("DX-1")
def test_a_missing_site_may_still_be_low() -> None:
    """One low site settles it; a site that is not low settles nothing until hip and spine are both known."""
    check(
        """
        | neck | hip  | spine || diagnosis     | lowest_t_score | site         |
        | -2.5 | ?    | ?     || osteoporosis  | -2.5           | femoral_neck |
        | ?    | -2.5 | ?     || osteoporosis  | -2.5           | total_hip    |
        | ?    | ?    | -2.5  || osteoporosis  | -2.5           | lumbar_spine |
        | -2.4 | ?    | ?     || ?             | -2.4           | femoral_neck |
        | -0.9 | ?    | ?     || ?             | -0.9           | femoral_neck |
        | -2.4 | ?    | -1.1  || low_bone_mass | -2.4           | femoral_neck |
        | ?    | -2.4 | -1.1  || low_bone_mass | -2.4           | total_hip    |
        | -2.4 | -2.4 | ?     || ?             | -2.4           | .            |
        | -0.9 | ?    | -0.9  || normal        | -0.9           | .            |
        | ?    | -1.1 | -2.4  || low_bone_mass | -2.4           | lumbar_spine |
        | -1.1 | ?    | -2.4  || low_bone_mass | -2.4           | lumbar_spine |
        | -2.3 | -2.4 | ?     || ?             | -2.4           | total_hip    |
        | ?    | ?    | ?     || ?             | -              | -            |
        """,
        UNMEASURED,
        **SITES,
        site="lowest_t_score.site",
    )


@shows("DX-1")
def test_a_site_that_cannot_be_measured() -> None:
    """A missing site that is said not to be evaluable is not waited for."""
    check(
        """
        | neck | spine | not_evaluable || diagnosis     |
        | -0.9 | ?     | lumbar_spine  || normal        |
        | -2.4 | ?     | lumbar_spine  || low_bone_mass |
        | -0.9 | ?     | hip           || ?             |
        | -0.9 | ?     | none          || ?             |
        | ?    | -0.9  | hip           || normal        |
        | ?    | -2.4  | hip           || low_bone_mass |
        | ?    | -0.9  | lumbar_spine  || ?             |
        | ?    | -0.9  | none          || ?             |
        """,
        UNMEASURED,
        **SITES,
        not_evaluable="dxa_site_not_evaluable",
    )


@shows("DX-1")
def test_old_measurements() -> None:
    """After two years a value is marked stale, after five it is not used; without a date it is current."""
    check(
        """
        | T    | measured || diagnosis    | lowest_t_score | lowest_t_score.stale |
        | -2.5 | -24m     || osteoporosis | -2.5           | no                   |
        | -2.5 | -24m-1d  || osteoporosis | -2.5           | yes                  |
        | -2.5 | -60m     || osteoporosis | -2.5           | yes                  |
        | -2.5 | -60m-1d  || ?            | -              | -                    |
        | -0.9 | -60m     || normal       | -0.9           | yes                  |
        | -0.9 | -60m-1d  || ?            | -              | -                    |
        | -2.5 | ?        || osteoporosis | -2.5           | no                   |
        """,
        UNMEASURED,
        T=T,
        measured="dxa_date",
    )
    check(
        """
        | assessment_date | measured   || diagnosis    | lowest_t_score.stale |
        | 2026-02-28      | 2024-02-29 || osteoporosis | no                   |
        | 2026-03-01      | 2024-02-29 || osteoporosis | yes                  |
        | 2025-02-28      | 2020-02-29 || osteoporosis | yes                  |
        | 2025-03-01      | 2020-02-29 || ?            | -                    |
        """,
        {"age": 70, "sex": "female", "t_score_femoral_neck": -2.6},
        measured="dxa_date",
    )


@shows("DX-1")
def test_a_diagnosis_in_the_record() -> None:
    """A recorded diagnosis counts only where no T-score of the last five years is known."""
    check(
        """
        | T    | measured | recorded || diagnosis     | diagnosis.by |
        | ?    | ?        | yes      || osteoporosis  | record       |
        | ?    | ?        | no       || ?             | -            |
        | ?    | ?        | ?        || ?             | -            |
        | -1.5 | -12m     | yes      || low_bone_mass | t_score      |
        | -0.9 | -60m     | yes      || normal        | t_score      |
        | -1.5 | -60m-1d  | yes      || osteoporosis  | record       |
        | -1.5 | -60m-1d  | no       || ?             | -            |
        | -2.6 | -12m     | ?        || osteoporosis  | t_score      |
        | -2.6 | -12m     | no       || osteoporosis  | t_score      |
        """,
        UNMEASURED,
        T=T,
        measured="dxa_date",
        recorded="osteoporosis_diagnosed",
    )
    check(
        """
        | neck | recorded || diagnosis | diagnosis.by |
        | -1.5 | yes      || ?         | -            |
        """,
        UNMEASURED,
        neck="t_score_femoral_neck",
        recorded="osteoporosis_diagnosed",
    )


@shows("DX-1")
def test_bone_density_of_the_femoral_neck() -> None:
    """A density by Hologic gives a T-score (NHANES III, women of 20-29: 0.858, SD 0.120); a stated one goes first."""
    check(
        """
        | bmd   | maker   | neck || diagnosis    | lowest_t_score |
        | 0.558 | hologic | ?    || osteoporosis | -2.5           |
        | 0.563 | hologic | ?    || osteoporosis | -2.5           |
        | 0.566 | hologic | ?    || ?            | -2.4           |
        | 0.558 | lunar   | ?    || ?            | -              |
        | 0.558 | norland | ?    || ?            | -              |
        | 0.558 | ?       | ?    || ?            | -              |
        | 0.558 | hologic | -2.4 || ?            | -2.4           |
        | 0.858 | hologic | -2.5 || osteoporosis | -2.5           |
        """,
        UNMEASURED,
        bmd="bmd_femoral_neck",
        maker="bmd_maker",
        **SITES,
    )
    check(
        """
        | bmd   | maker   | spine | recorded || diagnosis     | diagnosis.by |
        | 0.566 | hologic | -1.1  | no       || low_bone_mass | t_score      |
        | 0.566 | hologic | -1.1  | yes      || low_bone_mass | t_score      |
        | 0.566 | lunar   | ?     | yes      || osteoporosis  | record       |
        """,
        UNMEASURED,
        bmd="bmd_femoral_neck",
        maker="bmd_maker",
        recorded="osteoporosis_diagnosed",
        **SITES,
    )


@shows("DX-1")
def test_men_are_held_against_young_women() -> None:
    """One reference for both sexes: the same density and the same T-score give a man the same diagnosis."""
    check(
        """
        | bmd   | maker   | spine || diagnosis     | lowest_t_score |
        | 0.558 | hologic | ?     || osteoporosis  | -2.5           |
        | 0.566 | hologic | -1.1  || low_bone_mass | -2.4           |
        | ?     | ?       | -2.5  || osteoporosis  | -2.5           |
        """,
        UNMEASURED_MAN,
        bmd="bmd_femoral_neck",
        maker="bmd_maker",
        **SITES,
    )


@shows("DX-1", "DX-3")
def test_near_a_limit() -> None:
    """A value within the measurement's own error of a limit (T-score 0.1, FRAX 1, eGFR 5) is marked borderline."""
    check(
        """
        | T    || borderline      |
        | -2.5 || has -2.5/-2.5   |
        | -2.4 || has -2.4/-2.5   |
        | -2.6 || has -2.6/-2.5   |
        | -2.3 || lacks -2.3/-2.5 |
        | -2.7 || lacks -2.7/-2.5 |
        | -1.0 || has -1/-1       |
        | -0.9 || has -0.9/-1     |
        | -1.1 || has -1.1/-1     |
        | -1.2 || lacks -1.2/-1   |
        | -0.8 || lacks -0.8/-1   |
        | -3.5 || has -3.5/-3.5   |
        | -3.4 || has -3.4/-3.5   |
        | -3.3 || lacks -3.3/-3.5 |
        | ?    || -               |
        """,
        WELL_WOMAN,
        T=T,
    )
    check(
        """
        | FRAX | eGFR || borderline    |
        | 15   | 75   || has 15/15     |
        | 16   | 75   || has 16/15     |
        | 14   | 75   || has 14/15     |
        | 16.1 | 75   || lacks 16.1/15 |
        | 13.9 | 75   || lacks 13.9/15 |
        | 21   | 75   || has 21/20     |
        | 19   | 75   || has 19/20     |
        | 21.1 | 75   || lacks 21.1/20 |
        | 8    | 40   || has 40/35     |
        | 8    | 30   || has 30/35     |
        | 8    | 41   || lacks 41/35   |
        | 8    | 29   || lacks 29/35   |
        | 8    | 75   || -             |
        | ?    | ?    || -             |
        """,
        WELL_WOMAN,
        FRAX="frax_major_percent",
        eGFR="egfr_ml_min",
    )
