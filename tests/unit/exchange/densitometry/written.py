"""Reports written in each form by our own hand, and any report that may be: for round trips."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from benkoll.measures.density_report import DensityReport, SiteDensity
from benkoll.measures.lumbar import span

LUMBAR = (("L1", "L2", "L3", "L4"), ("L2", "L3", "L4"))
PLACES = [
    *(SiteDensity("lumbar_spine", None, levels) for levels in LUMBAR),
    *(SiteDensity(region, side) for region in ("femoral_neck", "total_hip") for side in ("left", "right")),
]
NAMES = {"femoral_neck": "Neck", "total_hip": "Total"}
REFERENCE = "Test reference, women"


@st.composite
def reports(draw: st.DrawFn) -> DensityReport:
    """A report of a person with a reserved number: each site with some of its numbers."""
    sites = draw(st.lists(st.sampled_from(PLACES), min_size=1, unique=True))
    score = st.none() | st.integers(-60, 40).map(lambda tenths: tenths / 10)
    made = [
        replace(one, bmd=draw(st.integers(300, 1600)) / 1000, t_score=draw(score), z_score=draw(score)) for one in sites
    ]
    made = [replace(one, reference=REFERENCE if one.t_score is not None else None) for one in made]
    return DensityReport(
        tuple(sorted(made, key=lambda one: PLACES.index(SiteDensity(one.region, one.side, one.vertebrae)))),
        measured_on=draw(st.dates(date(2001, 1, 1), date(2026, 5, 1))),
        patient="19500907-2553",
        sex=draw(st.sampled_from(["female", "male"])),
        birth_date=date(1950, 9, 7),
    )


def _numbers(one: SiteDensity) -> list[tuple[str, float | None, str]]:
    return [("bmd", one.bmd, ".3f"), ("t_score", one.t_score, ".1f"), ("z_score", one.z_score, ".1f")]


def _cell(value: float | None, form: str, comma: bool = False) -> str:
    text = "" if value is None else format(value, form)
    return text.replace(".", ",") if comma else text


def _scan(one: SiteDensity) -> tuple[str, str]:
    """Scan and region as a table says them."""
    if one.region == "lumbar_spine":
        return "AP Spine", span(one.vertebrae)
    return f"{(one.side or '').capitalize()} Hip", NAMES[one.region]


def as_csv(report: DensityReport) -> bytes:
    head = "Patient ID;Sex;Birth Date;Scan Date;Scan Type;Region;BMD (g/cm²);T-score;Z-score;Reference"
    rows = [
        ";".join(
            (
                *(report.patient or "", report.sex or "", str(report.birth_date), str(report.measured_on), *_scan(one)),
                *(_cell(value, form, comma=True) for _, value, form in _numbers(one)),
                one.reference or "",
            )
        )
        for one in report.sites
    ]
    return "".join(f"{line}\r\n" for line in (head, *rows)).encode("utf-8-sig")


def as_xml(report: DensityReport) -> bytes:
    opened = {"bmd": '<BMD unit="g/cm2">', "t_score": "<TScore>", "z_score": "<ZScore>"}
    closed = {"bmd": "</BMD>", "t_score": "</TScore>", "z_score": "</ZScore>"}
    person = f"<ID>{report.patient}</ID><Sex>{report.sex}</Sex><BirthDate>{report.birth_date}</BirthDate>"
    parts = [f"<Patient>{person}</Patient>"]
    for one in report.sites:
        scan, region = _scan(one)
        parts.append(f'<Scan date="{report.measured_on}" type="{scan}"><Region name="{region}">')
        parts += [
            f"{opened[name]}{value:{form}}{closed[name]}" for name, value, form in _numbers(one) if value is not None
        ]
        parts.append(f"<Reference>{escape(one.reference)}</Reference>" if one.reference else "")
        parts.append("</Region></Scan>")
    return f"<Export>{''.join(parts)}</Export>".encode()


def as_text(report: DensityReport) -> bytes:
    lines = [
        f"Patient ID: {report.patient}   Sex: {report.sex}",
        f"DOB: {report.birth_date:%d %B %Y}",
        f"Scan Date: {report.measured_on}",
    ]
    for one in report.sites:
        scan, region = _scan(one)
        numbers = [_cell(value, form) or "-" for _, value, form in _numbers(one)]
        lines += [scan, "Region  BMD (g/cm²)  T-score  Z-score", f"{region}  {'  '.join(numbers)}"]
        lines += [f"Reference: {one.reference}"] if one.reference else []
    return "\n".join(lines).encode() + b"\n"


def as_hl7(report: DensityReport) -> bytes:
    """For the shipped table own-codes."""
    codes = {"femoral_neck": "FN", "total_hip": "TH"}
    segments = [
        "MSH|^~\\&|DXA|T|RIS|T|20260302||ORU^R01|1|T|2.5.1|||||SWE|UNICODE UTF-8",
        f"PID|1||{report.patient}^^^^NNSWE||T^A||{report.birth_date:%Y%m%d}|{'F' if report.sex == 'female' else 'M'}",
        f"OBR|1|||DXA|||{report.measured_on:%Y%m%d}",
    ]
    for one in report.sites:
        spine = f"LS-{span(one.vertebrae).replace('-', '')}" if one.vertebrae else ""
        place = spine or f"{(one.side or '')[0].upper()}{codes[one.region]}"
        for name, value, form in _numbers(one):
            if value is not None:
                code = f"{place}-{ {'bmd': 'BMD', 't_score': 'T', 'z_score': 'Z'}[name] }"
                segments.append(f"OBX|{len(segments)}|NM|{code}^X^L||{value:{form}}||||||F")
    segments.append(f"OBX|90|ST|REF-HIP^X^L||{REFERENCE}||||||F")
    return "\r".join(segments).encode() + b"\r"


def as_fhir(report: DensityReport) -> bytes:
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": list(_entries(report))}).encode()


def _entries(report: DensityReport) -> Iterator[dict[str, Any]]:
    person = {"resourceType": "Patient", "id": "p", "gender": report.sex, "birthDate": str(report.birth_date)}
    yield {"resource": person | {"identifier": [{"value": report.patient}]}}
    codes = {
        ("lumbar_spine", None): {"bmd": "24966-4", "t_score": "38267-1", "z_score": "85394-5"},
        ("femoral_neck", "left"): {"bmd": "80954-1", "t_score": "80948-3", "z_score": "80940-0"},
        ("femoral_neck", "right"): {"bmd": "80953-3", "t_score": "80947-5", "z_score": "80939-2"},
        ("total_hip", "left"): {"bmd": "46278-8", "t_score": "80946-7", "z_score": "80938-4"},
        ("total_hip", "right"): {"bmd": "46279-6", "t_score": "80945-9", "z_score": "80937-6"},
    }
    texts = {"femoral_neck": "Femoral neck", "total_hip": "Total hip"}
    for one in report.sites:
        for name, value, _ in _numbers(one):
            if value is None:
                continue
            unit = "g/cm2" if name == "bmd" else "1"
            made = {
                "resourceType": "Observation",
                "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": codes[one.region, one.side][name]}]},
                "subject": {"reference": "Patient/p"},
                "effectiveDateTime": str(report.measured_on),
                "bodySite": {"text": texts.get(one.region) or f"Lumbar spine {span(one.vertebrae)}"},
                "valueQuantity": {"value": value, "code": unit},
                "referenceRange": [{"text": REFERENCE}],
            }
            yield {"resource": made}


def as_typed(report: DensityReport) -> bytes:
    """The form has one line for the lumbar spine."""
    fields = {"patient": report.patient, "sex": report.sex, "birth_date": str(report.birth_date)}
    fields |= {"measured_on": str(report.measured_on), "reference_hip": REFERENCE, "reference_spine": REFERENCE}
    for one in report.sites:
        spine = one.region == "lumbar_spine"
        name = "lumbar_spine" if spine else f"{one.region}_{one.side}"
        fields |= {f"{name}_{quantity}": _cell(value, form, comma=True) for quantity, value, form in _numbers(one)}
        fields |= {"vertebrae": span(one.vertebrae)} if spine else {}
    return json.dumps(fields).encode()


FORMS: dict[str, Callable[[DensityReport], bytes]] = {
    "csv": as_csv,
    "xml": as_xml,
    "text": as_text,
    "hl7": as_hl7,
    "fhir": as_fhir,
    "typed": as_typed,
}
