"""What is taken for granted, and said"""

from spec.ascii_table import check, shows
from spec.patients import WELL_WOMAN, but


@shows("DX-5")
def test_an_assumption_is_listed_and_yields_to_what_is_stated() -> None:
    """Where the record is silent on these, the answer says what the silence was taken for."""
    check(
        """
        | but                                     || assumptions                              |
        | .                                       || has deceased                             |
        | deceased no                             || lacks deceased                           |
        | .                                       || has life_expectancy_under_1_year         |
        | life_expectancy_under_1_year no         || lacks life_expectancy_under_1_year       |
        | .                                       || has care_setting                         |
        | care_setting primary_care               || lacks care_setting                       |
        | .                                       || has low_calcium_intake                   |
        | low_calcium_intake yes                  || lacks low_calcium_intake                 |
        | .                                       || has dxa_available                        |
        | dxa_available no                        || lacks dxa_available                      |
        | .                                       || has osteoporosis_diagnosed               |
        | osteoporosis_diagnosed no               || lacks osteoporosis_diagnosed             |
        | .                                       || has oncology_antiresorptive              |
        | oncology_antiresorptive no              || lacks oncology_antiresorptive            |
        | .                                       || has previous_osteoporosis_drug           |
        | previous_osteoporosis_drug none         || lacks previous_osteoporosis_drug         |
        | .                                       || has calcium_vitamin_d_disorder_suspected |
        | .                                       || lacks copd parent_hip_fracture stroke    |
        | copd ?, parent_hip_fracture ?, stroke ? || lacks copd parent_hip_fracture stroke    |
        """,
        WELL_WOMAN,
    )
    check(
        """
        | care_setting || assumptions.care_setting.assumed | assumptions.dxa_available.assumed | assumptions.deceased.assumed |
        | ?            || primary_care                     | yes                               | no                           |
        | ward         || -                                | yes                               | no                           |
        """,  # noqa: E501
        WELL_WOMAN,
    )


@shows("DX-5")
def test_after_the_menopause() -> None:
    """A woman of 55 or more is taken to be postmenopausal; what is stated stands, a younger one's is unknown."""
    check(
        """
        | birth_date | sex    | postmenopausal || assumptions          | excluded.raloxifene |
        | -55y       | female | ?              || has postmenopausal   | -                   |
        | -55y       | female | yes            || lacks postmenopausal | -                   |
        | -55y       | female | no             || lacks postmenopausal | SmPC                |
        | -55y+1d    | female | ?              || lacks postmenopausal | -                   |
        | -55y+1d    | female | no             || lacks postmenopausal | SmPC                |
        | -55y       | male   | ?              || lacks postmenopausal | MEN-2               |
        """,
        but(WELL_WOMAN, "postmenopausal", "pregnant_or_breastfeeding"),
    )
