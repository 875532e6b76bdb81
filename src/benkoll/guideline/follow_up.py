"""What comes when: adherence check, DXA controls, the next dose (FU-1 to FU-3, BP-2, DMAB-1)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import (
    TODAY,
    on_bisphosphonate,
    on_denosumab,
    on_drug,
    on_oral_bisphosphonate,
    on_zoledronic_acid,
    pregnant,
)
from benkoll.guideline.children import adult_with_time, living_adult
from benkoll.guideline.denosumab import next_denosumab
from benkoll.guideline.form import criterion
from benkoll.guideline.parameters import limit
from benkoll.guideline.treatment_course import bisphosphonate_ends
from benkoll.logic.term import add_months, all_of, choose, known_true

# DXA

control_done = criterion(
    "dxa_control_done",
    known_true(facts.dxa_date >= add_months(facts.drug_start_date, limit("follow_up.control_from_months"))),
    "FU-2",
    "reading",
    sv="DXA gjord {follow_up.control_from_months} eller mer efter start",
    en="DXA done {follow_up.control_from_months} or more after the start",
)
dxa_due = choose(
    (control_done, add_months(facts.dxa_date, limit("follow_up.dxa_months"))),
    otherwise=add_months(facts.drug_start_date, limit("follow_up.dxa_months")),
)
goes_on = ~(on_bisphosphonate & bisphosphonate_ends)
follow_dxa = criterion(
    "dxa_to_follow",
    all_of(adult_with_time, on_drug, goes_on),
    "FU-2",
    sv="osteoporosläkemedel ges",
    en="an osteoporosis drug is given",
)
dxa_may_wait = known_true(on_zoledronic_acid | on_denosumab) & control_done

# ADHERENCE

adherence_due = add_months(facts.drug_start_date, limit("follow_up.adherence_months"))
follow_adherence = criterion(
    "adherence_to_check",
    all_of(
        adult_with_time,
        on_oral_bisphosphonate,
        ~bisphosphonate_ends,
        add_months(facts.drug_start_date, limit("follow_up.adherence_window_months")) >= TODAY,
    ),
    "FU-1",
    sv="peroral bisfosfonat insatt för högst {follow_up.adherence_window_months} sedan",
    en="oral bisphosphonate begun within {follow_up.adherence_window_months}",
)

# THE NEXT DOSE

dose_due = choose(
    (on_denosumab, next_denosumab),
    otherwise=add_months(facts.last_dose_date, limit("follow_up.infusion_months")),
)
follow_dose = criterion(
    "dose_to_come",
    ((adult_with_time & on_zoledronic_acid & ~bisphosphonate_ends) | (living_adult & on_denosumab)) & ~pregnant,
    "BP-2",
    "DMAB-1",
    sv="infusion eller injektion ges regelbundet",
    en="infusions or injections are given regularly",
)
