"""Denosumab for the frail before discharge"""

from spec.ascii_table import check, shows
from spec.columns import CHOICE
from spec.patients import HIP_ON_WARD, but


@shows("CARE-2", "DMAB-2")
def test_frail_and_on_the_ward() -> None:
    """Older than 75, with a hip or vertebra broken within three months, on a ward and frail: denosumab first."""
    check(
        """
        | but                                                          || TX-BEFORE-DISCHARGE | first_choice    |
        | .                                                            || R                   | denosumab       |
        | frail no                                                     || R                   | zoledronic_acid |
        | frail ?                                                      || R                   | zoledronic_acid |
        | care_setting primary_care                                    || -                   | zoledronic_acid |
        | birth_date -75y                                              || -                   | zoledronic_acid |
        | birth_date -75y-1d                                           || R                   | denosumab       |
        | latest_fracture_date -3m                                     || R                   | denosumab       |
        | latest_fracture_date -3m-1d                                  || -                   | zoledronic_acid |
        | latest_fracture_site vertebra, prior_vertebral_fracture ?    || R                   | denosumab       |
        | latest_fracture_site wrist, prior_other_fragility_fracture ? || -                   | zoledronic_acid |
        """,
        but(HIP_ON_WARD, frail=True),
    )


@shows("CARE-2", "DMAB-2")
def test_what_comes_next() -> None:
    """The usual order; a contraindication stands above."""
    check(
        """
        | but                      || first_choice    | alternatives                                |
        | .                        || denosumab       | zoledronic_acid > alendronate > risedronate |
        | frail no                 || zoledronic_acid | alendronate > risedronate > denosumab       |
        | egfr_ml_min 34           || denosumab       | -                                           |
        | prefers_oral yes         || denosumab       | alendronate > risedronate > zoledronic_acid |
        | cognitive_impairment yes || denosumab       | zoledronic_acid > alendronate > risedronate |
        | jaw_osteonecrosis yes    || -               | -                                           |
        """,
        but(HIP_ON_WARD, frail=True),
    )


@shows("CARE-2")
def test_an_unknown_date_of_the_fracture() -> None:
    """Whether it is recent is not known: the choice is provisional."""
    check(
        """
        | latest_fracture_date || TX-BEFORE-DISCHARGE | provisional | missing                  |
        | ?                    || P                   | yes         | has latest_fracture_date |
        | .                    || R                   | no          | -                        |
        """,
        but(HIP_ON_WARD, frail=True),
        **CHOICE,
    )
