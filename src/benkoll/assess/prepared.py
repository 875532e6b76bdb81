"""What of an answer hangs on the guideline alone: made once, for all its patients."""

from collections.abc import Mapping
from functools import lru_cache

from benkoll.facts.registry import domains, ranges
from benkoll.facts.rules import follows
from benkoll.guideline.build import Guideline
from benkoll.guideline.statements import Statement
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.generate import Nodes, compile_nodes
from benkoll.logic.missing import Missing
from benkoll.logic.term import Value

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
        self._nodes: Nodes | None = None
        self.measured = {near.criterion.name: near.value for near in guideline.borderlines}
        self.texts: dict[str, list[Statement]] = {}
        for one in guideline.statements.values():
            for code in one.shown_by:
                self.texts.setdefault(code, []).append(one)
        self._domains, self._ranges = domains(), ranges()

    def compiled(self) -> None:
        """Make the function now, unless it is there."""
        if self._nodes is None:
            guideline = self._guideline
            self._nodes = compile_nodes(*guideline.criteria.values(), *guideline.roots(), *self.measured.values())

    def evaluation(self, facts: Facts) -> Evaluation:
        """The terms' values for one patient."""
        self._asked += 1
        if self._asked > FEW:
            self.compiled()
        nodes = self._nodes
        return Evaluation(facts) if nodes is None else Evaluation(facts, nodes.values(facts), nodes.places)

    def missing(self, facts: Facts, evaluation: Evaluation) -> Missing:
        """What the patient lacks."""
        return Missing(facts, evaluation, self._domains, self._ranges, follows())


@lru_cache(KEPT)
def prepared(guideline: Guideline) -> Prepared:
    """The guideline, prepared once."""
    return Prepared(guideline)
