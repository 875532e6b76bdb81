"""Ten years of yearly odds, held against the years walked forward one by one."""

import math

from hypothesis import given
from hypothesis import strategies as st

from benkoll.risk.hazards import Odds, ten_years

logarithms = st.floats(-12, 2)
growths = st.floats(-0.2, 0.3)
odds = st.builds(Odds, logarithms, growths)


def forward(hip: Odds, other: Odds, dying: Odds) -> tuple[float, float]:
    """Those still unbroken and alive, year after year: of any major fracture, and of the hip alone."""
    whole, no_hip, major, hips = 1.0, 1.0, 0.0, 0.0
    for year in range(10):
        h, o, d = (math.exp(one.middle + one.growth * (year - 4.5)) for one in (hip, other, dying))
        major += whole * (h + o) / (1 + h + o + d)
        hips += no_hip * h / (1 + h + d)
        whole /= 1 + h + o + d
        no_hip /= 1 + h + d
    return major, hips


@given(odds, odds, odds)
def test_the_years_backwards_are_the_years_forwards(hip: Odds, other: Odds, dying: Odds) -> None:
    backwards, forwards = ten_years(hip, other, dying, math.exp), forward(hip, other, dying)
    assert all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(backwards, forwards, strict=True))


@given(odds, odds, odds)
def test_hip_is_part_of_major_and_both_are_chances(hip: Odds, other: Odds, dying: Odds) -> None:
    major, only_hip = ten_years(hip, other, dying, math.exp)
    assert 0 <= only_hip <= major * (1 + 1e-12)
    assert major <= 1 + 1e-12


@given(odds, odds, odds)
def test_those_who_break_and_those_who_die_unbroken_are_never_more_than_all(
    hip: Odds, other: Odds, dying: Odds
) -> None:
    flat = [Odds(one.middle, 0.0) for one in (hip, other, dying)]
    major, _ = ten_years(*flat, math.exp)
    any_major = Odds(math.log(math.exp(hip.middle) + math.exp(other.middle)), 0.0)
    _, died_unbroken = ten_years(flat[2], Odds(-60.0, 0.0), any_major, math.exp)
    assert 0 < major + died_unbroken <= 1 + 1e-12


@given(odds, odds, odds, st.floats(0.01, 3))
def test_more_death_means_fewer_fractures(hip: Odds, other: Odds, dying: Odds, more: float) -> None:
    before = ten_years(hip, other, dying, math.exp)
    after = ten_years(hip, other, Odds(dying.middle + more, dying.growth), math.exp)
    assert all(a <= b for a, b in zip(after, before, strict=True))
