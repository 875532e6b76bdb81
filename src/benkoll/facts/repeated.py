"""Terms asked of one patient after another: interpreted for the first, and as one function from the second on.

To make the function takes as long as twenty patients interpreted: one patient alone should not wait for it.
"""

from collections.abc import Mapping

from benkoll.logic.evaluate import Evaluation
from benkoll.logic.generate import Patient, compile_patient
from benkoll.logic.term import Term, Value


class Repeated:
    """The values of the same terms for many patients."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        self._terms = terms
        self._asked = False
        self._function: Patient | None = None

    def __call__(self, facts: Mapping[str, Value | None]) -> dict[str, Value | None]:
        """Every term's value by name; `facts`: name -> value, absent is unknown."""
        if self._function is None and self._asked:
            self._function = compile_patient(self._terms)
        self._asked = True
        if self._function is not None:
            return self._function(facts)
        evaluation = Evaluation(facts)
        return {name: evaluation.value(term) for name, term in self._terms.items()}
