"""One assessment as text for the record, in markdown: what was assessed, what was found, the plan, and its sources."""

from collections.abc import Collection, Iterator, Mapping

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
        "sv": "Källa: RMR Osteoporos, Västra Götaland, {}; Benkoll, variant {} {}. "
        "Märkt (tolkning): vår läsning av riktlinjen. Beslutsstöd som inte ersätter klinisk bedömning.",
        "en": "Source: the regional guideline Osteoporos, Västra Götaland, {}; Benkoll, variant {} {}. "
        "Marked (reading): how we read the guideline. Supports a decision, and does not replace clinical judgement.",
    },
}


def record_text(assessment: Assessment, known: Mapping[str, Value], lang: Lang) -> list[str]:
    """The lines of the text; `known`: the facts of the patient, assumptions included."""
    return list(_lines(Told(assessment, known, lang)))


def _lines(told: "Told") -> Iterator[str]:
    patient, day = told.assessment.patient_id, told.assessment.assessment_date
    yield told.word("heading", day) + (told.word("of", patient) if patient else "")
    yield from ("", told.word("background", told.background()))
    if told.is_answered():
        yield from ("", told.word("assessment", told.found()))
    groups = dict.fromkeys(GROUPS.values())
    plan = [line for group in groups for line in told.plan(group) + (told.drug() if group == "treat" else [])]
    if plan:
        yield from ("", told.word("plan"), "", *(f"- {line}" for line in plan))
    possible = told.possible()
    if possible:
        yield from ("", told.word("perhaps"), "", *(f"- {line}" for line in possible))
    doubts = {"borderline": found.borderline, "assumed": found.assumptions}
    for key, words_of in doubts.items():
        words = words_of(told.assessment.findings, told.lang)
        if words:
            yield from ("", told.word(key, words))
    yield from ("", f"*{told.source()}*")


def _sentences(*parts: str) -> str:
    return " ".join(f"{capital(part)}." for part in parts if part)


class Told:
    """One assessment, part by part; a reason that several advices have is told with the first that is asked for."""

    def __init__(self, assessment: Assessment, known: Mapping[str, Value], lang: Lang) -> None:
        self.assessment = assessment
        self.known = known
        self.lang: Lang = lang
        self.word = speaker(WORDS, lang)
        self._findings = assessment.findings
        self._shown = shown_advice(assessment)
        self._told: set[str] = set()

    def is_answered(self) -> bool:
        """Whether the guideline answers for this patient at all."""
        return person.is_answered(self.assessment, self.known)

    def background(self) -> str:
        """Who the patient is, fractures and drug, in sentences."""
        return _sentences(person.who(self.assessment, self.known, self.lang), person.background(self.known, self.lang))

    def treatment(self) -> str:
        """Whether a drug is indicated, and on which grounds."""
        based_on = sources(self._findings["treatment_indicated"]["grounds"])
        return f"{found.treatment(self._findings, self.lang)} {based_on}".rstrip()

    def found(self) -> str:
        """What was found, in sentences."""
        findings, lang = self._findings, self.lang
        said_of = (
            self.word("diagnosis", found.diagnosis(findings, lang)),
            self.word("risk", found.risk(findings, lang)),
            self.word("treatment", self.treatment()),
            _sentences(found.body(findings, lang), found.laboratory(findings, lang)),
        )
        return " ".join(part for part in said_of if part)

    def plan(self, *groups: str, but: Collection[str] = ()) -> list[str]:
        """What is recommended of these groups (`letters.shown`), group by group, save these codes."""
        told = (one for group in groups for one in self._recommended() if group_of(one.code) == group)
        return [self._advice(one) for one in told if one.code not in but]

    def _recommended(self) -> list[Advice]:
        return [one for one in self._shown if one.status == "recommended"]

    def drug(self) -> list[str]:
        """The first choice or why there is none yet, the alternatives, and what is excluded."""
        findings, lang = self._findings, self.lang
        held, chosen = found.withheld(findings, lang), found.first_choice(findings, lang)
        if not (held or chosen) or not self._recommended():
            return []
        beside = {"alternatives": found.alternatives(findings, lang), "excluded": found.excluded(findings, lang)}
        first = self.word("no drug", held) if held else self.word("drug", chosen)
        return [first, *(self.word(key, words) for key, words in beside.items() if words)]

    def possible(self) -> list[str]:
        """What can become relevant, and what it hangs on."""
        return [self._advice(one) for one in self._shown if one.status == "possible"]

    def source(self) -> str:
        """The guideline with the statements that are stood on, the variant, and what a reading is."""
        ids = sources(one for advice in self._shown for one in self._grounds(advice)).strip("[]")
        guideline = self.assessment.guideline
        return self.word("source", ids, guideline["variant"], guideline["version"])

    def _grounds(self, advice: Advice) -> list[str]:
        return grounds(advice, self._findings["treatment_indicated"]["grounds"])

    def _advice(self, advice: Advice) -> str:
        told = told_reasons(advice, self.lang)
        parts = [words for key, words in told.items() if key not in self._told]
        self._told.update(told)
        parts += details(advice, self.assessment.assessment_date, self.lang)
        if advice.missing:
            parts.append(self.word("hangs on", facts(advice.missing, self.lang)))
        tail = " ".join((sources(self._grounds(advice)), READING[self.lang] if advice.reading else "")).rstrip()
        return capital(advice.words) + (f": {'; '.join(parts)}" if parts else "") + f" {tail}"
