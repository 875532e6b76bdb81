"""`benkoll dxa precision`: a clinic's own precision, and the least significant change that follows from it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.patients import SET_ASIDE, content_of
from benkoll.errors import DONE, NOTHING_USABLE, SOME_SET_ASIDE, Lang
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import figure, said
from benkoll.measures.density_words import place
from benkoll.measures.precision import Interval, Precision, least_of, precisions

WORDS: dict[str, dict[Lang, str]] = {
    "head": {
        "sv": "Precision (RMS SD) och minsta säkra ändring, g/cm2, med 95 % konfidensintervall",
        "en": "Precision (RMS SD) and least significant change, g/cm2, with 95 % confidence interval",
    },
    "sd": {"sv": "precision {} ({}–{})", "en": "precision {} ({}–{})"},
    "least": {"sv": "minsta säkra ändring {} ({}–{})", "en": "least significant change {} ({}–{})"},
    "of": {
        "sv": "{} personer, {} mätningar, {} frihetsgrader, medelvärde {}",
        "en": "{} people, {} measurements, {} degrees of freedom, mean {}",
    },
    "assumed": {
        "sv": "ländrygg utan angivna kotor har räknats som L1-L4",
        "en": "a lumbar spine without vertebrae was taken for L1-L4",
    },
    "ignored": {"sv": "kolumner som inte läses: {}", "en": "columns that are not read: {}"},
}
DECIMALS = 4
"""A digit more than a density is printed with."""


def run(call: Call, console: Console) -> int:
    """Print the precision of each site of the file, and what is too little or wrong."""
    from benkoll.exchange.densitometry.repeated import read_repeated

    name, data = content_of(call["file"], console)
    read = read_repeated(data, name)
    found, refused = precisions(read.measurements)
    lang = console.lang
    if call.get("--format") == "json":
        told = {
            "sites": [as_json(one) for one in found],
            "refused": [one.said(lang) for one in refused],
            "problems": [one.said(lang) for one in read.problems],
        }
        console.show([json.dumps(told, ensure_ascii=False, indent=1)])
    elif found:
        console.show(_lines(found, lang))
    console.warn(*(one.said(lang) for one in read.problems), *(one.said(lang) for one in refused))
    if read.problems:
        console.warn(SET_ASIDE[lang].format(read.rows - len(read.measurements), read.rows))
    if read.ignored:
        console.warn(said(WORDS, "ignored", lang, ", ".join(read.ignored)))
    if read.assumed:
        console.warn(said(WORDS, "assumed", lang))
    if not found:
        return NOTHING_USABLE
    return SOME_SET_ASIDE if read.problems or refused else DONE


def as_json(one: Precision) -> dict[str, Any]:
    """A precision as JSON shows it: g/cm2, intervals as [low, high]."""
    least = least_of(one)
    return {
        "site": one.region,
        "vertebrae": list(one.vertebrae),
        "people": one.people,
        "measurements": one.measurements,
        "degrees_of_freedom": one.freedom,
        "mean_bmd_g_cm2": _short(one.mean),
        "rms_sd_g_cm2": _short(one.sd),
        "rms_sd_interval": [_short(limit) for limit in one.interval or ()],
        "least_significant_change_g_cm2": _short(least.value),
        "least_significant_change_interval": [_short(limit) for limit in least.interval or ()],
    }


def _lines(found: Iterable[Precision], lang: Lang) -> Iterator[Line]:
    for line in hang("", said(WORDS, "head", lang)):
        yield Line(line, "title")
    for one in found:
        least = least_of(one)
        yield Line("")
        yield Line(place(one.region, vertebrae=one.vertebrae).said(lang), "heading")
        yield Line(f"  {said(WORDS, 'sd', lang, *_with(one.sd, one.interval, lang))}")
        yield Line(f"  {said(WORDS, 'least', lang, *_with(least.value, least.interval, lang))}")
        counts = one.people, one.measurements, one.freedom
        yield Line(f"  {said(WORDS, 'of', lang, *counts, figure(one.mean or 0, lang, 3))}")


def _with(value: float, interval: Interval | None, lang: Lang) -> Iterator[str]:
    return (figure(number, lang, DECIMALS) for number in (value, *(interval or ())))


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
