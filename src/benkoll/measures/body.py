"""Age, body size, and what has been lost of height and weight."""

from dataclasses import dataclass

from benkoll.facts import leaves as facts
from benkoll.logic.term import (
    Named,
    Parameter,
    Term,
    choose,
    power,
    recorded,
    rounded,
    unknown,
    years_between,
)
from benkoll.measures.numbers import read

# AGE


@dataclass(frozen=True, slots=True)
class Age:
    """What is known of an age, in years: from `low` up to, not with, `high`; all three are one where it is exact."""

    low: Term
    exact: Term
    high: Term

    def meets(self, limit: Parameter) -> Term:
        """`age <comparison> limit`; unknown only where the limit parts what the age can be."""
        if limit.comparison in (">", ">="):
            return limit.met_by(self.low) | ((self.high > limit) & limit.met_by(self.exact))
        return limit.met_by(self.low) & ((self.high <= limit) | limit.met_by(self.exact))


_rounded_age = rounded(facts.age, 0)
_whole = (_rounded_age <= facts.age) & (_rounded_age >= facts.age)


def _age(on: Term, stated: Term) -> Age:
    """By birth date, else as stated: a whole number n without birth date stands for n up to n + 1."""
    by_birth_date = (recorded(facts.birth_date), years_between(facts.birth_date, on))
    return Age(
        low=choose(by_birth_date, otherwise=stated),
        exact=choose(by_birth_date, (_whole, unknown("number")), otherwise=stated),
        high=choose(by_birth_date, (_whole, stated + 1), otherwise=stated),
    )


_now = _age(facts.assessment_date, facts.age)

age_years = Named("age_years", _now.low, sv="ålder", en="age")
"""Age on the assessment date, years with the fraction of the running one: to show and to compute with."""

age_exact = Named("age_exact", _now.exact, sv="exakt ålder", en="exact age")
"""The same, unknown where only a whole number is stated."""

age_high = Named("age_high", _now.high, sv="högsta möjliga ålder", en="the highest that the age can be")
"""The same, one year more where only a whole number is stated."""

AGE = Age(age_years, age_exact, age_high)


def age_meets(limit: Parameter) -> Term:
    """Age on the assessment date against a limit in years."""
    return AGE.meets(limit)


def age_at(date: Term) -> Age:
    """Age on an earlier date; without birth date it is the stated one less the calendar years since.

    Then someone born on 29 February may be taken for a day too young.
    """
    return _age(date, facts.age - years_between(date, facts.assessment_date))


def age_at_meets(date: Term, limit: Parameter) -> Term:
    """Age on an earlier date against a limit in years."""
    return age_at(date).meets(limit)


# SIZE

_metres = facts.height_cm / 100
bmi = Named("bmi", rounded(facts.weight_kg / (_metres * _metres), 1), sv="BMI", en="BMI")
"""Body mass index: kg / m2, 1 decimal. For adults."""

_du_bois = read("coefficients.yaml")["du_bois"]
body_surface_area = Named(
    "body_surface_area",
    power(facts.weight_kg, _du_bois["weight_power"])
    * power(facts.height_cm, _du_bois["height_power"])
    * _du_bois["factor"],
    sv="kroppsyta",
    en="body surface area",
    stands_on=(_du_bois["source"],),
)
"""Du Bois: m2 = 0.007184 x kg^0.425 x cm^0.725, not rounded."""

# LOSS

height_loss_cm = Named(
    "height_loss_cm",
    rounded(facts.height_at_25_cm - facts.height_cm, 1),
    sv="längdminskning sedan 25 års ålder",
    en="height loss since the age of 25",
    stands_on=("DX-7", "DX-8"),
)
"""Height at 25 less height now, cm, 1 decimal; below zero where the patient is taller now than was remembered."""

weight_loss_percent = Named(
    "weight_loss_percent",
    rounded((facts.weight_5_years_ago_kg - facts.weight_kg) / facts.weight_5_years_ago_kg * 100, 1),
    sv="viktnedgång på fem år",
    en="weight loss in five years",
    stands_on=("DX-10",),
)
"""Share of the weight five years ago that is gone, %, 1 decimal; below zero where weight was gained."""
