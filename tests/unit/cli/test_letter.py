"""`benkoll letter`: text to the screen, a file of text or PDF, and what it does not take."""

from pathlib import Path

import pytest

from benkoll.letters.letter import KINDS
from unit.cli.patients import MANY, ONE, SPARSE, written
from unit.cli.runner import benkoll

FIXED = ("--date", "2026-03-02")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_each_kind_is_written_to_the_screen(kind: str, lang: str) -> None:
    shown = benkoll("letter", kind, ONE, *FIXED, "--lang", lang, "--name", "Anna Ö")
    assert (shown.code, shown.err) == (0, "")
    unit = {"sv": "Osteoporosmottagningen", "en": "The osteoporosis clinic"}[lang]
    assert shown.out.startswith(f"{unit}\n\n2026-03-02\n\n")
    assert max(len(line) for line in shown.out.splitlines()) <= 80
    assert "Anna Ö" in shown.out


def test_what_is_given_stands_in_the_letter() -> None:
    shown = benkoll(
        *("letter", "recommendation", ONE, *FIXED, "--unit", "Kedjan", "--phone", "033-1", "--contact", "Eva"),
        *("--to", "Vårdcentralen", "--to", "Gatan 1", "--name", "Anna"),
    )
    assert shown.out.startswith("Kedjan\n033-1\n\n2026-03-02\n\nVårdcentralen\nGatan 1\n\nREKOMMENDATION")
    assert "Frågor besvaras av Eva, Kedjan, telefon 033-1." in shown.out
    timed = benkoll("letter", "invitation", ONE, *FIXED, "--time", "i morgon", "--address", "Gatan 2")
    assert "! Din tid: i morgon" in timed.out
    assert "\nGatan 2\n" in timed.out


def test_a_file_of_pdf_or_text(tmp_path: Path) -> None:
    for name in ("brev.pdf", "brev.txt"):
        shown = benkoll("letter", "reminder", ONE, *FIXED, "-o", str(tmp_path / name))
        assert (shown.code, shown.out, shown.err) == (0, "", f"benkoll: skrivet till {tmp_path / name}\n")
    assert (tmp_path / "brev.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert (tmp_path / "brev.txt").read_text("utf-8") == benkoll("letter", "reminder", ONE, *FIXED).out


def test_one_of_several_patients_is_chosen() -> None:
    assert benkoll("letter", "reminder", MANY, *FIXED).code == 2
    shown = benkoll("letter", "reminder", MANY, *FIXED, "--patient", "wrist-fracture-woman-64")
    assert "har brutit handleden" in " ".join(shown.out.split())


def test_a_clinics_own_template(tmp_path: Path) -> None:
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "reminder.md").write_text("---\ntitle: Kom\n---\nVi på {unit}.\n", encoding="utf-8")
    shown = benkoll("letter", "reminder", ONE, *FIXED, "--templates", str(tmp_path))
    assert shown.out == "Osteoporosmottagningen\n\n2026-03-02\n\nKOM\n\nVi på Osteoporosmottagningen.\n"
    (tmp_path / "sv" / "reminder.md").write_text("---\ntitle: Kom\n---\nVi på {unit}, {fon}.\n", encoding="utf-8")
    wrong = benkoll("letter", "reminder", ONE, *FIXED, "--templates", str(tmp_path))
    assert (wrong.code, wrong.out) == (3, "")
    assert f"{tmp_path}/sv/reminder.md: rad 4: {{fon}} finns inte" in wrong.err


def test_no_letter_about_the_dead() -> None:
    shown = benkoll("letter", "invitation", MANY, *FIXED, "--patient", "deceased-woman-85")
    assert (shown.code, shown.out) == (3, "")
    assert shown.err == "benkoll: personen är avliden: inget brev skrivs\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("remider",), "KIND remider: allowed is invitation, reminder, recommendation, referral, self_care, "),
        (("reminder", "-o", "brev.docx"), "--out brev.docx: the name must end with .pdf or .txt"),
        (("reminder", "--date", "2 mars"), "--date 2 mars: write the day as 2026-03-02"),
        (("reminder", "--set", "a=1"), "unknown option: --set"),
    ],
)
def test_what_is_written_wrongly(words: tuple[str, ...], said: str) -> None:
    kind, *rest = words
    shown = benkoll("letter", kind, ONE, *rest, "--lang", "en")
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith(f"benkoll: {said}")


def test_a_kind_nearly_right_is_guessed() -> None:
    assert "did you mean reminder?" in benkoll("letter", "remider", ONE, "--lang", "en").err


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    shown = benkoll("letter", "reminder", ONE, *FIXED, "-o", str(tmp_path / "no" / "brev.pdf"))
    assert (shown.code, shown.out) == (3, "")
    assert "filen finns inte" in shown.err


def test_who_writes_is_told_what_speaks_against_it() -> None:
    shown = benkoll("letter", "before_denosumab", MANY, *FIXED, "--patient", "jaw-osteonecrosis-woman-63")
    assert shown.code == 0
    assert shown.err == "benkoll: riktlinjen utesluter denosumab för patienten: tidigare osteonekros i käken [AE-2]\n"


def test_little_is_known(tmp_path: Path) -> None:
    path = written(tmp_path, SPARSE)
    for kind in KINDS:
        assert benkoll("letter", kind, path, *FIXED).code == 0
