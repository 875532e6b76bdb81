"""The fracture chain"""

from spec.ascii_table import check, shows
from spec.patients import HIP, UNMEASURED, VERTEBRA, WELL_MAN, WELL_WOMAN, WRIST, T, but

FRESH = but(WRIST, *T.split(), "dxa_date", "vfa_date", "frax_date", latest_fracture_date="2025-09-02")


@shows("CARE-1", "KEY-7")
def test_a_fracture_within_the_last_year() -> None:
    """The coordinator calls who broke a bone within a year and has not been assessed since."""
    check(
        """
        | fracture || REF-FRACTURE-CHAIN | missing              |
        | today    || R                  | -                    |
        | -12m     || R                  | -                    |
        | -12m-1d  || -                  | .                    |
        | ?        || P                  | latest_fracture_date |
        """,
        FRESH,
        fracture="latest_fracture_date",
        missing="REF-FRACTURE-CHAIN.missing",
    )
    check(
        """
        | assessment_date | fracture   || REF-FRACTURE-CHAIN |
        | 2025-02-28      | 2024-02-29 || R                  |
        | 2025-03-01      | 2024-02-29 || -                  |
        """,
        {"age": 70, "sex": "female", "prior_other_fragility_fracture": True, "osteoporosis_drug": "none"},
        fracture="latest_fracture_date",
    )


@shows("CARE-1")
def test_every_fragility_fracture() -> None:
    """Hip, vertebra or another one, in women and men."""
    check(
        """
        | site             | sex    || REF-FRACTURE-CHAIN |
        | hip              | female || R                  |
        | vertebra         | female || R                  |
        | wrist            | male   || R                  |
        | proximal_humerus | male   || R                  |
        | pelvis           | ?      || R                  |
        | ankle            | female || R                  |
        """,
        but(
            UNMEASURED,
            "prior_hip_fracture",
            "prior_vertebral_fracture",
            "prior_other_fragility_fracture",
            "postmenopausal",
            "pregnant_or_breastfeeding",
            latest_fracture_date="2025-09-02",
        ),
        site="latest_fracture_site",
    )
    check("| sex || REF-FRACTURE-CHAIN |\n| male || - |", WELL_MAN)
    check("| sex || REF-FRACTURE-CHAIN |\n| female || - |", WELL_WOMAN)


@shows("CARE-1")
def test_older_than_50_at_the_fracture() -> None:
    """The age on the day of the fracture counts; where only a whole number of years is known it may lack."""
    check(
        """
        | birth_date | fracture   || REF-FRACTURE-CHAIN |
        | 1975-09-01 | 2025-09-02 || R                  |
        | 1975-09-02 | 2025-09-02 || -                  |
        | 1975-09-03 | 2025-09-02 || -                  |
        | 1975-09-03 | ?          || P                  |
        | 1976-06-01 | 2026-02-01 || -                  |
        """,
        but(FRESH, "postmenopausal"),
        fracture="latest_fracture_date",
    )
    check(
        """
        | assessment_date | birth_date | fracture   || REF-FRACTURE-CHAIN |
        | 2026-05-01      | 1976-02-29 | 2026-02-28 || -                  |
        | 2026-05-01      | 1976-02-29 | 2026-03-01 || R                  |
        """,
        {"sex": "female", "prior_other_fragility_fracture": True, "osteoporosis_drug": "none"},
        fracture="latest_fracture_date",
    )
    check(
        """
        | age  | fracture || REF-FRACTURE-CHAIN | missing    |
        | 52   | -6m      || R                  | -          |
        | 51   | -6m      || R                  | -          |
        | 51   | -12m     || P                  | birth_date |
        | 50   | -6m      || P                  | birth_date |
        | 50   | -12m     || -                  | .          |
        | 49   | -6m      || -                  | .          |
        | 50.6 | -6m      || R                  | -          |
        | 50.4 | -6m      || -                  | .          |
        """,
        but(FRESH, "postmenopausal"),
        fracture="latest_fracture_date",
        missing="REF-FRACTURE-CHAIN.missing",
    )


@shows("CARE-1")
def test_not_assessed_since() -> None:
    """A DXA or a drug after the fracture shows that it was dealt with; what is not dated after it does not."""
    check(
        """
        | T    | measured || REF-FRACTURE-CHAIN |
        | ?    | ?        || R                  |
        | -1.5 | ?        || R                  |
        | -1.5 | -6m-1d   || R                  |
        | -1.5 | -6m      || R                  |
        | -1.5 | -6m+1d   || -                  |
        """,
        FRESH,
        T=T,
        measured="dxa_date",
    )
    check(
        """
        | drug        | start  || REF-FRACTURE-CHAIN |
        | none        | ?      || R                  |
        | ?           | ?      || R                  |
        | alendronate | ?      || R                  |
        | alendronate | -6m-1d || R                  |
        | alendronate | -6m    || R                  |
        | alendronate | -6m+1d || -                  |
        | denosumab   | -6m+1d || -                  |
        """,
        but(FRESH, fracture_during_treatment=False),
        drug="osteoporosis_drug",
        start="drug_start_date",
    )
    check(
        """
        | previous    | start  | stop || REF-FRACTURE-CHAIN |
        | alendronate | -6m+1d | -3m  || -                  |
        | alendronate | -4y    | -3m  || R                  |
        """,
        FRESH,
        previous="previous_osteoporosis_drug",
        start="drug_start_date",
        stop="drug_stop_date",
    )


@shows("CARE-1", "TX-3a")
def test_beside_treatment() -> None:
    """Being called does not replace treatment: after a hip or vertebra both stand."""
    for patient in (HIP, VERTEBRA):
        check(
            """
            | latest_fracture_date || TX-CONSIDER | REF-FRACTURE-CHAIN |
            | -2m                  || R           | R                  |
            | -4m                  || R           | -                  |
            """,
            patient,
        )
