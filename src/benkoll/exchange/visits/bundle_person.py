"""Who a FHIR Bundle is about: Patient, and the patients that it replaces or is replaced by."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.person import PERSONAL_NUMBERS
from benkoll.exchange.fhir.shapes import Json, Resource, object_of, objects, text_of, when_of
from benkoll.exchange.visits.fields import EARLIEST, Fields
from benkoll.exchange.visits.visit import Person, Sex

PROTECTED = ("sekretessmarkering", "skyddadfolkbokforing")
"""Codes of http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel, in small letters."""

_SEXES: dict[str, Sex] = {"female": "female", "male": "male"}


class Named(NamedTuple):
    """An identifier and who gave it out."""

    value: str
    system: str | None


def fhir_day(fields: Fields, field: str, value: object) -> date | None:
    """The day of a date, an instant or the start of a Period; None for a month or a year, and where nothing stands."""
    start = value.get("start") if isinstance(value, dict) else value
    if start is None:
        return None
    when = when_of(start)
    if when is None or when.first < EARLIEST:
        fields.wrong(
            field,
            start,
            f"ska vara ett datum i kalendern, tidigast {EARLIEST}, skrivet ÅÅÅÅ-MM-DD, eller en tidpunkt med tidszon",
            f"must be a date of the calendar, {EARLIEST} at the earliest, written YYYY-MM-DD, or an instant with zone",
        )
        return None
    return when.first if when.exact else None


def person_of(fields: Fields, patient: Resource) -> Person:
    """What Patient says."""
    chosen = named(fields, patient) or Named("", None)
    told = patient.body.get("deceasedDateTime")
    security = objects(object_of(patient.body.get("meta")).get("security"))
    others = [one.value for one in _identifiers(fields, patient.body) if one.value != chosen.value]
    return Person(
        person_id=chosen.value,
        system=chosen.system,
        name=_name(fields, patient),
        sex=_SEXES.get(patient.text("gender")),
        birth_date=fhir_day(fields, "Patient.birthDate", patient.body.get("birthDate")),
        address=_address(fields, patient),
        protected=any(text_of(one.get("code")).lower() in PROTECTED for one in security),
        dead=told is not None or patient.body.get("deceasedBoolean") is True,
        deceased=fhir_day(fields, "Patient.deceasedDateTime", told),
        other_ids=tuple(dict.fromkeys(others)),
    )


def named(fields: Fields, patient: Resource) -> Named | None:
    """The identifier that names the patient: a national number, else the first one."""
    found = list(_identifiers(fields, patient.body))
    if not found:
        fields.wrong(
            "Patient.identifier",
            None,
            "patientens identitet saknas: ange den (Patient.id räcker inte)",
            "the patient's identity is missing: state it (Patient.id does not do)",
        )
    return min(found, key=lambda one: not _national(one), default=None)


def is_replaced(patient: Resource) -> bool:
    """Whether another patient stands in its place."""
    return any(link.get("type") == "replaced-by" for link in objects(patient.body.get("link")))


def linked(fields: Fields, chart: Chart, kind: str) -> Iterator[Named]:
    """The patients that Patient.link names so, each by its identifier."""
    assert chart.patient is not None
    for link in objects(chart.patient.body.get("link")):
        if link.get("type") != kind:
            continue
        other = object_of(link.get("other"))
        stated = list(_identifiers(fields, other)) or list(_identifiers(fields, chart.look_up(other, chart.patient)))
        if stated:
            yield min(stated, key=lambda one: not _national(one))
        else:
            fields.wrong(
                "Patient.link",
                text_of(other.get("reference")) or None,
                "säger inte vilken identitet: ange other.identifier, eller ta med den andra Patient",
                "does not say which identity: state other.identifier, or put the other Patient in",
            )


def _national(one: Named) -> bool:
    return any(part in (one.system or "") for part in PERSONAL_NUMBERS)


def _identifiers(fields: Fields, body: Json) -> Iterator[Named]:
    """Its identifiers, those no longer in use last."""
    listed = objects(body.get("identifier"))
    for one in sorted(listed, key=lambda one: one.get("use") == "old"):
        value = fields.text("Patient.identifier", text_of(one.get("value")))
        if value:
            yield Named(value, fields.text("Patient.identifier", text_of(one.get("system"))))


def _name(fields: Fields, patient: Resource) -> str | None:
    listed = sorted(objects(patient.body.get("name")), key=lambda one: one.get("use") != "official")
    if not listed:
        return None
    parts = [*_texts(listed[0].get("given")), text_of(listed[0].get("family"))]
    return fields.text("Patient.name", " ".join(filter(None, parts)) or text_of(listed[0].get("text")))


def _address(fields: Fields, patient: Resource) -> tuple[str, ...]:
    """The lines of the first address, postal code and city last."""
    one = next(iter(objects(patient.body.get("address"))), {})
    city = f"{text_of(one.get('postalCode'))} {text_of(one.get('city'))}"
    lines = [*_texts(one.get("line")), city]
    return tuple(line for each in lines if (line := fields.text("Patient.address", each)))


def _texts(value: object) -> list[str]:
    return [text_of(one).strip() for one in value] if isinstance(value, list) else []
