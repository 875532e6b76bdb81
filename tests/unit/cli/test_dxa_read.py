"""`benkoll dxa read`: what reports say, in both languages and as JSON, what was set aside, and the exit codes."""

import json
from pathlib import Path

import pytest

from benkoll.errors import DONE, NOTHING_USABLE, SOME_SET_ASIDE, USAGE
from interface.dicom.reports import nested, report
from unit.cli.runner import benkoll

GOOD = Path(__file__).parents[1] / "exchange" / "densitometry" / "good"
BAD = Path(__file__).parents[2] / "bad" / "densitometry"


def test_a_printed_report_in_swedish() -> None:
    found = benkoll("dxa", "read", str(GOOD / "journal.txt"))
    assert found.code == DONE
    assert found.err == ""
    assert found.out.splitlines()[:6] == [
        "Rapport 1, 2026-03-02",
        "  19500907-2553, kvinna, född 1950-09-07",
        "  Lunar iDXA",
        "  ländrygg L1-L4",
        "    BMD 0,912 g/cm2; T-score -2,4; Z-score -0,6; mot NHANES/Lunar kvinnor 20-40",
        "    år",
    ]


def test_an_export_of_several_in_english() -> None:
    found = benkoll("dxa", "read", str(GOOD / "lunar.csv"), "--lang", "en")
    assert found.code == DONE
    assert [line for line in found.out.splitlines() if line.startswith("Report")] == [
        "Report 1, 2026-03-02",
        "Report 2, 2026-03-03",
    ]
    assert "  femoral neck, left\n    BMD 0.780 g/cm2; T-score -1.9; Z-score -0.8; against USA" in found.out


def test_json() -> None:
    found = benkoll("dxa", "read", str(GOOD / "hologic-apex.txt"), "--format", "json")
    told = json.loads(found.out)
    assert (found.code, told["form"], told["problems"], told["warnings"]) == (DONE, "text", [], [])
    (one,) = told["reports"]
    assert {name: one[name] for name in ("maker", "model", "device", "sex", "measured_on", "birth_date")} == {
        "maker": "hologic",
        "model": "Horizon A",
        "device": "000000T",
        "sex": "female",
        "measured_on": "2026-03-02",
        "birth_date": "1950-09-07",
    }
    assert one["sites"][4] == {
        "site": "lumbar_spine",
        "side": None,
        "vertebrae": ["L1", "L2", "L3", "L4"],
        "bmd_g_cm2": 0.849,
        "t_score": -1.8,
        "z_score": 0.3,
        "reference": "T-score vs. White Female; Z-score vs. White Female. Source: 2012 BMDCS/NHANES White Female",
        "bmc_g": 45.87,
        "area_cm2": 54.0,
    }


def test_what_was_set_aside_is_told_and_the_rest_stands() -> None:
    found = benkoll("dxa", "read", str(BAD / "another_site.csv"), "--lang", "en")
    assert found.code == SOME_SET_ASIDE
    assert "total hip, left" in found.out
    assert "set aside: " in found.err
    assert "= Nack: the site is not recognised" in found.err


def test_what_has_to_be_looked_at_is_told() -> None:
    found = benkoll("dxa", "read", str(BAD / "score_of_men.txt"))
    assert found.code == DONE
    assert "se efter: " in found.err
    assert "är mot män" in found.err


def test_nothing_that_can_be_used() -> None:
    found = benkoll("dxa", "read", str(BAD / "child.txt"))
    assert (found.code, found.out) == (NOTHING_USABLE, "")
    assert "under 18 år" in found.err


@pytest.mark.parametrize("name", ["own-codes", "scan-and-region"])
def test_hl7_by_a_shipped_table_and_by_a_file(name: str) -> None:
    path = str(GOOD / f"{name}.hl7")
    by_name = benkoll("dxa", "read", path, "--mapping", name)
    assert by_name.code == DONE
    shipped = Path(__file__).parents[3] / "src/benkoll/exchange/densitometry/mappings" / f"{name}.csv"
    assert benkoll("dxa", "read", path, "--mapping", str(shipped)).out == by_name.out
    assert benkoll("dxa", "read", path).code == NOTHING_USABLE
    assert benkoll("dxa", "read", path, "--mapping", "no-such-file").code == NOTHING_USABLE


def test_standard_input_and_the_form_said() -> None:
    text = "Lårbenshals vänster: T-score -2,1".encode()
    assert benkoll("dxa", "read", "-", stdin=text + b"\n").code == DONE
    assert benkoll("dxa", "read", "-", "--as", "hl7", stdin=text).code == NOTHING_USABLE
    assert benkoll("dxa", "read", "-", "--as", "pdf", stdin=text).code == USAGE


def test_a_structured_report_goes_through_its_own_door(tmp_path: Path) -> None:
    path = tmp_path / "report.dcm"
    path.write_bytes(report(nested(), "Hologic", "Horizon A"))
    found = benkoll("dxa", "read", str(path), "--format", "json")
    told = json.loads(found.out)
    assert told["form"] == "dicom"
    neck = next(one for one in told["reports"][0]["sites"] if one["site"] == "femoral_neck")
    assert (neck["side"], neck["bmd_g_cm2"], neck["t_score"]) == ("left", 0.63, -1.9)
