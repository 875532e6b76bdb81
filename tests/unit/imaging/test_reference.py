"""A reference from normal readings: means, spread, trimming, who is left out; written down, read back, typed in."""

import json
from copy import deepcopy
from datetime import date
from math import exp, log
from typing import Any

import numpy as np
import pytest

from benkoll.errors import InputError
from benkoll.imaging.anatomy import number
from benkoll.imaging.genant import ClickError, grade_spine
from benkoll.imaging.reference import Person, Reference, build, normal_of, predicted_backs
from benkoll.imaging.reference_file import as_json, from_json
from benkoll.measures.vertebra import LEVELS, Spacing
from benkoll.measures.vfa_report import Heights
from unit.imaging.row import PIXEL, heights, row

DAY = date(2026, 3, 2)
WEDGES = {level: 0.02 * place for place, level in enumerate(LEVELS[:7])} | {"T11": 0.15}
"""Lower and lower in front down to T10, and T11 more than its neighbours lead to expect."""


def people(count: int, seed: int = 1, between: float = 0.03, within: float = 0.02, error: float = 0.0) -> list[Person]:
    """As many persons, half of them men, whose fronts differ by these SD; read with this error (SD, mm)."""
    rng = np.random.default_rng(seed)
    found = []
    for place in range(count):
        size, own = exp(0.1 * rng.standard_normal()), between * rng.standard_normal()
        mine = {}
        for level, (front, middle, back) in heights(WEDGES).items():
            front *= exp(own + within * rng.standard_normal())
            slips = error * 2**0.5 * rng.standard_normal(3)
            mine[level] = Heights(
                *(height * size + slip for height, slip in zip((front, middle, back), slips, strict=True))
            )
        found.append(Person(mine, "male" if place % 2 else "female", click_error=error or None))
    return found


@pytest.fixture(scope="module")
def made() -> Reference:
    return build(people(200), "200 of ours", DAY)


def test_means_and_spread_by_level(made: Reference) -> None:
    table = made.tables["any"]
    assert (made.source, made.made_on, made.left_out, table.persons) == ("200 of ours", DAY, {}, 200)
    for level in LEVELS:
        wedge = table.ratios[level]["wedge"]
        assert wedge.mean == pytest.approx(1 - WEDGES.get(level, 0.0), abs=0.01)
        assert wedge.sd == pytest.approx((0.03**2 + 0.02**2) ** 0.5, rel=0.25)
        assert wedge.n > 190
    assert "crush_above" not in table.ratios["T4"]
    assert "crush_below" not in table.ratios["L4"]
    assert table.ratios["T5"]["crush_above"].mean == pytest.approx(exp(0.04), abs=1e-6)
    assert log(table.backs["L4"] / table.backs["T4"]) == pytest.approx(0.48, abs=1e-6)


def test_spread_is_shared_between_persons_and_their_vertebrae(made: Reference) -> None:
    parts = made.tables["any"].parts
    assert parts["wedge"].between == pytest.approx(0.03, rel=0.15)
    assert parts["wedge"].within == pytest.approx(0.02, rel=0.1)
    assert parts["posterior"].within == pytest.approx(0, abs=1e-6)


def test_the_readers_error_is_taken_out_of_the_spread() -> None:
    parts = build(people(200, error=0.5), "clicked", DAY).tables["any"].parts
    assert parts["wedge"].within == pytest.approx(0.02, rel=0.35)
    untold = [Person(one.heights, one.sex) for one in people(200, error=0.5)]
    assert build(untold, "clicked", DAY).tables["any"].parts["wedge"].within > 1.8 * parts["wedge"].within


def test_what_lies_beyond_the_rest_is_trimmed() -> None:
    everyone = people(100)
    broken = dict(everyone[0].heights)
    broken["T8"] = Heights(broken["T8"].anterior * 0.6, broken["T8"].middle * 0.8, broken["T8"].posterior)
    made = build([Person(broken, "female"), *everyone[1:]], "with a fracture", DAY)
    whole = build(everyone[1:], "without", DAY)
    trimmed, clean = (one.tables["any"].ratios["T8"]["wedge"] for one in (made, whole))
    assert (trimmed.n, trimmed.mean) == (clean.n, pytest.approx(clean.mean, abs=1e-3))


def test_weights_of_a_survey_count() -> None:
    light, heavy = (
        Person(one.heights, one.sex, weight) for one, weight in zip(people(2, between=0.2), (1, 3), strict=True)
    )
    made = build([light, heavy] * 30, "weighted", DAY).tables["any"].ratios["T8"]["wedge"]
    first, second = (one.heights["T8"].anterior / one.heights["T8"].posterior for one in (light, heavy))
    assert made.mean == pytest.approx((first + 3 * second) / 4)


def test_a_sex_of_which_there_are_few_has_no_table() -> None:
    made = build([*people(60), *(Person(one.heights, "male") for one in people(0))], "few", DAY)
    assert set(made.tables) == {"female", "male", "any"}
    few = build([one for one in people(60) if one.sex == "female"], "women", DAY)
    assert (set(few.tables), set(few.left_out)) == ({"female", "any"}, {"male"})
    assert few.table_for("male") is few.tables["any"]
    assert few.table_for("female") is few.tables["female"]


def test_a_level_that_few_have_is_named() -> None:
    lacking = [
        Person({level: own for level, own in one.heights.items() if level != "T4"}, one.sex) for one in people(50)
    ]
    with pytest.raises(InputError) as raised:
        build([*lacking, *people(19)], "no T4", DAY)
    assert raised.value.said("en") == "T4: too few whole vertebrae: at least 20 are needed at every level"
    made = build([*lacking, *people(20)], "some T4", DAY)
    assert made.tables["any"].ratios["T4"]["wedge"].n == 20


def test_nobody() -> None:
    with pytest.raises(InputError):
        build([], "nobody", DAY)


def test_backs_are_predicted_by_those_above_and_below() -> None:
    profile = 0.04 * np.arange(len(LEVELS))
    backs = 20 * np.exp(profile)
    assert predicted_backs(backs, profile) == pytest.approx(backs)
    backs[5] *= 0.5
    assert predicted_backs(backs, profile)[5] == pytest.approx(20 * exp(0.2))
    alone = np.full(len(LEVELS), np.nan)
    alone[3] = 20
    assert np.isnan(predicted_backs(alone, profile)[3])


# WHAT IT IS FOR


def test_a_level_that_is_always_lower_in_front_is_no_deformity_of_its_own(made: Reference) -> None:
    """T11 is 15 % lower than its neighbours in everybody: a loss to who knows the neighbours alone."""
    spine, error = row(heights(WEDGES)), ClickError(0.3)
    alone = grade_spine(spine, Spacing(PIXEL, PIXEL), error)
    known = grade_spine(spine, Spacing(PIXEL, PIXEL), error, normal_of(made.tables["any"]))
    assert (alone.vertebrae["T11"].finding.loss_percent or 0) > 8
    assert (known.vertebrae["T11"].finding.loss_percent or 0) < 3


# WRITTEN DOWN


def test_written_down_and_read_back(made: Reference) -> None:
    assert from_json(json.loads(json.dumps(as_json(made)))) == made


def typed() -> dict[str, Any]:
    """A table of one sex as a clinic may type it in from a publication."""
    rows = {
        level: {
            "wedge": {"mean": 0.95, "sd": 0.05, "n": 100},
            "biconcave": {"mean": 0.93, "sd": 0.04, "n": 100},
            **({"crush_above": {"mean": 1.04, "sd": 0.03, "n": 100}} if level != "T4" else {}),
        }
        for level in LEVELS
    }
    return {
        "form": "benkoll vertebral reference 1",
        "source": "Somebody 1990",
        "made_on": "2026-03-02",
        "tables": {"female": {"ratios": rows}},
    }


def test_a_table_that_was_typed_in() -> None:
    table = from_json(typed()).tables["female"]
    assert log(table.backs["L4"] / table.backs["T4"]) == pytest.approx(12 * log(1.04))
    assert table.parts["wedge"].within == number("wedge.own")
    assert table.parts["wedge"].between == pytest.approx(((0.05 / 0.95) ** 2 - number("wedge.own") ** 2) ** 0.5)
    spine = grade_spine(row(heights()), Spacing(PIXEL, PIXEL), ClickError(0.3), normal_of(table))
    assert {one.finding.grade for one in spine.vertebrae.values()} == {0}


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("form",), "else", "form: must be 'benkoll vertebral reference 1'"),
        (("made_on",), "March", "made_on: must be a date, YYYY-MM-DD"),
        (("made_on",), None, "made_on: must be a date, YYYY-MM-DD"),
        (("tables",), {}, "tables: must have some of female, male, any"),
        (("tables",), [], "tables: must have some of female, male, any"),
        (("tables", "child"), {}, "tables.child: unknown name; allowed is female, male, any"),
        (("tables", "female", "ratios"), 7, "tables.female.ratios.T4: is missing"),
        (("tables", "female", "ratios", "T4"), 7, "tables.female.ratios.T4: must be an object: {...}"),
        (("tables", "female", "ratios", "T4"), {}, "tables.female.ratios.T4.wedge: is missing"),
        (
            ("tables", "female", "ratios", "T8", "wedge", "mean"),
            "0.9",
            "tables.female.ratios.T8.wedge.mean: must be a number, at least 0.01",
        ),
        (
            ("tables", "female", "ratios", "T8", "wedge", "sd"),
            -1,
            "tables.female.ratios.T8.wedge.sd: must be a number, at least 0",
        ),
        (
            ("tables", "female", "ratios", "T8", "wedge", "n"),
            True,
            "tables.female.ratios.T8.wedge.n: must be a number, at least 1",
        ),
        (("tables", "female", "parts"), {}, "tables.female.parts.posterior: is missing"),
        (("tables", "female", "parts"), {"posterior": {}}, "tables.female.parts.posterior.within: is missing"),
        (("tables", "female", "backs"), {}, "tables.female.backs.T4: is missing"),
        (
            ("tables", "female", "ratios", "T8", "crush"),
            {},
            "tables.female.ratios.T8.crush: unknown name; allowed is wedge, biconcave, crush_above, crush_below, "
            "front_predicted, middle_predicted, back_predicted",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(path: tuple[str, ...], value: object, said: str) -> None:
    wrong = deepcopy(typed())
    at = wrong
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(InputError) as raised:
        from_json(wrong)
    assert raised.value.said("en") == said
    assert raised.value.said("sv") != said


def test_steps_that_lack_are_told() -> None:
    wrong = typed()
    del wrong["tables"]["female"]["ratios"]["T9"]["crush_above"]
    with pytest.raises(InputError, match="backs, or crush_above, is missing"):
        from_json(wrong)
