"""HL7 v2 as it comes in files: messages cut apart, decoded and split into segments whose fields can be asked for.

MLLP frames (VT ... FS CR), batches (FHS, BHS, BTS, FTS) and segments ended by CR, LF or both are read.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import hl7

from benkoll.exchange.rows import unusable
from benkoll.exchange.visits.fields import Fields, decoded
from benkoll.exchange.visits.visit import Refused

CHARSETS = {
    "": None,
    "ASCII": None,
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "8859/1": "iso-8859-1",
    "8859/15": "iso-8859-15",
    "ISO-8859-1": "iso-8859-1",
    "ISO-8859-15": "iso-8859-15",
    "WINDOWS-1252": "cp1252",
    "CP1252": "cp1252",
}
"""MSH-18 (HL7 table 0211, and spellings that are met) to Python's name; None: UTF-8, else Windows-1252."""
READ = ("MSH", "EVN", "PID", "PD1", "ARV", "MRG", "PV1", "PV2", "DG1", "FT1", "OBR", "OBX")
"""The segments that are read; to take the others apart would only cost time."""
LARGEST = 4 << 20
"""Bytes of one message."""
MOST_PARTS = 50_000
"""Fields, repetitions, components and parts of one message together."""

_START = re.compile(rb"(?:\A|(?<=[\r\n\x0b\x1c]))MSH(?=[^A-Za-z0-9\s])")
_HEAD = re.compile(r"MSH([^\w\s])([^\w\s]{4,5})\1")
_ENVELOPE_LINE = re.compile(rb"(?:\A|(?<=[\r\n\x0b\x1c]))(?:FHS|BHS|BTS|FTS)[^\r\n]*")
_NEW_LINE = (".br", ".sp", ".ce", ".in", ".ti")


class Segment:
    """One segment. Fields, repetitions, components and their parts are counted as HL7 does, from 1; MSH-1 is `|`."""

    __slots__ = ("_found", "_text", "name")

    def __init__(self, found: hl7.Segment, text: Callable[[str], str]) -> None:
        self._found = found
        self._text = text
        self.name = _part(found, 0)

    def value(self, field: int, component: int = 1, part: int = 1, repetition: int = 1) -> str:
        """The text there, or the empty one; HL7's null (two quotation marks) is empty."""
        raw = _part(self._found, field, repetition - 1, component - 1, part - 1)
        return "" if raw == '""' else self._text(raw)

    def repetitions(self, field: int) -> range:
        """The numbers of the repetitions that the field has."""
        found = self._found[field] if field < len(self._found) else ()
        return range(1, 1 + (1 if isinstance(found, str) else len(found)))


class Segments:
    """The segments of one message, in order."""

    __slots__ = ("all",)

    def __init__(self, found: tuple[Segment, ...]) -> None:
        self.all = found

    def of(self, name: str) -> tuple[Segment, ...]:
        """Those of this name."""
        return tuple(one for one in self.all if one.name == name)

    def value(self, name: str, field: int, component: int = 1, part: int = 1) -> str:
        """The text in the first segment of this name, or the empty one."""
        first = next(iter(self.of(name)), None)
        return "" if first is None else first.value(field, component, part)


def blocks(data: bytes) -> Iterator[tuple[int, bytes] | Refused]:
    """Each message with its number, in order. Raises InputError at once where there is none."""
    starts = [one.start() for one in _START.finditer(data)]
    if not starts:
        raise unusable(
            "filen innehåller inget HL7-meddelande: inget segment MSH",
            "the file holds no HL7 message: no segment MSH",
        )
    return _blocks(data, starts)


def _blocks(data: bytes, starts: list[int]) -> Iterator[tuple[int, bytes] | Refused]:
    before = _ENVELOPE_LINE.sub(b"", data[: starts[0]]).strip(b" \t\r\n\x0b\x1c")
    number = 1
    if before:
        yield _refused(number, data[: starts[0]], *_NO_HEAD)
        number += 1
    for start, end in pairwise([*starts, len(data)]):
        frame = data[max(start - 1, 0) : start] == b"\x0b"
        block, ended, _ = data[start:end].partition(b"\x1c") if frame else (data[start:end], b"", b"")
        block = _ENVELOPE_LINE.sub(b"", block).rstrip(b"\x0b\x1c\r\n") + b"\r"
        if frame and not ended:
            yield _refused(number, b"\x0b" + block, *_CUT_OFF)
        else:
            yield number, block
        number += 1


def segments_of(fields: Fields, block: bytes) -> Segments | None:
    """The segments of the message, or None where they cannot be told apart."""
    head = _HEAD.match(block[:16].decode("latin-1"))
    if head is None or len(set(head[1] + head[2])) != len(head[1] + head[2]):
        fields.wrong("MSH-2", block[:12].decode("latin-1"), *_NO_SEPARATORS)
        return None
    parts = sum(block.count(mark.encode()) for mark in head[1] + head[2])
    if len(block) > LARGEST or parts > MOST_PARTS:
        fields.wrong(
            None,
            None,
            f"meddelandet är {len(block)} byte i {parts} delar; tillåtna är {LARGEST} byte och {MOST_PARTS} delar",
            f"the message is {len(block)} bytes in {parts} parts; allowed are {LARGEST} bytes and {MOST_PARTS} parts",
        )
        return None
    text = _decoded(fields, block, head[1])
    if text is None:
        return None
    lines = text.replace("\r\n", "\r").replace("\n", " ") if "\r" in text.rstrip("\r") else text.replace("\n", "\r")
    found = hl7.parse("\r".join(line for line in lines.split("\r") if line.lstrip()[:3] in READ))
    read = _unescaper(head[1] + head[2])
    return Segments(tuple(Segment(one, read) for one in found))


def _decoded(fields: Fields, block: bytes, separator: str) -> str | None:
    first = block.split(b"\r", 1)[0].split(b"\n", 1)[0].decode("latin-1").split(separator)
    charset = first[17].partition(first[1][1:2] or "~")[0].strip().upper() if len(first) > 17 else ""
    if charset not in CHARSETS:
        allowed = ", ".join(filter(None, CHARSETS))
        sv = f"okänd teckenkodning; tillåtna är {allowed}, eller tomt"
        fields.wrong("MSH-18", charset, sv, f"unknown character set; allowed are {allowed}, or nothing")
        return None
    codec = CHARSETS[charset]
    try:
        return decoded(block) if codec is None else block.decode(codec)
    except UnicodeDecodeError as error:
        odd = f"{block[error.start]:#04x}"
        fields.wrong(
            "MSH-18",
            charset,
            f"meddelandet är inte skrivet så: byte {error.start + 1} är {odd}; ange den teckenkodning som används",
            f"the message is not written so: byte {error.start + 1} is {odd}; state the character set that is used",
        )
        return None


def _part(found: object, *places: int) -> str:
    """What stands at the places, from the outermost in; a text is its own first part."""
    for place in places:
        if isinstance(found, str):
            found = found if place == 0 else ""
        else:
            found = found[place] if isinstance(found, list) and place < len(found) else ""
    while isinstance(found, list):
        found = found[0] if found else ""
    return found if isinstance(found, str) else ""


def _unescaper(marks: str) -> Callable[[str], str]:
    r"""Undoes escapes such as \S\ and \XE5\; one that is not known falls away, as the standard advises.

    `marks`: separators of fields, components, repetitions, the escape and the separator of parts, as in MSH.
    """
    escape = re.escape(marks[3])
    pattern = re.compile(f"{escape}([^{escape}]{{0,200}}){escape}")
    letters = {"F": marks[0], "S": marks[1], "R": marks[2], "E": marks[3], "T": marks[4]}

    def replaced(found: re.Match[str]) -> str:
        said = found[1]
        if said in letters:
            return letters[said]
        if said.startswith(_NEW_LINE):
            return "\n"
        if said.startswith("X"):
            try:
                return decoded(bytes.fromhex(said[1:]))
            except ValueError:
                return ""
        return ""

    return lambda text: pattern.sub(replaced, text) if marks[3] in text else text


def _refused(number: int, raw: bytes, sv: str, en: str) -> Refused:
    fields = Fields(number)
    fields.wrong(None, None, sv, en)
    return fields.refused(raw)


_NO_HEAD = (
    "filen börjar inte med MSH, FHS eller BHS: är början avhuggen? Det som står före första MSH läses inte",
    "the file does not begin with MSH, FHS or BHS: is its beginning cut off? What stands before MSH is not read",
)
_CUT_OFF = (
    "meddelandet är avhugget: MLLP-ramen (VT) avslutas inte (FS). Hämta det på nytt",
    "the message is cut off: the MLLP frame (VT) is not ended (FS). Fetch it again",
)
_NO_SEPARATORS = (
    "MSH ska börja med fem olika skiljetecken, till exempel MSH|^~\\&|: är meddelandet avhugget?",
    "MSH must begin with five different separators, such as MSH|^~\\&|: is the message cut off?",
)
