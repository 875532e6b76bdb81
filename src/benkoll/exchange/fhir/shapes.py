"""FHIR's data types as far as they are read: what is not of the right shape is read as absent, never guessed."""

import calendar
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from benkoll.exchange.codes.tables import Code, code_of

Json = Mapping[str, Any]

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T[0-9:.]+(?:Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?")


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A date as FHIR writes it, which may be a whole month or year: its first and its last day.

    An instant is read as the day that is written in it, in the writer's own time zone.
    """

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last


class Resource(NamedTuple):
    """A resource with its type and the name by which messages point at it."""

    type: str
    name: str
    body: Json

    @property
    def content(self) -> str:
        """All that it says as one text to compare; to make it takes longer than to read the resource."""
        return json.dumps(self.body, sort_keys=True, default=str)

    def when(self, *elements: str) -> When | None:
        """The first of the elements that is a date, an instant, or a period with a start."""
        for element in elements:
            found = when_of(self.body.get(element))
            if found:
                return found
        return None

    def text(self, element: str) -> str:
        """A text, or the empty one."""
        return text_of(self.body.get(element))


def when_of(value: object) -> When | None:
    """A date, dateTime or instant, or the start of a Period."""
    if isinstance(value, dict):
        return when_of(value.get("start"))
    if not isinstance(value, str):
        return None
    return _kept(value) if len(value) < LONGEST_KEPT else _written(value)


def _written(text: str) -> When | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if day:
            return When(date(year, month or 1, day), date(year, month or 1, day))
        if month:
            return When(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return When(date(year, 1, 1), date(year, 12, 31))
    except (ValueError, calendar.IllegalMonthError):
        return None


LONGEST_KEPT = 40
"""Characters of what is kept once read; what a stranger makes longer is read each time anew."""
_kept = lru_cache(4096)(_written)
"""A record says the same few days again and again."""


def end_of(value: object) -> When | None:
    """The end of a Period."""
    return when_of(value.get("end")) if isinstance(value, dict) else None


def text_of(value: object) -> str:
    """A text, or the empty one."""
    return value if isinstance(value, str) else ""


def number_of(value: object) -> float | None:
    """A finite number; a boolean or a text is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = float(value)
    return number if abs(number) < float("inf") else None


def object_of(value: object) -> Json:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> tuple[Json, ...]:
    """The objects of a list; an object by itself counts as a list of one."""
    if isinstance(value, dict):
        return (value,)
    return tuple([one for one in value if isinstance(one, dict)]) if isinstance(value, list) else ()


def codes(concept: object) -> tuple[Code, ...]:
    """The codings of a CodeableConcept (or of several) whose system is known."""
    if concept is None:  # as most elements are that may hold one
        return ()
    found = []
    for one in _codings(concept):
        system, text = one.get("system"), one.get("code")
        code = code_of(system, text) if isinstance(system, str) and isinstance(text, str) else None
        if code:
            found.append(code)
    return tuple(found)


def names(concept: object) -> tuple[str, ...]:
    """Every coding as `system|code`, for messages; the text where there is no coding."""
    codings = tuple(f"{text_of(one.get('system'))}|{text_of(one.get('code'))}" for one in _codings(concept))
    return codings or tuple(filter(None, (text_of(one.get("text")) for one in objects(concept))))


def words(concept: object) -> str:
    """All text of a CodeableConcept in small letters, to look for a brand in."""
    texts = [text_of(one.get("text")) for one in objects(concept)]
    return " ".join([*texts, *(text_of(one.get("display")) for one in _codings(concept))]).lower()


def plain_code(concept: object) -> str:
    """The first code of a CodeableConcept that FHIR itself binds, such as a clinical status."""
    codings = _codings(concept)
    return text_of(codings[0].get("code")) if codings else ""


def _codings(concept: object) -> Sequence[Json]:
    if isinstance(concept, dict):
        return objects(concept.get("coding"))
    return [coding for one in objects(concept) for coding in objects(one.get("coding"))]
