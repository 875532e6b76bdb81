"""A dragged point: where it snaps to, where it stays, and that it never leaves the image."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkoll.errors import InputError
from benkoll.imaging.smooth import smooth
from benkoll.imaging.snap import snap
from benkoll.measures.vertebra import LEVELS, POINTS, PointName, Spacing, Vertebra
from unit.imaging.drawn import phantom, pixel

NAMES = st.sampled_from(POINTS)
FINE = Spacing(0.3, 0.3)


def box(top: float, bottom: float, left: float, right: float) -> np.ndarray:
    """An image of 200 x 240 pixels, bright between the edges, which lie anywhere between two pixels' middles."""
    y, x = np.mgrid[0:200, 0:240].astype(float)
    inside = [np.clip(end + 0.5, 0, 1) for end in (y - top, bottom - y, x - left, right - x)]
    bright = 60 + 120 * np.minimum.reduce(inside)
    return smooth(bright.astype(np.float32), 1.0, 1.0)


# A BOX THAT IS KNOWN


@settings(max_examples=60)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(-4, 4), st.floats(-4, 4))
def test_a_middle_lies_on_its_end_plate_to_a_fifth_of_a_pixel(up: float, down: float, x: float, y: float) -> None:
    image = box(60 + up, 130 + down, 60, 160)
    assert snap(image, FINE, (110 + x, 60 + up + y), "middle_top")[1] == pytest.approx(60 + up, abs=0.2)
    assert snap(image, FINE, (110 + x, 130 + down + y), "middle_bottom")[1] == pytest.approx(130 + down, abs=0.2)


@settings(max_examples=60)
@given(st.floats(-5, 5), st.floats(-5, 5), st.booleans(), NAMES)
def test_a_corner_is_where_end_plate_and_wall_meet(x: float, y: float, right: bool, which: PointName) -> None:
    """Up to what the usual hollow of walls and end-plates is, which a box has not: 1 mm."""
    front, back = (160.0, 60.0) if right else (60.0, 160.0)
    flat = Vertebra((front, 60), (front, 130), (110, 60), (110, 130), (back, 60), (back, 130))
    true = getattr(flat, which)
    moved = (true[0] + x, true[1] + y)
    found = snap(box(60, 130, 60, 160), FINE, moved, which, replace(flat, **{which: moved}))
    assert np.hypot(found[0] - true[0], found[1] - true[1]) * 0.3 < 1.0


def test_the_front_may_be_told_where_there_is_no_vertebra_yet() -> None:
    image = box(60, 130, 60, 160)
    told = snap(image, FINE, (157, 63), "anterior_top", anterior="right")
    untold = snap(image, FINE, (157, 63), "anterior_top")
    assert told[0] == pytest.approx(160, abs=3)
    assert untold == (pytest.approx(157), pytest.approx(60, abs=1))


def test_what_is_turned_is_snapped_along_its_own_edges() -> None:
    """The same box on its side: x and y change places."""
    image = box(60, 130, 60, 160)
    found = snap(image, FINE, (108, 57), "middle_top")
    side = Vertebra((60, 160), (130, 160), (60, 110), (130, 110), (60, 60), (130, 60))
    turned = snap(image.T, FINE, (57, 108), "middle_top", side)
    assert turned[0] == pytest.approx(found[1], abs=0.1)


# PHANTOMS


@pytest.mark.parametrize("name", ["normal", "oblong", "no_millimetres"])
def test_a_click_comes_nearer_to_the_truth(name: str) -> None:
    drawn, rng = phantom(name, 3), np.random.default_rng(3)
    before, after = [], []
    for level in LEVELS:
        vertebra = drawn.vertebrae[level]
        for which in POINTS:
            true = np.array(getattr(vertebra, which))
            clicked = tuple(true + rng.normal(0, 1.2, 2) / pixel(drawn))
            found = snap(drawn.image, drawn.spacing, clicked, which, replace(vertebra, **{which: clicked}))
            before.append(np.hypot(*((clicked - true) * pixel(drawn))))
            after.append(np.hypot(*((found - true) * pixel(drawn))))
    assert np.median(after) < 0.6
    assert np.percentile(after, 95) < np.percentile(before, 95)


def test_of_two_contours_the_reader_chooses() -> None:
    """Two upper edges 3 mm apart: a point near either stays where it is."""
    image = (box(60, 130, 60, 160) + box(70, 140, 60, 160)) / 2
    for y in (58.0, 65.0, 72.0):
        assert snap(image, FINE, (110.0, y), "middle_top") == pytest.approx((110, y))
    assert snap(image, FINE, (110.0, 137.0), "middle_top") == pytest.approx((110, 137))


# NOTHING TO SNAP TO


@pytest.mark.parametrize("which", POINTS)
def test_where_there_is_nothing_a_point_stays(which: PointName) -> None:
    assert snap(np.full((80, 90), 7, np.uint8), FINE, (40.25, 30.5), which, anterior="left") == (40.25, 30.5)


def test_an_edge_of_the_other_kind_is_none() -> None:
    """An upper end-plate is dark above and bright below; the lower edge of something is not one."""
    image = box(20, 60, 20, 220)
    assert snap(image, FINE, (120, 60), "middle_top") == pytest.approx((120, 60))
    assert snap(image, FINE, (120, 66), "middle_bottom")[1] == pytest.approx(60, abs=0.2)


ANY = st.floats(-1e6, 1e6)


@settings(max_examples=200)
@given(
    st.tuples(ANY, ANY),
    NAMES,
    st.none() | st.lists(st.tuples(ANY, ANY), min_size=6, max_size=6).map(lambda points: Vertebra(*points)),
    st.sampled_from([None, "left", "right"]),
    st.sampled_from([None, FINE, Spacing(40, 0.01), Spacing(1e-6, 1e-6), Spacing(1e6, 1e6)]),
    st.sampled_from([(1, 1), (1, 30), (30, 1), (2, 3), (40, 30)]),
    st.integers(0, 5),
)
def test_a_point_never_leaves_the_image(
    point: tuple[float, float],
    which: PointName,
    vertebra: Vertebra | None,
    anterior: str | None,
    spacing: Spacing | None,
    shape: tuple[int, int],
    seed: int,
) -> None:
    image = np.random.default_rng(seed).integers(0, 4096, shape).astype(np.uint16)
    x, y = snap(image, spacing, point, which, vertebra, anterior)
    assert 0 <= x <= shape[1] - 1
    assert 0 <= y <= shape[0] - 1


@settings(max_examples=100)
@given(st.floats(0, 1), st.floats(0, 1), NAMES, st.booleans())
def test_nor_in_a_picture(x: float, y: float, which: PointName, with_vertebra: bool) -> None:
    drawn = phantom("fractured", 3)
    rows, columns = drawn.image.shape
    vertebra = drawn.vertebrae["L4"] if with_vertebra else None
    found = snap(drawn.image, drawn.spacing, (x * columns, y * rows), which, vertebra)
    assert 0 <= found[0] <= columns - 1
    assert 0 <= found[1] <= rows - 1


# REFUSED


@pytest.mark.parametrize("point", [(float("nan"), 1.0), (1.0, float("inf"))])
def test_a_point_that_is_no_number_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(InputError) as raised:
        snap(box(60, 130, 60, 160), FINE, point, "middle_top")
    assert raised.value.said("en") == "middle_top: the point must be numbers: x and y"


def test_a_vertebra_that_is_no_numbers_is_as_good_as_none() -> None:
    image, nan = box(60, 130, 60, 160), (float("nan"), 0.0)
    assert snap(image, FINE, (108, 57), "middle_top", Vertebra(*[nan] * 6)) == snap(
        image, FINE, (108, 57), "middle_top"
    )
