"""Older people"""

from spec.ascii_table import check, shows
from spec.patients import AT_RISK, HIP, WELL_WOMAN, WRIST, T, but


@shows("OLD-1", "TX-3a", "TX-3b", "TX-3c")
def test_no_age_is_too_high() -> None:
    """The drugs protect from 75 years on as before: the grounds for treatment have no upper limit of age."""
    for patient in (HIP, WRIST, AT_RISK):
        check(
            """
            | birth_date || treatment_indicated | TX-CONSIDER | first_choice    |
            | -74y       || yes                 | R           | zoledronic_acid |
            | -75y       || yes                 | R           | zoledronic_acid |
            | -90y       || yes                 | R           | zoledronic_acid |
            | -105y      || yes                 | R           | zoledronic_acid |
            """,
            patient,
        )


@shows("OLD-4", "BP-2", "BP-3")
def test_zoledronic_acid_after_hip_fracture() -> None:
    """After a hip fracture yearly zoledronic acid comes first, whatever the bone density."""
    check(
        """
        | T    || first_choice    | first_choice.dose | first_choice.provisional |
        | -3.0 || zoledronic_acid | 5 mg              | no                       |
        | -1.5 || zoledronic_acid | 5 mg              | no                       |
        | 0.5  || zoledronic_acid | 5 mg              | no                       |
        | ?    || zoledronic_acid | 5 mg              | .                        |
        """,
        but(HIP, birth_date="1941-02-02"),
        T=T,
    )
    check(
        """
        | eGFR || first_choice    | first_choice.provisional |
        | 35   || zoledronic_acid | .                        |
        | 34   || denosumab       | .                        |
        | ?    || zoledronic_acid | yes                      |
        """,
        but(HIP, birth_date="1941-02-02"),
        eGFR="egfr_ml_min",
    )


@shows("OLD-4")
def test_not_within_two_weeks_of_the_fracture() -> None:
    """The infusion is given from 14 days after the hip fracture."""
    check(
        """
        | fracture | site     || first_choice    | first_choice.not_before |
        | -13d     | hip      || zoledronic_acid | +1d                     |
        | today    | hip      || zoledronic_acid | +14d                    |
        | -15d     | hip      || zoledronic_acid | -                       |
        | today    | vertebra || zoledronic_acid | -                       |
        """,
        but(HIP, "frax_date", birth_date="1941-02-02", prior_vertebral_fracture=True),
        fracture="latest_fracture_date",
        site="latest_fracture_site",
    )


@shows("OLD-1", "CARE-4", "KEY-2")
def test_frax_for_everyone_from_65() -> None:
    """From 65 FRAX is run without any risk factor."""
    check(
        """
        | age  || INV-FRAX |
        | 64.9 || -        |
        | 65   || R        |
        | 91   || R        |
        """,
        but(WELL_WOMAN, "birth_date", "frax_major_percent", "frax_hip_percent", "frax_date"),
    )
