"""A dose of denosumab that is late"""

from spec.ascii_table import DAY, answer, check, day, shows
from spec.patients import ON_ALENDRONATE, ON_DENOSUMAB, ON_ZOLEDRONIC_ACID, but


@shows("DMAB-3")
def test_warning_and_urgent_warning() -> None:
    """A warning from the day after six months, urgent from the day after seven."""
    check(
        """
        | last_dose_date || ALERT-LATE-DOSE | ALERT-LATE-DOSE.urgent | TX-CONTINUE |
        | -6m+1d         || -               | .                      | R           |
        | -6m            || -               | .                      | R           |
        | -6m-1d         || R               | no                     | R           |
        | -7m            || R               | no                     | R           |
        | -7m-1d         || R               | yes                    | R           |
        | ?              || P               | .                      | R           |
        """,
        ON_DENOSUMAB,
    )
    check("| last_dose_date || ALERT-LATE-DOSE.missing |\n| ? || has last_dose_date |", ON_DENOSUMAB)


@shows("DMAB-3", "DMAB-1")
def test_only_denosumab() -> None:
    """Other doses may be late without a warning."""
    check("| last_dose_date || ALERT-LATE-DOSE |\n| -14m || - |", ON_ZOLEDRONIC_ACID)
    check("| drug_start_date || ALERT-LATE-DOSE |\n| -14m || - |", ON_ALENDRONATE)


@shows("DMAB-3")
def test_the_reason_is_how_long_ago_the_last_dose_was() -> None:
    """Not the drug alone."""
    late = but(ON_DENOSUMAB, last_dose_date=day("-7m"))
    advice = answer({"assessment_date": DAY.isoformat(), **late}).advice("ALERT-LATE-DOSE")
    assert advice is not None
    assert [one.criterion for one in advice.because] == ["on_denosumab", "denosumab_dose_late"]
    assert advice.because[1].words == "mer än 6 månader sedan senaste denosumabdosen"


@shows("DMAB-1", "DMAB-3")
def test_the_dose_stays_due() -> None:
    """Six months after the last one, also when that day has passed."""
    check(
        """
        | last_dose_date || FU-DOSE | FU-DOSE.due |
        | -4m            || R       | +2m         |
        | -6m            || R       | today       |
        | -7m-1d         || R       | -1m-1d      |
        """,
        ON_DENOSUMAB,
    )
