"""What the package offers to other programs."""

import doctest
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


def test_a_table_of_any_kind() -> None:
    """Polars, pandas and Arrow come to the same; a row that cannot be used is told, the others go on."""
    import pandas as pd
    import polars as pl

    facts = {"patient_id": ["a", "b", "c"], "age": [72.0, 55.0, 200.0], "t_score_femoral_neck": [-2.6, None, None]}
    table = pl.DataFrame(facts)
    found = benkoll.assess_table(table, date(2026, 3, 2))
    assert found.answers["diagnosis"].to_list() == ["osteoporosis", "unknown"]
    assert found.rejects.select("row", "fact").rows() == [(3, "age")]
    for same in (pd.DataFrame(facts), table.to_arrow()):
        assert benkoll.assess_table(same, date(2026, 3, 2)).answers.equals(found.answers)
    changed = benkoll.assess_table(
        table, date(2026, 3, 2), changes={"diagnosis.t_osteoporosis": -2.7}, columns=["diagnosis"]
    )
    assert changed.answers.to_dict(as_series=False) == {
        "diagnosis": ["unknown", "unknown"]
    }  # another site may lie lower


def test_the_examples_run() -> None:
    """Those in the docstrings of the public functions."""
    found = doctest.testmod(benkoll)
    assert found.attempted > 3
    assert not found.failed
