"""What belongs to one advice, said in a few words: when, which drug, what lacks, what comes first."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from benkoll.assess.answer import Advice
from benkoll.errors import Lang
from benkoll.facts.registry import registry
from benkoll.guideline.drugs import drug_name
from benkoll.letters.phrases import drugs, facts, figure, joined, said, some

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
    "no calcium": {"sv": "inget kalcium", "en": "no calcium"},
    "vitamin D": {"sv": "vitamin D {} IE", "en": "vitamin D {} IU"},
    "a day": {"sv": "{} dagligen", "en": "{} a day"},
    "taken": {"sv": "tas redan, fortsätt", "en": "taken already, go on"},
    "check before": {"sv": "kontrollera före: {}", "en": "check before: {}"},
    "longer": {"sv": "får dröja längre", "en": "may be later"},
}
Details = Mapping[str, Any]


def details(advice: Advice, day: date, lang: Lang, at_most: int | None = None) -> list[str]:
    """The parts, the weightiest first; a list in them names at most so many. `day`: of the assessment."""
    parts = (said_of(advice.details, day, lang, at_most) for said_of in PARTS)
    return [part for several in parts for part in several]


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
    if given.get("drug"):
        why = "; ".join(f"{one['reason']} [{one['source']}]" for one in given.get("reasons", ()))
        name = drug_name(given["drug"], lang)
        yield f"{name}: {why}" if why else name
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
    return registry()[item].label(lang) if item in registry() else item.replace("_", " ")


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
        if not calcium:
            yield said(WORDS, "no calcium", lang)
    if given.get("already_taken"):
        yield said(WORDS, "taken", lang)


def _words(given: Details, day: date, lang: Lang, at_most: int | None) -> Iterable[str]:
    if given.get("words"):
        yield given["words"]


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
