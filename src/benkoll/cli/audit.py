"""`benkoll audit`: the log of access verified, anchored, shown and cut where the law lets it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from benkoll.cli.arguments import Call, LineError
from benkoll.cli.chain_door import as_table, chain_of, day_in, show_json
from benkoll.cli.console import Console
from benkoll.cli.patients import file_error
from benkoll.cli.second import by_second_word
from benkoll.errors import DONE, NOTHING_USABLE, InputError, Lang, Problem
from benkoll.letters.phrases import said

if TYPE_CHECKING:
    from benkoll.audit.log import Anchor

WORDS: dict[str, dict[Lang, str]] = {
    "whole": {"sv": "loggen är hel: {} länkar, den sista {} {}", "en": "the log is whole: {} links, the last {} {}"},
    "broken": {"sv": "loggen är BRUTEN vid länk {}: {}", "en": "the log is BROKEN at link {}: {}"},
    "changed": {"sv": "innehållet är ändrat", "en": "its content was changed"},
    "missing": {"sv": "den saknas", "en": "it is missing"},
    "cut off": {"sv": "slutet är avhugget", "en": "the end was cut off"},
    "sent": {"sv": "{}: {} nya rader", "en": "{}: {} new lines"},
    "anchored": {"sv": "länk {} är skriven till {}", "en": "link {} is written to {}"},
    "pruned": {"sv": "{} rader borttagna", "en": "{} entries deleted"},
    "empty": {"sv": "loggen har inget om detta", "en": "the log holds nothing of this"},
}
LAST = 50


def _verify(call: Call, console: Console) -> int:
    from benkoll.audit.log import verify

    anchors = anchors_in(call.get("--anchors"))
    with chain_of(call, console) as chain, chain.database.reading() as connection:
        found = verify(connection, chain.keys, anchors)
    broken = found.broken
    if call.get("--format") == "json":
        show_json(asdict(found), console)
    elif broken is None:
        console.show([said(WORDS, "whole", console.lang, found.count, found.head.seq, found.head.hash)])
    else:
        console.show([said(WORDS, "broken", console.lang, broken.seq, WORDS[broken.why][console.lang])])
    return DONE if broken is None else NOTHING_USABLE


def anchors_in(path: str | None) -> list["Anchor"]:
    """The anchors of a file: on each line the day, the link's number and its hash, or a line of `send`. None without.

    InputError, with the line, where it is neither.
    """
    from benkoll.audit.log import Anchor

    found = list[Anchor]()
    if path is None:
        return found
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as raised:
        if isinstance(raised, OSError):
            raise file_error(path, raised) from None
        lines = [""]
    for number, line in enumerate(lines, 1):
        match _sent(line) or line.split():
            case [_, seq, link] if seq.isdigit() and len(link) == 64:
                found.append(Anchor(int(seq), link))
            case _:
                sv, en = (
                    "raden ska vara: tid, länkens nummer, dess hash",
                    "the line is: time, the link's number, its hash",
                )
                raise InputError([Problem(sv, en, row=number, value=line[:80], file=path)])
    return found


def _sent(line: str) -> list[str]:
    """A line of `send` as an anchor's words; none where it is no such line."""
    if not line.startswith("{"):
        return []
    try:
        said = json.loads(line)
        return [str(said["at"]).replace(" ", ""), str(said["seq"]), str(said["hash"])]
    except (ValueError, KeyError, TypeError):
        return []


def _send(call: Call, console: Console) -> int:
    from benkoll.audit.sending import send

    path = Path(call["--out"])
    with chain_of(call, console) as chain:
        try:
            count = send(chain.database, chain.keys, chain.actor, path)
        except OSError as raised:
            raise file_error(str(path), raised) from None
    console.show([said(WORDS, "sent", console.lang, path, count)])
    return DONE


def _anchor(call: Call, console: Console) -> int:
    from benkoll.audit.log import verify

    with chain_of(call, console) as chain:
        with chain.database.reading() as connection:
            head = verify(connection, chain.keys).head
        line = f"{chain.actor.now()} {head.seq} {head.hash}\n"
    try:
        with Path(call["--out"]).open("a", encoding="utf-8") as file:
            file.write(line)
    except OSError as raised:
        raise file_error(call["--out"], raised) from None
    console.show([said(WORDS, "anchored", console.lang, head.seq, call["--out"])])
    return DONE


def _log(call: Call, console: Console) -> int:
    from benkoll.audit.log import Act, append, entries
    from benkoll.chain.log_review import extract

    number, limit = call.get("--person"), call.get("--limit") or str(LAST)
    if not limit.isdigit() or not int(limit):
        sv, en = f"--limit {limit}: skriv ett heltal från 1", f"--limit {limit}: write a whole number from 1"
        raise LineError(sv, en, call.command)
    with chain_of(call, console) as chain:
        if number is not None:
            found = extract(chain, number)
        else:
            with chain.database.writing() as connection:
                found = list(entries(connection, limit=int(limit)))
                append(connection, chain.actor, chain.keys, [Act("log")])
    if call.get("--format") == "json":
        show_json([asdict(one) for one in found], console)
    elif not found:
        console.show([said(WORDS, "empty", console.lang)])
    else:
        rows = [
            [
                str(one.seq),
                one.at[:19],
                one.actor,
                one.unit,
                one.commission,
                one.action,
                one.object or "",
                one.reason or "",
            ]
            for one in found
        ]
        console.show(as_table(rows))
    return DONE


def _prune(call: Call, console: Console) -> int:
    from benkoll.audit.log import prune

    with chain_of(call, console) as chain, chain.database.writing() as connection:
        before = datetime.combine(day_in(call, "--before", chain.day), time(), UTC)
        gone = prune(connection, chain.actor, chain.keys, before)
    console.show([said(WORDS, "pruned", console.lang, gone)])
    return DONE


COMMANDS: Mapping[str, Callable[[Call, Console], int]] = {
    "verify": _verify,
    "anchor": _anchor,
    "log": _log,
    "send": _send,
    "prune": _prune,
}
run = by_second_word(COMMANDS)
