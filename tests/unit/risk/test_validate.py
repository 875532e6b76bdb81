"""The estimate comes as close to the published values as was asked for."""

import pytest

from benkoll.risk.validate import PUBLISHED, rows, summary

# table, outcome -> greatest median relative difference, and greatest mean absolute difference in points
GOALS = {
    ("t_score", "major"): (0.05, 0.8),
    ("t_score", "hip"): (0.07, 0.7),
    ("risk_factor", "major"): (0.06, 0.8),
    ("risk_factor", "hip"): (0.10, 0.7),
}


@pytest.mark.parametrize("key", GOALS, ids="-".join)
def test_the_goals_are_met(key: tuple[str, str]) -> None:
    relative, points = GOALS[key]
    found = summary()[key]
    assert found["median_relative"] <= relative
    assert found["mean_absolute_points"] <= points


def test_every_published_value_has_its_row() -> None:
    assert len(rows()) == len(PUBLISHED) == 72 + 84
    assert sum(row.below for row in rows()) == 2
    assert all(row.estimate < row.published for row in rows() if row.below)


def test_some_of_them_by_hand() -> None:
    of = {(row.sex, row.age, row.factor, row.t_score, row.outcome): row for row in rows()}
    assert of["female", 70, None, -2.0, "major"].published == 11.5
    assert of["male", 50, None, -4.0, "hip"].published == 16.0
    parent = of["female", 80, "parent_hip", None, "major"]
    assert parent.published == 31
    assert parent.difference == pytest.approx(parent.estimate - 31)


def test_no_value_is_far_off() -> None:
    for row in rows():
        assert abs(row.difference) < max(0.15, 0.10 * row.published), row
