"""`benkoll dxa precision`: a clinic's precision as text and JSON, too few people, and rows that cannot be used."""

import json
from math import sqrt
from pathlib import Path

import pytest

from unit.cli.runner import Outcome, benkoll


def measured(people: int, times: int, site: str = "total_hip", apart: float = 0.02) -> str:
    """Rows of so many people measured so many times, 0.02 g/cm2 up and down."""
    return "".join(f"{one},{site},{0.8 + apart * (time % 2):.3f}\n" for one in range(people) for time in range(times))


def precision(rows: str, *words: str) -> Outcome:
    return benkoll("dxa", "precision", "-", *words, stdin=f"person,site,bmd\n{rows}".encode())


def test_thirty_people_twice() -> None:
    shown = precision(measured(30, 2))
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines()[-4:] == [
        "total höft",
        "  precision 0,0141 (0,0113–0,0189)",
        "  minsta säkra ändring 0,0392 (0,0313–0,0524)",
        "  30 personer, 60 mätningar, 30 frihetsgrader, medelvärde 0,810",
    ]
    assert max(map(len, shown.out.splitlines())) <= 80


def test_as_json() -> None:
    shown = precision(measured(30, 2), "--format", "json", "--lang", "en")
    assert shown.code == 0
    told = json.loads(shown.out)
    (site,) = told["sites"]
    assert (site["site"], site["vertebrae"], site["people"], site["measurements"]) == ("total_hip", [], 30, 60)
    assert site["degrees_of_freedom"] == 30
    assert site["rms_sd_g_cm2"] == round(0.02 / sqrt(2), 4)
    assert site["least_significant_change_g_cm2"] == round(2.77 * 0.02 / sqrt(2), 4)
    low, high = site["least_significant_change_interval"]
    assert low < site["least_significant_change_g_cm2"] < high
    assert (told["refused"], told["problems"]) == ([], [])


@pytest.mark.parametrize(("people", "times"), [(14, 3), (29, 2), (1, 40)])
def test_too_few_are_refused(people: int, times: int) -> None:
    shown = precision(measured(people, times))
    assert (shown.code, shown.out) == (3, "")
    assert f"{people} personer är mätta mer än en gång, med {people * (times - 1)} frihetsgrader" in shown.err
    assert "15 personer tre gånger eller 30 personer två" in shown.err


def test_bad_rows_are_told_one_by_one_and_the_others_count() -> None:
    shown = precision(measured(30, 2) + "31,total_hip,0.8x\n31,armbåge,0.8\n", "--lang", "en")
    assert shown.code == 1
    assert "least significant change 0.0392" in shown.out
    assert "standard input, row 61, bmd = 0.8x: must be a number" in shown.err
    assert "standard input, row 62, site = armbåge: must be femoral neck, total hip or lumbar spine" in shown.err
    assert "2 of 62 rows set aside" in shown.err


def test_a_bad_row_that_makes_them_too_few_refuses_the_site() -> None:
    rows = measured(30, 2).replace("29,total_hip,0.820", "29,total_hip,82")
    shown = precision(rows)
    assert shown.code == 3
    assert "29 personer" in shown.err


def test_one_site_with_too_few_beside_one_with_enough() -> None:
    shown = precision(measured(30, 2) + measured(5, 2, "femoral_neck"))
    assert shown.code == 1
    assert "total höft" in shown.out
    assert "lårbenshals" not in shown.out
    assert "lårbenshals: 5 personer" in shown.err


def test_what_was_assumed_is_said() -> None:
    shown = precision(measured(30, 2, "ländrygg"))
    assert shown.code == 0
    assert "ländrygg L1-L4" in shown.out
    assert shown.err == "benkoll: ländrygg utan angivna kotor har räknats som L1-L4\n"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    shown = benkoll("dxa", "precision", str(tmp_path / "nej.csv"))
    assert (shown.code, shown.err) == (3, f"benkoll: {tmp_path / 'nej.csv'}: filen finns inte\n")
