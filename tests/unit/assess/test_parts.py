"""Parts of an answer are the whole answer's."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benkoll.assess.patient import Parts, assess
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import load
from terms.ordered import in_one_order

DAY = date(2026, 11, 24)
EXAMPLES = json.loads((Path(__file__).parents[3] / "examples" / "patients.json").read_text())


@pytest.mark.parametrize("facts", EXAMPLES, ids=[one.get("patient_id", "?") for one in EXAMPLES])
def test_parts_are_the_whole_answers(facts: dict[str, Any]) -> None:
    guideline = load()
    settled = settle(read_patient({"assessment_date": "2026-11-24"} | facts))
    whole, parts = assess(settled, guideline), Parts(settled, guideline)
    speaks = [one for one in whole.recommendations if one.supported]
    assert list(map(in_one_order, parts.advice(*guideline.recommendations))) == list(map(in_one_order, speaks))
    assert in_one_order(parts.first_choice()) == in_one_order(whole.findings["first_choice"])
    assert parts.excluded() == whole.findings["excluded"]


def test_of_the_codes_asked_for_alone() -> None:
    settled = settle(read_patient({"age": 80, "sex": "female", "prior_hip_fracture": True}, DAY))
    assert [one.code for one in Parts(settled, load()).advice("INV-DXA", "FU-DXA")] == ["INV-DXA"]


def test_what_could_still_exclude_a_drug() -> None:
    settled = settle(read_patient({"age": 80, "sex": "female", "egfr_ml_min": 60}, DAY))
    lacking = Parts(settled, load()).lacking("zoledronic_acid")
    assert "calcium_mmol_l" in lacking
    assert "egfr_ml_min" not in lacking
