"""The simulation: half-years one after another, every scenario with the same chances for each person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benkoll.economics.care import Carers
from benkoll.economics.counted import COUNTS, Counter, Happened, count
from benkoll.economics.drugs import acting
from benkoll.economics.fracturing import Common, broken_by, mark
from benkoll.economics.hazards import HIP, SITES, Person
from benkoll.economics.parameters import Floats, Values
from benkoll.economics.people import BLOCKS, FROM_AGE, People, by_age
from benkoll.economics.scenarios import Scenario
from benkoll.economics.states import CYCLE, Bools, State, unbroken

BEFORE_YEARS, TREATED_YEARS = 40, 10
"""So long everybody lives before the start, without dying, to have fractures behind them; so long with drugs."""
CHANCES = (
    *SITES,
    "death",
    "home",
    "identified",
    "investigated",
    "started",
    "stay",
    "follow",
    "oral",
    "late",
    "screened",
)


Begin = Callable[[int, State], None]
"""Changes the state of a scenario, by its place, before the first half-year."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`totals`: (draws, blocks, half-years, counts) of each scenario, in their order; `started_at`: its `Values`."""

    totals: tuple[npt.NDArray[np.float64], ...]

    def yearly(self, place: int) -> npt.NDArray[np.float64]:
        """A scenario's counts by year: (draws, years, counts)."""
        both = self.totals[place].sum(axis=1)
        draws, cycles, counts = both.shape
        found: npt.NDArray[np.float64] = both.reshape(draws, cycles // 2, 2, counts).sum(axis=2)
        return found


Watch = Callable[[int, int, State, Happened, Floats], None]
"""Called after each half-year of the start on: scenario's place, half-year, state, what happened, ages."""


def simulate(
    people: People,
    scenarios: Sequence[Scenario],
    values: Sequence[Values],
    years: int,
    seed: int,
    first_draw: int = 0,
    watch: Watch | None = None,
    begin: Begin | None = None,
) -> Outcome:
    """Run the scenarios side by side. `values`: each scenario's, all with as many draws; all of one incidence.

    A person's chances hang on `seed`, the draw's number and the half-year, not on the scenario: what two scenarios do
    alike comes out alike. `begin`: a cohort in place of a population: nobody has lived before, and it says how each
    scenario's state begins. ValueError where the scenarios are of different incidences.
    """
    if len({one.incidence for one in scenarios}) != 1:
        raise ValueError("scenarios of one incidence are run together")
    world = _World(people, scenarios[0], values[0], seed, first_draw)
    before = _Run(people, scenarios[0].over(observed=False, care="usual", drugs="usual"), values[0], world.untouched())
    weights = np.zeros(world.shape, np.float32)
    for cycle in range(-round(BEFORE_YEARS / CYCLE) if begin is None else 0, 0):
        here = _here(people, cycle)
        if here.count:
            common = world.at(here, cycle)
            weights[:, : here.count] += before.step(here, common, dying=False).excess
            before.state.first(here.count).pass_time()
            common.frail.pass_time()
    counter = Counter(people.stands_for * _survivors(people, weights))
    runs = [_Run(people, one, own, before.state.copy()) for one, own in zip(scenarios, values, strict=True)]
    for place, run in enumerate(runs):
        run.state.caught[:] = False
        if begin:
            begin(place, run.state)
    if begin:
        world.frail = runs[0].state.copy()
    cycles = round(years / CYCLE)
    totals = tuple(np.zeros((world.shape[0], BLOCKS, cycles, len(COUNTS))) for _ in runs)
    for cycle in range(cycles):
        here = _here(people, cycle)
        common = world.at(here, cycle)
        for place, run in enumerate(runs):
            stepped = run.step(here, common, dying=True)
            part = run.state.first(here.count)
            gross = run.scenario.care_home == "gross"
            totals[place][:, :, cycle] = count(counter, part, stepped.happened, here.age, run.values, gross)
            if watch:
                watch(place, cycle, part, stepped.happened, here.age)
            part.pass_time()
        common.frail.pass_time()
    return Outcome(totals)


@dataclass(frozen=True, slots=True)
class _Here:
    """Who is 50 or older in the middle of a half-year: the first `count` people, at these ages."""

    count: int
    age: Floats
    years: float


def _here(people: People, cycle: int) -> _Here:
    years = cycle * CYCLE
    age = people.age + np.float32(years)
    there = int(np.searchsorted(-age, -FROM_AGE, side="right"))
    return _Here(there, age[:there] + np.float32(CYCLE / 2), years)


def _chances(seed: int, first_draw: int, draws: int, cycle: int, people: int) -> dict[str, Floats]:
    """Uniform numbers, (draws, people) for each kind of chance; a draw has its own, whichever it is run with."""
    found = np.empty((len(CHANCES), draws, people), np.float32)
    for draw in range(draws):
        rng = np.random.Generator(np.random.SFC64([seed, first_draw + draw, cycle + 1000]))
        for place in range(len(CHANCES)):
            rng.random(out=found[place, draw], dtype=np.float32)
    return dict(zip(CHANCES, found, strict=True))


class _World:
    """What befalls everybody whatever is done: hazards, chances, and the fractures that would come without any drug."""

    def __init__(self, people: People, one: Scenario, values: Values, seed: int, first_draw: int) -> None:
        self.person, self.values = Person(people, one.incidence), values
        self.seed, self.first_draw = seed, first_draw
        self.shape = (len(values["money.discount"]), len(people))
        self.frail = self.untouched()

    def untouched(self) -> State:
        """Everybody alive and unbroken."""
        return unbroken(*self.shape)

    def at(self, here: _Here, cycle: int) -> Common:
        """A half-year's, with the fractures of the frail marked."""
        person, frail = self.person.first(here.count), self.frail.first(here.count)
        chances = _chances(self.seed, self.first_draw, self.shape[0], cycle, here.count)
        waiting = {name: -np.log1p(-chances.pop(name)) for name in (*SITES, "death")}
        common = Common(person, person.at(here.age, self.values), chances, waiting, frail)
        mark(frail, broken_by(frail, common, self.values))
        return common


def _survivors(people: People, excess: Floats) -> Floats:
    """What each weighs once those who died of their fractures are gone, by sex and five years of age mean 1."""
    weight = np.exp(-excess)
    cell = np.minimum(people.age // 5, 20).astype(np.int64) * 2 + people.female
    for one in np.unique(cell):
        at = np.nonzero((cell == one) & (people.age >= FROM_AGE))[0]
        if len(at):
            weight[:, at] /= weight[:, at].mean(axis=1, keepdims=True)
    return weight


@dataclass(frozen=True, slots=True)
class _Stepped:
    happened: Happened
    excess: Floats
    """Hazard of death beyond that of the age, summed over the half-year."""


class _Run:
    """One scenario on its way."""

    def __init__(self, people: People, scenario: Scenario, values: Values, state: State) -> None:
        self.people, self.scenario, self.values, self.state = people, scenario, values, state
        self.carers = Carers(people, scenario, values)

    def step(self, here: _Here, common: Common, dying: bool) -> _Stepped:
        """Half a year; afterwards the state is that at its end, its clocks not yet moved on."""
        state, values = self.state.first(here.count), self.values
        hazards, chances = common.hazards, common.chances
        alive = state.alive.copy()
        drug = acting(state, values, chances["late"] < values["drug.denosumab_late"])
        broken = broken_by(state, common, values, drug, self.scenario.observed)
        first_hip = broken[HIP] & ~np.isfinite(state.since_hip)
        mark(state, broken)
        self._admit(state, broken[HIP], here, chances["home"])
        excess = hazards.death * (self._mortality(state, common.frail) - 1) * np.float32(CYCLE)
        if dying:
            died = common.waiting["death"] < hazards.death * np.float32(CYCLE) + excess
            state.alive &= ~died
        treat = here.years >= -TREATED_YEARS
        cared = self.carers.care(common.person, state, broken, hazards.t_score, here.age, here.years, chances, treat)
        happened = Happened(alive, broken, first_hip, cared.started, cared.assessed, cared.dxa, cared.in_chain)
        return _Stepped(happened, excess * alive)

    def _admit(self, state: State, hip: Bools, here: _Here, chance: Floats) -> None:
        """A broken hip may lead to a care home."""
        values = self.values
        low, high = values["care_home.admission_60"], values["care_home.admission_90"]
        share = low + (high - low) * np.clip((here.age - 65) / 25, 0, 1)
        if self.scenario.care_home == "causal":
            share = share * values["care_home.causal_share"]
        settled = self.people.frailty[: here.count] < by_age("care_home", "share", here.age)
        state.since_admission[hip & ~settled & (chance < share) & ~np.isfinite(state.since_admission)] = 0

    def _mortality(self, state: State, frail: State) -> Floats:
        """What the hazard of death is multiplied by: the fracture's own part, and that of the frailty behind it."""
        values, causal = self.values, self.values["death.causal_share"]
        female = self.people.female[: state.shape[1]]
        by_sex = np.where(female, values["death.hip_first_year"], values["death.hip_first_year_men"]) - 1
        hip = np.broadcast_to(by_sex, state.shape)
        other = np.broadcast_to(values["death.other_first_year"] - 1, state.shape)
        found = np.ones(state.shape, np.float32)
        for clock, more, share in (
            (state.since_hip, hip, causal),
            (frail.since_hip, hip, 1 - causal),
            (state.since_vertebra, other, causal),
            (frail.since_vertebra, other, 1 - causal),
        ):
            rows = np.nonzero(clock < 1)
            found[rows] += more[rows] * share[rows[0], 0]
        rows = np.nonzero((frail.since_hip >= 1) & np.isfinite(frail.since_hip))
        found[rows] += values["death.hip_later"][rows[0], 0] - 1
        return found
