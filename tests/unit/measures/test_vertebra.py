"""A vertebra's heights and ratios, Genant's limits, and what points may not be."""

from dataclasses import astuple, replace
from math import cos, hypot, inf, nan, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.errors import InputError
from benkoll.measures.vertebra import (
    LEVELS,
    POINTS,
    Spacing,
    Vertebra,
    genant_limits,
    grade_of_loss,
    plausible_wedge,
    point_problems,
    refuse_child,
    spine_problems,
)
from benkoll.measures.vertebra_heights import heights_mm, heights_px, implausible, losses_percent, ratios
from benkoll.measures.vfa_report import Heights, Ratios

BOX = Vertebra((40.0, 20.0), (40.0, 44.0), (20.0, 22.0), (20.0, 46.0), (0.0, 20.0), (0.0, 50.0))
"""24, 24 and 30 pixels high, its front to the right."""


def moved(vertebra: Vertebra, down: float = 0.0, across: float = 0.0) -> Vertebra:
    return Vertebra(*((x + across, y + down) for x, y in (getattr(vertebra, name) for name in POINTS)))


# HEIGHTS


def test_heights_are_the_distances_between_the_points_of_a_pair() -> None:
    assert heights_px(BOX) == Heights(24, 24, 30)
    assert heights_mm(BOX, Spacing(0.5, 0.5)) == Heights(12, 12, 15)


def test_x_is_of_the_columns_and_y_of_the_rows() -> None:
    leaning = replace(BOX, anterior_top=(37.0, 16.0), anterior_bottom=(40.0, 20.0))
    assert heights_px(leaning).anterior == 5
    assert heights_mm(leaning, Spacing(row=0.5, column=2.0)).anterior == hypot(3 * 2.0, 4 * 0.5)
    assert heights_px(leaning, aspect=0.25).anterior == hypot(3 / 0.25, 4)  # in heights of a pixel


def test_ratios() -> None:
    assert ratios(heights_px(BOX)) == Ratios(0.8, 0.8, None)
    assert ratios(heights_px(BOX), expected_posterior=40) == Ratios(0.8, 0.8, 0.75)


def test_losses_are_of_what_was_expected() -> None:
    lost = losses_percent(Heights(24, 24, 30), Heights(30, 24, 25))
    assert astuple(lost) == pytest.approx((20, 0, -20))


finite = st.floats(-500, 500)
lengths = st.floats(5, 60)


@st.composite
def drawn(draw: st.DrawFn) -> Vertebra:
    """A vertebra that can be: three heights side by side, leaning a little."""
    x, y, depth = draw(finite), draw(finite), draw(st.floats(20, 60))
    points = []
    for place in (1.0, 0.5, 0.0):
        height, lean = draw(lengths), draw(st.floats(-3, 3))
        points += [(x + place * depth + lean, y - height / 2), (x + place * depth - lean, y + height / 2)]
    return Vertebra(*points)


@given(drawn(), finite, finite, st.floats(0.1, 10), st.floats(0, 2 * pi))
def test_ratios_do_not_see_where_how_large_or_how_turned_it_is(
    vertebra: Vertebra, across: float, down: float, scale: float, turn: float
) -> None:
    def place(x: float, y: float) -> tuple[float, float]:
        x, y = x * scale, y * scale
        return x * cos(turn) - y * sin(turn) + across, x * sin(turn) + y * cos(turn) + down

    other = Vertebra(*(place(*getattr(vertebra, name)) for name in POINTS))
    mirrored = Vertebra(*((-x, y) for x, y in (getattr(other, name) for name in POINTS)))
    own = ratios(heights_px(vertebra))
    for one in (other, mirrored):
        found = ratios(heights_px(one))
        assert (found.wedge, found.biconcave) == pytest.approx((own.wedge, own.biconcave), rel=1e-6)


@given(drawn(), st.floats(0.1, 2), st.floats(0.1, 2))
def test_oblong_pixels_are_measured_in_millimetres(vertebra: Vertebra, row: float, column: float) -> None:
    stretched = Vertebra(*((x * column, y * row) for x, y in (getattr(vertebra, name) for name in POINTS)))
    assert astuple(heights_mm(vertebra, Spacing(row, column))) == pytest.approx(astuple(heights_px(stretched)))
    assert astuple(heights_px(vertebra, row / column)) == pytest.approx(
        [one / row for one in astuple(heights_px(stretched))]
    )


# LIMITS


@pytest.mark.parametrize(
    ("loss", "grade"),
    [(-5, 0), (0, 0), (19.999, 0), (20, 1), (24.999, 1), (25, 2), (39.999, 2), (40, 3), (75, 3), (100, 3)],
)
def test_a_loss_that_reaches_a_limit_has_its_grade(loss: float, grade: int) -> None:
    assert genant_limits() == (20, 25, 40)
    assert grade_of_loss(loss) == grade


@pytest.mark.parametrize("loss", [100.1, inf, nan])
def test_no_loss(loss: float) -> None:
    with pytest.raises(ValueError, match="no loss"):
        grade_of_loss(loss)


def test_children_are_refused() -> None:
    refuse_child(None)
    refuse_child(18)
    with pytest.raises(InputError) as raised:
        refuse_child(17.9)
    assert raised.value.said("en") == (
        "age = 17.9: vertebrae are graded from the age of 18: published programs miss most fractures of children"
    )
    assert raised.value.said("sv").startswith("age = 17.9: kotor graderas från 18 års ålder")


@pytest.mark.parametrize(
    ("level", "low", "high"),
    [("T4", 0.7, 1.1), ("T8", 0.3, 1.1), ("T12", 0.4, 1.1), ("L1", 0.5, 1.1), ("L3", 0.8, 1.2), ("L4", 0.7, 1.4)],
)
def test_what_a_codebook_says_of_a_level(level: str, low: float, high: float) -> None:
    assert plausible_wedge(level) == (low, high)


def test_levels_of_which_none_was_read_have_the_widest() -> None:
    assert {plausible_wedge(level) for level in ("T5", "T6", "T7", "T9", "T10", "T11")} == {(0.3, 1.1)}
    assert plausible_wedge("L2") == (0.5, 1.4)


def test_implausible_points_are_asked_about() -> None:
    assert implausible("T4", Ratios(0.7, 0.9)) is None
    problem = implausible("T4", Ratios(0.69, 0.9))
    assert problem is not None
    assert problem.said("en") == (
        "T4 = 0.69: anterior/posterior beyond 0.7-1.1, what was measured at the level: check the points and the level"
    )


# POINTS


def said(vertebra: Vertebra) -> list[str]:
    return [problem.said("en") for problem in point_problems("L1", vertebra)]


def test_points_that_can_be() -> None:
    assert said(BOX) == []


@given(drawn())
def test_a_drawn_vertebra_can_be(vertebra: Vertebra) -> None:
    assert [one for one in said(vertebra) if "not above" in one] == []


def test_upper_points_are_above() -> None:
    flat = replace(BOX, middle_bottom=(20.0, 22.0))
    assert said(flat) == [
        "L1.middle_top: is not above middle_bottom: y grows downward in the image; change the points over or drag them "
        "right"
    ]
    turned = Vertebra(
        *(getattr(BOX, name) for name in (POINTS[1], POINTS[0], POINTS[3], POINTS[2], POINTS[5], POINTS[4]))
    )
    assert len(said(turned)) == 3


def test_front_and_back_are_on_opposite_sides() -> None:
    beside = replace(BOX, middle_top=(45.0, 22.0), middle_bottom=(45.0, 46.0))
    assert said(beside) == [
        f"L1.middle_{end}: is not between anterior_{end} and posterior_{end}: "
        "front and back lie on opposite sides of it"
        for end in ("top", "bottom")
    ]


def test_the_outline_does_not_cross_itself() -> None:
    crossing = replace(BOX, anterior_top=(40.0, 20.0), anterior_bottom=(-5.0, 44.0), middle_bottom=(-2.0, 46.0))
    crossing = replace(crossing, posterior_bottom=(2.0, 47.0))
    assert said(crossing) == [
        "L1: the outline crosses itself: posterior_top-posterior_bottom cuts anterior_bottom-anterior_top; drag the "
        "points right"
    ]


@pytest.mark.parametrize("odd", [nan, inf, -inf])
def test_points_are_finite(odd: float) -> None:
    assert said(replace(BOX, anterior_top=(odd, 1.0))) == ["L1.anterior_top: must be two finite numbers, x and y"]


def test_every_message_has_both_languages() -> None:
    wrong = [replace(BOX, middle_bottom=(20.0, 22.0)), replace(BOX, middle_top=(45.0, 22.0))]
    for vertebra in wrong:
        for problem in point_problems("L1", vertebra):
            assert problem.sv != problem.en


# THE SPINE


def test_vertebrae_come_below_one_another() -> None:
    spine = {level: moved(BOX, 60 * place) for place, level in enumerate(LEVELS)}
    assert spine_problems(spine) == ()
    spine["T6"], spine["T7"] = spine["T7"], spine["T6"]
    assert [problem.said("en") for problem in spine_problems(spine)] == ["T7: is not below T6: check the levels"]


def test_a_vertebra_turned_round_is_seen() -> None:
    spine = {level: moved(BOX, 60 * place) for place, level in enumerate(LEVELS)}
    spine["L1"] = Vertebra(*((-x, y) for x, y in (getattr(spine["L1"], name) for name in POINTS)))
    assert [problem.fact for problem in spine_problems(spine)] == ["L1"]
    turned = {
        level: Vertebra(*((-x, y) for x, y in (getattr(one, name) for name in POINTS))) for level, one in spine.items()
    }
    assert [problem.fact for problem in spine_problems(turned)] == ["L1"]
