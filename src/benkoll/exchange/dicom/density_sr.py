"""Bone densities out of a structured report: no template is asked for, every number is found by code, unit and site.

The tree is walked from its root. A container, or a code or text beside a number, may name a site, a side, vertebrae
or a reference; it holds for what lies below it. Inside a container whose name is not known, the site of those above
no longer holds, for it may be a part of it: such numbers need a site of their own. Private attributes are not looked
at, and the Modality is not asked, for makers let it be set.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeVar

from pydicom.dataset import Dataset, FileDataset

from benkoll.errors import InputError
from benkoll.exchange.codes.tables import Code, code_of, rows
from benkoll.exchange.densitometry.about import About
from benkoll.exchange.densitometry.checked import Checked, checked, with_file
from benkoll.exchange.densitometry.coded import coded_column, coded_place
from benkoll.exchange.densitometry.columns import QUANTITIES, Column
from benkoll.exchange.densitometry.days import day_of
from benkoll.exchange.densitometry.lines import Line, Value, raws
from benkoll.exchange.densitometry.numbers import Quantity
from benkoll.exchange.densitometry.sites import Place, within
from benkoll.exchange.densitometry.words import makers_of, plain, words
from benkoll.exchange.dicom.dataset import day, guarded, items, number, opened, text, years
from benkoll.exchange.dicom.faults import LIMITS, Words, refused

T = TypeVar("T")
_SCHEMES = {"SCT": "http://snomed.info/sct", "LN": "http://loinc.org"}
_UCUM = "UCUM"
_HEAD = ("patient", "sex", "birth_date", "measured_on")


class Concept(NamedTuple):
    """A coded concept: its code where the scheme is known to the tables, and its words."""

    scheme: str
    value: str
    meaning: str

    @property
    def code(self) -> Code | None:
        """As the tables write it."""
        address = _SCHEMES.get(self.scheme)
        return code_of(address, self.value) if address else None


@dataclass(frozen=True, slots=True)
class Context:
    """What holds at a place of the tree; `place` None: it cannot be known. `lines`: of the scan that it belongs to."""

    place: Place | None
    site: str
    reference: str | None
    lines: list[Line]


@dataclass(slots=True)
class _Told:
    """All that the tree says: scans, each with its lines, and the head."""

    scans: list[list[Line]] = field(default_factory=list)
    head: dict[str, list[str]] = field(default_factory=dict)
    left: int = int(LIMITS["report_items"])

    def scan(self) -> list[Line]:
        self.scans.append([])
        return self.scans[-1]


def read_density_sr(data: bytes, name: str) -> Checked:
    """What the structured report says of bone density, checked as every densitometry report is.

    `name`: of the file, for messages. Raises InputError for what is no such file; a report in which nothing is sound
    is returned with its problems. To be called where memory and time are limited (`worker.Reader`).
    """
    try:
        return with_file(_read(data), name)
    except InputError as error:
        raise InputError(replace(one, file=name) for one in error.problems) from error


@guarded
def _read(data: bytes) -> Checked:
    found = opened(data, "report")
    told = _Told()
    _walk(found, _context(found, Context(Place(), "", None, told.scan()), told), told, 0)
    return checked(_about(found, told), (raw for scan in told.scans for raw in raws(scan)))


def _walk(node: Dataset, here: Context, told: _Told, depth: int) -> None:
    """Read what lies below a node; `here`: what holds there."""
    if depth > LIMITS["report_depth"]:
        raise refused(_DEEP)
    for child in items(node, "ContentSequence"):
        kind = text(child, "ValueType").upper()
        if kind in ("CONTAINER", "NUM"):
            inside = _context(child, here, told)
            if kind == "NUM":
                _number(child, inside)
            _walk(child, inside, told, depth + 1)
        else:
            _head(child, told)


def _context(node: Dataset, above: Context, told: _Told) -> Context:
    """What holds below a node: what its own name says within what is above, then what stands beside its children."""
    children = items(node, "ContentSequence")
    told.left -= len(children)
    if told.left < 0:
        raise refused(_LONG)
    here = _named(node, above, told)
    stated = [(_value_text(one), place) for one in children for place in _stated(one)]
    regions = {place.region for _, place in stated if place and place.region}
    levels = {place.vertebrae for _, place in stated if place and place.vertebrae}
    for said, place in stated:
        site = f"{here.site} {said}".strip()
        known = place is not None and here.place is not None and len(regions) < 2 and len(levels) < 2
        here = replace(here, site=site, place=within(place, here.place) if known and place else None)
    reference = next((_value_text(one) for one in children if _reads(one) == "reference" and _value_text(one)), None)
    return replace(here, reference=reference or here.reference)


def _named(node: Dataset, above: Context, told: _Told) -> Context:
    """The context within a container of this name; a number's name is read with the number."""
    concept = _concept(node, "ConceptNameCodeSequence")
    if concept is None or text(node, "ValueType").upper() != "CONTAINER":
        return above
    if _reads(node) == "neutral" or not concept.meaning:
        return above
    place = coded_place(concept.code, concept.meaning)
    if place is None:
        known = Place(family=above.place.family, side=above.place.side) if above.place else None
        return replace(above, site=concept.meaning, place=known)
    begins = place.family is not None and (above.place is None or above.place.family != place.family)
    inside = within(place, None if begins else above.place)
    return Context(inside, concept.meaning, above.reference, told.scan() if begins else above.lines)


def _number(node: Dataset, here: Context) -> None:
    """A number is put into the line of its site, unless it is none of the quantities that are read."""
    concept = _concept(node, "ConceptNameCodeSequence")
    column = coded_column(concept.code, concept.meaning) if concept else None
    if concept is None or column is None:
        return
    wrong = None if isinstance(column, str) else column.wrong
    if isinstance(column, str) or wrong:
        here = replace(here, place=None, site=column if isinstance(column, str) else concept.meaning)
    elif column.place is not None and here.place is not None:
        here = replace(here, place=_within_code(column.place, here.place), site=here.site or concept.meaning)
    quantity = _quantity(concept) if isinstance(column, str) else column.quantity
    if quantity is None:
        return
    measured = next(iter(items(node, "MeasuredValueSequence")), None)
    number_ = None if measured is None else number(measured, "NumericValue")
    unit = "" if measured is None else _unit(measured)
    _put(here, Value(quantity, number_, unit, concept.meaning), wrong)


def _put(here: Context, value: Value, wrong: Words | None) -> None:
    """Into the last line, where that is of the same site and has no such quantity yet; else into a new one."""
    last = here.lines[-1] if here.lines else None
    same = last is not None and (last.site, last.place, last.wrong) == (here.site, here.place, wrong)
    if last is None or not same or any(one.quantity == value.quantity for one in last.values):
        here.lines.append(Line(here.site, here.place, (value,), reference=here.reference, wrong=wrong))
    else:
        reference = here.reference if value.quantity == "t_score" else last.reference
        here.lines[-1] = replace(last, values=(*last.values, value), reference=reference)


def _within_code(place: Place, here: Place) -> Place:
    """The site of a code ("hip") made narrower by the site that holds ("femoral neck"), where the two agree."""
    if here.family and place.family and here.family != place.family:
        return Place(side=f"{place.family}/{here.family}")
    if here.region and place.region and here.region != place.region:
        return Place(side=f"{place.region}/{here.region}")
    return within(here, place) if here.region or here.vertebrae else within(place, here)


def _quantity(concept: Concept) -> Quantity | None:
    """The quantity in words that name an unknown site as well."""
    said = {one.reads for one in words(plain(concept.meaning), "quantity")}
    return next((one for one in QUANTITIES if said == {one}), None)


def _stated(child: Dataset) -> tuple[Place | None, ...]:
    """The place that a code or text beside a number names: none where it speaks of something else."""
    if text(child, "ValueType").upper() not in ("CODE", "TEXT"):
        return ()
    reads = _reads(child)
    if reads not in ("site", "hint"):
        return ()
    concept = _concept(child, "ConceptCodeSequence")
    place = coded_place(concept.code if concept else None, _value_text(child))
    return () if place is None and reads == "hint" else (place,)


def _reads(node: Dataset) -> str | None:
    """What an item is about, by its name's code or words."""
    concept = _concept(node, "ConceptNameCodeSequence")
    return None if concept is None else _reads_of(concept)


@lru_cache(1024)  # a report says the same few names again and again
def _reads_of(concept: Concept) -> str | None:
    for row in rows("dicom_names"):
        coded = row["code"] and (row["scheme"], row["code"]) == (concept.scheme, concept.value)
        if coded or plain(row["meaning"]) == plain(concept.meaning):
            return row["reads"]
    head = coded_column(concept.code, concept.meaning)
    reads = head.reads if isinstance(head, Column) and head.quantity is None else None
    return _AS_HEAD.get(reads, reads) if reads else None


def _head(node: Dataset, told: _Told) -> None:
    reads = _reads(node)
    if reads in _HEAD and _value_text(node):
        told.head.setdefault(reads, []).append(_value_text(node))


def _value_text(node: Dataset) -> str:
    """The value of an item as text, whatever its type."""
    concept = _concept(node, "ConceptCodeSequence")
    if concept is not None:
        return concept.meaning
    return next((found for keyword in _VALUES if (found := text(node, keyword))), "")


def _concept(node: Dataset, keyword: str) -> Concept | None:
    coded = next(iter(items(node, keyword)), None)
    if coded is None:
        return None
    value = text(coded, "CodeValue") or text(coded, "LongCodeValue") or text(coded, "URNCodeValue")
    return Concept(text(coded, "CodingSchemeDesignator"), value, text(coded, "CodeMeaning"))


def _unit(measured: Dataset) -> str:
    """The unit as its code says it in UCUM, else in words."""
    concept = _concept(measured, "MeasurementUnitsCodeSequence")
    if concept is None:
        return ""
    return concept.value if concept.scheme == _UCUM else concept.meaning or concept.value


def _about(found: FileDataset, told: _Told) -> About:
    """Whom and when it is about: what the tree says, held against the header."""
    maker, model = text(found, "Manufacturer"), text(found, "ManufacturerModelName")
    born, age = day(found, "PatientBirthDate"), years(found, "PatientAge")
    patient, sex = text(found, "PatientID"), text(found, "PatientSex")
    measured = _days(told, "measured_on") or _known(day(found, "StudyDate", "SeriesDate", "ContentDate"))
    makers = makers_of(maker) or makers_of(model)
    return About(
        patients=(*_known(patient), *told.head.get("patient", ())),
        sexes=(*_known(sex), *told.head.get("sex", ())),
        birth_dates=(*_known(born), *_days(told, "birth_date")),
        ages=_known(age),
        days=measured,
        makers=makers[:1],
        models=_known(model),
        devices=_known(text(found, "DeviceSerialNumber") or text(found, "StationName")),
    )


def _days(told: _Told, name: str) -> tuple[date, ...]:
    return tuple(found for one in told.head.get(name, ()) if (found := day_of(one)))


def _known(value: T | None) -> tuple[T, ...]:
    return (value,) if value else ()


_AS_HEAD = {"region": "site", "scan": "site", "side": "site", "vertebrae": "site"}
_VALUES = ("TextValue", "Date", "DateTime", "PersonName", "UID")
_DEEP: Words = (
    f"rapporten är nästlad djupare än {LIMITS['report_depth']:g} nivåer: är den skadad? Exportera den på nytt",
    f"the report is nested deeper than {LIMITS['report_depth']:g} levels: is it damaged? Export it again",
)
_LONG: Words = (
    f"rapporten har fler än {LIMITS['report_items']:g} uppgifter: exportera en rapport i taget",
    f"the report has more than {LIMITS['report_items']:g} items: export one report at a time",
)
