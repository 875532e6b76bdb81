"""The report: one HTML file with pictures and tables, what it stands on and what it is not; nothing is fetched."""

from collections.abc import Iterator
from html import escape

from benkoll.economics.counted import PLACE
from benkoll.economics.draws import Drawn, against
from benkoll.economics.hazards import SITES
from benkoll.economics.parameters import MARKS, PRICE_YEAR, UNITS, ParameterInfo, parameters
from benkoll.economics.pictures import Series, Span, lines, spans
from benkoll.economics.results import COSTS, Compared, acceptable, interval
from benkoll.economics.scenarios import Scenario
from benkoll.economics.tables import (
    HANGS_ON,
    LEANING_AT,
    MILLION,
    WORDS,
    name_of,
    rows_of,
    tables_of,
    weight_of,
)
from benkoll.errors import Lang
from benkoll.letters.phrases import figure, speaker
from benkoll.population.chart import PAGE
from benkoll.population.tables import Table, as_html, count, shorter

SAID: dict[str, dict[Lang, str]] = {
    "title": {"sv": "Vad riktlinjen skulle ändra", "en": "What the guideline would change"},
    "by": {
        "sv": "Simulering: {} personer per dragning, {} dragningar, {} år, frö {}. Kostnader i kronor, {} års priser. "
        "Diskontering 3 % för kostnader och QALY. Frakturtal: {}.",
        "en": "Simulation: {} people a draw, {} draws, {} years, seed {}. Costs in SEK, prices of {}. Costs and QALYs "
        "discounted by 3 %. Counts of fractures: {}.",
    },
    "register": {"sv": "90 000 frakturer per år (riktlinjen)", "en": "90 000 fractures a year (the guideline)"},
    "scope": {"sv": "124 000 frakturer per år (SCOPE)", "en": "124 000 fractures a year (SCOPE)"},
    "not": {
        "sv": "Detta är ingen prognos för ett enskilt sjukhus och inget underlag för en prisförhandling. Priser och "
        "andra värden märkta ”ur minnet, ej kontrollerad” ska bytas ut innan något beslutas på dem.",
        "en": "This is no forecast for one hospital and no basis for a price negotiation. Prices and other values "
        "marked “from memory, unverified” are to be replaced before anything is decided on them.",
    },
    "years": {"sv": "år", "en": "years"},
    "with": {"sv": "{}, med", "en": "{}, with"},
    "a_year": {"sv": "Frakturer per år", "en": "Fractures a year"},
    "averted": {"sv": "Färre frakturer, 95 % av dragningarna", "en": "Fewer fractures, 95 % of the draws"},
    "payers": {"sv": "Kostnad mot jämförelsen, Mkr per år", "en": "Cost against the comparison, MSEK a year"},
    "curve": {"sv": "Andel dragningar där det är värt sin kostnad", "en": "Share of draws worth their cost"},
    "hangs": {"sv": "Nettonytta vid {} kr per QALY, Mkr", "en": "Net benefit at {} SEK per QALY, MSEK"},
    "willing": {"sv": "betalningsvilja, kr per QALY", "en": "willingness to pay, SEK per QALY"},
    "fewer": {"sv": "färre", "en": "fewer"},
    "millions": {"sv": "Mkr", "en": "MSEK"},
    "unverified": {"sv": "Ej kontrollerade värden som räknas med", "en": "Unverified values that are counted with"},
    "value": {"sv": "värde", "en": "value"},
    "source": {"sv": "källa", "en": "source"},
    "share": {"sv": "andel, %", "en": "share, %"},
}
NAME = 26
"""Letters of a name beside a line."""
CURVE = tuple(range(0, 1_000_001, 50_000))


def as_page(drawn: Drawn, lang: Lang) -> str:
    """The whole report."""
    said = speaker(SAID, lang)
    job = drawn.job
    sets = ", ".join(said(name) for name in dict.fromkeys(one.incidence for one in job.scenarios))
    by = said("by", count(job.people, lang), count(job.draws, lang), job.years, job.seed, PRICE_YEAR, sets)
    sections = "\n".join(_section(drawn, one, lang) for one in drawn.job.scenarios)
    words = f"{escape(by)}</p>\n<p><strong>{escape(said('not'))}</strong>"
    return PAGE.format(lang=lang, title=said("title"), by=words, charts=sections, tables=as_html(unverified(lang)))


def _section(drawn: Drawn, one: Scenario, lang: Lang) -> str:
    """A scenario: what it is, what it changes, and its pictures and tables."""
    first, *rest = (as_html(table) for table in tables_of(drawn, one, lang))
    figures = (f"<figure>{picture}</figure>" for picture in pictures(drawn, one, lang))
    head = f"<h2>{escape(one.title[lang])}</h2>\n<p>{escape(one.about[lang])}</p>"
    return "\n".join(("<section>", head, first, *figures, *rest, "</section>"))


def pictures(drawn: Drawn, one: Scenario, lang: Lang) -> Iterator[str]:
    """A scenario's pictures."""
    compared = drawn.compared[one.incidence, one.name]
    if drawn.job.draws > 1:
        yield averted(compared, lang)
    yield a_year(one, compared, lang)
    yield payers(compared, lang)
    if drawn.job.draws > 1:
        yield curve(compared, lang)
    weights = weight_of(drawn, compared.benefit(LEANING_AT))
    if weights:
        yield tornado(compared, weights, lang)


def a_year(one: Scenario, compared: Compared, lang: Lang) -> str:
    """Fractures a year by site, with the scenario and without."""
    series = []
    for name, table in ((one.title[lang], compared.with_), (against(one).title[lang], compared.without)):
        values = table[:, :, [PLACE[site] for site in SITES]].sum(axis=2).mean(axis=0)
        series.append(Series(shorter(name, NAME), values.tolist()))
    years = list(range(1, compared.with_.shape[1] + 1))
    return lines(speaker(SAID, lang)("a_year"), years, speaker(SAID, lang)("years"), series, lang, zero=False)


def averted(compared: Compared, lang: Lang) -> str:
    """What is averted, by site, deaths and bed-days apart; with the middle 95 % of the draws."""
    rows = []
    for name in ("averted", *SITES):
        found = interval(rows_of(compared)[name])
        rows.append(Span(name_of(name, lang), found.low or 0.0, found.mean, found.high or 0.0))
    said = speaker(SAID, lang)
    return spans(said("averted"), rows, said("fewer"), lang)


def payers(compared: Compared, lang: Lang) -> str:
    """What each payer pays more or less, year by year."""
    words = speaker(WORDS, lang)
    difference = (compared.with_ - compared.without).mean(axis=0) / MILLION
    series = [Series(shorter(words(name).split(",")[0], NAME), difference[:, PLACE[name]].tolist()) for name in COSTS]
    years = list(range(1, len(difference) + 1))
    return lines(speaker(SAID, lang)("payers"), years, speaker(SAID, lang)("years"), series, lang)


def curve(compared: Compared, lang: Lang) -> str:
    """The acceptability curve."""
    said = speaker(SAID, lang)
    shares = 100 * acceptable(compared, CURVE)
    series = [Series(said("share"), shares.tolist())]
    return lines(said("curve"), CURVE, said("willing"), series, lang)


def tornado(compared: Compared, weights: list[tuple[str, float]], lang: Lang) -> str:
    """How the net benefit moves with the parameters that it hangs on most."""
    said = speaker(SAID, lang)
    middle = float(compared.benefit(LEANING_AT).mean()) / MILLION
    rows = [
        Span(
            shorter(parameters()[name].words[lang], 46),
            middle - moved / 2 / MILLION,
            middle,
            middle + moved / 2 / MILLION,
        )
        for name, moved in weights[: 2 * HANGS_ON]
    ]
    return spans(said("hangs", count(LEANING_AT, lang)), rows, said("millions"), lang)


def unverified(lang: Lang) -> Table:
    """Every parameter whose value was not read in a source."""
    said = speaker(SAID, lang)
    rows = [
        [one.words[lang], MARKS[one.mark][lang], one.source, shown_value(one, lang)]
        for one in parameters().values()
        if one.mark in ("M", "R")
    ]
    head = [
        speaker(WORDS, lang)("parameter"),
        speaker(WORDS, lang)("mark"),
        said("source"),
        said("value"),
    ]
    return Table(said("unverified"), head, rows, words=3)


def shown_value(one: ParameterInfo, lang: Lang) -> str:
    """The value with its interval, as `benkoll economics parameters` shows it."""
    ends = "" if one.low is None or one.high is None else f" ({figure(one.low, lang)}-{figure(one.high, lang)})"
    return f"{figure(one.value, lang)}{ends} {UNITS[one.unit][lang]}"
