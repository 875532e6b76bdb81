"""A VFA reading as data: what cannot be cannot be made, what is a fracture, its numbers and words."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest

from benkoll.measures.vertebra import Vertebra
from benkoll.measures.vfa_numbers import Measured, measured
from benkoll.measures.vfa_report import Heights, Judgement, NotEvaluable, Ratios, Shape, VfaFinding, VfaReport
from benkoll.measures.vfa_words import JUDGEMENTS, NOT_EVALUABLE, SHAPES

POINTS = Vertebra((0, 0), (0, 20), (10, 1), (10, 19), (20, 0), (20, 20))


@pytest.mark.parametrize("level", ["T3", "L5", "l1", ""])
def test_a_level_that_a_vfa_does_not_read(level: str) -> None:
    with pytest.raises(ValueError, match="no level of a VFA"):
        VfaFinding(level)


def test_points_of_what_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="T4 has points and is not evaluable"):
        VfaFinding("T4", POINTS, "overlaid")


@pytest.mark.parametrize("levels", [("L1", "T12"), ("T12", "T12"), ("T10", "T9")])
def test_levels_stand_from_above_each_once(levels: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="from above"):
        VfaReport(tuple(VfaFinding(level) for level in levels))


def test_a_deformity_is_no_fracture_until_a_reader_says_so() -> None:
    severe = VfaFinding("T9", POINTS, grade=3, shape="crush", reader_grade="3")
    said = VfaFinding("L1", judgement="fracture")
    other = VfaFinding("L2", judgement="other_cause", grade=2)
    report = VfaReport((severe, said, other))
    assert report.fractures == (said,)
    assert report.at("T9") == severe
    assert report.at("L4") is None


def test_the_numbers_that_are_known() -> None:
    one = VfaFinding(
        "L1",
        heights_px=Heights(1, 2, 3),
        heights_mm=Heights(4, 5, 6),
        ratios=Ratios(0.7, 0.8),
        loss_percent=30,
        probabilities=(0, 0.1, 0.9, 0),
    )
    assert list(measured(one)) == [
        Measured("height.anterior", 1, "{pixels}"),
        Measured("height.middle", 2, "{pixels}"),
        Measured("height.posterior", 3, "{pixels}"),
        Measured("height.anterior", 4, "mm"),
        Measured("height.middle", 5, "mm"),
        Measured("height.posterior", 6, "mm"),
        Measured("ratio.wedge", 0.7, "1"),
        Measured("ratio.biconcave", 0.8, "1"),
        Measured("loss_percent", 30, "%"),
        Measured("probability.0", 0, "1"),
        Measured("probability.1", 0.1, "1"),
        Measured("probability.2", 0.9, "1"),
        Measured("probability.3", 0, "1"),
    ]
    assert list(measured(VfaFinding("L1"))) == []


@pytest.mark.parametrize(("kind", "words"), [(Judgement, JUDGEMENTS), (Shape, SHAPES), (NotEvaluable, NOT_EVALUABLE)])
def test_every_answer_has_its_words(kind: Any, words: Mapping[str, Mapping[str, str]]) -> None:
    assert set(words) == set(get_args(kind))
    assert all(both["sv"] and both["en"] for both in words.values())
