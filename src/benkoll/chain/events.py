"""What happens in the chain: events of fixed kinds, appended and never changed.

A wrong event is taken back by a `withdrawn` one, and the right one appended. Everything else (states, worklist,
indicators) follows from the events of a person, whatever order they came in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, get_args

from benkoll.errors import InputError
from benkoll.facts.registry import registry
from benkoll.store.fields import Field, is_text, one_of, problems, refused, text

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

_IN_EPISODE = {EPISODE: text(needed=True)}
_BY_UNIT = {BY_UNIT: text(longest=NAME)}
FIELDS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "person": {"known": _WHOLE},
        "fracture": {
            "site": one_of(SITES),
            "side": one_of(("left", "right")),
            "code": text(),
            "low_energy": _FLAG,
            "tumour": _FLAG,
            "femur_shaft": _FLAG,
            "unit": text(longest=NAME),
            "ward": text(longest=NAME),
            "discharged": _day(),
            "unclear": _TEXTS,
            "visit": text(),
        },
        "finding": {"text": text(needed=True), "unit": text(longest=NAME), "visit": text()},
        "confirmed": {"about": text(needed=True), "site": one_of(SITES), "reason": text()},
        "refuted": {"about": text(needed=True), "reason": text()},
        "invited": {**_IN_EPISODE, "letter": text()},
        "reminded": {**_IN_EPISODE, "letter": text()},
        "answered": {**_IN_EPISODE, "appointment": _day()},
        "declined": {**_IN_EPISODE, "reason": text(longest=REASON)},
        "dxa_done": {**_IN_EPISODE, "vfa": _FLAG},
        "blood_tests_done": _IN_EPISODE,
        "falls_assessed": _IN_EPISODE,
        "training_started": _IN_EPISODE,
        "assessed": {
            **_IN_EPISODE,
            "indicated": one_of(("yes", "no", "unknown"), needed=True),
            "first_choice": one_of((*DRUGS, "none")),
            "codes": _TEXTS,
            "guideline": _WHOLE,
            "whole": _WHOLE,
        },
        "recommendation_sent": {
            **_IN_EPISODE,
            "to": one_of(("primary_care", "clinic", "ward"), needed=True),
            "letter": text(),
        },
        "prescribed": {"drug": one_of(DRUGS, needed=True), **_BY_UNIT},
        "treatment_started": {"drug": one_of(DRUGS, needed=True), "requisition": _FLAG, **_BY_UNIT},
        "treatment_paused": {"until": _day(), **_BY_UNIT},
        "treatment_stopped": {"reason": text(), **_BY_UNIT},
        "dose_given": {"drug": one_of(DRUGS, needed=True), "requisition": _FLAG, **_BY_UNIT},
        "followed_up": {**_IN_EPISODE, "at": one_of(FOLLOW_UPS, needed=True), "on_drug": _FLAG},
        "moved": {"to": text(), **_BY_UNIT},
        "taken_over": {"unit": text(needed=True), **_BY_UNIT},
        "died": {},
        "excluded": {**_IN_EPISODE, "reason": one_of(EXCLUDED, needed=True), "words": text()},
        "claimed": {**_IN_EPISODE, "step": text(needed=True), "owner": text(needed=True, longest=NAME)},
        "released": {**_IN_EPISODE, "step": text(needed=True), "reason": text()},
        "snoozed": {
            **_IN_EPISODE,
            "step": text(needed=True),
            "until": _day(needed=True),
            "reason": text(needed=True),
        },
        "note": {"text": text(needed=True), EPISODE: text()},
        "merged": {"other": text(needed=True)},
        "unmerged": {"about": text(needed=True)},
        "withdrawn": {"about": text(needed=True), "reason": text(needed=True, longest=REASON)},
        "cancelled": {"visit": text(needed=True)},
        "blocked": {"unit": text(needed=True, longest=NAME)},
        "unblocked": {"unit": text(needed=True, longest=NAME), "reason": text(needed=True, longest=REASON)},
    }
)
"""What each kind says of what happened. Doses and starts on requisition are in no national register: they are told."""


def check(kind: str, day: date, data: Mapping[str, Any]) -> None:
    """Refuse (InputError) an event that is not of a kind, or says something else than its kind has."""
    fields = FIELDS.get(kind)
    if fields is None:
        raise InputError([refused("kind", kind, ", ".join(KINDS))])
    found = [] if FIRST_DAY <= day <= LAST_DAY else [refused("day", day, f"{FIRST_DAY} - {LAST_DAY}")]
    found += problems(fields, data)
    if found:
        raise InputError(found)
