"""What the package offers to other programs."""

import subprocess
import sys
from datetime import date

import pytest

import benkoll
from benkoll.assess.answer import Assessment
from benkoll.errors import FactsError, UsageError

FACTS = {"birth_date": "1954-01-15", "sex": "female", "prior_hip_fracture": True}
DAY = date(2026, 3, 2)


def test_the_names_are_sorted_and_there() -> None:
    assert benkoll.__all__ == sorted(benkoll.__all__)
    assert all(callable(getattr(benkoll, name)) for name in benkoll.__all__)


def test_one_patient_assessed() -> None:
    answer = benkoll.assess(FACTS, DAY, lang="en")
    assert isinstance(answer, Assessment)
    assert answer.findings["treatment_indicated"] == {"value": "yes", "grounds": ["TX-3a"]}
    assert benkoll.assess({**FACTS, "assessment_date": "2026-03-03"}).assessment_date == date(2026, 3, 3)
    assert benkoll.assess(FACTS, DAY, variant="svos").guideline["variant"] == "svos"
    complete = benkoll.assess(FACTS, DAY, complete=["conditions"])
    assert "stroke" in {one["fact"] for one in complete.findings["assumptions"]}


def test_one_answer_explained() -> None:
    assert benkoll.explain(FACTS, "TX-CONSIDER", DAY).decided
    assert benkoll.explain(FACTS, "hip_fracture", DAY).value is True
    with pytest.raises(UsageError):
        benkoll.explain(FACTS, "nothing", DAY)


def test_what_cannot_be_used_is_an_error() -> None:
    with pytest.raises(FactsError):
        benkoll.assess({"sex": "female"}, DAY)


def test_to_import_it_loads_nothing_heavy_and_its_function_stays_a_function() -> None:
    program = (
        "import sys, benkoll\n"
        "assert not {'yaml', 'pydantic_core', 'benkoll.assess.patient'} & set(sys.modules)\n"
        "import benkoll.assess.patient\n"
        "from benkoll.assess import ask\n"
        "from benkoll import assess\n"
        "assert callable(assess) and callable(benkoll.assess)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
