"""What belongs to one advice, said in a few words: when, which drug, what lacks, what comes first."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from benkoll.assess.answer import Advice, Because
from benkoll.assess.reasons import BACKGROUND, SCOPE
from benkoll.errors import Lang
from benkoll.facts.registry import registry
from benkoll.guideline.drugs import drug_name
from benkoll.letters.phrases import READING, drugs, facts, figure, joined, said, small, some, sources

WORDS: dict[str, dict[Lang, str]] = {
    "urgent": {"sv": "brådskande", "en": "urgent"},
    "due": {"sv": "{}", "en": "{}"},
    "overdue": {"sv": "skulle ha skett {}", "en": "was due {}"},
    "due missing": {"sv": "datum okänt: {}", "en": "date not known: {}"},
    "after": {"sv": "först {}", "en": "first {}"},
    "drug_if": {"sv": "läkemedel i så fall {}", "en": "the drug would be {}"},
    "lacking": {"sv": "saknas: {}", "en": "lacking: {}"},
    "possible": {"sv": "benuppbyggande möjligt: {}", "en": "bone-building drugs possible: {}"},
    "excluded": {"sv": "benuppbyggande uteslutet: {}", "en": "bone-building drugs excluded: {}"},
    "calcium": {"sv": "kalcium {} mg", "en": "calcium {} mg"},
    "vitamin D": {"sv": "D-vitamin {} IE", "en": "vitamin D {} IU"},
    "a day": {"sv": "{} dagligen", "en": "{} a day"},
    "taken": {"sv": "tas redan, fortsätt", "en": "taken already, go on"},
    "check before": {"sv": "kontrollera före: {}", "en": "check before: {}"},
    "height_loss_cm": {"sv": "längdminskning", "en": "height loss"},
    "hypocalcaemia": {"sv": "hypokalcemi", "en": "hypocalcaemia"},
    "hypercalcaemia": {"sv": "hyperkalcemi", "en": "hypercalcaemia"},
    "vitamin_d_deficiency": {"sv": "D-vitaminbrist", "en": "vitamin D deficiency"},
    "longer": {"sv": "får dröja längre", "en": "may be later"},
}
Details = Mapping[str, Any]


def reasons(advice: Advice) -> list[Because]:
    """What speaks for it, save what is true of nearly everyone or told in the patient's own line."""
    lists_what_lacks = "lacking" in advice.details
    return [
        one
        for one in advice.because
        if one.value is True
        and one.criterion not in SCOPE | BACKGROUND
        and not (lists_what_lacks and one.criterion.endswith("_lacking"))
    ]


def grounds(advice: Advice, holding: Collection[str]) -> list[str]:
    """The statements that it stands on for this patient; where no reason names any of them, all of them.

    `holding`: the grounds for treatment that hold.
    """
    named = {*holding, *(statement for one in reasons(advice) for statement in one.statements)}
    return [statement for statement in advice.statements if statement in named] or list(advice.statements)


def told_reasons(advice: Advice, lang: Lang) -> dict[str, str]:
    """The words of each reason -> the same as it is told; none where the details tell the reasons themselves."""
    if advice.details.get("present") or advice.details.get("reasons"):
        return {}
    return {one.words: _reason(one, lang) for one in reasons(advice)}


def _reason(one: Because, lang: Lang) -> str:
    """The reason with what was measured, marked where it is a reading."""
    measured = f" ({figure(one.measured, lang)})" if isinstance(one.measured, int | float) and one.measured else ""
    return one.words + measured + (f" {READING[lang]}" if one.reading else "")


def details(advice: Advice, day: date, lang: Lang, at_most: int | None = None) -> list[str]:
    """The parts, the weightiest first; a list in them names at most so many. `day`: of the assessment."""
    sayings = PARTS if advice.status == "recommended" else PARTS[:-1]  # what a thing in doubt means can wait
    return [part for said_of in sayings for part in said_of(advice.details, day, lang, at_most)]


def _urgent(given: Details, day: date, lang: Lang, at_most: int | None) -> Iterable[str]:
    if given.get("urgent"):
        yield said(WORDS, "urgent", lang)


def _due(given: Details, day: date, lang: Lang, at_most: int | None) -> Iterable[str]:
    due = given.get("due")
    if due is not None:
        yield said(WORDS, "overdue" if date.fromisoformat(due) < day else "due", lang, due)
    if given.get("may_be_longer"):
        yield said(WORDS, "longer", lang)
    if given.get("due_missing"):
        yield said(WORDS, "due missing", lang, facts(given["due_missing"], lang, at_most))


def _after(given: Details, day: date, lang: Lang, at_most: int | None) -> Iterable[str]:
    if given.get("after"):
        yield said(WORDS, "after", lang, joined(given["after"], lang))


def _drug(given: Details, day: date, lang: Lang, at_most: int | None) -> Iterable[str]:
    why = [f"{one['reason']} {sources([one['source']])}".rstrip() for one in given.get("reasons", ())]
    if given.get("drug"):
        yield ": ".join((drug_name(given["drug"], lang), *(["; ".join(why)] if why else [])))
    else:
        yield from why
    if given.get("drug_if"):
        yield said(WORDS, "drug_if", lang, drug_name(given["drug_if"], lang))


def _lists(given: Details, day: date, lang: Lang, at_most: int | None) -> Iterable[str]:
    if given.get("present"):
        yield some([_named(item, lang) for item in given["present"]], lang, at_most)
    if given.get("lacking"):
        yield said(WORDS, "lacking", lang, facts(given["lacking"], lang, at_most))
    if given.get("check_before"):
        checks = some([_named(item, lang) for item in given["check_before"]], lang, at_most)
        yield said(WORDS, "check before", lang, checks)


def _named(item: str, lang: Lang) -> str:
    return registry()[item].label(lang) if item in registry() else said(WORDS, item, lang)


def _bone_building(given: Details, day: date, lang: Lang, at_most: int | None) -> Iterable[str]:
    for kind, codes in given.get("bone_building", {}).items():
        if codes:
            yield said(WORDS, kind, lang, drugs(codes, lang))


def _supplements(given: Details, day: date, lang: Lang, at_most: int | None) -> Iterable[str]:
    if "calcium_mg_day" in given:
        calcium = given["calcium_mg_day"]
        parts = [said(WORDS, "calcium", lang, figure(calcium, lang))] if calcium else []
        parts.append(said(WORDS, "vitamin D", lang, figure(given["vitamin_d_iu_day"], lang)))
        yield said(WORDS, "a day", lang, joined(parts, lang))
    if given.get("already_taken"):
        yield said(WORDS, "taken", lang)


def _words(given: Details, day: date, lang: Lang, at_most: int | None) -> Iterable[str]:
    if given.get("words"):
        yield small(given["words"].rstrip("."))


PARTS: tuple[Callable[[Details, date, Lang, int | None], Iterable[str]], ...] = (
    _urgent,
    _due,
    _after,
    _drug,
    _lists,
    _bone_building,
    _supplements,
    _words,
)
