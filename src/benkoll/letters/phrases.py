"""Small words that every letter uses: names of facts and drugs, numbers, lists, and the marks of a reading."""

from collections.abc import Callable, Iterable, Sequence

from benkoll.errors import Lang
from benkoll.facts.registry import label
from benkoll.guideline.drugs import drug_name
from benkoll.logic.words import number

AND: dict[Lang, str] = {"sv": "och", "en": "and"}
OR: dict[Lang, str] = {"sv": "eller", "en": "or"}
MORE: dict[Lang, str] = {"sv": "{} till", "en": "{} more"}
READING: dict[Lang, str] = {"sv": "(tolkning)", "en": "(reading)"}
STATEMENTS_OF_OURS = ("reading",)  # where a rule stands on no statement of the guideline


def said(words: dict[str, dict[Lang, str]], key: str, lang: Lang, *parts: object) -> str:
    """The words under this key, in the language, with the parts filled in."""
    return words[key][lang].format(*parts)


def speaker(words: dict[str, dict[Lang, str]], lang: Lang) -> Callable[..., str]:
    """`said` for these words in this language: key, then parts."""
    return lambda key, *parts: said(words, key, lang, *parts)


def joined(parts: Sequence[str], lang: Lang, joint: dict[Lang, str] = AND) -> str:
    """`a, b och c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint[lang]} {parts[-1]}"


def some(parts: Sequence[str], lang: Lang, at_most: int | None) -> str:
    """`a, b och c`, or where there are more than so many `a, b och 7 till`."""
    if at_most is None or len(parts) <= at_most + 1:  # "och 1 till" would take the room of its name
        return joined(parts, lang)
    return joined([*parts[:at_most], MORE[lang].format(len(parts) - at_most)], lang)


def facts(names: Iterable[str], lang: Lang, at_most: int | None = None) -> str:
    """The facts by their labels, each once."""
    return some(list(dict.fromkeys(label(name, lang) for name in names)), lang, at_most)


def drugs(codes: Iterable[str], lang: Lang) -> str:
    """The drugs by their names."""
    return joined([drug_name(code, lang) for code in codes], lang)


MOST_DECIMALS = 3  # as a bone density is written; nothing that we show is known better


def figure(value: float, lang: Lang, decimals: int | None = None) -> str:
    """A number as it is written in the language, with its decimals (three at most) or as many as are asked for."""
    if decimals is None:
        return number(round(value, MOST_DECIMALS), lang)
    written = f"{value:.{decimals}f}"
    return written.replace(".", ",") if lang == "sv" else written


def sources(ids: Iterable[str]) -> str:
    """`[TX-3b, DX-2]`, or nothing where no statement is named."""
    named = [one for one in dict.fromkeys(ids) if one not in STATEMENTS_OF_OURS]
    return f"[{', '.join(named)}]" if named else ""


def small(words: str) -> str:
    """The words with a small letter first, save before "DXA" and its like."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def capital(words: str) -> str:
    """The words with a capital first, save before "eGFR" and its like."""
    return words[:1].upper() + words[1:] if words[:2].islower() else words
