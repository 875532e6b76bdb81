"""T-scores: which reference, what interval, and what a printed one is worth."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.measures.densitometry import Scored, TScore, marks_of, scored, standing, t_score
from benkoll.measures.density_references import Mark, Reference, against, reference_of, references
from benkoll.measures.density_report import Maker, Region, SiteDensity
from benkoll.measures.density_words import Said
from benkoll.measures.lumbar import LUMBAR, vertebrae_of
from benkoll.measures.numbers import read
from unit.measures.densities import hip, neck

SWEDISH_COMMA = ","


def score(bmd: float, maker: Maker, model: str, region: Region, vertebrae: str = "") -> tuple[float, float, float]:
    found = t_score(bmd, maker, model, region, vertebrae_of(vertebrae) if vertebrae else ())
    assert isinstance(found, TScore)
    return found.value, found.low, found.high


def why_not(maker: Maker | None, model: str | None, region: Region, vertebrae: tuple[str, ...] = ()) -> str:
    found = t_score(0.8, maker, model, region, vertebrae)
    assert isinstance(found, Said)
    return found.en


# WHICH REFERENCE


@pytest.mark.parametrize(
    ("maker", "model", "region", "vertebrae", "mean", "sd"),
    [
        ("hologic", "Horizon A", "femoral_neck", "", 0.858, 0.120),
        ("hologic", None, "total_hip", "", 0.942, 0.122),
        ("hologic", "Discovery W", "lumbar_spine", "L1-L4", 1.047, 0.110),
        ("lunar", "Lunar Prodigy Advance", "lumbar_spine", "L1-L4", 1.180, 0.120),
        ("lunar", "Lunar iDXA ME+1", "lumbar_spine", "L1-L4", 1.195, 0.120),
        ("lunar", "Prodigy", "total_hip", "", 1.008, 0.126),
        ("lunar", "iDXA", "total_hip", "", 1.008, 0.126),
    ],
)
def test_zero_and_one_sd_below(
    maker: Maker, model: str, region: Region, vertebrae: str, mean: float, sd: float
) -> None:
    assert score(mean, maker, model, region, vertebrae) == (0.0, 0.0, 0.0)
    assert score(mean - sd, maker, model, region, vertebrae) == (-1.0, -1.0, -1.0)
    assert score(mean - 2.5 * sd, maker, model, region, vertebrae) == (-2.5, -2.5, -2.5)


def test_one_density_is_two_t_scores_on_prodigy_and_idxa() -> None:
    assert score(0.880, "lunar", "Prodigy", "lumbar_spine", "L1-L4")[0] == -2.5
    assert score(0.880, "lunar", "iDXA", "lumbar_spine", "L1-L4")[0] == -2.6


def test_the_number_of_nhances_neck_stands_once() -> None:
    found = reference_of("hologic", None, "femoral_neck")
    assert isinstance(found, Reference)
    said = read("coefficients.yaml")["nhanes_iii_femoral_neck"]
    assert (found.low, found.high, found.sd) == (said["mean"], said["mean"], said["sd"])
    assert "0.858" not in str(read("bone_density_references.yaml"))


@pytest.mark.parametrize(
    ("model", "vertebrae", "low", "high"),
    [
        ("Prodigy", "L1", 1.128, 1.131),
        ("Prodigy", "L2", 1.199, 1.209),
        ("Prodigy", "L3", 1.196, 1.204),
        ("Prodigy", "L4", 1.197, 1.201),
        ("Prodigy", "L1-L2", 1.163, 1.166),
        ("Prodigy", "L1-L3", 1.164, 1.172),
        ("Prodigy", "L2-L3", 1.192, 1.202),
        ("Prodigy", "L2-L4", 1.197, 1.205),
        ("Prodigy", "L3-L4", 1.199, 1.209),
        ("iDXA", "L1", 1.133, 1.145),
        ("iDXA", "L2", 1.204, 1.216),
        ("iDXA", "L3", 1.220, 1.232),
        ("iDXA", "L4", 1.223, 1.235),
    ],
)
def test_where_the_reference_is_an_interval_so_is_the_score(
    model: str, vertebrae: str, low: float, high: float
) -> None:
    found = t_score(0.9, "lunar", model, "lumbar_spine", vertebrae_of(vertebrae))
    assert isinstance(found, TScore)
    assert (found.reference.low, found.reference.high, found.reference.sd) == (low, high, 0.120)
    assert found.reference.mark == "V*"
    assert found.low == round((0.9 - high) / 0.12, 1) <= found.value <= found.high == round((0.9 - low) / 0.12, 1)


def test_the_interval_is_said_plainly() -> None:
    line = SiteDensity("lumbar_spine", vertebrae=("L2",), bmd=0.9)
    found = scored(line, "lunar", "Prodigy")
    assert isinstance(found, Scored)
    assert (found.value, found.low, found.high) == (-2.5, -2.6, -2.5)
    assert "mellan -2,6 och -2,5" in found.said.sv
    assert "between -2.6 and -2.5" in found.said.en
    assert not found.printed


def test_lunars_neck_is_not_hologics() -> None:
    """0.858 on Lunar's values is wrong: it would make an osteoporosis of -2.5 a -1.1."""
    assert score(0.726, "lunar", "Prodigy", "femoral_neck") == (-2.3, -2.3, -2.2)
    assert score(0.726, "hologic", "Horizon", "femoral_neck")[0] == -1.1


def test_lunars_hip_is_nhanes_iii_carried_to_its_scale() -> None:
    """Mean and SD sent backwards through Lu's equations: 1.038 and 0.139, and as GE prints them 1.008 and 0.126."""
    rows = {(row["region"], row["maker"]): row for row in read("standardised_bmd.yaml")["lu_2001"]["rows"]}
    for region, mean, sd in (("femoral_neck", 1.038, 0.139), ("total_hip", 1.008, 0.126)):
        hologic, lunar = rows[region, "hologic"], rows[region, "lunar"]
        ours = reference_of("hologic", None, region)  # type: ignore[arg-type]
        assert isinstance(ours, Reference)
        on_scale = hologic["constant"] + hologic["slope"] * ours.low
        assert (on_scale - lunar["constant"]) / lunar["slope"] == pytest.approx(mean, abs=0.0005)
        assert ours.sd * hologic["slope"] / lunar["slope"] == pytest.approx(sd, abs=0.0005)


@pytest.mark.parametrize(
    ("maker", "model", "region", "vertebrae", "why"),
    [
        (None, None, "femoral_neck", (), "maker is not stated"),
        ("norland", "XR-800", "lumbar_spine", ("L2", "L3", "L4"), "the reference of Norland is not known here"),
        ("norland", None, "femoral_neck", (), "the reference of Norland is not known here"),
        ("lunar", None, "lumbar_spine", LUMBAR, "model of Lunar is not stated"),
        ("lunar", "DPX-L", "lumbar_spine", LUMBAR, "Lunar DPX-L is not known here, only that of prodigy, idxa"),
        ("lunar", "Prodigy", "lumbar_spine", ("L1", "L3"), "no known reference for these very vertebrae"),
        ("lunar", "iDXA", "lumbar_spine", ("L2", "L3", "L4"), "only for L1-L4; L1; L2; L3; L4"),
        ("hologic", "Horizon", "lumbar_spine", ("L2", "L3", "L4"), "only for L1-L4"),
        ("hologic", "Horizon", "forearm", (), "never the diagnosis"),
        ("hologic", "Horizon", "heel", (), "never the diagnosis"),
        ("hologic", "Horizon", "trochanter", (), "never the diagnosis"),
        ("hologic", "Horizon", "total_body", (), "never the diagnosis"),
    ],
)
def test_why_there_is_none(
    maker: Maker | None, model: str | None, region: Region, vertebrae: tuple[str, ...], why: str
) -> None:
    assert why in why_not(maker, model, region, vertebrae)


def test_every_reference_says_where_it_is_from() -> None:
    for one in references():
        assert one.source
        assert one.population
        assert one.mark in get_args(Mark)
        assert one.mark != "M", "what stands in memory alone is not a reference"
        assert 0.8 < one.low <= one.high < 1.3
        assert 0.1 <= one.sd <= 0.15
        assert one.mark == "V*" or one.low == one.high
    keys = [
        (one.maker, model, one.region, one.vertebrae, one.against)
        for one in references()
        for model in one.models or ("",)
    ]
    assert len(set(keys)) == len(keys)


@given(st.sampled_from(list(references())), st.floats(0.3, 1.8))
def test_a_score_lies_in_its_interval_and_falls_with_the_density(one: Reference, bmd: float) -> None:
    low, high = one.scores(bmd)
    assert low <= high
    assert one.scores(bmd - 0.01)[0] < low
    if one.against == "young_women":
        found = t_score(bmd, one.maker, " ".join(one.models), one.region, one.vertebrae)
        assert isinstance(found, TScore)
        assert found.low <= found.value <= found.high


# WHAT A PRINTED ONE IS AGAINST


@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ("USA (Combined NHANES ages 20-30/Lunar 20-40), Female, v113", "young_women"),
        ("2012 BMDCS/NHANES White Female", "young_women"),
        ("NHANES III, kvinnor", "young_women"),
        ("Sverige, kvinnor 20-40", "young_women"),
        ("2012 BMDCS/NHANES White Male", "men"),
        ("Lunar Sverige, män", "men"),
        ("USA, Female and Male", "mixed"),
        ("unisex", "mixed"),
        ("Kvinnor/män", "mixed"),
        ("2012 BMDCS/NHANES Black Female", "other"),
        ("NHANES Mexican American women", "other"),
        ("4/00", "unknown"),
        ("NHANES III", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_whom_the_words_mean(words: str | None, whom: str) -> None:
    assert against(words) == whom


def test_a_printed_score_is_kept_with_its_reference() -> None:
    found = scored(neck(0.600, -2.2), "hologic", "Horizon A")  # (0.600 - 0.858) / 0.120 = -2.15
    assert found == Scored(
        -2.2,
        -2.2,
        -2.2,
        True,
        Said("utskriven, mot NHANES III, White Female", "printed, against NHANES III, White Female"),
    )


@pytest.mark.parametrize(("printed", "differs"), [(-2.1, None), (-2.2, None), (-2.0, 0.2), (-2.3, -0.1), (-1.5, 0.7)])
def test_a_difference_that_rounding_does_not_explain_is_shown_and_the_printed_one_kept(
    printed: float, differs: float | None
) -> None:
    line = neck(0.600, printed)
    found = scored(line, "hologic", "Horizon A")
    assert isinstance(found, Scored)
    assert found.value == printed
    assert found.printed
    assert standing(line, "hologic", "Horizon A").difference == pytest.approx(differs)
    assert len(found.marks) == (differs is not None)
    if differs:
        assert f"difference {differs:+.1f}" in found.marks[0].en
        assert f"skillnad {differs:+.1f}".replace(".", SWEDISH_COMMA) in found.marks[0].sv


def test_one_against_men_is_marked_and_the_density_stands_against_young_women() -> None:
    """A man's 0.600 is -2.4 against men and -2.2 against young women, as the guideline means for both sexes."""
    line = neck(0.600, -2.4, reference="NHANES III, White Male")
    found = scored(line, "hologic", "Horizon A")
    assert isinstance(found, Scored)
    assert (found.value, found.printed) == (-2.2, False)
    assert "is against men (NHANES III, White Male)" in found.marks[0].en
    assert "är mot män" in found.marks[0].sv
    assert "0.6 g/cm2 against NHANES III, white women" in found.said.en


@pytest.mark.parametrize(
    ("reference", "whom"),
    [("White Male", "men"), ("male/female", "women and men together"), ("Black Female", "another population")],
)
def test_one_against_others_that_cannot_be_reckoned_anew_is_not_used(reference: str, whom: str) -> None:
    found = scored(neck(0.600, -2.4, reference=reference), "norland", "XR-800")
    assert isinstance(found, Said)
    assert f"-2.4 is against {whom} and not used" in found.en
    found = scored(neck(None, -2.4, reference=reference), "hologic", "Horizon A")
    assert isinstance(found, Said)
    assert "no BMD stands there" in found.en


def test_one_without_reference_is_kept_and_marked() -> None:
    found = scored(neck(0.600, -2.2, reference=None), "hologic", "Horizon A")
    assert isinstance(found, Scored)
    assert (found.value, found.printed) == (-2.2, True)
    assert "not stated; read as young women" in found.marks[0].en
    norland = scored(hip(0.7, -2.2, reference="4/00"), "norland", None)
    assert isinstance(norland, Scored)
    assert "4/00, does not say which sex" in norland.marks[0].en


def test_one_without_reference_that_fits_mens_is_not_taken_for_womens() -> None:
    """(0.600 - 0.934) / 0.137 = -2.44: printed against men although nothing says so."""
    line = neck(0.600, -2.4, reference=None)
    found = standing(line, "hologic", "Horizon A")
    assert found.fits is not None
    assert found.fits.against == "men"
    used = scored(line, "hologic", "Horizon A")
    assert isinstance(used, Scored)
    assert (used.value, used.printed) == (-2.2, False)
    assert any("fits NHANES III, white men instead" in mark.en for mark in used.marks)


def test_words_that_say_women_stand_above_what_a_number_fits() -> None:
    used = scored(neck(0.600, -2.4), "hologic", "Horizon A")
    assert isinstance(used, Scored)
    assert (used.value, used.printed) == (-2.4, True)
    assert [mark.en.partition(": ")[2][:4] for mark in used.marks] == ["T-sc", "T-sc"]


def test_neither_score_nor_density_is_nothing() -> None:
    found = scored(SiteDensity("femoral_neck", z_score=-0.5), "hologic", None)
    assert isinstance(found, Said)
    assert "neither" in found.en
    with pytest.raises(ValueError, match="no T-score"):
        standing(SiteDensity("femoral_neck", bmd=0.7), "hologic", None)


@given(st.floats(0.4, 1.2), st.sampled_from(["hologic", "lunar"]))
def test_a_score_printed_from_its_own_density_never_differs(bmd: float, maker: Maker) -> None:
    """Whatever digits the machine rounds away: density to 0.001, score to 0.1."""
    exact = (bmd - (0.942 if maker == "hologic" else 1.008)) / (0.122 if maker == "hologic" else 0.126)
    line = hip(round(bmd, 3), round(exact, 1))
    found = standing(line, maker, "Prodigy")
    assert found.difference is None
    assert list(marks_of(line, found)) == []
