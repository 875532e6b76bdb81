"""The picture of an image file in shades of grey: what DICOM shows bright is high, whatever way it is stored."""

from math import isfinite
from typing import cast

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut
from pydicom.uid import ExplicitVRBigEndian

from benkoll.exchange.dicom.dataset import items, number, numbers, syntax_of, text, value, whole
from benkoll.exchange.dicom.faults import DAMAGED, LIMITS, MEMORY, Words, refused
from benkoll.exchange.dicom.plugins import register
from benkoll.exchange.dicom.spine_image import Pixels, Window

_GREY = ("MONOCHROME1", "MONOCHROME2")
_LUMA_FIRST = ("YBR_FULL", "YBR_FULL_422")
_PARTIAL = ("YBR_PARTIAL_422", "YBR_PARTIAL_420")
_READ = (*_GREY, "PALETTE COLOR", "RGB", *_LUMA_FIRST, *_PARTIAL, "YBR_ICT", "YBR_RCT")
_DEPTHS, _DEPTHS_OF_COLOUR = (8, 16, 32), (8, 16)
_MOST = 16  # bits of a pixel of the picture
_DESCRIPTOR = ("entries", "first value", "bits")
_BLOCK = 256  # rows of colour that are made grey at a time, so that little memory is used
_COARSE = 4  # every so manieth row and column settles a window


def gray_of(found: FileDataset) -> tuple[Pixels, Window]:
    """The picture and its default window; to be called by what is `guarded`.

    Raises InputError for several frames, a size beyond limits, and what is no picture in grey or colour.
    """
    syntax = syntax_of(found.file_meta)
    _check(found, "gdcm_bytes" if syntax["decoder"].startswith("gdcm") else "decoded_bytes")
    register()
    decoded, told = get_decoder(syntax["uid"]).as_array(found, index=0, raw=True, decoding_plugin=syntax["decoder"])
    meaning = str(told["photometric_interpretation"])
    if meaning == "PALETTE COLOR":
        return _of_palette(found, decoded)
    if decoded.ndim == 3:
        return _full(_of_colour(decoded, meaning, _bits(found)), _bits(found))
    return _of_grey(found, decoded)


def _check(found: Dataset, most: str) -> None:
    """Before anything is decoded: what the header declares lies within limits; `most`: that of the decoded bytes."""
    if "PixelData" not in found:
        raise refused(_NO_PIXELS, "PixelData")
    frames = whole(found, "NumberOfFrames")
    if frames not in (None, 1):
        raise refused(_FRAMES, "NumberOfFrames", frames)
    rows, columns = whole(found, "Rows") or 0, whole(found, "Columns") or 0
    if min(rows, columns) < LIMITS["side_smallest"] or rows * columns > LIMITS["pixels"]:
        raise refused(_SIZE, "Rows, Columns", f"{rows} x {columns}")
    meaning = text(found, "PhotometricInterpretation")
    if meaning not in _READ:
        raise refused(_MEANING, "PhotometricInterpretation", meaning or None)
    samples = whole(found, "SamplesPerPixel")
    if samples != (1 if meaning in (*_GREY, "PALETTE COLOR") else 3):
        raise refused(_SAMPLES, "SamplesPerPixel", samples)
    depths = _DEPTHS if meaning in _GREY else _DEPTHS_OF_COLOUR
    depth = whole(found, "BitsAllocated") or 0
    if depth not in depths or not 1 <= _bits(found) <= depth:
        raise refused(_BITS, "BitsAllocated, BitsStored", f"{depth}, {_bits(found)}")
    if rows * columns * samples * depth // 8 > LIMITS[most]:
        raise refused(MEMORY)


def _bits(found: Dataset) -> int:
    return whole(found, "BitsStored") or 0


# COLOUR


def _of_palette(found: Dataset, indices: NDArray[np.integer]) -> tuple[Pixels, Window]:
    """Each index is looked up once, not each pixel."""
    if int(indices.min()) < 0 or int(indices.max()) >= 1 << _bits(found):
        raise refused(DAMAGED, "BitsStored", _bits(found))
    colours = apply_color_lut(np.arange(1 << _bits(found), dtype=np.uint16)[np.newaxis], found)
    levels = _luma(colours)[0]
    return _full(cast(Pixels, levels[indices]), levels.dtype.itemsize * 8)


def _of_colour(decoded: NDArray[np.unsignedinteger], meaning: str, bits: int) -> Pixels:
    if meaning in _LUMA_FIRST:
        return _unsigned(decoded[..., 0])
    if meaning in _PARTIAL:
        black, white = (LIMITS[f"partial_{name}"] * 2 ** (bits - 8) for name in ("black", "white"))
        highest = (1 << bits) - 1
        levels = np.clip((np.arange(highest + 1) - black) * (highest / (white - black)), 0, highest)
        return _unsigned(np.rint(levels).astype(decoded.dtype)[decoded[..., 0]])
    return _luma(decoded)


def _luma(colour: NDArray[np.unsignedinteger]) -> Pixels:
    """Red, green and blue as one brightness; equal parts are left as they are."""
    weights = np.array([LIMITS[f"luma_{name}"] for name in ("red", "green", "blue")], np.float32)
    out = np.empty(colour.shape[:2], np.uint8 if colour.dtype.itemsize == 1 else np.uint16)
    for start in range(0, len(out), _BLOCK):
        out[start : start + _BLOCK] = colour[start : start + _BLOCK, :, :3] @ weights + np.float32(0.5)
    return out


def _full(pixels: Pixels, bits: int) -> tuple[Pixels, Window]:
    """A picture that is meant to be shown as it is: all values, from black to white."""
    return pixels, _whole_range((1 << bits) - 1)


def _whole_range(highest: int) -> Window:
    return Window((highest + 1) / 2, highest + 1)


def _unsigned(values: NDArray[np.integer]) -> Pixels:
    kind = np.uint8 if values.dtype.itemsize == 1 else np.uint16
    return cast(Pixels, np.ascontiguousarray(values, kind))


# GREY


def _of_grey(found: FileDataset, stored: NDArray[np.integer]) -> tuple[Pixels, Window]:
    bits = _bits(found)
    low = -(1 << (bits - 1)) if whole(found, "PixelRepresentation") else 0
    high = low + (1 << bits) - 1
    if int(stored.min()) < low or int(stored.max()) > high:
        raise refused(DAMAGED, "BitsStored", bits)
    padding = _padding(found, stored)
    tables = bits <= _MOST and (items(found, "ModalityLUTSequence") or items(found, "VOILUTSequence"))
    out, window = (_by_tables if tables else _by_line)(found, stored, low, high)
    if padding is not None:
        out[padding] = 0
    return out, _usable(window, out, padding)


def _by_line(found: FileDataset, stored: NDArray[np.integer], low: int, high: int) -> tuple[Pixels, Window | None]:
    """Stored values, turned where low is bright and moved so that they begin at 0; a window goes with them."""
    slope, intercept = number(found, "RescaleSlope") or 1.0, number(found, "RescaleIntercept") or 0.0
    bright = _bright(found) == (slope > 0)
    kind = np.uint8 if high - low <= np.iinfo(np.uint8).max else np.uint16
    shift = max(0, (high - low).bit_length() - _MOST)
    moved = stored - np.int64(low) if low or shift else stored
    out = cast(Pixels, np.ascontiguousarray(moved >> shift if shift else moved, kind))
    if not out.flags.writeable:
        out = out.copy()
    if not bright:
        np.subtract(kind((high - low) >> shift), out, out=out)
    stated = _stated(found)
    if stated is None:
        return out, None
    centre, width = (stated.centre - intercept) / slope, stated.width / abs(slope)
    return out, Window((centre - low if bright else high - centre) / 2**shift, width / 2**shift)


def _by_tables(found: FileDataset, stored: NDArray[np.integer], low: int, high: int) -> tuple[Pixels, Window | None]:
    """Through the file's own look-up tables, which are asked once for each value that there can be."""
    values = np.arange(low, high + 1)
    of_modality, of_interest = (_first(found, f"{kind}LUTSequence") for kind in ("Modality", "VOI"))
    if of_modality is not None:
        values = _looked_up(found, of_modality, values)
    else:
        slope, intercept = number(found, "RescaleSlope") or 1.0, number(found, "RescaleIntercept") or 0.0
        values = np.rint(values * slope + intercept).astype(np.int64)
    shown = values if of_interest is None else _looked_up(found, of_interest, values)
    lowest, highest = min(0, int(shown.min())), int(shown.max())
    if of_interest is not None:
        highest = max(highest, (1 << min(_MOST, int(numbers(of_interest, "LUTDescriptor")[2]))) - 1)
    if highest - lowest > np.iinfo(np.uint16).max:
        raise refused(DAMAGED, "LUTData")
    bright = _bright(found)
    levels = shown - lowest if bright else highest - shown
    table = levels.astype(np.uint8 if highest - lowest <= np.iinfo(np.uint8).max else np.uint16)
    pixels = cast(Pixels, table[stored - np.int64(low) if low else stored])
    if of_interest is not None:
        return pixels, _whole_range(highest - lowest)
    stated = _stated(found)
    centre = None if stated is None else stated.centre - lowest if bright else highest - stated.centre
    return pixels, None if stated is None or centre is None else Window(centre, stated.width)


def _first(found: Dataset, keyword: str) -> Dataset | None:
    return next(iter(items(found, keyword)), None)


def _looked_up(found: FileDataset, table: Dataset, values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The entries for the values; those outside the table are given its first or last (PS3.3 C.11.1.1.1)."""
    described, data = numbers(table, "LUTDescriptor"), value(table, "LUTData")
    if len(described) != len(_DESCRIPTOR) or data is None:
        raise refused(DAMAGED, "LUTDescriptor")
    entries, first = int(described[0]) or 1 << _MOST, int(described[1])
    if first >= 1 << (_MOST - 1) and values.min() < 0:  # a negative number that was read as an unsigned one
        first -= 1 << _MOST
    if isinstance(data, bytes):
        turned = text(found.file_meta, "TransferSyntaxUID") == ExplicitVRBigEndian
        data = np.frombuffer(data, "u1" if len(data) == entries else ">u2" if turned else "<u2")
    listed = np.atleast_1d(np.asarray(data, np.int64))
    if len(listed) < entries:
        raise refused(DAMAGED, "LUTData")
    return listed[np.clip(values - first, 0, entries - 1)]


def _bright(found: Dataset) -> bool:
    """Whether high values are shown bright."""
    turned = text(found, "PhotometricInterpretation") == "MONOCHROME1"
    return not (turned or text(found, "PresentationLUTShape") == "INVERSE")


def _stated(found: Dataset) -> Window | None:
    """The first window of the file, in its own values."""
    centre, width = number(found, "WindowCenter"), number(found, "WindowWidth")
    return None if centre is None or width is None or width <= 0 else Window(centre, width)


def _padding(found: Dataset, stored: NDArray[np.integer]) -> NDArray[np.bool_] | None:
    """Which pixels are no part of the picture (PS3.3 C.7.5.1.1.2)."""
    first = whole(found, "PixelPaddingValue")
    if first is None:
        return None
    last = whole(found, "PixelPaddingRangeLimit")
    last = first if last is None else last
    return (stored >= min(first, last)) & (stored <= max(first, last))


def _usable(window: Window | None, out: Pixels, padding: NDArray[np.bool_] | None) -> Window:
    """The window where it shows something of the picture, else one from the picture's own values."""
    sample = out[::_COARSE, ::_COARSE]
    if padding is not None and not padding.all():
        sample = sample[~padding[::_COARSE, ::_COARSE]]
    if sample.size:
        least, most = int(sample.min()), int(sample.max())
        if window is not None and _shows(window, least, most):
            return window
        dark, white = np.percentile(sample, (LIMITS["window_dark_percent"], LIMITS["window_bright_percent"]))
        if white > dark:
            return Window(float(dark + white) / 2, float(white - dark))
    return _whole_range(int(np.iinfo(out.dtype).max))


def _shows(window: Window, least: int, most: int) -> bool:
    half = window.width / 2
    return isfinite(half) and half > 0 and window.centre - half < most and window.centre + half > least


_NO_PIXELS: Words = (
    "filen innehåller ingen bild; exportera bilden själv från arkivet (PACS)",
    "the file holds no picture; export the image itself from the archive (PACS)",
)
_FRAMES: Words = (
    "filen innehåller flera bilder; exportera sidobilden av ryggen för sig",
    "the file holds several frames; export the lateral image of the spine by itself",
)
_SIDE, _PIXELS = f"{LIMITS['side_smallest']:g}", f"{LIMITS['pixels'] / 1e6:g}"
_SIZE: Words = (
    f"bildens storlek ska vara minst {_SIDE} x {_SIDE} och högst {_PIXELS} miljoner bildpunkter",
    f"the size of the image must be at least {_SIDE} x {_SIDE} and at most {_PIXELS} million pixels",
)
_MEANING: Words = (
    f"bilden är lagrad på ett sätt som inte läses; de som läses är {', '.join(_READ)}",
    f"the image is stored in a way that is not read; those that are: {', '.join(_READ)}",
)
_SAMPLES: Words = (
    "antalet värden per bildpunkt stämmer inte med hur bilden är lagrad (1 för grått och palett, 3 för färg); "
    "exportera bilden på nytt",
    "the number of values of a pixel does not fit how the image is stored (1 for grey and palette, 3 for colour); "
    "export the image again",
)
_BITS: Words = (
    "bitdjupet läses inte; det som läses är 8, 16 eller 32 bitar (färg 8 eller 16), varav 1 till alla används",
    "the bit depth is not read; what is: 8, 16 or 32 bits (colour 8 or 16), of which 1 to all are used",
)
