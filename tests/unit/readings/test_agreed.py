"""How exactly a reader places points, from what they read twice; and how well two agree on what they read."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from benkoll.errors import UsageError
from benkoll.measures.vertebra import LEVELS, POINTS, Spacing, Vertebra
from benkoll.measures.vfa_report import VfaFinding, VfaReport
from benkoll.readings.agreed import agreed, click_error
from benkoll.readings.second import Pair, Read
from unit.readings.spine import block

SPACING = Spacing(0.8, 0.4)


def read(vertebrae: dict[str, Vertebra]) -> Read:
    findings = tuple(VfaFinding(level, one, approved=True) for level, one in vertebrae.items())
    return Read("r", "A", date(2026, 3, 2), VfaReport(findings))


def clicked(rng: np.random.Generator, level: str, mm: float) -> Vertebra:
    """The vertebra with an error of so many millimetres in each coordinate."""
    away = rng.normal(0, mm, (len(POINTS), 2)) / (SPACING.column, SPACING.row)
    points = [getattr(block(level), name) for name in POINTS]
    return Vertebra(*((x + dx, y + dy) for (x, y), (dx, dy) in zip(points, away, strict=True)))


def pairs(count: int, mm: float, levels: tuple[str, ...] = LEVELS) -> list[Pair]:
    rng = np.random.default_rng(1)

    def once() -> Read:
        return read({level: clicked(rng, level, mm) for level in levels})

    return [Pair(str(number), True, SPACING, once(), once()) for number in range(count)]


@pytest.mark.parametrize("mm", [0.3, 0.7, 1.0])
def test_the_error_is_found_again(mm: float) -> None:
    found = click_error(pairs(20, mm))
    assert found is not None
    assert found.mm == pytest.approx(mm, rel=0.04)
    assert found.vertebrae == 20 * len(LEVELS)


def test_the_same_twice_is_no_error() -> None:
    found = click_error(pairs(3, 0))
    assert found is not None
    assert found.mm == 0


@pytest.mark.parametrize(("levels", "enough"), [(LEVELS[:9], True), (LEVELS[:8], False), ((), False)])
def test_too_few_tell_nothing(levels: tuple[str, ...], enough: bool) -> None:
    assert (click_error(pairs(3, 0.5, levels)) is not None) is enough


def test_without_millimetres_there_is_none() -> None:
    assert click_error([replace(one, spacing=None) for one in pairs(20, 0.5)]) is None


def test_what_was_read_once_counts_for_nothing() -> None:
    found = [replace(one, second=read({"T4": block("T4")})) for one in pairs(30, 0)]
    told = click_error(found)
    assert told is not None
    assert told.vertebrae == 30


# TWO READERS


def both(*graded: tuple[dict[str, object], dict[str, object]]) -> list[Pair]:
    """Images with L1 read by A and B, each saying this of it."""

    def once(reader: str, said: dict[str, object]) -> Read:
        one = VfaFinding("L1", block("L1"), approved=True, **said)  # type: ignore[arg-type]
        return Read("r", reader, date(2026, 3, 2), VfaReport((one,)))

    return [Pair(str(place), False, SPACING, once("A", a), once("B", b)) for place, (a, b) in enumerate(graded)]


FRACTURE = {"grade": 0, "reader_grade": "2", "judgement": "fracture"}
NONE = {"grade": 0}


def test_the_grade_that_stands_is_compared() -> None:
    found = agreed(both((FRACTURE, FRACTURE), (FRACTURE, NONE), (NONE, NONE), (NONE, NONE)))
    assert (found.readers, found.images, found.vertebrae) == (("A", "B"), 4, 4)
    assert found.grades["vertebra_any"].agreed == 0.75
    assert found.grades["vertebra_any"].value == pytest.approx(0.5)


@pytest.mark.parametrize(
    "said",
    [
        {"grade": 3, "judgement": "degenerative"},
        {"grade": 1, "reader_grade": "0.5"},
        {"grade": 2, "reader_grade": "0"},
        {"grade": None},
    ],
)
def test_what_is_no_fracture_has_no_grade(said: dict[str, object]) -> None:
    found = agreed(both((said, NONE), (FRACTURE, FRACTURE)))
    assert found.grades["vertebra_grade"].agreed == 1


def test_a_fracture_of_another_cause_has_its_grade() -> None:
    found = agreed(both(({"grade": 2, "judgement": "other_cause"}, FRACTURE), (NONE, NONE)))
    assert found.grades["vertebra_grade"].agreed == 1


def test_nothing_to_compare() -> None:
    with pytest.raises(UsageError, match="no image was read by both"):
        agreed([])
    mixed = both((NONE, NONE), (NONE, NONE))
    mixed[1] = replace(mixed[1], second=replace(mixed[1].second, reader="C"))
    with pytest.raises(UsageError, match="more than two readers"):
        agreed(mixed)
