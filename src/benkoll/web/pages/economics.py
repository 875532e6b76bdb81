"""What a scenario would change, for managers: five parameters are moved, the answer comes from the draws kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from benkoll.errors import Lang
from benkoll.letters.phrases import figure
from benkoll.population.tables import count
from benkoll.web.permissions import Permission
from benkoll.web.routes import Door
from benkoll.web.views import Words, lang_of, render

if TYPE_CHECKING:
    from benkoll.economics.scenarios import Scenario
    from benkoll.economics.surface import Surface

WORDS: Words = {
    "title": {"sv": "Vad det skulle ändra", "en": "What it would change"},
    "what": {
        "sv": "Sverige simulerat i {} år: {} dragningar av parametrarna med {} personer var. Ingen prognos för ett "
        "enskilt sjukhus, och inget underlag för en prisförhandling.",
        "en": "Sweden simulated for {} years: {} draws of the parameters with {} people each. No forecast for one "
        "hospital, and no basis for a price negotiation.",
    },
    "choose": {"sv": "Scenario och vad som får ändras", "en": "Scenario, and what may be moved"},
    "scenario": {"sv": "Scenario", "en": "Scenario"},
    "against": {"sv": "Jämfört med: {}", "en": "Compared with: {}"},
    "moved": {
        "sv": "De fem parametrar som nettonyttan hänger mest på. Tomt fält: medelvärdet.",
        "en": "The five parameters that the net benefit hangs on most. An empty field: the mean.",
    },
    "from to": {"sv": "{} till {} {}", "en": "{} to {} {}"},
    "evidence": {"sv": "belägg: {}", "en": "evidence: {}"},
    "show": {"sv": "Räkna", "en": "Compute"},
    "answer": {"sv": "Svar", "en": "Answer"},
    "outcome": {"sv": "Utfall", "en": "Outcome"},
    "value": {"sv": "Värde", "en": "Value"},
    "low": {"sv": "95 % från", "en": "95 % from"},
    "high": {"sv": "till", "en": "to"},
    "error": {"sv": "Ytans fel", "en": "Error of the surface"},
    "caption": {"sv": "{} mot {}", "en": "{} against {}"},
    "picture": {
        "sv": "Färre frakturer per plats, med 95 % av dragningarna",
        "en": "Fewer fractures by site, with 95 % of the draws",
    },
    "fewer": {"sv": "färre", "en": "fewer"},
    "per qaly": {"sv": "Kronor per QALY", "en": "SEK per QALY"},
    "saves": {"sv": "sparar pengar och ger QALY", "en": "saves money and gains QALYs"},
    "loses": {"sv": "ger inga QALY", "en": "gains no QALYs"},
    "cheaper": {"sv": "{} sparas per förlorad QALY", "en": "{} saved per QALY lost"},
    "surface": {
        "sv": "Värdet kommer från en yta genom dragningarna, kvadratisk i de fem, linjär i de övriga. Intervallet är "
        "vad de övriga parametrarna gör, och ytans fel på dragningar som den inte sett.",
        "en": "The value is of a surface through the draws, quadratic in the five, linear in the others. The interval "
        "is what the other parameters do, and the surface's error on draws that it had not seen.",
    },
    "unverified": {
        "sv": "Priser och flera andra tal är ur minnet och inte kontrollerade: se källorna med benkoll economics "
        "parameters, och räkna med egna genom benkoll economics run --set.",
        "en": "Prices and several other numbers are from memory and unverified: see the sources by benkoll economics "
        "parameters, and count with your own by benkoll economics run --set.",
    },
    "held": {"sv": "{} hölls inom {} till {}.", "en": "{} was held within {} to {}."},
    "not a number": {"sv": "{}: skriv ett tal.", "en": "{}: write a number."},
}
SIDES = 1.96
"""Standard deviations of a 95 % interval."""
MILLION = 1e6
door = Door()


@dataclass(frozen=True, slots=True)
class Moved:
    """A parameter that may be moved, as its field shows it; `least`, `most`, `step` and `place` are its slider's."""

    name: str
    words: str
    unit: str
    evidence: str
    low: str
    high: str
    value: str
    least: float
    most: float
    step: float
    place: float


@door.get("/economics", Permission.INDICATORS)
def page(request: Request) -> Response:
    """A scenario with its five parameters, and what it comes to. Shows no patient."""
    from benkoll.economics.kept import kept
    from benkoll.economics.scenarios import scenario

    lang, found = lang_of(request), kept()
    names = tuple(found.outcomes)
    one, own, values, notes = _asked(request)
    draws = len(next(iter(found.parameters.values())))
    return render(
        request,
        "economics.html",
        WORDS,
        one=one,
        against=scenario(one.against),
        scenarios=[(name, scenario(name).title[lang]) for name in names],
        job=(found.years, count(draws, lang), count(found.people, lang)),
        moved=[_field(name, own["cost"], values, lang) for name in own["cost"].moved],
        rows=_rows(own, values, lang),
        ratio=_ratio(own, values, lang),
        picture=f"/economics/picture.svg?{_kept(request, one, own)}",
        notes=notes,
    )


def _kept(request: Request, one: "Scenario", own: Mapping[str, "Surface"]) -> str:
    """Of the address what the page knows: nothing else of it is written anywhere."""
    asked = {name: request.query_params[name] for name in own["cost"].moved if name in request.query_params}
    return urlencode({"scenario": one.name, **asked})


@door.get("/economics/picture.svg", Permission.INDICATORS)
def picture(request: Request) -> Response:
    """The page's picture, of what the page was asked for: a file of its own, so that no page lets markup through."""
    _, own, values, _ = _asked(request)
    return Response(_picture(own, values, lang_of(request)), media_type="image/svg+xml")


def _asked(request: Request) -> tuple["Scenario", Mapping[str, "Surface"], dict[str, float], list[str]]:
    """The scenario, its surfaces, the values of what is moved, and what was done to those that could not be used."""
    from benkoll.economics.kept import kept, surfaces
    from benkoll.economics.scenarios import scenario

    names, asked = tuple(kept().outcomes), request.query_params
    chosen = asked.get("scenario", "")
    one = scenario(chosen if chosen in names else names[0])
    own = surfaces(one.name)
    return one, own, *_values(own["cost"], asked, lang_of(request))


def _values(surface: "Surface", asked: Mapping[str, str], lang: Lang) -> tuple[dict[str, float], list[str]]:
    """The moved parameters' values, and what was done to those that could not be used as they stood."""
    from benkoll.economics.parameters import parameters

    values, notes = {}, []
    for name in surface.moved:
        words, text = parameters()[name].words[lang], asked.get(name, "").strip().replace(",", ".")
        values[name] = surface.middle[name]
        if not text:
            continue
        try:
            wanted = float(text)
        except ValueError:
            notes.append(WORDS["not a number"][lang].format(words))
            continue
        low, high = surface.low[name], surface.high[name]
        values[name] = min(max(wanted, low), high) if wanted == wanted else surface.middle[name]
        if values[name] != wanted:
            notes.append(WORDS["held"][lang].format(words, _short(low, lang), _short(high, lang)))
    return values, notes


def _field(name: str, surface: "Surface", values: Mapping[str, float], lang: Lang) -> Moved:
    from benkoll.economics.parameters import MARKS, UNITS, parameters

    info = parameters()[name]
    low, high = surface.low[name], surface.high[name]
    step = 10.0 ** (floor(log10(high - low)) - 2)
    return Moved(
        name,
        info.words[lang],
        UNITS["SEK" if info.price_year else info.unit][lang],
        MARKS[info.mark][lang],
        _short(low, lang),
        _short(high, lang),
        _short(values[name], lang),
        ceil(low / step) * step,
        floor(high / step) * step,
        step,
        values[name],
    )


def _rows(own: Mapping[str, "Surface"], values: Mapping[str, float], lang: Lang) -> list[dict[str, str]]:
    from benkoll.economics.tables import amount, name_of

    rows = []
    for name, surface in own.items():
        middle, side = surface.at(values), SIDES * _spread(surface)
        shown = {"value": middle, "low": middle - side, "high": middle + side, "error": surface.error}
        rows.append({"name": name_of(name, lang)} | {key: amount(value, lang) for key, value in shown.items()})
    return rows


def _spread(surface: "Surface") -> float:
    return float((surface.rest**2 + surface.error**2) ** 0.5)


def _ratio(own: Mapping[str, "Surface"], values: Mapping[str, float], lang: Lang) -> str:
    from benkoll.economics.tables import amount

    cost, gained = own["cost"].at(values) * MILLION, own["quality"].at(values)
    if gained > 0:
        return WORDS["saves"][lang] if cost < 0 else amount(cost / gained, lang)
    return WORDS["loses"][lang] if cost >= 0 else WORDS["cheaper"][lang].format(amount(cost / gained, lang))


def _picture(own: Mapping[str, "Surface"], values: Mapping[str, float], lang: Lang) -> str:
    """An SVG element of our own, its words escaped."""
    from benkoll.economics.hazards import SITES
    from benkoll.economics.pictures import Span, spans
    from benkoll.economics.tables import name_of

    rows = []
    for name in ("averted", *SITES):
        middle, side = own[name].at(values), SIDES * _spread(own[name])
        rows.append(Span(name_of(name, lang), middle - side, middle, middle + side))
    return spans(WORDS["picture"][lang], rows, WORDS["fewer"][lang], lang)


def _short(value: float, lang: Lang) -> str:
    """As a field shows it: three figures that count."""
    return figure(float(f"{value:.3g}"), lang) if abs(value) < 1000 else f"{round(value)}"
