"""The chain's indicators: each with its definition (indicators.yaml), and what each fracture is to it.

Unknown is not no: what nobody can tell counts as unknown in the denominator, or as unclear where nobody can tell
whether the fracture belongs to it. A fracture belongs only when its time has passed, whatever was done before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from benkoll.chain.indicator_cases import (
    Case,
    Evidence,
    confirmed_on_drug,
    evidence,
    falls_seen_to,
    fields,
    indicated,
    on_drug,
    passed,
    recommended,
)
from benkoll.errors import Lang
from benkoll.facts.numbers import read_yaml

Answer = Literal["yes", "no", "unknown", "unclear", "waiting", "out"]
"""`yes`, `no`, `unknown`: it belongs. `unclear`: whether it does; `waiting`: its time has not passed; `out`: not."""

ORDER: tuple[Answer, ...] = ("no", "unknown", "unclear", "yes", "waiting", "out")
"""In which a list of patients shows them: first those for whom something is missing."""

Mark = Literal["verified", "indirect", "unverified", "guideline"]
MARKS: Mapping[str, Mark] = {"V": "verified", "P": "indirect", "U": "unverified", "G": "guideline"}


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator in words. `mark`: how its source was read; `reading`: what the source does not say.

    `words`: name, numerator, denominator, left_out. `bands`: percent, the limits of the IOF's levels.
    """

    id: str
    mark: Mark
    source: str
    words: Mapping[Lang, Mapping[str, str]]
    bands: tuple[float, ...]
    reading: Mapping[Lang, str] | None
    computable: bool
    statements: tuple[str, ...]


@cache
def definitions() -> Mapping[str, Definition]:
    """Every indicator by its id, in their order."""
    rows: Mapping[str, Mapping[str, Any]] = read_yaml("benkoll.chain", "indicators.yaml")
    return {key: _definition(key, row) for key, row in rows.items()}


def _definition(key: str, row: Mapping[str, Any]) -> Definition:
    return Definition(
        key,
        MARKS[row["mark"]],
        row["source"],
        {"sv": row["sv"], "en": row["en"]},
        tuple(map(float, row.get("bands", ()))),
        row.get("reading"),
        row.get("computable", True),
        tuple(row["statements"]),
    )


@dataclass(frozen=True, slots=True)
class Measure:
    """How an indicator is counted.

    `time`: the last day of the case's time, None where it has none. `belongs` to the denominator; `met`: the numerator;
    None is unknown. `survivors`: those who died within the time, or by the day of the report, are left out.
    `treatment`: until when the treatment that it counts is looked for, where it is one that counts treatment;
    `treated`: the answer that those who are treated have.
    """

    met: Callable[[Case], bool | None]
    belongs: Callable[[Case], bool | None] = lambda case: True
    time: Callable[[Case], date] | None = None
    survivors: bool = False
    treatment: Callable[[Case], date] | None = None
    treated: Answer = "yes"


def _until(parameter: str) -> Callable[[Case], date]:
    return lambda case: passed(case, parameter)


def _done(parameter: str, kind: str) -> Callable[[Case], bool | None]:
    """Whether it was done within the time: not recorded is not done, but unknown of one who moved away within it."""

    def met(case: Case) -> bool | None:
        limit = passed(case, parameter)
        if case.by(limit, kind):
            return True
        return False if case.seen_until(limit) else None

    return met


def _not_hip(case: Case) -> bool | None:
    return None if case.site is None else case.site != "hip"


def _spine(case: Case) -> bool | None:
    return None if case.site is None else case.site == "vertebra"


def _invited(case: Case) -> bool:
    return case.last("invited", "reminded", "answered", "dxa_done") is not None


def _started(case: Case) -> bool | None:
    limit, since = passed(case, "chain.start_weeks"), case.treated_since
    if since is not None and since <= limit:
        return True
    return False if case.seen_until(limit) else None


def _kept(case: Case) -> bool | None:
    return confirmed_on_drug(case, passed(case, "chain.on_drug_weeks"))


def _trained(case: Case) -> bool | None:
    if case.last("training_started", "falls_assessed") is not None:
        return True
    return False if case.seen_until(case.day) else None


def _untreated(case: Case) -> bool | None:
    treated = on_drug(case, case.day)
    return None if treated is None else not treated


def _today(case: Case) -> date:
    return case.day


_ASSESS, _DXA, _START, _YEAR = (
    _until(f"chain.{name}") for name in ("assess_days", "investigate_days", "start_weeks", "on_drug_weeks")
)
MEASURES: Mapping[str, Measure] = {
    "UK-01": Measure(lambda case: all(fields(case).values())),
    "UK-02": Measure(lambda case: True),
    "UK-03": Measure(_spine),
    "UK-04": Measure(_done("chain.assess_days", "assessed"), time=_ASSESS),
    "UK-05": Measure(_done("chain.investigate_days", "dxa_done"), _invited, _DXA, survivors=True),
    "UK-06": Measure(falls_seen_to, time=_ASSESS),
    "UK-07": Measure(recommended, time=_ASSESS),
    "UK-08": Measure(_done("chain.start_weeks", "training_started"), _not_hip, _START, survivors=True),
    "UK-09": Measure(_done("chain.start_weeks", "followed_up"), recommended, _START, survivors=True),
    "UK-10": Measure(_started, recommended, _START, survivors=True, treatment=_START),
    "UK-11": Measure(_kept, recommended, _YEAR, survivors=True, treatment=_YEAR),
    "SE-OS03": Measure(lambda case: on_drug(case, case.day), survivors=True, treatment=_today),
    "SE-OS04": Measure(_trained, survivors=True),
    "KEY-3": Measure(_untreated, indicated, survivors=True, treatment=_today, treated="no"),
}
"""Every indicator that the chain's data can say."""


def answer(measure: Measure, case: Case) -> Answer:
    """What a fracture is to an indicator."""
    if case.excluded is not None:
        return "out"
    limit = measure.time(case) if measure.time is not None else None
    if measure.survivors and case.died_by(limit or case.day):
        return "out"
    if case.to_confirm:
        return "unclear"
    belongs = measure.belongs(case)
    if belongs is False:
        return "out"
    if limit is not None and case.day <= limit:
        return "waiting"
    if belongs is None:
        return "unclear"
    met = measure.met(case)
    return "unknown" if met is None else "yes" if met else "no"


def treated_by(measure: Measure, case: Case, its: Answer) -> tuple[Evidence, bool] | None:
    """By what evidence a case that counts as treated is known to be, and whether on requisition; else None."""
    if measure.treatment is None or its != measure.treated:
        return None
    return evidence(case, measure.treatment(case))


def band_of(definition: Definition, share: float) -> int | None:
    """Which of the IOF's levels a share has reached: 0 the lowest; a share on a limit has not passed it."""
    if not definition.bands:
        return None
    low, *high = definition.bands
    reached = int(100 * share >= low)
    return reached + int(bool(high) and 100 * share > high[0])
