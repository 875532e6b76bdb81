"""Bone density: the values of one measurement, the latest, told apart by site.

Of several values of one site (left and right, two regions) the lowest counts. Values of an older measurement do not
stand beside those of the latest: one date is the date of all.
"""

from collections.abc import Sequence
from datetime import date

from benkoll.exchange.densitometry.words import makers_of
from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.facts import Gathered
from benkoll.exchange.fhir.readings import BMD, STUDY, T_SCORES, Reading, Readings
from benkoll.exchange.fhir.shapes import Resource, object_of, text_of


def read_density(chart: Chart, found: Readings, studies: Sequence[tuple[date, Resource]], gathered: Gathered) -> None:
    """State T-scores, bone density and their date. `studies`: days on which a measurement was done, and its source."""
    studies = [*studies, *((one.day, one.source) for one in found.get(STUDY, ()))]
    values = [one for fact in (*T_SCORES, BMD) for one in found.get(fact, ())]
    last = max((one.day for one in values), default=None)
    for fact in (*T_SCORES, BMD):
        _state_site(chart, fact, found.get(fact, ()), last, gathered)
    if last and any(gathered.knows(fact) for fact in (*T_SCORES, BMD)):
        gathered.state("dxa_date", last, *(one.source for one in values if one.day == last))
    for day, source in sorted(studies, key=lambda one: (one[0], one[1].name), reverse=True):
        if gathered.knows("dxa_date") and last and day > last:
            chart.notebook.tell("newer density", about=source, fact="dxa_date")
        elif not gathered.knows("dxa_date"):
            gathered.state("dxa_date", day, source)


def _state_site(chart: Chart, fact: str, found: Sequence[Reading], last: date | None, gathered: Gathered) -> None:
    latest = [one for one in found if one.day == last]
    readable = [one for one in latest if one.value is not None]
    for one in latest:
        if one.value is None:
            chart.notebook.tell(*one.problem, about=one.source, fact=fact)
    for one in found if not latest else ():
        chart.notebook.tell("other density", about=one.source, fact=fact)
    if readable and len(readable) == len(latest):
        lowest = min(readable, key=lambda one: (float(one.value or 0), one.source.name))
        gathered.state(fact, lowest.value, lowest.source)
        if fact == BMD:
            _state_maker(chart, lowest, gathered)


def _state_maker(chart: Chart, one: Reading, gathered: Gathered) -> None:
    device = one.source.body.get("device")
    named = (
        f"{text_of(object_of(device).get('display'))} {text_of(chart.look_up(device, one.source).get('manufacturer'))}"
    )
    makers = makers_of(named)
    if len(makers) == 1:
        gathered.state("bmd_maker", makers[0], one.source)
