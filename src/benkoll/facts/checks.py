"""What no patient's facts can say together about dates and ages: each a term, true where the facts cannot be used."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from benkoll.errors import Problem
from benkoll.facts import leaves as facts
from benkoll.facts.messages import problem
from benkoll.facts.numbers import parameter
from benkoll.facts.registry import registry
from benkoll.logic import calendar
from benkoll.logic.evaluate import round_half_away
from benkoll.logic.term import Fact, Term, Value, add_months, all_of, any_of, known_true, recorded, years_between
from benkoll.logic.words import number

Key = Literal["future", "too far", "unborn", "too old", "age conflict", "no age"]

_stop_ahead = parameter("facts.stop_ahead_months")
_conflict = parameter("facts.age_conflict_years")
_age_by_birth_date = years_between(facts.birth_date, facts.assessment_date)
_born = facts.birth_date <= facts.assessment_date
_differences = (_age_by_birth_date - facts.age, facts.age - _age_by_birth_date)


class Check(NamedTuple):
    """`wrong` is never unknown; `key` says which words of `messages` go with it."""

    key: Key
    fact: str
    wrong: Term


@cache
def checks() -> tuple[Check, ...]:
    """All checks, dates in the order of the registry."""
    dates = [Fact(info.name, "date") for info in registry().values() if info.type == "date"]
    found = [_too_late(day) for day in dates if day.name != "assessment_date"]
    found += [
        Check("unborn", day.name, known_true(_born & (day < facts.birth_date)))
        for day in dates
        if day.name not in ("assessment_date", "birth_date")
    ]
    return (
        *found,
        Check("too old", "birth_date", known_true(_age_by_birth_date > (registry()["age"].high or 0))),
        Check("age conflict", "age", known_true(_born & any_of(*map(_conflict.met_by, _differences)))),
        Check("no age", "age", all_of(~recorded(facts.birth_date), ~recorded(facts.age))),
    )


def _too_late(day: Fact) -> Check:
    if day.name == "drug_stop_date":
        return Check("too far", day.name, known_true(day > add_months(facts.assessment_date, _stop_ahead)))
    return Check("future", day.name, known_true(day > facts.assessment_date))


def say(check: Check, known: Mapping[str, Value], stood: object) -> Problem:
    """The problem in words where the check is true; `known` holds what it reads, `stood` the value as it stood."""
    day, birth_date = known.get("assessment_date"), known.get("birth_date")
    parts: dict[str, str | Mapping[Literal["sv", "en"], str]] = {
        "day": str(day),
        "birth_date": str(birth_date),
        "months": f"{_stop_ahead.value:g}",
        "years": f"{_conflict.value:g}",
        "high": f"{registry()['age'].high:g}",
    }
    if check.key == "age conflict" and isinstance(day, date) and isinstance(birth_date, date):
        age = round_half_away(calendar.between("years", birth_date, day) or 0, 1)
        parts["age"] = {"sv": number(age, "sv"), "en": number(age, "en")}
    return problem(check.key, check.fact, stood, **parts)
