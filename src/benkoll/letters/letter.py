"""A letter about one person, written from a template: its kinds, who and what it is about, and its text."""

from collections.abc import Iterator
from pathlib import Path

from benkoll.errors import InputError, Lang, Problem, UsageError
from benkoll.letters.blocks import Block, clean, written
from benkoll.letters.parties import KINDS, TO_CARE, Addressee, Kind, Letter, Sender, Subject
from benkoll.letters.placeholders import fillings
from benkoll.letters.template_files import template

__all__ = ["KINDS", "TO_CARE", "Addressee", "Kind", "Letter", "Sender", "Subject", "speaks_against", "write_letter"]

REFUSED: dict[str, tuple[str, str]] = {
    "deceased": (
        "personen är avliden: inget brev skrivs",
        "the person has died: no letter is written",
    ),
    "protected": (
        "personen har skyddade personuppgifter: brev skrivs bara om personen uttryckligen har sagt ja till det",
        "the person's identity is protected: a letter is written only if the person has expressly agreed to it",
    ),
}
AGAINST = (
    "riktlinjen utesluter denosumab för patienten: {} [{}]",
    "the guideline excludes denosumab for this patient: {} [{}]",
)


def speaks_against(kind: Kind, lang: Lang, about: Subject) -> str | None:
    """What speaks against sending this letter, for whoever sends it to judge; None where nothing does."""
    if kind != "before_denosumab" or about.assessment is None:
        return None
    reasons = about.assessment.findings["excluded"].get("denosumab")
    return AGAINST[lang == "en"].format(reasons[0]["reason"], reasons[0]["source"]) if reasons else None


def write_letter(
    kind: Kind,
    lang: Lang,
    to: Addressee,
    sender: Sender,
    about: Subject,
    templates: Path | None = None,
    *,
    consented: bool = False,
) -> Letter:
    """The letter, from the clinic's own template in `templates` where there is one.

    InputError for a dead person, for one whose identity is protected and who has not `consented`, and for a template
    that cannot be used; UsageError where a letter to a care centre or clinic has no assessment to tell of.
    """
    _refuse(to, about, consented)
    if kind in TO_CARE and about.assessment is None:
        raise UsageError(f"brevet {kind} kräver en bedömning (assessment)", f"the letter {kind} needs an assessment")
    chosen = template(kind, lang, templates)
    body = chosen.filled(fillings(kind, lang, to, sender, about))
    text = written((*_head(kind, chosen.title, about), *body))
    return Letter(kind, lang, chosen.title, text, chosen.name)


def _refuse(to: Addressee, about: Subject, consented: bool) -> None:
    dead = to.deceased or about.known.get("deceased") is True
    if dead or (to.protected and not consented):
        sv, en = REFUSED["deceased" if dead else "protected"]
        raise InputError([Problem(sv, en)])


def _head(kind: Kind, title: str, about: Subject) -> Iterator[Block]:
    yield Block("plain", about.date.isoformat())
    if kind in TO_CARE and about.recipient:
        yield from (Block("to", clean(line)) for line in about.recipient.splitlines() if clean(line))
    yield Block("title", title)
