"""Repeated measurements as CSV: what is read, and bad files beside what is said of them (`tests/bad/precision`)."""

from pathlib import Path

import pytest

from benkoll.errors import InputError, Lang
from benkoll.exchange.densitometry.repeated import Repeated, read_repeated
from benkoll.measures.density_report import Region, Side
from benkoll.measures.lumbar import LUMBAR
from benkoll.measures.precision import Measurement

BAD = Path(__file__).parents[3] / "bad" / "precision"
LANGS: tuple[Lang, ...] = ("sv", "en")
FILES = sorted(BAD.glob("*.csv"))


def read(text: str) -> Repeated:
    return read_repeated(text.encode(), "mätningar.csv")


def said(path: Path, lang: Lang) -> str:
    """What is said of the file, a line for each problem."""
    try:
        problems = read_repeated(path.read_bytes(), path.name).problems
    except InputError as error:
        problems = error.problems
    return "".join(f"{problem.said(lang)}\n" for problem in problems)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_said_of_bad_files(path: Path) -> None:
    for lang in LANGS:
        assert said(path, lang) == path.with_suffix(f".{lang}.txt").read_text("utf-8")


def test_bad_rows_are_set_aside_and_the_others_read() -> None:
    found = read_repeated((BAD / "bad_rows.csv").read_bytes(), "bad_rows.csv")
    assert [(one.person, one.region, one.bmd) for one in found.measurements] == [
        ("1", "lumbar_spine", 0.981),
        ("13", "femoral_neck", 0.7),
    ]
    assert found.rows == 16
    assert sorted({one.row for one in found.problems if one.row}) == [*range(2, 15), 16]
    assert {one.file for one in found.problems} == {"bad_rows.csv"}


@pytest.mark.parametrize(
    ("cell", "region", "side", "vertebrae"),
    [
        ("femoral_neck", "femoral_neck", None, ()),
        ("lårbenshals", "femoral_neck", None, ()),
        ("Lårbenshals vänster", "femoral_neck", "left", ()),
        ("total_hip", "total_hip", None, ()),
        ("total höft höger", "total_hip", "right", ()),
        ("ländrygg", "lumbar_spine", None, LUMBAR),
        ("lumbar_spine", "lumbar_spine", None, LUMBAR),
        ("L2-L4", "lumbar_spine", None, ("L2", "L3", "L4")),
    ],
)
def test_sites_in_both_languages(cell: str, region: Region, side: Side | None, vertebrae: tuple[str, ...]) -> None:
    found = read(f"person;site;bmd\n1;{cell};0,9\n")
    assert found.measurements == (Measurement("1", region, 0.9, side, vertebrae),)
    assert found.assumed == (cell in ("ländrygg", "lumbar_spine"))


def test_all_columns_in_any_order_and_further_ones_named() -> None:
    found = read("Area,Operator,BMD,Site,Vertebrae,Scan,Person,Side\n12.5,Eva,0.912,ländrygg,L1,2,p1,\n")
    assert found.measurements == (Measurement("p1", "lumbar_spine", 0.912, None, ("L1",), "2", 12.5),)
    assert found.ignored == ("operator",)
    assert found.problems == ()
    assert not found.assumed


def test_the_same_site_may_stand_again_without_a_scan() -> None:
    assert len(read("person,site,bmd\n1,total_hip,0.8\n1,total_hip,0.8\n").measurements) == 2


def test_empty_rows_are_skipped_and_counted_for_the_numbers() -> None:
    found = read("person,site,bmd\n1,total_hip,0.8\n,,\n\n2,total_hip,abc\n")
    assert len(found.measurements) == 1
    assert found.rows == 2
    assert [one.row for one in found.problems] == [4]
