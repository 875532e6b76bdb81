"""`benkoll dxa change`: a fall that exceeds the clinic's own precision, and what is not compared."""

import json
from pathlib import Path
from typing import Any

import pytest

from unit.cli.runner import Outcome, benkoll
from unit.cli.test_dxa_precision import measured

BEFORE: dict[str, Any] = {
    "patient": "19500907-2553",
    "measured_on": "2024-03-04",
    "maker": "Hologic",
    "model": "Horizon A",
    "device": "81234",
    "sex": "female",
    "total_hip_left_bmd": 0.800,
    "lumbar_spine_bmd": 0.900,
    "vertebrae": "L1-L4",
}
AFTER = BEFORE | {"measured_on": "2026-03-02", "total_hip_left_bmd": 0.772, "lumbar_spine_bmd": 0.880}
OWN = ("--sd", "total_hip=0.010", "--sd", "lumbar_spine=0,012")


def change(folder: Path, *words: str, turned: bool = False, **after: Any) -> Outcome:
    """The change between the two reports, some fields of the later one other than usual."""
    files = []
    for name, report in (("before", BEFORE), ("after", AFTER | after)):
        files.append(folder / f"{name}.json")
        files[-1].write_text(json.dumps({field: value for field, value in report.items() if value is not None}))
    return benkoll("dxa", "change", *map(str, reversed(files) if turned else files), *words)


def test_what_a_person_sees(tmp_path: Path) -> None:
    shown = change(tmp_path, *OWN)
    assert (shown.code, shown.err) == (0, "")
    lines = shown.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "Ändring från 2024-03-04 till 2026-03-02, Hologic Horizon A"
    text = " ".join(shown.out.split())
    assert "BMD 0,800 och 0,772 g/cm2: -0,0280 g/cm2 (-3,5 %), 95 % konfidensintervall -0,0557 till -0,0003" in text
    assert "minsta säkra ändring 0,0277 g/cm2 sjunkit mer än den minsta säkra ändringen" in text
    assert "minsta säkra ändring 0,0332 g/cm2 ingen säker ändring" in text
    assert "bmd_change_site = total_hip: total höft, vänster: BMD 2024-03-04 och 2026-03-02" in text


def test_the_facts_of_a_fall_are_a_failure_of_treatment(tmp_path: Path) -> None:
    told = json.loads(change(tmp_path, *OWN, "--format", "json").out)
    assert told["facts"] == {
        "bmd_change_site": "total_hip",
        "bmd_change_g_cm2": -0.028,
        "bmd_change_percent": -3.5,
        "least_significant_change_g_cm2": 0.0277,
    }
    spine, hip = told["changes"]
    assert (hip["exceeds"], hip["fallen"], spine["exceeds"]) == (True, True, False)
    assert spine["interval_g_cm2"] == [-0.0532, 0.0132]
    patient = {"age": 75, "sex": "female", "assessment_date": "2026-03-02", "osteoporosis_drug": "alendronate"}
    outcome = benkoll("why", "-", "TX-SWITCH", stdin=json.dumps(patient | told["facts"]).encode())
    assert "+ sjunkande bentäthet: ja <switch_for_falling_density>" in " ".join(outcome.out.split())


def test_the_earlier_is_the_earlier_in_whatever_order_they_are_given(tmp_path: Path) -> None:
    assert change(tmp_path, *OWN, turned=True).out == change(tmp_path, *OWN).out


def test_by_the_file_of_repeated_measurements(tmp_path: Path) -> None:
    own = tmp_path / "precision.csv"
    own.write_text("person,site,bmd\n" + measured(30, 2, apart=0.01))
    shown = change(tmp_path, "--precision", str(own), "--format", "json")
    assert shown.code == 0
    told = json.loads(shown.out)
    (hip,) = told["changes"]
    assert hip["least_significant_change_g_cm2"] == 0.0196
    low, high = hip["least_significant_change_interval"]
    assert low < 0.0196 < high
    assert not hip["near_limit"]
    assert told["refused"] == ["ländrygg L1-L4: mottagningens egen precision för mätstället är inte angiven"]


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ({"model": "Horizon W"}, "olika apparater (Hologic Horizon A 81234; Hologic Horizon W 81234)"),
        ({"device": "9"}, "olika apparater"),
        ({"maker": "Lunar", "model": "Prodigy"}, "olika apparater"),
        ({"model": None}, "fabrikat och modell är inte angivna"),
        ({"measured_on": None}, "dagen är inte angiven"),
        ({"measured_on": "2024-03-04"}, "ligger inte före den senare"),
        ({"patient": "19400101-1234"}, "olika personer: personnumren"),
        ({"sex": "male"}, "olika personer: könet"),
    ],
)
def test_unlike_examinations_are_refused(tmp_path: Path, after: dict[str, Any], why: str) -> None:
    shown = change(tmp_path, *OWN, **after)
    assert (shown.code, shown.out) == (3, "")
    assert "ingen ändring räknad: " in shown.err
    assert why in shown.err


def test_another_side_is_refused_and_the_spine_goes_on(tmp_path: Path) -> None:
    shown = change(tmp_path, *OWN, total_hip_left_bmd=None, total_hip_right_bmd=0.772)
    assert shown.code == 0
    assert "ländrygg L1-L4" in shown.out
    assert "ingen ändring räknad: total höft, vänster: BMD finns inte i båda mätningarna" in shown.err


def test_without_precision_nothing_is_called_a_change(tmp_path: Path) -> None:
    shown = change(tmp_path)
    assert (shown.code, shown.out) == (3, "")
    assert "egen precision för mätstället är inte angiven" in shown.err


@pytest.mark.parametrize(
    "sd", ["total_hip=0", "total_hip=0.2", "total_hip=x", "forearm=0.01", "total_hip", "=0.01", "total_hip=nan"]
)
def test_a_precision_that_is_none_is_refused(tmp_path: Path, sd: str) -> None:
    shown = change(tmp_path, "--sd", sd)
    assert shown.code == 2
    assert f"--sd {sd}: skriv mätställe och precision i g/cm2" in shown.err
    assert "tillåtet är 0.0004 till 0.108" in shown.err


def test_one_report_or_three_are_refused(tmp_path: Path) -> None:
    change(tmp_path, *OWN)
    one, other = str(tmp_path / "before.json"), str(tmp_path / "after.json")
    for files, count in (([one], 1), ([one, other, one], 3)):
        shown = benkoll("dxa", "change", *files, *OWN, "--lang", "en")
        assert shown.code == 3
        assert f"the files hold {count} reports: give two" in shown.err


def test_a_chance_is_never_certain(tmp_path: Path) -> None:
    assert "> 99 %" in change(tmp_path, *OWN, total_hip_left_bmd=0.6).out
    assert "< 1 %" in change(tmp_path, *OWN, total_hip_left_bmd=0.95).out
