"""The fields of one message, read one by one: what each says, and everything that is wrong with them."""

import re
from datetime import date
from functools import lru_cache

from benkoll.errors import Problem
from benkoll.exchange.codes.tables import Code, code_of
from benkoll.exchange.visits.visit import Refused
from benkoll.facts.messages import shown
from benkoll.facts.patient import ISO_DATE

LONGEST = 200
"""Characters of a field, where nothing else is said."""
LONGEST_REPORT = 100_000
"""Characters of a radiology report."""
EARLIEST = date(1850, 1, 1)
"""No day of a living person's life lies before it."""
UNKNOWN = "unknown"
"""The system of a code from a system that no table knows."""
ICD10 = "http://hl7.org/fhir/sid/icd-10-se"

_ICD10_SHAPE = re.compile(r"[A-Z][0-9]{2}[0-9A-Z]{0,4}")
_CONTROL = re.compile(r"[\0-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_IN_REPORT = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Fields:
    """Reads fields of the message that is the `row`th of its file, and gathers what is wrong with them."""

    __slots__ = ("problems", "row")

    def __init__(self, row: int) -> None:
        self.row = row
        self.problems: list[Problem] = []

    def wrong(self, field: str | None, value: object, sv: str, en: str) -> None:
        """Note that a field cannot be used; `value` as it stood, None where nothing stood there."""
        self.problems.append(Problem(sv, en, field, None if value is None else shown(value), self.row))

    def refused(self, raw: bytes) -> Refused:
        """The message set aside with what is wrong with it."""
        return Refused(tuple(self.problems), raw)

    def text(self, field: str, value: str, longest: int = LONGEST) -> str | None:
        """One line of text without the blanks around it; None where nothing stands there."""
        value = value.strip()
        if not value:
            return None
        if len(value) > longest:
            self.wrong(field, value, *_too_long(len(value), longest))
        elif not value.isprintable() and _CONTROL.search(value):
            self.wrong(field, value, *_NO_TEXT)
        return value

    def needed(self, field: str, value: str) -> str:
        """A text that must be there."""
        found = self.text(field, value)
        if found is None:
            self.wrong(field, None, "saknas; ska vara ifyllt", "missing; must be filled in")
        return found or ""

    def report(self, field: str, value: str) -> str | None:
        """Text of many lines."""
        value = value.strip()
        if len(value) > LONGEST_REPORT:
            self.wrong(field, value, *_too_long(len(value), LONGEST_REPORT))
        elif _CONTROL_IN_REPORT.search(value):
            self.wrong(field, value, *_NO_TEXT)
        return value or None

    def day(self, field: str, value: str) -> date | None:
        """A day written YYYY-MM-DD; None where nothing stands there."""
        value = value.strip()
        if not value:
            return None
        found = iso_day(value)
        if found is None:
            self.wrong(
                field,
                value,
                f"ska vara ett datum i kalendern, tidigast {EARLIEST}, skrivet ÅÅÅÅ-MM-DD, till exempel 2026-03-02",
                f"must be a date of the calendar, {EARLIEST} at the earliest, written YYYY-MM-DD, such as 2026-03-02",
            )
        return found

    def icd10(self, field: str, text: str) -> Code | None:
        """One ICD-10-SE code, with or without the dot."""
        code = code_of(ICD10, text)
        if code and _ICD10_SHAPE.fullmatch(code.code):
            return code
        self.wrong(
            field,
            text,
            "är ingen kod i ICD-10-SE: en bokstav, två siffror och högst fyra tecken till, med eller utan punkt, "
            "till exempel S72.00 eller W010; flera koder skiljs åt av mellanslag",
            "is no code of ICD-10-SE: a letter, two digits and at most four characters more, with or without the dot, "
            "such as S72.00 or W010; blanks between several codes",
        )
        return None

    def code(self, field: str, system: str, text: str) -> Code | None:
        """One code of the system; None where none stands there. One of an unknown system is kept as such."""
        text = text.strip()
        if not text:
            return None
        known = code_of(system, text)
        if known is None:
            return Code(UNKNOWN, (self.text(field, text) or "").replace(".", "").upper())
        return self.icd10(field, text) if known.system == "icd10" else known


@lru_cache(4096)
def iso_day(text: str) -> date | None:
    """The day that is written YYYY-MM-DD, or None."""
    try:
        found = date.fromisoformat(text) if ISO_DATE.fullmatch(text) else None
    except ValueError:
        return None
    return found if found and found >= EARLIEST else None


def decoded(data: bytes) -> str:
    """The text: UTF-8, else Windows-1252, as older Windows programs write; what is neither is left as half characters.

    They make the field that holds them unusable (`Fields.text`), and no other.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="surrogateescape")


_NO_TEXT = (
    "innehåller styrtecken eller halva tecken, som inte är text: rätta texten eller dess teckenkodning",
    "holds control characters or half characters, which are no text: mend the text or its encoding",
)


def _too_long(length: int, longest: int) -> tuple[str, str]:
    return (
        f"är {length} tecken lång; tillåtet är högst {longest}",
        f"is {length} characters long; at most {longest} allowed",
    )
