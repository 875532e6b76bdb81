"""What the chain knows for a consultation, and that what is blocked is neither told nor assumed to be no."""

from dataclasses import replace

import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.assessing import advised, assess_episode, kept
from benkoll.chain.commands import Chain, record
from benkoll.chain.consulting import facts_of_episode
from benkoll.chain.post import make
from benkoll.chain.reads import episode
from database.hospital import BERIT, DAY
from database.test_blocked import EARLIER, med, named, others, whole

__all__ = ["med", "others", "whole"]


def test_who_it_is_what_broke_and_the_drug(whole: Chain) -> None:
    facts, withheld = facts_of_episode(whole, named(whole, "MED"))
    assert not withheld
    assert facts["latest_fracture_site"] == "wrist"
    assert facts["latest_fracture_date"] == EARLIER.isoformat()
    assert facts["prior_other_fragility_fracture"] is True
    assert facts["osteoporosis_drug"] == "denosumab"
    assert "birth_date" in facts


def test_no_drug_that_was_told_of_is_not_to_have_none(whole: Chain) -> None:
    facts, _ = facts_of_episode(whole, named(whole, "ORT", BERIT))
    assert "osteoporosis_drug" not in facts


def test_a_drug_that_ended(whole: Chain) -> None:
    first = named(whole, "MED")
    record(whole, first, "treatment_stopped", DAY, {"reason": "test"})
    facts, _ = facts_of_episode(whole, first)
    assert facts["osteoporosis_drug"] == "none"
    assert facts["previous_osteoporosis_drug"] == "denosumab"
    assert facts["drug_stop_date"] == DAY.isoformat()


def test_others_are_told_that_there_is_more_and_nothing_of_it(others: list[Chain], med: Chain) -> None:
    for chain in others:
        facts, withheld = facts_of_episode(chain, named(chain, "ORT"))
        assert withheld
        assert facts["latest_fracture_site"] == "hip"
        assert "osteoporosis_drug" not in facts
        assert "prior_other_fragility_fracture" not in facts


def test_nothing_is_assumed_of_what_may_be_blocked(others: list[Chain], med: Chain) -> None:
    chain = others[0]
    mine = named(chain, "ORT")
    facts, _ = facts_of_episode(chain, mine)
    answer = assess_episode(chain, mine, {**facts, "frail": False})
    assert {one["fact"] for one in answer.findings["assumptions"]} <= {
        *("postmenopausal", "care_setting", "deceased", "life_expectancy_under_1_year")
    }
    with chain.book() as book:
        again = kept(book, mine)
    assert again is not None
    assert again.assessment.as_json() == answer.as_json()
    assert again.facts.facts["prior_hip_fracture"] is True
    assert "previous_osteoporosis_drug" not in again.facts.facts


def test_where_nothing_is_blocked_it_is_assumed(whole: Chain) -> None:
    answer = assess_episode(whole, named(whole, "ORT", BERIT), {})
    assert "jaw_osteonecrosis" in {one["fact"] for one in answer.findings["assumptions"]}


# IN THE READER'S LANGUAGE


def test_what_is_kept_is_said_in_either_language(whole: Chain) -> None:
    """In the words of that day; letters too, and a saved one of before in the words that it has."""
    mine = named(whole, "ORT", BERIT)
    answer = assess_episode(whole, mine, {"age": 80, "weight_kg": 60, "height_cm": 160})
    shown = episode(whole, mine)
    (event,) = [one for one in shown.acts if one.kind == "assessed"]
    swedish, english = (advised(event, lang) for lang in ("sv", "en"))  # type: ignore[arg-type]
    assert swedish == [one.words for one in answer.recommendations if one.status == "recommended"]
    assert len(swedish) == len(english) > 0
    assert set(swedish).isdisjoint(english)
    with whole.book() as book:
        again = kept(book, mine, "en")
    assert again is not None
    assert [one.words for one in again.assessment.recommendations if one.status == "recommended"] == english
    before = replace(event, data={**event.data, "whole": {"assessment": event.data["whole"]["assessment"]}})
    assert advised(before, "en") == swedish
    assert advised(replace(event, data={**event.data, "whole": {}}), "en") == []


def test_a_letter_of_a_kept_assessment_is_in_one_language(whole: Chain) -> None:
    mine = named(whole, "ORT", BERIT)
    assess_episode(whole, mine, {"age": 80, "weight_kg": 60, "height_cm": 160})
    texts = []
    for lang in ("sv", "en"):
        letter = make(whole, mine, "recommendation", lang)  # type: ignore[arg-type]
        with whole.book() as book:
            asked = sa.select(tables.letter.c.text).where(tables.letter.c.id == letter)
            texts.append(whole.keys.open(book.connection.scalar(asked) or b"").decode())
    (event,) = [one for one in episode(whole, mine).acts if one.kind == "assessed"]
    for place, lang in enumerate(("sv", "en")):
        own, other = (" ".join(texts[one].lower().split()) for one in (place, 1 - place))
        words = [one[:30].lower() for one in advised(event, lang)]  # type: ignore[arg-type]
        assert [one for one in words if one in own]
        assert [one for one in words if one in other] == []
