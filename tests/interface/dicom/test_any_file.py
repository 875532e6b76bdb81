"""Whatever file comes in, it is read or refused with words that say what to do: no crash, no hang, no more memory."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkoll.errors import InputError, Problem
from benkoll.exchange.dicom.worker import Reader
from benkoll.exchange.dicom.write_image import write_image
from interface.dicom.reports import flat, nested, report
from unit.exchange.dicom.encoded import LOSSLESS, LOSSY, NATIVE, dataset, file_of, waves
from unit.exchange.mutated import mutated

NIGHT = os.environ.get("BENKOLL_TEST_SCALE") == "night"
FILES = settings().max_examples if NIGHT else 200
SMALL = waves(40, 36)
IMAGES = {str(syntax): file_of(dataset(SMALL), syntax) for syntax in (*NATIVE, *LOSSLESS, *LOSSY)}
REPORTS = {"nested": report(nested(), "HOLOGIC", "Horizon A"), "flat": report(flat(), "GE Healthcare", "Lunar iDXA")}
TOKENS = (
    *(bytes([one]) for one in b"\0\x01\x7f\xff\\.^=0A"),
    *(b"\xff\xff\xff\xff", b"\xff\xff", b"\0\0\0\x80", b"\xfe\xff\xdd\xe0", b"\xfe\xff\x0d\xe0", b"\xfe\xff\0\xe0"),
    *(b"SQ\0\0", b"OW\0\0", b"UN\0\0", b"US", b"DS", b"UI", b"AT", b"FD", b"OB\0\0\xff\xff\xff\xff"),
    *(b"\x28\0\x10\0US\x02\0\xff\xff", b"\x28\0\x08\0IS\x02\x009 ", b"\xe0\x7f\x10\0", b"1.2.840.10008.1.2.4.50"),
)


def read(reader: Reader, data: bytes, *, image: bool) -> object:
    return reader.image(data) if image else reader.density(data, "x.dcm")


def read_or_refuse(reader: Reader, data: bytes, *, image: bool) -> None:
    """Read the bytes; a refusal says something in both languages."""
    told: tuple[Problem, ...] = ()
    try:
        found = read(reader, data, image=image)
    except InputError as error:
        told, found = error.problems, None
    assert found or told
    assert all(one.sv and one.en for one in told)


@pytest.mark.parametrize("name", IMAGES)
def test_the_images_are_read(reader: Reader, name: str) -> None:
    assert reader.image(IMAGES[name]).pixels.shape == SMALL.shape


@settings(max_examples=FILES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from(sorted(IMAGES)))
def test_mutated_images(reader: Reader, data: st.DataObject, name: str) -> None:
    read_or_refuse(reader, data.draw(mutated(IMAGES[name], TOKENS)), image=True)


@settings(max_examples=FILES // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from(sorted(REPORTS)))
def test_mutated_reports(reader: Reader, data: st.DataObject, name: str) -> None:
    read_or_refuse(reader, data.draw(mutated(REPORTS[name], TOKENS)), image=False)


@settings(max_examples=FILES // 4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300), start=st.sampled_from([b"", bytes(128) + b"DICM"]), image=st.booleans())
def test_any_bytes(reader: Reader, data: bytes, start: bytes, image: bool) -> None:
    read_or_refuse(reader, start + data, image=image)


@pytest.mark.parametrize("name", [*IMAGES, *REPORTS])
def test_a_file_that_is_cut_off_is_refused(reader: Reader, name: str) -> None:
    """Wherever it is cut: what is left is never taken for the whole."""
    data = (IMAGES | REPORTS)[name]
    for part in range(1, 20):
        with pytest.raises(InputError):
            read(reader, data[: len(data) * part // 20], image=name in IMAGES)


def element(tag: tuple[int, int], vr: bytes, value: bytes) -> bytes:
    """A data element with a short length, as it stands in a file (explicit VR little endian)."""
    return b"".join(one.to_bytes(2, "little") for one in tag) + vr + len(value).to_bytes(2, "little") + value


ROWS = element((0x0028, 0x0010), b"US", (40).to_bytes(2, "little"))
PLAIN = IMAGES["1.2.840.10008.1.2.1"]


@pytest.mark.parametrize(
    "rows",
    [
        element((0x0028, 0x0010), b"LO", b"forty "),
        element((0x0028, 0x0010), b"DS", b"4e9 "),
        element((0x0028, 0x0010), b"US", b"(\0(\0"),
        element((0x0028, 0x0010), b"US", b""),
        element((0x0028, 0x0010), b"US", b"("),
        element((0x0028, 0x0010), b"FD", b"\0\0\0\0\0\0\xf0\x7f"),
        element((0x0028, 0x0010), b"XX", b"(\0"),
        element((0x0028, 0x0010), b"US", b"\xff\xff"),
        element((0x0028, 0x0010), b"US", (41).to_bytes(2, "little")),
        b"",
    ],
)
def test_a_wrong_vr_or_size(reader: Reader, rows: bytes) -> None:
    assert PLAIN.count(ROWS) == 1
    with pytest.raises(InputError):
        reader.image(PLAIN.replace(ROWS, rows))


def test_sequences_nested_without_end(reader: Reader) -> None:
    deep = b"\x08\0\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\0\xe0\xff\xff\xff\xff" * 20_000
    read_or_refuse(reader, PLAIN + deep, image=True)


def test_a_file_without_millimetres_is_read_and_says_so(reader: Reader) -> None:
    found = reader.image(write_image(SMALL, None))
    assert found.scale.spacing is None
    assert any(note.fact == "PixelSpacing" for note in found.notes)
