"""A picture in shades of grey as PNG: 8 bits a pixel, written with what Python has."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 3
"""Of compression: a page waits for it, and a higher one takes longer than it saves."""


def as_png(gray: bytes, rows: int, columns: int) -> bytes:
    """The picture as PNG. `gray`: 0 (black) to 255 (white), row by row from above.

    ValueError where it has not so many rows and columns, or none.
    """
    if rows < 1 or columns < 1 or len(gray) != rows * columns:
        raise ValueError(f"{len(gray)} pixels are not {rows} rows of {columns}")
    lines = b"".join(b"\0" + gray[place : place + columns] for place in range(0, len(gray), columns))
    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, _LEVEL)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
