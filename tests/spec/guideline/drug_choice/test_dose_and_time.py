"""Dose, time and who decides"""

from spec.ascii_table import check, shows
from spec.columns import CHOICE
from spec.patients import AFTER_DENOSUMAB, AT_CLINIC, AT_RISK, HIP, HIP_ON_WARD, ON_DENOSUMAB, VERTEBRA, but


@shows("BP-2", "DMAB-1", "SEQ-2", "SEQ-3", "RAL-1")
def test_doses() -> None:
    """Zoledronic acid 5 mg and alendronate 70 mg are the guideline's, the others stand in the product information."""
    check(
        """
        | but                                              || first_choice    | dose  | route       | interval         |
        | .                                                || zoledronic_acid | 5 mg  | intravenöst | en gång om året  |
        | prefers_oral yes                                 || alendronate     | 70 mg | peroralt    | en gång i veckan |
        | egfr_ml_min 34                                   || denosumab       | 60 mg | subkutant   | var sjätte månad |
        | jaw_osteonecrosis yes, t_score_lumbar_spine -2.8 || raloxifene      | 60 mg | peroralt    | dagligen         |
        """,
        AT_RISK,
        **CHOICE,
    )
    check(
        """
        | stroke || first_choice | dose         | route     | interval                      |
        | no     || romosozumab  | 210 mg       | subkutant | en gång i månaden, 12 månader |
        | yes    || teriparatide | 20 mikrogram | subkutant | dagligen, 18-24 månader       |
        """,
        AT_CLINIC,
        **CHOICE,
    )


@shows("OLD-4", "BP-2")
def test_zoledronic_acid_after_a_hip_fracture() -> None:
    """Not before 14 days after it (SmPC); a date that has passed is not shown, and other drugs need not wait."""
    check(
        """
        | latest_fracture_date | but              || first_choice    | not_before |
        | -1d                  | .                || zoledronic_acid | +13d       |
        | -13d                 | .                || zoledronic_acid | +1d        |
        | -14d                 | .                || zoledronic_acid | -          |
        | -15d                 | .                || zoledronic_acid | -          |
        | ?                    | .                || zoledronic_acid | -          |
        | -1d                  | prefers_oral yes || alendronate     | -          |
        | -1d                  | egfr_ml_min 34   || denosumab       | -          |
        """,
        but(HIP, "frax_date", "dxa_date"),
        **CHOICE,
    )
    check("| latest_fracture_date || first_choice.not_before |\n| -1d || - |", but(VERTEBRA, "frax_date", "dxa_date"))


@shows("DMAB-3", "DMAB-1")
def test_the_drug_after_denosumab() -> None:
    """Not before the last dose has run out, six months after it; denosumab again not earlier either."""
    check(
        """
        | last_dose_date | but            || first_choice    | not_before |
        | -4m            | .              || zoledronic_acid | +2m        |
        | -6m+1d         | .              || zoledronic_acid | +1d        |
        | -6m            | .              || zoledronic_acid | -          |
        | -8m            | .              || zoledronic_acid | -          |
        | -4m            | egfr_ml_min 34 || denosumab       | +2m        |
        | -8m            | egfr_ml_min 34 || denosumab       | -          |
        """,
        AFTER_DENOSUMAB,
        **CHOICE,
    )
    check(
        """
        | last_dose_date || TX-SWITCH | first_choice    | not_before |
        | -4m            || R         | zoledronic_acid | +2m        |
        | -7m            || R         | zoledronic_acid | -          |
        """,
        but(ON_DENOSUMAB, bmd_change_percent=-7),
        **CHOICE,
    )


@shows("SEQ-1", "KEY-5", "TX-2")
def test_where_the_clinic_should_decide_first() -> None:
    """The drug named is for the case that the clinic cannot be had in time; not where no bone-building drug is left."""
    check(
        """
        | but                                 || REF-CLINIC | first_choice    | awaits     |
        | .                                   || R          | zoledronic_acid | REF-CLINIC |
        | stroke yes                          || R          | zoledronic_acid | REF-CLINIC |
        | hyperparathyroidism yes             || R          | zoledronic_acid | REF-CLINIC |
        | stroke yes, hyperparathyroidism yes || R          | zoledronic_acid | -          |
        | stroke yes, hyperparathyroidism ?   || R          | zoledronic_acid | REF-CLINIC |
        | dxa_available no                    || R          | zoledronic_acid | -          |
        | care_setting osteoporosis_clinic    || -          | romosozumab     | -          |
        """,
        VERTEBRA,
        **CHOICE,
    )
    check(
        """
        | neck | but || REF-CLINIC | first_choice    | awaits     |
        | -2.8 | .   || -          | zoledronic_acid | -          |
        | -3.4 | .   || -          | zoledronic_acid | -          |
        | -3.5 | .   || R          | zoledronic_acid | REF-CLINIC |
        """,
        AT_RISK,
        neck="t_score_femoral_neck",
        **CHOICE,
    )


@shows("CARE-2", "DMAB-3", "SEQ-1")
def test_where_there_is_no_time_to_wait_for_the_clinic() -> None:
    """Before discharge, without waiting for DXA, and after denosumab or a bone-building drug."""
    check(
        """
        | care_setting || TX-BEFORE-DISCHARGE | REF-CLINIC | awaits     |
        | ward         || R                   | R          | -          |
        | primary_care || -                   | R          | REF-CLINIC |
        """,
        HIP_ON_WARD,
        **CHOICE,
    )
    check(
        """
        | hip || TX-FOLLOW-ON | REF-CLINIC | first_choice    | awaits |
        | yes || R            | R          | zoledronic_acid | -      |
        """,
        AFTER_DENOSUMAB,
        hip="prior_hip_fracture",
        **CHOICE,
    )


@shows("DMAB-3", "SEQ-1")
def test_changing_from_denosumab_always_awaits_the_clinic() -> None:
    """Also where no bone-building drug is left."""
    check(
        """
        | but                                 || REF-CLINIC | first_choice    | awaits     |
        | .                                   || R          | zoledronic_acid | REF-CLINIC |
        | stroke yes, hyperparathyroidism yes || R          | zoledronic_acid | REF-CLINIC |
        """,
        but(ON_DENOSUMAB, bmd_change_percent=-7),
        **CHOICE,
    )
