"""`benkoll ask`: through a pipe, and on a terminal as a clinician would."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from benkoll.cli.ask import understood
from benkoll.facts.registry import registry
from benkoll.logic.term import Value
from unit.cli.patients import MANY, ONE, SPARSE, written
from unit.cli.runner import Outcome, benkoll

KNOWN = {**SPARSE, "latest_fracture_site": "wrist", "latest_fracture_date": "2025-12-01", "osteoporosis_drug": "none"}


def asked(path: str, *answers: str, lang: str = "sv", more: tuple[str, ...] = ()) -> Outcome:
    return benkoll("ask", path, "--lang", lang, *more, stdin="".join(f"{one}\n" for one in answers).encode())


def test_the_weightiest_question_comes_first_and_says_what_it_could_change(tmp_path: Path) -> None:
    shown = asked(written(tmp_path, SPARSE), "klar")
    assert shown.code == 0
    start, blank, question, first_choice = shown.err.splitlines()[:4]
    assert start.startswith("Svara, eller tryck Enter")
    assert blank == ""
    assert question.startswith("Osteoporosläkemedel nu? (")
    assert question.endswith(" kvar)")
    assert first_choice == "   1 inget"
    assert "  kan ändra behandling, varning, remiss, tillskott och uppföljning\n" in shown.err


def test_the_assessment_is_printed_at_the_end_alone_on_standard_output(tmp_path: Path) -> None:
    path = written(tmp_path, SPARSE)
    shown = asked(path, "klar")
    assert shown.out == benkoll("assess", path).out


def test_answers_count(tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    shown = asked(written(tmp_path, SPARSE), "inget", "?", "klar", more=("--save", str(saved)))
    assert "inget osteoporosläkemedel" in shown.out
    facts = json.loads(saved.read_text(encoding="utf-8"))
    assert facts == {**SPARSE, "osteoporosis_drug": "none"}
    assert list(facts)[:2] == ["patient_id", "assessment_date"]
    assert benkoll("assess", str(saved)).out == shown.out


def test_what_is_skipped_is_not_asked_again_and_in_the_end_there_is_nothing_to_ask(tmp_path: Path) -> None:
    shown = asked(written(tmp_path, KNOWN), *[""] * 120)
    questions = [line.partition("?")[0] for line in shown.err.splitlines() if line.endswith("kvar)")]
    assert len(questions) > 20
    assert len(set(questions)) == len(questions)
    assert shown.err.rstrip().endswith("Inga frågor kvar.")
    assert shown.out == benkoll("assess", written(tmp_path, KNOWN)).out


def test_back_undoes_an_answer(tmp_path: Path) -> None:
    path = written(tmp_path, SPARSE)
    shown = asked(path, "inget", "tillbaka", "klar")
    assert shown.err.count("Osteoporosläkemedel nu?") == 2
    assert shown.out == benkoll("assess", path).out
    assert "Detta är den första frågan." in asked(path, "tillbaka").err


def test_an_answer_that_cannot_be_used_is_asked_for_again(tmp_path: Path) -> None:
    shown = asked(written(tmp_path, SPARSE), "aspirin", "11", "2", "klar")
    assert shown.err.count("svara med ett nummer eller ett av orden") == 2
    assert "alendronsyra" in shown.out


def test_an_answer_that_contradicts_or_is_out_of_range_says_why(tmp_path: Path) -> None:
    path = written(tmp_path, {**KNOWN, "glucocorticoid_months": 6, "prior_vertebral_fracture": False})
    shown = asked(path, *["500", "7,5"] * 8)
    assert "glucocorticoid_mg_day = 500" in shown.err
    assert "orimligt värde" in shown.err


def test_a_question_explained(tmp_path: Path) -> None:
    shown = asked(written(tmp_path, SPARSE), "?", "klar", lang="en")
    assert "  osteoporosis_drug\n" in shown.err
    assert "alendronate (alendronate)" in shown.err


@pytest.mark.parametrize(
    ("fact", "answer", "value"),
    [
        ("stroke", "ja", True),
        ("stroke", "j", True),
        ("stroke", "no", False),
        ("stroke", "kanske", None),
        ("t_score_total_hip", "-2,5", -2.5),
        ("t_score_total_hip", "-2.5", -2.5),
        ("t_score_total_hip", "låg", None),
        ("falls_last_year", "2", 2),
        ("latest_fracture_date", "2026-02-28", date(2026, 2, 28)),
        ("latest_fracture_date", "28/2", None),
        ("latest_fracture_site", "handled", "wrist"),
        ("latest_fracture_site", "wrist", "wrist"),
        ("latest_fracture_site", "3", "wrist"),
        ("latest_fracture_site", "0", None),
        ("patient_id", "x", "x"),
    ],
)
def test_what_an_answer_says(fact: str, answer: str, value: Value | None) -> None:
    said = understood(registry()[fact], answer)
    assert said == value
    assert type(said) is type(value)


def test_the_file_is_not_where_the_answers_come_from() -> None:
    shown = benkoll("ask", "-")
    assert shown.code == 2
    assert "ange en fil" in shown.err


def test_one_patient_at_a_time() -> None:
    shown = benkoll("ask", MANY)
    assert shown.code == 2
    assert "--patient" in shown.err


def test_where_the_answers_cannot_be_saved(tmp_path: Path) -> None:
    shown = asked(ONE, "klar", more=("--save", str(tmp_path)))
    assert shown.code == 3
    assert shown.err.endswith(f"benkoll: {tmp_path}: det är en mapp, inte en fil\n")


# Whoever runs the tests in the background does not heed control-C, and a program inherits that.
HEED_CONTROL_C = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from benkoll.cli.main import run
sys.exit(run())
"""


class Terminal:
    """`benkoll` on a terminal of its own."""

    def __init__(self, *words: str) -> None:
        self.seen = ""
        self.own, child = pty.openpty()
        environ = {**os.environ, "TERM": "xterm", "NO_COLOR": ""}
        command = [sys.executable, "-c", HEED_CONTROL_C, *words]
        self.process = subprocess.Popen(command, stdin=child, stdout=child, stderr=child, env=environ)
        os.close(child)

    def wait_for(self, text: str) -> None:
        """Read until the text has come; an answer typed before its question would be none."""
        until = time.monotonic() + 30
        while text not in self.seen:
            ready, _, _ = select.select([self.own], [], [], max(0, until - time.monotonic()))
            try:
                read = os.read(self.own, 65536) if ready else b""
            except OSError:  # how a terminal says that the other end is closed
                read = b""
            assert read, f"{text!r} did not come: {self.seen}"
            self.seen += read.decode("utf-8", "replace")

    def type(self, text: str) -> None:
        self.seen = ""
        os.write(self.own, text.encode())


def test_on_a_terminal(tmp_path: Path) -> None:
    terminal = Terminal("ask", written(tmp_path, SPARSE))
    terminal.wait_for("Osteoporosläkemedel nu?")
    terminal.wait_for("> ")
    terminal.type("nej\r")
    terminal.wait_for("svara med ett nummer")
    terminal.wait_for("> ")
    terminal.type("inget\r")
    terminal.wait_for("kvar)")
    terminal.wait_for("> ")
    terminal.type("\x04")
    terminal.wait_for("Ersätter inte bedömning.")
    assert "\033[1mKvinna 72 år" in terminal.seen
    assert "inget osteoporosläkemedel" in terminal.seen
    assert terminal.process.wait(timeout=30) == 0
    os.close(terminal.own)


def test_control_c_ends_it_quietly(tmp_path: Path) -> None:
    terminal = Terminal("ask", written(tmp_path, SPARSE))
    terminal.wait_for("> ")
    for _ in range(6):
        terminal.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):  # one that comes just before the program reads is not heard
            terminal.process.wait(timeout=5)
            break
    assert terminal.process.returncode == 130
    os.close(terminal.own)
