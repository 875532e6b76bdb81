"""The details of a recommendation: each form filled with a patient's values."""

from datetime import date
from typing import Any

from benkoll.assess.details import details
from benkoll.errors import Lang
from benkoll.guideline.form import Detail, DrugIf, Due, Items, Reason, Recommendation, Value, Words
from benkoll.logic import term as t
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.missing import Missing

YES, NO, OPEN = t.as_term(True), t.as_term(False), t.Fact("open", "bool")
DRUG, START, DOSE = t.Fact("drug", "text"), t.Fact("start", "date"), t.Fact("dose", "number")


def filled(*forms: Detail, holds: bool = True, lang: Lang = "sv", **known: t.Value) -> dict[str, Any]:
    form = Recommendation("TX-1", YES, ("TX-1",), sv="gör", en="do", details=forms)
    return details(form, holds, Evaluation(known), Missing(known), lang)


def test_a_value() -> None:
    day = date(2026, 3, 2)
    assert filled(Value("day", START), Value("drug", DRUG), start=day) == {"day": "2026-03-02", "drug": None}
    assert filled(Value("x", OPEN), open=True) == {"x": True}


def test_a_whole_number_is_written_as_one() -> None:
    assert [str(filled(Value("dose", DOSE), dose=dose)["dose"]) for dose in (500.0, 2.5)] == ["500", "2.5"]


def test_the_drug_is_told_while_the_pathway_is_only_possible() -> None:
    assert filled(DrugIf(DRUG), holds=False, drug="denosumab") == {"drug_if": "denosumab"}
    assert filled(DrugIf(DRUG), holds=False, drug="none") == {"drug_if": None}
    assert filled(DrugIf(DRUG), holds=True, drug="denosumab") == {}


def test_a_day_or_what_would_tell_it() -> None:
    due = Due(t.add_months(START, t.as_term(6)))
    assert filled(due, start=date(2025, 8, 31)) == {"due": "2026-02-28", "due_missing": []}
    assert filled(due) == {"due": None, "due_missing": ["start"]}


def test_items_that_are_known_to_hold() -> None:
    items = Items("present", ((YES, "kyphosis"), (NO, "pain"), (OPEN, "loss"), (YES, "kyphosis")))
    assert filled(items) == {"present": ["kyphosis"]}
    assert filled(items, open=True) == {"present": ["kyphosis", "loss"]}
    assert filled(Items("present", ((OPEN, "loss"),))) == {"present": []}


def test_items_under_a_key_within_a_key() -> None:
    found = filled(Items("drugs.possible", ((YES, "a"),)), Items("drugs.excluded", ((YES, "b"),)))
    assert found == {"drugs": {"possible": ["a"], "excluded": ["b"]}}


def test_a_reason_has_its_source_and_is_marked_where_it_is_ours() -> None:
    items = Items("reasons", ((YES, Reason("skäl", "reason", "SmPC")), (YES, Reason("vårt", "ours", "BP-5", True))))
    assert filled(items, lang="en") == {
        "reasons": [
            {"reason": "reason", "source": "SmPC", "reading": False},
            {"reason": "ours", "source": "BP-5", "reading": True},
        ]
    }
    assert filled(items)["reasons"][0]["reason"] == "skäl"


def test_words_that_are_known_to_hold() -> None:
    words = Words(((YES, "Ett.", "One."), (OPEN, "Två.", "Two."), (YES, "Tre.", "Three.")))
    assert filled(words) == {"words": "Ett. Tre."}
    assert filled(words, lang="en", open=True) == {"words": "One. Two. Three."}
    assert filled(Words(((NO, "Ett.", "One."),))) == {}
