"""Who, when and on which machine a densitometry report is about: every statement of it held against the others."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from benkoll.errors import Problem
from benkoll.exchange.densitometry.numbers import LIMITS
from benkoll.facts.messages import shown
from benkoll.measures.density_report import DensityReport, Maker, SiteDensity

Sex = Literal["female", "male"]
SEXES: Mapping[str, Sex] = {
    **dict.fromkeys(("female", "f", "kvinna", "k", "woman"), "female"),
    **dict.fromkeys(("male", "m", "man"), "male"),
}


@dataclass(frozen=True, slots=True)
class About:
    """All that a report states of itself, each time that it does; an empty tuple: it never does.

    Two different persons, days or machines in one report set it aside. `sexes`: as they stood. `ages`: years, as
    printed. `row`: where the report begins, for the message.
    """

    patients: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    birth_dates: tuple[date, ...] = ()
    ages: tuple[float, ...] = ()
    days: tuple[date, ...] = ()
    makers: tuple[Maker, ...] = ()
    models: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    row: int | None = None


def problems_of(about: About) -> tuple[Problem, ...]:
    """What keeps the report from being read: two persons or days in it, a child, a sex that is none."""
    return tuple(_problems(about))


def report_of(about: About, sites: Sequence[SiteDensity]) -> tuple[DensityReport, tuple[Problem, ...]]:
    """The report of sound statements, and what in them has to be looked at."""
    sex = SEXES[_plain(about.sexes[0])] if about.sexes else None
    report = DensityReport(
        sites=tuple(sites),
        measured_on=_first(about.days),
        maker=_first(about.makers),
        model=_first(about.models),
        patient=_first(about.patients),
        sex=sex,
        birth_date=_first(about.birth_dates),
        device=_first(about.devices),
    )
    warnings = [
        Problem(*words, fact=field, row=about.row)
        for field, value, words in (
            ("patient", report.patient, _PATIENT_UNSTATED),
            ("sex", report.sex, _SEX_UNSTATED),
            ("measured_on", report.measured_on, _DAY_UNSTATED),
        )
        if value is None
    ]
    return report, tuple(warnings)


def _problems(about: About) -> Iterator[Problem]:
    def wrong(field: str, value: object, sv: str, en: str) -> Problem:
        return Problem(sv, en, field, shown(value), about.row)

    stated: tuple[tuple[str, Iterable[Any], Callable[[Any], object]], ...] = (
        ("patient", about.patients, _identity),
        ("birth_date", about.birth_dates, _same),
        ("measured_on", about.days, _same),
        ("maker", about.makers, _same),
        ("device", about.devices, _identity),
    )
    for field, values, plain in stated:
        different = {plain(one): one for one in values}
        if len(different) > 1:
            yield wrong(field, " / ".join(map(str, different.values())), *_MIXED)
    unknown = [one for one in about.sexes if _plain(one) not in SEXES]
    if unknown:
        yield wrong("sex", unknown[0], *_SEX)
    elif len({SEXES[_plain(one)] for one in about.sexes}) > 1:
        yield wrong("sex", " / ".join(about.sexes), *_MIXED)
    born, day = _first(about.birth_dates), _first(about.days)
    if born and day and born >= day:
        yield wrong("birth_date", born, *_UNBORN)
    ages = [float(_whole_years(born, day))] if born and day and born < day else []
    child = min([*ages, *about.ages], default=None)
    if child is not None and child < LIMITS["adult_age"]:
        yield wrong("birth_date" if ages else "age", born if ages else child, *_CHILD)


def _whole_years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _first(values: Sequence[Any]) -> Any:
    return values[0] if values else None


def _same(value: object) -> object:
    return value


def _plain(text: str) -> str:
    return text.strip().casefold()


def _identity(text: str) -> str:
    """An identity without the marks that are written or not: 19500907-2553 is 195009072553."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


_ADULT = f"{LIMITS['adult_age']:g}"
_MIXED = (
    "rapporten säger två olika: gäller den två personer eller två undersökningar? Läs in dem var för sig",
    "the report says two different ones: is it about two persons or two examinations? Read them one by one",
)
_SEX = (
    "könet ska vara kvinna eller man (female, male, F, K, M): T-score går inte att tolka annars",
    "the sex must be female or male (kvinna, man, F, K, M): a T-score cannot be read without",
)
_UNBORN = (
    "födelsedatumet ligger inte före undersökningen: rätta det ena av dem",
    "the date of birth does not lie before the examination: correct one of them",
)
_CHILD = (
    f"personen var under {_ADULT} år vid undersökningen: T-score gäller vuxna, och rapporten läses inte",
    f"the person was under {_ADULT} years at the examination: T-scores are for adults, and the report is not read",
)
_PATIENT_UNSTATED = (
    "patientens identitet står inte i rapporten: se till att den läggs till rätt person",
    "the report does not state the patient's identity: see that it is put to the right person",
)
_SEX_UNSTATED = (
    "könet står inte i rapporten: håll den mot journalen",
    "the report does not state the sex: hold it against the record",
)
_DAY_UNSTATED = (
    "undersökningens dag står inte i rapporten: ange den innan värdena används",
    "the report does not state the day of the examination: state it before the values are used",
)
