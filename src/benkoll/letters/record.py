"""One assessment as text for the record, in markdown: what was assessed, what was found, the plan, and its sources."""

from collections.abc import Iterator, Mapping

from benkoll.assess.answer import Advice, Assessment
from benkoll.errors import Lang
from benkoll.letters import findings as found
from benkoll.letters import person
from benkoll.letters.details import details, grounds, told_reasons
from benkoll.letters.phrases import READING, capital, facts, sources, speaker
from benkoll.letters.shown import GROUPS, group_of, shown_advice
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
    "hangs on": {"sv": "avgörs av: {}", "en": "hangs on: {}"},
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
    return list(_Record(assessment, known, lang).lines())


def _sentences(*parts: str) -> str:
    return " ".join(f"{capital(part)}." for part in parts if part)


class _Record:
    def __init__(self, assessment: Assessment, known: Mapping[str, Value], lang: Lang) -> None:
        self.assessment = assessment
        self.findings = assessment.findings
        self.known = known
        self.lang: Lang = lang
        self._word = speaker(WORDS, lang)
        self.shown = shown_advice(assessment)
        self.told: set[str] = set()

    def lines(self) -> Iterator[str]:
        patient, guideline = self.assessment.patient_id, self.assessment.guideline
        yield self._word("heading", self.assessment.assessment_date) + (self._word("of", patient) if patient else "")
        told = person.who(self.assessment, self.known, self.lang), person.background(self.known, self.lang)
        yield from ("", self._word("background", _sentences(*told)))
        if person.is_answered(self.assessment, self.known):
            yield from ("", self._word("assessment", self._found()))
        yield from self._plan()
        possible = [advice for advice in self.shown if advice.status == "possible"]
        if possible:
            yield from ("", self._word("perhaps"), "", *(f"- {self._advice(advice)}" for advice in possible))
        yield from self._doubts()
        ids = sources(one for advice in self.shown for one in self._grounds(advice)).strip("[]")
        yield from ("", self._word("source", ids, guideline["variant"], guideline["version"]))

    def _grounds(self, advice: Advice) -> list[str]:
        return grounds(advice, self.findings["treatment_indicated"]["grounds"])

    def _found(self) -> str:
        findings, lang = self.findings, self.lang
        based_on = sources(findings["treatment_indicated"]["grounds"])
        said_of = (
            self._word("diagnosis", found.diagnosis(findings, lang)),
            self._word("risk", found.risk(findings, lang)),
            self._word("treatment", f"{found.treatment(findings, lang)} {based_on}".rstrip()),
            _sentences(found.body(findings, lang), found.laboratory(findings, lang)),
        )
        return " ".join(part for part in said_of if part)

    def _plan(self) -> Iterator[str]:
        recommended = [advice for advice in self.shown if advice.status == "recommended"]
        if not recommended:
            return
        yield from ("", self._word("plan"), "")
        for group in dict.fromkeys(GROUPS.values()):
            yield from (f"- {self._advice(one)}" for one in recommended if group_of(one.code) == group)
            if group == "treat":
                yield from (f"- {line}" for line in self._drug())

    def _drug(self) -> Iterator[str]:
        findings, lang = self.findings, self.lang
        held, chosen = found.withheld(findings, lang), found.first_choice(findings, lang)
        if held or chosen:
            yield self._word("no drug", held) if held else self._word("drug", chosen)
            beside = {"alternatives": found.alternatives(findings, lang), "excluded": found.excluded(findings, lang)}
            yield from (self._word(key, words) for key, words in beside.items() if words)

    def _advice(self, advice: Advice) -> str:
        told = told_reasons(advice, self.lang)
        parts = [words for key, words in told.items() if key not in self.told]
        self.told.update(told)
        parts += details(advice, self.assessment.assessment_date, self.lang)
        if advice.missing:
            parts.append(self._word("hangs on", facts(advice.missing, self.lang)))
        tail = " ".join((sources(self._grounds(advice)), READING[self.lang] if advice.reading else "")).rstrip()
        return capital(advice.words) + (f": {'; '.join(parts)}" if parts else "") + f" {tail}"

    def _doubts(self) -> Iterator[str]:
        findings, lang = self.findings, self.lang
        doubts = {"borderline": found.borderline(findings, lang), "assumed": found.assumptions(findings, lang)}
        for key, words in doubts.items():
            if words:
                yield from ("", self._word(key, words))
