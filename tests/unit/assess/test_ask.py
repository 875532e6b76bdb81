"""Which question comes next, and the interview that asks it."""

from datetime import date
from typing import Any

import pytest

from benkoll.assess.answer import Advice, Assessment
from benkoll.assess.ask import WORTH, open_questions
from benkoll.assess.interview import Interview
from benkoll.errors import FactsError
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import load

KNOWN: dict[str, Any] = {
    "assessment_date": "2026-03-02",
    "birth_date": "1954-01-15",
    "sex": "female",
    "prior_other_fragility_fracture": True,
}


def possible(code: str, *missing: str, supported: bool = False, **details: Any) -> Advice:
    return Advice(code, "possible", code, (), (), missing, details, None, supported)


def asked(*advice: Advice, missing: tuple[str, ...] = ()) -> list[tuple[str, int, tuple[str, ...]]]:
    choice = {"missing": list(missing)} if missing else None
    assessment = Assessment(None, date(2026, 3, 2), {}, {"first_choice": choice}, advice)
    return [(one.fact, one.weight, one.changes) for one in open_questions(assessment)]


def test_weights_add_up_and_what_is_supported_counts_double() -> None:
    consider = possible("TX-CONSIDER", "stroke", "frail", supported=True)
    assert asked(consider, possible("SUPP-CAD", "frail"), missing=("stroke",)) == [
        ("stroke", WORTH["first_choice"] + 2 * WORTH["TX"], ("first_choice", "TX-CONSIDER")),
        ("frail", 2 * WORTH["TX"] + WORTH["SUPP"], ("TX-CONSIDER", "SUPP-CAD")),
    ]


def test_an_unknown_date_is_asked_for_and_what_lacks_comes_last_and_changes_nothing() -> None:
    dose = possible("FU-DOSE", due_missing=["last_dose_date"])
    history = possible("INV-HISTORY", lacking=["copd", "last_dose_date"])
    assert asked(history, dose) == [
        ("last_dose_date", WORTH["FU"] + 1, ("FU-DOSE",)),
        ("copd", 1, ()),
    ]


def test_every_kind_of_advice_has_its_worth() -> None:
    assert {code.partition("-")[0] for code in load().recommendations} <= set(WORTH)


def interview(**more: Any) -> Interview:
    return Interview(settle(read_patient({**KNOWN, **more})), load(), "sv")


def test_an_answer_settles_questions() -> None:
    talk = interview()
    before = talk.questions()
    assert before[0].fact == "osteoporosis_drug"
    talk.tell("osteoporosis_drug", "none")
    after = {one.fact for one in talk.questions()}
    assert talk.stated["osteoporosis_drug"] == "none"
    assert "osteoporosis_drug" not in after
    assert "last_dose_date" not in after
    assert len(after) < len(before)


def test_what_is_skipped_is_not_asked_again_until_one_goes_back() -> None:
    talk = interview()
    first, second = (one.fact for one in talk.questions()[:2])
    talk.skip(first)
    assert talk.questions()[0].fact == second
    talk.tell("stroke", True)
    assert talk.back()
    assert "stroke" not in talk.stated
    assert talk.back()
    assert talk.questions()[0].fact == first
    assert not talk.back()


def test_an_answer_that_contradicts_leaves_everything_as_it_was() -> None:
    talk = interview()
    before = talk.assessment
    with pytest.raises(FactsError):
        talk.tell("latest_fracture_date", date(1950, 1, 1))
    assert talk.assessment is before
    assert "latest_fracture_date" not in talk.stated
    assert not talk.back()


def test_a_whole_source_stays_whole() -> None:
    patient = settle(read_patient(KNOWN), ["fractures"])
    talk = Interview(patient, load(), "sv", ["fractures"])
    talk.tell("stroke", False)
    assert talk.patient.facts["prior_hip_fracture"] is False
    assert "prior_hip_fracture" not in talk.stated


def test_asking_ends() -> None:
    talk = interview(osteoporosis_drug="none")
    count = 0
    while questions := talk.questions():
        talk.skip(questions[0].fact)
        count += 1
    assert 20 < count < 110
