"""The FHIR examples: R4 by the models of fhir.resources, read as a clinician would, assessed, and answered in R4."""

import json
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.bundle import Bundle

from benkoll.assess.answer import Assessment
from benkoll.assess.patient import assess
from benkoll.errors import InputError
from benkoll.exchange.fhir.read import facts_of
from benkoll.exchange.fhir.write import bundle
from benkoll.exchange.read import Reading, read
from benkoll.guideline.build import load

EXAMPLES = Path(__file__).parents[3] / "examples"
DAY = date(2026, 3, 2)
LANGS = ("sv", "en")
FILES = ("fhir-record.json", "fhir-two-patients.ndjson", "patients.json")


@cache
def reading(name: str) -> Reading:
    return read((EXAMPLES / name).read_bytes(), name, DAY)


@cache
def answers(name: str, lang: str) -> tuple[Assessment, ...]:
    return tuple(assess(record.patient, load(), lang) for record in reading(name).records)  # type: ignore[arg-type]


# IN


def test_the_record_is_r4() -> None:
    record = json.loads((EXAMPLES / "fhir-record.json").read_text())
    assert len(record["entry"]) >= 40
    Bundle.model_validate(record)


def test_the_lines_are_r4() -> None:
    for line in (EXAMPLES / "fhir-two-patients.ndjson").read_text().splitlines():
        resource = json.loads(line)
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def test_the_record_is_read_as_a_clinician_would() -> None:
    (found,) = facts_of([json.loads((EXAMPLES / "fhir-record.json").read_text())], DAY)
    assert found.raw == {
        "patient_id": "kerstin",
        "birth_date": "1950-09-07",
        "sex": "female",
        "height_cm": 161.5,
        "weight_kg": 62.4,
        "weight_5_years_ago_kg": 67,
        "current_smoker": False,
        "falls_last_year": 2,
        "parent_hip_fracture": True,
        "fracture_events": [{"site": "wrist", "date": "2020-01-21", "low_energy": True}],
        "copd": True,
        "osteoporosis_diagnosed": True,
        "frax_major_percent": 31,
        "frax_hip_percent": 12,
        "frax_date": "2020-08-20",
        "t_score_femoral_neck": -2.6,
        "t_score_total_hip": -2.2,
        "t_score_lumbar_spine": -2.5,
        "dxa_date": "2025-02-11",
        "creatinine_umol_l": 71,
        "egfr_ml_min": 68,
        "calcium_mmol_l": 2.28,
        "albumin_g_l": 38,
        "alp_ukat_l": 1.1,
        "vitamin_d_nmol_l": 64,
        "laboratory_date": "2026-02-12",
        "osteoporosis_drug": "denosumab",
        "previous_osteoporosis_drug": "alendronate",
        "drug_start_date": "2021-11-08",
        "last_dose_date": "2025-05-13",
        "denosumab_last_dose_date": "2025-05-13",
        "earlier_bisphosphonate_years_oral": 1.04,
        "oral_bisphosphonate_gut_symptoms": True,
        "takes_calcium_vitamin_d": True,
    }


def test_the_record_tells_what_was_set_aside() -> None:
    told = {note.key: note.resources for note in reading("fhir-record.json").records[0].notes}
    assert told["in error"] == ("Condition/hjartinfarkt-fel", "Observation/kreatinin-fel")
    assert told["refuted"] == ("Condition/myelom-avfardat",)
    assert told["unconfirmed"] == ("Condition/lungemboli-oklar",)
    assert told["future"] == ("Observation/vikt-senare",)
    assert told["intent"] == ("MedicationRequest/zoledronsyra-forslag",)
    assert told["unit"] == ("Observation/pth",)
    assert told["site"] == ("Observation/dxa-underarm", "Observation/dxa-z")
    assert "ignored" in told


def test_the_record_is_assessed() -> None:
    (answer,) = answers("fhir-record.json", "sv")
    late = answer.advice("ALERT-LATE-DOSE")
    assert late is not None
    assert late.details["urgent"] is True
    assert answer.advice("TX-CONTINUE") is not None
    assert answer.findings["egfr"]["value"] == 68


def test_the_same_record_as_resources_line_by_line() -> None:
    entries = json.loads((EXAMPLES / "fhir-record.json").read_text())["entry"]
    lines = "".join(json.dumps(entry["resource"]) + "\n" for entry in reversed(entries)).encode()
    assert read(lines, "x.ndjson", DAY).records == reading("fhir-record.json").records


def test_reading_and_writing_loads_no_model_library() -> None:
    script = (
        "import sys, json\n"
        "from datetime import date\n"
        "from benkoll.exchange.fhir import read, write\n"
        "read.facts_of([json.load(open(sys.argv[1]))], date(2026, 3, 2))\n"
        "write.bundle([])\n"
        "print([name for name in ('fhir', 'pydantic', 'polars') if name in sys.modules])\n"
    )
    command = [sys.executable, "-c", script, str(EXAMPLES / "fhir-record.json")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


# OUT


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", FILES)
def test_the_answer_is_accepted_as_r4(name: str, lang: str) -> None:
    written = json.loads(json.dumps(bundle(answers(name, lang), lang)))  # type: ignore[arg-type]
    accepted = Bundle.model_validate(written)
    assert len(accepted.entry) == len(written["entry"])
    again = json.loads(accepted.model_dump_json())
    assert again == written  # nothing was dropped or read as something else


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["reference"]} if isinstance(value.get("reference"), str) else set()
        return own.union(*(references(one) for one in value.values()))
    return set().union(*(references(one) for one in value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("name", FILES)
def test_references_resolve_inside_the_bundle(name: str) -> None:
    entries = bundle(answers(name, "sv"))["entry"]
    addresses = [entry["fullUrl"] for entry in entries]
    assert len(set(addresses)) == len(addresses)
    assert references(entries) <= set(addresses)
    pointed_at = references([entry["resource"] for entry in entries])
    plans = {entry["fullUrl"] for entry in entries if entry["resource"]["resourceType"] == "CarePlan"}
    assert set(addresses) - pointed_at == plans  # everything hangs on a plan
    assert all(entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}" for entry in entries)


def test_our_own_answer_is_never_read_as_a_fact() -> None:
    """What we propose is not what was given: an answer that comes back says nothing of the patient."""
    written = bundle(answers("patients.json", "sv"))
    assert any(entry["resource"]["resourceType"] == "MedicationRequest" for entry in written["entry"])
    assert {fact for record in facts_of([written], DAY) for fact in record.raw} == {"patient_id"}


def test_a_record_whose_patient_has_no_whole_birth_date_is_refused_by_that() -> None:
    record = json.loads((EXAMPLES / "fhir-record.json").read_text())
    record["entry"][0]["resource"]["birthDate"] = "1950"
    with pytest.raises(InputError) as raised:
        read(json.dumps(record).encode(), "x.json", DAY)
    assert {problem.fact for problem in raised.value.problems} == {"birth_date"}
