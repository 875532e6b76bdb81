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
        raise InputError([_problem(made_on, "bilden är daterad efter i dag", "the image is dated after today")])
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
    years = None if born is None else between("years", born, on)
    if years is not None and years < LIMITS["adult_age"]:
        raise InputError(
            [
                _problem(
                    born,
                    f"patienten var under {LIMITS['adult_age']:g} år: metoden är inte prövad på barn",
                    f"the patient was under {LIMITS['adult_age']:g}: the method fails in children",
                )
            ]
        )


def _problem(value: date | None, sv: str, en: str) -> Problem:
    return Problem(sv, en, value=None if value is None else value.isoformat())
