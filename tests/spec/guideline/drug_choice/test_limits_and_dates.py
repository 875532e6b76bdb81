"""Limits, rounding and dates"""

from spec.ascii_table import check, shows
from spec.columns import CHOICE, EXCLUDED
from spec.patients import AT_RISK, HIP, ON_ALENDRONATE, ON_DENOSUMAB, but

UNDATED = ("dxa_date", "vfa_date", "frax_date", "laboratory_date")


@shows("BP-5")
def test_stated_values_are_compared_as_stated() -> None:
    """And the guideline's own limit belongs to the side it is written on."""
    check(
        """
        | eGFR | calcium || egfr | zoledronic_acid |
        | 35   | 2.35    || 35   | -               |
        | 34.9 | 2.35    || 34.9 | BP-5            |
        | 34.5 | 2.35    || 34.5 | BP-5            |
        """,
        but(AT_RISK, "height_cm", "weight_kg", "height_at_25_cm", "weight_5_years_ago_kg"),
        eGFR="egfr_ml_min",
        calcium="calcium_mmol_l",
        **EXCLUDED,
    )
    check(
        """
        | vitamin_d_nmol_l || TX-CORRECT-FIRST |
        | 25.0             || -                |
        | 24.99            || R                |
        """,
        HIP,
    )


@shows("BP-5", "DX-12")
def test_computed_values_are_rounded_once() -> None:
    """eGFR whole, calcium to two decimals, half away from zero, before they are compared."""
    check(
        """
        | creatinine || egfr | egfr.method | zoledronic_acid |
        | 125        || 35   | lmr         | -               |
        | 126        || 35   | lmr         | -               |
        | 127        || 34   | lmr         | BP-5            |
        """,
        but(AT_RISK, "egfr_ml_min", "height_cm", "weight_kg", "height_at_25_cm", "weight_5_years_ago_kg"),
        creatinine="creatinine_umol_l",
        **EXCLUDED,
    )
    check(
        """
        | calcium | albumin || corrected_calcium | hypocalcaemia | hypercalcaemia |
        | 2.10    | 37.8    || 2.14              | yes           | no             |
        | 2.10    | 37.75   || 2.15              | no            | no             |
        | 2.10    | 37.7    || 2.15              | no            | no             |
        | 2.50    | 39.8    || 2.5               | no            | no             |
        | 2.50    | 39.75   || 2.51              | no            | yes            |
        | 2.50    | 39.7    || 2.51              | no            | yes            |
        """,
        AT_RISK,
        calcium="calcium_mmol_l",
        albumin="albumin_g_l",
    )


@shows("DMAB-3", "DMAB-1")
def test_months_are_calendar_months() -> None:
    """To the same day of the month, or to its last day; so denosumab of 31 August runs out on 28 February."""
    check(
        """
        | assessment_date | last_dose_date || FU-DOSE.due | ALERT-LATE-DOSE | ALERT-LATE-DOSE.urgent |
        | 2026-02-27      | 2025-08-31     || 2026-02-28  | -               | .                      |
        | 2026-02-28      | 2025-08-31     || 2026-02-28  | -               | .                      |
        | 2026-03-01      | 2025-08-31     || 2026-02-28  | R               | no                     |
        | 2026-02-28      | 2025-07-31     || 2026-01-31  | R               | no                     |
        | 2026-03-01      | 2025-07-31     || 2026-01-31  | R               | yes                    |
        | 2024-02-29      | 2023-08-31     || 2024-02-29  | -               | .                      |
        | 2024-03-01      | 2023-08-31     || 2024-02-29  | R               | no                     |
        | 2024-08-29      | 2024-02-29     || 2024-08-29  | -               | .                      |
        | 2024-08-30      | 2024-02-29     || 2024-08-29  | R               | no                     |
        """,
        but(ON_DENOSUMAB, *UNDATED, drug_start_date="2021-01-10"),
    )


@shows("BPS-1")
def test_years_are_calendar_years() -> None:
    """Five years from 29 February end on 28 February, from any other day on the same day."""
    check(
        """
        | assessment_date | drug_start_date || TX-PAUSE | TX-CONTINUE |
        | 2025-02-27      | 2020-02-29      || -        | R           |
        | 2025-02-28      | 2020-02-29      || R        | -           |
        | 2024-02-28      | 2019-02-28      || R        | -           |
        | 2024-02-28      | 2019-03-01      || -        | R           |
        | 2024-02-29      | 2019-03-01      || -        | R           |
        | 2024-03-01      | 2019-03-01      || R        | -           |
        """,
        but(ON_ALENDRONATE, *UNDATED),
    )


@shows("OLD-4")
def test_days_across_a_leap_day() -> None:
    """Fourteen days after a hip fracture of 20 February: 5 March in a leap year, else 6 March."""
    check(
        """
        | assessment_date | latest_fracture_date || not_before |
        | 2024-02-25      | 2024-02-20           || 2024-03-05 |
        | 2026-02-25      | 2026-02-20           || 2026-03-06 |
        """,
        but(HIP, *UNDATED),
        **CHOICE,
    )


@shows("CARE-5", "CARE-2")
def test_birthdays() -> None:
    """A man of 50 on the day is no longer under 50; older than 75 begins the day after the 75th birthday."""
    check(
        """
        | assessment_date | birth_date | sex  || first_choice    |
        | 2026-02-27      | 1976-02-28 | male || -               |
        | 2026-02-28      | 1976-02-28 | male || zoledronic_acid |
        | 2026-02-27      | 1976-02-29 | male || -               |
        | 2026-02-28      | 1976-02-29 | male || zoledronic_acid |
        """,
        but(HIP, *UNDATED, "postmenopausal", "pregnant_or_breastfeeding", "latest_fracture_date"),
    )
    check(
        """
        | birth_date || TX-BEFORE-DISCHARGE |
        | -75y       || -                   |
        | -75y-1d    || R                   |
        """,
        but(HIP, care_setting="ward", latest_fracture_date="2026-02-10"),
    )


@shows("BP-5", "DMAB-4")
def test_values_close_to_a_drug_s_limit() -> None:
    """An eGFR within 5 of a limit for a drug is marked, the limit itself and 5 included."""
    check(
        """
        | egfr_ml_min || borderline      |
        | 35          || has 35/35 35/30 |
        | 40          || has 40/35       |
        | 41          || lacks 41/35     |
        | 30          || has 30/35 30/30 |
        | 24          || lacks 24/30     |
        | 25          || has 25/30       |
        """,
        but(AT_RISK, "height_cm", "weight_kg", "height_at_25_cm", "weight_5_years_ago_kg"),
    )
