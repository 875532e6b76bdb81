"""One assessment on one screen of 80 x 45: what was found, what to do in order of weight, why, and what is missing.

Where the whole does not fit, lists are cut shorter, then the reasons of what is done in any case are left out; nothing
that is recommended is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from benkoll.assess.answer import Advice, Assessment
from benkoll.assess.ask import FIRST_CHOICE, Question, open_questions
from benkoll.errors import Lang
from benkoll.letters import findings as found
from benkoll.letters import person
from benkoll.letters.details import details
from benkoll.letters.lines import Line, Style, hang
from benkoll.letters.phrases import READING, capital, facts, joined, said, some, sources
from benkoll.letters.shown import shown_advice
from benkoll.logic.term import Value

HEIGHT = 45
LABEL = 13  # the width of the labels on the left
GROUPS = {
    "now": ("ALERT", "SUS"),
    "treat": ("TX", "SUPP"),
    "refer": ("REF",),
    "investigate": ("INV",),
    "follow": ("FU",),
}
IN_ANY_CASE = ("investigate", "follow")
WORDS: dict[str, dict[Lang, str]] = {
    "now": {"sv": "GÖR NU", "en": "ACT NOW"},
    "treat": {"sv": "BEHANDLA", "en": "TREAT"},
    "refer": {"sv": "REMITTERA", "en": "REFER"},
    "investigate": {"sv": "UTRED", "en": "INVESTIGATE"},
    "follow": {"sv": "FÖLJ UPP", "en": "FOLLOW UP"},
    "background": {"sv": "Bakgrund", "en": "Background"},
    "risk": {"sv": "Risk", "en": "Risk"},
    "diagnosis": {"sv": "Diagnos", "en": "Diagnosis"},
    "treatment": {"sv": "Behandling", "en": "Treatment"},
    "laboratory": {"sv": "Lab", "en": "Laboratory"},
    "borderline": {"sv": "Gränsfall", "en": "Borderline"},
    "drug": {"sv": "Läkemedel", "en": "Drug"},
    "no drug": {"sv": "inget ännu: {}", "en": "none yet: {}"},
    "alternatives": {"sv": "Annars", "en": "Otherwise"},
    "excluded": {"sv": "Uteslutet", "en": "Excluded"},
    "perhaps": {"sv": "kanske: {}", "en": "perhaps: {}"},
    "hangs on": {"sv": "hänger på {}", "en": "hangs on {}"},
    "self": {"sv": "Egenvård", "en": "Self-care"},
    "missing": {"sv": "Saknas", "en": "Missing"},
    "could change": {"sv": "{} (kan ändra {})", "en": "{} (could change {})"},
    "folded": {"sv": "Också möjligt", "en": "Also possible"},
    "settled by": {"sv": "{}; avgörs mest av {}", "en": "{}; settled mostly by {}"},
    "assumed": {"sv": "Antaget", "en": "Assumed"},
    "nothing": {"sv": "Inga råd: patienten är avliden.", "en": "No advice: the patient is deceased."},
    "foot": {
        "sv": "(tolkning): vår läsning. Varför: benkoll why FIL KOD. Ersätter inte bedömning.",
        "en": "(reading): ours. Why: benkoll why FILE CODE. No substitute for judgement.",
    },
}
TOPICS: dict[str, dict[Lang, str]] = {
    FIRST_CHOICE: {"sv": "läkemedelsval", "en": "choice of drug"},
    "TX": {"sv": "behandling", "en": "treatment"},
    "ALERT": {"sv": "varning", "en": "warnings"},
    "REF": {"sv": "remiss", "en": "referral"},
    "SUS": {"sv": "misstanke", "en": "suspicions"},
    "SUPP": {"sv": "tillskott", "en": "supplements"},
    "INV": {"sv": "utredning", "en": "investigation"},
    "FU": {"sv": "uppföljning", "en": "follow-up"},
    "SELF": {"sv": "egenvård", "en": "self-care"},
}


@dataclass(frozen=True, slots=True)
class Room:
    """How much is said: items of a list, questions, and whether what is done in any case has its reasons."""

    items: int
    questions: int
    reasons: bool


ROOMS = (Room(8, 5, True), Room(5, 4, True), Room(4, 3, False), Room(2, 2, False), Room(1, 1, False))


def screen(assessment: Assessment, known: Mapping[str, Value], lang: Lang) -> list[Line]:
    """The lines of the screen; `known`: the facts of the patient, assumptions included."""
    shown: list[Line] = []
    for room in ROOMS:
        shown = list(_Screen(assessment, known, lang, room).lines())
        if len(shown) <= HEIGHT:
            break
    return shown


def topics(question: Question, lang: Lang) -> list[str]:
    """What the fact could change, in a word each."""
    kinds = {change if change == FIRST_CHOICE else _kind(change) for change in question.changes}
    return [TOPICS[kind][lang] for kind in TOPICS if kind in kinds]


def _kind(code: str) -> str:
    return code.partition("-")[0]


class _Screen:
    def __init__(self, assessment: Assessment, known: Mapping[str, Value], lang: Lang, room: Room) -> None:
        self.assessment = assessment
        self.findings = assessment.findings
        self.known = known
        self.lang: Lang = lang
        self.room = room
        self.shown = shown_advice(assessment)

    def lines(self) -> Iterator[Line]:
        for line in hang("", person.title(self.assessment, self.known, self.lang), 2):
            yield Line(line, "title")
        if self.known.get("deceased") is True:
            yield Line(self._word("nothing"))
            return
        if person.is_answered(self.assessment, self.known):
            yield from self._summary()
        for group, kinds in GROUPS.items():
            yield from self._group(group, [advice for advice in self.shown if _kind(advice.code) in kinds])
        yield from self._rest()

    def _word(self, key: str, *parts: object) -> str:
        return said(WORDS, key, self.lang, *parts)

    def _row(self, key: str, words: str, style: Style = "plain") -> Iterator[Line]:
        if words:
            for line in hang(self._word(key).ljust(LABEL), words):
                yield Line(line, style)

    # WHAT WAS FOUND

    def _summary(self) -> Iterator[Line]:
        lang, findings = self.lang, self.findings
        yield from self._row("background", person.background(self.known, lang))
        yield from self._row("risk", found.risk(findings, lang))
        yield from self._row("diagnosis", found.diagnosis(findings, lang))
        grounds = sources(findings["treatment_indicated"]["grounds"])
        yield from self._row("treatment", f"{found.treatment(findings, lang)} {grounds}".rstrip())
        yield from self._row("laboratory", found.laboratory(findings, lang))
        yield from self._row("borderline", found.borderline(findings, lang))

    def _drug(self) -> Iterator[Line]:
        held = found.withheld(self.findings, self.lang)
        chosen = found.first_choice(self.findings, self.lang, self.room.items)
        yield from self._row("drug", self._word("no drug", held) if held else chosen)
        yield from self._row("alternatives", found.alternatives(self.findings, self.lang))
        yield from self._row("excluded", found.excluded(self.findings, self.lang))

    # WHAT TO DO

    def _group(self, group: str, advice: Sequence[Advice]) -> Iterator[Line]:
        if not advice:
            return
        yield Line("")
        yield Line(self._word(group), "heading")
        for status in ("recommended", "possible"):
            for one in advice:
                if one.status == status:
                    yield from self._advice(one, group)
        if group == "treat":
            yield from self._drug()

    def _advice(self, advice: Advice, group: str) -> Iterator[Line]:
        possible = advice.status == "possible"
        style: Style = "alert" if group == "now" and not possible else "plain"
        words = self._word("perhaps", advice.words) if possible else advice.words
        reading = READING[self.lang] if advice.reading else ""
        tail = f"{advice.code} {sources(advice.statements)} {reading}".split()
        for line in hang("? " if possible else "• ", " ".join((capital(words), *tail)), 2):
            yield Line(line, style)
        parts = details(advice, self.assessment.assessment_date, self.lang, self.room.items)
        if self.room.reasons or group not in IN_ANY_CASE:
            parts = [*self._because(advice), *parts]
        if advice.missing:
            parts.append(self._word("hangs on", facts(advice.missing, self.lang, self.room.items)))
        for line in hang("  ", "; ".join(parts)) if parts else ():
            yield Line(line)

    def _because(self, advice: Advice) -> Iterable[str]:
        reasons = [
            " ".join(part for part in (one.words, sources(one.statements), READING[self.lang] * one.reading) if part)
            for one in advice.because
            if one.value not in (None, False)
        ]
        return reasons[: self.room.items]

    # THE REST, IN A LINE EACH

    def _rest(self) -> Iterator[Line]:
        yield Line("")
        care = [advice for advice in self.shown if _kind(advice.code) == "SELF"]
        ids = sources(one for advice in care for one in advice.statements)
        words = joined([self._self_care(advice) for advice in care], self.lang)
        yield from self._row("self", f"{words} {ids}" if care else "")
        questions = open_questions(self.assessment)
        yield from self._row("missing", self._missing([question for question in questions if question.changes]))
        folded = [advice.code for advice in self.assessment.recommendations if advice not in self.shown]
        if folded:
            settling = facts((question.fact for question in questions[:3]), self.lang)
            codes = some(folded, self.lang, self.room.items)
            yield from self._row("folded", self._word("settled by", codes, settling))
        yield from self._row("assumed", found.assumptions(self.findings, self.lang, self.room.items))
        yield Line(self._word("foot"), "quiet")

    def _missing(self, questions: Sequence[Question]) -> str:
        """The facts, those that could change the same together, and what that is."""
        alike = groupby(questions, lambda question: topics(question, self.lang))
        told = [
            self._word("could change", facts((question.fact for question in several), self.lang, self.room.items), what)
            for what, several in ((", ".join(words), several) for words, several in alike)
        ]
        more = told[self.room.questions :]
        return "; ".join([*told[: self.room.questions], *(["…"] if more else [])])

    def _self_care(self, advice: Advice) -> str:
        parts = details(advice, self.assessment.assessment_date, self.lang, self.room.items)
        words = advice.words[:1].lower() + advice.words[1:]
        return f"{words} ({'; '.join(parts)})" if parts else words
