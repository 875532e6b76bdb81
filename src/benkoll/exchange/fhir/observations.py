"""What is measured or asked outside the laboratory and the bone densitometer: body, habits, falls, FRAX."""

from collections.abc import Iterable, Sequence
from datetime import date

from benkoll.exchange.codes.tables import rows
from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.facts import Gathered
from benkoll.exchange.fhir.readings import Reading, Readings
from benkoll.logic.calendar import add_months

UNITS_THAT_COUNT = 3
"""FRAX's units of alcohol a day (8 to 10 g each) from which it is a risk factor."""

UNITS_IN_A_DRINK = 14 / 8
"""At most: a drink of 12 g (Swedish standard glass) or 14 g (American) in units of 8 g. At least it is one."""

YEARS_AGO_MONTHS = (48, 60, 72)
"""A weight so long ago stands for the one of five years ago: the nearest to the middle (reading)."""


def newest(chart: Chart, found: Sequence[Reading], fact: str) -> Reading | None:
    """The latest reading that is a value; where the latest one cannot be read, none: an older one could mislead."""
    if not found:
        return None
    last = found[-1]
    same = [one for one in found if (one.day, one.time) == (last.day, last.time)]
    readable = [one for one in same if one.value is not None]
    if not readable:
        chart.notebook.tell(*last.problem, about=last.source, fact=fact)
        return None
    if len({one.value for one in readable}) > 1:
        for one in readable:
            chart.notebook.tell("values differ", about=one.source, fact=fact)
        return None
    return readable[0]


def since(day: date, months: int) -> date:
    """The day so many months before."""
    return add_months(day, -months) or date.min


def read_observations(chart: Chart, found: Readings, day: date, gathered: Gathered) -> None:
    """State body, habits, falls and FRAX."""
    for fact in ("height_cm", "weight_kg", "current_smoker", "falls_last_year", "drinks_a_day"):
        shown = "alcohol_3_or_more_units" if fact == "drinks_a_day" else fact
        one = newest(chart, found.get(fact, ()), shown)
        if one and one.day < since(day, _limit(fact)):
            chart.notebook.tell("old", about=one.source, fact=shown)
        elif one and fact == "drinks_a_day":
            _state_alcohol(chart, one, gathered)
        elif one:
            gathered.state(fact, one.value, one.source)
    _state_earlier_weight(found.get("weight_kg", ()), day, gathered)
    _state_frax(chart, found, gathered)


def _limit(fact: str) -> int:
    return next(int(row["max_age_months"]) for row in rows("measures") if row["fact"] == fact)


def _state_alcohol(chart: Chart, one: Reading, gathered: Gathered) -> None:
    drinks = float(one.value or 0)
    if drinks >= UNITS_THAT_COUNT or drinks * UNITS_IN_A_DRINK < UNITS_THAT_COUNT:
        gathered.state("alcohol_3_or_more_units", drinks >= UNITS_THAT_COUNT, one.source)
    else:
        chart.notebook.tell("between drinks", f"{drinks:g}", about=one.source, fact="alcohol_3_or_more_units")


def _state_earlier_weight(weights: Iterable[Reading], day: date, gathered: Gathered) -> None:
    latest, middle, earliest = (since(day, months) for months in YEARS_AGO_MONTHS)
    near = [one for one in weights if earliest <= one.day <= latest and one.value is not None]
    if near:
        one = min(near, key=lambda one: (abs((one.day - middle).days), one.day, one.time, one.source.name))
        gathered.state("weight_5_years_ago_kg", one.value, one.source)


def _state_frax(chart: Chart, found: Readings, gathered: Gathered) -> None:
    """The newest major risk, and the hip risk of the same day: both are of one calculation."""
    major = newest(chart, found.get("frax_major_percent", ()), "frax_major_percent")
    if major is None:
        return
    gathered.state("frax_major_percent", major.value, major.source)
    gathered.state("frax_date", major.day, major.source)
    same_day = [one for one in found.get("frax_hip_percent", ()) if one.day == major.day]
    hip = newest(chart, same_day, "frax_hip_percent")
    if hip:
        gathered.state("frax_hip_percent", hip.value, hip.source)
