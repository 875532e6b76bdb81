"""Bad messages of visits beside what is said of them, word by word, in both languages (`tests/bad/visits`)."""

from pathlib import Path

import pytest

from benkoll.errors import InputError, Lang
from benkoll.exchange.visits.read import read_messages
from benkoll.exchange.visits.visit import Refused

BAD = Path(__file__).parents[2] / "bad" / "visits"
FILES = sorted(path for path in BAD.iterdir() if path.suffix != ".txt")


def said(path: Path, lang: Lang) -> str:
    """What is said of the file, a line for each problem."""
    try:
        found = list(read_messages(path.read_bytes(), path.name))
    except InputError as error:
        return f"{error.said(lang)}\n"
    problems = (problem for one in found if isinstance(one, Refused) for problem in one.problems)
    return "".join(f"{problem.said(lang)}\n" for problem in problems)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_said(path: Path, lang: Lang) -> None:
    assert said(path, lang) == path.with_suffix(f".{lang}.txt").read_text("utf-8")
