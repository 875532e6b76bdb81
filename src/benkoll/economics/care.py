"""What care does in half a year: finds the broken, asks the guideline, starts, changes and ends drugs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benkoll.economics.drugs import (
    ALENDRONATE,
    BISPHOSPHONATES,
    DENOSUMAB,
    NONE,
    ROMOSOZUMAB,
    TERIPARATIDE,
    ZOLEDRONATE,
    Rows,
    leave,
    new_year,
    rows_where,
    start,
    stop,
)
from benkoll.economics.hazards import HIP, VERTEBRA, Person
from benkoll.economics.parameters import Floats, Values
from benkoll.economics.people import People
from benkoll.economics.rules import Asked, Decided, Rules
from benkoll.economics.scenarios import Scenario
from benkoll.economics.states import CYCLE, Bools, State

COURSES = {TERIPARATIDE: "teriparatide.course_months", ROMOSOZUMAB: "romosozumab.course_months"}


@dataclass(frozen=True, slots=True)
class Cared:
    """(draws, people) each: began a drug, was assessed, had a DXA, was seen by a coordinator."""

    started: Bools
    assessed: Bools
    dxa: Bools
    in_chain: Bools


class Carers:
    """The care of one scenario."""

    def __init__(self, people: People, scenario: Scenario, values: Values) -> None:
        """UsageError where the scenario's variant or changes are none of the guideline's."""
        self.people, self.scenario, self.values = people, scenario, values
        self.rules = Rules(scenario)
        self.number = {name: float(info.parameter.value) for name, info in self.rules.guideline.parameters.items()}
        self.usual = scenario.care == "usual" or scenario.observed
        self.way = "usual" if self.usual else "chain"

    def of(self, what: str) -> Floats:
        """A parameter of how people are found and treated: usual or with a chain."""
        return self.values[f"{self.way}.{what}"]

    def care(
        self,
        person: Person,
        state: State,
        broken: tuple[Bools, ...],
        t_score: Floats,
        age: Floats,
        years: float,
        chances: Mapping[str, Floats],
        treat: bool,
    ) -> Cared:
        """Half a year of it. `broken`: by site; `treat`: whether there are drugs yet."""
        nothing = np.zeros(state.shape, np.bool_)
        cared = Cared(nothing, nothing.copy(), nothing.copy(), nothing.copy())
        if not treat:
            return cared
        taking = (state.drug > 0) & np.isin(state.drug, BISPHOSPHONATES) & (state.on >= 0)
        state.bisphosphonate[taking] += np.float32(CYCLE)
        left = leave(state, self.values, chances["stay"], self.of("leaving"))
        new = np.logical_or.reduce(broken) & state.alive
        cared.in_chain[:] = new & (self.scenario.care == "chain")
        found = new & (chances["identified"] < self.of("identified"))
        screened = (chances["screened"] < self.values["usual.screened_per_year"] * CYCLE) & state.alive
        screened &= (age >= self.number["frax.everyone_from_age"]) & (state.last_drug == NONE) & ~new
        cared.assessed[:] = found | screened
        review = self._review(state) & ~cared.assessed
        follow = np.zeros(state.shape, np.bool_)
        follow[left] = np.isin(state.last_drug[left], (DENOSUMAB, TERIPARATIDE, ROMOSOZUMAB))
        follow &= (chances["follow"] < self.of("follow_on")) & ~cared.assessed
        self._ask(person, state, broken, t_score, age, years, chances, cared, review, follow)
        return cared

    def _review(self, state: State) -> Bools:
        """Whose course comes up this half-year: the guideline then says whether to pause, go on or change."""
        taking, on = state.drug > 0, state.on
        yearly = new_year(on)
        long = state.bisphosphonate >= self.number["bisphosphonate.pause_from_years"]
        due = np.isin(state.drug, BISPHOSPHONATES) & long & yearly
        for drug, months in COURSES.items():
            due |= (state.drug == drug) & (on >= self.number[months] / 12)
        pause = self.number["bisphosphonate.pause_months"] / 12
        due |= ~taking & long & (state.off >= pause) & (state.off < pause + CYCLE)
        return due & state.alive

    def _ask(
        self,
        person: Person,
        state: State,
        broken: tuple[Bools, ...],
        t_score: Floats,
        age: Floats,
        years: float,
        chances: Mapping[str, Floats],
        cared: Cared,
        review: Bools,
        follow: Bools,
    ) -> None:
        """Ask for all at once, each without and with a bone density: the second counts where one is there or made."""
        rows = rows_where(cared.assessed | review | follow)
        if not len(rows[0]):
            return
        draw, who = rows
        measured_t = np.broadcast_to(t_score, state.shape)[rows]
        ward = broken[HIP][rows] | broken[VERTEBRA][rows]
        asked = Asked(
            np.tile(draw, 2),
            np.tile(who, 2),
            np.tile(age[who], 2),
            np.concatenate([np.full(len(who), np.nan, np.float32), measured_t]).astype(np.float32),
            np.tile(ward, 2),
        )
        decided = self.rules.decide(self.people, person, state, asked, years)
        without, within = _part(decided, 0, len(who)), _part(decided, len(who), 2 * len(who))
        measured = without.recommended["INV-DXA"] & (chances["investigated"][rows] < self.of("investigated")[draw, 0])
        cared.dxa[rows] = measured & cared.assessed[rows]
        known = measured | (state.since_dxa[rows] < 2) | review[rows]
        state.since_dxa[draw[measured], who[measured]] = 0
        answer = _either(known, within, without)
        self._treat(state, rows, answer, ward, cared, follow[rows], chances)

    def _treat(
        self, state: State, rows: Rows, answer: Decided, ward: Bools, cared: Cared, follow: Bools,
        chances: Mapping[str, Floats],
    ) -> None:  # fmt: skip
        """Do what is recommended."""
        draw = rows[0]
        says = answer.recommended
        taking = state.drug[rows] > 0
        ended = taking & (says["TX-PAUSE"] | says["TX-LIMIT"])
        stop(state, (draw[ended], rows[1][ended]))
        begin = (says["TX-CONSIDER"] & ~taking) | says["TX-SWITCH"]
        willing = chances["started"][rows] < self.of("started")[draw, 0]
        begin = (begin & willing) | (says["TX-FOLLOW-ON"] & (follow | taking))
        begin &= (answer.drug > NONE) & ~ended & state.alive[rows] & (answer.drug != state.drug[rows])
        drug = answer.drug.copy()
        if self.scenario.drugs == "usual":
            oral = (drug == ZOLEDRONATE) & (chances["oral"][rows] < self.values["usual.oral_share"][draw, 0])
            drug[oral] = ALENDRONATE
            begin &= drug != state.drug[rows]
        delay = self.of("delay_years")[draw, 0]
        if self.scenario.before_discharge:
            delay = np.where(says["TX-BEFORE-DISCHARGE"], 0, delay)
        delay = np.where(follow, 0, delay).astype(np.float32)
        chosen: Rows = (draw[begin], rows[1][begin])
        start(state, chosen, drug[begin], delay[begin])
        cared.started[chosen] = True


def _part(decided: Decided, low: int, high: int) -> Decided:
    return Decided(
        {code: values[low:high] for code, values in decided.recommended.items()},
        decided.drug[low:high],
        decided.not_simulated[low:high],
    )


def _either(known: npt.NDArray[np.bool_], within: Decided, without: Decided) -> Decided:
    return Decided(
        {code: np.where(known, within.recommended[code], without.recommended[code]) for code in within.recommended},
        np.where(known, within.drug, without.drug),
        np.where(known, within.not_simulated, without.not_simulated),
    )
