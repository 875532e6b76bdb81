"""A VFA reading as a report: PDF/UA-1 with the image and the points drawn over it, and the text for the record."""

import base64
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from benkoll.errors import Lang
from benkoll.letters.pdf import PAGE, ROOM, STANDARD, shown, typeset
from benkoll.letters.phrases import figure, speaker
from benkoll.letters.vfa_words import ToldVfa
from benkoll.measures.vertebra import LEVELS, Vertebra
from benkoll.measures.vfa_report import VfaFinding, VfaReport

PAPER = ROOM / "vfa_report.typ"
PNG = b"\x89PNG\r\n\x1a\n"
OUTLINE = ("anterior_top", "middle_top", "posterior_top", "posterior_bottom", "middle_bottom", "anterior_bottom")
"""The points round the vertebra."""
WORDS: dict[str, dict[Lang, str]] = {
    "title": {"sv": "Kotbedömning (VFA)", "en": "Vertebral fracture assessment (VFA)"},
    "patient": {"sv": "Patient", "en": "Patient"},
    "imaged": {"sv": "Bild tagen", "en": "Image taken"},
    "device": {"sv": "Apparat", "en": "Device"},
    "read": {"sv": "Granskad av", "en": "Read by"},
    "signed": {"sv": "{}, signerad {}", "en": "{}, signed {}"},
    "unsigned": {"sv": "{}, inte signerad", "en": "{}, not signed"},
    "level": {"sv": "Kota", "en": "Level"},
    "assessment": {"sv": "Bedömning", "en": "Assessment"},
    "reader": {"sv": "Grad enligt granskare", "en": "Grade by reader"},
    "computed": {"sv": "Beräknad grad (säkerhet)", "en": "Computed grade (certainty)"},
    "loss": {"sv": "Höjd-förlust", "en": "Height loss"},
    "heights mm": {"sv": "Höjd fram/mitt/bak, mm", "en": "Height front/mid/back, mm"},
    "heights px": {"sv": "Höjd fram/mitt/bak, bildpunkter", "en": "Height front/mid/back, pixels"},
    "words": {"sv": "Granskarens ord: {}", "en": "The reader's words: {}"},
    "remarks": {"sv": "Att veta", "en": "To know"},
    "foot": {"sv": "{} · beslutsstöd, ersätter inte klinisk bedömning", "en": "{} · supports clinical judgement"},
    "alt": {
        "sv": "Bild av ryggen från sidan med {} kotor utritade. {}",
        "en": "Image of the spine from the side with {} vertebrae drawn. {}",
    },
    "record title": {"sv": "### VFA {}", "en": "### VFA {}"},
    "record": {"sv": "**Bedömning:** {}", "en": "**Assessment:** {}"},
    "record words": {"sv": "**Granskarens ord:** {}", "en": "**The reader's words:** {}"},
    "record remarks": {"sv": "**Att veta:** {}", "en": "**To know:** {}"},
    "record read": {"sv": "*Granskad av {}.*", "en": "*Read by {}.*"},
}
WIDTHS = (9, 33, 17, 18, 13, 23)
RIGHT = (4,)
"""Of the table's columns: how wide they are to each other, and those whose figures stand to the right."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The image as the report shows it. `png`: the whole image, windowed; the points are in its pixels.

    `aspect`: height of a pixel against its width; `anterior`: on which side the patient's front is.
    """

    png: bytes
    aspect: float = 1.0
    anterior: str | None = None


def as_pdf(
    report: VfaReport, picture: Drawn | None, unit: str, day: date, lang: Lang, device: str | None = None
) -> bytes:
    """The report as PDF; `unit`: which made it, `day`: of the document. The same report makes the same bytes.

    Who it is about stands in it as far as the report says (`patient_name`, `patient_id`). ValueError for a picture that
    is no PNG.
    """
    page, of = PAGE[lang]
    word, told = speaker(WORDS, lang), ToldVfa(report, lang)
    data = {
        "title": word("title"),
        "lang": lang,
        "unit": shown(unit),
        "foot": shown(word("foot", unit)),
        "date": [day.year, day.month, day.day],
        "page": page,
        "of": of,
        "about": [[shown(name), shown(value)] for name, value in _about(report, word, device)],
        "alarming": told.result in ("fracture", "other_cause"),
        "conclusion": [shown(line) for line in _concluded(told)],
        "beside": [
            shown(line) for line in (*told.beside(), *([word("words", report.conclusion)] if report.conclusion else []))
        ],
        "header": _header(report, word),
        "rows": [
            {"cells": [shown(cell) for cell in _cells(one, told)], "fractured": one.fractured} for one in _all(report)
        ],
        "widths": WIDTHS,
        "right": RIGHT,
        "remarks_title": word("remarks"),
        "remarks": [shown(line) for line in told.remarks()],
        "picture": None if picture is None else _picture(picture, report, word, told),
    }
    made: bytes = typeset(PAPER, "report", data, format="pdf", pdf_standards=[STANDARD])
    return made


def _about(report: VfaReport, word: Any, device: str | None) -> list[tuple[str, str]]:
    who = " ".join(part for part in (report.patient_name, report.patient_id) if part)
    imaged = "" if report.imaged_on is None else report.imaged_on.isoformat()
    rows = [
        (word("patient"), who),
        (word("imaged"), imaged),
        (word("device"), device or ""),
        (word("read"), _reader(report, word)),
    ]
    return [(name, value) for name, value in rows if value]


def _reader(report: VfaReport, word: Any) -> str:
    by = report.read_by or "–"
    return str(word("unsigned", by) if report.approved_on is None else word("signed", by, report.approved_on))


def _concluded(told: ToldVfa) -> list[str]:
    draft = [told.word("draft")] if told.report.approved_on is None else []
    return [*draft, told.conclusion()]


def _all(report: VfaReport) -> list[VfaFinding]:
    """Every level, from above, those of which nothing is said with them."""
    return [report.at(level) or VfaFinding(level) for level in LEVELS]


def _header(report: VfaReport, word: Any) -> list[str]:
    heights = "heights px" if report.spacing is None else "heights mm"
    return [word(name) for name in ("level", "assessment", "reader", "computed", "loss", heights)]


def _cells(one: VfaFinding, told: ToldVfa) -> list[str]:
    lang = told.lang
    loss = "–" if one.loss_percent is None else f"{figure(one.loss_percent, lang, 0)} %"
    found = one.heights_mm or one.heights_px
    heights, decimals = "–", 0 if one.heights_mm is None else 1
    if found is not None:
        heights = "/".join(figure(value, lang, decimals) for value in (found.anterior, found.middle, found.posterior))
    reader = "–" if one.reader_grade is None else figure(float(one.reader_grade), lang)
    return [one.level, told.assessed(one), reader, told.computed(one), loss, heights]


# THE PICTURE


def _picture(picture: Drawn, report: VfaReport, word: Any, told: ToldVfa) -> dict[str, Any]:
    rows, columns = _size(picture.png)
    drawn = [one for one in report.findings if one.vertebra is not None]
    return {
        "svg": _embedded(picture.png, rows, columns),
        "rows": rows,
        "columns": columns,
        "aspect": picture.aspect,
        "alt": shown(word("alt", len(drawn), told.conclusion())),
        "levels": [_outlined(one, one.vertebra, picture.anterior) for one in drawn if one.vertebra is not None],
    }


def _outlined(one: VfaFinding, vertebra: Vertebra, anterior: str | None) -> Mapping[str, Any]:
    """The vertebra with its name behind it, where no other bone is in the way of reading it."""
    outline = [getattr(vertebra, name) for name in OUTLINE]
    back = [vertebra.posterior_top, vertebra.posterior_bottom]
    front_is_left = vertebra.anterior_top[0] < vertebra.posterior_top[0]
    return {
        "name": one.level,
        "fractured": one.fractured,
        "outline": outline,
        "label": [sum(x for x, _ in back) / 2, sum(y for _, y in back) / 2],
        "left": not front_is_left if anterior is None else anterior == "right",
    }


def _size(png: bytes) -> tuple[int, int]:
    """Rows and columns of a PNG; ValueError where it is none."""
    if not png.startswith(PNG) or len(png) < 24:
        raise ValueError("no PNG")
    columns, rows = struct.unpack(">II", png[16:24])
    return rows, columns


def _embedded(png: bytes, rows: int, columns: int) -> str:
    """The picture as SVG that holds it: text is all that the page is handed."""
    data = base64.b64encode(png).decode("ascii")
    size = f'width="{columns}" height="{rows}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {columns} {rows}">'
        f'<image {size} href="data:image/png;base64,{data}"/></svg>'
    )


# THE RECORD


def record_text(report: VfaReport, lang: Lang) -> list[str]:
    """The reading as short text for the record, in markdown, without the patient's name."""
    word, told = speaker(WORDS, lang), ToldVfa(report, lang)
    day = report.imaged_on or report.approved_on
    lines = [word("record title", "" if day is None else day).rstrip()]
    lines += ["", word("record", " ".join((*_concluded(told), *told.beside())))]
    if report.conclusion:
        lines += ["", word("record words", report.conclusion)]
    weak = [line for line in told.remarks() if line not in (told.word("points"), told.word("no millimetres"))]
    if weak:
        lines += ["", word("record remarks", " ".join(weak))]
    return [*lines, "", word("record read", _reader(report, word))]
