"""A change between two examinations: only of like with like, and against the machine's own error."""

from dataclasses import replace
from datetime import date
from statistics import NormalDist
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.measures.density_change import Change, change, changes
from benkoll.measures.density_facts import change_as_facts
from benkoll.measures.density_report import DensityReport, Region, SiteDensity
from benkoll.measures.density_words import Said
from benkoll.measures.lumbar import LUMBAR
from benkoll.measures.precision import Precision
from benkoll.measures.spine_density import Why, spine_of
from unit.measures.densities import DAY, hip, levels, neck, report

BEFORE = date(2024, 3, 4)
OWN = (
    Precision("femoral_neck", (), 0.012, 30, 60, 30),
    Precision("total_hip", (), 0.010),
    Precision("lumbar_spine", LUMBAR, 0.010),
)


def both(*earlier: SiteDensity, then: dict[str, Any] | None = None) -> DensityReport:
    return report(*earlier, **{"measured_on": BEFORE} | (then or {}))


def changed(
    earlier: DensityReport, later: DensityReport, region: Region = "total_hip", out: dict[str, Why] | None = None
) -> Change | Said:
    side = None if region == "lumbar_spine" else "left"
    spines = spine_of(earlier), spine_of(later, out)  # type: ignore[arg-type]
    return change(earlier, later, region, side, OWN, spines)  # type: ignore[arg-type]


def found(earlier: DensityReport, later: DensityReport, region: Region = "total_hip", **more: Any) -> Change:
    one = changed(earlier, later, region, **more)
    assert isinstance(one, Change)
    return one


def refused(earlier: DensityReport, later: DensityReport, region: Region = "total_hip", **more: Any) -> str:
    one = changed(earlier, later, region, **more)
    assert isinstance(one, Said)
    assert one.sv != one.en
    return one.en


# MORE THAN THE LEAST SIGNIFICANT CHANGE


@pytest.mark.parametrize(
    ("later", "amount", "significant", "fallen"),
    [
        (0.772, -0.028, True, True),
        (0.773, -0.027, False, False),  # the limit is 0.0277
        (0.7723, -0.0277, False, False),  # on it is not more than it
        (0.800, 0.0, False, False),
        (0.827, 0.027, False, False),
        (0.828, 0.028, True, False),
    ],
)
def test_the_limit(later: float, amount: float, significant: bool, fallen: bool) -> None:
    one = found(both(hip(0.800)), report(hip(later)))
    assert one.amount == amount
    assert one.limit == 0.0277
    assert one.is_significant == significant
    assert one.has_fallen == fallen
    assert one.interval == pytest.approx((amount - 0.0277, amount + 0.0277))
    assert one.percent == pytest.approx(100 * amount / 0.800)


def test_how_sure_a_fall_is() -> None:
    even, down = (found(both(hip(0.800)), report(hip(later))) for later in (0.800, 0.790))
    assert even.chance_of_fall == pytest.approx(0.5)
    assert down.chance_of_fall == pytest.approx(NormalDist(-0.010, 0.010 * 2**0.5).cdf(0))


def test_a_precision_known_too_poorly_to_tell_is_told() -> None:
    """SD 0.012 of 30 degrees of freedom: the least significant change is 0.0332, from 0.0266 to 0.0444."""
    near, far = (found(both(neck(0.800)), report(neck(later)), "femoral_neck") for later in (0.760, 0.750))
    assert near.least.interval == pytest.approx((0.0266, 0.0444), abs=0.0001)
    assert near.has_fallen
    assert far.has_fallen
    assert near.is_near_limit
    assert not far.is_near_limit
    assert not found(both(hip(0.800)), report(hip(0.772))).is_near_limit, "nobody knows what that SD stands on"


@given(st.integers(500, 1200), st.integers(-200, 200))
def test_forth_and_back_are_the_same_change_turned(start: int, by: int) -> None:
    one = found(both(hip(start / 1000)), report(hip((start + by) / 1000)))
    other = found(both(hip((start + by) / 1000)), report(hip(start / 1000)))
    assert one.amount == -other.amount
    assert one.amount == pytest.approx(by / 1000)
    assert one.is_significant == other.is_significant == (abs(by) >= 28)
    assert one.chance_of_fall == pytest.approx(1 - other.chance_of_fall)


# ONLY LIKE WITH LIKE


@pytest.mark.parametrize(
    ("then", "now", "why"),
    [
        ({"maker": "lunar", "model": "Prodigy"}, {}, "different machines (Lunar Prodigy; Hologic Horizon A)"),
        ({"maker": "lunar", "model": "Prodigy"}, {"maker": "lunar", "model": "iDXA"}, "different machines"),
        (
            {"device": "81234"},
            {"device": "81235"},
            "different machines (Hologic Horizon A 81234; Hologic Horizon A 81235)",
        ),
        ({"model": None}, {}, "maker and model are not stated"),
        ({}, {"maker": None, "model": None}, "maker and model are not stated"),
        ({"measured_on": None}, {}, "which came first cannot be known"),
        ({"measured_on": DAY}, {}, "(2026-03-02) does not lie before the later one (2026-03-02)"),
        ({"measured_on": DAY}, {"measured_on": BEFORE}, "(2026-03-02) does not lie before the later one (2024-03-04)"),
        ({"patient": "19500907-2553"}, {"patient": "19500907-2554"}, "different people: their identities"),
        ({"sex": "female"}, {"sex": "male"}, "different people: their sexes"),
        ({"birth_date": date(1950, 9, 7)}, {"birth_date": date(1950, 9, 8)}, "different people: their dates of birth"),
    ],
)
def test_unlike_reports_are_not_compared(then: dict[str, Any], now: dict[str, Any], why: str) -> None:
    earlier, later = both(hip(0.8), then=then), report(hip(0.7), **now)
    assert why in refused(earlier, later)
    told = changes(earlier, later, OWN, (None, None))
    assert told[0] == ()
    assert any(why in one.en for one in told[1])


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ({"model": "Horizon A"}, {"model": "HORIZON-A"}),
        ({"device": "81 234"}, {"device": "81234"}),
        ({"patient": "19500907-2553"}, {"patient": "195009072553"}),
        ({"sex": "female"}, {"sex": None}),
    ],
)
def test_what_is_only_written_differently_is_the_same(then: dict[str, Any], now: dict[str, Any]) -> None:
    assert found(both(hip(0.8), then=then), report(hip(0.7), **now)).has_fallen


def test_where_the_machines_number_is_not_told_that_is_noted() -> None:
    assert "taken for one machine" in found(both(hip(0.8)), report(hip(0.7), device="1")).notes[0].en
    same = found(both(hip(0.8), then={"device": "1"}), report(hip(0.7), device="1"))
    assert same.notes == ()


def test_another_side_is_another_bone() -> None:
    assert "do not both have a BMD" in refused(both(hip(0.8)), report(hip(0.7, side="right")))
    unsided = both(hip(0.8, side=None)), report(hip(0.7, side=None))
    told, why = changes(*unsided, OWN, (None, None))
    assert told == ()
    assert why[0].en == "total hip: the side is not stated"


@pytest.mark.parametrize("region", ["forearm", "heel", "trochanter", "total_body"])
def test_other_sites_are_not_followed(region: Region) -> None:
    line = SiteDensity(region, side="left", bmd=0.5)
    assert "is not followed" in refused(both(line), report(replace(line, bmd=0.4)), region)


def test_a_t_score_alone_is_no_density() -> None:
    assert "do not both have a BMD" in refused(both(hip(0.8)), report(hip(None, -2.0)))


def test_without_precision_there_is_no_limit() -> None:
    earlier, later = both(hip(0.8)), report(hip(0.7))
    one = change(earlier, later, "total_hip", "left", (), (None, None))
    assert isinstance(one, Said)
    assert "own precision of the site is not stated" in one.en


# THE SPINE: THE VERTEBRAE IN COMMON


def lumbar(day: date, **each: float) -> DensityReport:
    sized = {level: {"bmd": bmd, "area": 10.0 + place} for place, (level, bmd) in enumerate(each.items())}
    return report(*levels(**sized), measured_on=day)


FULL = {"L1": 0.80, "L2": 0.85, "L3": 0.90, "L4": 0.95}
LESS = {"L1": 0.77, "L2": 0.82, "L3": 0.87, "L4": 0.92}


def test_all_four() -> None:
    one = found(lumbar(BEFORE, **FULL), lumbar(DAY, **LESS), "lumbar_spine")
    assert one.vertebrae == LUMBAR
    assert one.amount == -0.03
    assert one.limit == 0.0277
    assert one.has_fallen


def test_a_fracture_between_leaves_those_that_count_in_both() -> None:
    one = found(lumbar(BEFORE, **FULL), lumbar(DAY, **LESS), "lumbar_spine", out={"L2": "fractured"})
    assert one.vertebrae == ("L1", "L3", "L4")
    assert one.amount == -0.03
    assert one.limit == pytest.approx(0.0277 * 1.07, abs=0.0001)
    assert not found(
        lumbar(BEFORE, **FULL), lumbar(DAY, **LESS), "lumbar_spine", out={"L2": "fractured", "L3": "fractured"}
    ).has_fallen
    assert [note.en.partition(":")[0] for note in one.notes[:2]] == [
        "the change is of the vertebrae that count in both examinations",
        "an estimate",
    ]


def test_two_that_do_not_touch_are_followed_and_one_never() -> None:
    out: dict[str, Why] = {"L2": "fractured", "L4": "fractured"}
    assert found(lumbar(BEFORE, **FULL), lumbar(DAY, **LESS), "lumbar_spine", out=out).vertebrae == ("L1", "L3")
    out["L3"] = "fractured"
    assert "fewer than two vertebrae count in both" in refused(
        lumbar(BEFORE, **FULL), lumbar(DAY, **LESS), "lumbar_spine", out=out
    )


def test_both_are_found_in_the_same_way() -> None:
    """One report has areas and the other has none: then both are plain means."""
    bare = report(*levels(**LESS))
    one = found(lumbar(BEFORE, **FULL), bare, "lumbar_spine")
    assert one.earlier == pytest.approx(0.875)
    assert one.later == pytest.approx(0.845)
    assert any("plain mean" in note.en for note in one.notes)


def test_no_spine_in_one_of_them() -> None:
    assert "do not both have" in refused(lumbar(BEFORE, **FULL), report(hip(0.7)), "lumbar_spine")


def test_a_line_of_all_four_is_no_help_for_three() -> None:
    line = SiteDensity("lumbar_spine", vertebrae=LUMBAR, bmd=0.9)
    assert "no BMD of L1, L3-L4" in refused(both(line), report(line), "lumbar_spine", out={"L2": "fractured"})


# AS FACTS


def test_the_facts_of_a_fall() -> None:
    earlier, later = both(hip(0.800), neck(0.700)), report(hip(0.772), neck(0.698))
    told, why = changes(earlier, later, OWN, (None, None))
    assert why == ()
    facts = change_as_facts(told)
    assert facts.facts == {
        "bmd_change_site": "total_hip",
        "bmd_change_g_cm2": -0.028,
        "bmd_change_percent": -3.5,
        "least_significant_change_g_cm2": 0.0277,
    }
    assert facts.provenance["bmd_change_g_cm2"].sv == "total höft, vänster: BMD 2024-03-04 och 2026-03-02"
    assert facts.provenance["least_significant_change_g_cm2"].en == "the clinic's own precision times 2.77"
    assert [one.en.partition(":")[0] for one in facts.left_out] == ["femoral neck, left"]


def test_the_site_is_the_one_that_fell_most_by_its_own_limit() -> None:
    """The neck fell by more grams and fewer of its limits (0.0332) than the hip (0.0277)."""
    told, _ = changes(both(neck(0.700), hip(0.800)), report(neck(0.669), hip(0.770)), OWN, (None, None))
    assert change_as_facts(told).facts["bmd_change_site"] == "total_hip"
    assert change_as_facts(reversed(told)).facts["bmd_change_site"] == "total_hip"


def test_no_change_is_no_facts() -> None:
    assert change_as_facts(()).facts == {}
