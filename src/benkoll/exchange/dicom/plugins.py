"""The decoder of JPEG 2000 as a plug-in of pydicom: the kept one is newer than the one inside GDCM."""

from typing import cast

from openjpeg.utils import decode_pixel_data
from pydicom.pixels.common import PhotometricInterpretation
from pydicom.pixels.decoders.base import DecodeRunner, get_decoder
from pydicom.uid import HTJ2K, JPEG2000, HTJ2KLossless, HTJ2KLosslessRPCL, JPEG2000Lossless

NAME = "openjpeg"
_OF_JPEG_2000 = (JPEG2000Lossless, JPEG2000, HTJ2KLossless, HTJ2KLosslessRPCL, HTJ2K)
DECODER_DEPENDENCIES = dict.fromkeys(_OF_JPEG_2000, ("pylibjpeg-openjpeg>=2.6",))
"""What pydicom says is missing where the plug-in is not available."""


def is_available(uid: str) -> bool:
    """Whether the plug-in decodes the transfer syntax."""
    return uid in DECODER_DEPENDENCIES


def decode(source: bytes, runner: DecodeRunner) -> bytearray:
    """One frame, as pydicom asks for it; RuntimeError for a stream that is broken."""
    frame = cast(bytearray, decode_pixel_data(source, version=2))
    if runner.photometric_interpretation in (PhotometricInterpretation.YBR_ICT, PhotometricInterpretation.YBR_RCT):
        runner.set_option("photometric_interpretation", PhotometricInterpretation.RGB)
    precision = runner.get_option("j2k_precision", runner.bits_stored)
    runner.set_option("bits_allocated", next(size for size in (8, 16, 32) if precision <= size))
    return frame


def register() -> None:
    """Make the plug-in known to pydicom; again is no harm."""
    for one in _OF_JPEG_2000:
        decoder = get_decoder(one)
        if NAME not in decoder.available_plugins:
            decoder.add_plugin(NAME, (__name__, decode.__name__))
