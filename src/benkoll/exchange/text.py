"""The text of a file: UTF-8, or an error that says what the file is instead and how to save it."""

from benkoll.exchange.rows import unusable

_SAVE_SV = 'Spara om: i Excel som "CSV UTF-8 (kommaavgränsad)", i en textredigerare med kodningen UTF-8'
_SAVE_EN = 'Save it anew: in Excel as "CSV UTF-8 (Comma delimited)", in a text editor with the encoding UTF-8'
# How files begin that are often sent in place of a text: what each is, and the way to one that is read.
_OTHER: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xfe", f"filen är sparad som UTF-16. {_SAVE_SV}", f"the file is saved as UTF-16. {_SAVE_EN}"),
    (b"\xfe\xff", f"filen är sparad som UTF-16. {_SAVE_SV}", f"the file is saved as UTF-16. {_SAVE_EN}"),
    (
        b"PK\x03\x04",
        'filen är en Excel-arbetsbok eller packad (zip). Spara den i Excel som "CSV UTF-8", eller packa upp den',
        'the file is an Excel workbook or packed (zip). Save it in Excel as "CSV UTF-8", or unpack it',
    ),
    (
        b"\xd0\xcf\x11\xe0",
        'filen är en äldre Excel-arbetsbok. Spara den i Excel som "CSV UTF-8"',
        'the file is an old Excel workbook. Save it in Excel as "CSV UTF-8"',
    ),
    (b"\x1f\x8b", "filen är packad (gzip). Packa upp den", "the file is packed (gzip). Unpack it"),
    (b"<", "filen är XML eller HTML. FHIR läses som JSON", "the file is XML or HTML. FHIR is read as JSON"),
)


def refuse_other(data: bytes) -> None:
    """Raise InputError for what is known by its beginning to be no text."""
    for beginning, sv, en in _OTHER:
        if data.startswith(beginning):
            raise unusable(sv, en)


def text_of(data: bytes) -> str:
    """The text, without a byte order mark; raises InputError for what is empty or not UTF-8."""
    refuse_other(data)
    if b"\0" in data:
        raise unusable(
            f"filen är inte text, eller sparad som UTF-16. {_SAVE_SV}",
            f"the file is not text, or is saved as UTF-16. {_SAVE_EN}",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        odd = data[error.start : error.start + 1]
        byte, letter = f"{odd[0]:#04x}", odd.decode("latin-1")
        raise unusable(
            f"filen är inte UTF-8: på filens rad {line} står {byte}, som i latin-1 är {letter!r}. {_SAVE_SV}",
            f"the file is not UTF-8: line {line} of the file holds {byte}, in latin-1 {letter!r}. {_SAVE_EN}",
        ) from None
    if not text.strip():
        raise unusable("filen är tom", "the file is empty")
    return text
