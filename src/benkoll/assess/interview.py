"""An interview: from a patient's facts to more of them, each question chosen after the last answer."""

from collections.abc import Collection, Mapping

from benkoll.assess.answer import Assessment
from benkoll.assess.ask import Question, open_questions
from benkoll.assess.patient import assess
from benkoll.errors import Lang
from benkoll.facts.derive import Settled, settle
from benkoll.facts.patient import read_patient
from benkoll.facts.registry import registry
from benkoll.guideline.build import Guideline
from benkoll.logic.term import Value


class Interview:
    """What is stated so far, and what follows from it. `complete`: kinds of source that are whole."""

    def __init__(self, patient: Settled, guideline: Guideline, lang: Lang, complete: Collection[str] = ()) -> None:
        self.guideline = guideline
        self.lang: Lang = lang
        self.complete = complete
        self.stated: Mapping[str, Value] = {name: patient.facts[name] for name in registry() if name in patient.stated}
        self.patient = patient
        self.assessment: Assessment = assess(patient, guideline, lang)
        self._asked: list[tuple[str, Mapping[str, Value]]] = []  # each fact, and what was stated before it

    def questions(self) -> tuple[Question, ...]:
        """What can still be asked, the weightiest first; nothing twice."""
        asked = {fact for fact, _ in self._asked}
        return tuple(one for one in open_questions(self.assessment) if one.fact not in asked)

    def tell(self, fact: str, value: Value) -> None:
        """Take the answer. Raises FactsError, and leaves everything as it was, where it cannot be."""
        self._take({**self.stated, fact: value}, fact)

    def skip(self, fact: str) -> None:
        """The answer is not known: do not ask again."""
        self._asked.append((fact, self.stated))

    def back(self) -> bool:
        """Undo the last answer or skip; False where there is none."""
        if not self._asked:
            return False
        _, before = self._asked.pop()
        self._settle(before)
        return True

    def _take(self, stated: Mapping[str, Value], fact: str) -> None:
        before = self.stated
        self._settle(stated)
        self._asked.append((fact, before))

    def _settle(self, stated: Mapping[str, Value]) -> None:
        self.patient = settle(read_patient(stated), self.complete)
        self.stated = stated
        self.assessment = assess(self.patient, self.guideline, self.lang)
