"""`benkoll risk`: the estimate of fracture risk, and the published instruments side by side."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.patients import reading, tell_notes, tell_rejects
from benkoll.errors import DONE, SOME_SET_ASIDE, Lang
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import capital, facts, figure, joined, said, small
from benkoll.risk.report import report

Json = Any
LEVEL = "sweden_frax"
LABEL = 17
WORDS: dict[str, dict[Lang, str]] = {
    "patient": {"sv": "Patient {}", "en": "Patient {}"},
    "unnamed": {"sv": "utan id", "en": "without id"},
    "estimate": {"sv": "SKATTAD TIOÅRSRISK ({})", "en": "ESTIMATED TEN-YEAR RISK ({})"},
    "major_percent": {"sv": "Större fraktur", "en": "Major fracture"},
    "hip_percent": {"sv": "Höftfraktur", "en": "Hip fracture"},
    "interval": {"sv": "{} ({})", "en": "{} ({})"},
    "percent": {"sv": "{} %", "en": "{} %"},
    "points": {"sv": "{} poäng", "en": "{} points"},
    "between": {"sv": "{} till {}", "en": "{} to {}"},
    "no value": {"sv": "inget värde ({})", "en": "no value ({})"},
    "contributions": {"sv": "Bidrag", "en": "Contributions"},
    "adjustments": {"sv": "Justering", "en": "Adjustment"},
    "official": {"sv": "FRAX, angivet", "en": "FRAX, entered"},
    "official value": {"sv": "större {}, höft {} ({})", "en": "major {}, hip {} ({})"},
    "undated": {"sv": "utan datum", "en": "undated"},
    "unknown": {"sv": "okänt", "en": "unknown"},
    "instruments": {"sv": "ANDRA INSTRUMENT", "en": "OTHER INSTRUMENTS"},
    "gives": {"sv": "Ger", "en": "Gives"},
    "asks": {"sv": "Frågar efter", "en": "Asks for"},
    "valid": {"sv": "Gäller", "en": "Valid"},
    "missing": {"sv": "Saknas", "en": "Missing"},
}


def run(call: Call, console: Console) -> int:
    """Tell the risk of every patient that can be used; tell of the others."""
    found = reading(call, console)
    tell_rejects(found, console)
    tell_notes(found.records, console)
    level = call.get("--level") or LEVEL
    answers = (report(record.patient, level, console.lang) for record in found.records)
    SHOWN[call.get("--format") or "text"](answers, console)
    return SOME_SET_ASIDE if found.rejects else DONE


def _json(answers: Iterable[Json], console: Console) -> None:
    """One list, written patient by patient."""
    for number, answer in enumerate(answers):
        console.out.write(",\n" if number else "[\n")
        json.dump(answer, console.out, ensure_ascii=False, indent=1)
    console.out.write("\n]\n")


def _text(answers: Iterable[Json], console: Console) -> None:
    for number, answer in enumerate(answers):
        console.show([""] * (number > 0))
        console.show(_estimate(answer, console.lang))
        console.show([Line(""), Line(said(WORDS, "instruments", console.lang), "heading")])
        for instrument in answer["instruments"]:
            console.show(_instrument(instrument, console.lang))
        console.show(_small_print(answer["instruments"], console.lang))


SHOWN: dict[str, Callable[[Iterable[Json], Console], None]] = {"text": _text, "json": _json}


# THE ESTIMATE


def _estimate(answer: Json, lang: Lang) -> Iterator[Line]:
    yield Line(said(WORDS, "patient", lang, answer["patient_id"] or said(WORDS, "unnamed", lang)), "title")
    yield Line(said(WORDS, "estimate", lang, answer["level"]), "heading")
    if answer["valid"]:
        for name in ("major_percent", "hip_percent"):
            yield from _row(name, _percent(answer, name, lang), lang)
    else:
        yield from _row("major_percent", said(WORDS, "no value", lang, "; ".join(answer["why_not_valid"])), lang)
    for name in ("contributions", "adjustments"):
        yield from _row(name, "; ".join(one["words"] for one in answer[name]), lang)
    if answer["official"] is not None:
        yield from _row("official", _official(answer["official"], lang), lang)
    for sentence in (answer["words"], *answer["notes"]):
        for line in hang("", sentence):
            yield Line(line, "quiet")


def _percent(answer: Json, name: str, lang: Lang) -> str:
    value = said(WORDS, "percent", lang, figure(answer[name], lang, 1))
    if name != "major_percent" or answer["interval"] is None:
        return value
    ends = [figure(end, lang, 1) for end in answer["interval"]]
    return said(WORDS, "interval", lang, value, said(WORDS, "percent", lang, said(WORDS, "between", lang, *ends)))


def _official(entered: Json, lang: Lang) -> str:
    unknown = said(WORDS, "unknown", lang)
    values = [
        unknown if entered[name] is None else said(WORDS, "percent", lang, figure(entered[name], lang))
        for name in ("major_percent", "hip_percent")
    ]
    return said(WORDS, "official value", lang, *values, entered["date"] or said(WORDS, "undated", lang))


# THE INSTRUMENTS


def _instrument(one: Json, lang: Lang) -> Iterator[Line]:
    for line in hang("", f"{one['title']}: {one['gives']}", 2):
        yield Line(line, "title")
    if one["valid"]:
        told = ", ".join(_value(name, ends, lang) for name, ends in one["values"].items())
        yield from _row("gives", f"{told} ({one['says']})" if one["says"] else told, lang)
        yield from _row("missing", facts(one["missing"], lang), lang)
    else:
        yield from _row("gives", said(WORDS, "no value", lang, "; ".join(one["why_not_valid"])), lang)
    yield from _row("valid", one["valid_for"], lang)
    yield from _row("asks", ", ".join(asked["words"] for asked in one["asks_for"]), lang)


def _value(name: str, ends: Json, lang: Lang) -> str:
    """`3 till 7 poäng`, `höftfraktur 1,2 %`."""
    decimals = None if name == "points" else 1
    value = said(WORDS, "unknown", lang)
    if ends is not None:
        low, high = (figure(round(ends[end], 1), lang, decimals) for end in ("low", "high"))
        value = low if low == high else said(WORDS, "between", lang, low, high)
        value = said(WORDS, "points" if name == "points" else "percent", lang, value)
    return value if name == "points" else f"{small(said(WORDS, name, lang))} {value}"


def _small_print(told: Iterable[Json], lang: Lang) -> Iterator[Line]:
    """What stands with the values: how a question is counted that our facts do not quite answer, and the notes."""
    for one in told:
        counted: dict[str, list[str]] = {}
        for asked in one["asks_for"]:
            if asked["counted"]:
                counted.setdefault(asked["counted"], []).append(asked["words"])
        how = "; ".join(f"{joined(words, lang)}: {counting}" for counting, words in counted.items())
        sentences = [one["title"], *([how] if how else []), *one["notes"]]
        if one["valid"] and len(sentences) > 1:
            yield Line("")
            for line in hang("", " ".join(f"{capital(sentence.rstrip('.'))}." for sentence in sentences)):
                yield Line(line, "quiet")


def _row(key: str, words: str, lang: Lang) -> Iterator[Line]:
    if words:
        for line in hang(f"  {said(WORDS, key, lang)}".ljust(LABEL), words):
            yield Line(line)
