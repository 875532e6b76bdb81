"""SAS transport files, version 5, written byte by byte as SAS's note TS-140 describes them: numbers and short texts."""

import struct
from collections.abc import Mapping, Sequence

Value = float | str | None


def ibm(value: float | None) -> bytes:
    """A number as an IBM double: sign, exponent of 16 with 64 added, and 56 bits of fraction; a point for missing."""
    if value is None:
        return b"." + bytes(7)
    if value == 0:
        return bytes(8)
    sign, value, exponent = (0x80 if value < 0 else 0), abs(value), 0
    while value >= 1:
        value, exponent = value / 16, exponent + 1
    while value < 1 / 16:
        value, exponent = value * 16, exponent - 1
    return bytes([sign | (exponent + 64)]) + int(value * 2**56).to_bytes(7, "big")


def card(*parts: str) -> bytes:
    return "".join(parts).ljust(80).encode("ascii")


def header(kind: str, rest: str = "0" * 30) -> bytes:
    return card("HEADER RECORD*******", f"{kind:<8}HEADER RECORD!!!!!!!", rest)


def filled(data: bytes) -> bytes:
    return data + b" " * (-len(data) % 80)


def as_xpt(name: str, columns: Mapping[str, Sequence[Value]]) -> bytes:
    """A table of equally long columns, each of numbers (None: missing) or of texts of at most eight letters."""
    day = "01JAN18:00:00:00"
    of_text = {column: any(isinstance(one, str) for one in values) for column, values in columns.items()}
    names = b""
    for place, column in enumerate(columns):
        kind = 2 if of_text[column] else 1
        names += struct.pack(
            ">hhhh8s40s8shhh2s8shhl52s",
            *(kind, 0, 8, place + 1, column.ljust(8).encode(), column.ljust(40).encode()),
            *(b" " * 8, 0, 0, 0, b"  ", b" " * 8, 0, 0, 8 * place, b""),
        )
    rows = b"".join(
        str(one or "").ljust(8).encode() if of_text[column] else ibm(one if isinstance(one, int | float) else None)
        for row in zip(*columns.values(), strict=True)
        for column, one in zip(columns, row, strict=True)
    )
    return b"".join(
        (
            header("LIBRARY"),
            card("SAS     SAS     SASLIB  9.4     X64_10PR", " " * 24, day),
            card(day),
            header("MEMBER", "0" * 17 + "1600000000140"),
            header("DSCRPTR"),
            card("SAS     ", name.ljust(8), "SASDATA 9.4     X64_10PR", " " * 24, day),
            card(day),
            header("NAMESTR", f"{len(columns):010d}" + "0" * 20),
            filled(names),
            header("OBS"),
            filled(rows),
        )
    )
