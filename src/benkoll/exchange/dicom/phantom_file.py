"""A phantom as the DICOM file that a densitometer or an X-ray system would send; of nobody."""

from typing import TYPE_CHECKING

from benkoll.exchange.dicom.write_image import Origin, write_image

if TYPE_CHECKING:
    from benkoll.imaging.phantom import Phantom

AGE = 70
"""Whole years that the images say: children's images are refused."""


def as_dicom(phantom: "Phantom", name: str) -> bytes:
    """The file. `name`: what stands in it in the place of a patient's number."""
    radiograph = phantom.look == "radiograph"
    return write_image(
        phantom.image,
        phantom.spacing,
        Origin(patient_id=name, age=AGE, sex=phantom.sex, maker="Benkoll", model=f"phantom, {phantom.look} look"),
        kind="radiograph" if radiograph else "secondary_capture",
        bits=12 if radiograph else None,
        inverted=radiograph,
        anterior=phantom.facing,
    )
