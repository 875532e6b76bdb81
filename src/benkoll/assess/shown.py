"""What is shown of one patient in a consultation: the answer, what to ask next, and what pictures are drawn from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from benkoll.assess.answer import Assessment
from benkoll.assess.ask import Question, open_questions
from benkoll.assess.patient import assess
from benkoll.errors import Lang
from benkoll.facts.derive import Settled, settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import Guideline, load
from benkoll.guideline.plan import Course, Plan, plan, problems_of
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.term import Value
from benkoll.measures.bone_density import femoral_neck, lowest_t_meets, lumbar_spine, total_hip

SITES = {
    "t_score_femoral_neck": femoral_neck,
    "t_score_total_hip": total_hip,
    "t_score_lumbar_spine": lumbar_spine,
}


def t_scores(settled: Settled) -> Mapping[str, float]:
    """The T-scores that count, by the names of the facts."""
    evaluation = Evaluation(settled.facts)
    found = {name: evaluation.value(term) for name, term in SITES.items()}
    return {name: value for name, value in found.items() if isinstance(value, int | float)}


def t_limits(settled: Settled, guideline: Guideline, *names: str) -> Mapping[str, bool | None]:
    """Whether the lowest T-score meets each limit; unknown where a site that is not known may be lower."""
    evaluation = Evaluation(settled.facts)
    held = {name: evaluation.value(lowest_t_meets(guideline.parameters[name].parameter)) for name in names}
    return {name: value if isinstance(value, bool) else None for name, value in held.items()}


def course_of(settled: Settled, assessment: Assessment) -> Course | None:
    """The course of the drug that is taken; where there is none, that of the first choice, begun on the day.

    None where no drug is taken or chosen, or there is no plan of it.
    """
    facts = settled.facts
    drug, chosen = facts.get("osteoporosis_drug"), assessment.findings["first_choice"]
    days = {name: value for name, value in facts.items() if isinstance(value, date)}
    start, last = days.get("drug_start_date"), days.get("last_dose_date")
    if drug == "none" and chosen is not None:
        drug, start, last = chosen["drug"], assessment.assessment_date, None
    if drug is None or start is None:
        return None
    course = Course(str(drug), start, last, *_years(facts), days.get("dxa_date"))
    return None if problems_of(course) else course


def _years(facts: Mapping[str, Value]) -> tuple[float, float]:
    oral, parenteral = (facts.get(f"earlier_bisphosphonate_years_{way}", 0.0) for way in ("oral", "parenteral"))
    return _number(oral), _number(parenteral)


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


@dataclass(frozen=True, slots=True)
class Consultation:
    """All that is shown of one patient while the facts are gathered."""

    settled: Settled
    guideline: Guideline
    assessment: Assessment
    questions: tuple[Question, ...]
    t_scores: Mapping[str, float]
    plan: Plan | None
    planned: bool
    """Whether the plan is that of a drug not yet begun."""


def consult(facts: Mapping[str, object], blocked: Collection[str], variant: str, day: date, lang: Lang) -> Consultation:
    """The patient of these facts assessed; `blocked`: those that may not be seen. Raises FactsError."""
    guideline = load(variant)
    settled = settle(read_patient(facts, day), blocked=blocked)
    assessment = assess(settled, guideline, lang)
    course = course_of(settled, assessment)
    return Consultation(
        settled,
        guideline,
        assessment,
        open_questions(assessment),
        t_scores(settled),
        None if course is None else plan(course, guideline),
        settled.facts.get("osteoporosis_drug") == "none",
    )
