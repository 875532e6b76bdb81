"""docs/indicators.md says every definition as it is."""

import re

import pytest

from benkoll.chain.indicators import definitions
from house.tree import ROOT

PAGE = (ROOT / "docs" / "indicators.md").read_text()
MARKS = {
    "verified": "verified",
    "indirect": "read indirectly",
    "unverified": "unverified",
    "guideline": "the guideline's own",
}


@pytest.mark.parametrize("key", definitions())
def test_a_definition_is_in_the_docs(key: str) -> None:
    one, (section,) = definitions()[key], re.findall(rf"^### {key}\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE)
    words = one.words["en"]
    wanted = [words["name"], one.words["sv"]["name"], f"- source: {one.source} ({MARKS[one.mark]})"]
    wanted += [f"- numerator: {words['numerator']}", f"- denominator: {words['denominator']}", *one.statements]
    wanted += [] if words["left_out"] == "–" else [f"- left out: {words['left_out']}"]
    wanted += [] if one.reading is None else [one.reading["en"]]
    wanted += [f"{limit:g} %" for limit in one.bands]
    assert [said for said in wanted if said not in section] == []


def test_the_docs_have_no_other() -> None:
    assert re.findall(r"^### (.*)$", PAGE, re.MULTILINE) == list(definitions())
