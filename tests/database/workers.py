"""What other processes do in the tests, beside each other or until they are killed."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

import sqlalchemy as sa

import benkoll.readings.tables
import benkoll.web.accounts
from benkoll.audit.log import Act, append
from benkoll.chain import intake, tables
from benkoll.chain.commands import Chain, claim, merge, record, withdraw
from benkoll.chain.intake import take_in
from benkoll.chain.rekeying import rekey_chain
from benkoll.errors import Conflict
from benkoll.store.database import open_database
from benkoll.store.keys import Keys
from benkoll.store.migrate import check_key
from database.hospital import DAY, KEYS, actor, chain, hip_of, people, taken

TABLES = (benkoll.readings.tables, benkoll.web.accounts)
"""Of rooms that nothing else here loads."""
FILE = [hip_of(number, person, DAY - timedelta(days=number % 7)) for number, person in enumerate(people(36) * 2)]
"""The messages that the killed ones take in, two of each person."""
KILLED_BATCH = 6


def told(pipe: Connection, work: Callable[..., Any], *words: Any) -> None:
    """Run the work when it is said, and tell what came of it: its value, or its error."""
    pipe.send("ready")
    pipe.recv()
    try:
        pipe.send((True, work(*words)))
    except Exception as error:
        pipe.send((False, f"{type(error).__name__}: {error}"))
    pipe.close()


def append_many(url: str, name: str, count: int) -> None:
    database = open_database(url)
    for number in range(count):
        with database.writing() as connection:
            append(connection, actor(name), KEYS, [Act("episode", None, str(number)), Act("note", None, str(number))])
    database.close()


def claim_all(url: str, place: int, items: Sequence[str]) -> tuple[list[str], int]:
    """Try to claim every other one, in an order of one's own: which it got, and how often it was told to be late."""
    database, got, late = open_database(url), list[str](), 0
    wanted = items[place % 2 :: 2]
    for item in random.Random(place).sample(wanted, len(wanted)):
        try:
            claim(chain(database, f"nurse {place}"), item, "invite")
            got.append(item)
        except Conflict:
            late += 1
    database.close()
    return got, late


def record_once(url: str, name: str, item: str, version: int) -> str:
    database = open_database(url)
    try:
        return record(chain(database, name), item, "invited", DAY, {}, version)
    except Conflict:
        return "conflict"
    finally:
        database.close()


def merge_and_undo(url: str, name: str, one: str, other: str, times: int) -> None:
    database = open_database(url)
    for _ in range(times):
        withdraw(chain(database, name), merge(chain(database, name), one, other), "test")
    database.close()


def take_all(url: str, name: str, seed: int) -> tuple[int, int, int]:
    """Take FILE in, in an order of one's own and small batches: how many were new, came again, were set aside."""
    database = open_database(url)
    intake.BATCH = 5
    found = taken(database, random.Random(seed).sample(FILE, len(FILE)), name)
    database.close()
    return found.new, found.again, found.refused


def until_killed(pipe: Connection, url: str) -> None:
    """Take FILE in and claim what is to be done, one by one; say each thing when it is kept."""
    pipe.send("ready")
    pipe.recv()
    database, kept = open_database(url), 0
    intake.BATCH = KILLED_BATCH
    for done in take_in(database, KEYS, actor("intake"), FILE, "test.csv"):
        kept += done.new + done.again
        pipe.send(("kept", kept))
    with database.reading() as connection:
        waiting = list(connection.scalars(sa.select(tables.item.c.episode).where(tables.item.c.owner.is_(None))))
    for item in waiting:
        claim(chain(database, "claims"), item, "invite")
        pipe.send(("claimed", item))
    database.close()
    pipe.send(("done", None))


def rekey_until_killed(pipe: Connection, url: str, old: bytes, new: bytes) -> None:
    """Change the key from the one to the other."""
    pipe.send("ready")
    pipe.recv()
    database = open_database(url)
    with database.reading() as connection:
        keys = check_key(connection, Keys(old))
    rekey_chain(Chain(database, keys, actor("owner"), DAY), Keys(new))
    database.close()
    time.sleep(60)
