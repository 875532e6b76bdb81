"""Files of each form, and their own traps: what is refused, what is told, and what is left alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from benkoll.exchange.densitometry.mapping import read_mapping
from benkoll.exchange.densitometry.read import form_of
from benkoll.measures.density_report import SiteDensity
from unit.exchange.densitometry.asked import GOOD, of, refused, said, sites

# WHICH FORM


@pytest.mark.parametrize("path", sorted(GOOD.iterdir()), ids=lambda path: path.name)
def test_the_form_is_told_by_the_content(path: Path) -> None:
    forms = {"fhir.json": "fhir", "typed.json": "typed"}
    suffixes = {".txt": "text", ".csv": "csv", ".xml": "xml", ".hl7": "hl7"}
    assert form_of(path.read_bytes()) == (forms.get(path.name) or suffixes[path.suffix])


def test_dicom_has_its_own_door() -> None:
    assert "has its own door" in refused(b"\0" * 128 + b"DICM")


@pytest.mark.parametrize("data", [b"", b" \n", b"\xef\xbb\xbf", b"\x1c", b"\xff\xfe \0"])
def test_nothing(data: bytes) -> None:
    assert "the file is empty" in refused(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_that_are_read(encoding: str) -> None:
    text = (GOOD / "hologic.csv").read_text("utf-8-sig")
    assert sites(of(text.encode(encoding))) == sites(of(text))


def test_what_is_too_large_is_not_read() -> None:
    assert "at most" in refused("Ländrygg L1-L4: T-score -2,1\n" * 10_000)
    assert "longer than 2000 characters" in refused(f"Ländrygg L1-L4: {'x' * 2000} T-score -2,1\n")


def test_a_day_to_come() -> None:
    assert "lies after 2026-06-01" in refused("Lårbenshals: T-score -2,1\nUndersökningsdatum: 2026-06-02\n")


# CSV

HEAD = "Patient ID;Scan Date;Scan Type;Region;BMD (g/cm²);T-score\n"


def row(scan: str, region: str, bmd: str, score: str, person: str = "19500907-2553") -> str:
    return f"{person};2026-03-02;{scan};{region};{bmd};{score}\n"


def test_a_total_without_a_scan_is_of_what_stands_beside_it() -> None:
    text = HEAD + row("", "Neck", "0,653", "-1,7") + row("", "Total", "0,762", "-1,5")
    assert [one.region for one in sites(of(text))] == ["femoral_neck", "total_hip"]


def test_a_total_of_nobody_knows_what_is_told() -> None:
    assert "the site is not recognised" in refused(HEAD + row("", "Total", "0,762", "-1,5"))
    mixed = of(
        HEAD + row("", "Neck", "0,653", "-1,7") + row("", "L1", "0,8", "-1,8") + row("", "Total", "0,762", "-1,5")
    )
    assert [one.region for one in sites(mixed)] == ["femoral_neck", "lumbar_spine"]
    assert "Total" in said(mixed)


def test_a_total_among_vertebrae_is_not_the_hip() -> None:
    found = of(HEAD + row("Left Hip", "L1", "0,800", "-1,8") + row("Left Hip", "Total", "0,762", "-1,5"))
    assert [(one.region, one.vertebrae) for one in sites(found)] == [("lumbar_spine", ("L1",))]
    assert "Total" in said(found)


def test_persons_and_days_are_reports_of_their_own() -> None:
    text = HEAD + row("", "Neck", "0,653", "-1,7") + row("", "Neck", "0,700", "-1,3", "19610118-2803")
    assert [one.patient for one in of(text).reports] == ["19500907-2553", "19610118-2803"]


def test_a_row_of_nobody() -> None:
    found = of(HEAD + row("", "Neck", "0,653", "-1,7") + row("", "Neck", "0,653", "-1,7", ""))
    assert len(found.reports) == 1
    assert "row 2, patient: the patient's identity is missing" in said(found)


CSV = [
    ("Patient ID;BMD;Region\n1;0,653;Neck\n", "the unit is missing"),
    ("Patient ID;BMD (mg/cm²);Region\n1;653;Neck\n", "Standardised BMD (mg/cm2) is not read"),
    ("Patient ID;BMD (g/cm²);BMD unit;Region\n1;0,653;mg/cm2;Neck\n", "wrong unit, g/cm2 mg/cm2"),
    ("Patient ID;Skull BMD (g/cm2);T-score\n1;0,653;\n", "names no site that is recognised"),
    ("Patient ID;T-score;T-score;Region\n1;-1,7;-1,7;Neck\n", "stands more than once"),
    ("Patient ID;Name\n1;X\n", "no value of any site"),
    ('Patient ID;T-score;Region\n1;"-1,7;Neck\n', "quotation mark"),
    ("Patient ID;T-score;Region\n1;-1,7;Neck", "does not end with a line break"),
    ("Patient ID;T-score;Region\n1;-1,7\n", "the row has 2 cells and the header 3"),
    ("Patient ID,T-score,Region\n1,-1,7,Neck\n", "the row has 4 cells and the header 3"),
    ("Patient ID;T-score;Region;Side\n1;-1,7;Neck;both\n", "the side is unclear"),
    ("Patient ID;T-score;Region;Side\n1;-1,7;L1-L4;left\n", "the spine has no side"),
    ("Patient ID;T-score;Region;Scan Date\n1;-1,7;Neck;03/02/2026\n", "can be read in one way only"),
    ("Patient ID;T-score;Region;Sex\n1;-1,7;Neck;U\n", "the sex must be female or male"),
    ("Patient ID;T-score;Region;Age\n1;-1,7;Neck;15,5\n", "under 18 years"),
]


def test_one_bad_row_spoils_no_other() -> None:
    found = of(HEAD + row("", "Neck", "0,653", "-l,7") + row("Left Hip", "Total", "0,762", "-1,5"))
    assert [one.region for one in sites(found)] == ["total_hip"]
    assert said(found).startswith("a, row 1, T-score = -l,7: must be a number")


@pytest.mark.parametrize(
    ("side", "read"), [("L", "left"), ("v", "left"), ("Höger", "right"), ("R", "right"), ("", None)]
)
def test_sides_in_a_column(side: str, read: str | None) -> None:
    found = of(f"Patient ID;T-score;Region;Side\n1;-1,7;Neck;{side}\n")
    assert [one.side for one in sites(found)] == [read]


def test_hologics_own_columns_need_no_unit_and_no_others_do_without() -> None:
    head = "IDENTIFIER1,SIDE,NECK_BMD,WARDS_BMD,HSTD_TOT_BMD"
    (site,) = sites(of(f"{head}\n1,L,0.653,0.5,700\n"))
    assert (site.region, site.side, site.bmd) == ("femoral_neck", "left", 0.653)
    assert "the unit is missing" in refused("Patient ID,Neck Left BMD,Neck Left T-Score\n1,0.78,\n")


def test_an_export_by_the_sites_own_table() -> None:
    table = read_mapping(b"when;reads;site;unit\ncolumn=COL7;bmd;left femoral neck;g/cm2\n", "own.csv")
    (site,) = sites(of("Patient ID;COL7\n1;0,653\n", table, "csv"))
    assert (site.region, site.side, site.bmd) == ("femoral_neck", "left", 0.653)


# XML


XML = [
    ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "a DOCTYPE or entities"),
    ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "a DOCTYPE or entities"),
    ("<a><b></a>", "is not XML, or cut off"),
    ('<?xml version="1.0" encoding="martian"?><a/>', "not in the encoding that it states"),
    (f"{'<a>' * 50}{'</a>' * 50}", "nested deeper than 40 levels"),
    ("<a><b>1</b></a>", "no column is recognised"),
    ("<a><Neck><BMD>0.653</BMD></Neck></a>", "the unit is missing"),
    ("<a><Scan><BMD unit='g/cm2'>0.653</BMD><BMD unit='g/cm2'>0.655</BMD></Scan></a>", "stands twice"),
    ("<a><Nack><BMD unit='g/cm2'>0.653</BMD></Nack></a>", "the site is not recognised"),
]


def test_xml_by_elements_attributes_and_names() -> None:
    whole = "<a><LeftHip><Neck><BMD unit='g/cm2'>0.653</BMD></Neck></LeftHip></a>"
    region = "<x:Region name='Neck' bmd='0.653' bmdUnits='g/cm2'/>"
    short = f"<x:a xmlns:x='urn:x'><x:Scan type='Left Hip'>{region}</x:Scan></x:a>"
    for text in (whole, short):
        (site,) = sites(of(text))
        assert (site.region, site.side, site.bmd) == ("femoral_neck", "left", 0.653)


# TEXT


TEXT = [
    ("Ländrygg L1-L4: T-score -2\n", "fewer decimals than reports print"),
    ("Ländrygg L1-L4: T-score -2,1 eller lägre\n", "what stands after the number cannot be read"),
    ("Ländrygg L1-L4: T-score -2,,1\n", "what stands after the number cannot be read"),
    ("Lungan: T-score -2,1\n", "the site before the value is not recognised"),
    ("Neck 0.653 -1.7\n", "no header that is recognised above it"),
    ("Region BMD (g/cm²) T-score Z-score\nNeck 0.653 -1.7\n", "the row has 2 numbers and the header 3 columns"),
    ("Region BMD (g/cm²) T-score Z-score\nNack 0.653 -1.7 0.2\n", "the site is not recognised"),
    ("Region BMD T-score Z-score\nNeck 0.653 -1.7 0.2\n", "the unit is missing"),
    ("Left Hip\nRight Hip\nRegion BMD (g/cm²) T-score\nNeck 0.653 -1.7\n", "the side is unclear"),
    ("Region BMD (g/cm²) T-score\nL4-L1 0.653 -1.7\n", "from above"),
]


@pytest.mark.parametrize(
    "heading", ["Densitometry Trend", "FRAX 14 % och 3 %", "Jämfört med tidigare undersökning är läget oförändrat"]
)
def test_what_stands_below_other_days_is_not_read_and_told(heading: str) -> None:
    found = of(f"AP Spine\nL1-L4: T-score -2.0\n{heading}\nLårbenshals vänster: T-score -1.0\n")
    assert [one.t_score for one in sites(found)] == [-2.0]
    assert "stands below a heading of other days" in said(found)


def test_text_between_heading_and_table_never_lends_its_side() -> None:
    text = "Left Hip\nCompared with the right one\nRegion BMD (g/cm²) T-score\nNeck 0.653 -1.7\n"
    assert "the side is unclear" in refused(text)


def test_what_the_guideline_says_is_no_value() -> None:
    text = (
        "Lårbenshals vänster: T-score -2,1\nT-score under -2,5 betyder osteoporos.\nNormal: T-score at or above -1.0\n"
    )
    assert [one.t_score for one in sites(of(text))] == [-2.1]


def test_a_bad_number_spoils_its_site_and_no_other_in_text() -> None:
    text = "Lårbenshals vänster: BMD 0,653 g/cm2; T-score -1; Z-score 0,2\nVänster höft total: T-score -1,5\n"
    assert [one.region for one in sites(of(text))] == ["total_hip"]
    lines = "Lårbenshals vänster\nBMD: 0,653 g/cm2\nT-score: -1,,7\nVänster höft total\nT-score: -1,5\n"
    assert [one.region for one in sites(of(lines))] == ["total_hip"]


def test_several_sentences_on_a_line() -> None:
    text = "DXA 2026-03-02. Ländrygg (L1-L4) T-score -2,3. Höger lårbenshals T-score -1,9; Z-score -0,4.\n"
    assert [(one.region, one.t_score, one.z_score) for one in sites(of(text))] == [
        ("lumbar_spine", -2.3, None),
        ("femoral_neck", -1.9, -0.4),
    ]


def test_a_total_of_the_spine_covers_what_its_area_says() -> None:
    head = "Lumbar Spine\nRegion Area(cm²) BMC(g) BMD(g/cm²) T-score\n"
    rows = ["L1 12.00 9.60 0.800 -1.8\n", "L3 14.00 12.32 0.880 -1.9\n", "L4 15.00 12.90 0.860 -2.3\n"]
    found = of(head + "".join(rows) + "Total 41.00 34.82 0.849 -2.0\n")
    assert sites(found)[-1].vertebrae == ("L1", "L3", "L4")
    lost = of(head + "".join(rows[:2]) + "Total 41.00 34.82 0.849 -2.0\n")
    assert [one.vertebrae for one in sites(lost)] == [("L1",), ("L3",)]
    assert "total" in said(lost)


@pytest.mark.parametrize(("text", "words"), [*CSV, *XML, *TEXT])
def test_what_is_refused(text: str, words: str) -> None:
    assert words in refused(text)


# T-SCORES AGAINST THEIR OWN DENSITY


def test_t_and_z_in_each_others_place() -> None:
    """The neck's density shows it; the trochanter, which nothing confirms, is not read either."""
    text = (GOOD / "hologic-apex.txt").read_text()
    swapped = text.replace("T -     PR     Z -     AM", "Z -     PR     T -     AM")
    assert "T-score and Z-score have changed places" in refused(swapped)


def test_a_t_score_that_its_density_contradicts_is_kept_with_a_warning() -> None:
    text = "Hologic\nLårbenshals vänster: BMD 0,653 g/cm2, T-score -2,7, Z-score -0,4\n"
    found = of(text)
    assert [one.t_score for one in sites(found)] == [-2.7]
    assert found.problems == ()
    assert any("difference -1" in one.en for one in found.warnings)


def test_a_t_score_against_men_is_kept_and_marked() -> None:
    text = "Hologic\nLårbenshals vänster: BMD 0,653 g/cm2, T-score -2,1\nReferens: NHANES III White Male\n"
    found = of(text)
    assert sites(found)[0].reference == "NHANES III White Male"
    assert any("against men" in one.en for one in found.warnings)


def test_nothing_is_computed() -> None:
    """What the report says stands as it was printed: nothing is computed."""
    (site,) = sites(of("Hologic\nLårbenshals vänster: BMD 0,653 g/cm2\n"))
    assert site == replace(SiteDensity("femoral_neck", "left"), bmd=0.653)
