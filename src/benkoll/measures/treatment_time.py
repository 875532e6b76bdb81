"""How long a course of an osteoporosis drug has lasted, and when it ended.

The course is that of the current drug, or of the last one where there is none now: `drug_start_date` is its start.
"""

from benkoll.facts import leaves as facts
from benkoll.logic.term import (
    Named,
    Term,
    add_months,
    choose,
    first_known,
    months_between,
    recorded,
    unknown,
    years_between,
)
from benkoll.measures.numbers import parameter

ORAL_BISPHOSPHONATES = ("alendronate", "risedronate", "ibandronate")
PARENTERAL_BISPHOSPHONATES = ("zoledronic_acid",)

_no_drug_now = facts.osteoporosis_drug.is_("none")

course_drug = Named(
    "course_drug",
    choose((_no_drug_now, facts.previous_osteoporosis_drug), otherwise=facts.osteoporosis_drug),
    sv="läkemedlet nu, annars det senaste",
    en="the drug now, else the last one",
)

# THE END

last_dose = Named(
    "last_dose",
    choose(
        (course_drug.is_("denosumab"), first_known(facts.denosumab_last_dose_date, facts.last_dose_date)),
        otherwise=facts.last_dose_date,
    ),
    sv="senaste dos",
    en="last dose",
)
"""Date of the last infusion or injection of the course's drug."""

months_since_last_dose = Named(
    "months_since_last_dose",
    months_between(last_dose, facts.assessment_date),
    sv="månader sedan senaste dos",
    en="months since the last dose",
    stands_on=("DMAB-3", "BP-2"),
)
"""Calendar months with the fraction of the running one."""

_denosumab_end = add_months(
    first_known(facts.denosumab_last_dose_date, facts.last_dose_date),
    parameter("treatment_time.denosumab_dose_months"),
)
_zoledronic_acid_end = add_months(facts.last_dose_date, parameter("treatment_time.zoledronic_acid_dose_months"))


def _end(drug: Term) -> Term:
    return choose(
        (drug.is_("denosumab"), first_known(_denosumab_end, facts.drug_stop_date)),
        (drug.is_("zoledronic_acid"), first_known(_zoledronic_acid_end, facts.drug_stop_date)),
        otherwise=facts.drug_stop_date,
    )


stop_of_last = Named(
    "stop_of_last_drug",
    _end(facts.previous_osteoporosis_drug),
    sv="slutet på den senaste behandlingen",
    en="end of the last treatment",
    stands_on=("DMAB-3", "BPS-1", "reading"),
)
"""When the last course ended, where there is no drug now: read so only then.

For denosumab the last dose + 6 months, for zoledronic acid the last infusion + 12, which stand above a stated stop;
the stated stop where no dose is known, and for all other drugs.
"""

effective_stop_date = Named(
    "effective_stop_date",
    choose(
        (~_no_drug_now & ~recorded(facts.drug_stop_date), unknown("date")),
        (_no_drug_now, stop_of_last),
        otherwise=_end(facts.osteoporosis_drug),
    ),
    sv="behandlingens slut",
    en="end of treatment",
    stands_on=("DMAB-3", "BPS-1", "reading"),
)
"""When the course ended or is to end, which may lie ahead. A current drug without a stated stop has no end."""

# THE LENGTH

_course_end = choose((_no_drug_now, effective_stop_date), otherwise=facts.assessment_date)

years_now = Named(
    "years_on_current_drug",
    years_between(facts.drug_start_date, facts.assessment_date),
    sv="år med det nuvarande läkemedlet",
    en="years on the current drug",
    stands_on=("BPS-1", "BPS-2"),
)
"""Calendar years from the start until today: read so only where there is a drug now."""

months_now = Named(
    "months_on_current_drug",
    months_between(facts.drug_start_date, facts.assessment_date),
    sv="månader med det nuvarande läkemedlet",
    en="months on the current drug",
    stands_on=("SEQ-2", "SEQ-3"),
)
"""The same in calendar months."""

years_of_last = Named(
    "years_of_last_drug",
    years_between(facts.drug_start_date, stop_of_last),
    sv="år med det senaste läkemedlet",
    en="years of the last drug",
    stands_on=("BPS-1",),
)
"""Calendar years from the start until the end of the last course: read so only where there is no drug now."""

current_course_years = Named(
    "current_course_years",
    years_between(facts.drug_start_date, _course_end),
    sv="år i den nuvarande eller senaste behandlingen",
    en="years of the current or last course",
    stands_on=("BPS-1",),
)
"""Calendar years from the start until today, for a course that has ended until its end."""


def _with_course(drugs: tuple[str, ...], earlier: Term) -> Term:
    return choose((course_drug.is_in(*drugs), earlier + current_course_years), otherwise=earlier)


bisphosphonate_years_oral = Named(
    "bisphosphonate_years_oral",
    _with_course(ORAL_BISPHOSPHONATES, facts.earlier_bisphosphonate_years_oral),
    sv="år med peroral bisfosfonat",
    en="years of oral bisphosphonate",
    stands_on=("BPS-1", "BPS-2"),
)
"""All courses together: earlier ones as stated, and the current or last one where it is oral."""

bisphosphonate_years_parenteral = Named(
    "bisphosphonate_years_parenteral",
    _with_course(PARENTERAL_BISPHOSPHONATES, facts.earlier_bisphosphonate_years_parenteral),
    sv="år med parenteral bisfosfonat",
    en="years of parenteral bisphosphonate",
    stands_on=("BPS-1", "BPS-2"),
)
"""All courses together: earlier ones as stated, and the current or last one where it is zoledronic acid."""

earlier_bisphosphonate_years = Named(
    "earlier_bisphosphonate_years",
    facts.earlier_bisphosphonate_years_oral + facts.earlier_bisphosphonate_years_parenteral,
    sv="år med bisfosfonat i tidigare behandlingar",
    en="years of bisphosphonate in earlier courses",
    stands_on=("BPS-1", "BPS-2"),
)
"""What is certain also where the current course's start is not known."""

bisphosphonate_years_total = Named(
    "bisphosphonate_years_total",
    bisphosphonate_years_oral + bisphosphonate_years_parenteral,
    sv="år med bisfosfonat sammanlagt",
    en="years of bisphosphonate in all",
    stands_on=("BPS-1", "BPS-2"),
)
"""Oral and parenteral, all courses."""
