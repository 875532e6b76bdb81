"""How large the pixels of an image are, or why that is not known; nothing is guessed."""

from pydicom.dataset import Dataset

from benkoll.errors import Problem
from benkoll.exchange.dicom.dataset import number, numbers, text
from benkoll.exchange.dicom.faults import LIMITS, Words
from benkoll.exchange.dicom.spine_image import Scale, SpacingKind
from benkoll.facts.messages import shown
from benkoll.measures.vertebra import Spacing

_CALIBRATED = ("GEOMETRY", "FIDUCIAL")
_ATTRIBUTES = ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing")


def scale_of(found: Dataset) -> tuple[Scale, tuple[Problem, ...]]:
    """The scale, and what must be known of it (PS3.3 10.7.1.3, C.7.6.3.1.7, C.8.11.1.1.3).

    The first attribute that holds two plausible numbers counts. Equal at the detector and in general, with no word of
    a calibration, is at the detector.
    """
    kind: SpacingKind
    spoilt: list[str] = []
    for keyword in _ATTRIBUTES:
        pair = numbers(found, keyword)
        if not _plausible(pair):
            spoilt += [keyword] if text(found, keyword) else []
            continue
        kind = _kind(found, keyword, pair)
        magnification = number(found, "EstimatedRadiographicMagnificationFactor") if kind == "detector" else None
        scale = Scale(Spacing(*pair), kind, pair[0] / pair[1], magnification)
        return scale, tuple(Problem(*words, keyword) for words in _said(scale))
    scale = Scale(aspect=_aspect(found))
    if spoilt:
        value = shown("\\".join(str(one) for one in numbers(found, spoilt[0])) or text(found, spoilt[0]))
        return scale, (Problem(*_IMPLAUSIBLE, spoilt[0], value),)
    return scale, (Problem(*_MISSING, "PixelSpacing"),)


def _plausible(pair: tuple[float, ...]) -> bool:
    if len(pair) != 2 or not all(LIMITS["spacing_smallest"] <= one <= LIMITS["spacing_largest"] for one in pair):
        return False
    return max(pair) <= LIMITS["aspect_largest"] * min(pair)


def _kind(found: Dataset, keyword: str, pair: tuple[float, ...]) -> SpacingKind:
    if keyword == "NominalScannedPixelSpacing":
        return "scanned"
    if keyword == "ImagerPixelSpacing":
        return "detector"
    if text(found, "PixelSpacingCalibrationType").upper() in _CALIBRATED:
        return "calibrated"
    return "detector" if pair == numbers(found, "ImagerPixelSpacing") else "stated"


def _aspect(found: Dataset) -> float:
    """Of Pixel Aspect Ratio, which is given where there are no millimetres: vertical against horizontal."""
    pair = numbers(found, "PixelAspectRatio")
    if len(pair) != 2 or min(pair) <= 0 or max(pair) > LIMITS["aspect_largest"] * min(pair):
        return 1.0
    return pair[0] / pair[1]


def _said(scale: Scale) -> tuple[Words, ...]:
    if scale.kind == "detector":
        factor = scale.magnification
        if factor is None or factor <= 0:
            return (_DETECTOR,)
        return (
            (
                f"{_DETECTOR[0]}; filen uppskattar förstoringen till {factor:g}",
                f"{_DETECTOR[1]}; the file estimates the magnification as {factor:g}",
            ),
        )
    return (_SCANNED,) if scale.kind == "scanned" else ()


_MISSING: Words = (
    "bilden säger inte hur stora bildpunkterna är: höjder visas i bildpunkter, inte i millimeter; kvoter och grader "
    "påverkas inte",
    "the image does not say how large its pixels are: heights are shown in pixels and not in millimetres; ratios and "
    "grades are the same",
)
_IMPLAUSIBLE: Words = (
    f"bildpunkternas storlek ska vara två tal från {LIMITS['spacing_smallest']:g} till "
    f"{LIMITS['spacing_largest']:g} mm: höjder visas i bildpunkter, inte i millimeter",
    f"the size of the pixels must be two numbers from {LIMITS['spacing_smallest']:g} to "
    f"{LIMITS['spacing_largest']:g} mm: heights are shown in pixels and not in millimetres",
)
_DETECTOR: Words = (
    "millimetrarna gäller vid detektorn: patienten är förstorad, och höjderna är i verkligheten mindre",
    "the millimetres are at the detector: the patient is magnified, and the true heights are smaller",
)
_SCANNED: Words = (
    "millimetrarna gäller på den film som lästes in: patienten är förstorad, och höjderna är i verkligheten mindre",
    "the millimetres are on the film that was scanned: the patient is magnified, and the true heights are smaller",
)
