"""Who breaks what in half a year, by age, bone density, earlier fractures and drug."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from benkoll.economics.drugs import Acting
from benkoll.economics.hazards import HIP, SITES, VERTEBRA, Hazards, Person
from benkoll.economics.parameters import Floats, Values
from benkoll.economics.states import CYCLE, Bools, State

KIND = (0, 1, 2, 2, 2)
"""The kind of each site, as `drugs.KINDS`."""


@dataclass(frozen=True, slots=True)
class Common:
    """What all scenarios share in a half-year.

    `hazards`: of the untreated; `chances`: uniform; `waiting`: how long each fracture and death is waited for, in units
    of its hazard; `frail`: the state of everybody had there never been a drug: it shows frailty, the same everywhere.
    """

    person: Person
    hazards: Hazards
    chances: dict[str, Floats]
    waiting: dict[str, Floats]
    frail: State


def broken_by(
    state: State, common: Common, values: Values, drug: Acting | None = None, observed: bool = False
) -> tuple[Bools, ...]:
    """By site, (draws, people). `observed`: the effect seen at hospitals with a chain counts for those it caught."""
    again = _again(state, values, float(np.exp(common.person.fitted["again"])), observed)
    found = []
    for site, name in enumerate(SITES):
        expected = common.hazards.sites[site] * again
        if site == HIP:
            rows = np.nonzero(np.isfinite(state.since_hip))
            expected[rows] *= values["fracture.second_hip"][rows[0], 0]
        if drug:
            expected[drug.rows] *= drug.ratios[KIND[site]]
        found.append((common.waiting[name] < expected) & state.alive)
    return tuple(found)


def _again(state: State, values: Values, fitted: float, observed: bool) -> Floats:
    """What makes a yearly hazard one of this half-year: its length, and an earlier fracture by its time."""
    found = np.full(state.shape, CYCLE, np.float32)
    rows: Any = np.nonzero(np.isfinite(state.since))
    draw, since = rows[0], state.since[rows] + np.float32(CYCLE / 2)
    late, first = values["fracture.again_late"][draw, 0], values["fracture.again_first_year"][draw, 0]
    ratio = late + (first - late) * np.exp(-(since - 1) / values["fracture.again_halving"][draw, 0])
    vertebra = values["fracture.after_vertebra"][draw, 0]
    mean = 1 + values["fracture.vertebra_share"][draw, 0] * (vertebra - 1)  # over all sites it changes nothing
    index = np.where(state.latest[rows] == VERTEBRA, vertebra, 1) / mean
    ratio = np.where(since < values["fracture.site_counts_years"][draw, 0], ratio * index, ratio)
    if observed:
        ratio = np.where(state.caught[rows], ratio * values["chain.observed"][draw, 0], ratio)
    found[rows] *= ratio * np.float32(fitted)
    return found


def mark(state: State, broken: tuple[Bools, ...]) -> None:
    """Clocks start anew for what was broken."""
    for site, does in enumerate(broken):
        state.latest[does] = site
        state.since[does] = 0
        state.count += does
        clock = (state.since_hip, state.since_vertebra, state.since_minor)[KIND[site]]
        clock[does] = 0
    state.count[:] = np.minimum(state.count, 50)
    state.had_other |= broken[2] | broken[3] | broken[4]
    state.caught |= state.since == 0
