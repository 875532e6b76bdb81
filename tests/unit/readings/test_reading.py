"""Where a reading stands follows from its changes alone, whatever was undone in whatever order."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.errors import InputError, UsageError
from benkoll.measures.vertebra import LEVELS, POINTS, point_problems
from benkoll.readings.changes import DRAWN, GRADES, JUDGEMENTS, KINDS, REASONS, Change
from benkoll.readings.reading import (
    NOTHING,
    Level,
    State,
    first_signed,
    last_signed,
    refuse,
    refuse_signing,
    standing,
    state_of,
)
from unit.readings.spine import (
    Done,
    approved,
    block,
    changes,
    graded,
    judged,
    placed,
    points,
    undone,
    unreadable,
    whole,
)

SIGNED: Done = ("signed", {"report": {}})
LEVEL = st.sampled_from(LEVELS[5:9])
COORDINATE = st.integers(0, 300).map(float)
DRAWING: st.SearchStrategy[Done] = st.one_of(
    st.builds(placed, LEVEL, st.sampled_from([40.0, 25.0])),
    st.builds(
        lambda level, point, x, y: ("moved", {"level": level, "point": point, "to": [x, y]}),
        LEVEL,
        st.sampled_from(POINTS),
        COORDINATE,
        COORDINATE,
    ),
    st.builds(lambda level: ("removed", {"level": level}), LEVEL),
    st.builds(lambda by: ("relabelled", {"by": by}), st.sampled_from([-1, 1])),
    st.builds(approved, LEVEL),
    st.builds(unreadable, LEVEL, st.sampled_from(REASONS)),
    st.builds(graded, LEVEL, st.sampled_from([None, *GRADES])),
    st.builds(judged, LEVEL, st.sampled_from([None, *JUDGEMENTS])),
    st.builds(lambda words: ("concluded", {"words": words}), st.sampled_from([None, "Se ovan."])),
)
DONE = st.lists(DRAWING, max_size=20)


def stands(done: Sequence[Done]) -> State:
    return state_of(changes(done))


def at(level: str, *done: Done) -> Level:
    return stands(done).at(level)


def without_last(state: State) -> State:
    return replace(state, last=0)


# UNDOING


@given(DONE, st.data())
def test_undone_in_any_order_is_as_if_never_done(done: list[Done], data: st.DataObject) -> None:
    gone = data.draw(st.lists(st.sampled_from(range(1, len(done) + 1)), unique=True)) if done else []
    undoing = [undone(one) for one in data.draw(st.permutations(gone))]
    left = [one for one in changes(done) if one.number not in gone]
    assert without_last(stands([*done, *undoing])) == without_last(state_of(left))


@given(DONE, st.data())
def test_undoing_an_undoing_brings_it_back(done: list[Done], data: st.DataObject) -> None:
    if done:
        one = data.draw(st.sampled_from(range(1, len(done) + 1)))
        again = [*done, undone(one), undone(len(done) + 1)]
        assert without_last(stands(again)) == without_last(stands(done))
        assert without_last(stands([*again, undone(len(again))])) == without_last(stands([*done, undone(one)]))


@given(DONE, st.randoms())
def test_the_order_in_which_they_are_read_is_nothing(done: list[Done], random: Any) -> None:
    told = changes(done)
    shuffled = list(told)
    random.shuffle(shuffled)
    assert state_of(shuffled) == state_of(told)
    assert standing(shuffled) == told


@given(DONE, DONE)
def test_each_change_falls_on_what_stood_before(done: list[Done], more: list[Done]) -> None:
    """Replayed from the beginning it is what it was when each was made: nothing is remembered beside the changes."""
    told = changes([*done, *more])
    states = [state_of(told[:place]) for place in range(len(told) + 1)]
    assert [one.last for one in states] == list(range(len(told) + 1))
    assert states[-1] == state_of(told)
    for before, change, after in zip(states, told, states[1:], strict=False):
        named = change.data.get("level")
        if named is not None:
            assert {level for level in LEVELS if before.at(level) != after.at(level)} <= {named}


def test_undone_twice_is_undone_once() -> None:
    told = changes([placed("L1"), undone(1)])
    with pytest.raises(UsageError, match="change 1 is not there, is undone already"):
        refuse(state_of(told), told, Change(3, "undone", {"about": 1}))


@pytest.mark.parametrize("about", [2, 7])
def test_what_is_not_there_is_not_undone(about: int) -> None:
    told = changes([placed("L1")])
    with pytest.raises(UsageError, match="is not there"):
        refuse(state_of(told), told, Change(2, "undone", {"about": about}))


def test_only_what_is_drawn_can_be_undone() -> None:
    assert set(KINDS) - set(DRAWN) == {"taken_over", "signed", "reopened"}
    told = changes([("taken_over", {}), *whole(), SIGNED, ("reopened", {"reason": "fel"})])
    for about in (1, len(told) - 1, len(told)):
        with pytest.raises(UsageError, match="cannot be undone"):
            refuse(state_of(told), told, Change(len(told) + 1, "undone", {"about": about}))


# ONE LEVEL


def test_points_are_placed_and_moved() -> None:
    found = at("L1", placed("L1"), ("moved", {"level": "L1", "point": "anterior_top", "to": [101, 22.5]}))
    assert found == Level(replace(block("L1"), anterior_top=(101.0, 22.5)))


def test_proposed_until_a_point_is_touched() -> None:
    proposed: Done = ("placed", {"level": "L1", "points": points("L1"), "proposed": True})
    assert at("L1", proposed).proposed
    assert at("L1", proposed, approved("L1")).proposed
    assert not at("L1", proposed, ("moved", {"level": "L1", "point": "anterior_top", "to": [101, 22]})).proposed
    assert not at("L1", proposed, placed("L1")).proposed


def test_an_unsure_proposal_stays_one_until_a_point_is_touched() -> None:
    unsure: Done = ("placed", {"level": "L1", "points": points("L1"), "proposed": True, "unsure": True})
    assert at("L1", unsure).unsure
    assert at("L2", unsure, ("relabelled", {"by": 1})).unsure
    assert not at("L1", unsure, ("moved", {"level": "L1", "point": "anterior_top", "to": [101, 22]})).unsure
    assert not at("L1", unsure, ("removed", {"level": "L1"})).unsure
    assert not at("L1", unsure, placed("L1")).unsure


@pytest.mark.parametrize(
    "later",
    [
        ("moved", {"level": "L1", "point": "middle_top", "to": [1.0, 2.0]}),
        placed("L1"),
        ("removed", {"level": "L1"}),
        unreadable("L1"),
        ("relabelled", {"by": -1}),
    ],
)
def test_who_changes_it_stands_by_it_anew(later: Done) -> None:
    assert at("L1", placed("L1"), approved("L1")).approved
    after = stands([placed("L1"), approved("L1"), later])
    assert not any(one.approved for one in after.levels.values())
    assert at("L1", placed("L1"), approved("L1"), later, undone(3)).approved


def test_not_evaluable_has_no_grade_and_no_judgement() -> None:
    done = [placed("L1"), approved("L1"), graded("L1", "2"), judged("L1"), unreadable("L1", "noise")]
    assert at("L1", *done) == Level(block("L1"), not_evaluable="noise")
    assert at("L1", *done, graded("L1", "1"), judged("L1")) == Level(block("L1"), not_evaluable="noise")
    told = changes(done)
    for kind, said in (graded("L1", "1"), judged("L1")):
        with pytest.raises(UsageError, match="L1 is said to be not evaluable"):
            refuse(state_of(told), told, Change(9, kind, said))
    assert at("L1", *done, undone(5)).judgement == "fracture"
    assert at("L1", *done, approved("L1")) == Level(block("L1"), approved=True)


def test_nothing_is_moved_or_approved_where_nothing_is() -> None:
    moved: Done = ("moved", {"level": "L1", "point": "middle_top", "to": [1, 2]})
    for kind, said in (moved, approved("L1")):
        with pytest.raises(UsageError, match="L1 has no points yet"):
            refuse(State(), [], Change(1, kind, said))
        assert at("L1", (kind, said)) == NOTHING


def test_an_upper_point_is_above_its_lower_one() -> None:
    told = changes([placed("L1"), ("moved", {"level": "L1", "point": "middle_top", "to": [130, 1000]})])
    with pytest.raises(InputError, match=r"L1\.middle_top: is not above middle_bottom"):
        refuse(state_of(told), told, Change(3, "approved", {"level": "L1"}))


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        ({}, ""),
        ({"anterior_top": [100, 1000]}, "is not above anterior_bottom"),
        ({"middle_top": [170, 560]}, "is not between anterior_top and posterior_top"),
        ({"middle_bottom": [90, 600]}, "is not between anterior_bottom and posterior_bottom"),
        ({"anterior_bottom": [250, 700], "middle_bottom": [200, 700]}, "the outline crosses itself"),
    ],
)
def test_what_the_measures_call_impossible_is_not_approved_and_all_else_is(
    moves: dict[str, list[float]], words: str
) -> None:
    """One rule holds: that of whoever grades a file of points."""
    drawn: list[Done] = [("moved", {"level": "L1", "point": name, "to": to}) for name, to in moves.items()]
    told = changes([placed("L1"), *drawn])
    vertebra = state_of(told).at("L1").vertebra
    assert vertebra is not None
    wrong = point_problems("L1", vertebra)
    assert words in "".join(one.said("en") for one in wrong)
    assert bool(wrong) == bool(words)
    if not wrong:
        refuse(state_of(told), told, Change(9, "approved", {"level": "L1"}))
        return
    with pytest.raises(InputError) as refused:
        refuse(state_of(told), told, Change(9, "approved", {"level": "L1"}))
    assert refused.value.problems == wrong


def test_said_words_are_taken_back() -> None:
    assert stands([("concluded", {"words": "A"}), ("concluded", {"words": "B"})]).conclusion == "B"
    assert stands([("concluded", {"words": "A"}), ("concluded", {"words": None})]).conclusion is None
    assert at("T4", graded("T4", "0.5"), graded("T4", None)) == NOTHING


# THE COUNT WAS WRONG


def test_all_are_called_a_level_further_down() -> None:
    done = [placed("T12"), placed("L1"), graded("L1", "1"), unreadable("L2")]
    found = stands([*done, ("relabelled", {"by": 1})])
    assert list(found.levels) == ["L1", "L2", "L3"]
    assert found.at("L1").vertebra == block("T12")
    assert found.at("L2") == Level(block("L1"), grade="1")
    assert found.at("L3").not_evaluable == "overlaid"
    assert stands([*done, ("relabelled", {"by": 1}), ("relabelled", {"by": -1})]).levels == stands(done).levels


@pytest.mark.parametrize(("end", "by"), [("T4", -1), ("L4", 1)])
def test_no_vertebra_falls_out_at_the_end(end: str, by: int) -> None:
    told = changes([placed(end), placed("T9")])
    with pytest.raises(UsageError, match="cannot be moved a step"):
        refuse(state_of(told), told, Change(3, "relabelled", {"by": by}))
    assert stands([placed(end), placed("T9"), ("relabelled", {"by": by})]).levels == state_of(told).levels


def test_what_was_said_of_no_vertebra_does() -> None:
    found = stands([unreadable("T4", "not_in_image"), placed("T6"), ("relabelled", {"by": -1})])
    assert list(found.levels) == ["T5"]


# SIGNED


def test_signed_is_closed_until_it_is_opened() -> None:
    told = changes([*whole(), SIGNED])
    assert state_of(told).signed == len(told)
    for kind, said in (placed("L1"), SIGNED, undone(1), ("taken_over", {})):
        with pytest.raises(UsageError, match="the reading is signed: open it again"):
            refuse(state_of(told), told, Change(len(told) + 1, kind, said))
    refuse(state_of(told), told, Change(len(told) + 1, "reopened", {"reason": "fel nivå"}))
    with pytest.raises(UsageError, match="open already"):
        refuse(State(), [], Change(1, "reopened", {"reason": "fel nivå"}))


def test_what_was_signed_stays_as_it_was() -> None:
    first, second = {"read_by": "first"}, {"read_by": "second"}
    done = [*whole(), ("signed", {"report": first})]
    told = changes([*done, ("reopened", {"reason": "fel"}), judged("L1"), ("signed", {"report": second})])
    assert first_signed(told) == state_of(told[: len(done)])
    assert last_signed(told) == state_of(told)
    for left in (1, 2):
        found = last_signed(told[:-left])
        assert found is not None
        assert (found.report, found.at("L1").judgement) == (first, None)
    assert (state_of(told[:-1]).signed, state_of(told[:-1]).at("L1").judgement) == (None, "fracture")


def test_nothing_was_signed() -> None:
    assert first_signed([]) is last_signed(changes(whole())) is None


def test_every_level_is_settled_before_it_is_signed() -> None:
    refuse_signing(stands(whole("T4", "T5")))
    for level in LEVELS:
        done = [one for one in whole() if one != approved(level)]
        assert stands(done).unsettled == (level,)
        with pytest.raises(InputError, match=f"{level}: is neither approved nor said to be not evaluable") as raised:
            refuse_signing(stands(done))
        assert len(raised.value.problems) == 1
    with pytest.raises(InputError) as raised:
        refuse_signing(State())
    assert [one.fact for one in raised.value.problems] == list(LEVELS)


def test_a_spine_goes_downward() -> None:
    swapped = [
        ("placed", {"level": "L1", "points": points("T12")}),
        ("placed", {"level": "T12", "points": points("L1")}),
    ]
    done = [*whole(), *swapped, approved("L1"), approved("T12")]
    with pytest.raises(InputError, match="L1: is not below T12: check the levels"):
        refuse_signing(stands(done))
    refuse_signing(stands([*done, unreadable("L1"), unreadable("T12")]))
