"""docs/intake.md: its examples are read, and say the same in every form; it names all that is read."""

import re
from pathlib import Path

import pytest

from benkoll.exchange.visits import csv, hl7_message, hl7v2
from benkoll.exchange.visits.visit import Message
from interface.visits.forms import read

PAGE = (Path(__file__).parents[3] / "docs" / "intake.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```(csv|hl7|json)\n(.*?)```", PAGE, re.DOTALL))


@pytest.mark.parametrize("form", ["csv", "hl7", "json"])
def test_the_examples_are_read(form: str) -> None:
    found = [one for one in read(EXAMPLES[form]) if isinstance(one, Message)]
    assert len(found) == len(read(EXAMPLES[form]))
    (visit,) = found[0].visits
    assert [(one.site, one.low_energy) for one in visit.fractures] == [("hip", True)]
    assert (str(visit.date), visit.diagnosis_codes) == ("2026-03-02", ("S7200",))


def test_every_column_is_told_of() -> None:
    assert [name for name in csv.COLUMNS if f"`{name}`" not in PAGE] == []


def test_every_kind_of_message_is_told_of() -> None:
    told = {
        (kind, event)
        for kind, events in re.findall(r"^\| ([A-Z]{3}) \| ([A-Z0-9 ]+) \|", PAGE, re.MULTILINE)
        for event in events.split()
    }
    assert told == {(kind, event) for kind, events in hl7_message.KINDS for event in events}


def test_limits_are_told_of() -> None:
    assert f"at most {hl7v2.LARGEST >> 20} MB in {hl7v2.MOST_PARTS:,} parts".replace(",", " ") in PAGE
