"""Where everybody is at a moment: alive, broken where and when, on which drug since when."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
NEVER = np.float32(np.inf)
CYCLE = 0.5
"""Years."""
CLOCKS = (
    "since",
    "since_hip",
    "since_vertebra",
    "since_minor",
    "since_dxa",
    "since_admission",
)
"""Years since something happened, infinite where it never did."""


@dataclass(slots=True)
class State:
    """Arrays of (draws, people)."""

    alive: Bools
    since: Floats
    """Since the latest fracture of any site."""
    since_hip: Floats
    since_vertebra: Floats
    since_minor: Floats
    """Wrist, humerus and elsewhere."""
    since_dxa: Floats
    since_admission: Floats
    """Since a fracture brought the person to a care home."""
    latest: Codes
    """Site of the latest fracture; -1: none."""
    count: Codes
    had_other: Bools
    """A fracture of wrist, humerus or elsewhere, ever."""
    caught: Bools
    """A fracture since the scenario began."""
    drug: Codes
    """The drug taken now, 0 for none; as `drugs.DRUGS`."""
    last_drug: Codes
    """The one that still can act: taken now, or last."""
    on: Floats
    """Years on it; below zero while it is waited for."""
    off: Floats
    """Years since it was left."""
    bisphosphonate: Floats
    """Years on a bisphosphonate in all."""

    @property
    def shape(self) -> tuple[int, int]:
        """Draws, people."""
        draws, people = self.alive.shape
        return draws, people

    def first(self, count: int) -> "State":
        """The first so many people, as views: what is changed there is changed here."""
        return State(*(getattr(self, field.name)[:, :count] for field in fields(self)))

    def copy(self) -> "State":
        """Its own arrays."""
        return State(*(getattr(self, field.name).copy() for field in fields(self)))

    def pass_time(self) -> None:
        """Half a year goes by."""
        for name in CLOCKS:
            clock = getattr(self, name)
            clock += np.float32(CYCLE)
        taking = self.drug > 0
        self.on[taking] += np.float32(CYCLE)
        left = (self.last_drug > 0) & ~taking
        self.off[left] += np.float32(CYCLE)


def unbroken(draws: int, people: int) -> State:
    """Everybody alive, without a fracture or a drug."""
    shape = (draws, people)

    def clock() -> Floats:
        return np.full(shape, NEVER, np.float32)

    def zero() -> Floats:
        return np.zeros(shape, np.float32)

    def codes(value: int) -> Codes:
        return np.full(shape, value, np.int8)

    def no() -> Bools:
        return np.zeros(shape, np.bool_)

    return State(
        alive=np.ones(shape, np.bool_),
        **{name: clock() for name in CLOCKS},
        latest=codes(-1),
        count=codes(0),
        had_other=no(),
        caught=no(),
        drug=codes(0),
        last_drug=codes(0),
        on=zero(),
        off=zero(),
        bisphosphonate=zero(),
    )
