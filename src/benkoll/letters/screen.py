"""One assessment on one screen of 80 x 45: what was found, what to do in order of weight, why, and what is missing.

Where the whole does not fit, lists are cut shorter, then the reasons of what is done in any case are left out, then
what is only possible and of little weight; nothing that is recommended is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from benkoll.assess.answer import Advice, Assessment
from benkoll.assess.ask import FIRST_CHOICE, WORTH, Question, open_questions
from benkoll.errors import Lang
from benkoll.letters import findings as found
from benkoll.letters import person
from benkoll.letters.details import details, grounds, told_reasons
from benkoll.letters.lines import WIDTH, Line, Style, hang
from benkoll.letters.phrases import READING, capital, facts, joined, small, some, sources, speaker
from benkoll.letters.shown import ELSEWHERE, GROUPS, group_of, kind_of, shown_advice
from benkoll.logic.term import Value

HEIGHT = 45
MINOR = 2  # what a warning is worth that only informs
LABEL = 14  # the width of the labels on the left
HEADED = tuple(group for group in dict.fromkeys(GROUPS.values()) if group != "self")
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
    "as above": {"sv": "av skäl ovan", "en": "for reasons above"},
    "hangs on": {"sv": "avgörs av: {}", "en": "hangs on: {}"},
    "complete": {"sv": "Ta reda på", "en": "Find out"},
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
GAPS: dict[str, dict[Lang, str]] = {
    "INV-HISTORY": {"sv": "anamnes", "en": "history"},
    "INV-DRUG-HISTORY": {"sv": "läkemedel", "en": "drug"},
    "INV-MEASURE": {"sv": "mått", "en": "measures"},
    "INV-BALANCE": {"sv": "balans", "en": "balance"},
}
SELF_CARE: dict[str, dict[Lang, str]] = {
    "SELF-ACTIVITY": {"sv": "fysisk aktivitet", "en": "physical activity"},
    "SELF-FALLS": {"sv": "förebygg fall", "en": "prevention of falls"},
    "SELF-DIET": {"sv": "kalcium och D-vitamin i maten", "en": "calcium and vitamin D in the diet"},
    "SELF-SMOKING": {"sv": "hjälp att sluta röka", "en": "help to stop smoking"},
}


@dataclass(frozen=True, slots=True)
class Room:
    """How much is said: items of a list, questions, whether what is done in any case has its reasons, empty lines.

    `worth`: what is only possible is shown where it is worth (`assess.ask`) this much.
    """

    items: int
    questions: int
    reasons: bool = True
    airy: bool = True
    worth: int = 0


ROOMS = (
    Room(8, 5),
    Room(5, 4),
    Room(4, 3),
    Room(3, 3, reasons=False),
    Room(3, 3, reasons=False, worth=WORTH["SUS"]),
    Room(2, 2, reasons=False, worth=WORTH["SUS"], airy=False),
    Room(1, 1, reasons=False, worth=WORTH["TX"], airy=False),
    Room(1, 1, reasons=False, worth=WORTH["TX"] + 1, airy=False),
)


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
    kinds = {change if change == FIRST_CHOICE else kind_of(change) for change in question.changes}
    return [TOPICS[kind][lang] for kind in TOPICS if kind in kinds]


def _is_worth(advice: Advice, worth: int) -> bool:
    if advice.status == "recommended":
        return True
    return (MINOR if advice.code in ELSEWHERE else WORTH[kind_of(advice.code)]) >= worth


class _Screen:
    def __init__(self, assessment: Assessment, known: Mapping[str, Value], lang: Lang, room: Room) -> None:
        self.assessment = assessment
        self.findings = assessment.findings
        self.known = known
        self.lang: Lang = lang
        self._word = speaker(WORDS, lang)
        self.room = room
        self.shown = [one for one in shown_advice(assessment) if _is_worth(one, room.worth)]
        self.told: set[str] = set()

    def lines(self) -> Iterator[Line]:
        for line in hang("", person.title(self.assessment, self.known, self.lang), 2):
            yield Line(line, "title")
        if self.known.get("deceased") is True:
            yield Line(self._word("nothing"))
            return
        if person.is_answered(self.assessment, self.known):
            yield from self._summary()
        for group in HEADED:
            yield from self._group(group, [advice for advice in self.shown if group_of(advice.code) == group])
        yield from self._rest()

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
        yield from [Line("")] * self.room.airy
        yield Line(self._word(group), "heading")
        gaps = [one for one in advice if one.code in GAPS and one.status == "recommended"]
        for status in ("recommended", "possible"):
            for one in advice:
                if one.status == status and one not in gaps:
                    yield from self._advice(one, group)
            if gaps and status == "recommended":
                yield from self._gaps(gaps)
        if group == "treat":
            yield from self._drug()

    def _gaps(self, advice: Sequence[Advice]) -> Iterator[Line]:
        """What only asks for facts, together."""
        codes = ", ".join(one.code for one in advice)
        lists = [
            f"{GAPS[one.code][self.lang]} ({facts(one.details['lacking'], self.lang, self.room.items)})"
            for one in advice
        ]
        ids = sources(statement for one in advice for statement in one.statements)
        for line in hang("• ", f"{self._word('complete')} {codes} {ids}: {', '.join(lists)}", 4):
            yield Line(line)

    def _advice(self, advice: Advice, group: str) -> Iterator[Line]:
        possible = advice.status == "possible"
        style: Style = "alert" if group == "now" and not possible else "plain"
        words = self._word("perhaps", small(advice.words)) if possible else advice.words
        reading = READING[self.lang] if advice.reading else ""
        ids = sources(grounds(advice, self.findings["treatment_indicated"]["grounds"]))
        head = " ".join(part for part in (capital(words), advice.code, ids, reading) if part)
        parts = details(advice, self.assessment.assessment_date, self.lang, self.room.items)
        if self.room.reasons or group not in IN_ANY_CASE:
            parts = [*self._because(advice), *parts]
        if advice.missing:
            parts.append(self._word("hangs on", facts(advice.missing, self.lang, self.room.items)))
        told = f"{head}: {'; '.join(parts)}" if parts else head
        for line in hang("? " if possible else "• ", told, 4):
            yield Line(line, style)

    def _because(self, advice: Advice) -> list[str]:
        """The reasons; those that stand above already are not told again."""
        told = told_reasons(advice, self.lang)
        new = [words for words in told if words not in self.told]
        self.told.update(new)
        if told and not new:
            return [self._word("as above")]
        return [told[words] for words in new][: self.room.items]

    # THE REST, IN A LINE EACH

    def _rest(self) -> Iterator[Line]:
        yield from [Line("")] * self.room.airy
        care = [one for one in self.shown if group_of(one.code) == "self" and one.status == "recommended"]
        ids = sources(one for advice in care for one in advice.statements)
        words = joined([SELF_CARE[advice.code][self.lang] for advice in care], self.lang)
        yield from self._row("self", f"{words} {ids}" if care else "")
        questions = open_questions(self.assessment)
        yield from self._row("missing", self._missing([question for question in questions if question.changes]))
        told = [one for one in self.shown if group_of(one.code) in HEADED or one in care]
        folded = [one.code for one in self.assessment.recommendations if one not in told]
        if folded:
            settling = facts((question.fact for question in questions[:3]), self.lang)
            codes = some(folded, self.lang, self.room.items)
            yield from self._row("folded", self._word("settled by", codes, settling))
        yield from self._row("assumed", found.assumptions(self.findings, self.lang, WIDTH - LABEL))
        yield Line(self._word("foot"), "quiet")

    def _missing(self, questions: Sequence[Question]) -> str:
        """The facts, those that could change the same together, and what that is."""
        alike = groupby(questions, lambda question: topics(question, self.lang))
        names = ((facts((one.fact for one in several), self.lang, self.room.items), what) for what, several in alike)
        told = [self._word("could change", named, ", ".join(what)) for named, what in names]
        more = told[self.room.questions :]
        return "; ".join([*told[: self.room.questions], *(["…"] if more else [])])
