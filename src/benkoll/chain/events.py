"""What happens in the chain: events of fixed kinds, appended and never changed.

A wrong event is taken back by a `withdrawn` one, and the right one appended. Everything else (states, worklist,
indicators) follows from the events of a person, whatever order they came in.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, get_args

from benkoll.errors import InputError, Problem
from benkoll.facts.registry import registry

Kind = Literal[
    "person",
    "fracture",
    "finding",
    "confirmed",
    "refuted",
    "invited",
    "reminded",
    "answered",
    "declined",
    "dxa_done",
    "blood_tests_done",
    "falls_assessed",
    "training_started",
    "assessed",
    "recommendation_sent",
    "prescribed",
    "treatment_started",
    "treatment_paused",
    "treatment_stopped",
    "dose_given",
    "followed_up",
    "moved",
    "taken_over",
    "died",
    "excluded",
    "claimed",
    "released",
    "snoozed",
    "note",
    "merged",
    "unmerged",
    "withdrawn",
    "cancelled",
    "blocked",
    "unblocked",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

SITES = tuple(registry()["latest_fracture_site"].choices)
DRUGS = tuple(drug for drug in registry()["osteoporosis_drug"].choices if drug != "none")
EXCLUDED = ("not_a_fracture", "high_energy", "tumour", "already_followed", "palliative", "lives_elsewhere", "other")
"""Why an episode is taken out; the UK's registers keep such reasons apart, so that no list is emptied unseen."""
FOLLOW_UPS = ("3_months", "12_months", "dxa_2_years")
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
NAME, REASON = 200, 400
"""How long a name or a reason may be that is shown beside others."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a person on a day. `data`: what its kind has (`FIELDS`); `seq`: the place in the book.

    `id`: the same wherever and whenever the same message is taken in.
    """

    id: str
    kind: Kind
    day: date
    data: Mapping[str, Any]
    seq: int = 0
    person: str = ""
    actor: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """What a kind of event says: `allowed` in words, `fits` whether a value is that."""

    fits: Callable[[Any], bool]
    allowed: str
    needed: bool = False


def _one_of(choices: tuple[str, ...], needed: bool = False) -> Field:
    return Field(lambda value: value in choices, ", ".join(choices), needed)


def _text(needed: bool = False, longest: int = 20_000) -> Field:
    allowed = f"text, 1-{longest}"
    return Field(lambda value: isinstance(value, str) and 0 < len(value) <= longest and is_text(value), allowed, needed)


def is_text(value: str) -> bool:
    """Whether every database can keep it: no NUL, no half of a pair of surrogates."""
    return not _UNKEPT.search(value)


_UNKEPT = re.compile("[\0\ud800-\udfff]")


def _day(needed: bool = False) -> Field:
    return Field(_is_day, "YYYY-MM-DD", needed)


def _is_day(value: Any) -> bool:
    try:
        return FIRST_DAY <= date.fromisoformat(value) <= LAST_DAY
    except (TypeError, ValueError):
        return False


_FLAG = Field(lambda value: isinstance(value, bool), "true, false")
_TEXTS = Field(
    lambda value: isinstance(value, list) and all(isinstance(one, str) and is_text(one) for one in value),
    "a list of texts",
)
_WHOLE = Field(lambda value: isinstance(value, dict), "an object", needed=True)

EPISODE = "episode"
BY_UNIT = "by_unit"
"""The unit that says what happened to a person, where it is in no episode: `blocking` asks where it comes from."""

_IN_EPISODE = {EPISODE: _text(needed=True)}
_BY_UNIT = {BY_UNIT: _text(longest=NAME)}
FIELDS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "person": {"known": _WHOLE},
        "fracture": {
            "site": _one_of(SITES),
            "side": _one_of(("left", "right")),
            "code": _text(),
            "low_energy": _FLAG,
            "tumour": _FLAG,
            "femur_shaft": _FLAG,
            "unit": _text(longest=NAME),
            "ward": _text(longest=NAME),
            "discharged": _day(),
            "unclear": _TEXTS,
            "visit": _text(),
        },
        "finding": {"text": _text(needed=True), "unit": _text(longest=NAME), "visit": _text()},
        "confirmed": {"about": _text(needed=True), "site": _one_of(SITES)},
        "refuted": {"about": _text(needed=True), "reason": _text()},
        "invited": {**_IN_EPISODE, "letter": _text()},
        "reminded": {**_IN_EPISODE, "letter": _text()},
        "answered": {**_IN_EPISODE, "appointment": _day()},
        "declined": {**_IN_EPISODE, "reason": _text(longest=REASON)},
        "dxa_done": {**_IN_EPISODE, "vfa": _FLAG},
        "blood_tests_done": _IN_EPISODE,
        "falls_assessed": _IN_EPISODE,
        "training_started": _IN_EPISODE,
        "assessed": {
            **_IN_EPISODE,
            "indicated": _one_of(("yes", "no", "unknown"), needed=True),
            "first_choice": _one_of((*DRUGS, "none")),
            "codes": _TEXTS,
            "guideline": _WHOLE,
            "whole": _WHOLE,
        },
        "recommendation_sent": {
            **_IN_EPISODE,
            "to": _one_of(("primary_care", "clinic", "ward"), needed=True),
            "letter": _text(),
        },
        "prescribed": {"drug": _one_of(DRUGS, needed=True), **_BY_UNIT},
        "treatment_started": {"drug": _one_of(DRUGS, needed=True), "requisition": _FLAG, **_BY_UNIT},
        "treatment_paused": {"until": _day(), **_BY_UNIT},
        "treatment_stopped": {"reason": _text(), **_BY_UNIT},
        "dose_given": {"drug": _one_of(DRUGS, needed=True), "requisition": _FLAG, **_BY_UNIT},
        "followed_up": {**_IN_EPISODE, "at": _one_of(FOLLOW_UPS, needed=True), "on_drug": _FLAG},
        "moved": {"to": _text(), **_BY_UNIT},
        "taken_over": {"unit": _text(needed=True), **_BY_UNIT},
        "died": {},
        "excluded": {**_IN_EPISODE, "reason": _one_of(EXCLUDED, needed=True), "words": _text()},
        "claimed": {**_IN_EPISODE, "step": _text(needed=True), "owner": _text(needed=True, longest=NAME)},
        "released": {**_IN_EPISODE, "step": _text(needed=True), "reason": _text()},
        "snoozed": {
            **_IN_EPISODE,
            "step": _text(needed=True),
            "until": _day(needed=True),
            "reason": _text(needed=True),
        },
        "note": {"text": _text(needed=True), EPISODE: _text()},
        "merged": {"other": _text(needed=True)},
        "unmerged": {"about": _text(needed=True)},
        "withdrawn": {"about": _text(needed=True), "reason": _text(needed=True, longest=REASON)},
        "cancelled": {"visit": _text(needed=True)},
        "blocked": {"unit": _text(needed=True, longest=NAME)},
        "unblocked": {"unit": _text(needed=True, longest=NAME), "reason": _text(needed=True, longest=REASON)},
    }
)
"""What each kind says of what happened. Doses and starts on requisition are in no national register: they are told."""


def check(kind: str, day: date, data: Mapping[str, Any]) -> None:
    """Refuse (InputError) an event that is not of a kind, or says something else than its kind has."""
    problems = []
    fields = FIELDS.get(kind)
    if fields is None:
        raise InputError([_problem("kind", kind, ", ".join(KINDS))])
    if not FIRST_DAY <= day <= LAST_DAY:
        problems.append(_problem("day", day, f"{FIRST_DAY} - {LAST_DAY}"))
    for name, value in data.items():
        if name not in fields:
            problems.append(_problem(name, value, ", ".join(fields) or "-"))
        elif not fields[name].fits(value):
            problems.append(_problem(name, value, fields[name].allowed))
    for name, field in fields.items():
        if field.needed and name not in data:
            problems.append(_problem(name, None, field.allowed))
    if problems:
        raise InputError(problems)


def _problem(name: str, value: object, allowed: str) -> Problem:
    said = None if value is None else str(value)[:80]
    sv, en = ("saknas", "is missing") if value is None else ("går inte att använda", "cannot be used")
    return Problem(f"{sv}; tillåtet: {allowed}", f"{en}; allowed: {allowed}", fact=name, value=said)
