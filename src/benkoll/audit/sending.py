"""The log as lines for another system: each entry once, in its order, with the hash by which it is chained."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from benkoll.audit.log import Act, Actor, Entry, append
from benkoll.audit.tables import entry
from benkoll.errors import InputError, Problem
from benkoll.store.database import Database
from benkoll.store.keys import Keys

SENT = "log sent"
_START = b'{"seq": '
_LAST = 65_536
"""Bytes at a file's end in which its last line stands; none is longer."""


def send(database: Database, keys: Keys, actor: Actor, path: Path) -> int:
    """Write what the file does not hold yet at its end; how many entries. A line that was broken off is written anew.

    That it was sent is logged, where anything else was. Raises OSError where the file cannot be written, InputError
    where it is none of ours.
    """
    with path.open("a+b") as file:
        after = _last(file, path)
        with database.reading() as connection:
            count = others = 0
            for one in _entries(connection, after):
                file.write(json.dumps(asdict(one), ensure_ascii=False).encode() + b"\n")
                count, others, after = count + 1, others + (one.action != SENT), one.seq
        file.flush()
        os.fsync(file.fileno())
    if others:
        with database.writing() as connection:
            append(connection, actor, keys, [Act(SENT, object=str(after))])
    return count


def _entries(connection: sa.Connection, after: int) -> Iterator[Entry]:
    asked = sa.select(*(entry.c[name] for name in Entry.__slots__)).where(entry.c.seq > after).order_by(entry.c.seq)
    with connection.execute(asked, execution_options={"yield_per": 1000}) as rows:
        for row in rows:
            yield Entry(*row)


def _last(file: IO[bytes], path: Path) -> int:
    """The number of the last whole line, after which the file ends from now on; 0 for an empty one."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - _LAST)
    file.seek(start)
    end = file.read()
    whole = end[: end.rfind(b"\n") + 1]
    broken_off = end[len(whole) :]
    try:
        last = int(json.loads(whole.splitlines()[-1])["seq"]) if whole else 0
        if not (broken_off.startswith(_START) or _START.startswith(broken_off)):
            raise ValueError(path)
    except (ValueError, KeyError, TypeError):
        raise InputError(
            [
                Problem(
                    "filen har annat än loggens rader: ange en egen fil",
                    "the file holds something else than the log's lines: name one of its own",
                    file=str(path),
                )
            ]
        ) from None
    file.truncate(start + len(whole))
    return last
