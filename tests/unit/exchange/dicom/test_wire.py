"""What the worker says is heard as it was said; what is no such saying is refused, whatever it is."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.errors import Problem
from benkoll.exchange.densitometry.checked import Checked
from benkoll.exchange.dicom.image import read_image
from benkoll.exchange.dicom.spine_image import SpineImage
from benkoll.exchange.dicom.wire import (
    LONGEST_HEADER,
    Broken,
    heard_image,
    plain,
    rebuilt,
    receive,
    said_image,
    send,
)
from benkoll.measures.density_report import DensityReport, SiteDensity
from benkoll.measures.vfa_report import VfaReport
from interface.dicom.findings import REPORT
from unit.exchange.dicom.encoded import dataset, file_of, waves

CHECKED = Checked(
    DensityReport(
        (
            SiteDensity("lumbar_spine", None, ("L1", "L2"), 0.9, -1.5, None, "somebody"),
            SiteDensity("total_hip", "left"),
        ),
        date(2026, 3, 2),
        "hologic",
        birth_date=date(1950, 9, 7),
    ),
    (Problem("fel", "wrong", "bmd", "1", 3, "x.dcm"),),
)


def image() -> SpineImage:
    return read_image(file_of(dataset(waves(bits=12), bits=12, PatientAge="075Y")))


def test_frames_one_after_the_other() -> None:
    pipe = BytesIO()
    send(pipe, {"kind": "image", "name": "å.dcm"}, b"\0\1\2")
    send(pipe, {}, b"")
    send(pipe, {"n": 1}, b"ab", memoryview(b"cd"))
    pipe.seek(0)
    assert receive(pipe, 4) == ({"kind": "image", "name": "å.dcm"}, b"\0\1\2")
    assert receive(pipe, 4) == ({}, b"")
    assert receive(pipe, 4) == ({"n": 1}, b"abcd")
    assert receive(pipe, 4) is None


@given(st.binary(max_size=60))
def test_any_bytes_are_no_frame(data: bytes) -> None:
    try:
        found = receive(BytesIO(data), 20)
    except Broken:
        return
    assert found is None or isinstance(found[0], dict)


@pytest.mark.parametrize(
    "data",
    [
        b"\0\0\0",
        b"\xff" * 12,
        (LONGEST_HEADER + 1).to_bytes(4, "big") + bytes(8),
        bytes(4) + (9).to_bytes(8, "big") + b"123456789",
        (2).to_bytes(4, "big") + bytes(8) + b"[]",
        (2).to_bytes(4, "big") + bytes(8) + b"{",
        (2).to_bytes(4, "big") + (3).to_bytes(8, "big") + b"{}ab",
    ],
)
def test_a_frame_that_is_cut_off_too_long_or_no_header(data: bytes) -> None:
    with pytest.raises(Broken):
        receive(BytesIO(data), 8)


def test_an_image_is_heard_as_it_was_said() -> None:
    one = image()
    header, pixels = said_image(one)
    heard = heard_image(json.loads(json.dumps(header)), bytes(pixels))
    assert replace(heard, pixels=one.pixels) == one
    assert heard.pixels.dtype == np.uint16
    assert (heard.pixels == one.pixels).all()
    assert not heard.pixels.flags.writeable


@pytest.mark.parametrize(
    "change",
    [
        {"shape": [70, 49]},
        {"shape": [0, 0]},
        {"shape": [-70, -50]},
        {"shape": [3500]},
        {"shape": None},
        {"type": "float32"},
        {"type": None},
        {"type": ["uint16"]},
        {"window": None},
        {"window": {"centre": "1", "width": 2}},
        {"notes": [{"sv": "a"}]},
        {"about": {}},
    ],
)
def test_what_is_no_image_is_not_heard(change: dict[str, Any]) -> None:
    header, pixels = said_image(image())
    with pytest.raises(Broken):
        heard_image(header | change, bytes(pixels))


@pytest.mark.parametrize(("kind", "value"), [(Checked, CHECKED), (VfaReport, REPORT)])
def test_what_is_said_in_json_is_rebuilt(kind: type[Any], value: object) -> None:
    assert rebuilt(kind, json.loads(json.dumps(plain(value)))) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, True),
        (int, 1.0),
        (float, "1"),
        (float, True),
        (str, None),
        (bool, 1),
        (date, "2026-02-30"),
        (date, 5),
        (tuple[int, ...], "12"),
        (tuple[int, int], [1]),
        (tuple[int, ...], ["1"]),
        (Problem, []),
        (Problem, {"sv": "a", "en": "b"}),
        (SiteDensity, plain(SiteDensity("heel")) | {"region": "head"}),
        (Checked, plain(CHECKED) | {"more": 1}),
    ],
)
def test_another_type_is_broken(kind: type[Any], value: object) -> None:
    with pytest.raises(Broken):
        rebuilt(kind, value)


def test_only_what_json_can_say_is_said() -> None:
    with pytest.raises(TypeError, match="cannot be said: set"):
        plain({1})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["report", "problems", "warnings", "sites"]), inner, max_size=3)
        ),
    )
)
def test_whatever_is_said_is_rebuilt_or_broken(value: object) -> None:
    try:
        assert isinstance(rebuilt(Checked, value), Checked)
    except Broken:
        return
