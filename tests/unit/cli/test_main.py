"""The door: exit codes, language, what is said of a fault, a reader that goes away."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from benkoll.cli import main as door
from benkoll.cli.console import Console
from benkoll.errors import InputError, Problem
from benkoll.letters.lines import Line
from benkoll.settings import read_settings
from unit.cli.runner import benkoll

BENKOLL = (sys.executable, "-m", "benkoll.cli.main")


def broken(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """`benkoll schema` ends with the error."""

    def run(call: object, console: object) -> int:
        raise error

    monkeypatch.setattr(door, "import_module", lambda name: SimpleNamespace(run=run))


def test_the_version() -> None:
    shown = benkoll("--version")
    assert shown.code == 0
    assert shown.out.startswith("benkoll ")


@pytest.mark.parametrize(
    ("words", "environ", "said"),
    [
        (["asses"], {}, "benkoll: okänt kommando: asses; menade du assess?\nbenkoll: mer: benkoll --help\n"),
        (
            ["facts", "--foo", "--lang", "en"],
            {},
            "benkoll: unknown option: --foo\nbenkoll: more: benkoll facts --help\n",
        ),
        (["facts", "a", "b"], {"BENKOLL_LANG": "en"}, "benkoll: one argument too many: b\n"),
        (["facts"], {"BENKOLL_LANG": "fr"}, "benkoll: BENKOLL_LANG fr: tillåtet är sv, en\n"),
        (["--lang", "fr", "facts"], {"BENKOLL_LANG": "en"}, "benkoll: --lang fr: allowed is sv, en\n"),
    ],
)
def test_a_line_that_cannot_be_read(words: list[str], environ: dict[str, str], said: str) -> None:
    shown = benkoll(*words, environ=environ)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith(said)


def test_input_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, InputError([Problem("fel", "wrong", file="a.json"), Problem("också fel", "wrong, too", row=2)]))
    assert benkoll("schema") == benkoll("schema", "--lang", "sv")
    shown = benkoll("schema", "--lang", "en")
    assert (shown.code, shown.out) == (3, "")
    assert shown.err == "benkoll: a.json: wrong\nbenkoll: row 2: wrong, too\n"


def test_a_fault_is_one_line_and_says_how_to_see_more(monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, KeyError("x\ny"))
    shown = benkoll("schema")
    assert shown.code == 4
    assert shown.err == r"benkoll: fel i programmet (KeyError: 'x\ny'); sätt BENKOLL_DEBUG=1 för att se var" + "\n"
    shown = benkoll("schema", environ={"BENKOLL_DEBUG": "1"})
    assert shown.code == 4
    assert shown.err.startswith("Traceback")


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 0)])
def test_whoever_goes_away_is_not_scolded(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(words: object, settings: object) -> int:
        raise error

    monkeypatch.setattr(door, "main", fail)
    monkeypatch.setattr(os, "dup2", lambda *descriptors: None)
    assert door.run() == code
    assert capfd.readouterr() == ("", "")


def test_a_broken_pipe_is_quiet() -> None:
    process = subprocess.Popen([*BENKOLL, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait() == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_file_is_utf_8_whatever_the_locale(encoding: str) -> None:
    environ = {**os.environ, "PYTHONIOENCODING": encoding}
    shown = subprocess.run([*BENKOLL, "--help"], capture_output=True, check=True, env=environ)
    assert "Västra Götaland" in shown.stdout.decode("utf-8")


def test_colours_only_where_they_can_be_seen(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [Line("RISK", "heading"), Line("", "title"), Line("a"), "b"]
    for colour in (False, True):
        Console("sv", sys.stdin.buffer, sys.stdout, sys.stderr, colour).show(lines)
    plain, coloured = "RISK\n\na\nb\n", "\033[1;36mRISK\033[0m\n\na\nb\n"
    assert capsys.readouterr().out == plain + coloured


@pytest.mark.parametrize(
    ("environ", "colour"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_what_the_environment_says_of_colours(environ: dict[str, str], colour: bool) -> None:
    assert read_settings(environ).colour is colour


def test_an_empty_variable_is_not_set() -> None:
    settings = read_settings({"BENKOLL_LANG": "", "BENKOLL_DEBUG": ""})
    assert (settings.lang, settings.debug) == (None, False)


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    shown = subprocess.run([*BENKOLL, "facts", "stroke"], capture_output=True, check=True, cwd=tmp_path, text=True)
    assert shown.stdout.startswith("stroke: stroke")
