"""`benkoll chain`: what a person does in it. Each command calls one function of the room and tells what it did."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from benkoll.cli.arguments import Call, LineError
from benkoll.cli.chain_door import as_table, chain_of, day_in, show_json
from benkoll.cli.console import Console
from benkoll.cli.patients import file_error
from benkoll.cli.second import by_second_word
from benkoll.cli.variant import changes_of
from benkoll.errors import DONE, SOME_SET_ASIDE, FactsError, InputError, Lang, Problem
from benkoll.exchange.rows import placed
from benkoll.guideline.variants import DEFAULT
from benkoll.letters.phrases import said

WORDS: dict[str, dict[Lang, str]] = {
    "recorded": {"sv": "antecknat: {} ({})", "en": "recorded: {} ({})"},
    "done": {"sv": "klart", "en": "done"},
    "assessed": {
        "sv": "bedömd: läkemedel mot osteoporos {}, förstahandsval {}; hela bedömningen är sparad",
        "en": "assessed: a drug for osteoporosis {}, first choice {}; the whole assessment is kept",
    },
    "letter": {"sv": "brevet väntar: {}", "en": "the letter waits: {}"},
    "sent": {"sv": "skickade: {}", "en": "sent: {}"},
    "protected": {
        "sv": "skyddade personuppgifter, brevet väntar och skickas med sitt id: {}",
        "en": "protected identity, the letter waits and is sent by its id: {}",
    },
    "no letters": {"sv": "inga brev", "en": "no letters"},
    "merged": {
        "sv": "sammanslagna; upphävs med benkoll chain withdraw {}",
        "en": "merged; undone by benkoll chain withdraw {}",
    },
    "units": {"sv": "{} enheter inlästa", "en": "{} units read"},
}
DATA = {"true": True, "false": False, "ja": True, "nej": False, "yes": True, "no": False}
FLAGS = ("low_energy", "tumour", "femur_shaft", "vfa", "requisition", "on_drug")


def _record(call: Call, console: Console) -> int:
    from benkoll.chain.commands import record

    with chain_of(call, console) as chain:
        day = day_in(call, "--on", chain.day)
        event = record(chain, call["episode"], call["kind"], day, _data(call))
    console.show([said(WORDS, "recorded", console.lang, call["kind"], event)])
    return DONE


def _data(call: Call) -> dict[str, Any]:
    """NAME=VALUE words as an event's data."""
    found = dict[str, Any]()
    for word in call.all("data"):
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise LineError(f"{word}: skriv NAMN=VÄRDE", f"{word}: write NAME=VALUE", call.command)
        found[name] = DATA.get(value.lower(), value) if name in FLAGS else value
    return found


def _assess(call: Call, console: Console) -> int:
    from benkoll.chain.assessing import assess_episode
    from benkoll.letters.findings import first_choice, treatment

    name = call["file"]
    try:
        data = Path(name).read_bytes()
    except OSError as raised:
        raise file_error(name, raised) from None
    with chain_of(call, console) as chain:
        day = day_in(call, "--on", chain.day)
        facts = _one_patient(data, name, day)
        variant = call.get("--variant") or DEFAULT
        try:
            answer = assess_episode(chain, call["episode"], facts, variant, changes_of(call), day)
        except FactsError as error:
            raise InputError(placed(problem, name) for problem in error.problems) from None
    told = treatment(answer.findings, console.lang), first_choice(answer.findings, console.lang) or "-"
    console.show([said(WORDS, "assessed", console.lang, *told)])
    return DONE


def _one_patient(data: bytes, name: str, day: date) -> Mapping[str, Any]:
    """The facts of the file's only patient, as they stand: what the chain knows is put beside them."""
    from benkoll.exchange.read import raw_rows
    from benkoll.exchange.rows import Reject

    try:
        rows = list(raw_rows(data, name, day))
    except InputError as error:
        raise InputError(placed(problem, name) for problem in error.problems) from None
    problems = [placed(problem, name) for row in rows for problem in row.problems]
    if problems:
        raise InputError(problems)
    if len(rows) != 1 or isinstance(rows[0], Reject):
        raise InputError([Problem("filen ska innehålla en patient", "the file is to hold one patient", file=name)])
    return rows[0].facts


def _judge(call: Call, console: Console) -> int:
    from benkoll.chain.commands import judge

    with chain_of(call, console) as chain:
        confirmed = call.command.words[1] == "confirm"
        judge(chain, call["episode"], confirmed, call.get("--site") if confirmed else None, call.get("--reason"))
    return _done(console)


def _done(console: Console) -> int:
    console.show([said(WORDS, "done", console.lang)])
    return DONE


# STEPS


def _step(call: Call, console: Console) -> int:
    from benkoll.chain import commands

    with chain_of(call, console) as chain:
        episode, step = call["episode"], call["step"]
        match call.command.words[1]:
            case "claim":
                commands.claim(chain, episode, step)
            case "hand-over":
                commands.claim(chain, episode, step, call["owner"])
            case "release":
                commands.release(chain, episode, step, call.get("--reason"))
            case _:
                until = day_in(call, "until", chain.day)
                commands.snooze(chain, episode, step, until, call["--reason"])
    return _done(console)


# LETTERS


def _invite(call: Call, console: Console) -> int:
    from benkoll.chain.post import invite
    from benkoll.chain.reads import Filter

    with chain_of(call, console) as chain:
        chosen = Filter(call.get("--hospital"), call.get("--unit"))
        done = invite(chain, call.all("episode"), console.lang, Path(call["--out"]), chosen, _templates(call))
    console.show([said(WORDS, "sent", console.lang, len(done.sent)), *map(str, done.sent)])
    console.show(said(WORDS, "protected", console.lang, one) for one in done.waiting)
    console.warn(*(f"{episode}: {error.said(console.lang)}" for episode, error in done.failed))
    return SOME_SET_ASIDE if done.failed else DONE


def _templates(call: Call) -> Path | None:
    folder = call.get("--templates")
    return None if folder is None else Path(folder)


def _letter(call: Call, console: Console) -> int:
    from benkoll.chain.post import make

    with chain_of(call, console) as chain:
        letter = make(chain, call["episode"], call["kind"], console.lang, call.get("--to"), _templates(call))
    console.show([said(WORDS, "letter", console.lang, letter)])
    return DONE


def _letters(call: Call, console: Console) -> int:
    from benkoll.chain.post import post, status_words

    with chain_of(call, console) as chain:
        found = post(chain, call.get("--status"))
    if call.get("--format") == "json":
        names = ("id", "episode", "person_id", "kind", "lang", "status", "made_on", "sent_on", "protected")
        show_json([{name: getattr(one, name) for name in names} for one in found], console)
    elif not found:
        console.show([said(WORDS, "no letters", console.lang)])
    else:
        rows = [
            [one.id, one.person_id, one.kind, str(one.made_on), status_words(one.status, console.lang)] for one in found
        ]
        console.show(as_table(rows))
    return DONE


def _send(call: Call, console: Console) -> int:
    from benkoll.chain.post import send

    with chain_of(call, console) as chain:
        sent = send(chain, call.all("letter"), Path(call["--out"]))
    console.show([said(WORDS, "sent", console.lang, len(sent)), *map(str, sent)])
    return DONE


# PERSONS AND UNITS


def _merge(call: Call, console: Console) -> int:
    from benkoll.chain.commands import merge

    with chain_of(call, console) as chain:
        event = merge(chain, call["number"], call["other"])
    console.show([said(WORDS, "merged", console.lang, event)])
    return DONE


def _died(call: Call, console: Console) -> int:
    from benkoll.chain.commands import died

    with chain_of(call, console) as chain:
        died(chain, call["number"], day_in(call, "--on", chain.day))
    return _done(console)


def _withdraw(call: Call, console: Console) -> int:
    from benkoll.chain.commands import withdraw

    with chain_of(call, console) as chain:
        withdraw(chain, call["event"], call["--reason"])
    return _done(console)


def _units(call: Call, console: Console) -> int:
    from benkoll.chain.units import COLUMNS, read_units, set_units, units_of
    from benkoll.exchange.text import text_of

    name = call.get("file")
    with chain_of(call, console) as chain:
        if name is not None:
            try:
                units = read_units(text_of(Path(name).read_bytes()), name)
            except OSError as raised:
                raise file_error(name, raised) from None
            set_units(chain, units)
            console.show([said(WORDS, "units", console.lang, len(units))])
            return DONE
        there = units_of(chain)
    if call.get("--format") == "json":
        show_json(there, console)
    else:
        console.show(as_table([list(COLUMNS), *([str(one[name] or "") for name in COLUMNS] for one in there)]))
    return DONE


COMMANDS: Mapping[str, Callable[[Call, Console], int]] = {
    "record": _record,
    "assess": _assess,
    "confirm": _judge,
    "refute": _judge,
    "claim": _step,
    "hand-over": _step,
    "release": _step,
    "snooze": _step,
    "invite": _invite,
    "letter": _letter,
    "letters": _letters,
    "send": _send,
    "merge": _merge,
    "died": _died,
    "withdraw": _withdraw,
    "units": _units,
}
run = by_second_word(COMMANDS)
