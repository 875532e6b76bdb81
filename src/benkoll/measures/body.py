"""Age, body size, and what has been lost of height and weight."""

from dataclasses import dataclass

from benkoll.facts import leaves as facts
from benkoll.logic.term import (
    Named,
    Parameter,
    Term,
    choose,
    first_known,
    power,
    rounded,
    unknown,
    years_between,
)
from benkoll.measures.numbers import read

# AGE

_whole = rounded(facts.age, 0)
_stated_exactly = choose(((_whole >= facts.age) & (_whole <= facts.age), unknown("number")), otherwise=facts.age)


@dataclass(frozen=True, slots=True)
class Age:
    """What is known of an age, in years: low <= age; age < high, or all three are equal where it is known exactly."""

    low: Term
    exact: Named
    high: Term

    def meets(self, limit: Parameter) -> Term:
        """`age <comparison> limit`; unknown only where the years from low to high lie on both sides of the limit."""
        if limit.comparison in (">", ">="):
            return limit.met_by(self.low) | ((self.high > limit) & limit.met_by(self.exact))
        return limit.met_by(self.low) & ((self.high <= limit) | limit.met_by(self.exact))


age_exact = Named(
    "age_exact",
    first_known(years_between(facts.birth_date, facts.assessment_date), _stated_exactly),
    sv="exakt ålder",
    en="exact age",
    asks=("birth_date",),
)
"""Age on the assessment date, years with the fraction of the running one; a stated whole number is not exact."""

age_years = Named("age_years", first_known(age_exact, facts.age), sv="ålder", en="age")
"""Age to show and to compute with: exact where known, else as stated. Also the lowest that the age can be."""

age_high = Named(
    "age_high", first_known(age_exact, facts.age + 1), sv="högsta möjliga ålder", en="the highest that the age can be"
)
"""A stated whole age n, without birth date, lies below n + 1; else the exact age."""

AGE = Age(age_years, age_exact, age_high)


def age_meets(limit: Parameter) -> Term:
    """Age on the assessment date against a limit in years."""
    return AGE.meets(limit)


def age_at(date: Term) -> Age:
    """Age on an earlier date: from the birth date, else the stated age less the calendar years since that date."""
    ago = years_between(date, facts.assessment_date)
    exact = Named(
        "age_then",
        first_known(years_between(facts.birth_date, date), _stated_exactly - ago),
        sv="dåvarande ålder",
        en="age then",
        asks=("birth_date",),
    )
    return Age(first_known(exact, facts.age - ago), exact, first_known(exact, facts.age + 1 - ago))


def age_at_meets(date: Term, limit: Parameter) -> Term:
    """Age on another date against a limit in years."""
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
