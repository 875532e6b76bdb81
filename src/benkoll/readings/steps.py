"""What a reader can take back next, and bring back: the changes of a reading as steps, each as it was made at once.

Proposals that were placed one after the other are one step, for they were asked for together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from benkoll.readings.changes import DRAWN, Change


@dataclass(frozen=True, slots=True)
class Steps:
    """`back`: the numbers of the changes to be undone next, in that order; `again`: those of the undoings to be undone.

    Empty where there is nothing to take back, or to bring back.
    """

    back: tuple[int, ...] = ()
    again: tuple[int, ...] = ()


@dataclass(slots=True)
class _Told:
    """Steps by number; `made`: those that stand, `gone`: those that were taken back, the last one last."""

    steps: list[list[int]] = field(default_factory=list)
    of_change: dict[int, int] = field(default_factory=dict)
    of_undoing: dict[int, int] = field(default_factory=dict)
    undoings: dict[int, list[int]] = field(default_factory=dict)
    made: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def steps_of(changes: Sequence[Change]) -> Steps:
    """The steps that can be taken next. What was done before the reading was signed cannot be, after it was."""
    told, last = _Told(), None
    for change in sorted(changes, key=lambda one: one.number):
        if change.kind == "undone":
            _undone(told, change)
        elif change.kind in DRAWN:
            _made(told, change, last)
        elif change.kind in ("signed", "reopened"):
            told = _Told()
        last = change
    back = tuple(reversed(told.steps[told.made[-1]])) if told.made else ()
    again = tuple(reversed(told.undoings[told.gone[-1]])) if told.gone else ()
    return Steps(back, again)


def _made(told: _Told, change: Change, last: Change | None) -> None:
    together = _is_proposal(change) and last is not None and _is_proposal(last) and last.number in told.of_change
    if together and last is not None:
        place = told.of_change[last.number]
    else:
        place = len(told.steps)
        told.steps.append([])
        told.made.append(place)
    told.steps[place].append(change.number)
    told.of_change[change.number] = place
    told.gone.clear()


def _is_proposal(change: Change) -> bool:
    return change.kind == "placed" and bool(change.data.get("proposed"))


def _undone(told: _Told, change: Change) -> None:
    about = change.data["about"]
    if about in told.of_change:
        place = told.of_change[about]
        if place in told.made:
            told.made.remove(place)
            told.gone.append(place)
            told.undoings[place] = []
        told.undoings.setdefault(place, []).append(change.number)
        told.of_undoing[change.number] = place
    elif about in told.of_undoing:
        place = told.of_undoing[about]
        if place in told.gone:
            told.gone.remove(place)
            told.made.append(place)
