"""Decoders that pydicom does not bring: JPEG 2000 by the newer OpenJPEG, and JPEG of twelve bits by GDCM."""

from typing import cast

from openjpeg.utils import decode_pixel_data
from pydicom.pixels.common import PhotometricInterpretation
from pydicom.pixels.decoders.base import DecodeRunner, get_decoder
from pydicom.uid import JPEG2000, JPEG2000Lossless, JPEGExtended12Bit

DECODER_DEPENDENCIES = {
    **dict.fromkeys((JPEG2000Lossless, JPEG2000), ("pylibjpeg-openjpeg>=2.6",)),
    JPEGExtended12Bit: ("python-gdcm>=3.2",),
}
"""What pydicom says is missing where a plug-in is not available."""


def is_available(uid: str) -> bool:
    """Whether one of the plug-ins decodes the transfer syntax."""
    return uid in DECODER_DEPENDENCIES


def openjpeg(source: bytes, runner: DecodeRunner) -> bytearray:
    """One frame of JPEG 2000, as pydicom asks for it; RuntimeError for a stream that is broken."""
    frame = cast(bytearray, decode_pixel_data(source, version=2))
    if runner.photometric_interpretation in (PhotometricInterpretation.YBR_ICT, PhotometricInterpretation.YBR_RCT):
        runner.set_option("photometric_interpretation", PhotometricInterpretation.RGB)
    precision = runner.get_option("j2k_precision", runner.bits_stored)
    runner.set_option("bits_allocated", next(size for size in (8, 16, 32) if precision <= size))
    return frame


def gdcm_extended(source: bytes, runner: DecodeRunner) -> bytes:
    """One frame of JPEG Extended, of eight or twelve bits; pydicom's own call of GDCM leaves the latter out."""
    import gdcm  # after zlib, which pydicom has loaded: before it, GDCM's own copy gets mixed with the system's

    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(source)
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((runner.columns, runner.rows, 1))
    image.SetDataElement(element)
    named = gdcm.PhotometricInterpretation.GetPIType(str(runner.photometric_interpretation))
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(named))
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGExtendedProcess2_4))
    if runner.samples_per_pixel > 1:
        image.SetPlanarConfiguration(runner.planar_configuration)
    bits = (runner.bits_allocated, runner.bits_stored, runner.bits_stored - 1, runner.pixel_representation)
    image.SetPixelFormat(gdcm.PixelFormat(runner.samples_per_pixel, *bits))
    return cast(bytes, image.GetBuffer().encode("utf-8", "surrogateescape"))


def register() -> None:
    """Make the plug-ins known to pydicom; again is no harm."""
    for uid in DECODER_DEPENDENCIES:
        decoder = get_decoder(uid)
        plugin = (gdcm_extended if uid == JPEGExtended12Bit else openjpeg).__name__
        if plugin not in decoder.available_plugins:
            decoder.add_plugin(plugin, (__name__, plugin))
