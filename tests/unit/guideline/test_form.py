"""The forms, and the numbers that go into them: nothing that is required may be left out."""

from datetime import date
from typing import Any

import pytest

from benkoll.guideline.build import load
from benkoll.guideline.form import SMPC, TEMPLATES, criterion
from benkoll.guideline.parameters import limit, parameters, read_info
from benkoll.logic.term import Fact, Meets, Parameter, walk

COPD = Fact("copd", "bool")
ROW: dict[str, Any] = {
    "value": 20,
    "comparison": ">",
    "unit": "%",
    "source": "TX-2",
    "by": "word",
    "last_checked": date(2026, 3, 2),
}


def test_a_criterion_stands_on_something() -> None:
    with pytest.raises(ValueError, match="criterion lung: name the statement that it stands on"):
        criterion("lung", COPD, sv="KOL", en="COPD")
    assert criterion("lung", COPD, "DX-5", "reading", sv="KOL", en="COPD").stands_on == ("DX-5", "reading")


def test_a_criterions_words_have_the_default_numbers_and_are_kept_as_they_were_written() -> None:
    over = criterion("over_twenty", COPD, "DX-5", sv="FRAX {risk.high_frax}", en="FRAX {risk.high_frax}")
    assert (over.sv, over.en) == ("FRAX över 20 %", "FRAX above 20 %")
    assert TEMPLATES.pop("over_twenty") == ("FRAX {risk.high_frax}", "FRAX {risk.high_frax}")
    criterion("no_number", COPD, "DX-5", sv="KOL", en="COPD")
    assert "no_number" not in TEMPLATES


# PARAMETERS


@pytest.mark.parametrize("slot", ["unit", "source", "by", "last_checked"])
def test_a_number_without_a_slot_is_refused(slot: str) -> None:
    row = {name: value for name, value in ROW.items() if name != slot}
    with pytest.raises(KeyError, match=slot):
        read_info(Parameter("a.b", 20, ">"), row)


@pytest.mark.parametrize("name", parameters())
def test_each_number_is_whole(name: str) -> None:
    info = parameters()[name]
    assert info.parameter.name == name
    assert limit(name) is info.parameter
    assert info.unit
    assert info.source
    assert info.by in ("word", "reading", "smpc")
    assert info.by != "smpc" or info.source == SMPC
    assert isinstance(info.last_checked, date)


def test_a_limit_is_met_only_by_its_own_comparison() -> None:
    """Each number that a term holds is the one of the table, so comparison and value stand in one place."""
    table = parameters()
    held = [node for node in walk(*load().roots()) if isinstance(node, Parameter)]
    assert len(held) > 80
    assert [node.name for node in held if node.name in table and node is not table[node.name].parameter] == []
    assert [node.name for node in held if node.name not in table] == []
    limits = {node.limit.name for node in walk(*load().roots()) if isinstance(node, Meets)}
    assert {name for name in limits if table[name].parameter.comparison is None} == set()
