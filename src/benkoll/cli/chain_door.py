"""The care chain as the command line finds it: which database, under which key, who works, and what day it is."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benkoll.audit.log import Actor
from benkoll.chain.commands import Chain
from benkoll.cli.arguments import Both, Call, LineError
from benkoll.cli.console import Console
from benkoll.cli.patients import day_of
from benkoll.store.database import DEFAULT, engine_of, open_database
from benkoll.store.keys import Keys, keys_said_by, open_to_others, read_keys
from benkoll.store.migrate import check_key

KEY_ENDING = ".key"
NOBODY = "-"
WORDS: dict[str, Both] = {
    "open": {
        "sv": "varning: nyckelfilen {} får läsas av andra: chmod 600",
        "en": "warning: others may read the key file {}: chmod 600",
    },
    "day": {"sv": "{} {}: skriv dagen som 2026-03-02", "en": "{} {}: write the day as 2026-03-02"},
}


def url_of(call: Call, console: Console) -> str:
    """The database's URL: `--database`, else BENKOLL_DATABASE, else a SQLite file in the folder."""
    return call.get("--database") or console.settings.database or DEFAULT


def key_path(call: Call, console: Console) -> Path:
    """The key file: BENKOLL_KEY_FILE, else one beside the SQLite file (or, with PostgreSQL, in the folder)."""
    if console.settings.key_file:
        return Path(console.settings.key_file)
    url = engine_of(url_of(call, console)).url
    sqlite = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(f"{url.database}{KEY_ENDING}" if sqlite else f"benkoll{KEY_ENDING}")


def actor_of(call: Call, console: Console) -> Actor:
    """Who works: BENKOLL_USER or the user of the machine, `--user` above both."""
    settings = console.settings
    user = call.get("--user") or settings.user or f"uid {os.getuid()}"
    return Actor(user, settings.unit or NOBODY, settings.commission or NOBODY, lambda: datetime.now(UTC))


@contextmanager
def chain_of(call: Call, console: Console) -> Iterator[Chain]:
    """The chain of the call's database; UsageError where it is not made, or where the key is not its own."""
    database = open_database(url_of(call, console))
    try:
        with database.reading() as connection:
            keys = check_key(connection, keys_of(call, console))
        yield Chain(database, keys, actor_of(call, console), day_of(call))
    finally:
        database.close()


def keys_of(call: Call, console: Console) -> Keys:
    """The keys that BENKOLL_KEY_COMMAND says, else those of the key file; a warning where others may read it."""
    if console.settings.key_command:
        return keys_said_by(console.settings.key_command)
    path = key_path(call, console)
    keys = read_keys(path)
    if open_to_others(path):
        console.warn(WORDS["open"][console.lang].format(path))
    return keys


def day_in(call: Call, option: str, otherwise: date) -> date:
    """The day that an option names."""
    said = call.get(option)
    if said is None:
        return otherwise
    try:
        return date.fromisoformat(said)
    except ValueError:
        words = WORDS["day"]
        raise LineError(words["sv"].format(option, said), words["en"].format(option, said), call.command) from None


def show_json(value: Any, console: Console) -> None:
    """The value as JSON, dates as ISO texts."""
    json.dump(value, console.out, ensure_ascii=False, indent=1, default=str)
    console.out.write("\n")


def as_table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else []
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
