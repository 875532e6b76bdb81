"""The words of reports: sites with sides and vertebrae, columns with units, days, makers, in both languages."""

from datetime import date

import pytest

from benkoll.exchange.codes.tables import Code, rows
from benkoll.exchange.densitometry.columns import Column, column_of
from benkoll.exchange.densitometry.days import day_of
from benkoll.exchange.densitometry.loinc import meant
from benkoll.exchange.densitometry.sites import Place, levels_in, place_of, within
from benkoll.exchange.densitometry.words import makers_of
from benkoll.measures.lumbar import LUMBAR

HIP, SPINE = Place("hip"), Place("spine", "lumbar_spine")


@pytest.mark.parametrize(
    ("text", "region", "side", "vertebrae"),
    [
        ("Neck", "femoral_neck", None, ""),
        ("Lårbenshals, vänster", "femoral_neck", "left", ""),
        ("Femoral Neck Left", "femoral_neck", "left", ""),
        ("Höger höft, collum", "femoral_neck", "right", ""),
        ("höft total", "total_hip", None, ""),
        ("Totalhöft hö", "total_hip", "right", ""),
        ("HTOT", "total_hip", None, ""),
        ("Left Femur Total", "total_hip", "left", ""),
        ("Trochanter", "trochanter", None, ""),
        ("Ländrygg L1-L4", "lumbar_spine", None, "L1 L2 L3 L4"),
        ("AP Spine Bone Density", "lumbar_spine", None, ""),
        ("L1\N{EN DASH}L4", "lumbar_spine", None, "L1 L2 L3 L4"),
        ("L2-4", "lumbar_spine", None, "L2 L3 L4"),
        ("L1,L2,L4", "lumbar_spine", None, "L1 L2 L4"),
        ("L1-L4 (L3)", "lumbar_spine", None, "L1 L2 L4"),
        ("L4-L1", "lumbar_spine", None, "L4 L1"),
        ("T12-L2", "lumbar_spine", None, "T12 L1 L2"),
        ("1/3 Radius", "forearm", None, ""),
        ("Underarm höger", "forearm", "right", ""),
        ("Calcaneus", "heel", None, ""),
        ("Total Body", "total_body", None, ""),
        ("Left Right Neck", "femoral_neck", "left/right", ""),
    ],
)
def test_sites(text: str, region: str, side: str | None, vertebrae: str) -> None:
    place = place_of(text)
    assert place is not None
    assert (place.region, place.side, " ".join(place.vertebrae), place.left_out) == (region, side, vertebrae, False)


@pytest.mark.parametrize(
    "text", ["Nack", "Totl", "L1-L4 Neck", "Neck Total", "spine hip", "L1 L3", "", "vs. White Female", "L6"]
)
def test_no_site(text: str) -> None:
    assert place_of(text) is None


@pytest.mark.parametrize(
    "text",
    ["Ward's", "Inter", "Neck Mean", "Total Diff.", "UD", "Radius Total", "Upper Neck", "L Spine", "Lateral spine L2"],
)
def test_parts_that_nobody_reads(text: str) -> None:
    place = place_of(text)
    assert place is not None
    assert place.left_out


def test_a_total_is_of_what_stands_around_it() -> None:
    total = place_of("Total")
    assert total is not None
    assert total.region is None
    assert within(total, HIP).region == "total_hip"
    assert within(total, SPINE).region == "lumbar_spine"
    assert within(total, Place("whole", "total_body")).region == "total_body"
    assert within(total, Place("forearm", "forearm")).left_out
    assert within(total, None).region is None


def test_what_stands_around_lends_its_side_and_no_other_site() -> None:
    neck, spine = place_of("Neck"), place_of("L1-L4")
    assert neck is not None
    assert spine is not None
    assert within(neck, Place("hip", side="left")).side == "left"
    assert within(spine, Place("hip", side="left")) == spine
    assert within(neck, Place("spine", "lumbar_spine")).region == "femoral_neck"
    assert within(neck, Place("whole", "total_body")).left_out
    assert within(Place("hip", "femoral_neck", "right"), Place("hip", side="left")).side == "left/right"


@pytest.mark.parametrize(
    ("text", "levels"),
    [("DXA of L1-L4, supine", "L1 L2 L3 L4"), ("spine", ""), ("L1-L4 and L2-L4", None), ("L9-L4", None)],
)
def test_levels_in_any_text(text: str, levels: str | None) -> None:
    found = levels_in(text)
    assert (None if found is None else " ".join(found)) == levels


@pytest.mark.parametrize(
    ("name", "reads", "region", "unit"),
    [
        ("NECK_BMD", "bmd", "femoral_neck", ""),
        ("BMD (g/cm²)", "bmd", None, "g/cm2"),
        ("BMD_g/cm2", "bmd", None, "g/cm2"),
        ("Lårbenshals vänster BMD (mg/cm2)", "bmd", "femoral_neck", "mg/cm2"),
        ("L1-L4 T-Score", "t_score", "lumbar_spine", ""),
        ("TScore", "t_score", None, ""),
        ("NeckZScore", "z_score", "femoral_neck", ""),
        ("Area (cm²)", "area", None, "cm2"),
        ("BMC_g", "bmc", None, "g"),
        ("PatientID", "patient", None, ""),
        ("Födelsedatum", "birth_date", None, ""),
        ("bmdUnits", "unit", None, ""),
    ],
)
def test_columns(name: str, reads: str, region: str | None, unit: str) -> None:
    column = column_of(name)
    assert isinstance(column, Column)
    assert (column.reads, column.place and column.place.region, column.unit) == (reads, region, unit)


@pytest.mark.parametrize(
    "name", ["WARDS_BMD", "sBMD (mg/cm2)", "Young-Adult (%)", "Name", "Arm Left BMD", "Fat Mass (g)"]
)
def test_columns_that_nobody_reads(name: str) -> None:
    assert column_of(name) is None


def test_a_number_of_an_unknown_site_is_told_with_its_words() -> None:
    assert column_of("Skull BMD (g/cm2)") == "skull"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("2026-03-02 10:14:42 (18.10)", date(2026, 3, 2)),
        ("20260302101500", date(2026, 3, 2)),
        ("3/2/2026 10:14:42 AM (12.10)", date(2026, 3, 2)),
        ("25/12/2026", date(2026, 12, 25)),
        ("12/25/2026", date(2026, 12, 25)),
        ("5/5/2026", date(2026, 5, 5)),
        ("2.3.2026", date(2026, 3, 2)),
        ("2 mars 2026", date(2026, 3, 2)),
        ("1 maj 2026", date(2026, 5, 1)),
        ("02-Mar-2026", date(2026, 3, 2)),
        ("March 2nd, 2026", date(2026, 3, 2)),
        ("02/03/2026", None),  # the third of February or the second of March
        ("2026-02-30", None),
        ("2 foo 2026", None),
        ("2026", None),
        ("1026-03-02", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "makers"),
    [("Horizon A", ("hologic",)), ("GE Lunar iDXA", ("lunar",)), ("Norland XR-46", ("norland",)), ("X", ())],
)
def test_makers(text: str, makers: tuple[str, ...]) -> None:
    assert makers_of(text) == makers


def loinc(code: str, said: str = "", site: str = "") -> tuple[object, ...]:
    found = meant([Code("loinc", code)], said, (), site, bool(site))
    assert found is not None
    return found.quantity, found.region, found.side, found.vertebrae, bool(found.warning), bool(found.wrong)


@pytest.mark.parametrize(
    ("code", "said", "site", "meaning"),
    [
        ("38267-1", "DXA Lumbar spine [T-score] Bone density", "L1-L4", ("t_score", "lumbar_spine", None, LUMBAR)),
        ("80948-3", "DXA Femur - left [T-score] Bone density", "Femoral neck", ("t_score", "femoral_neck", "left", ())),
        ("80946-7", "", "Total hip", ("t_score", "total_hip", "left", ())),
        ("46279-6", "", "Left neck of femur", ("bmd", "femoral_neck", "left/right", ())),
        ("85394-5", "", "", ("z_score", "lumbar_spine", None, ())),
        ("38266-3", "DXA Calcaneus [T-score]", "", ("t_score", "heel", None, ())),
    ],
)
def test_loinc(code: str, said: str, site: str, meaning: tuple[object, ...]) -> None:
    assert loinc(code, said, site) == (*meaning, False, False)


def test_a_hip_without_a_closer_site_is_neither_part() -> None:
    assert loinc("38264-8") == ("t_score", None, None, (), False, True)


def test_the_forearm_without_a_word_of_it_is_the_forearm_with_a_warning() -> None:
    """Synthea labels 38265-5 plainly "DXA [T-score] Bone density"."""
    assert loinc("38265-5", "DXA [T-score] Bone density") == ("t_score", "forearm", None, (), True, False)


@pytest.mark.parametrize(
    ("code", "said", "site"),
    [
        ("38263-0", "Lumbar spine T-score", ""),  # as public code calls the femur
        ("38265-5", "Hip T-score", ""),
        ("38267-1", "DXA Lumbar spine [Z-score]", ""),
        ("38267-1", "", "Femoral neck"),
        ("80948-3", "", "Skull"),
        ("24966-4", "", "L1-L4 and L2-L4"),
        ("80948-3", "", "Femoral neck, total hip"),
    ],
)
def test_a_code_that_is_contradicted_is_not_read(code: str, said: str, site: str) -> None:
    assert loinc(code, said, site)[-1]


def test_the_facts_of_a_patient_and_the_sites_of_a_report_agree() -> None:
    """Two tables hold the codes: what a T-score is as a fact, and where it was measured, once the part is told."""
    facts = {row["code"]: row["reads"] for row in rows("observations") if row["reads"].startswith("t_score")}
    for code, fact in facts.items():
        assert f"t_score_{loinc(code, site='' if fact == 't_score_lumbar_spine' else 'total')[1]}" == fact
    never = {row["code"] for row in rows("observations") if row["reads"] == "never"}
    known = {row["code"] for row in rows("density_codes") if row["system"] == "loinc"}
    for code in never & known:
        assert loinc(code)[0] == "z_score" or loinc(code)[1] in ("forearm", "heel")
