"""What a phantom's picture is drawn on: how much lies in the rays' way at each pixel, and where pixels lie in mm."""

from dataclasses import dataclass

import numpy as np

from benkoll.imaging.smooth import Floats32


@dataclass(slots=True)
class Canvas:
    """What lies in the way, pixel by pixel, and where the pixels lie in the spine's frame (mm)."""

    shadow: Floats32
    x: Floats32
    y: Floats32
    rng: np.random.Generator

    def window(self, x: float, y: float, reach: float) -> tuple[slice, slice]:
        """Rows and columns within `reach` of a place; empty where the image ends before."""
        return _within(self.y, y, reach), _within(self.x, x, reach)

    def blob(self, x: float, y: float, across: float, down: float, turn: float, strength: float) -> None:
        """Add an ellipse with soft rim: half axes in mm, turned by `turn` radians."""
        rows, columns = self.window(x, y, 1.3 * max(across, down))
        dx, dy = self.x[None, columns] - x, self.y[rows, None] - y
        along, over = dx * np.cos(turn) - dy * np.sin(turn), dx * np.sin(turn) + dy * np.cos(turn)
        far = (along / across) ** 2 + (over / down) ** 2
        self.shadow[rows, columns] += strength / (1 + np.exp(np.minimum(12 * (far - 1), 50)))


def _within(line: Floats32, at: float, reach: float) -> slice:
    found = np.flatnonzero(np.abs(line - at) <= reach)
    return slice(int(found[0]), int(found[-1]) + 1) if found.size else slice(0, 0)
