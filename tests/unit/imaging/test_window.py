"""A picture in its window: black below, white above, even between."""

import numpy as np
import pytest

from benkoll.errors import InputError
from benkoll.imaging.window import windowed


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float64])
def test_black_below_white_above_and_even_between(kind: type) -> None:
    image = np.array([[0, 50, 100], [150, 200, 250]], kind)
    assert list(windowed(image, 125, 100)) == [0, 0, 64, 191, 255, 255]


def test_rows_follow_each_other() -> None:
    image = np.arange(6, dtype=np.uint16).reshape(2, 3)
    assert list(windowed(image, 2.5, 5)) == [0, 51, 102, 153, 204, 255]


@pytest.mark.parametrize(("centre", "width"), [(1, 0), (1, -2), (float("nan"), 1), (1, float("inf"))])
def test_a_window_without_width_is_none(centre: float, width: float) -> None:
    with pytest.raises(ValueError, match="width"):
        windowed(np.zeros((2, 2), np.uint8), centre, width)


def test_what_is_no_image() -> None:
    with pytest.raises(InputError):
        windowed(np.zeros((2, 2, 3), np.uint8), 1, 1)
