"""Whoever works is killed at any moment: what was acknowledged is there, nothing is half done, and others go on."""

import os
import random
import sqlite3
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import pytest
import sqlalchemy as sa

from benkoll.audit.log import verify
from benkoll.chain import tables
from benkoll.chain.book import rebuild
from benkoll.store.database import Database, open_database
from database import workers
from database.crew import go, started
from database.hospital import KEYS, derived, taken

KILLS = int(os.environ.get("BENKOLL_KILLS", "200"))
LONGEST = 0.12
"""Seconds after which a worker is killed, at the latest; all of the work takes several times as long."""


def test_killed_at_any_moment(make: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benkoll.chain.intake.BATCH", workers.KILLED_BATCH)
    draw, kills, whole, seen = random.Random(1), 0, list[Any](), list[int]()
    while kills < KILLS:
        database = open_database(make("real"))
        url = database.engine.url.render_as_string(hide_password=False)
        there, done = 0, False
        while not done and kills < KILLS:
            process, pipe = started(workers.until_killed, url)
            go(pipe)
            time.sleep(draw.uniform(0, LONGEST))
            process.kill()
            process.join()
            kept, claimed, done = _acknowledged(pipe)
            kills += not done
            seen.append(kept)
            _alone(database)
            there = _nothing_is_half_done(database, there, kept, claimed)
        found = taken(database, workers.FILE)
        assert (found.new + found.again, found.refused) == (len(workers.FILE), 0)
        whole.append({name: rows for name, rows in derived(database).items() if name != "chain_item"})
        assert whole[-1] == whole[0]
        database.close()
    assert len(set(seen)) > 5, "the moments were all the same"


def _acknowledged(pipe: Connection) -> tuple[int, list[str], bool]:
    """How many messages and which claims it said were kept, and whether it came to the end."""
    kept, claimed, done = 0, list[str](), False
    try:
        while True:
            what, which = pipe.recv()
            kept = which if what == "kept" else kept
            claimed += [which] if what == "claimed" else []
            done |= what == "done"
    except (EOFError, ConnectionResetError):  # reset: killed before it had read `go`
        pipe.close()
        return kept, claimed, done


def _alone(database: Database) -> None:
    """Wait until PostgreSQL has noticed that nobody is there any more."""
    others = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    while database.is_postgresql:
        with database.reading() as connection:
            if not connection.scalar(others):
                return
        time.sleep(0.002)


def _nothing_is_half_done(database: Database, before: int, kept: int, claimed: list[str]) -> int:
    """How many messages there are now; `before`: how many there were when the killed one began."""
    stood = derived(database)
    with database.writing() as connection:
        assert verify(connection, KEYS).broken is None
        there = _count(connection, "SELECT count(*) FROM chain_message")
        least = max(before, kept)
        assert there in (least, min(max(before, kept + workers.KILLED_BATCH), len(workers.FILE)))
        # of each message one about the person, and one about the fracture
        for kind in ("person", "fracture"):
            assert _count(connection, f"SELECT count(*) FROM chain_event WHERE kind = '{kind}'") == there
        claims = _count(connection, "SELECT count(*) FROM chain_event WHERE kind = 'claimed'")
        logged = "SELECT count(*) FROM audit_entry WHERE action = '{}'"
        assert _count(connection, logged.format("intake")) == there
        assert _count(connection, logged.format("claimed")) == claims
        owned = set(connection.scalars(sa.select(tables.item.c.episode).where(tables.item.c.owner == "claims")))
        assert set(claimed) <= owned
        assert len(owned) == claims
        rebuild(connection, KEYS)
    assert derived(database) == stood
    if not database.is_postgresql:
        with sqlite3.connect(str(database.engine.url.database)) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        plain.close()
    return there


def _count(connection: sa.Connection, asked: str) -> int:
    return int(connection.execute(sa.text(asked)).scalar_one())
