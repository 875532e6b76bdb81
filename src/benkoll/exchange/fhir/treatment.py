"""The osteoporosis drug: which one now, which one before, since when, last dose, stop.

Nothing is guessed: what a record does not say of a drug is left unknown and told of, and a record without drugs never
means that there is none.
"""

from collections.abc import Sequence
from datetime import date

from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.courses import Course, courses
from benkoll.exchange.fhir.doses import dosages, use_of
from benkoll.exchange.fhir.drugs import Exposure, drug_of
from benkoll.exchange.fhir.facts import Gathered
from benkoll.exchange.fhir.shapes import object_of, text_of
from benkoll.facts.registry import registry
from benkoll.logic.calendar import add_months, between
from benkoll.measures.treatment_time import ORAL_BISPHOSPHONATES, PARENTERAL_BISPHOSPHONATES

AHEAD_MONTHS = 12
"""A stop may lie so far ahead, by the input contract."""
ONCOLOGY_MONTHS = 12
"""A cancer dose counts as present for so long (reading)."""

EARLIER_YEARS = {
    "earlier_bisphosphonate_years_oral": ORAL_BISPHOSPHONATES,
    "earlier_bisphosphonate_years_parenteral": PARENTERAL_BISPHOSPHONATES,
}


def read_treatment(chart: Chart, told: Sequence[Exposure], day: date, gathered: Gathered) -> None:
    """State what is known of the osteoporosis drugs."""
    taken = {name for one in told for name in one.drugs}
    names = [name for name in registry()["osteoporosis_drug"].choices if name in taken]
    against: list[Course] = []
    unclear = False
    for name in names:
        sorted_out = _by_use(chart, name, [one for one in told if name in one.drugs])
        against += courses(name, drug_of(name), sorted_out["osteoporosis"], day)
        unclear |= any(one.state in ("on", "dosed") for one in courses(name, drug_of(name), sorted_out["unknown"], day))
        _state_oncology(chart, sorted_out["oncology"], day, gathered)
    _state_ever(against, gathered)
    current = _current(against)
    if len(current) > 1:
        chart.notebook.tell("two drugs", ", ".join(sorted(one.drug for one in current)), fact="osteoporosis_drug")
    elif not unclear:
        _state_courses(chart, against, current[0] if current else None, day, gathered)


def _by_use(chart: Chart, name: str, told: Sequence[Exposure]) -> dict[str, list[Exposure]]:
    """The exposures by what the drug is given against; an administration also by the order that it carries out."""
    by_use: dict[str, list[Exposure]] = {"osteoporosis": [], "oncology": [], "unknown": []}
    for one in told:
        use = use_of(name, one.source, one.medication)
        if use == "unknown" and not dosages(one.source):
            order = text_of(object_of(one.source.body.get("request")).get("reference")).rpartition("/")[2]
            ordered = [other for other in told if order and other.source.name == f"MedicationRequest/{order}"]
            use = next((use_of(name, other.source, other.medication) for other in ordered), use)
        if use in ("unknown", "differ"):
            chart.notebook.tell(
                f"use {use}" if use == "unknown" else "uses differ", about=one.source, fact="osteoporosis_drug"
            )
        by_use["unknown" if use == "differ" else use].append(one)
    return by_use


def _state_oncology(chart: Chart, told: Sequence[Exposure], day: date, gathered: Gathered) -> None:
    limit = add_months(day, -ONCOLOGY_MONTHS) or date.min
    for one in told:
        if one.state == "on" or (one.state == "given" and one.start and one.start >= limit):
            gathered.state("oncology_antiresorptive", True, one.source)
        else:
            chart.notebook.tell("oncology past", about=one.source, fact="oncology_antiresorptive")


def _state_ever(against: Sequence[Course], gathered: Gathered) -> None:
    for course in against:
        if course.drug == "teriparatide":
            gathered.state("teriparatide_ever", True, *course.sources)
    dosed = [course for course in against if course.drug == "denosumab" and course.last_dose]
    if dosed:
        last = max(dosed, key=lambda course: course.last_dose or date.min)
        gathered.state("denosumab_last_dose_date", last.last_dose, *last.sources)


def _current(against: Sequence[Course]) -> list[Course]:
    """The courses that go on; one that only its last dose speaks for gives way to a drug begun after that dose."""
    return [
        one
        for one in against
        if one.state == "on"
        or (one.state == "dosed" and not any(_begun_after(other, one) for other in against if other is not one))
    ]


def _begun_after(other: Course, one: Course) -> bool:
    return bool(other.start and one.last_dose and other.start > one.last_dose)


def _state_courses(
    chart: Chart, against: Sequence[Course], current: Course | None, day: date, gathered: Gathered
) -> None:
    """State the current course, or the last one where none is known to go on, and what came before it."""
    for one in against:
        if one.state in ("paused", "late") and one is not current:
            chart.notebook.tell(one.state, one.drug, fact="osteoporosis_drug")
    if current is None and any(one.state == "paused" for one in against):
        return
    ranked = sorted((one for one in against if one is not current), key=lambda one: (one.until or date.min, one.drug))
    course = current or (ranked.pop() if ranked else None)
    if course is None:
        return
    if current:
        gathered.state("osteoporosis_drug", course.drug, *course.sources)
    else:
        gathered.state("previous_osteoporosis_drug", course.drug, *course.sources)
    if current and ranked:
        gathered.state("previous_osteoporosis_drug", ranked[-1].drug, *ranked[-1].sources)
    _state_dates(chart, course, day, gathered)
    _state_earlier(chart, ranked, gathered)


def _state_dates(chart: Chart, course: Course, day: date, gathered: Gathered) -> None:
    if course.start:
        gathered.state("drug_start_date", course.start, *course.sources)
        if not course.certain_start:
            chart.notebook.tell("first prescription", course.drug, fact="drug_start_date")
    if course.last_dose and drug_of(course.drug).given != "oral":
        gathered.state("last_dose_date", course.last_dose, *course.sources)
    if course.end and course.end <= (add_months(day, AHEAD_MONTHS) or day):
        gathered.state("drug_stop_date", course.end, *course.sources)
    elif course.state == "ended" and not course.last_dose:
        chart.notebook.tell("stop unknown", course.drug, fact="drug_stop_date")


def _state_earlier(chart: Chart, earlier: Sequence[Course], gathered: Gathered) -> None:
    for fact, drugs in EARLIER_YEARS.items():
        mine = [course for course in earlier if course.drug in drugs]
        for course in mine:
            if not (course.certain_start and course.end):
                chart.notebook.tell("earlier course", course.drug, fact=fact)
        years = sum(between("years", one.start, one.until) or 0 for one in mine if one.start and one.until)
        if mine:
            gathered.state(fact, round(years, 2), *(source for one in mine for source in one.sources))
