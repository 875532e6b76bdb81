"""Which lumbar vertebrae count, and what they have together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.measures.densitometry import Scored
from benkoll.measures.density_report import SiteDensity
from benkoll.measures.density_words import Said
from benkoll.measures.lumbar import LUMBAR, span
from benkoll.measures.spine_density import Density, density_of, spine_of
from unit.measures.densities import levels, neck, report, spine

SCORES = st.lists(st.one_of(st.none(), st.integers(-60, 30).map(lambda tenths: tenths / 10)), min_size=4, max_size=4)


def counted(*scores: float | None, **more: object) -> str:
    found = spine_of(spine(*scores), **more)  # type: ignore[arg-type]
    assert found is not None
    return span(found.counted)


# MORE THAN 1.0 FROM ITS NEIGHBOUR


@pytest.mark.parametrize(
    ("scores", "those"),
    [
        ((-2.0, -2.1, -2.2, -2.3), "L1-L4"),
        ((-2.0, -1.0, -2.0, -2.0), "L1-L4"),  # exactly 1.0 is not more
        ((-2.1, -1.1, -2.1, -2.1), "L1-L4"),  # nor is it as binary numbers
        ((-2.0, -0.9, -2.0, -2.0), "L1, L3-L4"),  # L2 at odds with both
        ((-2.0, -3.5, -2.1, -2.0), "L1, L3-L4"),  # a lower one as well
        ((-2.5, -2.3, -2.2, -0.8), "L1-L3"),  # at the end: the higher of the two goes
        ((-0.5, -2.0, -2.1, -2.2), "L2-L4"),
        ((-0.5, -2.0, -2.2, -0.9), "L2-L3"),
        ((-3.0, -2.2, -1.0, -0.8), "L1-L2"),  # two high ones below: the sick do not shield each other
        ((-2.5, -1.2, -2.4, -1.1), "L1, L3"),  # two that do not touch
    ],
)
def test_who_goes(scores: tuple[float, ...], those: str) -> None:
    assert counted(*scores) == those


def test_why_is_told_with_the_neighbours() -> None:
    found = spine_of(spine(-2.0, -0.5, -2.1, -2.2))
    assert found is not None
    assert [(one.vertebra, one.why) for one in found.left_out] == [("L2", "discordant")]
    assert found.left_out[0].said == Said(
        "L2 (T-score -0,5) ligger mer än 1 från L1 (-2), L3 (-2,1)",
        "L2 (T-score -0.5) lies more than 1 from L1 (-2), L3 (-2.1)",
    )


def test_one_alone_never_counts() -> None:
    """-1.0, -2.2, -3.4, -4.6: whatever goes, the last two lie too far apart as well."""
    found = spine_of(spine(-1.0, -2.2, -3.4, -4.6))
    assert found is not None
    assert found.counted == ()
    assert isinstance(found.score, Said)
    assert "at least two vertebrae must remain, and left is L" in found.score.en
    assert spine_of(spine(-2.0)) is not None
    assert counted(-2.0) == ""
    assert counted(-2.0, -3.5) == ""
    assert counted(-2.0, -2.5) == "L1-L2"


def test_a_reader_may_keep_one_and_then_its_neighbour_stays_too() -> None:
    assert counted(-2.0, -0.5, -2.1, -2.2, keep=["L2"]) == "L1-L4"
    assert counted(-3.0, -2.2, -1.0, -0.8, keep=["L3"]) == "L1-L4"
    assert counted(-0.5, -2.0, -2.2, -0.9, keep=["L1"]) == "L1-L3"


# FRACTURED, NOT ASSESSABLE


def test_what_a_reader_leaves_out() -> None:
    found = spine_of(spine(-2.0, -2.0, -2.0, -2.0), {"L2": "fractured", "L4": "not_assessable"})
    assert found is not None
    assert found.counted == ("L1", "L3")
    assert [(one.vertebra, one.why, one.said.sv) for one in found.left_out] == [
        ("L2", "fractured", "L2 har en fraktur"),
        ("L4", "not_assessable", "L4 går inte att bedöma"),
    ]
    assert counted(-2.0, -2.0, -2.0, -2.0, unusable={"L1": "fractured", "L2": "fractured", "L3": "fractured"}) == ""


def test_a_fractured_one_is_no_neighbour() -> None:
    """L2 high by its fracture does not throw L1 and L3 out; those are then held against each other."""
    assert counted(-2.0, -0.2, -2.1, -2.0, unusable={"L2": "fractured"}) == "L1, L3-L4"
    assert counted(-2.0, -0.2, -3.1, -3.0, unusable={"L2": "fractured"}) == "L3-L4"


def test_what_is_no_lumbar_vertebra_is_refused() -> None:
    for more in ({"unusable": {"T12": "fractured"}}, {"keep": ["L5"]}):
        with pytest.raises(ValueError, match="lumbar"):
            spine_of(spine(-2.0, -2.0), **more)  # type: ignore[arg-type]


def test_without_lumbar_spine_there_is_none() -> None:
    assert spine_of(report(neck(0.7))) is None


def test_a_vertebra_without_score_is_not_held_against_its_neighbours_and_that_is_said() -> None:
    found = spine_of(spine(-2.0, None, -2.1, -2.2))
    assert found is not None
    assert found.counted == LUMBAR
    assert found.notes[0].en == "L2: without its own T-score it is not held against its neighbours"
    whole = spine_of(report(SiteDensity("lumbar_spine", vertebrae=LUMBAR, t_score=-2.0, reference="kvinnor")))
    assert whole is not None
    assert whole.counted == LUMBAR
    assert whole.notes[0].sv.startswith("L1-L4: T-score för kotan saknas")


def test_scores_that_are_not_printed_are_reckoned_where_the_reference_is_known() -> None:
    """iDXA by level: L3 at 1.226 young mean; 0.75, 0.80, 1.10 and 0.85 are about -3.3, -3.4, -1.1, -3.2."""
    found = spine_of(report(*levels(L1=0.75, L2=0.80, L3=1.10, L4=0.85), maker="lunar", model="iDXA"))
    assert found is not None
    assert found.counted == ("L1", "L2", "L4")
    hologic = spine_of(report(*levels(L1=0.75, L2=0.80, L3=1.10, L4=0.85)))
    assert hologic is not None
    assert hologic.counted == LUMBAR
    assert "L1-L4: without" in hologic.notes[0].en


@given(SCORES)
def test_those_that_remain_lie_within_1_of_the_next(scores: list[float | None]) -> None:
    found = spine_of(spine(*scores))
    assert found is not None
    own = dict(zip(LUMBAR, scores, strict=True))
    for one, other in zip(found.counted, found.counted[1:], strict=False):
        first, second = own[one], own[other]
        assert first is None or second is None or abs(first - second) <= 1.0 + 1e-9
    assert len(found.counted) != 1
    assert {one.vertebra for one in found.left_out}.isdisjoint(found.counted)
    if found.counted:
        assert len(found.counted) + len(found.left_out) == 4


@given(SCORES, st.permutations(range(4)))
def test_the_order_of_the_lines_does_not_matter(scores: list[float | None], order: list[int]) -> None:
    whole = spine(*scores)
    shuffled = report(*(whole.sites[place] for place in order))
    assert spine_of(shuffled) == spine_of(whole)


# DENSITY TOGETHER

EACH = {
    "L1": {"bmd": 0.800, "area": 12.0, "bmc": 9.60},
    "L2": {"bmd": 0.900, "area": 13.0, "bmc": 11.70},
    "L3": {"bmd": 1.000, "area": 15.0, "bmc": 15.00},
    "L4": {"bmd": 1.100, "area": 17.0, "bmc": 18.70},
}


def test_the_reports_own_line_stands_first() -> None:
    line = SiteDensity("lumbar_spine", vertebrae=("L1", "L3"), bmd=0.910, t_score=-1.5, reference="White Female")
    found = spine_of(report(*levels(**EACH), line), {"L2": "fractured", "L4": "fractured"})
    assert found is not None
    assert found.density == Density(("L1", "L3"), 0.910, "printed", line)
    assert isinstance(found.score, Scored)
    assert (found.score.value, found.score.printed) == (-1.5, True)


def test_else_mineral_by_area() -> None:
    found = density_of(report(*levels(**EACH)), ("L1", "L3"))
    assert isinstance(found, Density)
    assert found.how == "area"
    assert found.value == pytest.approx((9.60 + 15.00) / (12.0 + 15.0))


@pytest.mark.parametrize("part", ["area", "bmc", "bmd"])
def test_two_of_the_three_numbers_are_enough(part: str) -> None:
    short = {level: {name: value for name, value in of.items() if name != part} for level, of in EACH.items()}
    found = density_of(report(*levels(**short)), LUMBAR)
    assert isinstance(found, Density)
    assert found.how == "area"
    assert found.value == pytest.approx(55.0 / 57.0)


def test_else_the_plain_mean() -> None:
    found = density_of(report(*levels(L1=0.8, L2=0.9, L4=1.1)), ("L1", "L2", "L4"))
    assert isinstance(found, Density)
    assert found.how == "mean"
    assert found.value == pytest.approx(2.8 / 3)


def test_else_none_and_what_is_missing_is_named() -> None:
    found = spine_of(
        report(*levels(L1=0.8, L2=0.9), SiteDensity("lumbar_spine", vertebrae=LUMBAR, bmd=0.95)), {"L4": "fractured"}
    )
    assert found is not None
    assert found.counted == ("L1", "L2", "L3")
    assert isinstance(found.density, Said)
    assert "no BMD of L3" in found.density.en
    assert found.score == found.density


def test_a_printed_score_without_density_counts() -> None:
    line = SiteDensity("lumbar_spine", vertebrae=LUMBAR, t_score=-2.6, reference="White Female")
    found = spine_of(report(line))
    assert found is not None
    assert isinstance(found.density, Said)
    assert isinstance(found.score, Scored)
    assert found.score.value == -2.6


def test_the_score_of_a_part_is_reckoned_only_where_its_reference_is_known() -> None:
    each = {level: of["bmd"] for level, of in EACH.items()}
    prodigy = spine_of(report(*levels(**each), maker="lunar", model="Prodigy"), {"L1": "fractured"}, keep=["L4"])
    assert prodigy is not None
    assert isinstance(prodigy.score, Scored)
    assert prodigy.score.low <= -1.6 <= prodigy.score.high  # 1.000 against 1.197-1.205
    apart = spine_of(report(*levels(**each), maker="lunar", model="Prodigy"), {"L2": "fractured"}, keep=LUMBAR)
    assert apart is not None
    assert isinstance(apart.score, Said)
    assert "no known reference for these very vertebrae" in apart.score.en


@given(
    st.lists(st.tuples(st.floats(0.3, 1.8), st.floats(5, 25)), min_size=4, max_size=4),
    st.sets(st.sampled_from(LUMBAR), min_size=1),
)
def test_a_density_together_lies_within_those_of_its_vertebrae(
    each: list[tuple[float, float]], those: set[str]
) -> None:
    lines = levels(**{level: {"bmd": bmd, "area": area} for level, (bmd, area) in zip(LUMBAR, each, strict=True)})
    vertebrae = tuple(level for level in LUMBAR if level in those)
    found = density_of(report(*lines), vertebrae)
    assert isinstance(found, Density)
    own = [bmd for level, (bmd, _) in zip(LUMBAR, each, strict=True) if level in those]
    assert min(own) - 1e-9 <= found.value <= max(own) + 1e-9
