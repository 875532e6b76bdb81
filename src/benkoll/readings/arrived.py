"""An image file that was read, as one to be stored: what is kept of what it says."""

from datetime import date
from typing import TYPE_CHECKING

from benkoll.errors import InputError, Problem
from benkoll.exchange.densitometry.numbers import LIMITS
from benkoll.logic.calendar import between
from benkoll.readings.commands import NewImage
from benkoll.readings.kept import About, Matched

if TYPE_CHECKING:
    from benkoll.exchange.dicom.spine_image import SpineImage  # with NumPy, for whoever has read one


def new_image(content: bytes, image: "SpineImage", matched: Matched, born: date | None, day: date) -> NewImage:
    """The image to be stored. `content`: the file as it came; `matched`: how it is known whose it is.

    `born`: the patient's date of birth, None for a phantom; `day`: today. Raises InputError for a child, of whom the
    methods fail, and for an image of a day to come.
    """
    about = image.about
    made_on = about.made_on
    if made_on is not None and made_on > day:
        said = made_on.isoformat()
        raise InputError([Problem("bilden är daterad efter i dag", "the image is dated after today", value=said)])
    refuse_child(born, made_on or day)
    rows, columns = image.pixels.shape
    return NewImage(
        content,
        About(
            rows=rows,
            columns=columns,
            matched=matched,
            uids=about.uids,
            spacing=image.scale.spacing,
            scale=image.scale.kind,
            aspect=image.scale.aspect,
            kind=about.kind,
            age=about.age,
            sex=about.sex,
            anterior=about.anterior,
            maker=about.maker or None,
            model=about.model or None,
        ),
        made_on,
    )


def refuse_child(born: date | None, on: date) -> None:
    """Refuse (InputError) what was taken of a child on that day. `born` None: nobody knows."""
    least = LIMITS["adult_age"]
    if born is not None and (between("years", born, on) or 0) < least:
        sv = f"patienten var under {least:g} år: metoderna är för vuxna och håller inte hos barn"
        en = f"the patient was under {least:g}: the methods are for adults and fail in children"
        raise InputError([Problem(sv, en, value=born.isoformat())])
