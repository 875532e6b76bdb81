"""Random patients of the whole guideline: facts that go together, with values on and beside its limits."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import Phase
from hypothesis import strategies as st

from benkoll.errors import FactsError
from benkoll.facts.derive import Settled, settle
from benkoll.facts.patient import read_patient
from benkoll.facts.registry import COMPLETE_KINDS, FactInfo, domains, ranges, registry
from benkoll.facts.rules import follows
from benkoll.guideline.build import load
from benkoll.logic import term as t
from benkoll.logic.calendar import MONTHS, add_months
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.missing import Missing
from house.tree import ROOT
from terms.evaluators import Facts

Raw = dict[str, Any]

TODAYS = (date(2026, 3, 2), date(2024, 2, 29), date(2025, 2, 28), date(2026, 8, 31))
LEAP_DAYS = tuple(date(year, 2, 29) for year in (1940, 1956, 2016, 2020, 2024))
ALWAYS = ("assessment_date", "birth_date", "age")
EVENTS = (
    *("dxa_date", "vfa_date", "frax_date", "laboratory_date", "drug_stop_date", "denosumab_last_dose_date"),
    *("latest_fracture_site", "latest_fracture_date"),
)
"""What does not exist for everyone: also someone of whom all is known may lack it."""
SHARES = (0.05, 0.3, 0.6, 0.9, 1.0)
"""How much of a patient is known."""
TROUBLES = (0.02, 0.1, 0.3)
"""How often a yes or no is yes, and a number lies on or beside a limit, which most often is one of illness."""
YES = {
    "deceased": 0.02,
    "dxa_available": 0.7,
    "rises_from_chair_unaided": 0.8,
    "postmenopausal": 0.9,
    "prior_other_fragility_fracture": 0.5,
    "osteoporosis_diagnosed": 0.4,
    "takes_calcium_vitamin_d": 0.5,
    "egfr_repeated": 0.5,
}
"""Where that is not how often it is yes."""
USUAL: Mapping[str, tuple[float, float]] = {
    "age": (18, 99),
    "height_cm": (145, 190),
    "weight_kg": (40, 100),
    "height_at_25_cm": (145, 190),
    "weight_5_years_ago_kg": (40, 100),
    "fragility_fracture_count": (0, 3),
    "vertebral_fracture_count": (0, 0.6),
    "vertebral_fracture_grade": (0, 0.6),
    "falls_last_year": (0, 3),
    "t_score_femoral_neck": (-3, 1.5),
    "t_score_total_hip": (-3, 1.5),
    "t_score_lumbar_spine": (-3, 1.5),
    "bmd_femoral_neck": (0.4, 1.0),
    "bmd_change_percent": (-8, 6),
    "least_significant_change_percent": (2, 7),
    "bmd_change_g_cm2": (-0.05, 0.05),
    "least_significant_change_g_cm2": (0.01, 0.05),
    "frax_major_percent": (3, 35),
    "frax_hip_percent": (1, 15),
    "creatinine_umol_l": (45, 400),
    "cystatin_c_mg_l": (0.7, 2.4),
    "egfr_ml_min": (25, 90),
    "calcium_mmol_l": (2.15, 2.5),
    "albumin_g_l": (36, 46),
    "ionised_calcium_mmol_l": (1.15, 1.33),
    "alp_ukat_l": (0.6, 2.5),
    "pth_pmol_l": (2, 15),
    "vitamin_d_nmol_l": (20, 90),
    "earlier_bisphosphonate_years_oral": (0, 6),
    "earlier_bisphosphonate_years_parenteral": (0, 3),
    "glucocorticoid_mg_day": (0, 8),
    "glucocorticoid_months": (0, 8),
}
"""Where a number lies that is on no limit; the others lie anywhere in the fact's range."""


RANDOMS = st.randoms(use_true_random=True)
"""A seed says all of a patient. It cannot be shrunk: use `fewest` for what a failure needs."""
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


def fewest(facts: Facts, fails: Callable[[Facts], bool]) -> Facts:
    """The facts without all those that are not needed for it to fail."""
    for name in tuple(facts):
        less = {other: value for other, value in facts.items() if other != name}
        if name not in ALWAYS and fails(less):
            facts = less
    return facts


def missing_of(facts: Facts, evaluation: Evaluation | None = None) -> Missing:
    """What is missing, as an assessment asks for it."""
    return Missing(facts, evaluation, domains(), ranges(), follows())


def person(random: Random) -> Settled:
    """One patient, of whom little or much is known: an example with some facts drawn anew, or all drawn."""
    drawn = _Draw(random, random.choice(TODAYS), random.choice(TROUBLES))
    share = random.choice(SHARES)
    raw = drawn.example() if random.random() < 0.5 else drawn.facts()
    known = {name: value for name, value in raw.items() if name in ALWAYS or random.random() < share}
    return repaired(known, random.sample(COMPLETE_KINDS, 1) if random.random() < 0.2 else [])


def whole_person(random: Random) -> Settled:
    """A patient of whom every fact is stated that is no contradiction; of EVENTS some lack; age in one way."""
    drawn = _Draw(random, random.choice(TODAYS), random.choice(TROUBLES))
    none = {name for name in EVENTS if random.random() < 0.5}
    raw = drawn.facts() | (drawn.example() if random.random() < 0.5 else {})
    patient = repaired({name: value for name, value in raw.items() if name not in none})
    for name, info in registry().items():
        for _ in range(5):
            if name not in patient.stated and name not in none and name not in ALWAYS:
                value = patient.facts[name] if name in patient.facts else drawn.value(info)
                patient = told(patient, name, value)
    return patient


def repaired(raw: Raw, complete: list[str] | None = None) -> Settled:
    """The patient without the facts that an error names, until there is no error."""
    while True:
        try:
            return settle(read_patient(raw), complete or ())
        except FactsError as error:
            wrong = {problem.fact for problem in error.problems} & raw.keys()
            if not wrong:
                raise
            raw = {name: value for name, value in raw.items() if name not in wrong}


def told(patient: Settled, name: str, value: t.Value) -> Settled:
    """The patient with one fact more, where it contradicts none."""
    try:
        return settle(read_patient({fact: patient.facts[fact] for fact in patient.stated} | {name: value}))
    except FactsError:
        return patient


def forgetful(patient: Settled, names: Collection[str]) -> Settled:
    """The patient without these facts, save where they follow from the others."""
    return settle(read_patient({name: patient.facts[name] for name in patient.stated if name not in names}))


# VALUES


@dataclass(frozen=True)
class _Draw:
    """One patient's values. `trouble`: see TROUBLES."""

    random: Random
    day: date
    trouble: float

    def facts(self) -> Raw:
        """Every fact, age in one of two ways; some may contradict each other."""
        other_age = self.random.choice(["age"] * 5 + ["birth_date"])
        names = [name for name in registry() if name not in ("assessment_date", other_age)]
        return {"assessment_date": self.day, **{name: self.value(registry()[name]) for name in names}}

    def example(self) -> Raw:
        """An example patient, with facts drawn anew as often as there is trouble."""
        new = {name: value for name, value in self.facts().items() if self.random.random() < self.trouble}
        return self.random.choice(examples()) | {name: value for name, value in new.items() if name not in ALWAYS}

    def value(self, info: FactInfo) -> t.Value:
        match info.kind:
            case "bool":
                return self.random.random() < YES.get(info.name, self.trouble)
            case "text":
                return self._text(info)
            case "date":
                return self._date(info.name)
            case "number":
                return self._number(info)

    def _text(self, info: FactInfo) -> str:
        none = "none" in info.choices and self.random.random() < 0.4
        return "none" if none else self.random.choice(info.choices or ("a patient",))

    def _date(self, name: str) -> date:
        near = days_near_limits(name, self.day)
        young = name == "birth_date" and self.random.random() < 0.95
        adult = add_months(self.day, -18 * 12)
        return self.random.choice([one for one in near if not young or adult is None or one <= adult])

    def _number(self, info: FactInfo) -> float:
        low, high = bounds(info)
        near = numbers_near_limits(info.name)
        if near and self.random.random() < max(self.trouble, 0.1) * 2:
            return self.random.choice(near)
        if self.random.random() < 0.98:
            low, high = USUAL.get(info.name, (low, high))
        value = low + self.random.random() * (high - low)
        return float(round(value) if info.type == "int" or self.random.random() < 0.3 else round(value, 2))


@cache
def examples() -> list[Raw]:
    """The example patients of the project."""
    found: list[Raw] = json.loads((ROOT / "examples" / "patients.json").read_text())
    return found


def bounds(info: FactInfo) -> tuple[float, float]:
    """The number's plausible range."""
    assert info.low is not None
    assert info.high is not None
    return info.low, info.high


@cache
def numbers_near_limits(name: str) -> list[float]:
    """Each limit that the number is held against, and a value on either side."""
    info = registry()[name]
    low, high = bounds(info)
    step = 1.0 if info.type == "int" else 0.1
    near = {round(value + off, 6) for value, _ in limits()[name] for off in (-step, 0, step)}
    return sorted(value for value in near if low <= value <= high and (info.type != "int" or value == int(value)))


@cache
def days_near_limits(name: str, day: date) -> list[date]:
    """Days so long ago as a limit says, and the days beside them; today; leap days; for a stop also days ahead."""
    ago = {(0, "days"), *limits()[name]}
    anchors = {moved for value, unit in ago if (moved := _moved(day, -value, str(unit)))}
    last = day
    if name == "drug_stop_date":
        ahead = {moved for months in (1, 6, 12) if (moved := add_months(day, months))}
        anchors, last = anchors | ahead, max(ahead)
    near = {anchor + timedelta(off) for anchor in anchors for off in (-1, 0, 1)} | set(LEAP_DAYS)
    first = add_months(day, -100 * 12 if name == "birth_date" else -12 * 12)
    assert first is not None
    return sorted(one for one in near if first <= one <= last)


def _moved(day: date, amount: float, unit: str) -> date | None:
    return day + timedelta(amount) if unit == "days" else add_months(day, round(amount * MONTHS[unit]))


@cache
def limits() -> Mapping[str, set[tuple[float, str | None]]]:
    """Fact -> the numbers that it is held against anywhere in the guideline; of a date with their unit of time."""
    found: dict[str, set[tuple[float, str | None]]] = defaultdict(set)
    for node in t.walk(*load().roots()):
        if isinstance(node, t.Meets | t.Compare):
            below = list(_computed(node))
            numbers = {one.value for one in below if isinstance(one, t.Parameter)}
            units = {one.unit for one in below if isinstance(one, t.Shift | t.Between)}
            for fact in below:
                if isinstance(fact, t.Fact):
                    of = units if fact.kind == "date" else {None}
                    found[fact.name] |= {(value, unit) for value in numbers for unit in of}
    return found


def _computed(node: t.Term) -> Iterator[t.Term]:
    """What goes into the numbers and dates that a node compares, not what chooses between them."""
    for child in t.children(node):
        if child.kind in ("number", "date"):
            yield child
            yield from _computed(child)
