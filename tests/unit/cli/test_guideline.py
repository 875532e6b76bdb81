"""`benkoll guideline`: the matrix, one thing explained, and two variants side by side."""

import json
from pathlib import Path

import pytest

from unit.cli.patients import MANY, SPARSE, written
from unit.cli.runner import benkoll

KEYS = {"id", "kind", "criteria", "recommendations", "parameters", "indicators", "texts", "tests"}


def test_the_matrix_as_json_has_every_statement() -> None:
    lines = json.loads(benkoll("guideline", "--format", "json").out)
    assert len(lines) == 92
    assert all(set(line) == KEYS for line in lines)


def test_the_matrix_as_text() -> None:
    shown = benkoll("guideline")
    assert shown.code == 0
    assert shown.out.count("\n\n") == 92
    assert "TX-3b (regel)\n  Innebörd      Överväg läkemedel" in shown.out
    assert "TX-3b (rule)" in benkoll("guideline", "--lang", "en").out


@pytest.mark.parametrize(
    ("key", "kind", "said"),
    [
        ("TX-3b", "rule", {"parameters": ["treatment.t_other_fracture", "treatment.frax_other_fracture"]}),
        ("tx-consider", "recommendation", {"id": "TX-CONSIDER", "criteria": ["consider_treatment"]}),
        ("treatment.frax_osteoporosis", "parameter", {"source": "TX-3c", "value": "över 20 %"}),
        ("ground_osteoporosis", "criterion", {"statements": ["TX-3c"]}),
        ("denosumab", "drug", {"source": "SmPC", "dose": "60 mg subkutant var sjätte månad"}),
        ("t_score_total_hip", "fact", {"criteria": ["t_score_total_hip_of_late", "dxa_recent"]}),
    ],
)
def test_one_thing_explained(key: str, kind: str, said: dict[str, object]) -> None:
    explained = json.loads(benkoll("guideline", key, "--format", "json").out)
    assert explained["kind"] == kind
    assert {name: explained[name] for name in said} == said
    shown = benkoll("guideline", key)
    assert shown.code == 0
    assert shown.out.startswith(explained["id"])


def test_a_drug_tells_what_excludes_it_and_a_figure_its_numbers() -> None:
    assert "Utesluts av   tidigare hjärtinfarkt [SEQ-3]\n" in benkoll("guideline", "romosozumab").out
    assert "Tal           jaw osteonecrosis treated: 0,001–0,01 %\n" in benkoll("guideline", "AE-2").out


def test_the_parameter_is_that_of_the_variant() -> None:
    key = "treatment.frax_other_fracture"
    assert "over" not in benkoll("guideline", key, "--lang", "en").out
    assert "above 15 %" in benkoll("guideline", key, "--lang", "en").out
    assert "at least 20 %" in benkoll("guideline", key, "--lang", "en", "--variant", "svos").out
    assert "above 16 %" in benkoll("guideline", key, "--lang", "en", "--set", f"{key}=16").out


def test_an_unknown_key_and_the_nearest() -> None:
    shown = benkoll("guideline", "romosozumb")
    assert shown.code == 2
    assert shown.err.startswith("benkoll: okänd nyckel: romosozumb; menade du romosozumab")


def test_two_variants() -> None:
    shown = benkoll("guideline", "diff", "vgr", "svos")
    assert shown.code == 0
    assert shown.out.startswith("Parametrar som skiljer svos från vgr\n")
    assert "treatment.t_other_fracture: under -1,0 [TX-3b] → -1,0 eller lägre" in shown.out
    same = benkoll("guideline", "diff", "vgr", "vgr", "--lang", "en")
    assert same.out == "Parameters in which vgr differs from vgr\n  none\n"


def test_the_patients_who_get_another_answer(tmp_path: Path) -> None:
    shown = benkoll("guideline", "diff", "vgr", "svos", MANY)
    assert "  wrist-fracture-woman-64\n" in shown.out
    assert "    TX-CONSIDER: ja → nej\n" in shown.out
    assert "treatment_indicated: ja → nej" in shown.out
    assert shown.out.splitlines()[-1].endswith("av 46 patienter får ett annat svar")
    bad = {**SPARSE, "height_cm": 1.6}
    partly = benkoll("guideline", "diff", "vgr", "svos", written(tmp_path, SPARSE, bad))
    assert partly.code == 1
    assert "height_cm = 1.6" in partly.err


def test_a_variant_that_is_not_there() -> None:
    shown = benkoll("guideline", "diff", "vgr", "svas", "--lang", "en")
    assert (shown.code, shown.out) == (2, "")
    assert "there is no variant svas" in shown.err
