"""Messages of visits in each form, as hospital systems send them; the people are from Skatteverket's test range."""

import json
from typing import Any

from benkoll.exchange.visits.read import read_messages
from benkoll.exchange.visits.visit import Message, Refused

HEADER = "message_id;person_id;name;sex;date;unit;ward;diagnosis_codes;external_cause_codes"
ROW = "m1;19500907-2553;Åsa Öberg;K;2026-03-02;Ortopedi Mölndal;Avd 203;S72.00;W01.9"
PERSON = "PID|1||195009072553^^^&1.2.752.129.2.1.3.1&ISO^PNR~AB12^^^SU^MR||Öberg^Åsa^Maria^^^^L||19500907|F|||{address}"
ADDRESS = "Storgatan 1^^Göteborg^^41101"
STAY = "PV1|1|I|AVD203^12^1^SU Mölndal" + "|" * 16 + "V4711" + "|" * 25 + "20260302083000|20260305"
ICD10 = "http://hl7.org/fhir/sid/icd-10-se"
KVA = "urn:oid:1.2.752.116.1.3.2.1.4"
SCT = "http://snomed.info/sct"
PERSONNUMMER = "http://electronichealth.se/identifier/personnummer"


def read(data: bytes | str, name: str = "f") -> list[Message | Refused]:
    """Everything in the file."""
    return list(read_messages(data.encode() if isinstance(data, str) else data, name))


def one(data: bytes | str) -> Message:
    """The one message of the file, which can be used."""
    (found,) = read(data)
    assert isinstance(found, Message), found
    return found


def refused(data: bytes | str) -> list[str]:
    """What is wrong with the one message of the file, in English; alone it is refused for the same."""
    (found,) = read(data)
    assert isinstance(found, Refused), found
    (again,) = read(found.raw)
    assert isinstance(again, Refused)
    assert [problem.en for problem in again.problems] == [problem.en for problem in found.problems]
    return [problem.said("en") for problem in found.problems]


def table(*rows: str, header: str = HEADER) -> str:
    """A CSV of these rows."""
    return "\r\n".join((header, *rows)) + "\r\n"


def hl7(*segments: str, kind: str = "ADT^A03", message_id: str = "M1", charset: str = "UNICODE UTF-8") -> str:
    """A message: MSH, the patient and these segments."""
    head = f"MSH|^~\\&|MELIOR|SU|BENKOLL|VGR|20260305101500||{kind}|{message_id}|P|2.5.1||||||{charset}"
    patient = () if any(segment.startswith("PID") for segment in segments) else (PERSON.format(address=ADDRESS),)
    return "\r".join((head, *patient, *segments)) + "\r"


def diagnosis(code: str, system: str = "ICD-10-SE", more: str = "||20260302|F") -> str:
    """DG1 of one code."""
    return f"DG1|1||{code}^^{system}{more}"


def patient(**more: Any) -> dict[str, Any]:
    """A Patient."""
    return {
        "resourceType": "Patient",
        "id": "p",
        "identifier": [{"system": PERSONNUMMER, "value": "195009072553"}],
        "name": [{"use": "official", "given": ["Åsa"], "family": "Öberg"}],
        "gender": "female",
        "birthDate": "1950-09-07",
        "address": [{"line": ["Storgatan 1"], "postalCode": "41101", "city": "Göteborg"}],
        **more,
    }


def encounter(**more: Any) -> dict[str, Any]:
    """An Encounter: three days in hospital."""
    return {
        "resourceType": "Encounter",
        "id": "e",
        "identifier": [{"value": "V4711"}],
        "status": "finished",
        "class": {"code": "IMP"},
        "subject": {"reference": "Patient/p"},
        "period": {"start": "2026-03-02T08:30:00+01:00", "end": "2026-03-05"},
        "serviceProvider": {"display": "Ortopedi Mölndal"},
        "location": [{"location": {"display": "Avd 203"}}],
        **more,
    }


def condition(code: str, **more: Any) -> dict[str, Any]:
    """A Condition of the encounter."""
    return {
        "resourceType": "Condition",
        "id": code.replace(".", "-"),
        "subject": {"reference": "Patient/p"},
        "encounter": {"reference": "Encounter/e"},
        "code": {"coding": [{"system": ICD10, "code": code}]},
        **more,
    }


def coding(system: str, code: str) -> dict[str, Any]:
    """A CodeableConcept."""
    return {"coding": [{"system": system, "code": code}]}


def procedure(code: str, side: str, **more: Any) -> dict[str, Any]:
    """A Procedure in the encounter."""
    return {
        "resourceType": "Procedure",
        "id": f"{code}{side}",
        "status": "completed",
        "subject": {"reference": "Patient/p"},
        "encounter": {"reference": "Encounter/e"},
        "code": coding(KVA, code),
        "bodySite": [coding(SCT, side)],
        **more,
    }


def report(conclusion: str, **more: Any) -> dict[str, Any]:
    """A report of radiology."""
    return {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2026-03-02",
        "conclusion": conclusion,
        **more,
    }


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A Bundle of these."""
    entries = [{"resource": resource} for resource in resources]
    identifier = {"system": "https://sending.example/messages", "value": "B1"}
    return {"resourceType": "Bundle", "type": "collection", "identifier": identifier, "entry": entries, **more}


def text(*bundles: dict[str, Any]) -> str:
    """The bundles, one a line."""
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in bundles)
