"""The visits of a FHIR Bundle: Encounter with its Conditions and Procedures, and radiology's DiagnosticReport."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from benkoll.exchange.codes.tables import Code, code_of, found
from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.conditions import UNCONFIRMED
from benkoll.exchange.fhir.shapes import (
    Json,
    Resource,
    codes,
    end_of,
    object_of,
    objects,
    plain_code,
    text_of,
    words,
)
from benkoll.exchange.visits.bundle_person import fhir_day
from benkoll.exchange.visits.coded import Coded, Diagnosis, coded, is_cause
from benkoll.exchange.visits.fields import UNKNOWN, Fields
from benkoll.exchange.visits.findings import may_be_vertebral_fracture
from benkoll.exchange.visits.visit import Side, Visit

ADMITTED = ("IMP", "ACUTE", "NONAC")
"""Encounter.class (HL7 v3 ActCode) of a stay in hospital."""
WITHDRAWN = ("cancelled", "entered-in-error")
PLANNED = "planned"
REPORTED = ("preliminary", "partial", "final", "amended", "corrected", "appended")
PERFORMED = ("completed", "in-progress")

_SIDES: dict[str, Side] = {"left": "left", "right": "right"}


def visits(fields: Fields, chart: Chart, source: str) -> Iterator[Visit]:
    """A visit for each encounter (and day of a fracture in it), and one for each day that has no encounter."""
    encounters = chart.of("Encounter")
    groups: dict[str, list[Resource]] = defaultdict(list)
    for condition in chart.of("Condition"):
        if plain_code(condition.body.get("verificationStatus")) not in ("entered-in-error", "refuted"):
            groups[_encounter_of(chart, condition, encounters)].append(condition)
    for encounter in encounters:
        if encounter.text("status") not in (*WITHDRAWN, PLANNED):
            yield from _visits(fields, chart, encounter, groups[encounter.name], source)
    yield from _visits(fields, chart, None, groups[""], source)


def cancelled(fields: Fields, chart: Chart) -> Iterator[str]:
    """The numbers of the visits that are taken back."""
    for encounter in chart.of("Encounter"):
        if encounter.text("status") in WITHDRAWN:
            yield _number(fields, encounter)


def reports(fields: Fields, chart: Chart, source: str) -> Iterator[Visit]:
    """The radiology reports that may speak of a vertebral fracture."""
    for one in chart.of("DiagnosticReport"):
        if one.text("status") not in REPORTED:
            continue
        concept = one.body.get("conclusionCode")
        said = "\n".join(filter(None, (one.text("conclusion").strip(), words(concept).strip())))
        vertebra = any(row["site"] == "vertebra" for code in codes(concept) for row in found("fractures", code))
        report = fields.report("DiagnosticReport.conclusion", said or _shown(concept))
        if report is None or fields.problems or not (vertebra or may_be_vertebral_fracture(report)):
            continue
        day = _first_day(fields, one, "effectiveDateTime", "effectivePeriod", "issued")
        if day is None:
            fields.wrong(
                "DiagnosticReport.effectiveDateTime",
                None,
                "undersökningens dag saknas: ange den, skriven ÅÅÅÅ-MM-DD",
                "the day of the examination is missing: state it, written YYYY-MM-DD",
            )
            continue
        unit = _called(fields, chart, one, objects(one.body.get("performer"))) or source
        yield Visit(day, unit, None, (), (), (), (), finding=report)


# THE ENCOUNTER


def _encounter_of(chart: Chart, condition: Resource, encounters: Sequence[Resource]) -> str:
    """The name of its encounter; the only one where it names none; empty where it has none."""
    if condition.body.get("encounter"):
        body = chart.look_up(condition.body["encounter"], condition)
        return next((one.name for one in encounters if one.body is body), "")
    for one in encounters:
        listed = (chart.look_up(diagnosis.get("condition"), one) for diagnosis in objects(one.body.get("diagnosis")))
        if any(body is condition.body for body in listed):
            return one.name
    return encounters[0].name if len(encounters) == 1 else ""


def _visits(
    fields: Fields, chart: Chart, encounter: Resource | None, conditions: Sequence[Resource], source: str
) -> Iterator[Visit]:
    """The visit, or one for each day on which a fracture of it happened; causes are said of all."""
    base = None if encounter is None else fhir_day(fields, "Encounter.period", encounter.body.get("period"))
    days: dict[date, list[Diagnosis]] = defaultdict(list)
    causes: list[Diagnosis] = []
    others: list[Diagnosis] = []
    for condition in conditions:
        diagnosis = _diagnosis(fields, condition)
        told = coded((diagnosis,))
        if diagnosis.codes and all(is_cause(code) for code in diagnosis.codes):
            causes.append(diagnosis)
        elif not told.fractures and not told.unclear:
            others.append(diagnosis)
        elif day := _day(fields, condition, base):
            days[day].append(diagnosis)
        elif not fields.problems:
            fields.wrong(
                "Condition.onsetDateTime",
                condition.name,
                "frakturens dag saknas: ange den, eller en Encounter med period.start",
                "the day of the fracture is missing: state it, or an Encounter with period.start",
            )
    if base and not days:
        days[base] = []
    for place, day in enumerate(sorted(days)):
        told = coded((*days[day], *(others if place == 0 else ()), *causes))
        yield _visit(fields, chart, encounter, day, told, source)


def _visit(fields: Fields, chart: Chart, encounter: Resource | None, day: date, told: Coded, source: str) -> Visit:
    if encounter is None:
        return Visit(day, source, None, *told)
    body = encounter.body
    places = _called(
        fields, chart, encounter, [object_of(one.get("location")) for one in objects(body.get("location"))]
    )
    unit = _called(fields, chart, encounter, objects(body.get("serviceProvider"))) or places or source
    admitted = text_of(object_of(body.get("class")).get("code")) in ADMITTED
    ended = end_of(body.get("period"))
    if len(told.fractures) == 1 and told.fractures[0].side is None:
        side = _operated_side(chart, encounter)
        told = told._replace(fractures=(replace(told.fractures[0], side=side),))
    return Visit(
        day,
        unit,
        (places or unit) if admitted else None,
        *told,
        discharged=ended.first if admitted and ended and ended.exact else None,
        number=_number(fields, encounter),
    )


def _day(fields: Fields, condition: Resource, base: date | None) -> date | None:
    """The day of the fracture: its onset, else of the encounter, else the day that it was recorded."""
    onset = _first_day(fields, condition, "onsetDateTime", "onsetPeriod")
    return onset or base or _first_day(fields, condition, "recordedDate")


def _first_day(fields: Fields, one: Resource, *elements: str) -> date | None:
    days = (fhir_day(fields, f"{one.type}.{element}", one.body.get(element)) for element in elements)
    return next((day for day in days if day), None)


def _number(fields: Fields, encounter: Resource) -> str:
    """The encounter's own number: its first identifier, else its id."""
    listed = (text_of(one.get("value")) for one in objects(encounter.body.get("identifier")))
    value = next(filter(None, listed), encounter.name.rpartition("/")[2])
    return fields.text("Encounter.identifier", value) or "?"


def _called(fields: Fields, chart: Chart, owner: Resource, references: Sequence[Json]) -> str | None:
    """How the last of the things referred to is called that is called anything."""
    for one in reversed(references):
        target = chart.look_up(one, owner)
        names = (one.get("display"), target.get("name"), object_of(one.get("identifier")).get("value"))
        name = next(filter(None, map(text_of, names)), "")
        if found_name := fields.text(f"{owner.type}.display", name):
            return found_name
    return None


# THE CODES


def _diagnosis(fields: Fields, condition: Resource) -> Diagnosis:
    """Its codes, side and sites. A code of a diagnosis that is not confirmed may be a fracture and does not say so."""
    read = tuple(_codes(fields, condition.body.get("code")))
    if plain_code(condition.body.get("verificationStatus")) in UNCONFIRMED:
        read = tuple(code if is_cause(code) else Code(UNKNOWN, code.code) for code in read)
    sites = codes(condition.body.get("bodySite"))
    return Diagnosis(
        read,
        _side(sites),
        frozenset(row["fracture_site"] for code in sites for row in found("body_sites", code)),
    )


def _codes(fields: Fields, concept: object) -> Iterator[Code]:
    """The codes of systems that are known; the others only where there is none of those."""
    codings = [coding for one in objects(concept) for coding in objects(one.get("coding"))]
    told = [(text_of(coding.get("system")), text_of(coding.get("code"))) for coding in codings]
    known = [one for one in told if code_of(*one)]
    for system, code in known or told:
        read = fields.code("Condition.code", system or "?", code)
        if read:
            yield read


def _side(sites: Sequence[Code]) -> Side | None:
    sides = {row["side"] for code in sites for row in found("sides", code)}
    return _SIDES.get(sides.pop()) if len(sides) == 1 else None


def _operated_side(chart: Chart, encounter: Resource) -> Side | None:
    """The side of the operations on the musculoskeletal system (KVÅ, chapter N) in the encounter."""
    sides = set()
    for one in chart.of("Procedure"):
        here = chart.look_up(one.body.get("encounter"), one) is encounter.body
        bones = any(code.system == "kva" and code.code.startswith("N") for code in codes(one.body.get("code")))
        if here and bones and one.text("status") in PERFORMED:
            sides.add(_side(codes(one.body.get("bodySite"))))
    return sides.pop() if len(sides) == 1 else None


def _shown(concept: object) -> str:
    return ", ".join(f"{code.system} {code.code}" for code in codes(concept))
