"""An image made smooth: a Gaussian along rows and columns."""

from math import ceil

import numpy as np
import numpy.typing as npt

Floats32 = npt.NDArray[np.float32]
REACH = 3.0
"""How many standard deviations the Gaussian is followed."""


def smooth(image: Floats32, rows: float, columns: float) -> Floats32:
    """The image (rows, columns) under a Gaussian of these standard deviations in pixels; its rim is repeated."""
    return _along(_along(image, rows, 0), columns, 1)


def _along(image: Floats32, sigma: float, axis: int) -> Floats32:
    reach = min(ceil(REACH * sigma), image.shape[axis] - 1)
    if sigma <= 0 or reach < 1:
        return image
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    weights /= weights.sum()
    rims = [(reach, reach) if one == axis else (0, 0) for one in range(2)]
    padded, length = np.pad(image, rims, mode="edge"), image.shape[axis]
    found = np.zeros_like(image)
    for place, weight in enumerate(weights.astype(np.float32)):
        piece = padded[place : place + length] if axis == 0 else padded[:, place : place + length]
        found += weight * piece
    return found
