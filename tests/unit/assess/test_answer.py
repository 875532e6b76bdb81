"""The shape of an answer as JSON, key by key."""

from dataclasses import fields
from datetime import date

from benkoll.assess.answer import Advice, Assessment, Because, plain

BECAUSE = Because(
    criterion="low_t", value=True, statements=("TX-3b",), words="T-score under -1,0", reading=True, measured=-1.2
)
ADVICE = Advice(
    code="TX-CONSIDER",
    status="possible",
    words="Överväg",
    statements=("DX-2", "TX-3b"),
    because=(BECAUSE,),
    missing=("stroke",),
    details={"drug_if": "alendronate"},
    reading="Så läser vi.",
    supported=False,
    texts=(("BG-6", "Bakgrund."),),
)
ANSWER = Assessment("a", date(2026, 3, 2), {"name": "RMR", "variant": "vgr", "version": "1"}, {"bmi": None}, (ADVICE,))


def test_every_part_stands_in_the_json() -> None:
    assert ANSWER.as_json() == {
        "patient_id": "a",
        "assessment_date": "2026-03-02",
        "guideline": {"name": "RMR", "variant": "vgr", "version": "1"},
        "findings": {"bmi": None},
        "recommendations": [
            {
                "code": "TX-CONSIDER",
                "status": "possible",
                "words": "Överväg",
                "statements": ["DX-2", "TX-3b"],
                "reading": "Så läser vi.",
                "supported": False,
                "because": [
                    {
                        "criterion": "low_t",
                        "value": True,
                        "statements": ["TX-3b"],
                        "words": "T-score under -1,0",
                        "reading": True,
                        "measured": -1.2,
                    }
                ],
                "missing": ["stroke"],
                "details": {"drug_if": "alendronate"},
                "texts": [{"statement": "BG-6", "words": "Bakgrund."}],
            }
        ],
    }


def test_no_slot_is_left_out() -> None:
    json = ANSWER.as_json()
    (advice,) = json["recommendations"]
    (because,) = advice["because"]
    for form, keys in ((Assessment, json), (Advice, advice), (Because, because)):
        assert {field.name for field in fields(form)} == set(keys)


def test_advice_is_found_by_its_code() -> None:
    assert ANSWER.advice("TX-CONSIDER") is ADVICE
    assert ANSWER.advice("TX-PAUSE") is None


def test_a_day_is_iso_text_and_all_else_is_itself() -> None:
    assert [plain(value) for value in (date(2026, 3, 2), 1.5, True, "x", None)] == ["2026-03-02", 1.5, True, "x", None]
