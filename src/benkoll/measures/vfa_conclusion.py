"""What a whole reading of a VFA comes to: fracture, normal or neither, and what it lets one state of the patient.

The reader's grade stands above the computed one; a deformity is no fracture until a reader says so. Nothing is ever
said to be no for want of a yes: a picture without a fracture does not show that there never was one.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Literal

from benkoll.measures.lumbar import LUMBAR
from benkoll.measures.numbers import read
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_report import VfaFinding, VfaReport

Result = Literal["fracture", "undecided", "other_cause", "uninterpretable", "normal"]
"""`undecided`: a deformity of which no reader has said what it is; `other_cause`: no fractures but of high energy or
from a tumour."""


@cache
def _number(name: str) -> Any:
    return read("vfa.yaml")[name]["value"]


def grade_that_stands(finding: VfaFinding) -> float | None:
    """Genant's grade of the level (0, 0.5, 1, 2, 3): the reader's, else the computed one, else None."""
    if finding.reader_grade is not None:
        return float(finding.reader_grade)
    return None if finding.grade is None else float(finding.grade)


def is_deformed(finding: VfaFinding) -> bool:
    """Whether the grade that stands is 1 or more."""
    grade = grade_that_stands(finding)
    return grade is not None and grade >= 1


def is_weak(finding: VfaFinding) -> bool:
    """Whether it is of the grade on which readers agree least."""
    return bool(grade_that_stands(finding) == _number("weak.grade"))


def unevaluable(report: VfaReport) -> tuple[str, ...]:
    """The levels that no reader stands by, or that could not be read; from above."""
    found = {one.level for one in report.findings if one.approved and one.vertebra is not None}
    return tuple(level for level in LEVELS if level not in found)


def needed_levels() -> tuple[str, ...]:
    """The levels that must be readable, but for one, before a scan is normal; from above."""
    first, last = (LEVELS.index(_number(name)) for name in ("normal.from", "normal.to"))
    return LEVELS[first : last + 1]


def result_of(report: VfaReport) -> Result:
    """What the reading comes to. `normal`: no fracture, and at most one vertebra unread of `needed_levels`."""
    if report.fractures:
        return "fracture"
    if any(is_deformed(one) and one.judgement is None for one in report.findings):
        return "undecided"
    if any(one.judgement == "other_cause" for one in report.findings):
        return "other_cause"
    unread = set(unevaluable(report)) & set(needed_levels())
    return "uninterpretable" if len(unread) > _number("normal.unevaluable_at_most") else "normal"


def spine_deformity_index(report: VfaReport) -> float | None:
    """The sum of the fractures' grades from T4 to L4; None where a fracture has no grade, or the scan no result."""
    grades = [grade_that_stands(one) for one in report.fractures]
    if result_of(report) in ("undecided", "uninterpretable") or None in grades:
        return None
    return sum(grade for grade in grades if grade is not None)


def fractured_for_density(report: VfaReport) -> Mapping[str, Literal["fractured"]]:
    """The lumbar vertebrae that a bone density is not read from, for they are fractured, whatever of."""
    broken = [one.level for one in report.findings if one.judgement in ("fracture", "other_cause")]
    return {level: "fractured" for level in broken if level in LUMBAR}


def facts_of(report: VfaReport) -> Mapping[str, bool | int | date]:
    """What an approved reading states of the patient, by the names of the facts.

    A fracture: `prior_vertebral_fracture`, how many were found and their highest grade. A normal scan: none found (0),
    and nothing of what ever was. `vfa_date` is of a scan that answers the question: one that cannot be read asks for a
    new one.
    """
    result = result_of(report)
    if report.approved_on is None or result in ("undecided", "uninterpretable"):
        return {}
    found = dict[str, bool | int | date]()
    if result == "fracture":
        grades = [
            int(grade) for one in report.fractures if (grade := grade_that_stands(one)) is not None and grade >= 1
        ]
        found |= {"prior_vertebral_fracture": True, "vertebral_fracture_count": len(report.fractures)}
        found |= {"vertebral_fracture_grade": max(grades)} if grades else {}
    elif result == "normal":
        found |= {"vertebral_fracture_count": 0, "vertebral_fracture_grade": 0}
    if report.imaged_on is not None:
        found["vfa_date"] = report.imaged_on
    return found
