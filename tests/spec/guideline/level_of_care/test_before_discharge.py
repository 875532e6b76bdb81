"""Before discharge from hospital"""

from spec.ascii_table import check, shows
from spec.patients import HIP, but

ON_WARD = but(
    HIP,
    "frax_date",
    birth_date="1945-06-15",
    care_setting="ward",
    latest_fracture_date="2026-02-20",
)


@shows("CARE-2", "OLD-1")
def test_older_than_75_with_a_fresh_hip_or_vertebral_fracture() -> None:
    """On a ward, older than 75, with a hip or vertebral fracture: the drug is begun before the patient goes home."""
    check(
        """
        | setting             | site     || TX-CONSIDER | TX-BEFORE-DISCHARGE | missing              |
        | ward                | hip      || R           | R                   | -                    |
        | ward                | vertebra || R           | R                   | -                    |
        | ward                | wrist    || R           | -                   | .                    |
        | ward                | pelvis   || R           | -                   | .                    |
        | ward                | ?        || R           | P                   | latest_fracture_site |
        | primary_care        | hip      || R           | -                   | .                    |
        | emergency           | hip      || R           | -                   | .                    |
        | care_home           | hip      || R           | -                   | .                    |
        | osteoporosis_clinic | hip      || R           | -                   | .                    |
        | ?                   | hip      || R           | -                   | .                    |
        """,
        but(ON_WARD, "prior_vertebral_fracture", "prior_other_fragility_fracture"),
        setting="care_setting",
        site="latest_fracture_site",
        missing="TX-BEFORE-DISCHARGE.missing",
    )


@shows("CARE-2")
def test_older_than_75() -> None:
    """Older than 75 is one day more than 75 years; of a whole number 75 it is not known."""
    check(
        """
        | birth_date || TX-BEFORE-DISCHARGE |
        | -75y-1d    || R                   |
        | -75y       || -                   |
        | -74y       || -                   |
        """,
        ON_WARD,
    )
    check(
        """
        | age  || TX-BEFORE-DISCHARGE | missing    |
        | 76   || R                   | -          |
        | 75   || P                   | birth_date |
        | 74   || -                   | .          |
        | 75.1 || R                   | -          |
        | 74.9 || -                   | .          |
        """,
        ON_WARD,
        missing="TX-BEFORE-DISCHARGE.missing",
    )
    check(
        """
        | assessment_date | birth_date || TX-BEFORE-DISCHARGE |
        | 2027-02-28      | 1952-02-29 || -                   |
        | 2027-03-01      | 1952-02-29 || R                   |
        """,
        but(ON_WARD, latest_fracture_date="2027-02-20"),
    )


@shows("CARE-2")
def test_right_after_the_fracture() -> None:
    """Within three months of it."""
    check(
        """
        | fracture || TX-BEFORE-DISCHARGE | missing              |
        | today    || R                   | -                    |
        | -3m      || R                   | -                    |
        | -3m-1d   || -                   | .                    |
        | ?        || P                   | latest_fracture_date |
        """,
        ON_WARD,
        fracture="latest_fracture_date",
        missing="TX-BEFORE-DISCHARGE.missing",
    )
    check(
        """
        | assessment_date | fracture   || TX-BEFORE-DISCHARGE |
        | 2026-02-28      | 2025-11-30 || R                   |
        | 2026-03-01      | 2025-11-30 || -                   |
        """,
        but(ON_WARD, "laboratory_date"),
        fracture="latest_fracture_date",
    )


@shows("CARE-2", "TX-4")
def test_only_where_treatment_is_to_be_considered() -> None:
    """Not for one who has a drug already."""
    check(
        """
        | drug        | oncology || TX-CONSIDER | TX-BEFORE-DISCHARGE |
        | none        | no       || R           | R                   |
        | none        | yes      || -           | -                   |
        | alendronate | no       || -           | -                   |
        | ?           | no       || P           | P                   |
        """,
        ON_WARD,
        drug="osteoporosis_drug",
        oncology="oncology_antiresorptive",
    )


@shows("CARE-2", "CAD-3")
def test_what_must_be_corrected_stands_before_it() -> None:
    """Where the drug is withheld the answer says after what it is begun."""
    check(
        """
        | calcium | vitamin_D || TX-BEFORE-DISCHARGE | after                |
        | 2.35    | 60        || R                   | -                    |
        | 2.14    | 60        || R                   | has TX-CORRECT-FIRST |
        | 2.51    | 60        || R                   | has TX-CORRECT-FIRST |
        | 2.35    | 24        || R                   | has TX-CORRECT-FIRST |
        """,
        ON_WARD,
        calcium="calcium_mmol_l",
        vitamin_D="vitamin_d_nmol_l",
        after="TX-BEFORE-DISCHARGE.after",
    )
    check(
        """
        | eGFR | dialysis || TX-BEFORE-DISCHARGE | after          |
        | 15   | no       || R                   | -              |
        | 14   | no       || R                   | REF-NEPHROLOGY |
        | 75   | yes      || R                   | REF-NEPHROLOGY |
        """,
        ON_WARD,
        eGFR="egfr_ml_min",
        after="TX-BEFORE-DISCHARGE.after",
    )


@shows("CARE-2", "DMAB-1")
def test_denosumab_suits_the_frail() -> None:
    """For the frail denosumab comes first before discharge; elsewhere the usual order holds."""
    check(
        """
        | frail | setting      || TX-BEFORE-DISCHARGE | first_choice    |
        | yes   | ward         || R                   | denosumab       |
        | no    | ward         || R                   | zoledronic_acid |
        | ?     | ward         || R                   | zoledronic_acid |
        | yes   | primary_care || -                   | zoledronic_acid |
        """,
        ON_WARD,
        setting="care_setting",
    )
