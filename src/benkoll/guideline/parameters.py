"""The guideline's numbers: each stands once, in data, with its unit, its source and whether it is word or reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from benkoll.facts.numbers import parameter_of, read_yaml
from benkoll.logic.term import Parameter
from benkoll.measures import numbers as of_measures


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """A parameter with what makes it trustworthy. `source`: statement id, SmPC, or a publication.

    `by`: the guideline's word, our reading, or what the product information (SmPC) says.
    """

    parameter: Parameter
    unit: str
    source: str
    by: Literal["word", "reading", "smpc"]
    last_checked: date


def read_info(parameter: Parameter, row: Mapping[str, Any]) -> ParameterInfo:
    """One row of parameters.yaml; a missing slot is an error (KeyError), for what is optional is not there."""
    return ParameterInfo(parameter, row["unit"], row["source"], row["by"], row["last_checked"])


@cache
def parameters() -> Mapping[str, ParameterInfo]:
    """All parameters that a variant may change, by name: those of the rules, and those of the measures."""
    own = read_yaml("benkoll.guideline", "parameters.yaml")
    measured = of_measures.read("parameters.yaml")
    return {
        **{name: read_info(parameter_of(name, row), row) for name, row in own.items()},
        **{name: read_info(of_measures.parameter(name), row) for name, row in measured.items()},
    }


def limit(name: str) -> Parameter:
    """The parameter of this name: `limit("treatment.t_other_fracture").met_by(...)`."""
    return parameters()[name].parameter
