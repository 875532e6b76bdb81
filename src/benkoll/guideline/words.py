"""Words with the variant's own numbers: `FRAX {treatment.frax_osteoporosis}` is said «FRAX över 20 %»."""

import re
from collections.abc import Mapping

from benkoll.guideline.drugs import drug_name
from benkoll.guideline.parameters import ParameterInfo
from benkoll.guideline.statements import statements

PLACE = re.compile(r"\{([a-z_]+[.:][A-Za-z0-9_.-]+)\}")
COMPARISONS = {
    "sv": {"<": "under {}", "<=": "{} eller lägre", ">": "över {}", ">=": "minst {}"},
    "en": {"<": "below {}", "<=": "{} or lower", ">": "above {}", ">=": "at least {}"},
}
UNITS_SV = {
    "years": "år",
    "months": "månader",
    "weeks": "veckor",
    "days": "dagar",
    "fractures": "frakturer",
    "falls": "fall",
    "mg/day": "mg/dag",
    "IU/day": "IE/dag",
    "percentage points": "procentenheter",
    "times the limit": "gånger gränsen",
    "SD": "",
    "per 100 000 person-years": "per 100 000 personår",
}
ONE: Mapping[str, Mapping[str, str]] = {
    "years": {"sv": "år", "en": "year"},
    "months": {"sv": "månad", "en": "month"},
    "weeks": {"sv": "vecka", "en": "week"},
    "days": {"sv": "dag", "en": "day"},
    "fractures": {"sv": "fraktur", "en": "fracture"},
    "falls": {"sv": "fall", "en": "fall"},
}
"""A unit of which there is one."""
YES_NO = "1 yes, 0 no"
"""The unit of a number that is a switch."""
SWITCH = {"sv": ("nej", "ja"), "en": ("no", "yes")}


def number(value: float, lang: str) -> str:
    """A number as it is written in the language: decimal comma in Swedish, no needless zeros."""
    text = f"{value:g}"
    return text.replace(".", ",") if lang == "sv" else text


def phrase(info: ParameterInfo, lang: str) -> str:
    """The parameter in words, comparison and unit included."""
    if info.unit == YES_NO:
        return SWITCH[lang][bool(info.parameter.value)]
    unit = UNITS_SV.get(info.unit, info.unit) if lang == "sv" else info.unit.replace("SD", "")
    if info.parameter.value == 1 and info.unit in ONE:
        unit = ONE[info.unit][lang]
    value = number(info.parameter.value, lang)
    if unit == "" and info.unit == "SD" and "." not in value and "," not in value:
        value += ",0" if lang == "sv" else ".0"  # T-scores are written with one decimal
    text = f"{value} {unit}".strip()
    comparison = info.parameter.comparison
    return COMPARISONS[lang][comparison].format(text) if comparison else text


def fill(words: str, parameters: Mapping[str, ParameterInfo], lang: str) -> str:
    """The words with each `{parameter}` said by the given parameters, each `{drug:code}` by the drug's name,
    and each `{figure:statement.name}` by the figure."""

    if "{" not in words:
        return words

    def said(place: re.Match[str]) -> str:
        kind, _, code = place[1].partition(":")
        match kind:
            case "drug":
                return drug_name(code, lang)
            case "figure":
                return _figure(code, lang)
            case _:
                return phrase(parameters[kind], lang)

    return PLACE.sub(said, words)


def _figure(code: str, lang: str) -> str:
    """A figure (`statement.name`) as a range with its unit."""
    key, _, name = code.partition(".")
    figure = next(one for one in statements()[key].figures if one.name == name)
    unit = UNITS_SV.get(figure.unit, figure.unit) if lang == "sv" else figure.unit
    ends = [number(end, lang) for end in (figure.low, figure.high) if end is not None]
    return f"{'-'.join(ends)} {unit}"
