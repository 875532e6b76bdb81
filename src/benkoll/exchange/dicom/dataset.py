"""A DICOM file opened within limits, and its attributes read one by one: what is not of the right kind is absent."""

import re
import zlib
from collections.abc import Callable
from datetime import date
from functools import wraps
from io import BytesIO
from typing import Any, ParamSpec, TypeVar, cast
from warnings import catch_warnings, simplefilter

from pydicom import dcmread
from pydicom.config import disable_value_validation
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_file_meta_info
from pydicom.sequence import Sequence
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from benkoll.errors import InputError
from benkoll.exchange.codes.tables import Row, rows
from benkoll.exchange.dicom.faults import DAMAGED, INFLATED, LIMITS, MEMORY, NO_DICOM, TOO_LARGE, Words, refused

P = ParamSpec("P")
T = TypeVar("T")

_PREAMBLE = 128
_MARK = b"DICM"
_TRAILER, _SEALED = "DataSetTrailingPadding", b"the end "
_SEAL = b"\xfc\xff\xfc\xffOB\0\0\x08\0\0\0" + _SEALED
_SEALS: dict[str, bytes] = {
    ImplicitVRLittleEndian: b"\xfc\xff\xfc\xff\x08\0\0\0" + _SEALED,
    ExplicitVRBigEndian: b"\xff\xfc\xff\xfcOB\0\0\0\0\0\x08" + _SEALED,
}
"""A last element that is put behind each file: it is found only where all before it is whole, for pydicom reads a file
that was cut off without a word, and "-1" of "-1.9" as a value."""
_DAY = re.compile(r"([0-9]{4})\.?([0-9]{2})\.?([0-9]{2})")
_AGE = re.compile(r"([0-9]{1,3})([DWMY])")
_YEARS = {"Y": 1.0, "M": 1 / 12, "W": 7 / 365.25, "D": 1 / 365.25}
_UID = re.compile(r"[0-9]+(\.[0-9]+)*")
_NO_MEMORY = ("allocate", "bad_alloc", "memory")  # as decoders say it
_LONGEST_UID = 64  # characters, PS3.5 9.1


def guarded(read: Callable[P, T]) -> Callable[P, T]:
    """The same function, which raises InputError alone: whatever else goes wrong, the file is damaged or too large."""

    @wraps(read)
    def called(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with catch_warnings(), disable_value_validation():
                simplefilter("ignore")
                return read(*args, **kwargs)
        except InputError:
            raise
        except MemoryError:
            raise refused(MEMORY) from None
        except Exception as error:  # each converter and decoder has its own
            words = MEMORY if any(word in str(error) for word in _NO_MEMORY) else DAMAGED
            raise refused(words) from error

    return called


def opened(data: bytes, reads: str) -> FileDataset:
    """The data set of a file, its bulk not yet looked at; to be called by what is `guarded`.

    `reads`: what is wanted, "image" or "report" (`codes/dicom_classes.csv`). Raises InputError for what is no DICOM
    file, is too large, cut off, compressed in a way that is not read, or holds something else.
    """
    if len(data) > LIMITS["file_bytes"]:
        raise refused(TOO_LARGE)
    if data[_PREAMBLE : _PREAMBLE + len(_MARK)] != _MARK:
        raise refused(NO_DICOM)
    stream = BytesIO(data)
    stream.seek(_PREAMBLE + len(_MARK))
    meta = read_dataset(stream, False, True, stop_when=lambda tag, _vr, _length: tag.group != 2)
    syntax = syntax_of(meta)
    if syntax["uid"] == DeflatedExplicitVRLittleEndian:
        data = _inflated(meta, data[stream.tell() :])
    found = dcmread(BytesIO(data + _SEALS.get(syntax["uid"], _SEAL)))
    kind = next((row for row in rows("dicom_classes") if row["uid"] == text(found, "SOPClassUID")), None)
    if kind is None or kind["reads"] != reads:
        raise refused(_class_words(kind, reads), "SOPClassUID", text(found, "SOPClassUID") or None)
    if value(found, _TRAILER) != _SEALED:
        raise refused(DAMAGED)
    return found


def syntax_of(meta: Dataset) -> Row:
    """The row of `codes/dicom_syntaxes.csv` that says how the file is stored; InputError where none does."""
    uid = text(meta, "TransferSyntaxUID")
    row = next((row for row in rows("dicom_syntaxes") if row["uid"] == uid), None)
    if row is None:
        raise refused(_SYNTAX, "TransferSyntaxUID", uid or None)
    return row


def _inflated(meta: Dataset, packed: bytes) -> bytes:
    """The file as it would be had it not been deflated, which pydicom would undo without a limit."""
    limit = int(LIMITS["inflated_bytes"])
    plain = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit + 1)
    if len(plain) > limit:
        raise refused(INFLATED)
    out = DicomBytesIO()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    write_file_meta_info(out, FileMetaDataset(meta), enforce_standard=False)
    return b"\0" * _PREAMBLE + _MARK + out.getvalue() + plain


def value(found: Dataset, keyword: str) -> Any:
    """The value as pydicom reads it; None where it is absent, empty or unreadable."""
    try:
        return found.get(keyword)
    except Exception:  # every converter of a broken value has its own
        return None


def text(found: Dataset, keyword: str) -> str:
    """A text (the first of several) on one line, without what cannot be printed; empty where there is none."""
    read = value(found, keyword)
    if isinstance(read, list | tuple) or hasattr(read, "backslash"):
        read = next(iter(read), None)
    if read is None or isinstance(read, Dataset | Sequence | bytes):
        return ""
    letters = (one if one.isprintable() else " " for one in str(read))
    return " ".join("".join(letters).split())[: int(LIMITS["text_characters"])]


def texts(found: Dataset, keyword: str) -> tuple[str, ...]:
    """All texts of an attribute, in order."""
    read = value(found, keyword)
    many = [read] if isinstance(read, str) or read is None else _many(read)
    return tuple(str(one).strip() for one in many if isinstance(one, str))


def numbers(found: Dataset, keyword: str) -> tuple[float, ...]:
    """All finite numbers of an attribute, in order; none where one of them is no number."""
    many = _many(value(found, keyword))
    try:
        read = tuple(float(cast(float, one)) for one in many if not isinstance(one, bytes | bool))
    except (TypeError, ValueError, OverflowError):
        return ()
    return read if len(read) == len(many) and all(abs(one) < float("inf") for one in read) else ()


def number(found: Dataset, keyword: str) -> float | None:
    """The first finite number of an attribute."""
    return next(iter(numbers(found, keyword)), None)


def whole(found: Dataset, keyword: str) -> int | None:
    """A whole number; None where there is none, or more than one."""
    read = numbers(found, keyword)
    return int(read[0]) if len(read) == 1 and read[0] == int(read[0]) else None


def day(found: Dataset, *keywords: str) -> date | None:
    """The first of the attributes that says a day of the calendar."""
    for keyword in keywords:
        match = _DAY.match(text(found, keyword))
        if match:
            try:
                return date(*(int(part) for part in match.groups()))
            except ValueError:
                continue
    return None


def years(found: Dataset, keyword: str) -> float | None:
    """An age in years, of whatever unit it is stated in."""
    match = _AGE.fullmatch(text(found, keyword).upper())
    return int(match[1]) * _YEARS[match[2]] if match else None


def uid(found: Dataset, keyword: str) -> str:
    """A UID of the shape that DICOM prescribes; empty where there is none."""
    read = text(found, keyword)
    return read if len(read) <= _LONGEST_UID and _UID.fullmatch(read) else ""


def items(found: Dataset, keyword: str) -> tuple[Dataset, ...]:
    """The items of a sequence."""
    read = value(found, keyword)
    return tuple(read) if isinstance(read, Sequence) else ()


def _many(read: Any) -> list[Any]:
    if read is None:
        return []
    return list(read) if hasattr(read, "__iter__") and not isinstance(read, str | bytes) else [read]


def _class_words(kind: Row | None, reads: str) -> Words:
    if kind is not None and kind["reads"] in _OTHER:
        return _OTHER[kind["reads"]]
    allowed = ", ".join(row["name"] for row in rows("dicom_classes") if row["reads"] == reads)
    return (
        f"filer av det slaget läses inte här; de som läses är {allowed}",
        f"files of that kind are not read here; those that are: {allowed}",
    )


_OTHER: dict[str, Words] = {
    "image": (
        "filen är en bild, inte en strukturerad rapport; öppna den som VFA, eller exportera rapporten (SR)",
        "the file is an image and no structured report; open it as a VFA, or export the report (SR)",
    ),
    "report": (
        "filen är en strukturerad rapport, inte en bild; läs den som bentäthetsrapport, eller exportera bilden",
        "the file is a structured report and no image; read it as a density report, or export the image",
    ),
    "pdf": (
        "filen är en PDF i DICOM; öppna den och klistra in texten, eller exportera bilden eller rapporten (SR)",
        "the file is a PDF inside DICOM; open it and paste its text, or export the image or the report (SR)",
    ),
    "presentation": (
        "filen säger bara hur en bild ska visas; exportera själva bilden",
        "the file only says how an image is to be shown; export the image itself",
    ),
}
_NAMES = ", ".join(row["name"] for row in rows("dicom_syntaxes"))
_SYNTAX: Words = (
    f"bilden är komprimerad på ett sätt som inte läses; exportera den som något av {_NAMES}",
    f"the image is compressed in a way that is not read; export it as one of {_NAMES}",
)
