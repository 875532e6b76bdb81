"""Who the patient is, in a line: age, sex, fractures, the drug now."""

from collections.abc import Mapping

from benkoll.assess.answer import Assessment
from benkoll.errors import Lang
from benkoll.facts.registry import value_label
from benkoll.guideline.drugs import drug_name
from benkoll.letters.phrases import capital, facts, said
from benkoll.logic.term import Value

Known = Mapping[str, Value]
WORDS: dict[str, dict[Lang, str]] = {
    "person": {"sv": "person", "en": "person"},
    "age": {"sv": "{} {} år", "en": "{} of {}"},
    "assessed": {"sv": "bedömd {}", "en": "assessed {}"},
    "guideline": {"sv": "riktlinje {} {}", "en": "guideline {} {}"},
    "fracture": {"sv": "senaste fraktur {} {}", "en": "latest fracture {} {}"},
    "fracture undated": {"sv": "senaste fraktur {}", "en": "latest fracture {}"},
    "no fracture": {"sv": "ingen fragilitetsfraktur", "en": "no fragility fracture"},
    "no drug": {"sv": "inget osteoporosläkemedel", "en": "no osteoporosis drug"},
    "since": {"sv": " sedan {}", "en": " since {}"},
    "last dose": {"sv": ", senaste dos {}", "en": ", last dose {}"},
    "before": {"sv": ", tidigare {}", "en": ", before it {}"},
}
FRACTURES = ("prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture")


def title(assessment: Assessment, known: Known, lang: Lang) -> str:
    """`Kvinna 64 år · id · bedömd 2026-03-02 · riktlinje vgr 1`."""
    guideline = assessment.guideline
    parts = (
        capital(who(assessment, known, lang)),
        assessment.patient_id or "",
        said(WORDS, "assessed", lang, assessment.assessment_date),
        said(WORDS, "guideline", lang, guideline["variant"], guideline["version"]),
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
    had = [name for name in FRACTURES if known.get(name) is True]
    if not had:
        none = all(known.get(name) is False for name in FRACTURES)
        return said(WORDS, "no fracture", lang) if none else ""
    words = facts(had, lang)
    if "latest_fracture_site" not in known:
        return words
    site = value_label("latest_fracture_site", str(known["latest_fracture_site"]), lang)
    key = "fracture" if "latest_fracture_date" in known else "fracture undated"
    return f"{words}, {said(WORDS, key, lang, site, known.get('latest_fracture_date'))}"


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
