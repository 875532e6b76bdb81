"""What is counted in a half-year: people, fractures, drugs, deaths, quality of life, bed-days, costs by payer."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benkoll.economics.drugs import DRUGS
from benkoll.economics.hazards import HIP, SITES, VERTEBRA
from benkoll.economics.parameters import Floats, Values
from benkoll.economics.people import BLOCKS, by_age
from benkoll.economics.states import CYCLE, State

COUNTS = (
    "people",
    "on_drug",
    "deaths",
    *SITES,
    "started",
    "assessed",
    "dxa",
    "quality",
    "bed_days",
    "cost_fractures",
    "cost_municipality",
    "cost_care",
    "cost_drugs",
)
"""people, on_drug and quality in years; fractures by site, deaths, drugs started, people assessed and DXA by number;
bed-days; costs in SEK: of fractures to the region, to the municipality, of assessment, of drugs."""
PLACE = {name: place for place, name in enumerate(COUNTS)}
Amounts = npt.NDArray[np.bool_] | npt.NDArray[np.float32] | npt.NDArray[np.float64]
Totals = npt.NDArray[np.float64]
"""(draws, blocks, counts)."""


@dataclass(frozen=True, slots=True)
class Happened:
    """In one half-year, (draws, people) each: `broken` by site, who began a drug, was assessed, had a DXA."""

    alive_before: npt.NDArray[np.bool_]
    broken: tuple[npt.NDArray[np.bool_], ...]
    first_hip: npt.NDArray[np.bool_]
    started: npt.NDArray[np.bool_]
    assessed: npt.NDArray[np.bool_]
    dxa: npt.NDArray[np.bool_]
    in_chain: npt.NDArray[np.bool_]
    """Fracture patients whom a coordinator sees."""


class Counter:
    """Adds up by draw and block of people; a person counts for the people whom he or she stands for."""

    def __init__(self, stands_for: Floats) -> None:
        """`stands_for`: (draws or 1, people)."""
        self.weights = stands_for

    def add(self, values: Amounts) -> Totals:
        """The sum of (draws, people) as (draws, blocks)."""
        draws, people = values.shape
        if values.dtype == np.bool_:
            draw, person = np.nonzero(values)
            weights = self.weights[draw if len(self.weights) > 1 else 0, person]
            places = draw * BLOCKS + person % BLOCKS
            return np.bincount(places, weights, draws * BLOCKS).reshape(draws, BLOCKS).astype(np.float64)
        weighed = np.zeros((draws, -(-people // BLOCKS) * BLOCKS), np.float32)
        np.multiply(values, self.weights[:, :people], out=weighed[:, :people])
        found: Totals = weighed.reshape(draws, -1, BLOCKS).sum(axis=1, dtype=np.float64)
        return found


def count(counter: Counter, state: State, happened: Happened, age: Floats, values: Values, gross: bool) -> Totals:
    """Everything of one half-year. `age`: (people,); `gross`: all admissions to care homes are the fracture's."""
    alive = state.alive
    lived = (happened.alive_before.astype(np.float32) + alive) * np.float32(CYCLE / 2)
    found = np.zeros((alive.shape[0], BLOCKS, len(COUNTS)))

    def put(name: str, amounts: Amounts) -> None:
        found[:, :, PLACE[name]] = counter.add(amounts)

    put("people", lived)
    put("on_drug", lived * ((state.drug > 0) & (state.on >= 0)))
    put("deaths", happened.alive_before & ~alive)
    for site, broken in zip(SITES, happened.broken, strict=True):
        put(site, broken)
    put("started", happened.started)
    put("assessed", happened.assessed)
    put("dxa", happened.dxa)
    put("quality", lived * _quality(state, age, values))
    others = np.stack(happened.broken[1:]).sum(axis=0, dtype=np.float32)
    put("bed_days", happened.broken[HIP] * values["bed_days.hip"] + others * values["bed_days.other"])
    region, municipality = _fracture_costs(state, age, lived, values, gross)
    put("cost_fractures", region)
    put("cost_municipality", municipality)
    put(
        "cost_care",
        happened.assessed * values["price.assessment"]
        + happened.dxa * values["price.dxa"]
        + happened.in_chain * values["price.coordinator"],
    )
    put("cost_drugs", _drug_costs(state, lived, values))
    return found


def _quality(state: State, age: Floats, values: Values) -> Floats:
    """Quality of life: the norm of the age times what each fracture leaves of it."""
    young, old = values["quality.young"], values["quality.old"]
    first_age, last_age = values["quality.young_age"], values["quality.old_age"]

    def normal(age: Floats) -> Floats:
        found: Floats = young + (old - young) * np.clip((age - first_age) / (last_age - first_age), 0, 1)
        return found

    norm, at_loss = normal(age), normal(values["quality.loss_age"])
    found: Floats = np.broadcast_to(norm, state.shape).astype(np.float32).copy()
    for clock, first, later in (
        (state.since_hip, "quality.hip_first_year", "quality.hip_later"),
        (state.since_vertebra, "quality.vertebra_first_year", "quality.vertebra_later"),
        (state.since_minor, "quality.wrist_first_year", None),
    ):
        rows = np.nonzero(np.isfinite(clock))
        draw = rows[0]
        after = 0.0 if later is None else values[later][draw, 0]
        loss = np.where(clock[rows] < 1, values[first][draw, 0], after)
        found[rows] *= 1 - loss / at_loss[draw, 0]
    return found


def _fracture_costs(state: State, age: Floats, lived: Floats, values: Values, gross: bool) -> tuple[Floats, Floats]:
    """To the region, to the municipality: the first year of a fracture, half of it at a time, and months 13 to 18."""
    region, municipality = np.zeros(state.shape, np.float32), np.zeros(state.shape, np.float32)
    for clock, site, share in (
        (state.since_hip, "hip", values["cost.municipal_share_hip"]),
        (state.since_vertebra, "vertebra", None),
        (state.since_minor, "wrist", None),
    ):
        rows = np.nonzero((clock < 1.5) & (lived > 0))
        draw = rows[0]
        first = values[f"cost.{site}_first_year"][draw, 0]
        if site == "wrist":
            elsewhere = ~np.isin(state.latest[rows], (HIP, VERTEBRA, 2))
            first = np.where(elsewhere, values["cost.elsewhere_first_year"][draw, 0], first)
        year = first * lived[rows]
        after = values[f"cost.{site}_later"][draw, 0] * (lived[rows] / CYCLE)
        cost = np.where(clock[rows] < 1, year, after)
        local = 0.0 if share is None else share[draw, 0]
        region[rows] += cost * (1 - local)
        municipality[rows] += cost * local
    rows = np.nonzero((state.since_admission >= 1) & np.isfinite(state.since_admission) & (lived > 0))
    if len(rows[0]):
        within = state.since_admission[rows] < 1 + (1e9 if gross else values["care_home.years"][rows[0], 0])
        already = by_age("care_home", "share", age[rows[1]])
        municipality[rows] += values["cost.care_home_year"][rows[0], 0] * lived[rows] * within * (1 - already)
    return region, municipality


def _drug_costs(state: State, lived: Floats, values: Values) -> Floats:
    found = np.zeros(state.shape, np.float32)
    rows = np.nonzero((state.drug > 0) & (state.on >= 0) & (lived > 0))
    prices = np.stack(
        [np.zeros(len(values["price.dxa"])), *(values[f"price.{drug}"][:, 0] for drug in DRUGS[1:])], axis=1
    )
    found[rows] = prices[rows[0], state.drug[rows]] * lived[rows]
    return found
