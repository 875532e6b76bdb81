"""A VFA reading as a report: what it comes to stands first, both grades stand, nothing is said that is not so."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from benkoll.errors import Lang
from benkoll.imaging.png import as_png
from benkoll.letters.pdf import UNSHOWN
from benkoll.letters.vfa_report import Drawn, as_pdf, record_text
from benkoll.letters.vfa_words import ToldVfa, spans
from benkoll.measures.vertebra import LEVELS, Spacing
from benkoll.measures.vfa_report import Heights, ReferenceUsed, VfaFinding, VfaReport
from unit.letters.test_pdf import reader, squeezed, tags
from unit.letters.written import by_lang
from unit.readings.spine import COLUMNS, ROWS, block

DAY, MADE = date(2026, 3, 2), date(2026, 2, 20)
PNG = as_png(bytes(place % 251 for place in range(ROWS * COLUMNS)), ROWS, COLUMNS)
DRAWN = Drawn(PNG)
UNIT = "Osteoporosmottagningen"
SURE = (0.97, 0.02, 0.01, 0.0)


def report(*unread: str, **said: dict[str, Any]) -> VfaReport:
    """All levels read and normal, but for what is said of them."""
    heights = Heights(23.4, 24.0, 24.9)
    normal = VfaFinding("T4", None, None, heights, heights, None, 3.2, "normal", 0, SURE, approved=True)
    findings = [
        VfaFinding(level, not_evaluable="overlaid", approved=True)
        if level in unread
        else replace(normal, level=level, vertebra=block(level), **said.get(level, {}))
        for level in LEVELS
    ]
    return VfaReport(
        tuple(findings),
        "19500907-2553",
        "Åsa Öberg",
        imaged_on=MADE,
        spacing=Spacing(0.5, 0.5),
        read_by="Dr Ängla Ek",
        read_on=DAY,
        approved_on=DAY,
    )


def fracture(grade: int, reader_grade: str | None = None, **more: Any) -> dict[str, Any]:
    return {"grade": grade, "reader_grade": reader_grade, "judgement": "fracture", "shape": "wedge", **more}


BOTH = report(
    "T4",
    "T5",
    "T6",
    L1=fracture(1, "2"),
    T12=fracture(1),
    T8={"grade": 1, "judgement": "scheuermann", "shape": "wedge"},
)
BOTH = replace(BOTH, spine_deformity_index=3, conclusion="Aortaförkalkning.")


def pdf_of(one: VfaReport, lang: Lang = "sv", picture: Drawn | None = DRAWN) -> bytes:
    return as_pdf(one, picture, UNIT, DAY, lang, "Hologic Horizon A")


def text_of(pdf: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in reader(pdf).pages))


# WHAT IT COMES TO


@pytest.mark.parametrize(
    ("one", "sv", "en"),
    [
        (report(), "Ingen kotfraktur påvisad.", "No vertebral fracture found."),
        (report(L1=fracture(2)), "En kotfraktur: L1 grad 2.", "One vertebral fracture: L1 grade 2."),
        (
            BOTH,
            "2 kotfrakturer: T12 grad 1 och L1 grad 2.",
            "2 vertebral fractures: T12 grade 1 and L1 grade 2.",
        ),
        (report(L1=fracture(0, "0.5")), "En kotfraktur: L1 grad 0,5.", "One vertebral fracture: L1 grade 0.5."),
        (report(L1={**fracture(0), "grade": None}), "En kotfraktur: L1.", "One vertebral fracture: L1."),
        (
            report(T9={"grade": 3, "judgement": "other_cause"}),
            "Ingen fragilitetsfraktur. Fraktur av annan orsak: T9 grad 3.",
            "No fragility fracture. Fracture of another cause: T9 grade 3.",
        ),
        (
            report(T9={"grade": 3}),
            "Inte slutbedömd: T9 grad 3 är deformerad utan att någon har angett vad det är.",
            "Not concluded: T9 grade 3 is deformed and nobody has said what it is.",
        ),
        (
            report("T4", "T7", "T8"),
            "Kan inte bedömas: 2 av kotorna T7–L4 går inte att läsa. Ingen fraktur i dem som går att läsa.",
            "Uninterpretable: 2 of the vertebrae T7–L4 cannot be read. No fracture in those that can.",
        ),
    ],
)
def test_in_a_sentence(one: VfaReport, sv: str, en: str) -> None:
    assert [ToldVfa(one, lang).conclusion() for lang in ("sv", "en")] == [sv, en]


def test_what_is_beside_it() -> None:
    assert ToldVfa(BOTH, "sv").beside() == [
        "Deformerad utan fraktur: T8 grad 1 (Mb Scheuermann).",
        "Ej bedömbara: T4–T6.",
        "Spine deformity index 3.",
    ]
    assert ToldVfa(report(), "sv").beside() == []
    assert ToldVfa(report(T9={"grade": 3, "judgement": "other_cause"}), "sv").beside() == []


def test_grade_1_is_the_weak_one() -> None:
    weak = "T12 är grad 1, den grad som granskare är minst ense om"
    assert [line.startswith(weak) for line in ToldVfa(BOTH, "sv").remarks()] == [True, False, False]
    assert not any("grad 1," in line for line in ToldVfa(report(L1=fracture(1, "2")), "sv").remarks())
    assert not any("grad 1," in line for line in ToldVfa(report(L1=fracture(2)), "sv").remarks())


def test_normal_now_is_not_never() -> None:
    never = "Att ingen fraktur syns nu visar inte att patienten aldrig har haft någon kotfraktur."
    assert never in ToldVfa(report(), "sv").remarks()
    assert never not in ToldVfa(BOTH, "sv").remarks()


def test_no_millimetres_is_said() -> None:
    told = ToldVfa(replace(report(), spacing=None), "en").remarks()
    assert any(line.startswith("The image has no millimetres") for line in told)
    assert not any("millimetres" in line for line in ToldVfa(report(), "en").remarks())


USED = ReferenceUsed("våra normala.json", date(2026, 1, 5), "female", 312)


@pytest.mark.parametrize(
    ("used", "sv", "en"),
    [
        (None, "mot grannkotorna ensamma, utan referens.", "by the neighbouring vertebrae alone, without a reference."),
        (
            USED,
            "mot grannkotorna och referensen våra normala.json (kvinnor, 312 granskningar, gjord 2026-01-05).",
            "by the neighbouring vertebrae and the reference våra normala.json (women, 312 readings, made 2026-01-05).",
        ),
        (
            replace(USED, group="any", readings=None),
            "mot grannkotorna och referensen våra normala.json (båda könen, okänt antal granskningar, gjord "
            "2026-01-05).",
            "by the neighbouring vertebrae and the reference våra normala.json (both sexes, an unknown number of "
            "readings, made 2026-01-05).",
        ),
    ],
)
def test_what_grades_were_computed_by(used: ReferenceUsed | None, sv: str, en: str) -> None:
    one = replace(BOTH, reference=used)
    said: dict[Lang, str] = {"sv": f"Beräknade grader: {sv}", "en": f"Computed grades: {en}"}
    for lang, words in said.items():
        assert words in ToldVfa(one, lang).remarks()
        assert words in "\n".join(record_text(one, lang))
        assert squeezed(words) in text_of(pdf_of(one, lang))
    unread = replace(one, findings=report(*LEVELS).findings)
    assert not any(line.startswith("Beräknade grader") for line in ToldVfa(unread, "sv").remarks())


@pytest.mark.parametrize(
    ("share", "said"),
    [(1.0, ">99 %"), (0.996, ">99 %"), (0.994, "99 %"), (0.5, "50 %"), (0.006, "1 %"), (0.004, "<1 %"), (0.0, "<1 %")],
)
def test_nothing_measured_is_certain(share: float, said: str) -> None:
    one = VfaFinding("L1", block("L1"), grade=1, probabilities=(1 - share, share, 0, 0))
    assert ToldVfa(report(), "sv").computed(one) == f"1 ({said})"


@pytest.mark.parametrize(
    ("one", "sv"),
    [
        (VfaFinding("L1", block("L1"), grade=0), "Ingen deformitet"),
        (VfaFinding("L1", block("L1"), grade=2, shape="crush"), "Grad 2, sammanpressad"),
        (VfaFinding("L1", block("L1"), grade=0, reader_grade="1", judgement="fracture"), "Fragilitetsfraktur, grad 1"),
        (VfaFinding("L1", block("L1"), grade=0, judgement="short_height"), "Låg kota utan fraktur, grad 0"),
        (VfaFinding("L1", block("L1")), "–"),
        (VfaFinding("L1", not_evaluable="noise"), "För brusig"),
        (VfaFinding("L1"), "–"),
    ],
)
def test_a_level(one: VfaFinding, sv: str) -> None:
    assert ToldVfa(report(), "sv").assessed(one) == sv


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (["T4"], "T4"),
        (["T4", "T5"], "T4 och T5"),
        (["T4", "T5", "T6", "L4"], "T4–T6 och L4"),
        (["T4", "T6", "T11", "T12", "L1"], "T4, T6 och T11–L1"),
        (list(LEVELS), "T4–L4"),
        ([], ""),
    ],
)
def test_levels_that_follow_each_other(levels: list[str], said: str) -> None:
    assert spans(levels, "sv") == said


# THE RECORD


def test_the_record_is_short_and_names_nobody_but_the_reader() -> None:
    assert record_text(BOTH, "sv") == [
        "### VFA 2026-02-20",
        "",
        "**Bedömning:** 2 kotfrakturer: T12 grad 1 och L1 grad 2. Deformerad utan fraktur: T8 grad 1 (Mb Scheuermann). "
        "Ej bedömbara: T4–T6. Spine deformity index 3.",
        "",
        "**Granskarens ord:** Aortaförkalkning.",
        "",
        "**Att veta:** T12 är grad 1, den grad som granskare är minst ense om: grad 1 på VFA stämmer sämre med röntgen "
        "än grad 2–3. Väg in kliniken; vid tvekan röntgen. Beräknade grader: mot grannkotorna ensamma, utan referens.",
        "",
        "*Granskad av Dr Ängla Ek, signerad 2026-03-02.*",
    ]


def test_a_draft_says_so() -> None:
    draft = replace(report(), approved_on=None, read_on=None)
    assert record_text(draft, "en")[2] == "**Assessment:** Draft, not signed. No vertebral fracture found."
    assert record_text(draft, "en")[-1] == "*Read by Dr Ängla Ek, not signed.*"
    assert "Utkast,intesignerat." in text_of(pdf_of(draft))


# THE PDF


@by_lang
def test_it_is_tagged_and_says_its_language_and_title(lang: Lang) -> None:
    pdf = pdf_of(BOTH, lang)
    root = reader(pdf).trailer["/Root"]
    assert root["/Lang"] == lang
    assert root["/MarkInfo"]["/Marked"].value
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    found = tags(pdf)
    assert (found.count("/H1"), found.count("/Figure"), found.count("/Table")) == (1, 1, 1)
    assert (found.count("/TH"), found.count("/TR"), found.count("/TD")) == (6, 14, 13 * 6)
    assert len(reader(pdf).pages) == 1


@by_lang
def test_the_picture_is_told_to_whoever_does_not_see_it(lang: Lang) -> None:
    def figures(node: Any) -> list[str]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            return [one for each in node for one in figures(each)]
        if not isinstance(node, dict):
            return []
        mine = [str(node["/Alt"])] if node.get("/S") == "/Figure" else []
        return mine + figures(node.get("/K", []))

    (said,) = figures(reader(pdf_of(BOTH, lang)).trailer["/Root"]["/StructTreeRoot"]["/K"])
    assert said.endswith(ToldVfa(BOTH, lang).conclusion())
    assert "10" in said


def test_every_level_stands_in_it_with_both_grades() -> None:
    found = text_of(pdf_of(BOTH))
    for words in ("L1Fragilitetsfraktur,grad2,kilformad21(2%)", "T12Fragilitetsfraktur,grad1,kilformad–1(2%)"):
        assert words in found
    for level in LEVELS[:3]:
        assert f"{level}Skymdavannat––––" in found
    for words in (
        UNIT,
        "ÅsaÖberg19500907-2553",
        "Bildtagen2026-02-20",
        "DrÄnglaEk,signerad2026-03-02",
        "HologicHorizonA",
    ):
        assert words in found
    assert "23,4/24,0/24,9" in found


def test_the_image_is_in_it_as_it_was_handed_over() -> None:
    (page,) = reader(pdf_of(BOTH)).pages
    (image,) = page.images
    assert image.image is not None
    assert image.image.size == (COLUMNS, ROWS)
    assert image.image.convert("L").tobytes() == bytes(place % 251 for place in range(ROWS * COLUMNS))


def test_the_same_report_is_the_same_bytes() -> None:
    assert pdf_of(BOTH) == pdf_of(BOTH)


def test_without_a_picture_the_table_is_there() -> None:
    found = tags(pdf_of(BOTH, picture=None))
    assert (found.count("/Figure"), found.count("/Table")) == (0, 1)


@pytest.mark.parametrize(("rows", "columns", "aspect"), [(40, 900, 1.0), (900, 40, 1.0), (300, 300, 3.0), (1, 1, 1.0)])
def test_an_image_of_any_form_has_one_page(rows: int, columns: int, aspect: float) -> None:
    picture = Drawn(as_png(bytes(rows * columns), rows, columns), aspect, "left")
    assert len(reader(pdf_of(BOTH, picture=picture)).pages) == 1


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_png_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no PNG"):
        pdf_of(BOTH, picture=Drawn(content))


def test_words_are_never_markup_and_always_shown() -> None:
    odd = '#eval("1+1") $x$ *b* \N{SNOWMAN} </svg>'
    found = text_of(pdf_of(replace(BOTH, conclusion=odd, patient_name=odd, read_by="W" * 300)))
    assert squeezed(odd.replace("\N{SNOWMAN}", UNSHOWN)) in found
    assert "W" * 300 in found
