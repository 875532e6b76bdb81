"""Cortisone"""

from spec.ascii_table import check, day, shows
from spec.patients import (
    AT_CLINIC,
    GC,
    ON_ALENDRONATE,
    RISK_NOT_ASKED,
    UNMEASURED,
    UNMEASURED_MAN,
    WELL_MAN,
    WELL_WOMAN,
    T,
    but,
)

ON_CORTISONE = but(WELL_WOMAN, glucocorticoid_mg_day=5, glucocorticoid_months=3)
MAN_ON_CORTISONE = but(WELL_MAN, glucocorticoid_mg_day=5, glucocorticoid_months=3)


@shows("GC-1", "TX-3d")
def test_women_and_men_from_5_mg_for_3_months() -> None:
    """At prednisolone 5 mg a day or more for 3 months or more treatment, calcium and vitamin D are to be considered."""
    for patient in (WELL_WOMAN, WELL_MAN):
        check(
            """
            | GC_dose | GC_months || grounds | TX-CONSIDER | SUPP-CAD |
            | 5       | 3         || TX-3d   | R           | R        |
            | 4.9     | 3         || -       | -           | -        |
            | 5       | 2.9       || -       | -           | -        |
            | 60      | 2.9       || -       | -           | -        |
            | 4.9     | 600       || -       | -           | -        |
            | ?       | 3         || -       | P           | P        |
            | 5       | ?         || -       | P           | P        |
            | ?       | ?         || -       | P           | P        |
            | 0       | ?         || -       | -           | -        |
            """,
            patient,
            **GC,
            grounds="treatment_indicated.grounds",
        )


@shows("GC-1", "CAD-1")
def test_calcium_and_vitamin_d_also_where_the_drug_is_someone_elses() -> None:
    """The supplement goes with the cortisone, also where an oncology drug stands in the way of another."""
    check(
        """
        | GC_dose || TX-CONSIDER | SUPP-CAD | calcium | vitamin_d |
        | 5       || -           | R        | 500     | 800       |
        | 4.9     || -           | -        | .       | .         |
        """,
        but(ON_CORTISONE, oncology_antiresorptive=True),
        **GC,
        calcium="SUPP-CAD.calcium_mg_day",
        vitamin_d="SUPP-CAD.vitamin_d_iu_day",
    )


@shows("GC-1", "TX-3d")
def test_at_any_age_from_18() -> None:
    """There is no lower limit but being adult; before the menopause, or a man before 50, the clinic decides."""
    check(
        """
        | birth_date | menopause || TX-CONSIDER | REF-CLINIC | first_choice    |
        | -18y       | no        || R           | R          | -               |
        | -18y+1d    | ?         || -           | -          | -               |
        | -49y       | no        || R           | R          | -               |
        | -49y       | yes       || R           | -          | zoledronic_acid |
        | -49y       | ?         || R           | P          | .               |
        | -55y       | ?         || R           | -          | zoledronic_acid |
        """,
        but(ON_CORTISONE, "pregnant_or_breastfeeding"),
        menopause="postmenopausal",
    )
    check(
        """
        | birth_date || TX-CONSIDER | REF-CLINIC | first_choice    |
        | -50y       || R           | -          | zoledronic_acid |
        | -50y+1d    || R           | R          | -               |
        """,
        MAN_ON_CORTISONE,
    )


@shows("GC-2", "TX-6")
def test_start_at_once_where_frax_is_above_10() -> None:
    """The risk rises at once: with FRAX above 10 % treatment begins without waiting for DXA."""
    for patient in (UNMEASURED, UNMEASURED_MAN):
        check(
            """
            | FRAX | GC_dose | GC_months || TX-CONSIDER | TX-NO-WAIT | INV-DXA |
            | 10.1 | 5       | 3         || R           | R          | R       |
            | 10   | 5       | 3         || R           | -          | R       |
            | 10.1 | 4.9     | 3         || -           | -          | -       |
            | 10.1 | 5       | 2.9       || -           | -          | -       |
            | ?    | 5       | 3         || R           | P          | R       |
            | 10.1 | ?       | 3         || P           | P          | -       |
            | 10.1 | 5       | ?         || P           | P          | -       |
            | 10   | 5       | ?         || P           | -          | -       |
            """,
            but(patient, *RISK_NOT_ASKED, birth_date=day("-60y")),
            FRAX="frax_major_percent",
            **GC,
        )
    check(
        """
        | FRAX | GC_dose | GC_months || TX-NO-WAIT | missing                |
        | ?    | 5       | 3         || P          | has frax_major_percent |
        | 10.1 | ?       | 3         || P          | glucocorticoid_mg_day  |
        | 10.1 | 5       | ?         || P          | glucocorticoid_months  |
        """,
        but(UNMEASURED, *RISK_NOT_ASKED, birth_date=day("-60y")),
        FRAX="frax_major_percent",
        missing="TX-NO-WAIT.missing",
        **GC,
    )


@shows("GC-2", "TX-6")
def test_it_is_the_cortisone_that_hurries() -> None:
    """FRAX above 10 % alone is no reason not to wait, where DXA can be had."""
    check(
        """
        | hip | FRAX | GC_dose || TX-CONSIDER | TX-NO-WAIT |
        | yes | 11   | 4.9     || R           | -          |
        | yes | 11   | 5       || R           | R          |
        | yes | 10   | 5       || R           | -          |
        """,
        but(UNMEASURED, "frax_date", glucocorticoid_months=3),
        hip="prior_hip_fracture",
        FRAX="frax_major_percent",
        GC_dose="glucocorticoid_mg_day",
    )


@shows("GC-2")
def test_not_where_density_is_known_or_treatment_is_given() -> None:
    """A DXA of the last two years, or an undated one, leaves nothing to wait for; nor is one on a drug to start."""
    check(
        """
        | T    | measured | drug        || TX-NO-WAIT |
        | -0.4 | -24m     | none        || -          |
        | -0.4 | -24m-1d  | none        || R          |
        | -0.4 | ?        | none        || -          |
        | ?    | ?        | none        || R          |
        | ?    | ?        | alendronate || -          |
        | ?    | ?        | ?           || P          |
        """,
        but(ON_CORTISONE, frax_major_percent=11),
        T=T,
        measured="dxa_date",
        drug="osteoporosis_drug",
    )


@shows("GC-2", "KEY-2")
def test_an_old_frax_on_cortisone() -> None:
    """An old FRAX above 10 % is enough; one below it settles nothing; under 40 there is none."""
    check(
        """
        | birth_date | FRAX | run     || TX-NO-WAIT |
        | -70y       | 10.1 | -24m-1d || R          |
        | -70y       | 10   | -24m-1d || P          |
        | -70y       | 10   | -24m    || -          |
        | -40y       | 10.1 | -3m     || R          |
        | -40y+1d    | 10.1 | -3m     || -          |
        | -40y+1d    | ?    | ?       || -          |
        """,
        but(UNMEASURED, glucocorticoid_mg_day=5, glucocorticoid_months=3),
        FRAX="frax_major_percent",
        run="frax_date",
    )


@shows("SEQ-2", "GC-1")
def test_osteoporosis_on_cortisone_with_frax_above_20() -> None:
    """Osteoporosis, cortisone and FRAX above 20 %: to the clinic, without any fracture."""
    check(
        """
        | T    | FRAX | GC_dose || TX-CONSIDER | REF-CLINIC |
        | -2.5 | 20.1 | 5       || R           | R          |
        | -2.4 | 20.1 | 5       || R           | -          |
        | -2.5 | 20   | 5       || R           | -          |
        | -2.6 | 20.1 | 4.9     || R           | -          |
        | ?    | 20.1 | 5       || R           | P          |
        | -2.5 | ?    | 5       || R           | P          |
        | -2.6 | 20.1 | ?       || R           | P          |
        """,
        but(ON_CORTISONE, *RISK_NOT_ASKED),
        T=T,
        FRAX="frax_major_percent",
        GC_dose="glucocorticoid_mg_day",
    )
    check(
        """
        | recorded || REF-CLINIC |
        | yes      || R          |
        | no       || P          |
        """,
        but(UNMEASURED, glucocorticoid_mg_day=5, glucocorticoid_months=3, frax_major_percent=21),
        recorded="osteoporosis_diagnosed",
    )
    check(
        """
        | birth_date | FRAX | run     || REF-CLINIC |
        | -70y       | 20.1 | -24m-1d || R          |
        | -70y       | 20   | -24m-1d || P          |
        | -40y       | 20.1 | -3m     || R          |
        | -40y+1d    | 20.1 | -3m     || -          |
        | -40y+1d    | ?    | ?       || -          |
        """,
        but(ON_CORTISONE, t_score_femoral_neck=-2.5),
        FRAX="frax_major_percent",
        run="frax_date",
    )
    check(
        """
        | gut_symptoms | FRAX | GC_dose || TX-SWITCH | REF-CLINIC |
        | yes          | 20.1 | 5       || R         | R          |
        | yes          | 20   | 5       || R         | -          |
        | yes          | 20.1 | 4.9     || R         | -          |
        | no           | 20.1 | 5       || -         | -          |
        """,
        but(ON_ALENDRONATE, t_score_femoral_neck=-2.5, glucocorticoid_months=3),
        gut_symptoms="oral_bisphosphonate_gut_symptoms",
        FRAX="frax_major_percent",
        GC_dose="glucocorticoid_mg_day",
    )


@shows("SEQ-2", "GC-1")
def test_at_the_clinic_cortisone_alone_is_a_ground_for_teriparatide() -> None:
    """Without severe osteoporosis romosozumab has no ground."""
    check(
        """
        | FRAX | GC_dose || first_choice    |
        | 20.1 | 5       || teriparatide    |
        | 20   | 5       || zoledronic_acid |
        | 20.1 | 4.9     || zoledronic_acid |
        """,
        but(
            AT_CLINIC,
            "latest_fracture_site",
            "latest_fracture_date",
            prior_vertebral_fracture=False,
            glucocorticoid_months=3,
            t_score_lumbar_spine=-2.4,
        ),
        FRAX="frax_major_percent",
        GC_dose="glucocorticoid_mg_day",
    )
