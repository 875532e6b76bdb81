"""`benkoll why` and `why-not`: the tree, and what stands in the way."""

from pathlib import Path

import pytest

from unit.cli.patients import MANY, ONE, SPARSE, written
from unit.cli.runner import benkoll


def test_why_shows_what_decided_with_values_and_statements() -> None:
    shown = benkoll("why", ONE, "TX-CONSIDER")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("TX-CONSIDER gäller: Överväg läkemedel mot osteoporos [DX-2,")
    text = " ".join(shown.out.split())
    assert (
        "+ annan fragilitetsfraktur, T-score under -1,0 och FRAX över 15 %: ja <ground_other_fracture> [TX-3b]" in text
    )
    assert "T-score ländrygg under -1: ja (-1,4" in text
    decided = shown.out.index("<ground_other_fracture>")
    assert decided < shown.out.index("<ground_hip_or_vertebral_fracture>")
    assert max(map(len, shown.out.splitlines())) <= 80


def test_why_of_a_criterion_and_in_english() -> None:
    shown = benkoll("why", ONE, "high_fracture_risk", "--lang", "en")
    assert shown.out.startswith("high_fracture_risk does not hold: ")
    assert "- FRAX above 20 %: no <high_frax> [TX-2]" in shown.out


def test_why_of_a_number() -> None:
    shown = benkoll("why", ONE, "egfr")
    assert shown.out.startswith("egfr: eGFR")
    assert "= eGFR: 81" in shown.out


def test_the_code_may_be_written_in_small_letters() -> None:
    assert benkoll("why", ONE, "tx-consider") == benkoll("why", ONE, "TX-CONSIDER")


def test_why_not_shows_what_stands_in_the_way_alone() -> None:
    shown = benkoll("why-not", ONE, "TX-PAUSE")
    assert shown.out.partition("Det som står i vägen:\n")[2].startswith("• har bisfosfonat: nej")
    assert shown.out.count("•") == 1
    assert "levande vuxen" not in shown.out


def test_why_not_of_what_holds() -> None:
    shown = benkoll("why-not", ONE, "TX-CONSIDER")
    assert shown.out.startswith("TX-CONSIDER gäller")
    assert shown.out.endswith("Inget står i vägen; benkoll why visar skälen.\n")


def test_what_is_possible_names_what_is_unknown(tmp_path: Path) -> None:
    shown = benkoll("why-not", written(tmp_path, SPARSE), "REF-FRACTURE-CHAIN")
    lines = shown.out.splitlines()
    assert lines[0].startswith("REF-FRACTURE-CHAIN är möjligt, inte avgjort")
    assert lines[1] == "Avgörs av: datum för senaste fragilitetsfrakturen"
    assert "Det som är okänt och avgör:" in lines


def test_where_none_of_several_holds_they_are_all_named() -> None:
    shown = benkoll("why-not", ONE, "REF-CLINIC")
    assert shown.out.count("\n• ") > 5
    assert "+ " not in shown.out


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("TX-CONSIDR", "okänd kod: TX-CONSIDR; menade du TX-CONSIDER"),
        ("frax_hgh", "okänd kod: frax_hgh; menade du"),
        ("pause", None),
        ("zzzz", "okänd kod: zzzz\n"),
    ],
)
def test_an_unknown_code_and_the_nearest(code: str, said: str | None) -> None:
    shown = benkoll("why", ONE, code)
    assert shown.code == (0 if said is None else 2)
    assert shown.err.startswith("" if said is None else f"benkoll: {said}")


def test_one_patient_is_asked_for() -> None:
    shown = benkoll("why", MANY, "TX-CONSIDER", "--lang", "en")
    assert shown.code == 2
    assert "patients: choose one with --patient ID" in shown.err
    assert benkoll("why", MANY, "TX-CONSIDER", "--patient", "wrist-fracture-woman-64").code == 0
