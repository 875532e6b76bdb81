"""Observation: each measured value with its day and source, or with what keeps it from being read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from benkoll.exchange.codes.tables import found, rows
from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.shapes import Json, Resource, When, codes, names, number_of, object_of, objects, text_of
from benkoll.exchange.fhir.units import converted, unit_of

STATUSES = ("final", "amended", "corrected")
"""What is read; a preliminary value may still change."""

DATES = ("effectiveDateTime", "effectiveInstant", "effectivePeriod", "issued")

T_SCORES = ("t_score_femoral_neck", "t_score_total_hip", "t_score_lumbar_spine")
BMD = "bmd_femoral_neck"
STUDY = "dxa_date"
QUANTITIES = {**dict.fromkeys(T_SCORES, "t_score"), BMD: "bmd"}
"""What the units of several facts are listed by."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of one fact. `value` None: it cannot be read, and `problem` (a note's key and parts) says why.

    `day`: the first that it may be of. `time`: the instant as it is written, to order the values of one day.
    """

    fact: str
    value: float | bool | None
    day: date
    time: str
    source: Resource
    problem: tuple[str, ...] = ()


Readings = Mapping[str, Sequence[Reading]]


def readings(chart: Chart, day: date) -> Readings:
    """Fact -> its readings, newest last; what is set aside whole is told of."""
    by_fact: dict[str, list[Reading]] = defaultdict(list)
    for observation in chart.of("Observation"):
        parts = [(part, reads) for part in _parts(observation) if (reads := _reads(part))]
        when = observation.when(*DATES)
        if not parts or not chart.accepts(observation, STATUSES, when, day):
            continue
        for part, reads in parts:
            if "never" in reads:
                chart.notebook.tell("site", about=observation)
            elif len(reads) > 1:
                chart.notebook.tell("codes differ", about=observation)
            elif when is None:
                chart.notebook.tell("no date", about=observation, fact=_shown(reads[0]))
            else:
                one = _reading(chart, observation, part, reads[0], when)
                if one:
                    by_fact[one.fact].append(one)
    return {
        fact: sorted(found, key=lambda one: (one.day, one.time, one.source.name)) for fact, found in by_fact.items()
    }


def _parts(observation: Resource) -> Iterator[Json]:
    """The observation and its components, each with the body site of the whole where it has none."""
    yield observation.body
    for component in objects(observation.body.get("component")):
        yield {"bodySite": observation.body.get("bodySite"), **component}


def _reads(part: Json) -> list[str]:
    return sorted({row["reads"] for code in codes(part.get("code")) for row in found("observations", code)})


def _shown(reads: str) -> str:
    """The fact by which a message calls what is read."""
    return "alcohol_3_or_more_units" if reads == "drinks_a_day" else reads


def _reading(chart: Chart, observation: Resource, part: Json, reads: str, when: When) -> Reading | None:
    if reads in T_SCORES or reads == BMD:
        site = _site(chart, observation, part, reads)
        if site is None:
            chart.notebook.tell("site", about=observation)
            return None
        reads = site
    value: float | bool | None
    problem: tuple[str, ...] = ()
    if reads == STUDY:
        value = True
    elif reads == "current_smoker":
        value, problem = _answer(part, reads)
    else:
        value, problem = _measured(part, reads)
        if value is None and not problem:  # no value at all: an order, a panel's head, or a reason for its absence
            return None
    time = next((text for element in DATES if (text := observation.text(element))), "")
    return Reading(reads, value, when.first, time, observation, problem)


def _site(chart: Chart, observation: Resource, part: Json, reads: str) -> str | None:
    """The fact of the measured site: the code's, unless a body site within it is closer; None where they disagree."""
    if not names(part.get("bodySite")):
        if reads == BMD:
            return None
        if any(
            row["title"].startswith(("DXA Femur", "DXA Hip"))
            for code in codes(part.get("code"))
            for row in found("observations", code)
        ):
            chart.notebook.tell("femur", about=observation)
        return reads
    sites = {row["density_site"] for code in codes(part.get("bodySite")) for row in found("body_sites", code)}
    if reads == BMD:
        return reads if sites == {"femoral_neck"} else None
    closer = f"t_score_{sites.pop()}" if len(sites) == 1 else ""
    hip = T_SCORES[:2]
    return closer if closer == reads or (closer in hip and reads in hip) else None


def _answer(part: Json, fact: str) -> tuple[bool | None, tuple[str, ...]]:
    said = part.get("valueBoolean")
    if isinstance(said, bool):
        return said, ()
    concept = part.get("valueCodeableConcept")
    meant = {row["value"] for code in codes(concept) for row in found("answers", code) if row["fact"] == fact}
    if len(meant) == 1:
        return meant.pop() == "yes", ()
    return None, ("answer", ", ".join(names(concept)) or "?")


def _measured(part: Json, fact: str) -> tuple[float | None, tuple[str, ...]]:
    whole = part.get("valueInteger")
    quantity = object_of(part.get("valueQuantity"))
    if not quantity and whole is None:
        return None, ("no number",) if text_of(part.get("valueString")) else ()
    number = number_of(whole) if not quantity else number_of(quantity.get("value"))
    if number is None:
        return None, ("no number",)
    unit = unit_of(quantity)
    value = converted(QUANTITIES.get(fact, fact), number, unit)
    if value is None:
        return None, ("unit", unit) if unit else ("no unit",)
    comparator = text_of(quantity.get("comparator"))
    if comparator and not _settles(fact, comparator, value):
        return None, ("comparator", f"{comparator} {value:g}")
    return value, ()


def _settles(fact: str, comparator: str, bound: float) -> bool:
    """Whether a bound serves as the value: it lies beyond all that anyone asks of the fact."""
    row = next((row for row in rows("measures") if row["fact"] == fact), {})
    above, below = row.get("above"), row.get("below")
    return bool(
        (comparator in (">", ">=") and above and bound >= float(above))
        or (comparator in ("<", "<=") and below and bound <= float(below))
    )
