"""An episode: one fracture that the chain follows, the state that it has come to, and what is to be done next.

All of it follows from the events of the person, whatever order they came in. Two tracks run beside each other, for a
ward may start a drug before the patient has been called (CARE-2): from the invitation to the recommendation, and from
the start of a drug to the measurement after two years. An episode closes when nothing more is to be done, now or later:
never while a dose of denosumab, a bone-building drug or a pause still needs a date, unless the unit that takes over has
said that it does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from benkoll.chain.course import started_on
from benkoll.chain.events import EPISODE, Event
from benkoll.chain.fractures import CAUSES_TO_CHECK, Fracture, fractures
from benkoll.chain.numbers import months_after
from benkoll.chain.steps import Item, assessment_items, drug_items, judging_items, treatment_items, ward_items

State = Literal[
    "to_confirm",
    "identified",
    "invited",
    "investigated",
    "assessed",
    "recommended",
    "treated",
    "adherence_checked",
    "one_year_checked",
    "closed",
    "atypical",
    "excluded",
    "declined",
    "moved",
    "died",
]
SHARED = (
    "answered",
    "invited",
    "reminded",
    "dxa_done",
    "blood_tests_done",
    "falls_assessed",
    "training_started",
    "assessed",
    "recommendation_sent",
    "followed_up",
)
"""What was done for one of a person's fractures after the day of another was done for that one, too."""


WAITING_NO_MORE = ("infusion", "start_before_discharge")
"""What keeps no episode open by itself: primary care gives infusions, and whoever was assessed has left the ward."""

TAKE_BACK = ("withdrawn", "unmerged")


@dataclass(frozen=True, slots=True)
class Episode:
    """`acts`: its events and those of the person that count for it. `items`: what is to be done, `closed_on` when not.

    `why`: of a state that waits for somebody, the verdict; of one that was ended, the reason.
    """

    fracture: Fracture
    state: State
    why: str | None
    acts: tuple[Event, ...]
    items: tuple[Item, ...]
    started_on: date | None
    closed_on: date | None

    @property
    def id(self) -> str:
        """The id of its fracture's earliest report: the same in whatever order the reports came."""
        return self.fracture.id

    def told(self, name: str) -> str | None:
        """What the earliest report that says it says of `unit`, `ward` or `discharged`."""
        return told_of(self.fracture, name)


def told_of(fracture: Fracture, name: str) -> str | None:
    """What the earliest of the fracture's reports that says it says of `unit`, `ward` or `discharged`."""
    return next((str(one.data[name]) for one in fracture.reports if one.data.get(name)), None)


def standing(events: Sequence[Event]) -> list[Event]:
    """The events that were not withdrawn, merges that were not undone, reports of visits that were not cancelled."""
    gone = {one.data["about"] for one in events if one.kind in TAKE_BACK}
    cancelled = {one.data["visit"] for one in events if one.kind == "cancelled" and one.id not in gone}
    return [
        one
        for one in events
        if one.id not in gone
        and one.kind not in TAKE_BACK
        and (one.kind == "cancelled" or one.data.get("visit") is None or one.data["visit"] not in cancelled)
    ]


def episodes(events: Sequence[Event], unit: str | None = None) -> list[Episode]:
    """The episodes of one person, or of theirs at one unit, the earliest fracture first; those that do not count are
    none.
    """
    there = standing(events)
    died = min((one.day for one in there if one.kind == "died"), default=None)
    followed = [one for one in fractures(there) if one.verdict in ("counts", "atypical", *CAUSES_TO_CHECK)]
    followed = [one for one in followed if unit is None or told_of(one, "unit") == unit]
    counting = [one.id for one in followed if one.verdict == "counts"] or [one.id for one in followed]
    return [_episode(one, there, died, of_drug=counting[-1:] == [one.id]) for one in followed]


def acts_of(fracture: Fracture, events: Sequence[Event]) -> list[Event]:
    """The events of the fracture's own, and the shared ones of its first year, in their order."""
    until = months_after(fracture.day, "care.chain_fracture_months")
    mine = [
        one
        for one in events
        if one.data.get(EPISODE) in fracture.ids or (one.kind in SHARED and fracture.day <= one.day <= until)
    ]
    return sorted(mine, key=lambda one: (one.day, one.seq, one.id))


def _episode(fracture: Fracture, events: Sequence[Event], died: date | None, of_drug: bool) -> Episode:
    acts = acts_of(fracture, events)
    since = started_on(events, fracture.day)
    state, why, items = _standing_of(fracture, acts, events, since, of_drug)
    if died is not None:
        state, items = "died", []
    if all(one.step in WAITING_NO_MORE for one in items):
        items = []
    closed_on = None
    if not items:
        closed_on = died or max((one.day for one in (*acts, *_of_person(events))), default=fracture.day)
        state = "closed" if state in _RUNNING else state
    return Episode(fracture, state, why, tuple(acts), tuple(items), since, closed_on)


_RUNNING: tuple[State, ...] = (
    "identified",
    "invited",
    "investigated",
    "assessed",
    "recommended",
    "treated",
    "adherence_checked",
    "one_year_checked",
)


def _of_person(events: Sequence[Event]) -> list[Event]:
    kinds = ("treatment_started", "treatment_stopped", "treatment_paused", "dose_given", "moved", "taken_over", "died")
    return [one for one in events if one.kind in kinds]


def _standing_of(
    fracture: Fracture, acts: Sequence[Event], events: Sequence[Event], since: date | None, of_drug: bool
) -> tuple[State, str | None, list[Item]]:
    """The state of an episode whose patient lives, why, and what is to be done."""
    last = {one.kind: one for one in sorted(events, key=lambda one: (one.day, one.seq)) if one.day >= fracture.day}
    mine: Mapping[str, Event] = {one.kind: one for one in acts}
    taken_over = last.get("taken_over")
    drugs = [] if taken_over or not of_drug else drug_items(events, fracture)
    if "excluded" in mine:
        return "excluded", str(mine["excluded"].data["reason"]), drugs
    if fracture.verdict in CAUSES_TO_CHECK:
        return "to_confirm", fracture.verdict, [*judging_items(fracture), *drugs]
    moved = last.get("moved")
    if moved is not None:
        return "moved", None, [] if taken_over else [Item.takeover(moved.day), *drugs]
    assessing = assessment_items(fracture, acts)
    if fracture.verdict == "atypical":
        return "atypical", None, [*assessing, *drugs]
    if "declined" in mine:
        return "declined", None, [*assessing, *drugs]
    treating = [] if taken_over else treatment_items(fracture, acts, events, since)
    ward = ward_items(fracture, events, since) if assessing or treating else []  # else no drug is to be started
    return _reached(mine, acts, since), None, [*ward, *assessing, *treating, *drugs]


def _reached(mine: Mapping[str, Event], acts: Sequence[Event], since: date | None) -> State:
    """The furthest of the states that the events have brought."""
    followed = {one.data["at"] for one in acts if one.kind == "followed_up"}
    reached: list[tuple[State, bool]] = [
        ("one_year_checked", "12_months" in followed or "dxa_2_years" in followed),
        ("adherence_checked", "3_months" in followed),
        ("treated", since is not None),
        ("recommended", "recommendation_sent" in mine),
        ("assessed", "assessed" in mine),
        ("investigated", "dxa_done" in mine and "blood_tests_done" in mine),
        ("invited", "invited" in mine or "answered" in mine),
    ]
    return next((state for state, there in reached if there), "identified")
