"""A VFA reading out of the structured report that `sr_write` makes of it: the same values."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from pydicom.dataset import Dataset

from benkoll.exchange.codes.tables import rows
from benkoll.exchange.dicom.dataset import day, guarded, items, number, numbers, opened, text, uid, value
from benkoll.exchange.dicom.faults import Words, refused
from benkoll.exchange.dicom.outline import from_dicom
from benkoll.measures.vertebra import LEVELS, Spacing
from benkoll.measures.vfa_numbers import MILLIMETRES, PERCENT, PIXELS, RATIO
from benkoll.measures.vfa_report import (
    Grade,
    Group,
    Heights,
    ImageUids,
    Judgement,
    NotEvaluable,
    Ratios,
    ReaderGrade,
    ReferenceUsed,
    Shape,
    VfaFinding,
    VfaReport,
)

_SEX: Mapping[str, Literal["female", "male"]] = {"F": "female", "M": "male"}


@guarded
def read_sr(data: bytes) -> VfaReport:
    """The reading in the bytes of a structured report.

    Raises InputError for what is no such file, or holds no reading of vertebrae. Points come back to a thousandth of a
    pixel.
    """
    found = opened(data, "report")
    groups = [_Group(node) for node in _containers(found)]
    findings = {group.site: _finding(group) for group in groups if group.site in LEVELS}
    if not findings and not any(group.site == "spine" for group in groups):
        raise refused(_NO_READING)
    spine = next((group for group in groups if group.site == "spine"), None)
    verified = next(iter(items(found, "VerifyingObserverSequence")), None)
    return VfaReport(
        findings=tuple(findings[level] for level in LEVELS if level in findings),
        patient_id=text(found, "PatientID") or None,
        patient_name=_person(found, "PatientName"),
        birth_date=day(found, "PatientBirthDate"),
        sex=_SEX.get(text(found, "PatientSex")),
        image=_image(found),
        imaged_on=day(found, "StudyDate"),
        spacing=_spacing(spine),
        read_by=_reader(found),
        read_on=day(found, "ContentDate"),
        approved_on=None if verified is None else day(verified, "VerificationDateTime"),
        conclusion=str(value(_contained(found, "conclusion"), "TextValue") or "") or None,
        spine_deformity_index=spine.number("spine_deformity_index") if spine else None,
        reference=_reference(found, spine),
    )


class _Group:
    """A group of measurements, asked by the names of `codes/dicom_concepts.csv`."""

    def __init__(self, node: Dataset) -> None:
        self.polygons: list[Sequence[float]] = []
        self._numbers: dict[tuple[str, str], float] = {}
        self._answers: dict[str, str] = {}
        for item in items(node, "ContentSequence"):
            name, kind = _named(item, "ConceptNameCodeSequence"), text(item, "ValueType")
            if kind == "CODE":
                self._answers[name] = _named(item, "ConceptCodeSequence")
            elif kind == "SCOORD":
                self.polygons.append(numbers(item, "GraphicData"))
            elif kind == "NUM":
                for measured in items(item, "MeasuredValueSequence"):
                    unit = next(iter(items(measured, "MeasurementUnitsCodeSequence")), Dataset())
                    value = number(measured, "FloatingPointValue")
                    value = number(measured, "NumericValue") if value is None else value
                    if value is not None:
                        self._numbers[name, text(unit, "CodeValue")] = value
        self.site = self._answers.get("site", "")

    def number(self, name: str, unit: str = RATIO) -> float | None:
        """The number of this name and unit."""
        return self._numbers.get((name, unit))

    def heights(self, unit: str) -> Heights | None:
        """The three heights in a unit; None where one is absent."""
        told = [self.number(f"height.{one.name}", unit) for one in fields(Heights)]
        known = [one for one in told if one is not None]
        return Heights(*known) if len(known) == len(told) else None

    def ratios(self) -> Ratios | None:
        """The ratios; None where one but the crush ratio is absent."""
        wedge, biconcave = self.number("ratio.wedge"), self.number("ratio.biconcave")
        return None if wedge is None or biconcave is None else Ratios(wedge, biconcave, self.number("ratio.crush"))

    def probabilities(self) -> tuple[float, float, float, float] | None:
        """Of the grades 0 to 3; None where one is absent."""
        none, mild, moderate, severe = (self.number(f"probability.{grade}") for grade in get_args(Grade))
        if none is None or mild is None or moderate is None or severe is None:
            return None
        return none, mild, moderate, severe

    def answer(self, kind: Any, question: str, prefix: str) -> Any:
        """The answer to a question as one of the words of a type; None where it is none of them."""
        said = self._answers.get(question, "").removeprefix(f"{prefix}.")
        return next((one for one in get_args(kind) if str(one) == said), None)

    @property
    def approved(self) -> bool:
        """Whether the reader stands by it."""
        return self._answers.get("approved") == "yes"


def _finding(group: _Group) -> VfaFinding:
    vertebra = next((found for one in group.polygons if (found := from_dicom(one))), None)
    return VfaFinding(
        level=group.site,
        vertebra=vertebra,
        not_evaluable=group.answer(NotEvaluable, "not_evaluable", "not_evaluable"),
        heights_px=group.heights(PIXELS),
        heights_mm=group.heights(MILLIMETRES),
        ratios=group.ratios(),
        loss_percent=group.number("loss_percent", PERCENT),
        shape=group.answer(Shape, "shape", "shape"),
        grade=group.answer(Grade, "grade", "grade"),
        probabilities=group.probabilities(),
        reader_grade=group.answer(ReaderGrade, "genant", "grade"),
        judgement=group.answer(Judgement, "judgement", "judgement"),
        approved=group.approved,
    )


def _containers(found: Dataset) -> list[Dataset]:
    """The measurement groups: containers within the containers of the root."""
    above = [one for one in items(found, "ContentSequence") if text(one, "ValueType") == "CONTAINER"]
    inside = [one for outer in above for one in items(outer, "ContentSequence")]
    return [one for one in inside if text(one, "ValueType") == "CONTAINER"]


@cache
def _names() -> Mapping[tuple[str, str], str]:
    """Scheme and code -> the name in the table."""
    told = {(row["scheme"], row["code"]): row["name"] for row in rows("dicom_concepts")}
    return MappingProxyType(told | _OF_TEMPLATES)


def _named(item: Dataset, keyword: str) -> str:
    coded = next(iter(items(item, keyword)), Dataset())
    return _names().get((text(coded, "CodingSchemeDesignator"), text(coded, "CodeValue")), "")


def _spacing(spine: _Group | None) -> Spacing | None:
    if spine is None:
        return None
    row, column = spine.number("spacing_row", MILLIMETRES), spine.number("spacing_column", MILLIMETRES)
    return None if row is None or column is None else Spacing(row, column)


def _image(found: Dataset) -> ImageUids | None:
    """The first image that the report stands on."""
    for study in items(found, "CurrentRequestedProcedureEvidenceSequence"):
        for series in items(study, "ReferencedSeriesSequence"):
            for one in items(series, "ReferencedSOPSequence"):
                return ImageUids(
                    study=uid(study, "StudyInstanceUID"),
                    series=uid(series, "SeriesInstanceUID"),
                    sop_class=uid(one, "ReferencedSOPClassUID"),
                    sop_instance=uid(one, "ReferencedSOPInstanceUID"),
                )
    return None


def _reader(found: Dataset) -> str | None:
    names = (one for one in items(found, "ContentSequence") if _named(one, "ConceptNameCodeSequence") == "reader")
    return next((name for one in names if (name := _person(one, "PersonName"))), None)


def _person(found: Dataset, keyword: str) -> str | None:
    """A name as it was given to be written."""
    return text(found, keyword).removesuffix("^") or None


def _contained(found: Dataset, name: str) -> Dataset:
    """What the report itself says under a name; an empty one where it says nothing."""
    named = (one for one in items(found, "ContentSequence") if _named(one, "ConceptNameCodeSequence") == name)
    return next(named, Dataset())


def _reference(found: Dataset, spine: _Group | None) -> ReferenceUsed | None:
    """The reference that grades were computed by; None: by the neighbours alone, or the report does not say."""
    group = None if spine is None else spine.answer(Group, "reference", "reference")
    name = value(_contained(found, "reference.name"), "TextValue")
    made_on = day(_contained(found, "reference.made_on"), "Date")
    if spine is None or group is None or not name or made_on is None:
        return None
    readings = spine.number("reference.readings")
    return ReferenceUsed(str(name), made_on, group, None if readings is None else int(readings))


_OF_TEMPLATES = {("SCT", "363698007"): "site", ("DCM", "121008"): "reader"}
"""Names that the templates themselves prescribe."""
_NO_READING: Words = (
    "rapporten innehåller ingen avläsning av kotor: välj en VFA-rapport (TID 1500) som Benkoll har skrivit",
    "the report holds no reading of vertebrae: choose a VFA report (TID 1500) that Benkoll has written",
)
