"""Men"""

from spec.ascii_table import check, shows
from spec.patients import AT_RISK_MAN, UNMEASURED_MAN, VERTEBRA, VERTEBRA_MAN, WELL_MAN, T, but

BONE_BUILDING = {"possible": "REF-CLINIC.bone_building.possible", "excluded": "REF-CLINIC.bone_building.excluded"}


@shows("MEN-1", "DX-5", "DX-14")
def test_several_causes_are_looked_for() -> None:
    """Hypogonadism, cortisone, hormone-lowering drugs, smoking and alcohol are asked for."""
    check(
        """
        | but                       || INV-HISTORY | INV-HISTORY.lacking     |
        | .                         || -           | .                       |
        | hypogonadism ?            || R           | hypogonadism            |
        | glucocorticoid_mg_day ?   || R           | glucocorticoid_mg_day   |
        | current_smoker ?          || R           | current_smoker          |
        | alcohol_3_or_more_units ? || R           | alcohol_3_or_more_units |
        """,
        WELL_MAN,
    )
    check(
        """
        | hypogonadism | GnRH | GC_dose || SUS-SECONDARY | SUS-SECONDARY.present                 |
        | no           | no   | 0       || -             | .                                     |
        | yes          | no   | 0       || R             | hypogonadism                          |
        | no           | yes  | 0       || R             | androgen_deprivation                  |
        | yes          | yes  | 0       || R             | hypogonadism androgen_deprivation     |
        | yes          | yes  | 5       || R             | has hypogonadism androgen_deprivation |
        | no           | no   | 5       || R             | lacks hypogonadism                    |
        """,
        but(WELL_MAN, glucocorticoid_months=6),
        GnRH="androgen_deprivation",
        GC_dose="glucocorticoid_mg_day",
    )


@shows("MEN-1", "DX-3")
def test_each_of_them_is_a_risk_factor() -> None:
    """With FRAX above 15 % any of them calls for DXA."""
    check(
        """
        | but                         || INV-DXA |
        | .                           || -       |
        | hypogonadism yes            || R       |
        | hypogonadism ?              || -       |
        | hypogonadism_suspected yes  || .       |
        | current_smoker yes          || R       |
        | alcohol_3_or_more_units yes || R       |
        | glucocorticoid_mg_day 2.5   || R       |
        | androgen_deprivation yes    || R       |
        """,
        but(UNMEASURED_MAN, frax_major_percent=16),
    )


@shows("MEN-1", "DX-14")
def test_testosterone_where_hypogonadism_is_suspected() -> None:
    """A suspicion is enough; in women there is no such test."""
    check(
        """
        | sex    | hypogonadism_suspected || INV-LAB-TESTOSTERONE |
        | male   | yes                    || R                    |
        | male   | no                     || -                    |
        | female | yes                    || -                    |
        """,
        WELL_MAN,
    )


@shows("MEN-2", "SEQ-3", "RAL-1")
def test_neither_romosozumab_nor_raloxifene() -> None:
    """For men bisphosphonates, denosumab and teriparatide are approved, and no more."""
    check(
        """
        | sex    || excluded.romosozumab | excluded.raloxifene | excluded.teriparatide | excluded.alendronate | excluded.denosumab |
        | male   || MEN-2                | MEN-2               | -                     | -                    | -                  |
        | female || -                    | -                   | -                     | -                    | -                  |
        | ?      || -                    | -                   | -                     | -                    | -                  |
        """,  # noqa: E501
        WELL_MAN,
    )
    check(
        """
        | sex  || first_choice    | alternatives                          |
        | male || zoledronic_acid | alendronate > risedronate > denosumab |
        """,
        but(AT_RISK_MAN, t_score_lumbar_spine=-2.9),
    )


@shows("MEN-2", "SEQ-1", "SEQ-2")
def test_what_the_clinic_can_choose_for_a_man() -> None:
    """The referral names teriparatide as possible and romosozumab as excluded."""
    check(
        """
        | hyperparathyroidism || REF-CLINIC | possible     | excluded                 |
        | no                  || R          | teriparatide | romosozumab              |
        | yes                 || R          | -            | romosozumab teriparatide |
        """,
        VERTEBRA_MAN,
        **BONE_BUILDING,
    )
    check(
        """
        | hyperparathyroidism || REF-CLINIC | possible                 | excluded     |
        | no                  || R          | romosozumab teriparatide | -            |
        | yes                 || R          | romosozumab              | teriparatide |
        """,
        VERTEBRA,
        **BONE_BUILDING,
    )


@shows("TX-3c", "MEN-2")
def test_the_grounds_for_treatment_are_the_same() -> None:
    """No limit of the indication depends on sex."""
    check(
        """
        | hip | other | T    | FRAX || grounds |
        | yes | no    | 0    | 1    || TX-3a   |
        | no  | yes   | -1.1 | 15.1 || TX-3b   |
        | no  | yes   | -1.0 | 15.1 || -       |
        | no  | no    | -2.6 | 20.1 || TX-3c   |
        | no  | no    | -2.5 | 20.1 || -       |
        """,
        WELL_MAN,
        hip="prior_hip_fracture",
        other="prior_other_fragility_fracture",
        T=T,
        FRAX="frax_major_percent",
        grounds="treatment_indicated.grounds",
    )


@shows("MEN-3", "SELF-2")
def test_older_and_frailer() -> None:
    """Fall prevention is for men from 65, and for younger ones who fall."""
    check(
        """
        | age  | falls || SELF-FALLS |
        | 65   | 0     || R          |
        | 64.9 | 0     || -          |
        | 64.9 | 1     || R          |
        """,
        but(WELL_MAN, "birth_date"),
        falls="falls_last_year",
    )
