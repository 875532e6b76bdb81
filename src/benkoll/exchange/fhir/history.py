"""Procedure, FamilyMemberHistory and AllergyIntolerance: operations, a parent's hip, what was not tolerated."""

from collections.abc import Iterator
from datetime import date

from benkoll.exchange.codes.tables import found
from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.conditions import onset
from benkoll.exchange.fhir.facts import Gathered
from benkoll.exchange.fhir.observations import since
from benkoll.exchange.fhir.readings import STUDY
from benkoll.exchange.fhir.shapes import Resource, codes, objects, plain_code, text_of
from benkoll.measures.treatment_time import ORAL_BISPHOSPHONATES, PARENTERAL_BISPHOSPHONATES

DIALYSIS_MONTHS = 3
"""A dialysis counts as going on for so long after it (reading): acute dialysis ends, chronic comes again."""

BISPHOSPHONATE_CLASSES = ("M05B", "M05BA", "M05BB")


def read_procedures(chart: Chart, day: date, gathered: Gathered) -> list[tuple[date, Resource]]:
    """State what was operated; the days of bone density measurements are handed back."""
    studies = []
    for procedure in chart.of("Procedure"):
        rows = [row for code in codes(procedure.body.get("code")) for row in found("procedures", code)]
        when = procedure.when("performedDateTime", "performedPeriod")
        if not rows or not chart.accepts(procedure, ("completed", "in-progress"), when, day):
            continue
        for fact in {row["fact"] for row in rows}:
            if fact != STUDY and not (fact == "dialysis" and not when):
                if fact == "dialysis" and when and when.last < since(day, DIALYSIS_MONTHS):
                    chart.notebook.tell("old", about=procedure, fact=fact)
                else:
                    gathered.state(fact, True, procedure)
            elif when is None:
                chart.notebook.tell("no date", about=procedure, fact=fact)
            else:
                studies.append((when.first, procedure))
    return studies


def read_family(chart: Chart, day: date, gathered: Gathered) -> None:
    """State that a parent broke a hip."""
    for history in chart.of("FamilyMemberHistory"):
        parent = any(found("relations", code) for code in codes(history.body.get("relationship")))
        broken = [row for one in objects(history.body.get("condition")) for row in _fractures(one.get("code"))]
        good = ("partial", "completed")
        if parent and "hip" in broken and chart.accepts(history, good, history.when("date"), day):
            gathered.state("parent_hip_fracture", True, history)


def _fractures(concept: object) -> Iterator[str]:
    for code in codes(concept):
        yield from (row["site"] for row in found("fractures", code))


def read_allergies(chart: Chart, day: date, gathered: Gathered) -> None:
    """State intolerance of bisphosphonates, of the kind that the record says."""
    for allergy in chart.of("AllergyIntolerance"):
        drugs = _bisphosphonates(allergy)
        verified, clinical = (plain_code(allergy.body.get(part)) for part in ("verificationStatus", "clinicalStatus"))
        if not drugs:
            continue
        if verified == "refuted":
            chart.notebook.tell("refuted", about=allergy)
        elif verified == "entered-in-error":
            chart.notebook.tell("in error", about=allergy)
        elif clinical in ("inactive", "resolved"):
            chart.notebook.tell("status", clinical, about=allergy)
        elif any(when and when.first > day for when in (onset(allergy), allergy.when("recordedDate"))):
            chart.notebook.tell("future", about=allergy)
        else:
            _state_intolerance(chart, allergy, drugs, gathered)


def _bisphosphonates(allergy: Resource) -> set[str]:
    """The bisphosphonates that it is about; `class` for all of them."""
    concepts = [allergy.body.get("code"), *(one.get("substance") for one in objects(allergy.body.get("reaction")))]
    coded = [code for concept in concepts for code in codes(concept)]
    named = {row["reads"] for code in coded for row in found("drugs", code)}
    known = {name for name in named if name in (*ORAL_BISPHOSPHONATES, *PARENTERAL_BISPHOSPHONATES)}
    return known | {"class" for code in coded if code.system == "atc" and code.code in BISPHOSPHONATE_CLASSES}


def _state_intolerance(chart: Chart, allergy: Resource, drugs: set[str], gathered: Gathered) -> None:
    reactions = objects(allergy.body.get("reaction"))
    shown = [code for one in reactions for code in codes(one.get("manifestation"))]
    kinds = {row["kind"] for code in shown for row in found("reactions", code)}
    severe = "severe" in kinds or any(text_of(one.get("severity")) == "severe" for one in reactions)
    oral = bool(drugs & {*ORAL_BISPHOSPHONATES})
    if kinds == {"gut"} and (oral or "class" in drugs):
        gathered.state("oral_bisphosphonate_gut_symptoms", True, allergy)
    elif severe or allergy.text("criticality") == "high":
        gathered.state("bisphosphonate_side_effects", True, allergy)
    elif oral and not reactions and allergy.text("type") != "allergy":
        gathered.state("oral_bisphosphonate_gut_symptoms", True, allergy)
        chart.notebook.tell("gut by default", about=allergy)
    else:
        chart.notebook.tell("intolerance", about=allergy)
