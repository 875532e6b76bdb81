"""The parts of an answer as FHIR R4 proposes them: orders, drugs, warnings, risk; each with its reasons."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benkoll.assess.answer import Advice, Assessment
from benkoll.errors import Lang
from benkoll.exchange.codes.tables import rows
from benkoll.facts.registry import label, registry
from benkoll.guideline.drugs import drug_name

Made = dict[str, Any]

RECOMMENDATION, STATEMENT, PATIENT = "urn:benkoll:recommendation", "urn:benkoll:statement", "urn:benkoll:patient_id"
"""Systems of our own codes."""
UCUM = "http://unitsofmeasure.org"

ORDERED = ("INV-", "REF-", "FU-")
"""Advice that someone must order or book: a ServiceRequest."""
WARNED = "ALERT-"
PATHWAYS = ("TX-CONSIDER", "TX-SWITCH", "TX-FOLLOW-ON")
"""Advice that a first choice belongs to."""
SUPPLEMENT = "SUPP-CAD"
BONE_DENSITY = ("INV-DXA", "FU-DXA")
SEVERE = ("ALERT-DRUG", "ALERT-LATE-DOSE")

TEXTS: dict[str, tuple[str, str]] = {
    "depends": ("möjligt, hänger på: {}", "possible, depends on: {}"),
    "possible": ("benuppbyggande läkemedel som är möjliga: {}", "bone-building drugs that are possible: {}"),
    "excluded": ("benuppbyggande läkemedel som är uteslutna: {}", "bone-building drugs that are excluded: {}"),
    "provisional": (
        "PRELIMINÄRT: valet kan bli ett annat. Ta först reda på: {}",
        "PROVISIONAL: the choice may become another. First find out: {}",
    ),
    "await": (
        "Osteoporosmottagningen bör avgöra först (REF-CLINIC); detta är läkemedlet om den inte kan nås i tid.",
        "The osteoporosis clinic should decide first (REF-CLINIC); this is the drug if it cannot be had in time.",
    ),
    "not before": ("Tidigast {}.", "Not before {}."),
    "withheld": ("Inget läkemedel ännu: {}", "No drug yet: {}"),
    "afterwards": ("därefter {}", "afterwards {}"),
    "calcium": ("kalcium {} mg och vitamin D {} IE dagligen", "calcium {} mg and vitamin D {} IU daily"),
    "vitamin d": ("vitamin D {} IE dagligen", "vitamin D {} IU daily"),
    "major": ("större osteoporosfraktur inom 10 år", "major osteoporotic fracture within 10 years"),
    "hip": ("höftfraktur inom 10 år", "hip fracture within 10 years"),
    "official": ("FRAX, som angivet", "FRAX, as entered"),
    "estimate": ("uppskattad av Benkoll, inte FRAX", "estimated by Benkoll, not FRAX"),
    "interval": ("osäkerhet {} till {} %", "uncertainty {} to {} %"),
    "stale": ("inte längre aktuell", "no longer current"),
    "years": ("år", "years"),
}


def spoken(texts: Mapping[str, tuple[str, str]], key: str, lang: Lang, *parts: object) -> str:
    """One of such texts in the language."""
    return texts[key][lang == "en"].format(*parts)


def said(key: str, lang: Lang, *parts: object) -> str:
    """One of the texts in the language."""
    return spoken(TEXTS, key, lang, *parts)


def labels(names: Iterable[str], lang: Lang) -> str:
    """Facts by what they are called; a name that is no fact as it stands."""
    return ", ".join(label(name, lang) if name in registry() else name for name in names)


def coded(system: str, code: str, text: str | None = None, *more: Made) -> Made:
    """A CodeableConcept."""
    return {"coding": [{"system": system, "code": code}, *more], **({"text": text} if text else {})}


def grounds(advice: Advice) -> list[tuple[str, tuple[str, ...]]]:
    """Why: each criterion in words with the statements that it stands on; those of the advice where it has none."""
    told = [(one.words, one.statements) for one in advice.because if one.words]
    return told or [(advice.words, advice.statements)]


def reasons(advice: Advice) -> list[Made]:
    """The grounds as CodeableConcepts."""
    return [
        {"text": words, **some("coding", [{"system": STATEMENT, "code": one} for one in statements])}
        for words, statements in grounds(advice)
    ]


def notes(advice: Advice, lang: Lang) -> list[str]:
    """What else must be known with the advice: reasons, its own words, what it hangs on, how it was read."""
    details = advice.details
    told = [f"{one['reason']} [{one['source']}]" for one in details.get("reasons", ())]
    for kind, drugs in details.get("bone_building", {}).items():
        told += [said(kind, lang, ", ".join(drug_name(drug, lang) for drug in drugs))] if drugs else []
    told += [details["words"]] if details.get("words") else []
    told += [said("depends", lang, labels(advice.missing, lang))] if advice.status == "possible" else []
    return [*told, *([advice.reading] if advice.reading else [])]


def some(element: str, values: Sequence[object]) -> Made:
    """An element that repeats; FHIR knows no empty list, so it is absent where there is nothing."""
    return {element: list(values)} if values else {}


def annotations(texts: Sequence[str]) -> Made:
    """A `note` element."""
    return some("note", [{"text": text} for text in texts])


def order(advice: Advice, patient: Made, day: str, lang: Lang) -> Made:
    """ServiceRequest: an examination, a referral, a check to be booked."""
    density = [{"system": address("snomed"), "code": "312681000"}] if advice.code in BONE_DENSITY else []
    details = advice.details
    wanted = [_analysis(fact, lang) for fact in (*details.get("lacking", ()), *details.get("check_before", ()))]
    return {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "proposal",
        "priority": "urgent" if details.get("urgent") else "routine",
        "code": coded(RECOMMENDATION, advice.code, advice.words, *density),
        **some("orderDetail", wanted),
        "subject": patient,
        "authoredOn": day,
        **({"occurrenceDateTime": details["due"]} if details.get("due") else {}),
        "reasonCode": reasons(advice),
        **annotations(notes(advice, lang)),
    }


def _analysis(fact: str, lang: Lang) -> Made:
    """A fact to find out, with the code of its analysis or measurement where there is one."""
    row = next((row for row in rows("observations") if row["reads"] == fact), None)
    code = {} if row is None else {"coding": [{"system": address(row["system"]), "code": row["code"]}]}
    return {**code, "text": labels([fact], lang)}


def address(system: str) -> str:
    """The address by which we write a system: the first in its table."""
    return next(row["uri"] for row in rows("systems") if row["system"] == system)


def first_choice(assessment: Assessment, advice: Advice, patient: Made, day: str, lang: Lang) -> Made:
    """MedicationRequest: the drug that comes first, proposed; provisional where it is, and it says so."""
    choice = assessment.findings["first_choice"]
    told = [said("provisional", lang, labels(choice["missing"], lang))] if choice["provisional"] else []
    told += [said("await", lang)] if choice["await"] else []
    told += [said("not before", lang, choice["not_before"])] if choice["not_before"] else []
    dose = re.match(r"([0-9]+(?:[.,][0-9]+)?) mg$", choice["dose"])
    instruction: Made = {
        "text": ", ".join((choice["dose"], choice["route"], choice["interval"])),
        "route": {"text": choice["route"]},
    }
    if dose:
        mg = {"value": float(dose[1].replace(",", ".")), "unit": "mg", "system": UCUM, "code": "mg"}
        instruction["doseAndRate"] = [{"doseQuantity": mg}]
    if choice["not_before"]:
        instruction["timing"] = {"repeat": {"boundsPeriod": {"start": choice["not_before"]}}}
    return _medication(choice["drug"], drug_name(choice["drug"], lang), instruction, advice, patient, day, told)


def supplement(advice: Advice, patient: Made, day: str, lang: Lang) -> Made:
    """MedicationRequest: calcium and vitamin D, or vitamin D alone where calcium must not be given."""
    calcium, vitamin = (f"{advice.details[part]:g}" for part in ("calcium_mg_day", "vitamin_d_iu_day"))
    given = calcium != "0"
    text = said("calcium", lang, calcium, vitamin) if given else said("vitamin d", lang, vitamin)
    reads = "calcium_vitamin_d" if given else "vitamin_d"
    return _medication(reads, text, {"text": text}, advice, patient, day, notes(advice, lang))


def _medication(
    reads: str, name: str, instruction: Made, advice: Advice, patient: Made, day: str, told: Sequence[str]
) -> Made:
    shortest = min((row["code"] for row in rows("drugs") if row["reads"] == reads), key=lambda code: (len(code), code))
    return {
        "resourceType": "MedicationRequest",
        "status": "draft",
        "intent": "proposal",
        "medicationCodeableConcept": coded(address("atc"), shortest, name),
        "subject": patient,
        "authoredOn": day,
        "reasonCode": reasons(advice),
        "dosageInstruction": [instruction],
        **annotations(told),
    }


def warning(advice: Advice, patient: Made, day: str, lang: Lang) -> Made:
    """DetectedIssue: something about the present treatment that must be heeded."""
    return {
        "resourceType": "DetectedIssue",
        "status": "final" if advice.status == "recommended" else "preliminary",
        "code": coded(RECOMMENDATION, advice.code, advice.words),
        "severity": "high" if advice.code in SEVERE else "moderate",
        "patient": patient,
        "identifiedDateTime": day,
        "evidence": [{"code": reasons(advice)}],
        "detail": ". ".join((advice.words, *notes(advice, lang))),
    }


def risk(assessment: Assessment, patient: Made, day: str, lang: Lang) -> Made | None:
    """RiskAssessment: the probability of fracture that the answer stands on; None where none is known."""
    found = assessment.findings["fracture_risk"]
    if not found:
        return None
    ten_years = {"value": 10, "unit": said("years", lang), "system": UCUM, "code": "a"}
    predictions = [
        {
            "outcome": {"text": said(kind, lang)},
            "probabilityDecimal": found[f"{kind}_percent"],
            "whenRange": {"high": ten_years},
        }
        for kind in ("major", "hip")
        if found[f"{kind}_percent"] is not None
    ]
    told = [said("interval", lang, *found["interval"])] if found.get("interval") else []
    told += [said("stale", lang)] if found.get("stale") else []
    return {
        "resourceType": "RiskAssessment",
        "status": "final",
        "method": {"text": said(found["source"], lang)},
        "subject": patient,
        "occurrenceDateTime": day,
        **some("prediction", predictions),
        **annotations(told),
    }
