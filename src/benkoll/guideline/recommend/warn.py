"""ALERT-*: what must not be overlooked."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import BISPHOSPHONATES, no_drug_now, on_antiresorptive, on_bisphosphonate, on_denosumab
from benkoll.guideline.children import living_adult
from benkoll.guideline.choice_marks import AWAIT_CLINIC
from benkoll.guideline.current_drug import current_excluded, current_reasons
from benkoll.guideline.denosumab import dose_late, dose_urgent
from benkoll.guideline.first_choice import FIRST_CHOICE, first_is, pathway_known
from benkoll.guideline.follow_up import dose_due
from benkoll.guideline.form import Due, Items, Recommendation, Value, Words, criterion
from benkoll.guideline.parameters import limit
from benkoll.guideline.recommend.follow import before_dose, free_to_give
from benkoll.logic.term import all_of, any_of, as_term, known_true
from benkoll.measures.treatment_time import earlier_bisphosphonate_years, years_now, years_of_last

ANTIRESORPTIVE = (*BISPHOSPHONATES, "denosumab")
dental_risk = criterion(
    "dental_risk",
    facts.dental_risk,
    "AE-2",
    "reading",
    sv="dålig tandstatus eller planerat tandingrepp",
    en="poor teeth or planned invasive dental work",
)
last_was_antiresorptive = facts.previous_osteoporosis_drug.is_in(*ANTIRESORPTIVE)
_limit = limit("jaw_femur.years")
years_of_treatment = criterion(
    "antiresorptive_for_years",
    any_of(
        _limit.met_by(earlier_bisphosphonate_years),
        (on_bisphosphonate | on_denosumab) & _limit.met_by(earlier_bisphosphonate_years + years_now),
        all_of(no_drug_now, last_was_antiresorptive, _limit.met_by(earlier_bisphosphonate_years + years_of_last)),
    ),
    "AE-2",
    "AE-3",
    "reading",
    sv="antiresorptiv behandling i {jaw_femur.years}",
    en="antiresorptive treatment for {jaw_femur.years}",
)
jaw_femur = criterion(
    "jaw_and_femur_to_heed",
    all_of(
        living_adult,
        any_of(on_antiresorptive, first_is(*ANTIRESORPTIVE)),
        any_of(dental_risk, years_of_treatment),
    ),
    "AE-2",
    "AE-3",
    "reading",
    sv="antiresorptivt läkemedel nu eller som förstahandsval, och tandrisk eller behandling i {jaw_femur.years}",
    en="an antiresorptive drug now or as first choice, and dental risk or {jaw_femur.years} of treatment",
)


RECOMMENDATIONS = (
    Recommendation(
        "ALERT-LATE-DOSE",
        all_of(living_adult, on_denosumab, dose_late),
        ("DMAB-3",),
        sv="Denosumabdosen är försenad",
        en="The denosumab dose is late",
        details=(
            Due(dose_due),
            Value("urgent", known_true(dose_urgent)),
            before_dose,
            Words(
                (
                    (free_to_give & ~pathway_known, "Ge den snarast.", "Give it at once."),
                    (
                        all_of(free_to_give, ~FIRST_CHOICE.is_("none"), ~AWAIT_CLINIC),
                        "Ge det läkemedel som ska följa utan dröjsmål.",
                        "Give the drug that is to follow without delay.",
                    ),
                    (
                        all_of(free_to_give, ~FIRST_CHOICE.is_("none"), AWAIT_CLINIC),
                        "Låt inte uppehållet växa: ge denosumab, om mottagningen inte kan besluta om bytet nu.",
                        "Do not let the gap grow: give denosumab if the clinic cannot decide on the change now.",
                    ),
                )
            ),
        ),
        reading_sv="Varning efter {denosumab.late_months}, brådskande efter {denosumab.urgent_months}.",
        reading_en="A warning after {denosumab.late_months}, urgent after {denosumab.urgent_months}.",
    ),
    Recommendation(
        "ALERT-DRUG",
        living_adult & current_excluded,
        ("BP-5", "SEQ-3", "RAL-1", "MEN-2", "DMAB-4", "SmPC"),
        sv="Läkemedlet är uteslutet för patienten",
        en="The current drug is excluded for this patient",
        details=(Value("drug", facts.osteoporosis_drug), Items("reasons", current_reasons())),
    ),
    Recommendation(
        "ALERT-JAW-FEMUR",
        jaw_femur,
        ("AE-2", "AE-3"),
        sv="Informera om käke och lårben; tandvård före start",
        en="Inform about jaw and femur; dental work before the start",
        details=(
            Words(
                (
                    (
                        as_term(True),
                        "Osteonekros i käken hos {figure:AE-2.jaw_osteonecrosis_treated} av de behandlade; atypisk "
                        "femurfraktur {figure:AE-3.atypical_femoral_fracture}.",
                        "Osteonecrosis of the jaw in {figure:AE-2.jaw_osteonecrosis_treated} of those treated; "
                        "atypical femoral fracture {figure:AE-3.atypical_femoral_fracture}.",
                    ),
                    (
                        known_true(dental_risk) & ~known_true(on_antiresorptive) & ~FIRST_CHOICE.is_("none"),
                        "Gör klart tandingrepp före första dosen.",
                        "Finish dental work before the first dose.",
                    ),
                )
            ),
        ),
    ),
)
