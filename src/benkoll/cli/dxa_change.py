"""`benkoll dxa change`: how bone density has changed between two examinations, held against the clinic's precision."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from benkoll.cli.arguments import Both, Call, line_error
from benkoll.cli.console import Console
from benkoll.cli.dxa import fact_lines, facts_as_json, spine_in
from benkoll.cli.dxa_read import reports_of, tell
from benkoll.cli.patients import content_of
from benkoll.errors import DONE, NOTHING_USABLE, SOME_SET_ASIDE, InputError, Lang, Problem
from benkoll.letters.density_said import CHANGE_DECIMALS, change_sentences
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import said
from benkoll.measures.density_change import Change, changes
from benkoll.measures.density_facts import change_as_facts
from benkoll.measures.density_references import DIAGNOSTIC
from benkoll.measures.density_report import DensityReport
from benkoll.measures.density_words import machine_name, place
from benkoll.measures.lumbar import LUMBAR
from benkoll.measures.precision import Precision, precisions, sd_limits

WORDS: dict[str, dict[Lang, str]] = {
    "head": {"sv": "Ändring från {} till {}, {}", "en": "Change from {} to {}, {}"},
    "refused": {"sv": "ingen ändring räknad: {}", "en": "no change reckoned: {}"},
}
WRONG_SD: Both = {
    "sv": "--sd {}: skriv mätställe och precision i g/cm2, som lumbar_spine=0.010; mätställen är {}, "
    "tillåtet är {} till {}",
    "en": "--sd {}: write site and precision in g/cm2, such as lumbar_spine=0.010; sites are {}, allowed is {} to {}",
}


def run(call: Call, console: Console) -> int:
    """Print the change of each site, the facts that follow, and why other sites have none."""
    known, aside = _precisions(call, console)
    earlier, later, problems = _two(call, console)
    spines = spine_in(earlier, call), spine_in(later, call)
    found, refused = changes(earlier, later, known, spines, "--same-day" in call.given)
    lang = console.lang
    if call.get("--format") == "json":
        told = {
            "changes": [_as_json(one, lang) for one in found],
            "refused": [one.said(lang) for one in refused],
            **facts_as_json(change_as_facts(found), lang),
        }
        console.show([json.dumps(told, ensure_ascii=False, indent=1)])
    elif found:
        console.show(_lines(found, machine_name(later.maker, later.model), lang))
    console.warn(*(said(WORDS, "refused", lang, one.said(lang)) for one in refused))
    if not found:
        return NOTHING_USABLE
    return SOME_SET_ASIDE if problems or aside else DONE


def _two(call: Call, console: Console) -> tuple[DensityReport, DensityReport, bool]:
    """The two reports that the files hold, the earlier first; and whether something of them was set aside."""
    reports: list[DensityReport] = []
    problems = False
    for given in call.all("file"):
        name, data = content_of(given, console)
        found = reports_of(name, data, call, console)
        tell(found, console, besides="t_score")
        reports += found.reports
        problems |= bool(found.problems)
    if len(reports) != 2:
        raise InputError(
            [
                Problem(
                    f"filerna har {len(reports)} rapporter: ange två, den tidigare och den senare",
                    f"the files hold {len(reports)} reports: give two, the earlier and the later",
                    file=", ".join(call.all("file")),
                )
            ]
        )
    first, second = reports
    if (first.measured_on or date.min) > (second.measured_on or date.max):
        first, second = second, first
    return first, second, problems


def _precisions(call: Call, console: Console) -> tuple[list[Precision], bool]:
    """The clinic's own, from its file and from `--sd`, which stands above it; and whether rows were set aside."""
    from benkoll.exchange.densitometry.repeated import read_repeated

    found = [_stated(given, call) for given in call.all("--sd")]
    path = call.get("--precision")
    if path is None:
        return found, False
    name, data = content_of(path, console)
    read = read_repeated(data, name)
    known, refused = precisions(read.measurements)
    console.warn(*(one.said(console.lang) for one in read.problems), *(one.said(console.lang) for one in refused))
    return [*known, *found], bool(read.problems or refused)


def _stated(given: str, call: Call) -> Precision:
    """A precision as the line says it, within what a least significant change may be."""
    site, _, text = given.partition("=")
    low, high = sd_limits()
    region = next((one for one in DIAGNOSTIC if one == site), None)
    try:
        sd = float(text.replace(",", "."))
    except ValueError:
        sd = -1.0
    if region is None or not low <= sd <= high:
        limits = (f"{low:.4f}", f"{high:.3f}")
        raise line_error(WRONG_SD, call, given, ", ".join(DIAGNOSTIC), *limits)
    return Precision(region, LUMBAR if region == "lumbar_spine" else (), sd)


def _lines(found: tuple[Change, ...], name: str, lang: Lang) -> Iterator[Line]:
    first = found[0]
    yield Line(said(WORDS, "head", lang, first.earlier_on, first.later_on, name), "title")
    for one in found:
        yield Line("")
        yield Line(place(one.region, one.side, one.vertebrae).said(lang), "heading")
        for sentence in change_sentences(one, lang):
            for line in hang("  ", sentence, indent=4):
                yield Line(line)
    yield Line("")
    yield from fact_lines(change_as_facts(found), lang)


def _as_json(one: Change, lang: Lang) -> dict[str, Any]:
    return {
        "site": one.region,
        "side": one.side,
        "vertebrae": list(one.vertebrae),
        "earlier_on": one.earlier_on.isoformat(),
        "later_on": one.later_on.isoformat(),
        "earlier_bmd_g_cm2": round(one.earlier, CHANGE_DECIMALS),
        "later_bmd_g_cm2": round(one.later, CHANGE_DECIMALS),
        "change_g_cm2": one.amount,
        "change_percent": round(one.percent, 2),
        "interval_g_cm2": [round(value, CHANGE_DECIMALS) for value in one.interval],
        "least_significant_change_g_cm2": one.limit,
        "least_significant_change_interval": [round(value, CHANGE_DECIMALS) for value in one.least.interval or ()],
        "estimate": None if one.least.estimate is None else one.least.estimate.said(lang),
        "exceeds": one.is_significant,
        "fallen": one.has_fallen,
        "near_limit": one.is_near_limit,
        "chance_of_fall": round(one.chance_of_fall, 3),
        "notes": [note.said(lang) for note in one.notes],
    }
