"""Who an HL7 v2 message is about: PID, and what other segments say of a protected identity."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from benkoll.exchange.fhir.person import PERSONAL_NUMBERS
from benkoll.exchange.visits.fields import EARLIEST, Fields, iso_day
from benkoll.exchange.visits.hl7v2 import Segment, Segments
from benkoll.exchange.visits.visit import Person, Sex

NATIONAL = ("PNR", "SS", "NNSWE")
"""Types (PID-3.5, HL7 table 0203 and spellings that are met) of a national identity number."""
RESTRICTED = ("ALL", "DEM", "LOC")
"""Values of ARV-3 (HL7 table 0717) that keep back who or where the patient is."""

_SEXES: dict[str, Sex] = {"F": "female", "M": "male"}
_PERSONAL = re.compile(r"[0-9]{6}([0-9]{2})?[-+]?[0-9A-Z]{2}[0-9]{2}")
_TIME = re.compile(r"([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})[0-9.]*)?)?([+-][0-9]{4})?")


class Identifier(NamedTuple):
    """One identifier of a patient. `rank`: 0 for a national number, 1 for what looks like one, 2 for others."""

    value: str
    system: str | None
    rank: int


def hl7_day(fields: Fields, field: str, text: str, *, partial: bool = False) -> date | None:
    """The day of an HL7 date or time, as it is written; `partial`: a year or a month is None and not wrong."""
    text = text.strip()
    if not text:
        return None
    found = _TIME.fullmatch(text)
    if found and not found[3] and partial:
        return None
    day = iso_day(f"{found[1]}-{found[2]}-{found[3]}") if found else None
    if day is None:
        fields.wrong(
            field,
            text,
            f"ska vara ett datum i kalendern, tidigast {EARLIEST}, skrivet ÅÅÅÅMMDD, gärna följt av tiden",
            f"must be a date of the calendar, {EARLIEST} at the earliest, written YYYYMMDD, and the time if you like",
        )
    return day


def identifiers(fields: Fields, segment: Segment, name: str, field: int) -> Iterator[Identifier]:
    """The identifiers of a field, in order."""
    for repetition in segment.repetitions(field):
        parts = [segment.value(field, 4, part, repetition) for part in (2, 1)]
        kind = segment.value(field, 5, repetition=repetition).strip().upper()
        value = fields.text(f"{name}-{field}", segment.value(field, repetition=repetition))
        if value:
            system = fields.text(f"{name}-{field}", next(filter(str.strip, [*parts, kind]), ""))
            national = kind in NATIONAL or any(one in part for one in PERSONAL_NUMBERS for part in parts)
            yield Identifier(value, system, 0 if national else 1 if _PERSONAL.fullmatch(value) else 2)


def person_of(fields: Fields, segments: Segments) -> Person:
    """The patient. Of several identifiers the national one names the person; PID-2, 4 and 19 are older places."""
    (pid,) = segments.of("PID")
    known = [one for field in (3, 2, 4, 19) for one in identifiers(fields, pid, "PID", field)]
    chosen = min(known, key=lambda one: one.rank, default=None)
    if chosen is None:
        fields.wrong(
            "PID-3", None, "patientens identitet saknas: ange den", "the patient's identity is missing: state it"
        )
        return Person("")
    others = (one.value for one in known if one.value != chosen.value)
    return Person(
        person_id=chosen.value,
        system=chosen.system,
        name=_name(fields, pid),
        sex=_SEXES.get(pid.value(8).strip().upper()),
        birth_date=hl7_day(fields, "PID-7", pid.value(7), partial=True),
        address=_address(fields, pid),
        protected=_protected(segments),
        dead=pid.value(30).strip().upper() == "Y" or bool(pid.value(29).strip()),
        deceased=hl7_day(fields, "PID-29", pid.value(29), partial=True),
        other_ids=tuple(dict.fromkeys(others)),
    )


def _name(fields: Fields, pid: Segment) -> str | None:
    """Given names and family name; the legal name (L) where there are several."""
    found = pid.repetitions(5)
    legal = next((one for one in found if pid.value(5, 7, repetition=one) == "L"), 1)
    parts = (pid.value(5, component, repetition=legal).strip() for component in (2, 3, 1))
    return fields.text("PID-5", " ".join(filter(None, parts)))


def _address(fields: Fields, pid: Segment) -> tuple[str, ...]:
    """Street, further line, postal code and city of the first address."""
    street, other, city, code = (pid.value(11, component).strip() for component in (1, 2, 3, 5))
    lines = (street, other, f"{code} {city}")
    return tuple(line for one in lines if (line := fields.text("PID-11", one)))


def _protected(segments: Segments) -> bool:
    flags = (segments.value("PD1", 12), segments.value("PV2", 22))
    restricted = (one.value(3).upper() for one in segments.of("ARV") if one.value(2).upper() != "D")
    return any(flag.strip().upper() == "Y" for flag in flags) or any(one in RESTRICTED for one in restricted)
