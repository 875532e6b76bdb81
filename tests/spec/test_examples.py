"""The example patients get the advice, and the first drug, that examples/README.md tells of."""

import json
import re
from pathlib import Path

import pytest

from spec.ascii_table import answer

EXAMPLES = Path(__file__).parents[2] / "examples"
SECTION = re.compile(r"^## (?P<patient>\S+)$(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
LINE = r"^- {}: (?P<told>.*)$"
NAMED = re.compile(r"`([^`]+)`")

PATIENTS = {facts["patient_id"]: facts for facts in json.loads((EXAMPLES / "patients.json").read_text("utf-8"))}


def _told(text: str, label: str) -> list[str]:
    """What stands in backticks after a label; `inget / none` is nothing."""
    found = re.search(LINE.format(re.escape(label)), text, re.MULTILINE)
    assert found, label
    named = NAMED.findall(found["told"])
    assert named or found["told"] == "inget / none", found["told"]
    return named


STORIES = {
    section["patient"]: (_told(section["text"], "råd / advice"), _told(section["text"], "först / first"))
    for section in SECTION.finditer((EXAMPLES / "README.md").read_text("utf-8"))
}


def test_every_example_has_its_story() -> None:
    assert len(PATIENTS) >= 30
    assert list(STORIES) == list(PATIENTS)


@pytest.mark.parametrize("patient", PATIENTS)
def test_what_is_told_is_what_is_answered(patient: str) -> None:
    advice, first = STORIES[patient]
    given = answer(PATIENTS[patient])
    recommended = {item.code for item in given.recommendations if item.status == "recommended"}
    choice = given.findings["first_choice"]
    assert set(advice) - recommended == set()
    assert ([choice["drug"]] if choice else []) == first
    if not advice:
        assert given.recommendations == ()
