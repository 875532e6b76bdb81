"""Cards as CDS Hooks 2.0 shapes them: a summary, why, where it stands, and what can be done by a click."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from benkoll.assess.answer import Advice
from benkoll.errors import Lang
from benkoll.exchange.cds_hooks.call import Call
from benkoll.exchange.cds_hooks.words import OVERRIDES, said
from benkoll.exchange.fhir.proposals import RECOMMENDATION, Made, labels, notes
from benkoll.exchange.fhir.write import NAMESPACE
from benkoll.guideline.build import Guideline
from benkoll.guideline.drugs import drug_name

Indicator = Literal["critical", "warning", "info"]
RANK: tuple[Indicator, ...] = ("critical", "warning", "info")
SUMMARY = 140
"""Characters that a summary may have (the specification)."""
OVERRIDE = "urn:benkoll:override"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that a click does. `actions`: as `create` and `delete` give them."""

    label: str
    actions: tuple[Made, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What one card is to say. `code`: of what it is about; `statements`: that it stands on."""

    code: str
    indicator: Indicator
    summary: str
    detail: tuple[str, ...]
    statements: tuple[str, ...]
    suggestions: tuple[Suggestion, ...] = ()
    one_at_most: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What every card of a call shares. `origin`: the service's address."""

    call: Call
    guideline: Guideline
    lang: Lang
    origin: str
    day: date


def create(resource: Made, description: str) -> Made:
    """The action that makes the resource."""
    return {"type": "create", "description": description, "resource": resource}


def delete(reference: str, description: str) -> Made:
    """The action that takes an unsigned order away."""
    return {"type": "delete", "description": description, "resourceId": reference}


def as_json(card: Card, setting: Setting) -> dict[str, Any]:
    """The card as it is sent; its ids follow from the call and what it is about."""
    lang, origin = setting.lang, setting.origin
    name = f"{setting.guideline.name} ({setting.guideline.variant} {setting.guideline.version})"
    stands_on = ", ".join(card.statements)
    links = [{"label": said("guideline", lang), "url": f"{origin}/guideline", "type": "absolute"}]
    if setting.call.fhir_server:
        links.append({"label": said("open", lang), "url": f"{origin}/smart/launch", "type": "smart"})
    made: dict[str, Any] = {
        "uuid": _id(setting.call, card.code),
        "summary": shortened(card.summary, SUMMARY),
        "detail": "\n\n".join((*card.detail, f"*{said('support', lang)}*")),
        "indicator": card.indicator,
        "source": {
            "label": f"{name}: {stands_on}" if stands_on else name,
            "url": f"{origin}/guideline",
            "topic": {"system": RECOMMENDATION, "code": card.code, "display": shortened(card.summary, SUMMARY)},
        },
        "links": links,
        "overrideReasons": [
            {"system": OVERRIDE, "code": code, "display": words[lang == "en"]} for code, words in OVERRIDES.items()
        ],
    }
    if card.suggestions:
        made["selectionBehavior"] = "at-most-one" if card.one_at_most else "any"
        made["suggestions"] = [
            {"label": one.label, "uuid": _id(setting.call, card.code, one.label), "actions": list(one.actions)}
            for one in card.suggestions
        ]
    return made


def shortened(text: str, limit: int) -> str:
    """The text, cut at a word where it is too long."""
    return text if len(text) <= limit else text[: limit - 2].rsplit(" ", 1)[0].rstrip(" ,:;") + " …"


def _id(call: Call, *key: str) -> str:
    return str(uuid.uuid5(NAMESPACE, "\x1f".join((call.service.id, call.instance, call.patient, *key))))


# WHAT A CARD TELLS


def told(advice: Advice, lang: Lang) -> tuple[str, ...]:
    """An advice with its reasons as Markdown: each with its statements, ours marked as readings."""
    head = f"**{advice.words}** ({', '.join(advice.statements)})"
    found = [head]
    if advice.because:
        found.append(said("because", lang) + "\n" + "\n".join(_reason(one, lang) for one in reasons_of(advice)))
    due = advice.details.get("due")
    found += [said("due", lang, due)] if due else []
    found += [_plain(one) for one in notes(advice, lang) if one != advice.reading]
    if advice.reading:
        found.append(f"{advice.reading} {said('reading', lang)}")
    return tuple(found)


def reasons_of(advice: Advice) -> list[tuple[str, tuple[str, ...], bool]]:
    """Words, statements and whether it is a reading; of what is only possible, what is known to speak for it."""
    known = [one for one in advice.because if one.words and (advice.status == "recommended" or one.value is True)]
    return [(one.words, one.statements, one.reading) for one in known]


def _reason(one: tuple[str, tuple[str, ...], bool], lang: Lang) -> str:
    words, statements, reading = one
    stands = f" ({', '.join(statements)})" if statements else ""
    return f"- {words}{stands}" + (f" {said('reading', lang)}" if reading else "")


def exclusions(reasons: Iterable[dict[str, Any]], lang: Lang) -> str:
    """The reasons why a drug is excluded, as a list."""
    return "\n".join(_reason((one["reason"], (one["source"],), one["reading"]), lang) for one in reasons)


def _plain(text: str) -> str:
    return text[:1].upper() + text[1:]


def first_choice(chosen: dict[str, Any] | None, lang: Lang) -> tuple[str, ...]:
    """The drug that comes first, and how firmly."""
    if not chosen:
        return ()
    form = [drug_name(chosen["drug"], lang), chosen["dose"], chosen["route"], chosen["interval"]]
    found = [said("first", lang, *form)]
    found += [said("provisional", lang, labels(chosen["missing"], lang))] if chosen["provisional"] else []
    found += [said("await", lang)] if chosen["await"] else []
    found += [said("not before", lang, chosen["not_before"])] if chosen["not_before"] else []
    return (" ".join(found),)


def doubts(call: Call, unusable: Sequence[str], lang: Lang) -> tuple[str, ...]:
    """What did not come, or could not be used."""
    lacking = ", ".join(said(f"key {key}", lang) for key in call.missing())
    found = [said("not received", lang, lacking)] if lacking else []
    return (*found, *([said("unusable", lang, labels(unusable, lang))] if unusable else []))
