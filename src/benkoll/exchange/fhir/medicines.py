"""Other drugs that the guideline heeds: glucocorticoids, cancer treatment, calcium and vitamin D, sedatives."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.courses import courses
from benkoll.exchange.fhir.doses import daily_mg, oral
from benkoll.exchange.fhir.drugs import Exposure, drug_of
from benkoll.exchange.fhir.facts import Gathered
from benkoll.guideline.parameters import limit
from benkoll.logic.calendar import between
from benkoll.measures.glucocorticoid import MG_EQUAL_TO_PREDNISOLONE_5_MG, prednisolone_equivalent


def read_medicines(chart: Chart, told: Sequence[Exposure], day: date, gathered: Gathered) -> None:
    """State what the drugs that go on at the day say."""
    on = {name: [one for one in told if name in one.drugs and one.state == "on"] for one in told for name in one.drugs}
    for fact in ("aromatase_inhibitor", "fall_inducing_drugs"):
        for one in on.get(fact, ()):
            gathered.state(fact, True, one.source)
    _state_androgen_deprivation(chart, told, day, gathered)
    for one in on.get("calcium_vitamin_d", ()):
        gathered.state("takes_calcium_vitamin_d", True, one.source)
    if on.get("calcium") and on.get("vitamin_d"):
        gathered.state("takes_calcium_vitamin_d", True, *(one.source for one in (*on["calcium"], *on["vitamin_d"])))
    _state_glucocorticoid(chart, told, day, gathered)


def treats_thyroid(told: Sequence[Exposure]) -> bool:
    """Whether an antithyroid drug goes on."""
    return any("antithyroid" in one.drugs and one.state == "on" for one in told)


def _state_androgen_deprivation(chart: Chart, told: Sequence[Exposure], day: date, gathered: Gathered) -> None:
    fact = "androgen_deprivation"
    for course in courses(fact, drug_of(fact), [one for one in told if fact in one.drugs], day):
        if course.state not in ("on", "dosed"):
            continue
        if gathered.raw.get("sex") == "male":
            gathered.state(fact, True, *course.sources)
        else:
            for source in course.sources:
                chart.notebook.tell("not a man", about=source, fact=fact)


def _state_glucocorticoid(chart: Chart, told: Sequence[Exposure], day: date, gathered: Gathered) -> None:
    """The daily dose as prednisolone, and how long it is to last in all."""
    tablets = [one for one in told if any(name in MG_EQUAL_TO_PREDNISOLONE_5_MG for name in one.drugs)]
    for one in tablets:
        if not oral(one.source):
            chart.notebook.tell("not oral", about=one.source, fact="glucocorticoid_mg_day")
    tablets = [one for one in tablets if oral(one.source) and one.state != "given"]
    on = [one for one in tablets if one.state == "on"]
    doses = {one.source.name: _as_prednisolone(one, day) for one in on}
    for one in on:
        if doses[one.source.name] is None:
            chart.notebook.tell("dose unclear", about=one.source, fact="glucocorticoid_mg_day")
    if not on or None in doses.values():
        return
    gathered.state("glucocorticoid_mg_day", _total(on, day), *(one.source for one in on))
    course = courses("glucocorticoid", drug_of("glucocorticoid"), tablets, day)[-1]
    if course.start is None:
        return
    months = between("months", course.start, course.end or day)
    if months and (course.end or months >= (limit("glucocorticoid.duration").value or 0)):
        gathered.state("glucocorticoid_months", round(months, 2), *course.sources)


def _total(on: Sequence[Exposure], day: date) -> float:
    """The doses added up: an order and its renewal of the same dose count once, and so do a list and its orders."""
    by_type: dict[str, set[tuple[tuple[str, ...], float]]] = defaultdict(set)
    for one in on:
        by_type[one.source.type].add((one.drugs, _as_prednisolone(one, day) or 0))
    return round(max(sum(mg for _, mg in doses) for doses in by_type.values()), 2)


def _as_prednisolone(one: Exposure, day: date) -> float | None:
    mg = daily_mg(one.source, one.medication, day)
    drug = next(name for name in one.drugs if name in MG_EQUAL_TO_PREDNISOLONE_5_MG)
    return None if mg is None else prednisolone_equivalent(drug, mg)
