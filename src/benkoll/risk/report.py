"""The fracture risk of one patient as JSON: the estimate with its reasons, FRAX where entered, other instruments."""

from collections.abc import Iterator, Mapping
from datetime import date

from benkoll.errors import Lang
from benkoll.facts import leaves as facts
from benkoll.facts.derive import Settled
from benkoll.facts.registry import domains, label, ranges
from benkoll.facts.rules import follows
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.missing import Missing
from benkoll.logic.term import Term, Value
from benkoll.measures.body import age_years, bmi
from benkoll.risk import adjust
from benkoll.risk.beside import Json, figure, instruments, told
from benkoll.risk.contributions import WORDS as CONTRIBUTION_WORDS
from benkoll.risk.contributions import Contribution, contributions
from benkoll.risk.estimate import above_highest_age, counted_age, estimate, has_density
from benkoll.risk.factors import FACTORS
from benkoll.risk.numbers import read

YOUNGEST: int = read("assumptions.yaml")["valid_from_age"]
FRAX = ("frax_major_percent", "frax_hip_percent", "frax_date", "frax_with_bmd")
WORDS: Mapping[str, Mapping[Lang, str]] = {
    "official": {
        "sv": "En skattning, inte FRAX: det officiella värdet avgör.",
        "en": "An estimate, not FRAX: the official value decides.",
    },
    "left out": {
        "sv": "Ingår inte: fall, hur länge sedan frakturen var, typ 2-diabetes, TBS.",
        "en": "Not in it: falls, how long ago the fracture was, type 2 diabetes, trabecular bone score.",
    },
    "average": {"sv": "Okänt, räknat som i befolkningen: {}.", "en": "Not known, counted as in the population: {}."},
    "young": {"sv": "gäller från {} års ålder", "en": "valid from the age of {}"},
    "missing": {"sv": "saknas: {}", "en": "missing: {}"},
    "bmi": {"sv": "BMI", "en": "BMI"},
}


def report(patient: Settled, level: str, lang: Lang) -> Json:
    """The answer at one level: percent, the interval of the major one, why there is none, and what stands beside it.

    KeyError for a level that is none.
    """
    evaluation, model = Evaluation(patient.facts), estimate(level)

    def percent(term: Term) -> float | None:
        return figure(evaluation.value(term))

    major, low, high = percent(model.major), percent(model.low), percent(model.high)
    valid = major is not None
    return {
        "patient_id": patient.facts.get("patient_id"),
        "level": level,
        "source": model.source,
        "major_percent": major,
        "hip_percent": percent(model.hip),
        "interval": None if low is None or high is None else [low, high],
        "with_bone_density": evaluation.true(has_density),
        "contributions": [_contribution(one, lang) for one in contributions(evaluation, level)],
        "adjustments": list(_adjustments(evaluation, level, lang)) if valid else [],
        "valid": valid,
        "why_not_valid": [] if valid else list(_why_not(patient.facts, evaluation, lang)),
        "notes": list(_notes(evaluation, lang)) if valid else [],
        "words": WORDS["official"][lang],
        "official": _official(patient.facts),
        "instruments": [told(one, evaluation, patient.facts, lang) for one in instruments()],
    }


def _contribution(one: Contribution, lang: Lang) -> Json:
    """`rökning +0,4`: percentage points."""
    points = f"{one.major_percent_points:+.1f}"
    shown = points.replace(".", ",") if lang == "sv" else points
    return {
        "factor": one.factor,
        "major_percent_points": figure(one.major_percent_points),
        "words": f"{CONTRIBUTION_WORDS[one.factor][lang]} {shown}",
    }


def _why_not(known: Mapping[str, Value], evaluation: Evaluation, lang: Lang) -> Iterator[str]:
    """Too young, or else the facts without which there is no value."""
    age = evaluation.value(age_years)
    if isinstance(age, int | float) and age < YOUNGEST:
        yield WORDS["young"][lang].format(YOUNGEST)
        return
    lacking = Missing(known, evaluation, domains(), ranges(), follows()).of(facts.sex, counted_age)
    yield WORDS["missing"][lang].format(", ".join(label(name, lang) for name in lacking))


def _adjustments(evaluation: Evaluation, level: str, lang: Lang) -> Iterator[Json]:
    """Those that changed a value, each with what it multiplied."""
    factors = {
        outcome: {
            name: figure(evaluation.value(factor))
            for name, factor in adjust.adjustment_factors(outcome, counted_age, adjust.ADJUSTMENTS).items()
        }
        for outcome in ("major", "hip")
    }
    for name in adjust.ADJUSTMENTS:
        by = {f"{outcome}_factor": factors[outcome].get(name, 1.0) for outcome in factors}
        if set(by.values()) != {1.0}:
            yield {"name": name, "words": adjust.WORDS[name][lang], **by}
    model = estimate(level)
    if evaluation.value(model.hip) == evaluation.value(
        model.major
    ):  # they meet only where the one is held at the other
        yield {"name": "hip_capped", "words": adjust.WORDS["hip_capped"][lang]}


def _notes(evaluation: Evaluation, lang: Lang) -> Iterator[str]:
    if evaluation.true(above_highest_age):
        yield above_highest_age.sv if lang == "sv" else above_highest_age.en
    unknown = [factor.words[lang] for factor in FACTORS if evaluation.value(factor.there) is None]
    if evaluation.value(bmi) is None:
        unknown.append(WORDS["bmi"][lang])
    if unknown:
        yield WORDS["average"][lang].format(", ".join(unknown))
    yield WORDS["left out"][lang]


def _official(known: Mapping[str, Value]) -> Json:
    """FRAX as entered, with its date and whether bone density was in it; None where none was."""
    entered = {name.removeprefix("frax_"): known.get(name) for name in FRAX}
    if entered["major_percent"] is None and entered["hip_percent"] is None:
        return None
    day = entered["date"]
    return entered | {"date": day.isoformat() if isinstance(day, date) else None}
