"""Because: the criteria that made an advice what it is for this patient, down to those that stand on facts."""

from dataclasses import dataclass

from benkoll.guideline import children as scope
from benkoll.guideline.basics import at_clinic, no_drug_now, on_drug, woman
from benkoll.guideline.bisphosphonates import pause_heeds_more
from benkoll.guideline.fracture_risk import frax_exists
from benkoll.guideline.men import man
from benkoll.guideline.treatment_course import BESIDE_DRUG, BESIDE_NO_DRUG
from benkoll.logic import term as t
from benkoll.logic.evaluate import Evaluation

SCOPE = frozenset(
    one.name for one in (scope.adult, scope.alive, scope.living_adult, scope.short_life, scope.adult_with_time)
)
"""True of nearly everyone: never told as a reason."""

BACKGROUND = frozenset(one.name for one in (woman, man, at_clinic, no_drug_now, on_drug, frax_exists, pause_heeds_more))
"""Told as reasons, but by themselves they speak for no advice."""

WITHOUT_DRUG = frozenset(one.name for one in BESIDE_NO_DRUG)
WITH_DRUG = frozenset(one.name for one in BESIDE_DRUG)


@dataclass(frozen=True, slots=True)
class Reasons:
    """The criteria behind a term. `speaks`: something known speaks for it."""

    criteria: tuple[t.Named, ...]
    speaks: bool


def reasons(term: t.Term, evaluation: Evaluation) -> Reasons:
    """Where the term is true, what makes it so; where it is unknown, what speaks for it, then what is open."""
    finder = _Finder(evaluation)
    finder.visit(term, positive=True)
    told = {name: one for name, one in finder.found.items() if name not in SCOPE}
    true = [one for name, one in told.items() if name in finder.positive and evaluation.value(one) is True]
    unknown = [one for one in told.values() if evaluation.value(one) is None]
    if evaluation.value(term) is True:
        criteria = true or list(told.values()) or list(finder.found.values())
        return Reasons(tuple(criteria), True)
    return Reasons((*true, *unknown), any(one.name not in BACKGROUND for one in true))


class _Finder:
    """Walks down what decided; of criteria within criteria the innermost are kept."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.value = evaluation.value
        self.found: dict[str, t.Named] = {}
        self.positive: set[str] = set()
        self._visited: dict[tuple[int, bool], bool] = {}
        taken = evaluation.value(on_drug)
        self.beside_the_point = WITHOUT_DRUG if taken is True else WITH_DRUG if taken is False else frozenset()

    def visit(self, term: t.Term, positive: bool) -> bool:
        """Whether a criterion was found at or below the term that can stand for what is above."""
        key = id(term), positive
        if key not in self._visited:
            self._visited[key] = self._visit(term, positive)
        return self._visited[key]

    def _visit(self, term: t.Term, positive: bool) -> bool:
        match term:
            case t.Named() if term.name in self.beside_the_point:
                return False
            case t.Named(kind="bool"):
                if not self.visit(term.term, positive):
                    self.found[term.name] = term
                    if positive:
                        self.positive.add(term.name)
                return term.name not in BACKGROUND
            case t.Not():
                return self.visit(term.term, not positive)
            case t.And() | t.Or() | t.AtLeast():
                return bool(sum(self.visit(part, positive) for part in self._deciding(term)))
            case t.Choose(kind="bool"):
                return bool(sum(self.visit(part, positive) for part in self._taken(term)))
            case _:
                return False

    def _deciding(self, term: t.And | t.Or | t.AtLeast) -> list[t.Term]:
        """The parts that made it what it is; where it is unknown, those too that already speak for it."""
        value = self.value(term)
        if value is None:
            settled = isinstance(term, t.Or)  # in an unknown or, what is false says nothing
            return [part for part in term.terms if not (settled and self.value(part) is False)]
        if (value is True) == isinstance(term, t.And):
            return list(term.terms)
        if isinstance(term, t.And):  # one is enough to rule it out
            return [next(part for part in term.terms if self.value(part) is False)]
        return [part for part in term.terms if self.value(part) is value]

    def _taken(self, term: t.Choose) -> list[t.Term]:
        for condition, value in term.cases:
            holds = self.value(condition)
            if holds is not False:
                return [condition] if holds is None else [condition, value]
        return [term.otherwise]
