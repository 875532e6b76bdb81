"""Denosumab: what excludes it (DMAB-4, SmPC), and that it is never simply stopped (DMAB-3)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import BISPHOSPHONATES, TODAY, no_drug_now, on_denosumab, pregnant
from benkoll.guideline.exclusions import Exclusion, atypical_fracture, jaw_osteonecrosis
from benkoll.guideline.form import SMPC, criterion
from benkoll.guideline.parameters import limit
from benkoll.logic.term import (
    Term,
    add_months,
    any_of,
    choose,
    months_between,
    recorded,
)
from benkoll.measures.calcium import hypocalcaemia
from benkoll.measures.treatment_time import course_drug, effective_stop_date, last_dose

DENOSUMAB: tuple[Exclusion, ...] = (
    (hypocalcaemia, "DMAB-4"),
    (pregnant, SMPC),
    (atypical_fracture, "AE-3"),
    (jaw_osteonecrosis, "AE-2"),
)

# THE NEXT DOSE

denosumab_last_dose = choose((course_drug.is_("denosumab"), last_dose), otherwise=facts.denosumab_last_dose_date)
next_denosumab = add_months(denosumab_last_dose, limit("denosumab.interval_months"))
dose_late = criterion(
    "denosumab_dose_late",
    on_denosumab & (add_months(denosumab_last_dose, limit("denosumab.late_months")) < TODAY),
    "DMAB-3",
    "reading",
    sv="mer än {denosumab.late_months} sedan senaste denosumabdosen",
    en="more than {denosumab.late_months} since the last denosumab dose",
)
dose_urgent = add_months(denosumab_last_dose, limit("denosumab.urgent_months")) < TODAY

# AFTER THE LAST DOSE

within = limit("follow_on.within_months")
undated = limit("follow_on.undated_stop_months")


def _within_two_years(stop: Term) -> Term:
    return add_months(stop, within) >= TODAY


def _undated_stop_within_two_years(stop: Term) -> Term:
    """A stop stated without a dose may be the dose itself: the effect's end lies between it and half a year later."""
    by_dose = _within_two_years(next_denosumab)
    return choose(
        (_within_two_years(stop), True),
        (add_months(add_months(stop, undated), within) < TODAY, False),
        otherwise=by_dose,
    )


denosumab_stopped_lately = criterion(
    "denosumab_stopped_lately",
    choose(
        (recorded(denosumab_last_dose), _within_two_years(next_denosumab)),
        otherwise=_undated_stop_within_two_years(facts.drug_stop_date),
    ),
    "DMAB-3",
    "reading",
    sv="denosumab har upphört (senaste dos + {denosumab.interval_months}) inom de senaste {follow_on.within_months}",
    en="denosumab ended (last dose + {denosumab.interval_months}) within the last {follow_on.within_months}",
)
enough_bisphosphonate_after = criterion(
    "enough_bisphosphonate_after_denosumab",
    facts.previous_osteoporosis_drug.is_in(*BISPHOSPHONATES)
    & (months_between(facts.drug_start_date, effective_stop_date) >= limit("follow_on.enough_bisphosphonate_months")),
    "DMAB-3",
    "reading",
    sv="minst {follow_on.enough_bisphosphonate_months} bisfosfonat efter denosumab",
    en="at least {follow_on.enough_bisphosphonate_months} of bisphosphonate after denosumab",
)
was_on_denosumab = criterion(
    "denosumab_before",
    facts.previous_osteoporosis_drug.is_("denosumab") | recorded(facts.denosumab_last_dose_date),
    "DMAB-3",
    sv="har haft denosumab",
    en="has had denosumab",
)
denosumab_to_end = recorded(facts.drug_stop_date)
denosumab_ends_now = criterion(
    "denosumab_is_to_end",
    on_denosumab & denosumab_to_end,
    "DMAB-3",
    sv="denosumab ska avslutas",
    en="denosumab is to end",
)
# read only beside "no drug now"
denosumab_ended = criterion(
    "denosumab_ended_with_nothing_after",
    was_on_denosumab & ~enough_bisphosphonate_after,
    "DMAB-3",
    sv="denosumab har avslutats utan efterföljande behandling",
    en="denosumab has ended with nothing after it",
)
after_denosumab = criterion(
    "after_denosumab",
    any_of(denosumab_ends_now, no_drug_now & denosumab_ended) & denosumab_stopped_lately,
    "DMAB-3",
    sv="antiresorptivt läkemedel behövs efter denosumab",
    en="an antiresorptive drug is needed after denosumab",
)
