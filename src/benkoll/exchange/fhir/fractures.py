"""Condition: fractures, their energy by the external cause coded beside them, and which of them are one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from benkoll.exchange.codes.fractures import low_energy, site_of
from benkoll.exchange.codes.tables import Row, found
from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.conditions import confirmed, onset
from benkoll.exchange.fhir.facts import Gathered
from benkoll.exchange.fhir.shapes import Resource, When, codes, object_of, objects, plain_code, text_of, when_of
from benkoll.facts.fractures import OTHER, PRIOR_FACTS
from benkoll.logic.calendar import add_months

SAME_FRACTURE_MONTHS = 6
"""Two fractures of one site within so many months are one that was coded at several visits (reading)."""
ADULT_YEARS = 18


@dataclass(frozen=True, slots=True)
class _Fracture:
    """A fracture as it is coded. `low_energy` None: not said; `tumour`: from a tumour."""

    site: str
    when: When | None
    low_energy: bool | None
    tumour: bool
    sources: tuple[Resource, ...]

    @property
    def counts(self) -> bool:
        return self.low_energy is not False and not self.tumour


def read_fractures(chart: Chart, conditions: Sequence[Resource], gathered: Gathered) -> None:
    """State the fractures: those with a day as events, the others as facts that need none."""
    known = [condition for condition in conditions if confirmed(condition)]
    causes = [(condition, row) for condition in known for row in _rows("external_causes", condition)]
    fractures = [one for condition in known if (one := _fracture(chart, condition, causes))]
    fractures = [one for one in fractures if not _in_childhood(chart, one, gathered.raw.get("birth_date"))]
    dated = _merged(one for one in fractures if _day(one))
    undated = [one for one in fractures if not _day(one)]
    latest = max((day for one in dated if one.counts and (day := _day(one))), default=None)
    unclear = [one for one in undated if one.when and one.counts and (latest is None or one.when.last >= latest)]
    for one in undated:
        for source in one.sources if one.counts else ():
            chart.notebook.tell("fracture year" if one in unclear else "fracture undated", about=source)
    if unclear:  # the latest fracture cannot be told: no list of events, from which one would follow
        undated, dated = [*dated, *undated], []
    _state(gathered, chart, dated, undated)


def _in_childhood(chart: Chart, fracture: _Fracture, birth_date: str | None) -> bool:
    """A fracture other than of hip or vertebra counts in adult life only."""
    born = when_of(birth_date)
    grown = add_months(born.first, ADULT_YEARS * 12) if born else None
    young = bool(fracture.when and grown and fracture.when.last < grown and fracture.site not in PRIOR_FACTS)
    for source in fracture.sources if young else ():
        chart.notebook.tell("childhood", about=source)
    return young


def _rows(table: str, condition: Resource) -> tuple[Row, ...]:
    return tuple(row for code in codes(condition.body.get("code")) for row in found(table, code))


def _fracture(chart: Chart, condition: Resource, causes: Iterable[tuple[Resource, Row]]) -> _Fracture | None:
    rows = _rows("fractures", condition)
    if not rows:
        return None
    kinds = {row["kind"] for row in rows}
    site = site_of(rows, {row["fracture_site"] for row in _body_sites(condition)})
    if site is None:
        sites = any(row["site"] for row in rows) or ("unsited" in kinds and _body_sites(condition))
        for row in rows:
            if row["kind"] in ("ask", "unsited") or sites:
                key = "unsited" if row["kind"] == "unsited" else "ask fracture"
                chart.notebook.tell(key, f"{row['code']} ({row['title']})", about=condition)
        return None
    when = None if "sequela" in kinds else _when(condition)
    return _Fracture(site, when, _low_energy(condition, causes), "tumour" in kinds, (condition,))


def _body_sites(condition: Resource) -> list[Row]:
    return [row for code in codes(condition.body.get("bodySite")) for row in found("body_sites", code)]


def _when(condition: Resource) -> When | None:
    """The onset; the day of recording only in the diagnosis of a visit, for a list is kept up long afterwards."""
    visit = any(plain_code(category) == "encounter-diagnosis" for category in objects(condition.body.get("category")))
    return onset(condition) or (condition.when("recordedDate") if visit else None)


def _day(fracture: _Fracture) -> date | None:
    """The day that the fracture is dated by: a month by its first day."""
    when = fracture.when
    return when.first if when and (when.first.year, when.first.month) == (when.last.year, when.last.month) else None


def _low_energy(condition: Resource, causes: Iterable[tuple[Resource, Row]]) -> bool | None:
    """What the external causes of the same visit (else of the same day) say; None where nothing clear is said."""
    return low_energy(row for other, row in causes if other is condition or _together(condition, other))


def _together(one: Resource, other: Resource) -> bool:
    visits = [text_of(object_of(condition.body.get("encounter")).get("reference")) for condition in (one, other)]
    if any(visits):
        return visits[0] == visits[1]
    days = [onset(condition) or condition.when("recordedDate") for condition in (one, other)]
    return days[0] is not None and days[0] == days[1] and days[0].exact


def _merged(fractures: Iterable[_Fracture]) -> list[_Fracture]:
    """Fractures of one site close in time become the first of them, with what all of them say."""
    groups: list[list[_Fracture]] = []
    for one in sorted(fractures, key=lambda one: (_day(one) or date.min, one.sources[0].name)):
        same = next((group for group in groups if _same(group[0], one)), None)
        if same is None:
            groups.append([one])
        else:
            same.append(one)
    return [_one(group) for group in groups]


def _same(old: _Fracture, new: _Fracture) -> bool:
    first, later = _day(old), _day(new)
    limit = add_months(first, SAME_FRACTURE_MONTHS) if first else None
    return old.site == new.site and bool(limit and later and later <= limit)


def _one(group: Sequence[_Fracture]) -> _Fracture:
    energies = {one.low_energy for one in group} - {None}
    return replace(
        group[0],
        low_energy=energies.pop() if len(energies) == 1 else None,
        tumour=any(one.tumour for one in group),
        sources=tuple(source for one in group for source in one.sources),
    )


def _state(gathered: Gathered, chart: Chart, dated: Sequence[_Fracture], undated: Sequence[_Fracture]) -> None:
    events = []
    for one in dated:
        if one.when and not one.when.exact:
            for source in one.sources:
                chart.notebook.tell("fracture month", about=source)
        said = {"low_energy": one.low_energy, "tumour": one.tumour or None}
        events.append(
            {
                "site": one.site,
                "date": str(_day(one)),
                **{key: value for key, value in said.items() if value is not None},
            }
        )
    if events:
        gathered.state("fracture_events", events, *(source for one in dated for source in one.sources))
    for one in undated:
        if one.counts:
            gathered.state(PRIOR_FACTS.get(one.site, OTHER), True, *one.sources)
    counting = [one for one in (*dated, *undated) if one.counts]
    certain = max(len({one.site for one in counting}), sum(one in dated for one in counting))
    if undated and certain > 1:
        gathered.state("fragility_fracture_count", certain, *(source for one in counting for source in one.sources))
