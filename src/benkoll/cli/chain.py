"""`benkoll chain`: the database made, messages taken in, and what the chain shows."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benkoll.cli.arguments import Both, Call, LineError
from benkoll.cli.console import Console
from benkoll.cli.patients import file_error
from benkoll.cli.second import by_second_word
from benkoll.errors import DONE, SOME_SET_ASIDE, Lang
from benkoll.letters.lines import Line
from benkoll.letters.phrases import said

if TYPE_CHECKING:
    from benkoll.chain.commands import Chain
    from benkoll.chain.intake import Taken
    from benkoll.chain.reads import Due, Filter

WORDS: dict[str, dict[Lang, str]] = {
    "made": {"sv": "databasen är gjord: {}", "en": "the database is made: {}"},
    "migrated": {"sv": "databasen är förd till dagens form: {}", "en": "the database has today's form: {}"},
    "there": {"sv": "databasen finns redan i dagens form: {}", "en": "the database is there, in today's form: {}"},
    "key": {
        "sv": "en ny nyckel är gjord: {}. Bara ägaren kan läsa den. Förvara en kopia på ett annat ställe än "
        "databasen: utan den går ingen identitet att läsa.",
        "en": "a new key is made: {}. Only its owner can read it. Keep a copy elsewhere than the database: without it "
        "no identity can be read.",
    },
    "journal": {
        "sv": "SQLite {}: säker journal ({}) används, för WAL kan skada databasen före 3.51.3",
        "en": "SQLite {}: a safe journal ({}) is used, for WAL may harm the database before 3.51.3",
    },
    "taken": {
        "sv": "{}: {} nya meddelanden, varav {} för frakturkedjan; {} hade redan kommit; {} lagda åt sidan",
        "en": "{}: {} new messages, {} of them for the chain; {} had come already; {} set aside",
    },
    "ignored": {"sv": "{}: kolumner som inte läses: {}", "en": "{}: columns that are not read: {}"},
    "rebuilt": {"sv": "härlett på nytt för {} identiteter", "en": "derived anew for {} identities"},
    "nothing": {"sv": "inget väntar", "en": "nothing waits"},
    "none aside": {"sv": "inga meddelanden är lagda åt sidan", "en": "no message is set aside"},
    "today": {"sv": "Frakturkedjan {}", "en": "The fracture chain, {}"},
    "count": {"sv": "{} att göra, varav {} sena", "en": "{} to do, {} of them late"},
    "written": {"sv": "{} skrivna till {}", "en": "{} written to {}"},
    "more": {"sv": "... och {} till: benkoll chain worklist", "en": "... and {} more: benkoll chain worklist"},
}
HEADS: dict[str, Both] = {
    "denosumab": {"sv": "Denosumab: i dag, sen eller utsatt", "en": "Denosumab: today, late or stopped"},
    "ward": {"sv": "På avdelning, före utskrivning", "en": "On a ward, before discharge"},
    "late": {"sv": "Sena steg", "en": "Late steps"},
    "soon": {"sv": "I dag och snart", "en": "Today and soon"},
}
SHOWN_TODAY = 12
"""Of each part of the morning's list."""


def _init(call: Call, console: Console) -> int:
    import sqlite3

    from benkoll.cli.chain_door import key_path, keys_of, url_of
    from benkoll.store.database import journal
    from benkoll.store.keys import make_keys
    from benkoll.store.migrate import migrate

    path, url = key_path(call, console), url_of(call, console)
    elsewhere = console.settings.key_file or console.settings.key_command
    new = not path.exists() and elsewhere is None
    keys = make_keys(path) if new else keys_of(call, console)
    try:
        database, done = migrate(url, "demo" if call.get("--kind") == "demo" else "real", keys)
    except BaseException:
        if new:
            path.unlink()
        raise
    database.close()
    if new:
        console.show([said(WORDS, "key", console.lang, path)])
    console.show([said(WORDS, done, console.lang, database.engine.url.render_as_string())])
    if not database.is_postgresql and journal() != "WAL":
        console.show([said(WORDS, "journal", console.lang, sqlite3.sqlite_version, journal())])
    return DONE


# MESSAGES


def _intake(call: Call, console: Console) -> int:
    from benkoll.cli.chain_door import chain_of, show_json

    with chain_of(call, console) as chain:
        taken = [(name, _take(chain, call, name, _read(name), console)) for name in call.all("file")]
    if call.get("--format") == "json":
        show_json([_counts(name, one) for name, one in taken], console)
    else:
        console.show(_told(name, one, console.lang) for name, one in taken)
    return SOME_SET_ASIDE if any(one.refused for _, one in taken) else DONE


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as raised:
        raise file_error(name, raised) from None


def _take(chain: "Chain", call: Call, name: str, data: bytes, console: Console) -> "Taken":
    """Take a file in; what was set aside is told at once, for a long file."""
    from benkoll.chain.intake import Taken, take_in
    from benkoll.exchange.visits.read import from_sender, ignored_columns, read_messages

    ignored = ignored_columns(data, name)
    if ignored:
        console.warn(said(WORDS, "ignored", console.lang, name, ", ".join(ignored)))
    whole = Taken()
    messages = from_sender(read_messages(data, name), call.get("--source"))
    for one in take_in(chain.database, chain.keys, chain.actor, messages, name):
        console.warn(*(problem.said(console.lang) for problem in one.problems))
        whole += one
    return whole


def _counts(name: str, one: "Taken") -> dict[str, Any]:
    return {"file": name, "new": one.new, "for_the_chain": one.concern, "again": one.again, "set_aside": one.refused}


def _told(name: str, one: "Taken", lang: Lang) -> str:
    return said(WORDS, "taken", lang, name, one.new, one.concern, one.again, one.refused)


def _refused(call: Call, console: Console) -> int:
    from benkoll.chain.aside import refused
    from benkoll.cli.chain_door import chain_of, show_json
    from benkoll.exchange.rejects import write_whole

    with chain_of(call, console) as chain:
        found = refused(chain)
    out = call.get("--out")
    if out is not None:
        Path(out).mkdir(parents=True, exist_ok=True)
        for one in found:
            write_whole(Path(out) / f"{one.id}{one.ending}", one.raw)
        console.show([said(WORDS, "written", console.lang, len(found), out)])
    elif call.get("--format") == "json":
        rows = [
            {"id": one.id, "file": one.file, "at": one.at, "reasons": [p.said(console.lang) for p in one.problems]}
            for one in found
        ]
        show_json(rows, console)
    elif not found:
        console.show([said(WORDS, "none aside", console.lang)])
    else:
        for one in found:
            console.show([f"{one.id}  {one.at[:16]}", *(f"  {problem.said(console.lang)}" for problem in one.problems)])
    return DONE


def _replay(call: Call, console: Console) -> int:
    from benkoll.chain.aside import mended
    from benkoll.cli.chain_door import chain_of, show_json

    with chain_of(call, console) as chain:
        taken = list[tuple[str, Taken]]()
        for name in call.all("file"):
            one = _take(chain, call, name, _read(name), console)
            taken.append((name, one))
            if not one.refused:
                mended(chain, Path(name).stem)
    if call.get("--format") == "json":
        show_json([_counts(name, one) for name, one in taken], console)
    else:
        console.show(_told(name, one, console.lang) for name, one in taken)
    return SOME_SET_ASIDE if any(one.refused for _, one in taken) else DONE


def _watch(call: Call, console: Console) -> int:
    from benkoll.cli.chain_door import chain_of
    from benkoll.cli.watch import watch

    every = call.get("--every") or "10"
    if not every.isdigit() or not int(every):
        sv, en = f"--every {every}: skriv ett heltal från 1", f"--every {every}: write a whole number from 1"
        raise LineError(sv, en, call.command)
    with chain_of(call, console) as chain:
        return watch(
            Path(call["folder"]),
            int(every),
            call.get("--once") is not None,
            lambda path: _take(chain, call, str(path), path.read_bytes(), console),
            lambda path, one: console.show([_told(str(path), one, console.lang)]),
            console,
        )


# WHAT IS TO BE DONE


def _worklist(call: Call, console: Console) -> int:
    from benkoll.chain.reads import worklist
    from benkoll.chain.shown import due_values
    from benkoll.cli.chain_door import as_table, chain_of, show_json

    with chain_of(call, console) as chain:
        found = worklist(chain, _filter(call), _limit(call))
        day = chain.day
    if call.get("--format") == "json":
        show_json([due_values(one, day, console.lang) for one in found], console)
    elif not found:
        console.show([said(WORDS, "nothing", console.lang)])
    else:
        console.show(as_table([_cells(one, day, console.lang) for one in found]))
    return DONE


def _today(call: Call, console: Console) -> int:
    from benkoll.chain.reads import worklist
    from benkoll.cli.chain_door import as_table, chain_of

    if call.get("--format") == "json":
        return _worklist(call, console)
    with chain_of(call, console) as chain:
        found = worklist(chain, _filter(call), _limit(call))
        day = chain.day
    late = sum(one.late for one in found)
    lines: list[Line | str] = [
        Line(said(WORDS, "today", console.lang, day), "title"),
        said(WORDS, "count", console.lang, len(found), late),
    ]
    for part, head in HEADS.items():
        mine = [one for one in found if one.part(day) == part]
        if mine:
            lines.append("")
            lines.append(Line(f"{head[console.lang]} ({len(mine)})", "alert" if part == "denosumab" else "heading"))
            lines.extend(as_table([_cells(one, day, console.lang) for one in mine[:SHOWN_TODAY]]))
            if len(mine) > SHOWN_TODAY:
                lines.append(Line(said(WORDS, "more", console.lang, len(mine) - SHOWN_TODAY), "quiet"))
    console.show(lines)
    return DONE


def _filter(call: Call) -> "Filter":
    from benkoll.chain.reads import Filter

    return Filter(
        call.get("--hospital"), call.get("--unit"), call.get("--owner"), call.get("--step"), call.get("--role")
    )


def _limit(call: Call) -> int | None:
    limit = call.get("--limit")
    if limit is None:
        return None
    if not limit.isdigit() or not int(limit):
        sv, en = f"--limit {limit}: skriv ett heltal från 1", f"--limit {limit}: write a whole number from 1"
        raise LineError(sv, en, call.command)
    return int(limit)


def _cells(one: "Due", day: date, lang: Lang) -> list[str]:
    from benkoll.chain.words import ROLES, STEPS, reason, site_name

    name = str(one.known.get("name") or "")
    owner = one.owner or f"({ROLES[one.role][lang]})"
    fracture = f"{site_name(one.site, lang)} {one.fracture_date}"
    return [
        one.episode[:8],
        one.person_id,
        name,
        fracture,
        STEPS[one.step][lang],
        str(one.due),
        owner,
        reason(one.step, one.why, one.due, day, lang),
    ]


# EPISODES


def _episodes(call: Call, console: Console) -> int:
    from benkoll.chain.reads import episodes
    from benkoll.chain.shown import episode_values
    from benkoll.chain.words import STATES, site_name
    from benkoll.cli.chain_door import as_table, chain_of, show_json

    with chain_of(call, console) as chain:
        found = episodes(chain, call.get("--state"), call.get("--person"))
    if call.get("--format") == "json":
        show_json([episode_values(one) for one in found], console)
    elif not found:
        console.show([said(WORDS, "nothing", console.lang)])
    else:
        rows = [
            [
                one.row["id"][:8],
                one.person_id,
                str(one.known.get("name") or ""),
                site_name(one.row["site"], console.lang),
                str(one.row["fracture_date"]),
                STATES[one.row["state"]][console.lang],
                one.row["unit"] or "",
            ]
            for one in found
        ]
        console.show(as_table(rows))
    return DONE


def _episode(call: Call, console: Console) -> int:
    from benkoll.chain.reads import episode
    from benkoll.chain.shown import whole_values
    from benkoll.cli.chain_door import chain_of, show_json
    from benkoll.cli.chain_episode import lines

    with chain_of(call, console) as chain:
        found = episode(chain, call["episode"])
        day = chain.day
    if call.get("--format") == "json":
        show_json(whole_values(found), console)
    else:
        console.show(lines(found, day, console.lang))
    return DONE


def _rebuild(call: Call, console: Console) -> int:
    from benkoll.chain.book import rebuild
    from benkoll.cli.chain_door import chain_of

    with chain_of(call, console) as chain, chain.book() as book:
        count = rebuild(book.connection, book.keys)
        book.tell("rebuild", None)
    console.show([said(WORDS, "rebuilt", console.lang, count)])
    return DONE


COMMANDS: dict[str, Callable[[Call, Console], int]] = {
    "init": _init,
    "intake": _intake,
    "refused": _refused,
    "replay": _replay,
    "watch": _watch,
    "today": _today,
    "worklist": _worklist,
    "episodes": _episodes,
    "episode": _episode,
    "rebuild": _rebuild,
}
run = by_second_word(COMMANDS)
