"""Each indicator on small worlds: just inside its time, just outside, unknown, and who is left out."""

import pytest

from benkoll.chain.indicator_cases import evidence, fields
from benkoll.chain.indicators import MEASURES, band_of, definitions
from benkoll.guideline.matrix import measured_by
from unit.chain.indicator_world import DENOSUMAB, DRUG, FRACTURED, WEEK, assessed, case, person, said_of, told

SIXTEEN, YEAR = 16 * WEEK, 52 * WEEK
RECOMMENDED = assessed(60, "yes")
START = told(70, "treatment_started", **DRUG)


@pytest.mark.parametrize(
    ("indicator", "acts", "days", "its"),
    [
        # UK-04: assessed within 90 days, of all records
        ("UK-04", (assessed(90, "no"),), 91, "yes"),
        ("UK-04", (assessed(91, "no"),), 91, "no"),
        ("UK-04", (), 91, "no"),
        ("UK-04", (assessed(10, "no"),), 90, "waiting"),
        ("UK-04", (told(5, "died"),), 91, "no"),
        ("UK-04", (told(5, "declined"),), 91, "no"),
        ("UK-04", (told(90, "moved"),), 91, "unknown"),
        ("UK-04", (assessed(80, "no"), told(90, "moved")), 91, "yes"),
        ("UK-04", (told(91, "moved"),), 91, "no"),
        ("UK-04", (told(5, "excluded", reason="high_energy"), assessed(90, "no")), 91, "out"),
        # UK-05: DXA within 90 days, of those invited
        ("UK-05", (told(9, "invited"), told(90, "dxa_done")), 91, "yes"),
        ("UK-05", (told(9, "invited"), told(91, "dxa_done")), 91, "no"),
        ("UK-05", (told(9, "invited"), told(90, "dxa_done")), 90, "waiting"),
        ("UK-05", (told(9, "invited"), told(20, "declined")), 91, "no"),
        ("UK-05", (), 91, "out"),
        ("UK-05", (told(9, "invited"), told(90, "died")), 91, "out"),
        ("UK-05", (told(9, "invited"), told(91, "died")), 91, "no"),
        ("UK-05", (told(9, "invited"), told(30, "moved")), 91, "unknown"),
        # UK-06: falls assessment, done or recommended in what was sent
        ("UK-06", (told(300, "falls_assessed"),), 400, "yes"),
        ("UK-06", (), 400, "no"),
        ("UK-06", (assessed(60, "no", codes=["INV-BALANCE"]),), 400, "no"),
        (
            "UK-06",
            (assessed(60, "no", codes=["INV-BALANCE"]), told(61, "recommendation_sent", to="clinic")),
            400,
            "yes",
        ),
        # UK-07: a drug recommended, or begun
        ("UK-07", (assessed(60, "yes"),), 91, "yes"),
        ("UK-07", (assessed(60, "no"),), 91, "no"),
        ("UK-07", (assessed(60, "unknown"),), 91, "unknown"),
        ("UK-07", (), 91, "no"),
        ("UK-07", (told(3, "dose_given", **DENOSUMAB),), 91, "yes"),
        ("UK-07", (assessed(60, "unknown"), assessed(70, "no")), 91, "no"),
        # UK-08: training within 16 weeks, not after a hip fracture
        ("UK-08", (told(SIXTEEN, "training_started"),), SIXTEEN + 1, "yes"),
        ("UK-08", (told(SIXTEEN + 1, "training_started"),), SIXTEEN + 1, "no"),
        ("UK-08", (), SIXTEEN, "waiting"),
        ("UK-08", (told(SIXTEEN, "died"),), 400, "out"),
        # UK-09: a contact within 16 weeks, of those recommended a drug
        ("UK-09", (RECOMMENDED, told(SIXTEEN, "followed_up", at="3_months")), 400, "yes"),
        ("UK-09", (RECOMMENDED, told(SIXTEEN + 1, "followed_up", at="3_months")), 400, "no"),
        ("UK-09", (assessed(60, "no"),), 400, "out"),
        ("UK-09", (assessed(60, "unknown"),), 400, "unclear"),
        ("UK-09", (), 400, "out"),
        # UK-10: on a drug within 16 weeks, of those recommended one
        ("UK-10", (RECOMMENDED, told(SIXTEEN, "prescribed", **DRUG)), SIXTEEN + 1, "yes"),
        ("UK-10", (RECOMMENDED, told(SIXTEEN + 1, "prescribed", **DRUG)), SIXTEEN + 1, "no"),
        ("UK-10", (RECOMMENDED,), SIXTEEN, "waiting"),
        ("UK-10", (RECOMMENDED, told(-200, "prescribed", **DRUG)), SIXTEEN + 1, "yes"),
        ("UK-10", (RECOMMENDED, told(-200, "prescribed", **DRUG), told(-9, "treatment_stopped")), 400, "no"),
        ("UK-10", (RECOMMENDED, told(70, "moved")), 400, "unknown"),
        ("UK-10", (RECOMMENDED, told(70, "died")), 400, "out"),
        ("UK-10", (RECOMMENDED, told(70, "declined")), 400, "no"),
    ],
)
def test_within_its_time(indicator: str, acts: tuple, days: int, its: str) -> None:  # type: ignore[type-arg]
    assert said_of(indicator, *acts, days=days) == its


@pytest.mark.parametrize(
    ("acts", "its"),
    [
        ((), "unknown"),  # begun, and never heard of again
        ((told(YEAR, "followed_up", at="12_months", on_drug=True),), "yes"),
        ((told(YEAR - SIXTEEN, "followed_up", at="12_months", on_drug=True),), "yes"),
        ((told(YEAR - SIXTEEN - 1, "followed_up", at="12_months", on_drug=True),), "unknown"),
        ((told(YEAR + SIXTEEN, "followed_up", at="12_months", on_drug=True),), "yes"),
        ((told(YEAR + SIXTEEN + 1, "followed_up", at="12_months", on_drug=True),), "unknown"),
        ((told(YEAR, "followed_up", at="12_months"),), "unknown"),
        ((told(200, "followed_up", at="3_months", on_drug=False),), "no"),
        ((told(200, "followed_up", at="3_months", on_drug=False), told(300, "prescribed", **DRUG)), "yes"),
        ((told(YEAR + 9, "followed_up", at="12_months", on_drug=False),), "unknown"),
        ((told(YEAR, "treatment_stopped"),), "no"),
        ((told(YEAR + 1, "treatment_stopped"),), "unknown"),
        ((told(YEAR + 9, "prescribed", **DRUG),), "yes"),
        ((told(100, "treatment_stopped"), told(120, "moved")), "unknown"),
        ((told(100, "treatment_stopped"), told(120, "died")), "out"),
        # a dose of denosumab lasts seven months: 2025-06-09 until 2026-01-09, the day itself
        ((told(149, "dose_given", **DENOSUMAB), told(YEAR + 20, "moved")), "unknown"),
        ((told(150, "dose_given", **DENOSUMAB), told(YEAR + 20, "moved")), "yes"),
    ],
)
def test_on_a_drug_at_52_weeks_is_confirmed(acts: tuple, its: str) -> None:  # type: ignore[type-arg]
    """52 weeks after 2025-01-10 is 2026-01-09."""
    assert said_of("UK-11", RECOMMENDED, START, *acts, days=YEAR + 200) == its


def test_the_year_must_have_passed() -> None:
    assert said_of("UK-11", RECOMMENDED, START, days=YEAR) == "waiting"
    assert said_of("UK-11", RECOMMENDED, days=YEAR + 1) == "no"


@pytest.mark.parametrize(
    ("indicator", "site", "its"),
    [("UK-03", "vertebra", "yes"), ("UK-03", "hip", "no"), ("UK-08", "hip", "out"), ("UK-08", "vertebra", "no")],
)
def test_sites(indicator: str, site: str, its: str) -> None:
    assert said_of(indicator, site=site) == its


def test_what_waits_to_be_confirmed_is_unclear() -> None:
    assert {said_of(one, born=None) for one in MEASURES} == {"unclear"}


def test_an_exclusion_leaves_every_indicator() -> None:
    assert {said_of(one, told(300, "excluded", reason="tumour"), days=100) for one in MEASURES} == {"out"}


@pytest.mark.parametrize(
    ("acts", "gap", "treated"),
    [
        ((assessed(60, "yes"),), "yes", "no"),
        ((assessed(60, "yes"), START), "no", "yes"),
        ((assessed(60, "yes"), START, told(300, "treatment_stopped")), "yes", "no"),
        ((assessed(60, "yes"), START, told(300, "treatment_paused")), "yes", "no"),
        ((assessed(60, "no"),), "out", "no"),
        ((assessed(60, "unknown"),), "unclear", "no"),
        ((), "unclear", "no"),
        ((assessed(60, "yes"), told(90, "moved")), "unknown", "unknown"),
        ((assessed(60, "yes"), told(90, "died")), "out", "out"),
    ],
)
def test_the_gap_and_those_treated(acts: tuple, gap: str, treated: str) -> None:  # type: ignore[type-arg]
    assert (said_of("KEY-3", *acts), said_of("SE-OS03", *acts)) == (gap, treated)


def test_training_or_falls_assessment() -> None:
    assert said_of("SE-OS04", told(300, "training_started")) == "yes"
    assert said_of("SE-OS04", told(300, "falls_assessed")) == "yes"
    assert said_of("SE-OS04", told(300, "falls_assessed"), days=299) == "no"


def test_what_came_later_does_not_count_but_what_was_taken_back_is_gone() -> None:
    withdrawn = told(300, "withdrawn", about="p-2", reason="fel patient")
    assert said_of("UK-04", assessed(50, "no"), withdrawn, days=100) == "no"
    assert said_of("UK-10", RECOMMENDED, START, days=SIXTEEN + 1) == "yes"


@pytest.mark.parametrize(
    ("acts", "by"),
    [
        ((told(70, "prescribed", **DRUG),), ("prescription", False)),
        ((told(70, "dose_given", **DENOSUMAB),), ("dose", True)),
        ((told(70, "dose_given", drug="denosumab"),), ("dose", False)),
        ((told(70, "treatment_started", **DENOSUMAB),), ("dose", True)),
        ((told(70, "treatment_started", **DRUG),), ("told", False)),
        ((told(70, "dose_given", **DENOSUMAB), told(90, "prescribed", **DRUG)), ("prescription", False)),
        ((told(70, "dose_given", **DENOSUMAB), told(500, "prescribed", **DRUG)), ("dose", True)),
        ((told(-60, "dose_given", **DENOSUMAB),), ("dose", True)),
        ((), None),
    ],
)
def test_by_what_a_treatment_is_known(acts: tuple, by: object) -> None:  # type: ignore[type-arg]
    one = case(person(*acts), 600)
    assert evidence(one, FRACTURED.replace(year=2026)) == by


def test_fields_that_a_case_has_and_those_that_are_missing() -> None:
    assert fields(case(person(born="1950-01-10"))) == {
        "site": True, "energy": False, "sex": True, "birth_date": True, "unit": True, "side": False
    }  # fmt: skip
    acts = (assessed(60, "yes"), told(80, "followed_up", at="3_months"), told(70, "dose_given", drug="denosumab"))
    more = fields(case(person(*acts, site="vertebra", low_energy=True)))
    assert {name for name, there in more.items() if not there} == {"first_choice", "on_drug", "requisition"}
    assert "side" not in more


@pytest.mark.parametrize(
    ("indicator", "share", "band"),
    [
        ("UK-04", 0.499, 0), ("UK-04", 0.5, 1), ("UK-04", 0.8, 1), ("UK-04", 0.801, 2),
        ("UK-07", 0.499, 0), ("UK-07", 0.5, 1), ("UK-07", 0.9, 1), ("UK-03", 0.9, None),
    ],
)  # fmt: skip
def test_the_levels_of_the_iof(indicator: str, share: float, band: int | None) -> None:
    assert band_of(definitions()[indicator], share) == band


def test_every_definition_is_computed_or_says_why_not() -> None:
    assert {key for key, one in definitions().items() if one.computable} == set(MEASURES)
    assert [key for key, one in definitions().items() if not one.computable and one.reading is None] == []
    words = {"name", "numerator", "denominator", "left_out"}
    assert [key for key, one in definitions().items() if any(set(said) != words for said in one.words.values())] == []


def test_the_matrix_names_the_indicators_that_measure_a_statement() -> None:
    told_here: dict[str, list[str]] = {}
    for key, one in definitions().items():
        for statement in one.statements:
            told_here.setdefault(statement, []).append(key)
    assert {key: list(names) for key, names in measured_by().items()} == told_here
