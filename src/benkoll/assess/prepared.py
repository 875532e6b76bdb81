"""What of an answer hangs on the guideline alone: made once, for all its patients."""

from collections.abc import Mapping
from functools import lru_cache

from benkoll.facts.registry import domains, ranges
from benkoll.facts.rules import follows
from benkoll.guideline.build import Guideline
from benkoll.guideline.statements import Statement
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.generate import Function, compile_patient
from benkoll.logic.missing import Missing
from benkoll.logic.term import Term, Value

FEW = 60
"""To make one function of all terms takes as long as it saves in so many patients."""
KEPT = 8
"""Guidelines that are prepared at a time."""

Facts = Mapping[str, Value | None]


class Prepared:
    """A guideline, ready for one patient after another.

    `measured`: criterion -> the value that it holds against a limit; `texts`: code -> the statements that explain it.
    """

    def __init__(self, guideline: Guideline) -> None:
        self._guideline = guideline
        self._asked = 0
        self._values: Function[int] | None = None
        self.measured = {near.criterion.name: near.value for near in guideline.borderlines}
        self.texts: dict[str, list[Statement]] = {}
        for one in guideline.statements.values():
            for code in one.shown_by:
                self.texts.setdefault(code, []).append(one)
        self._domains, self._ranges = domains(), ranges()

    def compiled(self) -> None:
        """Make the function now, unless it is there."""
        if self._values is not None:
            return
        guideline = self._guideline
        terms: list[Term] = [*guideline.criteria.values(), *guideline.roots(), *self.measured.values()]
        self._values = compile_patient({id(term): term for term in terms})

    def evaluation(self, facts: Facts) -> Evaluation:
        """The terms' values for one patient."""
        self._asked += 1
        if self._asked > FEW:
            self.compiled()
        return Evaluation(facts) if self._values is None else Evaluation(facts, self._values(facts))

    def missing(self, facts: Facts, evaluation: Evaluation) -> Missing:
        """What the patient lacks."""
        return Missing(facts, evaluation, self._domains, self._ranges, follows())


@lru_cache(KEPT)
def prepared(guideline: Guideline) -> Prepared:
    """The guideline, prepared once."""
    return Prepared(guideline)
