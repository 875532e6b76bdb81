"""The events of an episode as a person reads them: the day, what happened, what was said of it, who says so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from benkoll.chain.assessing import advised
from benkoll.chain.episode import TAKE_BACK
from benkoll.chain.events import BY_UNIT, EPISODE, Event
from benkoll.chain.words import KINDS, STEPS, VALUES, said_of
from benkoll.errors import Lang
from benkoll.web.service import SWEDEN
from benkoll.web.views import Words

NAMES: Words = {
    "site": {"sv": "fraktur", "en": "fracture"},
    "side": {"sv": "sida", "en": "side"},
    "code": {"sv": "kod", "en": "code"},
    "low_energy": {"sv": "lågenergi", "en": "low energy"},
    "tumour": {"sv": "tumör", "en": "tumour"},
    "femur_shaft": {"sv": "lårbensskaft", "en": "shaft of the femur"},
    "unit": {"sv": "enhet", "en": "unit"},
    "ward": {"sv": "avdelning", "en": "ward"},
    "discharged": {"sv": "utskriven", "en": "discharged"},
    "unclear": {"sv": "oklara koder", "en": "unclear codes"},
    "text": {"sv": "text", "en": "text"},
    "reason": {"sv": "skäl", "en": "reason"},
    "appointment": {"sv": "tid", "en": "appointment"},
    "vfa": {"sv": "med VFA", "en": "with VFA"},
    "indicated": {"sv": "läkemedel mot osteoporos", "en": "drug for osteoporosis"},
    "first_choice": {"sv": "förstahandsval", "en": "first choice"},
    "advised": {"sv": "rekommenderas", "en": "recommended"},
    "to": {"sv": "till", "en": "to"},
    "drug": {"sv": "läkemedel", "en": "drug"},
    "requisition": {"sv": "på rekvisition", "en": "on requisition"},
    "until": {"sv": "till", "en": "until"},
    "at": {"sv": "kontroll", "en": "check"},
    "on_drug": {"sv": "tar läkemedlet", "en": "takes the drug"},
    "words": {"sv": "med ord", "en": "in words"},
    "step": {"sv": "steg", "en": "step"},
    "owner": {"sv": "av", "en": "by"},
    "about": {"sv": "gäller", "en": "about"},
    BY_UNIT: {"sv": "sagt av", "en": "told by"},
    "yes": {"sv": "ja", "en": "yes"},
    "no": {"sv": "nej", "en": "no"},
    "unknown": {"sv": "okänt", "en": "unknown"},
    "none": {"sv": "inget", "en": "none"},
    "left": {"sv": "vänster", "en": "left"},
    "right": {"sv": "höger", "en": "right"},
}
UNSAID = (EPISODE, "whole", "guideline", "codes", "letter", "visit", "known", "other")
"""What a person does not read: ids, and the assessment, which has a page of its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """An event in words. `gone`: it was taken back; `may_go`: it can be. `text`: what is long, in full."""

    id: str
    kind: str
    day: date
    what: str
    said: tuple[tuple[str, str], ...]
    text: str
    by: str
    at: str
    gone: bool
    may_go: bool


def lines_of(events: Sequence[Event], lang: Lang) -> list[Line]:
    """The events in words, the latest last."""
    back = {one.data["about"] for one in events if one.kind in TAKE_BACK}
    by_id = {one.id: one for one in events}
    return [
        Line(
            one.id,
            one.kind,
            one.day,
            KINDS[one.kind][lang],
            (*_said(one.data, by_id, lang), *_advised(one, lang)),
            str(one.data.get("text", "")),
            one.actor,
            _time(one.at),
            one.id in back,
            one.id not in back and one.kind not in TAKE_BACK,
        )
        for one in events
    ]


def _advised(one: Event, lang: Lang) -> Iterator[tuple[str, str]]:
    """What an assessment recommends, in the reader's language."""
    if one.kind == "assessed" and (words := advised(one, lang)):
        yield NAMES["advised"][lang], "; ".join(words)


def _time(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(SWEDEN).strftime("%Y-%m-%d %H:%M") if at else ""


def _said(data: Mapping[str, Any], by_id: Mapping[str, Event], lang: Lang) -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        if name in UNSAID or name == "text":
            continue
        if name == "about":
            about = by_id.get(str(value))
            if about is not None:
                yield NAMES[name][lang], f"{KINDS[about.kind][lang]} {about.day}"
        else:
            yield NAMES[name][lang], _value(name, value, lang)


def _value(name: str, value: object, lang: Lang) -> str:
    if name == "step":
        step, _, day = str(value).partition(":")
        return " ".join(filter(None, (STEPS[step][lang] if step in STEPS else step, day)))
    if isinstance(value, str) and name in ("indicated", "first_choice", "side") and value in NAMES:
        return NAMES[value][lang]
    if isinstance(value, str) and name in ("owner", "unit", "ward", "code", "reason", "words") and value not in VALUES:
        return value
    return said_of(value, lang)
