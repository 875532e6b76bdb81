"""The words of densitometry reports: which site, side, quantity, column or maker a text names, by one table.

The table is `codes/density_words.csv`: regular expressions in small letters, English and Swedish.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from benkoll.exchange.codes.tables import rows
from benkoll.exchange.densitometry.numbers import LIMITS
from benkoll.measures.density_report import Maker

MAKERS: Mapping[str, Maker] = {"hologic": "hologic", "lunar": "lunar", "norland": "norland"}

_SAME = str.maketrans(
    {
        "_": " ",
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{NO-BREAK SPACE}": " ",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    }
)
_NOTE = re.compile("(?<!cm)[\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}\N{SUPERSCRIPT FOUR}]")
"""The mark of a footnote; after cm it is a square."""
_BEFORE, _AFTER = r"(?<![0-9a-zåäö])", r"(?![0-9a-zåäö])"


class Word(NamedTuple):
    """A word found: what it reads as, and where it stood in the plain text."""

    reads: str
    start: int
    end: int


def plain(text: str) -> str:
    """The text as the table writes it: small letters, one kind of dash, single blanks for blanks and underscores."""
    return " ".join(_NOTE.sub("", text.translate(_SAME)).replace("\N{SUPERSCRIPT TWO}", "2").casefold().split())


@lru_cache(4096)  # a report says the same few words again and again
def words(text: str, *kinds: str) -> tuple[Word, ...]:
    """The words of these kinds in a plain text, in order; of two that overlap the longer one, then the first listed.

    None in a text that is longer than any line of a report.
    """
    if len(text) > LIMITS["longest_line"]:
        return ()
    found = [
        Word(reads, one.start(), one.end())
        for kind in kinds
        for pattern, reads in _table(kind)
        for one in pattern.finditer(text)
    ]
    found.sort(key=lambda one: one.start - one.end)
    kept: list[Word] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def without(text: str, found: Sequence[Word]) -> str:
    """The text with a bar in place of each word found."""
    for one in sorted(found, key=lambda one: -one.start):
        text = f"{text[: one.start]} | {text[one.end :]}"
    return text


def whole(text: str, kind: str) -> str | None:
    """What a plain text reads as that is one word of the kind and nothing else; None for any other."""
    return next((reads for pattern, reads in _table(kind) if pattern.fullmatch(text)), None)


def makers_of(text: str) -> tuple[Maker, ...]:
    """The makers that a text names, each once."""
    found = {one.reads: None for one in words(plain(text), "maker")}
    return tuple(MAKERS[one] for one in found)


@cache
def _table(kind: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(f"{_BEFORE}(?:{row['pattern']}){_AFTER}"), row["reads"])
        for row in rows("density_words")
        if row["kind"] == kind
    )
