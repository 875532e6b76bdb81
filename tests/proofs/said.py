"""What the guideline says of a patient, as terms that are true or false and never unknown: the words of the proofs.

Built from the guideline's forms as the assessment reads them; `test_said.py` holds them to the assessment itself.
"""

from collections.abc import Iterator
from functools import cached_property

from benkoll.facts.registry import registry
from benkoll.guideline.build import Guideline
from benkoll.guideline.drug_choice import Line
from benkoll.guideline.form import DrugIf, Value, Words
from benkoll.logic import term as t
from benkoll.logic.term import all_of, any_of, as_term, known_false, known_true

PATHWAYS = ("TX-CONSIDER", "TX-SWITCH", "TX-FOLLOW-ON")
ORAL = ("alendronate", "risedronate", "ibandronate")
BISPHOSPHONATES = (*ORAL, "zoledronic_acid")
BONE_BUILDING = ("teriparatide", "romosozumab")
DRUGS = (*BISPHOSPHONATES, "denosumab", *BONE_BUILDING, "raloxifene")


def fact(name: str) -> t.Term:
    """The settled fact."""
    return t.Fact(name, registry()[name].kind)


def is_so(name: str) -> t.Term:
    """The fact is known to be true."""
    return known_true(fact(name))


def is_one_of(name: str, *texts: str) -> t.Term:
    """The fact is known to be one of the texts."""
    return known_true(fact(name).is_in(*texts))


TODAY = fact("assessment_date")
ON_A_DRUG = is_one_of("osteoporosis_drug", *DRUGS, "other")


def takes(*drugs: str) -> t.Term:
    """One of the drugs is taken now."""
    return is_one_of("osteoporosis_drug", *drugs)


class Said:
    """One guideline's answers."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.choice = guideline.findings.choice

    # CRITERIA AND RECOMMENDATIONS

    def measure(self, name: str) -> t.Term:
        """A named term, valued."""
        return self.guideline.criteria[name]

    def holds(self, name: str) -> t.Term:
        """A criterion is known to be true."""
        return known_true(self.guideline.criteria[name])

    def recommended(self, *codes: str) -> t.Term:
        """One of the codes is recommended."""
        return any_of(*(known_true(self.guideline.recommendations[code].when) for code in codes))

    def listed(self, *codes: str) -> t.Term:
        """One of the codes is recommended or possible."""
        return any_of(*(~known_false(self.guideline.recommendations[code].when) for code in codes))

    def codes_but(self, *codes: str) -> tuple[str, ...]:
        """All codes but these."""
        return tuple(code for code in self.guideline.recommendations if code not in codes)

    def detail(self, code: str, key: str) -> t.Term:
        """A detail's value."""
        form = self.guideline.recommendations[code]
        return next(one.term for one in form.details if isinstance(one, Value) and one.key == key)

    def says(self, code: str, words: str) -> t.Term:
        """The code is recommended, and says so in (English) words."""
        lines = [
            line for one in self.guideline.recommendations[code].details if isinstance(one, Words) for line in one.lines
        ]
        return self.recommended(code) & any_of(*(known_true(when) for when, _, en in lines if words in en))

    # THE CHOICE OF A DRUG

    @cached_property
    def pathway(self) -> t.Term:
        """A pathway is recommended."""
        return self.recommended(*PATHWAYS)

    @cached_property
    def a_first_choice(self) -> t.Term:
        """A first choice is named."""
        return known_false(self.choice.first.is_("none"))

    def first(self, *drugs: str) -> t.Term:
        """One of these drugs is the first choice."""
        return known_true(self.choice.first.is_in(*drugs))

    @cached_property
    def firm(self) -> t.Term:
        """The first choice is not provisional."""
        return known_true(self.choice.certain)

    def alternative(self, *drugs: str) -> t.Term:
        """One of these drugs is an alternative."""
        return any_of(*(self._alternative[drug] for drug in drugs))

    def firm_alternative(self, *drugs: str) -> t.Term:
        """One of these drugs is an alternative, and not provisional."""
        sure = self.guideline.excluded_for_sure
        return any_of(*(self._alternative[drug] & known_false(sure[drug]) for drug in drugs))

    def named(self, *drugs: str) -> t.Term:
        """One of these drugs is first choice or alternative."""
        return self.first(*drugs) | self.alternative(*drugs)

    def named_later(self, *drugs: str) -> t.Term:
        """One of these drugs would come first after correction, or if a pathway that is only possible held."""
        return known_true(self.choice.afterwards.is_in(*drugs)) | any_of(
            *(
                self.listed(code) & ~self.recommended(code) & known_true(one.term.is_in(*drugs))
                for code, form in self.guideline.recommendations.items()
                for one in form.details
                if isinstance(one, DrugIf)
            )
        )

    @cached_property
    def withheld(self) -> t.Term:
        """A pathway is recommended, and no drug is named yet."""
        return known_true(self.choice.withheld)

    def excluded(self, drug: str) -> t.Term:
        """The drug is known to be excluded."""
        return known_true(self.guideline.findings.excluded[drug])

    @cached_property
    def takes_an_excluded_drug(self) -> dict[str, t.Term]:
        """Drug -> it is taken now, and known to be excluded."""
        return {drug: takes(drug) & self.excluded(drug) for drug in DRUGS}

    @cached_property
    def _alternative(self) -> dict[str, t.Term]:
        """What else the line that decides leaves."""
        left = {drug: [as_term(False)] for drug in DRUGS}
        for decides, line in self._deciding():
            for one in line.order:
                left[one.drug].append(decides & known_true(one.as_known))
        return {
            drug: all_of(self.a_first_choice, any_of(*ways), ~self.excluded(drug), ~self.first(drug))
            for drug, ways in left.items()
        }

    def _deciding(self) -> Iterator[tuple[t.Term, Line]]:
        before: t.Term = as_term(False)
        for line in self.guideline.lines:
            fits = known_true(line.as_known)
            yield ~before & fits, line
            before = before | fits
