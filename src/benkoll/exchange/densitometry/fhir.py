"""Densities in FHIR R4: DiagnosticReport with its Observations, or the Observations of a day, of any patients."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from benkoll.errors import Problem
from benkoll.exchange.densitometry.about import About
from benkoll.exchange.densitometry.checked import Checked, Raw, checked
from benkoll.exchange.densitometry.loinc import meant
from benkoll.exchange.densitometry.words import makers_of
from benkoll.exchange.fhir.charts import Chart, charts
from benkoll.exchange.fhir.readings import DATES, STATUSES
from benkoll.exchange.fhir.shapes import (
    Json,
    Resource,
    codes,
    names,
    number_of,
    object_of,
    objects,
    text_of,
    when_of,
    words,
)
from benkoll.exchange.fhir.units import unit_of
from benkoll.exchange.rows import unusable
from benkoll.exchange.visits.bundle_person import named
from benkoll.exchange.visits.fields import Fields

READ = ("Patient", "Observation", "DiagnosticReport")


@dataclass(frozen=True, slots=True)
class _Found:
    """What the Observations of one examination hold."""

    raws: tuple[Raw, ...] = ()
    days: tuple[date, ...] = ()
    devices: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def reports(resources: Sequence[Json]) -> list[Checked]:
    """One report for each DiagnosticReport, and for each day of Observations without one.

    Raises InputError where something is no resource or not R4, or nothing is a density.
    """
    found = charts(resources, READ, ("Medication", "Device"))
    owners = {
        one.name: chart.reference
        for chart in found
        for one in chart.of("Observation")
        if _is_density(one) and not one.name.endswith("/?")
    }
    mixed: dict[str, list[str]] = {}
    spoilt: set[str] = set()
    for chart in found:
        for report in chart.of("DiagnosticReport"):
            strangers = _strangers(report, chart, owners)
            if strangers:
                mixed[report.name] = strangers
                spoilt.update(_results(report))
    made = [Checked(None, (Problem(*_STRANGER, name, ", ".join(others)),)) for name, others in mixed.items()]
    for chart in found:
        own = [one for one in chart.of("Observation") if _is_density(one) and one.name not in spoilt]
        made += _of_patient(chart, own, [one for one in chart.of("DiagnosticReport") if one.name not in mixed])
    if not made:
        raise unusable(
            "filen innehåller ingen bentäthet: ingen Observation med en LOINC-kod för DXA",
            "the file holds no bone density: no Observation with a LOINC code of DXA",
        )
    return made


def _of_patient(chart: Chart, observations: Sequence[Resource], diagnostic: Sequence[Resource]) -> Iterator[Checked]:
    present = {one.name for one in chart.of("Observation")}
    taken: set[str] = set()
    told = _unread(chart)
    for report in diagnostic:
        results = _results(report)
        mine = [one for one in (*observations, *_contained(report)) if one.name in results]
        taken.update(results)
        if mine:
            known = present | {one.name for one in mine}
            yield _checked(chart, mine, report, [name for name in results if name not in known])
    days: dict[str, list[Resource]] = defaultdict(list)
    for one in observations:
        if one.name not in taken:
            when = one.when(*DATES)
            days[str(when.first) if when else ""].append(one)
    for day in sorted(days):
        yield _checked(chart, days[day])
    if told and (taken or days):
        yield Checked(None, told)


def _unread(chart: Chart) -> tuple[Problem, ...]:
    """What sorting the resources has set aside: of no patient, in two versions, with an unknown modifier."""
    notes = [one for one in chart.notebook.notes() if one.key != "no patient"]
    return tuple(Problem(one.said("sv"), one.said("en")) for one in notes)


def _results(report: Resource) -> list[str]:
    """The names of the report's results; of one that it contains, with its own before it."""
    references = [text_of(one.get("reference")) for one in objects(report.body.get("result"))]
    return [f"{report.name}{one}" if one.startswith("#") else _name(one) for one in references]


def _contained(report: Resource) -> list[Resource]:
    return [
        Resource("Observation", f"{report.name}#{text_of(one.get('id'))}", one)
        for one in objects(report.body.get("contained"))
        if one.get("resourceType") == "Observation"
    ]


def _strangers(report: Resource, chart: Chart, owners: Mapping[str, str]) -> list[str]:
    """The densities of other patients that a report points at: then nobody's number there can be trusted."""
    return [name for name in _results(report) if owners.get(name, chart.reference) != chart.reference]


def _checked(
    chart: Chart, observations: Sequence[Resource], report: Resource | None = None, lacking: Sequence[str] = ()
) -> Checked:
    """The report of these observations; `lacking`: those that the report points at and the file does not hold."""
    found = [_read(chart, one) for one in observations]
    days = [day for one in found for day in one.days]
    problems = [problem for one in found for problem in one.problems]
    problems += [Problem(*_LACKING, f"{report.name}.result" if report else None, name) for name in lacking]
    if report is not None and report.text("status") in ("entered-in-error", "cancelled"):
        return Checked(None, (Problem(*_WITHDRAWN, f"{report.name}.status", report.text("status")),))
    about = replace(
        _person(chart),
        days=tuple(dict.fromkeys(days)),
        makers=makers_of(" ".join(name for one in found for name in one.devices)),
        models=tuple(dict.fromkeys(name for one in found for name in one.devices)),
    )
    done = checked(about, [raw for one in found for raw in one.raws])
    warnings = (*done.warnings, *(warning for one in found for warning in one.warnings))
    if done.report is None and not any(one.raws for one in found) and problems:
        return Checked(None, tuple(problems))
    return Checked(done.report, (*problems, *done.problems), warnings)


def _person(chart: Chart) -> About:
    patient = chart.patient
    if patient is None:
        return About(patients=(chart.reference,))
    identifier = named(Fields(0), patient)
    born = when_of(patient.body.get("birthDate"))
    return About(
        patients=(identifier.value if identifier else chart.reference,),
        sexes=tuple(filter(None, (patient.text("gender"),))),
        birth_dates=(born.first,) if born and born.exact else (),
    )


def _read(chart: Chart, one: Resource) -> _Found:
    status = one.text("status")
    if status not in STATUSES:
        return _Found(problems=(Problem(*_STATUS, f"{one.name}.status", status or None),))
    when = one.when(*DATES)
    if when is None or not when.exact:
        return _Found(problems=(Problem(*_NO_DAY, f"{one.name}.effectiveDateTime"),))
    device = chart.look_up(one.body.get("device"), one)
    machine = [text_of(object_of(one.body.get("device")).get("display")), text_of(device.get("manufacturer"))]
    machine += [text_of(each.get("name")) for each in objects(device.get("deviceName"))]
    raws, problems, warnings = list[Raw](), list[Problem](), list[Problem]()
    for place, part in _parts(one):
        site = part.get("bodySite")
        said = meant(codes(part.get("code")), words(part.get("code")), codes(site), words(site), bool(names(site)))
        if said is None:
            continue
        if said.wrong:
            problems.append(Problem(*said.wrong, place))
            continue
        if said.warning:
            warnings.append(Problem(*said.warning, place))
        value, unit, wrong = _value(part)
        if wrong:
            problems.append(Problem(*wrong, place, str(value)))
        elif value is not None:
            references = objects(part.get("referenceRange") or one.body.get("referenceRange"))
            reference = next((text for each in references if (text := text_of(each.get("text")))), None)
            site_said = (said.region, words(part.get("code")), said.side, said.vertebrae)
            raws.append(Raw(said.quantity, value, unit, *site_said, reference, place))
    device_words = " ".join(filter(None, machine))
    return _Found(tuple(raws), (when.first,), (device_words,) if device_words else (), tuple(problems), tuple(warnings))


def _value(part: Json) -> tuple[str | float | None, str, tuple[str, str] | None]:
    """Value, unit, and what is wrong: a text or a bound in the value's place."""
    if text_of(part.get("valueString")):
        return text_of(part.get("valueString")), "", _TEXT
    quantity = object_of(part.get("valueQuantity"))
    if not quantity:
        return number_of(part.get("valueInteger")), "", None
    value = number_of(quantity.get("value"))
    comparator = text_of(quantity.get("comparator"))
    if comparator:
        return f"{comparator}{value}", "", _BOUND
    if value is None:
        return str(quantity.get("value")), "", _TEXT
    return value, unit_of(quantity), None


def _parts(one: Resource) -> Iterator[tuple[str, Json]]:
    """The observation and its components, each with its place for messages, and the body site of the whole."""
    yield one.name, one.body
    for number, component in enumerate(objects(one.body.get("component"))):
        yield f"{one.name}.component[{number}]", {"bodySite": one.body.get("bodySite"), **component}


def _is_density(one: Resource) -> bool:
    return any(meant(codes(part.get("code")), "") is not None for _, part in _parts(one))


def _name(address: str) -> str:
    return "/".join(address.partition("/_history/")[0].split("/")[-2:])


_STRANGER = (
    "hänvisar till en annan patients mätvärde: utlåtandet läses inte",
    "points at a measurement of another patient: the report is not read",
)
_LACKING = (
    "hänvisar till ett mätvärde som inte följde med: ta med det, det kan vara det lägsta",
    "points at a measurement that the file does not hold: send it along, it may be the lowest",
)
_WITHDRAWN = ("utlåtandet är återtaget: läses inte", "the report is withdrawn: not read")
_STATUS = (
    "läses inte: status ska vara final, amended eller corrected",
    "not read: the status must be final, amended or corrected",
)
_NO_DAY = (
    "mätningens dag saknas, eller är bara en månad eller ett år: läses inte",
    "the day of the measurement is missing, or only a month or a year: not read",
)
_TEXT = ("ska vara ett tal (valueQuantity): läses inte", "must be a number (valueQuantity): not read")
_BOUND = (
    "är en gräns och inget uppmätt tal: läses inte",
    "is a bound and no number that was measured: not read",
)
