"""Images as DICOM files, in every way of storing that is read: by the plug-ins' own encoders."""

import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from warnings import catch_warnings

import numpy as np
from numpy.typing import NDArray
from openjpeg.utils import encode_array
from PIL import Image
from pydicom import dcmread
from pydicom.config import disable_value_validation
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.filewriter import dcmwrite
from pydicom.uid import (
    JPEG2000,
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
    SecondaryCaptureImageStorage,
)

from benkoll.exchange.dicom.uids import uid_of

Array = NDArray[Any]
NATIVE = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian)
LOSSLESS = (RLELossless, JPEGLossless, JPEGLosslessSV1, JPEGLSLossless, JPEG2000Lossless)
LOSSY = (JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLSNearLossless, JPEG2000)
_OF_GDCM = (JPEGExtended12Bit, JPEGLossless, JPEGLosslessSV1)


def waves(rows: int = 70, columns: int = 50, bits: int = 8, *, signed: bool = False) -> Array:
    """A smooth picture that uses the whole range of its bits, from below to above."""
    y, x = np.mgrid[0:rows, 0:columns]
    level = (np.sin(y / 9) + np.cos(x / 7) + 2) / 4
    level = (level - level.min()) / (level.max() - level.min())
    low = -(1 << (bits - 1)) if signed else 0
    values = np.rint(level * ((1 << bits) - 1)) + low
    size = 8 if bits <= 8 else 16 if bits <= 16 else 32
    return values.astype(f"{'i' if signed else 'u'}{size // 8}")


def dataset(pixels: Array, meaning: str = "MONOCHROME2", bits: int | None = None, **attributes: object) -> Dataset:
    """A secondary capture of a woman of 75, with the pixels as they are; attributes by keyword above that."""
    found = Dataset()
    size = pixels.dtype.itemsize * 8
    bits = bits or size
    found.SpecificCharacterSet = "ISO_IR 192"
    found.SOPClassUID, found.SOPInstanceUID = SecondaryCaptureImageStorage, uid_of("test image")
    found.StudyInstanceUID, found.SeriesInstanceUID = uid_of("test study"), uid_of("test series")
    found.StudyDate, found.PatientBirthDate = "20260302", "19500907"
    found.PatientID, found.PatientName, found.PatientSex = "p1", "Test^Tora", "F"
    found.PixelSpacing = [0.5, 0.6]
    found.Rows, found.Columns = pixels.shape[:2]
    found.SamplesPerPixel = 3 if pixels.ndim == 3 else 1
    if pixels.ndim == 3:
        found.PlanarConfiguration = 0
    found.PhotometricInterpretation = meaning
    found.BitsAllocated, found.BitsStored, found.HighBit = size, bits, bits - 1
    found.PixelRepresentation = int(pixels.dtype.kind == "i")
    found.add_new(0x7FE00010, "OB" if size == 8 else "OW", pixels.tobytes() + b"\0" * (pixels.nbytes % 2))
    put(found, **attributes)
    return found


def put(found: Dataset, **attributes: object) -> None:
    """Attributes by keyword, right or wrong; a text where a number should stand is written as text."""
    with disable_value_validation(), catch_warnings(action="ignore"):
        for keyword, value in attributes.items():
            try:
                setattr(found, keyword, value)
            except ValueError:
                found.add_new(keyword, "LO", value)


def file_of(found: Dataset, syntax: UID = ExplicitVRLittleEndian) -> bytes:
    """The file; pixels are compressed if the syntax wants it."""
    if syntax.is_compressed and syntax != DeflatedExplicitVRLittleEndian:
        frame = _ENCODERS.get(syntax, _by_pydicom)(found, syntax)
        found.add_new(0x7FE00010, "OB", encapsulate([frame]))
        found["PixelData"].is_undefined_length = True
    elif syntax == ExplicitVRBigEndian and found.BitsAllocated > 8:
        found["PixelData"].value = _array(found).byteswap().tobytes()
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = syntax
    out = BytesIO()
    with disable_value_validation(), catch_warnings(action="ignore"):
        dcmwrite(out, found, enforce_file_format=True)
    return out.getvalue()


def _array(found: Dataset) -> Array:
    kind = f"{'i' if found.PixelRepresentation else 'u'}{found.BitsAllocated // 8}"
    shape = (found.Rows, found.Columns, *([3] if found.SamplesPerPixel == 3 else []))
    return np.frombuffer(found.PixelData, kind, int(np.prod(shape))).reshape(shape)


def _by_pydicom(found: Dataset, syntax: UID) -> bytes:
    from pydicom.pixels.encoders.base import get_encoder

    return get_encoder(syntax).encode(
        _array(found),
        rows=found.Rows,
        columns=found.Columns,
        samples_per_pixel=found.SamplesPerPixel,
        photometric_interpretation=found.PhotometricInterpretation,
        bits_allocated=found.BitsAllocated,
        bits_stored=found.BitsStored,
        pixel_representation=found.PixelRepresentation,
        number_of_frames=1,
        planar_configuration=0,
        encoding_plugin="pydicom" if syntax == RLELossless else "pyjpegls",
        **({"jls_error": 1} if syntax == JPEGLSNearLossless else {}),
    )


def _by_openjpeg(found: Dataset, syntax: UID) -> bytes:
    colour = found.SamplesPerPixel == 3
    lossy = {"compression_ratios": [4.0]} if syntax == JPEG2000 else {}
    frame = encode_array(_array(found), found.BitsStored, 1 if colour else 2, **lossy)
    if colour:
        found.PhotometricInterpretation = "YBR_ICT" if lossy else "YBR_RCT"
    return bytes(frame)


def _by_pillow(found: Dataset, syntax: UID) -> bytes:
    """Baseline JPEG; colour becomes YCbCr with fewer values for colour than for brightness, as is usual."""
    assert syntax == JPEGBaseline8Bit
    out = BytesIO()
    Image.fromarray(_array(found)).save(out, "JPEG", quality=98)
    if found.SamplesPerPixel == 3:
        found.PhotometricInterpretation = "YBR_FULL_422"
    return out.getvalue()


def _by_gdcm(found: Dataset, syntax: UID) -> bytes:
    """By its command: in this process its encoder frees memory that Python still has."""
    how = [*("-J", "-F"), *(("-Y", "-q", "95") if syntax in LOSSY else ())]
    command = Path(find_spec("_gdcm").submodule_search_locations[0]) / "gdcmconv"
    with TemporaryDirectory() as folder:
        plain, made = Path(folder, "plain"), Path(folder, "made")
        plain.write_bytes(file_of(found))
        subprocess.run([command, "--quiet", *how, plain, made], check=True)
        converted = dcmread(made)
    found.PhotometricInterpretation = converted.PhotometricInterpretation
    return next(generate_frames(converted.PixelData, number_of_frames=1))


_ENCODERS: dict[UID, Callable[[Dataset, UID], bytes]] = {
    JPEGBaseline8Bit: _by_pillow,
    **dict.fromkeys(_OF_GDCM, _by_gdcm),
    **dict.fromkeys((JPEG2000, JPEG2000Lossless), _by_openjpeg),
}
