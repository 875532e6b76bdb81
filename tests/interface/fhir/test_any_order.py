"""Neither order, repetition nor wrapping of resources changes what is read; nothing malformed breaks the reader."""

import json
import random
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkoll.errors import InputError, Problem
from benkoll.exchange.fhir.notes import TEXTS, Note
from benkoll.exchange.fhir.read import facts_of

EXAMPLES = Path(__file__).parents[3] / "examples"
DAY = date(2026, 3, 2)
RECORD = json.loads((EXAMPLES / "fhir-record.json").read_text())
TWO = [json.loads(line) for line in (EXAMPLES / "fhir-two-patients.ndjson").read_text().splitlines()]
RESOURCES = [entry["resource"] for entry in RECORD["entry"]] + TWO
EXPECTED = facts_of(RESOURCES, DAY)

whole_records = settings(max_examples=max(60, settings.default.max_examples // 5))  # 70 resources an example


@whole_records
@given(st.randoms(use_true_random=False), st.integers(0, 20))
def test_order_and_repetition_change_nothing(chance: random.Random, repeated: int) -> None:
    mixed = [*RESOURCES, *chance.choices(RESOURCES, k=repeated)]
    chance.shuffle(mixed)
    cut = chance.randrange(len(mixed))
    entries = [{"resource": one} for one in mixed[:cut]]
    assert facts_of([*mixed[cut:], {"resourceType": "Bundle", "entry": entries}], DAY) == EXPECTED


@whole_records
@given(st.randoms(use_true_random=False))
def test_a_part_of_the_record_never_says_no_by_its_silence(chance: random.Random) -> None:
    """What is false or none is so because a resource says it; a record with less in it may know less, never more no."""
    patients = [one for one in RESOURCES if one["resourceType"] == "Patient"]
    part = [one for one in RESOURCES if chance.random() < 0.5]
    for found in facts_of([*patients, *part], DAY):
        said_no = {fact for fact, value in found.raw.items() if value is False or value == "none"}
        assert said_no <= {"current_smoker"}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [place for key, one in inside for place in places(one, (*path, key))]


NUMBERS = [0, -1, 1e308, 10**30, float("inf"), float("nan")]
TEXT = ["", "x", "2026-02-30", "9999-12-31", "0001-01-01", "\ud800"]
SHAPES = [
    [],
    {},
    [None],
    [[]],
    {"coding": "x"},
    {"coding": [{"system": 1, "code": []}]},
    {"reference": 5},
    {"value": "1"},
]
ODD = st.sampled_from([None, True, *NUMBERS, *TEXT, *SHAPES, {"start": "2026"}])


@given(st.data())
def test_nothing_malformed_breaks_the_reader(data: st.DataObject) -> None:
    broken = deepcopy(data.draw(st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=8)))
    for _ in range(data.draw(st.integers(1, 4))):
        one = data.draw(st.sampled_from(broken))
        *path, last = data.draw(st.sampled_from([place for place in places(one) if place]))
        holder: Any = one
        for key in path:
            holder = holder[key]
        holder[last] = deepcopy(data.draw(ODD))
    told: list[Problem | Note] = []
    try:
        told += [note for record in facts_of([RESOURCES[0], *broken], DAY) for note in record.notes]
    except InputError as refused:
        told += refused.problems
    assert all(one.said("sv") and one.said("en") for one in told)


def test_every_note_is_said_in_both_languages_with_the_same_parts() -> None:
    for sv, en in TEXTS.values():
        assert sv != en
        assert sv.count("{") == en.count("{")


@pytest.mark.parametrize("deep", [5_000])
def test_bundles_in_bundles_are_no_trap(deep: int) -> None:
    inner: dict[str, Any] = RESOURCES[0]
    for _ in range(deep):
        inner = {"resourceType": "Bundle", "entry": [{"resource": inner}]}
    assert len(facts_of([inner], DAY)) == 1
