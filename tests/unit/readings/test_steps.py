"""What a reader takes back and brings back, step by step; what is stated by several readings together."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_report import VfaFinding, VfaReport
from benkoll.readings.changes import Change
from benkoll.readings.reading import standing
from benkoll.readings.stated import stated
from benkoll.readings.steps import Steps, steps_of
from unit.readings.spine import approved, block, changes, placed, points, undone

PROPOSED = [("placed", {"level": level, "points": points(level), "proposed": True}) for level in ("L1", "L2", "L3")]


def test_nothing_was_done() -> None:
    assert steps_of([]) == Steps()


def test_the_last_change_is_taken_back_and_brought_back() -> None:
    done = [placed("L1"), approved("L1")]
    assert steps_of(changes(done)) == Steps((2,))
    done.append(undone(2))
    assert steps_of(changes(done)) == Steps((1,), (3,))
    done.append(undone(3))
    assert steps_of(changes(done)) == Steps((2,))


def test_what_was_proposed_at_once_is_taken_back_at_once() -> None:
    done = [placed("T12"), *PROPOSED]
    assert steps_of(changes(done)) == Steps((4, 3, 2))
    done += [undone(4), undone(3), undone(2)]
    assert steps_of(changes(done)) == Steps((1,), (7, 6, 5))
    done += [undone(7), undone(6), undone(5)]
    assert steps_of(changes(done)) == Steps((4, 3, 2))


def test_what_is_done_anew_leaves_nothing_to_bring_back() -> None:
    done = [placed("L1"), undone(1), placed("L2")]
    assert steps_of(changes(done)) == Steps((3,))


def test_what_was_signed_is_not_taken_back_after_it_was_opened_again() -> None:
    done = [placed("L1"), ("signed", {"report": {}}), ("reopened", {"reason": "x"})]
    assert steps_of(changes(done)) == Steps()


@given(st.lists(st.sampled_from(["place", "propose", "back", "again"]), max_size=25))
def test_taking_back_and_bringing_back_never_ask_for_what_is_not_there(acts: list[str]) -> None:
    """Each step is of changes that stand; after as many backs nothing of what was drawn stands."""
    told = list[Change]()

    def do(kind: str, data: dict[str, object]) -> None:
        told.append(Change(len(told) + 1, kind, data))  # type: ignore[arg-type]

    def take(numbers: tuple[int, ...]) -> None:
        for number in numbers:
            assert number in {one.number for one in standing(told)}
            do("undone", {"about": number})

    for act in acts:
        if act in ("place", "propose"):
            do("placed", {"level": "L1", "points": points("L1"), "proposed": act == "propose"})
        else:
            steps = steps_of(told)
            take(steps.back if act == "back" else steps.again)
    while back := steps_of(told).back:
        take(back)
    assert [one for one in standing(told) if one.kind == "placed"] == []


# SEVERAL READINGS

DAY = date(2026, 3, 2)


def report(made: date, *levels: str) -> VfaReport:
    found = tuple(
        VfaFinding(one, block(one), grade=1 if one in levels else 0, approved=True, judgement="fracture")
        if one in levels
        else VfaFinding(one, block(one), grade=0, approved=True)
        for one in LEVELS
    )
    return VfaReport(found, imaged_on=made, read_by="Dr A", read_on=DAY, approved_on=DAY)


def test_the_latest_image_speaks_and_an_earlier_fracture_lasts() -> None:
    later, earlier = report(date(2026, 2, 20)), report(date(2024, 2, 20), "T12", "L1")
    found = {one.fact: (one.value, one.reading) for one in stated({"b": later, "a": earlier})}
    assert found == {
        "vertebral_fracture_count": (0, "b"),
        "vertebral_fracture_grade": (0, "b"),
        "vfa_date": (date(2026, 2, 20), "b"),
        "prior_vertebral_fracture": (True, "a"),
    }


def test_a_draft_states_nothing_and_hides_nothing() -> None:
    draft, earlier = replace(report(DAY), approved_on=None), report(date(2024, 2, 20), "L1")
    found = {one.fact: one.value for one in stated({"b": draft, "a": earlier})}
    assert found["prior_vertebral_fracture"] is True
    assert found["vertebral_fracture_count"] == 1
    assert stated({}) == ()
