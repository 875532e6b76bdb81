"""Bad reports beside what is said of them, word by word, in both languages (`tests/bad/densitometry`)."""

from datetime import date
from pathlib import Path

import pytest

from benkoll.errors import InputError, Lang
from benkoll.exchange.densitometry.mapping import shipped
from benkoll.exchange.densitometry.read import read

BAD = Path(__file__).parents[3] / "bad" / "densitometry"
FILES = sorted(path for path in BAD.iterdir() if not path.name.endswith((".sv.txt", ".en.txt")))


def said_of(path: Path, lang: Lang) -> str:
    """What is said of the file, a line for each problem, then for each warning."""
    mapping = shipped("own-codes") if path.suffix == ".hl7" else ()
    try:
        found = read(path.read_bytes(), path.name, mapping, day=date(2026, 6, 1))
    except InputError as error:
        return f"{error.said(lang)}\n"
    return "".join(f"{one.said(lang)}\n" for one in (*found.problems, *found.warnings))


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_said(path: Path, lang: Lang) -> None:
    assert said_of(path, lang) == path.with_name(f"{path.stem}.{lang}.txt").read_text("utf-8")
