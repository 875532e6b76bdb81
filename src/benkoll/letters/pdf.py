"""A letter as PDF/UA-1: tagged, with language and title, in our own fonts, and the same bytes for the same letter."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

import typst

from benkoll.errors import Lang
from benkoll.letters.blocks import Block, clean, read
from benkoll.letters.glyphs import characters
from benkoll.letters.parties import TO_CARE, Addressee, Letter, Sender
from benkoll.letters.plain import address_lines, sender_lines

ROOM = Path(str(files("benkoll.letters")))
FONTS = ROOM / "fonts"
PAPER = ROOM / "typeset.typ"
STANDARD = "ua-1"
POINTS = {True: 11, False: 12}
"""The size of the text: to care, to a person."""
PAGE: dict[Lang, tuple[str, str]] = {"sv": ("Sida", "av"), "en": ("Page", "of")}
UNSHOWN = "□"
"""Stands for a character that the fonts do not have; a PDF/UA must not hold one without a glyph."""


def as_pdf(letter: Letter, to: Addressee, sender: Sender) -> bytes:
    """The letter as PDF. The same letter, addressee and sender make the same bytes: the only time in it is its date."""
    made: bytes = _compiled(letter, to, sender, format="pdf", pdf_standards=[STANDARD])
    return made


def as_pictures(letter: Letter, to: Addressee, sender: Sender, dots_per_inch: float = 72) -> list[bytes]:
    """The pages as PNG, to be looked at."""
    made = _compiled(letter, to, sender, format="png", ppi=dots_per_inch)
    return made if isinstance(made, list) else [made]


def _compiled(letter: Letter, to: Addressee, sender: Sender, **form: Any) -> Any:
    day, *blocks = read(letter.text)
    written = date.fromisoformat(day.words)
    return typeset(PAPER, "letter", _data(letter, to, sender, written, blocks), **form)


def tried() -> int:
    """Whether letters can be set here: the bytes of a sheet with a title and no more."""
    page, of = PAGE["sv"]
    day = {"date": [2026, 1, 1], "shown_date": "2026-01-01"}
    words = {"title": "Benkoll", "lang": "sv", "unit": "Benkoll", "page": page, "of": of}
    sheet = {**words, **day, "sender": [], "address": [], "size": POINTS[True], "parts": []}
    return len(typeset(PAPER, "letter", sheet, format="pdf", pdf_standards=[STANDARD]))


def typeset(paper: Path, name: str, data: Any, **form: Any) -> Any:
    """The paper with this data, which it knows by a name; in our own fonts alone."""
    return typst.compile(
        paper, root=ROOM, font_paths=[FONTS], ignore_system_fonts=True, sys_inputs={name: json.dumps(data)}, **form
    )


def _data(letter: Letter, to: Addressee, sender: Sender, written: date, blocks: Sequence[Block]) -> dict[str, Any]:
    page, of = PAGE[letter.lang]
    return {
        "title": shown(letter.title),
        "lang": letter.lang,
        "unit": shown(sender.unit),
        "sender": [shown(line) for line in sender_lines(sender)],
        "address": [shown(line) for line in address_lines(letter, to)],
        "date": [written.year, written.month, written.day],
        "shown_date": written.isoformat(),
        "size": POINTS[letter.kind in TO_CARE],
        "page": page,
        "of": of,
        "parts": list(_parts(blocks)),
    }


def _parts(blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    """The blocks of the body; items that follow each other are one list."""
    body = [block for block in blocks if block.sort not in ("title", "to")]
    for sort, several in groupby(body, lambda block: block.sort):
        words = [shown(block.words) for block in several]
        if sort == "item":
            yield {"sort": sort, "words": words}
        else:
            yield from ({"sort": sort, "words": [one]} for one in words)


def shown(words: str) -> str:
    """The words with a box for each character that the fonts cannot show."""
    return "".join(sign if ord(sign) in _showable() else UNSHOWN for sign in clean(words))


@cache
def _showable() -> frozenset[int]:
    """What every one of the fonts can show."""
    fonts = [characters(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset.intersection(*fonts)
