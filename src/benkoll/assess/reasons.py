"""Because: the criteria that made an advice what it is for this patient, down to those that stand on facts."""

from collections.abc import Iterable, Mapping, Sequence
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

SILENT = SCOPE | BACKGROUND
WITHOUT_DRUG = frozenset(one.name for one in BESIDE_NO_DRUG)
WITH_DRUG = frozenset(one.name for one in BESIDE_DRUG)


JOINED = (t.And, t.Or, t.AtLeast)
ABOVE = frozenset((*JOINED, t.Named, t.Not, t.Choose))
"""What may have a criterion at or below it that decided."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """The criteria behind a term. `speaks`: something known speaks for it."""

    criteria: tuple[t.Named, ...]
    speaks: bool


def reasons(term: t.Term, evaluation: Evaluation) -> Reasons:
    """Where the term is true, what makes it so; where it is unknown, what speaks for it, then what is open."""
    return Reasoning(evaluation).of(term)


_Found = tuple[bool, tuple[tuple[t.Named, bool], ...]]
"""Whether a criterion can stand for what is above, and the criteria, each with whether it is as it says or its not."""
_NOTHING: _Found = (False, ())


class Reasoning:
    """Walks down what decided; of criteria within criteria the innermost are kept. What terms share is walked once."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.value = evaluation.value
        self._found: Mapping[bool, dict[int, _Found]] = {True: {}, False: {}}
        self._spoken: Mapping[bool, dict[int, bool]] = {True: {}, False: {}}
        taken = evaluation.value(on_drug)
        self.beside_the_point = WITHOUT_DRUG if taken is True else WITH_DRUG if taken is False else frozenset()

    def of(self, term: t.Term) -> Reasons:
        """The reasons of one term."""
        _, listed = self._below(term, True)
        found = dict.fromkeys([one for one, _ in listed])
        positive = {one for one, as_it_says in listed if as_it_says}
        told = [one for one in found if one.name not in SCOPE]
        true = [one for one in told if one in positive and self.value(one) is True]
        if self.value(term) is True:
            return Reasons(tuple(true or told or found), True)
        unknown = [one for one in told if self.value(one) is None]
        return Reasons((*true, *unknown), any(one.name not in BACKGROUND for one in true))

    def speaks(self, term: t.Term) -> bool:
        """Whether something known speaks for the term, as `of` says it, and sooner: the first that does is enough."""
        return self.value(term) is True or self._speaks(term, True)

    def _speaks(self, term: t.Term, positive: bool) -> bool:
        if type(term) not in ABOVE:
            return False
        found = self._spoken[positive].get(id(term))
        if found is None:
            found = self._spoken[positive][id(term)] = self._listen(term, positive)
        return found

    def _listen(self, term: t.Term, positive: bool) -> bool:
        if isinstance(term, JOINED):
            return any(self._speaks(part, positive) for part in self._deciding(term))
        if isinstance(term, t.Named):
            if term.kind != "bool" or term.name in self.beside_the_point:
                return False
            own = positive and term.name not in SILENT and self.value(term) is True
            return self._speaks(term.term, positive) or (own and not self._stands(term.term, positive))
        if isinstance(term, t.Not):
            return self._speaks(term.term, not positive)
        if isinstance(term, t.Choose) and term.kind == "bool":
            return any(self._speaks(part, positive) for part in self._taken(term))
        return False

    def _stands(self, term: t.Term, positive: bool) -> bool:
        """Whether a criterion at or below it can stand for what is above."""
        return self._below(term, positive)[0]

    def _below(self, term: t.Term, positive: bool) -> _Found:
        """What is found at or below the term."""
        if type(term) not in ABOVE:
            return _NOTHING
        found = self._found[positive].get(id(term))
        if found is None:
            found = self._found[positive][id(term)] = self._look(term, positive)
        return found

    def _look(self, term: t.Term, positive: bool) -> _Found:
        if isinstance(term, JOINED):
            return self._any(self._deciding(term), positive)
        if isinstance(term, t.Named):
            return self._named(term, positive)
        if isinstance(term, t.Not):
            return self._below(term.term, not positive)
        if isinstance(term, t.Choose) and term.kind == "bool":
            return self._any(self._taken(term), positive)
        return _NOTHING

    def _any(self, parts: Iterable[t.Term], positive: bool) -> _Found:
        known = self._found[positive]
        found = [known.get(id(part)) or self._below(part, positive) for part in parts]
        found = [one for one in found if one is not _NOTHING]
        if len(found) < 2:
            return found[0] if found else _NOTHING
        listed = dict.fromkeys([one for _, inside in found for one in inside])
        return any(stands for stands, _ in found), tuple(listed)

    def _named(self, term: t.Named, positive: bool) -> _Found:
        if term.kind != "bool" or term.name in self.beside_the_point:
            return _NOTHING
        stands, inside = self._below(term.term, positive)
        return term.name not in BACKGROUND, inside if stands else (*inside, (term, positive))

    def _deciding(self, term: t.And | t.Or | t.AtLeast) -> Sequence[t.Term]:
        """The parts that made it what it is; where it is unknown, those too that already speak for it."""
        parts = [part for part in term.terms if type(part) in ABOVE]
        value = self.value(term) if parts else None
        if value is None:
            if isinstance(term, t.Or):  # what is false says nothing
                return [part for part in parts if self.value(part) is not False]
            return parts
        if (value is True) == isinstance(term, t.And):
            return parts
        if isinstance(term, t.And):  # one is enough to rule it out
            return [next(part for part in term.terms if self.value(part) is False)]
        return [part for part in parts if self.value(part) is value]

    def _taken(self, term: t.Choose) -> list[t.Term]:
        for condition, value in term.cases:
            holds = self.value(condition)
            if holds is not False:
                return [condition] if holds is None else [condition, value]
        return [term.otherwise]
