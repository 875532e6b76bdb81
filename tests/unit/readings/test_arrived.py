"""An image that was read becomes one to be stored: what it says is kept, a child's is refused."""

from datetime import date

import numpy as np
import pytest

from benkoll.errors import InputError
from benkoll.exchange.dicom.spine_image import About, Identity, Scale, SpineImage, Window
from benkoll.measures.vertebra import Spacing
from benkoll.measures.vfa_report import ImageUids
from benkoll.readings.arrived import new_image
from benkoll.readings.kept import About as Kept

UIDS = ImageUids("1.2", "1.2.3", "1.2.840", "1.2.3.4")
MADE, DAY = date(2026, 2, 20), date(2026, 3, 2)


def image(made_on: date | None = MADE, scale: Scale | None = None, **said: object) -> SpineImage:
    about = About(UIDS, "radiograph", made_on, **said)  # type: ignore[arg-type]
    pixels = np.zeros((90, 40), np.uint8)
    return SpineImage(pixels, Window(1, 1), scale or Scale(), about, Identity("19500907-2553", "Åsa"))


def test_what_it_says_is_kept() -> None:
    scale = Scale(Spacing(0.6, 0.3), "calibrated", 2.0)
    said = image(scale=scale, age=75, sex="female", maker="HOLOGIC", model="Horizon A", anterior="left")
    found = new_image(b"file", said, "number", date(1950, 9, 7), DAY)
    assert (found.content, found.made_on) == (b"file", MADE)
    assert found.about == Kept(
        rows=90,
        columns=40,
        matched="number",
        uids=UIDS,
        spacing=Spacing(0.6, 0.3),
        scale="calibrated",
        aspect=2.0,
        kind="radiograph",
        age=75,
        sex="female",
        anterior="left",
        maker="HOLOGIC",
        model="Horizon A",
    )


def test_what_it_does_not_say_is_unknown() -> None:
    found = new_image(b"file", image(None), "hand", None, DAY)
    assert found.made_on is None
    assert (found.about.maker, found.about.model, found.about.sex, found.about.spacing) == (None, None, None, None)


@pytest.mark.parametrize(
    ("born", "made_on"),
    [(date(2008, 2, 20), MADE), (date(2008, 2, 19), MADE), (date(2008, 3, 2), None), (None, MADE)],
)
def test_an_adult_is_taken(born: date | None, made_on: date | None) -> None:
    new_image(b"file", image(made_on), "number", born, DAY)


@pytest.mark.parametrize(("born", "made_on"), [(date(2008, 2, 21), MADE), (date(2008, 3, 3), None), (DAY, MADE)])
def test_a_child_is_refused(born: date, made_on: date | None) -> None:
    """By the age on the day of the image, and today's where it does not say."""
    with pytest.raises(InputError, match="under 18"):
        new_image(b"file", image(made_on), "number", born, DAY)


def test_an_image_of_a_day_to_come() -> None:
    new_image(b"file", image(DAY), "number", None, DAY)
    with pytest.raises(InputError, match="the image is dated after today"):
        new_image(b"file", image(date(2026, 3, 3)), "number", None, DAY)
