"""One assessment loads none of the heavy guests; a fresh interpreter is asked, for no contract sees them all."""

import json
import subprocess
import sys

import pytest

from house.tree import ROOT

HEAVY = {
    *("polars", "numpy", "pandas", "pyarrow", "sqlalchemy", "alembic", "fastapi", "starlette", "jinja2", "fhir"),
    *("pydicom", "pyspark", "typst", "z3", "hypothesis", "zen", "rich", "jsonschema"),
}
LIBRARY = """
import json, sys
from benkoll.assess.patient import assess
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import load
raw = json.load(open("examples/one-patient.json"))
answer = assess(settle(read_patient(raw[0] if isinstance(raw, list) else raw)), load())
assert answer.recommendations
"""
COMMAND = """
import sys
from benkoll.cli.main import run
sys.argv = ["benkoll", "assess", "examples/one-patient.json", "--format", "{form}"]
try:
    code = run()
except SystemExit as left:
    code = left.code
assert not code, code
"""
TELL = "\nprint(); print(__import__('json').dumps(sorted(sys.modules)))"


def loaded_by(program: str) -> set[str]:
    """The outermost packages that the program loads."""
    command = [sys.executable, "-I", "-c", program + TELL]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return {name.partition(".")[0] for name in json.loads(found.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    "program", [LIBRARY, *(COMMAND.format(form=form) for form in ("text", "json", "markdown", "fhir"))]
)
def test_one_assessment_loads_no_heavy_guest(program: str) -> None:
    assert loaded_by(program) & HEAVY == set()


def test_a_heavy_guest_would_be_seen() -> None:
    assert "polars" in loaded_by("import sys, benkoll.logic.columns")
