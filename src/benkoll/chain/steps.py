"""What is to be done in an episode, by when, and by whom: the steps of the chain with their dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from benkoll.chain.course import BONE_BUILDING, Course, course
from benkoll.chain.events import Event
from benkoll.chain.fractures import Fracture, birth_date
from benkoll.chain.numbers import days_after, days_before, months_after, whole
from benkoll.guideline.parameters import limit
from benkoll.logic.calendar import between

Role = Literal["coordinator", "ward", "clinic", "primary_care"]
Weight = Literal[0, 1, 2]
DENOSUMAB, WARD, OTHER = 0, 1, 2
"""What comes first on the list: denosumab that is late or stopped, patients still on a ward, then everything else."""

Step = Literal[
    "confirm",
    "start_before_discharge",
    "invite",
    "remind",
    "call",
    "investigate",
    "assess",
    "recommend",
    "tell_primary_care",
    "refer_to_clinic",
    "start_treatment",
    "check_adherence",
    "check_at_one_year",
    "dxa_at_two_years",
    "decide_on_drug",
    "denosumab_stopped",
    "denosumab_dose",
    "infusion",
    "end_of_teriparatide",
    "end_of_romosozumab",
    "end_of_pause",
    "takeover",
]


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be done. Shown from `shows` to `until`, due on `due`, late after it; `why`: a key of `words`.

    `key`: the step, with the date of a dose, so that who claims one dose has not claimed the next.
    """

    step: Step
    shows: date
    due: date
    role: Role
    weight: int
    why: str
    key: str
    until: date | None = None

    @staticmethod
    def takeover(moved: date) -> "Item":
        """Somebody must say that they have taken over a patient who moved."""
        return _item("takeover", moved, days_after(moved, "chain.takeover_days"), "coordinator")


def _item(
    step: Step,
    shows: date,
    due: date,
    role: Role,
    why: str | None = None,
    weight: int = OTHER,
    until: date | None = None,
    key: str | None = None,
) -> Item:
    return Item(step, min(shows, due), due, role, weight, why or step, key or step, until)


def _first(acts: Sequence[Event], kind: str) -> Event | None:
    return next((one for one in acts if one.kind == kind), None)


def _last(acts: Sequence[Event], kind: str) -> Event | None:
    return next((one for one in reversed(acts) if one.kind == kind), None)


def judging_items(fracture: Fracture) -> list[Item]:
    """What the codes do not tell must be told by somebody."""
    shown = fracture.day
    return [_item("confirm", shown, days_after(shown, "chain.confirm_days"), "coordinator", fracture.verdict)]


# FROM INVITATION TO RECOMMENDATION


def assessment_items(fracture: Fracture, acts: Sequence[Event]) -> list[Item]:
    """The next step of the track from invitation to recommendation; none when it is through."""
    sent, assessed, declined = (_last(acts, kind) for kind in ("recommendation_sent", "assessed", "declined"))
    if fracture.verdict == "atypical":
        told = sent is not None and sent.data["to"] == "clinic"
        due = days_after(fracture.day, "chain.confirm_days")
        return [] if told else [_item("refer_to_clinic", fracture.day, due, "coordinator")]
    if declined is not None:
        told = sent is not None and sent.day >= declined.day
        due = days_after(declined.day, "chain.decide_days")
        return [] if told else [_item("tell_primary_care", declined.day, due, "coordinator")]
    if assessed is not None:
        told = sent is not None and sent.day >= assessed.day
        due = days_after(assessed.day, "chain.recommend_days")
        return [] if told else [_item("recommend", assessed.day, due, "coordinator")]
    return [_before_assessment(fracture, acts)]


def _before_assessment(fracture: Fracture, acts: Sequence[Event]) -> Item:
    dxa, tests = _first(acts, "dxa_done"), _first(acts, "blood_tests_done")
    if dxa and tests:
        due = days_after(fracture.day, "chain.assess_days")
        return _item("assess", max(dxa.day, tests.day), due, "clinic")
    answered, reminded, invited = (_last(acts, kind) for kind in ("answered", "reminded", "invited"))
    if answered or dxa or tests:
        since = min(one.day for one in (answered, dxa, tests) if one)
        missing = "investigate_dxa" if tests else "investigate_tests" if dxa else "investigate"
        return _item("investigate", since, days_after(fracture.day, "chain.investigate_days"), "clinic", missing)
    if reminded:
        return _item(
            "call",
            days_after(reminded.day, "chain.remind_days"),
            days_after(reminded.day, "chain.remind_days"),
            "coordinator",
        )
    if invited:
        due = days_after(invited.day, "chain.remind_days")
        return _item("remind", due, due, "coordinator")
    return _item("invite", fracture.day, days_after(fracture.day, "chain.invite_days"), "coordinator")


HELD = ("denosumab", *BONE_BUILDING)
"""Drugs that have an item of their own when they are stopped (`drug_items`)."""

# FROM THE FIRST DOSE TO THE MEASUREMENT AFTER TWO YEARS


def ward_items(fracture: Fracture, events: Sequence[Event], since: date | None) -> list[Item]:
    """A patient of high risk who is still on a ward starts before discharge (CARE-2)."""
    ward = next((one.data["ward"] for one in fracture.reports if one.data.get("ward")), None)
    if ward is None or since is not None or not _high_risk(fracture, events):
        return []
    told = [one.data["discharged"] for one in fracture.reports if one.data.get("discharged")]
    until = date.fromisoformat(max(told)) if told else months_after(fracture.day, "care.discharge_fracture_months")
    due = until if told else days_after(fracture.day, "chain.discharge_days")
    return [_item("start_before_discharge", fracture.day, due, "ward", weight=WARD, until=until)]


def _high_risk(fracture: Fracture, events: Sequence[Event]) -> bool:
    born = birth_date(events)
    age = None if born is None else between("years", born, fracture.day)
    limit_ = limit("care.discharge_age")
    assert limit_.comparison == ">"
    return fracture.site in ("hip", "vertebra") and age is not None and int(age) > limit_.value


def treatment_items(
    fracture: Fracture, acts: Sequence[Event], events: Sequence[Event], since: date | None
) -> list[Item]:
    """The next step of the track from the start of a drug to the measurement after two years; none when through."""
    assessed = _last(acts, "assessed")
    if since is None:
        if assessed is None or assessed.data["indicated"] == "no":
            return []
        if assessed.data["indicated"] == "unknown":  # unknown is not no: somebody must find out
            due = days_after(assessed.day, "chain.assess_days")
            sent = _last(acts, "recommendation_sent")
            return [_item("assess", assessed.day, due, "clinic", "assess_again")] if sent is not None else []
        due = days_after(fracture.day, "chain.start_weeks")
        return [_item("start_treatment", assessed.day, due, "primary_care")]
    now = course(events)
    if now.stopped_on is not None and now.stopped_on >= since and now.left not in HELD:
        if assessed is not None and assessed.day >= now.stopped_on and assessed.data["indicated"] == "no":
            return []
        due = days_after(now.stopped_on, "chain.decide_days")
        return [_item("decide_on_drug", now.stopped_on, due, "primary_care")]
    done = {one.data["at"] for one in acts if one.kind == "followed_up"}
    steps: tuple[tuple[str, Step, date, Role], ...] = (
        ("3_months", "check_adherence", months_after(since, "follow_up.adherence_months"), "primary_care"),
        ("12_months", "check_at_one_year", days_after(since, "chain.on_drug_weeks"), "primary_care"),
        ("dxa_2_years", "dxa_at_two_years", months_after(since, "follow_up.dxa_months"), "clinic"),
    )
    for place, (_, step, due, role) in enumerate(steps):
        if not done.intersection(one for one, *_ in steps[place:]):
            return [_item(step, days_before(due, "chain.notice_days"), due, role)]
    return []


# THE DATES OF DRUGS


def drug_items(events: Sequence[Event], fracture: Fracture) -> list[Item]:
    """The date that the person's drug still needs: next dose, end of a course, end of a pause, what follows a stop."""
    now = course(events)
    if now.drug is not None:
        return _of_drug(now)
    if now.paused_on is not None:
        due = now.pause_until or months_after(now.paused_on, "bisphosphonate.pause_months")
        return [_item("end_of_pause", days_before(due, "chain.dose_notice_days"), due, "primary_care")]
    if now.stopped_on is not None and now.left == "denosumab":
        due = now.stopped_on
        return [_item("denosumab_stopped", due, due, "primary_care", weight=DENOSUMAB)]
    if now.stopped_on is not None and now.left in BONE_BUILDING:
        due = days_after(now.stopped_on, "chain.decide_days")
        return [
            _item(
                "end_of_teriparatide" if now.left == "teriparatide" else "end_of_romosozumab",
                now.stopped_on,
                due,
                "clinic",
            )
        ]
    return []


def _of_drug(now: Course) -> list[Item]:
    last = now.last_dose or now.since
    assert last is not None
    assert now.since is not None
    match now.drug:
        case "denosumab":
            due = months_after(last, "denosumab.interval_months")
            shows = days_before(due, "chain.dose_notice_days")
            return [_item("denosumab_dose", shows, due, "primary_care", weight=DENOSUMAB, key=f"denosumab_dose:{due}")]
        case "zoledronic_acid":
            due = months_after(last, "follow_up.infusion_months")
            shows = days_before(due, "chain.dose_notice_days")
            return [_item("infusion", shows, due, "primary_care", key=f"infusion:{due}")]
        case "teriparatide":
            due = months_after(now.since, "teriparatide.course_months")
            return [
                _item(
                    "end_of_teriparatide", months_after(now.since, "teriparatide.follow_on_from_months"), due, "clinic"
                )
            ]
        case "romosozumab":
            due = months_after(now.since, "romosozumab.course_months")
            return [_item("end_of_romosozumab", days_before(due, "chain.dose_notice_days"), due, "clinic")]
        case _:
            return []


def urgency(item_due: date, day: date) -> Literal["soon", "late", "urgent"]:
    """How loud a dose of denosumab is told (DMAB-3): soon, late, or so late that fractures come."""
    late_by = between("months", item_due, day) or 0.0
    if late_by + whole("denosumab.interval_months") > whole("denosumab.urgent_months"):
        return "urgent"
    return "late" if day > item_due else "soon"
