"""`benkoll chain backup`, `restore` and `demo`: the database kept, brought back, and filled with invented patients."""

from pathlib import Path

from benkoll.cli.arguments import Call, LineError
from benkoll.cli.chain_door import chain_of
from benkoll.cli.console import Console
from benkoll.cli.patients import file_error
from benkoll.cli.second import by_second_word
from benkoll.errors import DONE, Lang
from benkoll.letters.phrases import said

WORDS: dict[str, dict[Lang, str]] = {
    "kept": {
        "sv": "{}: {} rader, läst tillbaka och hel. Nyckeln {} är inte med: förvara den för sig, den behövs till "
        "återläsningen.",
        "en": "{}: {} rows, read back and whole. The key {} is not in it: keep it by itself, a restore needs it.",
    },
    "restored": {"sv": "{}: {} rader inlästa, loggen är hel", "en": "{}: {} rows restored, the log is whole"},
    "demo": {
        "sv": "ett påhittat sjukhus: {} patienter, {} frakturer i kedjan, {} steg som väntar",
        "en": "an invented hospital: {} patients, {} fractures in the chain, {} steps that wait",
    },
}


def _backup(call: Call, console: Console) -> int:
    from benkoll.store.backup import backup

    path = Path(call["--out"])
    with chain_of(call, console) as chain:
        with chain.book() as book:  # before all of it leaves, the log says so
            book.tell("backup", None, path.name[-200:])
        try:
            held = backup(chain.database, chain.keys, path)
        except OSError as raised:
            raise file_error(str(path), raised) from None
        console.show([said(WORDS, "kept", console.lang, path, held.rows, chain.keys.path)])
    return DONE


def _restore(call: Call, console: Console) -> int:
    from benkoll.chain.restoring import restore_chain

    path = Path(call["file"])
    with chain_of(call, console) as chain:
        try:
            held = restore_chain(chain, path)
        except OSError as raised:
            raise file_error(str(path), raised) from None
    console.show([said(WORDS, "restored", console.lang, path, held.rows)])
    return DONE


def _demo(call: Call, console: Console) -> int:
    from benkoll.chain.demo import make_demo

    patients, seed = (_number(call, option, otherwise) for option, otherwise in (("--patients", 400), ("--seed", 1)))
    with chain_of(call, console) as chain:
        made = make_demo(chain.database, chain.keys, chain.day, seed=seed, patients=patients)
    console.show([said(WORDS, "demo", console.lang, made.patients, made.episodes, made.items)])
    return DONE


def _number(call: Call, option: str, otherwise: int) -> int:
    text = call.get(option)
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdigit():
        raise LineError(f"{option} {text}: skriv ett heltal", f"{option} {text}: write a whole number", call.command)
    return int(text)


COMMANDS = {"backup": _backup, "restore": _restore, "demo": _demo}
run = by_second_word(COMMANDS)
