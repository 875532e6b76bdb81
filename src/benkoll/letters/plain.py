"""A letter as plain text: who writes, the day, to whom, the subject and the body, in lines of 80 characters."""

from collections.abc import Iterator

from benkoll.letters.blocks import SIGNS, Block, clean, read
from benkoll.letters.lines import hang
from benkoll.letters.parties import TO_CARE, Addressee, Letter, Sender


def as_text(letter: Letter, to: Addressee, sender: Sender) -> str:
    """The letter as it can be printed or pasted."""
    day, *blocks = read(letter.text)
    head = ([clean(sender.unit), *sender_lines(sender)], [day.words], address_lines(letter, to))
    lines = [line for part in head if any(part) for line in (*part, "")]
    body = [block for block in blocks if block.sort != "to"]
    for before, block in zip((None, *body), body, strict=False):
        in_list = before is not None and before.sort == block.sort == "item"
        lines += [""] * (before is not None and not in_list)
        lines += _wrapped(block)
    return "\n".join(lines) + "\n"


def _wrapped(block: Block) -> Iterator[str]:
    sign = SIGNS[block.sort] if block.sort in ("item", "alert") else ""
    words = block.words.upper() if block.sort == "title" else block.words
    yield from hang(sign, words)


def sender_lines(sender: Sender) -> list[str]:
    """What stands below the unit's name: its address, and its telephone."""
    return [line for line in map(clean, (*sender.address, sender.phone or "")) if line]


def address_lines(letter: Letter, to: Addressee) -> list[str]:
    """What stands behind the window: the care centre or clinic, else the person."""
    if letter.kind in TO_CARE:
        return [block.words for block in read(letter.text) if block.sort == "to"]
    return [line for line in map(clean, (to.name or "", *to.address)) if line]
