"""A VFA reading as a structured report: what is written is valid, coded, and comes back as it was."""

from dataclasses import fields, replace
from datetime import date
from io import BytesIO
from typing import Any, get_args

import pytest
from highdicom.sr import srread
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread

from benkoll.errors import InputError
from benkoll.exchange.codes.tables import rows
from benkoll.exchange.dicom.outline import from_dicom, to_dicom
from benkoll.exchange.dicom.sr_read import read_sr
from benkoll.exchange.dicom.sr_write import write_sr
from benkoll.measures.vertebra import LEVELS, Spacing, Vertebra
from benkoll.measures.vfa_report import (
    Grade,
    Group,
    Heights,
    Judgement,
    NotEvaluable,
    Ratios,
    ReaderGrade,
    ReferenceUsed,
    Shape,
    VfaFinding,
    VfaReport,
)
from interface.dicom.findings import IMAGE, L1, REPORT
from interface.dicom.reports import nested, report

CODES = {row["name"] for row in rows("dicom_concepts")}


def test_the_whole_reading_comes_back() -> None:
    assert read_sr(write_sr(REPORT, "Sahlgrenska")) == REPORT


def test_the_same_reading_is_the_same_file_and_no_other_is() -> None:
    data = write_sr(REPORT)
    assert write_sr(replace(REPORT)) == data
    other = write_sr(replace(REPORT, conclusion="Annat."))
    assert dcmread(BytesIO(other)).SOPInstanceUID != dcmread(BytesIO(data)).SOPInstanceUID


def test_it_is_the_template_that_it_says() -> None:
    """highdicom parses it by its own classes."""
    found = srread(BytesIO(write_sr(REPORT, "Sahlgrenska")))
    content = found.content
    planar = content.get_planar_roi_measurement_groups()
    assert [group.finding_sites[0].topographical_modifier is None for group in planar] == [True, True]
    assert [group.tracking_identifier for group in planar] == ["T8", "L1"]
    assert planar[1].roi.value.shape == (7, 2)
    assert planar[1].roi.value[0].tolist() == [100.75, 410.5]
    others = content.get_image_measurement_groups()
    assert [group.tracking_identifier for group in others] == ["spine", "T4", "T12"]
    assert found.CodingSchemeIdentificationSequence[0].CodingSchemeDesignator == "99BENKOLL"


@pytest.mark.parametrize(
    ("approved_on", "flags"),
    [(date(2026, 3, 3), ("COMPLETE", "VERIFIED", "FINAL")), (None, ("PARTIAL", "UNVERIFIED", "PRELIMINARY"))],
)
def test_only_what_is_approved_is_verified(approved_on: date | None, flags: tuple[str, ...]) -> None:
    found = dcmread(BytesIO(write_sr(replace(REPORT, approved_on=approved_on))))
    assert (found.CompletionFlag, found.VerificationFlag, found.PreliminaryFlag) == flags
    assert read_sr(write_sr(replace(REPORT, approved_on=approved_on))).approved_on == approved_on


def test_it_belongs_to_the_study_of_the_image_and_its_reader() -> None:
    found = dcmread(BytesIO(write_sr(REPORT)))
    assert found.StudyInstanceUID == IMAGE.study
    assert found.SeriesInstanceUID != IMAGE.series
    assert (found.ContentDate, found.StudyDate) == ("20260302", "20260301")
    assert found.VerifyingObserverSequence[0].VerifyingObserverName == "Karin Läsare^"


@pytest.mark.parametrize(
    "lacking",
    [
        {"image": None},
        {"image": replace(IMAGE, study="")},
        {"image": replace(IMAGE, sop_instance="")},
        {"read_by": None},
        {"read_by": ""},
        {"read_on": None},
    ],
)
def test_a_reading_without_image_reader_or_day_is_refused(lacking: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="cannot be written as DICOM SR"):
        write_sr(replace(REPORT, **lacking))


@pytest.mark.parametrize(
    "field", ["patient_id", "patient_name", "birth_date", "sex", "spacing", "imaged_on", "reference"]
)
def test_what_is_not_known_comes_back_as_not_known(field: str) -> None:
    one = replace(REPORT, **{field: None})
    assert read_sr(write_sr(one)) == one


@pytest.mark.parametrize("group", get_args(Group))
@pytest.mark.parametrize("readings", [None, 1, 312])
def test_what_grades_were_computed_by_comes_back(group: Group, readings: int | None) -> None:
    one = replace(REPORT, reference=ReferenceUsed("NHANES 2013-14", date(2026, 1, 5), group, readings))
    assert read_sr(write_sr(one)) == one


@pytest.mark.parametrize(
    ("reference", "code"), [(REPORT.reference, "ref-female"), (None, "ref-neighbours")], ids=["one", "none"]
)
def test_what_grades_were_computed_by_is_coded(reference: ReferenceUsed | None, code: str) -> None:
    (spine, *_) = srread(BytesIO(write_sr(replace(REPORT, reference=reference)))).content.get_image_measurement_groups()
    assert [one.value.value for one in spine.get_qualitative_evaluations()] == [code]


def test_a_bare_reading_comes_back() -> None:
    bare = VfaReport(image=IMAGE, read_by="K", read_on=date(2026, 3, 2))
    assert read_sr(write_sr(bare)) == bare


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        (Shape, "shape"),
        (Grade, "grade"),
        (ReaderGrade, "grade"),
        (Judgement, "judgement"),
        (NotEvaluable, "not_evaluable"),
    ],
)
def test_every_answer_has_its_code(kind: Any, question: str) -> None:
    assert {f"{question}.{answer}" for answer in get_args(kind)} <= CODES
    assert set(LEVELS) <= CODES


def test_codes_are_told_apart() -> None:
    told = [(row["scheme"], row["code"]) for row in rows("dicom_concepts")]
    assert len(told) == len(set(told))
    assert all(len(code) <= 16 for _, code in told)


@pytest.mark.parametrize("data", [b"", report(nested(), "HOLOGIC", "Horizon A"), write_sr(REPORT)[:-40]])
def test_another_report_is_no_reading(data: bytes) -> None:
    with pytest.raises(InputError):
        read_sr(data)


# POINTS


def test_a_corner_of_the_first_pixel_is_half_a_pixel_from_its_middle() -> None:
    assert to_dicom((0, 0)) == (0.5, 0.5)


@pytest.mark.parametrize(
    "outline",
    [
        (),
        (1.0, 2.0),
        (1.0,) * 13,
        (1.0,) * 12,
        tuple(map(float, range(14))),  # not closed
        (1.0,) * 16,
    ],
)
def test_another_polygon_is_no_vertebra(outline: tuple[float, ...]) -> None:
    assert from_dicom(outline) is None


# ANY READING

coordinates = st.integers(0, 4_000_000).map(lambda one: one / 1000)
points = st.tuples(coordinates, coordinates)
numbers = st.floats(0, 1000, allow_subnormal=False)
vertebrae = st.builds(Vertebra, *[points] * 6)
heights = st.builds(Heights, numbers, numbers, numbers)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def answers(kind: Any) -> st.SearchStrategy[Any]:
    return maybe(st.sampled_from(get_args(kind)))


@st.composite
def findings(draw: st.DrawFn, level: str) -> VfaFinding:
    reason = draw(answers(NotEvaluable))
    return VfaFinding(
        level,
        None if reason else draw(maybe(vertebrae)),
        reason,
        draw(maybe(heights)),
        draw(maybe(heights)),
        draw(maybe(st.builds(Ratios, numbers, numbers, maybe(numbers)))),
        draw(maybe(numbers)),
        draw(answers(Shape)),
        draw(answers(Grade)),
        draw(maybe(st.tuples(*[numbers] * 4))),
        draw(answers(ReaderGrade)),
        draw(answers(Judgement)),
        draw(st.booleans()),
    )


@settings(max_examples=settings().max_examples // 15)
@given(
    st.data(),
    st.sets(st.sampled_from(LEVELS)),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1),
)
def test_any_reading_comes_back(data: st.DataObject, levels: set[str], words: str) -> None:
    one = replace(
        REPORT,
        findings=tuple(data.draw(findings(level)) for level in LEVELS if level in levels),
        conclusion=words,
        spacing=data.draw(maybe(st.builds(Spacing, numbers, numbers))),
        spine_deformity_index=data.draw(maybe(numbers)),
    )
    assert read_sr(write_sr(one)) == one


def test_nothing_of_a_finding_is_left_out() -> None:
    """L1 says something of every field but the reason why it could not be read."""
    assert [one.name for one in fields(VfaFinding) if getattr(L1, one.name) in (None, False)] == ["not_evaluable"]
