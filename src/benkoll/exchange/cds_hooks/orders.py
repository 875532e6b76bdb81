"""Orders that are not signed yet, read as the EHR would have them once they are: which drug, from now on, how long."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from benkoll.exchange.fhir.charts import charts
from benkoll.exchange.fhir.doses import use_of
from benkoll.exchange.fhir.drugs import Exposure, exposures
from benkoll.exchange.fhir.shapes import Json, number_of, object_of, objects, text_of, when_of
from benkoll.facts.registry import registry
from benkoll.logic.calendar import add_days, add_months
from benkoll.measures.glucocorticoid import MG_EQUAL_TO_PREDNISOLONE_5_MG

STOPPED = ("stopped", "cancelled", "completed")
DAYS_A_MONTH = 30
"""A prescription of 30, 60 or 90 days is one, two or three months, as prescribers count (reading)."""
_ENDS_IN_ID = re.compile(r"[A-Za-z]+/[A-Za-z0-9\-.]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """An order of a drug that the guideline heeds. `stops`: it ends the drug. `reference`: `MedicationRequest/<id>`."""

    reference: str
    drugs: tuple[str, ...]
    stops: bool
    signed: Json

    def bone_drug(self) -> str | None:
        """The osteoporosis drug that it is an order of."""
        return next((drug for drug in self.drugs if drug in registry()["osteoporosis_drug"].choices), None)

    def is_glucocorticoid(self) -> bool:
        """Whether it is a glucocorticoid's."""
        return any(drug in MG_EQUAL_TO_PREDNISOLONE_5_MG for drug in self.drugs)


def drafts_of(context: Json, patient: str, day: date) -> tuple[Draft, ...]:
    """The drug orders among `draftOrders` that are this patient's; a cancer dose is no osteoporosis drug."""
    entries = [object_of(one.get("resource")) for one in objects(object_of(context.get("draftOrders")).get("entry"))]
    medications = [one for one in entries if one.get("resourceType") == "Medication"]
    found = []
    for one in entries:
        if one.get("resourceType") != "MedicationRequest" or not text_of(one.get("id")):
            continue
        stops = text_of(one.get("status")) in STOPPED
        signed = _signed(one, day)
        chart = next((chart for chart in charts([signed, *medications]) if chart.reference == patient), None)
        told = exposures(chart, day) if chart else []
        drugs = tuple(drug for exposure in told for drug in exposure.drugs if _counts(drug, exposure))
        if drugs:
            found.append(Draft(f"MedicationRequest/{one['id']}", drugs, stops, signed))
    return tuple(found)


def selected(drafts: Sequence[Draft], context: Json) -> tuple[Draft, ...]:
    """Those that the hook is about: the ones just selected, or all that are to be signed."""
    chosen = context.get("selections")
    if not isinstance(chosen, list):
        return tuple(drafts)
    names = {found[-1] for one in chosen if isinstance(one, str) and (found := _ENDS_IN_ID.findall(one))}
    return tuple(one for one in drafts if one.reference in names)


def _counts(drug: str, exposure: Exposure) -> bool:
    """A drug of both uses that is ordered without a dose counts as against osteoporosis: rather a card too many."""
    if drug not in registry()["osteoporosis_drug"].choices:
        return True
    return use_of(drug, exposure.source, exposure.medication) != "oncology"


def _signed(one: Json, day: date) -> Json:
    """The order as it will be: active, an order, from today, with its length as a period."""
    written = when_of(one.get("authoredOn"))
    known = {**one, "status": "active", "intent": "order"}
    if written is None or written.first > day:
        known["authoredOn"] = day.isoformat()
    given = [_bounded(dose, one, day) for dose in objects(one.get("dosageInstruction"))]
    return {**known, **({"dosageInstruction": given} if given else {})}


def _bounded(dose: Json, order: Json, day: date) -> Json:
    timing = object_of(dose.get("timing"))
    repeat = object_of(timing.get("repeat"))
    if repeat.get("boundsPeriod"):
        return dose
    length = object_of(repeat.get("boundsDuration")) or object_of(
        object_of(order.get("dispenseRequest")).get("expectedSupplyDuration")
    )
    end = _end(length, day)
    if end is None:
        return dose
    period = {"start": day.isoformat(), "end": end.isoformat()}
    return {**dose, "timing": {**timing, "repeat": {**repeat, "boundsPeriod": period}}}


def _end(length: Json, day: date) -> date | None:
    number, unit = number_of(length.get("value")), text_of(length.get("code")) or text_of(length.get("unit"))
    if not number or not 0 < number < 5000:
        return None
    match unit:
        case "d" if number % DAYS_A_MONTH == 0:
            return add_months(day, int(number // DAYS_A_MONTH))
        case "d":
            return add_days(day, int(number))
        case "wk":
            return add_days(day, int(number * 7))
        case "mo":
            return add_months(day, int(number))
        case "a":
            return add_months(day, int(number * 12))
        case _:
            return None


def visits_of(context: Json) -> tuple[date, ...]:
    """The days of the appointments that are being booked."""
    entries = objects(object_of(context.get("appointments")).get("entry"))
    whens = [when_of(object_of(one.get("resource")).get("start")) for one in entries]
    return tuple(sorted(when.first for when in whens if when))
