"""A lateral spine image out of a DICOM file: picture, contrast, millimetres or why there are none, and whose it is."""

from datetime import date
from typing import Literal

from pydicom.dataset import Dataset, FileDataset

from benkoll.errors import Problem
from benkoll.exchange.codes.tables import rows
from benkoll.exchange.densitometry.numbers import LIMITS as DENSITY_LIMITS
from benkoll.exchange.dicom.dataset import day, guarded, opened, text, texts, uid, value, years
from benkoll.exchange.dicom.faults import Words, refused
from benkoll.exchange.dicom.gray import gray_of
from benkoll.exchange.dicom.scale import scale_of
from benkoll.exchange.dicom.spine_image import About, Identity, SpineImage
from benkoll.logic.calendar import between
from benkoll.measures.vfa_report import ImageUids

DAYS_OF_THE_IMAGE = ("AcquisitionDate", "StudyDate", "SeriesDate", "ContentDate")
"""The first that is there counts."""
_SEX: dict[str, Literal["female", "male"]] = {"F": "female", "M": "male"}
_FRONTAL = ("AP", "PA")
_OVERLAYS = range(0x6000, 0x6020, 2)
ADULT_AGE = DENSITY_LIMITS["adult_age"]


@guarded
def read_image(data: bytes) -> SpineImage:
    """The image in the bytes of a DICOM file.

    Raises InputError, and nothing else, with words that say what to do: no DICOM file, another kind of file, several
    frames, a patient under 18, a size beyond the limits, compression that is not read, damage. To be called where
    memory and time are limited (`worker.Reader`): the decoders are written in C.
    """
    found = opened(data, "image")
    about = _about(found)
    if about.age is not None and about.age < ADULT_AGE:
        raise refused(_CHILD, "PatientAge", f"{about.age}")
    scale, notes = scale_of(found)
    pixels, window = gray_of(found)
    pixels.flags.writeable = False
    return SpineImage(pixels, window, scale, about, _identity(found), (*notes, *_notes(found, about)))


def _about(found: FileDataset) -> About:
    kind = text(found, "SOPClassUID")
    made_on = day(found, *DAYS_OF_THE_IMAGE)
    burnt_in = {"YES": True, "NO": False}.get(text(found, "BurnedInAnnotation").upper())
    return About(
        uids=ImageUids(
            study=uid(found, "StudyInstanceUID"),
            series=uid(found, "SeriesInstanceUID"),
            sop_class=uid(found, "SOPClassUID"),
            sop_instance=uid(found, "SOPInstanceUID"),
        ),
        kind=next(row["name"] for row in rows("dicom_classes") if row["uid"] == kind),
        made_on=made_on,
        age=_age(found, made_on),
        sex=_SEX.get(text(found, "PatientSex").upper()),
        maker=text(found, "Manufacturer"),
        model=text(found, "ManufacturerModelName"),
        station=text(found, "DeviceSerialNumber") or text(found, "StationName"),
        view=text(found, "ViewPosition").upper(),
        laterality=(text(found, "ImageLaterality") or text(found, "Laterality")).upper(),
        anterior=_anterior(found),
        burnt_in=burnt_in,
        lossy=text(found, "LossyImageCompression") == "01",
    )


def _age(found: Dataset, made_on: date | None) -> int | None:
    """Whole years on the day of the image: the lower of what the birth date and the header's own age say."""
    ages: list[float] = []
    born = day(found, "PatientBirthDate")
    if born is not None and made_on is not None:
        lived = between("years", born, made_on)
        ages += [lived] if lived is not None and lived >= 0 else []
    stated = years(found, "PatientAge")
    ages += [] if stated is None else [stated]
    return int(min(ages)) if ages else None


def _anterior(found: Dataset) -> Literal["left", "right"] | None:
    """By the direction in which the rows run: to the patient's front (A) or back (P)."""
    along = (texts(found, "PatientOrientation") or ("",))[0][:1].upper()
    return "right" if along == "A" else "left" if along == "P" else None


def _identity(found: Dataset) -> Identity:
    name = value(found, "PatientName")
    parts = [str(getattr(name, part, "")) for part in ("given_name", "family_name")]
    return Identity(
        patient_id=text(found, "PatientID"),
        name=" ".join(" ".join(parts).split()) if any(parts) else text(found, "PatientName"),
        birth_date=day(found, "PatientBirthDate"),
        accession=text(found, "AccessionNumber"),
    )


def _notes(found: FileDataset, about: About) -> tuple[Problem, ...]:
    told = (
        (about.age is None, _NO_AGE, "PatientAge"),
        (about.view in _FRONTAL, _FRONTAL_VIEW, "ViewPosition"),
        (about.burnt_in is True, _BURNT_IN, "BurnedInAnnotation"),
        (about.lossy, _LOSSY, "LossyImageCompression"),
        (text(found, "SamplesPerPixel") == "3", _COLOUR, "PhotometricInterpretation"),
        (any((group, 0x3000) in found for group in _OVERLAYS), _OVERLAY, "OverlayData"),
    )
    return tuple(Problem(*words, keyword) for holds, words, keyword in told if holds)


_CHILD: Words = (
    f"patienten var under {ADULT_AGE:g} år: VFA av barn görs inte här, verktyg för vuxna misslyckas hos barn",
    f"the patient was under {ADULT_AGE:g} years: no VFA of children is made here, for tools for adults fail in them",
)
_NO_AGE: Words = (
    f"filen säger inte hur gammal patienten var: kontrollera att patienten har fyllt {ADULT_AGE:g} år",
    f"the file does not say how old the patient was: check that the patient is {ADULT_AGE:g} or older",
)
_FRONTAL_VIEW: Words = (
    "filen säger att bilden är tagen framifrån eller bakifrån: VFA läses i sidobild",
    "the file says that this is a frontal view: a VFA is read in a lateral one",
)
_BURNT_IN: Words = (
    "text kan stå i själva bilden, även vem patienten är: dela den inte som avidentifierad",
    "text may stand in the picture itself, even who the patient is: do not pass it on as anonymous",
)
_LOSSY: Words = (
    "bilden har komprimerats med förlust: fina kanter kan vara ändrade",
    "the image was compressed with loss: fine edges may have changed",
)
_COLOUR: Words = (
    "bilden är i färg och visas i grått: linjer och text som apparaten har ritat kan ligga i den",
    "the image is in colour and shown in grey: lines and text drawn by the machine may lie in it",
)
_OVERLAY: Words = (
    "filen har ritningar som lager ovanpå bilden; de visas inte",
    "the file has drawings as layers above the image; they are not shown",
)
