"""Single fractures and deaths of a run, kept to be held against what was published: for calibration and validation."""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from benkoll.economics.counted import Happened
from benkoll.economics.hazards import SITES
from benkoll.economics.parameters import Floats
from benkoll.economics.people import People
from benkoll.economics.states import CYCLE, Bools, State

Ints = npt.NDArray[np.int64]
NOT_YET = np.iinfo(np.int32).max


@dataclass(slots=True)
class Fractures:
    """(fractures,) each: half-year, person, site (as SITES), age; `first_hip`: the person's first of the hip, ever."""

    cycle: Ints
    person: Ints
    site: Ints
    age: Floats
    first_hip: Bools


@dataclass(slots=True)
class Follower:
    """Its `watch` is given to `simulate`; it keeps what happens in one scenario, one draw."""

    people: People
    place: int = 0
    died: Ints = field(init=False)
    """Half-year of each person's death, NOT_YET where there is none."""
    years_lived: list[tuple[Floats, Floats]] = field(default_factory=list)
    """Ages, and years lived at them, of each half-year."""
    _rows: list[Fractures] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.died = np.full(len(self.people), NOT_YET, np.int64)

    def watch(self, place: int, cycle: int, state: State, happened: Happened, age: Floats) -> None:
        """One half-year."""
        if place != self.place:
            return
        for site in range(len(SITES)):
            who = np.nonzero(happened.broken[site][0])[0]
            same = np.full(len(who), site)
            first = happened.first_hip[0, who] if site == 0 else np.zeros(len(who), np.bool_)
            self._rows.append(Fractures(np.full(len(who), cycle), who, same, age[who], first))
        gone = np.nonzero(happened.alive_before[0] & ~state.alive[0])[0]
        self.died[gone] = cycle
        lived = (happened.alive_before[0].astype(np.float32) + state.alive[0]) * np.float32(CYCLE / 2)
        self.years_lived.append((age, lived))

    def fractures(self) -> Fractures:
        """All of the run, in order of time."""
        parts = self._rows
        return Fractures(
            np.concatenate([one.cycle for one in parts]),
            np.concatenate([one.person for one in parts]),
            np.concatenate([one.site for one in parts]),
            np.concatenate([one.age for one in parts]),
            np.concatenate([one.first_hip for one in parts]),
        )

    def person_years(self, low: float, high: float, female: bool) -> float:
        """Years lived from one age up to, not with, another, in simulated people."""
        return float(
            sum(
                lived[(age >= low) & (age < high) & (self.people.female[: len(age)] == female)].sum()
                for age, lived in self.years_lived
            )
        )

    def again_within(self, at: Bools, years: float, sites: Collection[int] = range(len(SITES))) -> float:
        """Share of these fractures (a mask over `fractures()`) of these sites with another of them so soon."""
        found = self.fractures()
        chosen = np.nonzero(np.isin(found.site, list(sites)))[0]
        order = chosen[np.lexsort((found.cycle[chosen], found.person[chosen]))]
        person, cycle = found.person[order], found.cycle[order]
        until = np.full(len(found.person), NOT_YET, np.int64)
        same = (person[1:] == person[:-1]) & (cycle[1:] > cycle[:-1])
        until[order[:-1][same]] = (cycle[1:] - cycle[:-1])[same]
        index = at & np.isin(found.site, list(sites))
        return float((until[index] <= years / CYCLE).mean())

    def dead_within(self, at: Bools, years: float) -> float:
        """Share of these fractures (a mask over `fractures()`) after which the person is dead so soon."""
        found = self.fractures()
        # a death in the half-year of the fracture is one within it; one in the next, within a year
        return float((self.died[found.person[at]] - found.cycle[at] < years / CYCLE).mean())
