"""What an image says of itself: whose it is, how old the patient was, what it is of, and what kind of file it is."""

from datetime import date

import pytest
from pydicom.uid import ComputedRadiographyImageStorage, EnhancedSRStorage

from benkoll.errors import InputError
from benkoll.exchange.codes.tables import rows
from benkoll.exchange.dicom.faults import LIMITS
from benkoll.exchange.dicom.image import read_image
from benkoll.exchange.dicom.spine_image import Identity, SpineImage
from unit.exchange.dicom.encoded import dataset, file_of, waves


def read(**attributes: object) -> SpineImage:
    return read_image(file_of(dataset(waves(), **attributes)))


def refusal(**attributes: object) -> str:
    with pytest.raises(InputError) as refused:
        read(**attributes)
    (problem,) = refused.value.problems
    assert problem.sv
    assert problem.en
    return problem.said("en")


# AGE


@pytest.mark.parametrize(
    ("born", "stated", "age"),
    [
        ("20080303", "", 17),  # 18 the day after
        ("", "017Y", 17),
        ("", "215M", 17),
        ("", "900W", 17),
        ("", "900D", 2),
        ("19500907", "012Y", 12),  # the two disagree: the lower counts
        ("20080303", "040Y", 17),
    ],
)
def test_no_child_is_read(born: str, stated: str, age: int) -> None:
    said = refusal(PatientBirthDate=born, PatientAge=stated)
    assert said.startswith(f"PatientAge = {age}: the patient was under 18 years")


@pytest.mark.parametrize(
    ("born", "stated", "age"),
    [
        ("20080302", "", 18),  # 18 on the day
        ("", "018Y", 18),
        ("", "216M", 18),
        ("19500907", "", 75),
        ("1950.09.07", "", 75),  # as it was written before 1993
        ("19500907", "074Y", 74),
        ("19500907", "old", 75),
        ("20300101", "080Y", 80),  # born after the image: no age
    ],
)
def test_an_adult_is_read_with_their_age(born: str, stated: str, age: int) -> None:
    image = read(PatientBirthDate=born, PatientAge=stated)
    assert image.about.age == age
    assert image.notes == ()


@pytest.mark.parametrize("born", ["", "19500230", "noon", "20300101"])
def test_an_unknown_age_is_told(born: str) -> None:
    image = read(PatientBirthDate=born)
    assert image.about.age is None
    assert [note.fact for note in image.notes] == ["PatientAge"]


def test_the_age_is_that_on_the_day_of_the_image() -> None:
    days = {"AcquisitionDate": "20200302", "StudyDate": "20260302", "PatientBirthDate": "19500907"}
    image = read(**days)
    assert image.about.made_on == date(2020, 3, 2)
    assert image.about.age == 69
    assert read(StudyDate="", ContentDate="20210302").about.made_on == date(2021, 3, 2)
    assert read(StudyDate="").about.age is None


# WHOSE, AND OF WHAT


def test_identity_stands_apart() -> None:
    image = read(AccessionNumber="A7")
    assert image.identity == Identity("p1", "Tora Test", date(1950, 9, 7), "A7")
    assert "Tora" not in repr(image)
    assert "p1" not in repr(image)
    assert read(PatientName="Test").identity.name == "Test"
    assert read(PatientName="").identity.name == ""


@pytest.mark.parametrize(("written", "sex"), [("F", "female"), ("M", "male"), ("O", None), ("", None), ("X", None)])
def test_sex(written: str, sex: str | None) -> None:
    assert read(PatientSex=written).about.sex == sex


@pytest.mark.parametrize(
    ("written", "side"),
    [(["A", "F"], "right"), (["P", "F"], "left"), (["L", "F"], None), ("", None), (["PR", "F"], "left")],
)
def test_on_which_side_the_front_is(written: object, side: str | None) -> None:
    assert read(PatientOrientation=written).about.anterior == side


def test_maker_and_view() -> None:
    image = read(
        Manufacturer=" HOLOGIC ",
        ManufacturerModelName="Horizon A",
        StationName="DXA1",
        ViewPosition="ll",
        ImageLaterality="L",
    )
    about = image.about
    assert (about.maker, about.model, about.station) == ("HOLOGIC", "Horizon A", "DXA1")
    assert (about.view, about.laterality, about.kind) == ("LL", "L", "Secondary Capture Image")


def test_texts_are_one_printable_line_of_some_length() -> None:
    image = read(PatientID="a\nb\x1b[0m" + "c" * 300)
    assert "\n" not in image.identity.patient_id
    assert image.identity.patient_id.startswith("a b [0mccc")
    assert len(image.identity.patient_id) == LIMITS["text_characters"]


@pytest.mark.parametrize(
    ("attributes", "field"),
    [
        ({"ViewPosition": "AP"}, "ViewPosition"),
        ({"BurnedInAnnotation": "YES"}, "BurnedInAnnotation"),
        ({"LossyImageCompression": "01"}, "LossyImageCompression"),
    ],
)
def test_what_must_be_known_is_told(attributes: dict[str, str], field: str) -> None:
    (note,) = read(**attributes).notes
    assert note.fact == field
    assert note.sv
    assert note.en


def test_drawings_above_the_image_are_told() -> None:
    found = dataset(waves())
    found.add_new(0x60023000, "OW", b"\0" * 500)
    assert [note.fact for note in read_image(file_of(found)).notes] == ["OverlayData"]


@pytest.mark.parametrize(("written", "burnt"), [("YES", True), ("NO", False), (None, None), ("?", None)])
def test_whether_text_is_burnt_in(written: str | None, burnt: bool | None) -> None:
    assert read(**({} if written is None else {"BurnedInAnnotation": written})).about.burnt_in is burnt


def test_uids_of_another_shape_are_none() -> None:
    uids = read(StudyInstanceUID="../../etc/passwd").about.uids
    assert uids.study == ""
    assert uids.sop_instance


# WHICH FILES


@pytest.mark.parametrize(
    "row", [row for row in rows("dicom_classes") if row["reads"] == "image"], ids=lambda row: row["name"]
)
def test_every_class_of_images_is_read(row: dict[str, str]) -> None:
    assert read(SOPClassUID=row["uid"]).about.kind == row["name"]


@pytest.mark.parametrize(
    ("uid", "said"),
    [
        (EnhancedSRStorage, "a structured report and no image"),
        ("1.2.840.10008.5.1.4.1.1.104.1", "a PDF inside DICOM"),
        ("1.2.840.10008.5.1.4.1.1.11.1", "only says how an image is to be shown"),
        ("1.2.840.10008.5.1.4.1.1.2", "files of that kind are not read here"),
        ("1.2.3", "files of that kind are not read here"),
    ],
)
def test_other_files_are_refused_by_what_they_are(uid: str, said: str) -> None:
    assert said in refusal(SOPClassUID=uid)


def test_a_radiograph_says_that_it_is_one() -> None:
    assert read(SOPClassUID=ComputedRadiographyImageStorage).about.kind == "Computed Radiography Image"


@pytest.mark.parametrize(
    "data", [b"", b"DICM", b"\0" * 128, b"\0" * 128 + b"DICO" + b"\0" * 99, b"%PDF-1.7" + b" " * 200]
)
def test_no_dicom(data: bytes) -> None:
    with pytest.raises(InputError, match="no DICOM file"):
        read_image(data)


def test_too_large_a_file() -> None:
    with pytest.raises(InputError, match="larger than 64 MB"):
        read_image(bytes(int(LIMITS["file_bytes"]) + 1))
