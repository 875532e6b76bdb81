"""One fracture as the indicators see it: what was done by when, and by what evidence a treatment is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from benkoll.chain.course import course, treatment
from benkoll.chain.episode import Episode, episodes, standing
from benkoll.chain.events import Event
from benkoll.chain.fractures import CAUSES_TO_CHECK, birth_date
from benkoll.chain.numbers import days_after, months_after, whole
from benkoll.chain.persons import known_of
from benkoll.logic.calendar import add_days

TIMELESS = ("person", "merged", "cancelled", "confirmed", "refuted", "excluded")
"""What says how things were, whenever it is said; all else is told of its own day."""

PAIRED = ("hip", "wrist", "proximal_humerus", "lower_leg", "ankle")
"""Sites that have a side."""

GIVEN = ("prescribed", "treatment_started", "dose_given")
Evidence = Literal["prescription", "dose", "told"]
FALLS_ADVISED = "INV-BALANCE"


@dataclass(frozen=True, slots=True)
class Case:
    """An episode as it stood on `day`: `events` are the person's until then, `sex` None where it is not known."""

    episode: Episode
    events: tuple[Event, ...]
    day: date
    person: str
    sex: str | None = None

    @property
    def fractured(self) -> date:
        """The day of the fracture."""
        return self.episode.fracture.day

    @property
    def site(self) -> str | None:
        """The fracture's."""
        return self.episode.fracture.site

    @property
    def excluded(self) -> str | None:
        """Why it is no case, or None: the reason of an exclusion, or `atypical`."""
        taken_out = self.last("excluded")
        if taken_out is not None:
            return str(taken_out.data["reason"])
        return "atypical" if self.episode.fracture.verdict == "atypical" else None

    @property
    def to_confirm(self) -> bool:
        """Whether it waits for somebody to say that it is a fracture of the chain's."""
        return self.episode.fracture.verdict in CAUSES_TO_CHECK

    def last(self, *kinds: str) -> Event | None:
        """The last of the episode's events of these kinds."""
        return next((one for one in reversed(self.episode.acts) if one.kind in kinds), None)

    def by(self, limit: date, *kinds: str) -> bool:
        """Whether one of these was done on that day or before it."""
        return any(one.kind in kinds and one.day <= limit for one in self.episode.acts)

    def died_by(self, limit: date) -> bool:
        """Whether the person died on that day or before it."""
        return any(one.kind == "died" and one.day <= limit for one in self.events)

    def seen_until(self, limit: date) -> bool:
        """Whether the chain would know what was done until that day: not where the person moved away before."""
        return not any(one.kind == "moved" and self.fractured <= one.day <= limit for one in self.events)

    @property
    def treated_since(self) -> date | None:
        """From which day the person is treated: that of the fracture, where they were already."""
        return self.episode.started_on


def cases(events: Sequence[Event], day: date, person: str, unit: str | None = None) -> list[Case]:
    """One person's episodes, or those of one unit, as they stood on that day, by what is known of it now."""
    there = tuple(one for one in standing(events) if one.kind in TIMELESS or one.day <= day)
    sex = known_of(there, person).get("sex")
    return [Case(one, there, day, person, sex) for one in episodes(there, unit) if one.fracture.day <= day]


# TREATMENT


def on_drug(case: Case, day: date) -> bool | None:
    """Whether the person was on a drug that day, as far as the chain was told; None where they had moved away."""
    if course(case.events, day).drug is not None:
        return True
    return False if case.seen_until(day) else None


def confirmed_on_drug(case: Case, day: date) -> bool | None:
    """Whether the person was on a drug that day, and something near it shows that; None where nobody has confirmed it.

    Near is as many weeks as a start may take: who starts in time and is asked a year later is asked by then.
    """
    now = course(case.events, day)
    if now.drug is None:
        return False if case.seen_until(day) else None
    near = 7 * whole("chain.start_weeks")
    asked = [one for one in case.episode.acts if one.kind == "followed_up" and "on_drug" in one.data]
    before = [one for one in asked if one.day <= day]
    if before and not before[-1].data["on_drug"] and not _given(case, before[-1].day, day):
        return False
    if _lasts(now.drug, now.last_dose, day) or _given(case, _days(day, -near), day):
        return True
    if any(one.day >= _days(day, -near) and one.data["on_drug"] for one in before):
        return True
    after = [(one.day, bool(one.data["on_drug"])) for one in asked if day < one.day <= _days(day, near)]
    after += [(one.day, one.kind in GIVEN) for one in treatment(case.events) if day < one.day <= _days(day, near)]
    return True if after and min(after)[1] else None


def _given(case: Case, since: date, until: date) -> bool:
    """Whether a drug was prescribed, begun or given after the one day, and by the other."""
    return any(one.kind in GIVEN and since < one.day <= until for one in case.events)


def _lasts(drug: str, dose: date | None, day: date) -> bool:
    """Whether a dose still works that day: denosumab until it is urgent, an infusion until the next is due."""
    if dose is None:
        return False
    if drug == "denosumab":
        return day <= months_after(dose, "denosumab.urgent_months")
    return drug == "zoledronic_acid" and day <= months_after(dose, "follow_up.infusion_months")


def evidence(case: Case, until: date) -> tuple[Evidence, bool] | None:
    """By what the treatment is known that was under way or begun by that day, and whether by a dose on requisition.

    `prescription`: there is one, which the national register of prescribed drugs sees as well; `dose`: only what was
    given, or begun, in care; `told`: only that it was begun.
    """
    first = case.treated_since
    now = course(case.events, first) if first is not None else None
    since = now.since if now is not None and now.since is not None else first
    if since is None:
        return None
    told = [one for one in treatment(case.events) if since <= one.day <= until]
    if any(one.kind == "prescribed" for one in told):
        return "prescription", False
    on_requisition = any(one.data.get("requisition") is True for one in told)
    if on_requisition or any(one.kind == "dose_given" for one in told):
        return "dose", on_requisition
    return ("told", False) if told else None


# WHAT IS RECORDED


def recommended(case: Case) -> bool | None:
    """Whether a drug was recommended: by the latest assessment, or as it was begun."""
    if case.treated_since is not None:
        return True
    return indicated(case) if case.last("assessed") is not None else False


def indicated(case: Case) -> bool | None:
    """What the latest assessment says; None where there is none, or it cannot tell."""
    assessed = case.last("assessed")
    said = None if assessed is None else assessed.data["indicated"]
    return {"yes": True, "no": False}.get(str(said))


def falls_seen_to(case: Case) -> bool:
    """Whether a falls assessment was done, or recommended in a recommendation that was sent."""
    assessed, sent = case.last("assessed"), case.last("recommendation_sent")
    if case.last("falls_assessed") is not None:
        return True
    if assessed is None or sent is None or sent.day < assessed.day:
        return False
    return FALLS_ADVISED in assessed.data.get("codes", ())


def fields(case: Case) -> dict[str, bool]:
    """Each field that a case like this has -> whether it is filled in."""
    followed, assessed = case.last("followed_up"), case.last("assessed")
    doses = [one for one in case.events if one.kind == "dose_given" and one.day >= case.fractured]
    found: dict[str, Any] = {"site": case.site, "energy": case.episode.fracture.low_energy}
    found |= {"sex": case.sex, "birth_date": birth_date(case.events), "unit": case.episode.told("unit")}
    if case.site in PAIRED:
        found["side"] = case.episode.fracture.side
    if assessed is not None:
        found["indicated"] = indicated(case)
        if indicated(case):
            found["first_choice"] = assessed.data.get("first_choice")
    if followed is not None:
        found["on_drug"] = followed.data.get("on_drug")
    if doses:
        found["requisition"] = True if all("requisition" in one.data for one in doses) else None
    return {name: value is not None for name, value in found.items()}


FIELDS = ("site", "side", "energy", "sex", "birth_date", "unit", "indicated", "first_choice", "on_drug", "requisition")


def _days(day: date, number: int) -> date:
    moved = add_days(day, number)
    assert moved is not None
    return moved


def passed(case: Case, parameter: str) -> date:
    """The last day of the time that the parameter gives from the fracture."""
    return days_after(case.fractured, parameter)
