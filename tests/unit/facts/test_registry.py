import re
import runpy
from pathlib import Path
from typing import get_args

import pytest

from benkoll.errors import Lang, UsageError
from benkoll.facts import leaves
from benkoll.facts.registry import COMPLETE_KINDS, FactInfo, completed_by, domains, label, ranges, registry, value_label
from benkoll.logic.term import Fact, Kind
from benkoll.logic.words import say

ROOT = Path(__file__).parents[3]
ALL = list(registry().values())
NUMBER_SLOTS = {"unit", "range", "traps"}
MEANING_SLOTS = {"gist", "assumed", "when_absent", "notes", "follows_from", "complete"}
SLOTS = {"type", "choices", "sv", "en"} | NUMBER_SLOTS | MEANING_SLOTS


def test_leaves_are_generated_from_the_registry() -> None:
    generated = runpy.run_path(str(ROOT / "scripts/generate_leaves.py"))["leaves"]()
    assert generated == Path(str(leaves.__file__)).read_text(encoding="utf-8"), "run scripts/generate_leaves.py"


def test_every_fact_is_a_leaf_of_its_kind() -> None:
    assert len(ALL) == 110
    for info in ALL:
        leaf = getattr(leaves, info.name)
        assert isinstance(leaf, Fact)
        assert (leaf.name, leaf.kind) == (info.name, info.kind)
    assert {info.kind for info in ALL} == set(get_args(Kind))


@pytest.mark.parametrize("info", ALL, ids=lambda info: info.name)
def test_every_fact_says_itself_in_two_languages(info: FactInfo) -> None:
    assert set(info.row) <= SLOTS
    texts = [info.label, info.gist, info.when_absent, info.follows_from, info.unit_label]
    for text in texts:
        assert (text("sv") is None) == (text("en") is None)
        assert not re.search(r"\b(and|or|the|of)\b", text("sv") or "")
        assert not re.search(r"[åäöÅÄÖ]", text("en") or "")
    for choice in info.choices:
        assert info.value_label(choice, "sv")
        assert info.value_label(choice, "en")
    for note in info.notes:
        assert info.value_label(note, "en") == note != info.value_label(note, "sv")


def test_labels_are_unambiguous() -> None:
    langs: tuple[Lang, ...] = get_args(Lang)
    for lang in langs:
        labels = [info.label(lang) for info in ALL]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("info", ALL, ids=lambda info: info.name)
def test_only_numbers_have_ranges_and_only_choices_have_choices(info: FactInfo) -> None:
    assert (info.kind == "number") == (info.low is not None) == (info.high is not None)
    assert (info.type == "choice") == bool(info.choices)
    if info.low is not None and info.high is not None:
        assert info.low < info.high
        for trap in info.traps:
            assert not (info.low < trap.low and trap.high < info.high), "a trap within the range springs on no one"
    if info.unit is not None:
        assert info.kind == "number"


def test_what_is_assumed_is_a_value_of_the_fact() -> None:
    for info in ALL:
        match info.assumed:
            case None:
                continue
            case bool():
                assert info.kind == "bool"
            case int() | float():
                assert info.kind == "number"
            case _:
                assert info.assumed in info.choices


def test_words_of_facts_and_values() -> None:
    assert label("osteoporosis_drug", "sv") == "osteoporosläkemedel nu"
    assert value_label("osteoporosis_drug", "zoledronic_acid", "sv") == "zoledronsyra"
    assert value_label("", "zoledronic_acid", "en") == "zoledronic acid"
    assert value_label("", "femoral_neck", "sv") == "lårbenshals"
    assert value_label("", "no such text", "sv") == "no such text"
    drug = leaves.osteoporosis_drug.is_in("alendronate", "risedronate")
    assert say(drug, "sv", label, value_label) == "osteoporosläkemedel nu är alendronsyra eller risedronsyra"
    facts = registry()
    assert facts["age"].unit == "years"
    assert (facts["age"].unit_label("sv"), facts["height_cm"].unit_label("sv")) == ("år", "cm")
    assert facts["care_setting"].when_absent("sv") == "vårdcentral"
    assert facts["deceased"].when_absent("sv") == "nej"
    assert facts["earlier_bisphosphonate_years_oral"].when_absent("en") == "0"
    assert facts["sex"].when_absent("sv") is None


def test_domains_and_ranges_are_those_of_the_facts() -> None:
    assert domains()["sex"] == ("female", "male")
    assert ranges()["age"] == (0, 120)
    assert set(domains()) | set(ranges()) == {info.name for info in ALL if info.choices or info.kind == "number"}


def test_what_a_whole_source_answers() -> None:
    assert completed_by(["fractures"]) == {
        "prior_hip_fracture",
        "prior_vertebral_fracture",
        "prior_other_fragility_fracture",
    }
    oral = {"fall_inducing_drugs", "aromatase_inhibitor", "androgen_deprivation", "glucocorticoid_mg_day"}
    assert completed_by(["oral_drugs"]) == oral
    assert completed_by(["drugs"]) == oral | {"osteoporosis_drug", "previous_osteoporosis_drug", "teriparatide_ever"}
    assert "stroke" in completed_by(["conditions", "fractures"])
    assert len(completed_by(COMPLETE_KINDS)) == 27
    assert completed_by([]) == frozenset()


def test_an_unknown_kind_of_source_is_a_usage_error() -> None:
    with pytest.raises(UsageError) as caught:
        completed_by(["drugs", "everything"])
    assert caught.value.said("sv").startswith("--complete everything: tillåtet är fractures, conditions")
