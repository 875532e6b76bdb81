"""Days as reports print them: ISO, with the month's name, or in figures where only one reading is possible."""

import re
from datetime import date

from benkoll.exchange.visits.fields import EARLIEST

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4,6})?(?![0-9])")
_NAMED = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th|:e|\.)?[ -]([a-zåäö]{3,10})\.?,?[ -]([0-9]{4})(?![0-9])", re.IGNORECASE
)
_NAMED_FIRST = re.compile(r"([a-zåäö]{3,10})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})(?![0-9])", re.IGNORECASE)
_FIGURES = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})\2([0-9]{4})(?![0-9])(.*)", re.DOTALL)
_MONTHS = "jan feb mar apr may/maj jun jul aug sep oct/okt nov dec"

NO_DAY = (
    "ska vara ett datum i kalendern som går att läsa på ett sätt: skriv det ÅÅÅÅ-MM-DD",
    "must be a date of the calendar that can be read in one way only: write it YYYY-MM-DD",
)


def day_of(text: str) -> date | None:
    """The day that the text begins with; None where it is none, or may be two (03/02/2026).

    The American order is read only where AM or PM, which nobody else writes, stands with it.
    """
    text = " ".join(text.split())
    for pattern in (_ISO, _COMPACT):
        found = pattern.match(text)
        if found:
            return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _NAMED.match(text)
    if found:
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    found = _NAMED_FIRST.match(text)
    if found:
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    found = _FIGURES.match(text)
    return _in_figures(found) if found else None


def _in_figures(found: re.Match[str]) -> date | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == ".":  # nobody writes the month first with full stops
        return _day(year, second, first)
    if re.search(r"\b[ap]m\b", found[5], re.IGNORECASE):
        return _day(year, first, second)
    days = {day for day in (_day(year, second, first), _day(year, first, second)) if day}
    return days.pop() if len(days) == 1 else None


def _month(name: str) -> int:
    begin = name.casefold()[:3]
    return next((number for number, begins in enumerate(_MONTHS.split(), 1) if begin in begins.split("/")), 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found >= EARLIEST else None
