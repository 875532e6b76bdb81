"""Eastell's and McCloskey's definitions, on a table of known means and SD."""

import pytest

from benkoll.imaging.anatomy import number
from benkoll.imaging.reference import RATIOS, Parts, Spread, Table
from benkoll.imaging.sd_methods import ByDeviations, by_deviations
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_report import Heights

EVEN = Table(
    100,
    {level: {name: Spread(1.0, 0.05, 100) for name in RATIOS} for level in LEVELS},
    dict.fromkeys(LEVELS, 1.0),
    dict.fromkeys(("posterior", "wedge", "middle"), Parts(0.02)),
)
"""Every vertebra a box, every ratio 1 with an SD of 0.05."""


def judged(front: float = 1.0, middle: float = 1.0, back: float = 1.0) -> ByDeviations:
    """L1 with these shares of its height, the others whole."""
    spine = {level: Heights(20, 20, 20) for level in LEVELS}
    spine["L1"] = Heights(20 * front, 20 * middle, 20 * back)
    return by_deviations(spine, EVEN)["L1"]


def test_whole_vertebrae_are_none() -> None:
    found = judged()
    assert (found.eastell, found.mccloskey) == (0, False)
    assert set(found.deviations) == set(RATIOS)
    assert max(map(abs, found.deviations.values())) == pytest.approx(0)


@pytest.mark.parametrize(("front", "grade"), [(0.86, 0), (0.84, 1), (0.81, 1), (0.79, 2)])
def test_eastell_by_the_lowest_ratio(front: float, grade: int) -> None:
    """Grade 1 from 3 SD, grade 2 from 4 SD below the mean."""
    assert judged(front=front).eastell == grade
    assert judged(middle=front).eastell == grade
    assert judged(front, front, front).eastell == grade


@pytest.mark.parametrize(("front", "is_one"), [(0.86, False), (0.84, True)])
def test_mccloskey_asks_both(front: float, is_one: bool) -> None:
    assert judged(front=front).mccloskey is is_one
    assert judged(middle=front).mccloskey is is_one
    assert judged(front, front, front).mccloskey is is_one


def test_mccloskey_is_not_fooled_by_a_high_back() -> None:
    """The front is low against its own back, and not against the back that neighbours predict."""
    found = judged(back=1.2)
    assert (found.eastell, found.mccloskey) == (1, False)


def test_what_is_not_known_is_not_judged() -> None:
    alone = by_deviations({"L1": Heights(10, 20, 20)}, EVEN)["L1"]
    assert set(alone.deviations) == {"wedge", "biconcave"}
    assert (alone.eastell, alone.mccloskey) == (2, None)
    bare = Table(0, {level: {} for level in LEVELS}, EVEN.backs, EVEN.parts)
    assert by_deviations({"L1": Heights(10, 20, 20)}, bare)["L1"] == ByDeviations({}, None, None)


def test_their_limits_are_marked_as_not_verified() -> None:
    from benkoll.facts.numbers import read_yaml

    rows = read_yaml("benkoll.imaging", "data", "grading.yaml")
    assert number("sd.eastell") == [3, 4]
    assert [rows[name]["verified"] for name in ("sd.eastell", "sd.mccloskey")] == [False, False]
