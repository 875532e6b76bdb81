"""The marks on a first choice: from when it may be given, and who should decide first."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import TODAY, on_denosumab
from benkoll.guideline.current_drug import both_bone_building_excluded
from benkoll.guideline.denosumab import next_denosumab
from benkoll.guideline.drug_choice import PATIENT
from benkoll.guideline.first_choice import FIRST_CHOICE
from benkoll.guideline.indication import do_not_wait
from benkoll.guideline.level_of_care import refer_clinic
from benkoll.guideline.older import before_discharge
from benkoll.guideline.parameters import limit
from benkoll.guideline.treatment_course import follow_on, switch
from benkoll.logic.term import (
    add_days,
    all_of,
    any_of,
    choose,
    greatest,
    known_true,
    unknown,
)

# FROM WHEN

_after_hip_fracture = choose(
    (
        FIRST_CHOICE.is_("zoledronic_acid") & known_true(facts.latest_fracture_site.is_("hip")),
        add_days(facts.latest_fracture_date, limit("bisphosphonate.hip_fracture_wait_days")),
    ),
    otherwise=unknown("date"),
)
_after_last_denosumab = choose(
    (known_true(any_of(PATIENT.switch & on_denosumab, PATIENT.after_denosumab)), next_denosumab),
    otherwise=unknown("date"),
)
_earliest = greatest(_after_hip_fracture, _after_last_denosumab)
NOT_BEFORE = choose((known_true(_earliest > TODAY), _earliest), otherwise=unknown("date"))
"""A date that lies ahead, else unknown."""

# WHO DECIDES FIRST

AWAIT_CLINIC = known_true(refer_clinic) & any_of(
    known_true(switch & on_denosumab),
    all_of(
        ~known_true(both_bone_building_excluded),
        ~any_of(*(known_true(term) for term in (before_discharge, do_not_wait, follow_on))),
    ),
)
