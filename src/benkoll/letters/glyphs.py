"""Which characters a font can show: its `cmap` table (OpenType), read as far as the letters need it."""

import struct
from collections.abc import Iterator

UNICODE = ((0, 3), (3, 1))
"""Platform and encoding of the tables of the Basic Multilingual Plane, in format 4."""


def characters(font: bytes) -> frozenset[int]:
    """The code points for which the font (TrueType or OpenType) has a glyph."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4sLLL", font, 12 + 16 * number) for number in range(count))
    start = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for number in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * number)
        if (platform, encoding) in UNICODE and font[start + offset : start + offset + 2] == b"\x00\x04":
            return frozenset(_segments(font, start + offset))
    raise ValueError("the font has no cmap of format 4")


def _segments(font: bytes, start: int) -> Iterator[int]:
    """The characters of a table of format 4: ranges, each with a shift or a list of glyphs."""
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    count = doubled // 2
    places = (start + 14, start + 16 + doubled, start + 16 + 2 * doubled, start + 16 + 3 * doubled)
    ends, begins, shifts, lists = (struct.unpack_from(f">{count}H", font, place) for place in places)
    for number, (begin, end, shift, listed) in enumerate(zip(begins, ends, shifts, lists, strict=True)):
        for sign in range(begin, min(end, 0xFFFE) + 1):
            glyph = sign
            if listed:
                (glyph,) = struct.unpack_from(">H", font, places[3] + 2 * number + listed + 2 * (sign - begin))
            if glyph and (glyph + shift) % 0x10000:
                yield sign
