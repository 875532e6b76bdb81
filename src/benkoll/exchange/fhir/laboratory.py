"""Laboratory values: one panel with one date, as fresh as the record allows.

The newest value of each analysis counts if it is from the last 12 months; where the whole record is older, from the
12 months before its newest value. What is older beside fresh values is left unknown, and told of, so that one date can
stand for all. That date is the oldest of those used.
"""

from collections.abc import Sequence
from datetime import date

from benkoll.exchange.codes.tables import rows
from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.facts import Gathered
from benkoll.exchange.fhir.observations import newest, since
from benkoll.exchange.fhir.readings import Reading, Readings
from benkoll.exchange.fhir.shapes import codes

PANEL_MONTHS = 12
"""Over how long a time values count as one panel: as long as the guideline takes them for fresh (DX-12, reading)."""


def read_laboratory(chart: Chart, found: Readings, day: date, gathered: Gathered) -> None:
    """State the laboratory values and their date."""
    facts = [row["fact"] for row in rows("measures") if row["max_age_months"] == "laboratory"]
    latest = {fact: one for fact in facts if (one := _latest(chart, fact, found.get(fact, ())))}
    if not latest:
        return
    panel_end = max(one.day for one in latest.values())
    panel_start = since(day if panel_end >= since(day, PANEL_MONTHS) else panel_end, PANEL_MONTHS)
    used = {fact: one for fact, one in latest.items() if one.day >= panel_start}
    for fact in latest.keys() - used.keys():
        chart.notebook.tell("older than others", about=latest[fact].source, fact=fact)
    _drop_strangers(chart, used, found)
    for fact, one in used.items():
        gathered.state(fact, one.value, one.source)
    oldest = min(one.day for one in used.values())
    gathered.state("laboratory_date", oldest, *(one.source for one in used.values() if one.day == oldest))


def _latest(chart: Chart, fact: str, found: Sequence[Reading]) -> Reading | None:
    """The newest value; of eGFR by creatinine and by cystatin C on one day their mean, as laboratories advise."""
    if fact != "egfr_ml_min" or not found:
        return newest(chart, found, fact)
    same_day = [one for one in found if one.day == found[-1].day]
    if len({code for one in same_day for code in _coded(one)}) < 2 or any(one.value is None for one in same_day):
        return newest(chart, found, fact)
    mean = sum(float(one.value or 0) for one in same_day) / len(same_day)
    last = same_day[-1]
    return Reading(fact, round(mean, 1), last.day, last.time, last.source)


def _coded(one: Reading) -> tuple[str, ...]:
    return tuple(code.code for code in codes(one.source.body.get("code")))


def _drop_strangers(chart: Chart, used: dict[str, Reading], found: Readings) -> None:
    """What would be taken together with a value that it does not belong to."""
    albumin, calcium, egfr = (used.get(fact) for fact in ("albumin_g_l", "calcium_mmol_l", "egfr_ml_min"))
    if albumin and calcium and albumin.day != calcium.day:
        sampled = [one for one in found["albumin_g_l"] if one.day == calcium.day]
        same = newest(chart, sampled, "albumin_g_l")
        if same:
            used["albumin_g_l"] = same
        else:
            chart.notebook.tell("other day", about=albumin.source, fact="albumin_g_l")
            del used["albumin_g_l"]
    newer = [used[fact] for fact in ("creatinine_umol_l", "cystatin_c_mg_l") if fact in used]
    if egfr and any(one.day > egfr.day for one in newer):
        chart.notebook.tell("before creatinine", about=egfr.source, fact="egfr_ml_min")
        del used["egfr_ml_min"]
