"""What is said of a fact that cannot be used: what is wrong, what is allowed, what to do, in Swedish and English."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches

from benkoll.errors import Lang, Problem
from benkoll.facts.registry import FactInfo, registry
from benkoll.logic.words import number

Both = Mapping[Lang, str]
SHOWN_AT_MOST = 60
"""Characters of a value that are shown."""

TEXTS: dict[str, Both] = {
    "unknown": {
        "sv": "okänt faktum; rätta namnet eller ta bort det{meant}",
        "en": "unknown fact; correct the name or leave it out{meant}",
    },
    "meant": {"sv": " (menade du {}?)", "en": " (did you mean {}?)"},
    "range": {
        "sv": "orimligt värde; tillåtet är {low} till {high}{unit}{hint}",
        "en": "implausible value; allowed is {low} to {high}{unit}{hint}",
    },
    "trap": {
        "sv": ". Det ser ut som {likely}: räkna om till {unit}",
        "en": ". It looks like {likely}: convert it to {unit}",
    },
    "or": {"sv": " eller ", "en": " or "},
    "finite": {
        "sv": "inte ett tal; är värdet okänt utelämnas det, tillåtet är {low} till {high}{unit}",
        "en": "not a number; leave an unknown value out, allowed is {low} to {high}{unit}",
    },
    "bool": {
        "sv": "ska vara true eller false (i CSV även ja, nej, 1, 0)",
        "en": "must be true or false (in CSV also ja, nej, 1, 0)",
    },
    "int": {
        "sv": "ska vara ett heltal {low} till {high}{unit}, utan citattecken",
        "en": "must be a whole number {low} to {high}{unit}, without quotation marks",
    },
    "float": {
        "sv": "ska vara ett tal {low} till {high}{unit}, utan citattecken",
        "en": "must be a number {low} to {high}{unit}, without quotation marks",
    },
    "date": {
        "sv": "ska vara ett datum i kalendern, skrivet ÅÅÅÅ-MM-DD, till exempel 2026-03-02",
        "en": "must be a date of the calendar, written YYYY-MM-DD, for example 2026-03-02",
    },
    "str": {"sv": "ska vara text, inom citattecken i JSON", "en": "must be text, in quotation marks in JSON"},
    "choice": {"sv": "ska vara något av {choices}{meant}", "en": "must be one of {choices}{meant}"},
    "events": {
        "sv": "ska vara en lista av frakturer, var och en med site, date och vid behov low_energy, tumour, atypical",
        "en": "must be a list of fractures, each with site and date, and where needed low_energy, tumour, atypical",
    },
    "events in table": {
        "sv": "i en tabell anges frakturerna med fakta som latest_fracture_site, inte som en lista",
        "en": "a table gives fractures as facts such as latest_fracture_site, not as a list",
    },
    "event lacks": {
        "sv": "saknas; varje fraktur ska ha site och date",
        "en": "missing; each fracture needs site and date",
    },
    "event key": {
        "sv": "okänt namn; en fraktur har site, date, low_energy, tumour och atypical",
        "en": "unknown name; a fracture has site, date, low_energy, tumour and atypical",
    },
    "low energy": {
        "sv": "frakturer utan uppgift om våldet räknas som lågenergifrakturer",
        "en": "fractures whose energy is not stated count as low energy",
    },
    "no day": {
        "sv": "saknas; ange dagen som bedömningen gäller, skriven ÅÅÅÅ-MM-DD",
        "en": "missing; state the day that the assessment is for, written YYYY-MM-DD",
    },
    "no age": {
        "sv": "åldern saknas; ange birth_date eller age, utan dem räknas inget ut",
        "en": "the age is missing; state birth_date or age, nothing is computed without them",
    },
    "future": {
        "sv": "ligger efter bedömningsdagen {day}; rätta datumet, eller ange en senare assessment_date",
        "en": "lies after the assessment date {day}; correct the date, or state a later assessment_date",
    },
    "too far": {
        "sv": "ligger mer än {months} månader efter bedömningsdagen {day}; rätta datumet",
        "en": "lies more than {months} months after the assessment date {day}; correct the date",
    },
    "unborn": {
        "sv": "ligger före födelsedatumet {birth_date}; rätta det ena av dem",
        "en": "lies before the date of birth {birth_date}; correct one of them",
    },
    "too old": {
        "sv": "ger en ålder över {high} år den {day}; rätta datumet",
        "en": "gives an age above {high} years on {day}; correct the date",
    },
    "age conflict": {
        "sv": "skiljer mer än {years} år från åldern enligt birth_date {birth_date}, {age} år den {day}; "
        "rätta det ena eller ta bort age",
        "en": "differs by more than {years} year from the age by birth_date {birth_date}, {age} years on {day}; "
        "correct one of them or leave age out",
    },
    "contradicts": {
        "sv": "motsäger {because}, av vilket följer {follows}; rätta det ena eller ta bort det",
        "en": "contradicts {because}, from which {follows} follows; correct one of them or leave it out",
    },
    "contradict": {
        "sv": "motsäger {because}: av det ena följer {settled} = {follows}, av det andra {settled} = {other}; "
        "rätta det ena",
        "en": "contradicts {because}: {settled} = {follows} follows from one, {settled} = {other} from the other; "
        "correct one of them",
    },
}


def problem(key: str, fact: str | None, value: object = None, **parts: str | Both) -> Problem:
    """The problem in both languages; `value` as it stood (None: nothing stood there)."""
    sv, en = (
        TEXTS[key][lang].format(**{name: part if isinstance(part, str) else part[lang] for name, part in parts.items()})
        for lang in ("sv", "en")
    )
    return Problem(sv, en, fact=fact, value=None if value is None else shown(value))


def shown(value: object) -> str:
    """A value as JSON writes it, text and dates without quotation marks, cut where it is long."""
    text = str(value) if isinstance(value, str | date) else json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return text if len(text) <= SHOWN_AT_MOST else text[: SHOWN_AT_MOST - 1] + "…"


def unknown_fact(name: str, value: object = None) -> Problem:
    """No fact has this name; the nearest that one has, or whose words these are, is named."""
    called = {info.name: (info.label("sv"), info.label("en")) for info in registry().values()}
    return problem("unknown", str(name), value, meant=_meant(name, called | {"fracture_events": ()}))


def wrong_value(info: FactInfo, value: object, error: str) -> Problem:
    """The value is none that the fact can have; `error`: pydantic's type of error."""
    limits: dict[str, str | Both] = {}
    if info.low is not None and info.high is not None:
        limits = {"low": _both(info.low), "high": _both(info.high), "unit": _unit(info)}
    if error in ("greater_than_equal", "less_than_equal"):
        return problem("range", info.name, value, **limits, hint=_hint(info, value))
    if error == "finite_number":
        return problem("finite", info.name, value, **limits)
    if info.type == "choice":
        called = {text: (info.value_label(text, "sv"), info.value_label(text, "en")) for text in info.choices}
        return problem("choice", info.name, value, choices=", ".join(info.choices), meant=_meant(value, called))
    return problem(info.type, info.name, value, **limits)


def _meant(written: object, called: Mapping[str, Iterable[str]]) -> str | Both:
    """Which of the names was meant, by the name itself or by what it is called, or nothing where none is near."""
    names = {name: name for name in called} | {words.lower(): name for name, said in called.items() for words in said}
    wanted = str(written).strip().lower()
    near = get_close_matches(wanted, names, n=1) or get_close_matches(wanted.replace(" ", "_"), names, n=1)
    return {lang: text.format(names[near[0]]) for lang, text in TEXTS["meant"].items()} if near else ""


def _both(value: float) -> Both:
    return {"sv": number(value, "sv"), "en": number(value, "en")}


def _unit(info: FactInfo) -> Both:
    return {lang: f" {unit}" if (unit := info.unit_label(lang)) else "" for lang in ("sv", "en")}


def _hint(info: FactInfo, value: object) -> str | Both:
    """Where the value is what another unit would give: which one. Nothing is converted."""
    assert isinstance(value, int | float)
    units = [trap.unit for trap in info.traps if trap.low <= value <= trap.high]
    if not units or info.unit is None:
        return ""
    return {
        lang: text.format(likely=TEXTS["or"][lang].join(units), unit=info.unit) for lang, text in TEXTS["trap"].items()
    }
