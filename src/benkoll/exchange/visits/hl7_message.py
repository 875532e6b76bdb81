"""HL7 v2 messages of visits (ADT, BAR, DFT) and radiology reports (ORU): what each says, field by field."""

from collections.abc import Iterator
from dataclasses import replace

from benkoll.exchange.codes.tables import Code
from benkoll.exchange.visits.coded import coded, diagnoses_of
from benkoll.exchange.visits.fields import ICD10, Fields
from benkoll.exchange.visits.findings import may_be_vertebral_fracture
from benkoll.exchange.visits.hl7_person import hl7_day, identifiers, person_of
from benkoll.exchange.visits.hl7v2 import Segment, Segments, blocks, segments_of
from benkoll.exchange.visits.visit import Day, Merge, Message, Refused, Visit

OF_A_VISIT = {
    "ADT": ("A01", "A02", "A03", "A04", "A06", "A07", "A08", "A12", "A13"),
    "BAR": ("P01", "P05"),
    "DFT": ("P03",),
}
OF_A_PERSON = {"ADT": ("A05", "A28", "A31")}
MERGES = {"ADT": ("A34", "A36", "A40")}
CANCELS = {"ADT": ("A11", "A23")}
REPORTS = {"ORU": ("R01",)}
KINDS = tuple(one for read in (OF_A_VISIT, OF_A_PERSON, MERGES, CANCELS, REPORTS) for one in read.items())
"""All that are read: the kind of message and its events."""

_ARRIVALS = ("A01", "A04")
"""The events of which the day is the day of the visit."""
_TEXTS = ("TX", "FT", "ST")
_WITHDRAWN = ("D", "W", "X")
"""States of a result or a report (HL7 tables 0085 and 0123) that take it back."""


def messages(data: bytes) -> Iterator[Message | Refused]:
    """The messages in order. Raises InputError at once where there is none."""
    return (one if isinstance(one, Refused) else _read(*one) for one in blocks(data))


def _read(number: int, block: bytes) -> Message | Refused:
    fields = Fields(number)
    segments = segments_of(fields, block)
    found = None if segments is None else _message(fields, segments)
    return fields.refused(block) if found is None or fields.problems else replace(found, raw=block)


def _message(fields: Fields, segments: Segments) -> Message | None:
    kind = segments.value("MSH", 9)
    event = segments.value("MSH", 9, 2) or segments.value("EVN", 1)
    patients = segments.of("PID")
    if not any(kind == one and event in events for one, events in KINDS):
        _unknown_kind(fields, f"{kind}^{event}")
    elif len(patients) > 1:
        fields.wrong(
            "PID",
            None,
            "meddelandet gäller flera patienter; skicka ett meddelande för varje patient",
            "the message is about several patients; send one message for each patient",
        )
    elif not patients:
        fields.wrong(
            "PID", None, "segmentet saknas: är meddelandet avhugget?", "the segment is missing: is the message cut off?"
        )
    if fields.problems:
        return None
    sender = "|".join(segments.value("MSH", field).strip() for field in (3, 4))
    message_id = fields.needed("MSH-10", segments.value("MSH", 10))
    person = person_of(fields, segments)
    visits: tuple[Visit, ...] = ()
    if event in OF_A_VISIT.get(kind, ()):
        visits = tuple(_visits(fields, segments, event))
    elif kind in REPORTS:
        visits = tuple(_reports(fields, segments))
    return Message(
        source=fields.needed("MSH-3", sender),
        message_id=message_id,
        person=person,
        visits=visits,
        merges=tuple(_merges(fields, segments, person.person_id)) if event in MERGES.get(kind, ()) else (),
        cancels=_cancelled(fields, segments) if event in CANCELS.get(kind, ()) else None,
        sent=hl7_day(Fields(0), "MSH-7", segments.value("MSH", 7)),
    )


def _unknown_kind(fields: Fields, kind: str) -> None:
    allowed = ", ".join(sorted(f"{one}^{event}" for one, events in KINDS for event in events))
    fields.wrong(
        "MSH-9",
        kind,
        f"meddelanden av den sorten läses inte; de som läses är {allowed}",
        f"messages of that kind are not read; those that are: {allowed}",
    )


# THE VISIT


def _visits(fields: Fields, segments: Segments, event: str) -> Iterator[Visit]:
    codes = tuple(_codes(fields, segments))
    day = _day(fields, segments, event)
    if day is None:
        if codes and not fields.problems:
            fields.wrong(
                "PV1-44",
                None,
                "besökets dag saknas: ange den i PV1-44, skriven ÅÅÅÅMMDD",
                "the day of the visit is missing: state it in PV1-44, written YYYYMMDD",
            )
        return
    unit, ward = _place(fields, segments)
    told = coded(diagnoses_of(codes))
    discharged = hl7_day(fields, "PV1-45", segments.value("PV1", 45))
    yield Visit(day, unit, ward, *told, discharged=discharged, number=_number(fields, segments))


def _day(fields: Fields, segments: Segments, event: str) -> Day | None:
    """The day of the visit; that of the event only where the patient arrives by it."""
    told = [("PV1-44", segments.value("PV1", 44))]
    told += [("FT1-4", one.value(4)) for one in segments.of("FT1")]
    if event in _ARRIVALS:
        told += [("EVN-6", segments.value("EVN", 6)), ("EVN-2", segments.value("EVN", 2))]
    told += [("DG1-5", one.value(5)) for one in segments.of("DG1")]
    return next((hl7_day(fields, field, text) for field, text in told if text.strip()), None)


def _place(fields: Fields, segments: Segments) -> tuple[str, str | None]:
    """Unit and ward: of one who is admitted, the facility and the point of care; else only the latter, as the unit."""
    point = fields.text("PV1-3", segments.value("PV1", 3))
    facility = fields.text("PV1-3", segments.value("PV1", 3, 4)) or fields.text("MSH-4", segments.value("MSH", 4))
    admitted = segments.value("PV1", 2).strip().upper() == "I"
    unit = (facility or point) if admitted else (point or facility)
    if unit is None:
        fields.wrong("PV1-3", None, "enheten saknas: ange den", "the unit is missing: state it")
        return "", None
    return unit, (point or unit) if admitted else None


def _number(fields: Fields, segments: Segments) -> str | None:
    return fields.text("PV1-19", segments.value("PV1", 19))


def _codes(fields: Fields, segments: Segments) -> Iterator[Code]:
    """Diagnoses and external causes; an admitting diagnosis (A) counts only until there is a final one (F)."""
    listed = [one for one in segments.of("DG1") if one.value(21) != "D"]
    final = any(one.value(6).upper() == "F" for one in listed)
    for one in listed:
        if not (final and one.value(6).upper() == "A"):
            yield from _coded(fields, "DG1-3", one, 3)
    for one in segments.of("FT1"):
        yield from _coded(fields, "FT1-19", one, 19)


def _coded(fields: Fields, name: str, segment: Segment, field: int) -> Iterator[Code]:
    for repetition in segment.repetitions(field):
        system = segment.value(field, 3, repetition=repetition).strip()
        code = fields.code(name, system or ICD10, segment.value(field, 1, repetition=repetition))
        if code:
            yield code


# REPORTS, MERGES, CANCELLATIONS


def _reports(fields: Fields, segments: Segments) -> Iterator[Visit]:
    """The reports that may speak of a vertebral fracture."""
    groups: list[list[Segment]] = [[]]
    for one in segments.all:
        if one.name == "OBR":
            groups.append([])
        if one.name in ("OBR", "OBX"):
            groups[-1].append(one)
    for group in groups:
        yield from _report(fields, segments, group)


def _report(fields: Fields, segments: Segments, group: list[Segment]) -> Iterator[Visit]:
    results = [one for one in group if one.name == "OBX" and one.value(11) not in _WITHDRAWN]
    orders = [one for one in group if one.name == "OBR"]
    if any(one.value(25) == "X" for one in orders):
        return
    texts = [one.value(5, repetition=n) for one in results if one.value(2) in _TEXTS for n in one.repetitions(5)]
    report = fields.report("OBX-5", "\n".join(texts))
    if report is None or fields.problems or not may_be_vertebral_fracture(report):
        return
    told = [("OBR-7", one.value(7)) for one in orders]
    told += [("OBX-14", one.value(14)) for one in results] + [("OBR-22", one.value(22)) for one in orders]
    day = next((hl7_day(fields, field, text) for field, text in told if text.strip()), None)
    if day is None:
        fields.wrong(
            "OBR-7",
            None,
            "undersökningens dag saknas: ange den, skriven ÅÅÅÅMMDD",
            "the day of the examination is missing: state it, written YYYYMMDD",
        )
        return
    unit, _ = _place(fields, segments)
    yield Visit(day, unit, None, (), (), (), (), finding=report, number=_number(fields, segments))


def _merges(fields: Fields, segments: Segments, person_id: str) -> Iterator[Merge]:
    others = [other for one in segments.of("MRG") for other in identifiers(fields, one, "MRG", 1)]
    if not others:
        fields.wrong(
            "MRG-1",
            None,
            "identiteten som slås ihop saknas: är meddelandet avhugget?",
            "the identity that is merged is missing: is the message cut off?",
        )
    yield from (Merge(other.value) for other in others if other.value != person_id)


def _cancelled(fields: Fields, segments: Segments) -> str | None:
    number = _number(fields, segments)
    if number is None:
        fields.wrong(
            "PV1-19",
            None,
            "makuleringen säger inte vilket besök som makuleras: ange dess nummer, eller makulera för hand",
            "the cancellation does not say which visit it takes back: state its number, or take it back by hand",
        )
    return number
