"""Genant's grades as probabilities, on spines of known heights."""

from collections.abc import Mapping
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkoll.errors import InputError
from benkoll.imaging.genant import ClickError, Graded, GradedSpine, grade_spine
from benkoll.measures.vertebra import LEVELS, POINTS, Spacing, Vertebra
from unit.imaging.row import PIXEL, heights, row

SQUARE = Spacing(PIXEL, PIXEL)
EXACT = ClickError(0.1)
THORACIC = {"T5": 0.08, "T6": 0.14, "T7": 0.2, "T8": 0.21, "T9": 0.2, "T10": 0.13}
"""A kyphotic spine that was never broken: three in the middle of the back are a fifth lower in front."""


def broken(level: str, front: float = 0.0, middle: float = 0.0, back: float = 0.0) -> dict[str, list[float]]:
    """Heights of a spine of which one vertebra lost such shares."""
    whole = heights()
    whole[level] = [height * (1 - lost) for height, lost in zip(whole[level], (front, middle, back), strict=True)]
    return whole


def graded(of: Mapping[str, list[float]], error: ClickError = EXACT) -> GradedSpine:
    return grade_spine(row(of), SQUARE, error)


def grades(spine: GradedSpine) -> dict[str, int | None]:
    return {level: one.finding.grade for level, one in spine.vertebrae.items() if one.finding.grade}


def chances(one: Graded) -> list[float]:
    assert one.finding.probabilities is not None
    return list(one.finding.probabilities)


# WHAT IS A DEFORMITY


def test_a_whole_spine_has_none() -> None:
    spine = graded(heights())
    assert grades(spine) == {}
    assert list(spine.vertebrae) == list(LEVELS)
    assert {one.finding.shape for one in spine.vertebrae.values()} == {"normal"}
    assert min(chances(one)[0] for one in spine.vertebrae.values()) > 0.999


def test_a_normal_thoracic_wedge_is_none_though_its_own_back_says_so() -> None:
    spine = graded(heights(THORACIC))
    assert spine.vertebrae["T8"].own_loss_percent[0] == pytest.approx(21)
    assert grades(spine) == {}
    assert spine.vertebrae["T8"].finding.loss_percent < 5


@pytest.mark.parametrize(
    ("lost", "shape"),
    [((0.3, 0.15, 0.0), "wedge"), ((0.05, 0.3, 0.0), "biconcave"), ((0.3, 0.28, 0.27), "crush")],
)
@pytest.mark.parametrize("level", ["T6", "T12", "L3"])
def test_a_third_of_the_height_gone(lost: tuple[float, float, float], shape: str, level: str) -> None:
    spine = graded(broken(level, *lost))
    one = spine.vertebrae[level]
    assert grades(spine) == {level: 2}
    assert one.finding.shape == shape
    assert one.finding.loss_percent == pytest.approx(30, abs=2.5)
    assert one.loss_interval_percent[0] < 30 < one.loss_interval_percent[1]


def test_an_even_crush_is_seen_by_the_neighbours_alone() -> None:
    one = graded(broken("L1", 0.35, 0.35, 0.35)).vertebrae["L1"]
    assert one.own_loss_percent == pytest.approx((0, 3))
    assert one.ratios.crush == pytest.approx(0.65, abs=0.02)
    assert (one.finding.grade, one.finding.shape) == (2, "crush")


@pytest.mark.parametrize(("lost", "grade"), [(0.1, 0), (0.17, 0), (0.225, 1), (0.3, 2), (0.37, 2), (0.45, 3), (0.6, 3)])
def test_grades_by_loss(lost: float, grade: int) -> None:
    assert graded(broken("L2", lost, lost / 2)).vertebrae["L2"].finding.grade == grade


def test_fractures_side_by_side_do_not_hide_each_other() -> None:
    of = heights()
    for level in ("T11", "T12", "L1"):
        of[level] = [of[level][0] * 0.65, of[level][1] * 0.82, of[level][2]]
    assert grades(graded(of)) == {"T11": 2, "T12": 2, "L1": 2}


# HOW SURE


def test_probabilities_are_of_the_grades_and_the_likeliest_is_given() -> None:
    for one in graded(broken("T12", 0.26, 0.13), ClickError(0.7)).vertebrae.values():
        assert sum(chances(one)) == pytest.approx(1)
        assert one.finding.grade == int(np.argmax(chances(one)))


def test_a_less_exact_hand_is_less_sure() -> None:
    sure = [
        1 - chances(graded(broken("T12", 0.27, 0.13), ClickError(error)).vertebrae["T12"])[0]
        for error in (0.1, 0.5, 1.0, 2.0)
    ]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] > 0.999
    assert sure[-1] < 0.5


def test_a_doubtful_vertebra_is_likelier_broken_beside_a_sure_one() -> None:
    """Who has one fracture has others more often; a doubtful one alone stays doubtful."""
    alone = broken("T8", 0.2, 0.1)
    beside = broken("T8", 0.2, 0.1) | {"L1": broken("L1", 0.45, 0.2)["L1"]}
    doubt = [1 - chances(graded(of, ClickError(0.8)).vertebrae["T8"])[0] for of in (alone, beside)]
    assert doubt[1] > 1.5 * doubt[0]


def test_where_vertebrae_break_often_they_are_sooner_believed_to_be_broken() -> None:
    """NHANES counted 34 fractures at L1, 11 at L3."""
    doubt = {
        level: 1 - chances(graded(broken(level, 0.2, 0.1), ClickError(0.8)).vertebrae[level])[0]
        for level in ("L1", "L3")
    }
    assert doubt["L1"] > doubt["L3"]


@pytest.mark.parametrize(
    ("lost", "near"), [(0.02, None), (0.196, 20), (0.247, 25), (0.253, 25), (0.32, None), (0.395, 40), (0.55, None)]
)
def test_the_limit_that_it_lies_near(lost: float, near: float | None) -> None:
    assert graded(broken("L2", lost, lost / 2)).vertebrae["L2"].near_limit == near


def test_the_same_points_have_the_same_answer() -> None:
    assert graded(broken("T12", 0.26)) == graded(broken("T12", 0.26))


# WHAT IT DOES NOT SEE


def changed(
    spine: Mapping[str, Vertebra], across: float, down: float, scale: float, mirror: int
) -> dict[str, Vertebra]:
    return {
        level: Vertebra(
            *((mirror * x * scale + across, y * scale + down) for x, y in (getattr(one, name) for name in POINTS))
        )
        for level, one in spine.items()
    }


@settings(max_examples=25)
@given(st.floats(-300, 300), st.floats(-300, 300), st.floats(0.3, 3), st.sampled_from([1, -1]))
def test_where_it_lies_and_which_way_it_faces(across: float, down: float, scale: float, mirror: int) -> None:
    """Half as large pixels and twice as many: the same millimetres."""
    spine = row(broken("T12", 0.26, 0.13))
    other = changed(spine, across, down, scale, mirror)
    own = grade_spine(spine, SQUARE, ClickError(0.5)).vertebrae["T12"]
    one = grade_spine(other, Spacing(PIXEL / scale, PIXEL / scale), ClickError(0.5)).vertebrae["T12"]
    assert chances(one) == pytest.approx(chances(own), abs=0.002)
    assert astuple(one.heights) == pytest.approx(astuple(own.heights))


def test_oblong_pixels() -> None:
    spine = row(broken("T12", 0.26, 0.13))
    wide = {
        level: Vertebra(*((x / 2, y) for x, y in (getattr(one, name) for name in POINTS)))
        for level, one in spine.items()
    }
    own = grade_spine(spine, SQUARE, ClickError(0.5))
    assert grade_spine(wide, Spacing(PIXEL, 2 * PIXEL), ClickError(0.5)).vertebrae["T12"].finding.probabilities == (
        own.vertebrae["T12"].finding.probabilities
    )
    bare = grade_spine(wide, None, ClickError(1, "px"), aspect=0.5)
    assert chances(bare.vertebrae["T12"]) == pytest.approx(chances(own.vertebrae["T12"]), abs=0.01)
    assert bare.vertebrae["T12"].unit == "px"
    assert bare.vertebrae["T12"].finding.heights_mm is None


# WHAT IS NOT KNOWN


def test_without_millimetres_the_error_is_scaled_by_how_high_vertebrae_are() -> None:
    """In pixels of unknown size, a spine of usual heights is graded as in millimetres."""
    usual = {level: [22 + place * 14 / 12] * 3 for place, level in enumerate(LEVELS)}
    usual["T12"][0] *= 0.74
    spine = row(usual)
    known, unknown = (grade_spine(spine, spacing, ClickError(0.7)) for spacing in (SQUARE, None))
    assert unknown.notes == ("no_millimetres", "error_scaled")
    assert known.notes == ()
    assert chances(unknown.vertebrae["T12"]) == pytest.approx(chances(known.vertebrae["T12"]), abs=0.01)


def test_an_error_that_nobody_told_is_assumed_and_said() -> None:
    spine = grade_spine(row(heights()), SQUARE)
    assert spine.notes == ("error_assumed",)
    assert spine.click_error == ClickError(0.7, "mm")


def test_of_one_vertebra_only_its_own_back_tells() -> None:
    of = broken("L1", 0.5, 0.25)
    spine = graded({"L1": of["L1"]})
    assert spine.notes == ("few_neighbours",)
    assert spine.vertebrae["L1"].ratios.crush is None
    assert grades(spine) == {"L1": 3}
    crushed = graded({"L1": broken("L1", 0.5, 0.5, 0.5)["L1"]}).vertebrae["L1"]
    assert crushed.finding.grade == 0


def test_nothing_to_grade() -> None:
    assert grade_spine({}, SQUARE).vertebrae == {}


def test_levels_that_lack_are_passed_over() -> None:
    levels = tuple(level for level in LEVELS if level not in ("T4", "T9", "L1"))
    of = {level: three for level, three in broken("T10", 0.3, 0.15).items() if level in levels}
    spine = graded(of)
    assert tuple(spine.vertebrae) == levels
    assert grades(spine) == {"T10": 2}


def test_a_child_is_refused() -> None:
    with pytest.raises(InputError):
        grade_spine(row(heights()), SQUARE, age=17)


@pytest.mark.parametrize(
    ("vertebrae", "error"),
    [
        (row(heights()), ClickError(-0.1)),
        (row(heights()), ClickError(float("nan"))),
        ({"L5": row(heights())["L4"]}, EXACT),
        ({"L4": Vertebra(*[(0.0, 0.0)] * 6)}, EXACT),
    ],
)
def test_what_cannot_be_is_a_fault(vertebrae: dict[str, Vertebra], error: ClickError) -> None:
    with pytest.raises(ValueError, match=r"level|height"):
        grade_spine(vertebrae, SQUARE, error)


anything = st.dictionaries(st.sampled_from(LEVELS), st.lists(st.floats(1, 80), min_size=3, max_size=3), min_size=1).map(
    lambda of: {level: of[level] for level in LEVELS if level in of}
)


@settings(max_examples=60)
@given(anything, st.sampled_from([0.0, 0.01, 0.7, 5.0]))
def test_whatever_the_heights_the_answer_is_one(of: dict[str, list[float]], error: float) -> None:
    """No heights, however odd, give anything but probabilities; warnings are errors here."""
    for one in graded(of, ClickError(error)).vertebrae.values():
        assert all(0 <= chance <= 1 for chance in chances(one))
        assert sum(chances(one)) == pytest.approx(1)
        assert 0 <= (one.finding.loss_percent or 0) <= 100
        assert np.isfinite([*astuple(one.expected), *one.loss_interval_percent]).all()
