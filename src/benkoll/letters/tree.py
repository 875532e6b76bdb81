"""The tree of criteria behind one answer, as indented lines: value, words, statements; what decided comes first."""

from collections.abc import Iterator
from dataclasses import replace

from benkoll.assess.reasons import BACKGROUND, SCOPE
from benkoll.assess.why import Branch
from benkoll.errors import Lang
from benkoll.facts.registry import YES_NO, registry
from benkoll.letters.lines import Line, Style, hang
from benkoll.letters.phrases import figure, said, sources
from benkoll.logic.term import Value

WORDS: dict[str, dict[Lang, str]] = {
    "unknown": {"sv": "okänt", "en": "unknown"},
    "repeated": {"sv": "se ovan", "en": "see above"},
    "all": {"sv": "alla dessa", "en": "all of these"},
    "any": {"sv": "något av dessa", "en": "any of these"},
    "some": {"sv": "tillräckligt många av dessa", "en": "enough of these"},
}
MARKS: dict[bool | None, str] = {True: "+", False: "-", None: "?"}
STEP = 2
NOT_OPENED = SCOPE | BACKGROUND
"""What is one line, however much lies below it: it is true of nearly everyone."""
SELF_EVIDENT = ("assessment_date",)


def tree(branch: Branch, lang: Lang, depth: int = 0) -> Iterator[Line]:
    """The lines of the branch and what is below it; what did not decide is one line, without what is below."""
    style: Style = "plain" if branch.decided else "quiet"
    mark = MARKS[branch.value] if branch.value is None or isinstance(branch.value, bool) else "="
    for line in hang(f"{' ' * STEP * depth}{mark} ", told(branch, lang), STEP * (depth + 2)):
        yield Line(line, style)
    if branch.decided and branch.name not in NOT_OPENED:
        for below in sorted(branch.below, key=lambda one: not one.decided):
            yield from tree(below, lang, depth + 1)


def told(branch: Branch, lang: Lang) -> str:
    """The branch in words, with its value, what it was computed from, its name and its statements."""
    opened = branch.joint is not None and branch.name is None and branch.decided
    words = said(WORDS, str(branch.joint), lang) if opened else branch.words
    beside = [] if branch.name in NOT_OPENED else _computed_from(branch, lang)
    beside += [said(WORDS, "repeated", lang)] * branch.repeated
    parts = (
        f"{words}: {value(branch.value, lang)}",
        f"({'; '.join(beside)})" if beside else "",
        f"<{branch.name}>" if branch.name else "",
        sources(branch.statements),
    )
    return " ".join(part for part in parts if part)


def _computed_from(branch: Branch, lang: Lang) -> list[str]:
    """What was measured, and the facts that it comes from: those that are known, else those that lack."""
    facts = [(name, known) for name, known in branch.facts if name not in SELF_EVIDENT and name != branch.name]
    shown = [one for one in facts if one[1] is not None and one[1] != branch.measured]
    told_facts = [f"{registry()[name].label(lang)}: {value(known, lang, name)}" for name, known in shown or facts]
    if branch.measured is None:
        says_the_same = branch.value is not None and [known for _, known in facts] == [branch.value]
        return [] if says_the_same else told_facts
    return [value(branch.measured, lang), *(told_facts if shown else [])]


def value(known: Value | None, lang: Lang, fact: str | None = None) -> str:
    """A value in words; `fact`: whose, so that its texts are said by their labels."""
    if known is None:
        return said(WORDS, "unknown", lang)
    if fact is not None:
        return registry()[fact].said(known, lang)
    if isinstance(known, bool):
        return YES_NO[known][lang]
    return figure(round(known, 2), lang) if isinstance(known, int | float) else str(known)


def obstacles(branch: Branch) -> list[Branch]:
    """What made it so, as far up in the tree as one can point at it.

    Of all that must hold, each that does not; where none of several holds, these several.
    """
    below = [one for one in branch.below if one.decided]
    if not below or branch.name in NOT_OPENED:
        return [branch]
    found = below if branch.joint == "any" else [leaf for one in below for leaf in obstacles(one)]
    return list({one.words: replace(one, repeated=False) for one in found}.values())
