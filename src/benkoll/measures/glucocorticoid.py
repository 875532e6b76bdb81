"""Glucocorticoids as prednisolone: which dose of another drug equals it."""

from benkoll.logic.term import Term, lookup
from benkoll.measures.numbers import read

MG_EQUAL_TO_PREDNISOLONE_5_MG: dict[str, float] = {
    drug: float(row["mg"]) for drug, row in read("glucocorticoids.yaml").items()
}
"""Drug -> mg by mouth with the anti-inflammatory effect of prednisolone 5 mg."""


def prednisolone_equivalent(drug: str, mg: float) -> float:
    """Milligrams of prednisolone that equal so many of the drug, not rounded; KeyError for a drug not in the table."""
    return mg * 5 / MG_EQUAL_TO_PREDNISOLONE_5_MG[drug]


def prednisolone_mg(drug: Term, mg: Term) -> Term:
    """The same as a term: unknown for a drug not in the table."""
    return mg * 5 / lookup(drug, MG_EQUAL_TO_PREDNISOLONE_5_MG)
