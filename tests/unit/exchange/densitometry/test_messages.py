"""Messages and fields: HL7 v2 by a site's table, FHIR, and what is typed in, each with its own traps."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from benkoll.errors import InputError
from benkoll.exchange.densitometry.mapping import read_mapping, shipped, shipped_names
from unit.exchange.densitometry.asked import GOOD, of, refused, said, sites

# HL7

MSH = "MSH|^~\\&|A|B|C|D|20260302||ORU^R01|1|T|2.5"
PID = "PID|1||195009072553^^^^NNSWE||T^A||19500907|F"
OBR = "OBR|1|||DXA|||20260302"


def hl7(*segments: str) -> str:
    return "\r".join((MSH, PID, OBR, *segments)) + "\r"


def obx(code: str, value: str, unit: str = "", status: str = "F", kind: str = "NM") -> str:
    return f"OBX|1|{kind}|{code}||{value}|{unit}|||||{status}"


OWN = shipped("own-codes")


def test_the_shipped_tables_work() -> None:
    assert shipped_names() == ("hologic-database", "own-codes", "scan-and-region")
    for name in ("own-codes", "scan-and-region"):
        assert len(sites(of((GOOD / f"{name}.hl7").read_bytes(), shipped(name)))) > 5
    with pytest.raises(KeyError):
        shipped("nothing")


@pytest.mark.parametrize(
    ("segments", "words"),
    [
        ((obx("LFN-T", "-1.7", "g/cm2"),), "A density stands as T-score"),
        ((obx("LFN-BMD", "0.653", "mg/cm2"),), "wrong unit, g/cm2 mg/cm2"),
        ((obx("LFN-T", "-1.7", "{Z-score}"),), "A T-score is no Z-score"),
        ((obx("LFN-T", "-1.7", status=""),), "without it the message may be cut off"),
        ((obx("LFN-T", "-1.7", status="P"),), "must be F (final) or C (corrected)"),
        ((obx("NEW-T", "-1.7"),), "is a number that no row of the table reads"),
        ((obx("LFN-T", "-1.7"), PID.replace("195009072553", "196101182803")), "several patients"),
    ],
)
def test_hl7_that_is_refused(segments: tuple[str, ...], words: str) -> None:
    assert words in refused(hl7(*segments), OWN)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("ORU^R01", "ADT^A01", "only results (ORU^R01) are read"),
        ("19500907|F", "19500907|U", "the sex must be female or male"),
        ("19500907|F", "20150907|F", "under 18 years"),
        ("195009072553^^^^NNSWE", "", "the patient's identity is missing"),
        ("|||20260302", "|||20261302", "must be a date"),
    ],
)
def test_hl7_heads_that_are_refused(old: str, new: str, words: str) -> None:
    assert words in refused(hl7(obx("LFN-T", "-1.7")).replace(old, new, 1), OWN)


def test_hl7_without_a_table_is_told_once() -> None:
    assert refused(hl7(obx("LFN-T", "-1.7"), obx("LTH-T", "-1.5"))).count("--mapping") == 1


def test_withdrawn_ignored_and_text_results() -> None:
    found = of(hl7(obx("LFN-T", "-1.7"), obx("LTH-T", "-9.9", status="D"), obx("FRAX-MOF", "14.2")), OWN)
    assert [one.region for one in sites(found)] == ["femoral_neck"]
    assert found.problems == ()
    table = read_mapping(b"when,reads\nOBX-3.1=TEXT,text\n", "t")
    lines = "Ländrygg L1-L4: T-score -2,1~Lårbenshals vänster: T-score -1,8"
    (spine, neck) = sites(of(hl7(obx("TEXT", lines, kind="TX")), table))
    assert (spine.t_score, neck.side) == (-2.1, "left")


def test_loinc_needs_no_table() -> None:
    found = of(hl7(obx("80948-3^DXA Femur - left [T-score]^LN", "-1.7", "{T-score}") + "|||||||||^Femoral neck"))
    assert [(one.region, one.side) for one in sites(found)] == [("femoral_neck", "left")]
    assert "the code's own words" in refused(hl7(obx("38263-0^Lumbar spine T-score^LN", "-1.7", "1")))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "empty"),
        ("when;reads\n", "has no rows"),
        ("when;site\nOBX-3=1;Neck\n", "when and reads must be there: reads"),
        ("when;reads;sight\nOBX-3=1;bmd;x\n", "sight"),
        ("when;reads;site\nOBX3=1;bmd;neck\n", "row 1, when = OBX3=1: must be conditions"),
        ("when;reads;site\nOBX-3=;bmd;neck\n", "must be conditions"),
        ("when;reads;site\nOBX-3=1;bdm;neck\n", "row 1, reads = bdm: must be one of bmd, t_score"),
        ("when;reads;site\nOBX-3=1;bmd;skull\n", "row 1, site = skull"),
        ("when;reads;site;side\nOBX-3=1;bmd;neck;north\n", "row 1, site = neck north"),
        ("when;reads;site\nOBX-3=1;bmd;\n", "a value must have a site"),
        ("when;reads;site;value\nOBX-3=1;bmd;neck;OBX\n", "row 1, value = OBX"),
        ("when;reads\nOBX-3=1;ignore;x\n", "more cells than the header"),
        ('when;reads\n"OBX-3=1;ignore\n', "quotation mark"),
    ],
)
def test_tables_that_are_refused(table: str, words: str) -> None:
    with pytest.raises(InputError) as told:
        read_mapping(table.encode(), "own.csv")
    assert words in told.value.said("en")
    assert all(one.file == "own.csv" for one in told.value.problems)


def test_two_rows_that_fit_are_none() -> None:
    table = read_mapping(b"when;reads;site\nOBX-3=A*;t_score;neck\nOBX-3=AB;t_score;total hip\n", "t")
    assert "several rows of the table fit (1, 2)" in refused(hl7(obx("AB", "-1.7")), table)


# FHIR


def bundle(change: Callable[[dict[str, Any]], None], *, without: tuple[str, ...] = ()) -> str:
    """The good bundle with one observation, the T-score of the neck, changed."""
    whole = json.loads((GOOD / "fhir.json").read_text())
    entries = {entry["resource"]["id"]: entry["resource"] for entry in whole["entry"]}
    change(entries["neck-t"])
    kept = [one for name, one in entries.items() if name not in without]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in kept]})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"valueQuantity": {"value": 0.653, "code": "g/cm2"}}, "A density stands as T-score"),
        ({"valueQuantity": {"value": -1.7, "code": "{Z-score}"}}, "A T-score is no Z-score"),
        ({"valueQuantity": {"value": -1.7, "comparator": "<", "code": "1"}}, "is a bound"),
        ({"valueQuantity": None, "valueString": "-1.7"}, "must be a number (valueQuantity)"),
        ({"status": "preliminary"}, "the status must be final"),
        ({"effectiveDateTime": "2026-03"}, "only a month or a year"),
        ({"bodySite": {"text": "Skull"}}, "the body site is not recognised"),
        ({"bodySite": {"text": "Lumbar spine"}}, "code and body site say different sites"),
        ({"bodySite": {"text": "Right neck of femur"}}, "the side is unclear"),
    ],
)
def test_fhir_that_is_told(changed: dict[str, Any], words: str) -> None:
    found = of(bundle(lambda one: one.update(changed)))
    assert words in said(found)
    assert all(one.t_score is None for one in sites(found) if one.region == "femoral_neck")


@pytest.mark.parametrize("unit", ["{T-Score}", "{T-score}", "1", "SD"])
def test_units_of_a_t_score(unit: str) -> None:
    found = of(bundle(lambda one: one.update(valueQuantity={"value": -1.7, "code": unit})))
    assert found.problems == ()


def test_a_result_of_another_patient_spoils_the_report() -> None:
    text = bundle(lambda one: one.update(subject={"reference": "Patient/eva"}))
    assert "points at a measurement of another patient" in refused(text)


def test_a_result_that_was_not_sent_along_is_told() -> None:
    found = of(bundle(lambda one: None, without=("neck-t",)))
    assert "points at a measurement that the file does not hold" in said(found)


def test_a_withdrawn_report_and_a_file_without_densities() -> None:
    whole = json.loads((GOOD / "fhir.json").read_text())
    whole["entry"][-1]["resource"]["status"] = "entered-in-error"
    assert "withdrawn" in refused(json.dumps(whole))
    assert "no bone density" in refused(json.dumps({"resourceType": "Patient", "id": "a"}))


# TYPED IN


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"femoral_neck_t_score": "-1,7"}, "unknown field"),
        ({"femoral_neck_left_t_score": "-1,7 SD"}, "must be a number"),
        ({"femoral_neck_left_bmd": "653"}, "It looks like mg/cm2"),
        ({"lumbar_spine_t_score": "-1,7", "vertebrae": "L1-L9"}, "the site is not recognised"),
        ({"l1_bmd": "0,8", "maker": "Norsk"}, "must be Hologic, Lunar (GE) or Norland"),
        ({"l1_bmd": "0,8", "measured_on": "i går"}, "can be read in one way only"),
        ({"l1_bmd": "0,8", "patient": 3}, "must be text"),
        ({"l1_bmd": {}}, "must be a number"),
        ({"l1_bmd": "0,8", "birth_date": "2015-01-01", "measured_on": "2026-03-02"}, "under 18 years"),
        ({}, "no value of any site"),
    ],
)
def test_fields_that_are_refused(fields: dict[str, object], words: str) -> None:
    assert words in refused(json.dumps(fields))
