"""What a whole reading comes to, by how many vertebrae could be read and what the reader said of them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from benkoll.facts.registry import registry
from benkoll.measures.vertebra import LEVELS, Vertebra
from benkoll.measures.vfa_conclusion import (
    facts_of,
    fractured_for_density,
    grade_that_stands,
    is_weak,
    needed_levels,
    result_of,
    spine_deformity_index,
    unevaluable,
)
from benkoll.measures.vfa_report import VfaFinding, VfaReport

BLOCK = Vertebra((0, 0), (0, 9), (5, 0), (5, 9), (9, 0), (9, 9))
DAY = date(2026, 3, 2)
MADE = date(2026, 2, 20)


def read(*unread: str, **said: dict[str, Any]) -> VfaReport:
    """All levels read and normal, but for what is said of them."""
    findings = [
        VfaFinding(level, not_evaluable="noise", approved=True)
        if level in unread
        else replace(VfaFinding(level, BLOCK, grade=0, approved=True), **said.get(level, {}))
        for level in LEVELS
    ]
    return VfaReport(tuple(findings), imaged_on=MADE, approved_on=DAY)


FRACTURE = {"judgement": "fracture"}


@pytest.mark.parametrize(
    ("report", "result"),
    [
        (read(), "normal"),
        (read("T4", "T5", "T6"), "normal"),
        (read("T4", "T5", "T6", "T7"), "normal"),
        (read("T7"), "normal"),
        (read("L4"), "normal"),
        (read("T7", "L4"), "uninterpretable"),
        (read("T11", "T12"), "uninterpretable"),
        (read(L1={"grade": 3}), "undecided"),
        (read(L1={"grade": 0, "reader_grade": "1"}), "undecided"),
        (read(L1={"grade": 1, "reader_grade": "0.5"}), "normal"),
        (read(L1={"grade": 3, "judgement": "scheuermann"}), "normal"),
        (read(L1={"grade": 3, "judgement": "other_cause"}), "other_cause"),
        (read(L1={"grade": 3, "judgement": "other_cause"}, T9={"grade": 1}), "undecided"),
        (read(L1={"grade": 1, **FRACTURE}), "fracture"),
        (read("T7", "T8", "T9", L1={"grade": 1, **FRACTURE}), "fracture"),
        (read(L1=FRACTURE, T9={"grade": 1}), "fracture"),
        (VfaReport(), "uninterpretable"),
        (replace(read(), findings=read().findings[1:]), "normal"),
        (read(T12={"approved": False}, T11={"approved": False}), "uninterpretable"),
    ],
)
def test_result(report: VfaReport, result: str) -> None:
    assert result_of(report) == result


def test_needed_levels() -> None:
    assert needed_levels() == LEVELS[3:]
    assert unevaluable(read("T4", "L2")) == ("T4", "L2")
    assert unevaluable(VfaReport()) == LEVELS


@pytest.mark.parametrize(
    ("reader", "computed", "stands", "weak"),
    [
        *(("2", 1, 2, False), ("0", 3, 0, False), ("0.5", None, 0.5, False), ("1", 0, 1, True), ("3", 1, 3, False)),
        *((None, 1, 1, True), (None, None, None, False), (None, 0, 0, False)),
    ],
)
def test_the_reader_stands_above(reader: Any, computed: Any, stands: float | None, weak: bool) -> None:
    one = VfaFinding("L1", BLOCK, grade=computed, reader_grade=reader)
    assert (grade_that_stands(one), is_weak(one)) == (stands, weak)


def test_spine_deformity_index() -> None:
    both = {"L1": {"grade": 1, **FRACTURE}, "T8": {"grade": 1, "reader_grade": "3", **FRACTURE}}
    assert spine_deformity_index(read(**both, T9={"grade": 2, "judgement": "degenerative"})) == 4
    assert spine_deformity_index(read()) == 0
    assert spine_deformity_index(read("T7", "T8")) is None
    assert spine_deformity_index(read(L1={"grade": 1})) is None
    assert spine_deformity_index(read(L1={"grade": None, **FRACTURE})) is None


def test_no_density_is_read_from_a_fracture() -> None:
    said = {"L1": FRACTURE, "L2": {"judgement": "other_cause"}, "L3": {"judgement": "degenerative"}, "T12": FRACTURE}
    assert fractured_for_density(read(**said)) == {"L1": "fractured", "L2": "fractured"}
    assert fractured_for_density(read()) == {}


@pytest.mark.parametrize(
    ("report", "facts"),
    [
        (read(), {"vertebral_fracture_count": 0, "vertebral_fracture_grade": 0, "vfa_date": MADE}),
        (read("T7", "T8"), {}),
        (read(L1={"grade": 1}), {}),
        (replace(read(), approved_on=None), {}),
        (replace(read(), imaged_on=None), {"vertebral_fracture_count": 0, "vertebral_fracture_grade": 0}),
        (read(L1={"grade": 2, "judgement": "other_cause"}), {"vfa_date": MADE}),
        (
            read("T7", "T8", L1={"grade": 1, **FRACTURE}, T12={"reader_grade": "2", **FRACTURE}),
            {
                "prior_vertebral_fracture": True,
                "vertebral_fracture_count": 2,
                "vertebral_fracture_grade": 2,
                "vfa_date": MADE,
            },
        ),
        (
            read(L1=FRACTURE),
            {"prior_vertebral_fracture": True, "vertebral_fracture_count": 1, "vfa_date": MADE},
        ),
    ],
)
def test_facts(report: VfaReport, facts: dict[str, Any]) -> None:
    found = facts_of(report)
    assert found == facts
    assert found.get("prior_vertebral_fracture") is not False
    assert set(found) <= set(registry())
