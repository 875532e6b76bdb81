"""A hip of which no part is told is neither the femoral neck nor the total hip, whatever form the report has."""

import json

import pytest

from benkoll.exchange.densitometry.checked import HIP_ALONE
from benkoll.exchange.densitometry.mapping import read_mapping
from unit.exchange.densitometry.asked import of, refused, said, sites

NECK_CODE, HIP_CODE, FEMUR_CODE = "29627003", "29836001", "71341001"
"""SNOMED CT: neck of femur, hip region, femur."""
LOINC = [
    ("38261-4", "g/cm2", 0.762),
    ("46278-8", "g/cm2", 0.762),
    ("38264-8", "{T-score}", -1.5),
    ("80946-7", "{T-score}", -1.5),
    ("80945-9", "1", -1.5),
    ("80933-5", "{Z-score}", -0.5),
    ("24701-5", "g/cm2", 0.762),
    ("80954-1", "g/cm2", 0.762),
    ("38263-0", "{T-score}", -1.5),
    ("80948-3", "{T-score}", -1.5),
    ("80934-3", "{Z-score}", -0.5),
]
"""Codes of hip and femur, with a unit and a value that fit."""


def fhir(code: str, unit: str, value: float, site: dict[str, object] | None = None, said_by: str = "") -> str:
    person = {"resourceType": "Patient", "id": "eva", "gender": "female", "birthDate": "1950-09-07"}
    observation = {
        "resourceType": "Observation",
        "id": "hip",
        "status": "final",
        "subject": {"reference": "Patient/eva"},
        "effectiveDateTime": "2026-03-02",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": said_by},
        "valueQuantity": {"value": value, "code": unit, "system": "http://unitsofmeasure.org"},
    }
    if site:
        observation["bodySite"] = site
    entries = [{"resource": one} for one in (person, observation)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


def snomed(code: str, text: str = "") -> dict[str, object]:
    return {"coding": [{"system": "http://snomed.info/sct", "code": code}], "text": text}


def hl7(code: str, unit: str, value: float, site: str = "", words: str = "") -> str:
    head = "MSH|^~\\&|A|B|C|D|20260302||ORU^R01|1|T|2.5\rPID|1||195009072553^^^^NNSWE||T^A||19500907|F\r"
    return f"{head}OBR|1|||DXA|||20260302\rOBX|1|NM|{code}^{words}^LN||{value}|{unit}|||||F|||||||||{site}\r"


@pytest.mark.parametrize(("code", "unit", "value"), LOINC)
@pytest.mark.parametrize("site", [None, snomed(HIP_CODE), snomed(FEMUR_CODE), {"text": "Left hip"}])
def test_fhir(code: str, unit: str, value: float, site: dict[str, object] | None) -> None:
    assert HIP_ALONE[1] in refused(fhir(code, unit, value, site))


@pytest.mark.parametrize(("code", "unit", "value"), LOINC)
@pytest.mark.parametrize("site", ["", f"{HIP_CODE}^^SCT", f"{FEMUR_CODE}^Femur^SCT", "^Hip"])
def test_hl7_in_loinc(code: str, unit: str, value: float, site: str) -> None:
    assert HIP_ALONE[1] in refused(hl7(code, unit, value, site))


@pytest.mark.parametrize("site", ["hip", "left hip", "femur", "höft"])
def test_hl7_by_a_table(site: str) -> None:
    table = read_mapping(f"when;reads;site\nOBX-3.1=A;t_score;{site}\n".encode(), "t")
    assert HIP_ALONE[1] in refused(hl7("A", "1", -1.5), table)


@pytest.mark.parametrize(
    "text",
    [
        "Patient ID;Region;T-score\n1;Hip;-1,5\n",
        "Patient ID;Region;Side;T-score\n1;Femur;L;-1,5\n",
        "Patient ID;Scan Type;T-score\n1;Left Hip;-1,5\n",
        "Patient ID;Left Hip T-score\n1;-1,5\n",
        "<a><PatientID>1</PatientID><Region name='Hip'><TScore>-1.5</TScore></Region></a>",
        "<a><PatientID>1</PatientID><Scan name='Left Femur'><TScore>-1.5</TScore></Scan></a>",
        "Region  BMD (g/cm²)  T-score\nHip     0.762        -1.5\n",
        "Vänster höft: T-score -1,5\n",
        "Lårbenshals\nVänster höft: T-score -1,5\n",
        "Left Femoral Neck\nRegion  BMD (g/cm²)  T-score\nHip     0.762        -1.5\n",
    ],
)
def test_exports_and_prints(text: str) -> None:
    assert HIP_ALONE[1] in refused(text)


def test_a_sentence_about_the_hip_is_not_about_the_neck_of_the_sentence_before() -> None:
    found = of("Lårbenshals vänster: BMD 0,653 g/cm2. Vänster höft: T-score -1,6.\n")
    assert [(one.region, one.bmd, one.t_score) for one in sites(found)] == [("femoral_neck", 0.653, None)]
    assert HIP_ALONE[1] in said(found)


def test_what_is_told_beside_it_is_read() -> None:
    found = of("Patient ID;Region;T-score\n1;Hip;-1,5\n1;Neck;-1,7\n1;Total Hip;-1,4\n")
    assert [(one.region, one.t_score) for one in sites(found)] == [("femoral_neck", -1.7), ("total_hip", -1.4)]
    assert said(found).count(HIP_ALONE[1]) == 1


TOLD = [
    (NECK_CODE, "", "femoral_neck"),
    ("", "Femoral neck", "femoral_neck"),
    (HIP_CODE, "Total hip", "total_hip"),
    (HIP_CODE, "Total", "total_hip"),
    ("", "Total femur", "total_hip"),
]


@pytest.mark.parametrize(("code", "words", "region"), TOLD)
def test_a_body_site_tells_them_apart(code: str, words: str, region: str) -> None:
    site = snomed(code, words) if code else {"text": words}
    assert [one.region for one in sites(of(fhir("38264-8", "1", -1.5, site)))] == [region]
    field = f"{code}^{words}^{'SCT' if code else ''}"
    assert [one.region for one in sites(of(hl7("38264-8", "1", -1.5, field)))] == [region]


@pytest.mark.parametrize(
    ("words", "region"), [("Femoral neck, DXA", "femoral_neck"), ("Total hip T-score", "total_hip")]
)
def test_so_do_the_words_of_the_code(words: str, region: str) -> None:
    assert [one.region for one in sites(of(fhir("38264-8", "1", -1.5, said_by=words)))] == [region]
    assert [one.region for one in sites(of(hl7("38264-8", "1", -1.5, words=words)))] == [region]


@pytest.mark.parametrize(
    ("words", "site"), [("Femoral neck", "Total hip"), ("Total hip", "Femoral neck"), ("Neck", "Total")]
)
def test_words_and_body_site_that_tell_different_parts_are_neither(words: str, site: str) -> None:
    wanted = "coded as several different measurements or sites"
    assert wanted in refused(fhir("38264-8", "1", -1.5, {"text": site}, words))
    assert wanted in refused(hl7("38264-8", "1", -1.5, f"^{site}", words))
