"""How large a pixel is: what the header says, where it is measured, and no millimetres rather than wrong ones."""

import pytest

from benkoll.exchange.dicom.scale import scale_of
from benkoll.exchange.dicom.spine_image import Scale
from benkoll.measures.vertebra import Spacing
from unit.exchange.dicom.encoded import dataset, put, waves

PAIR = [0.5, 0.6]
HALF = Spacing(0.5, 0.6)


def scale(**attributes: object) -> tuple[Scale, list[str]]:
    found = dataset(waves())
    del found.PixelSpacing
    put(found, **attributes)
    told, notes = scale_of(found)
    assert all(note.sv for note in notes)
    return told, [note.en for note in notes]


@pytest.mark.parametrize(
    ("attributes", "kind", "said"),
    [
        ({"PixelSpacing": PAIR}, "stated", ""),
        ({"PixelSpacing": PAIR, "PixelSpacingCalibrationType": "FIDUCIAL"}, "calibrated", ""),
        (
            {"PixelSpacing": PAIR, "PixelSpacingCalibrationType": "GEOMETRY", "ImagerPixelSpacing": PAIR},
            "calibrated",
            "",
        ),
        ({"PixelSpacing": PAIR, "ImagerPixelSpacing": PAIR}, "detector", "at the detector"),
        ({"PixelSpacing": PAIR, "ImagerPixelSpacing": [0.7, 0.7]}, "stated", ""),
        ({"ImagerPixelSpacing": PAIR}, "detector", "at the detector"),
        ({"NominalScannedPixelSpacing": PAIR}, "scanned", "on the film"),
        ({"PixelSpacing": [0, 0], "ImagerPixelSpacing": PAIR}, "detector", "at the detector"),
    ],
)
def test_where_the_millimetres_are(attributes: dict[str, object], kind: str, said: str) -> None:
    told, notes = scale(**attributes)
    assert told == Scale(HALF, kind, 0.5 / 0.6)  # type: ignore[arg-type]  # one of the kinds
    assert len(notes) == bool(said)
    assert all(said in note for note in notes)


@pytest.mark.parametrize(
    ("factor", "said"), [("1.2", "the magnification as 1.2"), ("-1", "at the detector"), ("x", "at the")]
)
def test_an_estimated_magnification_is_told_and_not_applied(factor: str, said: str) -> None:
    told, (note,) = scale(ImagerPixelSpacing=PAIR, EstimatedRadiographicMagnificationFactor=factor)
    assert told.spacing == HALF
    assert said in note


def test_no_millimetres_and_why() -> None:
    told, (note,) = scale()
    assert told == Scale()
    assert "does not say how large" in note


@pytest.mark.parametrize(
    "pair",
    [
        [0.019, 0.5],
        [5.1, 5.1],
        [0.3, 3.1],
        [0, 0],
        [-0.5, -0.5],
        [0.5],
        [0.5, 0.5, 0.5],
        ["a", "b"],
    ],
)
def test_implausible_millimetres_are_none(pair: list[object]) -> None:
    told, (note,) = scale(PixelSpacing=pair)
    assert told.spacing is None
    assert "must be two numbers from 0.02 to 5 mm" in note


@pytest.mark.parametrize("pair", [[0.02, 0.02], [5, 5], [0.3, 3]])
def test_on_the_limits(pair: list[float]) -> None:
    told, _ = scale(PixelSpacing=pair)
    assert told.spacing == Spacing(*pair)


@pytest.mark.parametrize(
    ("written", "aspect"), [(["3", "2"], 1.5), (["0", "1"], 1), (["1"], 1), (["20", "1"], 1), ("", 1)]
)
def test_without_millimetres_the_form_of_a_pixel_may_be_known(written: object, aspect: float) -> None:
    told, _ = scale(PixelAspectRatio=written)
    assert told.aspect == aspect
    assert told.spacing is None
