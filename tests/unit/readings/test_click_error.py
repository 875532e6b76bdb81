"""How exactly a reader places points, from what they read twice."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from benkoll.measures.vertebra import LEVELS, POINTS, Spacing, Vertebra
from benkoll.measures.vfa_report import VfaFinding, VfaReport
from benkoll.readings.second import Pair, Read, click_error
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
