"""Which reports speak of one fracture, and whether it is one that the chain follows (CARE-1).

A fracture counts where the person is older than the guideline's limit on its day, unless it is of high energy or from
a tumour; where nothing is said of its energy it counts, as an assumption. What cannot be told from the codes waits for
somebody to confirm or refute it: unknown is not no.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from benkoll.chain.course import on_antiresorptive
from benkoll.chain.events import Event
from benkoll.chain.numbers import months_after
from benkoll.guideline.parameters import limit
from benkoll.logic.calendar import between

Verdict = Literal[
    "counts",
    "atypical",
    "age",
    "energy",
    "tumour",
    "refuted",
    "check_site",
    "check_finding",
    "check_age",
    "check_atypical",
]
"""`check_...`: waits for somebody; `age`, `energy`, `tumour`, `refuted`: why it does not count."""

CAUSES_TO_CHECK: tuple[Verdict, ...] = ("check_site", "check_finding", "check_age", "check_atypical")


@dataclass(frozen=True, slots=True)
class Fracture:
    """Reports of one fracture, the earliest first. `site` None: not told yet."""

    reports: tuple[Event, ...]
    site: str | None
    side: str | None
    low_energy: bool | None
    verdict: Verdict

    @property
    def id(self) -> str:
        """The earliest report's."""
        return self.reports[0].id

    @property
    def day(self) -> date:
        """The earliest report's."""
        return self.reports[0].day

    @property
    def ids(self) -> frozenset[str]:
        """Of all its reports."""
        return frozenset(one.id for one in self.reports)


def birth_date(events: Sequence[Event]) -> date | None:
    """The date of birth that the latest message to say one says."""
    told = [one for one in events if one.kind == "person" and one.data["known"].get("birth_date")]
    last = max(told, key=lambda one: (one.day, one.id), default=None)
    return None if last is None else date.fromisoformat(last.data["known"]["birth_date"])


def fractures(events: Sequence[Event]) -> list[Fracture]:
    """The fractures that the events of one person speak of, in the order of their days."""
    born = birth_date(events)
    judged = {one.data["about"]: one for one in sorted(events, key=_order) if one.kind in ("confirmed", "refuted")}
    groups: list[list[Event]] = []
    waiting: list[Event] = []
    for report in sorted((one for one in events if one.kind in ("fracture", "finding")), key=_order):
        if _site(report, judged) is None:
            waiting.append(report)
            continue
        same = next((group for group in groups if _same(group, report, judged)), None)
        if same is None:
            groups.append([report])
        else:
            same.append(report)
    for report in list(waiting):
        same = next((group for group in groups if _spoken_of(group, report, judged)), None)
        if same is not None:
            same.append(report)
            waiting.remove(report)
    found = [_fracture(tuple(group), judged, events, born) for group in (*groups, *([one] for one in waiting))]
    return sorted(found, key=lambda one: (one.day, one.id))


def _order(event: Event) -> tuple[date, int, str]:
    return event.day, event.seq if event.kind in ("confirmed", "refuted") else 0, event.id


def _site(report: Event, judged: dict[str, Event]) -> str | None:
    """The site that a report says, or that somebody has said of it."""
    verdict = judged.get(report.id)
    if verdict is not None and verdict.kind == "confirmed" and "site" in verdict.data:
        return str(verdict.data["site"])
    if report.kind == "finding":
        return "vertebra" if verdict is not None and verdict.kind == "confirmed" else None
    site = report.data.get("site")
    return None if site is None else str(site)


def _same(group: Sequence[Event], report: Event, judged: dict[str, Event]) -> bool:
    """Reports of one site and side within so many months are of one fracture; where a side is not said, of either."""
    sides = {one.data.get("side") for one in (*group, report)} - {None}
    return (
        _site(group[0], judged) == _site(report, judged)
        and len(sides) < 2
        and report.day <= months_after(group[0].day, "chain.same_fracture_months")
    )


def _spoken_of(group: Sequence[Event], report: Event, judged: dict[str, Event]) -> bool:
    """A finding in an image, within so many months of a fracture of a vertebra that is known, is that fracture."""
    near = sorted((group[0].day, report.day))
    return (
        report.kind == "finding"
        and report.id not in judged
        and _site(group[0], judged) == "vertebra"
        and near[1] <= months_after(near[0], "chain.same_fracture_months")
    )


def _fracture(
    reports: tuple[Event, ...], judged: dict[str, Event], events: Sequence[Event], born: date | None
) -> Fracture:
    reports = tuple(sorted(reports, key=_order))
    sites = [site for one in reports if (site := _site(one, judged)) is not None]
    sides = {one.data.get("side") for one in reports} - {None}
    energies = {one.data.get("low_energy") for one in reports} - {None}
    energy = energies.pop() if len(energies) == 1 else None
    return Fracture(
        reports,
        sites[0] if sites else None,
        str(sides.pop()) if len(sides) == 1 else None,
        energy,
        _verdict(reports, judged, sites, energy, events, born),
    )


def _verdict(
    reports: Sequence[Event],
    judged: dict[str, Event],
    sites: Sequence[str],
    energy: bool | None,
    events: Sequence[Event],
    born: date | None,
) -> Verdict:
    said = [one.kind for one in sorted((judged[one.id] for one in reports if one.id in judged), key=_order)]
    day = reports[0].day
    old = old_enough(born, day)
    if old is False:
        return "age"
    if any(one.data.get("tumour") for one in reports):
        return "tumour"
    if energy is False:
        return "energy"
    femur = any(one.data.get("femur_shaft") for one in reports) and on_antiresorptive(events, day)
    if femur:
        if not said:
            return "check_atypical"
        return "atypical" if said[-1] == "confirmed" else "counts"
    if "refuted" in said:
        return "refuted"
    if not sites:
        return "check_finding" if reports[0].kind == "finding" else "check_site"
    if old is None and "confirmed" not in said:
        return "check_age"
    return "counts"


def old_enough(born: date | None, day: date) -> bool | None:
    """Whether a person is so old on that day that the chain follows their fractures; None where it is not known."""
    age = None if born is None else between("years", born, day)
    if age is None:
        return None
    limit_ = limit("care.chain_age")
    return int(age) >= limit_.value if limit_.comparison == ">=" else int(age) > limit_.value
