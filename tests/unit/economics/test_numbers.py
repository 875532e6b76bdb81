"""Parameters, scenarios, populations and a hospital's reach: what is in them, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest

from benkoll.economics.parameters import MARKS, ParameterInfo, drawn, means, parameters
from benkoll.economics.people import counts, counts_of, draw_people
from benkoll.economics.reach import FEWEST, reach_of
from benkoll.economics.scenarios import names, scenario
from benkoll.errors import InputError, UsageError
from benkoll.guideline.build import load

VARYING = [one for one in parameters().values() if one.distribution != "fixed"]


@pytest.mark.parametrize("name", parameters())
def test_every_number_has_source_mark_and_words(name: str) -> None:
    one = parameters()[name]
    assert one.source
    assert one.mark in MARKS
    assert one.words["sv"]
    assert one.words["en"]
    assert one.words["sv"] != name
    if one.mark == "M" and one.distribution == "fixed":
        assert "money" in name  # what is not known varies, but the price index, which is to be replaced


@pytest.mark.parametrize("one", VARYING, ids=lambda one: one.name)
def test_draws_lie_about_the_value_and_within_what_can_be(one: ParameterInfo) -> None:
    values = one.draw(np.random.default_rng(1), 40_000) / one.factor
    assert values.std() > 0
    assert np.median(values) == pytest.approx(one.value, rel=0.12, abs=0.02)
    if one.unit == "share":
        assert values.min() >= 0
        assert values.max() <= 1
    if one.low is None or one.high is None:
        return
    if one.distribution == "uniform":
        assert one.low <= values.min() <= values.max() <= one.high
    else:
        inside = ((values > one.low) & (values < one.high)).mean()
        assert inside == pytest.approx(0.95, abs=0.03)


def test_money_of_2004_is_told_in_the_prices_of_2024() -> None:
    hip = parameters()["cost.hip_first_year"]
    assert hip.used == pytest.approx(14_221 * 9.1268 * 1.48)  # EUR, SEK/EUR, prices
    assert float(means()["cost.hip_first_year"][0, 0]) == pytest.approx(hip.used)
    assert parameters()["price.dxa"].used == 1750


def test_a_draw_is_the_same_whatever_it_is_drawn_with() -> None:
    every, part = drawn(3, 0, 20), drawn(3, 12, 5)
    for name, values in every.items():
        assert (values[12:17] == part[name]).all()
    moved = drawn(3, 0, 20, {"chain.identified": 0.9})
    assert (moved["chain.identified"] == np.float32(0.9)).all()
    assert (moved["drug.alendronate.hip"] == every["drug.alendronate.hip"]).all()


def test_an_unknown_parameter_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match=r"chain\.reach"):
        means({"chain.reach": 1.0})


@pytest.mark.parametrize("name", names())
def test_scenarios_that_ship_can_be_run_and_are_held_against_one_that_is_there(name: str) -> None:
    one = scenario(name)
    assert one.against in names()
    assert set(one.parameters) <= set(parameters())
    load(one.variant, one.changes)
    for lang in ("sv", "en"):
        assert one.title[lang]
        assert one.about[lang]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("care: best", "own.yaml, care = best: allowed are usual, chain"),
        ("reach: 1", "own.yaml, reach = 1: allowed are"),
        ("parameters: {chain.identified: 1.2}", "own.yaml, chain.identified = 1.2: a number, 0 to 1"),
        ("parameters: {chain.identified: high}", "own.yaml, chain.identified = high: a number, 0 to 1"),
        ("parameters: {price.dxa: -1}", "own.yaml, price.dxa = -1: a number, 0 or more"),
        ("parameters: [1]", "own.yaml, parameters = [1]: expects name: number"),
        ("- care", "own.yaml: a scenario is names and values"),
        ("care: [", "own.yaml: cannot be read"),
    ],
)
def test_a_bad_scenario_is_refused_with_its_place(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_text(text)
    with pytest.raises(InputError) as raised:
        scenario("own.yaml")
    assert any(said in problem.said("en") for problem in raised.value.problems)


def test_an_own_scenario(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(
        "sv: Vårt\nen: Ours\ncare: chain\nparameters: {chain.identified: 0.8}\nset: {treatment.frax_osteoporosis: 15}\n"
    )
    one = scenario(str(file))
    assert (one.name, one.care, one.parameters["chain.identified"]) == ("ours", "chain", 0.8)
    assert one.changes == (("treatment.frax_osteoporosis", 15),)
    with pytest.raises(UsageError, match="there is no scenario best"):
        scenario("best")


def test_people_are_as_the_population_and_stand_for_it() -> None:
    people = draw_people(counts("vgr"), 10_000, 10, 4)
    here = people.age >= 50
    assert len(people) % 10 == 0
    assert float(people.stands_for[here].sum()) == pytest.approx(653_800, rel=0.01)
    women = people.stands_for[here & people.female].sum() / people.stands_for[here].sum()
    assert women == pytest.approx(336.7 / 653.8, rel=0.02)
    assert (np.diff(people.age) <= 0).all()  # oldest first
    assert (people.age > 40).all()


@pytest.mark.parametrize(
    ("row", "there"),
    [
        ({"sex": "female", "from_age": "50", "to_age": "59", "people": "1000"}, True),
        ({"sex": "kvinna", "from_age": "50", "to_age": "59", "people": "1000"}, False),
        ({"sex": "female", "from_age": "49", "to_age": "59", "people": "1000"}, False),
        ({"sex": "female", "from_age": "60", "to_age": "59", "people": "1000"}, False),
        ({"sex": "female", "from_age": "50", "to_age": "106", "people": "1000"}, False),
        ({"sex": "female", "from_age": "50", "to_age": "59", "people": "-1"}, False),
        ({"sex": "female", "from_age": "50", "to_age": "59"}, False),
    ],
)
def test_a_population_of_your_own(row: dict[str, str], there: bool) -> None:
    if there:
        assert counts_of([row], "own.csv")["female"].sum() == pytest.approx(1000)
        return
    with pytest.raises(InputError) as raised:
        counts_of([row], "own.csv")
    assert "own.csv, row 1" in raised.value.problems[0].said("en")


def indicators(**shares: tuple[int, int]) -> str:
    rows = [{"id": key.replace("_", "-"), "all": {"yes": yes, "of": of}} for key, (yes, of) in shares.items()]
    return json.dumps({"indicators": rows})


def test_a_hospital_s_own_numbers_become_the_reach() -> None:
    found = reach_of(indicators(UK_04=(80, 100), UK_05=(45, 90), UK_10=(60, 80), UK_11=(45, 80)), "own.json")
    assert found["chain.identified"] == 0.8
    assert found["chain.investigated"] == 0.5
    assert found["chain.started"] == 0.75
    assert found["chain.leaving"] == pytest.approx((1 - 0.75**0.5) / (1 - 0.51**0.5))  # 45 of 60 stay, 51 % usually


@pytest.mark.parametrize("of", [FEWEST - 1, FEWEST])
def test_few_fractures_say_nothing(of: int) -> None:
    text = indicators(UK_04=(of, of))
    if of == FEWEST:
        assert reach_of(text, "own.json") == {"chain.identified": 1.0}
        return
    with pytest.raises(InputError, match="20 fractures or more"):
        reach_of(text, "own.json")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"indicators": 1}', '{"indicators": [{"id": "UK-04"}]}'])
def test_what_is_no_report_of_indicators_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="expects JSON of benkoll chain indicators"):
        reach_of(text, "own.json")
