"""The indicators, per hospital and period, each with its table and pictures; for those who may, the patients behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from benkoll.chain.indicator_reads import Asked, counted, listed
from benkoll.chain.indicator_shown import ANSWERS, BANDS, HIDDEN, REASONS, as_csv, as_json, count_words, list_csv
from benkoll.chain.indicators import definitions
from benkoll.chain.units import units_of
from benkoll.chain.words import site_name
from benkoll.errors import Lang
from benkoll.letters.phrases import figure
from benkoll.logic.calendar import add_months
from benkoll.web.pages.chain_forms import DAY_WORDS, download, name_of
from benkoll.web.pages.events_said import NAMES
from benkoll.web.pages.indicator_charts import funnel, trend
from benkoll.web.permissions import Permission
from benkoll.web.problems import Forbidden
from benkoll.web.routes import Door, chain_of, who_asks
from benkoll.web.views import Words, lang_of, render

WORDS: Words = {
    **DAY_WORDS,
    "mark verified": {"sv": "källan verifierad", "en": "source verified"},
    "mark indirect": {"sv": "källan indirekt läst", "en": "source read indirectly"},
    "mark unverified": {"sv": "overifierad källa", "en": "unverified source"},
    "mark guideline": {"sv": "riktlinjen", "en": "the guideline"},
    "title": {"sv": "Indikatorer", "en": "Indicators"},
    "only": {
        "sv": "Bara frakturer som kedjan följer, och bara vad den fått veta. Antal under fem, och antal som ett sådant "
        "kan räknas fram ur, visas som {}.",
        "en": "Only fractures that the chain follows, and only what it was told. Counts below five, and counts from "
        "which such a one can be computed, are shown as {}.",
    },
    "choose": {"sv": "Vad som räknas", "en": "What is counted"},
    "since": {"sv": "Frakturer från", "en": "Fractures from"},
    "until": {"sv": "till", "en": "to"},
    "hospital": {"sv": "Sjukhus", "en": "Hospital"},
    "unit": {"sv": "Enhet", "en": "Unit"},
    "by": {"sv": "Delat på", "en": "Divided by"},
    "every": {"sv": "Genom tiden", "en": "Through time"},
    "all": {"sv": "Alla", "en": "All"},
    "quarter": {"sv": "kvartal", "en": "quarter"},
    "month": {"sv": "månad", "en": "month"},
    "by hospital": {"sv": "sjukhus", "en": "hospital"},
    "by unit": {"sv": "enhet", "en": "unit"},
    "show": {"sv": "Räkna", "en": "Count"},
    "csv": {"sv": "Ladda ner som CSV", "en": "Download as CSV"},
    "contents": {"sv": "Till en indikator", "en": "To an indicator"},
    "what": {"sv": "Vad det mäter", "en": "What it measures"},
    "numerator": {"sv": "Täljare", "en": "Numerator"},
    "denominator": {"sv": "Nämnare", "en": "Denominator"},
    "left_out": {"sv": "Utanför", "en": "Left out"},
    "source": {"sv": "Källa", "en": "Source"},
    "reading": {"sv": "Vår läsning", "en": "Our reading"},
    "row": {"sv": "För", "en": "For"},
    "share": {"sv": "Andel", "en": "Share"},
    "interval": {"sv": "95 %-intervall", "en": "95 % interval"},
    "of": {"sv": "Antal", "en": "Count"},
    "band": {"sv": "Nivå (IOF)", "en": "Level (IOF)"},
    "unknown": {"sv": "Okänt", "en": "Unknown"},
    "unclear": {"sv": "Oklart", "en": "Unclear"},
    "waiting": {"sv": "Tiden inte ute", "en": "Time not out"},
    "evidence": {"sv": "Känt genom", "en": "Known by"},
    "evidence said": {
        "sv": "recept {}, given dos {} (på rekvisition {}), uppgift {}",
        "en": "prescription {}, dose given {} (on requisition {}), word {}",
    },
    "x of y": {"sv": "{} av {}", "en": "{} of {}"},
    "outside": {"sv": "utanför 99,8 %-gränsen", "en": "outside the 99.8 % limit"},
    "cannot": {"sv": "Kan inte räknas i kedjan.", "en": "Cannot be computed in the chain."},
    "no caseload": {
        "sv": "Andelen kräver ett väntat antal: se benkoll chain indicators --caseload.",
        "en": "The share needs a number expected: see benkoll chain indicators --caseload.",
    },
    "patients": {"sv": "Patienterna bakom", "en": "The patients behind"},
    "trend": {"sv": "Andel genom tiden, med 95 %-intervall", "en": "Share through time, with 95 % interval"},
    "funnel": {
        "sv": "Andel mot nämnarens storlek; gränser 95 % (streckad) och 99,8 % (prickad) kring allas andel",
        "en": "Share by the size of the denominator; limits of 95 % (dashed) and 99.8 % (dotted) round that of all",
    },
    "see table": {"sv": "Samma tal står i tabellen ovan.", "en": "The same numbers stand in the table above."},
    "left out all": {"sv": "Utanför alla mått", "en": "Outside all indicators"},
    "list of": {"sv": "{} {}: {} patienter", "en": "{} {}: {} patients"},
    "list more": {
        "sv": "Spärrade uppgifter räknas i måttet men visas inte här. Den som har sådana står som okänd, inte som nej.",
        "en": "Blocked information counts in the indicator and is not shown here; who has such is unknown, not no.",
    },
    "caption": {"sv": "Först de för vilka något saknas", "en": "First those for whom something is missing"},
    "answer": {"sv": "Svar", "en": "Answer"},
    "person": {"sv": "Patient", "en": "Patient"},
    "fracture": {"sv": "Fraktur", "en": "Fracture"},
    "missing": {"sv": "Saknas, eller känt genom", "en": "Missing, or known by"},
    "protected": {"sv": "(skyddad identitet)", "en": "(protected identity)"},
    "nameless": {"sv": "(namn saknas)", "en": "(no name)"},
    "none": {"sv": "Inga patienter.", "en": "No patients."},
    "back": {"sv": "Till indikatorerna", "en": "To the indicators"},
}
KNOWN: Words = {
    **NAMES,
    "energy": {"sv": "lågenergi eller inte", "en": "low energy or not"},
    "sex": {"sv": "kön", "en": "sex"},
    "birth_date": {"sv": "födelsedatum", "en": "date of birth"},
    "prescription": {"sv": "recept", "en": "prescription"},
    "dose": {"sv": "given dos", "en": "dose given"},
    "told": {"sv": "uppgift", "en": "word"},
}
"""What a case may lack, or its treatment be known by."""

MONTHS = 24
CSV = "text/csv; charset=utf-8"
BY = ("prescription", "dose", "requisition", "told")
door = Door()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for, as it said it."""

    said: Mapping[str, str]
    asked: Asked

    @property
    def query(self) -> str:
        """As an address says it."""
        return urlencode(self.said)


def chosen_of(values: Mapping[str, str]) -> Chosen:
    """What an address's query asks for; what cannot be used is not asked for."""
    said = {
        name: values[name][:200] for name in ("since", "until", "hospital", "unit", "by", "every") if values.get(name)
    }
    since, until = (_day(said.get(name, "")) for name in ("since", "until"))
    by, every = said.get("by"), said.get("every")
    return Chosen(
        said,
        Asked(
            since,
            until,
            said.get("hospital"),
            said.get("unit"),
            "unit" if by == "unit" else "hospital" if by == "hospital" else None,
            "month" if every == "month" else "quarter" if every == "quarter" else None,
        ),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@door.get("/indicators", Permission.INDICATORS)
def page(request: Request) -> Response:
    """Every indicator; without a query those of the last two years, per hospital and quarter."""
    chain, lang = chain_of(request), lang_of(request)
    lately = str(add_months(chain.day, -MONTHS))
    chosen = chosen_of(dict(request.query_params) or {"by": "hospital", "every": "quarter", "since": lately})
    found = as_json(counted(chain, chosen.asked), chosen.asked, str(chain.day), lang)
    units = units_of(chain)
    return render(
        request,
        "indicators.html",
        WORDS,
        chosen=chosen,
        hidden=HIDDEN,
        hospitals=[(one, one) for one in sorted({unit["hospital"] for unit in units})],
        units=[(unit["unit"], f"{unit['name']}, {unit['hospital']}") for unit in units],
        indicators=[_indicator(one, lang) for one in found["indicators"]],
        left_out=[(REASONS[reason][lang], count_words(count)) for reason, count in found["left_out"].items()],
        lists=who_asks(request).may(Permission.CHAIN_READ),
    )


def _indicator(one: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    rows = [one["all"], *one["groups"], *one["periods"]]
    shown = [_row(one, row, lang) for row in rows if row is not None]
    told = {name: one[name] for name in ("id", "name", "numerator", "denominator", "left_out", "source", "reading")}
    return told | {
        "mark": one["mark"],
        "computable": one["computable"],
        "rows": shown,
        "evidence": any(row["evidence"] for row in shown),
        "bands": any(row["band"] for row in shown),
        "trend": trend(one["periods"]),
        "funnel": funnel(one["groups"], one["all"]),
    }


def _row(one: Mapping[str, Any], row: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    caseload = one["id"] == "UK-02"
    of = row["expected"] if caseload else row["denominator"]
    evidence = [row[name] for name in BY]
    return {
        "name": row["name"],
        "share": None if row["share"] is None else f"{figure(100 * row['share'], lang, 0)} %",
        "interval": None if not row["interval_95"] else _interval(row["interval_95"], lang),
        "count": count_words(row["numerator"]) if caseload and of is None else None,
        "yes": count_words(row["numerator"]),
        "of": count_words(of),
        "band": None if row["band"] is None else _band(one["bands_percent"], row["band"], lang),
        "outside": row["outside"],
        "evidence": WORDS["evidence said"][lang].format(*map(count_words, evidence))
        if any(n != 0 for n in evidence)
        else "",
        **{name: count_words(row[name]) for name in ("unknown", "unclear", "waiting")},
    }


def _interval(interval: tuple[float, float], lang: Lang) -> str:
    low, high = (figure(100 * end, lang, 0) for end in interval)
    return f"{low}–{high} %"


def _band(limits: list[float], band: int, lang: Lang) -> str:
    return BANDS[len(limits)][band][lang].format(*(figure(limit, lang, 0) for limit in limits))


@door.get("/indicators.csv", Permission.INDICATORS)
def as_file(request: Request) -> Response:
    """The counts for a spreadsheet."""
    chain, lang, chosen = chain_of(request), lang_of(request), chosen_of(request.query_params)
    text = as_csv(counted(chain, chosen.asked), lang)
    return download(f"indicators-{chain.day}.csv", text.encode("utf-8-sig"), CSV)


# THE PATIENTS


@door.get("/indicators/{indicator}", Permission.CHAIN_READ)
def patients(request: Request, indicator: str) -> Response:
    """The patients of an indicator whom the one who asks may see; each is logged."""
    definition, lang = _known(indicator), lang_of(request)
    chosen = chosen_of(request.query_params)
    rows = []
    for one in listed(chain_of(request), chosen.asked, indicator):
        is_protected = bool(one.known.get("protected"))
        rows.append(
            {
                "answer": ANSWERS[one.answer][lang],
                "episode": one.episode,
                "name": WORDS["protected"][lang] if is_protected else name_of(one.known),
                "person_id": one.person_id,
                "fracture": f"{site_name(one.site, lang)} {one.fracture_date}",
                "unit": one.unit or "",
                "missing": ", ".join(KNOWN[name][lang] for name in one.missing)
                or (KNOWN[one.by][lang] if one.by else ""),
            }
        )
    return render(
        request, "indicator_list.html", WORDS, key=definition.id, of=definition.words[lang], rows=rows, chosen=chosen
    )


@door.get("/indicators/{indicator}/list.csv", Permission.CHAIN_READ)
def patients_file(request: Request, indicator: str) -> Response:
    """The same list for a spreadsheet, in which no text becomes a formula."""
    _known(indicator)
    chain, lang, chosen = chain_of(request), lang_of(request), chosen_of(request.query_params)
    found = listed(chain, chosen.asked, indicator)
    text = list_csv(found, [site_name(one.site, lang) for one in found], lang)
    return download(f"{indicator}-{chain.day}.csv", text.encode("utf-8-sig"), CSV)


def _known(key: str) -> Any:
    definition = definitions().get(key)
    if definition is None or not definition.computable:
        raise Forbidden
    return definition
