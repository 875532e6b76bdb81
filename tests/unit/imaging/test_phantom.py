"""Phantoms: what is said of them is what was done to them, whatever their pixels, and the same for a seed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkoll.imaging.phantom import FRACTURED, KINDS, NORMAL, Look, PhantomKind, Truth, draw, geometry
from benkoll.imaging.phantom_spine import Fracture, FractureShape
from benkoll.imaging.shape import as_array, upright
from benkoll.measures.vertebra import LEVELS, Vertebra
from unit.imaging.drawn import phantom

SEEDS = st.integers(0, 2**31 - 1)
NAMED = st.sampled_from(sorted(KINDS))


def heights(truth: Truth, vertebra: Vertebra) -> tuple[float, float, float]:
    """Front, middle and back in mm, as distances of points in the image."""
    points = as_array(vertebra) * [truth.pixel.column, truth.pixel.row]
    front, middle, back = np.hypot(*(points[1::2] - points[::2]).T)
    return float(front), float(middle), float(back)


def losses(truth: Truth, level: str) -> list[float]:
    """Percent lost of front, middle and back, measured in the image."""
    now, before = (heights(truth, one[level]) for one in (truth.vertebrae, truth.before))
    return [100 * (1 - height / whole) for height, whole in zip(now, before, strict=True)]


# THE TRUTH


@settings(max_examples=100)
@given(SEEDS, NAMED)
def test_the_largest_loss_of_the_three_heights_is_what_is_said(seed: int, name: str) -> None:
    truth = geometry(seed, KINDS[name])
    assert list(truth.vertebrae) == list(truth.before) == list(truth.grades) == list(LEVELS)
    for level in LEVELS:
        assert max(losses(truth, level)) == pytest.approx(truth.loss_percent[level], abs=1e-6)
        assert min(losses(truth, level)) > -1e-6


@pytest.mark.parametrize(
    ("loss", "grade"),
    [(0.5, 0), (19.9, 0), (20.0, 1), (20.1, 1), (24.9, 1), (25.0, 2), (39.9, 2), (40.0, 3), (40.1, 3), (75.0, 3)],
)
@pytest.mark.parametrize("shape", ["wedge", "biconcave", "crush"])
def test_the_grade_is_genants_of_the_loss(loss: float, grade: int, shape: FractureShape) -> None:
    truth = geometry(3, PhantomKind(fractures=(Fracture("T8", shape, loss),)))
    assert truth.grades == dict.fromkeys(LEVELS, 0) | {"T8": grade}
    assert max(losses(truth, "T8")) == pytest.approx(loss)


def test_each_shape_lowers_its_own_height_most() -> None:
    for seed in range(20):
        for shape, lowest in (("wedge", 0), ("biconcave", 1), ("crush", 0)):
            truth = geometry(seed, PhantomKind(fractures=(Fracture("L2", shape, 30.0),)))
            front, middle, back = losses(truth, "L2")
            assert (front, middle, back)[lowest] == pytest.approx(30)
            assert back == pytest.approx(0, abs=1e-6) if shape == "wedge" else back < 30
            assert shape != "crush" or (back > 20 and middle > 20)


@pytest.mark.parametrize("variant", ["thoracic_wedge", "short_height", "scheuermann", "degenerative"])
def test_what_is_short_or_wedged_by_nature_has_lost_nothing(variant: str) -> None:
    for seed in range(20):
        truth = geometry(seed, KINDS[variant])
        assert set(truth.loss_percent.values()) == {0.0}
        assert set(truth.grades.values()) == {0}
        assert truth.vertebrae == truth.before


def test_scheuermanns_vertebrae_are_wedged_by_five_degrees_three_in_a_row() -> None:
    for seed in range(20):
        truth = geometry(seed, KINDS["scheuermann"])
        wedges = []
        for level in LEVELS:
            front, _, back = heights(truth, truth.vertebrae[level])
            *_, depth = upright(as_array(truth.vertebrae[level]) * [truth.pixel.column, truth.pixel.row])
            wedges.append(np.degrees(2 * np.arctan((back - front) / 2 / depth)) >= 5)
        assert any(all(wedges[place : place + 3]) for place in range(len(wedges) - 2))


def test_grades_and_counts_are_as_asked() -> None:
    for seed in range(40):
        truth = geometry(seed, replace(FRACTURED, fractures=3, grades=(2, 3)))
        broken = [grade for grade in truth.grades.values() if grade]
        assert len(broken) == len(truth.fractures) == 3
        assert set(broken) <= {2, 3}
    assert {grade for seed in range(60) for grade in geometry(seed, FRACTURED).grades.values()} == {0, 1, 2, 3}
    below = [geometry(seed, replace(FRACTURED, fractures=1, grades=(0,))) for seed in range(20)]
    assert all(max(one.loss_percent.values()) > 0 and set(one.grades.values()) == {0} for one in below)


def test_without_spread_all_of_a_sex_are_alike() -> None:
    for sex in ("female", "male"):
        ones = [geometry(seed, PhantomKind(spread=0, sex=sex)) for seed in range(8)]
        first = [heights(ones[0], ones[0].vertebrae[level]) for level in LEVELS]
        for one in ones[1:]:
            assert np.allclose([heights(one, one.vertebrae[level]) for level in LEVELS], first)
    spread = [heights(one, one.vertebrae["L1"])[2] for one in (geometry(seed) for seed in range(8))]
    assert len({round(height, 3) for height in spread}) == 8


# ITS PLACE IN THE IMAGE


@settings(max_examples=100)
@given(SEEDS, NAMED)
def test_a_spine_goes_downward_within_the_image(seed: int, name: str) -> None:
    truth = geometry(seed, KINDS[name])
    rows, columns = truth.size
    points = np.array([as_array(truth.vertebrae[level]) for level in LEVELS])
    assert (points >= 0).all()
    assert (points[..., 0] <= columns - 1).all()
    assert (points[..., 1] <= rows - 1).all()
    assert (np.diff(points[..., 1].mean(axis=1)) > 0).all()
    assert (points[:, 1::2, 1] > points[:, ::2, 1]).all()
    ahead = points[:, 0, 0] - points[:, 4, 0]
    assert (ahead > 0).all() if truth.facing == "right" else (ahead < 0).all()


def test_a_spine_is_bent_back_in_the_chest_and_forward_below() -> None:
    tilts = np.array([[body.tilt for body in geometry(seed).bodies] for seed in range(60)])
    levels = [body.level for body in geometry(0).bodies]
    bend = np.degrees(np.diff(tilts.mean(axis=0)))
    assert (bend[levels.index("T4") : levels.index("T11")] > 0).all()
    assert (bend[levels.index("L2") :] < 0).all()


@pytest.mark.parametrize(
    ("pixels", "told", "square"), [("isotropic", True, True), ("anisotropic", True, False), ("none", False, True)]
)
def test_what_is_said_of_pixels(pixels: str, told: bool, square: bool) -> None:
    for seed in range(10):
        truth = geometry(seed, replace(FRACTURED, pixels=pixels))
        assert truth.spacing == (truth.pixel if told else None)
        assert (truth.pixel.row == truth.pixel.column) is square


# THE PICTURE


def test_a_seed_is_one_phantom() -> None:
    one, again, other = (draw(seed, KINDS["hard"]) for seed in (7, 7, 8))
    assert (one.image == again.image).all()
    assert one.vertebrae == again.vertebrae
    assert other.size != one.size or (other.image != one.image).any()


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_picture_has_the_truth_that_was_told_without_it(name: str) -> None:
    truth, drawn = geometry(11, KINDS[name]), phantom(name, 11)
    assert drawn.image.shape == truth.size
    assert (drawn.vertebrae, drawn.grades, drawn.loss_percent) == (truth.vertebrae, truth.grades, truth.loss_percent)
    assert (drawn.before, drawn.spacing, drawn.fractures) == (truth.before, truth.spacing, truth.fractures)


@pytest.mark.parametrize(
    ("look", "kind", "most"), [("hologic", np.uint8, 255), ("lunar", np.uint8, 255), ("radiograph", np.uint16, 4095)]
)
def test_each_look_has_its_depth_and_uses_it(look: Look, kind: type, most: int) -> None:
    image = draw(2, replace(NORMAL, look=look)).image
    assert image.dtype == kind
    assert image.max() <= most
    assert image.max() - image.min() > most / 2


@pytest.mark.parametrize("look", ["hologic", "lunar", "radiograph"])
def test_bone_is_bright_inside_its_true_points(look: Look) -> None:
    drawn = draw(4, replace(NORMAL, look=look, parallax=0))
    for level in LEVELS:
        middle, _, down, _ = upright(as_array(drawn.vertebrae[level]))
        points = as_array(drawn.vertebrae[level])
        inside = _mean(drawn.image, middle)
        discs = [_mean(drawn.image, points[2 + end] + side * 5 * down) for end, side in ((0, -1), (1, 1))]
        assert inside > max(discs), level


def _mean(image: np.ndarray, place: np.ndarray) -> float:
    x, y = np.rint(place).astype(int)
    return float(image[y - 3 : y + 4, x - 3 : x + 4].mean())
