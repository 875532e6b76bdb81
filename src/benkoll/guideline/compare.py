"""Two guidelines side by side: the parameters that differ, and the patients to whom they give another answer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from benkoll.facts.derive import Settled
from benkoll.guideline.build import Guideline
from benkoll.guideline.parameters import ParameterInfo
from benkoll.logic.generate import Patient, compile_patient
from benkoll.logic.term import Value

Pair = tuple[Value | None, Value | None]


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """One parameter with another value, comparison or source; None where one of the two has no such parameter."""

    name: str
    before: ParameterInfo | None
    after: ParameterInfo | None


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A patient whose answer differs, by place in the list (from 1).

    `recommendations`: code -> whether it holds by the one and by the other (None: possible). `findings`: likewise.
    """

    place: int
    patient: Settled
    recommendations: Mapping[str, Pair]
    findings: Mapping[str, Pair]


def changed_parameters(before: Guideline, after: Guideline) -> tuple[ParameterChange, ...]:
    """The parameters that differ, in the order of the guideline."""
    names = dict.fromkeys((*before.parameters, *after.parameters))
    pairs = ((name, before.parameters.get(name), after.parameters.get(name)) for name in names)
    return tuple(ParameterChange(*pair) for pair in pairs if _meaning(pair[1]) != _meaning(pair[2]))


def _meaning(info: ParameterInfo | None) -> object:
    return info and (info.parameter.value, info.parameter.comparison, info.unit, info.source, info.by)


def changed_answers(patients: Iterable[Settled], before: Guideline, after: Guideline) -> Iterator[AnswerChange]:
    """The patients to whom the two give different recommendations or findings."""
    one, other = _Answers(before), _Answers(after)
    for place, patient in enumerate(patients, 1):
        recommendations = _differences(one.recommendations, other.recommendations, patient)
        findings = _differences(one.findings, other.findings, patient)
        if recommendations or findings:
            yield AnswerChange(place, patient, recommendations, findings)


class _Answers:
    """A guideline's recommendations and findings, each set as one function."""

    def __init__(self, guideline: Guideline) -> None:
        self.recommendations = compile_patient({code: one.when for code, one in guideline.recommendations.items()})
        self.findings = compile_patient(guideline.findings.flat())


def _differences(one: Patient, other: Patient, patient: Settled) -> dict[str, Pair]:
    left, right = one(patient.facts), other(patient.facts)
    pairs = ((name, (left.get(name), right.get(name))) for name in dict.fromkeys((*left, *right)))
    return {name: pair for name, pair in pairs if pair[0] != pair[1]}
