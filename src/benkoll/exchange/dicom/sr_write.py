"""A VFA reading as a DICOM structured report (TID 1500): a group of measurements for each vertebra, one for the spine.

A vertebra with points is a planar region (TID 1410), a closed line through the six; one without is a group without a
region (TID 1501). Codes are of `codes/dicom_concepts.csv`; those of 99BENKOLL are our own. `sr_read` reads it back.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from importlib.metadata import version
from io import BytesIO

import numpy as np
from highdicom.sr import (
    ComprehensiveSR,
    DateContentItem,
    DeviceObserverIdentifyingAttributes,
    FindingSite,
    ImageRegion,
    Measurement,
    MeasurementReport,
    MeasurementsAndQualitativeEvaluations,
    ObservationContext,
    ObserverContext,
    PersonObserverIdentifyingAttributes,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    QualitativeEvaluation,
    RelationshipTypeValues,
    SourceImageForRegion,
    TextContentItem,
    TrackingIdentifier,
)
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.valuerep import DA, DT, TM

from benkoll.exchange.dicom.concepts import concepts
from benkoll.exchange.dicom.faults import Words, refused
from benkoll.exchange.dicom.outline import OUTLINE, to_dicom
from benkoll.exchange.dicom.uids import uid_of
from benkoll.measures.vertebra import Vertebra
from benkoll.measures.vfa_numbers import MILLIMETRES, RATIO, measured
from benkoll.measures.vfa_report import ImageUids, VfaFinding, VfaReport

Group = MeasurementsAndQualitativeEvaluations | PlanarROIMeasurementsAndQualitativeEvaluations
_DEVICE = uid_of("device", "Benkoll")
_MIDNIGHT = TM("000000")
_SEX = {"female": "F", "male": "M", None: "O"}


def write_sr(report: VfaReport, organisation: str = "") -> bytes:
    """The reading as a Comprehensive SR file (explicit VR little endian).

    Complete where it is approved, and then verified by its reader; else preliminary. `organisation`: that answers for
    it. The same reading gives the same bytes. Raises InputError for a reading without its image or its reader.
    """
    image, reader, read_on = report.image, report.read_by, report.read_on
    if image is None or not reader or read_on is None or not all(getattr(image, one.name) for one in fields(image)):
        raise refused(_INCOMPLETE)
    approved = report.approved_on is not None
    found = ComprehensiveSR(
        evidence=[_evidence(report, image)],
        content=_content(report, image, reader)[0],
        series_instance_uid=uid_of("sr series", image.sop_instance),
        series_number=1,
        sop_instance_uid=uid_of("sr", repr(report), organisation),
        instance_number=1,
        manufacturer="Benkoll",
        manufacturer_model_name="Benkoll",
        software_versions=version("benkoll"),
        device_serial_number="1",
        is_complete=approved,
        is_final=approved,
        is_verified=approved,
        institution_name=organisation or None,
        verifying_observer_name=_person(reader) if approved else None,
        verifying_organization=organisation if approved else None,
        specific_character_set="ISO_IR 192",
    )
    found.InstanceCreationDate = found.ContentDate = DA(read_on)
    found.InstanceCreationTime = found.ContentTime = _MIDNIGHT
    for equipment in found.ContributingEquipmentSequence:
        equipment.pop("ContributionDateTime", None)
    found.CodingSchemeIdentificationSequence = [_scheme()]
    if report.approved_on is not None:
        found.VerifyingObserverSequence[0].VerificationDateTime = DT(f"{report.approved_on:%Y%m%d}")
    out = BytesIO()
    found.save_as(out, enforce_file_format=True)
    return out.getvalue()


def _scheme() -> Dataset:
    """Whose the codes of 99BENKOLL are."""
    found = Dataset()
    found.CodingSchemeDesignator, found.CodingSchemeName = "99BENKOLL", "Benkoll"
    found.CodingSchemeResponsibleOrganization = "Benkoll"
    return found


def _evidence(report: VfaReport, image: ImageUids) -> Dataset:
    """As much of the image as the report inherits."""
    found = Dataset()
    found.SpecificCharacterSet = "ISO_IR 192"
    found.SOPClassUID, found.SOPInstanceUID = image.sop_class, image.sop_instance
    found.StudyInstanceUID, found.SeriesInstanceUID = image.study, image.series
    found.PatientID = report.patient_id or ""
    found.PatientName = _person(report.patient_name) if report.patient_name else ""
    found.PatientBirthDate = _day(report.birth_date)
    found.PatientSex = _SEX[report.sex] if report.sex else ""
    found.StudyDate, found.StudyTime = _day(report.imaged_on), ""
    found.StudyID = found.AccessionNumber = found.ReferringPhysicianName = ""
    return found


def _content(report: VfaReport, image: ImageUids, reader: str) -> MeasurementReport:
    person = ObserverContext(codes.DCM.Person, PersonObserverIdentifyingAttributes(_person(reader)))
    attributes = DeviceObserverIdentifyingAttributes(_DEVICE, name="Benkoll", manufacturer_name="Benkoll")
    device = ObserverContext(codes.DCM.Device, attributes)
    content = MeasurementReport(
        observation_context=ObservationContext(observer_person_context=person, observer_device_context=device),
        procedure_reported=concepts()["procedure"],
        imaging_measurements=[_spine(report, image), *(_group(one, image) for one in report.findings)],
    )
    contains, used = RelationshipTypeValues.CONTAINS, report.reference
    if report.conclusion:
        content[0].ContentSequence.append(TextContentItem(concepts()["conclusion"], report.conclusion, contains))
    if used is not None:
        content[0].ContentSequence += [
            TextContentItem(concepts()["reference.name"], used.name, contains),
            DateContentItem(concepts()["reference.made_on"], used.made_on, contains),
        ]
    return content


def _spine(report: VfaReport, image: ImageUids) -> MeasurementsAndQualitativeEvaluations:
    spacing, index = report.spacing, report.spine_deformity_index
    told = (
        [("spacing_row", spacing.row, MILLIMETRES), ("spacing_column", spacing.column, MILLIMETRES)] if spacing else []
    )
    told += [] if index is None else [("spine_deformity_index", index, RATIO)]
    used = report.reference
    told += [] if used is None or used.readings is None else [("reference.readings", used.readings, RATIO)]
    by = "neighbours" if used is None else used.group
    evaluated = [QualitativeEvaluation(concepts()["reference"], concepts()[f"reference.{by}"])]
    return MeasurementsAndQualitativeEvaluations(
        tracking_identifier=_tracked(image, "spine"),
        finding_sites=[FindingSite(concepts()["spine"])],
        measurements=[_measurement(*one) for one in told],
        qualitative_evaluations=evaluated if report.is_measured or used else [],
    )


def _group(one: VfaFinding, image: ImageUids) -> Group:
    tracked, sites = _tracked(image, one.level), [FindingSite(concepts()[one.level])]
    measurements = [_measurement(*number) for number in measured(one)]
    evaluations = [QualitativeEvaluation(concepts()[name], concepts()[value]) for name, value in _evaluated(one)]
    if one.vertebra is None:
        return MeasurementsAndQualitativeEvaluations(
            tracked, finding_sites=sites, measurements=measurements, qualitative_evaluations=evaluations
        )
    region = ImageRegion("POLYLINE", _polygon(one.vertebra), SourceImageForRegion(image.sop_class, image.sop_instance))
    return PlanarROIMeasurementsAndQualitativeEvaluations(
        tracked, region, finding_sites=sites, measurements=measurements, qualitative_evaluations=evaluations
    )


def _evaluated(one: VfaFinding) -> Iterator[tuple[str, str]]:
    """Question and answer, by their names in the table; the reader's grade is Genant's classification."""
    for name, value in (("shape", one.shape), ("judgement", one.judgement), ("not_evaluable", one.not_evaluable)):
        if value is not None:
            yield name, f"{name}.{value}"
    if one.grade is not None:
        yield "grade", f"grade.{one.grade}"
    if one.reader_grade is not None:
        yield "genant", f"grade.{one.reader_grade}"
    yield "approved", "yes" if one.approved else "no"


def _measurement(name: str, value: float, unit: str) -> Measurement:
    return Measurement(concepts()[name], float(value), concepts()[f"unit.{unit}"])


def _polygon(vertebra: Vertebra) -> NDArray[np.float64]:
    corners = [to_dicom(getattr(vertebra, name)) for name in OUTLINE]
    return np.array([*corners, corners[0]])


def _tracked(image: ImageUids, part: str) -> TrackingIdentifier:
    return TrackingIdentifier(uid=uid_of("tracked", image.sop_instance, part), identifier=part)


def _person(name: str) -> str:
    """A name as DICOM writes it: as family name alone where its parts are not told."""
    return name if "^" in name else f"{name}^"


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%Y%m%d}"


_INCOMPLETE: Words = (
    "en avläsning utan sin bild, sin avläsare och dagen kan inte skrivas som DICOM SR: läs av bilden först",
    "a reading without its image, its reader and the day cannot be written as DICOM SR: read the image first",
)
