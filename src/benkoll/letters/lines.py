"""Lines of text: words wrapped behind a lead, each line with its style."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

WIDTH = 80
Style = Literal["plain", "title", "heading", "alert", "quiet"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is printed; the style is for where colours are shown, and says no more than the text does."""

    text: str
    style: Style = "plain"


def hang(lead: str, words: str, indent: int | None = None) -> list[str]:
    """The words behind the lead, wrapped at 80; later lines start at `indent`, else below the first word.

    A single word, such as the name of a test, is never broken.
    """
    after = " " * (len(lead) if indent is None else indent)
    lines = wrap(
        words, WIDTH, initial_indent=lead, subsequent_indent=after, break_on_hyphens=False, break_long_words=False
    )
    return lines or [lead.rstrip()]
