"""The report of a reading: what the reader said beside what the points measure, and the facts that follow, with whose
word each is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from benkoll.errors import InputError, Lang, Problem
from benkoll.measures.vertebra import LEVELS, Vertebra
from benkoll.measures.vfa_conclusion import facts_of, grade_that_stands, is_deformed, spine_deformity_index
from benkoll.measures.vfa_report import ReferenceUsed, VfaFinding, VfaReport
from benkoll.readings.kept import About
from benkoll.readings.reading import Level, State


@dataclass(frozen=True, slots=True)
class GradedLevels:
    """What the points of each level measure, and the `reference` by which they were graded; None: none."""

    findings: Mapping[str, VfaFinding] = field(default_factory=dict)
    reference: ReferenceUsed | None = None


Grader = Callable[[Mapping[str, Vertebra], About], GradedLevels]
"""Measures and grades the vertebrae of one image (level -> its points in pixels), by what is known of the image."""


def made_report(
    state: State, about: About, made_on: date | None, grader: Grader, reader: str | None = None, day: date | None = None
) -> VfaReport:
    """The report of the reading as it stands; it names no patient. `reader`, `day`: by whom and when it is approved.

    Without `day` it is a draft. Raises InputError, level by level, for a reading to be approved that contradicts itself
    or leaves open what a deformity is.
    """
    drawn = {level: its.vertebra for level, its in state.levels.items() if _is_read(its) and its.vertebra is not None}
    graded = grader(drawn, about) if drawn else GradedLevels()
    findings = tuple(
        _finding(level, state.at(level), graded.findings.get(level, VfaFinding(level, its)))
        for level, its in ((level, drawn.get(level)) for level in LEVELS if level in state.levels)
    )
    if day is not None:
        _refuse_open(findings)
    report = VfaReport(
        findings=findings,
        image=about.uids,
        imaged_on=made_on,
        spacing=about.spacing,
        read_by=reader,
        read_on=day,
        approved_on=day,
        conclusion=state.conclusion,
        reference=graded.reference,
    )
    return replace(report, spine_deformity_index=spine_deformity_index(report))


def _is_read(its: Level) -> bool:
    return its.vertebra is not None and its.not_evaluable is None


def _finding(level: str, its: Level, measured: VfaFinding) -> VfaFinding:
    if not _is_read(its):
        return VfaFinding(level, not_evaluable=its.not_evaluable, approved=its.settled)
    return replace(measured, reader_grade=its.grade, judgement=its.judgement, approved=its.approved)


def _refuse_open(findings: tuple[VfaFinding, ...]) -> None:
    problems = list[Problem]()
    for one in findings:
        if is_deformed(one) and one.judgement is None:
            problems.append(
                Problem(
                    f"grad {grade_that_stands(one):g} men ingen bedömning: ange om det är en fraktur, eller vad annat",
                    f"grade {grade_that_stands(one):g} and no judgement: say whether it is a fracture, or what else",
                    fact=one.level,
                )
            )
        if one.fractured and one.reader_grade == "0":
            problems.append(
                Problem(
                    "angiven som fraktur men med grad 0: ändra det ena",
                    "said to be a fracture, and of grade 0: change either",
                    fact=one.level,
                )
            )
    if problems:
        raise InputError(problems)


# FACTS


@dataclass(frozen=True, slots=True)
class Said:
    """A fact about the patient, and whose word it is: `reading`: its id, `by` and `on`: who signed it and when.

    `levels`: the vertebrae that it is about, from above.
    """

    fact: str
    value: bool | int | date
    reading: str
    by: str | None
    on: date | None
    imaged_on: date | None
    levels: tuple[str, ...] = ()

    def words(self, lang: Lang) -> str:
        """Where it comes from: `VFA 2026-02-20, granskad av Dr A, signerad 2026-03-02: T12, L1`."""
        read, signed = WORDS["read"][lang], WORDS["signed"][lang]
        parts = [f"VFA {self.imaged_on}" if self.imaged_on else "VFA", read.format(self.by), signed.format(self.on)]
        return ", ".join(parts) + (f": {', '.join(self.levels)}" if self.levels else "")


WORDS: dict[str, dict[Lang, str]] = {
    "read": {"sv": "granskad av {}", "en": "read by {}"},
    "signed": {"sv": "signerad {}", "en": "signed {}"},
}


def facts_said(named: str, report: VfaReport) -> tuple[Said, ...]:
    """The facts that a signed reading states, each with where it comes from; none for a draft."""
    levels = tuple(one.level for one in report.fractures)
    return tuple(
        Said(
            name,
            value,
            named,
            report.read_by,
            report.approved_on,
            report.imaged_on,
            () if name == "vfa_date" else levels,
        )
        for name, value in facts_of(report).items()
    )
