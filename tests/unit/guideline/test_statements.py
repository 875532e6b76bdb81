"""The statements are whole: every id, both languages, and only fields of their kind."""

from collections import Counter

import pytest

from benkoll.facts.numbers import read_yaml
from benkoll.guideline.statements import Figure, read_statement, section_name, statements

# Families in the order of the guideline, and how many statements each has.
FAMILIES = {
    "KEY": 8,
    "BG": 8,
    "SYM": 3,
    "DX": 15,
    "SELF": 4,
    "TX": 10,
    "BP": 5,
    "BPS": 4,
    "DMAB": 5,
    "AE": 3,
    "SEQ": 3,
    "RAL": 1,
    "FU": 3,
    "CAD": 4,
    "GC": 2,
    "AH": 1,
    "OLD": 4,
    "MEN": 3,
    "CHILD": 1,
    "CARE": 5,
}
CHAPTERS = {
    "diagnosis",
    "investigation",
    "indication",
    "drug_choice",
    "bisphosphonates",
    "denosumab",
    "bone_building",
    "raloxifene",
    "follow_up",
    "calcium_vitamin_d",
    "glucocorticoids",
    "hormone_therapy",
    "older",
    "men",
    "children",
    "level_of_care",
    "self_care",
}
READINGS = {"KEY-3", "DX-1", "DX-3", "DX-10", "TX-5", "DMAB-3", "DMAB-4", "CAD-3", "MEN-1", "MEN-2", "CHILD-1"}


def test_all_92_in_the_guidelines_order() -> None:
    assert len(statements()) == 92
    assert list(Counter(key.split("-")[0] for key in statements()).items()) == list(FAMILIES.items())
    assert [key for key in statements() if key.startswith("TX-3")] == ["TX-3a", "TX-3b", "TX-3c", "TX-3d"]


def test_kinds_are_counted() -> None:
    assert Counter(s.kind for s in statements().values()) == {"rule": 61, "process": 8, "info": 15, "figure": 8}


@pytest.mark.parametrize("key", statements())
def test_each_says_what_it_is_in_both_languages(key: str) -> None:
    statement = statements()[key]
    assert statement.id == key
    assert statement.chapter in CHAPTERS
    assert statement.section
    assert statement.sv != statement.en
    for text in (statement.sv, statement.en):
        assert text.endswith(".")
        assert len(text) > 20
    assert (statement.reading_sv is None) == (statement.reading_en is None)


def test_each_heading_has_its_name_in_both_languages() -> None:
    """The guideline's own in Swedish; each once in English, and none that no statement stands under."""
    there = dict.fromkeys(statement.section for statement in statements().values())
    english = [section_name(one, "en") for one in there]
    assert [section_name(one, "sv") for one in there] == list(there)
    assert len(set(english)) == len(there) == 22
    assert set(read_yaml("benkoll.guideline", "sections.yaml")) == set(there)
    assert not any(set(one) & set("åäöÅÄÖ") for one in english)


def test_readings_are_marked_where_the_text_leaves_room() -> None:
    assert {key for key, s in statements().items() if s.reading_sv} == READINGS


def test_only_info_is_shown_by_a_rule() -> None:
    assert all(s.kind == "info" for s in statements().values() if s.shown_by)


def test_figures_hold_the_guidelines_numbers() -> None:
    assert statements()["AE-2"].figures == (
        Figure("jaw_osteonecrosis_treated", 0.001, 0.01, "%"),
        Figure("jaw_osteonecrosis_population", None, 0.001, "%"),
    )
    assert statements()["AE-3"].figures == (Figure("atypical_femoral_fracture", 3.2, 50, "per 100 000 person-years"),)
    assert {s.id for s in statements().values() if s.figures} == {
        "BG-1", "BG-2", "BG-4", "BG-5", "AE-2", "AE-3", "OLD-2"
    }  # fmt: skip
    for statement in statements().values():
        for figure in statement.figures:
            assert figure.low is not None or figure.high is not None
            assert figure.low is None or figure.high is None or figure.low <= figure.high


def test_a_statement_that_lacks_a_slot_is_refused() -> None:
    whole = {"chapter": "men", "section": "Män", "kind": "rule", "sv": "Ett.", "en": "One."}
    assert read_statement("X-1", whole).sv == "Ett."
    for slot in whole:
        with pytest.raises(KeyError, match=slot):
            read_statement("X-1", {key: value for key, value in whole.items() if key != slot})
    with pytest.raises(ValueError, match="statement X-1: kind is 'rul', allowed: rule, process, info, figure"):
        read_statement("X-1", whole | {"kind": "rul"})
