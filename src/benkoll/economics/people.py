"""Whom the simulation follows: people of 50 and over, and those who turn 50 while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from benkoll.errors import InputError, Problem
from benkoll.facts.numbers import read_yaml
from benkoll.risk.numbers import read, read_table

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Sex = Literal["female", "male"]
SEXES: tuple[Sex, ...] = get_args(Sex)
FROM_AGE, OLDEST = 50, 105
BLOCKS = 10
"""People are parted into so many groups, for the Monte Carlo error."""
FACTORS = ("parent_hip", "smoking", "alcohol", "glucocorticoids", "rheumatoid_arthritis", "secondary_osteoporosis")
"""Risk factors that a person has or has not, for life."""

Counts = Mapping[Sex, npt.NDArray[np.float64]]
"""People by single year of age, from 50 to 105."""


@dataclass(frozen=True, slots=True)
class People:
    """Arrays of (people,), oldest first. `age`: at the start, below 50 for those yet to come; `stands_for`: how many
    people of the population each of them is."""

    age: Floats
    female: Bools
    bmi: Floats
    bone: Floats
    """How far the T-score lies from the one expected, in standard deviations."""
    lumbar: Floats
    egfr_beyond: Floats
    frailty: Floats
    """Who moves to a care home first: uniform from 0 to 1."""
    factors: Mapping[str, Bools]
    stands_for: Floats

    def __len__(self) -> int:
        return len(self.age)


def counts(population: str) -> Counts:
    """The people of a population that ships with Benkoll (sweden, vgr) by sex and single year of age; KeyError else."""
    numbers = read_yaml("benkoll.economics", "data", "population.yaml")
    found: dict[Sex, npt.NDArray[np.float64]] = {}
    for sex in SEXES:
        groups = [
            (low, high, 1000 * n) for (low, high), n in zip(numbers["ages"], numbers[population][sex], strict=True)
        ]
        found[sex] = _spread(groups, sex)
    return found


def counts_of(rows: list[Mapping[str, str]], file: str) -> Counts:
    """The people that rows of sex, from_age, to_age and people describe; InputError names what is wrong."""
    groups: dict[str, list[tuple[int, int, float]]] = {sex: [] for sex in SEXES}
    problems = []
    for number, row in enumerate(rows, 1):
        try:
            sex, low, high, people = row["sex"], int(row["from_age"]), int(row["to_age"]), float(row["people"])
            if sex not in groups or not FROM_AGE <= low <= high <= OLDEST or not 0 <= people < 1e9:
                raise ValueError
            groups[sex].append((low, high, people))
        except (KeyError, TypeError, ValueError):
            problems.append(
                Problem(
                    f"väntar kolumnerna sex (female, male), from_age och to_age ({FROM_AGE}–{OLDEST}) och people",
                    f"expects the columns sex (female, male), from_age and to_age ({FROM_AGE}-{OLDEST}) and people",
                    value=", ".join(f"{key}={value}" for key, value in row.items()),
                    row=number,
                    file=file,
                )
            )
    if problems or not any(groups.values()):
        raise InputError(problems or [Problem("filen har inga rader", "the file has no rows", file=file)])
    return {sex: _spread(groups[sex], sex) for sex in SEXES}


def _spread(groups: list[tuple[int, int, float]], sex: str) -> npt.NDArray[np.float64]:
    """Groups of ages spread over single years as the Swedes of 2015-19; above 100 half as many each year."""
    known = np.zeros(OLDEST + 1)
    for row in read_table("sweden_deaths.csv"):
        if row["period"] == "2015-2019" and row["sex"] == sex:
            known[int(row["age"])] = float(row["person_years"]) / 5
    known[101:] = known[100] * 0.5 ** np.arange(1, OLDEST - 99)
    found = np.zeros(OLDEST + 1)
    for low, high, people in groups:
        share = known[low : high + 1]
        found[low : high + 1] += people * share / share.sum()
    return found[FROM_AGE:]


def draw_people(population: Counts, count: int, years: int, seed: int) -> People:
    """So many people (rounded up to whole blocks) who stand for a population and its newcomers of so many years."""
    count = -(-count // BLOCKS) * BLOCKS
    rng = np.random.Generator(np.random.SFC64([seed, 50]))
    here = np.stack([population["female"], population["male"]])
    coming = here[:, :1] * np.ones((1, years))
    cells = np.concatenate([coming, here], axis=1)  # from the youngest to come to the oldest
    steps = np.cumsum(cells.ravel())
    # one draw in each of `count` equal parts of the population: so ages and sexes come out as they are
    places = (np.arange(count) + rng.random(count)) / count * steps[-1]
    cell = np.minimum(np.searchsorted(steps, places, side="right"), steps.size - 1)
    male, year = np.divmod(cell, cells.shape[1])
    age = (FROM_AGE - years + year + rng.random(count)).astype(np.float32)
    order = np.argsort(-age, kind="stable")
    numbers = read_yaml("benkoll.economics", "data", "population.yaml")
    assumed = read("assumptions.yaml")
    factors = {name: rng.random(count) < assumed["prevalence"][name] for name in FACTORS}
    return People(
        age=age[order],
        female=(male == 0)[order],
        bmi=_normal(rng, count, assumed["bmi"]["mean"], numbers["bmi_spread"]["value"]).clip(*assumed["held"]["bmi"]),
        bone=_normal(rng, count),
        lumbar=_normal(rng, count),
        egfr_beyond=_normal(rng, count),
        frailty=rng.random(count, np.float32),
        factors=factors,
        stands_for=np.full(count, steps[-1] / count, np.float32),
    )


def _normal(rng: np.random.Generator, count: int, mean: float = 0.0, sd: float = 1.0) -> Floats:
    values: Floats = (mean + sd * rng.standard_normal(count, np.float32)).astype(np.float32)
    return values


def by_age(name: str, what: str, age: Floats) -> Floats:
    """A curve of population.yaml at these ages."""
    row: Mapping[str, Any] = read_yaml("benkoll.economics", "data", "population.yaml")[name]
    found: Floats = np.interp(age, row["ages"], row[what]).astype(np.float32)
    return found
