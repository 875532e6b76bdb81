"""The body of a letter as plain text and as what it is made of: headings, paragraphs, items of lists, and warnings.

One line is one block, and the line's first sign says which: `# ` the subject, `> ` the place that the letter goes to,
`## ` a heading, `- ` an item, `! ` what must not be missed; all else is a paragraph, with `\\` in front where it would
begin with such a sign itself. What is filled in (`clean`) never holds a line break and so never becomes a block.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Sort = Literal["title", "to", "heading", "item", "alert", "plain"]
SIGNS: dict[Sort, str] = {"title": "# ", "to": "> ", "heading": "## ", "item": "- ", "alert": "! ", "plain": ""}
AMBIGUOUS = ("#", ">", "-", "!", "\\")
TOGETHER = ("item", "to")
SORTS: tuple[Sort, ...] = get_args(Sort)
SPACE_LIKE = ("Zs", "Zl", "Zp", "Cc")
UNSEEN = ("Cf", "Cs", "Co", "Cn")
"""Direction marks, zero-width characters, half characters and what has no meaning: none of it belongs in a letter."""


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, item or warning."""

    sort: Sort
    words: str

    def line(self) -> str:
        """The block as its line of text."""
        words = self.words
        escaped = self.sort == "plain" and words.startswith(AMBIGUOUS)
        return SIGNS[self.sort] + ("\\" if escaped else "") + words


def written(blocks: Iterable[Block]) -> str:
    """The blocks as text: an empty line between them, save between the items of a list and the lines of an address."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before is not None and not (before.sort == block.sort and block.sort in TOGETHER):
            lines.append("")
        lines.append(block.line())
        before = block
    return "\n".join(lines) + "\n"


def read(text: str) -> Iterator[Block]:
    """The blocks that `written` wrote."""
    for line in text.splitlines():
        if line:
            yield _block(line)


def _block(line: str) -> Block:
    for sort in SORTS:
        if SIGNS[sort] and line.startswith(SIGNS[sort]):
            return Block(sort, line.removeprefix(SIGNS[sort]))
    return Block("plain", line.removeprefix("\\"))


def clean(text: str) -> str:
    """The text on one line, composed, without what cannot be seen."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(_seen(sign) for sign in composed)
    return re.sub(" +", " ", seen).strip()


def _seen(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in UNSEEN:
        return ""
    # A no-break space is meant, and stays; every other space, line break or control character is a space.
    return " " if category in SPACE_LIKE and sign != "\u00a0" else sign
