"""However an image is stored, the picture is the same: what DICOM shows bright is high."""

import subprocess
import sys

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLSNearLossless,
)

from benkoll.errors import InputError
from benkoll.exchange.codes.tables import rows
from benkoll.exchange.dicom.image import read_image
from benkoll.exchange.dicom.spine_image import Window
from unit.exchange.dicom.encoded import LOSSLESS, LOSSY, NATIVE, Array, dataset, file_of, waves

DEPTHS = ((8, False), (10, False), (12, False), (16, False), (12, True), (16, True))
NOT_STORED = {  # what these forms cannot hold
    JPEGBaseline8Bit: ((10, False), (12, False), (16, False), (12, True), (16, True)),
    JPEGExtended12Bit: ((16, False), (12, True), (16, True)),
    JPEGLSNearLossless: ((12, True), (16, True)),
}
STORED = [
    (syntax, *depth)
    for syntax in (*NATIVE, *LOSSLESS, *LOSSY)
    for depth in DEPTHS
    if depth not in NOT_STORED.get(syntax, ())
]
FAULT = {**dict.fromkeys((*NATIVE, *LOSSLESS), 0), **dict.fromkeys(LOSSY, 2)}
"""By how much a value may differ for what the compression loses."""
COLOUR = np.ascontiguousarray(np.dstack([waves(), waves()[::-1], waves()[:, ::-1]]))
LUMA = np.floor(COLOUR @ np.array([0.299, 0.587, 0.114]) + 0.5)


def away(found: Array, wanted: Array) -> int:
    """The largest difference of two pictures."""
    return int(np.abs(found.astype(int) - wanted.astype(int)).max())


def test_all_that_is_said_to_be_read_is_shown_here() -> None:
    assert {str(syntax) for syntax in (*NATIVE, *LOSSLESS, *LOSSY)} == {row["uid"] for row in rows("dicom_syntaxes")}


@pytest.mark.parametrize(("syntax", "bits", "signed"), STORED)
def test_grey(syntax: UID, bits: int, signed: bool) -> None:
    pixels = waves(bits=bits, signed=signed)
    image = read_image(file_of(dataset(pixels, bits=bits), syntax))
    assert image.pixels.dtype == (np.uint8 if bits == 8 else np.uint16)
    assert image.pixels.shape == (70, 50)
    assert away(image.pixels, pixels.astype(int) + ((1 << (bits - 1)) if signed else 0)) <= FAULT[syntax]
    assert not image.pixels.flags.writeable


@pytest.mark.parametrize("syntax", [one for one in (*NATIVE, *LOSSLESS, *LOSSY) if one != JPEGExtended12Bit])
def test_colour_becomes_its_brightness(syntax: UID) -> None:
    image = read_image(file_of(dataset(COLOUR.copy(), "RGB"), syntax))
    assert away(image.pixels, LUMA) <= FAULT[syntax]
    assert image.window == Window(128, 256)
    assert [note.fact for note in image.notes] == ["PhotometricInterpretation"]


@pytest.mark.parametrize("syntax", [*NATIVE, *LOSSLESS])
def test_what_is_dark_for_monochrome1_is_turned(syntax: UID) -> None:
    pixels = waves(bits=12)
    image = read_image(file_of(dataset(pixels, "MONOCHROME1", 12, WindowCenter="1000", WindowWidth="400"), syntax))
    assert away(image.pixels, 4095 - pixels) == 0
    assert image.window == Window(3095, 400)


# GREY VALUES AND THEIR WINDOW


def read(pixels: Array, *, bits: int, meaning: str = "MONOCHROME2", **attributes: object) -> tuple[Array, Window]:
    image = read_image(file_of(dataset(pixels, meaning, bits, **attributes)))
    return image.pixels, image.window


@pytest.mark.parametrize(
    ("attributes", "window"),
    [
        ({}, Window(2000, 1000)),
        ({"RescaleSlope": "2", "RescaleIntercept": "-1000"}, Window(1500, 500)),
        ({"RescaleSlope": "0.5", "RescaleIntercept": "0"}, Window(4000, 2000)),
        ({"RescaleSlope": "0", "RescaleIntercept": "0"}, Window(2000, 1000)),  # no slope at all
    ],
)
def test_the_window_is_in_values_of_the_picture(attributes: dict[str, str], window: Window) -> None:
    pixels = waves(bits=12)
    found, told = read(pixels, bits=12, WindowCenter="2000", WindowWidth="1000", **attributes)
    assert away(found, pixels) == 0
    assert told == window


def test_a_negative_slope_turns_the_picture() -> None:
    pixels = waves(bits=12)
    found, window = read(
        pixels, bits=12, WindowCenter="1000", WindowWidth="400", RescaleSlope="-1", RescaleIntercept="4095"
    )
    assert away(found, 4095 - pixels) == 0
    assert window == Window(1000, 400)
    found, _ = read(pixels, bits=12, meaning="MONOCHROME1", RescaleSlope="-1", RescaleIntercept="4095")
    assert away(found, pixels) == 0


def test_an_inverse_presentation_turns_what_is_not_turned() -> None:
    pixels = waves(bits=8)
    for meaning in ("MONOCHROME1", "MONOCHROME2"):
        found, _ = read(pixels, bits=8, meaning=meaning, PresentationLUTShape="INVERSE")
        assert away(found, 255 - pixels) == 0


def test_signed_values_begin_at_nought_with_their_window() -> None:
    pixels = waves(bits=12, signed=True)
    found, window = read(pixels, bits=12, WindowCenter="-100", WindowWidth="300")
    assert away(found, pixels.astype(int) + 2048) == 0
    assert window == Window(1948, 300)


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"WindowCenter": "100"},
        {"WindowCenter": "100", "WindowWidth": "0"},
        {"WindowCenter": "100", "WindowWidth": "-5"},
        {"WindowCenter": "90000", "WindowWidth": "100"},
        {"WindowCenter": "2000", "WindowWidth": "1000", "RescaleSlope": "1e-300"},
    ],
)
def test_without_a_window_that_shows_anything_the_picture_settles_one(attributes: dict[str, str]) -> None:
    pixels = waves(bits=12)
    _, window = read(pixels, bits=12, **attributes)
    assert window.width == pytest.approx(4095, rel=0.05)
    assert window.centre == pytest.approx(2047, rel=0.05)


def test_an_even_picture_has_a_window_too() -> None:
    _, window = read(np.full((40, 40), 7, np.uint8), bits=8)
    assert window == Window(128, 256)


def test_of_several_windows_the_first_counts() -> None:
    _, window = read(waves(bits=12), bits=12, WindowCenter=["2000", "100"], WindowWidth=["1000", "50"])
    assert window == Window(2000, 1000)


def test_thirty_two_bits_keep_their_sixteen_highest() -> None:
    pixels = waves(bits=32)
    found, _ = read(pixels, bits=32)
    assert found.dtype == np.uint16
    assert away(found, pixels >> 16) == 0
    pixels = waves(bits=20, signed=True)
    found, window = read(pixels, bits=20, WindowCenter="0", WindowWidth="1600")
    assert away(found, (pixels.astype(int) + (1 << 19)) >> 4) == 0
    assert window == Window(32768, 100)


def test_padding_is_black_and_settles_no_window() -> None:
    pixels = waves(bits=12) // 2 + 1000
    pixels[:, :20] = 4000
    found, window = read(pixels, bits=12, PixelPaddingValue=4000)
    assert (found[:, :20] == 0).all()
    assert away(found[:, 20:], pixels[:, 20:]) == 0
    assert window.centre + window.width / 2 <= 3100
    found, _ = read(pixels, bits=12, meaning="MONOCHROME1", PixelPaddingValue=3990, PixelPaddingRangeLimit=4095)
    assert (found[:, :20] == 0).all()


# TABLES


def table(values: list[int], first: int, bits: int) -> Dataset:
    found = Dataset()
    found.add_new("LUTDescriptor", "SS", [len(values), first, bits])
    found.add_new("LUTData", "OW", np.array(values, "<u2").tobytes())
    found.ModalityLUTType = "US"
    return found


def test_a_table_of_values_of_interest_makes_the_picture() -> None:
    pixels = waves(bits=8)
    values = [min(255, 2 * one) for one in range(256)]
    found, window = read(pixels, bits=8, VOILUTSequence=[table(values, 0, 8)], WindowCenter="9", WindowWidth="9")
    assert away(found, np.minimum(255, 2 * pixels.astype(int))) == 0
    assert window == Window(128, 256)
    found, _ = read(pixels, bits=8, meaning="MONOCHROME1", VOILUTSequence=[table(values, 0, 8)])
    assert away(found, 255 - np.minimum(255, 2 * pixels.astype(int))) == 0


def test_a_table_of_the_modality_comes_before_the_window() -> None:
    pixels = waves(bits=8)
    values = [one * 16 for one in range(256)]
    found, window = read(
        pixels, bits=8, ModalityLUTSequence=[table(values, 0, 12)], WindowCenter="2000", WindowWidth="9"
    )
    assert away(found, pixels.astype(int) * 16) == 0
    assert window == Window(2000, 9)


def test_a_table_after_a_slope() -> None:
    pixels = waves(bits=8)
    values = [one // 2 for one in range(256)]
    found, _ = read(pixels, bits=8, RescaleSlope="1", RescaleIntercept="-100", VOILUTSequence=[table(values, -100, 8)])
    assert away(found, pixels // 2) == 0


@pytest.mark.parametrize("sequence", ["VOILUTSequence", "ModalityLUTSequence"])
def test_a_broken_table_is_damage(sequence: str) -> None:
    with pytest.raises(InputError, match="damaged"):
        read(waves(bits=8), bits=8, **{sequence: [Dataset()]})


def palette(pixels: Array, bits: int = 8) -> Dataset:
    found = dataset(pixels, "PALETTE COLOR", bits)
    for colour, values in zip(("Red", "Green", "Blue"), np.eye(3, 256, dtype=int).cumsum(1), strict=True):
        found.add_new(f"{colour}PaletteColorLookupTableDescriptor", "US", [256, 0, 16])
        found.add_new(
            f"{colour}PaletteColorLookupTableData", "OW", (values * np.arange(256) * 256).astype("<u2").tobytes()
        )
    return found


def test_a_palette_is_looked_up() -> None:
    pixels = waves(bits=8)
    image = read_image(file_of(palette(pixels)))
    assert image.pixels.dtype == np.uint16
    assert away(image.pixels[pixels > 2], pixels[pixels > 2].astype(int) * 256) <= 1
    assert image.window == Window(32768, 65536)


def test_a_palette_without_its_colours_is_damage() -> None:
    with pytest.raises(InputError, match="damaged"):
        read_image(file_of(dataset(waves(), "PALETTE COLOR")))


# COLOUR


def test_of_ybr_the_brightness_is_taken() -> None:
    image = read_image(file_of(dataset(COLOUR.copy(), "YBR_FULL")))
    assert away(image.pixels, COLOUR[..., 0]) == 0


def test_of_partial_ybr_the_brightness_is_stretched() -> None:
    pixels = np.full((40, 40, 3), 128, np.uint8)
    pixels[:10, :, 0], pixels[10:20, :, 0], pixels[20:, :, 0] = 16, 235, 3
    found = dataset(pixels, "YBR_FULL")
    found.PhotometricInterpretation = "YBR_PARTIAL_420"
    image = read_image(file_of(found))
    assert np.unique(image.pixels).tolist() == [0, 255]


def test_colour_of_sixteen_bits() -> None:
    pixels = np.ascontiguousarray(np.dstack([waves(bits=16)] * 3))
    image = read_image(file_of(dataset(pixels, "RGB")))
    assert away(image.pixels, waves(bits=16)) == 0
    assert image.window == Window(32768, 65536)


# WHAT IS NOT READ


@pytest.mark.parametrize(
    ("attributes", "field"),
    [
        ({"PhotometricInterpretation": "CMYK"}, "PhotometricInterpretation"),
        ({"PhotometricInterpretation": ""}, "PhotometricInterpretation"),
        ({"SamplesPerPixel": 3}, "SamplesPerPixel"),
        ({"NumberOfFrames": "2"}, "NumberOfFrames"),
        ({"Rows": 65535, "Columns": 65535}, "Rows, Columns"),
        ({"Rows": 0}, "Rows, Columns"),
        ({"Rows": 31}, "Rows, Columns"),
        ({"BitsAllocated": 1, "BitsStored": 1, "HighBit": 0}, "BitsAllocated, BitsStored"),
        ({"BitsStored": 9, "HighBit": 8}, "BitsAllocated, BitsStored"),
        ({"BitsAllocated": 64, "BitsStored": 64, "HighBit": 63}, "BitsAllocated, BitsStored"),
    ],
)
def test_a_header_beyond_what_is_read(attributes: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as refused:
        read_image(file_of(dataset(waves(), **attributes)))
    assert refused.value.problems[0].fact == field


def test_a_syntax_that_is_not_read() -> None:
    found = dataset(waves())
    data = file_of(found, ExplicitVRLittleEndian).replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.9\0")
    with pytest.raises(InputError) as refused:
        read_image(data)
    assert refused.value.problems[0].fact == "TransferSyntaxUID"
    assert "JPEG-LS Lossless" in refused.value.problems[0].en


def test_one_frame_that_is_counted_is_read() -> None:
    assert read_image(file_of(dataset(waves(), NumberOfFrames="1"))).pixels.shape == (70, 50)


def test_no_pixels_at_all() -> None:
    found = dataset(waves())
    del found.PixelData
    with pytest.raises(InputError, match="holds no picture"):
        read_image(file_of(found))


def test_values_beyond_the_bits_that_are_said_to_be_used() -> None:
    data = file_of(dataset(waves(bits=12), bits=12), LOSSLESS[-1])
    with pytest.raises(InputError):
        read_image(data.replace(b"\x01\x01US\x02\x00\x0c\x00", b"\x01\x01US\x02\x00\x08\x00"))


@pytest.mark.parametrize("first", ["plugins", "sr_write"])
def test_pythons_own_zlib_is_whole_with_gdcm_loaded(first: str) -> None:
    """GDCM's copy, loaded before the system's, gets mixed with it: memory is then freed twice."""
    program = (
        f"import benkoll.exchange.dicom.{first}, gdcm, zlib\n"
        "packed = zlib.compressobj(wbits=-15)\n"
        "data = packed.compress(bytes(range(256)) * 2000) + packed.flush()\n"
        "del packed\n"
        "assert zlib.decompress(data, -15) == bytes(range(256)) * 2000"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
