"""`benkoll facts` and `benkoll schema`: what can be told about a patient."""

import json
from typing import get_args

import pytest

from benkoll.errors import Lang
from benkoll.facts.registry import registry
from unit.cli.runner import benkoll

LANGS: tuple[Lang, ...] = get_args(Lang)


@pytest.mark.parametrize("lang", LANGS)
def test_every_fact_stands_in_the_list_with_its_label(lang: Lang) -> None:
    shown = benkoll("facts", "--lang", lang)
    text = " ".join(shown.out.split())
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80
    for info in registry().values():
        assert f"{info.name} {info.label(lang)}: " in text


def test_one_group() -> None:
    shown = benkoll("facts", "laboratory")
    assert shown.out.startswith("laboratory\n  creatinine_umol_l")
    assert "birth_date" not in shown.out


def test_one_fact_in_full() -> None:
    text = " ".join(benkoll("facts", "vitamin_d_nmol_l").out.split())
    assert "värden tal 0–800 nmol/L" in text
    assert "om den saknas" in text
    assert "höft) eller" not in text
    drug = " ".join(benkoll("facts", "osteoporosis_drug", "--lang", "en").out.split())
    assert "none (none), alendronate (alendronate)" in drug
    assert "no with --complete drugs" in drug
    assert "where absent unknown" in drug


def test_an_unknown_fact_and_the_nearest() -> None:
    shown = benkoll("facts", "egfr")
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith("benkoll: okänd uppgift: egfr; menade du egfr_ml_min eller egfr_repeated?")
    assert benkoll("facts", "zzz", "--lang", "en").err.startswith("benkoll: unknown fact: zzz\n")


def test_the_schema_names_every_fact() -> None:
    schema = json.loads(benkoll("schema").out)
    assert set(registry()) <= set(schema["properties"])
