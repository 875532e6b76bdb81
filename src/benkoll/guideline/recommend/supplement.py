"""SUPP-*: calcium and vitamin D."""

from benkoll.facts import leaves as facts
from benkoll.guideline.calcium_vitamin_d import something_to_correct, takes_supplement, vitamin_d_deficiency
from benkoll.guideline.form import Recommendation, Value, Words, criterion
from benkoll.guideline.glucocorticoids import glucocorticoid_treatment
from benkoll.guideline.indication import consider_treatment
from benkoll.guideline.level_of_care import scope_with_denosumab
from benkoll.guideline.parameters import limit
from benkoll.guideline.treatment_course import drug_in_question, lately_stopped
from benkoll.logic.term import all_of, any_of, choose, known_true
from benkoll.measures.calcium import hypercalcaemia

supplement = criterion(
    "supplement",
    scope_with_denosumab & any_of(drug_in_question, glucocorticoid_treatment, vitamin_d_deficiency),
    "TX-4",
    "CAD-1",
    "GC-1",
    sv="läkemedel ska väljas eller ges, kortisonbehandling, eller D-vitaminbrist",
    en="a drug is to be chosen or is given, glucocorticoid treatment, or vitamin D deficiency",
)
not_alone = criterion(
    "supplement_not_alone",
    all_of(takes_supplement, consider_treatment, ~something_to_correct),
    "CAD-4",
    sv="enbart kalcium och D-vitamin räcker inte",
    en="calcium and vitamin D alone are not enough",
)
no_calcium = known_true(hypercalcaemia)
no_calcium_yet = (
    no_calcium,
    "Inget kalcium förrän hyperkalcemin är förklarad.",
    "No calcium until the hypercalcaemia is explained.",
)
calcium_dose = choose(
    (no_calcium, 0),
    (known_true(facts.low_calcium_intake), limit("calcium_vitamin_d.calcium_low_intake")),
    otherwise=limit("calcium_vitamin_d.calcium"),
)

RECOMMENDATIONS = (
    Recommendation(
        "SUPP-CAD",
        supplement,
        ("TX-4", "CAD-1", "CAD-2", "BP-4", "GC-1"),
        sv="Kalcium och D-vitamin dagligen",
        en="Calcium and vitamin D daily",
        details=(
            Value("calcium_mg_day", calcium_dose),
            Value("vitamin_d_iu_day", limit("calcium_vitamin_d.vitamin_d")),
            Value("already_taken", facts.takes_calcium_vitamin_d),
            Words((no_calcium_yet,)),
        ),
    ),
    Recommendation(
        "SUPP-NOT-ALONE",
        not_alone,
        ("CAD-4",),
        sv="Kalcium och D-vitamin räcker inte som enda behandling",
        en="Calcium and vitamin D are not enough as the only treatment",
    ),
    Recommendation(
        "SUPP-AFTER-STOP",
        lately_stopped,
        ("BPS-3",),
        sv="Kalcium och D-vitamin i 1-2 år efter avslutad bisfosfonat",
        en="Calcium and vitamin D for 1-2 years after a bisphosphonate",
        details=(Words((no_calcium_yet,)),),
    ),
)
