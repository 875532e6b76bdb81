"""Kidney function and calcium"""

from spec.ascii_table import check, shows
from spec.patients import WELL_MAN, WELL_WOMAN, but

EGFR = {"eGFR": "egfr_ml_min", "creatinine": "creatinine_umol_l", "cystatin": "cystatin_c_mg_l"}
CALCIUM = {"calcium": "calcium_mmol_l", "albumin": "albumin_g_l", "ionised": "ionised_calcium_mmol_l"}


@shows("DX-12")
def test_egfr_from_creatinine_and_cystatin_c() -> None:
    """A stated eGFR goes first; creatinine gives LMR, cystatin C gives CAPA, both give their mean."""
    check(
        """
        | eGFR | creatinine | cystatin || egfr | egfr.method |
        | 60   | 300        | 3.0      || 60   | given       |
        | ?    | 70         | ?        || 68   | lmr         |
        | ?    | ?          | 1.0      || 72   | capa        |
        | ?    | 70         | 1.0      || 70   | mean        |
        | ?    | ?          | ?        || -    | -           |
        """,
        WELL_WOMAN,
        **EGFR,
    )
    check(
        """
        | sex  | creatinine | cystatin || egfr | egfr.method |
        | male | 85         | ?        || 69   | lmr         |
        | ?    | 85         | ?        || -    | -           |
        | ?    | ?          | 1.0      || 72   | capa        |
        """,
        but(WELL_MAN, "egfr_ml_min"),
        **EGFR,
    )


@shows("DX-12", "BP-5")
def test_absolute_egfr() -> None:
    """By body surface (DuBois), where height and weight are known."""
    check(
        """
        | height | weight || egfr | egfr.absolute |
        | 190    | 110    || 33   | 45            |
        | 165    | 66     || 33   | 33            |
        | 148    | 42     || 33   | 25            |
        | ?      | 66     || 33   | -             |
        | 165    | ?      || 33   | -             |
        """,
        but(WELL_WOMAN, "height_at_25_cm", "weight_5_years_ago_kg", egfr_ml_min=33),
        height="height_cm",
        weight="weight_kg",
    )


@shows("DX-12", "DX-13")
def test_calcium_corrected_for_albumin() -> None:
    """Total calcium and 0.020 for each gram by which albumin lies under 40; below 2.15 low, above 2.50 high."""
    check(
        """
        | calcium | albumin || corrected_calcium | corrected_calcium.method | hypocalcaemia | hypercalcaemia |
        | 2.35    | 40      || 2.35              | albumin_corrected        | no            | no             |
        | 2.15    | 40      || 2.15              | albumin_corrected        | no            | no             |
        | 2.14    | 40      || 2.14              | albumin_corrected        | yes           | no             |
        | 2.50    | 40      || 2.50              | albumin_corrected        | no            | no             |
        | 2.51    | 40      || 2.51              | albumin_corrected        | no            | yes            |
        | 2.05    | 35      || 2.15              | albumin_corrected        | no            | no             |
        | 2.04    | 35      || 2.14              | albumin_corrected        | yes           | no             |
        | 2.54    | 42      || 2.50              | albumin_corrected        | no            | no             |
        | 2.55    | 42      || 2.51              | albumin_corrected        | no            | yes            |
        | ?       | 40      || -                 | -                        | ?             | ?              |
        """,
        WELL_WOMAN,
        **CALCIUM,
    )


@shows("DX-12", "DX-13")
def test_total_calcium_alone() -> None:
    """Without albumin total calcium settles only what is normal."""
    check(
        """
        | calcium || corrected_calcium | corrected_calcium.method | hypocalcaemia | hypercalcaemia |
        | 2.15    || 2.15              | total                    | no            | no             |
        | 2.14    || 2.14              | total                    | ?             | ?              |
        | 2.50    || 2.50              | total                    | no            | no             |
        | 2.51    || 2.51              | total                    | ?             | ?              |
        """,
        but(WELL_WOMAN, "albumin_g_l"),
        **CALCIUM,
    )


@shows("DX-13")
def test_ionised_calcium() -> None:
    """It goes before every other value: below 1.15 low, above 1.33 high."""
    check(
        """
        | ionised | calcium || corrected_calcium | corrected_calcium.method | hypocalcaemia | hypercalcaemia |
        | 1.15    | 2.00    || 1.15              | ionised                  | no            | no             |
        | 1.14    | 2.35    || 1.14              | ionised                  | yes           | no             |
        | 1.33    | 2.80    || 1.33              | ionised                  | no            | no             |
        | 1.34    | 2.35    || 1.34              | ionised                  | no            | yes            |
        | 1.22    | ?       || 1.22              | ionised                  | no            | no             |
        """,
        WELL_WOMAN,
        **CALCIUM,
    )
