"""`benkoll dxa facts`: what a report tells the guideline: vertebrae that count, the lowest site, facts."""

import json
from collections.abc import Iterator
from typing import Any

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.dxa import day_of_report, fact_lines, facts_as_json, spine_in
from benkoll.cli.dxa_read import reports_of, tell
from benkoll.cli.patients import content_of
from benkoll.errors import DONE, SOME_SET_ASIDE, Lang
from benkoll.guideline.by_density import category
from benkoll.letters.findings import WORDS as DIAGNOSES
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import figure, said
from benkoll.measures.density_facts import Site, Unreadable, as_facts, lowest, sites_of
from benkoll.measures.density_report import DensityReport
from benkoll.measures.density_words import Said, machine_name
from benkoll.measures.lumbar import span
from benkoll.measures.spine_density import Spine
from benkoll.measures.standardised_bmd import standardised_bmd

WORDS: dict[str, dict[Lang, str]] = {
    "counted": {"sv": "kotor som räknas: {}", "en": "vertebrae that count: {}"},
    "none": {"sv": "inga", "en": "none"},
    "score": {"sv": "T-score {}", "en": "T-score {}"},
    "interval": {"sv": "T-score {} ({} till {})", "en": "T-score {} ({} to {})"},
    "lowest": {"sv": "lägst: {}, T-score {}", "en": "lowest: {}, T-score {}"},
    "by": {"sv": "Enligt T-score: {}", "en": "By T-score: {}"},
    "unsettled": {
        "sv": "inte avgjort; det som inte är mätt kan vara lägre",
        "en": "not settled; what is not measured may be lower",
    },
}


def run(call: Call, console: Console) -> int:
    """Print what each report of the file tells; what reading set aside on standard error."""
    name, data = content_of(call["file"], console)
    found = reports_of(name, data, call, console)
    pairs = [(report, spine_in(report, call)) for report in found.reports]
    if call.get("--format") == "json":
        told = [_as_json(report, spine, call, console.lang) for report, spine in pairs]
        console.show([json.dumps(told, ensure_ascii=False, indent=1)])
    else:
        for number, (report, spine) in enumerate(pairs):
            console.show([""] * (number > 0))
            console.show(_lines(report, spine, call, console.lang))
    tell(found, console, besides="t_score")
    return SOME_SET_ASIDE if found.problems else DONE


def _unreadable(call: Call) -> list[Unreadable]:
    known: tuple[Unreadable, ...] = ("hip", "lumbar_spine")
    return [one for one in known if one in call.all("--not-evaluable")]


def _lines(report: DensityReport, spine: Spine | None, call: Call, lang: Lang) -> Iterator[Line]:
    yield Line(
        ", ".join(filter(None, (day_of_report(report, lang), machine_name(report.maker, report.model)))), "title"
    )
    sites, _ = sites_of(report, spine)
    facts = as_facts(report, spine, _unreadable(call))
    for site in sites:
        yield Line(f"  {site.said.said(lang)}", "heading")
        for line in hang("    ", "; ".join(_numbers(site, report, lang))):
            yield Line(line)
    if spine is not None:
        yield Line(f"  {said(WORDS, 'counted', lang, span(spine.counted) or said(WORDS, 'none', lang))}")
    low = lowest(sites)
    if low is not None:
        yield Line(f"  {said(WORDS, 'lowest', lang, low.said.said(lang), figure(low.score.value, lang, 1))}")
    yield Line(f"  {said(WORDS, 'by', lang, said({**DIAGNOSES, **WORDS}, category(facts.facts) or 'unsettled', lang))}")
    yield Line("")
    yield from fact_lines(facts, lang)


def _numbers(site: Site, report: DensityReport, lang: Lang) -> Iterator[str]:
    score = site.score
    ends = [figure(value, lang, 1) for value in (score.value, score.low, score.high)]
    yield said(WORDS, "score", lang, ends[0]) if score.low == score.high else said(WORDS, "interval", lang, *ends)
    if site.bmd is not None:
        yield f"BMD {figure(site.bmd, lang, 3)} g/cm2"
        standard = standardised_bmd(site.bmd, report.maker, site.region) if report.maker else None
        if standard is not None and not isinstance(standard, Said):
            yield standard.said.said(lang)
    yield score.said.said(lang)


def _as_json(report: DensityReport, spine: Spine | None, call: Call, lang: Lang) -> dict[str, Any]:
    sites, _ = sites_of(report, spine)
    facts = as_facts(report, spine, _unreadable(call))
    low = lowest(sites)
    return {
        "measured_on": report.measured_on.isoformat() if report.measured_on else None,
        "sites": [_site_as_json(site, report) for site in sites],
        "vertebrae_counted": list(spine.counted) if spine is not None else None,
        "vertebrae_left_out": {one.vertebra: one.why for one in spine.left_out} if spine is not None else None,
        "lowest": None if low is None else _site_as_json(low, report),
        "category": category(facts.facts),
        **facts_as_json(facts, lang),
    }


def _site_as_json(site: Site, report: DensityReport) -> dict[str, Any]:
    standard = standardised_bmd(site.bmd, report.maker, site.region) if report.maker and site.bmd is not None else None
    known = None if standard is None or isinstance(standard, Said) else standard
    return {
        "site": site.region,
        "side": site.side,
        "vertebrae": list(site.vertebrae),
        "bmd_g_cm2": None if site.bmd is None else round(site.bmd, 4),
        "t_score": site.score.value,
        "t_score_interval": [site.score.low, site.score.high],
        "printed": site.score.printed,
        "standardised_bmd_mg_cm2": None if known is None else round(known.value, 1),
        "standardised_by": None if known is None else known.family,
    }
