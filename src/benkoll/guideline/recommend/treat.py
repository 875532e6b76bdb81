"""TX-*: treatment to consider, change, follow on, pause or continue."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import (
    BISPHOSPHONATES,
    TODAY,
    no_drug_now,
    on_denosumab,
    on_drug,
    on_romosozumab,
    on_teriparatide,
)
from benkoll.guideline.calcium_vitamin_d import something_to_correct, vitamin_d_deficiency
from benkoll.guideline.children import living_adult
from benkoll.guideline.choice_marks import NOT_BEFORE
from benkoll.guideline.current_drug import current_reasons
from benkoll.guideline.denosumab import after_denosumab, last_was_denosumab, next_denosumab
from benkoll.guideline.exclusions import CALCIUM
from benkoll.guideline.first_choice import (
    DRUG_IF,
    FIRST_CHOICE,
    withheld,
    withheld_for_correction,
    withheld_for_kidney,
    withheld_for_nothing,
    withheld_for_patient,
    withheld_for_prescriber,
)
from benkoll.guideline.form import DrugIf, Due, Items, Reason, Recommendation, Value, Words, criterion
from benkoll.guideline.hormone_therapy import weigh
from benkoll.guideline.indication import consider_treatment, do_not_wait
from benkoll.guideline.level_of_care import refer_clinic
from benkoll.guideline.older import before_discharge
from benkoll.guideline.parameters import limit
from benkoll.guideline.suspicion import femur_suspicion, vertebral_suspicion
from benkoll.guideline.treatment_course import (
    SWITCH_REASONS,
    at_limit,
    continue_drug,
    drug_in_question,
    follow_on,
    pathway,
    pause,
    pause_over,
    switch,
)
from benkoll.logic.term import (
    Term,
    add_days,
    add_months,
    all_of,
    any_of,
    choose,
    first_known,
    known_true,
    recorded,
    unknown,
)
from benkoll.measures.calcium import hypercalcaemia, hypocalcaemia

correct_before = criterion(
    "correct_before_drug",
    all_of(living_adult, something_to_correct, drug_in_question),
    "CAD-3",
    "BP-5",
    "DMAB-4",
    sv="kalcium eller D-vitamin korrigeras före (nästa) dos",
    en="calcium or vitamin D is corrected before the (next) dose",
)

# Why no drug is named yet -> the advice that says what to do instead.
WITHHELD_CODES: tuple[tuple[Term, str], ...] = (
    (withheld_for_correction & ~any_of(withheld_for_patient, withheld_for_prescriber), "TX-CORRECT-FIRST"),
    (withheld_for_kidney & ~any_of(withheld_for_patient, withheld_for_prescriber), "REF-NEPHROLOGY"),
    (any_of(withheld_for_patient, withheld_for_nothing) & known_true(refer_clinic), "REF-CLINIC"),
)
# zoledronic acid must wait after a hip fracture, and the patient goes home before
book_infusion = Words(
    (
        (
            all_of(
                known_true(facts.care_setting.is_("ward")), FIRST_CHOICE.is_("zoledronic_acid"), recorded(NOT_BEFORE)
            ),
            "Boka infusionen före utskrivningen.",
            "Book the infusion before discharge.",
        ),
    )
)
start_after = Items("after", tuple((withheld & why, code) for why, code in WITHHELD_CODES))

# WHEN SOMETHING MUST FOLLOW

# a stop stated without a dose can only be earlier than the true end
denosumab_in_question = any_of(after_denosumab, on_denosumab, no_drug_now & last_was_denosumab)
follow_on_due = choose(
    (known_true(denosumab_in_question), first_known(next_denosumab, facts.drug_stop_date)),
    (
        known_true(on_teriparatide),
        first_known(facts.drug_stop_date, add_months(facts.drug_start_date, limit("teriparatide.course_months"))),
    ),
    (
        known_true(on_romosozumab),
        first_known(facts.drug_stop_date, add_months(facts.drug_start_date, limit("romosozumab.course_months"))),
    ),
    otherwise=facts.drug_stop_date,
)
deficiency_without_gap = all_of(
    vitamin_d_deficiency,
    any_of(known_true(follow_on & after_denosumab), known_true(switch & on_denosumab)),
    ~withheld,
)
_four_weeks = add_days(TODAY, limit("calcium_vitamin_d.correct_at_most_days"))
correct_due = choose(
    (deficiency_without_gap & known_true(next_denosumab >= TODAY), next_denosumab),
    (deficiency_without_gap, _four_weeks),
    otherwise=unknown("date"),
)

RECOMMENDATIONS = (
    Recommendation(
        "TX-CONSIDER",
        consider_treatment,
        ("DX-2", "TX-3a", "TX-3b", "TX-3c", "TX-3d", "BG-6"),
        sv="Överväg läkemedel mot osteoporos",
        en="Consider drug treatment of osteoporosis",
        details=(DrugIf(DRUG_IF["TX-CONSIDER"]),),
        reading_sv="Ett bisfosfonatuppehåll räknas som pågående i {bisphosphonate.pause_months}, "
        "om ingen fraktur har kommit efter utsättningen och ingen hög risk kvarstår.",
        reading_en="A bisphosphonate pause counts as running for {bisphosphonate.pause_months}, "
        "unless a fracture came after the stop or high risk is left.",
    ),
    Recommendation(
        "TX-WEIGH",
        weigh,
        ("AH-1",),
        sv="Väg behandling från fall till fall: riktlinjen anger ingen gräns",
        en="Weigh treatment case by case: the guideline sets no limit",
        reading_sv="Låg bentäthet är här T-score {hormone.t_weigh}.",
        reading_en="Low density is here T-score {hormone.t_weigh}.",
    ),
    Recommendation(
        "TX-NO-WAIT",
        do_not_wait,
        ("TX-6", "GC-2"),
        sv="Starta utan att vänta på DXA",
        en="Start without waiting for the DXA",
        details=(start_after, book_infusion),
    ),
    Recommendation(
        "TX-BEFORE-DISCHARGE",
        before_discharge,
        ("CARE-2",),
        sv="Starta behandlingen före utskrivning",
        en="Start treatment before discharge",
        details=(start_after, book_infusion),
        reading_sv="Höft- eller kotfraktur räknas som färsk i {care.discharge_fracture_months}.",
        reading_en="A hip or vertebral fracture counts as fresh for {care.discharge_fracture_months}.",
    ),
    Recommendation(
        "TX-CORRECT-FIRST",
        correct_before,
        ("CAD-3", "BP-5", "DMAB-4"),
        sv="Korrigera eller förklara kalcium och D-vitamin före (nästa) dos",
        en="Correct or explain calcium and vitamin D before the (next) dose",
        details=(
            Items(
                "present",
                (
                    (known_true(hypocalcaemia), "hypocalcaemia"),
                    (known_true(hypercalcaemia), "hypercalcaemia"),
                    (vitamin_d_deficiency, "vitamin_d_deficiency"),
                ),
            ),
            Value(
                "drug",
                choose(
                    (known_true(on_drug) & ~known_true(pathway), facts.osteoporosis_drug), otherwise=unknown("text")
                ),
            ),
            Value("due", correct_due),
            Words(
                (
                    (
                        vitamin_d_deficiency,
                        "Behandlingsdos D-vitamin enligt riktlinjen för D-vitaminbrist, "
                        "därefter {calcium_vitamin_d.vitamin_d}.",
                        "A treatment dose of vitamin D by the guideline on vitamin D deficiency, "
                        "{calcium_vitamin_d.vitamin_d} after it.",
                    ),
                    (
                        deficiency_without_gap & FIRST_CHOICE.is_in(*BISPHOSPHONATES),
                        "Bisfosfonaten efter denosumab väntar inte på D-vitamin: inget glapp.",
                        "The bisphosphonate after denosumab does not wait for vitamin D: no gap.",
                    ),
                )
            ),
        ),
        reading_sv="Även hyperkalcemi ska förklaras först: kalcium ska vara normalt.",
        reading_en="Hypercalcaemia, too, is to be explained first: calcium must be normal.",
    ),
    Recommendation(
        "TX-SWITCH",
        switch,
        ("TX-5", "DMAB-1", "BP-3", "BP-5"),
        sv="Överväg byte av läkemedel",
        en="Consider a change of drug",
        details=(
            DrugIf(DRUG_IF["TX-SWITCH"]),
            Value("drug", facts.osteoporosis_drug),
            Items(
                "reasons",
                (
                    *((reason, Reason(reason.sv, reason.en, reason.stands_on[0])) for reason in SWITCH_REASONS[:-1]),
                    *((SWITCH_REASONS[-1] & holds, why) for holds, why in current_reasons(without=CALCIUM)),
                ),
            ),
        ),
    ),
    Recommendation(
        "TX-PAUSE",
        pause,
        ("BPS-1",),
        sv="Överväg uppehåll i 2-3 år",
        en="Consider a pause of 2-3 years",
        details=(Items("after", ((known_true(vertebral_suspicion), "INV-VFA"),)),),
    ),
    Recommendation(
        "TX-CONTINUE",
        continue_drug,
        ("BPS-2", "DMAB-3"),
        sv="Fortsätt behandlingen",
        en="Go on with the treatment",
        details=(
            Value("drug", facts.osteoporosis_drug),
            Items("after", ((known_true(femur_suspicion), "SUS-FEMUR"),)),
            Words(
                (
                    (
                        known_true(on_denosumab),
                        "Denosumab ges tills vidare och sätts aldrig bara ut.",
                        "Denosumab goes on until further notice and is never simply stopped.",
                    ),
                )
            ),
        ),
    ),
    Recommendation(
        "TX-LIMIT",
        at_limit,
        ("BPS-2",),
        sv="Ompröva bisfosfonaten: tidsgränsen är passerad, förnya inte rutinmässigt",
        en="Review the bisphosphonate: beyond its limit of time, no renewal by routine",
        reading_sv="Även bisfosfonat i {bisphosphonate.limit_total} sammanlagt räknas.",
        reading_en="{bisphosphonate.limit_total} in all counts as a limit, too.",
    ),
    Recommendation(
        "TX-PAUSE-REVIEW",
        pause_over,
        ("BPS-1",),
        sv="Bedöm på nytt efter uppehållet",
        en="Assess again after the pause",
        reading_sv="Gäller bisfosfonat i {bisphosphonate.pause_review_from_years}, "
        "avslutad för {bisphosphonate.pause_months} sedan eller mer.",
        reading_en="For a bisphosphonate of {bisphosphonate.pause_review_from_years}, "
        "stopped {bisphosphonate.pause_months} ago or more.",
    ),
    Recommendation(
        "TX-FOLLOW-ON",
        follow_on,
        ("SEQ-2", "SEQ-3", "DMAB-3"),
        sv="Ge antiresorptivt läkemedel efteråt, utan glapp",
        en="Give an antiresorptive drug afterwards, without a gap",
        details=(DrugIf(DRUG_IF["TX-FOLLOW-ON"]), Due(follow_on_due)),
        reading_sv="Gäller till {follow_on.within_months} efter slutet; efter denosumab räknas mindre än "
        "{follow_on.enough_bisphosphonate_months} med bisfosfonat som ingenting.",
        reading_en="Holds until {follow_on.within_months} after the end; after denosumab less than "
        "{follow_on.enough_bisphosphonate_months} of a bisphosphonate counts as nothing.",
    ),
)
