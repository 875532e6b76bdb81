"""A lateral spine image as it is read: the picture, what it says of itself, and, apart from that, whose it is."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from benkoll.errors import Problem
from benkoll.measures.vertebra import Spacing
from benkoll.measures.vfa_report import ImageUids

Pixels = NDArray[np.uint8] | NDArray[np.uint16]
SpacingKind = Literal["stated", "calibrated", "detector", "scanned"]
"""Where the millimetres are: as the maker states them (a densitometer's own plane, as a rule), calibrated on an object
or by geometry, at the detector (the patient is magnified), or on the film that was scanned."""


@dataclass(frozen=True, slots=True)
class Window:
    """The default contrast, in values of the picture: what is black at centre - width/2, white at centre + width/2."""

    centre: float
    width: float


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a pixel is. `aspect`: height of a pixel against its width, known even where there are no millimetres.

    `magnification`: of the patient at the detector, where the file estimates it; it is not applied.
    """

    spacing: Spacing | None = None
    kind: SpacingKind | None = None
    aspect: float = 1.0
    magnification: float | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose image it is, as the header says; empty where it does not."""

    patient_id: str = ""
    name: str = ""
    birth_date: date | None = None
    accession: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What the image says of itself. `age`: whole years on the day of the image.

    `anterior`: on which side of the picture the patient's front is. `laterality`: "L", "R" or "". `burnt_in`: whether
    text stands in the picture itself, None where the file does not say.
    """

    uids: ImageUids
    kind: str
    made_on: date | None = None
    age: int | None = None
    sex: Literal["female", "male"] | None = None
    maker: str = ""
    model: str = ""
    station: str = ""
    view: str = ""
    laterality: str = ""
    anterior: Literal["left", "right"] | None = None
    burnt_in: bool | None = None
    lossy: bool = False


@dataclass(frozen=True, slots=True)
class SpineImage:
    """One image. `pixels`: rows x columns, read-only; what DICOM shows bright is high, so bone is.

    `notes`: what whoever measures in it must know, among them why there are no millimetres.
    """

    pixels: Pixels = field(repr=False)
    window: Window
    scale: Scale
    about: About
    identity: Identity = field(repr=False)
    notes: tuple[Problem, ...] = ()
