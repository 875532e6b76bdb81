"""What a change may say, and what is refused with the field and what is allowed."""

from typing import Any

import pytest

from benkoll.errors import InputError
from benkoll.measures.vertebra import LEVELS, Vertebra
from benkoll.readings.changes import FARTHEST, FIELDS, KINDS, LONGEST, check, points_of, vertebra_of
from unit.readings.spine import block, points

RIGHT: dict[str, list[dict[str, Any]]] = {
    "placed": [{"level": one, "points": points(one)} for one in LEVELS]
    + [{"level": "L1", "points": points("L1"), "proposed": True, "unsure": True}],
    "moved": [{"level": "L1", "point": "middle_top", "to": to} for to in ([1, 2.5], (0, 0), [FARTHEST, -FARTHEST])],
    "removed": [{"level": "T4"}],
    "relabelled": [{"by": 1}, {"by": -1}],
    "approved": [{"level": "L4"}],
    "not_evaluable": [
        {"level": "T4", "reason": "not_in_image"},
        {"level": "T4", "reason": "other", "words": "å" * LONGEST},
    ],
    "graded": [{"level": "T4", "grade": one} for one in ("0", "0.5", "1", "2", "3", None)],
    "judged": [{"level": "T4", "judgement": one} for one in ("fracture", "other_cause", "scheuermann", None)],
    "concluded": [{"words": "Ingen fraktur."}, {"words": None}],
    "undone": [{"about": 1}],
    "taken_over": [{}],
    "signed": [{"report": {}}],
    "reopened": [{"reason": "fel nivå"}],
}
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("erased", {}, "kind = erased: cannot be used; allowed: placed"),
    ("placed", {"level": "L1"}, "points: is missing"),
    ("placed", {"level": "L5", "points": points("L1")}, "level = L5: cannot be used; allowed: T4, T5"),
    ("placed", {"level": ["L1"], "points": points("L1")}, "level"),
    ("placed", {"level": "L1", "points": {**points("L1"), "middle": [1, 2]}}, "points"),
    ("placed", {"level": "L1", "points": {"middle_top": [1, 2]}}, "points"),
    ("placed", {"level": "L1", "points": points("L1"), "proposed": 1}, "proposed"),
    ("placed", {"level": "L1", "points": points("L1"), "unsure": "yes"}, "unsure"),
    ("moved", {"level": "L1", "point": "top", "to": [1, 2]}, "point = top"),
    *(
        ("moved", {"level": "L1", "point": "middle_top", "to": to}, "to")
        for to in ([1], [1, 2, 3], [1, "2"], [True, 2], [float("nan"), 2], [float("inf"), 2], [FARTHEST + 1, 0], "12")
    ),
    ("relabelled", {"by": 2}, "by = 2"),
    ("relabelled", {"by": True}, "by = True"),
    ("approved", {"level": "L1", "points": points("L1")}, "points"),
    ("not_evaluable", {"level": "L1"}, "reason: is missing; allowed: not_in_image"),
    ("not_evaluable", {"level": "L1", "reason": "lazy"}, "reason = lazy"),
    ("not_evaluable", {"level": "L1", "reason": "other", "words": ""}, "words"),
    ("graded", {"level": "L1", "grade": 1}, "grade = 1: cannot be used; allowed: 0, 0.5, 1, 2, 3"),
    ("graded", {"level": "L1"}, "grade: is missing"),
    ("judged", {"level": "L1", "judgement": "maybe"}, "judgement = maybe"),
    ("concluded", {"words": " "}, "words"),
    ("concluded", {"words": "a\0"}, "words"),
    ("concluded", {"words": "\ud800"}, "words"),
    ("concluded", {"words": "a" * (LONGEST + 1)}, "words"),
    ("undone", {"about": 0}, "about = 0"),
    ("undone", {"about": True}, "about"),
    ("signed", {}, "report: is missing"),
    ("reopened", {"reason": ""}, "reason"),
]


def test_every_kind_is_here() -> None:
    assert tuple(RIGHT) == tuple(FIELDS) == KINDS


@pytest.mark.parametrize(("kind", "data"), [(kind, data) for kind, several in RIGHT.items() for data in several])
def test_taken(kind: str, data: dict[str, Any]) -> None:
    check(kind, data)


@pytest.mark.parametrize(("kind", "data", "said"), WRONG)
def test_refused(kind: str, data: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as raised:
        check(kind, data)
    assert raised.value.said("en").startswith(said)
    assert raised.value.said("sv") != raised.value.said("en")


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError) as raised:
        check("moved", {"level": "L9", "more": 1})
    assert [one.fact for one in raised.value.problems] == ["level", "more", "point", "to"]


def test_points_there_and_back() -> None:
    assert vertebra_of(points_of(block("T8"))) == block("T8")
    assert isinstance(block("T8"), Vertebra)
