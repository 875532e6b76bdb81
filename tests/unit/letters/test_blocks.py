"""The body of a letter as text: what is written is read back, whatever it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.letters.blocks import SORTS, Block, clean, read, written

words = st.text().map(clean).filter(bool)
blocks = st.lists(st.builds(Block, st.sampled_from(SORTS), words))


@given(blocks)
def test_what_is_written_is_read_back(given_blocks: list[Block]) -> None:
    assert list(read(written(given_blocks))) == given_blocks


@given(st.text())
def test_what_is_clean_stays_on_one_line_and_clean(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert len(clean(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("  a \t\r\n b\x00c\x1b[31m ", "a b c [31m"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("\u202eevil\u202c \u200bzero\u00ad", "evil zero"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("5\u00a0mg", "5\u00a0mg"),
        ("\ud800\ue000\uffff", ""),
    ],
)
def test_what_cannot_be_seen_is_left_out(text: str, seen: str) -> None:
    assert clean(text) == seen
