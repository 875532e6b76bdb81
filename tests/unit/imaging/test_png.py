"""The picture as PNG, read back by another reader."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from benkoll.imaging.png import as_png


@given(st.integers(1, 40), st.integers(1, 40))
def test_another_reader_reads_the_same(rows: int, columns: int) -> None:
    gray = bytes((7 * place) % 256 for place in range(rows * columns))
    with Image.open(BytesIO(as_png(gray, rows, columns))) as read:
        read.load()
        assert (read.mode, read.size, read.tobytes()) == ("L", (columns, rows), gray)


@pytest.mark.parametrize(("gray", "rows", "columns"), [(b"", 0, 0), (b"abc", 2, 2), (b"abcd", -2, -2), (b"ab", 1, 1)])
def test_what_is_no_picture(gray: bytes, rows: int, columns: int) -> None:
    with pytest.raises(ValueError, match="pixels are not"):
        as_png(gray, rows, columns)
