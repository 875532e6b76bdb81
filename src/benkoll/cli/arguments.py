"""The command line as data: commands, what they take, and how a line of words is read against them.

Options are long, `--name value` or `--name=value`, a few have a short name, too; `--` ends them; a lone `-` is an
argument. Help and errors are said in the user's language, which is why the standard parser, whose words are English,
is not used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from benkoll.errors import Lang, UsageError

Both = Mapping[Lang, str]
"""Words in both languages."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An argument known by its place; `shown` stands for it in the help. The last may be `repeated`."""

    name: str
    shown: Both
    help: Both
    required: bool = True
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """`--name`, or `short`; without `value` (what stands for its value in the help) it is a switch."""

    name: str
    help: Both
    value: Both | None = None
    choices: tuple[str, ...] = ()
    repeated: bool = False
    required: bool = False
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """`words` call it; `module.run(call, console)` does it, and is loaded only then."""

    words: tuple[str, ...]
    help: Both
    module: str
    slots: tuple[Slot, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A command with what was given to it: the name of a slot or option -> the values, in order."""

    command: Command
    given: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value given, none if it was left out."""
        return self.given.get(name, ())

    def get(self, name: str) -> str | None:
        """The last value given, or None."""
        return self.all(name)[-1] if self.all(name) else None

    def __getitem__(self, name: str) -> str:
        """The value of what is required."""
        return self.given[name][-1]


class LineError(UsageError):
    """The line cannot be read; `command` is the one it was meant for, where that is clear."""

    def __init__(self, sv: str, en: str, command: Command | None = None) -> None:
        super().__init__(sv, en)
        self.command = command


ERRORS: dict[str, Both] = {
    "no command": {"sv": "inget kommando är angivet", "en": "no command is given"},
    "unknown command": {"sv": "okänt kommando: {}", "en": "unknown command: {}"},
    "unknown option": {"sv": "okänd flagga: {}", "en": "unknown option: {}"},
    "value": {"sv": "flaggan {} ska följas av ett värde", "en": "the option {} needs a value"},
    "no value": {"sv": "flaggan {} tar inget värde", "en": "the option {} takes no value"},
    "choice": {"sv": "{} {}: tillåtet är {}", "en": "{} {}: allowed is {}"},
    "twice": {"sv": "flaggan {} är angiven flera gånger", "en": "the option {} is given more than once"},
    "lacking": {"sv": "{} saknas", "en": "{} is missing"},
    "surplus": {"sv": "ett argument för mycket: {}", "en": "one argument too many: {}"},
}
MEANT: Both = {"sv": "{}; menade du {}?", "en": "{}; did you mean {}?"}
OR: Both = {"sv": " eller ", "en": " or "}
HELP = ("--help", "-h")


def error(kind: str, *parts: str | Both, command: Command | None = None) -> LineError:
    """The error of this kind, its parts filled in."""

    def said(lang: Lang) -> str:
        return ERRORS[kind][lang].format(*(part if isinstance(part, str) else part[lang] for part in parts))

    return LineError(said("sv"), said("en"), command)


def line_error(words: Both, call: Call, *parts: str) -> LineError:
    """An error in the call, in these words with the parts filled in."""
    return LineError(words["sv"].format(*parts), words["en"].format(*parts), call.command)


def number_in(call: Call, option: str, otherwise: str, most: int) -> int:
    """The number from 1 on that an option, or else the environment, gives."""
    given = call.get(option) or otherwise
    if not given.isascii() or not given.isdigit() or not 0 < int(given) <= most:
        sv, en = f"{option} {given}: skriv ett tal 1-{most}", f"{option} {given}: write a number 1-{most}"
        raise LineError(sv, en, call.command)
    return int(given)


def with_nearest(raised: LineError, name: str, names: Sequence[str], count: int = 1) -> LineError:
    """The same error, asking whether one of the names nearest to `name` was meant, where any is near."""
    word, names = name.lower(), list(dict.fromkeys(names))
    holding = [one for one in names if len(word) > 2 and word in one.lower()]
    near = (holding or get_close_matches(name, names))[:count]
    if not near:
        return raised
    sv, en = (MEANT[lang].format(raised.said(lang), OR[lang].join(near)) for lang in ("sv", "en"))
    return LineError(sv, en, raised.command)


def find_lang(words: Sequence[str], preset: str | None) -> tuple[Lang, list[str]]:
    """The language, and the words without it: `--lang`, wherever it stands, else the preset, else Swedish."""
    rest: list[str] = []
    given, said = preset, "BENKOLL_LANG"
    waiting = iter(words)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word == "--lang":
            given, said = next(waiting, ""), "--lang"
        elif word.startswith("--lang="):
            given, said = word.removeprefix("--lang="), "--lang"
        else:
            rest.append(word)
    if given is None or given == "sv":
        return "sv", rest
    if given == "en":
        return "en", rest
    raise error("choice", said, given or "''", "sv, en")


def find_command(words: Sequence[str], commands: Sequence[Command]) -> Command:
    """The command that the words begin with: of `guideline` and `guideline diff` the longer one that fits."""
    fitting = [command for command in commands if tuple(words[: len(command.words)]) == command.words]
    if fitting:
        return max(fitting, key=lambda command: len(command.words))
    if not words:
        raise error("no command")
    kind = "unknown option" if words[0].startswith("-") else "unknown command"
    raise with_nearest(error(kind, words[0]), words[0], [command.words[0] for command in commands])


def wants_help(words: Sequence[str]) -> bool:
    """Whether help is asked for, anywhere before a `--`."""
    return any(word in HELP for word in words[: words.index("--") if "--" in words else None])


def parse(words: Sequence[str], commands: Sequence[Command]) -> Call:
    """The call that the words make; raises LineError."""
    command = find_command(words, commands)
    reader = _Reader(command)
    reader.read(words[len(command.words) :])
    return Call(command, {name: tuple(values) for name, values in reader.given.items()})


class _Reader:
    """Reads the words after the command's own into `given`."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.options = {option.name: option for option in command.options}
        self.options |= {option.short: option for option in command.options if option.short}
        self.given: dict[str, list[str]] = {}

    def read(self, words: Sequence[str]) -> None:
        places: list[str] = []
        waiting = iter(words)
        for word in waiting:
            if word == "--":
                places += waiting
            elif word.startswith("-") and word != "-":
                self._option(word, next(waiting, None) if self._wants_next(word) else None)
            else:
                places.append(word)
        self._fill(places)

    def _wants_next(self, word: str) -> bool:
        option = self.options.get(word)
        return option is not None and option.value is not None

    def _option(self, word: str, after: str | None) -> None:
        name, joined, value = word.partition("=")
        option = self.options.get(name)
        if option is None:
            raise with_nearest(error("unknown option", name, command=self.command), name, list(self.options))
        taken = value if joined else after
        if option.value is None:
            self._demand(not joined, "no value", name)
            taken = ""
        if taken is None or (not joined and taken.startswith("--")):
            raise error("value", name, command=self.command)
        if option.choices:
            self._demand(taken in option.choices, "choice", name, taken or "''", ", ".join(option.choices))
        self._demand(option.repeated or option.name not in self.given, "twice", name)
        self.given.setdefault(option.name, []).append(taken)

    def _fill(self, places: Sequence[str]) -> None:
        slots = self.command.slots
        repeated = bool(slots) and slots[-1].repeated
        self._demand(repeated or len(places) <= len(slots), "surplus", *places[len(slots) :])
        for slot, place in zip(slots, places, strict=False):
            self.given[slot.name] = [place]
        if repeated and places[len(slots) :]:
            self.given[slots[-1].name] += places[len(slots) :]
        for slot in slots[len(places) :]:
            self._demand(not slot.required, "lacking", slot.shown)
        for option in self.command.options:
            self._demand(not option.required or option.name in self.given, "lacking", option.name)

    def _demand(self, holds: bool, kind: str, *parts: str | Both) -> None:
        if not holds:
            raise error(kind, *parts, command=self.command)
