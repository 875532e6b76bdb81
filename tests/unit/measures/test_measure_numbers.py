from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from benkoll.logic.term import Comparison, Named, Parameter, walk
from benkoll.measures import numbers
from benkoll.measures.numbers import parameter, read, rule

ROOM: list[ModuleType] = [
    import_module(f"benkoll.measures.{name}")
    for name in ("body", "kidney", "calcium", "bone_density", "glucocorticoid", "treatment_time")
]
SOURCES = [path.read_text("utf-8") for path in Path(numbers.__file__).parent.glob("*.py")]
MEASURES = {term.name: term for module in ROOM for term in vars(module).values() if isinstance(term, Named)}


def test_a_parameter_is_one_object_with_its_number_and_comparison() -> None:
    low = parameter("calcium.hypocalcaemia")
    assert (low.name, low.value, low.comparison) == ("calcium.hypocalcaemia", 2.15, "<")
    assert parameter("calcium.hypocalcaemia") is low
    assert parameter("calcium.albumin_factor").comparison is None


def test_what_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"calcium\.nothing"):
        parameter("calcium.nothing")
    with pytest.raises(FileNotFoundError):
        read("nothing.yaml")


@pytest.mark.parametrize("name", read("parameters.yaml"))
def test_every_parameter_is_used_and_says_what_it_stands_on(name: str) -> None:
    row = read("parameters.yaml")[name]
    assert set(row) - {"comparison"} == {"value", "unit", "source", "by", "last_checked"}
    assert row.get("comparison", "<") in get_args(Comparison)
    assert isinstance(row["last_checked"], date)
    used = {node.name for node in walk(*MEASURES.values()) if isinstance(node, Parameter)}
    assert name in used


FILES = (
    "coefficients.yaml",
    "glucocorticoids.yaml",
    "bone_density_references.yaml",
    "standardised_bmd.yaml",
    "densitometry.yaml",
)


@pytest.mark.parametrize("file", FILES)
def test_every_number_has_a_source(file: str) -> None:
    assert all(row["source"] for row in read(file).values())


@pytest.mark.parametrize("name", read("densitometry.yaml"))
def test_every_rule_of_densitometry_has_unit_and_mark_and_is_used(name: str) -> None:
    row = read("densitometry.yaml")[name]
    assert set(row) == {"value", "unit", "source", "mark"}
    assert row["mark"] in ("V", "reading")
    assert rule(name) == row["value"]
    used = name.startswith("change.of_") or any(f'rule("{name}")' in text or f'"{name}"' in text for text in SOURCES)
    assert used


def test_an_equation_from_memory_is_never_the_default() -> None:
    for family in read("standardised_bmd.yaml").values():
        assert not family["default"] or {row["mark"] for row in family["rows"]} == {"V"}


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_words_in_two_languages(name: str) -> None:
    measure = MEASURES[name]
    assert measure.sv.lower() != measure.en.lower() or measure.sv in ("BMI", "eGFR")
