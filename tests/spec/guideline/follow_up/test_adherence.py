"""Adherence to tablets"""

from spec.ascii_table import check, shows
from spec.patients import ON_ALENDRONATE, ON_DENOSUMAB, but


@shows("FU-1")
def test_three_months_after_the_start() -> None:
    """For an oral bisphosphonate begun within the last twelve months."""
    check(
        """
        | drug            | start   || FU-ADHERENCE | FU-ADHERENCE.due |
        | alendronate     | -1m     || R            | +2m              |
        | alendronate     | -3m     || R            | today            |
        | alendronate     | -12m    || R            | -9m              |
        | alendronate     | -12m-1d || -            | .                |
        | risedronate     | -1m     || R            | +2m              |
        | ibandronate     | -1m     || R            | +2m              |
        | zoledronic_acid | -1m     || -            | .                |
        | denosumab       | -1m     || -            | .                |
        | raloxifene      | -1m     || -            | .                |
        | none            | ?       || -            | .                |
        | alendronate     | ?       || P            | .                |
        """,
        but(ON_ALENDRONATE, last_dose_date=ON_DENOSUMAB["last_dose_date"]),
        drug="osteoporosis_drug",
        start="drug_start_date",
    )
    check(
        """
        | drug_start_date || FU-ADHERENCE.missing | FU-ADHERENCE.due_missing |
        | ?               || drug_start_date      | drug_start_date          |
        """,
        ON_ALENDRONATE,
    )


@shows("FU-1", "TX-5", "BP-5")
def test_not_for_a_tablet_that_is_stopped() -> None:
    """Changed for another drug, or excluded."""
    check(
        """
        | but                                  || FU-ADHERENCE | FU-DXA |
        | .                                    || R            | R      |
        | oral_bisphosphonate_gut_symptoms yes || -            | -      |
        | egfr_ml_min 34                       || -            | -      |
        | calcium_mmol_l 2.14                  || -            | -      |
        | egfr_ml_min ?                        || R            | R      |
        """,
        but(ON_ALENDRONATE, drug_start_date="2026-01-02"),
    )
