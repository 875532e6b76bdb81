"""NHANES' vertebrae: transport files written here, read by pandas, and what is left out of them."""

from datetime import date
from pathlib import Path

import pytest

from benkoll.errors import InputError
from benkoll.exchange.nhanes import read_nhanes
from benkoll.imaging.reference import build
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_report import Heights
from unit.exchange.xpt import Value, as_xpt, ibm

PEOPLE = 60


def vertebrae(level: str, **changed: list[Value]) -> dict[str, list[Value]]:
    """Persons 1-60, their vertebra of the level 40 to 46 pixels high behind, a tenth lower in front."""
    backs = [40.0 + 0.1 * person for person in range(PEOPLE)]
    columns: dict[str, list[Value]] = {
        "SEQN": [float(person + 1) for person in range(PEOPLE)],
        "DXDLSPST": [1.0] * PEOPLE,
        f"DXX{level}CC": [0.0] * PEOPLE,
        "DXXLABEL": [level] * PEOPLE,
        "DXXSQSCR": [0.0] * PEOPLE,
        "DXXPOSTH": list(backs),
        "DXXANTEH": [0.9 * back for back in backs],
        "DXXMIDH": [0.92 * back for back in backs],
    }
    return columns | changed


def people() -> dict[str, list[Value]]:
    return {
        "SEQN": [float(person + 1) for person in range(PEOPLE + 5)],
        "RIAGENDR": [float(1 + person % 2) for person in range(PEOPLE + 5)],
        "WTMEC2YR": [1000.0 + person for person in range(PEOPLE + 5)],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "DEMO_H.XPT").write_bytes(as_xpt("DEMO_H", people()))
    for level in LEVELS:
        (tmp_path / f"DXX{level}_H.xpt").write_bytes(as_xpt(f"DXX{level}_H", vertebrae(level)))
    return tmp_path


def test_ibm_numbers() -> None:
    """1 is 0x41 10 ..., -118.625 is 0xC2 76 A0 ... (the usual example)."""
    assert ibm(1).hex() == "4110000000000000"
    assert ibm(-118.625).hex() == "c276a00000000000"
    assert ibm(0).hex() == "0" * 16


def test_persons_with_sex_and_weight(folder: Path) -> None:
    found = read_nhanes(folder)
    assert len(found) == PEOPLE
    first, second = found[:2]
    assert (first.sex, first.weight, second.sex, second.weight) == ("male", 1000, "female", 1001)
    assert set(first.heights) == set(LEVELS)
    assert first.heights["T8"] == Heights(pytest.approx(36), pytest.approx(36.8), pytest.approx(40))
    assert first.click_error is None


def test_what_was_graded_or_not_readable_is_left_out(folder: Path) -> None:
    """Grade 1, an invalid vertebra, a height that is missing, and a grade that is."""
    changed = vertebrae(
        "L1",
        DXXSQSCR=[1.0, 0.0, 0.0, None, *[0.0] * (PEOPLE - 4)],
        DXXL1CC=[0.0, 6.0, 0.0, 0.0, *[0.0] * (PEOPLE - 4)],
        DXXMIDH=[38.0, 38.0, None, 38.0, *[38.0] * (PEOPLE - 4)],
    )
    (folder / "DXXL1_H.xpt").write_bytes(as_xpt("DXXL1_H", changed))
    lacking = [place for place, person in enumerate(read_nhanes(folder)) if "L1" not in person.heights]
    assert lacking == [0, 1, 2, 3]


def test_who_was_not_examined_has_no_weight_and_is_left_out(folder: Path) -> None:
    demography = people() | {"WTMEC2YR": [0.0, None, *[1000.0] * (PEOPLE + 3)]}
    (folder / "DEMO_H.XPT").write_bytes(as_xpt("DEMO_H", demography))
    assert len(read_nhanes(folder)) == PEOPLE - 2


def test_a_reference_is_built_from_it(folder: Path) -> None:
    made = build(read_nhanes(folder), "NHANES", date(2026, 3, 2))
    assert set(made.tables) == {"female", "male", "any"}
    assert made.tables["female"].ratios["T8"]["wedge"].mean == pytest.approx(0.9)
    assert made.tables["female"].persons == PEOPLE / 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("DXXT7_H.xpt", None, "DXXT7_H.xpt: the file is missing: fetch it from the CDC"),
        ("DEMO_H.XPT", None, "DEMO_H.xpt: the file is missing: fetch it from the CDC"),
        ("DXXT7_H.xpt", b"", "DXXT7_H.xpt: the file is no SAS transport file (XPT version 5)"),
        (
            "DXXT7_H.xpt",
            b"<html>not found</html>" * 50,
            "DXXT7_H.xpt: the file is no SAS transport file (XPT version 5)",
        ),
        (
            "DXXT7_H.xpt",
            as_xpt("X", vertebrae("T7"))[:400],
            "DXXT7_H.xpt: the file is no SAS transport file (XPT version 5)",
        ),
        (
            "DXXT7_H.xpt",
            as_xpt("X", {"SEQN": [1.0], "DXXPOSTH": [40.0]}),
            "DXXT7_H.xpt: the columns DXXT7CC, DXXSQSCR, DXXANTEH, DXXMIDH are missing",
        ),
    ],
)
def test_files_that_cannot_be_used(folder: Path, name: str, content: bytes | None, said: str) -> None:
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(InputError) as raised:
        read_nhanes(folder)
    assert raised.value.said("en").endswith(said)
    assert raised.value.said("en") != raised.value.said("sv")
