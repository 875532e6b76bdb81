"""What a report tells the guideline, with where each fact is from."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.facts.patient import read_patient
from benkoll.guideline.by_density import category
from benkoll.measures.density_facts import DensityFacts, as_facts, lowest, sites_of
from benkoll.measures.density_report import DensityReport, SiteDensity
from benkoll.measures.lumbar import LUMBAR
from benkoll.measures.spine_density import spine_of
from unit.measures.densities import DAY, YOUNG, hip, neck, report, spine


def whole(score: float, **more: Any) -> SiteDensity:
    return SiteDensity("lumbar_spine", **{"vertebrae": LUMBAR, "t_score": score, "reference": YOUNG} | more)


def facts_of(one: DensityReport, **more: Any) -> DensityFacts:
    return as_facts(one, spine_of(one), **more)


def test_a_usual_report() -> None:
    found = facts_of(report(neck(0.600, -2.2), hip(0.700, -2.0), whole(-2.6)))
    assert found.facts == {
        "t_score_femoral_neck": -2.2,
        "t_score_total_hip": -2.0,
        "t_score_lumbar_spine": -2.6,
        "bmd_femoral_neck": 0.600,
        "bmd_maker": "hologic",
        "dxa_date": DAY,
    }
    assert set(found.provenance) == set(found.facts)
    assert found.provenance["t_score_femoral_neck"].sv == f"lårbenshals, vänster: utskriven, mot {YOUNG}"
    assert found.provenance["t_score_lumbar_spine"].en == f"lumbar spine L1-L4: printed, against {YOUNG}"
    assert found.left_out == ()


def test_every_fact_is_one_that_the_registry_takes() -> None:
    found = facts_of(report(neck(0.600, -2.2), hip(0.700, -2.0), whole(-2.6)), unreadable=["hip"])
    assert read_patient({"age": 70, "assessment_date": DAY} | found.facts).facts["t_score_lumbar_spine"] == -2.6


def test_of_two_hips_the_lower() -> None:
    found = facts_of(
        report(neck(0.600, -2.2), neck(0.570, -2.4, side="right"), hip(0.7, -2.0), hip(0.71, -1.9, side="right"))
    )
    assert found.facts["t_score_femoral_neck"] == -2.4
    assert found.facts["bmd_femoral_neck"] == 0.570
    assert found.facts["t_score_total_hip"] == -2.0
    assert "right" in found.provenance["t_score_femoral_neck"].en
    assert "höger" in found.provenance["bmd_femoral_neck"].sv


def test_the_density_is_of_the_side_of_the_score() -> None:
    """The right side has the lower score and no density: the left side's is not put beside it."""
    found = facts_of(report(neck(0.600, -2.2), neck(None, -2.4, side="right")))
    assert found.facts["t_score_femoral_neck"] == -2.4
    assert "bmd_femoral_neck" not in found.facts


def test_without_scores_they_are_reckoned_and_that_is_said() -> None:
    found = facts_of(report(neck(0.600), hip(0.700)))
    assert (found.facts["t_score_femoral_neck"], found.facts["t_score_total_hip"]) == (-2.2, -2.0)
    assert "from BMD 0.6 g/cm2 against NHANES III" in found.provenance["t_score_femoral_neck"].en


def test_one_against_men_gives_the_score_against_young_women_and_says_so() -> None:
    found = facts_of(report(neck(0.600, -2.4, reference="White Male")))
    assert found.facts["t_score_femoral_neck"] == -2.2
    assert any("against men" in mark.en for mark in found.marks)


def test_one_against_men_that_cannot_be_reckoned_anew_gives_none() -> None:
    found = facts_of(report(hip(None, -2.4, reference="White Male"), whole(-2.0, reference="NHANES/Hologic Male")))
    assert "t_score_total_hip" not in found.facts
    assert "t_score_lumbar_spine" not in found.facts
    assert sum("not used" in one.en for one in found.left_out) == 2


@pytest.mark.parametrize("region", ["forearm", "heel", "trochanter", "total_body"])
def test_other_sites_are_never_the_diagnosis(region: Any) -> None:
    one = report(SiteDensity(region, side="left", bmd=0.3, t_score=-5.0, reference=YOUNG), neck(0.8, -0.5))
    found = facts_of(one)
    assert found.facts["t_score_femoral_neck"] == -0.5
    assert -5.0 not in found.facts.values()
    assert any("the diagnosis is made on" in left.en for left in found.left_out)
    sites, _ = sites_of(one, None)
    assert [site.region for site in sites] == ["femoral_neck"]


def test_a_z_score_is_no_t_score() -> None:
    found = facts_of(report(SiteDensity("total_hip", side="left", z_score=-2.7)))
    assert set(found.facts) == {"bmd_maker", "dxa_date"}


def test_vertebrae_left_out_are_told() -> None:
    found = facts_of(spine(-2.0, -0.5, -2.1, -2.2))
    assert any(one.sv.startswith("L2 (T-score -0,5)") for one in found.left_out)


def test_a_spine_of_one_vertebra_is_not_evaluable() -> None:
    found = facts_of(spine(-2.0, -3.5))
    assert found.facts["dxa_site_not_evaluable"] == "lumbar_spine"
    assert "t_score_lumbar_spine" not in found.facts
    assert found.provenance["dxa_site_not_evaluable"].en == "fewer than two vertebrae remain"


def test_what_a_reader_calls_unreadable_gives_no_score() -> None:
    one = report(neck(0.600, -2.2), hip(0.700, -2.0), whole(-2.6))
    found = facts_of(one, unreadable=["hip"])
    assert found.facts["dxa_site_not_evaluable"] == "hip"
    assert {"t_score_femoral_neck", "t_score_total_hip", "bmd_femoral_neck"}.isdisjoint(found.facts)
    assert found.facts["t_score_lumbar_spine"] == -2.6
    both = facts_of(one, unreadable=["hip", "lumbar_spine"])
    assert set(both.facts) == {"bmd_maker", "dxa_date"}
    assert any("holds only one of them" in left.en for left in both.left_out)


def test_without_a_day_that_is_said() -> None:
    found = facts_of(report(neck(0.600, -2.2), measured_on=None))
    assert "dxa_date" not in found.facts
    assert any("give dxa_date" in one.en for one in found.left_out)


# THE LOWEST, AND WHAT IT MEANS

LINES = st.permutations([neck(0.600, -2.2), neck(0.570, -2.4, side="right"), hip(0.7, -2.0), whole(-2.4)])


@given(LINES)
def test_the_lowest_does_not_hang_on_the_order(lines: list[SiteDensity]) -> None:
    one = report(*lines)
    sites, _ = sites_of(one, spine_of(one))
    found = lowest(sites)
    assert found is not None
    assert (found.region, found.side, found.score.value) == ("femoral_neck", "right", -2.4)
    assert facts_of(one).facts == facts_of(report(*reversed(lines))).facts


def test_of_none_there_is_no_lowest() -> None:
    assert lowest(()) is None


@pytest.mark.parametrize(
    ("hip_score", "spine_score", "meaning"),
    [
        (-2.5, -1.0, "osteoporosis"),  # -2.5 itself is osteoporosis (WHO)
        (-2.4, -1.0, "low_bone_mass"),
        (-1.1, -0.5, "low_bone_mass"),
        (-1.0, -1.0, "normal"),
        (-0.5, -2.6, "osteoporosis"),
        (-2.6, None, "osteoporosis"),
        (-0.5, None, None),  # the spine may be lower
        (None, -2.0, None),
    ],
)
def test_the_category_is_the_guidelines(
    hip_score: float | None, spine_score: float | None, meaning: str | None
) -> None:
    lines = [hip(None, hip_score)] if hip_score is not None else []
    lines += [whole(spine_score)] if spine_score is not None else []
    assert category(facts_of(report(*lines)).facts) == meaning


def test_normal_takes_the_other_site_or_that_it_cannot_be_read() -> None:
    one = report(hip(None, -0.5))
    assert category(facts_of(one, unreadable=["lumbar_spine"]).facts) == "normal"


def test_a_forearm_is_no_diagnosis() -> None:
    assert category(facts_of(report(SiteDensity("forearm", t_score=-4.0))).facts) is None
