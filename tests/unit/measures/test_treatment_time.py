from datetime import date
from typing import Any

import pytest

from benkoll.measures import treatment_time as time
from terms.asked import TODAY, missing, value

NO_EARLIER: dict[str, Any] = {"earlier_bisphosphonate_years_oral": 0, "earlier_bisphosphonate_years_parenteral": 0}
AGO_5_YEARS, AGO_2_YEARS = date(2021, 3, 2), date(2024, 3, 2)


def now(drug: str, **facts: Any) -> dict[str, Any]:
    return {"osteoporosis_drug": drug, "previous_osteoporosis_drug": "none", **NO_EARLIER, **facts}


def before(drug: str, **facts: Any) -> dict[str, Any]:
    return {"osteoporosis_drug": "none", "previous_osteoporosis_drug": drug, **NO_EARLIER, **facts}


# WHICH DRUG, WHICH DOSE


def test_the_course_is_that_of_the_drug_now_else_of_the_last() -> None:
    assert (
        value(time.course_drug, osteoporosis_drug="denosumab", previous_osteoporosis_drug="alendronate") == "denosumab"
    )
    assert value(time.course_drug, **before("alendronate")) == "alendronate"
    assert value(time.course_drug, previous_osteoporosis_drug="alendronate") is None


@pytest.mark.parametrize(
    ("facts", "dose"),
    [
        (now("denosumab", last_dose_date=AGO_2_YEARS), AGO_2_YEARS),
        (now("denosumab", denosumab_last_dose_date=AGO_2_YEARS), AGO_2_YEARS),
        (now("denosumab", denosumab_last_dose_date=AGO_2_YEARS, last_dose_date=AGO_5_YEARS), AGO_2_YEARS),
        (before("denosumab", denosumab_last_dose_date=AGO_2_YEARS), AGO_2_YEARS),
        (now("zoledronic_acid", last_dose_date=AGO_2_YEARS, denosumab_last_dose_date=AGO_5_YEARS), AGO_2_YEARS),
        (now("zoledronic_acid", denosumab_last_dose_date=AGO_5_YEARS), None),
        (before("zoledronic_acid", last_dose_date=AGO_2_YEARS), AGO_2_YEARS),
        (now("denosumab"), None),
    ],
)
def test_last_dose(facts: dict[str, Any], dose: date | None) -> None:
    assert value(time.last_dose, **facts) == dose


@pytest.mark.parametrize(
    ("dose", "today", "months"),
    [
        (date(2025, 9, 2), TODAY, 6.0),
        (date(2025, 9, 1), TODAY, 6 + 1 / 31),
        (date(2025, 8, 31), date(2026, 2, 28), 6.0),
        (date(2025, 8, 31), date(2026, 2, 27), 5 + 27 / 28),
    ],
)
def test_months_since_last_dose(dose: date, today: date, months: float) -> None:
    facts = now("denosumab", last_dose_date=dose, assessment_date=today)
    assert value(time.months_since_last_dose, **facts) == months


# THE END


@pytest.mark.parametrize(
    ("facts", "end"),
    [
        (before("alendronate", drug_stop_date=AGO_2_YEARS), AGO_2_YEARS),
        (before("alendronate", drug_stop_date=AGO_2_YEARS, last_dose_date=AGO_5_YEARS), AGO_2_YEARS),
        (before("alendronate"), None),
        (before("denosumab", last_dose_date=date(2025, 8, 31)), date(2026, 2, 28)),
        (before("denosumab", denosumab_last_dose_date=date(2025, 8, 31)), date(2026, 2, 28)),
        (before("denosumab", last_dose_date=date(2025, 8, 31), drug_stop_date=AGO_2_YEARS), date(2026, 2, 28)),
        (before("denosumab", drug_stop_date=AGO_2_YEARS), AGO_2_YEARS),
        (before("zoledronic_acid", last_dose_date=date(2024, 2, 29)), date(2025, 2, 28)),
        (before("zoledronic_acid", last_dose_date=date(2026, 1, 1)), date(2027, 1, 1)),
        (before("zoledronic_acid", last_dose_date=AGO_2_YEARS, drug_stop_date=TODAY), date(2025, 3, 2)),
        (before("zoledronic_acid", drug_stop_date=TODAY), TODAY),
        (now("denosumab", last_dose_date=date(2025, 12, 1)), None),
        (now("denosumab", last_dose_date=date(2025, 12, 1), drug_stop_date=TODAY), date(2026, 6, 1)),
        (now("zoledronic_acid", last_dose_date=date(2025, 12, 1)), None),
        (now("zoledronic_acid", last_dose_date=date(2025, 12, 1), drug_stop_date=TODAY), date(2026, 12, 1)),
        (now("teriparatide"), None),
        (now("teriparatide", drug_stop_date=date(2026, 8, 1)), date(2026, 8, 1)),
        (before("none"), None),
    ],
)
def test_effective_stop(facts: dict[str, Any], end: date | None) -> None:
    assert value(time.effective_stop_date, **facts) == end


@pytest.mark.parametrize(
    ("facts", "lacking"),
    [
        (before("alendronate"), {"drug_stop_date"}),
        (before("zoledronic_acid"), {"drug_stop_date", "last_dose_date"}),
        (before("denosumab"), {"drug_stop_date", "last_dose_date", "denosumab_last_dose_date"}),
        (before("denosumab", drug_stop_date=TODAY), set()),
        (now("denosumab"), set()),
        (now("alendronate"), set()),
    ],
)
def test_what_the_stop_lacks(facts: dict[str, Any], lacking: set[str]) -> None:
    assert missing(time.effective_stop_date, **facts) == lacking


@pytest.mark.parametrize(
    ("drug", "facts", "end"),
    [
        ("alendronate", {"drug_stop_date": AGO_2_YEARS, "last_dose_date": AGO_5_YEARS}, AGO_2_YEARS),
        ("denosumab", {"last_dose_date": date(2025, 8, 31)}, date(2026, 2, 28)),
        ("denosumab", {"denosumab_last_dose_date": AGO_2_YEARS, "last_dose_date": AGO_5_YEARS}, date(2024, 9, 2)),
        ("denosumab", {"last_dose_date": AGO_5_YEARS, "drug_stop_date": AGO_2_YEARS}, date(2021, 9, 2)),
        ("denosumab", {"drug_stop_date": AGO_2_YEARS}, AGO_2_YEARS),
        ("zoledronic_acid", {"last_dose_date": date(2024, 2, 29), "drug_stop_date": TODAY}, date(2025, 2, 28)),
        ("zoledronic_acid", {"denosumab_last_dose_date": AGO_2_YEARS, "drug_stop_date": TODAY}, TODAY),
        ("teriparatide", {"last_dose_date": AGO_5_YEARS}, None),
        ("none", {}, None),
    ],
)
def test_the_stop_of_the_last_drug(drug: str, facts: dict[str, Any], end: date | None) -> None:
    """By the previous drug alone: it is read only where there is no drug now."""
    assert value(time.stop_of_last, previous_osteoporosis_drug=drug, **facts) == end
    assert value(time.stop_of_last, osteoporosis_drug="denosumab", previous_osteoporosis_drug=drug, **facts) == end


def test_what_the_stop_of_an_unknown_last_drug_lacks() -> None:
    dates = {"drug_stop_date", "last_dose_date", "denosumab_last_dose_date"}
    assert missing(time.stop_of_last) == {"previous_osteoporosis_drug", *dates}


# THE LENGTH


@pytest.mark.parametrize(
    ("start", "today", "years", "months"),
    [
        (AGO_5_YEARS, TODAY, 5.0, 60.0),
        (date(2021, 3, 3), TODAY, 4 + 364 / 365, 59 + 27 / 28),
        (date(2024, 2, 29), date(2026, 2, 28), 2.0, 24.0),
        (date(2024, 2, 29), date(2026, 2, 27), 1 + 364 / 365, 23 + 29 / 30),
        (TODAY, TODAY, 0.0, 0.0),
        (None, TODAY, None, None),
    ],
)
def test_time_on_the_drug_now(start: date | None, today: date, years: float | None, months: float | None) -> None:
    """Until today, whatever drug it is and whenever it is to stop."""
    facts = {"drug_start_date": start, "assessment_date": today, "drug_stop_date": AGO_2_YEARS}
    assert value(time.years_now, **facts) == years
    assert value(time.months_now, **facts) == months


@pytest.mark.parametrize(
    ("facts", "years"),
    [
        (before("alendronate", drug_start_date=AGO_5_YEARS, drug_stop_date=AGO_2_YEARS), 3.0),
        (before("alendronate", drug_start_date=AGO_5_YEARS, drug_stop_date=date(2024, 3, 1)), 2 + 365 / 366),
        (before("zoledronic_acid", drug_start_date=AGO_5_YEARS, last_dose_date=date(2023, 3, 2)), 3.0),
        (before("denosumab", drug_start_date=AGO_5_YEARS, last_dose_date=date(2025, 9, 2)), 5.0),
        (before("alendronate", drug_start_date=AGO_5_YEARS), None),
        (before("alendronate", drug_stop_date=AGO_2_YEARS), None),
    ],
)
def test_the_years_of_the_last_drug(facts: dict[str, Any], years: float | None) -> None:
    assert value(time.years_of_last, **facts) == years


def test_what_the_years_lack() -> None:
    assert missing(time.years_now) == missing(time.months_now) == {"drug_start_date"}
    assert missing(time.years_of_last, **before("alendronate")) == {"drug_start_date", "drug_stop_date"}


@pytest.mark.parametrize(
    ("facts", "years"),
    [
        (now("alendronate", drug_start_date=AGO_5_YEARS), 5.0),
        (now("alendronate", drug_start_date=date(2021, 3, 3)), 4 + 364 / 365),
        (now("alendronate", drug_start_date=AGO_5_YEARS, drug_stop_date=date(2026, 9, 1)), 5.0),
        (now("zoledronic_acid", drug_start_date=AGO_2_YEARS, last_dose_date=date(2026, 3, 1)), 2.0),
        (before("alendronate", drug_start_date=AGO_5_YEARS, drug_stop_date=AGO_2_YEARS), 3.0),
        (before("zoledronic_acid", drug_start_date=AGO_5_YEARS, last_dose_date=date(2023, 3, 2)), 3.0),
        (before("alendronate", drug_start_date=AGO_5_YEARS), None),
        (now("alendronate"), None),
    ],
)
def test_the_length_of_a_course(facts: dict[str, Any], years: float | None) -> None:
    assert value(time.current_course_years, **facts) == years


@pytest.mark.parametrize(
    ("facts", "oral", "parenteral"),
    [
        (now("alendronate", drug_start_date=AGO_5_YEARS), 5.0, 0),
        (now("risedronate", drug_start_date=AGO_5_YEARS), 5.0, 0),
        (now("ibandronate", drug_start_date=AGO_5_YEARS), 5.0, 0),
        (now("zoledronic_acid", drug_start_date=AGO_5_YEARS), 0, 5.0),
        (now("denosumab", drug_start_date=AGO_5_YEARS), 0, 0),
        (now("other", drug_start_date=AGO_5_YEARS), 0, 0),
        (before("none", drug_start_date=None), 0, 0),
        (before("alendronate", drug_start_date=AGO_5_YEARS, drug_stop_date=AGO_2_YEARS), 3.0, 0),
        (before("zoledronic_acid", drug_start_date=AGO_5_YEARS, drug_stop_date=AGO_2_YEARS), 0, 3.0),
        (before("denosumab", drug_start_date=AGO_5_YEARS, drug_stop_date=AGO_2_YEARS), 0, 0),
        (now("alendronate", previous_osteoporosis_drug="zoledronic_acid", drug_start_date=AGO_2_YEARS), 2.0, 0),
        (now("alendronate"), None, 0),
        (now("zoledronic_acid"), 0, None),
        ({**NO_EARLIER, "drug_start_date": AGO_5_YEARS}, None, None),
    ],
)
def test_bisphosphonate_years(facts: dict[str, Any], oral: float | None, parenteral: float | None) -> None:
    assert value(time.bisphosphonate_years_oral, **facts) == oral
    assert value(time.bisphosphonate_years_parenteral, **facts) == parenteral
    total = None if oral is None or parenteral is None else oral + parenteral
    assert value(time.bisphosphonate_years_total, **facts) == total


def test_earlier_courses_are_added_by_route() -> None:
    earlier = {"earlier_bisphosphonate_years_oral": 3, "earlier_bisphosphonate_years_parenteral": 1.5}
    facts = now("alendronate", drug_start_date=AGO_2_YEARS) | earlier
    assert value(time.bisphosphonate_years_oral, **facts) == 5.0
    assert value(time.bisphosphonate_years_parenteral, **facts) == 1.5
    assert value(time.bisphosphonate_years_total, **facts) == 6.5
    assert value(time.earlier_bisphosphonate_years, **earlier) == 4.5
    facts = now("zoledronic_acid", drug_start_date=AGO_2_YEARS) | earlier
    assert value(time.bisphosphonate_years_oral, **facts) == 3
    assert value(time.bisphosphonate_years_parenteral, **facts) == 3.5


def test_an_unknown_start_is_named() -> None:
    assert missing(time.bisphosphonate_years_total, **now("alendronate")) == {"drug_start_date"}
    assert missing(time.bisphosphonate_years_total, **now("denosumab")) == set()
    assert missing(time.months_since_last_dose, **now("zoledronic_acid")) == {"last_dose_date"}
