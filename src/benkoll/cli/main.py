"""The program's door: reads the line and the environment, runs the command, and turns what went wrong into a code."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

from benkoll.cli.arguments import Both, LineError, find_command, find_lang, parse, wants_help
from benkoll.cli.commands import COMMANDS, EVERYWHERE
from benkoll.cli.console import Console
from benkoll.cli.help import GROUPS, help_of, help_of_group, overview
from benkoll.errors import DONE, FAULT, USAGE, BenkollError, Lang, UsageError
from benkoll.settings import Settings, read_settings

GARBAGE = 50_000  # the guideline is many small objects that all stay: to look through them for waste is waste itself
INTERRUPTED = 130  # what shells expect of a program that was stopped by ctrl-C
MORE: Both = {"sv": "mer: {} --help", "en": "more: {} --help"}
EXTRAS = {
    "population": "population",
    "letter": "letters",
    "chain": "chain",
    "audit": "chain",
    "serve": "web",
    "vfa": "imaging",
    "dxa": "chain,imaging",
    "economics": "economics",
}
"""First word of a command -> the extra that its packages come with."""

BUG: Both = {
    "sv": "fel i programmet ({}); sätt BENKOLL_DEBUG=1 för att se var",
    "en": "a fault of the program ({}); set BENKOLL_DEBUG=1 to see where",
}


def run() -> int:
    """Run the command that the program was called with; its exit code."""
    gc.set_threshold(GARBAGE)
    settings = read_settings(os.environ)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal shows what it can; a file is UTF-8 always
            stream.reconfigure(errors="replace") if stream.isatty() else stream.reconfigure(encoding="utf-8")
    try:
        code = main(sys.argv[1:], settings)
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads on: `benkoll assess FILE | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def main(words: Sequence[str], settings: Settings) -> int:
    """The exit code of the command that the words make; nothing but a broken pipe and an interruption gets past."""
    try:
        lang, rest = find_lang(words, settings.lang)
    except LineError as error:
        return _report(error, _console("en" if settings.lang == "en" else "sv", settings))
    console = _console(lang, settings)
    try:
        return _run(rest, console)
    except BenkollError as error:
        if console.debug:
            _trace(console)
        return _report(error, console)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        if console.debug:
            _trace(console)
        else:
            said = " ".join(f"{type(error).__name__}: {error}".split())
            console.warn(BUG[lang].format(said))
        return FAULT


def _trace(console: Console) -> None:
    import traceback  # only wanted here, and not at once there

    traceback.print_exc(file=console.err)


def _console(lang: Lang, settings: Settings) -> Console:
    colour = settings.colour and sys.stdout.isatty()
    return Console(lang, sys.stdin.buffer, sys.stdout, sys.stderr, colour, settings.debug, settings)


def _report(error: BenkollError, console: Console) -> int:
    console.warn(error.said(console.lang))
    if isinstance(error, LineError):
        words = error.command.words if error.command else ()
        console.warn(MORE[console.lang].format(" ".join(("benkoll", *words))))
    return error.exit_code


def _run(words: Sequence[str], console: Console) -> int:
    if "--version" in words[:1]:
        from importlib.metadata import version  # slow to load, and only wanted here

        console.show([f"benkoll {version('benkoll')}"])
        return DONE
    if wants_help(words):
        console.show(_help(words, console.lang))
        return DONE
    if not words:
        print(*overview(COMMANDS, EVERYWHERE, console.lang), sep="\n", file=console.err)
        return USAGE
    if len(words) == 1 and words[0] in GROUPS:
        print(*help_of_group(words[0], COMMANDS, console.lang), sep="\n", file=console.err)
        return USAGE
    call = parse(words, COMMANDS)
    try:
        code: int = import_module(call.command.module).run(call, console)
    except ModuleNotFoundError as error:
        raise _not_installed(error, EXTRAS.get(call.command.words[0])) from error
    return code


def _not_installed(error: ModuleNotFoundError, extra: str | None) -> Exception:
    """A package of an extra is not there; any other module that is not found is a fault."""
    if extra is None or (error.name or "").partition(".")[0] == "benkoll":
        return error
    return UsageError(
        f"{error.name} är inte installerat: pip install 'benkoll[{extra}]'",
        f"{error.name} is not installed: pip install 'benkoll[{extra}]'",
    )


def _help(words: Sequence[str], lang: Lang) -> list[str]:
    own = [word for word in words if not word.startswith("-")]
    if own[1:] == [] and own[:1] and own[0] in GROUPS:
        return help_of_group(own[0], COMMANDS, lang)
    return help_of(find_command(own, COMMANDS), EVERYWHERE, lang) if own else overview(COMMANDS, EVERYWHERE, lang)


if __name__ == "__main__":
    sys.exit(run())
