"""One patient's facts settled: what follows from what is stated, and what is assumed where nothing is said.

A stated value that contradicts what follows from other stated facts is an error that names both; an assumption
never is: it yields. Every assumption is listed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from benkoll.errors import FactsError, Lang, Problem
from benkoll.facts import fractures
from benkoll.facts.messages import TEXTS, problem, shown
from benkoll.facts.patient import Patient
from benkoll.facts.registry import completed_by, registry
from benkoll.facts.repeated import Repeated
from benkoll.facts.rules import PRIORS, Rule, Settling, settling
from benkoll.logic.term import Value


@dataclass(frozen=True, slots=True)
class Assumption:
    """What an absent fact counted as: a value of the fact, or one of its notes (`none done`)."""

    fact: str
    assumed: Value

    def words(self, lang: Lang) -> str:
        """`label: what was assumed`."""
        if self.fact == fractures.NAME:
            return TEXTS["low energy"][lang]
        info = registry()[self.fact]
        return f"{info.label(lang)}: {info.said(self.assumed, lang)}"


@dataclass(frozen=True, slots=True)
class Settled:
    """All that is known of one patient. `facts`: stated, derived and assumed; what is absent is unknown.

    `assumptions` in the order of the registry, those about listed fractures last; `stated`: the facts that the input,
    or its fractures, gave; `blocked`: those that the patient has not let the reader see.
    """

    facts: Mapping[str, Value]
    assumptions: tuple[Assumption, ...]
    stated: frozenset[str]
    blocked: frozenset[str] = frozenset()


def settle(patient: Patient, complete: Collection[str] = (), blocked: Collection[str] = ()) -> Settled:
    """Derive and assume. `complete`: kinds of source known to be whole, whose silence is no.

    `blocked`: facts that the patient has not let the reader see. They are unknown: what is stated of them is not read,
    and nothing is assumed of them. Raises FactsError where stated facts contradict each other, UsageError for an
    unknown kind.
    """
    whole, unseen = completed_by(complete), frozenset(blocked)
    stated = {name: value for name, value in patient.facts.items() if name not in unseen}
    form, worth = settling(whole, unseen), _terms(whole, unseen)(stated)
    problems = _contradictions(form, worth, stated)
    if problems:
        raise FactsError(problems)
    facts, assumptions = dict(stated), []
    for name in form.names:
        if name in stated:
            continue
        value, note = worth.get(name), worth.get(f"note {name}")
        if value is not None:
            facts[name] = value
            if name in form.assumable and worth.get(f"derived {name}") is None:
                assumptions.append(Assumption(name, value))
        elif note is not None:
            assumptions.append(Assumption(name, note))
    for assumption in _of_events(patient, facts, "prior_hip_fracture" in whole - unseen):
        assumptions.append(assumption)
        if assumption.fact in registry():
            facts[assumption.fact] = assumption.assumed
    return Settled(facts, tuple(assumptions), frozenset(stated), unseen)


@lru_cache(maxsize=64)
def _terms(whole: frozenset[str], blocked: frozenset[str]) -> Repeated:
    """Every term of the settling: settled facts by their names, the others behind a word and a space."""
    form = settling(whole, blocked)
    return Repeated(
        {
            **form.settled,
            **{f"derived {name}": term for name, term in form.derived.items()},
            **{f"note {name}": term for name, term in form.notes.items()},
            **{f"rule {number}": rule.value for number, rule in enumerate(form.rules)},
        }
    )


def _of_events(patient: Patient, facts: Mapping[str, Value], whole: bool) -> list[Assumption]:
    """What is assumed of the fractures listed: low energy, and in a whole source that one alone is all."""
    assumed = []
    one = fractures.counted(patient.fracture_events) == 1 == sum(facts.get(name) is True for name in PRIORS)
    if one and whole and "fragility_fracture_count" not in facts:
        assumed.append(Assumption("fragility_fracture_count", 1))
    if any(fracture.counts and fracture.low_energy is None for fracture in patient.fracture_events):
        assumed.append(Assumption(fractures.NAME, fractures.LOW_ENERGY))
    return assumed


def _contradictions(form: Settling, worth: Mapping[str, Value | None], stated: Mapping[str, Value]) -> list[Problem]:
    found = []
    for number, rule in enumerate(form.rules):
        follows, derived = worth[f"rule {number}"], worth[f"derived {rule.fact}"]
        if follows is not None and derived is not None and follows != derived:
            found.append(_contradiction(form.rules, rule, follows, derived, stated, worth))
    return found


def _contradiction(
    rules: tuple[Rule, ...],
    rule: Rule,
    follows: Value,
    derived: Value,
    stated: Mapping[str, Value],
    worth: Mapping[str, Value | None],
) -> Problem:
    """The stated fact against what another gives, or the two stated facts from which unlike values follow."""
    because = _because(rule, stated)
    if rule.fact in stated:
        return problem("contradicts", rule.fact, derived, because=because, follows=shown(follows))
    first = next(
        other for number, other in enumerate(rules) if other.fact == rule.fact and worth[f"rule {number}"] == derived
    )
    name = next(name for name in first.because if name in stated)
    return problem(
        "contradict",
        name,
        stated[name],
        because=because,
        settled=rule.fact,
        follows=shown(derived),
        other=shown(follows),
    )


def _because(rule: Rule, stated: Mapping[str, Value]) -> str:
    return ", ".join(f"{name} = {shown(stated[name])}" for name in rule.because if name in stated)
