from datetime import date
from typing import Any

import pytest

from benkoll.errors import FactsError, Problem
from benkoll.facts.derive import Settled, settle
from benkoll.facts.patient import read_patient

DAY = date(2026, 3, 2)
HIP = {"site": "hip", "date": "2025-01-01"}
WRIST = {"site": "wrist", "date": "2020-01-01"}
SPINE = {"site": "vertebra", "date": "2025-06-01"}
FRACTURE_FACTS = (
    "prior_hip_fracture",
    "prior_vertebral_fracture",
    "prior_other_fragility_fracture",
    "fragility_fracture_count",
    "latest_fracture_site",
    "latest_fracture_date",
)


def settled(*events: dict[str, Any], complete: tuple[str, ...] = (), **facts: Any) -> Settled:
    return settle(read_patient({"age": 70, "fracture_events": list(events)} | facts, DAY), complete)


def follows(*events: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {name: value for name, value in settled(*events, **facts).facts.items() if name in FRACTURE_FACTS}


def problems(*events: Any, **facts: Any) -> list[Problem]:
    with pytest.raises(FactsError) as caught:
        settled(*events, **facts)
    return list(caught.value.problems)


def test_the_latest_one_and_all_kinds_follow() -> None:
    assert follows(WRIST, SPINE, HIP) == {
        "prior_hip_fracture": True,
        "prior_vertebral_fracture": True,
        "prior_other_fragility_fracture": True,
        "fragility_fracture_count": 3,
        "latest_fracture_site": "vertebra",
        "latest_fracture_date": date(2025, 6, 1),
    }
    assert settled(HIP).stated >= {"prior_hip_fracture", "latest_fracture_site", "latest_fracture_date"}


def test_a_list_never_says_that_nothing_else_has_happened() -> None:
    assert follows(HIP) == {
        "prior_hip_fracture": True,
        "latest_fracture_site": "hip",
        "latest_fracture_date": date(2025, 1, 1),
    }
    assert follows() == {}


def test_unless_the_source_is_whole() -> None:
    answer = settled(WRIST, complete=("fractures",))
    assert answer.facts["prior_hip_fracture"] is answer.facts["prior_vertebral_fracture"] is False
    assert answer.facts["fragility_fracture_count"] == 1
    assert "fragility_fracture_count" in {one.fact for one in answer.assumptions}
    assert settled(complete=("fractures",)).facts["fragility_fracture_count"] == 0
    assert settled(WRIST, complete=("fractures",), fragility_fracture_count=4).facts["fragility_fracture_count"] == 4
    two_kinds = settled(WRIST, complete=("fractures",), prior_hip_fracture=True)
    assert "fragility_fracture_count" not in two_kinds.facts
    assert "fragility_fracture_count" not in settled(WRIST, complete=("drugs",)).facts


@pytest.mark.parametrize("why", [{"low_energy": False}, {"tumour": True}, {"atypical": True}])
def test_high_energy_tumour_and_atypical_do_not_count(why: dict[str, bool]) -> None:
    assert follows(HIP | why) == {}
    assert follows(HIP | why, WRIST) == follows(WRIST)
    assert settled(HIP | why).facts["atypical_femoral_fracture"] is why.get("atypical", False)


def test_low_energy_is_assumed_where_nothing_is_said() -> None:
    assumption = settled(HIP, WRIST | {"low_energy": True}).assumptions[-1]
    assert (assumption.fact, assumption.assumed) == ("fracture_events", "low energy")
    assert assumption.words("sv") == "frakturer utan uppgift om våldet räknas som lågenergifrakturer"
    for silent in (HIP | {"low_energy": True}, HIP | {"tumour": True}, HIP | {"atypical": True}):
        assert "fracture_events" not in {one.fact for one in settled(silent).assumptions}
    assert follows(HIP | {"low_energy": None, "tumour": None, "atypical": None}) == follows(HIP)


def test_of_two_on_one_day_the_hip_stands_first() -> None:
    day = {"date": "2025-01-01"}
    assert follows(WRIST | day, HIP, SPINE | day)["latest_fracture_site"] == "hip"
    assert follows(HIP, HIP)["fragility_fracture_count"] == 2


def test_what_follows_goes_on_to_what_hangs_on_it() -> None:
    treated = {"osteoporosis_drug": "alendronate", "drug_start_date": "2024-01-01"}
    assert settled(HIP, **treated).facts["fracture_during_treatment"] is True


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        ({"prior_hip_fracture": False}, "true"),
        ({"latest_fracture_site": "wrist"}, "hip"),
        ({"latest_fracture_date": "2024-12-31"}, "2025-01-01"),
    ],
)
def test_a_stated_fact_that_the_list_contradicts(facts: dict[str, Any], value: str) -> None:
    (found,) = problems(HIP, **facts)
    assert found.fact in facts
    assert found.en == (f"contradicts fracture_events, from which {value} follows; correct one of them or leave it out")


def test_what_else_a_list_contradicts() -> None:
    assert [one.fact for one in problems(HIP, WRIST, fragility_fracture_count=1)] == ["fragility_fracture_count"]
    atypical = HIP | {"atypical": True}
    assert [one.fact for one in problems(atypical, atypical_femoral_fracture=False)] == ["atypical_femoral_fracture"]


def test_more_may_be_stated_than_the_list_holds() -> None:
    assert follows(HIP, WRIST, fragility_fracture_count=3)["fragility_fracture_count"] == 3
    later = follows(HIP, latest_fracture_date="2026-01-01")
    assert (later["latest_fracture_date"], later.get("latest_fracture_site")) == (date(2026, 1, 1), None)
    assert later["prior_hip_fracture"] is True
    assert follows(HIP, prior_vertebral_fracture=True)["prior_vertebral_fracture"] is True


@pytest.mark.parametrize(
    ("events", "place", "begins"),
    [
        ({"site": "hip"}, "fracture_events", "must be a list of fractures"),
        (["hip"], "fracture_events[0]", "must be a list of fractures"),
        ([HIP, {"date": "2020-01-01"}], "fracture_events[1].site", "missing"),
        ([{"site": "hip"}], "fracture_events[0].date", "missing"),
        ([HIP | {"energy": "low"}], "fracture_events[0].energy", "unknown name"),
        ([HIP | {"site": "hand"}], "fracture_events[0].site", "must be one of hip, vertebra"),
        ([HIP | {"date": "2020"}], "fracture_events[0].date", "must be a date"),
        ([HIP | {"tumour": "no"}], "fracture_events[0].tumour", "must be true or false"),
        ([HIP | {"date": "2026-03-03"}], "fracture_events[0].date", "lies after the assessment date"),
        ([HIP, WRIST | {"date": "1949-12-31"}], "fracture_events[1].date", "lies before the date of birth"),
    ],
)
def test_a_bad_list_is_told_where(events: Any, place: str, begins: str) -> None:
    (found,) = problems(birth_date="1950-01-01", fracture_events=events, age=None)
    assert found.fact == place
    assert found.en.startswith(begins)
