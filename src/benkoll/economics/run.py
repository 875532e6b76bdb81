"""The simulation: half-years one after another, every scenario with the same chances for each person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benkoll.economics.care import Carers
from benkoll.economics.counted import COUNTS, Counter, Happened, Totals, count
from benkoll.economics.drugs import acting
from benkoll.economics.hazards import HIP, SITES, VERTEBRA, Hazards, Person
from benkoll.economics.parameters import Floats, Values
from benkoll.economics.people import BLOCKS, FROM_AGE, People, by_age
from benkoll.economics.scenarios import Scenario
from benkoll.economics.states import CYCLE, Bools, State, unbroken

BEFORE_YEARS, TREATED_YEARS = 40, 10
"""So long everybody lives before the start, without dying, to have fractures behind them; so long with drugs."""
VERTEBRA_SHARE = 0.17
"""Of fractures (Sweden 2006, LT): what makes the rise after a vertebral fracture an average over all sites."""
KIND = (0, 1, 2, 2, 2)
"""The kind of each site, as `drugs.KINDS`."""
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
    draws = len(values[0]["money.discount"])
    person = Person(people, scenarios[0].incidence)
    before = _Run(
        people,
        person,
        scenarios[0].over(observed=False, care="usual", drugs="usual"),
        values[0],
        unbroken(draws, len(people)),
    )
    weights = np.zeros((draws, len(people)), np.float32)
    for cycle in range(-round(BEFORE_YEARS / CYCLE) if begin is None else 0, 0):
        here = _here(people, cycle)
        if here.count:
            common = _common(person, here, values[0], _chances(seed, first_draw, draws, cycle, here.count))
            weights[:, : here.count] += before.step(here, common, dying=False).excess
    counter = Counter(people.stands_for * _survivors(people, weights))
    runs = [_Run(people, person, one, own, before.state.copy()) for one, own in zip(scenarios, values, strict=True)]
    for place, run in enumerate(runs):
        run.state.caught[:] = False
        if begin:
            begin(place, run.state)
    cycles = round(years / CYCLE)
    totals = tuple(np.zeros((draws, BLOCKS, cycles, len(COUNTS))) for _ in runs)
    for cycle in range(cycles):
        here = _here(people, cycle)
        common = _common(person, here, values[0], _chances(seed, first_draw, draws, cycle, here.count))
        for place, run in enumerate(runs):
            stepped = run.step(here, common, dying=True)
            part = run.state.first(here.count)
            gross = run.scenario.care_home == "gross"
            totals[place][:, :, cycle] = count(counter, part, stepped.happened, here.age, run.values, gross)
            if watch:
                watch(place, cycle, part, stepped.happened, here.age)
            part.pass_time()
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


@dataclass(frozen=True, slots=True)
class _Common:
    """What all scenarios share in a half-year: hazards of the untreated, uniform chances, and how long each fracture
    and death would be waited for, in units of its hazard."""

    person: Person
    hazards: Hazards
    chances: dict[str, Floats]
    waiting: dict[str, Floats]


def _common(person: Person, here: _Here, values: Values, chances: dict[str, Floats]) -> _Common:
    first = person.first(here.count)
    waiting = {name: -np.log1p(-chances.pop(name)) for name in (*SITES, "death")}
    return _Common(first, first.at(here.age, values), chances, waiting)


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

    def __init__(self, people: People, person: Person, scenario: Scenario, values: Values, state: State) -> None:
        self.people, self.person, self.scenario, self.values, self.state = people, person, scenario, values, state
        self.carers = Carers(people, scenario, values)

    def step(self, here: _Here, common: _Common, dying: bool) -> _Stepped:
        """Half a year; afterwards the state is that at its end, its clocks not yet moved on after the start."""
        state = self.state.first(here.count)
        hazards, chances = common.hazards, common.chances
        alive = state.alive.copy()
        broken, frail = self._break(state, common)
        first_hip = broken[HIP] & ~np.isfinite(state.since_hip)
        self._mark(state, broken, frail, here, chances)
        excess = hazards.death * (self._mortality(state) - 1) * np.float32(CYCLE)
        if dying:
            died = common.waiting["death"] < hazards.death * np.float32(CYCLE) + excess
            state.alive &= ~died
        treat = here.years >= -TREATED_YEARS
        cared = self.carers.care(common.person, state, broken, hazards.t_score, here.age, here.years, chances, treat)
        happened = Happened(alive, broken, first_hip, cared.started, cared.assessed, cared.dxa, cared.in_chain)
        if not dying:
            state.pass_time()
        return _Stepped(happened, excess * alive)

    def _break(self, state: State, common: _Common) -> tuple[tuple[Bools, ...], tuple[Bools, ...]]:
        """Who breaks what, by site; and who would have broken hip and vertebra without a drug."""
        again = self._again(state)
        drug = acting(state, self.values, common.chances["late"] < self.values["drug.denosumab_late"])
        broken, frail = [], []
        for site, name in enumerate(SITES):
            expected = common.hazards.sites[site] * again
            if site == HIP:
                rows = np.nonzero(np.isfinite(state.since_hip))
                expected[rows] *= self.values["fracture.second_hip"][rows[0], 0]
            waiting = common.waiting[name]
            would = (waiting < expected) & state.alive
            expected[drug.rows] *= drug.ratios[KIND[site]]
            does = (waiting < expected) & state.alive
            broken.append(does)
            if site in (HIP, VERTEBRA):
                frail.append(would | does)
        return tuple(broken), tuple(frail)

    def _again(self, state: State) -> Floats:
        """What makes a yearly hazard one of this half-year: its length, and an earlier fracture by its time."""
        values = self.values
        found = np.full(state.shape, CYCLE, np.float32)
        rows = np.nonzero(np.isfinite(state.since))
        draw, since = rows[0], state.since[rows] + np.float32(CYCLE / 2)
        late, first = values["fracture.again_late"][draw, 0], values["fracture.again_first_year"][draw, 0]
        ratio = late + (first - late) * np.exp(-(since - 1) / values["fracture.again_halving"][draw, 0])
        vertebra = values["fracture.after_vertebra"][draw, 0]
        mean = 1 + VERTEBRA_SHARE * (vertebra - 1)
        index = np.where(state.latest[rows] == VERTEBRA, vertebra, 1) / mean
        ratio = np.where(since < 2, ratio * index, ratio)
        if self.scenario.observed:
            ratio = np.where(state.caught[rows], ratio * values["chain.observed"][draw, 0], ratio)
        found[rows] *= ratio * np.exp(self.person.fitted["again"])
        return found

    def _mark(
        self, state: State, broken: tuple[Bools, ...], frail: tuple[Bools, ...], here: _Here, chances: dict[str, Floats]
    ) -> None:
        """Clocks start anew for what was broken; a broken hip may lead to a care home."""
        for site, does in enumerate(broken):
            state.latest[does] = site
            state.since[does] = 0
            state.count += does
            clock = (state.since_hip, state.since_vertebra, state.since_minor)[KIND[site]]
            clock[does] = 0
        state.count[:] = np.minimum(state.count, 50)
        state.had_other |= broken[2] | broken[3] | broken[4]
        state.caught |= state.since == 0
        state.since_frail_hip[frail[0]] = 0
        state.since_frail_vertebra[frail[1]] = 0
        values = self.values
        low, high = values["care_home.admission_60"], values["care_home.admission_90"]
        share = low + (high - low) * np.clip((here.age - 65) / 25, 0, 1)
        if self.scenario.care_home == "causal":
            share = share * values["care_home.causal_share"]
        settled = self.people.frailty[: here.count] < by_age("care_home", "share", here.age)
        moved = broken[HIP] & ~settled & (chances["home"] < share) & ~np.isfinite(state.since_admission)
        state.since_admission[moved] = 0

    def _mortality(self, state: State) -> Floats:
        """What the hazard of death is multiplied by: the fracture's own part, and that of the frailty behind it."""
        values, causal = self.values, self.values["death.causal_share"]
        female = self.people.female[: state.shape[1]]
        by_sex = np.where(female, values["death.hip_first_year"], values["death.hip_first_year_men"]) - 1
        hip = np.broadcast_to(by_sex, state.shape)
        other = np.broadcast_to(values["death.other_first_year"] - 1, state.shape)
        found = np.ones(state.shape, np.float32)
        for clock, more, share in (
            (state.since_hip, hip, causal),
            (state.since_frail_hip, hip, 1 - causal),
            (state.since_vertebra, other, causal),
            (state.since_frail_vertebra, other, 1 - causal),
        ):
            rows = np.nonzero(clock < 1)
            found[rows] += more[rows] * share[rows[0], 0]
        rows = np.nonzero((state.since_frail_hip >= 1) & np.isfinite(state.since_frail_hip))
        found[rows] += values["death.hip_later"][rows[0], 0] - 1
        return found


__all__ = ["BEFORE_YEARS", "Outcome", "Totals", "Watch", "simulate"]
