"""Who a person is to health care: personnummer, samordningsnummer or reserve number, checked and normalised."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from personnummer.personnummer import Personnummer, PersonnummerException  # type: ignore[import-untyped]

from benkoll.errors import InputError, Problem

Type = Literal["personnummer", "samordningsnummer", "reserve"]

_RESERVE = re.compile(r"[0-9]{8}(?:[A-Z][0-9A-Z][0-9]{2})")
"""National and regional reserve numbers: twelve signs, the ninth a letter (HL7 Sweden's base profiles' examples)."""

_DIGITS = re.compile(r"[0-9]+[-+]?[0-9]+")

TEST_SERIALS = range(980, 1000)
"""Birth numbers that the tax agency keeps for tests: nobody has them (reading, from its published test numbers)."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """`number`: twelve signs without a dash. `birth_date` None: the number does not say it. `test`: nobody's number."""

    type: Type
    number: str
    birth_date: date | None
    sex: Literal["female", "male"] | None
    test: bool


@lru_cache(4096)
def identifier(text: str) -> Identifier:
    """The identifier that the text is; InputError where it is none, a digit wrong among them."""
    written = re.sub(r"\s", "", text).upper()
    plain = written.replace("-", "")
    if _RESERVE.fullmatch(plain):
        return Identifier("reserve", plain, None, None, test=False)
    try:
        if not _DIGITS.fullmatch(written):  # digits of other scripts would be read as these
            raise ValueError
        read = Personnummer(written)
        coordination = read.is_coordination_number()
        number = read.format(long_format=True)
        day = int(number[6:8]) - (60 if coordination else 0)
        return Identifier(
            "samordningsnummer" if coordination else "personnummer",
            number,
            date(int(number[:4]), int(number[4:6]), day),
            "female" if read.is_female() else "male",
            int(number[8:11]) in TEST_SERIALS,
        )
    except (PersonnummerException, ValueError):
        raise InputError(
            [
                Problem(
                    "inget personnummer, samordningsnummer eller reservnummer: skriv tolv tecken, t.ex. 195009072553",
                    "no personnummer, samordningsnummer or reserve number: write twelve signs, such as 195009072553",
                    fact="person_id",
                    value=text[:40],
                )
            ]
        ) from None
