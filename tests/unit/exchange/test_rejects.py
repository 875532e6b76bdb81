"""The rows set aside, as a file."""

import csv
import os
from pathlib import Path

import pytest

from benkoll.errors import Problem
from benkoll.exchange import rejects

PROBLEM = Problem("för högt", "too high", fact="height_cm", value="900", row=3, file="a.csv")


def cells(content: bytes) -> list[list[str]]:
    """As Swedish Excel takes it apart."""
    return list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))


def test_a_problem_is_a_row() -> None:
    assert cells(rejects.as_csv([PROBLEM], "sv")) == [
        ["file", "row", "fact", "value", "reason"],
        ["a.csv", "3", "height_cm", "900", "för högt"],
    ]
    assert cells(rejects.as_csv([PROBLEM], "en"))[1][4] == "too high"
    assert cells(rejects.as_csv([Problem("s", "e")], "sv"))[1] == ["", "", "", "", "s"]
    assert rejects.as_csv([], "sv").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("value", ["=1+1", "+x", "@SUM(A1)", "-2+3", "\t=1", '=HYPERLINK("a;b")'])
def test_no_cell_is_a_formula(value: str) -> None:
    problem = Problem("s", "e", fact=value, value=value, file=value)
    (row,) = cells(rejects.as_csv([problem], "sv"))[1:]
    assert row == [f"'{value}", "", f"'{value}", f"'{value}", "s"]


@pytest.mark.parametrize("value", ["-2.5", "-2,5", "+3", "a=b", ""])
def test_a_number_stays_a_number(value: str) -> None:
    assert cells(rejects.as_csv([Problem("s", "e", value=value)], "sv"))[1][3] == value


def test_the_file_is_whole_and_only_the_users(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    path.write_text("old")
    rejects.write(path, [PROBLEM], "sv")
    assert path.read_bytes() == rejects.as_csv([PROBLEM], "sv")
    assert path.stat().st_mode & 0o077 == 0
    assert os.listdir(tmp_path) == ["rejects.csv"]


def test_a_pipe_is_written_to_and_a_link_is_followed(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    pipe = tmp_path / "pipe"
    pipe.symlink_to(f"/dev/fd/{writing}")
    rejects.write(pipe, [PROBLEM], "sv")
    os.close(writing)
    with os.fdopen(reading, "rb") as end:
        assert end.read() == rejects.as_csv([PROBLEM], "sv")
    link = tmp_path / "link.csv"
    link.symlink_to("target.csv")
    rejects.write(link, [PROBLEM], "sv")
    assert link.is_symlink()
    assert (tmp_path / "target.csv").read_bytes() == rejects.as_csv([PROBLEM], "sv")


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    path.mkdir()
    with pytest.raises(OSError, match=r"rejects\.csv"):
        rejects.write(path, [PROBLEM], "sv")
    assert os.listdir(tmp_path) == ["rejects.csv"]
