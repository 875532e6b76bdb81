"""`benkoll dxa facts`: what a report tells the guideline, as a person and as `benkoll assess` reads it."""

import json
from typing import Any

import pytest

from unit.cli.runner import Outcome, benkoll

REPORT: dict[str, Any] = {
    "patient": "19500907-2553",
    "measured_on": "2026-03-02",
    "maker": "Hologic",
    "model": "Horizon A",
    "sex": "female",
    "l1_bmd": 0.80,
    "l1_t_score": -2.0,
    "l2_bmd": 0.85,
    "l2_t_score": -2.1,
    "l3_bmd": 0.90,
    "l3_t_score": -2.1,
    "l4_bmd": 0.95,
    "l4_t_score": -1.6,
    "lumbar_spine_t_score": -2.6,
    "vertebrae": "L1-L4",
    "reference_spine": "Hologic White Female",
    "femoral_neck_left_bmd": 0.600,
    "femoral_neck_left_t_score": -2.2,
    "reference_hip": "NHANES III White Female",
}


def facts(*words: str, lang: str = "sv", **changed: Any) -> Outcome:
    report = {name: value for name, value in (REPORT | changed).items() if value is not None}
    return benkoll("dxa", "facts", "-", "--lang", lang, *words, stdin=json.dumps(report).encode())


def told(*words: str, **changed: Any) -> dict[str, Any]:
    (one,) = json.loads(facts(*words, "--format", "json", lang="en", **changed).out)
    return dict(one)


def test_what_a_person_sees() -> None:
    shown = facts()
    assert (shown.code, shown.err) == (0, "")
    lines = shown.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "2026-03-02, Hologic Horizon A"
    assert "  kotor som räknas: L1-L4" in lines
    assert "  lägst: ländrygg L1-L4, T-score -2,6" in lines
    assert "  Enligt T-score: osteoporos" in lines
    assert "    T-score -2,2; BMD 0,600 g/cm2; sBMD 671,2 mg/cm2 (Lu 2001); utskriven, mot" in lines
    assert "  dxa_date = 2026-03-02: undersökningens dag i rapporten" in lines


def test_as_assess_reads_it() -> None:
    one = told()
    assert one["facts"] == {
        "t_score_femoral_neck": -2.2,
        "t_score_lumbar_spine": -2.6,
        "bmd_femoral_neck": 0.6,
        "bmd_maker": "hologic",
        "dxa_date": "2026-03-02",
    }
    assert (one["category"], one["lowest"]["site"], one["vertebrae_counted"]) == (
        "osteoporosis",
        "lumbar_spine",
        ["L1", "L2", "L3", "L4"],
    )
    assert set(one["provenance"]) == set(one["facts"])
    assert (one["look"], one["not_used"]) == ([], [])
    patient = {"age": 70, "sex": "female", "assessment_date": "2026-03-02"} | one["facts"]
    assessed = benkoll("assess", "-", "--format", "json", stdin=json.dumps(patient).encode())
    assert assessed.code == 0
    assert '"osteoporosis"' in assessed.out


def test_a_vertebra_that_differs_is_left_out_and_one_that_a_reader_names() -> None:
    one = told(l4_t_score=-0.5)
    assert one["vertebrae_left_out"] == {"L4": "discordant"}
    assert "t_score_lumbar_spine" not in one["facts"], "nothing is printed of L1-L3"
    kept = told("--keep", "l4", l4_t_score=-0.5)
    assert kept["facts"]["t_score_lumbar_spine"] == -2.6
    out = told("--leave-out", "L2=fractured", "--leave-out", "l3")
    assert out["vertebrae_left_out"] == {"L2": "fractured", "L3": "not_assessable"}
    assert out["vertebrae_counted"] == ["L1", "L4"]


def test_a_site_that_cannot_be_read() -> None:
    one = told("--not-evaluable", "lumbar_spine")
    assert one["facts"]["dxa_site_not_evaluable"] == "lumbar_spine"
    assert one["category"] == "low_bone_mass"


def test_a_reference_of_men_is_marked() -> None:
    shown = facts(reference_hip="NHANES III White Male")
    assert "t_score_femoral_neck = -2,2: lårbenshals, vänster: räknad ur BMD 0,6 g/cm2" in shown.out
    assert "se efter: lårbenshals, vänster: utskriven T-score -2,2 är mot män" in " ".join(shown.out.split())


def test_where_one_site_may_be_lower_nothing_is_settled() -> None:
    shown = facts(lang="en", **dict.fromkeys([name for name in REPORT if name.startswith(("l", "vert"))]))
    assert "By T-score: not settled; what is not measured may be lower" in shown.out


def test_an_interval_is_shown() -> None:
    shown = facts(
        **dict.fromkeys(name for name in REPORT if "score" in name or name.startswith(("reference", "vert", "l1"))),
        femoral_neck_left_bmd=0.605,
        maker="Lunar",
        model="Lunar Prodigy",
        lang="en",
    )
    text = " ".join(shown.out.split())
    assert "vertebrae that count: L2-L4" in text  # their mean of 0.900 against 1.197 to 1.205
    assert "T-score -2.5; BMD 0.900 g/cm2" in text
    assert "T-score -3.1 (-3.2 to -3.1); BMD 0.605 g/cm2" in text
    assert "worked out from printed reports; the reference is known so far that the T-score lies between" in text


@pytest.mark.parametrize("given", ["L5", "L2=broken", "", "T12=fractured"])
def test_what_is_no_vertebra_is_refused(given: str) -> None:
    shown = facts("--leave-out", given)
    assert shown.code == 2
    assert f"--leave-out {given}: skriv en kota, L1 till L4" in shown.err
    assert facts("--keep", "L9").code == 2


def test_a_report_that_cannot_be_read_says_why() -> None:
    shown = facts(lang="en", total_hip_left_bmd=850)
    assert shown.code == 1
    assert "It looks like mg/cm2" in shown.err
    assert "t_score_total_hip" not in shown.out
