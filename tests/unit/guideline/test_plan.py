"""A plan's days are the days on which the guideline's own rules turn."""

from datetime import date, timedelta
from typing import Any

import pytest

from benkoll.assess.answer import Assessment
from benkoll.assess.patient import assess
from benkoll.errors import FactsError
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import load
from benkoll.guideline.plan import PLANNED, Course, Moment, Plan, Sort, plan

START = date(2024, 5, 1)
ONE_DAY = timedelta(1)


def made(drug: str, **more: Any) -> Plan:
    return plan(Course(drug, START, **more), load())


def days(of: Plan, sort: Sort) -> list[str]:
    return [one.day.isoformat() for one in of.moments if one.sort == sort]


def of(plan_: Plan, parameter: str) -> Moment:
    return next(one for one in (*plan_.moments, *plan_.if_late) if one.parameter == parameter)


def answer(day: date, course: Course, **facts: Any) -> Assessment:
    given = {
        "age": 66,
        "sex": "female",
        "osteoporosis_drug": course.drug,
        "drug_start_date": course.start,
        "last_dose_date": course.last_dose,
        "earlier_bisphosphonate_years_oral": course.oral_years,
        "earlier_bisphosphonate_years_parenteral": course.parenteral_years,
        "prior_hip_fracture": False,
        "prior_vertebral_fracture": False,
        "prior_other_fragility_fracture": False,
        "t_score_total_hip": -1.2,
        "t_score_femoral_neck": -1.2,
        "t_score_lumbar_spine": -1.2,
        "frax_major_percent": 9.0,
        "glucocorticoid_mg_day": 0.0,
        "egfr_ml_min": 80.0,
        **facts,
    }
    return assess(settle(read_patient(given, day)), load())


def held(day: date, course: Course, code: str, **facts: Any) -> bool:
    advice = answer(day, course, **facts).advice(code)
    return advice is not None and advice.status == "recommended"


@pytest.mark.parametrize("drug", PLANNED)
def test_every_drug_has_a_plan_in_order_that_stands_on_statements(drug: str) -> None:
    whole = made(drug)
    assert [one.day for one in whole.moments] == sorted(one.day for one in whole.moments)
    assert whole.moments[0].sort == "start"
    known = {*load().statements, "SmPC", "reading"}
    for one in (*whole.moments, *whole.if_late):
        assert one.statement in known
        assert one.sv
        assert one.en
        assert "{" not in one.sv + one.en
        if one.parameter is not None:
            info = load().parameters[one.parameter]
            assert one.reading == (info.by == "reading")


def test_tablets() -> None:
    whole = made("alendronate")
    assert days(whole, "adherence") == ["2024-08-01"]
    assert days(whole, "dxa") == ["2026-05-01", "2028-05-01", "2030-05-01", "2032-05-01"]
    assert days(whole, "decision") == ["2029-05-01", "2031-05-01"]
    assert days(whole, "limit") == ["2034-05-01"]
    assert whole.if_late == ()


def test_infusions() -> None:
    whole = made("zoledronic_acid", last_dose=date(2025, 5, 20))
    assert days(whole, "adherence") == []
    assert days(whole, "dose")[:3] == ["2025-05-20", "2026-05-20", "2027-05-20"]
    assert days(whole, "limit") == ["2030-05-01"]


def test_years_before_count_in() -> None:
    whole = made("zoledronic_acid", oral_years=7)
    assert days(whole, "decision") == ["2024-05-01", "2026-05-01"]
    assert [one.parameter for one in whole.moments if one.sort == "limit"] == ["bisphosphonate.limit_total"]
    assert days(whole, "limit") == ["2027-05-01"]


def test_denosumab_has_no_end_and_a_late_dose_has_its_days() -> None:
    whole = made("denosumab", last_dose=date(2026, 6, 1))
    assert days(whole, "dose") == ["2026-06-01", "2026-12-01", "2027-06-01", "2027-12-01", "2028-06-01"]
    assert [one.sort for one in whole.moments][-1] == "open"
    assert [one.day.isoformat() for one in whole.if_late] == ["2026-12-01", "2026-12-01", "2027-01-01", "2028-12-01"]


def test_a_course_that_ends_by_itself_is_followed_by_another_drug() -> None:
    assert days(made("teriparatide"), "end") == ["2025-11-01", "2026-05-01"]
    assert days(made("romosozumab"), "end") == ["2025-05-01"]
    assert days(made("romosozumab"), "dxa") == ["2026-05-01"]


def test_a_control_that_was_done_moves_the_next() -> None:
    assert days(made("alendronate", dxa_date=date(2026, 2, 1)), "dxa")[0] == "2028-02-01"
    assert days(made("alendronate", dxa_date=date(2024, 1, 1)), "dxa")[0] == "2026-05-01"


def test_a_variant_moves_the_days() -> None:
    moved = plan(Course("alendronate", START), load(changes=(("follow_up.dxa_months", 36.0),)))
    assert days(moved, "dxa")[0] == "2027-05-01"


@pytest.mark.parametrize(
    ("course", "fact"),
    [
        (Course("none", START), "osteoporosis_drug"),
        (Course("denosumab", START, last_dose=START - ONE_DAY), "last_dose_date"),
    ],
)
def test_what_is_no_course_is_refused(course: Course, fact: str) -> None:
    with pytest.raises(FactsError) as caught:
        plan(course, load())
    assert [one.fact for one in caught.value.problems] == [fact]


# THE SAME DAYS AS THE RULES


@pytest.mark.parametrize(("drug", "years"), [("alendronate", 0), ("risedronate", 2.5), ("zoledronic_acid", 1.3)])
def test_the_decision_falls_on_the_first_day_of_the_rule(drug: str, years: float) -> None:
    course = Course(drug, START, last_dose=None, oral_years=years)
    day = of(plan(course, load()), "bisphosphonate.pause_from_years").day
    assert held(day, course, "TX-PAUSE", last_dose_date=day)
    assert not held(day - timedelta(40), course, "TX-PAUSE", last_dose_date=day - timedelta(40))


@pytest.mark.parametrize(
    ("drug", "parameter"),
    [("alendronate", "bisphosphonate.limit_oral"), ("zoledronic_acid", "bisphosphonate.limit_parenteral")],
)
def test_the_day_after_the_limit_the_rule_holds(drug: str, parameter: str) -> None:
    course = Course(drug, START)
    day = of(plan(course, load()), parameter).day
    assert not held(day, course, "TX-LIMIT")
    assert held(day + ONE_DAY, course, "TX-LIMIT")


def test_the_days_of_follow_up_are_those_of_the_advice() -> None:
    course = Course("alendronate", START)
    whole, told = plan(course, load()), answer(START + timedelta(10), course)
    due = {one.code: one.details.get("due") for one in told.recommendations if one.code.startswith("FU-")}
    assert due["FU-ADHERENCE"] == days(whole, "adherence")[0]
    assert due["FU-DXA"] == days(whole, "dxa")[0]


@pytest.mark.parametrize("drug", ["denosumab", "zoledronic_acid"])
def test_the_next_dose_is_that_of_the_advice(drug: str) -> None:
    course = Course(drug, START, last_dose=date(2025, 8, 31))
    told = answer(date(2025, 9, 30), course).advice("FU-DOSE")
    assert told is not None
    assert told.details["due"] == days(plan(course, load()), "dose")[1]


def test_denosumab_is_late_and_urgent_the_day_after() -> None:
    course = Course("denosumab", START, last_dose=date(2026, 6, 1))
    late, urgent = (of(plan(course, load()), f"denosumab.{name}_months").day for name in ("late", "urgent"))
    codes = [one.code for one in answer(late + ONE_DAY, course).recommendations if one.code.startswith("ALERT")]
    before = [one.code for one in answer(late, course).recommendations if one.code.startswith("ALERT")]
    (alarm,) = set(codes) - set(before)
    for day, loud in ((urgent, False), (urgent + ONE_DAY, True)):
        advice = answer(day, course).advice(alarm)
        assert advice is not None
        assert bool(advice.details.get("urgent")) is loud


@pytest.mark.parametrize("drug", ["teriparatide", "romosozumab"])
def test_after_bone_building_the_other_drug_comes_from_the_day_of_the_plan(drug: str) -> None:
    course = Course(drug, START)
    first = date.fromisoformat(days(plan(course, load()), "end")[0])
    assert held(first, course, "TX-FOLLOW-ON")
    assert not held(first - ONE_DAY, course, "TX-FOLLOW-ON")
