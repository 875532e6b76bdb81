"""When treatment is to be considered"""

from spec.ascii_table import check, shows
from spec.patients import AT_RISK, PAUSING, UNMEASURED, VERTEBRA, but


@shows("TX-3a", "TX-4", "BG-7", "BG-8")
def test_not_on_a_drug_already() -> None:
    """Treatment is to be considered where no drug is given now, for the bones or for a cancer."""
    check(
        """
        | drug            | oncology || treatment_indicated | TX-CONSIDER | TX-CONSIDER.missing |
        | none            | ?        || yes                 | R           | -                   |
        | none            | no       || yes                 | R           | -                   |
        | none            | yes      || yes                 | -           | .                   |
        | alendronate     | no       || yes                 | -           | .                   |
        | risedronate     | no       || yes                 | -           | .                   |
        | ibandronate     | no       || yes                 | -           | .                   |
        | zoledronic_acid | no       || yes                 | -           | .                   |
        | denosumab       | no       || yes                 | -           | .                   |
        | teriparatide    | no       || yes                 | -           | .                   |
        | romosozumab     | no       || yes                 | -           | .                   |
        | raloxifene      | no       || yes                 | -           | .                   |
        | other           | no       || yes                 | -           | .                   |
        | ?               | no       || yes                 | P           | osteoporosis_drug   |
        | ?               | yes      || yes                 | -           | .                   |
        """,
        but(VERTEBRA, "teriparatide_ever"),
        drug="osteoporosis_drug",
        oncology="oncology_antiresorptive",
    )


@shows("TX-3b", "BPS-1", "BPS-4")
def test_not_while_a_pause_runs() -> None:
    """For two years after five years or more of bisphosphonate; not when shorter."""
    check(
        """
        | start   | stop    || TX-CONSIDER | TX-CONSIDER.missing |
        | -7y     | -24m+1d || -           | .                   |
        | -7y     | -24m    || R           | -                   |
        | -72m    | -12m    || -           | .                   |
        | -72m+1d | -12m    || R           | -                   |
        | ?       | -24m    || R           | -                   |
        | ?       | -12m    || P           | has drug_start_date |
        | -7y     | ?       || P           | has drug_stop_date  |
        """,
        PAUSING,
        start="drug_start_date",
        stop="drug_stop_date",
    )
    check(
        """
        | assessment_date | start      | stop       || TX-CONSIDER |
        | 2026-02-28      | 2019-02-27 | 2024-02-29 || R           |
        | 2026-02-27      | 2019-02-27 | 2024-02-29 || -           |
        | 2026-02-27      | 2019-03-01 | 2024-02-29 || R           |
        """,
        but(PAUSING, "dxa_date", "vfa_date", "frax_date", "laboratory_date"),
        start="drug_start_date",
        stop="drug_stop_date",
    )
    check(
        """
        | start | earlier_oral | earlier_parenteral || TX-CONSIDER |
        | -4y   | 2            | 0                  || -           |
        | -4y   | 1.9          | 0                  || R           |
        | -4y   | 0            | 2                  || -           |
        | -4y   | 0            | 1.9                || R           |
        | -4y   | 1            | 1                  || -           |
        | -4y   | ?            | ?                  || R           |
        | ?     | 5            | 0                  || -           |
        | ?     | 0            | 5                  || -           |
        """,
        PAUSING,
        start="drug_start_date",
        earlier_oral="earlier_bisphosphonate_years_oral",
        earlier_parenteral="earlier_bisphosphonate_years_parenteral",
    )


@shows("BPS-1", "BPS-2")
def test_what_ends_a_pause() -> None:
    """A fracture after the stop, or high risk left."""
    check(
        """
        | fracture | FRAX | GC_dose || high_risk_left | TX-CONSIDER | TX-CONSIDER.missing       |
        | -8y      | 18   | 0       || no             | -           | .                         |
        | -13m     | 18   | 0       || no             | -           | .                         |
        | -12m     | 18   | 0       || no             | -           | .                         |
        | -12m+1d  | 18   | 0       || no             | R           | -                         |
        | -11m     | 18   | 0       || no             | R           | -                         |
        | ?        | 18   | 0       || ?              | P           | has latest_fracture_date  |
        | -8y      | 21   | 0       || yes            | R           | -                         |
        | -8y      | 18   | 5       || yes            | R           | -                         |
        | -8y      | 18   | 4.9     || no             | -           | .                         |
        | -8y      | 18   | ?       || ?              | P           | has glucocorticoid_mg_day |
        """,
        PAUSING,
        fracture="latest_fracture_date",
        FRAX="frax_major_percent",
        GC_dose="glucocorticoid_mg_day",
    )
    check(
        """
        | vertebra | hip || TX-CONSIDER |
        | yes      | no  || R           |
        | no       | yes || R           |
        | no       | no  || -           |
        """,
        but(PAUSING, "fragility_fracture_count"),
        vertebra="prior_vertebral_fracture",
        hip="prior_hip_fracture",
    )
    check(
        """
        | previous    | earlier_oral || TX-CONSIDER |
        | raloxifene  | 6            || R           |
        | alendronate | 0            || -           |
        """,
        PAUSING,
        previous="previous_osteoporosis_drug",
        earlier_oral="earlier_bisphosphonate_years_oral",
    )
    check(
        """
        | previous        || TX-CONSIDER |
        | alendronate     || -           |
        | risedronate     || -           |
        | ibandronate     || -           |
        | zoledronic_acid || -           |
        | raloxifene      || R           |
        | other           || R           |
        | none            || R           |
        """,
        PAUSING,
        previous="previous_osteoporosis_drug",
    )


@shows("TX-6")
def test_without_waiting_for_dxa() -> None:
    """After a hip or vertebral fracture where DXA cannot be had in time."""
    check(
        """
        | hip | vertebra | available || TX-CONSIDER | TX-NO-WAIT | TX-NO-WAIT.missing           |
        | yes | no       | no        || R           | R          | -                            |
        | no  | yes      | no        || R           | R          | -                            |
        | yes | no       | yes       || R           | -          | .                            |
        | yes | no       | ?         || R           | -          | .                            |
        | no  | no       | no        || -           | -          | .                            |
        | ?   | no       | no        || P           | P          | has prior_hip_fracture       |
        | no  | ?        | no        || P           | P          | has prior_vertebral_fracture |
        """,
        UNMEASURED,
        hip="prior_hip_fracture",
        vertebra="prior_vertebral_fracture",
        available="dxa_available",
    )
    check(
        """
        | drug        || TX-NO-WAIT |
        | none        || R          |
        | alendronate || -          |
        | ?           || P          |
        """,
        but(UNMEASURED, prior_hip_fracture=True, dxa_available=False),
        drug="osteoporosis_drug",
    )
    check("| dxa_available || TX-CONSIDER | TX-NO-WAIT |\n| no || R | - |", AT_RISK)


@shows("TX-6", "CAD-3")
def test_what_must_be_corrected_stands_before_it() -> None:
    """Where calcium or vitamin D must be corrected first, starting without DXA says so."""
    check(
        """
        | calcium | vitamin_D || TX-NO-WAIT | TX-NO-WAIT.after     |
        | 2.14    | 60        || R          | has TX-CORRECT-FIRST |
        | 2.51    | 60        || R          | has TX-CORRECT-FIRST |
        | 2.35    | 24        || R          | has TX-CORRECT-FIRST |
        | 2.35    | 25        || R          | -                    |
        """,
        but(UNMEASURED, prior_hip_fracture=True, dxa_available=False),
        calcium="calcium_mmol_l",
        vitamin_D="vitamin_d_nmol_l",
    )
    check(
        """
        | eGFR | menopause || TX-NO-WAIT | TX-NO-WAIT.after |
        | 75   | yes       || R          | -                |
        | 75   | no        || R          | REF-CLINIC       |
        | 15   | yes       || R          | -                |
        | 14   | yes       || R          | REF-NEPHROLOGY   |
        """,
        but(UNMEASURED, prior_hip_fracture=True, dxa_available=False, birth_date="1974-06-01"),
        eGFR="egfr_ml_min",
        menopause="postmenopausal",
    )
