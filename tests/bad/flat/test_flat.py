"""Patients that cannot be used, each with the exact message in Swedish and English beside it."""

import json
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from benkoll.errors import FactsError, Lang
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient

HERE = Path(__file__).parent
DAY = date(2026, 3, 2)
CASES = sorted(path.stem for path in HERE.glob("*.json"))


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("case", CASES)
def test_the_message_is_this_one(case: str, lang: Lang) -> None:
    patient = json.loads((HERE / f"{case}.json").read_text(encoding="utf-8"))
    with pytest.raises(FactsError) as caught:
        settle(read_patient(patient, DAY))
    assert caught.value.said(lang) + "\n" == (HERE / f"{case}.{lang}.txt").read_text(encoding="utf-8")


def test_every_message_has_its_patient() -> None:
    assert {path.name.split(".")[0] for path in HERE.glob("*.txt")} == set(CASES)
