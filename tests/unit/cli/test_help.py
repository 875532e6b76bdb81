"""The help tells of every command, argument and option, in both languages, within 80 columns."""

from importlib import import_module
from typing import get_args

import pytest

from benkoll.cli.arguments import Command
from benkoll.cli.commands import COMMANDS, EVERYWHERE
from benkoll.cli.help import GROUPS, help_of, help_of_group, overview
from benkoll.errors import Lang
from unit.cli.runner import benkoll

LANGS: tuple[Lang, ...] = get_args(Lang)
by_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command.words))
by_lang = pytest.mark.parametrize("lang", LANGS)


def flat(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


@by_command
@by_lang
def test_the_help_of_a_command_tells_of_all_that_it_takes(command: Command, lang: Lang) -> None:
    lines = help_of(command, EVERYWHERE, lang)
    text = flat(lines)
    assert max(map(len, lines)) <= 80
    assert command.help[lang] in text
    for slot in command.slots:
        assert f"{slot.shown[lang]} {slot.help[lang]}" in text
    for option in (*command.options, *EVERYWHERE):
        shown = f"{option.name} {option.value[lang]}" if option.value else option.name
        shown = f"{option.short}, {shown}" if option.short else shown
        assert (f" {shown} " if option.required else f"[{shown}]") in text
        assert f"{shown} {option.help[lang]}" in text
        assert not option.choices or option.value is None or option.value[lang] == "|".join(option.choices)


@by_lang
def test_the_overview_tells_of_every_command_and_exit_code(lang: Lang) -> None:
    lines = overview(COMMANDS, EVERYWHERE, lang)
    text = flat(lines)
    assert max(map(len, lines)) <= 80
    for command in COMMANDS:
        group = command.words[0]
        if group in GROUPS:
            assert f"{group} ... {GROUPS[group][lang]}" in text
            assert f"{' '.join(command.words)} {command.help[lang]}" in flat(help_of_group(group, COMMANDS, lang))
        else:
            assert f"{' '.join(command.words)} {command.help[lang]}" in text
    assert "--version" in text
    for code in "0123456":
        assert f" {code} " in text


def test_the_two_languages_differ() -> None:
    for command in COMMANDS:
        assert help_of(command, EVERYWHERE, "sv") != help_of(command, EVERYWHERE, "en")


@by_command
def test_a_command_can_be_run_and_shows_its_help(command: Command) -> None:
    assert callable(import_module(command.module).run)
    for lang in LANGS:
        shown = benkoll(*command.words, "--help", "--lang", lang)
        assert (shown.code, shown.err) == (0, "")
        assert shown.out.splitlines() == help_of(command, EVERYWHERE, lang)


@pytest.mark.parametrize("group", GROUPS)
def test_a_first_word_alone_tells_the_second_ones(group: str) -> None:
    shown, asked = benkoll(group), benkoll(group, "--help")
    assert (shown.code, shown.out, asked.code, asked.err) == (2, "", 0, "")
    assert shown.err == asked.out == "\n".join(help_of_group(group, COMMANDS, "sv")) + "\n"


def test_without_a_command_the_overview_is_an_error() -> None:
    shown = benkoll()
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.splitlines() == overview(COMMANDS, EVERYWHERE, "sv")
    assert benkoll("--help").out == shown.err
    assert benkoll("-h", environ={"BENKOLL_LANG": "en"}).out.splitlines() == overview(COMMANDS, EVERYWHERE, "en")
