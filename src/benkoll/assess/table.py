"""Many patients' answers as a table: every finding and recommendation of one patient's answer as a column.

A status is `recommended`, `possible` or null. What is unknown stays open as Kleene's logic leaves it; one patient's
answer also settles the rare value that no completion can change (`Missing.settled`).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache, reduce
from operator import add
from typing import Any, NamedTuple

import polars as pl

from benkoll.errors import UsageError
from benkoll.facts import leaves as facts
from benkoll.facts.table import settle_columns, validate
from benkoll.guideline.build import Guideline
from benkoll.guideline.form import Due
from benkoll.logic.columns import TYPES, add_columns
from benkoll.logic.term import Term, all_of, any_of, choose, known_true, recorded, unknown

STATUS = pl.Enum(["recommended", "possible"])
IDENTITY: Mapping[str, Term] = {
    one.name: one for one in (facts.patient_id, facts.assessment_date, facts.sex, facts.osteoporosis_drug)
}
"""Facts that stand beside the answer, for whoever counts and calls."""


class Assessed(NamedTuple):
    """`answers`: a row for each that can be used, columns as `answer_schema`. `rejects`: as `facts.table.REJECTS`."""

    answers: pl.DataFrame
    rejects: pl.DataFrame


def assess_table(
    frame: Any,
    guideline: Guideline,
    day: date | None = None,
    complete: Collection[str] = (),
    columns: Collection[str] | None = None,
) -> Assessed:
    """Every patient of a table in memory: Polars, pandas, Arrow, or whatever else gives Arrow streams.

    A column per fact; null is unknown, and so is pandas' NaN. Raises InputError for a column that is no fact and
    UsageError for one that is none of the answer's.
    """
    found = validate(frame if isinstance(frame, pl.DataFrame) else pl.DataFrame(frame, nan_to_null=True), day)
    settled = settle_columns(found.good.lazy(), complete)
    return Assessed(answer_columns(settled, guideline, columns).collect(), found.rejects)


def answer_schema(guideline: Guideline) -> pl.Schema:
    """Every column of the answer, in order.

    A list is a text, its items (drugs, grounds, codes) with spaces between. Where it says String, the column may come
    as an Enum of the texts that there can be.
    """
    return _schema(guideline)


@cache
def _schema(guideline: Guideline) -> pl.Schema:
    single = {name: TYPES[term.kind]() for name, term in _single(guideline).items()}
    lists = {name: _every_list(items) for name, items in _lists(guideline).items()}
    return pl.Schema({**single, **lists, **dict.fromkeys(guideline.recommendations, STATUS)})


def answer_columns(
    frame: pl.LazyFrame, guideline: Guideline, columns: Collection[str] | None = None, beside: Sequence[str] = ()
) -> pl.LazyFrame:
    """The answers to settled patients (`facts.table`): these columns of `answer_schema`, in its order; None is all.

    `beside`: columns of the frame that go on as they are, after the answer's. Raises UsageError where a column is none
    of the answer's.
    """
    known = answer_schema(guideline)
    for name in columns or ():
        if name not in known:
            raise UsageError(f"svaret har ingen kolumn {name}", f"the answer has no column {name}")
    chosen = tuple(name for name in known if columns is None or name in columns)
    terms, made = made_of(guideline, chosen)
    also = [name for name in dict.fromkeys(beside) if name not in chosen]
    return add_columns(frame, terms, enums=True).select(*made, *also)


@lru_cache(maxsize=32)
def made_of(guideline: Guideline, chosen: tuple[str, ...]) -> tuple[Mapping[str, Term], Sequence[pl.Expr]]:
    """The terms that the columns are made of, and the columns made of them."""
    single, marks = _single(guideline), _lists(guideline)
    terms, made = dict[str, Term](), list[pl.Expr]()
    for name in chosen:
        if name in marks:
            terms |= {f"{name} {item}": term for item, term in marks[name].items()}
            made.append(_listed(name, marks[name]))
        elif name in single:
            terms[name] = single[name]
            made.append(pl.col(name))
        else:
            terms[name] = guideline.recommendations[name].when
            made.append(_status(name))
    return terms, made


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


def _every_list(items: Collection[str]) -> pl.Enum:
    """All that can be listed of the items, each item a bit of the place: their names with a space between."""
    return pl.Enum(
        [" ".join(one for place, one in enumerate(items) if number >> place & 1) for number in range(1 << len(items))]
    )


def _listed(name: str, items: Collection[str]) -> pl.Expr:
    """The list of those items whose column is true."""
    number = pl.UInt8 if len(items) < 8 else pl.UInt16
    bits = (pl.col(f"{name} {item}").cast(number) * (1 << place) for place, item in enumerate(items))
    return reduce(add, bits).cat.to(_every_list(items)).alias(name)


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
