"""A small world for the indicators: persons who broke something, and what was done for them, day by day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from benkoll.chain.events import Event, check
from benkoll.chain.indicator_cases import Case, cases
from benkoll.chain.indicators import MEASURES, Answer, answer

FRACTURED = date(2025, 1, 10)
WEEK = 7
DRUG = {"drug": "alendronate"}
DENOSUMAB = {"drug": "denosumab", "requisition": True}
GUIDELINE: Mapping[str, Any] = {"guideline": {"variant": "vgr"}, "whole": {}}

Told = tuple[int, str, Mapping[str, Any]]
"""So many days after the fracture, something happened."""


def told(days: int, kind: str, **said: Any) -> Told:
    return days, kind, said


def assessed(days: int, indicated: str, **said: Any) -> Told:
    return told(days, "assessed", indicated=indicated, **GUIDELINE, **said)


def person(
    *acts: Told, site: str = "wrist", name: str = "p", born: str | None = "1950-01-10", **said: Any
) -> list[Event]:
    """The events of a person with one fracture on FRACTURED; `said`: more of the report of it."""
    known = {"sex": "female"} | ({} if born is None else {"birth_date": born})
    made = [(0, "person", {"known": known}), (0, "fracture", {"site": site, "unit": "ORT", **said}), *acts]
    return [_event(name, seq, one) for seq, one in enumerate(made)]


IN_EPISODE = frozenset(
    ("invited", "answered", "declined", "dxa_done", "falls_assessed", "training_started", "assessed")
) | {"recommendation_sent", "followed_up", "excluded"}


def _event(name: str, seq: int, one: Told) -> Event:
    days, kind, said = one
    data = {"episode": f"{name}-1", **said} if kind in IN_EPISODE else dict(said)
    day = FRACTURED + timedelta(days)
    check(kind, day, data)
    return Event(f"{name}-{seq}", kind, day, data, seq, name)  # type: ignore[arg-type]


def case(events: Iterable[Event], days: int = 400) -> Case:
    """The one case of these events, as it stood so many days after the fracture."""
    (found,) = cases(list(events), FRACTURED + timedelta(days), "p")
    return found


def said_of(indicator: str, *acts: Told, days: int = 400, **said: Any) -> Answer:
    """What a person with these acts is to an indicator, so many days after the fracture."""
    return answer(MEASURES[indicator], case(person(*acts, **said), days))
