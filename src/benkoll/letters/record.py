"""One assessment as text for the record, in markdown: what was assessed, what was found, the plan, and its sources."""

from collections.abc import Iterator, Mapping

from benkoll.assess.answer import Advice, Assessment
from benkoll.errors import Lang
from benkoll.letters import findings as found
from benkoll.letters import person
from benkoll.letters.details import details
from benkoll.letters.phrases import READING, capital, facts, said, sources
from benkoll.letters.shown import shown_advice
from benkoll.logic.term import Value

WORDS: dict[str, dict[Lang, str]] = {
    "heading": {"sv": "### Osteoporosbedömning {}", "en": "### Osteoporosis assessment {}"},
    "of": {"sv": " – {}", "en": " – {}"},
    "background": {"sv": "**Bakgrund:** {}", "en": "**Background:** {}"},
    "assessment": {"sv": "**Bedömning:** {}", "en": "**Assessment:** {}"},
    "risk": {"sv": "Frakturrisk: {}.", "en": "Fracture risk: {}."},
    "diagnosis": {"sv": "Diagnos: {}.", "en": "Diagnosis: {}."},
    "treatment": {"sv": "Läkemedel mot osteoporos: {}.", "en": "A drug for osteoporosis: {}."},
    "plan": {"sv": "**Plan:**", "en": "**Plan:**"},
    "drug": {"sv": "Förstahandsval: {}.", "en": "First choice: {}."},
    "no drug": {"sv": "Inget läkemedel ännu: {}.", "en": "No drug yet: {}."},
    "alternatives": {"sv": "Alternativ: {}.", "en": "Alternatives: {}."},
    "excluded": {"sv": "Uteslutet: {}.", "en": "Excluded: {}."},
    "perhaps": {"sv": "**Kan bli aktuellt:**", "en": "**May become relevant:**"},
    "hangs on": {"sv": "hänger på {}", "en": "hangs on {}"},
    "assumed": {"sv": "**Antaget:** {}.", "en": "**Assumed:** {}."},
    "borderline": {"sv": "**Nära en gräns:** {}.", "en": "**Close to a limit:** {}."},
    "source": {
        "sv": "*Källa: RMR Osteoporos, Västra Götaland, {}; Benkoll, variant {} {}. "
        "Märkt (tolkning): vår läsning av riktlinjen. Beslutsstöd som inte ersätter klinisk bedömning.*",
        "en": "*Source: the regional guideline Osteoporos, Västra Götaland, {}; Benkoll, variant {} {}. "
        "Marked (reading): how we read the guideline. Supports a decision, and does not replace clinical judgement.*",
    },
}


def record_text(assessment: Assessment, known: Mapping[str, Value], lang: Lang) -> list[str]:
    """The lines of the text; `known`: the facts of the patient, assumptions included."""
    return list(_lines(assessment, known, lang))


def _lines(assessment: Assessment, known: Mapping[str, Value], lang: Lang) -> Iterator[str]:
    patient = assessment.patient_id
    heading = said(WORDS, "heading", lang, assessment.assessment_date)
    yield heading + (said(WORDS, "of", lang, patient) if patient else "")
    yield ""
    told = _sentences(person.who(assessment, known, lang), person.background(known, lang))
    yield said(WORDS, "background", lang, told)
    if person.is_answered(assessment, known):
        yield from _found(assessment, lang)
    shown = shown_advice(assessment)
    yield from _plan(assessment, [advice for advice in shown if advice.status == "recommended"], "plan", lang)
    yield from _plan(assessment, [advice for advice in shown if advice.status == "possible"], "perhaps", lang)
    yield from _doubts(assessment, lang)
    ids = sources(one for advice in shown for one in advice.statements).strip("[]")
    guideline = assessment.guideline
    yield ""
    yield said(WORDS, "source", lang, ids, guideline["variant"], guideline["version"])


def _sentences(*parts: str) -> str:
    return " ".join(f"{capital(part)}." for part in parts if part)


def _found(assessment: Assessment, lang: Lang) -> Iterator[str]:
    findings = assessment.findings
    grounds = sources(findings["treatment_indicated"]["grounds"])
    said_of = (
        said(WORDS, "diagnosis", lang, found.diagnosis(findings, lang)),
        said(WORDS, "risk", lang, found.risk(findings, lang)),
        said(WORDS, "treatment", lang, f"{found.treatment(findings, lang)} {grounds}".rstrip()),
        _sentences(found.body(findings, lang), found.laboratory(findings, lang)),
    )
    yield ""
    yield said(WORDS, "assessment", lang, " ".join(part for part in said_of if part))


def _plan(assessment: Assessment, advice: list[Advice], key: str, lang: Lang) -> Iterator[str]:
    if not advice:
        return
    yield ""
    yield said(WORDS, key, lang)
    yield ""
    for one in advice:
        yield f"- {_advice(one, assessment, lang)}"
    if key == "plan":
        yield from (f"- {line}" for line in _drug(assessment, lang))


def _advice(advice: Advice, assessment: Assessment, lang: Lang) -> str:
    parts = [one.words for one in advice.because if one.value is True]
    parts += details(advice, assessment.assessment_date, lang)
    if advice.missing:
        parts.append(said(WORDS, "hangs on", lang, facts(advice.missing, lang)))
    tail = f" {sources(advice.statements)}" + (f" {READING[lang]}" if advice.reading else "")
    return capital(advice.words) + (f": {'; '.join(parts)}" if parts else "") + tail


def _drug(assessment: Assessment, lang: Lang) -> Iterator[str]:
    findings = assessment.findings
    held, chosen = found.withheld(findings, lang), found.first_choice(findings, lang)
    if not held and not chosen:
        return
    yield said(WORDS, "no drug", lang, held) if held else said(WORDS, "drug", lang, chosen)
    beside = {"alternatives": found.alternatives(findings, lang), "excluded": found.excluded(findings, lang)}
    yield from (said(WORDS, key, lang, words) for key, words in beside.items() if words)


def _doubts(assessment: Assessment, lang: Lang) -> Iterator[str]:
    findings = assessment.findings
    doubts = {"borderline": found.borderline(findings, lang), "assumed": found.assumptions(findings, lang)}
    for key, words in doubts.items():
        if words:
            yield ""
            yield said(WORDS, key, lang, words)
