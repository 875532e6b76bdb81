"""The common check: what is sound goes on, what is not says why, and no number comes to stand at another site."""

from dataclasses import replace
from datetime import date

import pytest

from benkoll.exchange.densitometry.about import About
from benkoll.exchange.densitometry.checked import Raw, checked, checked_sites
from benkoll.measures.density_report import DensityReport, SiteDensity

NECK = Raw("bmd", "0.652", "g/cm2", "femoral_neck", "Neck", "left", field="BMD", row=3)
NECK_T = replace(NECK, quantity="t_score", value="-1.7", unit="", reference="NHANES III", field="T-score")
NECK_Z = replace(NECK_T, quantity="z_score", value="0.1", field="Z-score")
WHOLE = SiteDensity("femoral_neck", "left", (), 0.652, -1.7, 0.1, "NHANES III")
TOTAL = replace(NECK, region="total_hip", site="Total", value="0.801", row=5)
ANNA = About(("19500907-2553",), ("F",), (date(1950, 9, 7),), days=(date(2026, 3, 2),))


def level(vertebra: str, bmd: str) -> Raw:
    return Raw("bmd", bmd, "g/cm2", "lumbar_spine", vertebra, None, (vertebra,), field="BMD")


SPINE = [level("L1", "0.801"), level("L2", "0.902"), level("L3", "0.911"), level("L4", "0.950")]
ALL = replace(SPINE[0], site="L1-L4", vertebrae=("L1", "L2", "L3", "L4"))


def said(*raws: Raw) -> list[str]:
    return [one.said("en") for one in checked_sites(raws)[1]]


def test_the_numbers_of_a_site_make_one_line() -> None:
    assert checked_sites([NECK, NECK_T, NECK_Z]) == ((WHOLE,), ())


@pytest.mark.parametrize("value", ["", " ", "-", "N/A", None])
def test_what_was_not_measured_is_left_out(value: str | None) -> None:
    assert checked_sites([NECK, NECK_T, replace(NECK_Z, value=value)]) == ((replace(WHOLE, z_score=None),), ())


@pytest.mark.parametrize(
    ("value", "read"),
    [("-1,7", -1.7), ("\N{MINUS SIGN}1.7", -1.7), ("\N{EN DASH}1,7", -1.7), (" +0.3 ", 0.3), (-2, -2.0), (-10, -10.0)],
)
def test_numbers_as_they_are_written(value: str | float, read: float) -> None:
    ((site,), problems) = checked_sites([replace(NECK_T, value=value)])
    assert (site.t_score, problems) == (read, ())


@pytest.mark.parametrize(
    "value",
    [
        "-1.7.2",
        "1 7",
        "-1.7 SD",
        "O.7",
        "--1.7",
        "1e0",
        "٣.1",
        "1.234,5",
        float("nan"),
        float("inf"),
        True,
        "-10.1",
        11,
    ],
)
def test_no_number_no_site(value: str | float) -> None:
    sites, (problem,) = checked_sites([NECK, replace(NECK_T, value=value)])
    assert sites == ()
    assert (problem.fact, problem.row) == ("T-score", 3)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (replace(NECK, unit=""), "the unit is missing; BMD needs the unit g/cm2"),
        (replace(NECK, unit="mg/cm2", value="652"), "Standardised BMD (mg/cm2) is not read"),
        (replace(NECK, value="652"), "It looks like mg/cm2"),
        (replace(NECK, unit="g/cm3"), "wrong unit, g/cm3"),
        (replace(NECK_T, unit="g/cm²", value="0.652"), "A density stands as T-score"),
        (replace(NECK_T, unit="{Z-score}"), "A T-score is no Z-score"),
        (replace(NECK_Z, unit="{T-score}"), "A T-score is no Z-score"),
        (replace(NECK_T, unit="%", value="76"), "Percent of young adults is no T-score"),
        (replace(NECK, value="0.05"), "allowed is 0.1 to 2.5 g/cm2"),
        (replace(NECK, region=None, site="Ward's"), "the site is not recognised"),
        (replace(NECK, side="both"), "the side is unclear"),
        (replace(ALL, side="left"), "the spine has no side"),
        (replace(ALL, vertebrae=("L1", "L5")), "the vertebrae must be some of L1, L2, L3, L4"),
        (replace(ALL, vertebrae=("L4", "L1")), "the vertebrae must be some of L1, L2, L3, L4"),
        (replace(NECK, vertebrae=("L1",)), "the vertebrae must be some of L1, L2, L3, L4"),
        (replace(NECK, quantity="bmc", unit="g", value="0"), "must be more than 0"),
    ],
)
def test_what_is_wrong_is_told_and_its_site_left_out(raw: Raw, words: str) -> None:
    sites, problems = checked_sites([TOTAL, raw])
    assert [one.region for one in sites] == ["total_hip"]
    assert [words in one.said("en") for one in problems] == [True]
    assert all(one.fact and one.sv != one.en for one in problems)


def test_a_bad_number_spoils_its_site_and_no_other() -> None:
    sites, problems = checked_sites([NECK, replace(NECK_T, value="l.7"), TOTAL])
    assert [one.region for one in sites] == ["total_hip"]
    assert [one.said("en").partition(":")[0] for one in problems] == ["row 3, T-score = l.7"]


def test_twice_the_same_is_once() -> None:
    assert checked_sites([NECK, NECK_T, NECK_Z, NECK, NECK_T]) == ((WHOLE,), ())


def test_two_values_of_one_site_are_none() -> None:
    other = replace(NECK, value="0.655", row=9)
    assert checked_sites([NECK, other, TOTAL])[0] == checked_sites([TOTAL])[0]
    assert said(NECK, other) == [
        "row 9, BMD = 0.655: BMD of Neck stands twice with different values, first 0.652 on row 3: the site is not read"
    ]


def test_left_and_right_are_two_sites() -> None:
    sites, problems = checked_sites([NECK, replace(NECK, side="right", value="0.655")])
    assert [(one.side, one.bmd) for one in sites] == [("left", 0.652), ("right", 0.655)]
    assert problems == ()


def test_one_t_score_has_one_reference() -> None:
    assert said(NECK_T, replace(NECK_T, reference="GE")) == [
        "row 3, T-score = -1.7: the same T-score stands against two references: the site is not read"
    ]


@pytest.mark.parametrize(("bmc", "sound"), [("3.23", True), ("3.26", True), ("3.32", False), ("2.33", False)])
def test_bmd_is_bmc_over_area(bmc: str, sound: bool) -> None:
    raws = [
        NECK,
        replace(NECK, quantity="bmc", unit="g", value=bmc),
        replace(NECK, quantity="area", unit="cm2", value="4.96"),
    ]
    assert bool(checked_sites(raws)[0]) is sound
    assert bool(checked_sites(raws)[1]) is not sound


@pytest.mark.parametrize(
    ("bmd", "sound"), [("0.801", True), ("0.893", True), ("0.950", True), ("0.789", False), ("0.983", False)]
)
def test_several_vertebrae_lie_among_their_own(bmd: str, sound: bool) -> None:
    sites, problems = checked_sites([*SPINE, replace(ALL, value=bmd), NECK])
    assert len(sites) == (6 if sound else 1)
    assert len(problems) == (0 if sound else 1)


def test_what_has_no_levels_is_not_held_against_them() -> None:
    assert len(checked_sites([*SPINE[:3], replace(ALL, value="1.201")])[0]) == 4


def test_the_report() -> None:
    assert checked(ANNA, [NECK, NECK_T, NECK_Z]).report == DensityReport(
        (WHOLE,), date(2026, 3, 2), patient="19500907-2553", sex="female", birth_date=date(1950, 9, 7)
    )


@pytest.mark.parametrize(
    ("about", "field"),
    [
        (replace(ANNA, patients=("19500907-2553", "19610118-2803")), "patient"),
        (replace(ANNA, birth_dates=(date(1950, 9, 7), date(1950, 7, 9))), "birth_date"),
        (replace(ANNA, days=(date(2026, 3, 2), date(2024, 3, 2))), "measured_on"),
        (replace(ANNA, makers=("hologic", "lunar")), "maker"),
        (replace(ANNA, sexes=("F", "M")), "sex"),
        (replace(ANNA, sexes=("U",)), "sex"),
        (replace(ANNA, birth_dates=(date(2026, 3, 2),)), "birth_date"),
        (replace(ANNA, birth_dates=(date(2008, 3, 3),)), "birth_date"),
        (replace(ANNA, birth_dates=(), ages=(17.9,)), "age"),
    ],
)
def test_a_report_of_two_or_of_a_child_is_not_read(about: About, field: str) -> None:
    found = checked(about, [NECK])
    assert found.report is None
    assert [one.fact for one in found.problems] == [field]


@pytest.mark.parametrize(
    "about",
    [
        replace(ANNA, birth_dates=(date(2008, 3, 2),)),
        replace(ANNA, patients=("195009072553", "19500907-2553"), sexes=("F", "Female", "Kvinna")),
        replace(ANNA, birth_dates=(), ages=(18.0,)),
    ],
)
def test_just_inside(about: About) -> None:
    assert checked(about, [NECK]).problems == ()


def test_sex_and_day_unstated_are_told() -> None:
    assert [one.fact for one in checked(About(), [NECK]).warnings] == ["patient", "sex", "measured_on"]


def test_a_report_without_values_is_none() -> None:
    found = checked(ANNA, [])
    assert found.report is None
    assert "no value of any site" in found.problems[0].en
