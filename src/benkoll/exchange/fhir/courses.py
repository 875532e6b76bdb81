"""Courses: exposures to one drug that follow each other closely, and what can be said of them on the day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from benkoll.exchange.fhir.drugs import SHELF_MONTHS, Drug, Exposure
from benkoll.exchange.fhir.shapes import Resource
from benkoll.logic.calendar import add_months

GAP_MONTHS = 6
"""A longer time without the drug begins a new course (reading)."""


@dataclass(frozen=True, slots=True)
class Course:
    """One course of a drug.

    `state`: on; dosed (nothing said, but the last dose is recent enough); late (the last dose is older than that);
    paused; ended. `until`: as far as the course is known to have lasted. `end`: the stated end, which for a course
    that goes on lies ahead. `certain_start`: the start was not read from the first order or dose.
    """

    drug: str
    state: Literal["on", "dosed", "late", "paused", "ended"]
    start: date | None
    certain_start: bool
    until: date | None
    end: date | None
    last_dose: date | None
    sources: tuple[Resource, ...]


def courses(name: str, drug: Drug, exposures: Iterable[Exposure], day: date) -> list[Course]:
    """The courses of the drug, oldest first; exposures without any date join the last one."""
    placed = sorted((one for one in exposures if one.start), key=lambda one: (one.start or day, one.source.name))
    groups: list[list[Exposure]] = []
    reach = date.min
    for one in placed:
        limit = add_months(reach, GAP_MONTHS) if groups else None
        if limit and one.start and one.start <= limit:
            groups[-1].append(one)
        else:
            groups.append([one])
            reach = date.min
        reach = max(reach, _reach(one, drug, day))
    loose = [one for one in exposures if not one.start]
    if loose and groups:
        groups[-1] += loose
    elif loose:
        groups = [loose]
    return [_course(name, drug, group, day) for group in groups]


def _reach(one: Exposure, drug: Drug, day: date) -> date:
    """Until when the exposure may be taken to last, to tell whether the next one follows on it."""
    start = one.start or day
    if one.end and one.end <= day:
        return one.end
    if one.state in ("on", "paused"):
        return day
    months = (drug.covers or 0) if one.state in ("given", "ordered") else SHELF_MONTHS if one.read_start else 0
    return min(day, add_months(start, months) or day)


def _course(name: str, drug: Drug, group: Sequence[Exposure], day: date) -> Course:
    doses = [one.start for one in group if one.state == "given" and one.start]
    last_dose = max(doses, default=None)
    ends = [one.end for one in group if one.state == "ended" and one.end]
    ahead = [one.end for one in group if one.state == "on" and one.end]
    starts = [(one.start, one.read_start or one.state == "given") for one in group if one.start]
    start, read = min(starts, default=(None, True))
    state = _state(drug, group, last_dose, max(ends, default=None), day)
    known = [date_ for one in group for date_ in (one.start, one.end) if date_ and date_ <= day]
    covered = add_months(last_dose, drug.covers or 0) if last_dose else None
    until = day if state in ("on", "dosed") else max([*known, *([min(covered, day)] if covered else [])], default=None)
    end = max(ahead, default=None) if state == "on" else max(ends, default=None) if state == "ended" else None
    return Course(name, state, start, not read, until, end, last_dose, tuple(one.source for one in group))


def _state(
    drug: Drug, group: Sequence[Exposure], last_dose: date | None, end: date | None, day: date
) -> Literal["on", "dosed", "late", "paused", "ended"]:
    states = {one.state for one in group}
    if "on" in states:
        return "on"
    if "paused" in states:
        return "paused"
    if "ended" in states and not (last_dose and end and last_dose > end):
        return "ended"
    if not drug.current:
        return "ended"
    last = last_dose or max((one.start for one in group if one.start), default=None)
    limit = add_months(last, drug.current) if last else None
    return "dosed" if limit and limit >= day else "late"
