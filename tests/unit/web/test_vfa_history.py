"""The list of changes of a reading: every kind in words of both languages, and no code among them."""

from typing import Any

import pytest

from benkoll.errors import Lang
from benkoll.measures.vertebra import POINTS
from benkoll.readings.changes import GRADES, JUDGEMENTS, KINDS, REASONS, Change, Kind
from benkoll.web.pages.vfa_history import CHANGES, history
from unit.letters.written import LANGS

DONE: tuple[tuple[Kind, dict[str, Any], str, str], ...] = (
    ("placed", {"level": "T8", "points": {}}, "T8: punkterna ritade", "T8: the points drawn"),
    (
        "placed",
        {"level": "T8", "points": {}, "proposed": True},
        "T8: punkterna föreslagna av programmet",
        "T8: points proposed by the program",
    ),
    (
        "moved",
        {"level": "L1", "point": "anterior_top", "to": [1, 2]},
        "L1: en punkt flyttad, fram upptill",
        "L1: a point moved, front, upper",
    ),
    ("removed", {"level": "L1"}, "L1: punkterna borttagna", "L1: the points removed"),
    ("relabelled", {"by": 1}, "alla kotor en nivå ned", "all vertebrae one level down"),
    ("relabelled", {"by": -1}, "alla kotor en nivå upp", "all vertebrae one level up"),
    ("approved", {"level": "L1"}, "L1: godkänd", "L1: approved"),
    (
        "not_evaluable",
        {"level": "T4", "reason": "overlaid"},
        "T4: ej bedömbar, skymd av annat",
        "T4: not evaluable, hidden by other structures",
    ),
    ("graded", {"level": "L1", "grade": "0.5"}, "L1: egen grad 0,5", "L1: the reader's grade 0.5"),
    (
        "graded",
        {"level": "L1", "grade": None},
        "L1: den egna graden tillbakatagen",
        "L1: the reader's grade taken back",
    ),
    (
        "judged",
        {"level": "L1", "judgement": "fracture"},
        "L1: bedömd som fragilitetsfraktur",
        "L1: judged as fragility fracture",
    ),
    ("judged", {"level": "L1", "judgement": None}, "L1: bedömningen tillbakatagen", "L1: the judgement taken back"),
    ("concluded", {"words": "Ny."}, "egna ord skrivna", "the reader's own words written"),
    ("concluded", {"words": None}, "egna ord borttagna", "the reader's own words taken away"),
    ("undone", {"about": 7}, "ändring 7 ångrad", "change 7 undone"),
    ("taken_over", {}, "granskningen övertagen", "the reading taken over"),
    ("signed", {"report": {}}, "signerad", "signed"),
    ("reopened", {"reason": "fel nivå"}, "öppnad för rättelse: fel nivå", "opened for correction: fel nivå"),
)


def told(changes: list[tuple[Kind, dict[str, Any]]], lang: Lang) -> list[str]:
    made = [
        Change(number, kind, data, "A", "2026-03-02T08:00:00+00:00") for number, (kind, data) in enumerate(changes, 1)
    ]
    return [one["said"] for one in history(made, lang)]


@pytest.mark.parametrize(("kind", "data", "sv", "en"), DONE)
def test_what_was_done(kind: Kind, data: dict[str, Any], sv: str, en: str) -> None:
    assert told([(kind, data)], "sv") == [sv]
    assert told([(kind, data)], "en") == [en]


def test_every_kind_has_its_words() -> None:
    assert {kind for kind, *_ in DONE} == set(KINDS)
    assert set(KINDS) <= set(CHANGES)


@pytest.mark.parametrize("lang", LANGS)
def test_no_code_is_shown(lang: Lang) -> None:
    done: list[tuple[Kind, dict[str, Any]]] = [("moved", {"level": "L1", "point": one, "to": [1, 2]}) for one in POINTS]
    done += [("not_evaluable", {"level": "L1", "reason": one}) for one in REASONS]
    done += [("judged", {"level": "L1", "judgement": one}) for one in JUDGEMENTS]
    done += [("graded", {"level": "L1", "grade": one}) for one in GRADES]
    assert not [line for line in told(done, lang) if "_" in line]


def test_an_undoing_of_an_undoing_brings_back() -> None:
    """Each names the change that it is about in the end, the last first."""
    done: list[tuple[Kind, dict[str, Any]]] = [
        ("approved", {"level": "L1"}),
        ("undone", {"about": 1}),
        ("undone", {"about": 2}),
        ("undone", {"about": 3}),
    ]
    assert told(done, "en") == ["change 1 undone", "change 1 done again", "change 1 undone", "L1: approved"]
