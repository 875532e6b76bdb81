"""The results as tables, in words of both languages: what changes, for whom it costs, how sure, what it hangs on."""

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np

from benkoll.economics.counted import PLACE
from benkoll.economics.draws import Drawn, against
from benkoll.economics.hazards import SITES
from benkoll.economics.parameters import MARKS, parameters
from benkoll.economics.results import (
    BASE_RATE,
    COSTS,
    RATES,
    WILLING,
    Array,
    Compared,
    Interval,
    acceptable,
    cost_per_qaly,
    interval,
    leaning,
    perfect_information,
)
from benkoll.economics.scenarios import Scenario
from benkoll.errors import Lang
from benkoll.letters.phrases import figure, speaker
from benkoll.population.tables import Table, count

HANGS_ON = 5
"""Parameters that are named beside a figure."""
WORDS: dict[str, dict[Lang, str]] = {
    "main": {"sv": "{}: skillnad mot {} på {} år", "en": "{}: difference from {} over {} years"},
    "what": {"sv": "utfall", "en": "outcome"},
    "mean": {"sv": "medel", "en": "mean"},
    "low": {"sv": "95 % från", "en": "95 % from"},
    "high": {"sv": "till", "en": "to"},
    "noise": {"sv": "slumpfel", "en": "Monte Carlo"},
    "hangs": {"sv": "hänger mest på", "en": "hangs most on"},
    "averted": {"sv": "frakturer som undviks", "en": "fractures averted"},
    "hip": {"sv": "höft", "en": "hip"},
    "vertebra": {"sv": "kota (klinisk)", "en": "vertebra (clinical)"},
    "wrist": {"sv": "handled", "en": "wrist"},
    "humerus": {"sv": "överarm", "en": "humerus"},
    "elsewhere": {"sv": "övriga", "en": "elsewhere"},
    "site": {"sv": "därav {}", "en": "of them {}"},
    "deaths": {"sv": "dödsfall under tiden", "en": "deaths within the time"},
    "people": {"sv": "levnadsår", "en": "years of life"},
    "quality": {"sv": "kvalitetsjusterade levnadsår (QALY)", "en": "quality-adjusted years (QALYs)"},
    "bed_days": {"sv": "vårddagar", "en": "bed-days"},
    "started": {"sv": "läkemedel som sätts in", "en": "drugs started"},
    "dxa": {"sv": "DXA", "en": "DXA"},
    "cost": {"sv": "kostnad, alla betalare, Mkr", "en": "cost, all payers, MSEK"},
    "cost_fractures": {"sv": "frakturvård, region, Mkr", "en": "care of fractures, region, MSEK"},
    "cost_municipality": {"sv": "kommun, Mkr", "en": "municipality, MSEK"},
    "cost_care": {"sv": "bedömning, DXA och samordnare, Mkr", "en": "assessment, DXA and coordinator, MSEK"},
    "cost_drugs": {"sv": "läkemedel, Mkr", "en": "drugs, MSEK"},
    "rates": {"sv": "{}: vid olika diskontering", "en": "{}: at other discount rates"},
    "rate": {"sv": "per år", "en": "a year"},
    "per_qaly": {"sv": "kr per QALY", "en": "SEK per QALY"},
    "saves": {"sv": "sparar pengar och ger QALY", "en": "saves money and gains QALYs"},
    "loses": {"sv": "kostar mer och ger inga QALY", "en": "costs more and gains no QALYs"},
    "cheaper": {"sv": "{} sparas per förlorad QALY", "en": "{} saved per QALY lost"},
    "same": {"sv": "ingen skillnad", "en": "no difference"},
    "worth": {"sv": "{}: värt sin kostnad?", "en": "{}: worth its cost?"},
    "willing": {"sv": "betalningsvilja, kr per QALY", "en": "willing to pay, SEK per QALY"},
    "sure": {"sv": "andel av dragningarna", "en": "share of the draws"},
    "information": {"sv": "värde av full information, Mkr", "en": "value of perfect information, MSEK"},
    "tornado": {
        "sv": "{}: nettonyttan vid {} kr per QALY hänger på",
        "en": "{}: net benefit at {} SEK per QALY hangs on",
    },
    "parameter": {"sv": "parameter", "en": "parameter"},
    "moves": {"sv": "från 10:e till 90:e percentilen, Mkr", "en": "10th to 90th percentile, MSEK"},
    "mark": {"sv": "belägg", "en": "evidence"},
    "few": {"sv": "för få dragningar", "en": "too few draws"},
}
LEANING_AT = 500_000
"""SEK for a QALY at which the parameters' weight is told."""
MILLION = 1e6
LEAST = 0.005
"""Below it a number is shown as 0."""
LESS = ("deaths", "bed_days", *SITES)
"""Told as averted, where less is good."""


def tables(drawn: Drawn, lang: Lang) -> Iterator[Table]:
    """All tables, scenario by scenario."""
    return chain.from_iterable(tables_of(drawn, one, lang) for one in drawn.job.scenarios)


def tables_of(drawn: Drawn, one: Scenario, lang: Lang) -> Iterator[Table]:
    """A scenario's tables: what it changes, by discounting, whether it is worth its cost, what that hangs on."""
    compared = drawn.compared[one.incidence, one.name]
    yield _main(drawn, one, compared, lang)
    yield _rates(one, compared, lang)
    if drawn.job.draws > 1:
        yield _worth(one, compared, lang)
    weights = weight_of(drawn, compared.benefit(LEANING_AT))
    if weights:
        yield _tornado(one, weights, lang)


def rows_of(compared: Compared) -> Mapping[str, Array]:
    """Outcome -> (draws,): as told to the reader; money and QALYs discounted by 3 %, the rest not."""
    return {
        "averted": compared.averted(),
        **{site: -compared.more(site) for site in SITES},
        "deaths": -compared.more("deaths"),
        "people": compared.more("people"),
        "quality": compared.more("quality", BASE_RATE),
        "bed_days": -compared.more("bed_days"),
        "started": compared.more("started"),
        "dxa": compared.more("dxa"),
        "cost": compared.cost() / MILLION,
        **{name: compared.more(name, BASE_RATE) / MILLION for name in COSTS},
    }


def name_of(outcome: str, lang: Lang) -> str:
    """The outcome in words; what is told as less says so."""
    said = speaker(WORDS, lang)
    name = said(outcome)
    if outcome in SITES:
        return said("site", name)
    fewer: dict[Lang, str] = {"sv": "färre ", "en": "fewer "}
    return fewer[lang] + name if outcome in LESS else name


def weight_of(drawn: Drawn, outcome: Array) -> list[tuple[str, float]]:
    """What the outcome hangs on, most first; empty where the draws are too few to say."""
    try:
        return leaning(dict(drawn.parameters), outcome)
    except ValueError:
        return []


def _main(drawn: Drawn, one: Scenario, compared: Compared, lang: Lang) -> Table:
    said = speaker(WORDS, lang)
    several = drawn.job.draws > 1
    header = [
        said("what"),
        said("mean"),
        *([said("low"), said("high")] if several else []),
        said("noise"),
        said("hangs"),
    ]
    rows = []
    for name, values in rows_of(compared).items():
        found = interval(values)
        ends = [amount(found.low, lang), amount(found.high, lang)] if several else []
        noise = amount(monte_carlo(compared, name), lang)
        hangs = [parameters()[one].words[lang] for one, _ in weight_of(drawn, values)[:1]]
        rows.append([name_of(name, lang), amount(found.mean, lang), *ends, noise, *(hangs or [said("few")])])
    title = said("main", one.title[lang], _against(one, lang), drawn.job.years)
    return Table(title, header, rows)


def monte_carlo(compared: Compared, name: str) -> float:
    """Standard error of a told outcome from the people being so few, in one draw."""
    parts = compared.blocks
    match name:
        case "averted":
            part = parts[:, :, [PLACE[site] for site in SITES]].sum(axis=2)
        case "cost":
            part = parts[:, :, [PLACE[cost] for cost in COSTS]].sum(axis=2) / MILLION
        case _:
            part = parts[:, :, PLACE[name]] / (MILLION if name in COSTS else 1)
    return float(np.sqrt((part.var(axis=1, ddof=1) * part.shape[1]).mean()))


def _against(one: Scenario, lang: Lang) -> str:
    title = against(one).title[lang]
    return title[:1].lower() + title[1:]


def _rates(one: Scenario, compared: Compared, lang: Lang) -> Table:
    said = speaker(WORDS, lang)
    rows = []
    for rate in RATES:
        gained = float(compared.more("quality", rate).mean())
        cost = float(compared.cost(rate).mean()) / MILLION
        rows.append(
            [f"{figure(100 * rate, lang)} %", amount(gained, lang), amount(cost, lang), ratio(compared, rate, lang)]
        )
    return Table(said("rates", one.title[lang]), [said("rate"), said("quality"), said("cost"), said("per_qaly")], rows)


def ratio(compared: Compared, rate: float, lang: Lang) -> str:
    """SEK for a QALY, or in words what it comes to."""
    kind, value = cost_per_qaly(compared, rate)
    if kind == "ratio" and value is not None:
        return amount(value, lang)
    if kind == "cheaper" and value is not None:
        return speaker(WORDS, lang)("cheaper", amount(value, lang))
    return speaker(WORDS, lang)(kind)


def _worth(one: Scenario, compared: Compared, lang: Lang) -> Table:
    said = speaker(WORDS, lang)
    shares = acceptable(compared, WILLING)
    rows = [
        [
            count(willing, lang),
            f"{figure(100 * share, lang, 0)} %",
            amount(perfect_information(compared, willing) / MILLION, lang),
        ]
        for willing, share in zip(WILLING, shares.tolist(), strict=True)
    ]
    return Table(said("worth", one.title[lang]), [said("willing"), said("sure"), said("information")], rows)


def _tornado(one: Scenario, weights: list[tuple[str, float]], lang: Lang) -> Table:
    said = speaker(WORDS, lang)
    rows = [
        [parameters()[name].words[lang], amount(moved / MILLION, lang), MARKS[parameters()[name].mark][lang]]
        for name, moved in weights[: 2 * HANGS_ON]
    ]
    title = said("tornado", one.title[lang], count(LEANING_AT, lang))
    return Table(title, [said("parameter"), said("moves"), said("mark")], rows)


def amount(value: float | None, lang: Lang) -> str:
    """A number to three figures that count, its thousands apart."""
    if value is None:
        return ""
    size = abs(value)
    if size < LEAST:
        return figure(0, lang, 0)
    if size >= 1000:
        beyond = 10 ** (len(str(round(size))) - 3)
        return count(round(value / beyond) * beyond, lang)
    return figure(value, lang, 0 if size >= 100 else 1 if size >= 10 else 2)


def as_values(drawn: Drawn) -> list[dict[str, object]]:
    """For CSV and JSON: one row for each scenario and outcome, in plain numbers."""
    found: list[dict[str, object]] = []
    for one in drawn.job.scenarios:
        compared = drawn.compared[one.incidence, one.name]
        kind, per_qaly = cost_per_qaly(compared)
        for name, values in rows_of(compared).items():
            found.append(
                {
                    "scenario": one.name,
                    "against": one.against,
                    "incidence": one.incidence,
                    "outcome": name,
                    **_interval(interval(values)),
                    "monte_carlo": monte_carlo(compared, name),
                    "hangs_on": " ".join(name for name, _ in weight_of(drawn, values)[:HANGS_ON]),
                }
            )
        found.append(
            {
                "scenario": one.name,
                "against": one.against,
                "incidence": one.incidence,
                "outcome": f"cost_per_qaly_{kind}",
                "mean": per_qaly,
                "low": None,
                "high": None,
                "monte_carlo": None,
                "hangs_on": "",
            }
        )
    return found


def _interval(found: Interval) -> dict[str, float | None]:
    return {"mean": found.mean, "low": found.low, "high": found.high}
