"""Words with numbers in them: how a limit, a drug and a figure are said."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest

from benkoll.guideline.build import load
from benkoll.guideline.drugs import drugs
from benkoll.guideline.parameters import ParameterInfo, parameters
from benkoll.guideline.variants import variant_names
from benkoll.guideline.words import UNITS_SV, fill, number, phrase
from benkoll.logic.term import Comparison, Parameter, Term

SAME_IN_SWEDISH = {"%", "mmol/L", "mmol/g", "g/L", "nmol/L", "ukat/L", "mL/min", "mL/min/1.73 m2", "cm", "mg"}


def info(value: float, unit: str, comparison: Comparison | None = None) -> ParameterInfo:
    return ParameterInfo(Parameter("a.b", value, comparison), unit, "TX-3b", "word", date(2026, 3, 2))


@pytest.mark.parametrize(
    ("value", "sv", "en"),
    [(20.0, "20", "20"), (-2.5, "-2,5", "-2.5"), (0.02, "0,02", "0.02"), (1000.0, "1000", "1000")],
)
def test_a_number(value: float, sv: str, en: str) -> None:
    assert (number(value, "sv"), number(value, "en")) == (sv, en)


@pytest.mark.parametrize(
    ("parameter", "sv", "en"),
    [
        (info(20, "%", ">"), "över 20 %", "above 20 %"),
        (info(20, "%", ">="), "minst 20 %", "at least 20 %"),
        (info(35, "mL/min", "<"), "under 35 mL/min", "below 35 mL/min"),
        (info(2.15, "mmol/L", "<="), "2,15 mmol/L eller lägre", "2.15 mmol/L or lower"),
        (info(-1, "SD", "<"), "under -1,0", "below -1.0"),
        (info(-2.5, "SD", "<="), "-2,5 eller lägre", "-2.5 or lower"),
        (info(24, "months"), "24 månader", "24 months"),
        (info(7.5, "mg/day", ">="), "minst 7,5 mg/dag", "at least 7.5 mg/day"),
        (info(800, "IU/day"), "800 IE/dag", "800 IU/day"),
        (info(2, "fractures", ">="), "minst 2 frakturer", "at least 2 fractures"),
        (info(1, "fractures", ">="), "minst 1 fraktur", "at least 1 fracture"),
        (info(1, "months"), "1 månad", "1 month"),
        (info(1, "1 yes, 0 no"), "ja", "yes"),
        (info(0, "1 yes, 0 no"), "nej", "no"),
    ],
)
def test_a_limit(parameter: ParameterInfo, sv: str, en: str) -> None:
    assert (phrase(parameter, "sv"), phrase(parameter, "en")) == (sv, en)


def test_a_place_is_filled_by_its_kind() -> None:
    numbers = {"a.b": info(20, "%", ">")}
    assert fill("FRAX {a.b}, alltså {a.b}", numbers, "sv") == "FRAX över 20 %, alltså över 20 %"
    assert fill("{drug:zoledronic_acid}", numbers, "sv") == drugs()["zoledronic_acid"]["sv"] == "zoledronsyra"
    assert fill("{drug:zoledronic_acid}", numbers, "en") == "zoledronic acid"
    assert fill("nothing {to fill} here", numbers, "en") == "nothing {to fill} here"


def test_a_figure_is_a_range_with_its_unit() -> None:
    statement = load().statements["AE-3"]
    (figure,) = (one for one in statement.figures if one.name == "atypical_femoral_fracture")
    ends = [f"{end:g}" for end in (figure.low, figure.high) if end is not None]
    said = fill("{figure:AE-3.atypical_femoral_fracture}", {}, "en")
    assert said == f"{'-'.join(ends)} {figure.unit}"
    assert fill("{figure:AE-3.atypical_femoral_fracture}", {}, "sv").endswith(UNITS_SV.get(figure.unit, figure.unit))


@pytest.mark.parametrize("words", ["{no.such}", "{drug:aspirin}", "{figure:AE-3.no_such}", "{figure:XX-1.one}"])
def test_what_is_not_there_is_no_word(words: str) -> None:
    with pytest.raises((KeyError, StopIteration)):
        fill(words, parameters(), "sv")


def test_every_unit_has_its_swedish() -> None:
    units = {one.unit for one in parameters().values()}
    used = {one for one in units if not one.startswith("1 yes")}
    assert used - set(UNITS_SV) - SAME_IN_SWEDISH == set()


# ALL WORDS OF THE GUIDELINE


def texts(part: Any) -> Iterator[str]:
    """Every text in a form, save those inside terms."""
    match part:
        case str():
            yield part
        case Mapping():
            for inner in part.values():
                yield from texts(inner)
        case tuple():
            for inner in part:
                yield from texts(inner)
        case _ if is_dataclass(part) and not isinstance(part, Term | type):
            for field in fields(part):
                yield from texts(getattr(part, field.name))


@pytest.mark.parametrize("variant", variant_names())
def test_no_place_is_left_open(variant: str) -> None:
    guideline = load(variant)
    said = [*texts((guideline.recommendations, guideline.findings, guideline.exclusions))]
    said += [words for one in guideline.criteria.values() for words in (one.sv, one.en)]
    assert len(said) > 500
    assert [words for words in said if re.search(r"[{}]", words)] == []


def test_an_open_place_is_found() -> None:
    one = load().recommendations["TX-CONSIDER"]
    assert "{open}" in set(texts({"code": replace(one, reading_sv="{open}")}))


def test_no_english_number_stands_in_swedish_words() -> None:
    """A decimal point between digits is English, save in units."""
    guideline = load()
    wrong = [one.sv for one in guideline.criteria.values() if re.search(r"\d\.\d", one.sv.replace("1.73", ""))]
    wrong += [one.en for one in guideline.criteria.values() if re.search(r"\d,\d", one.en)]
    assert wrong == []
