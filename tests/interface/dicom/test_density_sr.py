"""Bone densities out of structured reports: two machines' nestings, and every way to take a number for another's."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from benkoll.errors import InputError
from benkoll.exchange.densitometry.checked import HIP_ALONE, Checked
from benkoll.exchange.dicom.density_sr import read_density_sr
from benkoll.exchange.dicom.faults import LIMITS
from benkoll.exchange.dicom.write_image import write_image
from benkoll.measures.density_report import DensityReport, Region, SiteDensity
from interface.dicom.reports import (
    FINDING_SITE,
    G_CM2,
    HIP,
    LATERALITY,
    LEFT,
    NECK,
    ONE,
    RIGHT,
    SPINE,
    Coded,
    code,
    container,
    dated,
    flat,
    nested,
    number,
    own,
    report,
    text,
)
from unit.exchange.dicom.encoded import waves

WHITE = "2012 BMDCS/NHANES White Female"
NESTED = (
    SiteDensity("lumbar_spine", None, ("L1",), 0.86, -1.2, -0.2, WHITE, area=12),
    SiteDensity("lumbar_spine", None, ("L2",), 0.9, -1.3, -0.1, WHITE, area=13),
    SiteDensity("lumbar_spine", None, ("L3",), 0.92, -1.4, 0.0, WHITE, area=14),
    SiteDensity("lumbar_spine", None, ("L4",), 0.94, -1.5, 0.1, WHITE, area=16),
    SiteDensity("lumbar_spine", None, ("L1", "L2", "L3", "L4"), 0.905, -1.3, -0.1, WHITE, area=55),
    SiteDensity("femoral_neck", "left", (), 0.63, -1.9, -0.4, WHITE),
    SiteDensity("trochanter", "left", (), 0.55, -1.5, -0.3, WHITE),
    SiteDensity("total_hip", "left", (), 0.74, -1.7, -0.3, WHITE),
)
FLAT = (
    SiteDensity("lumbar_spine", None, ("L1", "L2", "L3", "L4"), 0.934, -2.1, None, "USA (Combined NHANES/Lunar)"),
    SiteDensity("femoral_neck", "right", (), 0.801, -1.7, -0.4),
    SiteDensity("total_hip", "right", (), 0.85, -1.3),
)
BMD, T_SCORE, Z_SCORE = own("BMD"), own("T-Score"), own("Z-Score")


def read(root: Dataset, maker: str = "HOLOGIC", model: str = "Horizon A", **header: object) -> Checked:
    return read_density_sr(report(root, maker, model, **header), "x.dcm")  # type: ignore[arg-type]  # attributes


def sites(root: Dataset) -> tuple[SiteDensity, ...]:
    found = read(root)
    return found.report.sites if found.report else ()


def said(found: Checked) -> str:
    return " / ".join(one.said("en") for one in found.problems)


# WHAT MACHINES WRITE


@pytest.mark.parametrize("comprehensive", [False, True])
def test_one_nesting(comprehensive: bool) -> None:
    found = read(nested(), comprehensive=comprehensive)
    assert found.report == DensityReport(
        NESTED, date(2026, 3, 1), "hologic", "Horizon A", "19500907-2553", "female", date(1950, 9, 7), "12345"
    )
    assert found.problems == ()


def test_another_nesting() -> None:
    found = read(flat(), "GE Healthcare", "Lunar iDXA")
    assert found.report == DensityReport(
        FLAT, date(2026, 3, 2), "lunar", "Lunar iDXA", "19500907-2553", "female", date(1950, 9, 7), "12345"
    )
    assert found.problems == ()


@pytest.mark.parametrize("modality", ["SR", "OT", "BMD", "", "nonsense"])
def test_the_modality_is_not_asked(modality: str) -> None:
    assert len(read(nested(), Modality=modality).report.sites) == len(NESTED)  # type: ignore[union-attr]  # there is one


def test_private_attributes_are_not_looked_at() -> None:
    root = nested()
    block = root.private_block(0x0021, "GEMS_LUNAR_RAW", create=True)
    block.add_new(1, "LO", "femoral neck BMD 0.1 g/cm2")
    for child in root.ContentSequence:
        child.private_block(0x0021, "99MAKER", create=True).add_new(1, "UN", b"\xff" * 40)
    assert sites(root) == NESTED


def test_site_and_side_hold_whatever_stands_first() -> None:
    part = container(own("ROI 1"), number(BMD, "0.7", G_CM2), text(own("Region Name"), "Neck"), code(LATERALITY, LEFT))
    assert sites(container(own("DXA"), part)) == (SiteDensity("femoral_neck", "left", (), 0.7),)


def test_the_day_is_that_of_the_tree_before_that_of_the_header() -> None:
    part = container(own("L1"), number(BMD, "0.9", G_CM2))
    root = container(own("DXA"), dated(own("Exam Date"), "20250104"), part)
    assert read(root).report.measured_on == date(2025, 1, 4)  # type: ignore[union-attr]  # there is one


def test_a_code_with_words_of_another_kind_is_read_by_the_code() -> None:
    one = number(("38267-1", "LN", "Weight"), "-1.0", ONE, code(FINDING_SITE, SPINE), text(own("Vertebrae"), "L2-L4"))
    assert sites(container(own("DXA"), one)) == (SiteDensity("lumbar_spine", None, ("L2", "L3", "L4"), None, -1.0),)


# WHAT MUST NOT BE TAKEN FOR ANOTHER


def test_the_forearm_is_no_hip() -> None:
    one = number(("38265-5", "LN", "DXA [T-score] Bone density"), "-1.0", ONE)
    assert sites(container(own("DXA"), one)) == (SiteDensity("forearm", t_score=-1.0),)


@pytest.mark.parametrize(
    "one",
    [
        number(("38264-8", "LN", "DXA Hip"), "-1.0", ONE),  # which part of the hip?
        number(("38263-0", "LN", "DXA Femur"), "-1.0", ONE, code(LATERALITY, LEFT)),
        number(BMD, "0.9", G_CM2),  # of what?
        number(BMD, "0.9", G_CM2, code(FINDING_SITE, ("12738006", "SCT", "Brain"))),
        number(BMD, "0.9", G_CM2, code(FINDING_SITE, HIP)),
        number(BMD, "0.9", G_CM2, code(FINDING_SITE, NECK), text(own("Region Name"), "Trochanter")),
        number(BMD, "0.9", G_CM2, text(own("Vertebrae"), "L1"), text(own("Region Name"), "L2")),
        number(("38267-1", "LN", "DXA Lumbar spine"), "-1.0", ONE, code(FINDING_SITE, NECK)),
        number(BMD, "0.9", G_CM2, code(FINDING_SITE, SPINE)),  # which vertebrae?
        number(BMD, "0.9", G_CM2, code(FINDING_SITE, NECK), code(LATERALITY, LEFT), code(LATERALITY, RIGHT)),
        number(BMD, "0.9", G_CM2, code(FINDING_SITE, SPINE), text(own("Vertebrae"), "L1"), code(LATERALITY, LEFT)),
    ],
    ids=lambda one: " ".join(child.ConceptNameCodeSequence[0].CodeMeaning for child in one.get("ContentSequence", ())),
)
def test_a_number_whose_site_is_not_known_is_set_aside(one: Dataset) -> None:
    found = read(container(own("DXA"), one))
    assert found.report is None or all(
        site.vertebrae == () for site in found.report.sites if site.region == "lumbar_spine"
    )
    if found.report is None:
        assert found.problems
        assert all(problem.sv and problem.file == "x.dcm" for problem in found.problems)


@pytest.mark.parametrize("name", [("38264-8", "LN", "DXA Hip"), ("80948-3", "LN", "DXA Femur - left"), T_SCORE])
@pytest.mark.parametrize("beside", [(), (code(LATERALITY, LEFT),), (code(FINDING_SITE, HIP),)])
def test_a_hip_of_which_no_part_is_told_is_neither(name: Coded, beside: tuple[Dataset, ...]) -> None:
    one = number(name, "-1.0", ONE, *beside)
    found = read(container(own("DXA"), container(own("Hip"), one)))
    assert found.report is None
    assert HIP_ALONE[1] in said(found)


@pytest.mark.parametrize(
    ("beside", "region"),
    [
        ((code(FINDING_SITE, NECK),), "femoral_neck"),
        ((code(FINDING_SITE, HIP), text(own("Region Name"), "Total")), "total_hip"),
        ((text(own("Region Name"), "Femoral neck"),), "femoral_neck"),
        ((text(own("Region Name"), "Total hip"),), "total_hip"),
    ],
)
def test_a_body_site_tells_neck_and_total_hip_apart(beside: tuple[Dataset, ...], region: Region) -> None:
    one = number(("38264-8", "LN", "DXA Hip"), "-1.0", ONE, *beside)
    assert sites(container(own("DXA"), one)) == (SiteDensity(region, t_score=-1.0),)


@pytest.mark.parametrize(("words", "region"), [("Femoral neck, DXA", "femoral_neck"), ("Total hip DXA", "total_hip")])
def test_so_do_the_words_of_the_code(words: str, region: Region) -> None:
    one = number(("38264-8", "LN", words), "-1.0", ONE)
    assert sites(container(own("DXA"), one)) == (SiteDensity(region, t_score=-1.0),)


@pytest.mark.parametrize("name", [("38264-8", "LN", "Total hip DXA"), own("Total hip T-Score")])
def test_words_and_a_site_that_tell_different_parts_are_neither(name: Coded) -> None:
    found = read(container(own("DXA"), number(name, "-1.0", ONE, code(FINDING_SITE, NECK))))
    assert found.report is None
    assert "the site is not recognised" in said(found)


@pytest.mark.parametrize("words", ["Lumbar spine T-score", "DXA Hip Z-score"])
def test_a_code_that_its_own_words_contradict_is_not_read(words: str) -> None:
    part = container(own("Neck"), number(("38264-8", "LN", words), "-1.0", ONE), number(BMD, "0.7", G_CM2))
    found = read(container(own("DXA"), part))
    assert found.report is not None
    assert found.report.sites == (SiteDensity("femoral_neck", None, (), 0.7),)
    assert "the code's own words say something else than the code" in said(found)


def test_a_part_that_is_not_known_does_not_pass_for_the_whole() -> None:
    part = container(own("Subregion 7"), number(BMD, "0.5", G_CM2))
    root = container(own("Left Hip"), container(own("Neck"), number(BMD, "0.7", G_CM2), part))
    found = read(container(own("DXA"), root))
    assert found.report is not None
    assert found.report.sites == (SiteDensity("femoral_neck", "left", (), 0.7),)
    assert "Subregion 7" in said(found)


def test_a_part_that_only_groups_does_pass() -> None:
    part = container(own("Results"), number(BMD, "0.7", G_CM2))
    assert sites(container(own("DXA"), container(own("Neck"), part))) == (SiteDensity("femoral_neck", None, (), 0.7),)


def test_total_is_of_what_was_scanned() -> None:
    hip = container(own("Hip"), container(own("Total"), number(BMD, "0.8", G_CM2)))
    body = container(own("Whole Body"), container(own("Total"), number(BMD, "1.0", G_CM2)))
    arm = container(own("Forearm"), container(own("Total"), number(BMD, "0.6", G_CM2)))
    assert sites(container(own("DXA"), hip, body, arm)) == (
        SiteDensity("total_hip", None, (), 0.8),
        SiteDensity("total_body", None, (), 1.0),
    )


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (number(BMD, "0.9", None), "the unit is missing"),
        (number(BMD, "900", ("mg/cm2", "UCUM", "mg/cm2")), "wrong unit, mg/cm2"),
        (number(BMD, "0.9", ("{T-score}", "UCUM", "T-score")), "wrong unit"),
        (number(T_SCORE, "-1.0", ("{Z-score}", "UCUM", "Z-score")), "A T-score is no Z-score"),
        (number(T_SCORE, "0.9", G_CM2), "A density stands as T-score"),
        (number(Z_SCORE, "-1.0", ("{T-score}", "UCUM", "T-score")), "A T-score is no Z-score"),
        (number(BMD, "25", G_CM2), "implausible"),
    ],
)
def test_a_wrong_unit_or_value_sets_the_site_aside(one: Dataset, why: str) -> None:
    found = read(container(own("DXA"), container(own("Neck"), one), container(own("L1"), number(BMD, "0.9", G_CM2))))
    assert found.report is not None
    assert found.report.sites == (SiteDensity("lumbar_spine", None, ("L1",), 0.9),)
    assert why in said(found)


def test_two_patients_in_one_report() -> None:
    other = text(("121030", "DCM", "Subject ID"), "19400101-2392", "HAS OBS CONTEXT")
    found = read(container(own("DXA"), other, container(own("L1"), number(BMD, "0.9", G_CM2))))
    assert found.report is None
    assert "two persons" in said(found)


def test_a_child() -> None:
    found = read(nested(), PatientBirthDate="20100101")
    assert found.report is None
    assert "under 18 years" in said(found)


# WHAT IS NO REPORT


@pytest.mark.parametrize("data", [write_image(waves(), None), b"", report(nested(), "M", "M")[:2000]])
def test_no_report_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(InputError) as refused:
        read_density_sr(data, "x.dcm")
    assert all(one.file == "x.dcm" for one in refused.value.problems)


def test_a_report_without_numbers() -> None:
    found = read(container(own("DXA")))
    assert found.report is None
    assert "no value of any site" in said(found)


def test_a_report_that_is_too_deep_or_too_long() -> None:
    root = number(BMD, "0.9", G_CM2)
    for _ in range(int(LIMITS["report_depth"]) + 2):
        root = container(own("Results"), root)
    with pytest.raises(InputError, match="nested deeper than 40"):
        read(root)
    note = text(own("Note"), "x")
    with pytest.raises(InputError, match="more than 4000 items"):
        read(container(own("DXA"), *[note] * (int(LIMITS["report_items"]) + 1)))


# MANY FAULTS


def _nodes(root: Dataset) -> Iterator[Dataset]:
    for child in root.get("ContentSequence", ()):
        yield child
        yield from _nodes(child)


def _renamed(node: Dataset, name: str) -> None:
    for coded in node.get("ConceptNameCodeSequence", ()):
        coded.CodeValue, coded.CodingSchemeDesignator, coded.CodeMeaning = "X1", "99MAKER", name


def _without_unit(node: Dataset) -> None:
    for measured in node.get("MeasuredValueSequence", ()):
        measured.pop("MeasurementUnitsCodeSequence", None)


def _other_unit(node: Dataset) -> None:
    for measured in node.get("MeasuredValueSequence", ()):
        for unit in measured.get("MeasurementUnitsCodeSequence", ()):
            unit.CodeValue = "mg/cm2"


FAULTS: tuple[Callable[[Dataset], object], ...] = (
    lambda node: node.pop("ConceptNameCodeSequence", None),
    lambda node: node.pop("MeasuredValueSequence", None),
    lambda node: node.pop("ConceptCodeSequence", None),
    lambda node: node.pop("ContentSequence", None),
    lambda node: node.pop("ValueType", None),
    lambda node: _renamed(node, "Region 9"),
    lambda node: _renamed(node, "Upper Neck"),
    lambda node: _renamed(node, "Results"),
    _without_unit,
    _other_unit,
)


@settings(max_examples=settings().max_examples // 3)
@given(st.booleans(), st.data())
def test_whatever_is_left_out_or_renamed_no_number_gets_another_site(first: bool, data: st.DataObject) -> None:
    root, whole = (nested(), NESTED) if first else (flat(), FLAT)
    for _ in range(data.draw(st.integers(1, 3))):
        nodes = list(_nodes(root))
        if nodes:
            data.draw(st.sampled_from(FAULTS))(nodes[data.draw(st.integers(0, len(nodes) - 1))])
    found = read(root)
    assert all(problem.sv and problem.en for problem in found.problems)
    for site in found.report.sites if found.report else ():
        own_sites = [one for one in whole if one.region == site.region and site.side in (one.side, None)]
        for quantity in ("bmd", "t_score", "z_score"):
            value = getattr(site, quantity)
            fits = [one for one in own_sites if set(site.vertebrae) <= set(one.vertebrae)]
            assert value is None or value in [getattr(one, quantity) for one in fits]
