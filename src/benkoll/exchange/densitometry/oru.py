"""HL7 v2 messages with results (ORU^R01) of a densitometer: read by the site's own mapping table, or by LOINC codes.

No layout of OBX is assumed: receivers differ, and segments are edited for each site. What the table does not name is
told, never guessed; a number that no rule reads is told as a problem, for it may be the lowest of all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from benkoll.errors import Problem
from benkoll.exchange.codes.tables import code_of
from benkoll.exchange.densitometry import printed
from benkoll.exchange.densitometry.about import About
from benkoll.exchange.densitometry.checked import Checked, checked
from benkoll.exchange.densitometry.days import NO_DAY, day_of
from benkoll.exchange.densitometry.lines import Line, Value, raws
from benkoll.exchange.densitometry.loinc import meant
from benkoll.exchange.densitometry.mapping import Mapped, Rule, parts_of
from benkoll.exchange.densitometry.numbers import QUANTITIES, quantity_of
from benkoll.exchange.densitometry.sites import Place
from benkoll.exchange.densitometry.words import makers_of
from benkoll.exchange.visits.fields import Fields
from benkoll.exchange.visits.hl7_person import hl7_day, identifiers
from benkoll.exchange.visits.hl7v2 import Segment, Segments, blocks, segments_of
from benkoll.exchange.visits.visit import Refused
from benkoll.facts.messages import shown

FINAL = ("F", "C", "U")
"""States of a result (HL7 table 0085) that is final, corrected or final as it was."""
WITHDRAWN = ("D", "W", "X")
NUMERIC = ("NM", "SN")
"""Types of a value (OBX-2) that is a number."""


@dataclass(slots=True)
class _Read:
    """What the OBX of one message say."""

    lines: list[Line] = field(default_factory=list)
    references: list[tuple[Place | None, str]] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    makers: list[str] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    coded: bool = False
    """Whether an OBX has a LOINC code of a density."""


def reports(data: bytes, mapping: Mapped = ()) -> list[Checked]:
    """One report for each message. Raises InputError where there is no message."""
    return [Checked(None, one.problems) if isinstance(one, Refused) else _report(*one, mapping) for one in blocks(data)]


def _report(number: int, block: bytes, mapping: Mapped) -> Checked:
    fields = Fields(number)
    segments = segments_of(fields, block)
    if segments is None:
        return Checked(None, tuple(fields.problems))
    kind = f"{segments.value('MSH', 9)}^{segments.value('MSH', 9, 2)}"
    if kind not in ("ORU^R01", "ORU^"):
        fields.wrong("MSH-9", kind, *_KIND)
        return Checked(None, tuple(fields.problems))
    person = _person(fields, segments)
    read = _Read()
    order: Segment | None = None
    count = 0
    for one in segments.all:
        order = one if one.name == "OBR" else order
        if one.name == "OBX":
            count += 1
            _take(read, _Where(number, count, one, order, segments), mapping)
    days = [*_days(fields, segments), *read.days]
    if not mapping and not read.coded:  # of each OBX the same would be said
        return Checked(None, (*fields.problems, Problem(*_NO_MAPPING, row=number)))
    about = About(
        patients=person,
        sexes=tuple(filter(None, (segments.value("PID", 8).strip(),))),
        birth_dates=tuple(filter(None, (hl7_day(fields, "PID-7", segments.value("PID", 7), partial=True),))),
        days=tuple(dict.fromkeys(days)),
        makers=makers_of(" ".join((*read.makers, *read.models))),
        models=tuple(dict.fromkeys(read.models)),
        devices=tuple(dict.fromkeys(read.devices)),
        row=number,
    )
    return _checked(about, read, fields)


def _checked(about: About, read: _Read, fields: Fields) -> Checked:
    values = list(raws(_with_references(read)))
    texts = [printed.values("\n".join(read.texts))] if read.texts else []
    values += [raw for found, _ in texts for raw in found]
    wrong = [*fields.problems, *(problem for _, problems in texts for problem in problems)]
    found = checked(about, values)
    problems = (*wrong, *read.problems)
    if fields.problems:
        return Checked(None, (*problems, *found.problems))
    nothing = not values and problems
    return Checked(
        found.report, problems if nothing else (*problems, *found.problems), (*found.warnings, *read.warnings)
    )


def _person(fields: Fields, segments: Segments) -> tuple[str, ...]:
    """The identity that names the patient, the national one before others."""
    patients = segments.of("PID")
    if len(patients) != 1:
        fields.wrong("PID", None, *(_NO_PATIENT if not patients else _PATIENTS))
        return ()
    known = [one for place in (3, 2, 4, 19) for one in identifiers(fields, patients[0], "PID", place)]
    chosen = min(known, key=lambda one: one.rank, default=None)
    if chosen is None:
        fields.wrong("PID-3", None, *_NO_IDENTITY)
        return ()
    return (chosen.value,)


def _days(fields: Fields, segments: Segments) -> Iterator[date]:
    """The days of the examinations: OBR-7, else those of the results."""
    told = [("OBR-7", one.value(7)) for one in segments.of("OBR")]
    if not any(text.strip() for _, text in told):
        told = [("OBX-14", one.value(14)) for one in segments.of("OBX")]
    for name, text in told:
        day = hl7_day(fields, name, text)
        if day:
            yield day


@dataclass(frozen=True, slots=True)
class _Where:
    """One OBX, the `count`th of its message, with the order that it stands under."""

    number: int
    count: int
    segment: Segment
    order: Segment | None
    message: Segments

    def get(self, name: str) -> str:
        """The text of a field such as OBX-3.1 or OBR-4, the latter of the OBX's own order."""
        parts = parts_of(name)
        if parts is None:
            return ""
        segment, place, component = parts
        if segment == "OBX":
            return self.segment.value(place, component)
        if segment == "OBR":
            return "" if self.order is None else self.order.value(place, component)
        return self.message.value(segment, place, component)

    def problem(self, place: str, value: str | None, sv: str, en: str) -> Problem:
        """What is wrong with a field of this OBX."""
        return Problem(sv, en, f"OBX[{self.count}]-{place}", None if value is None else shown(value), self.number)


def _take(read: _Read, where: _Where, mapping: Sequence[Rule]) -> None:
    status = where.segment.value(11).strip().upper()
    if status in WITHDRAWN:
        return
    rules = [one for one in mapping if one.holds(where.get)]
    named = " ".join(filter(None, (where.get("OBX-3.1"), where.get("OBX-3.2"))))
    if len(rules) > 1:
        listed = ", ".join(str(one.row) for one in rules)
        read.problems.append(where.problem("3", named, *(text.format(listed) for text in _TWO_RULES)))
    elif rules:
        if rules[0].reads != "ignore" and status not in FINAL:
            read.problems.append(where.problem("11", status or None, *_NOT_FINAL))
        else:
            _by_rule(read, where, rules[0])
    elif not _by_loinc(read, where, status) and where.segment.value(2).strip() in NUMERIC:
        read.problems.append(where.problem("3", named, *_UNMAPPED))


def _by_rule(read: _Read, where: _Where, rule: Rule) -> None:
    text = where.get(rule.value).strip()
    quantity = quantity_of(rule.reads)
    if quantity:
        beside = "".join(where.segment.value(6).split())
        unit = " ".join(dict.fromkeys(filter(None, (rule.unit, beside))))
        read.lines.append(_line(where, rule.place, Value(quantity, text, unit), rule.reference))
    elif rule.reads == "reference" and text:
        read.references.append((rule.place, text))
    elif rule.reads == "text":
        segment = where.segment
        read.texts += [segment.value(5, repetition=one) for one in segment.repetitions(5)]
    elif rule.reads == "measured_on":
        day = day_of(text)
        if day:
            read.days.append(day)
        elif text:
            read.problems.append(where.problem("5", text, *NO_DAY))
    elif text and rule.reads != "ignore":
        {"model": read.models, "maker": read.makers, "device": read.devices}[rule.reads].append(text)


def _by_loinc(read: _Read, where: _Where, status: str) -> bool:
    """Whether the OBX is coded in LOINC as a density; it is read then, its site perhaps said closer in OBX-20.

    OBX-20 is a code, its words, or both.
    """
    segment = where.segment
    code = code_of(segment.value(3, 3).strip(), segment.value(3))
    site = segment.value(20, 2) or segment.value(20)
    beside = code_of(segment.value(20, 3).strip(), segment.value(20))
    body_site = [beside] if beside else []
    said = meant([code], segment.value(3, 2), body_site, site, bool(site.strip())) if code else None
    if said is None:
        return False
    read.coded = True
    if status not in FINAL:
        read.problems.append(where.problem("11", status or None, *_NOT_FINAL))
    elif said.wrong:
        read.problems.append(where.problem("3", segment.value(3), *said.wrong))
    else:
        if said.warning:
            read.warnings.append(where.problem("3", segment.value(3), *said.warning))
        place = Place(None, said.region, said.side, said.vertebrae)
        unit = "".join(segment.value(6).split())
        read.lines.append(_line(where, place, Value(said.quantity, segment.value(5), unit), None))
    return True


def _line(where: _Where, place: Place | None, value: Value, reference: str | None) -> Line:
    name = f"OBX[{where.count}]-5"
    site = " ".join(filter(None, (where.get("OBX-3.1"), where.get("OBX-3.2"), where.get("OBX-4"))))
    told = Value(value.quantity, value.text, value.unit, name)
    return Line(site or QUANTITIES[value.quantity], place, (told,), where.number, reference)


def _with_references(read: _Read) -> Iterator[Line]:
    """The lines with the reference that stands in an OBX of its own: that of the region, else of the whole."""
    for line in read.lines:
        region = line.place.region if line.place else None
        own = [text for place, text in read.references if place and place.region == region]
        common = [text for place, text in read.references if place is None]
        found = line.reference or " / ".join(dict.fromkeys(own or common)) or None
        yield Line(line.site, line.place, line.values, line.row, found)


_KIND = (
    "bara svar (ORU^R01) läses som bentäthetsrapport",
    "only results (ORU^R01) are read as reports of bone density",
)
_PATIENTS = (
    "meddelandet gäller flera patienter; skicka ett meddelande för varje patient",
    "the message is about several patients; send one message for each patient",
)
_NO_PATIENT = (
    "segmentet saknas: är meddelandet avhugget?",
    "the segment is missing: is the message cut off?",
)
_NO_IDENTITY = ("patientens identitet saknas: ange den", "the patient's identity is missing: state it")
_NO_MAPPING = (
    "meddelandets OBX är inte kodade i LOINC: ange mottagarens egen tabell (--mapping); own-codes och scan-and-region "
    "är exempel som fungerar",
    "the message's OBX are not coded in LOINC: state the receiver's own table (--mapping); own-codes and "
    "scan-and-region are examples that work",
)
_TWO_RULES = ("flera rader i tabellen passar ({}): läses inte", "several rows of the table fit ({}): not read")
_NOT_FINAL = (
    "läses inte: resultatets status ska vara F (slutligt) eller C (rättat); saknas den kan meddelandet vara avhugget",
    "not read: the status of the result must be F (final) or C (corrected); without it the message may be cut off",
)
_UNMAPPED = (
    "är ett tal som ingen rad i tabellen läser: lägg till det, eller ignore om det inte är bentäthet",
    "is a number that no row of the table reads: add it, or ignore if it is no bone density",
)
