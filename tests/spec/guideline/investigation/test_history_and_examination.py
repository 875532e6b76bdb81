"""History and examination"""

from spec.ascii_table import check, shows
from spec.patients import ON_ALENDRONATE, ON_DENOSUMAB, ON_ZOLEDRONIC_ACID, VERTEBRA, WELL_MAN, WELL_WOMAN, but


@shows("DX-5", "MEN-1")
def test_the_history_to_take() -> None:
    """What has not been asked is named; a whole history asks for nothing."""
    check("| sex || INV-HISTORY |\n| female || - |", WELL_WOMAN)
    for item in (
        "prior_hip_fracture",
        "prior_vertebral_fracture",
        "prior_other_fragility_fracture",
        "parent_hip_fracture",
        "current_smoker",
        "alcohol_3_or_more_units",
        "glucocorticoid_mg_day",
        "falls_last_year",
        "rheumatoid_arthritis",
        "copd",
        "hyperparathyroidism",
        "malabsorption",
        "type_1_diabetes",
        "untreated_hyperthyroidism",
        "hypogonadism",
        "chronic_liver_disease",
        "other_secondary_osteoporosis",
    ):
        check(
            f"""
            | {item} || INV-HISTORY | INV-HISTORY.lacking |
            | ?      || R           | {item}              |
            """,
            WELL_WOMAN,
        )


@shows("DX-5", "SEQ-3")
def test_heart_and_stroke_before_the_clinic() -> None:
    """Myocardial infarction and stroke are asked for where the clinic may choose romosozumab, else not."""
    check(
        """
        | myocardial_infarction | stroke || REF-CLINIC | INV-HISTORY | INV-HISTORY.lacking      |
        | ?                     | no     || R          | R           | myocardial_infarction    |
        | no                    | ?      || R          | R           | stroke                   |
        """,
        VERTEBRA,
    )
    check(
        """
        | myocardial_infarction | stroke || REF-CLINIC | INV-HISTORY |
        | no                    | no     || R          | -           |
        """,
        VERTEBRA,
    )
    check("| myocardial_infarction | stroke || REF-CLINIC | INV-HISTORY |\n| ? | ? || - | - |", WELL_WOMAN)


@shows("BPS-1", "DMAB-3", "SEQ-2")
def test_the_history_of_the_drug() -> None:
    """On a drug or after one its start, last dose (infusion, injection) and stop are asked for."""
    check(
        """
        | drug_start_date || INV-DRUG-HISTORY | INV-DRUG-HISTORY.lacking |
        | ?               || R                | drug_start_date          |
        """,
        ON_ALENDRONATE,
    )
    check("| drug_start_date || INV-DRUG-HISTORY |\n| -3y || - |", ON_ALENDRONATE)
    check(
        """
        | last_dose_date || INV-DRUG-HISTORY | INV-DRUG-HISTORY.lacking |
        | ?              || R                | has last_dose_date       |
        """,
        ON_DENOSUMAB,
    )
    check("| last_dose_date || INV-DRUG-HISTORY |\n| -4m || - |", ON_DENOSUMAB)
    check(
        """
        | last_dose_date || INV-DRUG-HISTORY | INV-DRUG-HISTORY.lacking |
        | ?              || R                | has last_dose_date       |
        """,
        ON_ZOLEDRONIC_ACID,
    )
    check(
        """
        | previous    | start | stop || INV-DRUG-HISTORY |
        | alendronate | -3y   | -1y  || -                |
        | alendronate | -3y   | ?    || R                |
        | alendronate | ?     | -1y  || R                |
        | none        | ?     | ?    || -                |
        | ?           | ?     | ?    || -                |
        """,
        WELL_WOMAN,
        previous="previous_osteoporosis_drug",
        start="drug_start_date",
        stop="drug_stop_date",
    )


@shows("DX-7", "DX-10")
def test_measures_to_take() -> None:
    """Height and weight, the height at 25 and the weight five years ago."""
    check("| sex || INV-MEASURE |\n| female || - |", WELL_WOMAN)
    for measure in ("height_cm", "weight_kg", "height_at_25_cm", "weight_5_years_ago_kg"):
        check(
            f"""
            | {measure} || INV-MEASURE | INV-MEASURE.lacking |
            | ?         || R           | {measure}           |
            """,
            WELL_WOMAN,
        )


@shows("DX-7")
def test_what_is_computed_from_them() -> None:
    """BMI, height loss and weight loss, each with one decimal."""
    check(
        """
        | height | weight | at_25 | before || bmi  | height_loss_cm | weight_loss_percent |
        | 160    | 60     | 166   | 75     || 23.4 | 6              | 20                  |
        | 160    | ?      | 166   | 75     || ?    | 6              | ?                   |
        | ?      | 60     | 166   | 75     || ?    | ?              | 20                  |
        | 160    | 60     | ?     | ?      || 23.4 | ?              | ?                   |
        """,
        WELL_WOMAN,
        height="height_cm",
        weight="weight_kg",
        at_25="height_at_25_cm",
        before="weight_5_years_ago_kg",
    )


@shows("DX-9")
def test_balance_and_rising() -> None:
    """From 50 on both are examined."""
    check(
        """
        | birth_date | balance | rises || INV-BALANCE |
        | -50y       | ?       | yes   || R           |
        | -50y       | no      | ?     || R           |
        | -50y       | no      | yes   || -           |
        | -50y       | yes     | no    || -           |
        | -50y+1d    | ?       | ?     || -           |
        """,
        WELL_WOMAN,
        balance="impaired_balance",
        rises="rises_from_chair_unaided",
    )


@shows("DX-15", "MEN-1")
def test_causes_of_secondary_osteoporosis() -> None:
    """The causes that are there are named, drugs among them."""
    check("| sex || SUS-SECONDARY |\n| female || - |", WELL_WOMAN)
    for cause in (
        "rheumatoid_arthritis",
        "copd",
        "hyperparathyroidism",
        "malabsorption",
        "type_1_diabetes",
        "untreated_hyperthyroidism",
        "hypogonadism",
        "chronic_liver_disease",
        "other_secondary_osteoporosis",
        "aromatase_inhibitor",
    ):
        check(
            f"""
            | {cause} || SUS-SECONDARY | SUS-SECONDARY.present |
            | yes     || R             | {cause}               |
            """,
            WELL_WOMAN,
        )
        check(f"| {cause} || SUS-SECONDARY |\n| ? || - |", WELL_WOMAN)
    check("| androgen_deprivation || SUS-SECONDARY |\n| yes || R |\n| ? || - |", WELL_MAN)
    check(
        """
        | GC_dose | GC_months || SUS-SECONDARY |
        | 5       | 3         || R             |
        | 4.9     | 3         || -             |
        | 5       | 2.9       || -             |
        """,
        WELL_WOMAN,
        GC_dose="glucocorticoid_mg_day",
        GC_months="glucocorticoid_months",
    )
