"""Images that are written are read back as they were; the same image is the same file."""

from datetime import date
from io import BytesIO
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydicom import dcmread

from benkoll.exchange.dicom.image import read_image
from benkoll.exchange.dicom.spine_image import Identity, Window
from benkoll.exchange.dicom.uids import uid_of
from benkoll.exchange.dicom.write_image import Kind, Origin, write_image
from benkoll.measures.vertebra import Spacing
from unit.exchange.dicom.encoded import Array, waves

WHO = Origin("p1", "Test^Tora", date(1950, 9, 7), 75, "female", date(2026, 3, 2), "HOLOGIC", "Horizon A", "A7")


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("inverted", [False, True])
def test_what_is_written_is_read(kind: Kind, inverted: bool) -> None:
    pixels = waves(bits=12)
    data = write_image(
        pixels, Spacing(0.5, 0.6), WHO, kind=kind, bits=12, window=(2000, 900), inverted=inverted, anterior="left"
    )
    image = read_image(data)
    assert (image.pixels == pixels).all()
    assert image.window == Window(2000, 900)
    assert image.scale.spacing == Spacing(0.5, 0.6)
    assert image.scale.kind == ("stated" if kind == "secondary_capture" else "detector")
    assert image.identity == Identity("p1", "Tora Test", date(1950, 9, 7), "A7")
    about = image.about
    assert (about.age, about.sex, about.made_on) == (75, "female", date(2026, 3, 2))
    assert (about.maker, about.model, about.anterior) == ("HOLOGIC", "Horizon A", "left")


@settings(max_examples=settings().max_examples // 5)
@given(
    arrays(st.sampled_from([np.uint8, np.uint16]), st.tuples(st.integers(32, 40), st.integers(32, 40))), st.booleans()
)
def test_any_picture(pixels: Array, inverted: bool) -> None:
    image = read_image(write_image(pixels, None, inverted=inverted))
    assert image.pixels.dtype == pixels.dtype
    assert (image.pixels == pixels).all()
    assert image.scale.spacing is None


def test_the_same_image_is_the_same_file_and_no_other_is() -> None:
    pixels = waves()
    data = write_image(pixels, None, WHO)
    assert write_image(pixels.copy(), None, WHO) == data
    names = {dcmread(BytesIO(data)).SOPInstanceUID}
    others = (write_image(255 - pixels, None, WHO), write_image(pixels, Spacing(1, 1), WHO), write_image(pixels, None))
    for other in others:
        names.add(dcmread(BytesIO(other)).SOPInstanceUID)
    assert len(names) == 4


def test_images_of_one_day_are_one_study() -> None:
    first, second = (read_image(write_image(waves(), Spacing(n, n), WHO)).about.uids for n in (1, 2))
    assert first.study == second.study
    assert first.series != second.series
    nobody = [read_image(write_image(waves(), Spacing(n, n))).about.uids.study for n in (1, 2)]
    assert len(set(nobody)) == 2


@pytest.mark.parametrize(
    ("pixels", "bits"),
    [
        (waves(bits=8).astype(np.int16), None),
        (waves()[0], None),
        (np.zeros((0, 5), np.uint8), None),
        (waves(bits=12), 11),
        (waves(), 9),
    ],
)
def test_no_image(pixels: Array, bits: int | None) -> None:
    with pytest.raises(ValueError, match=r"rows x columns|do not fit"):
        write_image(pixels, None, bits=bits)


@given(st.lists(st.text(max_size=5)), st.lists(st.text(max_size=5)))
def test_uids_are_of_the_content_alone(one: list[str], other: list[str]) -> None:
    assert (uid_of(*one) == uid_of(*other)) == (one == other)
    assert len(uid_of(*one)) <= 44
    assert uid_of(*one).startswith("2.25.")
