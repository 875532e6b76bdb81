"""Lateral spine images written as DICOM: secondary captures (as DXA sends them) and computed radiographs."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import ComputedRadiographyImageStorage, ExplicitVRLittleEndian, SecondaryCaptureImageStorage

from benkoll.exchange.dicom.uids import uid_of
from benkoll.measures.vertebra import Spacing

Pixels = NDArray[np.uint8] | NDArray[np.uint16]
Kind = Literal["secondary_capture", "radiograph"]
_SEX = {"female": "F", "male": "M", None: ""}
_ORIENTATION = {"left": ["P", "F"], "right": ["A", "F"], None: ""}
"""Whither the rows run, and the columns."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom the image is of and what made it; all of it may be left out.

    `age`: whole years, written beside the birth date or in its place. `accession`: number of the examination.
    """

    patient_id: str = ""
    patient_name: str = ""
    birth_date: date | None = None
    age: int | None = None
    sex: Literal["female", "male"] | None = None
    made_on: date | None = None
    maker: str = ""
    model: str = ""
    accession: str = ""


def write_image(
    pixels: Pixels,
    spacing: Spacing | None,
    origin: Origin = Origin(),
    *,
    kind: Kind = "secondary_capture",
    bits: int | None = None,
    window: tuple[float, float] | None = None,
    inverted: bool = False,
    anterior: Literal["left", "right"] | None = None,
) -> bytes:
    """A DICOM file (explicit VR little endian) of one lateral spine image.

    `pixels`: rows x columns, bone bright. `spacing`: millimetres, None for an image without. `bits`: how many of each
    pixel's bits are used; all by default. `window`: centre and width, in the values of `pixels`. `inverted`: stored as
    MONOCHROME1, where low values are bright. `anterior`: on which side of the image the patient's front is. Raises
    ValueError for an array of another kind, or values beyond `bits`.
    """
    if pixels.ndim != 2 or pixels.dtype not in (np.uint8, np.uint16) or 0 in pixels.shape:
        raise ValueError("an image is rows x columns of uint8 or uint16")
    depth = pixels.dtype.itemsize * 8
    stored = bits or depth
    highest = (1 << stored) - 1
    if not 1 <= stored <= depth or int(pixels.max()) > highest:
        raise ValueError(f"pixel values do not fit in {stored} bits")
    data = (highest - pixels if inverted else pixels).astype(f"<u{depth // 8}").tobytes()
    found = _of_whom(origin, kind)
    found.update(_matrix(pixels.shape, depth, stored, spacing, kind))
    found.PhotometricInterpretation = "MONOCHROME1" if inverted else "MONOCHROME2"
    found.PatientOrientation = _ORIENTATION[anterior]
    if kind == "radiograph":
        found.BurnedInAnnotation = "NO"
    if window is not None:
        centre, width = window
        found.WindowCenter = _decimal(highest - centre if inverted else centre)
        found.WindowWidth = _decimal(width)
    found.PixelData = data + b"\0" * (len(data) % 2)
    _name(found, repr((origin, spacing, kind, stored, window, inverted, anterior, pixels.shape)), data)
    return _file(found)


def _of_whom(origin: Origin, kind: Kind) -> Dataset:
    found = Dataset()
    day = "" if origin.made_on is None else f"{origin.made_on:%Y%m%d}"
    radiograph = kind == "radiograph"
    found.SpecificCharacterSet = "ISO_IR 192"
    found.ImageType = ["DERIVED", "PRIMARY"]
    found.SOPClassUID = ComputedRadiographyImageStorage if radiograph else SecondaryCaptureImageStorage
    found.StudyDate = found.ContentDate = day
    found.StudyTime = found.ContentTime = ""
    found.AccessionNumber = origin.accession
    found.Modality = "CR" if radiograph else "OT"
    if not radiograph:
        found.ConversionType = "WSD"
    found.Manufacturer = origin.maker
    found.ManufacturerModelName = origin.model
    found.ReferringPhysicianName = ""
    found.PatientName = origin.patient_name
    found.PatientID = origin.patient_id
    found.PatientBirthDate = "" if origin.birth_date is None else f"{origin.birth_date:%Y%m%d}"
    found.PatientSex = _SEX[origin.sex]
    if origin.age is not None:
        found.PatientAge = f"{origin.age:03d}Y"
    found.BodyPartExamined = "SPINE"
    if radiograph:
        found.ViewPosition = "LL"
    found.StudyID = ""
    found.SeriesNumber = found.InstanceNumber = 1
    return found


def _matrix(shape: tuple[int, ...], depth: int, stored: int, spacing: Spacing | None, kind: Kind) -> Dataset:
    found = Dataset()
    found.SamplesPerPixel = 1
    found.Rows, found.Columns = shape
    found.BitsAllocated, found.BitsStored, found.HighBit = depth, stored, stored - 1
    found.PixelRepresentation = 0
    if spacing is not None:
        pair = [_decimal(spacing.row), _decimal(spacing.column)]
        if kind == "radiograph":
            found.ImagerPixelSpacing = pair
        else:
            found.PixelSpacing = pair
    return found


def _name(found: Dataset, told: str, data: bytes) -> None:
    """UIDs from the content; images of one person and day are one study."""
    found.SOPInstanceUID = uid_of("image", told, data)
    found.SeriesInstanceUID = uid_of("series", found.SOPInstanceUID)
    found.StudyInstanceUID = (
        uid_of("study", found.PatientID, found.StudyDate, found.AccessionNumber)
        if (found.PatientID)
        else uid_of("study", found.SOPInstanceUID)
    )


def _file(found: Dataset) -> bytes:
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    out = BytesIO()
    dcmwrite(out, found, enforce_file_format=True)
    return out.getvalue()


def _decimal(number: float) -> str:
    """A decimal string, which holds at most 16 characters."""
    return f"{number:.10g}"
