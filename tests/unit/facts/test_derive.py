from datetime import date
from typing import Any

import pytest

from benkoll.errors import FactsError, Problem, UsageError
from benkoll.facts.derive import Settled, settle
from benkoll.facts.patient import read_patient
from benkoll.facts.registry import completed_by, registry

DAY = date(2026, 3, 2)
NO_FRACTURE = dict.fromkeys(("prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture"), False)
LABORATORY = [info.name for info in registry().values() if info.group == "laboratory" and info.type == "float"]


def settled(*complete: str, **facts: Any) -> Settled:
    """The settled facts of a patient of 70 unless an age is given."""
    age = {} if facts.keys() & {"age", "birth_date"} else {"age": 70}
    return settle(read_patient(age | facts, DAY), complete)


def worth(fact: str, *complete: str, **facts: Any) -> object:
    return settled(*complete, **facts).facts.get(fact)


def assumed(*complete: str, **facts: Any) -> dict[str, object]:
    return {one.fact: one.assumed for one in settled(*complete, **facts).assumptions}


def contradiction(**facts: Any) -> Problem:
    with pytest.raises(FactsError) as caught:
        settled(**facts)
    (only,) = caught.value.problems
    return only


# WHAT IS ASSUMED


def test_each_fixed_assumption_fills_in_its_value_and_is_listed() -> None:
    fixed = {info.name: info.assumed for info in registry().values() if info.assumed is not None}
    assert len(fixed) == 25
    assert fixed.items() <= settled().facts.items()
    assert fixed.items() <= assumed().items()
    for name, value in fixed.items():
        other = (not value) if isinstance(value, bool) else 1 if value == 0 else registry()[name].choices[1]
        answer = settled(**{name: other})
        assert answer.facts[name] == other
        assert name not in {one.fact for one in answer.assumptions}


def test_assumptions_come_in_order_and_say_themselves() -> None:
    listed = settled("drugs", "conditions", "fractures", creatinine_umol_l=80, frax_hip_percent=3).assumptions
    assert [one.fact for one in listed] == [name for name in registry() if name in {one.fact for one in listed}]
    words = {one.fact: (one.words("sv"), one.words("en")) for one in listed}
    assert words["care_setting"] == ("vårdnivå: vårdcentral", "care setting: primary care")
    assert words["vfa_date"] == ("datum för ryggbild: ingen gjord", "date of spine image: none done")
    assert words["least_significant_change_percent"][0] == "minsta säkra ändring i procent: 6,9"


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ({"age": 55}, True),
        ({"age": 54}, None),
        ({"age": 54.99}, None),
        ({"birth_date": "1971-03-02"}, True),
        ({"birth_date": "1971-03-03"}, None),
        ({"birth_date": "1971-03-03", "age": 55}, None),
        ({"birth_date": "1972-02-29", "assessment_date": "2027-02-27"}, None),
        ({"birth_date": "1972-02-29", "assessment_date": "2027-02-28"}, True),
    ],
)
def test_a_woman_of_55_is_taken_to_be_postmenopausal(age: dict[str, Any], expected: bool | None) -> None:
    assert worth("postmenopausal", sex="female", **age) is expected
    assert ("postmenopausal" in assumed(sex="female", **age)) is bool(expected)
    assert worth("postmenopausal", **age) is None
    assert worth("postmenopausal", sex="male", **age) is False
    assert "postmenopausal" not in assumed(sex="male", **age)
    assert worth("postmenopausal", sex="female", postmenopausal=False, **age) is False


@pytest.mark.parametrize(
    ("site", "floor"), [("femoral_neck", 6.9), ("total_hip", 5.0), ("lumbar_spine", 5.3), (None, 6.9)]
)
def test_the_least_significant_change_is_that_of_the_site(site: str | None, floor: float) -> None:
    assert worth("least_significant_change_percent", bmd_change_site=site) == floor
    assert assumed(bmd_change_site=site)["least_significant_change_percent"] == floor
    assert worth("least_significant_change_percent", bmd_change_site=site, least_significant_change_percent=4) == 4


@pytest.mark.parametrize(
    ("fact", "facts", "note"),
    [
        ("vfa_date", {}, "none done"),
        ("vitamin_d_nmol_l", {}, "no deficiency known"),
        ("dxa_date", {}, "no DXA done"),
        *(
            ("dxa_date", {value: -1.0}, "the values are current")
            for value in ("t_score_femoral_neck", "t_score_total_hip", "t_score_lumbar_spine")
        ),
        ("dxa_date", {"bmd_femoral_neck": 0.7}, "the values are current"),
        ("frax_date", {"frax_major_percent": 12}, "the value is current"),
        ("frax_date", {"frax_hip_percent": 3}, "the value is current"),
        *(("laboratory_date", {name: registry()[name].low}, "the values are current") for name in LABORATORY),
    ],
)
def test_an_assumption_without_a_value_is_listed_where_it_applies(fact: str, facts: dict[str, Any], note: str) -> None:
    assert assumed(**facts)[fact] == note
    assert worth(fact, **facts) is None
    stated = 50 if fact == "vitamin_d_nmol_l" else DAY
    assert fact not in assumed(**facts | {fact: stated})


def test_a_date_of_values_that_are_not_there_is_no_assumption() -> None:
    assert not {"frax_date", "laboratory_date"} & assumed().keys()


# WHAT FOLLOWS


@pytest.mark.parametrize("site", registry()["latest_fracture_site"].choices)
def test_a_prior_fracture_follows_from_the_latest_site(site: str) -> None:
    fact = {"hip": "prior_hip_fracture", "vertebra": "prior_vertebral_fracture"}.get(
        site, "prior_other_fragility_fracture"
    )
    answer = settled(latest_fracture_site=site)
    assert {name for name in NO_FRACTURE if name in answer.facts} == {fact}
    assert answer.facts[fact] is True
    assert fact not in {one.fact for one in answer.assumptions}
    found = contradiction(latest_fracture_site=site, **{fact: False})
    assert (found.fact, found.value) == (fact, "false")
    assert found.en == (
        f"contradicts latest_fracture_site = {site}, from which true follows; correct one of them or leave it out"
    )


@pytest.mark.parametrize("fact", ["vertebral_fracture_grade", "vertebral_fracture_count"])
def test_a_vertebral_fracture_follows_from_its_grade_and_count(fact: str) -> None:
    assert worth("prior_vertebral_fracture", **{fact: 1}) is True
    assert worth("prior_vertebral_fracture", **{fact: 0}) is None
    assert f"{fact} = 1" in contradiction(prior_vertebral_fracture=False, **{fact: 1}).sv
    assert worth("prior_vertebral_fracture", prior_vertebral_fracture=True, **{fact: 0}) is True


def test_none_of_three_is_none_at_all_and_back() -> None:
    assert worth("fragility_fracture_count", **NO_FRACTURE) == 0
    answer = settled(fragility_fracture_count=0)
    assert answer.facts.items() >= NO_FRACTURE.items()
    assert NO_FRACTURE.keys().isdisjoint({one.fact for one in answer.assumptions})
    assert worth("fragility_fracture_count", prior_hip_fracture=False, prior_vertebral_fracture=False) is None
    assert worth("prior_hip_fracture", fragility_fracture_count=1) is None


@pytest.mark.parametrize("fact", NO_FRACTURE)
def test_a_count_of_none_contradicts_each_fracture(fact: str) -> None:
    found = contradiction(fragility_fracture_count=0, **{fact: True})
    assert (found.fact, "fragility_fracture_count = 0" in found.sv) == (fact, True)


def test_a_count_contradicts_that_there_is_none() -> None:
    found = contradiction(fragility_fracture_count=2, **NO_FRACTURE)
    assert (found.fact, found.value) == ("fragility_fracture_count", "2")
    for fact in NO_FRACTURE:
        assert f"{fact} = false" in found.en


def test_two_facts_from_which_unlike_values_follow_are_both_named() -> None:
    found = contradiction(fragility_fracture_count=0, latest_fracture_site="wrist")
    assert (found.fact, found.value) == ("latest_fracture_site", "wrist")
    assert found.sv == (
        "motsäger fragility_fracture_count = 0: av det ena följer prior_other_fragility_fracture = true, "
        "av det andra prior_other_fragility_fracture = false; rätta det ena"
    )


START = "2025-03-02"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"osteoporosis_drug": "none"}, False),
        (NO_FRACTURE, False),
        ({"fragility_fracture_count": 0}, False),
        ({}, None),
        ({"osteoporosis_drug": "alendronate"}, None),
        # against the start
        ({"latest_fracture_date": "2025-03-01", "drug_start_date": START}, False),
        ({"latest_fracture_date": "2025-09-02", "drug_start_date": START}, None),
        ({"osteoporosis_drug": "alendronate", "latest_fracture_date": "2025-09-02", "drug_start_date": START}, True),
        ({"osteoporosis_drug": "alendronate", "latest_fracture_date": "2025-09-01", "drug_start_date": START}, False),
        ({"osteoporosis_drug": "alendronate", "latest_fracture_date": START, "drug_start_date": START}, False),
        ({"osteoporosis_drug": "alendronate", "latest_fracture_date": "2025-09-02"}, None),
        ({"osteoporosis_drug": "none", "latest_fracture_date": "2025-09-02", "drug_start_date": START}, False),
        # 31 August + 6 months is the last of February
        (
            {"osteoporosis_drug": "other", "latest_fracture_date": "2025-02-28", "drug_start_date": "2024-08-31"},
            True,
        ),
        # against today
        (
            {"osteoporosis_drug": "other", "latest_fracture_date": "2024-03-02", "drug_start_date": "2020-01-01"},
            True,
        ),
        (
            {"osteoporosis_drug": "other", "latest_fracture_date": "2024-03-01", "drug_start_date": "2020-01-01"},
            False,
        ),
        ({"latest_fracture_date": "2024-03-01"}, False),
        # stated
        ({"osteoporosis_drug": "other", "fracture_during_treatment": True}, True),
        (
            {
                "osteoporosis_drug": "other",
                "latest_fracture_date": "2025-03-10",
                "drug_start_date": START,
                "fracture_during_treatment": True,
            },
            True,
        ),
        ({"latest_fracture_date": "2020-03-01", "fracture_during_treatment": True}, True),
    ],
)
def test_fracture_during_treatment(facts: dict[str, Any], expected: bool | None) -> None:
    assert worth("fracture_during_treatment", **facts) is expected
    assert "fracture_during_treatment" not in assumed(**facts)


@pytest.mark.parametrize(
    ("facts", "stated", "named"),
    [
        ({"osteoporosis_drug": "none"}, True, "osteoporosis_drug = none"),
        (NO_FRACTURE, True, "prior_hip_fracture = false"),
        ({"fragility_fracture_count": 0}, True, "fragility_fracture_count = 0"),
        ({"latest_fracture_date": "2025-03-01", "drug_start_date": START}, True, f"drug_start_date = {START}"),
        (
            {"osteoporosis_drug": "other", "latest_fracture_date": "2025-09-02", "drug_start_date": START},
            False,
            "latest_fracture_date = 2025-09-02",
        ),
    ],
)
def test_what_contradicts_a_stated_fracture_during_treatment(facts: dict[str, Any], stated: bool, named: str) -> None:
    found = contradiction(fracture_during_treatment=stated, **facts)
    assert found.fact == "fracture_during_treatment"
    assert named in found.sv
    assert named in found.en


def test_a_care_home_is_lived_in() -> None:
    assert worth("lives_in_care_home", care_setting="care_home") is True
    assert worth("lives_in_care_home", care_setting="ward") is None
    assert worth("lives_in_care_home") is None
    assert contradiction(care_setting="care_home", lives_in_care_home=False).fact == "lives_in_care_home"
    assert worth("lives_in_care_home", care_setting="ward", lives_in_care_home=True) is True


def test_pregnancy_is_none_of_a_man_or_after_menopause() -> None:
    fact = "pregnant_or_breastfeeding"
    assert worth(fact, sex="male") is False
    assert worth(fact, postmenopausal=True) is False
    assert worth(fact, sex="female", age=60) is False
    assert fact not in assumed(sex="female", age=60)
    assert worth(fact, sex="female", age=40) is None
    assert "sex = male" in contradiction(sex="male", pregnant_or_breastfeeding=True).sv
    assert "postmenopausal = true" in contradiction(postmenopausal=True, pregnant_or_breastfeeding=True).sv
    assert contradiction(sex="male", postmenopausal=True, pregnant_or_breastfeeding=False).fact == "postmenopausal"


def test_an_assumed_menopause_yields_to_a_stated_pregnancy() -> None:
    answer = settled(sex="female", age=56, pregnant_or_breastfeeding=True)
    assert answer.facts["pregnant_or_breastfeeding"] is True
    assert "postmenopausal" not in answer.facts
    assert "postmenopausal" not in {one.fact for one in answer.assumptions}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"osteoporosis_drug": "denosumab"}, date(2025, 12, 1)),
        ({"osteoporosis_drug": "none", "previous_osteoporosis_drug": "denosumab"}, date(2025, 12, 1)),
        ({"previous_osteoporosis_drug": "denosumab"}, None),
        ({"osteoporosis_drug": "zoledronic_acid", "previous_osteoporosis_drug": "denosumab"}, None),
        ({"osteoporosis_drug": "none"}, None),
        ({}, None),
    ],
)
def test_the_last_dose_of_denosumab(facts: dict[str, Any], expected: date | None) -> None:
    last = {"last_dose_date": "2025-12-01"}
    assert worth("denosumab_last_dose_date", **facts, **last) == expected
    assert worth("denosumab_last_dose_date", **facts) is None
    other = {"denosumab_last_dose_date": "2025-11-30"}
    if expected:
        assert contradiction(**facts, **last, **other).en.startswith("contradicts last_dose_date = 2025-12-01, from")
    else:
        assert worth("denosumab_last_dose_date", **facts, **last, **other) == date(2025, 11, 30)


@pytest.mark.parametrize("fact", ["osteoporosis_drug", "previous_osteoporosis_drug"])
def test_teriparatide_now_or_before_is_teriparatide_once(fact: str) -> None:
    assert worth("teriparatide_ever", **{fact: "teriparatide"}) is True
    assert worth("teriparatide_ever", **{fact: "denosumab"}) is None
    assert f"{fact} = teriparatide" in contradiction(teriparatide_ever=False, **{fact: "teriparatide"}).sv
    assert worth("teriparatide_ever", "drugs", **{fact: "teriparatide"}) is True


def test_all_contradictions_are_told_at_once() -> None:
    with pytest.raises(FactsError) as caught:
        settled(sex="male", postmenopausal=True, care_setting="care_home", lives_in_care_home=False)
    assert [found.fact for found in caught.value.problems] == ["postmenopausal", "lives_in_care_home"]


# WHOLE SOURCES


@pytest.mark.parametrize("kind", ["fractures", "conditions", "oral_drugs", "drugs"])
def test_the_silence_of_a_whole_source_is_no_and_listed(kind: str) -> None:
    before, answer = settled(), settled(kind)
    listed = {one.fact: one.assumed for one in answer.assumptions}
    for name in completed_by([kind]):
        no = {"bool": False, "number": 0, "text": "none"}[registry()[name].kind]
        assert answer.facts[name] == listed[name] == no
    assert answer.facts.keys() - before.facts.keys() <= completed_by([kind]) | {
        "fragility_fracture_count",
        "fracture_during_treatment",
    }


def test_a_register_alone_never_says_that_there_is_no_osteoporosis_drug() -> None:
    assert worth("osteoporosis_drug", "oral_drugs") is None
    assert worth("teriparatide_ever", "oral_drugs") is None
    assert worth("glucocorticoid_mg_day", "drugs") == 0


def test_from_silence_too_something_follows_and_is_not_listed() -> None:
    answer = settled("fractures", "drugs")
    assert answer.facts["fragility_fracture_count"] == 0
    assert answer.facts["fracture_during_treatment"] is False
    assert {one.fact for one in answer.assumptions}.isdisjoint(
        {"fragility_fracture_count", "fracture_during_treatment"}
    )
    previous = {"previous_osteoporosis_drug": "denosumab", "last_dose_date": "2025-12-01"}
    assert worth("denosumab_last_dose_date", "drugs", **previous) == date(2025, 12, 1)


@pytest.mark.parametrize(
    ("complete", "facts", "unknown"),
    [
        ("fractures", {"fragility_fracture_count": 1}, NO_FRACTURE),
        ("fractures", {"latest_fracture_date": "2025-01-01"}, NO_FRACTURE),
        ("fractures", {"fracture_during_treatment": True, "osteoporosis_drug": "other"}, NO_FRACTURE),
        ("drugs", {"fracture_during_treatment": True}, ["osteoporosis_drug"]),
        ("drugs", {"drug_stop_date": "2026-03-03"}, ["osteoporosis_drug"]),
        ("oral_drugs", {"glucocorticoid_months": 3}, ["glucocorticoid_mg_day"]),
        (
            "drugs",
            {
                "previous_osteoporosis_drug": "denosumab",
                "last_dose_date": "2025-12-01",
                "denosumab_last_dose_date": "2025-06-01",
            },
            ["osteoporosis_drug"],
        ),
    ],
)
def test_silence_yields_to_what_is_stated(complete: str, facts: dict[str, Any], unknown: list[str]) -> None:
    answer = settled(complete, **facts)
    assert not set(unknown) & answer.facts.keys()
    assert not set(unknown) & {one.fact for one in answer.assumptions}


def test_where_the_fracture_is_known_silence_speaks_of_the_others() -> None:
    answer = settled("fractures", latest_fracture_site="wrist", latest_fracture_date="2025-01-01")
    assert answer.facts["prior_other_fragility_fracture"] is True
    assert answer.facts["prior_hip_fracture"] is False
    assert "fragility_fracture_count" not in answer.facts
    assert worth("osteoporosis_drug", "drugs", drug_stop_date="2026-03-02") is None
    assert worth("glucocorticoid_mg_day", "oral_drugs", glucocorticoid_months=0) == 0


def test_an_unknown_kind_of_source_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        settled("everything")
