"""What a drug does to the hazards: its onset, its fading, denosumab's rebound, and who goes on taking it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benkoll.economics.parameters import Floats, Values
from benkoll.economics.states import CYCLE, State

DRUGS = ("none", "alendronate", "zoledronic_acid", "denosumab", "teriparatide", "romosozumab")
NONE, ALENDRONATE, ZOLEDRONATE, DENOSUMAB, TERIPARATIDE, ROMOSOZUMAB = range(len(DRUGS))
BISPHOSPHONATES = (ALENDRONATE, ZOLEDRONATE)
KINDS = ("hip", "vertebra", "other")
"""Of fractures, as far as the trials tell them apart."""
Rows = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]
"""Draw and person of each row."""


def rows_where(condition: npt.NDArray[np.bool_]) -> Rows:
    """The places of (draws, people) where it holds."""
    draw, person = np.nonzero(condition)
    return draw, person


@dataclass(frozen=True, slots=True)
class Acting:
    """Whom a drug acts on, and the ratio of their hazards by kind of fracture, each (rows,)."""

    rows: Rows
    ratios: tuple[Floats, Floats, Floats]


def table(values: Values) -> Floats:
    """Relative risks, (draws, drugs, kinds); those of romosozumab are over alendronate and multiplied by its own."""
    draws = len(values["drug.alendronate.hip"])
    found = np.ones((draws, len(DRUGS), len(KINDS)), np.float32)
    for drug in DRUGS[1:]:
        for place, kind in enumerate(KINDS):
            found[:, DRUGS.index(drug), place] = values[f"drug.{drug}.{kind}"][:, 0]
    found[:, ROMOSOZUMAB] *= found[:, ALENDRONATE]
    return found


def acting(state: State, values: Values, late: npt.NDArray[np.bool_]) -> Acting:
    """The effect in the half-year that begins. `late`, (draws, people): denosumab's dose comes too late."""
    rows = rows_where(state.last_drug > 0)
    draw = rows[0]
    code, on, off = state.last_drug[rows], state.on[rows], state.off[rows]
    taking = state.drug[rows] > 0

    def of(name: str) -> Floats:
        found: Floats = values[name][draw, 0]
        return found

    denosumab = code == DENOSUMAB
    missed = denosumab & (~taking | late[rows])
    off = np.where(denosumab & taking & late[rows], np.float32(CYCLE), off)
    onset = np.where(code == ALENDRONATE, of("drug.oral_onset"), of("drug.parenteral_onset"))
    middle = on + np.float32(CYCLE / 2)
    reached = np.clip(middle / np.maximum(onset, 0.01), 0, 1)
    fading = np.where(denosumab, of("drug.denosumab_offset"), of("drug.offset_ratio") * np.maximum(on, 0))
    left = np.clip(1 - off / np.maximum(fading, 0.01), 0, 1)
    level = np.where(taking & ~missed, reached, reached * left)
    ratio = table(values)[draw, code]
    found = 1 - (1 - ratio) * level[:, None]
    rebound = missed & (on > of("drug.rebound_from_years")) & (off > of("drug.denosumab_offset"))
    rebound &= off <= of("drug.denosumab_offset") + of("drug.rebound_years")
    found[:, 1] = np.where(rebound, of("drug.rebound_long"), found[:, 1])
    return Acting(rows, (found[:, 0], found[:, 1], found[:, 2]))


def leave(state: State, values: Values, uniform: Floats, kept: Floats) -> Rows:
    """Those who leave their drug as the half-year ends; their rows. `kept`: a factor on the chance to leave."""
    rows = rows_where((state.drug > 0) & (state.on > 0) & state.alive)
    draw = rows[0]
    code, on = state.drug[rows], state.on[rows]
    stay = np.ones(len(draw), np.float32)
    year = np.minimum(np.ceil(on - np.float32(1e-4)), 4).astype(np.int8)
    for number, name in ((1, "stay.oral_1"), (2, "stay.oral_2"), (3, "stay.oral_3"), (4, "stay.oral_4")):
        at = (code == ALENDRONATE) & (year == number)
        stay[at] = values[name][draw[at], 0]
    for at, name in (
        ((code == DENOSUMAB) & (year == 1), "stay.denosumab_1"),
        ((code == DENOSUMAB) & (year > 1), "stay.denosumab_2"),
        (code == ZOLEDRONATE, "stay.zoledronic_acid"),
        (code >= TERIPARATIDE, "stay.bone_building"),
    ):
        stay[at] = values[name][draw[at], 0]
    # the chance of a year, as a chance of half of it; a yearly infusion is left out once a year
    chance = 1 - np.power(stay, CYCLE, dtype=np.float32)
    anniversary = new_year(on)
    chance = np.where(code == ZOLEDRONATE, np.where(anniversary, 1 - stay, 0), chance)
    gone = uniform[rows] < chance * kept[draw, 0]
    leaving: Rows = (rows[0][gone], rows[1][gone])
    stop(state, leaving)
    return leaving


def new_year(on: Floats) -> npt.NDArray[np.bool_]:
    """Whether a whole year on a drug was reached within the last half-year; it need not begin with a half-year."""
    slack = np.float32(1e-3)
    found: npt.NDArray[np.bool_] = (on >= 1 - slack) & (np.floor(on + slack) > np.floor(on - CYCLE + slack))
    return found


def stop(state: State, rows: Rows) -> None:
    """These take their drug no longer."""
    state.drug[rows] = NONE
    state.off[rows] = 0


def start(state: State, rows: Rows, code: npt.NDArray[np.int8], delay: Floats) -> None:
    """These begin a drug after a delay (years, (rows,)). Who has one goes on to the next at once."""
    before = state.last_drug[rows]
    at_once = (state.drug[rows] > 0) & (before > 0)
    state.on[rows] = np.where(at_once, np.float32(1.0), -delay)
    state.drug[rows] = code
    state.last_drug[rows] = code
    state.off[rows] = 0
