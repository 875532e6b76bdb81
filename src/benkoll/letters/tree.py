"""The tree of criteria behind one answer, as indented lines: value, words, statements; what decided comes first."""

from collections.abc import Iterator

from benkoll.assess.why import Branch, decisive, every
from benkoll.errors import Lang
from benkoll.facts.registry import YES_NO, registry
from benkoll.letters.lines import Line, Style, hang
from benkoll.letters.phrases import figure, said, sources
from benkoll.logic.term import Value

WORDS: dict[str, dict[Lang, str]] = {
    "unknown": {"sv": "okänt", "en": "unknown"},
    "now": {"sv": "nu {}", "en": "now {}"},
    "repeated": {"sv": "se ovan", "en": "see above"},
}
MARKS: dict[bool | None, str] = {True: "+", False: "-", None: "?"}
STEP = 2


def tree(branch: Branch, lang: Lang, depth: int = 0) -> Iterator[Line]:
    """The lines of the branch and what is below it; what did not decide is one line, without what is below."""
    style: Style = "plain" if branch.decided else "quiet"
    mark = MARKS[branch.value] if branch.value is None or isinstance(branch.value, bool) else "="
    for line in hang(f"{' ' * STEP * depth}{mark} ", told(branch, lang), STEP * (depth + 2)):
        yield Line(line, style)
    if branch.decided:
        for below in sorted(branch.below, key=lambda one: not one.decided):
            yield from tree(below, lang, depth + 1)


def told(branch: Branch, lang: Lang) -> str:
    """The branch in words, with its value, what it was computed from, its name and its statements."""
    parts = [f"{branch.words}: {value(branch.value, lang)}"]
    beside = [] if branch.limit is None else [said(WORDS, "now", lang, value(branch.measured, lang))]
    if len(branch.facts) > 1 or (branch.facts and branch.limit is not None):
        beside += [_fact(name, known, lang) for name, known in branch.facts]
    if branch.repeated:
        beside.append(said(WORDS, "repeated", lang))
    parts += [f"({'; '.join(beside)})"] * bool(beside)
    parts += [f"<{branch.name}>"] * (branch.name is not None)
    parts.append(sources(branch.statements))
    return " ".join(part for part in parts if part)


def value(known: Value | None, lang: Lang, fact: str | None = None) -> str:
    """A value in words; `fact`: whose, so that its texts are said by their labels."""
    if known is None:
        return said(WORDS, "unknown", lang)
    if fact is not None:
        return registry()[fact].said(known, lang)
    if isinstance(known, bool):
        return YES_NO[known][lang]
    return figure(known, lang) if isinstance(known, int | float) else str(known)


def _fact(name: str, known: Value | None, lang: Lang) -> str:
    return f"{registry()[name].label(lang)} {value(known, lang, name)}"


def obstacles(branch: Branch) -> list[Branch]:
    """The deepest branches that made it so: what stands in the way of what is not true; each once."""
    leaves = (one for one in every(decisive(branch)) if not one.below and not one.repeated and one is not branch)
    return list({one.words: one for one in leaves}.values())
