"""Many patients' answers as a table: every finding and recommendation of one patient's answer as a column.

A status is `recommended`, `possible` or null. What is unknown stays open as Kleene's logic leaves it; one patient's
answer also settles the rare value that no completion can change (`Missing.settled`).
"""

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from operator import add

import polars as pl

from benkoll.errors import UsageError
from benkoll.facts import leaves as facts
from benkoll.guideline.build import Guideline
from benkoll.guideline.form import Due
from benkoll.logic.columns import TYPES, add_columns
from benkoll.logic.term import Term, all_of, any_of, choose, known_true, recorded, unknown

STATUS = pl.Enum(["recommended", "possible"])
IDENTITY: Mapping[str, Term] = {
    one.name: one for one in (facts.patient_id, facts.assessment_date, facts.sex, facts.osteoporosis_drug)
}
"""Facts that stand beside the answer, for whoever counts and calls."""


def answer_schema(guideline: Guideline) -> pl.Schema:
    """Every column of the answer, in order."""
    scalars = {name: TYPES[term.kind]() for name, term in _single(guideline).items()}
    lists = dict.fromkeys(_lists(guideline), pl.List(pl.String))
    return pl.Schema({**scalars, **lists, **dict.fromkeys(guideline.recommendations, STATUS)})


def answer_columns(
    frame: pl.LazyFrame, guideline: Guideline, columns: Collection[str] | None = None, beside: Sequence[str] = ()
) -> pl.LazyFrame:
    """The answers to settled patients (`facts.table`): these columns of `answer_schema`, in its order; None is all.

    `beside`: columns of the frame that go on as they are, after the answer's. Raises UsageError where a column is none
    of the answer's.
    """
    known = answer_schema(guideline)
    chosen = [name for name in known if columns is None or name in columns]
    for name in columns or ():
        if name not in known:
            raise UsageError(f"svaret har ingen kolumn {name}", f"the answer has no column {name}")
    plain = {name: term for name, term in _single(guideline).items() if name in chosen}
    statuses = {code: one.when for code, one in guideline.recommendations.items() if code in chosen}
    marks = {name: marked for name, marked in _lists(guideline).items() if name in chosen}
    bits = {f"{name} {item}": term for name, marked in marks.items() for item, term in marked.items()}
    made = add_columns(frame, plain | statuses | bits, enums=True)
    return made.select(
        *plain,
        *(_names_of(name, list(marked)).alias(name) for name, marked in marks.items()),
        *(_status(code) for code in statuses),
        *beside,
    ).select(*chosen, *beside)


def _single(guideline: Guideline) -> Mapping[str, Term]:
    return {**IDENTITY, **_scalars(guideline), **_due(guideline)}


def _due(guideline: Guideline) -> Mapping[str, Term]:
    """Recommendation with a date when it is to be done -> that date, where it is not ruled out."""
    return {
        f"{code}_due": _where(~known_true(~form.when), detail.term)
        for code, form in guideline.recommendations.items()
        for detail in form.details
        if isinstance(detail, Due)
    }


# FINDINGS


def _scalars(guideline: Guideline) -> Mapping[str, Term]:
    """Finding -> term: those with one value, and each part of the others (`egfr`, `egfr_method`, ...).

    As in the answer for one patient, a child or a dead person has an age and nothing else.
    """
    found = guideline.findings
    single, parts = dict(found.single), dict(found.parts)
    age, diagnosis = single.pop("age_years"), parts.pop("diagnosis")
    of_adults = {
        **single,
        **{
            name if key == "value" else f"{name}_{key}": _where(recorded(terms["value"]), term)
            for name, terms in parts.items()
            for key, term in terms.items()
        },
        **_risk(guideline),
        **_choice(guideline),
        "diagnosis_by": diagnosis["by"],
    }
    adult = _adult(guideline)
    return {
        "age_years": age,
        "diagnosis": choose((adult & recorded(diagnosis["value"]), diagnosis["value"]), otherwise="unknown"),
        "treatment_indicated": choose(
            (adult & known_true(found.indicated), "yes"),
            (adult & known_true(~found.indicated), "no"),
            otherwise="unknown",
        ),
        **{name: _where(adult, term) for name, term in of_adults.items()},
    }


def _risk(guideline: Guideline) -> Mapping[str, Term]:
    found = guideline.findings
    there = [any_of(recorded(model.major), recorded(model.hip)) for model in found.risk]

    def first(*values: Term | str) -> Term:
        return choose(
            *zip(there, values, strict=True), otherwise=unknown("text" if isinstance(values[0], str) else "number")
        )

    bounded = [all_of(recorded(model.low), recorded(model.high)) for model in found.risk]
    return {
        "fracture_risk_major_percent": first(*(model.major for model in found.risk)),
        "fracture_risk_hip_percent": first(*(model.hip for model in found.risk)),
        "fracture_risk_source": first(*(model.source for model in found.risk)),
        "fracture_risk_low": first(*(_where(sure, model.low) for sure, model in zip(bounded, found.risk, strict=True))),
        "fracture_risk_high": first(
            *(_where(sure, model.high) for sure, model in zip(bounded, found.risk, strict=True))
        ),
        "fracture_risk_stale": _where(any_of(*there), found.risk_outdated),
    }


def _choice(guideline: Guideline) -> Mapping[str, Term]:
    choice = guideline.findings.choice
    named, withheld = known_true(~choice.first.is_("none")), known_true(choice.withheld)
    return {
        "first_choice": _where(named, choice.first),
        "first_choice_provisional": _where(named, ~known_true(choice.certain)),
        "first_choice_not_before": _where(named, choice.not_before),
        "first_choice_await_clinic": _where(named, known_true(choice.await_clinic)),
        "first_choice_withheld": withheld,
        "first_choice_afterwards": _where(withheld & known_true(~choice.afterwards.is_("none")), choice.afterwards),
    }


def _adult(guideline: Guideline) -> Term:
    return known_true(all_of(guideline.findings.adult, guideline.findings.alive))


def _where(condition: Term, term: Term) -> Term:
    return choose((condition, term), otherwise=unknown(term.kind))


# LISTS


def _lists(guideline: Guideline) -> Mapping[str, Mapping[str, Term]]:
    """Finding that is a list -> what can be on it -> when it is; no more than 16 of each."""
    found, adult = guideline.findings, _adult(guideline)
    withheld = adult & known_true(found.choice.withheld)
    return {
        "treatment_indicated_grounds": {name: adult & known_true(term) for name, term in found.grounds.items()},
        "first_choice_withheld_codes": {code: withheld & known_true(when) for when, code in found.choice.codes},
        "excluded": {drug: adult & known_true(term) for drug, term in found.excluded.items()},
    }


def _names_of(name: str, items: list[str]) -> pl.Expr:
    """The list of those items whose column is true, looked up by its number in the list of all such lists."""
    number = reduce(add, (pl.col(f"{name} {item}").cast(pl.UInt32) * (1 << place) for place, item in enumerate(items)))
    every = [[item for place, item in enumerate(items) if chosen >> place & 1] for chosen in range(1 << len(items))]
    return pl.lit(pl.Series(every, dtype=pl.List(pl.String))).gather(number)


def _status(code: str) -> pl.Expr:
    when = pl.col(code)
    return (
        pl.when(when.is_null())
        .then(pl.lit("possible", STATUS))
        .when(when)
        .then(pl.lit("recommended", STATUS))
        .otherwise(pl.lit(None, STATUS))
        .alias(code)
    )
