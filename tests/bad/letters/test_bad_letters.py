"""Templates that cannot be used, each with the exact message in Swedish and English beside it."""

from pathlib import Path
from typing import cast, get_args

import pytest

from benkoll.errors import InputError, Lang
from benkoll.letters.letter import Kind
from benkoll.letters.placeholders import RULES
from benkoll.letters.template import read_template

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*.template"))


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_the_message_is_this_one(file: Path, lang: Lang) -> None:
    kind = cast(Kind, file.stem.partition(".")[2])
    with pytest.raises(InputError) as caught:
        read_template(file.read_bytes(), file.name, file.name, RULES[kind])
    assert caught.value.said(lang) + "\n" == (HERE / f"{file.stem}.{lang}.txt").read_text(encoding="utf-8")


def test_every_message_has_its_template() -> None:
    assert CASES
    assert {path.name for path in HERE.glob("*.txt")} == {
        f"{file.stem}.{lang}.txt" for file in CASES for lang in get_args(Lang)
    }
