"""The matrix: where each statement lives (criteria, recommendations, parameters, texts), and which tests show it."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypedDict, cast

from benkoll.facts.numbers import read_yaml
from benkoll.guideline.build import Guideline
from benkoll.guideline.drugs import drugs


class Line(TypedDict):
    """One statement's line. `texts`: the rules that show an info, and `drug:NAME` for a proposed dose."""

    id: str
    kind: str
    criteria: list[str]
    recommendations: list[str]
    parameters: list[str]
    indicators: list[str]
    texts: list[str]
    tests: list[str]


# What a statement of each kind must be used by. A process may wait for the care chain, and a figure for a model that it
# can be held against; until then nothing is asked of them.
USED_BY: Mapping[str, tuple[str, ...]] = {
    "rule": ("criteria", "recommendations", "parameters"),
    "process": (),
    "figure": (),
    "info": ("texts",),
}


@cache
def shown_by_tests() -> Mapping[str, tuple[str, ...]]:
    """Statement -> the tests marked as showing it; generated from the tests by `make generated`."""
    found = read_yaml("benkoll.guideline", "shown_by_tests.yaml")
    return {key: tuple(tests) for key, tests in found.items()}


@cache
def measured_by() -> Mapping[str, tuple[str, ...]]:
    """Statement -> the care chain's indicators that measure it."""
    found = read_yaml("benkoll.guideline", "measured_by.yaml")
    return {key: tuple(indicators) for key, indicators in found.items()}


def matrix(guideline: Guideline) -> list[Line]:
    """A line for each statement, in the order of the guideline."""
    return [
        Line(
            id=key,
            kind=statement.kind,
            criteria=[name for name, named in guideline.criteria.items() if key in named.stands_on],
            recommendations=[code for code, one in guideline.recommendations.items() if key in one.stands_on],
            parameters=[name for name, info in guideline.parameters.items() if key in info.source.split("; ")],
            indicators=list(measured_by().get(key, ())),
            texts=[*statement.shown_by, *(f"drug:{name}" for name, drug in drugs().items() if drug["source"] == key)],
            tests=list(shown_by_tests().get(key, ())),
        )
        for key, statement in guideline.statements.items()
    ]


def holes(guideline: Guideline) -> list[str]:
    """What is wrong with the matrix, one sentence each; empty where every statement is used as its kind demands."""
    known = {*guideline.criteria, *guideline.recommendations}
    found = []
    for line in matrix(guideline):
        wanted = USED_BY[line["kind"]]
        if wanted and not _names(line, wanted):
            found.append(f"{line['id']} ({line['kind']}) is used by none of its {', '.join(wanted)}")
        shown = guideline.statements[line["id"]].shown_by
        found += [f"{line['id']} is shown by {name}, which is no rule" for name in shown if name not in known]
    return found


def waiting(guideline: Guideline) -> list[str]:
    """The processes and figures that no rule and no number uses yet."""
    slots = ("criteria", "recommendations", "parameters", "indicators")
    lines = [line for line in matrix(guideline) if not USED_BY[line["kind"]]]
    return [line["id"] for line in lines if not _names(line, slots)]


def _names(line: Line, slots: Iterable[str]) -> list[str]:
    by_slot = cast(Mapping[str, list[str]], line)
    return [name for slot in slots for name in by_slot[slot]]
