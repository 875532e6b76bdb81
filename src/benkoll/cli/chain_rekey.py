"""`benkoll chain rekey`: the database under another key."""

from importlib import import_module
from pathlib import Path

from benkoll.cli.arguments import Call
from benkoll.cli.audit import anchors_in
from benkoll.cli.chain_door import chain_of, url_of
from benkoll.cli.console import Console
from benkoll.errors import DONE, Lang
from benkoll.letters.phrases import said

WORDS: dict[str, dict[Lang, str]] = {
    "made": {
        "sv": "{}: nyckeln är gjord. Kopiera den till dess säkra plats.",
        "en": "{}: the key is made. Copy it to its safe place.",
    },
    "done": {
        "sv": "{} rader är skrivna under den nya nyckeln, loggens {} länkar med dem.",
        "en": "{} rows are written under the new key, the log's {} links with them.",
    },
    "next": {
        "sv": "Sätt BENKOLL_KEY_FILE till {}, skriv ett nytt ankare (benkoll audit anchor) och ta en säkerhetskopia. "
        "Spara {} så länge det finns säkerhetskopior från före bytet: de läses med den.",
        "en": "Set BENKOLL_KEY_FILE to {}, write a new anchor (benkoll audit anchor) and take a backup. Keep {} as "
        "long as there are backups from before: they are read with it.",
    },
    "already": {
        "sv": "databasen har redan den nya nyckeln: sätt BENKOLL_KEY_FILE till {}",
        "en": "the database has the new key already: set BENKOLL_KEY_FILE to {}",
    },
}

ROOMS = ("benkoll.audit.tables", "benkoll.chain.tables", "benkoll.readings.tables", "benkoll.web.accounts")
"""Where tables stand: each room must be loaded for its tables to be known."""


def run(call: Call, console: Console) -> int:
    """Change the key; told again after it was broken off, it goes on from where it was."""
    from benkoll.chain.rekeying import rekey_chain
    from benkoll.store.database import open_database
    from benkoll.store.keys import make_keys, read_keys
    from benkoll.store.rekey import is_under

    for tables in ROOMS:
        import_module(tables)
    path = Path(call["--to"])
    there = path.exists()
    if there:
        new = read_keys(path)
        database = open_database(url_of(call, console))
        try:
            if is_under(database, new):
                console.show([said(WORDS, "already", console.lang, path)])
                return DONE
        finally:
            database.close()
    anchors = anchors_in(call.get("--anchors"))
    with chain_of(call, console) as chain:
        if not there:
            new = make_keys(path)
            console.show([said(WORDS, "made", console.lang, path)])
        found = rekey_chain(chain, new, anchors)
        old = chain.keys.path
    rows = sum(found.written.values())
    console.show(
        [said(WORDS, "done", console.lang, rows, found.last.seq), said(WORDS, "next", console.lang, path, old)]
    )
    return DONE
