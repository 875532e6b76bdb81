"""Where a reading stands: what follows from its changes, and from nothing else.

A change that was undone holds no longer; undoing the undoing brings it back. What stands is folded in the order in
which it was done, the later above the earlier; a change that has nothing left to speak of (a point moved of a vertebra
whose placing was undone) says nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from benkoll.errors import InputError, Problem, UsageError
from benkoll.measures.vertebra import LEVELS, Vertebra, point_problems, spine_problems
from benkoll.measures.vfa_report import Judgement, NotEvaluable, ReaderGrade
from benkoll.readings.changes import DRAWN, Change, vertebra_of


@dataclass(frozen=True, slots=True)
class Level:
    """What is said of one vertebra. `words`: about why it cannot be read; `proposed`: no point was touched yet;
    `unsure`: nor was the program sure of them."""

    vertebra: Vertebra | None = None
    proposed: bool = False
    unsure: bool = False
    approved: bool = False
    not_evaluable: NotEvaluable | None = None
    words: str | None = None
    grade: ReaderGrade | None = None
    judgement: Judgement | None = None

    @property
    def settled(self) -> bool:
        """Whether the reader has said what it is, or that it cannot be read."""
        return self.approved or self.not_evaluable is not None


NOTHING = Level()


@dataclass(frozen=True, slots=True)
class State:
    """A reading as it stands. `levels`: those of which something is said, from above; `last`: the last change's number.

    `signed`: the number of the change by which it was signed, None while it is open; `report`: as it was signed last.
    """

    levels: Mapping[str, Level] = field(default_factory=dict)
    conclusion: str | None = None
    signed: int | None = None
    report: Mapping[str, Any] | None = None
    last: int = 0

    def at(self, level: str) -> Level:
        """What is said of the level; nothing, where nothing is."""
        return self.levels.get(level, NOTHING)

    @property
    def unsettled(self) -> tuple[str, ...]:
        """The levels that must be approved, or called not evaluable, before it can be signed; from above."""
        return tuple(level for level in LEVELS if not self.at(level).settled)


def standing(changes: Sequence[Change]) -> list[Change]:
    """The changes that were not undone, or whose undoing was undone, in their order."""
    gone, left = set[int](), list[Change]()
    for change in sorted(changes, key=lambda one: one.number, reverse=True):
        if change.number in gone:
            continue
        if change.kind == "undone":
            gone.add(change.data["about"])
        left.append(change)
    return left[::-1]


def state_of(changes: Sequence[Change]) -> State:
    """What follows from the changes."""
    state = State()
    for change in standing(changes):
        state = _after(state, change)
    return replace(state, last=max((one.number for one in changes), default=0))


def first_signed(changes: Sequence[Change]) -> State | None:
    """How it stood when it was signed the first time, before its reader saw what others had said; None: never."""
    return _up_to(changes, next((one.number for one in changes if one.kind == "signed"), None))


def last_signed(changes: Sequence[Change]) -> State | None:
    """How it stood when it was signed last, whether or not it was opened again since; None: never."""
    return _up_to(changes, next((one.number for one in reversed(changes) if one.kind == "signed"), None))


def _up_to(changes: Sequence[Change], number: int | None) -> State | None:
    return None if number is None else state_of([one for one in changes if one.number <= number])


# ONE CHANGE


def _after(state: State, change: Change) -> State:
    data = change.data
    match change.kind:
        case "undone" | "taken_over":
            return state
        case "signed":
            return replace(state, signed=change.number, report=data["report"])
        case "reopened":
            return replace(state, signed=None)
        case "concluded":
            return replace(state, conclusion=data["words"])
        case "relabelled":
            return _relabelled(state, data["by"])
    level = data["level"]
    return _with(state, level, _level_after(state.at(level), change))


def _with(state: State, level: str, its: Level) -> State:
    levels = {**state.levels, level: its}
    return replace(state, levels={one: levels[one] for one in LEVELS if one in levels and levels[one] != NOTHING})


def _level_after(its: Level, change: Change) -> Level:
    """The level after a change of it. Who moves a point, or calls it anew, has to stand by it anew."""
    data = change.data
    match change.kind:
        case "placed":
            drawn = replace(its, vertebra=vertebra_of(data["points"]), approved=False, not_evaluable=None, words=None)
            return replace(drawn, proposed=bool(data.get("proposed")), unsure=bool(data.get("unsure")))
        case "moved" if its.vertebra is not None:
            to = (float(data["to"][0]), float(data["to"][1]))
            moved = replace(its.vertebra, **{data["point"]: to})
            return replace(its, vertebra=moved, proposed=False, unsure=False, approved=False)
        case "approved" if its.vertebra is not None:
            return replace(its, approved=True, not_evaluable=None, words=None)
        case "removed":
            return replace(its, vertebra=None, proposed=False, unsure=False, approved=False)
        case "not_evaluable":
            kept = Level(its.vertebra, its.proposed, its.unsure)
            return replace(kept, not_evaluable=data["reason"], words=data.get("words"))
        case "graded" if its.not_evaluable is None:
            return replace(its, grade=data["grade"])
        case "judged" if its.not_evaluable is None:
            return replace(its, judgement=data["judgement"])
    return its


def _relabelled(state: State, by: int) -> State:
    """Every level a step further down or up; what has no points and falls out at the end was said of no vertebra."""
    moved = dict[str, Level]()
    for level, its in state.levels.items():
        place = LEVELS.index(level) + by
        if place in range(len(LEVELS)):
            moved[LEVELS[place]] = replace(its, approved=False)
        elif its.vertebra is not None:
            return state
    return replace(state, levels=moved)


# WHAT MAY BE DONE NOW


def refuse(state: State, changes: Sequence[Change], change: Change) -> None:
    """Refuse a change of the right form that cannot be made now: UsageError, or InputError where points are wrong."""
    if state.signed is not None and change.kind != "reopened":
        raise UsageError(
            "granskningen är signerad: öppna den igen, med skälet, för att rätta den",
            "the reading is signed: open it again, and say why, to correct it",
        )
    match change.kind:
        case "undone":
            _refuse_undoing(changes, change.data["about"])
        case "graded" | "judged" if state.at(change.data["level"]).not_evaluable is not None:
            level = change.data["level"]
            raise UsageError(f"{level} är angiven som ej bedömbar", f"{level} is said to be not evaluable")
        case "moved" | "approved":
            its, level = state.at(change.data["level"]), change.data["level"]
            if its.vertebra is None:
                raise UsageError(f"{level} har inga punkter än", f"{level} has no points yet")
            wrong = point_problems(level, its.vertebra) if change.kind == "approved" else ()
            if wrong:
                raise InputError(wrong)
        case "relabelled" if _relabelled(state, change.data["by"]) is state:
            raise UsageError(
                f"kotorna kan inte flyttas ett steg: granskningen går från {LEVELS[0]} till {LEVELS[-1]}",
                f"the vertebrae cannot be moved a step: a reading goes from {LEVELS[0]} to {LEVELS[-1]}",
            )
        case "reopened" if state.signed is None:
            raise UsageError("granskningen är redan öppen", "the reading is open already")


def _refuse_undoing(changes: Sequence[Change], about: int) -> None:
    found = next((one for one in standing(changes) if one.number == about), None)
    if found is None or found.kind not in DRAWN:
        raise UsageError(
            f"ändring {about} finns inte, är redan ångrad eller kan inte ångras",
            f"change {about} is not there, is undone already, or cannot be undone",
        )


def refuse_signing(state: State) -> None:
    """Refuse (InputError) to sign what is not settled, or stands in an order that no spine has."""
    problems = [
        Problem(
            "är varken godkänd eller angiven som ej bedömbar",
            "is neither approved nor said to be not evaluable",
            fact=level,
        )
        for level in state.unsettled
    ]
    drawn = {level: its.vertebra for level, its in state.levels.items() if its.approved and its.vertebra is not None}
    problems += spine_problems(drawn)
    if problems:
        raise InputError(problems)
