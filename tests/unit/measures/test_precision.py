"""A clinic's precision from repeated measurements, and the least significant change."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benkoll.measures.chi_square import quantile, share_below
from benkoll.measures.density_words import Said
from benkoll.measures.lumbar import LUMBAR, span
from benkoll.measures.precision import (
    Bone,
    LeastChange,
    Measurement,
    Precision,
    least_change,
    least_of,
    precision_of,
    precisions,
)

SD = st.floats(0.001, 0.05)


def twice(people: int, apart: float = 0.02, times: int = 2) -> dict[Bone, list[float]]:
    """So many people measured so many times, every other value higher by so much."""
    return {(f"p{one}", None): [0.7 + one / 100 + apart * (time % 2) for time in range(times)] for one in range(people)}


def precision(repeated: dict[Bone, list[float]]) -> Precision:
    found = precision_of("femoral_neck", (), repeated)
    assert isinstance(found, Precision)
    return found


def least(region: str, vertebrae: tuple[str, ...], *known: Precision, same_day: bool = False) -> LeastChange:
    found = least_change(known, region, vertebrae, same_day)  # type: ignore[arg-type]
    assert isinstance(found, LeastChange)
    return found


# THE ROOT MEAN SQUARE


def test_of_pairs_it_is_half_the_squares_of_their_differences() -> None:
    """30 pairs 0.020 apart: the SD of each is 0.020 / sqrt(2)."""
    found = precision(twice(30))
    assert found.sd == pytest.approx(0.020 / math.sqrt(2))
    assert (found.people, found.measurements, found.freedom) == (30, 60, 30)
    assert found.mean == pytest.approx(0.7 + 0.145 + 0.01)


def test_of_three_it_is_the_root_mean_square_of_the_sds() -> None:
    repeated: dict[Bone, list[float]] = {
        (f"p{one}", None): [0.7, 0.7 + one / 1000, 0.7 + 2 * one / 1000] for one in range(15)
    }
    found = precision(repeated)
    assert found.sd == pytest.approx(math.sqrt(sum((one / 1000) ** 2 for one in range(15)) / 15))
    assert found.freedom == 30


def test_the_interval_is_chi_squares() -> None:
    found = precision(twice(30))
    assert found.interval is not None
    low, high = (math.sqrt(30 / stats.chi2.ppf(share, 30)) for share in (0.975, 0.025))
    assert found.interval == pytest.approx((found.sd * low, found.sd * high))
    assert (low, high) == pytest.approx((0.799, 1.337), abs=0.001)


@pytest.mark.parametrize(
    ("people", "times", "enough"),
    [(15, 3, True), (30, 2, True), (14, 3, False), (29, 2, False), (15, 2, False), (10, 4, False), (16, 3, True)],
)
def test_15_people_three_times_or_30_twice(people: int, times: int, enough: bool) -> None:
    found = precision_of("total_hip", (), twice(people, times=times))
    assert isinstance(found, Precision) == enough
    if isinstance(found, Said):
        assert f"{people} people" in found.en
        assert f"{people * (times - 1)} degrees of freedom" in found.en
        assert "15 people three times or 30 twice" in found.en


def test_people_measured_once_say_nothing() -> None:
    once: dict[Bone, list[float]] = {(f"q{one}", None): [0.9] for one in range(20)}
    assert precision(twice(30) | once) == precision(twice(30))
    assert isinstance(precision_of("total_hip", (), twice(29) | once), Said)


def test_copied_values_are_refused() -> None:
    found = precision_of("total_hip", (), twice(30, apart=0))
    assert isinstance(found, Said)
    assert "copied" in found.en


@given(st.integers(0, 2**32), st.floats(0.5, 2))
def test_it_is_scaled_with_the_values_and_does_not_hang_on_their_order(seed: int, by: float) -> None:
    dice = Random(seed)
    repeated: dict[Bone, list[float]] = {
        (str(person), None): [dice.uniform(0.5, 1.5) for _ in range(dice.randint(2, 4))] for person in range(30)
    }
    first = precision(repeated)
    scaled = precision({name: [by * value for value in own] for name, own in repeated.items()})
    turned = precision({name: own[::-1] for name, own in reversed(repeated.items())})
    assert scaled.sd == pytest.approx(by * first.sd, rel=1e-6, abs=1e-12)
    assert turned.sd == pytest.approx(first.sd, rel=1e-9)
    assert first.interval is not None
    assert first.interval[0] < first.sd < first.interval[1]


# CHI-SQUARE


@pytest.mark.parametrize("freedom", [1, 2, 3, 10, 27, 30, 45, 60, 100, 500, 5000])
@pytest.mark.parametrize("share", [0.0005, 0.025, 0.25, 0.5, 0.9, 0.975, 0.9995])
def test_quantiles_are_scipys(freedom: int, share: float) -> None:
    found = quantile(share, freedom)
    assert found == pytest.approx(float(stats.chi2.ppf(share, freedom)), rel=1e-9)
    assert share_below(found, freedom) == pytest.approx(share, abs=1e-10)


def test_what_has_no_quantile_is_refused() -> None:
    for share in (0.0, 1.0, -0.1):
        with pytest.raises(ValueError, match="no share"):
            quantile(share, 30)
    with pytest.raises(ValueError, match="degrees of freedom"):
        quantile(0.5, 0)
    assert share_below(0, 5) == share_below(-1, 5) == 0


# LEAST SIGNIFICANT CHANGE


def test_a_ge_report_prints_0_028_of_0_010() -> None:
    found = least("lumbar_spine", LUMBAR, Precision("lumbar_spine", LUMBAR, 0.010))
    assert found.value == pytest.approx(0.0277)
    assert round(found.value, 3) == 0.028
    assert found.interval is None
    assert found.estimate is None


def test_it_is_1_96_times_the_root_of_2() -> None:
    assert least_of(Precision("total_hip", (), 1.0)).value == pytest.approx(1.96 * math.sqrt(2), abs=0.005)


@given(SD, st.floats(0.5, 2))
def test_it_is_scaled_with_the_precision(sd: float, by: float) -> None:
    one, other = (least_of(Precision("total_hip", (), value, 30, 60, 30)) for value in (sd, by * sd))
    assert other.value == pytest.approx(by * one.value)
    assert one.interval is not None
    assert one.interval[0] < one.value < one.interval[1]


@pytest.mark.parametrize(
    ("vertebrae", "same_day", "factor"),
    [
        (("L1", "L2", "L3"), False, 1.07),
        (("L1", "L3", "L4"), False, 1.07),
        (("L1", "L2"), False, 1.24),
        (("L1", "L3"), False, 1.24),
        (("L2", "L3", "L4"), True, 1.39),
        (("L2", "L4"), True, 1.60),
    ],
)
def test_fewer_vertebrae_have_a_factor_shown_as_an_estimate(
    vertebrae: tuple[str, ...], same_day: bool, factor: float
) -> None:
    whole = Precision("lumbar_spine", LUMBAR, 0.010, 30, 60, 30)
    found = least("lumbar_spine", vertebrae, whole, same_day=same_day)
    assert found.value == pytest.approx(2.77 * 0.010 * factor)
    assert found.estimate is not None
    assert "an estimate" in found.estimate.en
    assert "no rule of the ISCD's" in found.estimate.en
    interval = least_of(whole).interval
    assert interval is not None
    assert found.interval == pytest.approx((interval[0] * factor, interval[1] * factor))


def test_the_precision_of_the_very_vertebrae_stands_above_the_factor() -> None:
    own = Precision("lumbar_spine", ("L1", "L3"), 0.015)
    found = least("lumbar_spine", ("L1", "L3"), Precision("lumbar_spine", LUMBAR, 0.010), own)
    assert found == LeastChange(2.77 * 0.015)


@pytest.mark.parametrize(
    ("region", "vertebrae"),
    [("total_hip", ()), ("lumbar_spine", ("L3",)), ("lumbar_spine", ())],
)
def test_without_precision_there_is_none(region: str, vertebrae: tuple[str, ...]) -> None:
    found = least_change([Precision("lumbar_spine", LUMBAR, 0.010)], region, vertebrae)  # type: ignore[arg-type]
    assert isinstance(found, Said)
    assert "own precision of the site is not stated" in found.en


def test_a_part_alone_does_not_make_the_whole() -> None:
    part = Precision("lumbar_spine", ("L2", "L3", "L4"), 0.010)
    assert isinstance(least_change([part], "lumbar_spine", LUMBAR), Said)
    assert least("lumbar_spine", ("L2", "L3", "L4"), part).estimate is None


# SITES OF A FILE


def singles(person: int, scan: int, shift: float) -> list[Measurement]:
    return [
        Measurement(f"p{person}", "lumbar_spine", 0.8 + place / 10 + shift, None, (level,), str(scan), 10.0 + place)
        for place, level in enumerate(LUMBAR)
    ]


def test_vertebrae_measured_one_by_one_make_every_set_of_two_and_more() -> None:
    rows = [one for person in range(30) for scan in (1, 2) for one in singles(person, scan, 0.02 * scan)]
    found, refused = precisions(rows)
    assert refused == ()
    assert len({span(one.vertebrae) for one in found}) == len(found) == 11
    assert all(len(one.vertebrae) > 1 for one in found)
    (pair,) = (one for one in found if one.vertebrae == ("L1", "L3"))
    assert pair.sd == pytest.approx(0.02 / math.sqrt(2))
    assert pair.mean == pytest.approx((0.8 * 10 + 1.0 * 12) / 22 + 0.03)


def test_a_line_of_the_machines_own_stands_in_place_of_the_sum() -> None:
    rows = [one for person in range(30) for scan in (1, 2) for one in singles(person, scan, 0.02 * scan)]
    rows += [
        Measurement(f"p{person}", "lumbar_spine", 0.9 + 0.01 * scan, None, LUMBAR, str(scan))
        for person in range(30)
        for scan in (1, 2)
    ]
    found, _ = precisions(rows)
    (whole,) = (one for one in found if one.vertebrae == LUMBAR)
    assert whole.sd == pytest.approx(0.01 / math.sqrt(2))
    assert whole.measurements == 60


def test_the_two_hips_of_a_person_are_not_one_bone() -> None:
    """15 people with both hips measured twice: 30 bones, each against itself."""
    rows = [
        Measurement(f"p{person}", "total_hip", (0.8 if side == "left" else 0.9) + 0.01 * scan, side)
        for person in range(15)
        for side in ("left", "right")
        for scan in (1, 2)
    ]
    found, _ = precisions(rows)
    assert found[0].sd == pytest.approx(0.01 / math.sqrt(2))
    assert (found[0].people, found[0].freedom) == (15, 30)


def test_one_site_with_too_few_does_not_hold_up_another() -> None:
    rows = [Measurement(f"p{person}", "total_hip", 0.8 + 0.01 * scan) for person in range(30) for scan in (1, 2)]
    rows += [Measurement(f"p{person}", "femoral_neck", 0.7 + 0.01 * scan) for person in range(5) for scan in (1, 2)]
    found, refused = precisions(rows)
    assert [one.region for one in found] == ["total_hip"]
    assert [one.en.partition(":")[0] for one in refused] == ["femoral neck"]
