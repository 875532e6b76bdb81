"""The example patients get the advice, and the first drug, that examples/README.md tells of."""

import calendar
import json
import re
from pathlib import Path

import pytest

from spec.ascii_table import answer

EXAMPLES = Path(__file__).parents[2] / "examples"
SECTION = re.compile(r"^## (?P<patient>\S+)$(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
LINE = r"^- {}: (?P<told>.*)$"
NAMED = re.compile(r"`([^`]+)`")
DATE = re.compile(rf"(\d{{1,2}}) ({'|'.join(calendar.month_name[1:])})\b")

PATIENTS = {facts["patient_id"]: facts for facts in json.loads((EXAMPLES / "patients.json").read_text("utf-8"))}


def _told(text: str, label: str) -> list[str]:
    """What stands in backticks after a label; `inget / none` is nothing."""
    found = re.search(LINE.format(re.escape(label)), text, re.MULTILINE)
    assert found, label
    named = NAMED.findall(found["told"])
    assert named or found["told"] == "inget / none", found["told"]
    return named


SECTIONS = {
    section["patient"]: section["text"] for section in SECTION.finditer((EXAMPLES / "README.md").read_text("utf-8"))
}
DATED = [
    (patient, f"{list(calendar.month_name).index(month):02}-{int(day):02}")
    for patient, text in SECTIONS.items()
    for day, month in DATE.findall(text)
]


def test_every_example_has_its_story() -> None:
    assert len(PATIENTS) >= 30
    assert list(SECTIONS) == list(PATIENTS)
    assert len(DATED) >= 5


@pytest.mark.parametrize("patient", PATIENTS)
def test_what_is_told_is_what_is_answered(patient: str) -> None:
    advice = _told(SECTIONS[patient], "råd / advice")
    first = _told(SECTIONS[patient], "först / first")
    given = answer(PATIENTS[patient])
    recommended = {item.code for item in given.recommendations if item.status == "recommended"}
    choice = given.findings["first_choice"]
    assert set(advice) - recommended == set()
    assert ([choice["drug"]] if choice else []) == first
    if not advice:
        assert given.recommendations == ()


@pytest.mark.parametrize(("patient", "month_and_day"), DATED)
def test_a_date_that_is_told_stands_in_the_answer(patient: str, month_and_day: str) -> None:
    assert re.search(rf'"20\d\d-{month_and_day}"', json.dumps(answer(PATIENTS[patient]).as_json()))
