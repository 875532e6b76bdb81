"""`benkoll dxa read`: what a densitometer's reports say, site by site, with the reference of each T-score."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.dxa import day_of_report
from benkoll.cli.patients import content_of
from benkoll.errors import DONE, SOME_SET_ASIDE, Lang
from benkoll.facts.registry import registry
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import figure, said
from benkoll.measures.density_report import DensityReport, SiteDensity
from benkoll.measures.density_words import machine_name, place

if TYPE_CHECKING:
    from benkoll.exchange.densitometry.mapping import Mapped
    from benkoll.exchange.densitometry.read import Reports

WORDS: dict[str, dict[Lang, str]] = {
    "report": {"sv": "Rapport {}", "en": "Report {}"},
    "born": {"sv": "född {}", "en": "born {}"},
    "device": {"sv": "nr {}", "en": "no. {}"},
    "against": {"sv": "mot {}", "en": "against {}"},
    "unstated": {"sv": "referensen anges inte", "en": "its reference is not stated"},
    "aside": {"sv": "avvisat: {}", "en": "set aside: {}"},
    "look": {"sv": "se efter: {}", "en": "look: {}"},
}
BMD_DECIMALS, SCORE_DECIMALS = 3, 1


def run(call: Call, console: Console) -> int:
    """Print each report of the file; what was set aside, and what has to be looked at, on standard error."""
    name, data = content_of(call["file"], console)
    found = reports_of(name, data, call, console)
    if call.get("--format") == "json":
        console.show([json.dumps(_as_json(found, console.lang), ensure_ascii=False, indent=1)])
    else:
        for number, report in enumerate(found.reports, 1):
            console.show([""] * (number > 1))
            console.show(_lines(number, report, console.lang))
    tell(found, console)
    return SOME_SET_ASIDE if found.problems else DONE


def tell(found: "Reports", console: Console, besides: str | None = None) -> None:
    """What was set aside and what has to be looked at, on standard error, `besides` a field that is told elsewhere."""
    console.warn(*(said(WORDS, "aside", console.lang, one.said(console.lang)) for one in found.problems))
    console.warn(
        *(said(WORDS, "look", console.lang, one.said(console.lang)) for one in found.warnings if one.fact != besides)
    )


def reports_of(name: str, data: bytes, call: Call, console: Console) -> "Reports":
    """The reports of a file, by the call's `--as` and `--mapping`. Raises InputError where not one can be used."""
    from benkoll.exchange.densitometry.read import FORMS, gathered, is_dicom, read

    form = call.get("--as")
    if form == "dicom" or (form is None and is_dicom(data)):
        from benkoll.exchange.dicom.worker import Reader

        with Reader() as reader:
            return gathered([reader.density(data, name)], name, "dicom", date.today())
    known = next((one for one in FORMS if one == form), None)
    return read(data, name, _mapping(call.get("--mapping"), console), known, date.today())


def _mapping(given: str | None, console: Console) -> "Mapped":
    """The table of that file, or the shipped one of that name."""
    from benkoll.exchange.densitometry.mapping import read_mapping, shipped, shipped_names

    if given is None:
        return ()
    if given in shipped_names() and not Path(given).exists():
        return shipped(given)
    name, data = content_of(given, console)
    return read_mapping(data, name)


def _lines(number: int, report: DensityReport, lang: Lang) -> Iterator[Line]:
    device = said(WORDS, "device", lang, report.device) if report.device else ""
    sex = registry()["sex"].value_label(report.sex, lang) if report.sex else ""
    born = said(WORDS, "born", lang, report.birth_date.isoformat()) if report.birth_date else ""
    head = ", ".join(filter(None, (said(WORDS, "report", lang, number), day_of_report(report, lang))))
    yield Line(head, "title")
    for parts in ((report.patient or "", sex, born), (machine_name(report.maker, report.model), device)):
        if any(parts):
            yield Line(f"  {', '.join(filter(None, parts))}")
    for one in report.sites:
        yield from _site(one, lang)


def _site(one: SiteDensity, lang: Lang) -> Iterator[Line]:
    yield Line(f"  {place(one.region, one.side, one.vertebrae).said(lang)}", "heading")
    numbers = [
        f"{name} {figure(value, lang, decimals)}{unit}"
        for name, value, decimals, unit in (
            ("BMD", one.bmd, BMD_DECIMALS, " g/cm2"),
            ("T-score", one.t_score, SCORE_DECIMALS, ""),
            ("Z-score", one.z_score, SCORE_DECIMALS, ""),
        )
        if value is not None
    ]
    against = said(WORDS, "against", lang, one.reference) if one.reference else said(WORDS, "unstated", lang)
    if one.t_score is not None:
        numbers.append(against)
    for line in hang("    ", "; ".join(numbers)):
        yield Line(line)


def _as_json(found: "Reports", lang: Lang) -> dict[str, Any]:
    return {
        "form": found.form,
        "reports": [_report_as_json(one) for one in found.reports],
        "problems": [one.said(lang) for one in found.problems],
        "warnings": [one.said(lang) for one in found.warnings],
    }


def _report_as_json(one: DensityReport) -> dict[str, Any]:
    return {
        "patient": one.patient,
        "sex": one.sex,
        "birth_date": one.birth_date.isoformat() if one.birth_date else None,
        "measured_on": one.measured_on.isoformat() if one.measured_on else None,
        "maker": one.maker,
        "model": one.model,
        "device": one.device,
        "sites": [
            {
                "site": site.region,
                "side": site.side,
                "vertebrae": list(site.vertebrae),
                "bmd_g_cm2": site.bmd,
                "t_score": site.t_score,
                "z_score": site.z_score,
                "reference": site.reference,
                "bmc_g": site.bmc,
                "area_cm2": site.area,
            }
            for site in one.sites
        ],
    }
