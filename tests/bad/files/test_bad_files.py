"""Every foreseen mistake in a file has the file here, beside the exact message in both languages."""

from datetime import date
from pathlib import Path

import pytest

from benkoll.errors import InputError, Lang, Problem
from benkoll.exchange.read import read

HERE = Path(__file__).parent
DAY = date(2026, 3, 2)
FILES = sorted(file for file in HERE.iterdir() if file.is_file() and file.suffix not in (".txt", ".py"))


def problems(file: Path) -> tuple[Problem, ...]:
    """Everything that is said of the file, whether some of its rows can be used or none."""
    try:
        reading = read(file.read_bytes(), file.name, DAY)
    except InputError as error:
        return error.problems
    return tuple(problem for reject in reading.rejects for problem in reject.problems)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_message_is_exactly_this(file: Path, lang: Lang) -> None:
    said = "".join(f"{problem.said(lang)}\n" for problem in problems(file))
    assert said == (HERE / f"{file.stem}.{lang}.txt").read_text("utf-8")


def test_no_message_without_its_file() -> None:
    cases = {file.stem for file in FILES}
    assert len(cases) == len(FILES)
    assert {file.name.split(".")[0] for file in HERE.glob("*.txt")} == cases
