"""The guideline's pages: open to all, every statement with its rules and tests."""

import re

import pytest

from benkoll.guideline.build import load
from benkoll.guideline.matrix import matrix
from benkoll.guideline.variants import variant_names
from benkoll.letters.explained import keys
from interface.web.calling import nobody
from interface.web.forms import said
from security.served import Served


def test_every_statement_is_listed_and_has_a_page(served: Served) -> None:
    text = nobody(served).get("/guideline").text
    for line in matrix(load()):
        assert f'href="/guideline/{line["id"]}?variant=vgr"' in text
        page = nobody(served).get(f"/guideline/{line['id']}")
        assert page.status_code == 200
        words = said(page)
        for name in (*line["criteria"], *line["recommendations"], *line["parameters"]):
            assert name in words
        for test in line["tests"]:
            assert test.rpartition("::")[2] in words


@pytest.mark.parametrize("variant", variant_names())
def test_every_key_has_a_page(served: Served, variant: str) -> None:
    for number, key in enumerate(keys(load(variant))):
        if number % 29 == 0:
            assert nobody(served).get(f"/guideline/{key}?variant={variant}").status_code == 200, key


def test_words_are_sought(served: Served) -> None:
    found = nobody(served).get("/guideline?q=romosozumab").text
    assert "/guideline/SEQ-3?" in found
    assert found.count("/guideline/KEY-1?") == 0  # "not in" of a long text would be told by a slow comparison
    assert "«xyzzy»" in said(nobody(served).get("/guideline?q=xyzzy"))
    attack = nobody(served).get("/guideline?q=<script>alert(1)</script>").text
    assert attack.count("<script>alert") == 0
    assert "&lt;script&gt;alert" in attack


def test_numbers_have_source_word_and_day(served: Served) -> None:
    words = said(nobody(served).get("/guideline/parameters"))
    for name, info in load().parameters.items():
        assert name in words
        assert info.last_checked.isoformat() in words
    assert "vår tolkning" in words


def test_variants_are_held_against_each_other(served: Served) -> None:
    words = said(nobody(served).get("/guideline/variants"))
    assert "treatment.frax_other_fracture över 15 % minst 20 %" in words
    same = said(nobody(served).get("/guideline/variants?from=vgr&with=vgr"))
    assert "Varianterna har samma tal." in same


@pytest.mark.parametrize("path", ["nope", "TX-99", "..%2f..%2fetc"])
def test_what_is_not_there(served: Served, path: str) -> None:
    assert nobody(served).get(f"/guideline/{path}").status_code == 404


def test_an_unknown_variant_is_named(served: Served) -> None:
    answer = nobody(served).get("/guideline?variant=mars")
    assert answer.status_code == 422
    assert "vgr" in said(answer)


def test_a_variant_changes_the_words(served: Served) -> None:
    pattern = re.compile(r"treatment.frax_other_fracture : ([^<]+?%)")
    told = {
        name: pattern.findall(said(nobody(served).get(f"/guideline/TX-3b?variant={name}"))) for name in variant_names()
    }
    assert told["vgr"] == ["över 15 %"]
    assert told["svos"] == ["minst 20 %"]
