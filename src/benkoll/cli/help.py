"""The help, said in the user's language from the commands themselves."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from benkoll.cli.arguments import Both, Command, Option
from benkoll.errors import Lang
from benkoll.letters.lines import WIDTH, hang

INDENT = 26
WORDS: dict[str, Both] = {
    "what": {
        "sv": "Benkoll kör Västra Götalands riktlinje för osteoporos för en patient eller för många, och säger varför. "
        "Det är ett beslutsstöd, inte CE-märkt, och ersätter inte klinisk bedömning.",
        "en": "Benkoll runs the osteoporosis guideline of Västra Götaland for a patient or a population, and says why. "
        "It supports a decision, is not CE-marked, and does not replace clinical judgement.",
    },
    "usage": {"sv": "Så här:", "en": "Usage:"},
    "commands": {"sv": "Kommandon:", "en": "Commands:"},
    "arguments": {"sv": "Argument:", "en": "Arguments:"},
    "options": {"sv": "Flaggor:", "en": "Options:"},
    "command": {"sv": "KOMMANDO", "en": "COMMAND"},
    "version": {"sv": "visa versionen", "en": "show the version"},
    "codes": {
        "sv": "Slutkod: 0 klart, 1 några rader avvisade, 2 fel i kommandot, 3 inget användbart, 4 fel i programmet, "
        "5 databasen svarar inte, 6 någon annan var först.",
        "en": "Exit code: 0 done, 1 some rows set aside, 2 usage, 3 nothing usable, 4 fault, 5 the database does not "
        "answer, 6 somebody was first.",
    },
    "more": {"sv": "Mer om ett kommando: benkoll {} --help", "en": "More on a command: benkoll {} --help"},
}


GROUPS: dict[str, Both] = {
    "population": {
        "sv": "många patienter: bedömning, arbetslistor, jämförelser",
        "en": "many patients: assessment, worklists, comparisons",
    },
    "chain": {
        "sv": "frakturkedjan: ingen tappas bort efter en fraktur",
        "en": "the fracture chain: nobody is lost after a fracture",
    },
    "dxa": {
        "sv": "bentäthet: mätutlåtanden, precision, ändring över tid",
        "en": "bone density: reports, precision, change over time",
    },
    "vfa": {
        "sv": "kotfrakturer på sidobild: mått, grad, referens, samstämmighet",
        "en": "vertebral fractures on a lateral image: measures, grade, reference, agreement",
    },
    "economics": {
        "sv": "vad riktlinjen skulle ändra: simulerade frakturer, QALY och kostnader",
        "en": "what the guideline would change: fractures, QALYs and costs, simulated",
    },
    "serve-token": {
        "sv": "nycklar för system som anropar webbtjänsten",
        "en": "tokens of systems that call the service",
    },
    "audit": {"sv": "loggen över vem som sett eller ändrat vad", "en": "the log of who saw or changed what"},
}
"""First words of many commands: in the overview they stand on one line."""


def overview(commands: Sequence[Command], everywhere: Sequence[Option], lang: Lang) -> list[str]:
    """The help of the whole: what it is, and every command on a line or two."""
    command = WORDS["command"][lang]
    version = Option("--version", WORDS["version"])
    return [
        *wrap(WORDS["what"][lang], WIDTH),
        "",
        f"{WORDS['usage'][lang]} benkoll {command} ...",
        "",
        WORDS["commands"][lang],
        *_rows(dict.fromkeys(_in_overview(one, lang) for one in commands)),
        "",
        WORDS["options"][lang],
        *_options((*everywhere, version), lang),
        "",
        WORDS["more"][lang].format(command),
        *wrap(WORDS["codes"][lang], WIDTH),
    ]


def _in_overview(command: Command, lang: Lang) -> tuple[str, str]:
    group = command.words[0]
    if group in GROUPS:
        return f"{group} ...", GROUPS[group][lang]
    return " ".join(command.words), command.help[lang]


def help_of_group(group: str, commands: Sequence[Command], lang: Lang) -> list[str]:
    """The commands that begin with one of GROUPS."""
    mine = [one for one in commands if one.words[0] == group]
    return [
        *wrap(f"benkoll {group}: {GROUPS[group][lang]}", WIDTH),
        "",
        WORDS["commands"][lang],
        *_rows((" ".join(one.words), one.help[lang]) for one in mine),
        "",
        WORDS["more"][lang].format(f"{group} {WORDS['command'][lang]}"),
    ]


def help_of(command: Command, everywhere: Sequence[Option], lang: Lang) -> list[str]:
    """The help of one command."""
    options = (*command.options, *everywhere)
    arguments = [(slot.shown[lang], slot.help[lang]) for slot in command.slots]
    return [
        *wrap(f"benkoll {' '.join(command.words)}: {command.help[lang]}", WIDTH),
        "",
        *usage(command, everywhere, lang),
        *(["", WORDS["arguments"][lang], *_rows(arguments)] if arguments else []),
        "",
        WORDS["options"][lang],
        *_options(options, lang),
    ]


def usage(command: Command, everywhere: Sequence[Option], lang: Lang) -> list[str]:
    """How the command is written, in a line or more."""
    slots = [slot.shown[lang] if slot.required else f"[{slot.shown[lang]}]" for slot in command.slots]
    options = [_in_usage(option, lang) for option in command.options]
    head = f"{WORDS['usage'][lang]} benkoll"
    parts = [*command.words, *slots, *options, *(f"[{_shown(option, lang)}]" for option in everywhere)]
    unbroken = " ".join(part.replace(" ", "\0") for part in parts)
    lines = wrap(unbroken, WIDTH - len(head) - 1, break_on_hyphens=False, break_long_words=False)
    lead = [head, *[" " * len(head)] * len(lines)]
    return [f"{start} {line}".replace("\0", " ") for start, line in zip(lead, lines, strict=False)]


def _in_usage(option: Option, lang: Lang) -> str:
    shown = _shown(option, lang)
    return shown if option.required else f"[{shown}]{'...' if option.repeated else ''}"


def _shown(option: Option, lang: Lang) -> str:
    name = f"{option.short}, {option.name}" if option.short else option.name
    return f"{name} {option.value[lang]}" if option.value else name


def _options(options: Iterable[Option], lang: Lang) -> list[str]:
    return _rows((_shown(option, lang), option.help[lang]) for option in options)


def _rows(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [line for term, words in rows for line in _row(term, words)]


def _row(term: str, words: str) -> Iterator[str]:
    if len(term) + 4 > INDENT:
        yield f"  {term}"
        term = ""
    yield from hang(f"  {term}".ljust(INDENT), words)
