"""The report of a reading, and the facts that it states: a deformity is no fracture until a reader says so."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from benkoll.errors import InputError
from benkoll.measures.vertebra import LEVELS, Spacing, Vertebra
from benkoll.measures.vfa_report import ImageUids, ReferenceUsed, VfaFinding, VfaReport
from benkoll.readings.kept import About, about_of, plain, report_of
from benkoll.readings.reading import state_of
from benkoll.readings.result import GradedLevels, Said, facts_said, made_report
from unit.readings.spine import Done, approved, block, changes, graded, grading, judged, placed, unreadable, whole

MADE, DAY = date(2026, 2, 20), date(2026, 3, 2)
ABOUT = About(900, 400, "number", ImageUids("1.2", "1.2.3", "1.2.840", "1.2.3.4"), Spacing(0.6, 0.5), "calibrated")


def signed(*done: Done, about: About = ABOUT, **grades: Any) -> VfaReport:
    return made_report(state_of(changes(done)), about, MADE, grading(**grades), "Dr A", DAY)


def test_a_normal_spine() -> None:
    report = signed(*whole())
    assert [one.level for one in report.findings] == list(LEVELS)
    assert report.findings[0] == VfaFinding("T4", block("T4"), grade=0, approved=True)
    assert (report.read_by, report.read_on, report.approved_on, report.imaged_on) == ("Dr A", DAY, DAY, MADE)
    assert (report.spacing, report.image) == (ABOUT.spacing, ABOUT.uids)
    assert (report.patient_id, report.patient_name, report.birth_date) == (None, None, None)
    assert report.spine_deformity_index == 0


def test_both_grades_are_kept() -> None:
    one = signed(*whole(), graded("L1", "2"), judged("L1"), L1=1).at("L1")
    assert one is not None
    assert (one.grade, one.reader_grade, one.judgement) == (1, "2", "fracture")


def test_what_was_not_evaluable_has_no_points() -> None:
    report = signed(*whole("T4"), placed("T5"), unreadable("T5", "noise"))
    assert [report.at(level) for level in ("T4", "T5")] == [
        VfaFinding("T4", not_evaluable="overlaid", approved=True),
        VfaFinding("T5", not_evaluable="noise", approved=True),
    ]


def test_a_draft_has_no_day_and_says_what_there_is() -> None:
    draft = made_report(state_of(changes([placed("L1")])), ABOUT, MADE, grading(L1=3))
    assert [one.level for one in draft.findings] == ["L1"]
    assert (draft.approved_on, draft.read_by) == (None, None)
    assert facts_said("r", draft) == ()


def test_a_draft_of_nothing_asks_no_grader() -> None:
    def grader(*_: object) -> GradedLevels:
        raise AssertionError

    assert made_report(state_of([]), ABOUT, None, grader).findings == ()


@pytest.mark.parametrize(
    ("done", "grades", "said"),
    [
        ([], {"L1": 1}, "L1: grade 1 and no judgement: say whether it is a fracture, or what else"),
        ([graded("T8", "2")], {}, "T8: grade 2 and no judgement"),
        ([graded("L1", "0"), judged("L1")], {}, "L1: said to be a fracture, and of grade 0"),
    ],
)
def test_what_is_left_open_is_not_signed(done: list[Done], grades: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        signed(*whole(), *done, **grades)


@pytest.mark.parametrize(
    ("done", "grades"),
    [
        ([graded("L1", "0")], {"L1": 1}),
        ([graded("L1", "0.5")], {"L1": 1}),
        ([judged("L1", "degenerative")], {"L1": 2}),
        ([judged("L1")], {}),
        ([judged("L1"), graded("L1", "0.5")], {}),
    ],
)
def test_what_the_reader_settled_is(done: list[Done], grades: dict[str, Any]) -> None:
    signed(*whole(), *done, **grades)


# FACTS

FRACTURED = [*whole(), graded("L1", "2"), judged("L1"), judged("T12"), judged("T8", "degenerative")]


def test_a_fracture_states_facts_with_whose_word_they_are() -> None:
    report = signed(*FRACTURED, T12=1, T8=3)
    whose: tuple[Any, ...] = ("r", "Dr A", DAY, MADE)
    assert facts_said("r", report) == (
        Said("prior_vertebral_fracture", True, *whose, ("T12", "L1")),
        Said("vertebral_fracture_count", 2, *whose, ("T12", "L1")),
        Said("vertebral_fracture_grade", 2, *whose, ("T12", "L1")),
        Said("vfa_date", MADE, *whose, ()),
    )
    assert report.spine_deformity_index == 3
    first, *_, last = facts_said("r", report)
    assert first.words("sv") == "VFA 2026-02-20, granskad av Dr A, signerad 2026-03-02: T12, L1"
    assert last.words("en") == "VFA 2026-02-20, read by Dr A, signed 2026-03-02"
    assert replace(last, imaged_on=None).words("en") == "VFA, read by Dr A, signed 2026-03-02"


def test_a_normal_spine_does_not_say_that_there_never_was_a_fracture() -> None:
    said = {one.fact: one.value for one in facts_said("r", signed(*whole()))}
    assert said == {"vertebral_fracture_count": 0, "vertebral_fracture_grade": 0, "vfa_date": MADE}


# KEPT


@pytest.mark.parametrize(
    "about",
    [
        ABOUT,
        About(1, 2, "hand"),
        About(1, 2, "hand", aspect=1.5, age=70, sex="female", anterior="left", maker="HOLOGIC", model="Horizon A"),
    ],
)
def test_what_is_kept_of_an_image(about: About) -> None:
    assert about_of(plain(about)) == about


def test_a_report_is_kept_whole() -> None:
    report = signed(*FRACTURED, T12=1, T8=3)
    assert report_of(plain(report)) == report
    assert report_of(plain(VfaReport())) == VfaReport()


def test_the_reference_is_kept_and_an_old_report_had_none() -> None:
    used = ReferenceUsed("våra normala", date(2026, 1, 5), "female", 312)

    def grader(vertebrae: Mapping[str, Vertebra], about: About) -> GradedLevels:
        return replace(grading()(vertebrae, about), reference=used)

    report = made_report(state_of(changes(whole())), ABOUT, MADE, grader, "Dr A", DAY)
    assert report.reference == used
    assert report_of(plain(report)) == report
    old = {name: value for name, value in plain(report).items() if name != "reference"}
    assert report_of(old) == replace(report, reference=None)


def test_approved_is_whoever_stands_by_it() -> None:
    draft = made_report(state_of(changes([placed("L1"), placed("L2"), approved("L2")])), ABOUT, MADE, grading())
    assert [one.approved for one in draft.findings] == [False, True]
