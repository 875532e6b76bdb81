"""The grader on phantoms whose truth is known: grades, stated certainty and false alarms.

The phantoms' normal wedge and spread stand in the generator's file, which the grader never reads.
"""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benkoll.imaging.phantom import FRACTURED, KINDS, NORMAL, geometry
from benkoll.imaging.reference import Reference
from benkoll.imaging.rehearsal import Rehearsed, bins, placed, reference_from, rehearse
from benkoll.measures.vertebra import LEVELS, grade_of_loss
from benkoll.measures.vertebra_heights import heights_px, losses_percent, ratios
from house.tree import ROOT

MODES = ("neighbours", "reference")
ERRORS = (0.3, 0.5, 0.7, 1.0)
"""mm, SD of one coordinate."""
EDGES = (0.0, 0.7, 0.85, 0.95, 0.99, 1.01)


@pytest.fixture(scope="module")
def reference() -> Reference:
    """Of 200 phantoms that no test grades, read by a hand of the usual error."""
    return reference_from(range(90_000, 90_200), NORMAL, 0.7, date(2026, 1, 1))


@pytest.fixture(scope="module", params=MODES)
def by(request: pytest.FixtureRequest, reference: Reference) -> Reference | None:
    return None if request.param == "neighbours" else reference


@pytest.fixture(scope="module")
def normal(by: Reference | None) -> Rehearsed:
    """250 people without fractures, clicked with an error of 0.7 mm."""
    return rehearse([NORMAL], range(250), [0.7], by)


@pytest.fixture(scope="module")
def fractured(by: Reference | None) -> Rehearsed:
    """250 people with fractures, clicked with each error in turn."""
    return rehearse([FRACTURED], range(10_000, 10_250), ERRORS, by)


# TRUE POINTS


def test_true_points_against_what_each_vertebra_was_give_every_grade() -> None:
    """500 phantoms of every kind: the arithmetic of heights, losses and limits, in square, oblong and bare pixels."""
    kinds = list(KINDS.values())
    for seed in range(500):
        truth = geometry(seed, kinds[seed % len(kinds)])
        for level in LEVELS:
            aspect = truth.pixel.row / truth.pixel.column
            now, then = (heights_px(which[level], aspect) for which in (truth.vertebrae, truth.before))
            lost = losses_percent(now, then)
            worst = max(lost.anterior, lost.middle, lost.posterior, 0.0)
            assert worst == pytest.approx(truth.loss_percent[level], abs=0.01)
            if min(abs(worst - limit) for limit in (20, 25, 40)) > 0.01:
                assert grade_of_loss(worst) == truth.grades[level]


def test_true_points_with_a_reference_give_every_grade_a_point_from_a_limit(reference: Reference) -> None:
    """500 phantoms whose vertebrae are the mean of their level, sex and person: what they were can be known."""
    known = [replace(kind, spread=0.0) for kind in (NORMAL, FRACTURED)]
    found = rehearse(known, range(20_000, 20_500), [0.0], reference)
    assert (found.truths > 0).sum() > 300
    assert (~found.right & found.away(1)).sum() == 0


def test_true_points_by_neighbours_alone() -> None:
    """The neighbours do not know that a level is usually lower in front: of the fractured, a few are a grade off."""
    found = rehearse([replace(FRACTURED, spread=0.0)], range(20_000, 20_150), [0.0])
    wrong = ~found.right
    assert (wrong & found.away(3)).sum() == 0
    assert (wrong & found.away(1)).sum() <= 0.05 * ((found.truths > 0) & found.away(1)).sum()
    assert wrong[found.truths == 0].sum() == 0


# CLICKED POINTS


def test_what_is_said_to_be_90_percent_sure_is_right_in_85_to_95(normal: Rehearsed, fractured: Rehearsed) -> None:
    by_certainty = {(one.low, one.high): one for one in bins(normal + fractured, EDGES)}
    sure = by_certainty[0.85, 0.95]
    assert sure.count > 50
    assert 0.85 <= sure.right <= 0.95
    for one in by_certainty.values():
        spread = 3 * (one.said * (1 - one.said) / one.count) ** 0.5
        assert one.right == pytest.approx(one.said, abs=max(spread, 0.01)), one


def test_in_normal_people_a_false_grade_is_rare(normal: Rehearsed) -> None:
    """With a hand of 0.7 mm, in fewer than 3 % of them."""
    assert normal.false_alarms < 0.03


def test_fractures_of_grade_2_and_3_are_found(fractured: Rehearsed) -> None:
    assert fractured.found(2) > 0.9
    assert fractured.found(1) > 0.75


def test_the_bare_limit_would_call_a_normal_wedge_a_fracture(normal: Rehearsed) -> None:
    """Against its own back alone, a clicked 20 % is reached in more than every third normal person."""
    bare = 0
    for seed in range(250):
        points = placed(geometry(seed, NORMAL), 0.7, np.random.default_rng([seed, 1]))
        bare += min(min(one.wedge, one.biconcave) for one in map(ratios, map(heights_px, points.values()))) <= 0.8
    assert bare / 250 > 1 / 3
    assert normal.false_alarms < bare / 250 / 10


# THE GENERATOR IS NOT READ

WATCHED = """
import sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
from benkoll.cli.main import main
from benkoll.settings import read_settings
assert main(["vfa", "grade", sys.argv[1]], read_settings({})) == 0
import json
print(json.dumps([sorted(sys.modules), opened]))
"""


def test_the_grader_never_reads_the_generator(tmp_path: Path) -> None:
    truth = geometry(3, FRACTURED)
    points = {level: {name: getattr(one, name) for name in one.__slots__} for level, one in truth.vertebrae.items()}
    file = tmp_path / "points.json"
    file.write_text(json.dumps({"spacing_mm": [truth.pixel.row, truth.pixel.column], "vertebrae": points}))
    command = [sys.executable, "-I", "-c", WATCHED, str(file)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    modules, opened = json.loads(found.stdout.splitlines()[-1])
    assert "benkoll.imaging.genant" in modules
    assert any(name.endswith("imaging/data/grading.yaml") for name in opened)
    assert [name for name in (*modules, *opened) if "imaging" in name and "phantom" in name] == []
