"""The door for files: every form of file is known, and a bad row spoils no other."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from benkoll.errors import InputError
from benkoll.exchange.read import Reading, read

EXAMPLES = Path(__file__).parents[3] / "examples"
DAY = date(2026, 3, 2)


def example(name: str) -> Reading:
    """An example file, read on a day that its rows stand above."""
    return read((EXAMPLES / name).read_bytes(), name, date(2030, 1, 1))


def ids(reading: Reading) -> list[object]:
    """The patients' ids, in order."""
    return [record.patient.facts["patient_id"] for record in reading.records]


def test_the_examples() -> None:
    many = example("patients.json")
    listed = json.loads((EXAMPLES / "patients.json").read_text("utf-8"))
    assert ids(many) == [patient["patient_id"] for patient in listed]
    assert len(many.records) >= 30
    assert many.rejects == ()
    by_id = {record.patient.facts["patient_id"]: record.patient for record in many.records}
    (one,) = example("one-patient.json").records
    assert one.patient == by_id["wrist-fracture-woman-64"]
    excel = example("patients.csv")
    assert (len(excel.records), excel.rejects) == (8, ())
    assert all(record.patient == by_id[record.patient.facts["patient_id"]] for record in excel.records)


@pytest.mark.parametrize("name", ["fhir-record.json", "fhir-two-patients.ndjson"])
def test_fhir_is_known_by_its_content(name: str) -> None:
    data = (EXAMPLES / name).read_bytes()
    reading = read(data, "-", DAY)
    assert reading == read(data, name, DAY)
    assert all(record.patient.facts["birth_date"] for record in reading.records)
    assert any(record.notes for record in reading.records)


@pytest.mark.parametrize(
    "text",
    [
        '{"patient_id": "p", "age": 64, "sex": "female"}',
        '\ufeff[{"patient_id": "p", "age": 64, "sex": "female"}]',
        '{"patient_id": "p", "age": 64, "sex": "female"}\n{"age": 900}\n',
        "patient_id;age;sex\np;64;female\n",
        "\ufeffpatient_id,age,sex\r\np,64,female\r\n",
        '"patient_id","age","sex"\n"p","64","female"\n',
    ],
)
@pytest.mark.parametrize("name", ["-", "patients.txt"])
def test_the_content_tells_the_form(text: str, name: str) -> None:
    (record,) = read(text.encode(), name, DAY).records
    facts = record.patient.facts
    assert (facts["patient_id"], facts["age"], facts["sex"], facts["assessment_date"]) == ("p", 64, "female", DAY)


def test_a_rows_own_day_stands_above_the_given_one() -> None:
    reading = read(b"age;assessment_date\n64;2026-01-02\n64;\n", "a.csv", DAY)
    assert [record.patient.facts["assessment_date"] for record in reading.records] == [date(2026, 1, 2), DAY]


def test_one_patient_may_stand_there_on_several_days() -> None:
    reading = read(b"patient_id;age;assessment_date\np;64;2025-01-02\np;65;2026-01-02\n", "a.csv", DAY)
    assert ids(reading) == ["p", "p"]


def test_what_a_whole_source_does_not_hold_is_no() -> None:
    (record,) = read(b"age\n64\n", "a.csv", DAY, {"fractures"}).records
    assert record.patient.facts["prior_hip_fracture"] is False


def test_all_that_is_wrong_with_a_row_is_told_and_the_others_go_on() -> None:
    data = b"patient_id;birth_date;height_cm;current_smoker\np;1950-04-01;1,65;x\nq;1950-04-01;165;ja\nr;;900,0;nej\n"
    reading = read(data, "a.csv", DAY)
    assert [record.row for record in reading.records] == [2]
    told = {(one.file, one.row, one.fact, one.value) for reject in reading.rejects for one in reject.problems}
    assert told == {
        ("a.csv", 1, "height_cm", "1,65"),
        ("a.csv", 1, "current_smoker", "x"),
        ("a.csv", 3, "height_cm", "900,0"),
        ("a.csv", 3, "age", None),
    }


def test_where_nothing_is_usable_every_row_is_told() -> None:
    with pytest.raises(InputError) as raised:
        read(b"age;sex\n900;female\n64;x\n", "a.csv", DAY)
    assert [(problem.file, problem.row) for problem in raised.value.problems] == [("a.csv", 1), ("a.csv", 2)]


def test_one_patient_is_read_without_what_only_others_need() -> None:
    program = (
        "import sys, datetime; from benkoll.exchange.read import read;"
        f"read(open({str(EXAMPLES / 'one-patient.json')!r}, 'rb').read(), '-', datetime.date(2026, 3, 2));"
        "print(*sorted(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True).stdout
    assert "benkoll.exchange.read" in loaded.split()
    assert not {"polars", "numpy", "fhir", "benkoll.exchange.fhir", "benkoll.exchange.parquet"} & set(loaded.split())
