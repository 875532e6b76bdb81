"""Structured reports of bone density as machines nest them, written by our own hand."""

from collections.abc import Iterable
from io import BytesIO
from warnings import catch_warnings

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import ComprehensiveSRStorage, EnhancedSRStorage, ExplicitVRLittleEndian

from benkoll.exchange.dicom.uids import uid_of

Coded = tuple[str, str, str]
"""Code, scheme, meaning."""
G_CM2 = ("g/cm2", "UCUM", "g/cm2")
ONE = ("1", "UCUM", "no units")
FINDING_SITE = ("363698007", "SCT", "Finding Site")
LATERALITY = ("272741003", "SCT", "Laterality")
SPINE = ("122496007", "SCT", "Lumbar spine")
NECK = ("29627003", "SCT", "Neck of femur")
HIP = ("29836001", "SCT", "Hip")
LEFT = ("7771000", "SCT", "Left")
RIGHT = ("24028007", "SCT", "Right")


def own(meaning: str) -> Coded:
    """A code of a maker's own."""
    return (meaning.upper().replace(" ", "_")[:16], "99MAKER", meaning)


def _coded(of: Coded) -> Dataset:
    found = Dataset()
    found.CodeValue, found.CodingSchemeDesignator, found.CodeMeaning = of
    return found


def _item(kind: str, name: Coded, children: Iterable[Dataset], relation: str) -> Dataset:
    found = Dataset()
    found.RelationshipType = relation
    found.ValueType = kind
    found.ConceptNameCodeSequence = [_coded(name)]
    inside = list(children)
    if inside:
        found.ContentSequence = inside
    return found


def container(name: Coded, *children: Dataset) -> Dataset:
    found = _item("CONTAINER", name, children, "CONTAINS")
    found.ContinuityOfContent = "SEPARATE"
    return found


def number(name: Coded, value: str, unit: Coded | None, *children: Dataset) -> Dataset:
    found = _item("NUM", name, children, "CONTAINS")
    measured = Dataset()
    measured.NumericValue = value
    if unit is not None:
        measured.MeasurementUnitsCodeSequence = [_coded(unit)]
    found.MeasuredValueSequence = [measured]
    return found


def code(name: Coded, value: Coded, relation: str = "HAS CONCEPT MOD") -> Dataset:
    found = _item("CODE", name, (), relation)
    found.ConceptCodeSequence = [_coded(value)]
    return found


def text(name: Coded, value: str, relation: str = "HAS PROPERTIES") -> Dataset:
    found = _item("TEXT", name, (), relation)
    found.TextValue = value
    return found


def dated(name: Coded, value: str) -> Dataset:
    found = _item("DATE", name, (), "HAS OBS CONTEXT")
    found.Date = value
    return found


def report(root: Dataset, maker: str, model: str, *, comprehensive: bool = False, **header: object) -> bytes:
    """The file. `header`: attributes by keyword, over those of a woman measured on 2 March 2026."""
    found = Dataset()
    del root.RelationshipType
    found.update(root)
    found.SpecificCharacterSet = "ISO_IR 192"
    found.SOPClassUID = ComprehensiveSRStorage if comprehensive else EnhancedSRStorage
    found.SOPInstanceUID = uid_of("report", maker, model)
    found.StudyInstanceUID, found.SeriesInstanceUID = uid_of("study"), uid_of("series")
    found.Modality = "SR"
    found.Manufacturer, found.ManufacturerModelName = maker, model
    found.DeviceSerialNumber = "12345"
    found.PatientID, found.PatientName, found.PatientSex = "19500907-2553", "Test^Tora", "F"
    found.PatientBirthDate, found.StudyDate = "19500907", "20260302"
    found.CompletionFlag, found.VerificationFlag = "COMPLETE", "UNVERIFIED"
    with catch_warnings(action="ignore"):
        for keyword, value in header.items():
            setattr(found, keyword, value)
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    out = BytesIO()
    with catch_warnings(action="ignore"):
        dcmwrite(out, found, enforce_file_format=True)
    return out.getvalue()


def nested() -> Dataset:
    """Regions as containers inside those of the scans, quantities by the maker's own codes: one machine's way."""
    bmd, t_score, z_score = own("BMD"), own("T-Score"), own("Z-Score")
    reference = text(own("Reference Population"), "2012 BMDCS/NHANES White Female")

    def region(name: str, density: str, t: str, z: str, *area: str) -> Dataset:
        return container(
            own(name),
            *(number(own("Area"), one, ("cm2", "UCUM", "cm2")) for one in area),
            number(bmd, density, G_CM2),
            number(own("BMD % Young Adult"), "85", ("%", "UCUM", "percent")),
            number(t_score, t, ONE, text(own("Reference Population"), "2012 BMDCS/NHANES White Female")),
            number(z_score, z, ONE),
        )

    return container(
        own("Bone Density Report"),
        dated(own("Scan Date"), "20260301"),
        container(
            own("AP Spine"),
            reference,
            region("L1", "0.860", "-1.2", "-0.2", "12.00"),
            region("L2", "0.900", "-1.3", "-0.1", "13.00"),
            region("L3", "0.920", "-1.4", "0.0", "14.00"),
            region("L4", "0.940", "-1.5", "0.1", "16.00"),
            region("Total", "0.905", "-1.3", "-0.1", "55.00"),
        ),
        container(
            own("Left Hip"),
            region("Neck", "0.630", "-1.9", "-0.4"),
            region("Trochanter", "0.550", "-1.5", "-0.3"),
            region("Ward's", "0.450", "-2.4", "-0.2"),
            region("Total", "0.740", "-1.7", "-0.3"),
        ),
    )


def flat() -> Dataset:
    """Every number beside its own site and side, by LOINC and SNOMED CT: another's."""

    def at(name: Coded, value: str, unit: Coded, *site: Dataset) -> Dataset:
        return number(name, value, unit, *site)

    spine = (code(FINDING_SITE, SPINE), text(own("Vertebrae"), "L1-L4"))
    neck = (code(FINDING_SITE, NECK), code(LATERALITY, RIGHT))
    total = (code(FINDING_SITE, HIP), code(LATERALITY, RIGHT), text(own("Region Name"), "Total"))
    who = text(own("Reference Population"), "USA (Combined NHANES/Lunar)")
    return container(
        own("DXA"),
        container(
            ("126010", "DCM", "Imaging Measurements"),
            at(("24966-4", "LN", "DXA Lumbar spine"), "0.934", G_CM2, *spine),
            at(("38267-1", "LN", "DXA Lumbar spine"), "-2.1", ("{T-score}", "UCUM", "T-score"), *spine, who),
            at(("24701-5", "LN", "DXA Femur"), "0.801", G_CM2, *neck),
            at(("38263-0", "LN", "DXA Femur"), "-1.7", ("{T-score}", "UCUM", "T-score"), *neck),
            at(("80939-2", "LN", "DXA Femur - right"), "-0.4", ("{Z-score}", "UCUM", "Z-score"), *neck),
            at(("38261-4", "LN", "DXA Hip"), "0.850", G_CM2, *total),
            at(("80945-9", "LN", "DXA Hip - right"), "-1.3", ("1", "UCUM", "1"), *total),
        ),
    )
