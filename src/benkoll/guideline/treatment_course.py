"""Going on, changing, following on, pausing: what becomes of the drug (TX-5, BPS-1, BPS-2, DMAB-3, SEQ-2)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import (
    TODAY,
    after_bisphosphonate,
    on_bisphosphonate,
    on_denosumab,
    on_drug,
    on_oral_bisphosphonate,
    on_raloxifene,
    on_romosozumab,
    on_teriparatide,
    on_zoledronic_acid,
)
from benkoll.guideline.bisphosphonates import (
    five_years,
    fracture_during_treatment,
    gut_symptoms,
    high_risk_left,
    side_effects,
)
from benkoll.guideline.bone_building import (
    after_bone_building,
    bone_building_stopped,
    bone_building_to_end,
    romosozumab_done,
    teriparatide_done,
)
from benkoll.guideline.children import adult_with_time, living_adult
from benkoll.guideline.current_drug import current_blocked, current_excluded_for_good, no_bisphosphonate_possible
from benkoll.guideline.denosumab import (
    after_denosumab,
    denosumab_before_others,
    denosumab_ended,
    denosumab_stopped_lately,
    denosumab_to_end,
)
from benkoll.guideline.form import criterion
from benkoll.guideline.indication import consider_treatment, consider_without_drug
from benkoll.guideline.parameters import limit
from benkoll.logic.term import Parameter, Term, add_months, all_of, any_of, choose, known_false, known_true, recorded
from benkoll.measures.treatment_time import (
    earlier_bisphosphonate_years,
    stop_of_last,
    years_now,
    years_of_last,
)

# A CHANGE OF DRUG: its reasons speak of what the record holds

falling_density = criterion(
    "falling_bone_density",
    choose(
        (
            recorded(facts.bmd_change_g_cm2) & recorded(facts.least_significant_change_g_cm2),
            0 - facts.bmd_change_g_cm2 > facts.least_significant_change_g_cm2,
        ),
        otherwise=(facts.bmd_change_percent < 0)
        & (0 - facts.bmd_change_percent > facts.least_significant_change_percent),
    ),
    "TX-5",
    "reading",
    sv="bentätheten sjunker mer än minsta säkra förändring",
    en="bone density falls by more than the least significant change",
)
poor_adherence = criterion(
    "poor_adherence", facts.poor_adherence, "BP-3", "KEY-4", sv="bristande följsamhet", en="poor adherence"
)
failure = criterion(
    "treatment_failure",
    fracture_during_treatment | falling_density,
    "TX-5",
    "DMAB-1",
    sv="terapisvikt",
    en="treatment failure",
)
SWITCH_REASONS = (
    criterion(
        "switch_for_fracture",
        known_true(fracture_during_treatment),
        "TX-5",
        sv="ny fraktur under behandling",
        en="a new fracture under treatment",
    ),
    criterion(
        "switch_for_falling_density",
        known_true(falling_density),
        "TX-5",
        sv="sjunkande bentäthet",
        en="falling bone density",
    ),
    criterion(
        "switch_for_side_effects",
        known_true(side_effects & on_bisphosphonate),
        "DMAB-1",
        sv="biverkningar av bisfosfonat",
        en="side effects of the bisphosphonate",
    ),
    criterion(
        "switch_for_gut_symptoms",
        known_true(gut_symptoms & on_oral_bisphosphonate),
        "BP-3",
        sv="mag-tarmsymtom av peroral bisfosfonat",
        en="gut symptoms from the oral bisphosphonate",
    ),
    criterion(
        "switch_for_poor_adherence",
        known_true(poor_adherence & (on_oral_bisphosphonate | on_raloxifene)),
        "BP-3",
        "KEY-4",
        sv="bristande följsamhet till peroralt läkemedel",
        en="poor adherence to an oral drug",
    ),
    criterion(
        "switch_for_exclusion",
        known_true(current_excluded_for_good),
        "BP-5",
        "SmPC",
        sv="läkemedlet är uteslutet",
        en="the drug is excluded",
    ),
)
switch_reason = criterion(
    "switch_reason", any_of(*SWITCH_REASONS), "TX-5", "DMAB-1", "BP-3", sv="skäl till byte", en="a reason to change"
)
# read only beside "a drug now"
switch_from_drug = criterion(
    "switch_from_the_drug_that_is_taken",
    all_of(adult_with_time, switch_reason, ~(on_denosumab & no_bisphosphonate_possible)),
    "TX-5",
    "DMAB-1",
    "BP-3",
    sv="skäl till byte, och något att byta till",
    en="a reason to change, and something to change to",
)
switch = criterion(
    "switch",
    on_drug & switch_from_drug,
    "TX-5",
    "DMAB-1",
    "BP-3",
    "BP-5",
    sv="byte av läkemedel",
    en="a change of drug",
)

# WHAT FOLLOWS

follow_on = criterion(
    "follow_on",
    (living_adult & after_denosumab) | (adult_with_time & after_bone_building),
    "DMAB-3",
    "SEQ-2",
    "SEQ-3",
    sv="antiresorptivt läkemedel ska följa",
    en="an antiresorptive drug must follow",
)
# read only beside "no drug now"
follow_on_without_drug = criterion(
    "follow_on_where_no_drug_is_taken",
    (living_adult & denosumab_ended) | (adult_with_time & bone_building_stopped),
    "DMAB-3",
    "SEQ-2",
    "SEQ-3",
    sv="denosumab eller benuppbyggande läkemedel har upphört utan efterföljande",
    en="denosumab or a bone-building drug ended with nothing after it",
)
# whether or not a drug is taken now, one is to be chosen
_either_way = consider_without_drug & switch_from_drug
drug_to_choose = criterion(
    "drug_to_choose",
    any_of(consider_treatment, switch, _either_way),
    "KEY-5",
    sv="läkemedel ska väljas eller bytas",
    en="a drug is to be chosen or changed",
)
pathway = criterion(
    "pathway",
    any_of(consider_treatment, switch, follow_on, _either_way),
    "TX-4",
    sv="läkemedel ska väljas",
    en="a drug is to be chosen",
)
drug_in_question = criterion(
    "drug_chosen_or_given",
    any_of(on_drug, consider_without_drug, follow_on_without_drug),
    "TX-4",
    sv="läkemedel ska väljas eller ges redan",
    en="a drug is to be chosen, or is given already",
)

BESIDE_NO_DRUG = (
    consider_without_drug,
    follow_on_without_drug,
    denosumab_ended,
    denosumab_before_others,
    bone_building_stopped,
)
BESIDE_DRUG = (switch_from_drug,)
"""Criteria that speak only where there is no drug now, or only where there is one."""

# PAUSE, LIMIT, GOING ON


def _beyond(bound: Parameter, *years: Term) -> Term:
    return any_of(*(bound.met_by(value) for value in years))


# read only beside "on a bisphosphonate"
beyond_limit = criterion(
    "bisphosphonate_beyond_limit",
    any_of(
        _beyond(limit("bisphosphonate.limit_oral"), facts.earlier_bisphosphonate_years_oral),
        on_oral_bisphosphonate
        & _beyond(limit("bisphosphonate.limit_oral"), facts.earlier_bisphosphonate_years_oral + years_now),
        _beyond(limit("bisphosphonate.limit_parenteral"), facts.earlier_bisphosphonate_years_parenteral),
        on_zoledronic_acid
        & _beyond(limit("bisphosphonate.limit_parenteral"), facts.earlier_bisphosphonate_years_parenteral + years_now),
        _beyond(
            limit("bisphosphonate.limit_total"), earlier_bisphosphonate_years, earlier_bisphosphonate_years + years_now
        ),
    ),
    "BPS-2",
    sv="bisfosfonat {bisphosphonate.limit_oral} peroralt, {bisphosphonate.limit_parenteral} parenteralt"
    " eller {bisphosphonate.limit_total} sammanlagt",
    en="bisphosphonate {bisphosphonate.limit_oral} oral, {bisphosphonate.limit_parenteral} parenteral"
    " or {bisphosphonate.limit_total} in all",
)
at_limit = criterion(
    "review_at_limit",
    all_of(adult_with_time, on_bisphosphonate, beyond_limit),
    "BPS-2",
    sv="bisfosfonat längre än gränsen",
    en="a bisphosphonate beyond the limit",
)
low_risk_left = criterion(
    "no_high_risk_left",
    known_false(high_risk_left),
    "BPS-1",
    "BPS-2",
    sv="ingen kvarvarande hög risk",
    en="no high risk left",
)
pause = criterion(
    "pause",
    all_of(adult_with_time, on_bisphosphonate, five_years, low_risk_left, ~switch_reason),
    "BPS-1",
    sv="uppehåll kan övervägas",
    en="a pause can be considered",
)
# read only beside "on a bisphosphonate"
bisphosphonate_ends = criterion(
    "bisphosphonate_ends",
    any_of(switch_reason, beyond_limit, five_years & low_risk_left, current_blocked),
    "BPS-1",
    "BPS-2",
    sv="bisfosfonaten byts, pausas eller omprövas",
    en="the bisphosphonate is changed, paused or reviewed",
)
# read only beside "on a bisphosphonate"
bisphosphonate_time_left = criterion(
    "bisphosphonate_time_left",
    ~five_years | high_risk_left,
    "BPS-1",
    "BPS-2",
    sv="inte {bisphosphonate.pause_from_years} ännu, eller hög risk kvar",
    en="not yet {bisphosphonate.pause_from_years}, or high risk left",
)
# For each drug what ends its course, so that nothing hangs on which drug it is but the drug itself.
GOING_ON = (
    criterion(
        "bisphosphonate_goes_on",
        all_of(adult_with_time, on_bisphosphonate, bisphosphonate_time_left, ~bisphosphonate_ends),
        "BPS-2",
        sv="bisfosfonaten fortsätter",
        en="the bisphosphonate goes on",
    ),
    criterion(
        "denosumab_goes_on",
        all_of(on_denosumab, ~(denosumab_to_end & denosumab_stopped_lately), ~switch_from_drug),
        "DMAB-3",
        sv="denosumab tills vidare",
        en="denosumab until further notice",
    ),
    criterion(
        "raloxifene_goes_on",
        all_of(adult_with_time, on_raloxifene, ~switch_reason),
        "RAL-1",
        sv="raloxifen fortsätter",
        en="raloxifene goes on",
    ),
    criterion(
        "teriparatide_goes_on",
        all_of(adult_with_time, on_teriparatide, ~teriparatide_done, ~bone_building_to_end, ~switch_reason),
        "SEQ-2",
        sv="teriparatidkuren är inte slut",
        en="the course of teriparatide is not over",
    ),
    criterion(
        "romosozumab_goes_on",
        all_of(adult_with_time, on_romosozumab, ~romosozumab_done, ~bone_building_to_end, ~switch_reason),
        "SEQ-3",
        sv="romosozumabkuren är inte slut",
        en="the course of romosozumab is not over",
    ),
)
continue_drug = criterion(
    "continue_drug",
    all_of(living_adult, any_of(*GOING_ON), ~current_blocked),
    "BPS-2",
    "DMAB-3",
    "SEQ-2",
    "SEQ-3",
    sv="behandlingen fortsätter",
    en="treatment goes on",
)

# AFTER THE STOP

pause_over = criterion(
    "pause_to_be_reviewed",
    all_of(
        adult_with_time,
        after_bisphosphonate,
        _beyond(
            limit("bisphosphonate.pause_review_from_years"),
            earlier_bisphosphonate_years,
            earlier_bisphosphonate_years + years_of_last,
        ),
        add_months(stop_of_last, limit("bisphosphonate.pause_months")) <= TODAY,
    ),
    "BPS-1",
    "reading",
    sv="bisfosfonat i {bisphosphonate.pause_review_from_years}, avslutad för minst {bisphosphonate.pause_months} sedan",
    en="bisphosphonate for {bisphosphonate.pause_review_from_years}, stopped {bisphosphonate.pause_months} ago or more",
)
lately_stopped = criterion(
    "bisphosphonate_stopped_lately",
    all_of(
        adult_with_time,
        after_bisphosphonate,
        add_months(stop_of_last, limit("bisphosphonate.supplement_after_stop_months")) > TODAY,
    ),
    "BPS-3",
    "reading",
    sv="mindre än {bisphosphonate.supplement_after_stop_months} sedan bisfosfonat avslutades",
    en="less than {bisphosphonate.supplement_after_stop_months} since a bisphosphonate was stopped",
)
