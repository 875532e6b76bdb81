"""When no drug is named"""

from spec.ascii_table import check, shows
from spec.columns import CHOICE
from spec.patients import (
    AFTER_DENOSUMAB,
    AT_CLINIC,
    AT_RISK,
    FAILED,
    HIP,
    PREMENOPAUSAL,
    VERTEBRA_MAN,
    WELL_WOMAN,
    but,
)


@shows("CARE-5")
def test_before_the_menopause() -> None:
    """The osteoporosis clinic chooses; from 55 a woman counts as postmenopausal unless the record says otherwise."""
    check(
        """
        | birth_date | postmenopausal || first_choice    | withheld   | REF-CLINIC |
        | -45y       | no             || -               | REF-CLINIC | R          |
        | -45y       | yes            || zoledronic_acid | -          | R          |
        | -45y       | ?              || zoledronic_acid | -          | R          |
        | -55y       | ?              || zoledronic_acid | -          | R          |
        | -56y       | no             || -               | REF-CLINIC | R          |
        """,
        PREMENOPAUSAL,
        **CHOICE,
    )
    check(
        """
        | birth_date | postmenopausal || provisional | missing            |
        | -45y       | ?              || yes         | has postmenopausal |
        | -55y+1d    | ?              || yes         | has postmenopausal |
        | -55y       | ?              || no          | -                  |
        | -45y       | yes            || no          | -                  |
        """,
        PREMENOPAUSAL,
        **CHOICE,
    )


@shows("CARE-5")
def test_men_under_50() -> None:
    """The osteoporosis clinic chooses; a whole number of years leaves no doubt here."""
    check(
        """
        | birth_date || first_choice    | withheld   | alternatives  | REF-CLINIC |
        | -50y       || zoledronic_acid | -          | has denosumab | R          |
        | -50y+1d    || -               | REF-CLINIC | -             | R          |
        """,
        VERTEBRA_MAN,
        **CHOICE,
    )
    check(
        """
        | age  || first_choice    | provisional | withheld   |
        | 50   || zoledronic_acid | no          | -          |
        | 49.9 || -               | -           | REF-CLINIC |
        | 49   || -               | -           | REF-CLINIC |
        """,
        VERTEBRA_MAN,
        **CHOICE,
    )


@shows("CARE-5")
def test_at_the_clinic_the_clinic_chooses() -> None:
    """There is nobody to refer to: no drug is named and no code stands for it."""
    check(
        """
        | setting             || first_choice | withheld   | because | alternatives | REF-CLINIC |
        | osteoporosis_clinic || -            | -          | some    | -            | -          |
        | primary_care        || -            | REF-CLINIC | some    | -            | R          |
        | care_home           || -            | REF-CLINIC | some    | -            | R          |
        """,
        PREMENOPAUSAL,
        setting="care_setting",
        **CHOICE,
    )
    check(
        """
        | birth_date || first_choice | alternatives |
        | -50y+1d    || -            | -            |
        """,
        but(VERTEBRA_MAN, care_setting="osteoporosis_clinic"),
    )


@shows("CARE-5")
def test_pregnancy_and_breastfeeding() -> None:
    """No drug (SmPC): the osteoporosis clinic."""
    check(
        """
        | postmenopausal | pregnant || first_choice    | withheld   | REF-CLINIC |
        | ?              | yes      || -               | REF-CLINIC | R          |
        | ?              | no       || zoledronic_acid | -          | R          |
        | ?              | ?        || zoledronic_acid | -          | R          |
        """,
        PREMENOPAUSAL,
        pregnant="pregnant_or_breastfeeding",
        **CHOICE,
    )
    check(
        """
        | postmenopausal | pregnant || provisional | missing                       |
        | ?              | ?        || yes         | has pregnant_or_breastfeeding |
        | yes            | ?        || no          | -                             |
        """,
        PREMENOPAUSAL,
        pregnant="pregnant_or_breastfeeding",
        **CHOICE,
    )


@shows("TX-4")
def test_a_drug_that_somebody_else_prescribes() -> None:
    """A cancer dose, or a drug that the guideline does not know: ask who prescribes it."""
    check(
        """
        | drug        | oncology || TX-SWITCH | first_choice | alternatives    | withheld | because |
        | alendronate | no       || R         | denosumab    | has risedronate | -        | -       |
        | alendronate | ?        || R         | denosumab    | has risedronate | -        | -       |
        | alendronate | yes      || R         | -            | -               | -        | some    |
        | other       | no       || R         | -            | -               | -        | some    |
        """,
        FAILED,
        drug="osteoporosis_drug",
        oncology="oncology_antiresorptive",
        **CHOICE,
    )
    check(
        """
        | oncology || TX-FOLLOW-ON | first_choice    | alternatives    |
        | no       || R            | zoledronic_acid | has risedronate |
        | yes      || R            | -               | -               |
        """,
        AFTER_DENOSUMAB,
        oncology="oncology_antiresorptive",
    )


@shows("DMAB-4")
def test_failing_kidneys() -> None:
    """At an eGFR under 15, or in dialysis, the kidney clinic decides."""
    check(
        """
        | eGFR | dialysis || first_choice    | withheld       | alternatives  | REF-NEPHROLOGY |
        | 15   | no       || denosumab       | -              | -             | R              |
        | 14   | no       || -               | REF-NEPHROLOGY | -             | R              |
        | 75   | yes      || -               | REF-NEPHROLOGY | -             | R              |
        | ?    | yes      || -               | REF-NEPHROLOGY | -             | R              |
        | 75   | ?        || zoledronic_acid | -              | has denosumab | -              |
        """,
        HIP,
        eGFR="egfr_ml_min",
        **CHOICE,
    )
    check(
        """
        | eGFR | setting             || first_choice | withheld       | alternatives |
        | 15   | osteoporosis_clinic || romosozumab  | -              | denosumab    |
        | 14   | osteoporosis_clinic || -            | REF-NEPHROLOGY | -            |
        """,
        AT_CLINIC,
        eGFR="egfr_ml_min",
        setting="care_setting",
        **CHOICE,
    )


@shows("CARE-5", "AE-2", "AE-3")
def test_every_drug_excluded() -> None:
    """Then the osteoporosis clinic decides."""
    check(
        """
        | but                           || first_choice    | withheld   | because | afterwards | REF-CLINIC |
        | jaw_osteonecrosis yes         || -               | REF-CLINIC | some    | -          | R          |
        | atypical_femoral_fracture yes || -               | REF-CLINIC | some    | -          | R          |
        | .                             || zoledronic_acid | -          | -       | -          | -          |
        """,
        AT_RISK,
        **CHOICE,
    )


@shows("DX-2")
def test_nothing_is_withheld_where_nothing_is_to_be_treated() -> None:
    """No pathway, no drug and no reason for its lack."""
    check(
        """
        | but                                || TX-CONSIDER | first_choice | because |
        | .                                  || -           | -            | -       |
        | dialysis yes                       || -           | -            | -       |
        | birth_date -45y, postmenopausal no || -           | -            | -       |
        """,
        WELL_WOMAN,
        **CHOICE,
    )
