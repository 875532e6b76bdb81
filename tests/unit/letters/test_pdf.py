"""The PDF: tagged as PDF/UA-1, the same bytes each time, our fonts alone, and data that is never read as markup."""

import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.ft2font import FT2Font
from pypdf import PdfReader

from benkoll.errors import Lang
from benkoll.letters.blocks import read
from benkoll.letters.glyphs import characters
from benkoll.letters.letter import TO_CARE, Addressee, Kind, Letter, Sender
from benkoll.letters.pdf import FONTS, PAPER, UNSHOWN, as_pdf, as_pictures, shown
from benkoll.letters.plain import address_lines
from unit.letters.written import SENDER, TO, by_kind, by_lang, letter

MARKUP = (
    '#eval("1+1")',
    "#panic()",
    "$x^2$ *bold* _it_ `raw` = title",
    r"C:\new \u{41} \#",
    "@label <label> [a](b) //no /*c*/",
    "- item + item / term: x ~ --- ... 'q' \"q\"",
    '"; #set page(width: 1pt)',
    "{name} {{}} | ! # ##",
    "</p><script>alert(1)</script> &amp; %s %(x)s",
    "(parens) \\(1\\) endstream endobj",
)


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def squeezed(text: str) -> str:
    """Without spaces and line breaks, of which the page makes its own."""
    return re.sub(r"[\s\u200b]", "", text)


def extracted(pdf: bytes) -> str:
    """The text of all pages, their feet and the signs of lists left out."""
    pages = (page.extract_text() for page in reader(pdf).pages)
    return "".join(squeezed(re.sub(r"(Sida|Page) \d+ (av|of) \d+", "", page)) for page in pages)


def tags(pdf: bytes) -> list[str]:
    """The structure, outermost first."""

    def walk(node: Any) -> list[str]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            return [tag for one in node for tag in walk(one)]
        return [node["/S"], *walk(node.get("/K", []))] if isinstance(node, dict) and "/S" in node else []

    return walk(reader(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"])


@by_kind
@by_lang
def test_it_is_tagged_and_says_its_language_and_title(kind: Kind, lang: Lang) -> None:
    made = letter(kind, lang)
    pdf = as_pdf(made, TO, SENDER)
    root = reader(pdf).trailer["/Root"]
    assert root["/Lang"] == lang
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert reader(pdf).metadata["/Title"] == made.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    found = tags(pdf)
    assert found[0] == "/Document"
    assert found.count("/H1") == 1
    blocks = list(read(made.text))
    assert found.count("/H2") == sum(block.sort == "heading" for block in blocks)
    assert found.count("/LI") == sum(block.sort == "item" for block in blocks)
    assert set(found) <= {"/Document", "/H1", "/H2", "/P", "/Div", "/L", "/LI", "/Lbl", "/LBody"}


@by_kind
@by_lang
def test_the_text_of_the_pdf_is_the_letters(kind: Kind, lang: Lang) -> None:
    made = letter(kind, lang)
    found = extracted(as_pdf(made, TO, SENDER)).replace("•", "").replace(squeezed(SENDER.unit), "")
    expected = [*address_lines(made, TO), *(block.words for block in read(made.text) if block.sort != "to")]
    place = 0
    for words in expected[len(address_lines(made, TO)) + 1 :]:  # the body in its order
        place = found.index(squeezed(words).replace(squeezed(SENDER.unit), ""), place)
    for words in expected:
        assert squeezed(words).replace(squeezed(SENDER.unit), "") in found


@by_kind
@by_lang
def test_the_same_letter_is_the_same_bytes(kind: Kind, lang: Lang) -> None:
    assert as_pdf(letter(kind, lang), TO, SENDER) == as_pdf(letter(kind, lang), TO, SENDER)


def test_another_process_in_another_place_and_time_makes_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys; from datetime import date\n"
        "from benkoll.letters.letter import *; from benkoll.letters.pdf import *\n"
        "to, sender = Addressee('Åsa', '1'), Sender('Kedjan')\n"
        "made = write_letter('invitation', 'sv', to, sender, Subject(date(2026, 3, 2), 'wrist', None))\n"
        "sys.stdout.buffer.write(as_pdf(made, to, sender))"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=place, env=environment, capture_output=True, check=True
        ).stdout
        for place, environment in ((tmp_path, {"TZ": "Asia/Tokyo", "LANG": "C"}), (Path.cwd(), {"HOME": "/nowhere"}))
    ]
    assert made[0] == made[1] != b""
    dates = reader(made[0]).metadata
    assert {dates["/CreationDate"], dates["/ModDate"]} == {"D:20260302000000Z"}


@by_kind
def test_only_our_fonts_are_in_it_and_they_are_embedded(kind: Kind) -> None:
    fonts = [font.get_object() for page in reader(as_pdf(letter(kind), TO, SENDER)).pages for font in _fonts(page)]
    assert {font["/BaseFont"].partition("+")[2] for font in fonts} <= {"LiberationSans", "LiberationSans-Bold"}
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in described or "/FontFile3" in described


def _fonts(page: Any) -> list[Any]:
    return list(page["/Resources"]["/Font"].values())


def test_the_fonts_come_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "LICENSE").read_text(encoding="utf-8")
    assert "fallback: false" in PAPER.read_text(encoding="utf-8")


@pytest.mark.parametrize("font", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_what_a_font_can_show_is_read_as_others_read_it(font: Path) -> None:
    assert characters(font.read_bytes()) == set(FT2Font(str(font)).get_charmap())
    for sign in f"{UNSHOWN}•–…ÅÄÖåäöéÉüŁłŠšđÞθЖğışőű":
        assert ord(sign) in characters(font.read_bytes())


def test_a_file_that_is_no_such_font() -> None:
    with pytest.raises(ValueError, match="no cmap of format 4"):
        characters(b"\x00\x01\x00\x00" + b"\x00\x01" + bytes(6) + b"cmap" + bytes(4) + b"\x00\x00\x00\x1c" + bytes(8))


# DATA IS NEVER MARKUP


def written_of(name: str | None, kind: Kind = "reminder", **changed: Any) -> tuple[Letter, bytes]:
    to = Addressee(name, "1", ("Gatan 1", name or ""))
    sender = Sender(name or "Kedjan", name, name, (name or "",))
    made = letter(kind, to=to, sender=sender, **changed)
    return made, as_pdf(made, to, sender)


@pytest.mark.parametrize("kind", ["reminder", "recommendation"])
@pytest.mark.parametrize("name", MARKUP)
def test_markup_in_data_is_shown_as_it_stands(name: str, kind: Kind) -> None:
    made, pdf = written_of(name, kind, recipient=name, appointment=name)
    assert squeezed(name) in extracted(pdf)
    assert name in made.text
    plain, _ = written_of("Kedjan", kind, recipient="Kedjan", appointment="Kedjan")
    assert [block.sort for block in read(made.text)] == [block.sort for block in read(plain.text)]
    assert len(tags(pdf)) == len(tags(written_of("Kedjan", kind, recipient="Kedjan", appointment="Kedjan")[1]))


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("Anna\n## Rubrik\r\n- punkt", "Anna ## Rubrik - punkt"),
        ("An\x00na\x1b[31m\x7f", "An na [31m"),
        ("\u202eannA\u202c", "annA"),
        ("Anna 😀 Östlund", "Anna □ Östlund"),
        ("محمد", "□□□□"),
        ("李小龙", "□□□"),
        ("Łucja Đặng Þórsdóttir Šķēle", "Łucja Đặng Þórsdóttir Šķēle"),
        ("Ольга Θάλεια", "Ольга Θάλεια"),
    ],
)
def test_what_cannot_be_shown_is_a_box_and_what_cannot_be_seen_is_gone(name: str, seen: str) -> None:
    assert shown(name) == seen
    assert squeezed(seen) in extracted(written_of(name)[1])


def test_what_is_read_from_right_to_left_is_shown() -> None:
    assert shown("שרה לוי") == "שרה לוי"
    assert "שרה" in extracted(written_of("שרה")[1]) or "הרש" in extracted(written_of("שרה")[1])


@pytest.mark.parametrize("name", ["A" * 400, "Östlund-" * 60, "Anna " * 100, "🎉" * 200])
def test_a_very_long_name_stays_on_the_page(name: str) -> None:
    made, pdf = written_of(name)
    assert squeezed(shown(name)) in extracted(pdf)
    for page in reader(pdf).pages:
        places: list[float] = []
        page.extract_text(visitor_text=lambda _text, place, *_, places=places: places.append(place[4]))
        assert max(places) < float(page.mediabox.width)
    assert made.text


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_whatever_the_name_holds_a_letter_is_made(name: str) -> None:
    made, pdf = written_of(name)
    assert b"%%EOF" in pdf[-10:]
    assert tags(pdf)[0] == "/Document"
    assert made.text.count("\n## ") == 3


@pytest.mark.parametrize("name", [None, "", " \t"])
def test_without_a_name_it_is_written_all_the_same(name: str | None) -> None:
    _, pdf = written_of(name)
    assert "Hej!" in extracted(pdf)
    assert "Hej{" not in extracted(pdf)


# THE PAGE


def test_pages_are_numbered_and_can_be_looked_at() -> None:
    made = letter("before_denosumab")
    pages = [page.extract_text() for page in reader(as_pdf(made, TO, SENDER)).pages]
    assert len(pages) == 2
    assert [f"Sida {number} av 2" in page for number, page in enumerate(pages, 1)] == [True, True]
    pictures = as_pictures(made, TO, SENDER, 40)
    assert [picture[:4] for picture in pictures] == [b"\x89PNG"] * 2
    assert len(as_pictures(letter("reminder"), TO, SENDER, 40)) == 1


@by_kind
def test_the_address_stands_behind_the_window(kind: Kind) -> None:
    """From 112 mm from the left, between 44 and 79 mm from the top; nothing else stands there."""
    page = reader(as_pdf(letter(kind), TO, SENDER)).pages[0]
    found: list[tuple[float, float, str]] = []

    def keep(text: str, place: list[float], *_: Any) -> None:
        if text.strip():
            found.append((place[4] / 72 * 25.4, (float(page.mediabox.height) - place[5]) / 72 * 25.4, text.strip()))

    page.extract_text(visitor_text=keep)
    inside = [text for left, top, text in found if left > 105 and 44 < top < 79]
    expected = address_lines(letter(kind), TO)
    assert squeezed("".join(inside)) == squeezed("".join(expected))
    assert (expected[0] == TO.name) is (kind not in TO_CARE)


def test_a_long_address_takes_no_more_room_than_the_window() -> None:
    to = replace(TO, address=("c/o Andersson", "Storgatan 12 B, lgh 1203", "501 23 Borås", "Sverige"))
    assert [squeezed(line) in extracted(as_pdf(letter("reminder"), to, SENDER)) for line in to.address] == [True] * 4


def _luminance(colour: str) -> float:
    parts = [int(colour[start:end], 16) / 255 for start, end in pairwise(range(0, 7, 2))]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_text_stands_out_as_wcag_aaa_wants() -> None:
    colours = re.findall(r'rgb\("#([0-9a-f]{6})"\)', PAPER.read_text(encoding="utf-8"))
    dark = [colour for colour in colours if _luminance(colour) < 0.5]
    light = ["ffffff", *(colour for colour in colours if _luminance(colour) >= 0.5)]
    assert dark
    for text in dark:
        for ground in light:
            assert (_luminance(ground) + 0.05) / (_luminance(text) + 0.05) >= 7
