"""`benkoll assess`: every form of answer, what is set aside, and how day, patient and guideline are chosen."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from unit.cli.patients import MANY, ONE, SPARSE, many, written
from unit.cli.runner import benkoll

BAD = {**SPARSE, "patient_id": "britta", "height_cm": 1.65}


def test_text_is_one_screen_for_each_patient() -> None:
    shown = benkoll("assess", ONE)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("Kvinna 64 år · 2026-03-02 · vgr 2026.1 · wrist-fracture-woman-64\n")
    several = benkoll("assess", MANY).out
    assert several.count("benkoll why FIL KOD") >= 40
    assert "\n\nMan 58 år · 2026-03-02" in several


def test_json_is_the_list_of_answers() -> None:
    answers = json.loads(benkoll("assess", MANY, "--format", "json").out)
    assert [answer["patient_id"] for answer in answers] == [patient["patient_id"] for patient in many()]
    assert json.loads(benkoll("assess", ONE, "--format", "json").out)[0]["findings"]["treatment_indicated"] == {
        "value": "yes",
        "grounds": ["TX-3b"],
    }


def test_markdown_is_text_for_the_record() -> None:
    assert benkoll("assess", ONE, "--format", "markdown").out.startswith("### Osteoporosbedömning 2026-03-02")
    assert benkoll("assess", MANY, "--format", "markdown").out.count("\n---\n") == len(many()) - 1


def test_fhir_is_one_bundle() -> None:
    bundle = json.loads(benkoll("assess", MANY, "--format", "fhir").out)
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    assert kinds.count("Patient") == len(many())


@pytest.mark.parametrize(("words", "environ"), [(["--lang", "en"], {}), ([], {"BENKOLL_LANG": "en"})])
def test_english(words: list[str], environ: dict[str, str]) -> None:
    shown = benkoll("assess", ONE, *words, environ=environ)
    assert "Consider drug treatment" in shown.out
    answers = json.loads(benkoll("assess", ONE, "--format", "json", *words, environ=environ).out)
    assert answers[0]["findings"]["first_choice"]["route"] == "intravenous"


def test_standard_input_and_a_row_without_a_day_of_its_own() -> None:
    dated = {**SPARSE, "patient_id": "b", "assessment_date": "2026-04-01"}
    undated = {name: value for name, value in SPARSE.items() if name != "assessment_date"}
    text = json.dumps([dated, undated]).encode()
    answers = json.loads(benkoll("assess", "-", "--format", "json", "--date", "2026-05-01", stdin=text).out)
    assert [answer["assessment_date"] for answer in answers] == ["2026-04-01", "2026-05-01"]
    today = json.loads(benkoll("assess", "-", "--format", "json", stdin=json.dumps(undated).encode()).out)
    assert date.fromisoformat(today[0]["assessment_date"]) >= date(2026, 1, 1)


def test_rows_set_aside_are_told_and_the_others_go_on(tmp_path: Path) -> None:
    path = written(tmp_path, SPARSE, BAD)
    shown = benkoll("assess", path)
    assert shown.code == 1
    assert shown.out.startswith("Kvinna 72 år")
    first, last = shown.err.splitlines()
    assert first.startswith(f"benkoll: {path}, rad 2, height_cm = 1.65: ")
    assert last == "benkoll: 1 av 2 rader avvisade"


def test_rows_set_aside_in_a_file(tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    shown = benkoll("assess", written(tmp_path, SPARSE, BAD), "--rejects", str(rejects), "--lang", "en")
    assert (shown.code, shown.err) == (1, "benkoll: 1 of 2 rows set aside\n")
    rows = list(csv.DictReader(rejects.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [(row["row"], row["fact"], row["value"]) for row in rows] == [("2", "height_cm", "1.65")]
    assert benkoll("assess", ONE, "--rejects", str(rejects)).code == 0
    assert len(rejects.read_text(encoding="utf-8").splitlines()) == 1


def test_rejects_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "rejects.csv"
    shown = benkoll("assess", ONE, "--rejects", str(path))
    assert (shown.code, shown.err) == (3, f"benkoll: {path}: filen finns inte\n")


def test_nothing_usable(tmp_path: Path) -> None:
    shown = benkoll("assess", written(tmp_path, BAD))
    assert (shown.code, shown.out) == (3, "")
    assert "height_cm = 1.65" in shown.err


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lost, folder = tmp_path / "lost.json", tmp_path
    assert benkoll("assess", str(lost)) == benkoll("assess", str(lost), "--lang", "sv")
    assert benkoll("assess", str(lost)).err == f"benkoll: {lost}: filen finns inte\n"
    assert benkoll("assess", str(folder), "--lang", "en").err == f"benkoll: {folder}: it is a folder, not a file\n"

    def forbidden(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    shown = benkoll("assess", ONE)
    assert (shown.code, shown.err) == (3, f"benkoll: {ONE}: filen får inte läsas eller skrivas\n")
    monkeypatch.setattr(Path, "read_bytes", lambda path: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    assert benkoll("assess", ONE).err == f"benkoll: {ONE}: filen går inte att använda (Input/output error)\n"


def test_one_patient_of_many() -> None:
    answers = json.loads(benkoll("assess", MANY, "--format", "json", "--patient", "wrist-fracture-woman-64").out)
    assert [answer["patient_id"] for answer in answers] == ["wrist-fracture-woman-64"]
    shown = benkoll("assess", MANY, "--patient", "wrist-fracture-woman-46")
    assert shown.code == 2
    assert "ingen sådan patient i filen; menade du wrist-fracture-woman-64?" in shown.err


def test_a_patient_who_is_looked_for_among_rows_set_aside(tmp_path: Path) -> None:
    shown = benkoll("assess", written(tmp_path, SPARSE, BAD), "--patient", "britta")
    assert shown.code == 2
    assert "height_cm = 1.65" in shown.err


def test_the_guideline_is_chosen_by_variant_and_changed_by_parameter() -> None:
    def indicated(*words: str) -> str:
        answer = json.loads(benkoll("assess", ONE, "--format", "json", *words).out)[0]
        value: str = answer["findings"]["treatment_indicated"]["value"]
        return value

    assert indicated() == "yes"
    assert indicated("--variant", "svos") == "no"
    assert indicated("--set", "treatment.frax_other_fracture=18") == "no"
    assert indicated("--set", "treatment.frax_other_fracture=17,9") == "yes"
    assert indicated("--set", "treatment.frax_other_fracture=10", "--set=treatment.t_other_fracture=-1.6") == "no"


def test_a_whole_source_answers_no_by_its_silence(tmp_path: Path) -> None:
    def assumed(*words: str) -> set[str]:
        answer = json.loads(benkoll("assess", written(tmp_path, SPARSE), "--format", "json", *words).out)[0]
        return {one["fact"] for one in answer["findings"]["assumptions"]}

    assert not assumed() & {"prior_hip_fracture", "stroke"}
    assert assumed("--complete", "fractures") >= {"prior_hip_fracture"}
    assert assumed("--complete", "fractures, conditions") >= {"prior_hip_fracture", "stroke"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--date", "2026-13-01"], "--date 2026-13-01: skriv dagen som 2026-03-02"),
        (["--date", "20260301"], "--date 20260301: skriv dagen som 2026-03-02"),
        (["--complete", "fracture"], "--complete fracture: tillåtet är"),
        (["--variant", "nowhere"], "varianten nowhere finns inte"),
        (["--set", "treatment.frax"], "--set treatment.frax: skriv NAMN=VÄRDE, med ett tal"),
        (["--set", "treatment.frax=nan"], "--set treatment.frax=nan: skriv NAMN=VÄRDE, med ett tal"),
        (["--set", "treatment.frax_osteoporos=1"], "parametern treatment.frax_osteoporos finns inte; menas"),
    ],
)
def test_options_that_mean_nothing(words: list[str], said: str) -> None:
    shown = benkoll("assess", ONE, *words)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith(f"benkoll: {said}")


def test_what_reading_a_record_left_out_is_told() -> None:
    record = str(Path(ONE).parent / "fhir-record.json")
    shown = benkoll("assess", record, "--date", "2026-03-02", "--format", "json")
    assert shown.code == 0
    assert len(json.loads(shown.out)) == 1
    assert "entered-in-error" in shown.err
