"""A VFA reading as FHIR: valid in R4B and R5, every reference resolves, no code that nobody gave."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fhir.resources.bundle import Bundle as BundleR5
from fhir.resources.R4B.bundle import Bundle as BundleR4B
from pydicom.uid import ComputedRadiographyImageStorage

from benkoll.errors import Lang
from benkoll.exchange.fhir.vfa import OWN, TEXTS, vfa_bundle
from benkoll.measures.vfa_report import VfaFinding, VfaReport
from benkoll.measures.vfa_words import computed_by
from interface.dicom.findings import IMAGE, L1, REPORT

LANGS: tuple[Lang, ...] = ("sv", "en")
CONFIRMED = {  # the codes of other systems that may be written, each with its source in the docs
    "http://snomed.info/sct": {"42942008", "73071006", "11068009", "23215003", "66794005"},
    "http://loinc.org": {"83014-1"},
}
UNAPPROVED = replace(REPORT, approved_on=None)
BARE = VfaReport((VfaFinding("L2"),))


def resources(report: VfaReport, lang: Lang = "sv") -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in vfa_bundle(report, lang)["entry"]:
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found


def within(value: object, name: str) -> Iterator[Any]:
    """Everything that stands under a name, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name:
                yield inner
            yield from within(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from within(inner, name)


@pytest.mark.parametrize("report", [REPORT, UNAPPROVED, BARE])
@pytest.mark.parametrize("lang", LANGS)
def test_it_is_valid(report: VfaReport, lang: Lang) -> None:
    bundle = json.loads(json.dumps(vfa_bundle(report, lang)))
    BundleR4B.model_validate(bundle)
    BundleR5.model_validate(bundle)


@pytest.mark.parametrize("report", [REPORT, BARE])
def test_every_reference_resolves(report: VfaReport) -> None:
    bundle = vfa_bundle(report)
    there = {entry["fullUrl"] for entry in bundle["entry"]}
    assert set(within(bundle, "reference")) <= there
    assert len(there) == len(bundle["entry"])
    assert vfa_bundle(replace(report)) == bundle


def test_codes_of_others_are_confirmed_ones() -> None:
    for coding in [one for many in within(vfa_bundle(REPORT), "coding") for one in many]:
        if coding["system"] in CONFIRMED:
            assert coding["code"] in CONFIRMED[coding["system"]]
        else:
            assert coding["system"] == OWN or coding["system"].startswith("http://terminology.hl7.org/")


def test_one_observation_a_level_and_one_of_the_spine() -> None:
    found = resources(REPORT)["Observation"]
    assert [one["bodySite"]["text"] for one in found if "bodySite" in one] == ["T4", "T8", "T12", "L1"]
    assert [one["valueQuantity"]["value"] for one in found if "bodySite" not in one] == [2.0]
    (report,) = resources(REPORT)["DiagnosticReport"]
    assert len(report["result"]) == 5
    assert report["conclusion"] == REPORT.conclusion


def test_the_readers_grade_stands_above_the_computed_one() -> None:
    one = replace(L1, reader_grade="1", grade=2)
    (found,) = (entry for entry in resources(replace(REPORT, findings=(one,)))["Observation"] if "bodySite" in entry)
    assert found["valueCodeableConcept"]["coding"][0]["code"] == "genant-1"
    computed = [part for part in found["component"] if part["code"]["coding"][0]["code"] == "computed-grade"]
    assert computed[0]["valueCodeableConcept"]["coding"][0]["code"] == "genant-2"
    values = {part["code"]["text"]: part.get("valueQuantity") for part in found["component"]}
    assert values["sannolikhet för grad 2"] == {"value": 0.85, "system": "http://unitsofmeasure.org", "code": "1"}
    assert values["höjdförlust"]["code"] == "%"


def test_what_the_grade_was_computed_by_stands_beside_it() -> None:
    def said(report: VfaReport) -> list[str]:
        parts = [part for one in resources(report)["Observation"] for part in one.get("component", ())]
        return [part["valueString"] for part in parts if part["code"]["coding"][0]["code"] == "computed-by"]

    assert said(REPORT) == [computed_by(REPORT.reference, "sv")]
    assert said(replace(REPORT, reference=None)) == [computed_by(None, "sv")]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (VfaFinding("T4", not_evaluable="overlaid", approved=True), "unknown"),
        (VfaFinding("T4", grade=2, approved=True), "not-performed"),  # computed alone is no reading
        (VfaFinding("T4"), "not-performed"),
    ],
)
def test_without_a_readers_grade_there_is_no_value(one: VfaFinding, code: str) -> None:
    (found,) = resources(VfaReport((one,)))["Observation"]
    assert not {name for name in found if name.startswith("value")}
    assert found["dataAbsentReason"]["coding"][0]["code"] == code


@pytest.mark.parametrize(
    ("judgement", "coded"),
    [("fracture", True), ("other_cause", False), ("degenerative", False), ("scheuermann", False), (None, False)],
)
def test_only_what_a_reader_called_a_fracture_is_coded_as_one(judgement: Any, coded: bool) -> None:
    one = replace(L1, judgement=judgement)
    (report,) = resources(replace(REPORT, findings=(one,)))["DiagnosticReport"]
    assert ("conclusionCode" in report) == coded


def test_a_radiograph_is_not_coded_as_dxa() -> None:
    radiograph = replace(REPORT, image=replace(IMAGE, sop_class=ComputedRadiographyImageStorage))
    assert "coding" not in resources(radiograph)["DiagnosticReport"][0]["code"]
    assert resources(REPORT)["DiagnosticReport"][0]["code"]["coding"][0]["code"] == "83014-1"


@pytest.mark.parametrize(("report", "status"), [(REPORT, "final"), (UNAPPROVED, "preliminary")])
def test_only_what_is_approved_is_final(report: VfaReport, status: str) -> None:
    found = resources(report)
    assert {one["status"] for kind in ("DiagnosticReport", "Observation") for one in found[kind]} == {status}


def test_both_languages_say_all() -> None:
    assert all(sv and en for sv, en in TEXTS.values())
    codes = [list(within(vfa_bundle(REPORT, lang), "code")) for lang in LANGS]
    texts = [[one["text"] for one in many if isinstance(one, dict)] for many in codes]
    assert len(texts[0]) == len(texts[1])
    assert "främre höjd" in texts[0]
    assert "anterior height" in texts[1]
