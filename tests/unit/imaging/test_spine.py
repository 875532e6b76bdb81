"""Proposals: how near they come to the truth of phantoms, where they come from nothing, and what is refused.

The bounds are what phantoms bear, with room; they say nothing about images of people (docs/vfa-proposals.md).
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkoll.errors import InputError
from benkoll.imaging.phantom import KINDS, draw
from benkoll.imaging.phantom_spine import Fracture, FractureShape
from benkoll.imaging.shape import as_array, as_vertebra
from benkoll.imaging.spine import Proposal, propose
from benkoll.measures.vertebra import LEVELS, POINTS, Spacing, Vertebra
from unit.imaging.drawn import Floats, errors, middle, off, phantom, pixel

SEEDS = (2, 3)
FLAT = np.full((400, 150), 90, np.uint8)
SQUARE = Spacing(1.0, 1.0)
BOX = Vertebra((80, 190), (80, 214), (64, 190), (64, 214), (48, 190), (48, 214))


def shift(vertebra: Vertebra, by: Floats) -> Vertebra:
    """The six points moved."""
    return as_vertebra(as_array(vertebra) + by)


# HOW NEAR


@pytest.mark.parametrize(
    "name", ["normal", "fractured", "thoracic_wedge", "short_height", "scheuermann", "degenerative"]
)
def test_from_one_click_all_levels_lie_near_the_truth(name: str) -> None:
    for seed in SEEDS:
        drawn = phantom(name, seed)
        found = propose(drawn.image, drawn.spacing, {"L1": middle(drawn, "L1")})
        assert list(found) == list(LEVELS)
        away = errors(drawn, found)
        assert np.median(away) < 0.7
        assert np.mean(away.max(axis=1) < 2) >= 0.9
        assert np.mean([one.fitted for one in found.values()]) >= 0.9


@pytest.mark.parametrize("name", ["oblong", "no_millimetres"])
def test_oblong_pixels_and_none_of_known_size(name: str) -> None:
    for seed in SEEDS:
        drawn = phantom(name, seed)
        away = errors(drawn, propose(drawn.image, drawn.spacing, {"L2": drawn.vertebrae["L2"]}))
        assert np.median(away) < 0.7
        assert np.mean(away.max(axis=1) < 2) >= 0.9


def test_oblong_pixels_that_are_only_known_to_be_oblong() -> None:
    drawn = phantom("oblong", 1)
    aspect = drawn.pixel.row / drawn.pixel.column
    found = propose(drawn.image, None, {"L1": middle(drawn, "L1")}, aspect=aspect)
    assert np.median(errors(drawn, found)) < 0.7


@pytest.mark.parametrize("level", ["T4", "T8", "T12", "L4"])
def test_one_may_begin_anywhere_and_a_few_millimetres_beside(level: str) -> None:
    drawn = phantom("normal", 2)
    x, y = middle(drawn, level)
    across, down = np.array([2.5, -2.5]) / pixel(drawn)
    found = propose(drawn.image, drawn.spacing, {level: (x + across, y + down)}, [level], anterior=drawn.facing)
    assert off(drawn, level, found[level].points).max() < 2


@pytest.mark.parametrize("shape", ["wedge", "biconcave", "crush"])
@pytest.mark.parametrize("level", ["T9", "L1"])
def test_a_broken_neighbour_is_proposed_as_it_is(shape: FractureShape, level: str) -> None:
    """Not as the mean shape: the height that is low is found to be low."""
    drawn = draw(5, replace(KINDS["fractured"], look="lunar", fractures=(Fracture(level, shape, 35.0),)))
    near = LEVELS[LEVELS.index(level) + 1]
    found = propose(drawn.image, drawn.spacing, {near: drawn.vertebrae[near]}, [level])
    assert off(drawn, level, found[level].points).max() < 2


def test_halfway_between_two_contours_of_an_end_plate() -> None:
    drawn = phantom("scoliosis", 1)
    found = propose(drawn.image, drawn.spacing, {"L1": drawn.vertebrae["L1"]}, ["T12", "L2", "L3"])
    assert np.median(errors(drawn, found)) < 1.5


def test_the_front_is_found_by_what_lies_behind() -> None:
    facing = set()
    for seed in range(1, 5):
        drawn = phantom("normal", seed)
        found = propose(drawn.image, drawn.spacing, {"L1": middle(drawn, "L1")})["L1"].points
        assert (found.anterior_top[0] > found.posterior_top[0]) is (drawn.facing == "right")
        facing.add(drawn.facing)
    assert facing == {"left", "right"}


def test_who_knows_the_front_is_believed() -> None:
    drawn = phantom("normal", 1)
    for side in ("left", "right"):
        found = propose(drawn.image, drawn.spacing, {"L1": middle(drawn, "L1")}, ["L1"], anterior=side)
        points = found["L1"].points
        assert (points.anterior_top[0] > points.posterior_top[0]) is (side == "right")


def test_a_mirrored_image_has_mirrored_proposals() -> None:
    drawn = phantom("fractured", 2)
    last = drawn.image.shape[1] - 1

    def mirrored(vertebra: Vertebra) -> Vertebra:
        return as_vertebra(as_array(vertebra) * [-1, 1] + [last, 0])

    found = propose(drawn.image, drawn.spacing, {"L1": drawn.vertebrae["L1"]})
    other = propose(drawn.image[:, ::-1], drawn.spacing, {"L1": mirrored(drawn.vertebrae["L1"])})
    for level, one in found.items():
        assert np.allclose(as_array(mirrored(one.points)), as_array(other[level].points), atol=0.2)


def test_more_light_and_more_bits_change_nothing() -> None:
    drawn = phantom("normal", 2)
    assert drawn.image.dtype == np.uint8
    placed = {"L1": drawn.vertebrae["L1"]}
    first = propose(drawn.image, drawn.spacing, placed)
    for image in (drawn.image.astype(np.uint16) * 100 + 500, drawn.image / 256):
        again = propose(image, drawn.spacing, placed)
        assert all(
            np.allclose(as_array(first[level].points), as_array(again[level].points), atol=1e-2) for level in first
        )


def test_the_same_image_in_finer_pixels_has_the_same_proposals() -> None:
    drawn = phantom("normal", 2)
    spacing = drawn.spacing
    assert spacing is not None
    levels = ["T11", "L2"]
    first = propose(drawn.image, spacing, {"L1": drawn.vertebrae["L1"]}, levels)
    fine = np.kron(drawn.image, np.ones((4, 4), np.uint8))
    placed = as_vertebra(as_array(drawn.vertebrae["L1"]) * 4 + 1.5)
    again = propose(fine, Spacing(spacing.row / 4, spacing.column / 4), {"L1": placed}, levels)
    for level in levels:
        assert np.allclose((as_array(again[level].points) - 1.5) / 4, as_array(first[level].points), atol=0.7)


# WHICH


def test_only_what_is_asked_for_and_not_placed_yet() -> None:
    drawn = phantom("normal", 1)
    placed = {level: drawn.vertebrae[level] for level in ("T12", "L1")}
    assert list(propose(drawn.image, drawn.spacing, placed)) == [level for level in LEVELS if level not in placed]
    assert list(propose(drawn.image, drawn.spacing, placed, ["L3", "T10"])) == ["T10", "L3"]
    again = propose(drawn.image, drawn.spacing, placed, ["L1"])
    assert off(drawn, "L1", again["L1"].points).max() < 1.5


def test_confidence_is_higher_where_points_are_right() -> None:
    sure, unsure = [], []
    for seed in range(1, 4):
        drawn = phantom("hard", seed)
        for level, one in propose(drawn.image, drawn.spacing, {"L1": drawn.vertebrae["L1"]}).items():
            (sure if off(drawn, level, one.points).max() < 2 else unsure).append(one.confidence)
    assert np.median(sure) > np.median(unsure) + 0.1


def test_levels_beyond_the_image_are_left_out() -> None:
    drawn = phantom("normal", 1)
    cut = round(middle(drawn, "T10")[1])
    found = propose(drawn.image[cut:], drawn.spacing, {"L1": shift(drawn.vertebrae["L1"], np.array([0, -cut]))})
    assert "T8" not in found
    assert "T12" in found
    rows, columns = drawn.image[cut:].shape
    inside(found, rows, columns)


# FROM NOTHING


def inside(found: dict[str, Proposal], rows: int, columns: int) -> None:
    """All points are numbers within the image."""
    for one in found.values():
        points = as_array(one.points)
        assert np.isfinite(points).all()
        assert (points >= 0).all()
        assert (points <= [columns - 1, rows - 1]).all()
        assert 0 <= one.confidence <= 1


def test_an_image_with_nothing_in_it_gives_places_and_says_so() -> None:
    found = propose(FLAT, SQUARE, {"L1": BOX})
    assert not any(one.fitted or one.confidence for one in found.values())
    centres = [as_array(one.points)[:, 1].mean() for one in found.values()]
    assert centres == sorted(centres)
    inside(found, *FLAT.shape)
    t12 = as_array(found["T12"].points)
    assert 22 < 202 - t12[:, 1].mean() < 42
    assert np.ptp(t12[:, 0]) == pytest.approx(32, abs=4)


@pytest.mark.parametrize("seed", range(3))
def test_noise_alone_is_not_taken_for_bone(seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 255, (1200, 500)).astype(np.uint8)
    found = propose(noise, Spacing(0.3, 0.3), {"L1": (250.0, 800.0)})
    assert np.mean([one.fitted for one in found.values()]) < 0.2
    inside(found, *noise.shape)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (2, 2), (30, 20)])
def test_tiny_images(shape: tuple[int, int]) -> None:
    image = np.arange(shape[0] * shape[1], dtype=np.uint16).reshape(shape)
    inside(propose(image, SQUARE, {"L1": (0.0, 0.0)}), *shape)
    inside(propose(image, None, {"L1": (0.0, 0.0), "L2": (0.0, 1.0)}), *shape)


COORDINATE = st.floats(-5000, 5000)


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(LEVELS), st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=4), st.booleans()
)
def test_wherever_points_are_placed(placed: dict[str, tuple[float, float]], measured: bool) -> None:
    image = phantom("normal", 1).image[::4, ::4]
    spacing = Spacing(1.2, 1.2) if measured else None
    inside(propose(image, spacing, placed, list(placed)), *image.shape)


@settings(max_examples=40)
@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=6, max_size=6), st.booleans())
def test_whatever_six_points_are_placed(points: list[tuple[float, float]], measured: bool) -> None:
    image = phantom("normal", 1).image[::4, ::4]
    spacing = Spacing(1.2, 1.2) if measured else None
    inside(propose(image, spacing, {"T9": Vertebra(*points)}, ["T8", "T9", "T10"]), *image.shape)


# REFUSED


@pytest.mark.parametrize(
    ("placed", "levels", "said"),
    [
        ({}, None, "label one vertebra first"),
        ({"L5": (1.0, 1.0)}, None, "no level L5: T4-L4"),
        ({"L1": (1.0, 1.0)}, ["C3"], "no level C3: T4-L4"),
        ({"L1": (float("nan"), 1.0)}, None, "L1: points must be numbers: x and y in pixels"),
        ({"L1": replace(BOX, middle_top=(float("inf"), 1.0))}, None, "L1: points must be numbers: x and y in pixels"),
    ],
)
def test_what_is_placed_wrongly_is_refused(placed: dict[str, Vertebra], levels: list[str] | None, said: str) -> None:
    with pytest.raises(InputError) as raised:
        propose(FLAT, SQUARE, placed, levels)
    assert raised.value.said("en") == said
    assert raised.value.said("sv") != said


@pytest.mark.parametrize("image", [np.zeros((3, 3, 3), np.uint8), np.zeros((0, 5), np.uint8), np.array([["a"]])])
def test_what_is_no_image_is_refused(image: np.ndarray) -> None:
    with pytest.raises(InputError, match="rows x columns of numbers"):
        propose(image, SQUARE, {"L1": BOX})


@pytest.mark.parametrize("spacing", [Spacing(0, 1), Spacing(1, -1), Spacing(float("nan"), 1)])
def test_an_impossible_spacing_is_refused(spacing: Spacing) -> None:
    with pytest.raises(InputError, match="the size of a pixel must be above 0"):
        propose(FLAT, spacing, {"L1": BOX})


def test_what_is_not_finite_in_an_image_does_not_matter() -> None:
    image = FLAT.astype(float)
    image[200, 70] = np.nan
    image[10, 10] = np.inf
    inside(propose(image, SQUARE, {"L1": BOX}), *FLAT.shape)


def test_the_points_have_the_names_of_a_vertebra() -> None:
    assert list(Vertebra.__slots__) == list(POINTS)
