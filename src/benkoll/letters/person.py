"""Who the patient is, in a line: age, sex, fractures, the drug now."""

from collections.abc import Mapping

from benkoll.assess.answer import Assessment
from benkoll.errors import Lang
from benkoll.facts.registry import label, value_label
from benkoll.guideline.drugs import drug_name
from benkoll.letters.phrases import capital, joined, said
from benkoll.logic.term import Value

Known = Mapping[str, Value]
WORDS: dict[str, dict[Lang, str]] = {
    "person": {"sv": "person", "en": "person"},
    "age": {"sv": "{} {} år", "en": "{} of {}"},
    "no fracture": {"sv": "ingen fragilitetsfraktur", "en": "no fragility fracture"},
    "no drug": {"sv": "inget osteoporosläkemedel", "en": "no osteoporosis drug"},
    "since": {"sv": " sedan {}", "en": " since {}"},
    "last dose": {"sv": ", senaste dos {}", "en": ", last dose {}"},
    "before": {"sv": ", tidigare {}", "en": ", before it {}"},
}
FRACTURE_AT = {"hip": "prior_hip_fracture", "vertebra": "prior_vertebral_fracture"}
FRACTURES = ("prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture")


def title(assessment: Assessment, known: Known, lang: Lang) -> str:
    """`Kvinna 64 år · 2026-03-02 · vgr 2026.1 · id`."""
    guideline = assessment.guideline
    parts = (
        capital(who(assessment, known, lang)),
        assessment.assessment_date.isoformat(),
        f"{guideline['variant']} {guideline['version']}",
        assessment.patient_id or "",
    )
    return " · ".join(part for part in parts if part)


def who(assessment: Assessment, known: Known, lang: Lang) -> str:
    """`kvinna 64 år`."""
    sex = value_label("sex", str(known["sex"]), lang) if "sex" in known else said(WORDS, "person", lang)
    return said(WORDS, "age", lang, sex, int(assessment.findings["age_years"]))


def is_answered(assessment: Assessment, known: Known) -> bool:
    """Whether the guideline answers for this patient at all: not for a child, nor for the dead."""
    return known.get("deceased") is not True and assessment.advice("REF-PAEDIATRIC") is None


def background(known: Known, lang: Lang) -> str:
    """Fractures, and the drug now or before; what is unknown is left out."""
    return "; ".join(part for part in (_fractures(known, lang), _drug(known, lang)) if part)


def _fractures(known: Known, lang: Lang) -> str:
    """The kinds of fracture, site and date of the latest in parentheses behind its kind."""
    if all(known.get(name) is False for name in FRACTURES):
        return said(WORDS, "no fracture", lang)
    site, day = known.get("latest_fracture_site"), known.get("latest_fracture_date")
    latest = FRACTURE_AT.get(str(site), FRACTURES[-1])
    named = "" if site is None or str(site) in FRACTURE_AT else value_label("latest_fracture_site", str(site), lang)
    beside = " ".join(part for part in (named, "" if day is None else str(day)) if part)
    had = [
        label(name, lang) + (f" ({beside})" if name == latest and beside else "")
        for name in FRACTURES
        if known.get(name) is True
    ]
    return joined(had, lang)


def _drug(known: Known, lang: Lang) -> str:
    drug, before = known.get("osteoporosis_drug"), known.get("previous_osteoporosis_drug")
    if drug is None:
        return ""
    words = said(WORDS, "no drug", lang) if drug == "none" else drug_name(str(drug), lang)
    if "drug_start_date" in known and drug != "none":
        words += said(WORDS, "since", lang, known["drug_start_date"])
    if "last_dose_date" in known and drug != "none":
        words += said(WORDS, "last dose", lang, known["last_dose_date"])
    if before not in (None, "none"):
        words += said(WORDS, "before", lang, drug_name(str(before), lang))
    return words
