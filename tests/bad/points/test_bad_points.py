"""Every foreseen mistake in a file of points has the file here, beside the exact message in both languages."""

from pathlib import Path

import pytest

from benkoll.errors import InputError, Lang, Problem
from benkoll.exchange.vfa_points import read_points

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.json"))


def problems(file: Path) -> list[Problem]:
    """Everything that is said of the file, whether some of it can be used or none."""
    try:
        _, found = read_points(file.read_bytes(), file.name)
    except InputError as error:
        return list(error.problems)
    return found


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_message_of_points_is_exactly_this(file: Path, lang: Lang) -> None:
    said = "".join(f"{problem.said(lang)}\n" for problem in problems(file))
    assert said
    assert said == (HERE / f"{file.stem}.{lang}.txt").read_text("utf-8")


def test_no_message_of_points_without_its_file() -> None:
    assert {file.name.split(".")[0] for file in HERE.glob("*.txt")} == {file.stem for file in FILES}
