"""A drug's way through time: from the day it began, what comes when, each moment with what it stands on.

A plan says what the guideline wants if all goes on as it is. It knows no patient: whether the drug suits is asked of
the recommendations, which the tests hold these days to.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, floor
from typing import Literal

from benkoll.errors import FactsError, Problem
from benkoll.guideline.basics import BISPHOSPHONATES, BONE_BUILDING, ORAL_BISPHOSPHONATES
from benkoll.guideline.build import Guideline
from benkoll.guideline.drugs import drugs
from benkoll.guideline.words import fill
from benkoll.logic.calendar import add_months

Sort = Literal["start", "adherence", "dose", "dxa", "decision", "limit", "end", "open", "late"]
Words = tuple[str, str]
PLANNED = tuple(name for name in drugs() if name not in ("other", "none"))
"""The drugs that have a plan."""

YEARS = 10
"""How far a plan looks ahead, counted from the start, if no limit lies further."""

FIRST_YEAR, LAST_YEAR, LONGEST = 1970, 2100, 50
"""When a drug can have begun, and how many years it can have been taken: outside that the day is written wrongly."""

DOSES = 4
"""Doses to come that are named one by one; those after them follow in the same steps."""

TEXTS: dict[str, Words] = {
    "start": ("Start: {} {} {} {}", "Start: {} {} {} {}"),
    "adherence": (
        "Fråga om tabletterna tas som de ska, inom {follow_up.adherence_months}",
        "Ask whether the tablets are taken as they should, within {follow_up.adherence_months}",
    ),
    "first dose": ("Första dosen räknas som given vid start", "The first dose counts as given at the start"),
    "dose": ("Dos, {} efter den förra", "Dose, {} after the one before"),
    "last dose": ("Senaste dos", "Last dose"),
    "later doses": (
        "Dos, {} efter den förra, och så vidare i samma steg",
        "Dose, {} after the one before, and so on in the same steps",
    ),
    "dxa": ("DXA-kontroll om svaret kan ändra vården", "DXA control where its answer may alter the care"),
    "later dxa": (
        "DXA-kontroll; får dröja längre när den första är gjord",
        "DXA control; may be later once the first one is done",
    ),
    "decision": (
        "Bisfosfonat i {bisphosphonate.pause_from_years}: avgör om uppehåll. Vid kvarvarande hög risk fortsätt",
        "Bisphosphonate for {bisphosphonate.pause_from_years}: decide on a pause. Where high risk is left go on",
    ),
    "pause": (
        "Om uppehåll då görs: bedöm på nytt efter {bisphosphonate.pause_months}",
        "If a pause is made then: assess again after {bisphosphonate.pause_months}",
    ),
    "limit_oral": (
        "Gräns för bisfosfonat som tablett ({} år): ompröva, förnya inte rutinmässigt",
        "Limit of a bisphosphonate as tablets ({} years): review, no renewal by routine",
    ),
    "limit_parenteral": (
        "Gräns för bisfosfonat som infusion ({} år): ompröva, förnya inte rutinmässigt",
        "Limit of a bisphosphonate as infusions ({} years): review, no renewal by routine",
    ),
    "limit_total": (
        "Gräns för bisfosfonat sammanlagt ({} år): ompröva, förnya inte rutinmässigt",
        "Limit of bisphosphonate in all ({} years): review, no renewal by routine",
    ),
    "open": (
        "Inget slutdatum: ges tills vidare, sätts aldrig ut utan något efter",
        "No end date: goes on until further notice, never ends with nothing after it",
    ),
    "follow-on": (
        "Tidigaste slut: antiresorptivt läkemedel tar vid utan glapp",
        "Earliest end: an antiresorptive drug takes over without a gap",
    ),
    "course": (
        "Kuren är slut: antiresorptivt läkemedel tar vid utan glapp",
        "The course is over: an antiresorptive drug takes over without a gap",
    ),
    "due": ("Nästa dos ska ges senast den här dagen", "The next dose is to be given by this day"),
    "late": (
        "Från dagen efter är dosen försenad: ge den genast",
        "From the day after the dose is late: give it at once",
    ),
    "urgent": (
        "Från dagen efter är det brådskande: bentätheten faller och kotfrakturer kommer",
        "From the day after it is urgent: bone density falls and vertebral fractures come",
    ),
    "ended": (
        "Till den här dagen räknas denosumab som nyss avslutat: utan fler doser behövs annat läkemedel",
        "Until this day denosumab counts as lately ended: without more doses another drug is needed",
    ),
}


@dataclass(frozen=True, slots=True)
class Course:
    """What a plan is made from. `*_years`: of bisphosphonate before this drug; `dxa_date`: of the last control."""

    drug: str
    start: date
    last_dose: date | None = None
    oral_years: float = 0
    parenteral_years: float = 0
    dxa_date: date | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One day of a plan, what is to be done by it, and what that stands on. `reading`: ours, not the guideline's."""

    sort: Sort
    day: date
    sv: str
    en: str
    statement: str
    parameter: str | None = None
    reading: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """`moments` in the order of their days; `if_late`: what comes of it if the next dose of denosumab is not given."""

    course: Course
    moments: tuple[Moment, ...]
    if_late: tuple[Moment, ...]


def plan(course: Course, guideline: Guideline) -> Plan:
    """What comes when; FactsError where `problems_of` finds any."""
    problems = problems_of(course)
    if problems:
        raise FactsError(problems)
    maker = _Maker(course, guideline)
    moments = sorted(maker.moments(), key=lambda one: one.day)
    return Plan(course, tuple(moments), tuple(maker.if_late()))


def problems_of(course: Course) -> list[Problem]:
    """Why there is no plan: the drug has none, it began on no day of its time, or its last dose lies before that."""
    found = []
    if course.drug not in PLANNED:
        allowed = ", ".join(PLANNED)
        sv, en = f"har ingen plan; tillåtet: {allowed}", f"has no plan; allowed: {allowed}"
        found.append(Problem(sv, en, fact="osteoporosis_drug", value=course.drug))
    if not FIRST_YEAR <= course.start.year <= LAST_YEAR:
        sv = f"orimlig dag; tillåtet: {FIRST_YEAR} till {LAST_YEAR}"
        en = f"implausible day; allowed: {FIRST_YEAR} to {LAST_YEAR}"
        found.append(Problem(sv, en, fact="drug_start_date", value=course.start.isoformat()))
    last = _moved(course.start, 12 * LONGEST)
    if course.dxa_date is not None and course.dxa_date > last:
        sv, en = f"orimlig dag; tillåtet: till {last}", f"implausible day; allowed: until {last}"
        found.append(Problem(sv, en, fact="dxa_date", value=course.dxa_date.isoformat()))
    if course.last_dose is not None and not course.start <= course.last_dose <= last:
        sv = f"ska ligga från läkemedlets start {course.start} och högst {LONGEST} år efter den; rätta det ena av dem"
        en = f"must lie from the start of the drug {course.start} to {LONGEST} years after it; correct one of them"
        found.append(Problem(sv, en, fact="last_dose_date", value=course.last_dose.isoformat()))
    return found


def _moved(day: date, months: float) -> date:
    return add_months(day, round(months)) or date.max


class _Maker:
    def __init__(self, course: Course, guideline: Guideline) -> None:
        self.course = course
        self.parameters = guideline.parameters

    def moments(self) -> Iterator[Moment]:
        drug, start = self.course.drug, self.course.start
        about = drugs()[drug]
        yield Moment("start", start, *self._start(), about["source"], reading=about["source"] == "reading")
        if drug in ORAL_BISPHOSPHONATES:
            yield self._at("adherence", "adherence", start, "follow_up.adherence_months")
        yield from self._doses()
        yield from self._controls()
        if drug in BISPHOSPHONATES:
            yield from self._bisphosphonate()
        if drug == "denosumab":
            yield Moment("open", _moved(start, 12 * YEARS), *self._words("open"), "DMAB-3")
        if drug in BONE_BUILDING:
            yield from self._bone_building(drug)

    def if_late(self) -> Iterator[Moment]:
        """Counted from the last dose, or from the start where none is known."""
        if self.course.drug != "denosumab":
            return
        last = self.course.last_dose or self.course.start
        yield self._at("dose", "due", last, "denosumab.interval_months")
        yield self._at("late", "late", last, "denosumab.late_months")
        yield self._at("late", "urgent", last, "denosumab.urgent_months")
        end = _moved(last, self._number("denosumab.interval_months"))
        yield self._at("late", "ended", end, "follow_on.within_months")

    def _number(self, parameter: str) -> float:
        return self.parameters[parameter].parameter.value

    def _words(self, key: str, *parts: Words) -> Words:
        """The text in both languages, its numbers filled in; each part is said in both."""
        sv, en = TEXTS[key]
        if parts:
            sv, en = sv.format(*(one for one, _ in parts)), en.format(*(one for _, one in parts))
        return fill(sv, self.parameters, "sv"), fill(en, self.parameters, "en")

    def _at(self, sort: Sort, key: str, since: date, parameter: str, factor: int = 1, *parts: Words) -> Moment:
        """So many months (the parameter) after a day."""
        info = self.parameters[parameter]
        day = _moved(since, info.parameter.value * factor)
        source = info.source.split("; ")[0]
        return Moment(sort, day, *self._words(key, *parts), source, parameter, info.by == "reading")

    def _start(self) -> Words:
        about = drugs()[self.course.drug]
        dose = ((about[f"{part}_sv"], about[f"{part}_en"]) for part in ("dose", "route", "interval"))
        return self._words("start", (about["sv"], about["en"]), *dose)

    def _doses(self) -> Iterator[Moment]:
        """The last dose and those to come, in steps from it, or from the start where no dose is known."""
        steps = {"denosumab": "denosumab.interval_months", "zoledronic_acid": "follow_up.infusion_months"}
        parameter = steps.get(self.course.drug)
        if parameter is None:
            return
        months = f"{self._number(parameter):g}"
        apart = f"{months} månader", f"{months} months"
        since = self.course.last_dose or self.course.start
        if self.course.last_dose is None:
            yield Moment("dose", since, *self._words("first dose"), "reading", reading=True)
        elif since > self.course.start:
            yield Moment("dose", since, *self._words("last dose"), self.parameters[parameter].source)
        for step in range(1, DOSES + 1):
            yield self._at("dose", "dose" if step < DOSES else "later doses", since, parameter, step, apart)

    def _controls(self) -> Iterator[Moment]:
        """From the start, or from the control that has been done; of a drug that ends by itself the first one alone."""
        start, done = self.course.start, self.course.dxa_date
        from_then = _moved(start, self._number("follow_up.control_from_months"))
        since = done if done is not None and done >= from_then else start
        longer = self.course.drug in ("zoledronic_acid", "denosumab")
        for step in range(1, 2 if self.course.drug in BONE_BUILDING else 12 * YEARS):
            one = self._at("dxa", "dxa", since, "follow_up.dxa_months", step)
            if step > 1 and one.day >= _moved(start, 12 * YEARS):
                return
            if longer and (step > 1 or since is done):
                sv, en = self._words("later dxa")
                one = replace(one, statement="FU-3", sv=sv, en=en)
            yield one

    def _bisphosphonate(self) -> Iterator[Moment]:
        oral, parenteral = self.course.oral_years, self.course.parenteral_years
        decision = self._after_years("decision", "decision", "bisphosphonate.pause_from_years", oral + parenteral, ceil)
        yield decision
        yield self._at("decision", "pause", decision.day, "bisphosphonate.pause_months")
        if self.course.drug == "zoledronic_acid":
            limits = {"limit_parenteral": parenteral, "limit_total": oral + parenteral}
        else:
            limits = {"limit_oral": oral, "limit_total": oral + parenteral}
        found = (
            self._after_years("limit", key, f"bisphosphonate.{key}", years, floor) for key, years in limits.items()
        )
        yield min(found, key=lambda one: one.day)

    def _after_years(self, sort: Sort, key: str, parameter: str, years: float, whole: Callable[[float], int]) -> Moment:
        """When so many years (the parameter) are full, those before this drug counted in; at the earliest the start.

        `whole`: part of a month is counted so, that a decision does not come too early, nor a limit too late.
        """
        info = self.parameters[parameter]
        bound = f"{info.parameter.value:g}"
        left = round(12 * (info.parameter.value - years), 6)
        day = _moved(self.course.start, max(0, whole(left)))
        words = self._words(key, (bound, bound)) if sort == "limit" else self._words(key)
        return Moment(sort, day, *words, info.source.split("; ")[0], parameter, info.by == "reading")

    def _bone_building(self, drug: str) -> Iterator[Moment]:
        first, last = f"{drug}.follow_on_from_months", f"{drug}.course_months"
        if self._number(first) < self._number(last):
            yield self._at("end", "follow-on", self.course.start, first)
        yield self._at("end", "course", self.course.start, last)
