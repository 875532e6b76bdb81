"""The choice of a drug for one patient: the first, why there is none yet, what else is left, what is excluded."""

from datetime import date

from benkoll.assess.answer import Json
from benkoll.assess.details import reason
from benkoll.errors import Lang
from benkoll.guideline.build import Guideline
from benkoll.guideline.drug_choice import Candidate, Line
from benkoll.guideline.drugs import drugs
from benkoll.guideline.form import READING, Reason
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.missing import Missing


class Choosing:
    """What the guideline's lines come to for one patient."""

    def __init__(self, guideline: Guideline, evaluation: Evaluation, missing: Missing, lang: Lang) -> None:
        self.guideline = guideline
        self.choice = guideline.findings.choice
        self.true = evaluation.true
        self.value = evaluation.value
        self.missing = missing
        self.lang = lang

    def first_choice(self) -> Json:
        """The drug with its dose, or None where no pathway is recommended or none is named yet."""
        drug = self.value(self.choice.first)
        if drug is None or drug == "none":
            return None
        firm = self.missing.settled(self.choice.certain) is True
        not_before = self.value(self.choice.not_before)
        form = drugs()[str(drug)]
        return {
            "drug": drug,
            "dose": form[f"dose_{self.lang}"],
            "route": form[f"route_{self.lang}"],
            "interval": form[f"interval_{self.lang}"],
            "source": form["source"],
            "provisional": not firm,
            "missing": [] if firm else list(self.missing.of(self.choice.certain)),
            "not_before": not_before.isoformat() if isinstance(not_before, date) else None,
            "await": "REF-CLINIC" if self.true(self.choice.await_clinic) else None,
        }

    def withheld(self) -> Json:
        """Why a recommended pathway has no drug yet, or None."""
        if not self.true(self.choice.withheld):
            return None
        because = next(words for condition, *words in self.choice.because if self.true(condition))
        afterwards = self.value(self.choice.afterwards)
        return {
            "because": because[0 if self.lang == "sv" else 1],
            "codes": [code for condition, code in self.choice.codes if self.true(condition)],
            "afterwards": None if afterwards == "none" else afterwards,
        }

    def alternatives(self) -> list[Json]:
        """What else the line that decided leaves, in its order."""
        first = self.value(self.choice.first)
        if first is None or first == "none":
            return []
        line = next(line for line in self.guideline.lines if self.true(line.as_known))
        return [self._alternative(candidate) for candidate in self._left(line, str(first))]

    def excluded(self) -> dict[str, Json]:
        """Drug -> each reason that is known to hold."""
        reasons = {
            drug: [
                reason(Reason(why.sv, why.en, source, READING in why.stands_on), self.lang)
                for why, source in exclusions
                if self.true(why)
            ]
            for drug, exclusions in self.guideline.exclusions.items()
        }
        return {drug: told for drug, told in reasons.items() if told}

    def _left(self, line: Line, first: str) -> list[Candidate]:
        by_drug: dict[str, Candidate] = {}
        for one in line.order:
            free = not self.true(self.guideline.findings.excluded[one.drug])
            if one.drug != first and free and self.true(one.as_known):
                by_drug.setdefault(one.drug, one)
        return list(by_drug.values())

    def _alternative(self, candidate: Candidate) -> Json:
        drug = candidate.drug
        excluded = self.guideline.excluded_for_sure[drug]
        firm = self.missing.settled(excluded) is False
        return {"drug": drug, "provisional": not firm, "missing": [] if firm else list(self.missing.of(excluded))}
