"""Standardised density, held against what is printed and published."""

import pytest

from benkoll.measures.density_references import references
from benkoll.measures.density_report import Maker, Region
from benkoll.measures.density_words import Said
from benkoll.measures.standardised_bmd import Family, Standardised, standardised_bmd


def standardised(
    bmd: float, maker: Maker, region: Region, family: Family | None = None, unverified: bool = False
) -> Standardised:
    found = standardised_bmd(bmd, maker, region, family, unverified)
    assert isinstance(found, Standardised)
    return found


@pytest.mark.parametrize(
    ("bmd", "maker", "region", "printed"),
    [
        (0.942, "hologic", "total_hip", 955.5),
        (1.008, "lunar", "total_hip", 955.8),
        (0.880, "lunar", "lumbar_spine", 830.6),
        (0.594, "norland", "lumbar_spine", 678.2),
        (0.972, "hologic", "lumbar_spine", 1043.6),
        (1.100, "lunar", "lumbar_spine", 1043.6),
        (0.969, "norland", "lumbar_spine", 1043.6),
        (0.7, "hologic", "femoral_neck", 779.9),
        (0.7, "norland", "femoral_neck", 695.5),
        (0.7, "hologic", "trochanter", 756.5),
        (0.7, "lunar", "trochanter", 622.3),
        (0.7, "norland", "trochanter", 729.7),
        (0.8, "norland", "total_hip", 835.6),
    ],
)
def test_worked_examples(bmd: float, maker: Maker, region: Region, printed: float) -> None:
    found = standardised(bmd, maker, region)
    assert found.value == pytest.approx(printed, abs=0.05)
    assert found.mark == "V"
    assert found.family == ("Hui 1997" if region == "lumbar_spine" else "Lu 2001")


def test_lunars_neck_of_1_038_is_hologics_of_0_858() -> None:
    found = standardised(1.038, "lunar", "femoral_neck").value
    assert (found / 1000 - 0.019) / 1.087 == pytest.approx(0.858, abs=0.0005)


def test_the_young_means_of_hologic_and_lunar_meet_at_the_hip() -> None:
    young = {one.maker: one.low for one in references() if one.region == "total_hip" and one.against == "young_women"}
    assert set(young) == {"hologic", "lunar"}
    hologic, lunar = (standardised(bmd, maker, "total_hip").value for maker, bmd in young.items())
    assert hologic == pytest.approx(lunar, abs=0.5)


def test_a_norland_report_prints_genants() -> None:
    """0.8942 and 962.3: as near as four digits of the density can tell."""
    found = standardised(0.8942, "norland", "lumbar_spine", "genant_1994")
    assert found.value == pytest.approx(962.3, abs=0.05 + 0.00005 * 1076.1)
    assert (found.family, found.mark) == ("Genant 1994", "V*")


@pytest.mark.parametrize(("maker", "bmd", "value"), [("hologic", 1.047, 1126.0), ("lunar", 0.880, 837.9)])
def test_what_stands_in_memory_alone_is_off_unless_asked_for_and_then_marked(
    maker: Maker, bmd: float, value: float
) -> None:
    off = standardised_bmd(bmd, maker, "lumbar_spine", "genant_1994")
    assert isinstance(off, Said)
    assert "not verified" in off.en
    assert "inte verifierad" in off.sv
    found = standardised(bmd, maker, "lumbar_spine", "genant_1994", unverified=True)
    assert found.value == pytest.approx(value, abs=0.1)
    assert found.mark == "M"
    assert "not verified" in found.said.en


def test_the_two_families_of_the_spine_part_below_the_young_mean() -> None:
    """Some 3 mg at the young mean; but Lunar 0.880 is 838 or 831, Norland 0.594 639 or 678: so the family is named."""
    for maker, bmd, apart in (("hologic", 1.047, 3.3), ("lunar", 1.180, 2.5), ("lunar", 0.880, 7.4)):
        hui = standardised(bmd, maker, "lumbar_spine", "hui_1997")
        genant = standardised(bmd, maker, "lumbar_spine", "genant_1994", unverified=True)
        assert genant.value - hui.value == pytest.approx(apart, abs=0.1)
        assert hui.said.en != genant.said.en
    assert standardised(0.594, "norland", "lumbar_spine", "genant_1994").value == pytest.approx(639, abs=0.5)
    assert standardised(0.594, "norland", "lumbar_spine").value == pytest.approx(678, abs=0.5)


@pytest.mark.parametrize("region", ["forearm", "heel", "total_body"])
def test_other_sites_have_no_equation(region: Region) -> None:
    found = standardised_bmd(0.5, "lunar", region)
    assert isinstance(found, Said)
    assert "no equation for Lunar" in found.en


def test_a_family_of_the_spine_has_nothing_for_the_hip() -> None:
    assert isinstance(standardised_bmd(0.8, "lunar", "total_hip", "hui_1997"), Said)
