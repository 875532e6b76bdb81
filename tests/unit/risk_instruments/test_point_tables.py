"""The tables of points: on each limit and beside it, what is said, for whom, and what is not known."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.logic.evaluate import Evaluation
from benkoll.logic.generate import compile_patient
from benkoll.logic.term import Named, Value
from benkoll.risk.beside import told
from benkoll.risk.instruments import Instrument
from benkoll.risk.point_tables import point_tables

BY_NAME = {one.name: one for one in point_tables()}
NO_FRACTURE: dict[str, Value] = dict.fromkeys(
    ("prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture"), False
)
DAY: dict[str, Value] = {"assessment_date": date(2026, 3, 2)}
WOMAN: dict[str, Value] = {"sex": "female", "postmenopausal": True, **DAY, **NO_FRACTURE}


def answer(name: str, facts: dict[str, Value]) -> Any:
    return told(BY_NAME[name], Evaluation(facts), facts, "sv")


def points(name: str, **facts: Value) -> tuple[float, float]:
    found = answer(name, WOMAN | facts)["values"]["points"]
    return found["low"], found["high"]


def test_which_there_are() -> None:
    assert list(BY_NAME) == [
        *("framo", "fracture_index", "fracture_index_bmd", "ost_women", "ost_men", "orai", "osiris", "score")
    ]


@pytest.mark.parametrize(
    ("age", "kg", "rises", "expected", "says"),
    [
        (79, 60, True, 0, "0–1 poäng: höftfraktur 0,8 % och död 3,2 % inom två år"),
        (79.9, 59.9, True, 1, "0–1 poäng: höftfraktur 0,8 % och död 3,2 % inom två år"),
        (80, 60, True, 1, "0–1 poäng: höftfraktur 0,8 % och död 3,2 % inom två år"),
        (80, 59, True, 2, "2–4 poäng: höftfraktur 5,4 % och död 23,7 % inom två år"),
        (80, 59, False, 3, "2–4 poäng: höftfraktur 5,4 % och död 23,7 % inom två år"),
    ],
)
def test_framo(age: float, kg: float, rises: bool, expected: int, says: str) -> None:
    facts = WOMAN | {"age": age, "weight_kg": kg, "rises_from_chair_unaided": rises}
    found = answer("framo", facts)
    assert found["values"]["points"]["value"] == expected
    assert found["says"] == says


@pytest.mark.parametrize(
    ("site", "born", "expected"),
    [
        ("wrist", date(1944, 1, 1), (2, 2)),
        ("hip", date(1944, 1, 1), (2, 2)),
        ("ankle", date(1944, 1, 1), (1, 2)),  # an earlier one may have been elsewhere
        ("wrist", date(1954, 1, 1), (0, 1)),  # broken at 36
    ],
)
def test_framo_counts_fractures_after_40_at_four_sites(site: str, born: date, expected: tuple[int, int]) -> None:
    broken: dict[str, Value] = {"latest_fracture_site": site, "latest_fracture_date": date(1990, 6, 1)}
    broken |= {"prior_other_fragility_fracture": True}
    found = points("framo", birth_date=born, weight_kg=70, rises_from_chair_unaided=True, **broken)
    assert found == expected


@pytest.mark.parametrize(
    ("age", "low"), [(64, 0), (65, 1), (69, 1), (70, 2), (74, 2), (75, 3), (79, 3), (80, 4), (84, 4), (85, 5), (99, 5)]
)
def test_fracture_index_by_age(age: float, low: int) -> None:
    rest: dict[str, Value] = {"parent_hip_fracture": False, "current_smoker": False, "rises_from_chair_unaided": True}
    assert points("fracture_index", age=age, weight_kg=58, **rest) == (low, low + 1)  # a high-energy fracture is open


def test_fracture_index_of_the_rest() -> None:
    rest: dict[str, Value] = {"parent_hip_fracture": False, "current_smoker": True, "rises_from_chair_unaided": False}
    assert points("fracture_index", age=60, weight_kg=57, **rest) == (4, 5)
    assert points("fracture_index", age=60, weight_kg=57.1, **rest) == (3, 4)
    assert points("fracture_index", age=60, weight_kg=57, **rest | {"parent_hip_fracture": True}) == (4, 6)


@pytest.mark.parametrize(
    ("t", "added"), [(0.5, 0), (-1.0, 0), (-1.1, 2), (-2.0, 2), (-2.1, 3), (-2.5, 3), (-2.6, 4), (-4.0, 4)]
)
def test_fracture_index_with_bone_density(t: float, added: int) -> None:
    rest: dict[str, Value] = {"parent_hip_fracture": False, "current_smoker": False, "rises_from_chair_unaided": True}
    facts: dict[str, Value] = {"age": 65, "weight_kg": 70, "t_score_total_hip": t, **rest}
    assert points("fracture_index_bmd", **facts) == (1 + added, 2 + added)
    assert answer("fracture_index_bmd", WOMAN | {"age": 65, **rest})["values"]["points"] is None


def test_a_risk_is_said_only_where_the_whole_span_has_it() -> None:
    rest: dict[str, Value] = {"parent_hip_fracture": False, "current_smoker": False, "rises_from_chair_unaided": True}
    facts = WOMAN | {"age": 70, "weight_kg": 70, "t_score_total_hip": -2.6, **rest}
    assert answer("fracture_index_bmd", facts)["says"] == "6–7 poäng: höftfraktur 3,9 % inom fem år"
    assert answer("fracture_index_bmd", facts | {"t_score_total_hip": -2.3})["says"] is None  # 5 or 6


@pytest.mark.parametrize(
    ("age", "kg", "expected", "says"),
    [
        (75, 45, -6, "under 2: mät bentäthet"),
        (55, 70, 3, "2 eller mer: låg risk"),
        (55, 65, 2, "2 eller mer: låg risk"),
        (55, 64, 1, "under 2: mät bentäthet"),  # 1.8, cut
        (64, 60, 0, "under 2: mät bentäthet"),  # -0.8, cut
        (60.9, 70, 2, "2 eller mer: låg risk"),
    ],
)
def test_ost(age: float, kg: float, expected: int, says: str) -> None:
    found = answer("ost_women", WOMAN | {"age": age, "weight_kg": kg})
    assert (found["values"]["points"]["value"], found["says"]) == (expected, says)


def test_ost_has_another_limit_for_men() -> None:
    man: dict[str, Value] = {"sex": "male", "age": 60, "weight_kg": 75}
    assert answer("ost_men", man)["says"] == "under 4: mät bentäthet"
    assert answer("ost_men", man | {"weight_kg": 80})["says"] == "4 eller mer: låg risk"
    assert answer("ost_women", man)["why_not_valid"] == ["gäller bara för kvinnor"]


@pytest.mark.parametrize(
    ("age", "kg", "low", "says"),
    [
        (54, 70, 0, "under 9 poäng: låg risk"),
        (55, 69.9, 8, None),  # 8 with oestrogen, 10 without
        (64, 60, 8, None),
        (65, 70, 9, "9 poäng eller mer: mät bentäthet"),
        (75, 59, 24, "9 poäng eller mer: mät bentäthet"),
    ],
)
def test_orai_is_said_where_oestrogen_makes_no_difference(age: float, kg: float, low: int, says: str | None) -> None:
    found = answer("orai", WOMAN | {"age": age, "weight_kg": kg})
    assert found["values"]["points"] == {"value": None, "low": low, "high": low + 2}
    assert found["says"] == says
    assert [asked["counted"] for asked in found["asks_for"] if not asked["facts"]] == [
        "finns inte bland uppgifterna: räknas åt båda hållen"
    ]


def test_osiris() -> None:
    assert points("osiris", age=75, weight_kg=50, prior_hip_fracture=True) == (-7, -5)
    assert points("osiris", age=55, weight_kg=70) == (3, 5)
    assert answer("osiris", WOMAN | {"age": 75, "weight_kg": 45})["says"] is None  # -6 to -4, less or more 1
    assert answer("osiris", WOMAN | {"age": 80, "weight_kg": 45})["says"] == "under −3: hög risk"
    assert answer("osiris", WOMAN | {"age": 55, "weight_kg": 70})["says"] == "över 1: låg risk"


def test_score() -> None:
    known: dict[str, Value] = {"rheumatoid_arthritis": False}
    assert points("score", age=68, weight_kg=68, **known) == (18 - 14, 18 - 14 + 6)  # 149.9 pounds
    assert points("score", age=70, weight_kg=68.1, **known) == (21 - 15, 21 - 15 + 6)  # 150.1 pounds
    broken: dict[str, Value] = {"latest_fracture_site": "rib", "latest_fracture_date": date(2025, 5, 1)}
    broken |= {"prior_other_fragility_fracture": True}
    assert points("score", age=70, weight_kg=68.1, **known | broken) == (10, 24)
    assert (
        answer("score", WOMAN | {"age": 70, "weight_kg": 68.1, **known})["says"] == "6 poäng eller mer: mät bentäthet"
    )


@pytest.mark.parametrize("instrument", point_tables(), ids=lambda one: one.name)
def test_it_gives_nothing_where_it_is_not_valid_and_says_why(instrument: Instrument) -> None:
    child: dict[str, Value] = {"sex": "female", "age": 12, "postmenopausal": False, "weight_kg": 40}
    found = told(instrument, Evaluation(child), child, "en")
    assert (found["valid"], found["values"], found["says"]) == (False, {"points": None}, None)
    assert all(why.startswith("valid only ") for why in found["why_not_valid"])
    unknown = told(instrument, Evaluation({}), {}, "en")
    assert (unknown["valid"], unknown["values"]) == (None, {"points": None})
    assert all(why.endswith(": not known") for why in unknown["why_not_valid"])


YES_NO = ("current_smoker", "rises_from_chair_unaided", "rheumatoid_arthritis", "parent_hip_fracture", *NO_FRACTURE)
SOMEONE = st.fixed_dictionaries(
    {
        "age": st.floats(40, 100).map(lambda age: round(age, 1)),
        "sex": st.sampled_from(["female", "male"]),
        "postmenopausal": st.booleans(),
        "weight_kg": st.floats(35, 120).map(lambda kg: round(kg, 1)),
        "t_score_total_hip": st.floats(-4, 1).map(lambda t: round(t, 1)),
        "latest_fracture_site": st.sampled_from(["hip", "wrist", "rib", "ankle"]),
        "latest_fracture_date": st.dates(date(1980, 1, 1), date(2026, 3, 1)),
        **{name: st.booleans() for name in YES_NO},
    }
)


@given(SOMEONE, st.sets(st.sampled_from(YES_NO)))
def test_learning_narrows_the_span_and_both_evaluators_agree(everything: dict[str, Value], hidden: set[str]) -> None:
    full = DAY | everything
    known = {name: value for name, value in full.items() if name not in hidden}
    for instrument in point_tables():
        span = instrument.outcomes[0].span
        before, after = Evaluation(known), Evaluation(full)
        low, high = before.value(span.low), before.value(span.high)
        assert isinstance(low, int | float)
        assert isinstance(high, int | float)
        assert low <= after.value(span.low) <= after.value(span.high) <= high
        said = [before.value(band.holds) for band in instrument.bands]
        assert all(
            one is None or after.value(band.holds) is one for one, band in zip(said, instrument.bands, strict=True)
        )


FUNCTION = compile_patient(
    {f"{one.name} {end}": getattr(one.outcomes[0].span, end) for one in point_tables() for end in ("low", "high")}
)


@given(SOMEONE)
def test_the_generated_function_says_the_same(facts: dict[str, Value]) -> None:
    evaluation = Evaluation(DAY | facts)
    spans = {one.name: one.outcomes[0].span for one in point_tables()}
    for key, value in FUNCTION(DAY | facts).items():
        name, end = key.split()
        assert value == evaluation.value(getattr(spans[name], end))


def test_words_are_in_both_languages_and_every_condition_is_named() -> None:
    for instrument in point_tables():
        for words in (instrument.title, instrument.gives, *(item.words for item in instrument.items)):
            assert set(words) >= {"sv", "en"}
        assert all(isinstance(condition, Named) for condition in instrument.valid_for)
        assert instrument.source
