"""The published instruments side by side for one patient, as JSON: what each gives, asks for, and is valid for."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from benkoll.errors import Lang
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.term import Named, Value
from benkoll.risk.instruments import Instrument, Item, Span
from benkoll.risk.point_tables import point_tables
from benkoll.risk.qfracture.model import qfracture

Json = Any
DECIMALS = 3  # enough to compare with what others compute; a person is shown fewer
ONLY: Mapping[Lang, str] = {"sv": "gäller bara {}", "en": "valid only {}"}
NOT_KNOWN: Mapping[Lang, str] = {"sv": "gäller bara {}: okänt", "en": "valid only {}: not known"}
NO_FACT: Mapping[Lang, str] = {
    "sv": "finns inte bland uppgifterna: räknas åt båda hållen",
    "en": "not among the facts: counted both ways",
}


@cache
def instruments() -> tuple[Instrument, ...]:
    """Every published instrument that there is, the estimate aside."""
    return (*point_tables(), qfracture())


def told(instrument: Instrument, evaluation: Evaluation, facts: Mapping[str, Value], lang: Lang) -> Json:
    """What it gives for the patient; nothing where it is not valid, or where that is not known."""
    conditions = {condition: evaluation.value(condition) for condition in instrument.valid_for}
    valid = False if False in conditions.values() else None if None in conditions.values() else True
    return {
        "name": instrument.name,
        "title": instrument.title[lang],
        "gives": instrument.gives[lang],
        "values": {one.name: _ends(one.span, evaluation) if valid else None for one in instrument.outcomes},
        "says": _says(instrument, evaluation, lang) if valid else None,
        "valid": valid,
        "valid_for": ", ".join(_words(condition, lang) for condition in instrument.valid_for),
        "why_not_valid": [
            (ONLY if value is False else NOT_KNOWN)[lang].format(_words(condition, lang))
            for condition, value in conditions.items()
            if value is not True and (valid is None or value is False)
        ],
        "asks_for": [_asked(item, lang) for item in instrument.items],
        "missing": _missing(instrument, evaluation, facts),
        "source": instrument.source,
        "notes": [note[lang] for note in instrument.notes],
    }


def figure(value: object) -> float | None:
    """The number as JSON gives it, or None."""
    return round(value, DECIMALS) if isinstance(value, int | float) else None


def _ends(span: Span, evaluation: Evaluation) -> Json:
    """`value` where it is one, else null between `low` and `high`; null where not even these are known."""
    low, high = figure(evaluation.value(span.low)), figure(evaluation.value(span.high))
    if low is None or high is None:
        return None
    return {"value": low if low == high else None, "low": low, "high": high}


def _says(instrument: Instrument, evaluation: Evaluation, lang: Lang) -> str | None:
    return next((band.words[lang] for band in instrument.bands if evaluation.true(band.holds)), None)


def _asked(item: Item, lang: Lang) -> Json:
    counted = item.counted or (None if item.facts else NO_FACT)
    return {"words": item.words[lang], "facts": list(item.facts), "counted": counted and counted[lang]}


def _missing(instrument: Instrument, evaluation: Evaluation, facts: Mapping[str, Value]) -> list[str]:
    """The facts that are not known and leave an item open; an age is known by the date of birth, too."""
    left_open = (
        item
        for item in instrument.items
        if (ends := (evaluation.value(item.span.low), evaluation.value(item.span.high)))[0] is None
        or ends[0] != ends[1]
    )
    known = {*facts, *(("age",) if "birth_date" in facts else ())}
    return list(dict.fromkeys(name for item in left_open for name in item.facts if name not in known))


def _words(condition: Named, lang: Lang) -> str:
    return condition.sv if lang == "sv" else condition.en
