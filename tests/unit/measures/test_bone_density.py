from datetime import date
from typing import Any

import pytest

from benkoll.logic.term import Comparison, Parameter, Term, TermError
from benkoll.measures import bone_density as bone
from terms.asked import missing, value

NECK, TOTAL, SPINE = "t_score_femoral_neck", "t_score_total_hip", "t_score_lumbar_spine"
BMD = "bmd_femoral_neck"
HIP_FACTS = {NECK, TOTAL, BMD, "bmd_maker"}


def meets(comparison: Comparison = "<", limit: float = -2.5) -> Term:
    return bone.lowest_t_meets(Parameter("limit", limit, comparison))


# FROM BMD


@pytest.mark.parametrize(
    ("bmd", "t_score"),
    [
        (0.858, 0.0),
        (0.978, 1.0),
        (0.558, -2.5),
        (0.738, -1.0),
        (0.552, -2.6),
        (0.564, -2.5),
        (0.5641, -2.4),
        (0.5, -3.0),
    ],
)
def test_t_score_from_hologic_bmd(bmd: float, t_score: float) -> None:
    assert value(bone.t_score_femoral_neck_from_bmd, bmd_femoral_neck=bmd, bmd_maker="hologic") == t_score
    assert value(bone.femoral_neck, bmd_femoral_neck=bmd, bmd_maker="hologic") == t_score
    assert value(bone.lowest_t_score, bmd_femoral_neck=bmd, bmd_maker="hologic") == t_score


def test_other_makers_have_no_reference() -> None:
    for maker in ("lunar", "norland", None):
        assert value(bone.t_score_femoral_neck_from_bmd, bmd_femoral_neck=0.5, bmd_maker=maker) is None
    assert missing(bone.t_score_femoral_neck_from_bmd, bmd_femoral_neck=0.5, bmd_maker="lunar") == set()
    assert missing(bone.t_score_femoral_neck_from_bmd, bmd_femoral_neck=0.5) == {"bmd_maker"}
    assert missing(bone.t_score_femoral_neck_from_bmd, bmd_maker="hologic") == {BMD}


def test_a_stated_t_score_stands_above_bmd_and_is_not_rounded() -> None:
    assert value(bone.femoral_neck, t_score_femoral_neck=-1.24, bmd_femoral_neck=0.5, bmd_maker="hologic") == -1.24


# THE LOWEST


@pytest.mark.parametrize(
    ("neck", "total", "spine", "lowest", "site", "hip"),
    [
        (-1.0, -2.0, -3.0, -3.0, "lumbar_spine", -2.0),
        (-1.0, -3.0, -2.0, -3.0, "total_hip", -3.0),
        (-3.0, -1.0, -2.0, -3.0, "femoral_neck", -3.0),
        (-2.0, -2.0, -2.0, -2.0, "femoral_neck", -2.0),
        (-1.0, -2.0, -2.0, -2.0, "total_hip", -2.0),
        (None, None, 0.4, 0.4, "lumbar_spine", None),
        (None, 1.0, 1.0, 1.0, "total_hip", 1.0),
        (-0.5, None, None, -0.5, "femoral_neck", -0.5),
        (None, None, None, None, None, None),
    ],
)
def test_the_lowest_and_its_site(
    neck: float | None,
    total: float | None,
    spine: float | None,
    lowest: float | None,
    site: str | None,
    hip: float | None,
) -> None:
    facts = {NECK: neck, TOTAL: total, SPINE: spine}
    assert value(bone.lowest_t_score, **facts) == lowest
    assert value(bone.lowest_t_score_site, **facts) == site
    assert value(bone.hip_t_score, **facts) == hip


# OLD VALUES


@pytest.mark.parametrize(
    ("measured", "used", "stale"),
    [
        (None, True, False),
        (date(2026, 3, 2), True, False),
        (date(2024, 3, 2), True, False),
        (date(2024, 3, 1), True, True),
        (date(2021, 3, 2), True, True),
        (date(2021, 3, 1), False, True),
    ],
)
def test_five_years_count_and_two_are_marked(measured: date | None, used: bool, stale: bool) -> None:
    values = {NECK: -1.1, TOTAL: -1.2, SPINE: -1.3}
    for fact, site in zip(values, (bone.femoral_neck, bone.total_hip, bone.lumbar_spine), strict=True):
        assert value(site, dxa_date=measured, **values) == (values[fact] if used else None)
    assert value(bone.femoral_neck, dxa_date=measured, bmd_femoral_neck=0.558, bmd_maker="hologic") == (
        -2.5 if used else None
    )
    assert value(bone.lowest_t_score, dxa_date=measured, **values) == (-1.3 if used else None)
    assert value(bone.lowest_t_score_site, dxa_date=measured, **values) == ("lumbar_spine" if used else None)
    assert value(bone.t_scores_stale, dxa_date=measured) is stale


def test_a_leap_day_is_five_years_old_on_the_last_of_february() -> None:
    for today, used in ((date(2025, 2, 28), True), (date(2025, 3, 1), False)):
        known = value(bone.total_hip, t_score_total_hip=-2.0, dxa_date=date(2020, 2, 29), assessment_date=today)
        assert known == (-2.0 if used else None)


def test_old_values_ask_for_new_ones() -> None:
    old: dict[str, Any] = {"dxa_date": date(2020, 1, 1), TOTAL: -3.0, SPINE: -3.0, BMD: 0.5, "bmd_maker": "hologic"}
    assert missing(bone.total_hip, **old) == {TOTAL}
    assert missing(bone.lumbar_spine, **old) == {SPINE}
    assert missing(bone.femoral_neck, **old) == {NECK}
    assert value(meets(), **old) is None
    assert missing(meets(), **old) == {NECK, TOTAL, SPINE}


# AGAINST A LIMIT


@pytest.mark.parametrize(
    ("facts", "below"),
    [
        ({NECK: -2.6}, True),
        ({TOTAL: -2.6}, True),
        ({SPINE: -2.6}, True),
        ({NECK: -1.0, TOTAL: -2.6, SPINE: -1.0}, True),
        ({NECK: -2.5, SPINE: -2.5}, False),
        ({TOTAL: -2.5, SPINE: -2.5}, False),
        ({NECK: -2.5, TOTAL: -2.5}, None),
        ({NECK: -2.5}, None),
        ({SPINE: -2.5}, None),
        ({}, None),
        ({NECK: -2.5, "dxa_site_not_evaluable": "none"}, None),
        ({NECK: -2.5, "dxa_site_not_evaluable": "lumbar_spine"}, False),
        ({TOTAL: -2.5, "dxa_site_not_evaluable": "lumbar_spine"}, False),
        ({SPINE: -2.5, "dxa_site_not_evaluable": "hip"}, False),
        ({SPINE: -2.6, "dxa_site_not_evaluable": "hip"}, True),
        ({NECK: -2.5, "dxa_site_not_evaluable": "hip"}, None),
        ({SPINE: -2.5, "dxa_site_not_evaluable": "lumbar_spine"}, None),
        ({"dxa_site_not_evaluable": "hip"}, None),
        ({"dxa_site_not_evaluable": "lumbar_spine"}, None),
        ({BMD: 0.55, "bmd_maker": "hologic"}, True),
        ({BMD: 0.858, "bmd_maker": "hologic", SPINE: 0}, False),
        ({BMD: 0.55, "bmd_maker": "lunar", SPINE: 0}, None),
    ],
)
def test_the_lowest_below_a_limit(facts: dict[str, Any], below: bool | None) -> None:
    assert value(meets(), **facts) is below


def test_on_the_limit_the_comparison_decides() -> None:
    for comparison, below in (("<", False), ("<=", True)):
        assert value(meets(comparison), t_score_femoral_neck=-2.5, t_score_lumbar_spine=-2.5) is below


def test_a_value_of_a_site_that_cannot_be_read_is_not_used() -> None:
    assert (
        value(bone.hip_t_score, t_score_total_hip=-3.0, t_score_femoral_neck=-3.0, dxa_site_not_evaluable="hip") is None
    )
    assert value(bone.lumbar_spine, t_score_lumbar_spine=-3.0, dxa_site_not_evaluable="lumbar_spine") is None
    assert value(meets(), t_score_total_hip=-3.0, t_score_lumbar_spine=-1.0, dxa_site_not_evaluable="hip") is False
    assert (
        value(bone.lowest_t_score, t_score_total_hip=-1.0, t_score_lumbar_spine=-3.0, dxa_site_not_evaluable="hip")
        == -3
    )


@pytest.mark.parametrize(
    ("facts", "lacking"),
    [
        ({}, HIP_FACTS | {SPINE}),
        ({NECK: -1.0}, {SPINE}),
        ({TOTAL: -1.0}, {SPINE}),
        ({SPINE: -1.0}, HIP_FACTS),
        ({SPINE: -1.0, BMD: 0.7}, {NECK, TOTAL, "bmd_maker"}),
        ({SPINE: -1.0, "bmd_maker": "lunar"}, {NECK, TOTAL}),
        ({"dxa_site_not_evaluable": "hip"}, {SPINE}),
        ({"dxa_site_not_evaluable": "lumbar_spine"}, HIP_FACTS),
        ({NECK: -2.6}, set()),
        ({NECK: -1.0, SPINE: -1.0}, set()),
    ],
)
def test_what_is_missing(facts: dict[str, Any], lacking: set[str]) -> None:
    assert missing(meets(), **facts) == lacking


@pytest.mark.parametrize("comparison", [">", ">=", None])
def test_only_limits_from_above_are_taken(comparison: Comparison | None) -> None:
    with pytest.raises(TermError, match=r"^t\.limit: the lowest T-score is held against < or <="):
        bone.lowest_t_meets(Parameter("t.limit", -2.5, comparison))
