"""FHIR R4 to facts: resources of any number of patients in any order, one record of raw facts for each patient.

Silence is unknown, never no. What is refuted, entered in error or later than the day is set aside and told of; codes
that no table holds are counted; of several values the newest counts. No model library is loaded: only what is used is
looked at, and what has another shape than R4 gives it is read as absent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from benkoll.errors import Problem
from benkoll.exchange.codes.tables import found
from benkoll.exchange.fhir.charts import READ, Chart, charts
from benkoll.exchange.fhir.conditions import read_conditions, usable
from benkoll.exchange.fhir.density import read_density
from benkoll.exchange.fhir.drugs import exposures
from benkoll.exchange.fhir.facts import Gathered
from benkoll.exchange.fhir.fractures import read_fractures
from benkoll.exchange.fhir.history import read_allergies, read_family, read_procedures
from benkoll.exchange.fhir.laboratory import read_laboratory
from benkoll.exchange.fhir.medicines import read_medicines, treats_thyroid
from benkoll.exchange.fhir.notes import SHOWN, Note
from benkoll.exchange.fhir.observations import read_observations
from benkoll.exchange.fhir.person import read_person
from benkoll.exchange.fhir.readings import readings
from benkoll.exchange.fhir.shapes import Json, Resource, codes, names, objects
from benkoll.exchange.fhir.treatment import read_treatment
from benkoll.facts.fractures import OTHER, PRIOR_FACTS

TABLES: Mapping[str, tuple[str, ...]] = {
    "Condition": ("conditions", "fractures", "external_causes"),
    "Observation": ("observations",),
    "MedicationStatement": ("drugs",),
    "MedicationRequest": ("drugs",),
    "MedicationAdministration": ("drugs",),
    "Procedure": ("procedures",),
    "FamilyMemberHistory": ("fractures",),
    "AllergyIntolerance": ("drugs",),
}
"""Type -> the tables that its codes are looked up in."""


@dataclass(frozen=True, slots=True)
class FhirRecord:
    """One patient. `raw`: facts as JSON would give them (fractures with a day as `fracture_events`).

    `notes`: what was left out or read with doubt. `problems`: what makes the record unusable and the facts alone do
    not show. `sources`: fact -> the resources that it was read from.
    """

    patient_ref: str
    raw: dict[str, Any]
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]
    sources: Mapping[str, tuple[str, ...]]


def facts_of(resources: Sequence[Json], day: date, tell_ignored: bool = True) -> list[FhirRecord]:
    """One record per patient, ordered by reference.

    `resources`: parsed JSON, resources or Bundles of them. `day`: the day of the assessment; nothing later is read.
    `tell_ignored`: count what no table holds, too, which takes an eighth of the time.
    Raises InputError where something is no resource, or of another version than R4.
    """
    return [_record(chart, day, tell_ignored) for chart in charts(resources)]


def _record(chart: Chart, day: date, tell_ignored: bool) -> FhirRecord:
    gathered = Gathered()
    problems = read_person(chart, day, gathered)
    measured = readings(chart, day)
    read_observations(chart, measured, day, gathered)
    read_laboratory(chart, measured, day, gathered)
    read_density(chart, measured, read_procedures(chart, day, gathered), gathered)
    told = exposures(chart, day)
    read_treatment(chart, told, day, gathered)
    read_medicines(chart, told, day, gathered)
    conditions = list(usable(chart, day))
    read_fractures(chart, conditions, gathered)
    read_conditions(chart, conditions, day, gathered, treats_thyroid(told))
    read_family(chart, day, gathered)
    read_allergies(chart, day, gathered)
    if tell_ignored:
        _tell_ignored(chart)
    notes = tuple(one for one in chart.notebook.notes() if not _answered(one, gathered))
    return FhirRecord(chart.reference, gathered.raw, notes, tuple(problems), gathered.sources)


def _answered(note: Note, gathered: Gathered) -> bool:
    """Whether it asks for something that another resource says."""
    wanted = {"ask": (note.fact or "",), "unsited": ("fracture_events", OTHER, *PRIOR_FACTS.values())}
    return any(gathered.knows(fact) for fact in wanted.get(note.key, ()))


def _tell_ignored(chart: Chart) -> None:
    """How many resources have no code that is read, and which codes these are."""
    ignored = [one for kind in READ if kind in TABLES for one in chart.of(kind) if not _known(chart, one)]
    if ignored:
        listed = sorted({name for one in ignored for concept in _concepts(chart, one) for name in names(concept)})
        shown = ", ".join(listed[:SHOWN]) + (", …" if len(listed) > SHOWN else "")
        chart.notebook.tell("ignored", str(len(ignored)), shown or "?")


def _known(chart: Chart, one: Resource) -> bool:
    coded = [code for concept in _concepts(chart, one) for code in codes(concept)]
    if any(found(table, code) for table in TABLES[one.type] for code in coded):
        return True
    return one.type == "AllergyIntolerance" and any(
        code.system == "atc" and code.code.startswith("M05B") for code in coded
    )


def _concepts(chart: Chart, one: Resource) -> list[object]:
    inside = ("component", "condition", "reaction")
    parts = [part for element in inside for part in objects(one.body.get(element))]
    medication = chart.look_up(one.body.get("medicationReference"), one)
    heads = [one.body.get("code"), one.body.get("medicationCodeableConcept"), medication.get("code")]
    return [*filter(None, heads), *(part.get("code") or part.get("substance") for part in parts)]
