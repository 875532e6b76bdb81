"""Agreement of two readers: kappa and Bland-Altman against published examples, the error of a hand, the picture."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.errors import Lang
from benkoll.imaging.agreement import Reading, Weights, bland_altman, compare, kappa, point_error
from benkoll.imaging.agreement_chart import as_svg
from benkoll.measures.vertebra import POINTS, Spacing, Vertebra
from unit.imaging.row import PIXEL, heights, row

SQUARE = Spacing(PIXEL, PIXEL)


def pairs_of(table: list[list[int]]) -> list[tuple[int, int]]:
    return [(one, other) for one, line in enumerate(table) for other, count in enumerate(line) for _ in range(count)]


# KAPPA


def test_a_published_kappa_and_interval() -> None:
    """Stata's kapci, analytical (Statalist 2009-12, message 320): 0.341 (0.290 to 0.393), agreement 80.38 %."""
    found = kappa(pairs_of([[1395, 118], [261, 158]]), 2)
    assert (found.count, round(100 * found.agreed, 2)) == (1932, 80.38)
    assert (found.value, found.low, found.high) == pytest.approx((0.3411969, 0.2896668, 0.3927270), abs=1e-6)


def by_delta(table: list[list[int]], weights: Weights) -> float:
    """The standard error by the delta method, its gradient by small steps: another way to the same formula."""
    shares = np.array(table, dtype=float)
    total = shares.sum()
    shares /= total
    apart = np.abs(np.subtract.outer(np.arange(len(table)), np.arange(len(table)))) / (len(table) - 1)
    weight = {"none": (apart == 0) * 1.0, "linear": 1 - apart, "quadratic": 1 - apart**2}[weights]

    def value(of: np.ndarray) -> float:
        of = of / of.sum()
        expected = float(of.sum(axis=1) @ weight @ of.sum(axis=0))
        return float(((weight * of).sum() - expected) / (1 - expected))

    step, gradient = 1e-6, np.zeros_like(shares)
    for place in np.ndindex(shares.shape):
        more = shares.copy()
        more[place] += step
        gradient[place] = (value(more) - value(shares)) / step
    variance = (shares * gradient**2).sum() - (shares * gradient).sum() ** 2
    return float(np.sqrt(variance / total))


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_the_interval_is_the_delta_methods(weights: Weights) -> None:
    table = [[60, 8, 2, 0], [6, 20, 5, 1], [1, 4, 18, 3], [0, 1, 2, 9]]
    found = kappa(pairs_of(table), 4, weights)
    assert found.value is not None
    assert found.high is not None
    assert (found.high - found.value) / 1.959964 == pytest.approx(by_delta(table, weights), rel=1e-3)


def test_weights_forgive_what_is_near() -> None:
    def values(table: list[list[int]]) -> list[float]:
        kinds: tuple[Weights, ...] = ("none", "linear", "quadratic")
        return [kappa(pairs_of(table), 3, weights).value or 0.0 for weights in kinds]

    near, far = values([[20, 5, 0], [5, 20, 5], [0, 5, 20]]), values([[20, 0, 5], [5, 20, 0], [5, 5, 20]])
    assert near == sorted(near)
    assert far == sorted(far, reverse=True)


def test_full_agreement_and_none() -> None:
    full = kappa(pairs_of([[30, 0], [0, 10]]), 2)
    assert (full.value, full.low, full.high, full.agreed) == (1, 1, 1, 1)
    by_chance = kappa(pairs_of([[25, 25], [25, 25]]), 2)
    assert by_chance.value == 0
    assert by_chance.low == pytest.approx(-0.196, abs=1e-3)


def test_where_all_is_one_category_kappa_is_not_defined() -> None:
    found = kappa([(0, 0)] * 40, 2)
    assert (found.count, found.agreed, found.value, found.low, found.high) == (40, 1, None, None, None)
    with pytest.raises(ValueError, match="no pairs"):
        kappa([], 2)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60),
    st.sampled_from(["none", "linear"]),
)
def test_kappa_is_the_same_from_both_sides(pairs: list[tuple[int, int]], weights: Weights) -> None:
    one, other = kappa(pairs, 4, weights), kappa([(b, a) for a, b in pairs], 4, weights)
    if one.value is None:
        assert other.value is None
    else:
        assert (other.value, other.low, other.high) == pytest.approx((one.value, one.low, one.high))
        assert one.low is not None
        assert one.high is not None
        assert -1 <= one.low <= one.value <= one.high <= 1


# HEIGHTS


LARGE = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
"""Peak flow of 17 people by two meters, l/min: the first readings of Bland and Altman (Lancet 1986)."""


def test_bland_and_altmans_own_example() -> None:
    """Bias -2.1 and SD 38.8 l/min, as the example is quoted; the limits with 1.96 SD, where they took 2."""
    found = bland_altman([one - other for one, other in zip(LARGE, MINI, strict=True)])
    assert (found.count, round(found.bias.value, 1), round(found.sd, 1)) == (17, -2.1, 38.8)
    assert found.lower.value == pytest.approx(-2.12 - 1.96 * 38.77, abs=0.05)
    assert found.upper.value == pytest.approx(-2.12 + 1.96 * 38.77, abs=0.05)
    assert found.bias.high - found.bias.value == pytest.approx(1.96 * 38.77 / 17**0.5, rel=1e-3)
    assert found.upper.high - found.upper.value == pytest.approx(1.96 * (3 / 17) ** 0.5 * 38.77, rel=1e-3)


def test_few_differences_have_no_limits() -> None:
    with pytest.raises(ValueError, match="9 differences are too few"):
        bland_altman([0.1] * 9)
    assert bland_altman([0.1] * 10).sd == pytest.approx(0)


# POINTS


def clicked(rng: np.random.Generator, spine: dict[str, Vertebra], error: float, pixel: Spacing) -> dict[str, Vertebra]:
    def slip(point: tuple[float, float]) -> tuple[float, float]:
        return point[0] + rng.normal(0, error / pixel.column), point[1] + rng.normal(0, error / pixel.row)

    return {level: Vertebra(*(slip(getattr(one, name)) for name in POINTS)) for level, one in spine.items()}


@pytest.mark.parametrize("pixel", [SQUARE, Spacing(0.3, 0.6)])
def test_the_error_of_a_hand_is_found_from_what_it_placed_twice(pixel: Spacing) -> None:
    rng, spine = np.random.default_rng(7), row(heights())
    pairs = [
        (first[level], second[level])
        for _ in range(20)
        for first, second in [(clicked(rng, spine, 0.6, pixel), clicked(rng, spine, 0.6, pixel))]
        for level in spine
    ]
    found = point_error(pairs, [pixel] * len(pairs))
    assert found.vertebrae == 260
    assert found.error.low < 0.6 < found.error.high
    assert found.error.value == pytest.approx(0.6, rel=0.03)


def test_nothing_was_placed_twice() -> None:
    with pytest.raises(ValueError, match="placed twice"):
        point_error([], [])


# READINGS


def test_two_readers_are_compared_over_what_both_read() -> None:
    rng, spine = np.random.default_rng(3), row(heights())
    grades = {level: int(level in ("T8", "L1")) * 2 for level in spine}
    one = Reading(clicked(rng, spine, 0.3, SQUARE), SQUARE, grades)
    less = {level: vertebra for level, vertebra in clicked(rng, spine, 0.3, SQUARE).items() if level != "T4"}
    other = Reading(less, SQUARE, {level: 1 if level == "L1" else 0 for level in less})
    found = compare([(one, other)], ("A", "B"))
    assert (found.readers, found.images, found.vertebrae) == (("A", "B"), 1, 12)
    assert found.grades["vertebra_any"].agreed == pytest.approx(11 / 12)
    assert found.grades["vertebra_moderate"].agreed == pytest.approx(10 / 12)
    assert found.grades["vertebra_grade"].agreed == pytest.approx(10 / 12)
    assert found.grades["patient_any"].agreed == 1
    assert {name: one.count for name, one in found.heights.items()} == {
        "anterior": 12,
        "middle": 12,
        "posterior": 12,
        "all": 36,
    }
    assert found.points is not None
    assert found.points.error.value == pytest.approx(0.3, rel=0.25)


def test_without_millimetres_there_are_grades_alone() -> None:
    spine = row(heights())
    bare = Reading(spine, None, dict.fromkeys(spine, 0))
    found = compare([(bare, bare)], ("A", "B"))
    assert (found.heights, found.points, found.pairs) == ({}, None, [])
    nothing = compare([(bare, Reading({}, None, {}))], ("A", "B"))
    assert set(nothing.grades) == {"patient_any"}


# THE PICTURE


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_plot_says_its_numbers(lang: Lang) -> None:
    pairs = list(zip(map(float, LARGE), map(float, MINI), strict=True))
    found = bland_altman([one - other for one, other in pairs])
    svg = as_svg(pairs, found, ("A & B", "<C>"), "mm", lang)
    root = ElementTree.fromstring(svg)
    spaced = {"": "http://www.w3.org/2000/svg"}
    described = root.find("desc", spaced)
    assert described is not None
    assert ("-2,12" if lang == "sv" else "-2.12") in (described.text or "")
    assert len(root.findall("circle", spaced)) == 17
    assert any("A & B" in (text.text or "") and "<C>" in (text.text or "") for text in root.findall("text", spaced))


@given(st.lists(st.tuples(st.floats(1, 60), st.floats(1, 60)), min_size=10, max_size=40))
def test_all_points_and_lines_lie_within_the_axes(pairs: list[tuple[float, float]]) -> None:
    svg = as_svg(pairs, bland_altman([a - b for a, b in pairs]), ("A", "B"), "mm", "en")
    places = [float(y) for y in re.findall(r'c?y1?="([-\d.]+)" (?:r|y2)=', svg)]
    assert places
    assert all(66 - 0.1 <= y <= 440 - 52 + 0.1 for y in places)
