"""What a consultation shows beside its form: what was found, what to do and why, what is missing, texts to copy."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from benkoll.assess.answer import Advice, Because
from benkoll.assess.patient import explain
from benkoll.assess.reasons import BACKGROUND, SCOPE
from benkoll.assess.shown import Consultation, t_limits
from benkoll.assess.why import Branch
from benkoll.errors import Lang
from benkoll.facts.registry import label, registry
from benkoll.letters import findings as found
from benkoll.letters import person
from benkoll.letters.details import details
from benkoll.letters.letter import Addressee, Kind, Letter, Sender, Subject, write_letter
from benkoll.letters.phrases import capital
from benkoll.letters.plain import as_text
from benkoll.letters.record import record_text
from benkoll.letters.screen import topics
from benkoll.letters.shown import GROUPS, group_of, shown_advice
from benkoll.letters.tree import MARKS, NOT_OPENED, told, value
from benkoll.logic.term import Value
from benkoll.web.pages import pictures
from benkoll.web.pages.consultation_form import Entry
from benkoll.web.permissions import Who

ASKED = 6
"""Questions that are shown; the others are counted."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A criterion behind an advice: its name, words and value, what was measured, and its statements with words."""

    criterion: str
    words: str
    value: str
    measured: str
    reading: bool
    statements: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One advice as it is shown."""

    code: str
    words: str
    details: str
    reading: str
    reasons: tuple[Reason, ...]
    texts: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A branch of the tree behind an answer; `mark`: + true, - false, ? unknown, = a value."""

    mark: str
    words: str
    decided: bool
    below: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact worth asking for, and what it could change."""

    fact: str
    label: str
    changes: tuple[str, ...]
    blocked: bool


def answer(shown: Consultation, lang: Lang, today: date, entered: Entry, who: Who) -> dict[str, Any]:
    """What the template is filled with."""
    assessment, known = shown.assessment, shown.settled.facts
    advice = shown_advice(assessment)
    answered, blocked = person.is_answered(assessment, known), entered.blocked_facts()
    return {
        "title": person.title(assessment, known, lang),
        "background": person.background(known, lang),
        "answered": answered,
        "deceased": known.get("deceased") is True,
        "findings": _findings(shown, lang) if answered else [],
        "groups": list(_groups([one for one in advice if one.status == "recommended"], shown, lang)),
        "possible": [_advice(one, shown, lang) for one in advice if one.status == "possible"],
        "drug": _drug(shown, lang) if answered else {},
        "questions": [_asked(one.fact, topics(one, lang), blocked, lang) for one in shown.questions[:ASKED]],
        "more": [label(one.fact, lang) for one in shown.questions[ASKED:]],
        "borderline": found.borderline(assessment.findings, lang),
        "assumed": [one.words(lang) for one in shown.settled.assumptions],
        "blocked": [label(name, lang) for name in registry() if name in blocked],
        "risk": pictures.risk(
            assessment.findings["fracture_risk"], shown.guideline, lang, "glucocorticoid_mg_day" in known
        ),
        "t_scores": pictures.t_scores(
            shown.t_scores, t_limits(shown.settled, shown.guideline, *pictures.T_LIMITS), shown.guideline, lang
        ),
        "plan": shown.plan,
        "planned": shown.planned,
        "timeline": shown.plan and pictures.timeline(shown.plan, lang, today),
        "why": _why(shown, entered.why, lang),
        "codes": list(_codes(shown, lang)),
        "record": "\n".join(record_text(assessment, known, lang)),
        "referral": referral(shown, lang, who) if answered else "",
    }


def _findings(shown: Consultation, lang: Lang) -> list[tuple[str, str]]:
    """(key, words): risk, diagnosis, treatment, and what else is known."""
    given = shown.assessment.findings
    grounds = ", ".join(given["treatment_indicated"]["grounds"])
    told_of = (
        ("risk", found.risk(given, lang)),
        ("diagnosis", found.diagnosis(given, lang)),
        ("treatment", found.treatment(given, lang) + (f" ({grounds})" if grounds else "")),
        ("body", found.body(given, lang)),
        ("laboratory", found.laboratory(given, lang)),
    )
    return [(key, capital(words)) for key, words in told_of if words]


def _drug(shown: Consultation, lang: Lang) -> dict[str, str]:
    given = shown.assessment.findings
    said = {
        "withheld": found.withheld(given, lang),
        "first choice": found.first_choice(given, lang),
        "alternatives": found.alternatives(given, lang),
        "excluded": found.excluded(given, lang),
    }
    return {key: capital(words) for key, words in said.items() if words}


def _groups(advice: list[Advice], shown: Consultation, lang: Lang) -> Iterator[tuple[str, list[Told]]]:
    for group in dict.fromkeys(GROUPS.values()):
        several = [_advice(one, shown, lang) for one in advice if group_of(one.code) == group]
        if several:
            yield group, several


def _advice(advice: Advice, shown: Consultation, lang: Lang) -> Told:
    return Told(
        code=advice.code,
        words=capital(advice.words),
        details=capital("; ".join(details(advice, shown.assessment.assessment_date, lang))),
        reading=advice.reading or "",
        reasons=tuple(_reason(one, shown, lang) for one in advice.because if one.criterion not in SCOPE | BACKGROUND)
        or tuple(_reason(one, shown, lang) for one in advice.because),
        texts=advice.texts,
        missing=tuple((name, label(name, lang)) for name in advice.missing),
    )


def _reason(because: Because, shown: Consultation, lang: Lang) -> Reason:
    measured = because.measured
    return Reason(
        criterion=because.criterion,
        words=capital(because.words),
        value=value(because.value, lang),
        measured=value(measured, lang) if isinstance(measured, int | float) else "",
        reading=because.reading,
        statements=tuple((name, _statement(name, shown, lang)) for name in because.statements),
    )


def _statement(name: str, shown: Consultation, lang: Lang) -> str:
    """Its words; empty for what is no statement of the guideline."""
    statement = shown.guideline.statements.get(name)
    return "" if statement is None else statement.sv if lang == "sv" else statement.en


def _asked(fact: str, changes: list[str], blocked: Collection[str], lang: Lang) -> Asked:
    return Asked(fact, capital(label(fact, lang)), tuple(changes), fact in blocked)


# WHY, AND WHY NOT


def _codes(shown: Consultation, lang: Lang) -> Iterator[tuple[str, str]]:
    for code, one in shown.guideline.recommendations.items():
        yield code, one.sv if lang == "sv" else one.en


def _why(shown: Consultation, code: str, lang: Lang) -> dict[str, Any] | None:
    """The tree behind one recommendation, whether it holds, and what can still settle it."""
    form = shown.guideline.recommendations.get(code)
    if form is None:
        return None
    advice = shown.assessment.advice(code)
    return {
        "code": code,
        "words": form.sv if lang == "sv" else form.en,
        "status": advice.status if advice else "not given",
        "missing": [(name, label(name, lang)) for name in (advice.missing if advice else ())],
        "tree": _node(explain(shown.settled, shown.guideline, code, lang), lang),
    }


def _node(branch: Branch, lang: Lang) -> Node:
    """The branch, opened where it decided."""
    opened = branch.decided and branch.name not in NOT_OPENED
    below = sorted(branch.below, key=lambda one: not one.decided) if opened else []
    holds = branch.value
    mark = MARKS[holds] if holds is None or isinstance(holds, bool) else "="
    return Node(mark, told(branch, lang), branch.decided, tuple(_node(one, lang) for one in below))


# LETTERS


def letter_of(shown: Consultation, kind: Kind, lang: Lang, who: Who) -> tuple[Letter, Addressee, Sender]:
    """A letter to care about the patient, who has no name here but what the form says."""
    known: Mapping[str, Value] = shown.settled.facts
    day, site = known.get("latest_fracture_date"), known.get("latest_fracture_site")
    to = Addressee(None, str(known.get("patient_id", "")), deceased=known.get("deceased") is True)
    sender = Sender(who.unit or "Benkoll", contact=who.name or None)
    about = Subject(
        shown.assessment.assessment_date,
        None if site is None else str(site),
        day if isinstance(day, date) else None,
        shown.assessment,
        known,
    )
    return write_letter(kind, lang, to, sender, about), to, sender


def referral(shown: Consultation, lang: Lang, who: Who) -> str:
    """The text of a referral."""
    return as_text(*letter_of(shown, "referral", lang, who))
