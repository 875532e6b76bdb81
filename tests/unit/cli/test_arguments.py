"""How a line of words is read, and what is said where it cannot be."""

import pytest

from benkoll.cli.arguments import Command, LineError, Option, Slot, find_lang, parse, wants_help

BOTH = {"sv": "x", "en": "x"}
FILE = Slot("file", {"sv": "FIL", "en": "FILE"}, BOTH)
ASSESS = Command(
    ("assess",),
    BOTH,
    "nowhere",
    (FILE,),
    (
        Option("--format", BOTH, BOTH, ("text", "json")),
        Option("--set", BOTH, BOTH, repeated=True),
        Option("--date", BOTH, BOTH),
        Option("--quiet", BOTH),
    ),
)
GUIDELINE = Command(("guideline",), BOTH, "nowhere", (Slot("key", BOTH, BOTH, required=False),))
DIFF = Command(("guideline", "diff"), BOTH, "nowhere", (Slot("a", BOTH, BOTH), Slot("b", BOTH, BOTH)))
COMMANDS = (ASSESS, GUIDELINE, DIFF)


def test_options_stand_anywhere_and_in_both_forms() -> None:
    call = parse(["assess", "--format", "json", "a.csv", "--date=2026-03-02", "--quiet"], COMMANDS)
    assert call.command is ASSESS
    assert call["file"] == "a.csv"
    assert (call.get("--format"), call.get("--date"), call.get("--quiet")) == ("json", "2026-03-02", "")
    assert call.get("--set") is None


def test_a_repeated_option_keeps_every_value_and_one_that_begins_with_a_dash() -> None:
    call = parse(["assess", "-", "--set", "a=-2.5", "--set=b=1"], COMMANDS)
    assert call.all("--set") == ("a=-2.5", "b=1")
    assert call["file"] == "-"


def test_two_dashes_end_the_options() -> None:
    assert parse(["assess", "--", "--odd-name"], COMMANDS)["file"] == "--odd-name"


def test_the_longer_command_is_meant_where_it_fits() -> None:
    assert parse(["guideline", "diff", "a", "b"], COMMANDS).command is DIFF
    assert parse(["guideline", "TX-1"], COMMANDS).command is GUIDELINE
    assert parse(["guideline"], COMMANDS).get("key") is None


@pytest.mark.parametrize(
    ("words", "sv", "en"),
    [
        ("", "inget kommando är angivet", "no command is given"),
        ("asses x", "okänt kommando: asses; menade du assess?", "unknown command: asses; did you mean assess?"),
        ("zzz", "okänt kommando: zzz", "unknown command: zzz"),
        ("--foo", "okänd flagga: --foo", "unknown option: --foo"),
        (
            "assess x --formt json",
            "okänd flagga: --formt; menade du --format?",
            "unknown option: --formt; did you mean --format?",
        ),
        ("assess x --date", "flaggan --date ska följas av ett värde", "the option --date needs a value"),
        ("assess x --date --quiet", "flaggan --date ska följas av ett värde", "the option --date needs a value"),
        ("assess x --quiet=1", "flaggan --quiet tar inget värde", "the option --quiet takes no value"),
        ("assess x --format xml", "--format xml: tillåtet är text, json", "--format xml: allowed is text, json"),
        ("assess x --format=", "--format '': tillåtet är text, json", "--format '': allowed is text, json"),
        (
            "assess x --date a --date b",
            "flaggan --date är angiven flera gånger",
            "the option --date is given more than once",
        ),
        ("assess", "FIL saknas", "FILE is missing"),
        ("assess a b", "ett argument för mycket: b", "one argument too many: b"),
    ],
)
def test_what_cannot_be_read(words: str, sv: str, en: str) -> None:
    with pytest.raises(LineError) as caught:
        parse(words.split(), COMMANDS)
    assert (caught.value.sv, caught.value.en) == (sv, en)
    assert caught.value.exit_code == 2
    assert caught.value.command is (ASSESS if words.startswith("assess") else None)


@pytest.mark.parametrize(
    ("words", "preset", "lang", "rest"),
    [
        ("assess x", None, "sv", "assess x"),
        ("assess x", "en", "en", "assess x"),
        ("--lang sv assess x", "en", "sv", "assess x"),
        ("assess x --lang=en", None, "en", "assess x"),
        ("assess -- --lang en", None, "sv", "assess -- --lang en"),
    ],
)
def test_the_language(words: str, preset: str | None, lang: str, rest: str) -> None:
    assert find_lang(words.split(), preset) == (lang, rest.split())


@pytest.mark.parametrize(
    ("words", "preset", "said"),
    [
        ("--lang fr", None, "--lang fr: tillåtet är sv, en"),
        ("x --lang", "en", "--lang '': tillåtet är sv, en"),
        ("x", "de", "BENKOLL_LANG de: tillåtet är sv, en"),
    ],
)
def test_a_language_that_is_none(words: str, preset: str | None, said: str) -> None:
    with pytest.raises(LineError) as caught:
        find_lang(words.split(), preset)
    assert caught.value.sv == said


def test_help_is_asked_for_anywhere_but_after_two_dashes() -> None:
    assert wants_help(["assess", "--help"])
    assert wants_help(["-h"])
    assert not wants_help(["assess", "--", "--help"])
