"""What must hold of every run of the simulation."""

from dataclasses import replace

import numpy as np
import pytest

from benkoll.economics.counted import COUNTS, Happened
from benkoll.economics.draws import Job
from benkoll.economics.draws import run as run_draws
from benkoll.economics.drugs import ZOLEDRONATE, leave, start
from benkoll.economics.parameters import Floats, means
from benkoll.economics.people import counts, draw_people
from benkoll.economics.results import compare
from benkoll.economics.run import simulate
from benkoll.economics.scenarios import scenario
from benkoll.economics.states import CYCLE, State, unbroken
from unit.economics.small import SEED, YEARS, fractures, run, swedes, total


class Seen:
    """What a run went through, half-year by half-year."""

    def __init__(self) -> None:
        self.alive: list[tuple[np.ndarray, np.ndarray]] = []
        self.ages: list[Floats] = []
        self.states: list[State] = []

    def watch(self, place: int, cycle: int, state: State, happened: Happened, age: Floats) -> None:
        self.alive.append((happened.alive_before[0].copy(), state.alive[0].copy()))
        self.ages.append(age.copy())
        self.states.append(state.copy())


@pytest.fixture(scope="module")
def seen() -> Seen:
    seen = Seen()
    run("chain", watch=seen.watch)
    return seen


def test_nobody_dies_twice_nor_comes_back(seen: Seen) -> None:
    for (_, after), (before, later) in zip(seen.alive, seen.alive[1:], strict=False):
        known = len(after)
        assert (before[:known] == after).all()  # whoever was there is as he or she was left
        assert before[known:].all()  # and who turns 50 is alive
        assert not (later[:known] & ~after).any()


def test_people_come_at_50_and_years_add_up(seen: Seen) -> None:
    outcome = run("chain")
    lived = sum(float(((before.astype(float) + after) * CYCLE / 2).sum()) for before, after in seen.alive) * float(
        swedes().stands_for[0]
    )
    assert total(outcome, 0, "people") == pytest.approx(
        lived, rel=0.02
    )  # weights of the survivors: mean 1 by age and sex
    assert min(age.min() for age in seen.ages) >= 50
    gone = sum(int((before & ~after).sum()) for before, after in seen.alive)
    there, left = len(seen.alive[0][0]), int(seen.alive[-1][1].sum())
    came = len(seen.alive[-1][0]) - there
    assert there + came - gone == left


def test_no_drug_without_a_start_and_the_dead_take_none(seen: Seen) -> None:
    for state in seen.states:
        assert not ((state.drug > 0) & (state.last_drug != state.drug)).any()
        assert (state.bisphosphonate >= 0).all()
    outcome = run("usual", usual__identified=0.0, usual__screened_per_year=0.0)
    assert total(outcome, 0, "on_drug") == 0
    assert total(outcome, 0, "cost_drugs") == 0
    assert total(outcome, 0, "started") == 0


def test_a_drug_that_does_nothing_changes_nothing() -> None:
    nothing = {
        f"drug__{drug}__{kind}": 1.0
        for drug in ("alendronate", "zoledronic_acid", "denosumab", "teriparatide", "romosozumab")
        for kind in ("hip", "vertebra", "other")
    }
    outcome = run("usual", "chain", drug__rebound_long=1.0, **nothing)
    for name in ("hip", "vertebra", "wrist", "humerus", "elsewhere", "deaths", "people", "quality"):
        assert total(outcome, 0, name) == total(outcome, 1, name)
    assert total(outcome, 1, "cost_drugs") > total(outcome, 0, "cost_drugs")


@pytest.mark.parametrize("name", ["usual", "chain", "svos"])
def test_equal_scenarios_differ_by_exactly_nothing(name: str) -> None:
    outcome = run(name, replace(scenario(name), name="twin"))
    assert (outcome.totals[0] == outcome.totals[1]).all()


def test_the_chain_averts_fractures_of_each_kind_and_more_reach_averts_more() -> None:
    few = scenario("chain").over(parameters={"chain.identified": 0.4})
    outcome = run("usual", few, "chain", "everyone")
    broken = [fractures(outcome, place) for place in range(4)]
    assert broken == sorted(broken, reverse=True)
    for name in ("hip", "vertebra"):
        assert total(outcome, 3, name) < total(outcome, 0, name)
    averted = [compare(outcome, place, 0).averted()[0] for place in (1, 2, 3)]
    assert averted[0] > 0


def test_the_observed_effect_stands_in_place_of_the_drugs_never_beside_them() -> None:
    outcome = run("usual", "chain_observed")
    assert total(outcome, 1, "started") <= total(outcome, 0, "started")  # the drugs are those of usual care
    assert fractures(outcome, 1) < fractures(outcome, 0)
    none = run("usual", "chain_observed", chain__observed=1.0)
    assert fractures(none, 1) == fractures(none, 0)


def test_a_changed_threshold_runs_through_the_rules() -> None:
    strict = scenario("chain").over(
        changes=(("treatment.frax_other_fracture", 100.0), ("treatment.t_other_fracture", -9.0))
    )
    outcome = run("chain", "frax_20", strict)
    started = [total(outcome, place, "started") for place in range(3)]
    assert started[0] > started[1] > started[2] > 0


def test_a_fracture_prevented_saves_only_its_causal_share_of_deaths() -> None:
    none = run("usual", "everyone", death__causal_share=0.0)
    assert total(none, 0, "deaths") == total(none, 1, "deaths")
    half = run("usual", "everyone", death__causal_share=0.5)
    assert total(half, 1, "deaths") < total(half, 0, "deaths")


def test_scenarios_of_two_incidences_are_refused() -> None:
    other = scenario("chain").over(incidence="scope")
    with pytest.raises(ValueError, match="one incidence"):
        run("usual", other)


def test_a_draw_hangs_neither_on_its_company_nor_on_the_processes() -> None:
    job = Job((scenario("chain"),), counts("vgr"), 2, 1000, 30, 3, {})
    one, two = run_draws(job), run_draws(job, workers=2)
    key = ("register", "chain")
    assert (one.compared[key].with_ == two.compared[key].with_).all()
    fewer = run_draws(replace(job, draws=26))
    assert (fewer.compared[key].with_[:25] == one.compared[key].with_[:25]).all()
    assert (fewer.parameters["chain.identified"] == one.parameters["chain.identified"][:26]).all()


def test_more_people_are_the_same_people_and_counts_stand_for_the_population() -> None:
    people = draw_people(counts("sweden"), 5_000, 3, 1)
    here = people.age >= 50
    assert float(people.stands_for[here].sum()) == pytest.approx(3_948_000, rel=0.01)
    outcome = simulate(people, [scenario("usual")], [means()], 3, SEED)
    assert outcome.totals[0].shape == (1, 10, 6, len(COUNTS))
    assert YEARS > 3


@pytest.mark.parametrize(("delay", "whole_years"), [(0.0, 3), (0.25, 2), (0.5, 2)])
def test_a_yearly_infusion_is_left_at_the_years_whenever_it_began(delay: float, whole_years: int) -> None:
    """A chain's drugs begin a quarter of a year after the fracture: their years end within a half-year, not with it."""
    state = unbroken(1, 4000)
    everybody = np.nonzero(state.alive)
    code = np.full(4000, ZOLEDRONATE, np.int8)
    start(state, everybody, code, np.full(4000, delay, np.float32))
    rng = np.random.default_rng(1)
    for _ in range(7):  # from the fracture to three years after it
        leave(state, means(), rng.random(state.shape, dtype=np.float32), np.ones((1, 1), np.float32))
        state.pass_time()
    assert (state.drug > 0).mean() == pytest.approx(0.75**whole_years, abs=0.03)
