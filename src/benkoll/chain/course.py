"""A person's drug through time: what the events of treatment say, and the dates that still need somebody."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from benkoll.chain.events import Event
from benkoll.chain.numbers import months_after
from benkoll.guideline.basics import BISPHOSPHONATES, BONE_BUILDING

ANTIRESORPTIVES = (*BISPHOSPHONATES, "denosumab", "raloxifene")
TREATMENT = ("treatment_stopped", "treatment_paused", "prescribed", "treatment_started", "dose_given")
"""In the order in which those of one day are read: one drug is stopped, and another begun."""


@dataclass(frozen=True, slots=True)
class Course:
    """`drug` None: on none. `since`: on the drug; `last_dose`: of it; `left`: the drug before the pause or the stop."""

    drug: str | None = None
    since: date | None = None
    last_dose: date | None = None
    left: str | None = None
    paused_on: date | None = None
    pause_until: date | None = None
    stopped_on: date | None = None


def course(events: Iterable[Event], until: date | None = None) -> Course:
    """Where the treatment stands after these events; `until`: as it stood at the end of that day."""
    now = Course()
    for event in treatment(events):
        if until is None or event.day <= until:
            now = _after(now, event)
    return now


def treatment(events: Iterable[Event]) -> list[Event]:
    """The events of treatment, in the order in which they happened."""
    return sorted(
        (one for one in events if one.kind in TREATMENT), key=lambda one: (one.day, TREATMENT.index(one.kind), one.id)
    )


def _after(now: Course, event: Event) -> Course:
    match event.kind:
        case "treatment_paused":
            until = event.data.get("until")
            if (now.drug or now.left) in ("denosumab", *BONE_BUILDING):  # these are never paused (DMAB-3, SEQ-2, SEQ-3)
                return Course(left=now.drug or now.left, stopped_on=now.stopped_on or event.day)
            paused = Course(left=now.drug or now.left, paused_on=event.day)
            return paused if until is None else replace(paused, pause_until=date.fromisoformat(until))
        case "treatment_stopped":
            return Course(left=now.drug or now.left, stopped_on=event.day)
        case _:
            drug = event.data["drug"]
            given = event.day if event.kind != "prescribed" else now.last_dose if now.drug == drug else None
            if now.drug == drug and now.last_dose is None and given is not None:  # prescribed before, taken from now on
                return replace(now, since=given, last_dose=given)
            if now.drug == drug:
                return replace(now, last_dose=given)
            return Course(drug, event.day, given)


def started_on(events: Iterable[Event], since: date) -> date | None:
    """The day from which the person is treated, since that day: of a drug that they had, that day."""
    told = treatment(events)
    if course(told, since).drug is not None:
        return since
    begun = [one.day for one in told if one.kind in ("prescribed", "treatment_started", "dose_given")]
    return min((day for day in begun if day >= since), default=None)


def on_antiresorptive(events: Iterable[Event], day: date) -> bool:
    """Whether a drug that slows resorption was taken before that day, or had ended so lately that it counts (AE-3)."""
    before = course(events, day - timedelta(days=1))
    ended = before.paused_on or before.stopped_on
    if ended is not None and day <= months_after(ended, "investigation.femur_after_months"):
        return before.left in ANTIRESORPTIVES
    return before.drug in ANTIRESORPTIVES


__all__ = ["ANTIRESORPTIVES", "BONE_BUILDING", "Course", "course", "on_antiresorptive", "started_on", "treatment"]
