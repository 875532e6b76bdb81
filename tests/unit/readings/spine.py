"""A spine drawn as blocks, and what a reader does with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from benkoll.measures.vertebra import LEVELS, Vertebra
from benkoll.measures.vfa_report import Grade, VfaFinding
from benkoll.readings.changes import Change, vertebra_of
from benkoll.readings.kept import About
from benkoll.readings.result import GradedLevels, Grader

Done = tuple[Any, dict[str, Any]]
ROWS, COLUMNS = 900, 400


def points(level: str, front: float = 40) -> dict[str, list[float]]:
    """A block below that of the level above it, 40 pixels high behind; `front`: its height in front."""
    top = 20 + 60 * LEVELS.index(level)
    return {
        "anterior_top": [100.0, float(top)],
        "anterior_bottom": [100.0, top + front],
        "middle_top": [130.0, float(top)],
        "middle_bottom": [130.0, top + 40.0],
        "posterior_top": [160.0, float(top)],
        "posterior_bottom": [160.0, top + 40.0],
    }


def block(level: str, front: float = 40) -> Vertebra:
    return vertebra_of(points(level, front))


def placed(level: str, front: float = 40) -> Done:
    return "placed", {"level": level, "points": points(level, front)}


def approved(level: str) -> Done:
    return "approved", {"level": level}


def unreadable(level: str, reason: str = "overlaid") -> Done:
    return "not_evaluable", {"level": level, "reason": reason}


def graded(level: str, grade: str | None) -> Done:
    return "graded", {"level": level, "grade": grade}


def judged(level: str, judgement: str | None = "fracture") -> Done:
    return "judged", {"level": level, "judgement": judgement}


def undone(about: int) -> Done:
    return "undone", {"about": about}


def whole(*but: str) -> list[Done]:
    """All levels placed and approved, those that are named not evaluable."""
    done = list[Done]()
    for level in LEVELS:
        done += [unreadable(level)] if level in but else [placed(level), approved(level)]
    return done


def changes(done: Iterable[Done]) -> list[Change]:
    return [Change(number, kind, data, "A", "now") for number, (kind, data) in enumerate(done, 1)]


def grading(**grades: Grade) -> Grader:
    """A grader that says this of these levels, and 0 of the others."""

    def grader(vertebrae: Mapping[str, Vertebra], about: About) -> GradedLevels:
        return GradedLevels(
            {level: VfaFinding(level, one, grade=grades.get(level, 0)) for level, one in vertebrae.items()}
        )

    return grader
