"""History and examination"""

from spec.ascii_table import check, shows
from spec.patients import (
    AFTER_DENOSUMAB,
    AT_CLINIC,
    GC,
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    ON_ZOLEDRONIC_ACID,
    UNKNOWN_WOMAN,
    WELL_MAN,
    WELL_WOMAN,
)


@shows("DX-5", "MEN-1")
def test_the_history_to_take() -> None:
    """What has not been asked is named; a whole history asks for nothing."""
    check(
        """
        | but                              || INV-HISTORY | INV-HISTORY.lacking            |
        | .                                || -           | .                              |
        | prior_hip_fracture ?             || R           | prior_hip_fracture             |
        | prior_vertebral_fracture ?       || R           | prior_vertebral_fracture       |
        | prior_other_fragility_fracture ? || R           | prior_other_fragility_fracture |
        | parent_hip_fracture ?            || R           | parent_hip_fracture            |
        | current_smoker ?                 || R           | current_smoker                 |
        | alcohol_3_or_more_units ?        || R           | alcohol_3_or_more_units        |
        | glucocorticoid_mg_day ?          || R           | glucocorticoid_mg_day          |
        | falls_last_year ?                || R           | falls_last_year                |
        | rheumatoid_arthritis ?           || R           | rheumatoid_arthritis           |
        | copd ?                           || R           | copd                           |
        | hyperparathyroidism ?            || R           | hyperparathyroidism            |
        | malabsorption ?                  || R           | malabsorption                  |
        | type_1_diabetes ?                || R           | type_1_diabetes                |
        | untreated_hyperthyroidism ?      || R           | untreated_hyperthyroidism      |
        | hypogonadism ?                   || R           | hypogonadism                   |
        | chronic_liver_disease ?          || R           | chronic_liver_disease          |
        | other_secondary_osteoporosis ?   || R           | other_secondary_osteoporosis   |
        | current_smoker ?, copd ?         || R           | current_smoker copd            |
        | current_smoker yes, copd yes     || -           | .                              |
        """,
        WELL_WOMAN,
    )
    check(
        """
        | GC_dose | GC_months || INV-HISTORY | INV-HISTORY.lacking   |
        | 5       | ?         || R           | glucocorticoid_months |
        | 0       | ?         || -           | .                     |
        | 5       | 3         || -           | .                     |
        """,
        WELL_WOMAN,
        **GC,
    )
    check("| sex || INV-HISTORY | INV-HISTORY.lacking |\n| female || R | has copd current_smoker |", UNKNOWN_WOMAN)


@shows("DX-5", "SEQ-3")
def test_heart_and_stroke_before_the_clinic() -> None:
    """Myocardial infarction and stroke are asked for where the clinic may choose romosozumab, else not."""
    check(
        """
        | vertebra | infarction | stroke || REF-CLINIC | INV-HISTORY | INV-HISTORY.lacking                            |
        | yes      | ?          | no     || R          | R           | myocardial_infarction                          |
        | yes      | no         | ?      || R          | R           | stroke                                         |
        | yes      | no         | no     || R          | -           | .                                              |
        | ?        | ?          | no     || P          | R           | prior_vertebral_fracture myocardial_infarction |
        | ?        | no         | no     || P          | R           | prior_vertebral_fracture                       |
        | no       | ?          | ?      || -          | -           | .                                              |
        """,
        WELL_WOMAN,
        vertebra="prior_vertebral_fracture",
        infarction="myocardial_infarction",
    )
    check("| myocardial_infarction || REF-CLINIC | INV-HISTORY |\n| ? || - | - |", AT_CLINIC)


@shows("BPS-1", "DMAB-3", "SEQ-2")
def test_the_history_of_the_drug() -> None:
    """On a drug its start is asked for, and the last infusion or injection."""
    check(
        """
        | drug_start_date || INV-DRUG-HISTORY | INV-DRUG-HISTORY.lacking |
        | ?               || R                | drug_start_date          |
        | -3y             || -                | .                        |
        """,
        ON_ALENDRONATE,
    )
    for patient in (ON_DENOSUMAB, ON_ZOLEDRONIC_ACID):
        check(
            """
            | drug_start_date | last_dose_date || INV-DRUG-HISTORY | INV-DRUG-HISTORY.lacking           |
            | -3y             | -4m            || -                | .                                  |
            | ?               | -4m            || R                | drug_start_date                    |
            | -3y             | ?              || R                | has last_dose_date                 |
            | -3y             | ?              || R                | lacks drug_start_date              |
            | ?               | ?              || R                | has drug_start_date last_dose_date |
            """,
            patient,
        )


@shows("BPS-1", "DMAB-3")
def test_the_history_of_an_earlier_drug() -> None:
    """After a drug its start and its stop are asked for; the last dose of denosumab tells its stop."""
    check(
        """
        | previous    | start | stop || INV-DRUG-HISTORY | INV-DRUG-HISTORY.lacking       |
        | alendronate | -3y   | -1y  || -                | .                              |
        | alendronate | -3y   | ?    || R                | drug_stop_date                 |
        | alendronate | ?     | -1y  || R                | drug_start_date                |
        | alendronate | ?     | ?    || R                | drug_start_date drug_stop_date |
        | raloxifene  | -3y   | ?    || R                | drug_stop_date                 |
        | none        | ?     | ?    || -                | .                              |
        | ?           | ?     | ?    || -                | .                              |
        """,
        WELL_WOMAN,
        previous="previous_osteoporosis_drug",
        start="drug_start_date",
        stop="drug_stop_date",
    )
    check(
        """
        | last_dose_date | drug_stop_date || INV-DRUG-HISTORY | INV-DRUG-HISTORY.lacking |
        | -8m            | ?              || -                | .                        |
        | ?              | -2m            || R                | has last_dose_date       |
        | ?              | ?              || R                | has last_dose_date       |
        """,
        AFTER_DENOSUMAB,
    )


@shows("DX-7", "DX-10")
def test_measures_to_take() -> None:
    """Height and weight, the height at 25 and the weight five years ago."""
    check(
        """
        | but                            || INV-MEASURE | INV-MEASURE.lacking       |
        | .                              || -           | .                         |
        | height_cm ?                    || R           | height_cm                 |
        | weight_kg ?                    || R           | weight_kg                 |
        | height_at_25_cm ?              || R           | height_at_25_cm           |
        | weight_5_years_ago_kg ?        || R           | weight_5_years_ago_kg     |
        | height_at_25_cm ?, weight_kg ? || R           | height_at_25_cm weight_kg |
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
        | 165    | 66     | 168.4 | 66     || 24.2 | 3.4            | 0                   |
        | 165    | 66     | 165   | 60     || 24.2 | 0              | -10                 |
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
        | birth_date | balance | rises || INV-BALANCE | INV-BALANCE.lacking                       |
        | -50y       | ?       | yes   || R           | impaired_balance                          |
        | -50y       | no      | ?     || R           | rises_from_chair_unaided                  |
        | -50y       | ?       | ?     || R           | impaired_balance rises_from_chair_unaided |
        | -50y       | no      | yes   || -           | .                                         |
        | -50y       | yes     | no    || -           | .                                         |
        | -50y+1d    | ?       | ?     || -           | .                                         |
        """,
        WELL_WOMAN,
        balance="impaired_balance",
        rises="rises_from_chair_unaided",
    )
    check("| age | impaired_balance || INV-BALANCE |\n| 50 | ? || R |\n| 49 | ? || - |", WELL_WOMAN)


@shows("DX-15", "MEN-1")
def test_causes_of_secondary_osteoporosis() -> None:
    """The causes that are there are named, drugs among them; what is not known is none."""
    check(
        """
        | but                              || SUS-SECONDARY | SUS-SECONDARY.present        |
        | .                                || -             | .                            |
        | rheumatoid_arthritis yes         || R             | rheumatoid_arthritis         |
        | rheumatoid_arthritis ?           || -             | .                            |
        | copd yes                         || R             | copd                         |
        | copd ?                           || -             | .                            |
        | hyperparathyroidism yes          || R             | hyperparathyroidism          |
        | hyperparathyroidism ?            || -             | .                            |
        | malabsorption yes                || R             | malabsorption                |
        | malabsorption ?                  || -             | .                            |
        | type_1_diabetes yes              || R             | type_1_diabetes              |
        | type_1_diabetes ?                || -             | .                            |
        | untreated_hyperthyroidism yes    || R             | untreated_hyperthyroidism    |
        | untreated_hyperthyroidism ?      || -             | .                            |
        | hypogonadism yes                 || R             | hypogonadism                 |
        | hypogonadism ?                   || -             | .                            |
        | chronic_liver_disease yes        || R             | chronic_liver_disease        |
        | chronic_liver_disease ?          || -             | .                            |
        | other_secondary_osteoporosis yes || R             | other_secondary_osteoporosis |
        | other_secondary_osteoporosis ?   || -             | .                            |
        | aromatase_inhibitor yes          || R             | aromatase_inhibitor          |
        | aromatase_inhibitor ?            || -             | .                            |
        | copd yes, malabsorption yes      || R             | copd malabsorption           |
        | current_smoker yes               || -             | .                            |
        | alcohol_3_or_more_units yes      || -             | .                            |
        """,
        WELL_WOMAN,
    )
    check(
        """
        | androgen_deprivation || SUS-SECONDARY | SUS-SECONDARY.present |
        | yes                  || R             | androgen_deprivation  |
        | no                   || -             | .                     |
        | ?                    || -             | .                     |
        """,
        WELL_MAN,
    )
    check(
        """
        | GC_dose | GC_months || SUS-SECONDARY |
        | 5       | 3         || R             |
        | 4.9     | 3         || -             |
        | 5       | 2.9       || -             |
        | 5       | ?         || -             |
        | ?       | 3         || -             |
        """,
        WELL_WOMAN,
        **GC,
    )
