"""MedicationStatement, MedicationRequest, MedicationAdministration: who took what, from when to when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from benkoll.exchange.codes.tables import found, rows
from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.doses import bounds
from benkoll.exchange.fhir.shapes import Json, Resource, codes, end_of, object_of, when_of

State = Literal["on", "ended", "paused", "ordered", "given"]
ORDERS = ("order", "original-order", "reflex-order", "filler-order", "instance-order")
"""Intents that are an order to give; a proposal, a plan or an option is none."""

TAKEN = ("active", "completed", "stopped", "on-hold")
"""Statuses of what is or was taken; the others say that it never was, or that it is not known."""

SHELF_MONTHS = 12
"""How long a Swedish prescription is valid: an order without an end is taken to last so long, to join renewals."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """One statement, order or administration of a drug.

    `state`: on (goes on at the day), ended, paused (on hold, or an order past its validity: not known), ordered (a
    single dose that was ordered and says nothing of what follows), given (a dose). `start`: from when, or the day of
    the dose; `read_start`: it was read from an order, and the treatment may be older. `end`: the stated one.
    """

    drugs: tuple[str, ...]
    state: State
    start: date | None
    read_start: bool
    end: date | None
    source: Resource
    medication: Json


@dataclass(frozen=True, slots=True)
class Drug:
    """How a drug is given: `covers` months a dose, and so many months after the last one it still counts as current."""

    given: str
    covers: int | None
    current: int | None


@lru_cache(256)
def drug_of(name: str) -> Drug:
    """The row of courses.csv; a drug without one is taken by mouth."""
    row = next((row for row in rows("courses") if row["drug"] == name), None)
    if row is None:
        return Drug("oral", None, None)
    return Drug(
        row["given"], *(int(row[column]) if row[column] else None for column in ("covers_months", "current_months"))
    )


def exposures(chart: Chart, day: date) -> list[Exposure]:
    """Every exposure to a drug that the table knows; what is set aside is told of."""
    readers = {"MedicationStatement": _statement, "MedicationRequest": _request, "MedicationAdministration": _given}
    told = []
    for kind, reader in readers.items():
        for resource in chart.of(kind):
            concept = resource.body.get("medicationCodeableConcept")
            medication = chart.look_up(resource.body.get("medicationReference"), resource)
            coded = [*codes(concept), *codes(medication.get("code"))]
            drugs = sorted({row["reads"] for code in coded for row in found("drugs", code) if row["reads"]})
            if drugs:
                told += [
                    Exposure(tuple(drugs), *one, resource, medication) for one in reader(chart, resource, drugs, day)
                ]
    return told


_Read = tuple[State, date | None, bool, date | None]


def _statement(chart: Chart, one: Resource, drugs: list[str], day: date) -> Iterator[_Read]:
    status = one.text("status")
    point = when_of(one.body.get("effectiveDateTime"))
    start, end = when_of(one.body.get("effectivePeriod")) or point, end_of(one.body.get("effectivePeriod"))
    if not chart.accepts(one, TAKEN, start, day):
        return
    if point and any(drug_of(drug).covers for drug in drugs):
        yield "given", point.first, False, None
        if status == "completed":
            return
        point = start = None
    began = None if point else start
    yield (
        _state(status, end.last if end else None, day),
        began.first if began else None,
        False,
        end.last if end else None,
    )


def _request(chart: Chart, one: Resource, drugs: list[str], day: date) -> Iterator[_Read]:
    intent, status = one.text("intent"), one.text("status")
    if intent not in ORDERS:
        chart.notebook.tell("intent", intent or "?", about=one)
        return
    if one.body.get("doNotPerform"):
        chart.notebook.tell("do not", about=one)
        return
    authored = when_of(one.body.get("authoredOn"))
    if not chart.accepts(one, TAKEN, authored, day):
        return
    start, end = bounds(one)
    valid = end_of(object_of(one.body.get("dispenseRequest")).get("validityPeriod"))
    state = _state(status, end, day)
    if state == "on" and end is None and valid and valid.last < day:
        state = "paused"
    if status == "completed" and any(drug_of(drug).covers for drug in drugs):
        state = "ordered"
    yield state, start or (authored.first if authored else None), start is None, end


def _given(chart: Chart, one: Resource, drugs: list[str], day: date) -> Iterator[_Read]:
    when = one.when("effectiveDateTime", "effectivePeriod")
    if chart.accepts(one, ("completed", "in-progress"), when, day):
        if when is None:
            chart.notebook.tell("no date", about=one)
        else:
            yield "given", when.first, False, None


def _state(status: str, end: date | None, day: date) -> State:
    """What the status says of the day: an end decides where there is one, for the status is today's."""
    if end and end <= day:
        return "ended"
    if status == "on-hold":
        return "paused"
    return "on" if end or status == "active" else "ended"
