"""Proof, or a patient: whether there is anyone for whom a term is true.

First any settled facts are tried, whatever stands behind them: stated, derived, assumed, or the silence of a whole
source. Where there are none, it is proved for every patient. Where there are, a patient is sought whose stated facts
settle so, and handed back only when the evaluator itself says that the term is true.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, Literal

import z3

from benkoll.errors import FactsError
from benkoll.facts.checks import checks
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.facts.registry import domains, ranges, registry
from benkoll.facts.rules import settling
from benkoll.logic import term as t
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.rewrite import with_children
from benkoll.risk.estimate import estimate
from proofs.translate import Translation
from proofs.worth import Day, Number, Text, Truth

SECONDS = 60
ESTIMATED = {
    number.name: t.Fact(number.name, "number")
    for number in (getattr(estimate(), field.name) for field in fields(estimate()))
    if isinstance(number, t.Named)
}
Stated = Mapping[str, t.Value]


class NotProved(AssertionError):
    """Neither proved nor refuted: no time left, or no patient on whom the evaluator agrees."""


class NotReplayed(NotProved):
    """The proof fails, with facts that show it; but of these no patient was made on whom the evaluator agrees."""


@cache
def _facts(whose: Literal["anyone", "stated"]) -> Translation:
    """Facts of their own: anything at all, or what an input states."""
    return Translation(domains(), ranges(), _whole())


@cache
def _settled() -> Translation:
    return Translation(domains(), ranges(), _whole(), (_facts("stated"), settling().settled))


def _whole() -> frozenset[str]:
    return frozenset(info.name for info in registry().values() if info.type == "int")


def patient_for_whom(term: t.Term) -> Stated | None:
    """A patient's stated facts for which the term is true; None where it is proved that there is no such patient.

    Raises NotProved where neither is found.
    """
    coarse = _without_estimate(term)
    anyone = _solver(_facts("anyone"), [coarse])
    if _checked(anyone) == z3.unsat:
        return None
    solver = _solver(_settled(), [coarse], _facts("stated"), _right_facts())
    solver.add(*_as_people_measure(term))
    for assumptions in (_as_given(term), []):
        if solver.check(*assumptions) == z3.sat:
            stated = _facts_in(solver.model(), term)
            if _true_for(term, stated):
                return stated
    raise NotReplayed("there are facts for which it is true, but no patient was found on whom the evaluator agrees")


def _without_estimate(term: t.Term) -> t.Term:
    """The term with any number, or none, in place of each of the estimate: its formula is too big for proofs.

    What terms share is done once for all of them, so that Z3 has it once, too.
    """
    for node in t.walk(term):
        if id(node) not in _COARSE:
            old = t.children(node)
            below = tuple(_COARSE[id(child)][1] for child in old)
            kept = all(after is before for after, before in zip(below, old, strict=True))
            made = node if kept else with_children(node, below)
            _COARSE[id(node)] = node, ESTIMATED.get(node.name, made) if isinstance(node, t.Named) else made
    return _COARSE[id(term)][1]


_COARSE: dict[int, tuple[t.Term, t.Term]] = {}


def _as_people_measure(term: t.Term) -> list[Any]:
    """Whole years, and other numbers with two decimals: what no float holds the evaluator would see otherwise."""
    return [
        z3.IsInt(
            _facts("stated").worth(t.Fact(name, "number")).value * (1 if registry()[name].unit == "years" else 100)
        )
        for name in _names(term)
        if registry()[name].type == "float"
    ]


@cache
def _right_facts() -> tuple[t.Term, ...]:
    """What facts must be like to be read: each check passed, no rule broken."""
    form = settling()
    return (
        *(~check.wrong for check in checks()),
        *(~rule.broken(form.derived[rule.fact]) for rule in form.rules),
        t.recorded(t.Fact("assessment_date", "date")),
    )


def _solver(
    translation: Translation, terms: list[t.Term], other: Translation | None = None, others: tuple[t.Term, ...] = ()
) -> z3.Solver:
    solver = z3.Solver()
    solver.set("timeout", SECONDS * 1000)
    solver.set("random_seed", 1)
    bounds = {bound.get_id(): bound for bound in translation.bounds(*terms)}
    if other is not None:
        bounds |= {bound.get_id(): bound for bound in other.bounds(*others)}
        solver.add(*map(other.true, others))
    solver.add(*bounds.values(), *map(translation.true, terms))
    return solver


def _checked(solver: z3.Solver) -> z3.CheckSatResult:
    found = solver.check()
    if found == z3.unknown:
        raise NotProved(f"no answer in {SECONDS} seconds: {solver.reason_unknown()}")
    return found


def _as_given(term: t.Term) -> list[Any]:
    """Nothing computed that is only over-approximated, so that the evaluator is likely to agree: all as stated."""
    settled = _settled()
    loose = t.Function | t.Round
    return [z3.Not(settled.known(node)) for node in t.walk(term) if isinstance(node, loose)]


def _facts_in(model: z3.ModelRef, term: t.Term) -> Stated:
    """The stated facts of the model; what it leaves open is unknown."""
    values = {name: _value(model, name) for name in _names(term)}
    return {name: value for name, value in values.items() if value is not None}


def _names(term: t.Term) -> list[str]:
    """The facts of which an input would have to say something."""
    form = settling()
    roots = [form.settled.get(name) for name in t.facts_read(term)]
    names = {*t.facts_read(term), *t.facts_read(*(root for root in roots if root is not None))}
    names |= {name for right in _right_facts() for name in t.facts_read(right)}
    return [name for name in registry() if name in names]


def _value(model: z3.ModelRef, name: str) -> t.Value | None:
    worth = _facts("stated").worth(t.Fact(name, registry()[name].kind))

    def of(part: Any) -> Any:
        return model.eval(part, model_completion=True)

    if not z3.is_true(of(worth.known)):
        return None
    match worth:
        case Truth():
            return z3.is_true(of(worth.true))
        case Text():
            return next(text for text, when in worth.texts.items() if z3.is_true(of(when)))
        case Number():
            number = of(worth.value).as_fraction()
            return int(number) if registry()[name].type == "int" else float(number)
        case Day():
            year, month = divmod(of(worth.month).as_long(), 12)
            return date(year, month + 1, of(worth.day).as_long())


def _true_for(term: t.Term, stated: Stated) -> bool:
    """Whether the evaluator agrees, after the facts are read and settled as any patient's are."""
    raw = {name: value.isoformat() if isinstance(value, date) else value for name, value in stated.items()}
    try:
        facts = settle(read_patient(raw)).facts
    except FactsError:
        return False
    return Evaluation(facts).true(term)
