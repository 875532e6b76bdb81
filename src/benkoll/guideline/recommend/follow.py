"""FU-*: what comes when."""

from benkoll.guideline.basics import on_denosumab, on_zoledronic_acid
from benkoll.guideline.current_drug import current_excluded
from benkoll.guideline.first_choice import pathway_known
from benkoll.guideline.follow_up import (
    adherence_due,
    dose_due,
    dxa_due,
    dxa_may_wait,
    follow_adherence,
    follow_dose,
    follow_dxa,
)
from benkoll.guideline.form import Due, Items, Recommendation, Value, Words
from benkoll.guideline.level_of_care import refer_clinic
from benkoll.guideline.recommend.treat import correct_before
from benkoll.guideline.suspicion import femur_suspicion
from benkoll.logic.term import any_of, as_term, known_true

denosumab_excluded_now = known_true(on_denosumab) & known_true(current_excluded)
before_dose = Items(
    "after",
    (
        (known_true(correct_before), "TX-CORRECT-FIRST"),
        (denosumab_excluded_now, "ALERT-DRUG"),
        (denosumab_excluded_now & known_true(refer_clinic), "REF-CLINIC"),
        (known_true(femur_suspicion), "SUS-FEMUR"),
    ),
)
"""What is to be done before the next dose."""
free_to_give = ~any_of(*(condition for condition, _ in before_dose.items))

RECOMMENDATIONS = (
    Recommendation(
        "FU-ADHERENCE",
        follow_adherence,
        ("FU-1",),
        sv="Kontrollera följsamheten",
        en="Check adherence",
        details=(Due(adherence_due),),
        reading_sv="Gäller den som började för högst {follow_up.adherence_window_months} sedan.",
        reading_en="For those who began within {follow_up.adherence_window_months}.",
    ),
    Recommendation(
        "FU-DXA",
        follow_dxa,
        ("FU-2", "FU-3"),
        sv="Kontrollera bentätheten med DXA",
        en="Control bone density by DXA",
        details=(
            Due(dxa_due),
            Value("may_be_longer", dxa_may_wait),
            Words(
                (
                    (
                        as_term(True),
                        "Görs när svaret kan ändra handläggningen.",
                        "For those in whom the result changes what is done.",
                    ),
                )
            ),
        ),
    ),
    Recommendation(
        "FU-DOSE",
        follow_dose,
        ("BP-2", "DMAB-1", "SmPC"),
        sv="Nästa dos",
        en="Next dose",
        details=(
            Due(dose_due),
            Items(
                "check_before",
                (
                    (known_true(follow_dose), "calcium_mmol_l"),
                    (known_true(on_zoledronic_acid), "egfr_ml_min"),
                ),
            ),
            before_dose,
            Words(
                (
                    (
                        known_true(on_denosumab) & pathway_known,
                        "Ges tills det nya läkemedlet har ersatt denosumab.",
                        "Until replaced by the new drug.",
                    ),
                )
            ),
        ),
    ),
)
