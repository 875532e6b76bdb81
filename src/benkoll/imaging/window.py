"""A picture in shades of grey as it is shown: its values between black and white, by a window."""

import numpy as np

from benkoll.imaging.edges import Pixels, checked

_WHITE = 255


def windowed(image: Pixels, centre: float, width: float) -> bytes:
    """0 (black) to 255 (white) of each pixel, row by row from above: black at centre - width/2, white at + width/2.

    `image`: rows x columns; `centre` and `width` in its values. Raises InputError for an image that is none, and
    ValueError for a window without width.
    """
    if not (np.isfinite(centre) and np.isfinite(width) and width > 0):
        raise ValueError("a window has a centre, and a width above 0")
    shown = checked(image)
    low, factor = centre - width / 2, _WHITE / width
    if shown.dtype in (np.uint8, np.uint16):  # each value that there can be is asked once
        values = np.arange(1 << (8 * shown.dtype.itemsize), dtype=np.float64)
        table = np.clip((values - low) * factor + 0.5, 0, _WHITE).astype(np.uint8)
        return table[shown].tobytes()
    return np.clip((shown.astype(np.float64) - low) * factor + 0.5, 0, _WHITE).astype(np.uint8).tobytes()
