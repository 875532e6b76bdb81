"""The patients that the tests of the command line run on."""

import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[3] / "examples"
ONE = str(EXAMPLES / "one-patient.json")
MANY = str(EXAMPLES / "patients.json")
SPARSE: dict[str, Any] = {
    "patient_id": "anna",
    "assessment_date": "2026-03-02",
    "birth_date": "1954-01-15",
    "sex": "female",
    "prior_other_fragility_fracture": True,
}


def written(folder: Path, *patients: dict[str, Any], name: str = "patients.json") -> str:
    """The patients as a JSON file (one object where there is one); its path."""
    path = folder / name
    path.write_text(json.dumps(patients[0] if len(patients) == 1 else patients), encoding="utf-8")
    return str(path)


def many() -> list[dict[str, Any]]:
    """The example patients as they stand in the file."""
    patients: list[dict[str, Any]] = json.loads(Path(MANY).read_text(encoding="utf-8"))
    return patients
