"""Denosumab: what excludes it (DMAB-4, SmPC), and that it is never simply stopped (DMAB-3)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import BISPHOSPHONATES, TODAY, no_drug_now, on_denosumab, pregnant
from benkoll.guideline.exclusions import Exclusion, atypical_fracture, jaw_osteonecrosis
from benkoll.guideline.form import SMPC, criterion
from benkoll.guideline.parameters import limit
from benkoll.logic.term import Term, add_months, all_of, any_of, choose, first_known, months_between, recorded
from benkoll.measures.calcium import hypocalcaemia
from benkoll.measures.treatment_time import stop_of_last

DENOSUMAB: tuple[Exclusion, ...] = (
    (hypocalcaemia, "DMAB-4"),
    (pregnant, SMPC),
    (atypical_fracture, "AE-3"),
    (jaw_osteonecrosis, "AE-2"),
)

# THE NEXT DOSE

_interval = limit("denosumab.interval_months")
_dose_of_course = first_known(facts.denosumab_last_dose_date, facts.last_dose_date)
last_was_denosumab = facts.previous_osteoporosis_drug.is_("denosumab")
_next_of_course = add_months(_dose_of_course, _interval)
_next_after_others = add_months(facts.denosumab_last_dose_date, _interval)
next_denosumab = choose(
    (on_denosumab, _next_of_course), (last_was_denosumab, _next_of_course), otherwise=_next_after_others
)
"""The last dose + 6 months: when the next one, or what follows, is due; it also counts as the end of denosumab."""
# read only beside "on denosumab": both are told as reasons
dose_late = criterion(
    "denosumab_dose_late",
    add_months(_dose_of_course, limit("denosumab.late_months")) < TODAY,
    "DMAB-3",
    "reading",
    sv="mer än {denosumab.late_months} sedan senaste denosumabdosen",
    en="more than {denosumab.late_months} since the last denosumab dose",
)
dose_urgent = add_months(_dose_of_course, limit("denosumab.urgent_months")) < TODAY

# AFTER THE LAST DOSE

within = limit("follow_on.within_months")
undated = limit("follow_on.undated_stop_months")


def _within_two_years(stop: Term) -> Term:
    return add_months(stop, within) >= TODAY


def _stop_within_two_years(next_dose: Term) -> Term:
    """By the last dose; a stop stated without one may be the dose itself: the end lies up to half a year after it."""
    stop = facts.drug_stop_date
    return choose(
        (recorded(next_dose), _within_two_years(next_dose)),
        (_within_two_years(stop), True),
        (add_months(add_months(stop, undated), within) < TODAY, False),
        otherwise=_within_two_years(next_dose),
    )


# read only where denosumab is the drug now, or the last one
denosumab_stopped_lately = criterion(
    "denosumab_stopped_lately",
    _stop_within_two_years(_next_of_course),
    "DMAB-3",
    "reading",
    sv="denosumab upphör eller har upphört (senaste dos + {denosumab.interval_months}) för högst "
    "{follow_on.within_months} sedan",
    en="denosumab ended (last dose + {denosumab.interval_months}) within the last {follow_on.within_months}",
)
enough_bisphosphonate_after = criterion(
    "enough_bisphosphonate_after_denosumab",
    facts.previous_osteoporosis_drug.is_in(*BISPHOSPHONATES)
    & (months_between(facts.drug_start_date, stop_of_last) >= limit("follow_on.enough_bisphosphonate_months")),
    "DMAB-3",
    "reading",
    sv="bisfosfonat i minst {follow_on.enough_bisphosphonate_months} efter denosumab",
    en="at least {follow_on.enough_bisphosphonate_months} of bisphosphonate after denosumab",
)
denosumab_before_others = criterion(
    "denosumab_before_other_drugs",
    ~last_was_denosumab & recorded(facts.denosumab_last_dose_date),
    "DMAB-3",
    sv="har haft denosumab före det senaste läkemedlet",
    en="has had denosumab before the last drug",
)
was_on_denosumab = last_was_denosumab | denosumab_before_others
denosumab_to_end = recorded(facts.drug_stop_date)
denosumab_ends_now = criterion(
    "denosumab_is_to_end",
    all_of(on_denosumab, denosumab_to_end, denosumab_stopped_lately),
    "DMAB-3",
    sv="denosumab ska avslutas",
    en="denosumab is to end",
)
# read only beside "no drug now"
denosumab_ended = criterion(
    "denosumab_ended_with_nothing_after",
    any_of(
        last_was_denosumab & denosumab_stopped_lately,
        all_of(denosumab_before_others, ~enough_bisphosphonate_after, _within_two_years(_next_after_others)),
    ),
    "DMAB-3",
    "reading",
    sv="denosumab upphör eller har upphört (senaste dos + {denosumab.interval_months}) för högst "
    "{follow_on.within_months} sedan, utan efterföljande behandling",
    en="denosumab ended (last dose + {denosumab.interval_months}) within the last {follow_on.within_months}, "
    "with nothing after it",
)
after_denosumab = criterion(
    "after_denosumab",
    any_of(denosumab_ends_now, no_drug_now & denosumab_ended),
    "DMAB-3",
    sv="antiresorptivt läkemedel behövs efter denosumab",
    en="an antiresorptive drug is needed after denosumab",
)
