"""Primary care"""

from spec.ascii_table import check, shows
from spec.patients import AT_RISK, UNKNOWN_WOMAN, WELL_WOMAN, WRIST, but


@shows("CARE-3", "CARE-4", "TX-1")
def test_it_treats_most_patients() -> None:
    """Without severe or complicated osteoporosis the drug is chosen and given in primary care, or a care home."""
    for patient in (AT_RISK, WRIST):
        check(
            """
            | care_setting || TX-CONSIDER | REF-CLINIC | first_choice    | first_choice.await |
            | primary_care || R           | -          | zoledronic_acid | -                  |
            | care_home    || R           | -          | zoledronic_acid | -                  |
            | ?            || R           | -          | zoledronic_acid | -                  |
            """,
            patient,
        )


@shows("CARE-4", "KEY-2", "DX-3")
def test_it_finds_whom_to_measure() -> None:
    """FRAX is run on older people; above 15 % with another risk factor DXA follows."""
    check("| sex || INV-FRAX | INV-DXA |\n| female || R | - |", UNKNOWN_WOMAN)
    check(
        """
        | FRAX | smoker || INV-FRAX | INV-DXA |
        | 15   | yes    || -        | -       |
        | 16   | yes    || -        | R       |
        | 16   | no     || -        | -       |
        """,
        UNKNOWN_WOMAN,
        FRAX="frax_major_percent",
        smoker="current_smoker",
    )


@shows("CARE-3", "SELF-1", "SELF-3")
def test_where_nothing_is_to_be_done() -> None:
    """A well person gets advice on self-care, and no more."""
    check(
        """
        | birth_date || listed                             |
        | -70y-1m    || SELF-ACTIVITY SELF-DIET SELF-FALLS |
        | -60y       || SELF-ACTIVITY SELF-DIET            |
        """,
        but(WELL_WOMAN, "previous_osteoporosis_drug"),
    )
