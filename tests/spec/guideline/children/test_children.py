"""Children"""

from spec.ascii_table import check, shows
from spec.patients import BROKEN_WOMAN, HIP, ON_DENOSUMAB, TROUBLED_MAN, TROUBLED_WOMAN, WELL_WOMAN, but

CHILD = but(
    WELL_WOMAN, "postmenopausal", "pregnant_or_breastfeeding", birth_date="2012-05-01", prior_vertebral_fracture=True
)


@shows("CHILD-1")
def test_to_a_paediatrician_and_nothing_else() -> None:
    """Under 18 years investigation and treatment are the children's clinic's."""
    check(
        """
        | birth_date || listed               |
        | -18y+1d    || REF-PAEDIATRIC       |
        | -18y       || has SELF-ACTIVITY    |
        | -18y       || lacks REF-PAEDIATRIC |
        | -1y        || REF-PAEDIATRIC       |
        """,
        {"sex": "female"},
    )
    for patient in (CHILD, but(HIP, "postmenopausal"), but(ON_DENOSUMAB, "postmenopausal")):
        check("| birth_date || listed |\n| 2012-05-01 || REF-PAEDIATRIC |", patient)


@shows("CHILD-1")
def test_whatever_speaks_for_more() -> None:
    """A child in whom everything would call for something in an adult."""
    for patient in (TROUBLED_MAN, TROUBLED_WOMAN, BROKEN_WOMAN):
        check(
            """
            | birth_date || listed               |
            | 2012-05-01 || REF-PAEDIATRIC       |
            | 1956-02-02 || lacks REF-PAEDIATRIC |
            """,
            patient,
        )


@shows("CHILD-1")
def test_the_eighteenth_birthday() -> None:
    """Who is born on 29 February is 18 on 28 February of a year without it; a stated age counts as completed years."""
    check(
        """
        | assessment_date | birth_date || listed            |
        | 2026-02-27      | 2008-02-29 || REF-PAEDIATRIC    |
        | 2026-02-28      | 2008-02-29 || has SELF-ACTIVITY |
        """,
        {"sex": "female"},
    )
    check(
        """
        | age  || listed            |
        | 17   || REF-PAEDIATRIC    |
        | 17.9 || REF-PAEDIATRIC    |
        | 18   || has SELF-ACTIVITY |
        """,
        {"sex": "male"},
    )


@shows("CHILD-1")
def test_nothing_else_is_computed() -> None:
    """Of a child only the age is a finding."""
    check(
        """
        | age  || age_years | bmi | height_loss_cm | weight_loss_percent | lowest_t_score | egfr | corrected_calcium |
        | 17.9 || 17.9      | -   | -              | -                   | -              | -    | -                 |
        """,
        CHILD,
    )
    check(
        """
        | age  || fracture_risk | diagnosis | severe_osteoporosis | high_fracture_risk | high_risk_left | high |
        | 17.9 || -             | ?         | ?                   | ?                  | ?              | ?    |
        """,
        CHILD,
        high="hypercalcaemia",
    )
    check(
        """
        | age  || treatment_indicated | grounds | first_choice | first_choice_withheld | alternatives | excluded | borderline |
        | 17.9 || ?                   | -       | -            | -                     | -            | -        | -          |
        """,  # noqa: E501
        CHILD,
        grounds="treatment_indicated.grounds",
    )


@shows("CHILD-1")
def test_a_child_who_has_died() -> None:
    """Nothing is recommended."""
    check("| deceased || listed |\n| yes || - |\n| no || REF-PAEDIATRIC |", CHILD)
    check("| life_expectancy_under_1_year || listed |\n| yes || . |\n| no || REF-PAEDIATRIC |", CHILD)
