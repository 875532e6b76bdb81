"""One term asked of one patient: what it is worth, and what it lacks."""

from datetime import date

from benkoll.logic.evaluate import evaluate
from benkoll.logic.missing import Missing
from benkoll.logic.term import Term, Value

TODAY = date(2026, 3, 2)


def value(term: Term, **facts: Value | None) -> Value | None:
    """The term's value for a patient of whom this is known; the day is TODAY unless given."""
    return evaluate(term, {"assessment_date": TODAY} | facts)


def missing(term: Term, **facts: Value | None) -> set[str]:
    """The unknown facts that the term's value still hangs on."""
    return set(Missing({"assessment_date": TODAY} | facts).of(term))
