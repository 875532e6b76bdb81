# SPDX-License-Identifier: LGPL-3.0-or-later
# Copyright 2012 ClinRisk Ltd. (coefficients); 2026 the Benkoll authors (this form of them)
"""QFracture-2012 as terms: 100 (1 - S^exp(a)), where S is the survivor at ten years and a adds what each answer adds.

Age and BMI go in as fractional polynomials of a tenth of them, each less its mean. No interactions, no competing death.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any, Literal

from benkoll.facts import leaves as facts
from benkoll.facts.numbers import read_yaml
from benkoll.logic.term import Named, Term, any_of, as_term, choose, exp, ln, power
from benkoll.risk.inputs import (
    bmi_unrounded,
    clamped,
    completed_age,
    conditions,
    facts_behind,
    osteoporotic_fracture,
)
from benkoll.risk.instruments import Both, Instrument, Item, Outcome, Span, either, exactly, total

YEARS = 10
BMI_RANGE = (20.0, 40.0)
Sex = Literal["female", "male"]
Ending = Literal["major", "hip"]


@dataclass(frozen=True, slots=True)
class Category:
    """An input of more than two kinds: which kind a yes and a no of ours is counted as."""

    answer: Term | None
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the model is given. An input left out of `yes_no` or `categories` is at its base."""

    age: Term
    bmi: Term
    yes_no: Mapping[str, Term]
    categories: Mapping[str, Category]


def risk(sex: Sex, ending: Ending, inputs: Inputs) -> Span:
    """Ten-year risk in percent."""
    model = _coefficients()[sex][ending]
    a = total([exactly(_continuous(model, inputs)), *_answers(model, inputs)])
    ln_survivor = log(model["survivor_by_year"][YEARS - 1])
    return Span(*(100 - 100 * exp(exp(end) * ln_survivor) for end in (a.low, a.high)))


@cache
def _coefficients() -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_yaml("benkoll.risk.qfracture", "coefficients.json")  # JSON is YAML, too
    return found


def _continuous(model: Mapping[str, Any], inputs: Inputs) -> Term:
    tenths = {"age": inputs.age / 10, "bmi": clamped(inputs.bmi, *BMI_RANGE) / 10}
    a = as_term(0.0)
    for row in model["continuous"]:
        x = tenths[row["of"]]
        value = power(x, row["power"]) * ln(x) if row["times_ln"] else power(x, row["power"])
        a = a + (value - row["centre"]) * row["coefficient"]
    return a


def _answers(model: Mapping[str, Any], inputs: Inputs) -> Iterator[Span]:
    for name, answer in inputs.yes_no.items():
        if name in model["yes"]:
            yield either(answer, (model["yes"][name],) * 2, (0, 0))
    for name, kind in inputs.categories.items():
        yield either(kind.answer, (model[name][kind.yes],) * 2, (model[name][kind.no],) * 2)


# FROM OUR FACTS

# input -> its words, the term that answers it, and how it is counted where the questions are not quite the same
_YES_NO: Mapping[str, tuple[Both, Term, Both | None]] = {
    "b_fracture4": (
        {"sv": "fraktur i handled/kota/höft/axel", "en": "fracture of wrist/spine/hip/shoulder"},
        osteoporotic_fracture,
        {
            "sv": "annan fragilitetsfraktur räknas bara när den är den senaste och i handled eller axel",
            "en": "another fragility fracture counts only where it is the latest, and of wrist or shoulder",
        },
    ),
    "fh_osteoporosis": (
        {"sv": "osteoporos eller höftfraktur hos förälder", "en": "osteoporosis or hip fracture in a parent"},
        facts.parent_hip_fracture,
        {"sv": "bara höftfraktur hos förälder", "en": "only a parent's hip fracture"},
    ),
    "b_ra_sle": (
        {"sv": "reumatoid artrit eller SLE", "en": "rheumatoid arthritis or SLE"},
        facts.rheumatoid_arthritis,
        {"sv": "bara reumatoid artrit", "en": "only rheumatoid arthritis"},
    ),
    "b_asthmacopd": (
        {"sv": "astma eller KOL", "en": "asthma or COPD"},
        facts.copd,
        {"sv": "bara KOL", "en": "only COPD"},
    ),
    "b_cvd": (
        {"sv": "hjärt-kärlsjukdom", "en": "cardiovascular disease"},
        any_of(facts.myocardial_infarction, facts.stroke),
        {"sv": "bara hjärtinfarkt och stroke", "en": "only myocardial infarction and stroke"},
    ),
    "b_endocrine": (
        {
            "sv": "tyreotoxikos/hyperparatyreoidism/Cushings syndrom",
            "en": "thyrotoxicosis/hyperparathyroidism/Cushing's syndrome",
        },
        any_of(facts.untreated_hyperthyroidism, facts.hyperparathyroidism),
        {"sv": "inte Cushings syndrom", "en": "not Cushing's syndrome"},
    ),
    "b_falls": (
        {"sv": "tidigare fall", "en": "history of falls"},
        facts.falls_last_year >= 1,
        {"sv": "bara fall senaste året", "en": "only falls in the last year"},
    ),
    "b_corticosteroids": (
        {"sv": "kortison (minst två recept)", "en": "corticosteroids (two prescriptions or more)"},
        facts.glucocorticoid_mg_day > 0,
        {"sv": "glukokortikoid nu eller planerat", "en": "glucocorticoid now or planned"},
    ),
    "b_carehome": ({"sv": "bor på särskilt boende", "en": "lives in a care home"}, facts.lives_in_care_home, None),
    "b_liver": ({"sv": "kronisk leversjukdom", "en": "chronic liver disease"}, facts.chronic_liver_disease, None),
    "b_malabsorption": ({"sv": "malabsorption", "en": "malabsorption"}, facts.malabsorption, None),
    "b_type1": ({"sv": "typ 1-diabetes", "en": "type 1 diabetes"}, facts.type_1_diabetes, None),
}
_CATEGORIES: Mapping[str, tuple[Both, Category, Both]] = {
    "smoking": (
        {"sv": "rökning i fem steg", "en": "smoking in five steps"},
        Category(facts.current_smoker, yes="light", no="none"),
        {
            "sv": "rökare som under 10 om dagen, annars som aldrig rökare",
            "en": "a smoker as under 10 a day, else as never a smoker",
        },
    ),
    "alcohol": (
        {"sv": "alkohol i sex steg", "en": "alcohol in six steps"},
        Category(facts.alcohol_3_or_more_units, yes="medium", no="none"),
        {
            "sv": "minst tre enheter om dagen som 3–6, annars som ingen",
            "en": "three units or more a day as 3 to 6, else as none",
        },
    ),
}
_AT_BASE: tuple[Both, ...] = (
    {"sv": "etnicitet", "en": "ethnicity"},
    {"sv": "typ 2-diabetes", "en": "type 2 diabetes"},
    {"sv": "cancer", "en": "cancer"},
    {"sv": "demens", "en": "dementia"},
    {"sv": "epilepsi", "en": "epilepsy"},
    {"sv": "Parkinsons sjukdom", "en": "Parkinson's disease"},
    {"sv": "kronisk njursjukdom", "en": "chronic kidney disease"},
    {"sv": "antidepressivt läkemedel", "en": "antidepressant"},
    {"sv": "östrogenbehandling", "en": "hormone replacement"},
)
_BASE: Both = {
    "sv": "finns inte bland uppgifterna: räknas som nej (etnicitet: vit eller inte angiven)",
    "en": "not among the facts: counted as no (ethnicity: white or not recorded)",
}
_OUTCOMES: Mapping[Ending, Both] = {
    "major": {"sv": "höft, handled, axel eller kota", "en": "hip, wrist, shoulder or spine"},
    "hip": {"sv": "höft", "en": "hip"},
}
_BMI_WORDS: Both = {"sv": "BMI under 20 räknas som 20, över 40 som 40", "en": "BMI under 20 as 20, over 40 as 40"}
_BRITISH: Both = {
    "sv": "Brittiskt instrument på brittiska frakturtal: inte kalibrerat för Sverige, utan bentäthet och utan hänsyn "
    "till död av annan orsak; höft kan bli högre än alla lokaler tillsammans.",
    "en": "A British instrument on British fracture rates: not calibrated for Sweden, without bone density and without "
    "death from other causes; hip can come out above all sites together.",
}
DISCLAIMER: Both = {
    "sv": "QFracture-2012, copyright 2012 ClinRisk Ltd., LGPL-3.0-or-later. ClinRisk framhåller att användaren själv "
    "ansvarar för att kontrollera att programmet ger samma resultat som originalet på "
    "http://svn.clinrisk.co.uk/qfracture: ett felaktigt återgivet riskmått kan leda till att fel patienter får fel "
    "behandling. Upphovsmännens egna ord:",
    "en": "QFracture-2012, copyright 2012 ClinRisk Ltd., LGPL-3.0-or-later. The authors' own words:",
}
DISCLAIMER_AS_WRITTEN = (
    "The initial version of this file, to be found at http://svn.clinrisk.co.uk/qfracture, faithfully implements "
    "QFracture-2012. We have released this code under the GNU Lesser General Public License to enable others to "
    "implement the algorithm faithfully. However, the nature of the GNU Lesser General Public License is such that we "
    "cannot prevent, for example, someone altering the coefficients. We stress, therefore, that it is the "
    "responsibility of the end user to check that the source that they receive produces the same results as the "
    "original code posted at http://svn.clinrisk.co.uk/qfracture. Inaccurate implementations of risk scores can lead "
    "to wrong patients being given the wrong treatment."
)


@cache
def qfracture() -> Instrument:
    """The instrument over our facts; its items say only what is open, not how much it adds."""
    inputs = Inputs(
        completed_age,
        bmi_unrounded,
        {name: answer for name, (_, answer, _) in _YES_NO.items()},
        {name: kind for name, (_, kind, _) in _CATEGORIES.items()},
    )
    return Instrument(
        name="qfracture_2012",
        title={"sv": "QFracture-2012", "en": "QFracture-2012"},
        source="Hippisley-Cox 2012 (BMJ 344:e3427); ClinRisk Ltd., the program's source",
        gives={"sv": "brittiskt; fraktur inom tio år", "en": "British; fracture within ten years"},
        items=tuple(_items()),
        outcomes=tuple(_outcome(ending, inputs) for ending in _OUTCOMES),
        bands=(),
        valid_for=(
            Named("sex", facts.sex.is_in("female", "male"), sv="för kvinnor och män", en="for women and men"),
            *conditions({"age": {">=": 30, "<=": 100}}),
        ),
        notes=(_BRITISH, {lang: f"{words} {DISCLAIMER_AS_WRITTEN}" for lang, words in DISCLAIMER.items()}),
    )


def _outcome(ending: Ending, inputs: Inputs) -> Outcome:
    women, men = risk("female", ending, inputs), risk("male", ending, inputs)
    woman = facts.sex.is_("female")
    ends = ((women.low, men.low), (women.high, men.high))
    return Outcome(f"{ending}_percent", _OUTCOMES[ending], Span(*(choose((woman, w), otherwise=m) for w, m in ends)))


def _items() -> Iterator[Item]:
    yield Item({"sv": "ålder", "en": "age"}, facts_behind(completed_age), exactly(completed_age))
    yield Item({"sv": "BMI", "en": "BMI"}, facts_behind(bmi_unrounded), exactly(bmi_unrounded), _BMI_WORDS)
    for name, (words, answer, counted) in _YES_NO.items():
        yield Item(words, facts_behind(answer), _where_used(name, either(answer, (1, 1), (0, 0))), counted)
    for words, kind, counted in _CATEGORIES.values():
        assert kind.answer is not None
        yield Item(words, facts_behind(kind.answer), either(kind.answer, (1, 1), (0, 0)), counted)
    for words in _AT_BASE:
        yield Item(words, (), exactly(as_term(0)), _BASE)


def _where_used(name: str, span: Span) -> Span:
    """Nothing in the sex whose models do not have the input: it is not open there."""
    using = [sex for sex, models in _coefficients().items() if any(name in one["yes"] for one in models.values())]
    used = facts.sex.is_in(*using)
    return Span(choose((used, span.low), otherwise=0), choose((used, span.high), otherwise=0))
