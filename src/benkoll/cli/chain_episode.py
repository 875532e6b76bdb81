"""One episode as a person reads it: whose it is, where it stands, what waits, and what has happened."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from benkoll.chain.events import Event
from benkoll.chain.reads import Shown
from benkoll.chain.words import KINDS, ROLES, STATES, STEPS, WHY, reason, said_of, site_name
from benkoll.errors import Lang
from benkoll.letters.lines import Line
from benkoll.letters.phrases import said

WORDS: dict[str, dict[Lang, str]] = {
    "state": {"sv": "Läge: {}", "en": "State: {}"},
    "episode": {"sv": "Episod {}, version {}", "en": "Episode {}, version {}"},
    "unit": {"sv": "Enhet: {}", "en": "Unit: {}"},
    "ward": {"sv": "Avdelning: {}", "en": "Ward: {}"},
    "numbers": {"sv": "Nummer: {}", "en": "Numbers: {}"},
    "protected": {
        "sv": "Skyddade personuppgifter: inget brev går av sig självt",
        "en": "Protected identity: no letter leaves by itself",
    },
    "waits": {"sv": "Att göra", "en": "To do"},
    "history": {"sv": "Har hänt", "en": "Has happened"},
    "due": {"sv": "{} senast {} ({}): {}", "en": "{} by {} ({}): {}"},
    "closed": {"sv": "Avslutad {}", "en": "Closed {}"},
}


def lines(shown: Shown, day: date, lang: Lang) -> Iterator[Line | str]:
    """The lines of the episode."""
    row, known = shown.row, shown.known
    name = known.get("name") or ""
    yield Line(f"{name} {shown.person_id}, {site_name(row['site'], lang)} {row['fracture_date']}".strip(), "title")
    yield said(WORDS, "state", lang, _state(row, lang))
    yield said(WORDS, "episode", lang, row["id"], shown.version)
    for key in ("unit", "ward"):
        if row[key]:
            yield said(WORDS, key, lang, row[key])
    if len(shown.numbers) > 1:
        yield said(WORDS, "numbers", lang, ", ".join(shown.numbers))
    if known.get("protected"):
        yield Line(said(WORDS, "protected", lang), "alert")
    if row["closed_on"]:
        yield said(WORDS, "closed", lang, row["closed_on"])
    if shown.items:
        yield from ("", Line(said(WORDS, "waits", lang), "heading"))
        for item in shown.items:
            owner = item["owner"] or ROLES[item["role"]][lang]
            why = reason(item["step"], item["why"], item["due"], day, lang)
            yield said(WORDS, "due", lang, STEPS[item["step"]][lang], item["due"], owner, why)
    yield from ("", Line(said(WORDS, "history", lang), "heading"))
    yield from (_event(one, lang) for one in shown.history)


def _state(row: Any, lang: Lang) -> str:
    state = STATES[row["state"]][lang]
    why = row["why"]
    return state if not why else f"{state}: {WHY[why][lang] if why in WHY else said_of(why, lang)}"


def _event(one: Event, lang: Lang) -> str:
    told = "; ".join(
        f"{name} {said_of(value, lang)}"
        for name, value in one.data.items()
        if name not in ("episode", "whole", "guideline")
    )
    return f"{one.day}  {KINDS[one.kind][lang]}" + (f": {told}" if told else "") + f"  ({one.actor}, {one.id[:8]})"
