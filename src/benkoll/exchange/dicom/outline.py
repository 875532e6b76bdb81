"""The six points of a vertebra as DICOM draws them: a polygon around the body, in its own coordinates of the image.

For DICOM (0, 0) is the upper left corner of the first pixel (PS3.3 C.10.5.1.2), for us its middle.
"""

from collections.abc import Sequence

from benkoll.measures.vertebra import Point, PointName, Vertebra

OUTLINE: tuple[PointName, ...] = (
    "anterior_top",
    "middle_top",
    "posterior_top",
    "posterior_bottom",
    "middle_bottom",
    "anterior_bottom",
)
"""The order around the body."""
_HALF = 0.5
_DECIMALS = 3  # of a pixel: what the 32 bits of a coordinate hold in any image that is read


def to_dicom(point: Point) -> Point:
    """Column and row as DICOM counts them."""
    return point[0] + _HALF, point[1] + _HALF


def from_dicom(outline: Sequence[float]) -> Vertebra | None:
    """The vertebra of a closed polygon of six corners, to a thousandth of a pixel; None for any other polygon."""
    pairs = list(zip(outline[::2], outline[1::2], strict=False))
    if len(outline) != 2 * len(pairs) or len(pairs) != len(OUTLINE) + 1 or pairs[0] != pairs[-1]:
        return None
    corners = [(round(x - _HALF, _DECIMALS), round(y - _HALF, _DECIMALS)) for x, y in pairs[:-1]]
    return Vertebra(**dict(zip(OUTLINE, corners, strict=True)))
