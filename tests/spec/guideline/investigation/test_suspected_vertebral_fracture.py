"""When to suspect a vertebral fracture"""

from spec.ascii_table import check, shows
from spec.patients import GC, VERTEBRA, WELL_WOMAN, T, but

NO_IMAGE = but(WELL_WOMAN, "vfa_date")


@shows("DX-8", "SYM-2", "KEY-6", "DX-7")
def test_signs() -> None:
    """Height loss of 5 cm or more, kyphosis, or percussion pain; what is not known is no suspicion."""
    check(
        """
        | height_at_25 | kyphosis | percussion || SUS-VERTEBRAL | INV-VFA |
        | 170          | no       | no         || R             | R       |
        | 169.9        | no       | no         || -             | -       |
        | 166          | yes      | no         || R             | R       |
        | 166          | no       | yes        || R             | R       |
        | 166          | ?        | no         || -             | -       |
        | 166          | no       | ?          || -             | -       |
        | ?            | no       | no         || -             | -       |
        | ?            | ?        | ?          || -             | -       |
        """,
        NO_IMAGE,
        height_at_25="height_at_25_cm",
        percussion="spinous_percussion_pain",
    )


@shows("SYM-1")
def test_long_standing_back_pain() -> None:
    """Back pain counts together with raised risk: FRAX above 15 %, a fracture, T-score below -1.0, or cortisone."""
    check(
        """
        | pain | FRAX | T    | GC_dose | GC_months || SUS-VERTEBRAL |
        | yes  | 15   | -1.0 | 0       | 6         || -             |
        | yes  | 15.1 | -1.0 | 0       | 6         || R             |
        | yes  | 15   | -1.1 | 0       | 6         || R             |
        | yes  | 15   | -1.0 | 5       | 3         || R             |
        | yes  | 15   | -1.0 | 4.9     | 3         || -             |
        | yes  | 15   | -1.0 | 5       | 2.9       || -             |
        | yes  | ?    | ?    | ?       | ?         || -             |
        | no   | 30   | -3.0 | 5       | 6         || -             |
        | ?    | 30   | -3.0 | 5       | 6         || -             |
        """,
        NO_IMAGE,
        pain="long_standing_back_pain",
        FRAX="frax_major_percent",
        T=T,
        **GC,
    )
    check(
        """
        | pain | hip | other || SUS-VERTEBRAL |
        | yes  | no  | yes   || R             |
        | yes  | yes | no    || R             |
        | yes  | no  | no    || -             |
        | yes  | ?   | ?     || -             |
        | no   | yes | yes   || -             |
        """,
        NO_IMAGE,
        pain="long_standing_back_pain",
        hip="prior_hip_fracture",
        other="prior_other_fragility_fracture",
    )


@shows("DX-8")
def test_from_50_or_on_cortisone() -> None:
    """Under 50 only on cortisone."""
    check(
        """
        | birth_date | GC_dose | GC_months || SUS-VERTEBRAL |
        | -50y       | 0       | 0         || R             |
        | -50y+1d    | 0       | 0         || -             |
        | -50y+1d    | 5       | 3         || R             |
        | -50y+1d    | 4.9     | 3         || -             |
        | -50y+1d    | 5       | 2.9       || -             |
        | -50y+1d    | ?       | ?         || -             |
        """,
        but(NO_IMAGE, kyphosis=True),
        **GC,
    )
    check("| age || SUS-VERTEBRAL |\n| 50 || R |\n| 49 || - |", but(NO_IMAGE, kyphosis=True))


@shows("DX-8")
def test_already_known_or_looked_for() -> None:
    """Not where a vertebral fracture is known, nor where the spine was imaged within two years."""
    check(
        """
        | image   || SUS-VERTEBRAL | INV-VFA |
        | ?       || R             | R       |
        | -24m-1d || R             | R       |
        | -24m    || -             | -       |
        """,
        but(WELL_WOMAN, kyphosis=True),
        image="vfa_date",
    )
    check(
        """
        | assessment_date | image      || SUS-VERTEBRAL |
        | 2026-02-28      | 2024-02-29 || -             |
        | 2026-03-01      | 2024-02-29 || R             |
        """,
        {"age": 70, "sex": "female", "kyphosis": True},
        image="vfa_date",
    )
    check(
        """
        | vertebra || SUS-VERTEBRAL |
        | no       || R             |
        | ?        || R             |
        | yes      || -             |
        """,
        but(NO_IMAGE, kyphosis=True),
        vertebra="prior_vertebral_fracture",
    )
    check("| kyphosis | vertebral_fracture_count || SUS-VERTEBRAL |\n| yes | 2 || - |", but(VERTEBRA, "vfa_date"))


@shows("DX-8")
def test_what_speaks_for_it_is_named() -> None:
    """The signs that are there stand in the answer."""
    check(
        """
        | kyphosis | spinous_percussion_pain || SUS-VERTEBRAL.present            |
        | yes      | no                      || kyphosis                         |
        | no       | yes                     || spinous_percussion_pain          |
        | yes      | yes                     || kyphosis spinous_percussion_pain |
        """,
        NO_IMAGE,
    )
    check(
        """
        | long_standing_back_pain | kyphosis || SUS-VERTEBRAL.present                |
        | yes                     | no       || long_standing_back_pain              |
        | yes                     | yes      || has kyphosis long_standing_back_pain |
        """,
        but(NO_IMAGE, frax_major_percent=16),
    )
