"""Probabilistic analysis: many draws of the parameters, each with its own people, in parts that processes share."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benkoll.economics.parameters import Values, drawn, means
from benkoll.economics.people import Counts, draw_people
from benkoll.economics.results import Array, Compared
from benkoll.economics.run import simulate
from benkoll.economics.scenarios import Scenario, scenario
from benkoll.errors import UsageError

TOGETHER = 25
"""Draws that are simulated at once: more cost memory, fewer cost time."""
Told = Callable[[int, int], None]
"""Draws done, of how many."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is simulated. `scenarios`: those asked for; `draws` 1 has every parameter at its value."""

    scenarios: tuple[Scenario, ...]
    population: Counts
    years: int
    people: int
    draws: int
    seed: int
    changes: Mapping[str, float]

    def all(self) -> tuple[Scenario, ...]:
        """The scenarios and those that they are held against, of the same incidence, each once."""
        found: dict[tuple[str, str], Scenario] = {}
        for one in self.scenarios:
            for each in (one, against(one)):
                found.setdefault((each.incidence, each.name), each)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Drawn:
    """`compared`: for each scenario asked for, against its own, None where it stands for itself (usual care);
    `parameters`: name -> (draws,)."""

    job: Job
    compared: Mapping[tuple[str, str], Compared]
    parameters: Mapping[str, Array]


def against(one: Scenario) -> Scenario:
    """What a scenario is held against, with the same incidence and the same way to count care homes."""
    return scenario(one.against).over(incidence=one.incidence, care_home=one.care_home)


def run(job: Job, workers: int = 1, told: Told | None = None, kept: Path | None = None) -> Drawn:
    """Every scenario over all draws; the result does not hang on `workers`.

    `kept`: a folder where each part is written as it is done, and read in place of being made again: a broken run goes
    on where it was. UsageError for what is no parameter.
    """
    if job.years < 1 or job.people < 1 or job.draws < 1:
        raise UsageError("år, personer och dragningar är minst 1", "years, people and draws are at least 1")
    parts = [(job, first, min(TOGETHER, job.draws - first), kept) for first in range(0, job.draws, TOGETHER)]
    found: list[_Part] = []
    if workers == 1:
        for part in parts:
            found.append(_part(*part))
            _tell(told, found, job)
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            for done in pool.map(_part, *zip(*parts, strict=True)):
                found.append(done)
                _tell(told, found, job)
    keys = list(found[0].yearly)
    yearly = {key: np.concatenate([part.yearly[key] for part in found]) for key in keys}
    blocks = {key: np.concatenate([part.blocks[key] for part in found]) for key in keys}
    compared = {}
    for one in job.scenarios:
        key, other = (one.incidence, one.name), (one.incidence, one.against)
        compared[key] = Compared(yearly[key], yearly[other], blocks[key] - blocks[other])
    values = _values(job, 0, job.draws)
    return Drawn(job, compared, {name: column[:, 0].astype(np.float64) for name, column in values.items()})


@dataclass(frozen=True, slots=True)
class _Part:
    yearly: Mapping[tuple[str, str], Array]
    blocks: Mapping[tuple[str, str], Array]
    draws: int


def _tell(told: Told | None, found: Sequence[_Part], job: Job) -> None:
    if told:
        told(sum(part.draws for part in found), job.draws)


def _part(job: Job, first: int, count: int, kept: Path | None) -> _Part:
    """These draws: from the folder where they are kept, else simulated."""
    file = None if kept is None else kept / f"{first:05}-{count}.npz"
    if file is not None and file.exists():
        with np.load(file, allow_pickle=False) as saved:
            both: dict[str, dict[tuple[str, str], Array]] = {"yearly": {}, "blocks": {}}
            for key in saved.files:
                kind, incidence, name = key.split("/")
                both[kind][incidence, name] = saved[key]
        return _Part(both["yearly"], both["blocks"], count)
    made = _simulated(job, first, count)
    if file is not None:
        arrays = {
            f"{kind}/{'/'.join(key)}": values
            for kind in ("yearly", "blocks")
            for key, values in getattr(made, kind).items()
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".unfinished.npz")
        np.savez(unfinished, **arrays)
        unfinished.rename(file)
    return made


def _simulated(job: Job, first: int, count: int) -> _Part:
    people = draw_people(job.population, job.people, job.years, job.seed + first)
    values = _values(job, first, count)
    yearly, blocks = {}, {}
    everything = job.all()
    for incidence in dict.fromkeys(one.incidence for one in everything):
        together = [one for one in everything if one.incidence == incidence]
        own = [_with(values, one.parameters) for one in together]
        outcome = simulate(people, together, own, job.years, job.seed, first)
        for place, one in enumerate(together):
            yearly[incidence, one.name] = outcome.yearly(place)
            blocks[incidence, one.name] = outcome.totals[place].sum(axis=2)
    return _Part(yearly, blocks, count)


def _values(job: Job, first: int, count: int) -> Values:
    return means(job.changes) if job.draws == 1 else drawn(job.seed, first, count, job.changes)


def _with(values: Values, changes: Mapping[str, float]) -> Values:
    shape = values["money.discount"].shape
    return {**values, **{name: np.full(shape, value, np.float32) for name, value in changes.items()}}
