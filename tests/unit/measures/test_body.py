from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benkoll.facts import leaves as facts
from benkoll.logic.calendar import between
from benkoll.logic.term import Comparison, Named, Parameter
from benkoll.measures import body
from terms.asked import TODAY, missing, value

COMPARISONS: list[Comparison] = ["<", "<=", ">", ">="]


def limit(comparison: Comparison, years: float) -> Parameter:
    return Parameter("limit", years, comparison)


# AGE


@pytest.mark.parametrize(
    ("birth_date", "today", "age"),
    [
        (date(1951, 3, 2), TODAY, 75.0),
        (date(1951, 3, 3), TODAY, 74 + 364 / 365),
        (date(1951, 3, 1), TODAY, 75 + 1 / 365),
        (date(1952, 2, 29), date(2026, 2, 27), 73 + 364 / 365),
        (date(1952, 2, 29), date(2026, 2, 28), 74.0),
        (date(1952, 2, 29), date(2024, 2, 28), 71 + 365 / 366),
        (date(1952, 2, 29), date(2024, 2, 29), 72.0),
    ],
)
def test_age_is_exact_by_birth_date(birth_date: date, today: date, age: float) -> None:
    for term in (body.age_exact, body.age_years, body.age_high):
        assert value(term, birth_date=birth_date, assessment_date=today) == age


def test_birth_date_stands_above_a_stated_age() -> None:
    for stated in (74, 75.5):
        for term in (body.age_exact, body.age_years, body.age_high):
            assert value(term, birth_date=date(1951, 3, 2), age=stated) == 75.0


def test_a_stated_age_with_decimals_is_exact() -> None:
    for stated in (74.4, 74.5, 74.6):
        for term in (body.age_exact, body.age_years, body.age_high):
            assert value(term, age=stated) == stated


def test_a_stated_whole_age_is_anything_up_to_the_next_birthday() -> None:
    assert value(body.age_exact, age=75) is None
    assert value(body.age_years, age=75) == 75
    assert value(body.age_high, age=75) == 76


def test_an_unknown_age_asks_for_the_birth_date() -> None:
    assert missing(body.age_exact, age=75) == {"birth_date"}
    assert missing(body.age_exact) == {"birth_date", "age"}
    assert missing(body.age_years) == {"birth_date", "age"}
    assert missing(body.age_years, age=75) == set()


@pytest.mark.parametrize(
    ("age", "comparison", "years", "meets"),
    [
        (74, ">", 75, False),
        (75, ">", 75, None),
        (76, ">", 75, True),
        (74, ">=", 75, False),
        (75, ">=", 75, True),
        (17, "<", 18, True),
        (18, "<", 18, False),
        (17, "<=", 18, True),
        (18, "<=", 18, None),
        (19, "<=", 18, False),
        (75, ">", 75.5, None),
        (75, ">=", 75.5, None),
        (75, "<", 75.5, None),
        (75, "<=", 75.5, None),
        (75.0, ">", 75, None),
        (75.1, ">", 75, True),
        (74.9, ">", 75, False),
        (74.9, "<", 75, True),
    ],
)
def test_a_stated_age_against_a_limit(age: float, comparison: Comparison, years: float, meets: bool | None) -> None:
    term = body.age_meets(limit(comparison, years))
    assert value(term, age=age) is meets
    assert missing(term, age=age) == ({"birth_date"} if meets is None else set())


@pytest.mark.parametrize(
    ("comparison", "day_before", "birthday", "day_after"),
    [(">", False, False, True), (">=", False, True, True), ("<", True, False, False), ("<=", True, True, False)],
)
def test_a_birth_date_against_a_limit(
    comparison: Comparison, day_before: bool, birthday: bool, day_after: bool
) -> None:
    term = body.age_meets(limit(comparison, 75))
    assert value(term, birth_date=date(1951, 3, 3)) is day_before
    assert value(term, birth_date=date(1951, 3, 2)) is birthday
    assert value(term, birth_date=date(1951, 3, 1)) is day_after


def test_without_any_age_both_facts_are_named() -> None:
    for comparison in COMPARISONS:
        term = body.age_meets(limit(comparison, 75))
        assert value(term) is None
        assert missing(term) == {"birth_date", "age"}


# AGE ON ANOTHER DATE

HALF_A_YEAR_AGO = date(2025, 9, 2)


@pytest.mark.parametrize(
    ("known", "meets"),
    [
        ({"birth_date": date(1975, 9, 1)}, True),
        ({"birth_date": date(1975, 9, 2)}, False),
        ({"birth_date": date(1975, 9, 2), "age": 51}, False),
        ({"age": 49}, False),
        ({"age": 50}, None),
        ({"age": 51}, True),
        ({"age": 50.4}, False),
        ({"age": 50.6}, True),
    ],
)
def test_older_than_50_at_the_fracture(known: dict[str, float | date], meets: bool | None) -> None:
    term = body.age_at_meets(facts.latest_fracture_date, limit(">", 50))
    assert value(term, latest_fracture_date=HALF_A_YEAR_AGO, **known) is meets
    lacking = {"birth_date"} if meets is None else set()
    assert missing(term, latest_fracture_date=HALF_A_YEAR_AGO, **known) == lacking


def test_a_date_that_is_not_known_is_named() -> None:
    term = body.age_at_meets(facts.latest_fracture_date, limit(">", 50))
    assert value(term, birth_date=date(1970, 1, 1)) is None
    assert missing(term, birth_date=date(1970, 1, 1)) == {"latest_fracture_date"}


def test_age_at_today_is_age_today() -> None:
    then = body.age_at(facts.assessment_date)
    for known in ({"age": 75}, {"age": 75.25}, {"birth_date": date(1951, 3, 3)}, {}):
        assert value(then.low, **known) == value(body.age_years, **known)
        assert value(then.exact, **known) == value(body.age_exact, **known)
        assert value(then.high, **known) == value(body.age_high, **known)


LEAP_DAY = (2, 29)
days = st.dates(date(1920, 1, 1), date(2030, 12, 31)) | st.sampled_from(
    [date(year, month, day) for year in (1952, 1975, 1976, 2023, 2024) for month, day in ((2, 28), (3, 1), (12, 31))]
)


@given(born=days, then=days, today=days, years=st.integers(0, 100), comparison=st.sampled_from(COMPARISONS))
@example(born=date(1975, 3, 1), then=date(2025, 3, 1), today=date(2026, 3, 1), years=50, comparison=">")
@example(born=date(1973, 3, 1), then=date(2023, 2, 28), today=date(2024, 2, 29), years=50, comparison=">")
def test_what_a_whole_age_says_the_birth_date_says_too(
    born: date, then: date, today: date, years: int, comparison: Comparison
) -> None:
    born, then, today = sorted((born, then, today))
    age = between("years", born, today)
    assert age is not None
    known = {"assessment_date": today, "latest_fracture_date": then}
    terms = [body.age_meets(limit(comparison, years))]
    if (born.month, born.day) != LEAP_DAY:
        terms.append(body.age_at_meets(facts.latest_fracture_date, limit(comparison, years)))
    for term in terms:
        by_age = value(term, age=int(age), **known)
        by_birth_date = value(term, birth_date=born, **known)
        assert by_birth_date is not None
        assert by_age in (None, by_birth_date)


def test_born_on_a_leap_day_an_age_then_may_be_a_day_too_young() -> None:
    then = {"latest_fracture_date": date(2023, 2, 28), "assessment_date": date(2024, 2, 28)}
    term = body.age_at_meets(facts.latest_fracture_date, limit(">=", 51))
    assert value(term, birth_date=date(1972, 2, 29), **then) is True
    assert value(term, age=51, **then) is False


# SIZE AND LOSS


@pytest.mark.parametrize(
    ("kg", "cm", "bmi"),
    [(70, 175, 22.9), (50, 160, 19.5), (68, 165, 25.0), (81, 180, 25.0), (61.25, 175, 20.0), (62.6, 200, 15.7)],
)
def test_bmi(kg: float, cm: float, bmi: float) -> None:
    assert value(body.bmi, weight_kg=kg, height_cm=cm) == bmi


def test_body_surface_area() -> None:
    assert value(body.body_surface_area, weight_kg=70, height_cm=170) == pytest.approx(1.8097, abs=1e-4)
    assert value(body.body_surface_area, weight_kg=45, height_cm=150) == pytest.approx(1.3698, abs=1e-4)


@pytest.mark.parametrize(
    ("then", "now", "loss"),
    [(170, 165, 5.0), (170, 165.1, 4.9), (165.04, 160, 5.0), (165.05, 160, 5.1), (160, 161, -1.0), (160, 160.25, -0.3)],
)
def test_height_loss(then: float, now: float, loss: float) -> None:
    assert value(body.height_loss_cm, height_at_25_cm=then, height_cm=now) == loss


@pytest.mark.parametrize(("then", "now", "loss"), [(80, 72, 10.0), (80, 72.1, 9.9), (60, 63, -5.0), (200, 199.9, 0.1)])
def test_weight_loss(then: float, now: float, loss: float) -> None:
    assert value(body.weight_loss_percent, weight_5_years_ago_kg=then, weight_kg=now) == loss


@pytest.mark.parametrize(
    ("term", "reads"),
    [
        (body.bmi, {"height_cm", "weight_kg"}),
        (body.body_surface_area, {"height_cm", "weight_kg"}),
        (body.height_loss_cm, {"height_cm", "height_at_25_cm"}),
        (body.weight_loss_percent, {"weight_kg", "weight_5_years_ago_kg"}),
    ],
)
def test_a_measure_names_what_it_lacks(term: Named, reads: set[str]) -> None:
    assert missing(term) == reads
    for name in reads:
        assert missing(term, **dict.fromkeys(reads - {name}, 100)) == {name}
        assert value(term, **dict.fromkeys(reads - {name}, 100)) is None
