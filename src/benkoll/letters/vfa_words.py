"""A VFA reading in words: what it comes to, level by level, and what whoever acts on it must know of it."""

from collections.abc import Sequence

from benkoll.errors import Lang
from benkoll.letters.phrases import capital, figure, joined, speaker
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_conclusion import (
    grade_that_stands,
    is_deformed,
    is_weak,
    needed_levels,
    result_of,
    unevaluable,
)
from benkoll.measures.vfa_report import Grade, VfaFinding, VfaReport
from benkoll.measures.vfa_words import JUDGEMENTS, NOT_EVALUABLE, SHAPES, computed_by, percent_of

WORDS: dict[str, dict[Lang, str]] = {
    "draft": {"sv": "Utkast, inte signerat.", "en": "Draft, not signed."},
    "one": {"sv": "En kotfraktur: {}.", "en": "One vertebral fracture: {}."},
    "several": {"sv": "{} kotfrakturer: {}.", "en": "{} vertebral fractures: {}."},
    "other_cause": {
        "sv": "Ingen fragilitetsfraktur. Fraktur av annan orsak: {}.",
        "en": "No fragility fracture. Fracture of another cause: {}.",
    },
    "normal": {"sv": "Ingen kotfraktur påvisad.", "en": "No vertebral fracture found."},
    "undecided": {
        "sv": "Inte slutbedömd: {} är deformerad utan att någon har angett vad det är.",
        "en": "Not concluded: {} is deformed and nobody has said what it is.",
    },
    "uninterpretable": {
        "sv": "Kan inte bedömas: {} av kotorna {} går inte att läsa. Ingen fraktur i dem som går att läsa.",
        "en": "Uninterpretable: {} of the vertebrae {} cannot be read. No fracture in those that can.",
    },
    "graded": {"sv": "{} grad {}", "en": "{} grade {}"},
    "deformed": {"sv": "Deformerad utan fraktur: {}.", "en": "Deformed without fracture: {}."},
    "is": {"sv": "{} ({})", "en": "{} ({})"},
    "unread": {"sv": "Ej bedömbara: {}.", "en": "Not evaluable: {}."},
    "index": {"sv": "Spine deformity index {}.", "en": "Spine deformity index {}."},
    "grade": {"sv": "grad {}", "en": "grade {}"},
    "none": {"sv": "Ingen deformitet", "en": "No deformity"},
    "chance": {"sv": "{} %", "en": "{} %"},
    "weak": {
        "sv": "{} är grad 1, den grad som granskare är minst ense om: grad 1 på VFA stämmer sämre med röntgen än "
        "grad 2–3. Väg in kliniken; vid tvekan röntgen.",
        "en": "{}: grade 1 is the grade on which readers agree least, and on VFA it agrees less with radiographs than "
        "grades 2-3. Weigh it with the clinical picture; where in doubt, a radiograph.",
    },
    "no millimetres": {
        "sv": "Bilden har inga millimeter: höjderna är i bildpunkter, kvoter och förluster påverkas inte.",
        "en": "The image has no millimetres: heights are in pixels, ratios and losses are as good.",
    },
    "points": {
        "sv": "Höjder, form och beräknad grad kommer av sex punkter per kota som granskaren har godkänt. Sannolikheten "
        "anger hur säker den beräknade graden är, med tanke på hur exakt punkter kan sättas, på vad kotan själv och de "
        "andra kotorna låter vänta och på hur vanliga frakturer är. Den är prövad på ritade bilder, inte på "
        "människors. Granskarens grad går före.",
        "en": "Heights, shape and computed grade come from six points a vertebra that the reader approved. The "
        "probability says how certain the computed grade is, by how exactly points can be placed, what the vertebra "
        "itself and the others lead to expect, and how common fractures are. It was tried on drawn images, not on "
        "people's. The reader's grade stands above it.",
    },
    "never": {
        "sv": "Att ingen fraktur syns nu visar inte att patienten aldrig har haft någon kotfraktur.",
        "en": "That no fracture is seen now does not show that the patient never had a vertebral fracture.",
    },
}


class ToldVfa:
    """One reading, part by part."""

    def __init__(self, report: VfaReport, lang: Lang) -> None:
        self.report = report
        self.lang: Lang = lang
        self.word = speaker(WORDS, lang)
        self.result = result_of(report)

    def conclusion(self) -> str:
        """What the reading comes to, in a sentence."""
        report = self.report
        match self.result:
            case "fracture":
                found = [self.graded(one) for one in report.fractures]
                if len(found) == 1:
                    return self.word("one", found[0])
                return self.word("several", len(found), joined(found, self.lang))
            case "other_cause":
                return self.word("other_cause", self._levels([*self._judged("other_cause")]))
            case "undecided":
                return self.word("undecided", self._levels([one for one in report.findings if _is_open(one)]))
            case "uninterpretable":
                needed = needed_levels()
                unread = [level for level in unevaluable(report) if level in needed]
                return self.word("uninterpretable", len(unread), f"{needed[0]}–{needed[-1]}")
        return self.word("normal")

    def beside(self) -> list[str]:
        """What was found besides: deformities that are no fracture, what could not be read, the index."""
        lines = list[str]()
        deformed = [one for one in self.report.findings if is_deformed(one) and one.judgement not in (None, "fracture")]
        if self.result == "other_cause":
            deformed = [one for one in deformed if one.judgement != "other_cause"]
        if deformed:
            told = [self.word("is", self.graded(one), self.judgement(one)) for one in deformed]
            lines.append(self.word("deformed", joined(told, self.lang)))
        unread = unevaluable(self.report)
        if unread:
            lines.append(self.word("unread", spans(unread, self.lang)))
        if self.report.spine_deformity_index:
            lines.append(self.word("index", figure(self.report.spine_deformity_index, self.lang)))
        return lines

    def remarks(self) -> list[str]:
        """What whoever acts on it must know of it."""
        report = self.report
        weak = [one.level for one in report.fractures if is_weak(one)]
        lines = [self.word("weak", joined(weak, self.lang))] if weak else []
        lines += [self.word("never")] if self.result == "normal" else []
        lines += [self.word("no millimetres")] if report.is_measured and report.spacing is None else []
        lines += [self.word("points"), computed_by(report.reference, self.lang)] if report.is_measured else []
        return lines

    def graded(self, one: VfaFinding) -> str:
        """`L1 grad 2`; the level alone where it has no grade."""
        grade = grade_that_stands(one)
        return one.level if grade is None else self.word("graded", one.level, figure(grade, self.lang))

    def judgement(self, one: VfaFinding) -> str:
        """What the reader says that it is; "" where they say nothing."""
        return "" if one.judgement is None else JUDGEMENTS[one.judgement][self.lang]

    def assessed(self, one: VfaFinding) -> str:
        """What it is, or why it cannot be read: the judgement, the grade that stands, the shape."""
        if one.vertebra is None:
            return capital(NOT_EVALUABLE[one.not_evaluable][self.lang]) if one.not_evaluable else "–"
        grade = grade_that_stands(one)
        if one.judgement is None and grade == 0:
            return self.word("none")
        told = "" if grade is None else self.word("grade", figure(grade, self.lang))
        shape = SHAPES[one.shape][self.lang] if one.shape not in (None, "normal") else ""
        return capital(", ".join(part for part in (self.judgement(one), told, shape) if part)) or "–"

    def computed(self, one: VfaFinding) -> str:
        """The computed grade with its probability."""
        if one.grade is None:
            return "–"
        return f"{one.grade}" if one.probabilities is None else f"{one.grade} ({self.chance(one, one.grade)})"

    def chance(self, one: VfaFinding, grade: Grade) -> str:
        """The probability of a grade in whole percent, never 0 nor 100, which no measurement gives."""
        assert one.probabilities is not None
        return self.word("chance", percent_of(one.probabilities[grade]))

    def _judged(self, judgement: str) -> Sequence[VfaFinding]:
        return [one for one in self.report.findings if one.judgement == judgement]

    def _levels(self, several: Sequence[VfaFinding]) -> str:
        return joined([self.graded(one) for one in several], self.lang)


def _is_open(one: VfaFinding) -> bool:
    return is_deformed(one) and one.judgement is None


def spans(levels: Sequence[str], lang: Lang) -> str:
    """`T4–T6 och L4`: levels from above, those that follow each other together where they are three or more."""
    runs = list[list[str]]()
    for level in levels:
        if runs and LEVELS.index(level) == LEVELS.index(runs[-1][-1]) + 1:
            runs[-1].append(level)
        else:
            runs.append([level])
    parts = list[str]()
    for run in runs:
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else run
    return joined(parts, lang)
